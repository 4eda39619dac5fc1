//! The test cards: tokens that stand for cards of a scheme, a category and an issuer, and go through the approval model.

/// A card that exists nowhere but here.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct TestCard {
    /// What stands in a payment.
    pub token: &'static str,
    /// The network, in the words of the routing rules.
    pub scheme: &'static str,
    /// The kind of card, in the words of the routing rules.
    pub category: &'static str,
    /// Where the issuer sits.
    pub issuer_country: &'static str,
    /// The first eight digits of the number.
    pub bin: &'static str,
}

const fn card(
    token: &'static str,
    scheme: &'static str,
    category: &'static str,
    issuer_country: &'static str,
    bin: &'static str,
) -> TestCard {
    TestCard {
        token,
        scheme,
        category,
        issuer_country,
        bin,
    }
}

/// Sorted by token. The digits lie in the ranges of their schemes and follow the published test numbers where there are some.
#[rustfmt::skip]
static CARDS: &[TestCard] = &[
    card("tok_amex", "amex", "credit", "US", "37828224"),
    card("tok_amex_gb", "amex", "credit", "GB", "37144963"),
    card("tok_cartes_bancaires", "cartes_bancaires", "debit", "FR", "40000025"),
    card("tok_diners", "diners", "credit", "US", "30569309"),
    card("tok_discover", "discover", "credit", "US", "60111111"),
    card("tok_jcb", "jcb", "credit", "JP", "35660020"),
    card("tok_maestro_be", "maestro", "debit", "BE", "67034444"),
    card("tok_mastercard", "mastercard", "credit", "DE", "55555555"),
    card("tok_mastercard_br", "mastercard", "credit", "BR", "51000007"),
    card("tok_mastercard_commercial_gb", "mastercard", "commercial", "GB", "55532400"),
    card("tok_mastercard_debit_fr", "mastercard", "debit", "FR", "52008282"),
    card("tok_mastercard_prepaid_us", "mastercard", "prepaid", "US", "51051051"),
    card("tok_mastercard_us", "mastercard", "credit", "US", "54545454"),
    card("tok_unionpay_cn", "unionpay", "credit", "CN", "62000000"),
    card("tok_visa", "visa", "credit", "DE", "41111111"),
    card("tok_visa_commercial_us", "visa", "commercial", "US", "44840700"),
    card("tok_visa_debit_de", "visa", "debit", "DE", "40000566"),
    card("tok_visa_debit_gb", "visa", "debit", "GB", "40000082"),
    card("tok_visa_fr", "visa", "credit", "FR", "40000250"),
    card("tok_visa_in", "visa", "credit", "IN", "40000356"),
    card("tok_visa_prepaid_es", "visa", "prepaid", "ES", "40000724"),
    card("tok_visa_us", "visa", "credit", "US", "42424242"),
];

/// All test cards, sorted by token.
pub fn test_cards() -> &'static [TestCard] {
    CARDS
}

/// The test card of a token.
pub fn test_card(token: &str) -> Option<&'static TestCard> {
    let place = CARDS.binary_search_by(|card| card.token.cmp(token)).ok()?;
    Some(&CARDS[place])
}

/// The table of test cards in Markdown, for the documentation.
pub(super) fn table() -> String {
    let mut text = String::from(
        "| Token | Scheme | Category | Issuer's country | First digits |\n|---|---|---|---|---|\n",
    );
    for card in CARDS {
        let (scheme, category, issuer) = (card.scheme, card.category, card.issuer_country);
        text.push_str(&format!(
            "| `{}` | {scheme} | {category} | {issuer} | {} |\n",
            card.token, card.bin
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::magic;

    #[test]
    fn every_card_is_found_and_is_no_magic_token() {
        assert!(CARDS.is_sorted_by(|a, b| a.token < b.token));
        for card in CARDS {
            assert_eq!(test_card(card.token), Some(card));
            assert!(
                card.bin.len() == 8 && card.bin.parse::<u32>().is_ok(),
                "{}",
                card.token
            );
            assert!(card.issuer_country.parse::<bezant_kernel::Country>().is_ok());
            assert!(magic::TABLE.iter().all(|row| row.token != card.token));
        }
        assert_eq!(test_card("tok_approved"), None);
    }
}
