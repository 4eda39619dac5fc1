//! A dispute as the API shows it.

use bezant_kernel::{Currency, Timestamp};
use bezant_payments::Dispute;
use serde::Serialize;
use utoipa::ToSchema;

/// A customer asks the issuer for the money back.
#[derive(Serialize, ToSchema)]
#[schema(as = Dispute)]
pub(crate) struct DisputeDto<'a> {
    /// The gateway's own name for it.
    #[schema(example = "dp_1MtJUT2eZvKYlo2CNaw2HvEv")]
    id: &'a str,
    /// Always `dispute`.
    object: &'static str,
    gateway: &'a str,
    /// How much is disputed, in minor units.
    #[schema(value_type = i64)]
    amount: i128,
    #[schema(value_type = String, example = "EUR")]
    currency: Currency,
    /// `fraudulent`, `product_not_received`, `duplicate`, `subscription_cancelled`, `credit_not_processed`,
    /// `unrecognized` or `other`.
    reason: &'static str,
    /// The gateway's own word for the reason.
    gateway_reason: Option<&'a str>,
    /// `warning`, `warning_closed`, `needs_response`, `under_review`, `won` or `lost`.
    status: &'static str,
    /// Until when evidence must be there.
    #[schema(value_type = Option<String>, format = DateTime)]
    respond_by: Option<Timestamp>,
    /// What the gateway has taken and not given back.
    #[schema(value_type = i64)]
    amount_withdrawn: i128,
    /// What of it is lost.
    #[schema(value_type = i64)]
    amount_lost: i128,
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl<'a> From<&'a Dispute> for DisputeDto<'a> {
    fn from(dispute: &'a Dispute) -> Self {
        DisputeDto {
            id: &dispute.reference.0,
            object: "dispute",
            gateway: dispute.gateway.as_str(),
            amount: dispute.amount.minor(),
            currency: dispute.amount.currency(),
            reason: dispute.reason.as_str(),
            gateway_reason: Some(&*dispute.gateway_reason).filter(|text| !text.is_empty()),
            status: dispute.status.as_str(),
            respond_by: dispute.respond_by,
            amount_withdrawn: dispute.withdrawn.minor(),
            amount_lost: dispute.written_off.minor(),
            opened_at: dispute.opened_at,
            updated_at: dispute.updated_at,
        }
    }
}
