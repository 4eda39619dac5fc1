//! The time of a decision at 20 gateways and 200 rules, beside that of a bare loop of the same size.

use std::hint::black_box;
use std::time::{Duration, Instant};

use bezant_routing_lab::{LARGE_GATEWAYS, LARGE_RULES, LargeSetup, Random};

use crate::Failure;
use crate::bench::Measured;
use crate::bench::result::Percentiles;
use crate::output::note;

/// A decision takes less, on a machine that does nothing else.
const DECIDED_WITHIN: Duration = Duration::from_micros(20);
/// Above this share of the processors' time, what others do counts.
pub(in crate::bench) const BUSY_FROM: f64 = 0.15;
const BATCHES: usize = 200;
const BATCH: u32 = 100;

/// Microseconds of a decision; and what was not reached.
pub(crate) fn decision() -> Result<(Measured, Vec<String>), Failure> {
    let mut setup = LargeSetup::new();
    let machine = Machine::now()?;
    let mut times = Vec::with_capacity(BATCHES);
    let mut bare = Vec::with_capacity(BATCHES);
    let mut rows = BareLoop::new();
    for _ in 0..BATCHES {
        times.push(timed(|| {
            assert!(
                black_box(setup.decide_one()).gateway.is_some(),
                "a gateway is free"
            );
        }));
        bare.push(timed(|| {
            black_box(rows.decide_one());
        }));
    }
    let busy = machine.taken_by_others()?;
    let (median, bare) = (middle(&mut times), middle(&mut bare));
    let ratio = median.as_secs_f64() / bare.as_secs_f64();
    let mut missed = Vec::new();
    if median >= DECIDED_WITHIN {
        let text = format!(
            "a decision takes {} ns, {} times a bare loop; {} ns are stated",
            median.as_nanos(),
            ratio.round(),
            DECIDED_WITHIN.as_nanos()
        );
        if busy < BUSY_FROM {
            missed.push(text);
        } else {
            note(&format!(
                "warning: {text}; others took {:.0} % of this machine",
                busy * 100.0
            ));
        }
    }
    let microseconds = |time: Duration| time.as_nanos() as f64 / 1_000.0;
    let batches = times
        .iter()
        .map(|time| u32::try_from(time.as_micros()).unwrap_or(u32::MAX));
    let measured = Measured {
        bench: "routing_decision",
        value: microseconds(median),
        unit: "us",
        ceiling: Some(microseconds(bare)),
        latencies: Percentiles::of(batches.collect()),
        how: format!(
            "median of batches, processor time; {LARGE_GATEWAYS} gateways, {LARGE_RULES} rules, 100,000 lessons; \
             ceiling: a bare loop of hashes and a sort; others took {:.0} % of the machine",
            busy * 100.0
        ),
    };
    Ok((measured, missed))
}

/// Mean time of one of a batch, without what other processes took meanwhile.
fn timed(mut one: impl FnMut()) -> Duration {
    let begun = thread_time();
    for _ in 0..BATCH {
        one();
    }
    (thread_time() - begun) / BATCH
}

fn middle(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// What this thread has had of a processor.
pub(in crate::bench) fn thread_time() -> Duration {
    time_of(rustix::time::ClockId::ThreadCPUTime)
}

fn time_of(clock: rustix::time::ClockId) -> Duration {
    let time = rustix::time::clock_gettime(clock);
    Duration::new(
        u64::try_from(time.tv_sec).expect("processor time is not negative"),
        u32::try_from(time.tv_nsec).expect("nanoseconds are below a billion"),
    )
}

/// What a decision can't do without: three values compared per rule, a hash per gateway, and an order of them.
struct BareLoop {
    random: Random,
    rules: Vec<[u64; 3]>,
}

impl BareLoop {
    fn new() -> BareLoop {
        let mut random = Random::new(1);
        let rules = (0..LARGE_RULES).map(|_| [0; 3].map(|_| random.below(1_000_000)));
        BareLoop {
            rules: rules.collect(),
            random,
        }
    }

    fn decide_one(&mut self) -> Vec<(u64, u64)> {
        let facts = [0; 3].map(|_| self.random.below(1_000_000));
        let mut held = 0u64;
        for rule in black_box(&self.rules) {
            let holds = rule.iter().zip(&facts).all(|(one, fact)| one < fact);
            held = held.rotate_left(1) ^ u64::from(holds);
        }
        let mut scores: Vec<(u64, u64)> = (0..LARGE_GATEWAYS)
            .map(|gateway| (self.random.number() ^ held, gateway))
            .collect();
        scores.sort_unstable();
        scores
    }
}

/// The processors' time at an instant.
pub(in crate::bench) struct Machine {
    at: Instant,
    /// Of all processors, by the system's count of ticks.
    idle_ticks: u64,
    all_ticks: u64,
    own: Duration,
}

impl Machine {
    pub(in crate::bench) fn now() -> Result<Machine, Failure> {
        let text = std::fs::read_to_string("/proc/stat")?;
        let first = text.lines().next().unwrap_or_default();
        let ticks: Vec<u64> = first
            .split_whitespace()
            .skip(1)
            .filter_map(|one| one.parse().ok())
            .collect();
        // user, nice, system, idle, waiting for a disk, …
        let idle = ticks.iter().skip(3).take(2).sum();
        Ok(Machine {
            at: Instant::now(),
            idle_ticks: idle,
            all_ticks: ticks.iter().take(8).sum(),
            own: time_of(rustix::time::ClockId::ProcessCPUTime),
        })
    }

    /// The share of all processors' time that others took since then.
    pub(in crate::bench) fn taken_by_others(&self) -> Result<f64, Failure> {
        let now = Machine::now()?;
        let all = (now.all_ticks - self.all_ticks).max(1) as f64;
        let busy = 1.0 - (now.idle_ticks.saturating_sub(self.idle_ticks)) as f64 / all;
        let processors = std::thread::available_parallelism()?.get() as f64;
        let own = (now.own - self.own).as_secs_f64() / (now.at - self.at).as_secs_f64() / processors;
        Ok((busy - own).clamp(0.0, 1.0))
    }
}
