//! A seeded week of payments over six gateways: approval by country, method and amount, two outages, rates that drift;
//! and the ways of choosing a gateway that are compared on it. Shared by the test and the benchmark.
//!
//! All rivals have the same eyes: the breaker takes a gateway that does not answer out for each of them, and whether a
//! payment would be approved at a gateway is drawn once for all of them.

use std::collections::BTreeMap;

use bezant_kernel::{
    Currency, GatewayName, MethodKind, Milliseconds, Money, OperationKind, PaymentId, Tenant, TenantId,
    Timestamp,
};
use bezant_routing::{
    Actor, Command, Decision, Facts, FeeLine, FeeSchedule, GatewayProfile, Lesson, Order, OutcomeClass,
    Price, Rate, State, Strategy, Verdict, Want, Weights, apply, decide, learn, observe, route, started,
};

pub(crate) const GATEWAYS: [&str; 6] = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot"];
const COUNTRIES: [&str; 5] = ["DE", "FR", "US", "GB", "BR"];
const TENANT: Tenant = Tenant::new(TenantId::from_u128(1));
const HOUR: u64 = 3_600_000_000;
const WEEK: u64 = 7 * 24 * HOUR;
/// 2026-11-16T00:00:00Z, a Monday.
const START: u64 = 1_794_787_200_000_000;

/// Share of the amount in millionths and fixed fee in minor units.
const FEES: [(u32, u64); 6] = [
    (18_000, 10),
    (14_000, 25),
    (22_000, 5),
    (12_000, 30),
    (16_000, 15),
    (20_000, 8),
];
/// Approval in thousandths.
const BASE: [i64; 6] = [880, 850, 870, 840, 860, 865];
const BY_COUNTRY: [[i64; 5]; 6] = [
    [20, 0, -40, 0, -120],
    [50, -30, -60, 10, -80],
    [-30, 0, 60, -10, 20],
    [-20, 60, -30, -20, -150],
    [0, -20, 20, 60, -60],
    [-40, -20, -10, -20, 100],
];
/// Card, bank transfer, wallet.
const BY_METHOD: [[i64; 3]; 6] = [
    [0, -20, 10],
    [0, 30, -40],
    [0, -60, 20],
    [0, 50, -30],
    [0, 0, 40],
    [0, -10, 0],
];
/// Above 200 units.
const BY_LARGE_AMOUNT: [i64; 6] = [10, -60, 0, -20, 20, -30];
/// Gateway, country, from and to which hour it drifts, by how much in the end.
const DRIFTS: [(usize, usize, u64, u64, i64); 4] = [
    (1, 0, 48, 84, -220),
    (2, 2, 60, 110, -180),
    (3, 0, 40, 90, 110),
    (0, 4, 90, 140, 150),
];
/// Gateway, from and to which hour nothing is answered.
const OUTAGES: [(usize, u64, u64); 2] = [(0, 26, 32), (4, 108, 114)];

pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

pub(crate) struct Payment {
    id: PaymentId,
    at: Timestamp,
    hour: u64,
    amount: Money,
    method: usize,
    country: usize,
    /// From 0 to 999 for each gateway: below its rate, it is approved.
    luck: [i64; 6],
}

pub(crate) fn payments(count: u64, seed: u64) -> Vec<Payment> {
    let mut random = Random(seed);
    let of_number = |number| {
        let offset = WEEK / count * number;
        let at = Timestamp::from_microseconds(START + offset);
        let country = [0, 0, 0, 1, 1, 2, 2, 2, 3, 4][random.below(10) as usize];
        let currency = ["EUR", "EUR", "USD", "GBP", "USD"][country];
        // From 1 to about 1000, small ones more often.
        let scale = [1_000, 4_000, 10_000, 40_000, 100_000][random.below(5) as usize];
        let minor = i128::from(100 + random.below(scale));
        Payment {
            id: PaymentId::v7(at, u128::from(random.next()) << 64 | u128::from(random.next())),
            at,
            hour: offset / HOUR,
            amount: Money::new(minor, Currency::from_code(currency).unwrap()),
            method: [0, 0, 0, 1, 2][random.below(5) as usize],
            country,
            luck: [0; 6].map(|_| i64::try_from(random.below(1_000)).unwrap()),
        }
    };
    (0..count).map(of_number).collect()
}

