//! What happened to a payment. The stored form is in `wire`; fields and kinds are only ever added.

use bezant_kernel::{
    Card, Country, GatewayName, MethodKind, Milliseconds, Money, OperationId, OperationKind, PaymentId,
    PrincipalId, RefundId, Timestamp,
};

use crate::advice::Advice;
use crate::attention::AttentionReason;
use crate::billing::BillingDetails;
use crate::command::{CaptureMode, Initiator, RetryPlan};
use crate::dispute::DisputeChange;
use crate::operation::{Call, GatewayReference, Operation, UnknownReason};
use crate::payment::FailureNote;
use crate::route::Candidate;
use crate::status::Status;

/// One thing that happened to a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The payment.
    pub payment: PaymentId,
    /// What happened.
    pub kind: EventKind,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// It was written down.
    Created(Box<Created>),
    /// It was confirmed and a gateway found. What hooks had said about it counts until it is started anew.
    ProcessingStarted(Box<Advice>),
    /// No gateway could be chosen; what led to that, in the stored form of the router.
    NotRouted {
        /// The decision.
        decision: Vec<u8>,
    },
    /// A gateway shall be called: this is what the orchestrator acts on.
    OperationStarted(Box<OperationStarted>),
    /// The operation is over; what came of it for the payment follows in the next events.
    OperationEnded(OperationEnded),
    /// A call told nothing for certain: the gateway will be asked later.
    OperationUnknown(OperationUnknown),
    /// A technical failure without effect, or a soft decline: there will be another try.
    RetryScheduled(Box<RetryScheduled>),
    /// The money is reserved.
    Authorized(Box<Authorized>),
    /// The taking of the money was asked for, by a caller or by the timer.
    CaptureRequested {
        /// How much.
        amount: Money,
    },
    /// The money was taken; what was reserved beyond is released.
    Captured {
        /// How much.
        amount: Money,
        /// What the gateway charges, booked when the capture is final.
        fee: Money,
    },
    /// The capture is not final: the gateway will be asked later.
    SettlementAwaited(Box<SettlementAwaited>),
    /// The capture is final.
    Completed {
        /// What the gateway charges.
        fee: Money,
    },
    /// The gateway did not take the money; it stays reserved.
    CaptureFailed(FailureNote),
    /// The release of the money was asked for.
    CancelRequested {
        /// Why, for people.
        reason: Option<String>,
    },
    /// It was given up.
    Cancelled {
        /// Why, for people; set where no release had to be asked for.
        reason: Option<String>,
    },
    /// The gateway did not release the money; it stays reserved.
    CancelFailed(FailureNote),
    /// The authorization ran out.
    Expired,
    /// No money was taken.
    Failed(FailureNote),
    /// A refund was asked for.
    RefundRequested {
        /// The refund.
        refund: RefundId,
        /// How much.
        amount: Money,
        /// Why, for people.
        reason: Option<String>,
        /// Whether this is all that is left.
        everything: bool,
    },
    /// A refund was carried out.
    RefundSucceeded {
        /// The refund.
        refund: RefundId,
        /// How much.
        amount: Money,
        /// The gateway's reference.
        reference: GatewayReference,
        /// What the gateway charges.
        fee: Money,
    },
    /// A refund was not carried out.
    RefundFailed {
        /// The refund.
        refund: RefundId,
        /// Why.
        failure: FailureNote,
        /// Where the payment stands now.
        status: Status,
    },
    /// The money of a refund came back.
    RefundReturned {
        /// The refund.
        refund: RefundId,
        /// How much.
        amount: Money,
        /// Why, for people.
        reason: Option<String>,
        /// Where the payment stands now.
        status: Status,
    },
    /// A failed payment was started again by hand.
    Reopened,
    /// A customer disputes it.
    DisputeOpened(Box<DisputeChange>),
    /// A dispute goes on, or money moved for it.
    DisputeUpdated(Box<DisputeChange>),
    /// A dispute ended for the merchant.
    DisputeWon(Box<DisputeChange>),
    /// A dispute ended for the customer.
    DisputeLost(Box<DisputeChange>),
    /// A person should look at it.
    AttentionNeeded {
        /// Why.
        reason: AttentionReason,
    },
    /// Nobody needs to look at it any more.
    AttentionResolved {
        /// What a person did about it; nothing where it ended by itself.
        reason: Option<String>,
    },
    /// A gateway said something unasked; what it means stands in the events before.
    NoticeTaken {
        /// The gateway.
        gateway: GatewayName,
        /// The same for each repetition.
        event: String,
    },
}

