//! The stored forms of events and snapshots. Fields are only ever added.

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{Milliseconds, SessionId, Tenant, Timestamp};
use prost::Message;

use super::{Device, Event, Methods, RevokeReason, Session, State};
use crate::TokenHash;
use crate::credential::wire::{lookup_from, token_from};

/// The event as bytes.
pub(crate) fn encode_event(event: &Event) -> Vec<u8> {
    let mut wire = EventWire::default();
    wire.kind = match event {
        Event::DeviceSeen {
            id,
            principal,
            fingerprint,
            new,
        } => {
            wire.device = id_bytes(*id);
            wire.principal = id_bytes(*principal);
            wire.hash = fingerprint.as_bytes().to_vec();
            wire.flag = *new;
            1
        }
        Event::Started(session) => {
            wire.session = Some(session_wire(session));
            2
        }
        Event::Rotated {
            id,
            hash,
            overlap_until,
        } => {
            wire.ids = ids_wire(&[*id]);
            wire.hash = hash.as_bytes().to_vec();
            wire.until = overlap_until.as_microseconds();
            3
        }
        Event::Touched { id } => {
            wire.ids = ids_wire(&[*id]);
            4
        }
        Event::SteppedUp { id, methods } => {
            wire.ids = ids_wire(&[*id]);
            wire.methods = methods.bits();
            5
        }
        Event::Revoked {
            principal,
            ids,
            reason,
        } => {
            wire.principal = id_bytes(*principal);
            wire.ids = ids_wire(ids);
            wire.reason = *reason as u32;
            6
        }
        Event::Pruned { ids } => {
            wire.ids = ids_wire(ids);
            7
        }
        Event::DeviceTrusted { id, trusted } => {
            wire.device = id_bytes(*id);
            wire.flag = *trusted;
            8
        }
        Event::DeviceForgotten { id } => {
            wire.device = id_bytes(*id);
            9
        }
    };
    wire.encode_to_vec()
}

/// The event in these bytes.
pub(crate) fn decode_event(bytes: &[u8]) -> Result<Event, Corrupt> {
    let wire = EventWire::decode(bytes)?;
    let id = || match wire.ids.as_slice() {
        [id] => id_from(id),
        _ => Err(Corrupt("an event about one session has one")),
    };
    let ids = || {
        wire.ids
            .iter()
            .map(|id| id_from(id))
            .collect::<Result<Vec<SessionId>, _>>()
    };
    match wire.kind {
        1 => Ok(Event::DeviceSeen {
            id: id_from(&wire.device)?,
            principal: id_from(&wire.principal)?,
            fingerprint: token_from(&wire.hash)?,
            new: wire.flag,
        }),
        2 => {
            let session = wire.session.ok_or(Corrupt("no session"))?;
            Ok(Event::Started(Box::new(session_from(session)?)))
        }
        3 => Ok(Event::Rotated {
            id: id()?,
            hash: token_from(&wire.hash)?,
            overlap_until: Timestamp::from_microseconds(wire.until),
        }),
        4 => Ok(Event::Touched { id: id()? }),
        5 => Ok(Event::SteppedUp {
            id: id()?,
            methods: methods_from(wire.methods)?,
        }),
        6 => Ok(Event::Revoked {
            principal: id_from(&wire.principal)?,
            ids: ids()?,
            reason: reason_from(wire.reason)?,
        }),
        7 => Ok(Event::Pruned { ids: ids()? }),
        8 => Ok(Event::DeviceTrusted {
            id: id_from(&wire.device)?,
            trusted: wire.flag,
        }),
        9 => Ok(Event::DeviceForgotten {
            id: id_from(&wire.device)?,
        }),
        _ => Err(Corrupt("unknown session event")),
    }
}

