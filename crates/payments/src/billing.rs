//! Who is billed: personal data, which only comes sealed, and is for people to look at; no decision depends on it.

use bezant_kernel::{LookupHash, Sealed};

use crate::command::Create;
use crate::rejection::Rejection;

/// Name, addresses and the like under the key of the customer, who is erased by the loss of that key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillingDetails {
    /// The details.
    pub sealed: Sealed,
    /// By what payments are found by e-mail address.
    pub email: Option<LookupHash>,
}

/// Largest that is kept of a payment.
pub(crate) const MAX_SEALED_BYTES: usize = 4 * 1024;

/// The key belongs to a customer, so that there has to be one.
pub(crate) fn check(create: &Create) -> Result<(), Rejection> {
    match &create.billing {
        Some(_) if create.customer.is_none() => Err(Rejection::BillingWithoutCustomer),
        Some(details) if details.sealed.as_bytes().len() > MAX_SEALED_BYTES => Err(Rejection::TooLong {
            field: "billing_details",
            limit: MAX_SEALED_BYTES,
        }),
        Some(_) | None => Ok(()),
    }
}
