//! Disputes: a customer asks the issuer for the money back. What gateways say of them, and how a merchant answers.

use async_trait::async_trait;
use bezant_kernel::{Money, OperationId, PaymentId, Timestamp};
pub use bezant_payments::{DisputeReason, DisputeReference, DisputeStatus, DisputedFunds};
use bezant_payments::{Failure, GatewayReference, UnknownReason};

use crate::port::CallContext;

/// Answers disputes. The same call under the same idempotency key has its effect once.
#[async_trait]
pub trait Disputes: Send + Sync {
    /// Hands evidence in, and sends it on to the issuer where `evidence.submit` says so, which can be done once.
    async fn submit_evidence(
        &self,
        call: &CallContext<'_>,
        dispute: &DisputeReference,
        evidence: &Evidence,
    ) -> Result<DisputeStatus, DisputeError>;

    /// Gives the dispute up; there is no way back.
    async fn accept(
        &self,
        call: &CallContext<'_>,
        dispute: &DisputeReference,
    ) -> Result<DisputeStatus, DisputeError>;
}

/// What speaks for the merchant. Empty texts are not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The merchant's own words.
    pub explanation: String,
    /// What was sold.
    pub product_description: String,
    /// Who delivered it.
    pub shipping_carrier: String,
    /// The carrier's number.
    pub shipping_tracking_number: String,
    /// When it was sent, in words that a person understands.
    pub shipping_date: String,
    /// Why there is no refund.
    pub refund_refusal_explanation: String,
    /// Whether to send everything on to the issuer now; otherwise it is kept as a draft.
    pub submit: bool,
}

/// Why a dispute could not be answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DisputeError {
    /// It is the gateway's last word, or the dispute's reference is not one; nothing changed.
    #[error("the gateway refused: {code}")]
    Refused {
        /// The gateway's own code; at most 64 characters.
        code: String,
    },
    /// Nothing changed, for a technical reason.
    #[error("the gateway could not be asked: {}", .0.as_str())]
    Failed(Failure),
    /// It may have had its effect: ask again with the same idempotency key.
    #[error("nobody knows what became of it")]
    Unknown(UnknownReason),
}

/// How a dispute stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeNotice {
    /// The dispute.
    pub dispute: DisputeReference,
    /// The authorization that is disputed, by the gateway's name, if it says so.
    pub authorization: Option<GatewayReference>,
    /// The disputed money.
    pub amount: Money,
    /// Why.
    pub reason: DisputeReason,
    /// The gateway's own word for the reason; at most 64 characters.
    pub gateway_reason: String,
    /// Where it stands.
    pub status: DisputeStatus,
    /// What this event did to the money; nothing when empty.
    pub funds: Option<DisputedFunds>,
    /// Until when evidence must be there.
    pub respond_by: Option<Timestamp>,
    /// The payment, if the gateway says so.
    pub payment: Option<PaymentId>,
    /// The operation that took or reserved the money, if the gateway says so.
    pub operation: Option<OperationId>,
}
