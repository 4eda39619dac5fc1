//! The ways of choosing that are compared on a scenario.
//!
//! All of them have the same eyes: the breaker takes a gateway that does not answer out for each of them.

use bezant_kernel::{GatewayName, Milliseconds, OperationKind, Tenant, TenantId};
use bezant_routing::{
    Actor, Command, Decision, Facts, FeeLine, FeeSchedule, GatewayProfile, Lesson, OutcomeClass, Price, Rate,
    State, Strategy, Verdict, Want, apply, decide, learn, observe, route, started,
};

use crate::Scenario;
use crate::scenario::Payment;

const TENANT: Tenant = Tenant::new(TenantId::from_u128(1));

/// A way of choosing.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// The scenario's strategy.
    Strategy,
    /// The first gateway that is not out.
    Priority,
    /// One after the other.
    RoundRobin,
    /// The gateway with the best plain success rate so far.
    Greedy,
    /// What routing does until a strategy is set.
    Plain,
    /// Knows the true rates of each moment and takes the best, whatever its fee.
    Oracle,
}

impl Way {
    /// Those that the strategy has to beat.
    pub const RIVALS: [Way; 4] = [Way::Priority, Way::RoundRobin, Way::Greedy, Way::Plain];

    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Way::Strategy => "the strategy",
            Way::Priority => "static priority",
            Way::RoundRobin => "round robin",
            Way::Greedy => "greedy success rate",
            Way::Plain => "plain choice",
            Way::Oracle => "oracle",
        }
    }
}

/// What came of a week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub payments: u64,
    /// Those that came through.
    pub approved: u64,
    /// The sum of the true rates of what was chosen, in thousandths.
    expected: i64,
    /// In minor units of all currencies, of approved payments.
    volume: i128,
    fees: i128,
}

impl Tally {
    /// In ten-thousandths.
    pub fn approval(&self) -> i64 {
        per(self.approved, self.payments, 10_000)
    }

    /// The mean of the true rates of the gateways that were chosen, in ten-thousandths.
    pub fn expected(&self) -> i64 {
        self.expected * 10 / i64::try_from(self.payments.max(1)).expect("a week has fewer payments")
    }

    /// Fees of approved payments in millionths of their volume. The scenario's currencies all have two digits, so amounts are
    /// added as they are.
    pub fn cost(&self) -> i128 {
        self.fees * 1_000_000 / self.volume.max(1)
    }
}

fn per(part: u64, whole: u64, scale: u64) -> i64 {
    i64::try_from(part * scale / whole.max(1)).expect("a week has fewer payments")
}

fn state(scenario: &Scenario, way: Way) -> State {
    let mut state = State::default();
    let names = || scenario.names.iter().zip(scenario.fees());
    let profiles = (0u32..)
        .zip(names())
        .map(|(priority, (name, (millionths, fixed)))| GatewayProfile {
            priority,
            fee_basis_points: millionths / 100,
            fee_fixed_minor: fixed,
            ..GatewayProfile::unrestricted(name.clone())
        });
    let by = || Actor::new("scenario").expect("a plain word");
    let currencies = scenario.currencies();
    let schedules = names().map(|(name, (millionths, fixed_minor))| FeeSchedule {
        gateway: name.clone(),
        home: None,
        lines: currencies
            .iter()
            .map(|currency| FeeLine {
                currency: Some(*currency),
                markup: Price {
                    rate: Rate::from_millionths(millionths).expect("the scenario was checked"),
                    fixed_minor,
                    ..Price::default()
                },
                ..FeeLine::default()
            })
            .collect(),
        settlement: Default::default(),
        margin: Rate::default(),
    });
    let mut commands = vec![
        Command::DeclareGateways {
            profiles: profiles.collect(),
        },
        Command::SetFees {
            schedules: schedules.collect(),
            by: by(),
        },
    ];
    let strategy = match way {
        Way::Strategy => Some(scenario.strategy.clone()),
        Way::Plain => None,
        Way::Priority | Way::RoundRobin | Way::Greedy | Way::Oracle => Some(Strategy::priority()),
    };
    commands.extend(strategy.map(|strategy| Command::SetStrategy { strategy, by: by() }));
    for command in commands {
        let events = decide(&state, command).expect("a checked scenario is one that routing takes");
        for event in events {
            apply(&mut state, scenario.start(), TENANT, &event);
        }
    }
    state
}

