//! Why a command about a payment is refused. The codes are part of the API and never change.

use bezant_kernel::{Currency, ErrorKind, Money, OperationKind, RefundId};

use crate::policy;
use crate::status::{RefundStatus, Status};

/// A refusal. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// No such payment of this tenant.
    #[error("there is no such payment")]
    NotFound,
    /// A payment with this id was created before.
    #[error("a payment with this id exists already")]
    Exists,
    /// Somebody else changed the payment in between.
    #[error("the payment has version {current}, not the expected one")]
    VersionMismatch {
        /// The version it has.
        current: u64,
    },
    /// The transition is not drawn.
    #[error("a payment that is {status} does not take '{action}'")]
    WrongStatus {
        /// Where the payment stands.
        status: Status,
        /// What was asked.
        action: &'static str,
    },
    /// A gateway is at work for this payment.
    #[error("the payment is {status} and its gateway is at work on another operation ({operation})")]
    OperationInProgress {
        /// Where the payment stands.
        status: Status,
        /// What the gateway is at work on.
        operation: OperationKind,
    },
    /// The outcome is of an operation, or of a call, that is over.
    #[error("the outcome is of an operation that is over")]
    StaleOutcome,
    /// Zero or negative.
    #[error("the amount must be positive")]
    AmountNotPositive,
    /// Beyond [`policy::MAX_AMOUNT_MINOR`].
    #[error("the amount is larger than {} minor units", policy::MAX_AMOUNT_MINOR)]
    AmountTooLarge,
    /// The amount is not in the payment's currency.
    #[error("the payment is in {expected}")]
    CurrencyMismatch {
        /// The payment's currency.
        expected: Currency,
    },
    /// More than was authorized.
    #[error("{available} was authorized, less than the amount to capture")]
    CaptureTooLarge {
        /// What can be captured.
        available: Money,
    },
    /// More than is left.
    #[error("{available} is left to refund, less than the amount")]
    RefundTooLarge {
        /// What can be refunded.
        available: Money,
    },
    /// The pause before the automatic capture is zero or longer than an authorization holds.
    #[error(
        "the pause before the automatic capture must be positive and end before the authorization runs out"
    )]
    CaptureDelayInvalid,
    /// Tries over days for a customer who waits, or more of them than is allowed.
    #[error(
        "retries are for payments that the merchant initiates: at most {} within {} days",
        policy::MAX_PLANNED_RETRIES,
        policy::MAX_RETRY_WINDOW.0 / 86_400_000
    )]
    RetryPlanInvalid,
    /// No time at all to look for a gateway, or more than a day.
    #[error("the time to answer within must be positive and at most a day")]
    AnswerTimeInvalid,
    /// The payment has a refund with this id.
    #[error("the refund {refund} exists already")]
    RefundExists {
        /// The refund.
        refund: RefundId,
    },
    /// The payment has no refund with this id.
    #[error("the payment has no refund {refund}")]
    RefundNotFound {
        /// The refund.
        refund: RefundId,
    },
    /// Only a refund that succeeded can come back.
    #[error("the refund {refund} is {status}: only one that is REFUNDED can come back")]
    RefundNotReturnable {
        /// The refund.
        refund: RefundId,
        /// Where it stands.
        status: RefundStatus,
    },
    /// More than [`policy::MAX_REFUNDS`].
    #[error("a payment has at most {} refunds", policy::MAX_REFUNDS)]
    TooManyRefunds,
    /// More than [`policy::MAX_DISPUTES`].
    #[error("a payment has at most {} disputes", policy::MAX_DISPUTES)]
    TooManyDisputes,
    /// A text that may not be empty is.
    #[error("{field} must not be empty")]
    Empty {
        /// Which.
        field: &'static str,
    },
    /// A text is too long.
    #[error("{field} has at most {limit} characters")]
    TooLong {
        /// Which.
        field: &'static str,
        /// How long it may be.
        limit: usize,
    },
    /// More than [`policy::MAX_METADATA_PAIRS`].
    #[error("metadata has at most {} pairs", policy::MAX_METADATA_PAIRS)]
    TooMuchMetadata,
    /// Two pairs have one key.
    #[error("metadata has two pairs with one key")]
    DuplicateMetadataKey,
    /// Who is billed is erased with a customer, and there is none.
    #[error("billing details need the customer that they are of")]
    BillingWithoutCustomer,
    /// A card number where none may be.
    #[error("{field} looks like a card number: send a token of the gateway instead")]
    CardNumberNotAccepted {
        /// Where.
        field: &'static str,
    },
}

