//! A payment as it stands: what was asked for, what became of it, what is under way.

use bezant_kernel::{
    Card, Country, GatewayName, MethodKind, Milliseconds, Money, OperationId, OperationKind, PaymentId,
    PrincipalId, RefundId, Tenant, Timestamp,
};

use crate::advice::Advice;
use crate::attention::AttentionReason;
use crate::billing::BillingDetails;
use crate::command::{CaptureMode, Initiator, RetryPlan};
use crate::dispute::{Dispute, DisputeReference};
use crate::event::OutcomeClass;
use crate::operation::{GatewayReference, Operation};
use crate::route::Candidate;
use crate::status::{RefundStatus, Status};

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Its id.
    pub id: PaymentId,
    /// Whose it is.
    pub tenant: Tenant,
    /// How much was asked for.
    pub amount: Money,
    /// How much was taken.
    pub amount_captured: Money,
    /// How much was given back.
    pub amount_refunded: Money,
    /// When the money is taken.
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
    /// Where it stands.
    pub status: Status,
    /// Grows by one with each record of the log that touches the payment; starts at one.
    pub version: u64,
    /// The position of the last record that touched it.
    pub position: u64,
    /// When it was written down.
    pub created_at: Timestamp,
    /// When it was last touched.
    pub updated_at: Timestamp,
    /// The reservation from which money is, or was, taken. Nothing while there is none and after a failure.
    pub authorization: Option<Authorization>,
    /// What the gateway said it charges for a capture that is not final; booked when it is.
    pub announced_fee: Option<Money>,
    /// When reserved money will be taken by itself.
    pub capture_at: Option<Timestamp>,
    /// How many manual retries there were.
    pub round: u32,
    /// How often it has waited for a better moment since it was last started.
    pub sitting: u32,
    /// What hooks said when it was last started.
    pub advice: Advice,
    /// Why no gateway could be chosen, in the stored form of the router; empty if one could.
    pub not_routed: Vec<u8>,
    /// How many authorizations were sent to gateways in all.
    pub attempt_count: u32,
    /// The newest authorizations, oldest first; at most [`crate::policy::MAX_KEPT_ATTEMPTS`].
    pub attempts: Vec<Attempt>,
    /// The refunds, oldest first.
    pub refunds: Vec<Refund>,
    /// The disputes, oldest first; at most [`crate::policy::MAX_DISPUTES`].
    pub disputes: Vec<Dispute>,
    /// What went wrong last and has not been made good since.
    pub failure: Option<FailureNote>,
    /// Why a person should look at it; nothing where nobody needs to.
    pub attention: Option<AttentionReason>,
    /// The operation that is under way.
    pub flight: Option<Box<Flight>>,
}

/// Reserved money at a gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
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
}

/// One authorization that was sent to a gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The operation.
    pub operation: OperationId,
    /// The gateway.
    pub gateway: GatewayName,
    /// In which round of manual retries.
    pub round: u32,
    /// After how many waits in that round.
    pub sitting: u32,
    /// When it was first sent.
    pub started_at: Timestamp,
    /// How it ended; nothing while it is under way.
    pub outcome: Option<OutcomeClass>,
    /// The code behind a decline or failure; empty otherwise.
    pub code: String,
    /// How long the last call took.
    pub latency: Milliseconds,
    /// Why this gateway: the best candidates. Empty for a repetition.
    pub explanation: Vec<Candidate>,
    /// The whole decision in the stored form of the router. Empty for a repetition.
    pub decision: Vec<u8>,
}

/// Money that is, or was, given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Its id.
    pub id: RefundId,
    /// How much.
    pub amount: Money,
    /// Why, for people.
    pub reason: Option<String>,
    /// Where it stands.
    pub status: RefundStatus,
    /// Whether it had succeeded and came back; only with [`RefundStatus::Failed`].
    pub returned: bool,
    /// What went wrong.
    pub failure: Option<FailureNote>,
    /// The gateway's reference.
    pub reference: Option<GatewayReference>,
    /// The operation that was last started for it.
    pub operation: Option<OperationId>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was last touched.
    pub updated_at: Timestamp,
}

