//! The simulated company: everything there is, what can happen, and the loop that lets it happen.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use bezant_engine::{Correlation, MemoryCold, Submitted};
use bezant_kernel::{Tenant, TenantId, Timestamp};
use bezant_log::Position;
use bezant_log::disk::SimulatedDisk;
use bezant_log::embedded;
use bezant_payments::{Operation, Outcome, Policy, Status};

use crate::chance::Chance;
use crate::chronicle::Chronicle;
use crate::clients::{Attempt, Clients};
use crate::faults::{Armed, Weather};
use crate::gateway::Gateways;
use crate::machine::Simulated;
use crate::node::{Death, Node};
use crate::orchestrator::Orchestrator;
use crate::receiver::Webhooks;
use crate::timeline::{SECOND, Timeline};
use crate::violation::{Invariant, Violation, ensure};
use crate::{Options, Sabotage};

/// More events than any run needs: beyond it something goes round in circles.
const EVENTS_PER_STEP: u64 = 3_000;

/// What can happen.
pub(crate) enum Happening {
    /// A caller has its next wish.
    Wish,
    /// A request reaches the node.
    Request(Attempt),
    /// An answer reaches the caller.
    Answer(Attempt, Box<Submitted<Simulated>>),
    /// A caller has waited long enough.
    Impatience(Attempt),
    /// A caller sends its request again.
    Again(usize),
    /// The node decides.
    Turn { life: u32 },
    /// The append in flight ends.
    Append { life: u32 },
    /// The snapshot that was taken is saved.
    SaveSnapshot { life: u32 },
    /// The webhook follower delivers.
    Deliver { life: u32 },
    /// The orchestrator calls a gateway.
    Call {
        life: u32,
        tenant: Tenant,
        correlation: Correlation,
        operation: Operation,
    },
    /// A copy of a request reaches its gateway. The answer of the first copy goes back after so many microseconds.
    GatewayReceives {
        call: u64,
        tenant: Tenant,
        operation: Operation,
        answer_after: Option<u64>,
    },
    /// A gateway's answer reaches the orchestrator.
    GatewayAnswers {
        call: u64,
        tenant: Tenant,
        operation: Operation,
        outcome: Outcome,
    },
    /// The orchestrator no longer waits for an answer.
    CallTimesOut { call: u64 },
    /// The orchestrator tries again to record an outcome.
    RecordAgain { record: u64 },
    /// The node dies.
    Die(Death),
    /// The node starts.
    Restart,
    /// Whatever still has no end must have asked for attention.
    AlertsAreDue,
    /// There is room on the disks again.
    DiskFreed,
    /// The wall clock jumps by so many microseconds.
    ClockJumps(i64),
    /// The faults end.
    Calm,
}

/// What a run has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The seed.
    pub seed: u64,
    /// What happened in all.
    pub happenings: u64,
    /// Starts of the node.
    pub starts: u32,
    /// Deaths in which the power went.
    pub power_losses: u32,
    /// Starts after which the state was compared with that of the whole log.
    pub comparisons: u32,
    /// Snapshots that were saved.
    pub snapshots: u32,
    /// Bits that were flipped, found and flipped back.
    pub flipped_bits: u32,
    /// What the ledger was seen doing, and how often.
    pub ledger: BTreeMap<&'static str, u32>,
    /// How gateways were seen misbehaving, what came of it, and how often.
    pub gateways: BTreeMap<&'static str, u32>,
    /// Transfers that callers know were made.
    pub transfers: u64,
    /// Times in which the log had no room.
    pub full_disks: u32,
    /// Payments.
    pub payments: u32,
    /// Payments that ended with captured money.
    pub captured: u32,
    /// Payments by the status in which they ended.
    pub statuses: BTreeMap<Status, u32>,
    /// Records in the log.
    pub records: u64,
    /// Calls to gateways.
    pub gateway_calls: u64,
    /// Things that gateways did.
    pub deeds: u64,
    /// Requests that callers sent.
    pub requests: u64,
    /// Answers that bind: sent again, they came again.
    pub binding_answers: u32,
    /// A hash of the whole log, the last state and all of the above.
    pub fingerprint: String,
}

pub(crate) struct World {
    pub(crate) options: Options,
    pub(crate) chance: Chance,
    pub(crate) timeline: Timeline<Happening>,
    pub(crate) weather: Weather,
    pub(crate) tenants: [Tenant; 2],
    pub(crate) policy: Policy,

    pub(crate) disk: SimulatedDisk,
    pub(crate) log_options: embedded::Options,
    /// The syncs of a careless disk.
    pub(crate) syncs: Arc<AtomicU64>,
    /// The journal's own disk. Its power goes with the log's.
    pub(crate) journal_disk: SimulatedDisk,
    pub(crate) journal_options: bezant_journal::Options,
    /// Whether the journal's disk was made to fail since the power was last lost, or has no room.
    pub(crate) journal_is_in_trouble: bool,
    pub(crate) journal_is_full: bool,
    /// How far the wall clock is from the world's time.
    pub(crate) wall_skew_us: i64,
    pub(crate) cold: Arc<MemoryCold>,
    pub(crate) node: Option<Node>,
    /// Counts the node's lives: what belongs to an earlier one is void.
    pub(crate) life: u32,
    /// The last record that is durable for certain.
    pub(crate) durable: Position,
    /// The end of the batch that was being appended when the node died.
    pub(crate) doubtful: Option<Position>,
    /// Starts that failed in a row.
    pub(crate) failed_starts: u32,
    /// When the log last had no room.
    pub(crate) last_full: Timestamp,
    pub(crate) armed: Option<Armed>,

