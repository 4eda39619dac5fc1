//! Payments in lists, from the views.

use bezant_kernel::{Currency, PaymentId, Timestamp};
use bezant_views::{PaymentFilter, PaymentRow};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::problem::Problem;
use crate::request::page_limit;

/// Which payments. What is left out does not narrow the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PaymentParams {
    /// Such as `COMPLETED`.
    status: Option<String>,
    /// Such as `EUR`.
    currency: Option<String>,
    /// The gateway that has the payment, or was asked last.
    gateway: Option<String>,
    /// Your own name for the customer, whole.
    customer: Option<String>,
    /// Your own name for the payment, whole.
    reference: Option<String>,
    /// Created at this time or later (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    created_after: Option<Timestamp>,
    /// Created before this time (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    created_before: Option<Timestamp>,
    /// The start of an id, reference, customer or description.
    search: Option<String>,
    /// Where to go on: the `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    limit: Option<u32>,
}

impl PaymentParams {
    pub(crate) fn into_filter(self) -> Result<PaymentFilter, Problem> {
        Ok(PaymentFilter {
            limit: page_limit(self.limit)?,
            status: self.status,
            currency: self.currency,
            gateway: self.gateway,
            customer: self.customer,
            reference: self.reference,
            created_after: self.created_after,
            created_before: self.created_before,
            search: self.search,
            cursor: self.cursor,
        })
    }
}

/// A payment in a list. The payment itself says more.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaymentSummary {
    #[schema(value_type = String)]
    id: PaymentId,
    /// Always `payment`.
    object: &'static str,
    status: String,
    /// In minor units.
    #[schema(value_type = i64)]
    amount: i128,
    #[schema(value_type = String)]
    currency: Currency,
    #[schema(value_type = i64)]
    amount_captured: i128,
    #[schema(value_type = i64)]
    amount_refunded: i128,
    gateway: Option<String>,
    customer: Option<String>,
    reference: Option<String>,
    description: Option<String>,
    failure_code: Option<String>,
    version: u64,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl From<PaymentRow> for PaymentSummary {
    fn from(row: PaymentRow) -> Self {
        PaymentSummary {
            id: row.id,
            object: "payment",
            status: row.status,
            amount: row.amount.minor(),
            currency: row.amount.currency(),
            amount_captured: row.amount_captured.minor(),
            amount_refunded: row.amount_refunded.minor(),
            gateway: row.gateway,
            customer: row.customer,
            reference: row.reference,
            description: row.description,
            failure_code: row.failure_code,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