/// A payment as it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// How much.
    pub amount: Money,
    /// When to take the money.
    pub capture: CaptureMode,
    /// With what it is paid.
    pub method: MethodKind,
    /// The payment method's token at the gateway.
    pub token: String,
    /// Where the payment comes from.
    pub country: Option<Country>,
    /// What is known about the card.
    pub card: Card,
    /// Who wants the money to move now.
    pub initiator: Initiator,
    /// Tries after soft declines; none for a customer who waits.
    pub retries: Option<RetryPlan>,
    /// How long a gateway may be looked for, if the caller said so.
    pub answer_within: Option<Milliseconds>,
    /// The caller's own name for the customer.
    pub customer: Option<String>,
    /// For people.
    pub description: Option<String>,
    /// The caller's own name for the payment.
    pub reference: Option<String>,
    /// The caller's own pairs, sorted by key.
    pub metadata: Vec<(String, String)>,
    /// Who is billed.
    pub billing: Option<Box<BillingDetails>>,
    /// The principal who asked for it, if one did.
    pub created_by: Option<PrincipalId>,
}

/// A call that shall be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationStarted {
    /// The operation.
    pub operation: Operation,
    /// Technical failures in a row before this, at the same gateway.
    pub retries: u32,
    /// Why this gateway: the best candidates; empty where there was no choice.
    pub explanation: Vec<Candidate>,
    /// The whole decision in the stored form of the router; empty where there was no choice.
    pub decision: Vec<u8>,
}

/// An operation that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationEnded {
    /// The operation.
    pub operation: OperationId,
    /// The gateway that was asked.
    pub gateway: GatewayName,
    /// What was asked.
    pub kind: OperationKind,
    /// The call that told the end.
    pub call: Call,
    /// How it ended.
    pub class: OutcomeClass,
    /// The code behind a decline or failure; empty otherwise.
    pub code: String,
    /// How long the call took.
    pub latency: Milliseconds,
}

/// A call that told nothing for certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationUnknown {
    /// The operation.
    pub operation: OperationId,
    /// The gateway that was asked.
    pub gateway: GatewayName,
    /// What was asked.
    pub kind: OperationKind,
    /// The call.
    pub call: Call,
    /// What the call told.
    pub doubt: Doubt,
    /// How long the call took.
    pub latency: Milliseconds,
    /// When to ask.
    pub inquire_at: Timestamp,
    /// Whether a person should look at it.
    pub needs_attention: bool,
}

/// What a call told that told nothing for certain.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// It may or may not have had its effect.
    Unknown(UnknownReason),
    /// The gateway works on it.
    Pending,
    /// The gateway says that it did something else than it was asked for, or has never seen what it said it had done.
    Contradiction,
}

/// A repetition that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryScheduled {
    /// The operation that will be started. It has a new id, unless its outcome was in doubt at some time: then it keeps
    /// its id, and the gateway's idempotency protects it.
    pub operation: Operation,
    /// Technical failures in a row, at the same gateway.
    pub retries: u32,
    /// When.
    pub at: Timestamp,
    /// Whether the operation was in doubt at some time.
    pub doubted: bool,
    /// Why there is another try.
    pub reason: RetryReason,
}

/// Why there is another try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RetryReason {
    /// A technical failure without effect: the same gateway is asked again in a moment.
    Failure,
    /// A soft decline, or no gateway at the time: a gateway is chosen anew at a better moment.
    Decline(FailureNote),
}

