//! What may stand in the trail: one function, by a list of fields with the shape that each may have. What is not listed, does not
//! fit its shape or holds a card number is not kept.

use bezant_kernel::may_hold_card_number;

/// What stands where a value is not kept.
pub const MASKED: &str = "***";

/// No value is longer; a role's permissions are some hundred bytes.
const LONGEST_VALUE: usize = 2_048;
const LONGEST_WORD: usize = 64;

/// How a field's values look.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Shape {
    /// Ids of things that Bezant made, apart by spaces.
    Ids,
    /// Lower-case words as Bezant and its configuration have them, apart by spaces.
    Words,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Flag,
    /// An instant.
    Time,
    /// The host of an address, with its port.
    Host,
    /// A BLAKE3 hash.
    Hash,
    /// A caller's own id of a request or a trace.
    Reference,
    /// A route as it is documented.
    Route,
}

/// Every field that is kept, sorted.
#[rustfmt::skip]
const FIELDS: &[(&str, Shape)] = &[
    ("account", Shape::Ids),
    ("account_id", Shape::Ids),
    ("active_version", Shape::Number),
    ("answer_within_ms", Shape::Number),
    ("api_key", Shape::Ids),
    ("approval", Shape::Ids),
    ("approved_version", Shape::Number),
    ("attempts_per_gateway", Shape::Number),
    ("channel", Shape::Words),
    ("client", Shape::Ids),
    ("closed", Shape::Flag),
    ("code", Shape::Words),
    ("consent", Shape::Ids),
    ("correlation", Shape::Reference),
    ("count", Shape::Number),
    ("credit_limit", Shape::Number),
    ("decline_failovers", Shape::Number),
    ("delivery_id", Shape::Ids),
    ("device", Shape::Ids),
    ("digest", Shape::Hash),
    ("disabled", Shape::Words),
    ("expires_at", Shape::Time),
    ("features_on", Shape::Words),
    ("filters", Shape::Words),
    ("four_eyes", Shape::Flag),
    ("frozen", Shape::Flag),
    ("gateway", Shape::Words),
    ("gateways", Shape::Words),
    ("grant", Shape::Ids),
    ("group", Shape::Ids),
    ("host", Shape::Host),
    ("id", Shape::Ids),
    ("identity_provider", Shape::Words),
    ("inquiries_before_attention", Shape::Number),
    ("invitation", Shape::Ids),
    ("invitations", Shape::Ids),
    ("item_id", Shape::Ids),
    ("kind", Shape::Words),
    ("language", Shape::Words),
    ("match_id", Shape::Ids),
    ("max_keys", Shape::Number),
    ("max_principals", Shape::Number),
    ("members", Shape::Ids),
    ("method", Shape::Words),
    ("methods", Shape::Words),
    ("name", Shape::Words),
    ("new", Shape::Flag),
    ("operation_retries", Shape::Number),
    ("overlap_until", Shape::Time),
    ("passkey", Shape::Ids),
    ("password_sign_in", Shape::Flag),
    ("payment", Shape::Ids),
    ("payments_per_day", Shape::Number),
    ("permissions", Shape::Words),
    ("phi", Shape::Flag),
    ("planned_retries", Shape::Number),
    ("policy_version", Shape::Number),
    ("principal", Shape::Ids),
    ("proposed_version", Shape::Number),
    ("purpose", Shape::Words),
    ("reason", Shape::Words),
    ("refund_id", Shape::Ids),
    ("region", Shape::Words),
    ("request", Shape::Words),
    ("requests_per_second", Shape::Number),
    ("role", Shape::Words),
    ("roles", Shape::Words),
    ("route", Shape::Route),
    ("scopes", Shape::Words),
    ("second_factor_required", Shape::Flag),
    ("secret_version", Shape::Number),
    ("session", Shape::Ids),
    ("session_absolute_hours", Shape::Number),
    ("session_idle_minutes", Shape::Number),
    ("sessions", Shape::Ids),
    ("signature_required", Shape::Flag),
    ("signing", Shape::Words),
    ("statement_id", Shape::Ids),
    ("status", Shape::Words),
    ("tenant", Shape::Ids),
    ("trusted", Shape::Flag),
    ("version", Shape::Number),
];

/// The value as the trail keeps it: itself where its field is listed and it looks as that field does, else [`MASKED`].
#[must_use]
pub fn masked(field: &str, value: &str) -> String {
    as_kept(shape_of(field), value)
}