/// What went wrong, for callers and for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureNote {
    /// A stable code.
    pub code: String,
    /// In plain words.
    pub message: String,
    /// The gateway's own code; empty where it gave none.
    pub gateway_code: String,
}

/// An operation under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flight {
    /// The operation, as it was or will be called next.
    pub operation: Operation,
    /// What it waits for.
    pub phase: Phase,
    /// Technical failures in a row, at this gateway.
    pub retries: u32,
    /// Calls that told nothing for certain; grows over all sends and inquiries of the operation.
    pub doubts: u32,
    /// Whether its outcome was in doubt at some time.
    pub doubted: bool,
    /// What is waited for is a better moment after a soft decline, not the end of a short pause.
    pub is_postponed: bool,
}

/// What an operation under way waits for.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The answer of the gateway.
    Calling,
    /// The time to ask what became of it.
    InquireAt(Timestamp),
    /// The time to start it again.
    RetryAt(Timestamp),
}

impl Payment {
    /// When the payment must be looked at again though nothing else happens: hand it to [`crate::due`] then. An
    /// operation under way comes first: an authorization that runs out meanwhile waits for its outcome.
    pub fn next_timer(&self) -> Option<Timestamp> {
        match (&self.flight, self.status, &self.authorization) {
            (Some(flight), _, _) => match flight.phase {
                Phase::Calling => None,
                Phase::InquireAt(at) | Phase::RetryAt(at) => Some(at),
            },
            (None, Status::Authorized, Some(authorization)) => Some(
                self.capture_at
                    .map_or(authorization.expires_at, |at| at.min(authorization.expires_at)),
            ),
            (None, _, _) => None,
        }
    }

    /// Whether nothing is under way, no timer runs and nobody needs to look at it, so that it may leave memory until
    /// somebody asks for it.
    pub fn is_finished(&self) -> bool {
        self.flight.is_none() && self.next_timer().is_none() && self.attention.is_none()
    }

    /// The operation that a gateway is being asked to carry out, or asked about, right now.
    pub fn operation_in_flight(&self) -> Option<&Operation> {
        self.flight
            .as_deref()
            .filter(|flight| flight.phase == Phase::Calling)
            .map(|flight| &flight.operation)
    }

    /// Whether a caller who waits for the outcome of what was asked should go on waiting. Waiting for a capture to
    /// become final, and releasing money after an expiry, are not worth it: they change nothing soon, or nothing.
    pub fn is_under_way(&self) -> bool {
        self.flight.is_some()
            && !matches!(self.status, Status::Captured | Status::Expired)
            && self.postponed_until().is_none()
    }

    /// The better moment that is waited for after a soft decline.
    pub fn postponed_until(&self) -> Option<Timestamp> {
        match self.flight.as_deref()? {
            Flight {
                phase: Phase::RetryAt(at),
                is_postponed: true,
                ..
            } => Some(*at),
            _ => None,
        }
    }

    /// How much can still be given back; a refund under way counts as given.
    pub fn amount_refundable(&self) -> Money {
        let under_way = self
            .refunds
            .iter()
            .filter(|refund| refund.status == RefundStatus::RefundInitiated)
            .map(|refund| refund.amount.minor())
            .sum::<i128>();
        let minor = self.amount_captured.minor() - self.amount_refunded.minor() - under_way;
        assert!(minor >= 0, "no more is refunded than was captured");
        Money::new(minor, self.amount.currency())
    }

    /// The refund with this id.
    pub fn refund(&self, id: RefundId) -> Option<&Refund> {
        self.refunds.iter().find(|refund| refund.id == id)
    }

    /// The dispute with this name at this gateway.
    pub fn dispute(&self, gateway: &GatewayName, reference: &DisputeReference) -> Option<&Dispute> {
        let mut disputes = self.disputes.iter();
        disputes.find(|dispute| dispute.gateway == *gateway && dispute.reference == *reference)
    }

