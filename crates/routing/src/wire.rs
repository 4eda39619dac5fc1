//! The stored forms of events, decisions and snapshots. Fields are only ever added.

mod decision;
mod event;
mod fees;
mod health;
mod resilience;
mod rules;
mod strategy;

use std::collections::{BTreeMap, BTreeSet};

use bezant_kernel::wire::{Corrupt, amount_bytes, amount_from, currency_from};
use bezant_kernel::{Country, GatewayName, MethodKind, Milliseconds, OperationKind, RetryTerms, Timestamp};
use prost::Message;

use crate::apply::link_fees;
use crate::learn::Segment;
use crate::state::Running;
use crate::state::{Gateway, OPERATIONS};
use crate::versions::RuleBook;
use crate::{ExperimentStatus, GatewayProfile, MAXIMUM_SEGMENTS, State, Strategy};
use health::{RecordWire, record_from, record_wire};
use rules::compiled;

pub use event::{decode_event, encode_event};

impl State {
    /// The state as bytes, the same for the same state.
    pub fn encode(&self) -> Vec<u8> {
        let gateways = self.gateways.values().map(|gateway| GatewayWire {
            profile: Some(profile_wire(&gateway.profile)),
            records: gateway.records.iter().map(record_wire).collect(),
            segment_keys: gateway.lessons.segments.keys().copied().collect(),
            segment_values: gateway
                .lessons
                .segments
                .values()
                .flat_map(segment_values)
                .collect(),
            last_probe: gateway.last_probe.as_microseconds(),
        });
        let runs = self
            .ended
            .iter()
            .chain(self.running.iter().map(|running| &running.run));
        StateWire {
            gateways: gateways.collect(),
            rules: (self.rules != RuleBook::default()).then(|| rules::book_wire(&self.rules)),
            fees_version: self.fees_version,
            fees: self.fees.iter().map(fees::schedule_wire).collect(),
            strategy_version: self.strategy_version,
            strategy: (self.strategy_version > 0).then(|| strategy::strategy_wire(&self.strategy)),
            lessons: self.lessons,
            runs: runs.map(strategy::run_wire).collect(),
            resilience_version: self.resilience_version,
            resilience: (self.resilience_version > 0).then(|| resilience::resilience_wire(&self.resilience)),
            moments: resilience::moment_wires(&self.moments),
        }
        .encode_to_vec()
    }

    /// The state in these bytes.
    pub fn decode(bytes: &[u8]) -> Result<State, Corrupt> {
        let mut state = State::default();
        let whole = StateWire::decode(bytes)?;
        for wire in whole.gateways {
            let profile = profile_from(wire.profile.ok_or(Corrupt("a gateway without profile"))?)?;
            let mut gateway = Gateway::new(profile);
            if wire.records.len() > OPERATIONS {
                return Err(Corrupt("more records than operations"));
            }
            for (record, wire) in gateway.records.iter_mut().zip(wire.records) {
                *record = record_from(wire)?;
            }
            gateway.lessons.segments = segments_from(&wire.segment_keys, &wire.segment_values)?;
            gateway.last_probe = Timestamp::from_microseconds(wire.last_probe);
            state.gateways.insert(gateway.profile.name.clone(), gateway);
        }
        state.rules = whole.rules.map(rules::book_from).transpose()?.unwrap_or_default();
        state.fees_version = whole.fees_version;
        state.fees = whole
            .fees
            .into_iter()
            .map(fees::schedule_from)
            .collect::<Result<_, _>>()?;
        link_fees(&mut state);
        state.strategy_version = whole.strategy_version;
        let strategy = whole.strategy.map(strategy::strategy_from).transpose()?;
        state.strategy = strategy.unwrap_or_else(Strategy::default);
        state.lessons = whole.lessons;
        state.resilience_version = whole.resilience_version;
        let settings = whole.resilience.map(resilience::resilience_from).transpose()?;
        state.resilience = settings.unwrap_or_default();
        state.moments = resilience::moments_from(whole.moments)?;
        for run in whole.runs {
            let run = strategy::run_from(run)?;
            if run.status == ExperimentStatus::Running {
                let version = run.experiment.rules;
                let rules =
                    version.map(|version| Ok::<_, Corrupt>((version, compiled(&state.rules, version)?)));
                let rules = rules.transpose()?;
                state.running = Some(Running { run, rules });
            } else {
                state.ended.push(run);
            }
        }
        Ok(state)
    }
}

fn name_from(text: &str) -> Result<GatewayName, Corrupt> {
    text.parse().map_err(|_| Corrupt("not a gateway name"))
}

fn segment_values(segment: &Segment) -> [u64; 3] {
    [segment.step, segment.good, segment.bad]
}

fn segments_from(keys: &[u64], values: &[u64]) -> Result<BTreeMap<u64, Segment>, Corrupt> {
    if values.len() != keys.len() * 3 || keys.len() > MAXIMUM_SEGMENTS {
        return Err(Corrupt(
            "each segment has three values, and there are not too many",
        ));
    }
    let segment = |values: &[u64]| Segment {
        step: values[0],
        good: values[1],
        bad: values[2],
    };
    Ok(keys
        .iter()
        .copied()
        .zip(values.chunks_exact(3).map(segment))
        .collect())
}

