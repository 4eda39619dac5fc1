//! What the fake merchant account holds, and what happens to it.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

use super::MERCHANT_ACCOUNT;
use crate::fake_gateway::Fault;

/// An authorization as a test looks at it; amounts in Adyen's minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Adyen's reference.
    pub psp_reference: String,
    /// The merchant's reference.
    pub reference: String,
    /// `metadata.bezant_payment`, or nothing.
    pub payment: String,
    /// The currency.
    pub currency: String,
    /// What was authorized.
    pub amount: i64,
    /// What was captured.
    pub captured: i64,
    /// What was refunded.
    pub refunded: i64,
    /// Whether the authorization was cancelled.
    pub cancelled: bool,
    /// The card that it was made with, or nothing where it was a stored payment method.
    pub card: Option<Card>,
}

/// A card as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its number.
    pub number: String,
    /// Month and year.
    pub expiry: String,
    /// Its security code, or nothing.
    pub cvc: String,
    /// The name on it, or nothing.
    pub holder: String,
}

/// A request, as a test looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// The path.
    pub path: String,
    /// The idempotency key, or nothing.
    pub idempotency_key: String,
}

#[derive(Default)]
pub(super) struct Account {
    pub(super) payments: Vec<Payment>,
    pub(super) posts: Vec<Post>,
    pub(super) faults: VecDeque<Fault>,
    /// The first answer under each key; nothing while it is being worked on.
    pub(super) keys: BTreeMap<String, Option<Reply>>,
    pub(super) items: Vec<Value>,
    references: u64,
}

/// An answer.
#[derive(Clone)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Value,
    pub(super) transient: bool,
}

impl Reply {
    pub(super) fn success(status: u16, body: Value) -> Self {
        Reply {
            status,
            body,
            transient: false,
        }
    }

    pub(super) fn error(status: u16, code: &str, kind: &str, message: &str) -> Self {
        let body = json!({ "status": status, "errorCode": code, "message": message, "errorType": kind });
        Reply {
            status,
            body,
            transient: false,
        }
    }

    fn invalid(code: &str, message: &str) -> Self {
        Reply::error(422, code, "validation", message)
    }
}

/// docs.adyen.com/development-resources/refusal-reasons: stored payment methods here are named after what they meet.
const REFUSALS: &[(&str, &str)] = &[
    ("2", "Refused"),
    ("5", "Blocked Card"),
    ("6", "Expired Card"),
    ("8", "Invalid Card Number"),
    ("12", "Not enough balance"),
    ("20", "FRAUD"),
    ("24", "CVC Declined"),
    ("38", "Authentication required"),
];

/// Cards, and the stored payment methods that meet the same.
const CARDS: &[(&str, &str)] = &[
    ("4111111111111111", "APPROVED"),
    ("4242424242424242", "APPROVED"),
    ("5555555555554444", "RECEIVED"),
    ("4000000000000002", "REFUSED2"),
    ("4000000000000127", "REFUSED24"),
];

fn met_by(number: &str) -> Result<&'static str, Reply> {
    let row = CARDS.iter().find(|row| row.0 == number);
    Ok(row.ok_or_else(|| Reply::invalid("101", "Invalid card number"))?.1)
}

/// The card of a payment method, if it is one.
fn card(method: &Value) -> Result<Option<Card>, Reply> {
    if method["number"].is_null() {
        return Ok(None);
    }
    if text(method, "type")? != "scheme" || !method["storedPaymentMethodId"].is_null() {
        return Err(Reply::invalid("14_002", "paymentMethod is not a card"));
    }
    let digits = |field: &str, length: usize| {
        let value = text(method, field)?;
        let is_right = value.len() == length && value.bytes().all(|byte| byte.is_ascii_digit());
        is_right
            .then(|| value.to_owned())
            .ok_or_else(|| Reply::invalid("129", "Expiry Date Invalid"))
    };
    let optional = |field: &str| method[field].as_str().unwrap_or_default().to_owned();
    Ok(Some(Card {
        number: text(method, "number")?.to_owned(),
        expiry: format!("{}/{}", digits("expiryMonth", 2)?, digits("expiryYear", 4)?),
        cvc: optional("cvc"),
        holder: optional("holderName"),
    }))
}

fn text<'a>(body: &'a Value, field: &str) -> Result<&'a str, Reply> {
    let missing = || Reply::invalid("702", &format!("Required field '{field}' is not provided."));
    body[field]
        .as_str()
        .filter(|text| !text.is_empty())
        .ok_or_else(missing)
}

fn amount(body: &Value) -> Result<(i64, String), Reply> {
    let value = body["amount"]["value"].as_i64().filter(|value| *value > 0);
    let value = value.ok_or_else(|| Reply::invalid("137", "Invalid amount specified"))?;
    Ok((value, text(&body["amount"], "currency")?.to_owned()))
}

impl Account {
    fn psp_reference(&mut self) -> String {
        self.references += 1;
        format!("FAKE{:012}", self.references)
    }