impl State {
    /// The state as bytes, the same for the same state.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let devices = self.all_devices().map(|(tenant, device)| DeviceWire {
            tenant: id_bytes(tenant.id()),
            id: id_bytes(device.id),
            principal: id_bytes(device.principal),
            fingerprint: device.fingerprint.as_bytes().to_vec(),
            first_seen_at: device.first_seen_at.as_microseconds(),
            last_seen_at: device.last_seen_at.as_microseconds(),
            trusted: device.trusted,
        });
        StateWire {
            sessions: self.all_sessions().map(session_wire).collect(),
            devices: devices.collect(),
        }
        .encode_to_vec()
    }

    /// The state in these bytes.
    pub(crate) fn decode(bytes: &[u8]) -> Result<State, Corrupt> {
        let wire = StateWire::decode(bytes)?;
        let mut state = State::default();
        for session in wire.sessions {
            state.insert(session_from(session)?);
        }
        for device in wire.devices {
            let tenant = Tenant::new(id_from(&device.tenant)?);
            let device = Device {
                id: id_from(&device.id)?,
                principal: id_from(&device.principal)?,
                fingerprint: token_from(&device.fingerprint)?,
                first_seen_at: Timestamp::from_microseconds(device.first_seen_at),
                last_seen_at: Timestamp::from_microseconds(device.last_seen_at),
                trusted: device.trusted,
            };
            state.insert_device(tenant, device);
        }
        Ok(state)
    }
}

fn ids_wire(ids: &[SessionId]) -> Vec<Vec<u8>> {
    ids.iter().map(|id| id_bytes(*id)).collect()
}

fn methods_from(bits: u32) -> Result<Methods, Corrupt> {
    Methods::from_bits(bits).ok_or(Corrupt("unknown way to sign in"))
}

fn reason_from(number: u32) -> Result<RevokeReason, Corrupt> {
    RevokeReason::from_number(number).ok_or(Corrupt("unknown reason to end a session"))
}

fn session_wire(session: &Session) -> SessionWire {
    SessionWire {
        id: id_bytes(session.id),
        tenant: id_bytes(session.tenant.id()),
        principal: id_bytes(session.principal),
        hash: session.hash.as_bytes().to_vec(),
        previous: session.previous.map(|(hash, _)| hash.as_bytes().to_vec()),
        previous_until: session.previous.map(|(_, until)| until.as_microseconds()),
        retired: session
            .retired
            .iter()
            .map(|hash| hash.as_bytes().to_vec())
            .collect(),
        created_at: session.created_at.as_microseconds(),
        rotated_at: session.rotated_at.as_microseconds(),
        last_used_at: session.last_used_at.as_microseconds(),
        idle_timeout: session.idle_timeout.0,
        absolute_until: session.absolute_until.as_microseconds(),
        methods: session.methods.bits(),
        authenticated_at: session.authenticated_at.as_microseconds(),
        stepped_up_at: session.stepped_up_at.map(Timestamp::as_microseconds),
        device: id_bytes(session.device),
        address: session.address.as_bytes().to_vec(),
        agent: session.agent.clone(),
        epoch: session.epoch,
        revoked_at: session.revoked.map(|(at, _)| at.as_microseconds()),
        revoked_for: session.revoked.map(|(_, reason)| reason as u32),
    }
}

fn session_from(wire: SessionWire) -> Result<Session, Corrupt> {
    let previous = match (wire.previous, wire.previous_until) {
        (Some(hash), Some(until)) => Some((token_from(&hash)?, Timestamp::from_microseconds(until))),
        _ => None,
    };
    let revoked = match (wire.revoked_at, wire.revoked_for) {
        (Some(at), Some(reason)) => Some((Timestamp::from_microseconds(at), reason_from(reason)?)),
        _ => None,
    };
    Ok(Session {
        id: id_from(&wire.id)?,
        tenant: Tenant::new(id_from(&wire.tenant)?),
        principal: id_from(&wire.principal)?,
        hash: token_from(&wire.hash)?,
        previous,
        retired: wire
            .retired
            .iter()
            .map(|hash| token_from(hash))
            .collect::<Result<Vec<TokenHash>, _>>()?,
        created_at: Timestamp::from_microseconds(wire.created_at),
        rotated_at: Timestamp::from_microseconds(wire.rotated_at),
        last_used_at: Timestamp::from_microseconds(wire.last_used_at),
        idle_timeout: Milliseconds(wire.idle_timeout),
        absolute_until: Timestamp::from_microseconds(wire.absolute_until),
        methods: methods_from(wire.methods)?,
        authenticated_at: Timestamp::from_microseconds(wire.authenticated_at),
        stepped_up_at: wire.stepped_up_at.map(Timestamp::from_microseconds),
        device: id_from(&wire.device)?,
        address: lookup_from(&wire.address)?,
        agent: wire.agent,
        epoch: wire.epoch,
        revoked,
    })
}

