//! Operations as Adyen's JSON. A body depends on operation and settings only, as it is sent again under the same key.

use bezant_kernel::OperationKind;
use bezant_payments::Operation;
use serde_json::{Value, json};

use super::capabilities::to_adyen;
use super::reference;
use crate::config::AdyenConfig;

/// A request that changes something.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) path: String,
    pub(super) body: Value,
}

/// The request that carries an operation out, where Adyen can be asked for it.
pub(super) fn post(operation: &Operation, settings: &AdyenConfig) -> Option<Post> {
    match operation.kind {
        OperationKind::Authorize => payment(operation, settings),
        OperationKind::Capture => modification(operation, settings, "captures", true),
        // A cancellation concerns the whole authorization; one that was captured is refused, not refunded.
        OperationKind::Void => modification(operation, settings, "cancels", false),
        OperationKind::Refund => modification(operation, settings, "refunds", true),
    }
}

fn payment(operation: &Operation, settings: &AdyenConfig) -> Option<Post> {
    let (shopper, stored) = operation.token.rsplit_once(':')?;
    if shopper.is_empty() || stored.is_empty() {
        return None;
    }
    let mut body = json!({
        "merchantAccount": settings.merchant_account,
        "amount": amount(operation)?,
        "reference": reference::write(operation),
        "paymentMethod": { "type": "scheme", "storedPaymentMethodId": stored },
        "shopperReference": shopper,
        "shopperInteraction": if operation.three_d_secure { "Ecommerce" } else { "ContAuth" },
        "recurringProcessingModel": "CardOnFile",
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
    // Said either way, so that it does not depend on how the merchant account is set up.
    if operation.capture {
        body["captureDelayHours"] = 0.into();
    } else {
        body["additionalData"] = json!({ "manualCapture": "true" });
    }
    Some(Post {
        path: "/payments".to_owned(),
        body,
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
            let post = post(operation, &settings()).unwrap();
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
        let body = post(&authenticated, &settings()).unwrap().body;
        assert_eq!(body["authenticationData"]["attemptAuthentication"], "always");
        assert_eq!(body["shopperInteraction"], "Ecommerce");
        let reserve = Operation {
            capture: false,
            ..sale
        };
        let body = post(&reserve, &settings()).unwrap().body;
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
    fn what_adyen_can_t_be_asked_for_is_not_sent() {
        for text in ["", "A/cancels", "A?x", "..", "É"] {
            let mut capture = operation(OperationKind::Capture);
            capture.authorization = Some(GatewayReference(text.to_owned()));
            assert!(post(&capture, &settings()).is_none(), "{text}");
        }
        for token in ["M5N7TQ4TG5PFWR50", ":M5N7TQ4TG5PFWR50", "shopper:"] {
            let mut sale = operation(OperationKind::Authorize);
            sale.token = token.to_owned();
            assert!(post(&sale, &settings()).is_none(), "{token}");
        }
    }
}
