//! The stored forms of events.

use bezant_kernel::Milliseconds;
use bezant_kernel::wire::Corrupt;
use prost::Message;

use super::fees::{FeeScheduleWire, schedule_from, schedule_wire};
use super::resilience::{ResilienceWire, resilience_from, resilience_wire};
use super::strategy::{
    ExperimentWire, StrategyWire, experiment_from, experiment_wire, strategy_from, strategy_wire,
};
use super::{ProfileWire, name_from, profile_from, profile_wire};
use crate::{Actor, Event};

#[derive(Clone, PartialEq, Message)]
struct EventWire {
    #[prost(oneof = "EventKind", tags = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12")]
    kind: Option<EventKind>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
enum EventKind {
    #[prost(message, tag = "1")]
    GatewaysDeclared(GatewaysDeclaredWire),
    #[prost(message, tag = "2")]
    RulesProposed(RulesProposedWire),
    #[prost(message, tag = "3")]
    RulesApproved(RulesStepWire),
    #[prost(message, tag = "4")]
    RulesActivated(RulesStepWire),
    #[prost(message, tag = "5")]
    RulesRolledBack(RulesRolledBackWire),
    #[prost(message, tag = "6")]
    FourEyesSet(FourEyesSetWire),
    #[prost(message, tag = "7")]
    FeesSet(FeesSetWire),
    #[prost(message, tag = "8")]
    StrategySet(StrategySetWire),
    #[prost(message, tag = "9")]
    ExperimentStarted(ExperimentStartedWire),
    #[prost(message, tag = "10")]
    ExperimentStopped(ExperimentStoppedWire),
    #[prost(message, tag = "11")]
    ResilienceSet(ResilienceSetWire),
    #[prost(message, tag = "12")]
    ProbeRecorded(ProbeRecordedWire),
}

#[derive(Clone, PartialEq, Message)]
struct GatewaysDeclaredWire {
    #[prost(message, repeated, tag = "1")]
    profiles: Vec<ProfileWire>,
}

#[derive(Clone, PartialEq, Message)]
struct RulesProposedWire {
    #[prost(uint32, tag = "1")]
    version: u32,
    #[prost(string, tag = "2")]
    source: String,
    #[prost(string, tag = "3")]
    by: String,
}

#[derive(Clone, PartialEq, Message)]
struct RulesStepWire {
    #[prost(uint32, tag = "1")]
    version: u32,
    #[prost(string, tag = "2")]
    by: String,
}

#[derive(Clone, PartialEq, Message)]
struct RulesRolledBackWire {
    #[prost(uint32, tag = "1")]
    from: u32,
    #[prost(uint32, optional, tag = "2")]
    to: Option<u32>,
    #[prost(string, tag = "3")]
    by: String,
}

#[derive(Clone, PartialEq, Message)]
struct FourEyesSetWire {
    #[prost(bool, tag = "1")]
    required: bool,
    #[prost(string, tag = "2")]
    by: String,
}

#[derive(Clone, PartialEq, Message)]
struct FeesSetWire {
    #[prost(uint32, tag = "1")]
    version: u32,
    #[prost(message, repeated, tag = "2")]
    schedules: Vec<FeeScheduleWire>,
    #[prost(string, tag = "3")]
    by: String,
}

#[derive(Clone, PartialEq, Message)]
struct StrategySetWire {
    #[prost(uint32, tag = "1")]
    version: u32,
    #[prost(message, optional, tag = "2")]
    strategy: Option<StrategyWire>,
    #[prost(string, tag = "3")]
    by: String,
}

#[derive(Clone, PartialEq, Message)]
struct ExperimentStartedWire {
    #[prost(message, optional, tag = "1")]
    experiment: Option<ExperimentWire>,
    #[prost(string, tag = "2")]
    by: String,
}

#[derive(Clone, PartialEq, Message)]
struct ExperimentStoppedWire {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, tag = "2")]
    by: String,
}

#[derive(Clone, PartialEq, Message)]
struct ResilienceSetWire {
    #[prost(uint32, tag = "1")]
    version: u32,
    #[prost(message, optional, tag = "2")]
    resilience: Option<ResilienceWire>,
    #[prost(string, tag = "3")]
    by: String,
}

#[derive(Clone, PartialEq, Message)]
struct ProbeRecordedWire {
    #[prost(string, tag = "1")]
    gateway: String,
    #[prost(bool, tag = "2")]
    answered: bool,
    #[prost(uint64, tag = "3")]
    latency: u64,
}

fn name_of(by: &Actor) -> String {
    by.as_str().to_owned()
}

