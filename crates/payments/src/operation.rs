//! The vocabulary between the payment machine and whatever calls a gateway: an operation that shall be carried out,
//! and the outcome that came back.

use bezant_kernel::{
    Card, Country, GatewayName, MethodKind, Milliseconds, Money, OperationId, OperationKind, PaymentId,
    RefundId, Timestamp,
};

use crate::command::Initiator;

/// One thing that a gateway is asked to do. It keeps its id over inquiries and repeated sends, and the gateway's
/// idempotency key is made from that id, so that repeating it can't move money twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The operation's id.
    pub id: OperationId,
    /// What is asked.
    pub kind: OperationKind,
    /// The payment it belongs to.
    pub payment: PaymentId,
    /// The refund it carries out; set exactly for [`OperationKind::Refund`].
    pub refund: Option<RefundId>,
    /// The gateway that is asked.
    pub gateway: GatewayName,
    /// How much money it is about.
    pub amount: Money,
    /// For an authorization: take the money at once.
    pub capture: bool,
    /// Counts the authorizations of the payment, from 1, over all gateways.
    pub attempt: u32,
    /// The payment method's kind.
    pub method: MethodKind,
    /// The payment method's token at the gateway; never a card number.
    pub token: String,
    /// Where the payment comes from, if the caller said so.
    pub country: Option<Country>,
    /// What is known about the card.
    pub card: Card,
    /// Who wants the money to move now.
    pub initiator: Initiator,
    /// For an authorization: the customer shall be authenticated (3-D Secure).
    pub three_d_secure: bool,
    /// When nobody waits for the answer any more: it is not sent after that. What is known to be under way is followed
    /// for as long as it takes.
    pub deadline: Option<Timestamp>,
    /// The gateway's reference of the authorization, for everything that follows one.
    pub authorization: Option<GatewayReference>,
    /// Whether to send the operation or only to ask what became of it.
    pub call: Call,
}

/// How a gateway shall be approached.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// Carry the operation out.
    Send,
    /// The outcome of an earlier send is unknown: ask what became of it, change nothing.
    Inquire,
}

/// A gateway's own name for something it did (`pi_3Oq…`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GatewayReference(pub String);

/// What came of a call to a gateway. The variants differ in what may safely be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Approved(Approval),
    /// The gateway or the issuer said no; no money moved and asking again in the same way is pointless.
    Declined(Decline),
    /// It certainly had no effect, for a technical reason.
    Failed(Failure),
    /// It may or may not have had its effect: only an inquiry may follow.
    Unknown(UnknownReason),
    /// The gateway has it and works on it: inquire again later.
    Pending,
    /// Answer to an inquiry only: the gateway never saw the operation, so sending it again is safe.
    NotFound,
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The gateway's reference.
    pub reference: GatewayReference,
    /// How much was authorized, captured, released or refunded.
    pub amount: Money,
    /// What the gateway charges for it (zero where it says nothing).
    pub fee: Money,
    /// For an authorization: whether the money was taken as well.
    pub captured: bool,
    /// Whether the capture is final; when not, a later inquiry tells.
    pub settled: bool,
}

/// A refusal by gateway or issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decline {
    /// Why, in Bezant's own words.
    pub code: DeclineCode,
    /// The gateway's own code, for people who look things up there; at most 64 characters.
    pub gateway_code: String,
}

/// Why a payment was declined.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum DeclineCode {
    /// The issuer gave no reason.
    GenericDecline,
    /// Not enough money on the account.
    InsufficientFunds,
    /// The card is past its date.
    ExpiredCard,
    /// The security code was wrong.
    IncorrectSecurityCode,
    /// Reported lost or stolen.
    LostOrStolenCard,
    /// Looks like fraud to the issuer or the gateway.
    SuspectedFraud,
    /// The customer must authenticate first.
    AuthenticationRequired,
    /// The method does not allow this (currency, country, kind of purchase).
    NotPermitted,
    /// The token or its data is not valid at the gateway.
    InvalidPaymentMethod,
    /// The issuer will not say why, and does not forbid to ask again.
    DoNotHonor,
    /// The issuer asks for another try.
    TryAgainLater,
    /// The issuer could not be reached.
    IssuerUnavailable,
    /// Too much or too often for this card.
    LimitExceeded,
    /// The account is closed.
    AccountClosed,
    /// The customer has withdrawn the agreement to be charged.
    AuthorizationRevoked,
    /// Something went wrong between gateway and issuer.
    ProcessingError,
}

/// What may be tried after a decline.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Hope {
    /// Another gateway may get another answer now.
    pub elsewhere: bool,
    /// The same question may be answered otherwise at another time.
    pub later: bool,
}