impl Payment {
    fn method(&self) -> MethodKind {
        [MethodKind::Card, MethodKind::BankTransfer, MethodKind::Wallet][self.method]
    }

    fn is_out(&self, gateway: usize) -> bool {
        OUTAGES
            .iter()
            .any(|&(one, from, to)| one == gateway && (from..to).contains(&self.hour))
    }

    /// The chance of approval in thousandths.
    fn truth(&self, gateway: usize) -> i64 {
        if self.is_out(gateway) {
            return 0;
        }
        let is_large = self.amount.minor() > 20_000;
        let mut rate = BASE[gateway] + BY_COUNTRY[gateway][self.country] + BY_METHOD[gateway][self.method];
        rate += if is_large { BY_LARGE_AMOUNT[gateway] } else { 0 };
        for (one, country, from, to, by) in DRIFTS {
            if one == gateway && country == self.country {
                let gone = self.hour.clamp(from, to) - from;
                rate += by * i64::try_from(gone).unwrap() / i64::try_from(to - from).unwrap();
            }
        }
        rate.clamp(20, 980)
    }

    /// The fee in minor units.
    fn fee(&self, gateway: usize) -> i128 {
        let (millionths, fixed) = FEES[gateway];
        (self.amount.minor() * i128::from(millionths) + 500_000) / 1_000_000 + i128::from(fixed)
    }
}

/// A way of choosing.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Thompson sampling over segments, less the fee.
    Learning,
    Priority,
    RoundRobin,
    /// The gateway with the best plain success rate so far.
    Greedy,
    /// What routing does until a strategy is set.
    Plain,
    /// Knows the true rates of each moment and takes the best.
    Oracle,
}

/// What came of a week.
#[derive(Clone, Debug, Default)]
pub(crate) struct Result {
    pub(crate) payments: u64,
    pub(crate) approved: u64,
    /// The sum of the true rates of what was chosen, in thousandths.
    expected: i64,
    /// In minor units of all currencies, of approved payments.
    volume: i128,
    fees: i128,
}

impl Result {
    /// In ten-thousandths.
    pub(crate) fn approval(&self) -> i64 {
        i64::try_from(self.approved * 10_000 / self.payments).unwrap()
    }

    /// The mean of the true rates of the gateways that were chosen, in ten-thousandths.
    pub(crate) fn expected(&self) -> i64 {
        self.expected * 10 / i64::try_from(self.payments).unwrap()
    }

    /// Fees of approved payments in millionths of their volume.
    pub(crate) fn cost(&self) -> i128 {
        self.fees * 1_000_000 / self.volume
    }
}

fn state(way: Way) -> State {
    let mut state = State::default();
    let profiles = (0u32..)
        .zip(GATEWAYS)
        .zip(FEES)
        .map(|((priority, name), (millionths, fixed))| GatewayProfile {
            priority,
            fee_basis_points: millionths / 100,
            fee_fixed_minor: fixed,
            ..GatewayProfile::unrestricted(name.parse().unwrap())
        })
        .collect();
    let by = || Actor::new("scenario").unwrap();
    let line = |currency: &str, (millionths, fixed_minor): (u32, u64)| FeeLine {
        currency: Currency::from_code(currency),
        markup: Price {
            rate: Rate::from_millionths(millionths).unwrap(),
            fixed_minor,
            ..Price::default()
        },
        ..FeeLine::default()
    };
    let schedules = GATEWAYS.iter().zip(FEES).map(|(name, fee)| FeeSchedule {
        gateway: name.parse().unwrap(),
        home: None,
        lines: ["EUR", "USD", "GBP"].map(|currency| line(currency, fee)).to_vec(),
        settlement: Default::default(),
        margin: Rate::default(),
    });
    let mut commands = vec![
        Command::DeclareGateways { profiles },
        Command::SetFees {
            schedules: schedules.collect(),
            by: by(),
        },
    ];
    let strategy = match way {
        Way::Learning => Some(Strategy {
            // The merchant earns a seventh of the amount: so much is lost with a declined payment, and a fee is paid whole.
            order: Order::Score(Weights {
                cost: 7_000,
                ..Weights::EVEN
            }),
            half_life: Milliseconds(24 * 3_600_000),
            ..Strategy::learning(1)
        }),
        Way::Plain => None,
        Way::Priority | Way::RoundRobin | Way::Greedy | Way::Oracle => Some(Strategy::priority()),
    };
    commands.extend(strategy.map(|strategy| Command::SetStrategy { strategy, by: by() }));
    for command in commands {
        for event in decide(&state, command).unwrap() {
            apply(&mut state, Timestamp::from_microseconds(START), TENANT, &event);
        }
    }
    state
}