impl Rejection {
    /// Every code, sorted.
    pub const CODES: &'static [&'static str] = &[
        "amount_not_positive",
        "amount_too_large",
        "answer_time_invalid",
        "billing_details_without_customer",
        "capture_delay_invalid",
        "capture_too_large",
        "card_number_not_accepted",
        "duplicate_metadata_key",
        "operation_in_progress",
        "payment_currency_mismatch",
        "payment_exists",
        "payment_not_found",
        "payment_status_conflict",
        "refund_exists",
        "refund_not_found",
        "refund_not_returnable",
        "refund_too_large",
        "retry_plan_invalid",
        "stale_outcome",
        "text_empty",
        "text_too_long",
        "too_many_disputes",
        "too_many_refunds",
        "too_much_metadata",
        "version_mismatch",
    ];

    /// What the caller can do about it.
    pub const fn kind(&self) -> ErrorKind {
        self.row().1
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        self.row().0
    }

    /// Where the payment stands, if that is the reason.
    pub const fn status(&self) -> Option<Status> {
        match self {
            Rejection::WrongStatus { status, .. } | Rejection::OperationInProgress { status, .. } => {
                Some(*status)
            }
            _ => None,
        }
    }

    /// The input that is wrong, as it is named in [`crate::Create`] and [`crate::Action`].
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Rejection::AmountNotPositive
            | Rejection::AmountTooLarge
            | Rejection::CurrencyMismatch { .. }
            | Rejection::CaptureTooLarge { .. }
            | Rejection::RefundTooLarge { .. } => Some("amount"),
            Rejection::CaptureDelayInvalid => Some("capture"),
            Rejection::RetryPlanInvalid => Some("retries"),
            Rejection::AnswerTimeInvalid => Some("answer_within"),
            Rejection::RefundExists { .. }
            | Rejection::RefundNotFound { .. }
            | Rejection::RefundNotReturnable { .. } => Some("refund"),
            Rejection::Empty { field }
            | Rejection::TooLong { field, .. }
            | Rejection::CardNumberNotAccepted { field } => Some(field),
            Rejection::TooMuchMetadata | Rejection::DuplicateMetadataKey => Some("metadata"),
            Rejection::BillingWithoutCustomer => Some("billing_details"),
            Rejection::VersionMismatch { .. } => Some("expected_version"),
            Rejection::NotFound
            | Rejection::Exists
            | Rejection::WrongStatus { .. }
            | Rejection::OperationInProgress { .. }
            | Rejection::StaleOutcome
            | Rejection::TooManyDisputes
            | Rejection::TooManyRefunds => None,
        }
    }

    const fn row(&self) -> (&'static str, ErrorKind) {
        match self {
            Rejection::NotFound => ("payment_not_found", ErrorKind::NotFound),
            Rejection::Exists => ("payment_exists", ErrorKind::Conflict),
            Rejection::VersionMismatch { .. } => ("version_mismatch", ErrorKind::Conflict),
            Rejection::WrongStatus { .. } => ("payment_status_conflict", ErrorKind::Conflict),
            Rejection::OperationInProgress { .. } => ("operation_in_progress", ErrorKind::Conflict),
            Rejection::StaleOutcome => ("stale_outcome", ErrorKind::Conflict),
            Rejection::AmountNotPositive => ("amount_not_positive", ErrorKind::Invalid),
            Rejection::AmountTooLarge => ("amount_too_large", ErrorKind::Invalid),
            Rejection::CurrencyMismatch { .. } => ("payment_currency_mismatch", ErrorKind::Invalid),
            Rejection::CaptureTooLarge { .. } => ("capture_too_large", ErrorKind::Invalid),
            Rejection::RefundTooLarge { .. } => ("refund_too_large", ErrorKind::Invalid),
            Rejection::CaptureDelayInvalid => ("capture_delay_invalid", ErrorKind::Invalid),
            Rejection::RetryPlanInvalid => ("retry_plan_invalid", ErrorKind::Invalid),
            Rejection::AnswerTimeInvalid => ("answer_time_invalid", ErrorKind::Invalid),
            Rejection::RefundExists { .. } => ("refund_exists", ErrorKind::Conflict),
            Rejection::RefundNotFound { .. } => ("refund_not_found", ErrorKind::NotFound),
            Rejection::RefundNotReturnable { .. } => ("refund_not_returnable", ErrorKind::Conflict),
            Rejection::TooManyDisputes => ("too_many_disputes", ErrorKind::Limit),
            Rejection::TooManyRefunds => ("too_many_refunds", ErrorKind::Limit),
            Rejection::Empty { .. } => ("text_empty", ErrorKind::Invalid),
            Rejection::TooLong { .. } => ("text_too_long", ErrorKind::Invalid),
            Rejection::TooMuchMetadata => ("too_much_metadata", ErrorKind::Invalid),
            Rejection::DuplicateMetadataKey => ("duplicate_metadata_key", ErrorKind::Invalid),
            Rejection::BillingWithoutCustomer => ("billing_details_without_customer", ErrorKind::Invalid),
            Rejection::CardNumberNotAccepted { .. } => ("card_number_not_accepted", ErrorKind::Invalid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bezant_kernel::Currency;

    #[test]
    fn every_refusal_has_its_own_code_and_every_code_is_listed() {
        let (field, limit) = ("token", 1);
        let refund = RefundId::from_u128(1);
        let available = Money::zero(Currency::EUR);
        let all = [
            Rejection::AmountNotPositive,
            Rejection::AmountTooLarge,
            Rejection::AnswerTimeInvalid,
            Rejection::BillingWithoutCustomer,
            Rejection::CaptureDelayInvalid,
            Rejection::CaptureTooLarge { available },
            Rejection::CardNumberNotAccepted { field },
            Rejection::DuplicateMetadataKey,
            Rejection::OperationInProgress {
                status: Status::Authorized,
                operation: OperationKind::Void,
            },
            Rejection::CurrencyMismatch {
                expected: Currency::EUR,
            },
            Rejection::Exists,
            Rejection::NotFound,
            Rejection::WrongStatus {
                status: Status::Failed,
                action: "capture",
            },
            Rejection::RefundExists { refund },
            Rejection::RefundNotFound { refund },
            Rejection::RefundNotReturnable {
                refund,
                status: RefundStatus::Failed,
            },
            Rejection::RefundTooLarge { available },
            Rejection::RetryPlanInvalid,
            Rejection::StaleOutcome,
            Rejection::Empty { field },
            Rejection::TooLong { field, limit },
            Rejection::TooManyDisputes,
            Rejection::TooManyRefunds,
            Rejection::TooMuchMetadata,
            Rejection::VersionMismatch { current: 1 },
        ];
        let codes: Vec<_> = all.iter().map(Rejection::code).collect();
        assert_eq!(codes, Rejection::CODES);
        for rejection in &all {
            let named = rejection.field().is_some();
            assert!(
                rejection.kind() != ErrorKind::Invalid || named,
                "{rejection:?} says which input is wrong"
            );
            assert!(!rejection.kind().is_transient());
        }
    }
}