#[derive(Clone, PartialEq, Message)]
struct EventWire {
    #[prost(uint32, tag = "1")]
    kind: u32,
    #[prost(bytes = "vec", repeated, tag = "2")]
    ids: Vec<Vec<u8>>,
    #[prost(bytes = "vec", tag = "3")]
    principal: Vec<u8>,
    #[prost(bytes = "vec", tag = "4")]
    device: Vec<u8>,
    #[prost(bytes = "vec", tag = "5")]
    hash: Vec<u8>,
    #[prost(uint64, tag = "6")]
    until: u64,
    #[prost(uint32, tag = "7")]
    methods: u32,
    #[prost(uint32, tag = "8")]
    reason: u32,
    #[prost(bool, tag = "9")]
    flag: bool,
    #[prost(message, optional, tag = "10")]
    session: Option<SessionWire>,
}

#[derive(Clone, PartialEq, Message)]
struct StateWire {
    #[prost(message, repeated, tag = "1")]
    sessions: Vec<SessionWire>,
    #[prost(message, repeated, tag = "2")]
    devices: Vec<DeviceWire>,
}

#[derive(Clone, PartialEq, Message)]
struct DeviceWire {
    #[prost(bytes = "vec", tag = "1")]
    tenant: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    id: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    principal: Vec<u8>,
    #[prost(bytes = "vec", tag = "4")]
    fingerprint: Vec<u8>,
    #[prost(uint64, tag = "5")]
    first_seen_at: u64,
    #[prost(uint64, tag = "6")]
    last_seen_at: u64,
    #[prost(bool, tag = "7")]
    trusted: bool,
}

#[derive(Clone, PartialEq, Message)]
struct SessionWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    tenant: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    principal: Vec<u8>,
    #[prost(bytes = "vec", tag = "4")]
    hash: Vec<u8>,
    #[prost(bytes = "vec", optional, tag = "5")]
    previous: Option<Vec<u8>>,
    #[prost(uint64, optional, tag = "6")]
    previous_until: Option<u64>,
    #[prost(bytes = "vec", repeated, tag = "7")]
    retired: Vec<Vec<u8>>,
    #[prost(uint64, tag = "8")]
    created_at: u64,
    #[prost(uint64, tag = "9")]
    rotated_at: u64,
    #[prost(uint64, tag = "10")]
    last_used_at: u64,
    #[prost(uint64, tag = "11")]
    idle_timeout: u64,
    #[prost(uint64, tag = "12")]
    absolute_until: u64,
    #[prost(uint32, tag = "13")]
    methods: u32,
    #[prost(uint64, tag = "14")]
    authenticated_at: u64,
    #[prost(uint64, optional, tag = "15")]
    stepped_up_at: Option<u64>,
    #[prost(bytes = "vec", tag = "16")]
    device: Vec<u8>,
    #[prost(bytes = "vec", tag = "17")]
    address: Vec<u8>,
    #[prost(string, tag = "18")]
    agent: String,
    #[prost(uint64, tag = "19")]
    epoch: u64,
    #[prost(uint64, optional, tag = "20")]
    revoked_at: Option<u64>,
    #[prost(uint32, optional, tag = "21")]
    revoked_for: Option<u32>,
}