/// Reserved money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorized {
    /// The operation that reserved it.
    pub operation: OperationId,
    /// Where.
    pub gateway: GatewayName,
    /// The gateway's reference.
    pub reference: GatewayReference,
    /// How much.
    pub amount: Money,
    /// When the reservation runs out.
    pub expires_at: Timestamp,
    /// When the money will be taken by itself.
    pub capture_at: Option<Timestamp>,
}

/// A capture that is not final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettlementAwaited {
    /// The operation that took the money, as it will be inquired about.
    pub operation: Operation,
    /// When to ask.
    pub inquire_at: Timestamp,
}

/// How a call ended, as routing learns from it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum OutcomeClass {
    /// Done.
    Approved,
    /// Refused by gateway or issuer.
    Declined,
    /// A technical failure at the gateway, without effect.
    Failed,
    /// Held back by Bezant itself: the gateway was not asked.
    HeldBack,
    /// Nobody knows.
    Unknown,
    /// The gateway works on it.
    Pending,
    /// Not sent at all, for a reason that is not the gateway's.
    NotSent,
}

/// What is to be learned about a gateway from one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation<'a> {
    /// The gateway.
    pub gateway: &'a GatewayName,
    /// What was asked.
    pub kind: OperationKind,
    /// How the call ended.
    pub class: OutcomeClass,
    /// How long it took.
    pub latency: Milliseconds,
}

impl OutcomeClass {
    /// All classes with their words and stored numbers.
    pub const ALL: &'static [(OutcomeClass, &'static str, u32)] = &[
        (OutcomeClass::Approved, "approved", 1),
        (OutcomeClass::Declined, "declined", 2),
        (OutcomeClass::Failed, "failed", 3),
        (OutcomeClass::HeldBack, "held_back", 4),
        (OutcomeClass::Unknown, "unknown", 5),
        (OutcomeClass::Pending, "pending", 6),
        (OutcomeClass::NotSent, "not_sent", 7),
    ];

    /// The word in API and reports.
    pub fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|row| row.0 == self)
            .expect("ALL lists every class")
            .1
    }

    /// The number in stored events.
    pub fn number(self) -> u32 {
        Self::ALL
            .iter()
            .find(|row| row.0 == self)
            .expect("ALL lists every class")
            .2
    }

    /// The class with this number.
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.iter().find(|row| row.2 == number).map(|row| row.0)
    }
}

impl Event {
    /// The payment that it happened to.
    pub const fn payment_id(&self) -> PaymentId {
        self.payment
    }

