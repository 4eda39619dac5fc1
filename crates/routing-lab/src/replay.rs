//! A history once more, in the order of its times: what each set of rules would decide, with what could be known then.
//!
//! Breakers, statistics and what is learned follow from what really happened, for all sets alike, as in the node that
//! wrote the history: nobody knows what a gateway would have answered that was not asked.

use std::collections::BTreeMap;

use bezant_kernel::{
    GatewayName, Milliseconds, Money, OperationKind, PaymentId, Tenant, TenantId, Timestamp,
};
use bezant_routing::{
    Actor, Command, Decision, FeeSchedule, GatewayProfile, Lesson, Order, OutcomeClass, Rejection, RuleSet,
    State, Strategy, SuccessModel, Want, apply, decide, learn, observe, route_by, started,
};

use crate::PastPayment;
use crate::estimate::Logged;
use crate::segment::Segments;

/// More draws are not made for a decision that is left to chance.
pub const MOST_DRAWS: u32 = 1_000;

/// What all sets of rules have in common.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The gateways.
    pub gateways: Vec<GatewayProfile>,
    /// Whether the gateways' own fees say anything: not if the gateways are only known from the history.
    pub has_prices: bool,
    /// What gateways charge; in place of what the history says.
    pub fees: Option<Vec<FeeSchedule>>,
    /// How gateways are scored.
    pub strategy: Strategy,
    /// How often a decision is drawn that is left to chance.
    pub draws: u32,
}

/// A set of rules, or none.
#[derive(Clone, Debug)]
pub struct Variant<'a> {
    /// What it is called.
    pub name: String,
    /// The rules.
    pub rules: Option<&'a RuleSet>,
}

/// What was decided.
#[derive(Clone, Debug)]
pub struct Replayed {
    pub(crate) gateways: Vec<GatewayName>,
    pub(crate) segments: Vec<String>,
    pub(crate) cases: Vec<Case>,
    pub(crate) logged: Vec<Logged>,
    /// By variant and payment.
    pub(crate) decided: Vec<Vec<Decided>>,
    pub(crate) without_attempt: usize,
    pub(crate) known_propensities: usize,
}

/// A payment with at least one attempt.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) amount: Money,
    pub(crate) latency: Milliseconds,
    /// Of its first gateway, if it is known.
    pub(crate) fee_minor: Option<i128>,
    /// After all attempts.
    pub(crate) is_approved_in_the_end: bool,
}

/// What a set of rules makes of a payment.
#[derive(Clone, Debug)]
pub(crate) struct Decided {
    /// The decision for the payment itself.
    pub(crate) chosen: Option<usize>,
    /// How likely each gateway is for payments just like it.
    pub(crate) likely: Box<[(usize, f64)]>,
}

impl AsRef<[(usize, f64)]> for Decided {
    fn as_ref(&self) -> &[(usize, f64)] {
        &self.likely
    }
}

/// Something that happened at a gateway, by payment and attempt.
#[derive(Copy, Clone, Debug)]
enum Happened {
    Started(usize, usize),
    Ended(usize, usize),
}