/// What a way remembers outside of routing's state.
#[derive(Default)]
struct Memory {
    turn: usize,
    /// Good ones and all.
    counts: BTreeMap<usize, (i64, i64)>,
}

impl Memory {
    fn pick(&mut self, way: Way, payment: &Payment, decision: &Decision) -> GatewayName {
        let passes =
            |one: &&bezant_routing::Scored| matches!(one.verdict, Verdict::Chosen | Verdict::Eligible);
        let open: Vec<usize> = decision
            .candidates
            .iter()
            .filter(passes)
            .map(|one| number(&one.gateway))
            .collect();
        // All breakers are open: the first may answer again.
        let best_by = |score: &dyn Fn(usize) -> i64| {
            open.iter()
                .copied()
                .max_by_key(|&one| (score(one), std::cmp::Reverse(one)))
        };
        let picked = match way {
            Way::Learning | Way::Priority | Way::Plain => decision.gateway.as_ref().map(number),
            Way::Oracle => best_by(&|one| payment.truth(one)),
            Way::Greedy => best_by(&|one| {
                let (good, all) = self.counts.get(&one).copied().unwrap_or_default();
                (good + 1) * 1_000_000 / (all + 1)
            }),
            Way::RoundRobin => {
                self.turn += 1;
                (0..GATEWAYS.len())
                    .map(|step| (self.turn + step) % GATEWAYS.len())
                    .find(|one| open.contains(one))
            }
        };
        GATEWAYS[picked.unwrap_or(0)].parse().unwrap()
    }
}

fn number(name: &GatewayName) -> usize {
    GATEWAYS.iter().position(|one| *one == name.as_str()).unwrap()
}

pub(crate) fn run(way: Way, payments: &[Payment]) -> Result {
    let mut state = state(way);
    let mut memory = Memory::default();
    let mut result = Result::default();
    for payment in payments {
        let want = Want {
            amount: payment.amount,
            method: payment.method(),
            country: None,
            operation: OperationKind::Authorize,
            excluded: &[],
        };
        let facts = Facts {
            issuer_country: COUNTRIES[payment.country].parse().ok(),
            ..Facts::of(payment.id, TENANT)
        };
        let decision = route(&state, payment.at, &want, &facts);
        let gateway = memory.pick(way, payment, &decision);
        let one = number(&gateway);
        let truth = payment.truth(one);
        let approved = payment.luck[one] < truth;
        let (outcome, latency) = match (payment.is_out(one), approved) {
            (true, _) => (OutcomeClass::Unknown, Milliseconds(30_000)),
            (false, true) => (OutcomeClass::Success, Milliseconds(300)),
            (false, false) => (OutcomeClass::Decline, Milliseconds(300)),
        };
        started(&mut state, payment.at, &gateway, OperationKind::Authorize);
        let ended = payment.at.after(latency);
        observe(
            &mut state,
            ended,
            &gateway,
            OperationKind::Authorize,
            outcome,
            latency,
        );
        learn(
            &mut state,
            ended,
            &Lesson {
                gateway: &gateway,
                method: payment.method(),
                amount: payment.amount,
                issuer_country: facts.issuer_country,
                outcome,
                retry_after: None,
            },
        );
        let (good, all) = memory.counts.entry(one).or_default();
        *good += i64::from(approved);
        *all += 1;
        result.payments += 1;
        result.expected += truth;
        if approved {
            result.approved += 1;
            result.volume += payment.amount.minor();
            result.fees += payment.fee(one);
        }
    }
    result
}
