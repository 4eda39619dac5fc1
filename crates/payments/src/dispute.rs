//! The vocabulary of disputes: a customer asks the issuer for the money back, and the gateway takes it meanwhile.

use bezant_kernel::{GatewayName, Money, Timestamp, numbered_words};

/// The gateway's name of a dispute (`dp_1Oq…`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DisputeReference(pub String);

numbered_words! {
    /// Why a payment is disputed.
    DisputeReason {
        /// The cardholder did not authorize it.
        Fraudulent = 1 "fraudulent",
        /// Nothing was delivered.
        ProductNotReceived = 2 "product_not_received",
        /// Taken twice, or paid otherwise.
        Duplicate = 3 "duplicate",
        /// The subscription had been cancelled.
        SubscriptionCancelled = 4 "subscription_cancelled",
        /// A promised refund did not come.
        CreditNotProcessed = 5 "credit_not_processed",
        /// The cardholder does not recognize it.
        Unrecognized = 6 "unrecognized",
        /// Something else.
        Other = 7 "other",
    }
}

numbered_words! {
    /// Where a dispute stands.
    DisputeStatus {
        /// A question or an early warning; no money is taken yet, and answering may avoid that.
        Warning = 1 "warning",
        /// Ended as a warning.
        WarningClosed = 2 "warning_closed",
        /// Evidence is awaited.
        NeedsResponse = 3 "needs_response",
        /// Issuer, scheme or gateway decides.
        UnderReview = 4 "under_review",
        /// The merchant keeps the money.
        Won = 5 "won",
        /// The customer gets the money.
        Lost = 6 "lost",
    }
}

/// What a dispute did to the merchant's money.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum DisputedFunds {
    /// Taken from the merchant.
    Withdrawn,
    /// Given back to the merchant.
    Reinstated,
}

/// What a gateway says of a dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeReport {
    /// The dispute.
    pub dispute: DisputeReference,
    /// The disputed money.
    pub amount: Money,
    /// Why.
    pub reason: DisputeReason,
    /// The gateway's own word for the reason; may be empty.
    pub gateway_reason: String,
    /// Where it stands.
    pub status: DisputeStatus,
    /// What happened to the money; nothing when empty.
    pub funds: Option<DisputedFunds>,
    /// Until when evidence must be there.
    pub respond_by: Option<Timestamp>,
}

/// A dispute of a payment, as the gateway told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// The gateway's name for it.
    pub reference: DisputeReference,
    /// The gateway that told it.
    pub gateway: GatewayName,
    /// The disputed money.
    pub amount: Money,
    /// Why.
    pub reason: DisputeReason,
    /// The gateway's own word for the reason; may be empty.
    pub gateway_reason: String,
    /// Where it stands.
    pub status: DisputeStatus,
    /// Until when evidence must be there.
    pub respond_by: Option<Timestamp>,
    /// What the gateway has taken and not given back. Negative while it is known only that it gave something back.
    pub withdrawn: Money,
    /// What of it is lost.
    pub written_off: Money,
    /// When it was first told.
    pub opened_at: Timestamp,
    /// When it was told last.
    pub updated_at: Timestamp,
}

/// A dispute after something happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeChange {
    /// What the gateway said.
    pub report: DisputeReport,
    /// The gateway.
    pub gateway: GatewayName,
    /// What the gateway has taken and not given back, after this.
    pub withdrawn: Money,
    /// What of it is lost, after this.
    pub written_off: Money,
}

impl DisputeStatus {
    /// Whether it has ended. Only another end may follow: schemes let a decided dispute be decided again.
    pub const fn is_over(self) -> bool {
        match self {
            DisputeStatus::WarningClosed | DisputeStatus::Won | DisputeStatus::Lost => true,
            DisputeStatus::Warning | DisputeStatus::NeedsResponse | DisputeStatus::UnderReview => false,
        }
    }
}

impl DisputedFunds {
    /// The word in API and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            DisputedFunds::Withdrawn => "withdrawn",
            DisputedFunds::Reinstated => "reinstated",
        }
    }
}
