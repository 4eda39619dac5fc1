//! The protobuf messages, field by field.

use bezant_kernel::wire::MoneyWire;
use prost::{Message, Oneof};

use super::dispute::{DisputeChangeWire, DisputeWire};

#[derive(Clone, PartialEq, Message)]
pub(super) struct EventWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) payment: Vec<u8>,
    #[prost(
        oneof = "KindWire",
        tags = "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, \
                25, 26, 27, 28, 29, 30, 31"
    )]
    pub(super) kind: Option<KindWire>,
}

#[derive(Clone, PartialEq, Oneof)]
pub(super) enum KindWire {
    #[prost(message, tag = "2")]
    Created(CreatedWire),
    #[prost(message, tag = "3")]
    ProcessingStarted(AdviceWire),
    #[prost(message, tag = "4")]
    OperationStarted(OperationStartedWire),
    #[prost(message, tag = "5")]
    OperationEnded(OperationEndedWire),
    #[prost(message, tag = "6")]
    OperationUnknown(OperationUnknownWire),
    #[prost(message, tag = "7")]
    RetryScheduled(RetryScheduledWire),
    #[prost(message, tag = "8")]
    Authorized(AuthorizedWire),
    #[prost(message, tag = "9")]
    CaptureRequested(CaptureRequestedWire),
    #[prost(message, tag = "10")]
    Captured(CapturedWire),
    #[prost(message, tag = "11")]
    SettlementAwaited(SettlementAwaitedWire),
    #[prost(message, tag = "12")]
    Completed(CompletedWire),
    #[prost(message, tag = "13")]
    CaptureFailed(FailedWire),
    #[prost(message, tag = "14")]
    CancelRequested(ReasonWire),
    #[prost(message, tag = "15")]
    Cancelled(ReasonWire),
    #[prost(message, tag = "16")]
    CancelFailed(FailedWire),
    #[prost(message, tag = "17")]
    Expired(NothingWire),
    #[prost(message, tag = "18")]
    Failed(FailedWire),
    #[prost(message, tag = "19")]
    RefundRequested(RefundRequestedWire),
    #[prost(message, tag = "20")]
    RefundSucceeded(RefundSucceededWire),
    #[prost(message, tag = "21")]
    RefundFailed(RefundFailedWire),
    #[prost(message, tag = "22")]
    RefundReturned(RefundReturnedWire),
    #[prost(message, tag = "23")]
    Reopened(NothingWire),
    #[prost(message, tag = "24")]
    NotRouted(NotRoutedWire),
    #[prost(message, tag = "25")]
    DisputeOpened(DisputeChangeWire),
    #[prost(message, tag = "26")]
    DisputeUpdated(DisputeChangeWire),
    #[prost(message, tag = "27")]
    DisputeWon(DisputeChangeWire),
    #[prost(message, tag = "28")]
    DisputeLost(DisputeChangeWire),
    #[prost(message, tag = "29")]
    AttentionNeeded(AttentionWire),
    #[prost(message, tag = "30")]
    AttentionResolved(ReasonWire),
    #[prost(message, tag = "31")]
    NoticeTaken(NoticeTakenWire),
}

#[derive(Clone, Copy, PartialEq, Message)]
pub(super) struct AttentionWire {
    #[prost(uint32, tag = "1")]
    pub(super) reason: u32,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct NoticeTakenWire {
    #[prost(string, tag = "1")]
    pub(super) gateway: String,
    #[prost(string, tag = "2")]
    pub(super) event: String,
}

/// Its refusal is not here: a payment that was refused did not start.
#[derive(Clone, PartialEq, Message)]
pub(super) struct AdviceWire {
    #[prost(string, repeated, tag = "1")]
    pub(super) exclude: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    pub(super) prefer: Vec<String>,
    #[prost(bool, tag = "3")]
    pub(super) three_d_secure: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct NotRoutedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) decision: Vec<u8>,
}