    /// All names.
    pub const NAMES: &'static [&'static str] = &[
        "payment.created",
        "payment.processing",
        "payment.operation_started",
        "payment.operation_ended",
        "payment.operation_unknown",
        "payment.retry_scheduled",
        "payment.authorized",
        "payment.capture_requested",
        "payment.captured",
        "payment.settlement_awaited",
        "payment.completed",
        "payment.capture_failed",
        "payment.cancel_requested",
        "payment.cancelled",
        "payment.cancel_failed",
        "payment.expired",
        "payment.failed",
        "refund.requested",
        "refund.succeeded",
        "refund.failed",
        "refund.returned",
        "payment.reopened",
        "payment.not_routed",
        "dispute.opened",
        "dispute.updated",
        "dispute.won",
        "dispute.lost",
        "payment.needs_attention",
        "payment.attention_resolved",
        "payment.notice_taken",
    ];

    /// The event's name, as in the API.
    pub const fn name(&self) -> &'static str {
        match &self.kind {
            EventKind::Created(_) => "payment.created",
            EventKind::ProcessingStarted(_) => "payment.processing",
            EventKind::NotRouted { .. } => "payment.not_routed",
            EventKind::OperationStarted(_) => "payment.operation_started",
            EventKind::OperationEnded(_) => "payment.operation_ended",
            EventKind::OperationUnknown(_) => "payment.operation_unknown",
            EventKind::RetryScheduled(_) => "payment.retry_scheduled",
            EventKind::Authorized(_) => "payment.authorized",
            EventKind::CaptureRequested { .. } => "payment.capture_requested",
            EventKind::Captured { .. } => "payment.captured",
            EventKind::SettlementAwaited(_) => "payment.settlement_awaited",
            EventKind::Completed { .. } => "payment.completed",
            EventKind::CaptureFailed(_) => "payment.capture_failed",
            EventKind::CancelRequested { .. } => "payment.cancel_requested",
            EventKind::Cancelled { .. } => "payment.cancelled",
            EventKind::CancelFailed(_) => "payment.cancel_failed",
            EventKind::Expired => "payment.expired",
            EventKind::Failed(_) => "payment.failed",
            EventKind::RefundRequested { .. } => "refund.requested",
            EventKind::RefundSucceeded { .. } => "refund.succeeded",
            EventKind::RefundFailed { .. } => "refund.failed",
            EventKind::RefundReturned { .. } => "refund.returned",
            EventKind::Reopened => "payment.reopened",
            EventKind::DisputeOpened(_) => "dispute.opened",
            EventKind::DisputeUpdated(_) => "dispute.updated",
            EventKind::DisputeWon(_) => "dispute.won",
            EventKind::DisputeLost(_) => "dispute.lost",
            EventKind::AttentionNeeded { .. } => "payment.needs_attention",
            EventKind::AttentionResolved { .. } => "payment.attention_resolved",
            EventKind::NoticeTaken { .. } => "payment.notice_taken",
        }
    }

    /// What routing should learn. One for each operation that was sent; inquiries teach nothing about the operation's
    /// speed, and their operation has been learned from already.
    pub fn observation(&self) -> Option<Observation<'_>> {
        let (gateway, kind, call, class, latency) = match &self.kind {
            EventKind::OperationEnded(ended) => {
                (&ended.gateway, ended.kind, ended.call, ended.class, ended.latency)
            }
            EventKind::OperationUnknown(unknown) => {
                let class = match unknown.doubt {
                    Doubt::Pending => OutcomeClass::Pending,
                    Doubt::Unknown(_) | Doubt::Contradiction => OutcomeClass::Unknown,
                };
                (
                    &unknown.gateway,
                    unknown.kind,
                    unknown.call,
                    class,
                    unknown.latency,
                )
            }
            _ => return None,
        };
        match call {
            Call::Send if class == OutcomeClass::NotSent => None,
            Call::Send => Some(Observation {
                gateway,
                kind,
                class,
                latency,
            }),
            Call::Inquire => None,
        }
    }

    /// Where the payment stands after this event, when it stood at `before`.
    pub fn status_after(&self, before: Status) -> Status {
        match &self.kind {
            EventKind::Created(_) | EventKind::Reopened => Status::Initiated,
            EventKind::ProcessingStarted(_) => Status::Processing,
            EventKind::Authorized(_) => Status::Authorized,
            EventKind::Captured { .. } => Status::Captured,
            EventKind::Completed { .. } => Status::Completed,
            EventKind::Cancelled { .. } => Status::Cancelled,
            EventKind::Expired => Status::Expired,
            EventKind::Failed(_) => Status::Failed,
            EventKind::RefundRequested { everything: true, .. } => Status::RefundInitiated,
            EventKind::RefundSucceeded { .. } if before == Status::RefundInitiated => Status::Refunded,
            EventKind::RefundSucceeded { .. } => Status::PartiallyRefunded,
            EventKind::RefundFailed { status, .. } | EventKind::RefundReturned { status, .. } => *status,
            EventKind::RefundRequested {
                everything: false, ..
            }
            | EventKind::NotRouted { .. }
            | EventKind::OperationStarted(_)
            | EventKind::OperationEnded(_)
            | EventKind::OperationUnknown(_)
            | EventKind::RetryScheduled(_)
            | EventKind::CaptureRequested { .. }
            | EventKind::SettlementAwaited(_)
            | EventKind::CaptureFailed(_)
            | EventKind::CancelRequested { .. }
            | EventKind::CancelFailed(_)
            | EventKind::DisputeOpened(_)
            | EventKind::DisputeUpdated(_)
            | EventKind::DisputeWon(_)
            | EventKind::DisputeLost(_)
            | EventKind::AttentionNeeded { .. }
            | EventKind::AttentionResolved { .. }
            | EventKind::NoticeTaken { .. } => before,
        }
    }
}