/// The event as bytes.
pub fn encode_event(event: &Event) -> Vec<u8> {
    let kind = match event {
        Event::GatewaysDeclared { profiles } => EventKind::GatewaysDeclared(GatewaysDeclaredWire {
            profiles: profiles.iter().map(profile_wire).collect(),
        }),
        Event::RulesProposed { version, source, by } => EventKind::RulesProposed(RulesProposedWire {
            version: *version,
            source: source.clone(),
            by: name_of(by),
        }),
        Event::RulesApproved { version, by } => EventKind::RulesApproved(RulesStepWire {
            version: *version,
            by: name_of(by),
        }),
        Event::RulesActivated { version, by } => EventKind::RulesActivated(RulesStepWire {
            version: *version,
            by: name_of(by),
        }),
        Event::RulesRolledBack { from, to, by } => EventKind::RulesRolledBack(RulesRolledBackWire {
            from: *from,
            to: *to,
            by: name_of(by),
        }),
        Event::FourEyesSet { required, by } => EventKind::FourEyesSet(FourEyesSetWire {
            required: *required,
            by: name_of(by),
        }),
        Event::FeesSet {
            version,
            schedules,
            by,
        } => EventKind::FeesSet(FeesSetWire {
            version: *version,
            schedules: schedules.iter().map(schedule_wire).collect(),
            by: name_of(by),
        }),
        Event::StrategySet {
            version,
            strategy,
            by,
        } => EventKind::StrategySet(StrategySetWire {
            version: *version,
            strategy: Some(strategy_wire(strategy)),
            by: name_of(by),
        }),
        Event::ResilienceSet {
            version,
            resilience,
            by,
        } => EventKind::ResilienceSet(ResilienceSetWire {
            version: *version,
            resilience: Some(resilience_wire(resilience)),
            by: name_of(by),
        }),
        Event::ProbeRecorded {
            gateway,
            answered,
            latency,
        } => EventKind::ProbeRecorded(ProbeRecordedWire {
            gateway: gateway.as_str().to_owned(),
            answered: *answered,
            latency: latency.0,
        }),
        Event::ExperimentStarted { experiment, by } => EventKind::ExperimentStarted(ExperimentStartedWire {
            experiment: Some(experiment_wire(experiment)),
            by: name_of(by),
        }),
        Event::ExperimentStopped { name, by } => EventKind::ExperimentStopped(ExperimentStoppedWire {
            name: name.clone(),
            by: name_of(by),
        }),
    };
    EventWire { kind: Some(kind) }.encode_to_vec()
}

/// The event in these bytes.
pub fn decode_event(bytes: &[u8]) -> Result<Event, Corrupt> {
    let kind = EventWire::decode(bytes)?
        .kind
        .ok_or(Corrupt("unknown routing event"))?;
    Ok(match kind {
        EventKind::GatewaysDeclared(wire) => Event::GatewaysDeclared {
            profiles: wire
                .profiles
                .into_iter()
                .map(profile_from)
                .collect::<Result<_, _>>()?,
        },
        EventKind::RulesProposed(wire) => Event::RulesProposed {
            version: wire.version,
            source: wire.source,
            by: Actor::stored(&wire.by),
        },
        EventKind::RulesApproved(wire) => Event::RulesApproved {
            version: wire.version,
            by: Actor::stored(&wire.by),
        },
        EventKind::RulesActivated(wire) => Event::RulesActivated {
            version: wire.version,
            by: Actor::stored(&wire.by),
        },
        EventKind::RulesRolledBack(wire) => Event::RulesRolledBack {
            from: wire.from,
            to: wire.to,
            by: Actor::stored(&wire.by),
        },
        EventKind::FourEyesSet(wire) => Event::FourEyesSet {
            required: wire.required,
            by: Actor::stored(&wire.by),
        },
        EventKind::FeesSet(wire) => Event::FeesSet {
            version: wire.version,
            schedules: wire
                .schedules
                .into_iter()
                .map(schedule_from)
                .collect::<Result<_, _>>()?,
            by: Actor::stored(&wire.by),
        },
        EventKind::StrategySet(wire) => Event::StrategySet {
            version: wire.version,
            strategy: strategy_from(wire.strategy.ok_or(Corrupt("no strategy was set"))?)?,
            by: Actor::stored(&wire.by),
        },
        EventKind::ResilienceSet(wire) => Event::ResilienceSet {
            version: wire.version,
            resilience: resilience_from(wire.resilience.ok_or(Corrupt("no resilience was set"))?)?,
            by: Actor::stored(&wire.by),
        },
        EventKind::ProbeRecorded(wire) => Event::ProbeRecorded {
            gateway: name_from(&wire.gateway)?,
            answered: wire.answered,
            latency: Milliseconds(wire.latency),
        },
        EventKind::ExperimentStarted(wire) => Event::ExperimentStarted {
            experiment: experiment_from(wire.experiment.ok_or(Corrupt("no experiment was started"))?)?,
            by: Actor::stored(&wire.by),
        },
        EventKind::ExperimentStopped(wire) => Event::ExperimentStopped {
            name: wire.name,
            by: Actor::stored(&wire.by),
        },
    })
}