    pub(crate) gateways: Gateways,
    pub(crate) orchestrator: Orchestrator,
    pub(crate) clients: Clients,
    pub(crate) chronicle: Chronicle,
    pub(crate) webhooks: Webhooks,
    pub(crate) report: Report,
}

impl World {
    pub(crate) fn new(seed: u64, options: Options) -> Self {
        let mut chance = Chance::new(seed);
        let weather = Weather::new(&mut chance, options);
        let policy = weather.policy(&mut chance);
        World {
            timeline: Timeline::new(Timestamp::from_microseconds(1_750_000_000 * SECOND)),
            tenants: [1, 2].map(|number| Tenant::new(TenantId::from_u128(number))),
            policy,
            disk: SimulatedDisk::new(chance.u64()),
            log_options: embedded::Options {
                segment_bytes: *chance.pick(&[160 << 10, 192 << 10, 384 << 10]),
                ..embedded::Options::default()
            },
            syncs: Arc::default(),
            journal_disk: SimulatedDisk::new(chance.u64()),
            journal_options: bezant_journal::Options {
                table_transfers: *chance.pick(&[16, 64, 256]),
                waiting_tables: 2,
                ids_fan_in: 2,
                accounts_fan_in: 2,
            },
            journal_is_in_trouble: false,
            journal_is_full: false,
            wall_skew_us: 0,
            cold: Arc::new(MemoryCold::new()),
            node: None,
            life: 0,
            durable: Position::NONE,
            doubtful: None,
            failed_starts: 0,
            last_full: Timestamp::default(),
            armed: None,
            gateways: Gateways::new(options.sabotage),
            orchestrator: Orchestrator::default(),
            clients: Clients::default(),
            chronicle: Chronicle::default(),
            webhooks: Webhooks::default(),
            report: Report {
                seed,
                ..Report::default()
            },
            weather,
            chance,
            options,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.timeline.now()
    }

    pub(crate) fn is_sabotaged(&self, by: Sabotage) -> bool {
        self.options.sabotage == Some(by)
    }

    /// Lets everything happen, waits until all is at rest, repeats what was answered, and holds the books against the truth.
    pub(crate) fn run(mut self) -> Result<Report, Violation> {
        if let Some(change) = self.options.power_loss_at {
            self.disk.lose_power_after(change);
        }
        self.timeline.after(0, Happening::Restart);
        self.timeline.after(SECOND, Happening::Wish);
        self.rest()?;
        self.repeat_answered_requests();
        self.rest()?;
        self.final_audit()?;
        Ok(self.report)
    }

    /// Runs until nothing more happens.
    fn rest(&mut self) -> Result<(), Violation> {
        let limit = EVENTS_PER_STEP * u64::from(self.options.steps + 100);
        while let Some(happening) = self.timeline.pop() {
            self.report.happenings += 1;
            ensure(self.report.happenings < limit, Invariant::NothingIsStuck, || {
                let node = self.node.as_ref();
                let node = node.map(|node| {
                    let wake = node.partition.next_wake();
                    (
                        node.partition.head(),
                        wake,
                        node.inbox.len(),
                        node.has_room,
                        node.appending.is_some(),
                    )
                });
                format!(
                    "the world does not come to rest at {:?}: {node:?}",
                    self.timeline.now()
                )
            })?;
            self.happen(happening)?;
        }
        Ok(())
    }

    fn happen(&mut self, happening: Happening) -> Result<(), Violation> {
        match happening {
            Happening::Wish => self.have_a_wish(),
            Happening::Request(attempt) => self.request_arrives(attempt),
            Happening::Answer(attempt, answer) => return self.answer_arrives(attempt, *answer),
            Happening::Impatience(attempt) => return self.patience_ends(attempt),
            Happening::Again(wish) => self.send(wish),
            Happening::Turn { life } if life == self.life => return self.turn(),
            Happening::Append { life } if life == self.life => return self.append(),
            Happening::SaveSnapshot { life } if life == self.life => self.save_snapshot(),
            Happening::Deliver { life } if life == self.life => return self.deliver(),
            Happening::Call {
                life,
                tenant,
                correlation,
                operation,
            } if life == self.life => self.call_gateway(tenant, correlation, operation),
            // Of a life that is over.
            Happening::Turn { .. }
            | Happening::Append { .. }
            | Happening::SaveSnapshot { .. }
            | Happening::Deliver { .. }
            | Happening::Call { .. } => {}
            Happening::GatewayReceives {
                call,
                tenant,
                operation,
                answer_after,
            } => return self.gateway_receives(call, tenant, operation, answer_after),
            Happening::GatewayAnswers {
                call,
                tenant,
                operation,
                outcome,
            } => self.gateway_answers(call, tenant, &operation, outcome),
            Happening::CallTimesOut { call } => self.call_times_out(call),
            Happening::RecordAgain { record } => self.submit_record(record),
            Happening::Die(death) => self.die(death),
            Happening::Restart => return self.restart(),
            Happening::AlertsAreDue => return self.check_alerts(),
            Happening::DiskFreed => self.free_disk(),
            Happening::ClockJumps(by) => self.jump_clock(by),
            Happening::Calm => self.calm_down(),
        }
        Ok(())
    }
}
