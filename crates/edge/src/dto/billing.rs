//! Who is billed for a payment, in the clear: what callers give and those who may see it get.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who is billed. It does not print.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = BillingDetails)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct BillingDetailsDto {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Ada Lovelace")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ada@example.com")]
    pub(crate) email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) phone: Option<String>,
    /// The street, the house and what else leads there: at most four lines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) address_lines: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) postal_code: Option<String>,
    /// A state, province or the like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<String>,
    /// Two letters as in ISO 3166-1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "GB")]
    pub(crate) country: Option<String>,
}

/// Whose personal data is to be gone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CustomerToErase)]
pub(crate) struct CustomerToErase {
    /// Your own name for the customer, as payments and cards have it.
    #[schema(example = "customer-4711")]
    pub(crate) customer: String,
}

/// What is gone.
#[derive(Serialize, ToSchema)]
#[schema(as = ErasedCustomer)]
pub(crate) struct ErasedCustomer {
    /// Always `erased_customer`.
    pub(crate) object: &'static str,
    /// The details of all their payments can't be read any more, in no copy and no backup of the log.
    pub(crate) billing_details_erased: bool,
    /// How many cards were deleted.
    pub(crate) cards_deleted: u32,
}