fn profile_wire(profile: &GatewayProfile) -> ProfileWire {
    ProfileWire {
        name: profile.name.as_str().to_owned(),
        currencies: profile
            .currencies
            .iter()
            .map(|one| u32::from(one.number()))
            .collect(),
        methods: profile.methods.iter().map(|one| one.number()).collect(),
        countries: profile
            .countries
            .iter()
            .map(|one| one.as_str().to_owned())
            .collect(),
        operations: profile.operations.iter().map(|one| one.number()).collect(),
        minimum_minor: amount_bytes(profile.minimum_minor),
        maximum_minor: amount_bytes(profile.maximum_minor),
        fee_basis_points: profile.fee_basis_points,
        fee_fixed_minor: profile.fee_fixed_minor,
        priority: profile.priority,
        retries: profile.retries.map(|terms| RetryTermsWire {
            authorizations: terms.authorizations,
            captures: terms.captures,
            voids: terms.voids,
            refunds: terms.refunds,
            base_ms: terms.base.0,
            cap_ms: terms.cap.0,
        }),
    }
}

fn profile_from(wire: ProfileWire) -> Result<GatewayProfile, Corrupt> {
    let name = name_from(&wire.name)?;
    let country = |text: &String| text.parse::<Country>().map_err(|_| Corrupt("not a country"));
    let method = |&number: &u32| MethodKind::from_number(number).ok_or(Corrupt("unknown method kind"));
    let operation = |&number: &u32| OperationKind::from_number(number).ok_or(Corrupt("unknown operation"));
    Ok(GatewayProfile {
        name,
        currencies: wire
            .currencies
            .iter()
            .map(|&number| currency_from(number))
            .collect::<Result<_, _>>()?,
        methods: wire
            .methods
            .iter()
            .map(method)
            .collect::<Result<BTreeSet<_>, _>>()?,
        countries: wire.countries.iter().map(country).collect::<Result<_, _>>()?,
        operations: wire.operations.iter().map(operation).collect::<Result<_, _>>()?,
        minimum_minor: amount_from(&wire.minimum_minor)?,
        maximum_minor: amount_from(&wire.maximum_minor)?,
        fee_basis_points: wire.fee_basis_points,
        fee_fixed_minor: wire.fee_fixed_minor,
        priority: wire.priority,
        retries: wire.retries.map(|terms| RetryTerms {
            authorizations: terms.authorizations,
            captures: terms.captures,
            voids: terms.voids,
            refunds: terms.refunds,
            base: Milliseconds(terms.base_ms),
            cap: Milliseconds(terms.cap_ms),
        }),
    })
}

#[derive(Clone, PartialEq, Message)]
struct ProfileWire {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(uint32, repeated, tag = "2")]
    currencies: Vec<u32>,
    #[prost(uint32, repeated, tag = "3")]
    methods: Vec<u32>,
    #[prost(string, repeated, tag = "4")]
    countries: Vec<String>,
    #[prost(uint32, repeated, tag = "5")]
    operations: Vec<u32>,
    #[prost(bytes = "vec", tag = "6")]
    minimum_minor: Vec<u8>,
    #[prost(bytes = "vec", tag = "7")]
    maximum_minor: Vec<u8>,
    #[prost(uint32, tag = "8")]
    fee_basis_points: u32,
    #[prost(uint64, tag = "9")]
    fee_fixed_minor: u64,
    #[prost(uint32, tag = "10")]
    priority: u32,
    #[prost(message, optional, tag = "11")]
    retries: Option<RetryTermsWire>,
}

#[derive(Clone, Copy, PartialEq, Message)]
struct RetryTermsWire {
    #[prost(uint32, tag = "1")]
    authorizations: u32,
    #[prost(uint32, tag = "2")]
    captures: u32,
    #[prost(uint32, tag = "3")]
    voids: u32,
    #[prost(uint32, tag = "4")]
    refunds: u32,
    #[prost(uint64, tag = "5")]
    base_ms: u64,
    #[prost(uint64, tag = "6")]
    cap_ms: u64,
}

#[derive(Clone, PartialEq, Message)]
struct StateWire {
    #[prost(message, repeated, tag = "1")]
    gateways: Vec<GatewayWire>,
    #[prost(message, optional, tag = "2")]
    rules: Option<rules::RuleBookWire>,
    #[prost(uint32, tag = "3")]
    fees_version: u32,
    #[prost(message, repeated, tag = "4")]
    fees: Vec<fees::FeeScheduleWire>,
    #[prost(uint32, tag = "5")]
    strategy_version: u32,
    #[prost(message, optional, tag = "6")]
    strategy: Option<strategy::StrategyWire>,
    #[prost(uint64, tag = "7")]
    lessons: u64,
    /// The running one is the last.
    #[prost(message, repeated, tag = "8")]
    runs: Vec<strategy::RunWire>,
    #[prost(uint32, tag = "9")]
    resilience_version: u32,
    #[prost(message, optional, tag = "10")]
    resilience: Option<resilience::ResilienceWire>,
    /// In rising order of their keys.
    #[prost(message, repeated, tag = "11")]
    moments: Vec<resilience::MomentWire>,
}

#[derive(Clone, PartialEq, Message)]
struct GatewayWire {
    #[prost(message, optional, tag = "1")]
    profile: Option<ProfileWire>,
    /// In the order of the operations' numbers.
    #[prost(message, repeated, tag = "2")]
    records: Vec<RecordWire>,
    /// In rising order.
    #[prost(fixed64, repeated, tag = "3")]
    segment_keys: Vec<u64>,
    /// Step, good and bad of each.
    #[prost(uint64, repeated, tag = "4")]
    segment_values: Vec<u64>,
    #[prost(uint64, tag = "5")]
    last_probe: u64,
}
