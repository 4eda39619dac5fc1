//! What must hold, and how a run says that it does not.

use std::fmt;

/// What must hold in every run.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Invariant {
    /// No assertion of any part fails.
    NoPanic,
    /// Debits equal credits in every currency, and every account has what the committed transfers say.
    BooksBalance,
    /// Gateways hold or take the money of a payment once, and never more than its amount.
    NoDoubleCharge,
    /// What gateways took, payments say, and the ledger posted are one amount; the same for refunds and fees.
    MoneyAgrees,
    /// Whatever was answered is there after every restart.
    AnswersSurvive,
    /// One idempotency key has one effect and one answer.
    OneAnswerPerKey,
    /// Batches are in the log as a whole or not at all, and what was read once is read again.
    LogIsStable,
    /// Snapshot and tail give the state that the whole log gives, and both give the state that was.
    StateIsTheLog,
    /// Every event reaches the webhook receiver, first arrivals in the order of the payment.
    EventsArriveInOrder,
    /// A payment's status moves along the table only.
    StatusesFollowTheTable,
    /// Versions grow by one with each record, and one version is one content.
    VersionsGrow,
    /// Wrong requests are refused.
    BadInputIsRefused,
    /// What a gateway did is never refused by the payment or the books.
    FactsAreRecorded,
    /// No transfer is made that an account's guard, limits, freeze or closure forbids, with what is pending counted as gone.
    GuardsHold,
    /// An id is used once for ever, and whoever asks again hears that.
    TransfersHappenOnce,
    /// A hold ends once, a transfer is reversed once.
    HoldsEndOnce,
    /// Linked transfers are made all or none, and what ends a whole chain ends all of it.
    ChainsAreWhole,
    /// Holds expire and schedules come at their time, not before it and not never.
    TimersAreKept,
    /// Monitors tell each change of their condition, and nothing else.
    MonitorsTell,
    /// The time of commits never goes back.
    TimeGoesForward,
    /// An answer says what was made and what was not.
    AnswersAreRight,
    /// A flipped bit is found and its place named, and no reader is served it.
    DamageIsFound,
    /// No more authorizations are sent than the schemes and the payment's plan allow.
    LimitsAreKept,
    /// A payment that only the gateway's word can end asks for a person's attention.
    PeopleAreTold,
    /// When faults end, everything comes to rest: no operation in flight, no caller without an answer, no node that does not start.
    NothingIsStuck,
}

/// An invariant that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{invariant:?}: {detail}")]
pub struct Violation {
    /// Which.
    pub invariant: Invariant,
    /// What was seen.
    pub detail: String,
}

impl Violation {
    pub(crate) fn new(invariant: Invariant, detail: impl Into<String>) -> Self {
        Violation {
            invariant,
            detail: detail.into(),
        }
    }
}

/// A failed run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its seed.
    pub seed: u64,
    /// Its steps.
    pub steps: u32,
    /// Whether gateways were at their worst.
    pub bad_gateways: bool,
    /// What failed.
    pub violation: Violation,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure {
            seed,
            steps,
            bad_gateways,
            violation,
        } = self;
        let flag = if *bad_gateways {
            "--bad-gateways"
        } else {
            "--seeds"
        };
        write!(
            f,
            "seed {seed} violates {violation}\n  repeat it: cargo run -p bezant-sim -- {flag} {seed}..{seed} --steps {steps}"
        )
    }
}

impl std::error::Error for Failure {}

/// Fails with the violation of `invariant` unless `holds`.
pub(crate) fn ensure(
    holds: bool,
    invariant: Invariant,
    detail: impl FnOnce() -> String,
) -> Result<(), Violation> {
    if holds {
        Ok(())
    } else {
        Err(Violation::new(invariant, detail()))
    }
}
