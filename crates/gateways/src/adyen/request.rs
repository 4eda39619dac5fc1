//! Operations as Adyen's JSON. A body depends on operation, card and settings only, as it is sent again under the same key. Of a card
//! the security code is missing then: whoever has it for longer than the first call breaks PCI DSS 3.3.1.

use bezant_kernel::OperationKind;
use bezant_payments::{Initiator, Operation};
use serde::Serialize;
use serde_json::{Value, json};

use super::capabilities::to_adyen;
use super::reference;
use crate::card::CardData;
use crate::config::AdyenConfig;

/// A request that changes something.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) path: String,
    pub(super) body: Value,
    /// In place of a payment method that Adyen knows. Nothing prints it.
    card: Option<CardData>,
}

impl Post {
    /// The whole body, to be sent.
    pub(super) fn sent(&self) -> impl Serialize {
        Sent {
            body: &self.body,
            payment_method: self.card.as_ref().map(RawCard::of),
        }
    }
}

#[derive(Serialize)]
struct Sent<'a> {
    #[serde(flatten)]
    body: &'a Value,
    #[serde(rename = "paymentMethod", skip_serializing_if = "Option::is_none")]
    payment_method: Option<RawCard<'a>>,
}

/// `CardDetails` of Adyen's Checkout API, with the fields that take a fully PCI compliant merchant.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RawCard<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    number: &'a str,
    expiry_month: String,
    expiry_year: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cvc: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    holder_name: Option<&'a str>,
}

impl RawCard<'_> {
    fn of(card: &CardData) -> RawCard<'_> {
        let (month, year) = card.expiry();
        RawCard {
            kind: "scheme",
            number: card.number(),
            expiry_month: format!("{month:02}"),
            expiry_year: format!("{year:04}"),
            cvc: card.security_code(),
            holder_name: card.holder(),
        }
    }
}

/// The request that carries an operation out, where Adyen can be asked for it.
pub(super) fn post(operation: &Operation, card: Option<&CardData>, settings: &AdyenConfig) -> Option<Post> {
    match operation.kind {
        OperationKind::Authorize => payment(operation, card, settings),
        OperationKind::Capture => modification(operation, settings, "captures", true),
        // A cancellation concerns the whole authorization; one that was captured is refused, not refunded.
        OperationKind::Void => modification(operation, settings, "cancels", false),
        OperationKind::Refund => modification(operation, settings, "refunds", true),
    }
}

fn payment(operation: &Operation, card: Option<&CardData>, settings: &AdyenConfig) -> Option<Post> {
    let mut body = json!({
        "merchantAccount": settings.merchant_account,
        "amount": amount(operation)?,
        "reference": reference::write(operation),
        // Nobody is there to follow a redirect: a payment that needs one is declined, not left open. Where authentication
        // is demanded, only one without a step of the shopper goes through.
        "authenticationData": {
            "attemptAuthentication": if operation.three_d_secure { "always" } else { "never" },
        },
        "returnUrl": settings.return_url,
        "metadata": {
            "bezant_payment": operation.payment.to_string(),
            "bezant_operation": operation.id.to_string(),
        },
    });
    let is_continued = match (card, operation.initiator) {
        (Some(_), Initiator::Merchant) => {
            body["recurringProcessingModel"] = "UnscheduledCardOnFile".into();
            // The card's id: the same for the same card, and it says nothing of anybody.
            body["shopperReference"] = operation.token.clone().into();
            true
        }
        (Some(_), Initiator::Customer) => false,
        (None, Initiator::Customer | Initiator::Merchant) => {
            let (shopper, stored) = operation.token.rsplit_once(':')?;
            if shopper.is_empty() || stored.is_empty() {
                return None;
            }
            body["paymentMethod"] = json!({ "type": "scheme", "storedPaymentMethodId": stored });
            body["shopperReference"] = shopper.into();
            body["recurringProcessingModel"] = "CardOnFile".into();
            true
        }
    };
    let is_continued = is_continued && !operation.three_d_secure;
    body["shopperInteraction"] = if is_continued { "ContAuth" } else { "Ecommerce" }.into();
    // Said either way, so that it does not depend on how the merchant account is set up.
    if operation.capture {
        body["captureDelayHours"] = 0.into();
    } else {
        body["additionalData"] = json!({ "manualCapture": "true" });
    }
    Some(Post {
        path: "/payments".to_owned(),
        body,
        card: card.cloned(),
    })
}

fn modification(operation: &Operation, settings: &AdyenConfig, what: &str, partial: bool) -> Option<Post> {
    let mut body = json!({
        "merchantAccount": settings.merchant_account,
        "reference": reference::write(operation),
    });
    if partial {
        body["amount"] = amount(operation)?;
    }
    Some(Post {
        path: format!("/payments/{}/{what}", authorization(operation)?),
        body,
        card: None,
    })
}

fn amount(operation: &Operation) -> Option<Value> {
    let value = to_adyen(operation.amount)?;
    Some(json!({ "currency": operation.amount.currency().code(), "value": value }))
}

