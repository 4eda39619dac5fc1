//! The vocabulary of disputes: a customer asks the issuer for the money back, and the gateway takes it meanwhile.

use bezant_kernel::{GatewayName, Money, Timestamp};

/// The gateway's name of a dispute (`dp_1Oq…`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DisputeReference(pub String);

/// Why a payment is disputed.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum DisputeReason {
    /// The cardholder did not authorize it.
    Fraudulent,
    /// Nothing was delivered.
    ProductNotReceived,
    /// Taken twice, or paid otherwise.
    Duplicate,
    /// The subscription had been cancelled.
    SubscriptionCancelled,
    /// A promised refund did not come.
    CreditNotProcessed,
    /// The cardholder does not recognize it.
    Unrecognized,
    /// Something else.
    Other,
}

/// Where a dispute stands.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum DisputeStatus {
    /// A question or an early warning; no money is taken yet, and answering may avoid that.
    Warning,
    /// Ended as a warning.
    WarningClosed,
    /// Evidence is awaited.
    NeedsResponse,
    /// Issuer, scheme or gateway decides.
    UnderReview,
    /// The merchant keeps the money.
    Won,
    /// The customer gets the money.
    Lost,
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

impl DisputeReason {
    /// All reasons with their words and stored numbers.
    pub const ALL: &'static [(DisputeReason, &'static str, u32)] = &[
        (DisputeReason::Fraudulent, "fraudulent", 1),
        (DisputeReason::ProductNotReceived, "product_not_received", 2),
        (DisputeReason::Duplicate, "duplicate", 3),
        (DisputeReason::SubscriptionCancelled, "subscription_cancelled", 4),
        (DisputeReason::CreditNotProcessed, "credit_not_processed", 5),
        (DisputeReason::Unrecognized, "unrecognized", 6),
        (DisputeReason::Other, "other", 7),
    ];

    /// The word in API and reports.
    pub fn as_str(self) -> &'static str {
        let row = Self::ALL.iter().find(|row| row.0 == self);
        row.expect("ALL lists every reason").1
    }

    /// The number in stored events.
    pub fn number(self) -> u32 {
        let row = Self::ALL.iter().find(|row| row.0 == self);
        row.expect("ALL lists every reason").2
    }

    /// The reason with this number.
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.iter().find(|row| row.2 == number).map(|row| row.0)
    }
}

impl DisputeStatus {
    /// All statuses with their words and stored numbers.
    pub const ALL: &'static [(DisputeStatus, &'static str, u32)] = &[
        (DisputeStatus::Warning, "warning", 1),
        (DisputeStatus::WarningClosed, "warning_closed", 2),
        (DisputeStatus::NeedsResponse, "needs_response", 3),
        (DisputeStatus::UnderReview, "under_review", 4),
        (DisputeStatus::Won, "won", 5),
        (DisputeStatus::Lost, "lost", 6),
    ];

    /// The word in API and reports.
    pub fn as_str(self) -> &'static str {
        let row = Self::ALL.iter().find(|row| row.0 == self);
        row.expect("ALL lists every status").1
    }

    /// The number in stored events.
    pub fn number(self) -> u32 {
        let row = Self::ALL.iter().find(|row| row.0 == self);
        row.expect("ALL lists every status").2
    }

    /// The status with this number.
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.iter().find(|row| row.2 == number).map(|row| row.0)
    }

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