/// Zero and nothing for what is not known.
#[derive(Clone, PartialEq, Message)]
pub(super) struct CardWire {
    #[prost(uint32, tag = "1")]
    pub(super) scheme: u32,
    #[prost(uint32, tag = "2")]
    pub(super) category: u32,
    #[prost(string, optional, tag = "3")]
    pub(super) issuer_country: Option<String>,
    #[prost(string, optional, tag = "4")]
    pub(super) bin: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub(super) struct RetryPlanWire {
    #[prost(uint32, tag = "1")]
    pub(super) retries: u32,
    #[prost(uint64, tag = "2")]
    pub(super) within_ms: u64,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub(super) struct NothingWire {}

#[derive(Clone, PartialEq, Message)]
pub(super) struct CreatedWire {
    #[prost(message, optional, tag = "1")]
    pub(super) amount: Option<MoneyWire>,
    #[prost(uint32, tag = "2")]
    pub(super) capture: u32,
    #[prost(uint64, tag = "3")]
    pub(super) capture_after: u64,
    #[prost(uint32, tag = "4")]
    pub(super) method: u32,
    #[prost(string, tag = "5")]
    pub(super) token: String,
    #[prost(string, optional, tag = "6")]
    pub(super) country: Option<String>,
    #[prost(string, optional, tag = "7")]
    pub(super) customer: Option<String>,
    #[prost(string, optional, tag = "8")]
    pub(super) description: Option<String>,
    #[prost(string, optional, tag = "9")]
    pub(super) reference: Option<String>,
    #[prost(message, repeated, tag = "10")]
    pub(super) metadata: Vec<PairWire>,
    #[prost(message, optional, tag = "11")]
    pub(super) card: Option<CardWire>,
    #[prost(bool, tag = "12")]
    pub(super) by_merchant: bool,
    #[prost(message, optional, tag = "13")]
    pub(super) retries: Option<RetryPlanWire>,
    #[prost(uint64, optional, tag = "14")]
    pub(super) answer_within_ms: Option<u64>,
    #[prost(bytes = "vec", optional, tag = "15")]
    pub(super) created_by: Option<Vec<u8>>,
    #[prost(message, optional, tag = "16")]
    pub(super) billing: Option<BillingWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct BillingWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) sealed: Vec<u8>,
    #[prost(bytes = "vec", optional, tag = "2")]
    pub(super) email: Option<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct PairWire {
    #[prost(string, tag = "1")]
    pub(super) key: String,
    #[prost(string, tag = "2")]
    pub(super) value: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct OperationWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(uint32, tag = "2")]
    pub(super) kind: u32,
    #[prost(bytes = "vec", optional, tag = "3")]
    pub(super) refund: Option<Vec<u8>>,
    #[prost(string, tag = "4")]
    pub(super) gateway: String,
    #[prost(message, optional, tag = "5")]
    pub(super) amount: Option<MoneyWire>,
    #[prost(bool, tag = "6")]
    pub(super) capture: bool,
    #[prost(uint32, tag = "7")]
    pub(super) attempt: u32,
    #[prost(uint32, tag = "8")]
    pub(super) method: u32,
    #[prost(string, tag = "9")]
    pub(super) token: String,
    #[prost(string, optional, tag = "10")]
    pub(super) country: Option<String>,
    #[prost(string, optional, tag = "11")]
    pub(super) authorization: Option<String>,
    #[prost(uint32, tag = "12")]
    pub(super) call: u32,
    #[prost(message, optional, tag = "13")]
    pub(super) card: Option<CardWire>,
    #[prost(bool, tag = "14")]
    pub(super) by_merchant: bool,
    #[prost(bool, tag = "15")]
    pub(super) three_d_secure: bool,
    #[prost(uint64, optional, tag = "16")]
    pub(super) deadline: Option<u64>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct CandidateWire {
    #[prost(string, tag = "1")]
    pub(super) gateway: String,
    #[prost(sint64, tag = "2")]
    pub(super) score: i64,
    #[prost(string, tag = "3")]
    pub(super) verdict: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct OperationStartedWire {
    #[prost(message, optional, tag = "1")]
    pub(super) operation: Option<OperationWire>,
    #[prost(uint32, tag = "2")]
    pub(super) retries: u32,
    #[prost(message, repeated, tag = "3")]
    pub(super) explanation: Vec<CandidateWire>,
    #[prost(bytes = "vec", tag = "4")]
    pub(super) decision: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct OperationEndedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) operation: Vec<u8>,
    #[prost(string, tag = "2")]
    pub(super) gateway: String,
    #[prost(uint32, tag = "3")]
    pub(super) kind: u32,
    #[prost(uint32, tag = "4")]
    pub(super) call: u32,
    #[prost(uint32, tag = "5")]
    pub(super) class: u32,
    #[prost(string, tag = "6")]
    pub(super) code: String,
    #[prost(uint64, tag = "7")]
    pub(super) latency: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct OperationUnknownWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) operation: Vec<u8>,
    #[prost(string, tag = "2")]
    pub(super) gateway: String,
    #[prost(uint32, tag = "3")]
    pub(super) kind: u32,
    #[prost(uint32, tag = "4")]
    pub(super) call: u32,
    #[prost(uint32, tag = "5")]
    pub(super) doubt: u32,
    #[prost(uint64, tag = "6")]
    pub(super) latency: u64,
    #[prost(uint64, tag = "7")]
    pub(super) inquire_at: u64,
    #[prost(bool, tag = "8")]
    pub(super) needs_attention: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct RetryScheduledWire {
    #[prost(message, optional, tag = "1")]
    pub(super) operation: Option<OperationWire>,
    #[prost(uint32, tag = "2")]
    pub(super) retries: u32,
    #[prost(uint64, tag = "3")]
    pub(super) at: u64,
    #[prost(bool, tag = "4")]
    pub(super) doubted: bool,
    /// Set after a soft decline.
    #[prost(message, optional, tag = "5")]
    pub(super) decline: Option<NoteWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct AuthorizedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) operation: Vec<u8>,
    #[prost(string, tag = "2")]
    pub(super) gateway: String,
    #[prost(string, tag = "3")]
    pub(super) reference: String,
    #[prost(message, optional, tag = "4")]
    pub(super) amount: Option<MoneyWire>,
    #[prost(uint64, tag = "5")]
    pub(super) expires_at: u64,
    #[prost(uint64, optional, tag = "6")]
    pub(super) capture_at: Option<u64>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct CaptureRequestedWire {
    #[prost(message, optional, tag = "1")]
    pub(super) amount: Option<MoneyWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct CompletedWire {
    #[prost(message, optional, tag = "1")]
    pub(super) fee: Option<MoneyWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct FailedWire {
    #[prost(message, optional, tag = "1")]
    pub(super) failure: Option<NoteWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct CapturedWire {
    #[prost(message, optional, tag = "1")]
    pub(super) amount: Option<MoneyWire>,
    #[prost(message, optional, tag = "2")]
    pub(super) fee: Option<MoneyWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SettlementAwaitedWire {
    #[prost(message, optional, tag = "1")]
    pub(super) operation: Option<OperationWire>,
    #[prost(uint64, tag = "2")]
    pub(super) inquire_at: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct NoteWire {
    #[prost(string, tag = "1")]
    pub(super) code: String,
    #[prost(string, tag = "2")]
    pub(super) message: String,
    #[prost(string, tag = "3")]
    pub(super) gateway_code: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ReasonWire {
    #[prost(string, optional, tag = "1")]
    pub(super) reason: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct RefundRequestedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) refund: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub(super) amount: Option<MoneyWire>,
    #[prost(string, optional, tag = "3")]
    pub(super) reason: Option<String>,
    #[prost(bool, tag = "4")]
    pub(super) everything: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct RefundSucceededWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) refund: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub(super) amount: Option<MoneyWire>,
    #[prost(string, tag = "3")]
    pub(super) reference: String,
    #[prost(message, optional, tag = "4")]
    pub(super) fee: Option<MoneyWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct RefundFailedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) refund: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub(super) failure: Option<NoteWire>,
    #[prost(uint32, tag = "3")]
    pub(super) status: u32,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct RefundReturnedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) refund: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub(super) amount: Option<MoneyWire>,
    #[prost(string, optional, tag = "3")]
    pub(super) reason: Option<String>,
    #[prost(uint32, tag = "4")]
    pub(super) status: u32,
}

/// A payment as it stands. Amounts without a currency are in the payment's.
#[derive(Clone, PartialEq, Message)]
pub(super) struct PaymentWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) tenant: Vec<u8>,
    #[prost(uint32, tag = "3")]
    pub(super) currency: u32,
    #[prost(bytes = "vec", tag = "4")]
    pub(super) amount: Vec<u8>,
    #[prost(bytes = "vec", tag = "5")]
    pub(super) amount_captured: Vec<u8>,
    #[prost(bytes = "vec", tag = "6")]
    pub(super) amount_refunded: Vec<u8>,
    #[prost(uint32, tag = "7")]
    pub(super) capture: u32,
    #[prost(uint64, tag = "8")]
    pub(super) capture_after: u64,
    #[prost(uint32, tag = "9")]
    pub(super) method: u32,
    #[prost(string, tag = "10")]
    pub(super) token: String,
    #[prost(string, optional, tag = "11")]
    pub(super) country: Option<String>,
    #[prost(string, optional, tag = "12")]
    pub(super) customer: Option<String>,
    #[prost(string, optional, tag = "13")]
    pub(super) description: Option<String>,
    #[prost(string, optional, tag = "14")]
    pub(super) reference: Option<String>,
    #[prost(message, repeated, tag = "15")]
    pub(super) metadata: Vec<PairWire>,
    #[prost(uint32, tag = "16")]
    pub(super) status: u32,
    #[prost(uint64, tag = "17")]
    pub(super) version: u64,
    #[prost(uint64, tag = "18")]
    pub(super) position: u64,
    #[prost(uint64, tag = "19")]
    pub(super) created_at: u64,
    /// Microseconds after `created_at`.
    #[prost(uint64, tag = "20")]
    pub(super) updated_after: u64,
    #[prost(message, optional, tag = "21")]
    pub(super) authorization: Option<AuthorizationWire>,
    #[prost(message, optional, tag = "22")]
    pub(super) announced_fee: Option<MoneyWire>,
    #[prost(uint64, optional, tag = "23")]
    pub(super) capture_at: Option<u64>,
    #[prost(uint32, tag = "24")]
    pub(super) round: u32,
    #[prost(uint32, tag = "25")]
    pub(super) attempt_count: u32,
    #[prost(message, repeated, tag = "26")]
    pub(super) attempts: Vec<AttemptWire>,
    #[prost(message, repeated, tag = "27")]
    pub(super) refunds: Vec<RefundWire>,
    #[prost(message, optional, tag = "28")]
    pub(super) failure: Option<NoteWire>,
    #[prost(bool, tag = "29")]
    pub(super) needs_attention: bool,
    #[prost(message, optional, tag = "30")]
    pub(super) flight: Option<FlightWire>,
    #[prost(message, optional, tag = "31")]
    pub(super) card: Option<CardWire>,
    #[prost(bool, tag = "32")]
    pub(super) by_merchant: bool,
    #[prost(message, optional, tag = "33")]
    pub(super) retries: Option<RetryPlanWire>,
    #[prost(uint64, optional, tag = "34")]
    pub(super) answer_within_ms: Option<u64>,
    #[prost(uint32, tag = "35")]
    pub(super) sitting: u32,
    #[prost(message, optional, tag = "36")]
    pub(super) advice: Option<AdviceWire>,
    #[prost(bytes = "vec", tag = "37")]
    pub(super) not_routed: Vec<u8>,
    #[prost(message, repeated, tag = "38")]
    pub(super) disputes: Vec<DisputeWire>,
    /// Zero beside `needs_attention` where it was written before reasons were.
    #[prost(uint32, tag = "39")]
    pub(super) attention: u32,
    #[prost(bytes = "vec", optional, tag = "40")]
    pub(super) created_by: Option<Vec<u8>>,
    #[prost(message, optional, tag = "41")]
    pub(super) billing: Option<BillingWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct AuthorizationWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) operation: Vec<u8>,
    #[prost(string, tag = "2")]
    pub(super) gateway: String,
    #[prost(string, tag = "3")]
    pub(super) reference: String,
    #[prost(bytes = "vec", tag = "4")]
    pub(super) amount: Vec<u8>,
    #[prost(uint64, tag = "5")]
    pub(super) expires_at: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct AttemptWire {
    /// Empty for the operation of the payment's authorization.
    #[prost(bytes = "vec", tag = "1")]
    pub(super) operation: Vec<u8>,
    #[prost(string, tag = "2")]
    pub(super) gateway: String,
    #[prost(uint32, tag = "3")]
    pub(super) round: u32,
    /// Zero while it is under way.
    #[prost(uint32, tag = "4")]
    pub(super) outcome: u32,
    #[prost(string, tag = "5")]
    pub(super) code: String,
    #[prost(uint64, tag = "6")]
    pub(super) latency: u64,
    #[prost(message, repeated, tag = "7")]
    pub(super) explanation: Vec<CandidateWire>,
    #[prost(uint32, tag = "8")]
    pub(super) sitting: u32,
    /// Microseconds after the payment's `created_at`.
    #[prost(uint64, tag = "9")]
    pub(super) started_after: u64,
    #[prost(bytes = "vec", tag = "10")]
    pub(super) decision: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct RefundWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) amount: Vec<u8>,
    #[prost(string, optional, tag = "3")]
    pub(super) reason: Option<String>,
    #[prost(uint32, tag = "4")]
    pub(super) status: u32,
    #[prost(bool, tag = "5")]
    pub(super) returned: bool,
    #[prost(message, optional, tag = "6")]
    pub(super) failure: Option<NoteWire>,
    #[prost(string, optional, tag = "7")]
    pub(super) reference: Option<String>,
    #[prost(uint64, tag = "8")]
    pub(super) created_at: u64,
    /// Microseconds after `created_at`.
    #[prost(uint64, tag = "9")]
    pub(super) updated_after: u64,
    #[prost(bytes = "vec", optional, tag = "10")]
    pub(super) operation: Option<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct FlightWire {
    #[prost(message, optional, tag = "1")]
    pub(super) operation: Option<OperationWire>,
    #[prost(uint32, tag = "2")]
    pub(super) phase: u32,
    #[prost(uint64, tag = "3")]
    pub(super) phase_at: u64,
    #[prost(uint32, tag = "4")]
    pub(super) retries: u32,
    #[prost(uint32, tag = "5")]
    pub(super) doubts: u32,
    #[prost(bool, tag = "6")]
    pub(super) doubted: bool,
    #[prost(bool, tag = "7")]
    pub(super) is_postponed: bool,
}