    /// Whether money is reserved or was taken and not given back in full.
    pub fn holds_money(&self) -> bool {
        let reserved = self.status == Status::Authorized;
        reserved || self.amount_captured.minor() > self.amount_refunded.minor()
    }

    /// The authorizations since the payment was created, last retried by hand or last waited for a better moment.
    pub(crate) fn sitting_attempts(&self) -> impl Iterator<Item = &Attempt> {
        let sitting = (self.round, self.sitting);
        self.attempts
            .iter()
            .filter(move |attempt| (attempt.round, attempt.sitting) == sitting)
    }

    /// The gateways that were asked in this sitting.
    pub(crate) fn gateways_tried(&self) -> Vec<GatewayName> {
        let mut tried: Vec<GatewayName> = Vec::new();
        for attempt in self.sitting_attempts() {
            if !tried.contains(&attempt.gateway) {
                tried.push(attempt.gateway.clone());
            }
        }
        tried
    }

    /// How many authorizations were sent within `window` before `now`, as far as they are kept.
    pub(crate) fn attempts_within(&self, window: Milliseconds, now: Timestamp) -> usize {
        let is_recent = |attempt: &&Attempt| now.since(attempt.started_at) < window;
        self.attempts.iter().filter(is_recent).count()
    }

    /// What must hold between any two records.
    pub(crate) fn assert_sound(&self) {
        let currency = self.amount.currency();
        let zero = Money::zero(currency);
        for money in [self.amount_captured, self.amount_refunded] {
            assert_eq!(money.currency(), currency, "a payment has one currency");
            assert!(money.minor() >= 0, "no sum of a payment is negative");
        }
        let authorized = self
            .authorization
            .as_ref()
            .map_or(zero, |authorization| authorization.amount);
        assert!(
            authorized.minor() <= self.amount.minor(),
            "no more is reserved than was asked for"
        );
        assert!(
            self.amount_captured.minor() <= authorized.minor(),
            "no more is captured than was authorized"
        );
        assert!(
            self.amount_refunded.minor() <= self.amount_captured.minor(),
            "no more is refunded than was captured"
        );
        let refunded = self
            .refunds
            .iter()
            .filter(|refund| refund.status == RefundStatus::Refunded);
        let sum: i128 = refunded.map(|refund| refund.amount.minor()).sum();
        assert_eq!(self.amount_refunded.minor(), sum, "the refunds add up");
        let flying = self.flight.as_deref().map(|flight| flight.operation.kind);
        let sound = match self.status {
            Status::Initiated | Status::Failed => {
                flying.is_none() && self.authorization.is_none() && self.amount_captured.is_zero()
            }
            Status::Processing => flying == Some(OperationKind::Authorize) && self.authorization.is_none(),
            Status::Authorized => {
                matches!(flying, None | Some(OperationKind::Capture | OperationKind::Void))
                    && self.authorization.is_some()
                    && self.amount_captured.is_zero()
            }
            Status::Captured => {
                matches!(flying, Some(OperationKind::Authorize | OperationKind::Capture))
                    && self.amount_captured.is_positive()
            }
            Status::Completed => {
                matches!(flying, None | Some(OperationKind::Refund))
                    && self.amount_captured.is_positive()
                    && self.amount_refunded.is_zero()
            }
            Status::PartiallyRefunded => {
                matches!(flying, None | Some(OperationKind::Refund))
                    && self.amount_refunded.is_positive()
                    && self.amount_refunded.minor() < self.amount_captured.minor()
            }
            Status::RefundInitiated => {
                flying == Some(OperationKind::Refund) && self.amount_refundable().is_zero()
            }
            Status::Refunded => {
                flying.is_none()
                    && self.amount_captured.is_positive()
                    && self.amount_refunded == self.amount_captured
            }
            Status::Cancelled => flying.is_none() && self.amount_captured.is_zero(),
            Status::Expired => {
                matches!(flying, None | Some(OperationKind::Void)) && self.amount_captured.is_zero()
            }
        };
        assert!(
            sound,
            "a payment that is {} has what belongs to it: {flying:?}",
            self.status
        );
    }
}