    pub(super) fn pay(&mut self, body: &Value) -> Result<Reply, Reply> {
        self.authorized_for(body)?;
        let (value, currency) = amount(body)?;
        let reference = text(body, "reference")?.to_owned();
        text(body, "returnUrl")?;
        let card = card(&body["paymentMethod"])?;
        let stored = match &card {
            Some(card) => met_by(&card.number)?.to_owned(),
            None => {
                text(body, "recurringProcessingModel")?;
                if text(body, "shopperReference")? != super::SHOPPER {
                    return Err(Reply::invalid("800", "Contract not found"));
                }
                text(&body["paymentMethod"], "storedPaymentMethodId")?.to_owned()
            }
        };
        if card.is_some() && body["shopperInteraction"] == "ContAuth" {
            text(body, "recurringProcessingModel")?;
            text(body, "shopperReference")?;
        }
        let psp_reference = self.psp_reference();
        let mut answer = json!({ "pspReference": psp_reference, "merchantReference": reference });
        let money = json!({ "currency": currency, "value": value });
        if let Some(code) = stored.strip_prefix("REFUSED") {
            let row = REFUSALS.iter().find(|row| row.0 == code);
            let (code, reason) = row.ok_or_else(|| Reply::invalid("803", "PaymentDetail not found"))?;
            answer["resultCode"] = "Refused".into();
            answer["refusalReason"] = (*reason).into();
            answer["refusalReasonCode"] = (*code).into();
            self.say(
                "AUTHORISATION",
                &psp_reference,
                None,
                &reference,
                &money,
                Err(reason),
            );
            return Ok(Reply::success(200, answer));
        }
        let manual = body["additionalData"]["manualCapture"] == "true";
        answer["amount"] = money.clone();
        answer["resultCode"] = match stored.as_str() {
            "APPROVED" => "Authorised",
            "RECEIVED" => "Received",
            _ => return Err(Reply::invalid("803", "PaymentDetail not found")),
        }
        .into();
        self.payments.push(Payment {
            psp_reference: psp_reference.clone(),
            reference: reference.clone(),
            payment: body["metadata"]["bezant_payment"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            currency,
            amount: value,
            captured: if manual { 0 } else { value },
            refunded: 0,
            cancelled: false,
            card,
        });
        self.say("AUTHORISATION", &psp_reference, None, &reference, &money, Ok(()));
        Ok(Reply::success(200, answer))
    }

    /// Takes a modification, which is only acknowledged; its notification says what came of it.
    pub(super) fn modify(&mut self, original: &str, what: &str, body: &Value) -> Result<Reply, Reply> {
        self.authorized_for(body)?;
        let reference = text(body, "reference")?.to_owned();
        let wanted = if what == "cancels" {
            None
        } else {
            Some(amount(body)?)
        };
        let psp_reference = self.psp_reference();
        let payment = self
            .payments
            .iter_mut()
            .find(|payment| payment.psp_reference == original);
        let payment = payment
            .ok_or_else(|| Reply::invalid("167", "Original pspReference required for this operation"))?;
        let value = wanted.as_ref().map_or(payment.amount, |wanted| wanted.0);
        if wanted.as_ref().is_some_and(|wanted| wanted.1 != payment.currency) {
            return Err(Reply::invalid("138", "Unsupported currency specified"));
        }
        let (event, result) = match what {
            "captures" if payment.cancelled || payment.captured + value > payment.amount => {
                ("CAPTURE", Err("Insufficient balance on payment"))
            }
            "captures" => {
                payment.captured += value;
                ("CAPTURE", Ok(()))
            }
            "cancels" if payment.captured > 0 || payment.cancelled => {
                ("CANCELLATION", Err("Transaction not in Authorised state"))
            }
            "cancels" => {
                payment.cancelled = true;
                ("CANCELLATION", Ok(()))
            }
            "refunds" if payment.refunded + value > payment.captured => {
                ("REFUND", Err("Insufficient balance on payment"))
            }
            "refunds" => {
                payment.refunded += value;
                ("REFUND", Ok(()))
            }
            _ => return Err(Reply::error(404, "000", "validation", "Not found")),
        };
        let money = json!({ "currency": payment.currency, "value": value });
        let mut answer = json!({
            "merchantAccount": MERCHANT_ACCOUNT,
            "paymentPspReference": original,
            "pspReference": psp_reference,
            "reference": reference,
            "status": "received",
        });
        if wanted.is_some() {
            answer["amount"] = money.clone();
        }
        self.say(event, &psp_reference, Some(original), &reference, &money, result);
        Ok(Reply::success(201, answer))
    }

    pub(super) fn dispute(&mut self, event: &str, original: &str, additional: Value) -> Value {
        let payment = self
            .payments
            .iter()
            .find(|payment| payment.psp_reference == original);
        let payment = payment.expect("a payment that is there").clone();
        let psp_reference = self.psp_reference();
        let money = json!({ "currency": payment.currency, "value": payment.captured });
        self.say(
            event,
            &psp_reference,
            Some(original),
            &payment.reference,
            &money,
            Ok(()),
        );
        let mut item = self.items.pop().expect("it was said just now");
        item["additionalData"] = additional;
        item
    }

    fn authorized_for(&self, body: &Value) -> Result<(), Reply> {
        if text(body, "merchantAccount")? == MERCHANT_ACCOUNT {
            Ok(())
        } else {
            Err(Reply::error(403, "901", "security", "Invalid Merchant Account"))
        }
    }

    fn say(
        &mut self,
        event: &str,
        psp_reference: &str,
        original: Option<&str>,
        reference: &str,
        money: &Value,
        result: Result<(), &str>,
    ) {
        let mut item = json!({
            "additionalData": {},
            "amount": money,
            "eventCode": event,
            "eventDate": "2026-01-01T01:00:00+01:00",
            "merchantAccountCode": MERCHANT_ACCOUNT,
            "merchantReference": reference,
            "paymentMethod": "visa",
            "pspReference": psp_reference,
            "reason": result.err().unwrap_or_default(),
            "success": result.is_ok().to_string(),
        });
        if let Some(original) = original {
            item["originalReference"] = original.into();
        }
        self.items.push(item);
    }
}
