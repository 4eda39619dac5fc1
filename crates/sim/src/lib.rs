//! Deterministic simulation: a whole company in virtual time, from one seed, in one thread.
//!
//! In comes a seed; out comes a [`Report`], or the first [`Violation`] of an invariant together with the command that
//! repeats it. The log, the engine's partition, the composed machines and the snapshots are the real ones; the disk, the
//! gateways, the callers, the network and the clock are simulated, and fail at any moment.
//!
//! ```text
//!   callers ──network──▶ node: partition ─▶ log ─▶ disk (torn writes, full, failing)
//!      ▲                   │  ▲ outcomes
//!      └─────network───────┘  │
//!                     orchestrator ──network──▶ gateways (their own truth, which survives every crash)
//!                          │
//!                     webhook follower ─▶ receiver
//! ```
//!
//! Gateways lie as well (`lies`), as far as a payment can survive it, and when the faults are over every payment that is
//! not at its end must be waited for by something that is there, and shown to people where only they can help (`alerts`).
//!
//! It must never look at a real clock, start a thread, or take chance from anywhere but the seed: the same seed is the same
//! run. And it must never check the machines with their own code: what it expects, it works out naively from the committed
//! log and from what the gateways really did.

mod alerts;
mod archive;
mod audit;
mod books;
mod chance;
mod chronicle;
mod clients;
mod conversation;
mod disk;
mod faults;
mod final_audit;
mod gateway;
mod lies;
mod machine;
mod node;
mod orchestrator;
mod receiver;
mod recovery;
mod rot;
mod timeline;
mod tries;
mod verdict;
mod violation;
mod wish;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use violation::{Failure, Invariant, Violation};
pub use world::Report;

/// How a run goes.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many wishes the callers have.
    pub steps: u32,
    /// A defect that is put in on purpose, to see that it is found.
    pub sabotage: Option<Sabotage>,
    /// Gateways are at their worst, whatever the weather.
    pub bad_gateways: bool,
    /// Instead of faults by chance, the power goes with this change of the log's disk, from zero.
    pub power_loss_at: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            steps: 300,
            sabotage: None,
            bad_gateways: false,
            power_loss_at: None,
        }
    }
}

/// A defect put in on purpose.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// Gateways don't know idempotency: each copy of a request that reaches them takes the money once more.
    GatewaysChargeTwice,
    /// Callers make a new idempotency key for every attempt.
    KeysForgotten,
    /// The webhook follower leaves out an entry now and then.
    WebhooksLost,
    /// Gateways say now and then that a request had no effect, though it had: the lie that nobody survives.
    RefusalsLie,
    /// Gateways take a cent less than they say.
    CapturesSkimmed,
    /// The disk forgets more than it may when the power goes: what was safe is lost with it.
    DiskForgets,
    /// The log leaves out a sync now and then.
    SyncSkipped,
    /// The ledger lets overdrafts pass.
    GuardForgotten,
    /// The ledger's guards leave out what is pending.
    PendingForgotten,
    /// The archive calls a known transfer new now and then.
    DuplicatesForgotten,
    /// Callers are answered before the log has what they are told.
    AnsweredEarly,
    /// The disk loses a write, and says that all is well. Outside what a log on one disk can promise, but it must be found as
    /// soon as anything follows it.
    WriteLost,
    /// The disk puts a write in another place of the same file. As above.
    WriteMisdirected,
}

/// Runs one seed to its end.
///
/// # Errors
/// The first violated invariant; a panic anywhere in the run counts as one.
pub fn run(seed: u64, options: Options) -> Result<Report, Failure> {
    let ended = catch_unwind(AssertUnwindSafe(|| world::World::new(seed, options).run()));
    let violation = match ended {
        Ok(Ok(report)) => return Ok(report),
        Ok(Err(violation)) => violation,
        Err(panic) => {
            let text = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("a panic without words");
            Violation::new(Invariant::NoPanic, text)
        }
    };
    Err(Failure {
        seed,
        steps: options.steps,
        bad_gateways: options.bad_gateways,
        violation,
    })
}
