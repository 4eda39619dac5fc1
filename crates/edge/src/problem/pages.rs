//! The pages about error codes, which the handbook has from `docs/errors/`.

/// The heading of a code's page.
pub(crate) fn title(code: &str) -> &'static str {
    bezant_handbook::error_title(code).expect("a test holds codes and pages together")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn codes_and_pages_belong_together() {
        let codes: BTreeSet<&str> = [
            crate::CODES,
            bezant_graphql::CODES,
            bezant_core::Rejection::CODES,
            bezant_payments::Rejection::CODES,
            bezant_ledger::Rejection::CODES,
            bezant_identity::KeyRefused::CODES,
            bezant_webhooks::Rejection::CODES,
            bezant_routing::Rejection::CODES,
            bezant_reconciliation::Rejection::CODES,
            bezant_reconciliation::ParseError::CODES,
        ]
        .into_iter()
        .chain(bezant_identity::Rejection::CODES.iter().copied())
        .flatten()
        .copied()
        .collect();
        let listed: Vec<&str> = bezant_handbook::codes().collect();
        assert_eq!(listed, codes.into_iter().collect::<Vec<_>>());
    }
}