/// Replays a history that is in order. Payments without an attempt are left out.
pub fn replay(
    history: &[PastPayment],
    setup: &Setup,
    variants: &[Variant<'_>],
) -> Result<Replayed, Box<Rejection>> {
    let mut state = ready(setup)?;
    let gateways: Vec<GatewayName> = state.profiles().map(|profile| profile.name.clone()).collect();
    let number = |name: &GatewayName| gateways.binary_search(name).ok();
    let payments: Vec<&PastPayment> = history.iter().filter(|one| !one.attempts.is_empty()).collect();
    let segments = Segments::new(&payments);
    let mut replayed = Replayed {
        without_attempt: history.len() - payments.len(),
        known_propensities: 0,
        cases: Vec::with_capacity(payments.len()),
        logged: Vec::with_capacity(payments.len()),
        decided: vec![Vec::with_capacity(payments.len()); variants.len()],
        segments: segments.names,
        gateways: gateways.clone(),
    };
    let mut queue: BTreeMap<(Timestamp, u64), Happened> = BTreeMap::new();
    let mut sequence = 0;
    for (place, payment) in payments.iter().enumerate() {
        while let Some(first) = queue.first_entry()
            && first.key().0 <= payment.at
        {
            let ((at, _), happened) = first.remove_entry();
            take_in(&mut state, at, &payments, happened);
        }
        let first = &payment.attempts[0];
        let gateway = number(&first.gateway).expect("the gateways of a history are declared");
        let mut fee_minor = None;
        for (variant, decided) in variants.iter().zip(&mut replayed.decided) {
            let asked = Asked {
                state: &state,
                payment,
                rules: variant.rules,
                setup,
            };
            let (decision, one) = asked.decide(&number);
            fee_minor = asked.fee(&decision, &first.gateway);
            decided.push(one);
        }
        replayed.cases.push(Case {
            amount: payment.amount,
            latency: first.latency(),
            fee_minor,
            is_approved_in_the_end: payment
                .attempts
                .iter()
                .any(|attempt| attempt.outcome == OutcomeClass::Success),
        });
        replayed.known_propensities += usize::from(first.propensity.is_some());
        replayed.logged.push(Logged {
            segment: segments.of[place],
            gateway,
            is_approved: first.outcome == OutcomeClass::Success,
            // Those that are not known are worked out when all payments are there.
            propensity: first.propensity.unwrap_or(f64::NAN),
        });
        let mut at = payment.at;
        for (number, attempt) in payment.attempts.iter().enumerate() {
            queue.insert((at, sequence), Happened::Started(place, number));
            at = at.after(attempt.latency());
            queue.insert((at, sequence + 1), Happened::Ended(place, number));
            sequence += 2;
        }
    }
    let known = replayed.logged;
    let guessed = with_estimated_propensities(&known, replayed.segments.len(), gateways.len());
    let chosen = known.iter().zip(guessed);
    replayed.logged = chosen
        .map(|(known, guessed)| {
            if known.propensity.is_nan() {
                guessed
            } else {
                *known
            }
        })
        .collect();
    Ok(replayed)
}

/// The same payments with the share of its segment that went to the same gateway as each one's propensity.
pub(crate) fn with_estimated_propensities(
    logged: &[Logged],
    segments: usize,
    gateways: usize,
) -> Vec<Logged> {
    let counts = counts(logged, segments, gateways);
    let share = |one: &Logged| {
        let row = &counts[one.segment];
        row[one.gateway] as f64 / row.iter().sum::<u64>() as f64
    };
    let with = |one: &Logged| Logged {
        propensity: share(one),
        ..*one
    };
    logged.iter().map(with).collect()
}

/// How many payments of each segment went to each gateway.
pub(crate) fn counts(logged: &[Logged], segments: usize, gateways: usize) -> Vec<Vec<u64>> {
    let mut counts = vec![vec![0; gateways]; segments];
    for one in logged {
        counts[one.segment][one.gateway] += 1;
    }
    counts
}

fn ready(setup: &Setup) -> Result<State, Box<Rejection>> {
    let by = || Actor::new("simulation").expect("a plain word");
    let mut commands = vec![Command::DeclareGateways {
        profiles: setup.gateways.clone(),
    }];
    commands.extend(
        setup
            .fees
            .clone()
            .map(|schedules| Command::SetFees { schedules, by: by() }),
    );
    commands.push(Command::SetStrategy {
        strategy: setup.strategy.clone(),
        by: by(),
    });
    let mut state = State::default();
    for command in commands {
        for event in decide(&state, command)? {
            let tenant = Tenant::new(TenantId::from_u128(0));
            apply(&mut state, Timestamp::from_microseconds(0), tenant, &event);
        }
    }
    Ok(state)
}

fn take_in(state: &mut State, at: Timestamp, payments: &[&PastPayment], happened: Happened) {
    let operation = OperationKind::Authorize;
    match happened {
        Happened::Started(payment, attempt) => {
            started(state, at, &payments[payment].attempts[attempt].gateway, operation);
        }
        Happened::Ended(payment, attempt) => {
            let payment = payments[payment];
            let attempt = &payment.attempts[attempt];
            let (gateway, outcome) = (&attempt.gateway, attempt.outcome);
            observe(state, at, gateway, operation, outcome, attempt.latency());
            let lesson = Lesson {
                gateway,
                method: payment.method,
                amount: payment.amount,
                issuer_country: payment.issuer_country,
                outcome,
                retry_after: None,
            };
            learn(state, at, &lesson);
        }
    }
}

struct Asked<'a> {
    state: &'a State,
    payment: &'a PastPayment,
    rules: Option<&'a RuleSet>,
    setup: &'a Setup,
}

impl Asked<'_> {
    fn decide(&self, number: &impl Fn(&GatewayName) -> Option<usize>) -> (Decision, Decided) {
        let chosen = |decision: &Decision| decision.gateway.as_ref().and_then(number);
        let decision = self.route(self.payment.id);
        let mut decided = Decided {
            chosen: chosen(&decision),
            likely: Box::default(),
        };
        let strategy = &self.setup.strategy;
        let is_drawn = decision.candidates.iter().any(|one| one.draw.is_some());
        let is_sampled = strategy.success == SuccessModel::Sampled && strategy.order != Order::Priority;
        if !is_drawn && !is_sampled {
            decided.likely = decided.chosen.iter().map(|one| (*one, 1.0)).collect();
            return (decision, decided);
        }
        // The payment's own draw is the one that its history followed, if it was routed like this: other draws are needed.
        let draws = self.setup.draws.clamp(1, MOST_DRAWS);
        let mut counts: BTreeMap<usize, u32> = BTreeMap::new();
        for draw in 0..draws {
            let id = self.payment.id.as_u128().to_be_bytes();
            let other = PaymentId::derive(&[b"simulation", &id, &draw.to_be_bytes()]);
            if let Some(gateway) = chosen(&self.route(other)) {
                *counts.entry(gateway).or_default() += 1;
            }
        }
        let share = |(gateway, count): (usize, u32)| (gateway, f64::from(count) / f64::from(draws));
        decided.likely = counts.into_iter().map(share).collect();
        (decision, decided)
    }

    fn route(&self, id: PaymentId) -> Decision {
        let want = Want {
            amount: self.payment.amount,
            method: self.payment.method,
            country: self.payment.country,
            operation: OperationKind::Authorize,
            excluded: &[],
        };
        let facts = bezant_routing::Facts {
            payment: id,
            ..self.payment.facts()
        };
        route_by(
            self.state,
            self.payment.at,
            &want,
            &facts,
            self.rules,
            &self.setup.strategy,
        )
    }

    /// By the fees that were given; else what was charged; else by the gateway's own price.
    fn fee(&self, decision: &Decision, gateway: &GatewayName) -> Option<i128> {
        let scored = decision.candidates.iter().find(|one| one.gateway == *gateway)?;
        let charged = self.payment.attempts[0].fee_minor.map(i128::from);
        let declared = scored.fee_minor.filter(|_| self.setup.has_prices);
        match scored.fee_parts {
            Some(parts) => Some(parts.total()),
            None => charged.or(declared),
        }
    }
}