impl DeclineCode {
    /// All codes with their words and stored numbers.
    pub const ALL: &'static [(DeclineCode, &'static str, u32)] = &[
        (DeclineCode::GenericDecline, "generic_decline", 1),
        (DeclineCode::InsufficientFunds, "insufficient_funds", 2),
        (DeclineCode::ExpiredCard, "expired_card", 3),
        (DeclineCode::IncorrectSecurityCode, "incorrect_security_code", 4),
        (DeclineCode::LostOrStolenCard, "lost_or_stolen_card", 5),
        (DeclineCode::SuspectedFraud, "suspected_fraud", 6),
        (DeclineCode::AuthenticationRequired, "authentication_required", 7),
        (DeclineCode::NotPermitted, "not_permitted", 8),
        (DeclineCode::InvalidPaymentMethod, "invalid_payment_method", 9),
        (DeclineCode::DoNotHonor, "do_not_honor", 10),
        (DeclineCode::TryAgainLater, "try_again_later", 11),
        (DeclineCode::IssuerUnavailable, "issuer_unavailable", 12),
        (DeclineCode::LimitExceeded, "limit_exceeded", 13),
        (DeclineCode::AccountClosed, "account_closed", 14),
        (DeclineCode::AuthorizationRevoked, "authorization_revoked", 15),
        (DeclineCode::ProcessingError, "processing_error", 16),
    ];

    /// The word in API and reports.
    pub fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|row| row.0 == self)
            .expect("ALL lists every decline code")
            .1
    }

    /// The number in stored events.
    pub fn number(self) -> u32 {
        Self::ALL
            .iter()
            .find(|row| row.0 == self)
            .expect("ALL lists every decline code")
            .2
    }

    /// The code with this number.
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.iter().find(|row| row.2 == number).map(|row| row.0)
    }

    /// The code with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|row| row.1 == word).map(|row| row.0)
    }

    /// What may be tried after it. A decline is soft if something may; the rest are final: schemes forbid to ask again
    /// (Visa's category 1, Mastercard's advice codes 03 and 21), or only the customer can change the answer.
    pub const fn hope(self) -> Hope {
        let (elsewhere, later) = match self {
            DeclineCode::GenericDecline
            | DeclineCode::DoNotHonor
            | DeclineCode::TryAgainLater
            | DeclineCode::IssuerUnavailable
            | DeclineCode::ProcessingError => (true, true),
            DeclineCode::NotPermitted => (true, false),
            DeclineCode::InsufficientFunds | DeclineCode::LimitExceeded => (false, true),
            DeclineCode::ExpiredCard
            | DeclineCode::IncorrectSecurityCode
            | DeclineCode::LostOrStolenCard
            | DeclineCode::SuspectedFraud
            | DeclineCode::AuthenticationRequired
            | DeclineCode::InvalidPaymentMethod
            | DeclineCode::AccountClosed
            | DeclineCode::AuthorizationRevoked => (false, false),
        };
        Hope { elsewhere, later }
    }
}

/// A technical failure that certainly had no effect.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Failure {
    /// The gateway could not be reached, or said that it is down.
    Unavailable,
    /// The gateway said: too many requests.
    RateLimited,
    /// The gateway refused the request as wrong (a defect or a configuration error): don't repeat it there.
    Refused,
    /// Bezant's own bulkhead or breaker held the call back.
    HeldBack,
    /// A hook did not let the call pass.
    Vetoed,
    /// The payment's deadline had passed before the call was made.
    TooLate,
}

impl Failure {
    /// All failures with their words and stored numbers.
    pub const ALL: &'static [(Failure, &'static str, u32)] = &[
        (Failure::Unavailable, "gateway_unavailable", 1),
        (Failure::RateLimited, "gateway_rate_limited", 2),
        (Failure::Refused, "gateway_refused_request", 3),
        (Failure::HeldBack, "held_back", 4),
        (Failure::Vetoed, "vetoed_by_hook", 5),
        (Failure::TooLate, "deadline_passed", 6),
    ];

    /// The word in API and reports.
    pub fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|row| row.0 == self)
            .expect("ALL lists every failure")
            .1
    }

    /// Whether the same gateway may be tried again after a pause.
    pub const fn is_retryable(self) -> bool {
        match self {
            Failure::Unavailable | Failure::RateLimited | Failure::HeldBack => true,
            Failure::Refused | Failure::Vetoed | Failure::TooLate => false,
        }
    }
}

/// Why nobody knows what became of a call.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum UnknownReason {
    /// No answer in time.
    TimedOut,
    /// The connection broke after the request had been sent.
    ConnectionLost,
    /// An answer that can't be understood.
    BadAnswer,
    /// This node restarted while the call was under way.
    Restarted,
}

/// How long a call took, as measured by whoever made it.
pub type Latency = Milliseconds;
