//! A refund as the API shows it.

use bezant_kernel::{Currency, PaymentId, RefundId, Timestamp};
use bezant_payments::{Refund, RefundStatus};
use serde::Serialize;
use utoipa::ToSchema;

use super::payment::FailureDto;

/// Money that is, or was, given back.
#[derive(Serialize, ToSchema)]
#[schema(as = Refund)]
pub(crate) struct RefundDto<'a> {
    #[schema(value_type = String, example = "ref_01h455vb4pex5vsknk084sn02q")]
    id: RefundId,
    /// Always `refund`.
    object: &'static str,
    #[schema(value_type = String)]
    payment: PaymentId,
    /// In minor units.
    #[schema(value_type = i64)]
    amount: i128,
    #[schema(value_type = String, example = "EUR")]
    currency: Currency,
    /// `REFUND_INITIATED`, `REFUNDED` or `FAILED`.
    #[schema(value_type = String, example = "REFUNDED")]
    status: RefundStatus,
    /// Whether it had succeeded and the customer's bank sent it back; only with `FAILED`.
    returned: bool,
    reason: Option<&'a str>,
    failure: Option<FailureDto<'a>>,
    /// The gateway's own name for it.
    gateway_reference: Option<&'a str>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl<'a> RefundDto<'a> {
    pub(crate) fn of(payment: PaymentId, refund: &'a Refund) -> Self {
        RefundDto {
            id: refund.id,
            object: "refund",
            payment,
            amount: refund.amount.minor(),
            currency: refund.amount.currency(),
            status: refund.status,
            returned: refund.returned,
            reason: refund.reason.as_deref(),
            failure: refund.failure.as_ref().map(FailureDto::from),
            gateway_reference: refund.reference.as_ref().map(|reference| &*reference.0),
            created_at: refund.created_at,
            updated_at: refund.updated_at,
        }
    }
}
