//! What is known about a payment beside what is wanted: the card, the customer, the tenant, metadata.

use bezant_kernel::{Bin, CardCategory, CardScheme, Country, GatewayName, MethodKind, PaymentId, Tenant};

/// The facts of one payment. What is not known is left out and then fits no condition.
#[derive(Copy, Clone, Debug)]
pub struct Facts<'a> {
    /// The payment. Splits, samples and experiments follow from its id, so asking again gives the same answer.
    pub payment: PaymentId,
    /// Whose payment it is.
    pub tenant: Tenant,
    /// The card's network.
    pub scheme: Option<CardScheme>,
    /// The kind of card.
    pub category: Option<CardCategory>,
    /// Where the issuer of the card or bank account sits.
    pub issuer_country: Option<Country>,
    /// The card's first digits.
    pub bin: Option<Bin>,
    /// The merchant's own name for the customer.
    pub customer: Option<&'a str>,
    /// What the merchant noted on the payment.
    pub metadata: &'a [(String, String)],
    /// Gateways that hooks left out.
    pub left_out: &'a [GatewayName],
    /// Gateways that hooks prefer, the best first.
    pub preferred: &'a [GatewayName],
}

impl<'a> Facts<'a> {
    /// A payment of which nothing else is known.
    pub const fn of(payment: PaymentId, tenant: Tenant) -> Facts<'a> {
        Facts {
            payment,
            tenant,
            scheme: None,
            category: None,
            issuer_country: None,
            bin: None,
            customer: None,
            metadata: &[],
            left_out: &[],
            preferred: &[],
        }
    }
}

pub(crate) fn country_key(country: Country) -> i128 {
    match *country.as_str().as_bytes() {
        [first, second] => i128::from(first) << 8 | i128::from(second),
        _ => unreachable!("a country is two letters"),
    }
}

pub(crate) fn method_from(word: &str) -> Option<MethodKind> {
    MethodKind::ALL.iter().copied().find(|one| one.as_str() == word)
}