/// The payment that the operation builds on, if it is one: it becomes a part of a path.
pub(super) fn authorization(operation: &Operation) -> Option<&str> {
    let reference = operation.authorization.as_ref()?.0.as_str();
    let clean = reference.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (clean && !reference.is_empty()).then_some(reference)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adyen::response::tests::{operation, settings};
    use bezant_payments::GatewayReference;

    #[test]
    fn bodies_hold_what_adyen_wants() {
        let sale = operation(OperationKind::Authorize);
        let text = |operation: &Operation| {
            let post = post(operation, None, &settings()).unwrap();
            format!("{} {}", post.path, post.body)
        };
        let (id, payment) = (sale.id, sale.payment);
        assert_eq!(
            text(&sale),
            format!(
                "/payments {{\"amount\":{{\"currency\":\"EUR\",\"value\":2000}},\
                 \"authenticationData\":{{\"attemptAuthentication\":\"never\"}},\"captureDelayHours\":0,\
                 \"merchantAccount\":\"BezantTest\",\
                 \"metadata\":{{\"bezant_operation\":\"{id}\",\"bezant_payment\":\"{payment}\"}},\
                 \"paymentMethod\":{{\"storedPaymentMethodId\":\"M5N7TQ4TG5PFWR50\",\"type\":\"scheme\"}},\
                 \"recurringProcessingModel\":\"CardOnFile\",\"reference\":\"{payment}_{id}_sale\",\
                 \"returnUrl\":\"https://localhost/\",\"shopperInteraction\":\"ContAuth\",\"shopperReference\":\"shopper:1\"}}"
            )
        );
        let authenticated = Operation {
            three_d_secure: true,
            ..sale.clone()
        };
        let body = post(&authenticated, None, &settings()).unwrap().body;
        assert_eq!(body["authenticationData"]["attemptAuthentication"], "always");
        assert_eq!(body["shopperInteraction"], "Ecommerce");
        let reserve = Operation {
            capture: false,
            ..sale
        };
        let body = post(&reserve, None, &settings()).unwrap().body;
        assert_eq!(body["additionalData"]["manualCapture"], "true");
        assert_eq!(body["captureDelayHours"], Value::Null);
        assert_eq!(
            text(&operation(OperationKind::Refund)),
            format!(
                "/payments/QFQTPCQ8HXSKGK82/refunds {{\"amount\":{{\"currency\":\"EUR\",\"value\":2000}},\
                 \"merchantAccount\":\"BezantTest\",\"reference\":\"{payment}_{id}_refund\"}}"
            )
        );
        assert_eq!(
            text(&operation(OperationKind::Void)),
            format!(
                "/payments/QFQTPCQ8HXSKGK82/cancels {{\"merchantAccount\":\"BezantTest\",\"reference\":\"{payment}_{id}_void\"}}"
            )
        );
    }

    #[test]
    fn a_card_of_the_vault_goes_as_it_is_and_is_not_printed() {
        let card = CardData::new("4111111111111111", 3, 2030).with_holder("Ada Lovelace");
        let mut sale = operation(OperationKind::Authorize);
        sale.token = "crd_01h455vb4pex5vsknk084sn02q".to_owned();
        let sent = |operation: &Operation, card: &CardData| {
            let post = post(operation, Some(card), &settings()).unwrap();
            assert!(!format!("{post:?}").contains("4111"), "nothing prints a number");
            serde_json::to_value(post.sent()).unwrap()
        };
        let coded = sent(&sale, &card.clone().with_security_code("737"));
        assert_eq!(
            coded["paymentMethod"],
            json!({
                "type": "scheme", "number": "4111111111111111", "expiryMonth": "03", "expiryYear": "2030",
                "cvc": "737", "holderName": "Ada Lovelace",
            })
        );
        assert_eq!(coded["shopperInteraction"], "Ecommerce");
        assert_eq!(coded["recurringProcessingModel"], Value::Null);
        // The repetition lacks the code and nothing else.
        let mut again = sent(&sale, &card);
        again["paymentMethod"]["cvc"] = "737".into();
        assert_eq!(again, coded);
        sale.initiator = Initiator::Merchant;
        let recurring = sent(&sale, &CardData::new("4111111111111111", 12, 2031));
        assert_eq!(recurring["shopperInteraction"], "ContAuth");
        assert_eq!(recurring["shopperReference"], sale.token);
        assert_eq!(recurring["paymentMethod"]["holderName"], Value::Null);
        // Not without the number.
        assert!(post(&sale, None, &settings()).is_none());
    }

    #[test]
    fn what_adyen_can_t_be_asked_for_is_not_sent() {
        for text in ["", "A/cancels", "A?x", "..", "É"] {
            let mut capture = operation(OperationKind::Capture);
            capture.authorization = Some(GatewayReference(text.to_owned()));
            assert!(post(&capture, None, &settings()).is_none(), "{text}");
        }
        for token in ["M5N7TQ4TG5PFWR50", ":M5N7TQ4TG5PFWR50", "shopper:"] {
            let mut sale = operation(OperationKind::Authorize);
            sale.token = token.to_owned();
            assert!(post(&sale, None, &settings()).is_none(), "{token}");
        }
    }
}
