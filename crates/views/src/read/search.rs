//! What a search for a text matches.

use bezant_kernel::PaymentId;
use sqlx::{QueryBuilder, Sqlite};

/// Adds the condition that a payment matches `text`: its id, reference, customer or description begins with it.
pub(crate) fn push(query: &mut QueryBuilder<Sqlite>, text: &str) {
    let pattern = pattern(text);
    query.push(" AND (reference LIKE ").push_bind(pattern.clone());
    query
        .push(" ESCAPE '\\' OR customer LIKE ")
        .push_bind(pattern.clone());
    query.push(" ESCAPE '\\' OR description LIKE ").push_bind(pattern);
    query.push(" ESCAPE '\\'");
    if let Some((first, last)) = ids(text) {
        query
            .push(" OR id BETWEEN ")
            .push_bind(first.to_be_bytes().to_vec());
        query.push(" AND ").push_bind(last.to_be_bytes().to_vec());
    }
    query.push(")");
}

/// The pattern for everything that begins with `text`.
fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

/// The first and the last payment's id that begins with `text`, if one can.
fn ids(text: &str) -> Option<(u128, u128)> {
    const DIGITS: usize = 26;
    let start = text.strip_prefix("pay_").filter(|start| start.len() <= DIGITS)?;
    // The first of the digits ends at 7.
    let highest = if start.is_empty() { "7" } else { start };
    let last: PaymentId = format!("pay_{highest:z<DIGITS$}").parse().ok()?;
    let first = format!("pay_{start:0<DIGITS$}")
        .parse()
        .map_or(0, PaymentId::as_u128);
    Some((first, last.as_u128()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_never_a_pattern() {
        assert_eq!(pattern(r"50%_off\"), r"50\%\_off\\%");
    }

    #[test]
    fn ids_begin_as_asked() {
        let id = PaymentId::from_u128(0x01890a5d_ac96_774b_bcce_b302099a8057);
        let text = id.to_string();
        for end in 4..=text.len() {
            let (first, last) = ids(&text[..end]).unwrap();
            assert!((first..=last).contains(&id.as_u128()), "{}", &text[..end]);
            assert!(PaymentId::from_u128(last).to_string().starts_with(&text[..end]));
        }
        assert_eq!(ids("pay_"), Some((0, u128::MAX)));
        for text in [
            "",
            "pay",
            "ref_01",
            "pay_8",
            "pay_U",
            &format!("{text}0"),
            "pay_0é",
        ] {
            assert_eq!(ids(text), None, "{text}");
        }
    }
}