/// What a way remembers outside of routing's state.
struct Memory {
    turn: usize,
    /// Good ones and all, by gateway.
    counts: Vec<(i64, i64)>,
}

impl Memory {
    fn pick(&mut self, scenario: &Scenario, way: Way, payment: &Payment, decision: &Decision) -> usize {
        let number = |name: &GatewayName| {
            let place = scenario.names.iter().position(|one| one == name);
            place.expect("only the scenario's gateways are declared")
        };
        let passes = |verdict| matches!(verdict, Verdict::Chosen | Verdict::Eligible);
        let candidates = decision.candidates.iter().filter(|one| passes(one.verdict));
        let mut open: Vec<usize> = candidates.map(|one| number(&one.gateway)).collect();
        let chosen = decision.gateway.as_ref().map(number);
        let best_by = |score: &dyn Fn(usize) -> i64| {
            let open = open.iter().copied();
            open.max_by_key(|&one| (score(one), std::cmp::Reverse(one)))
        };
        let picked = match way {
            Way::Strategy | Way::Priority | Way::Plain => chosen,
            Way::Oracle => best_by(&|one| scenario.truth(payment, one)),
            Way::Greedy => best_by(&|one| {
                let (good, all) = self.counts[one];
                (good + 1) * 1_000_000 / (all + 1)
            }),
            Way::RoundRobin => {
                self.turn += 1;
                open.sort_unstable();
                let count = scenario.names.len();
                let turns = (0..count).map(|step| (self.turn + step) % count);
                turns.into_iter().find(|one| open.binary_search(one).is_ok())
            }
        };
        // All breakers are open: the first may answer again.
        picked.unwrap_or(0)
    }
}

/// Plays the scenario with one way of choosing.
pub fn run(scenario: &Scenario, way: Way) -> Tally {
    let mut state = state(scenario, way);
    let mut memory = Memory {
        turn: 0,
        counts: vec![(0, 0); scenario.names.len()],
    };
    let mut tally = Tally::default();
    for payment in scenario.payments() {
        let want = Want {
            amount: payment.amount,
            method: payment.method,
            country: None,
            operation: OperationKind::Authorize,
            excluded: &[],
        };
        let facts = Facts {
            issuer_country: Some(payment.issuer_country),
            ..Facts::of(payment.id, TENANT)
        };
        let decision = route(&state, payment.at, &want, &facts);
        let one = memory.pick(scenario, way, &payment, &decision);
        let gateway = &scenario.names[one];
        let (outcome, latency) = scenario.outcome(&payment, one);
        observe_all(&mut state, &payment, gateway, outcome, latency);
        let is_approved = outcome == OutcomeClass::Success;
        let (good, all) = &mut memory.counts[one];
        *good += i64::from(is_approved);
        *all += 1;
        tally.payments += 1;
        tally.expected += scenario.truth(&payment, one);
        if is_approved {
            tally.approved += 1;
            tally.volume += payment.amount.minor();
            tally.fees += scenario.fee(&payment, one);
        }
    }
    tally
}

fn observe_all(
    state: &mut State,
    payment: &Payment,
    gateway: &GatewayName,
    outcome: OutcomeClass,
    latency: Milliseconds,
) {
    let operation = OperationKind::Authorize;
    started(state, payment.at, gateway, operation);
    let ended = payment.at.after(latency);
    observe(state, ended, gateway, operation, outcome, latency);
    let lesson = Lesson {
        gateway,
        method: payment.method,
        amount: payment.amount,
        issuer_country: Some(payment.issuer_country),
        outcome,
        retry_after: None,
    };
    learn(state, ended, &lesson);
}
