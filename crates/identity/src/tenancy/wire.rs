//! The stored forms of events and snapshots. Fields are only ever added.

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{Tenant, Timestamp};
use prost::Message;

use super::{ApiKey, Event, Scopes, SecretHash, State, TenantRecord};

/// The event as bytes.
pub(crate) fn encode_event(event: &Event) -> Vec<u8> {
    let kind = match event {
        Event::TenantCreated { id, name } => EventKind::TenantCreated(TenantCreatedWire {
            id: id_bytes(*id),
            name: name.clone(),
        }),
        Event::KeyCreated {
            id,
            name,
            hash,
            scopes,
            expires_at,
        } => EventKind::KeyCreated(KeyCreatedWire {
            id: id_bytes(*id),
            name: name.clone(),
            hash: hash.as_bytes().to_vec(),
            scopes: scopes.bits(),
            expires_at: expires_at.map(Timestamp::as_microseconds),
        }),
        Event::KeyRevoked { id } => EventKind::KeyRevoked(KeyRevokedWire { id: id_bytes(*id) }),
    };
    EventWire { kind: Some(kind) }.encode_to_vec()
}

/// The event in these bytes.
pub(crate) fn decode_event(bytes: &[u8]) -> Result<Event, Corrupt> {
    match EventWire::decode(bytes)?
        .kind
        .ok_or(Corrupt("unknown identity event"))?
    {
        EventKind::TenantCreated(wire) => Ok(Event::TenantCreated {
            id: id_from(&wire.id)?,
            name: wire.name,
        }),
        EventKind::KeyCreated(wire) => Ok(Event::KeyCreated {
            id: id_from(&wire.id)?,
            name: wire.name,
            hash: hash_from(&wire.hash)?,
            scopes: scopes_from(wire.scopes)?,
            expires_at: wire.expires_at.map(Timestamp::from_microseconds),
        }),
        EventKind::KeyRevoked(wire) => Ok(Event::KeyRevoked {
            id: id_from(&wire.id)?,
        }),
    }
}

impl State {
    /// The state as bytes, the same for the same state.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let tenants = self.tenants().map(|tenant| TenantWire {
            id: id_bytes(tenant.id),
            name: tenant.name.clone(),
            created_at: tenant.created_at.as_microseconds(),
        });
        let keys = self.all_keys().map(|key| KeyWire {
            id: id_bytes(key.id),
            tenant: id_bytes(key.tenant.id()),
            name: key.name.clone(),
            hash: key.hash.as_bytes().to_vec(),
            scopes: key.scopes.bits(),
            created_at: key.created_at.as_microseconds(),
            expires_at: key.expires_at.map(Timestamp::as_microseconds),
            revoked_at: key.revoked_at.map(Timestamp::as_microseconds),
        });
        StateWire {
            tenants: tenants.collect(),
            keys: keys.collect(),
        }
        .encode_to_vec()
    }

    /// The state in these bytes.
    pub(crate) fn decode(bytes: &[u8]) -> Result<State, Corrupt> {
        let wire = StateWire::decode(bytes)?;
        let mut state = State::default();
        for tenant in wire.tenants {
            state.insert_tenant(TenantRecord {
                id: id_from(&tenant.id)?,
                name: tenant.name,
                created_at: Timestamp::from_microseconds(tenant.created_at),
            });
        }
        for key in wire.keys {
            state.insert_key(ApiKey {
                id: id_from(&key.id)?,
                tenant: Tenant::new(id_from(&key.tenant)?),
                name: key.name,
                hash: hash_from(&key.hash)?,
                scopes: scopes_from(key.scopes)?,
                created_at: Timestamp::from_microseconds(key.created_at),
                expires_at: key.expires_at.map(Timestamp::from_microseconds),
                revoked_at: key.revoked_at.map(Timestamp::from_microseconds),
            });
        }
        Ok(state)
    }
}

fn hash_from(bytes: &[u8]) -> Result<SecretHash, Corrupt> {
    let bytes = bytes.try_into().map_err(|_| Corrupt("a hash is 32 bytes"))?;
    Ok(SecretHash::from_bytes(bytes))
}

fn scopes_from(bits: u32) -> Result<Scopes, Corrupt> {
    Scopes::from_bits(bits).ok_or(Corrupt("unknown scope"))
}

#[derive(Clone, PartialEq, Message)]
struct EventWire {
    #[prost(oneof = "EventKind", tags = "1, 2, 3")]
    kind: Option<EventKind>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
enum EventKind {
    #[prost(message, tag = "1")]
    TenantCreated(TenantCreatedWire),
    #[prost(message, tag = "2")]
    KeyCreated(KeyCreatedWire),
    #[prost(message, tag = "3")]
    KeyRevoked(KeyRevokedWire),
}

#[derive(Clone, PartialEq, Message)]
struct TenantCreatedWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(string, tag = "2")]
    name: String,
}

#[derive(Clone, PartialEq, Message)]
struct KeyCreatedWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(string, tag = "2")]
    name: String,
    #[prost(bytes = "vec", tag = "3")]
    hash: Vec<u8>,
    #[prost(uint32, tag = "4")]
    scopes: u32,
    #[prost(uint64, optional, tag = "5")]
    expires_at: Option<u64>,
}

#[derive(Clone, PartialEq, Message)]
struct KeyRevokedWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct StateWire {
    #[prost(message, repeated, tag = "1")]
    tenants: Vec<TenantWire>,
    #[prost(message, repeated, tag = "2")]
    keys: Vec<KeyWire>,
}

#[derive(Clone, PartialEq, Message)]
struct TenantWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(string, tag = "2")]
    name: String,
    #[prost(uint64, tag = "3")]
    created_at: u64,
}

#[derive(Clone, PartialEq, Message)]
struct KeyWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    tenant: Vec<u8>,
    #[prost(string, tag = "3")]
    name: String,
    #[prost(bytes = "vec", tag = "4")]
    hash: Vec<u8>,
    #[prost(uint32, tag = "5")]
    scopes: u32,
    #[prost(uint64, tag = "6")]
    created_at: u64,
    #[prost(uint64, optional, tag = "7")]
    expires_at: Option<u64>,
    #[prost(uint64, optional, tag = "8")]
    revoked_at: Option<u64>,
}
