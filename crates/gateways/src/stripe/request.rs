//! Operations as Stripe's forms. A form depends on the operation only, because Stripe refuses an idempotency key that
//! comes with another form.

use bezant_kernel::OperationKind;
use bezant_payments::Operation;

use super::capabilities::to_stripe;

/// A request that changes something.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) path: String,
    pub(super) form: Vec<(&'static str, String)>,
}

/// The metadata by which what we made is found again.
pub(super) const OPERATION: &str = "bezant_operation";
/// Shows the fee with the charge.
pub(super) const EXPAND: (&str, &str) = ("expand[]", "latest_charge.balance_transaction");

fn metadata(operation: &Operation) -> [(&'static str, String); 2] {
    [
        ("metadata[bezant_payment]", operation.payment.to_string()),
        ("metadata[bezant_operation]", operation.id.to_string()),
    ]
}

pub(super) fn authorize(operation: &Operation) -> Option<Post> {
    assert_eq!(
        operation.kind,
        OperationKind::Authorize,
        "the registry calls by kind"
    );
    let capture_method = if operation.capture { "automatic" } else { "manual" };
    let mut form = vec![
        ("amount", to_stripe(operation.amount)?.to_string()),
        (
            "currency",
            operation.amount.currency().code().to_ascii_lowercase(),
        ),
        ("payment_method", operation.token.clone()),
        ("payment_method_types[]", "card".to_owned()),
        ("capture_method", capture_method.to_owned()),
        ("confirm", "true".to_owned()),
        // Nobody is there to follow a redirect: a payment that needs one is declined, not left open.
        ("error_on_requires_action", "true".to_owned()),
        (EXPAND.0, EXPAND.1.to_owned()),
    ];
    if operation.three_d_secure {
        // What goes through without a step of the customer is authenticated; what needs one is declined, see above.
        form.push((
            "payment_method_options[card][request_three_d_secure]",
            "any".to_owned(),
        ));
    }
    form.extend(metadata(operation));
    Some(Post {
        path: "/v1/payment_intents".to_owned(),
        form,
    })
}

pub(super) fn capture(operation: &Operation) -> Option<Post> {
    let form = vec![
        ("amount_to_capture", to_stripe(operation.amount)?.to_string()),
        (EXPAND.0, EXPAND.1.to_owned()),
        // By which a webhook is told to belong to the capture; the intent's own mark is the authorization's.
        ("metadata[bezant_capture]", operation.id.to_string()),
    ];
    Some(Post {
        path: format!("/v1/payment_intents/{}/capture", intent(operation)?),
        form,
    })
}

pub(super) fn void(operation: &Operation) -> Option<Post> {
    let form = vec![("cancellation_reason", "requested_by_customer".to_owned())];
    Some(Post {
        path: format!("/v1/payment_intents/{}/cancel", intent(operation)?),
        form,
    })
}

pub(super) fn refund(operation: &Operation) -> Option<Post> {
    let mut form = vec![
        ("payment_intent", intent(operation)?.to_owned()),
        ("amount", to_stripe(operation.amount)?.to_string()),
    ];
    form.extend(metadata(operation));
    if let Some(refund) = operation.refund {
        form.push(("metadata[bezant_refund]", refund.to_string()));
    }
    Some(Post {
        path: "/v1/refunds".to_owned(),
        form,
    })
}

/// The payment intent that the operation builds on, if it is one: it becomes a part of a path.
pub(super) fn intent(operation: &Operation) -> Option<&str> {
    let id = operation.authorization.as_ref()?.0.as_str();
    let clean = id
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (clean && id.starts_with("pi_")).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stripe::response::tests::operation;
    use bezant_payments::GatewayReference;

    #[test]
    fn forms_hold_what_stripe_wants() {
        let text = |post: Post| {
            let fields: Vec<_> = post
                .form
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            format!("{} {}", post.path, fields.join("&"))
        };
        let id = operation(OperationKind::Authorize).id;
        let payment = operation(OperationKind::Authorize).payment;
        let refund = operation(OperationKind::Refund).refund.unwrap();
        assert_eq!(
            text(authorize(&operation(OperationKind::Authorize)).unwrap()),
            format!(
                "/v1/payment_intents amount=2000&currency=eur&payment_method=pm_card_visa&payment_method_types[]=card\
                 &capture_method=automatic&confirm=true&error_on_requires_action=true\
                 &expand[]=latest_charge.balance_transaction&metadata[bezant_payment]={payment}&metadata[bezant_operation]={id}"
            )
        );
        let mut authenticated = operation(OperationKind::Authorize);
        authenticated.three_d_secure = true;
        let asked = "&payment_method_options[card][request_three_d_secure]=any&";
        assert!(text(authorize(&authenticated).unwrap()).contains(asked));
        assert_eq!(
            text(capture(&operation(OperationKind::Capture)).unwrap()),
            format!(
                "/v1/payment_intents/pi_1/capture amount_to_capture=2000&expand[]=latest_charge.balance_transaction\
                 &metadata[bezant_capture]={id}"
            )
        );
        assert_eq!(
            text(void(&operation(OperationKind::Void)).unwrap()),
            "/v1/payment_intents/pi_1/cancel cancellation_reason=requested_by_customer"
        );
        assert_eq!(
            text(super::refund(&operation(OperationKind::Refund)).unwrap()),
            format!(
                "/v1/refunds payment_intent=pi_1&amount=2000&metadata[bezant_payment]={payment}\
                 &metadata[bezant_operation]={id}&metadata[bezant_refund]={refund}"
            )
        );
    }

    #[test]
    fn a_reference_that_is_no_payment_intent_reaches_no_path() {
        for text in ["", "pi_1/cancel", "pi_1?x", "../x", "ch_1", "pi_é"] {
            let mut operation = operation(OperationKind::Capture);
            operation.authorization = Some(GatewayReference(text.to_owned()));
            assert!(capture(&operation).is_none(), "{text}");
        }
    }
}