/// The same of a correlation id. Every record has one, and looking up how it may look takes longer than looking at it.
#[must_use]
pub fn masked_correlation(value: &str) -> String {
    as_kept(Some(Shape::Reference), value)
}

fn as_kept(shape: Option<Shape>, value: &str) -> String {
    let is_kept = shape.is_some_and(|shape| fits(shape, value)) && !may_hold_card_number(value);
    let kept = if is_kept { value } else { MASKED };
    kept.to_owned()
}

/// Roles that somebody has are a field each: `role:NAME`.
fn shape_of(field: &str) -> Option<Shape> {
    let field = field.split_once(':').map_or(field, |(field, _)| field);
    let at = FIELDS.binary_search_by(|(name, _)| (*name).cmp(field)).ok()?;
    Some(FIELDS[at].1)
}

fn fits(shape: Shape, value: &str) -> bool {
    if value.len() > LONGEST_VALUE {
        return false;
    }
    match shape {
        Shape::Ids => value.split(' ').all(is_id),
        Shape::Words => value.is_empty() || value.split(' ').all(is_word),
        Shape::Number => {
            let digits = value.strip_prefix('-').unwrap_or(value);
            (1..=39).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
        }
        Shape::Flag => matches!(value, "true" | "false"),
        Shape::Time => value.parse::<bezant_kernel::Timestamp>().is_ok(),
        Shape::Host => {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
            (1..=256).contains(&value.len()) && value.bytes().all(is_plain)
        }
        Shape::Hash => value.len() == 64 && value.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')),
        Shape::Reference => {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/".contains(&byte);
            value.len() <= LONGEST_WORD && value.bytes().all(is_plain)
        }
        Shape::Route => value.len() <= 256 && value.is_ascii(),
    }
}

/// As `bezant_kernel::Id` writes them: a prefix, then 26 characters.
fn is_id(text: &str) -> bool {
    text.rsplit_once('_').is_some_and(|(prefix, rest)| {
        (1..=32).contains(&prefix.len())
            && prefix
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
            && rest.len() == 26
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

fn is_word(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.-*".contains(&byte);
    let starts = text
        .bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_lowercase() || byte == b'*');
    starts && text.len() <= LONGEST_WORD && text.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_says_each_field_once() {
        assert!(FIELDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn what_fits_its_field_is_kept() {
        for (field, value) in [
            ("id", "pay_01h455vb4pex5vsknk084sn02q"),
            (
                "members",
                "usr_01h455vb4pex5vsknk084sn02q usr_01h455vb4pex5vsknk084sn02r",
            ),
            ("permissions", "payments.read ledger.write"),
            ("role:auditor", "auditor"),
            ("host", "hooks.example.com:8443"),
            ("credit_limit", "-250000"),
            ("expires_at", "2026-01-31T12:00:00Z"),
            ("correlation", "order-1:a/b_c.d"),
            ("correlation", "a4111111111111112f0e1d2c3b4a5968"),
            ("features_on", ""),
        ] {
            assert_eq!(masked(field, value), value, "{field}");
        }
        for value in ["order-1:a/b_c.d", "4111111111111111", "a b", ""] {
            assert_eq!(masked_correlation(value), masked("correlation", value));
        }
    }

    #[test]
    fn secrets_names_and_card_numbers_are_not() {
        for (field, value) in [
            // Not listed at all.
            ("email", "ada@example.com"),
            ("secret", "bzk_live_abcdef"),
            ("token", "tok_approved"),
            ("display_name", "ada"),
            // Listed, and something else was put there.
            ("id", "ada@example.com"),
            ("id", "4111111111111111"),
            ("principal", "Ada Lovelace"),
            ("role", "Ada"),
            ("correlation", "ada@example.com"),
            ("correlation", "4111-1111-1111-1111"),
            ("correlation", "order-4111111111111111-1"),
            ("correlation", "5555.5555/5555:4444"),
            ("correlation", "a4111111111111111f0e1d2c3b4a5968"),
            ("credit_limit", "4111111111111111"),
            ("host", "user:secret@example.com"),
            ("reason", "gave it to 4111111111111111"),
            ("permissions", &"a".repeat(3_000)),
        ] {
            assert_eq!(masked(field, value), MASKED, "{field}={value}");
        }
    }
}
