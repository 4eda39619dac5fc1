//! Operations as Stripe's forms. A form depends on the operation and its card only, because Stripe refuses an idempotency key that
//! comes with another form.

use bezant_kernel::OperationKind;
use bezant_payments::Operation;

use zeroize::Zeroizing;

use super::capabilities::to_stripe;
use crate::card::CardData;

/// A request that changes something.
pub(super) struct Post {
    pub(super) path: String,
    pub(super) form: Vec<(&'static str, String)>,
    /// Fields of a whole card, which nothing prints.
    card: Vec<(&'static str, Zeroizing<String>)>,
}

impl Post {
    pub(super) fn new(path: impl Into<String>, form: Vec<(&'static str, String)>) -> Post {
        Post {
            path: path.into(),
            form,
            card: Vec::new(),
        }
    }

    /// All fields, to be sent.
    pub(super) fn fields(&self) -> Vec<(&str, &str)> {
        let plain = self.form.iter().map(|(name, value)| (*name, value.as_str()));
        let card = self.card.iter().map(|(name, value)| (*name, value.as_str()));
        plain.chain(card).collect()
    }
}

/// A card instead of a payment method that Stripe knows.
fn card_fields(card: &CardData) -> Vec<(&'static str, Zeroizing<String>)> {
    let text = |value: &str| Zeroizing::new(value.to_owned());
    let (month, year) = card.expiry();
    let mut fields = vec![
        ("payment_method_data[type]", text("card")),
        ("payment_method_data[card][number]", text(card.number())),
        ("payment_method_data[card][exp_month]", text(&month.to_string())),
        ("payment_method_data[card][exp_year]", text(&year.to_string())),
    ];
    if let Some(code) = card.security_code() {
        fields.push(("payment_method_data[card][cvc]", text(code)));
    }
    if let Some(name) = card.holder() {
        fields.push(("payment_method_data[billing_details][name]", text(name)));
    }
    fields
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

pub(super) fn authorize(operation: &Operation, card: Option<&CardData>) -> Option<Post> {
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
    let mut post = Post::new("/v1/payment_intents", form);
    match card {
        Some(card) => post.card = card_fields(card),
        None => post.form.insert(2, ("payment_method", operation.token.clone())),
    }
    Some(post)
}

pub(super) fn capture(operation: &Operation) -> Option<Post> {
    let form = vec![
        ("amount_to_capture", to_stripe(operation.amount)?.to_string()),
        (EXPAND.0, EXPAND.1.to_owned()),
        // By which a webhook is told to belong to the capture; the intent's own mark is the authorization's.
        ("metadata[bezant_capture]", operation.id.to_string()),
    ];
    let path = format!("/v1/payment_intents/{}/capture", intent(operation)?);
    Some(Post::new(path, form))
}

pub(super) fn void(operation: &Operation) -> Option<Post> {
    let form = vec![("cancellation_reason", "requested_by_customer".to_owned())];
    let path = format!("/v1/payment_intents/{}/cancel", intent(operation)?);
    Some(Post::new(path, form))
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
    Some(Post::new("/v1/refunds", form))
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
            text(authorize(&operation(OperationKind::Authorize), None).unwrap()),
            format!(
                "/v1/payment_intents amount=2000&currency=eur&payment_method=pm_card_visa&payment_method_types[]=card\
                 &capture_method=automatic&confirm=true&error_on_requires_action=true\
                 &expand[]=latest_charge.balance_transaction&metadata[bezant_payment]={payment}&metadata[bezant_operation]={id}"
            )
        );
        let card = CardData::new("4242424242424242", 12, 2040).with_security_code("123");
        let whole = authorize(&operation(OperationKind::Authorize), Some(&card)).unwrap();
        let fields = whole.fields();
        for field in [
            ("payment_method_data[card][number]", "4242424242424242"),
            ("payment_method_data[card][exp_month]", "12"),
            ("payment_method_data[card][exp_year]", "2040"),
            ("payment_method_data[card][cvc]", "123"),
        ] {
            assert!(fields.contains(&field), "{}", field.0);
        }
        assert!(fields.iter().all(|(name, _)| *name != "payment_method"));
        let mut authenticated = operation(OperationKind::Authorize);
        authenticated.three_d_secure = true;
        let asked = "&payment_method_options[card][request_three_d_secure]=any&";
        assert!(text(authorize(&authenticated, None).unwrap()).contains(asked));
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
