//! The stored forms of events and snapshots. Fields are only ever added. Both hold signing secrets.

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{Tenant, Timestamp};
use prost::Message;

use crate::{
    DisableReason, Disabled, Endpoint, EndpointUrl, Event, EventFilter, PreviousSecret, SigningScheme,
    SigningSecret, State,
};

/// The event as bytes.
pub fn encode_event(event: &Event) -> Vec<u8> {
    let kind = match event {
        Event::EndpointCreated {
            id,
            url,
            filters,
            description,
            secret,
        } => EventKind::Created(CreatedWire {
            id: id_bytes(*id),
            url: url.as_str().to_owned(),
            filters: filter_texts(filters),
            description: description.clone(),
            secret: Some(secret_wire(secret)),
        }),
        Event::EndpointUpdated {
            id,
            url,
            filters,
            description,
            disabled,
        } => EventKind::Updated(UpdatedWire {
            id: id_bytes(*id),
            url: url.as_str().to_owned(),
            filters: filter_texts(filters),
            description: description.clone(),
            disabled: disabled.map(DisableReason::number),
        }),
        Event::SecretRotated {
            id,
            secret,
            previous_valid_until,
        } => EventKind::SecretRotated(RotatedWire {
            id: id_bytes(*id),
            secret: Some(secret_wire(secret)),
            previous_valid_until: previous_valid_until.as_microseconds(),
        }),
        Event::EndpointDisabled { id, reason } => EventKind::Disabled(DisabledWire {
            id: id_bytes(*id),
            reason: reason.number(),
        }),
        Event::EndpointDeleted { id } => EventKind::Deleted(DeletedWire { id: id_bytes(*id) }),
    };
    EventWire { kind: Some(kind) }.encode_to_vec()
}

/// The event in these bytes.
pub fn decode_event(bytes: &[u8]) -> Result<Event, Corrupt> {
    match EventWire::decode(bytes)?
        .kind
        .ok_or(Corrupt("unknown webhook event"))?
    {
        EventKind::Created(wire) => Ok(Event::EndpointCreated {
            id: id_from(&wire.id)?,
            url: EndpointUrl::stored(&wire.url),
            filters: filters_from(&wire.filters),
            description: wire.description,
            secret: secret_from(wire.secret)?,
        }),
        EventKind::Updated(wire) => Ok(Event::EndpointUpdated {
            id: id_from(&wire.id)?,
            url: EndpointUrl::stored(&wire.url),
            filters: filters_from(&wire.filters),
            description: wire.description,
            disabled: wire.disabled.map(reason_from).transpose()?,
        }),
        EventKind::SecretRotated(wire) => Ok(Event::SecretRotated {
            id: id_from(&wire.id)?,
            secret: secret_from(wire.secret)?,
            previous_valid_until: Timestamp::from_microseconds(wire.previous_valid_until),
        }),
        EventKind::Disabled(wire) => Ok(Event::EndpointDisabled {
            id: id_from(&wire.id)?,
            reason: reason_from(wire.reason)?,
        }),
        EventKind::Deleted(wire) => Ok(Event::EndpointDeleted {
            id: id_from(&wire.id)?,
        }),
    }
}

impl State {
    /// The state as bytes, the same for the same state.
    pub fn encode(&self) -> Vec<u8> {
        let endpoints = self.all().map(|(tenant, endpoint)| EndpointWire {
            id: id_bytes(endpoint.id),
            tenant: id_bytes(tenant.id()),
            url: endpoint.url.as_str().to_owned(),
            filters: filter_texts(&endpoint.filters),
            description: endpoint.description.clone(),
            secret: Some(secret_wire(&endpoint.secret)),
            previous: endpoint.previous.iter().map(previous_wire).collect(),
            disabled: endpoint.disabled.map(|disabled| disabled.reason.number()),
            disabled_at: endpoint
                .disabled
                .map_or(0, |disabled| disabled.at.as_microseconds()),
            created_at: endpoint.created_at.as_microseconds(),
            updated_at: endpoint.updated_at.as_microseconds(),
        });
        StateWire {
            endpoints: endpoints.collect(),
        }
        .encode_to_vec()
    }

    /// The state in these bytes.
    pub fn decode(bytes: &[u8]) -> Result<State, Corrupt> {
        let mut state = State::default();
        for wire in StateWire::decode(bytes)?.endpoints {
            let disabled_at = Timestamp::from_microseconds(wire.disabled_at);
            let disabled = wire.disabled.map(reason_from).transpose()?;
            let endpoint = Endpoint {
                id: id_from(&wire.id)?,
                url: EndpointUrl::stored(&wire.url),
                filters: filters_from(&wire.filters),
                description: wire.description,
                secret: secret_from(wire.secret)?,
                previous: wire
                    .previous
                    .into_iter()
                    .map(previous_from)
                    .collect::<Result<_, _>>()?,
                disabled: disabled.map(|reason| Disabled {
                    reason,
                    at: disabled_at,
                }),
                created_at: Timestamp::from_microseconds(wire.created_at),
                updated_at: Timestamp::from_microseconds(wire.updated_at),
            };
            state.insert(Tenant::new(id_from(&wire.tenant)?), endpoint);
        }
        Ok(state)
    }
}

fn filter_texts(filters: &[EventFilter]) -> Vec<String> {
    filters.iter().map(|filter| filter.as_str().to_owned()).collect()
}

// URLs and filters are not checked again: a rule that gets stricter must not make an old log unreadable.
fn filters_from(texts: &[String]) -> Vec<EventFilter> {
    texts.iter().map(|text| EventFilter::stored(text)).collect()
}

fn reason_from(number: u32) -> Result<DisableReason, Corrupt> {
    DisableReason::from_number(number).ok_or(Corrupt("unknown reason of a disabled endpoint"))
}

fn secret_wire(secret: &SigningSecret) -> SecretWire {
    SecretWire {
        scheme: secret.scheme().number(),
        bytes: secret.bytes().to_vec(),
    }
}

fn secret_from(wire: Option<SecretWire>) -> Result<SigningSecret, Corrupt> {
    let wire = wire.ok_or(Corrupt("an endpoint without secret"))?;
    let scheme = SigningScheme::from_number(wire.scheme).ok_or(Corrupt("unknown signing scheme"))?;
    SigningSecret::new(scheme, &wire.bytes).map_err(|_| Corrupt("a signing secret of a wrong length"))
}

fn previous_wire(previous: &PreviousSecret) -> PreviousWire {
    PreviousWire {
        secret: Some(secret_wire(&previous.secret)),
        valid_until: previous.valid_until.as_microseconds(),
    }
}

fn previous_from(wire: PreviousWire) -> Result<PreviousSecret, Corrupt> {
    let valid_until = Timestamp::from_microseconds(wire.valid_until);
    Ok(PreviousSecret {
        secret: secret_from(wire.secret)?,
        valid_until,
    })
}

#[derive(Clone, PartialEq, Message)]
struct EventWire {
    #[prost(oneof = "EventKind", tags = "1, 2, 3, 4, 5")]
    kind: Option<EventKind>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
enum EventKind {
    #[prost(message, tag = "1")]
    Created(CreatedWire),
    #[prost(message, tag = "2")]
    Updated(UpdatedWire),
    #[prost(message, tag = "3")]
    SecretRotated(RotatedWire),
    #[prost(message, tag = "4")]
    Disabled(DisabledWire),
    #[prost(message, tag = "5")]
    Deleted(DeletedWire),
}

#[derive(Clone, PartialEq, Message)]
struct SecretWire {
    #[prost(uint32, tag = "1")]
    scheme: u32,
    #[prost(bytes = "vec", tag = "2")]
    bytes: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct CreatedWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(string, tag = "2")]
    url: String,
    #[prost(string, repeated, tag = "3")]
    filters: Vec<String>,
    #[prost(string, tag = "4")]
    description: String,
    #[prost(message, optional, tag = "5")]
    secret: Option<SecretWire>,
}

#[derive(Clone, PartialEq, Message)]
struct UpdatedWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(string, tag = "2")]
    url: String,
    #[prost(string, repeated, tag = "3")]
    filters: Vec<String>,
    #[prost(string, tag = "4")]
    description: String,
    #[prost(uint32, optional, tag = "5")]
    disabled: Option<u32>,
}

#[derive(Clone, PartialEq, Message)]
struct RotatedWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    secret: Option<SecretWire>,
    #[prost(uint64, tag = "3")]
    previous_valid_until: u64,
}

#[derive(Clone, PartialEq, Message)]
struct DisabledWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(uint32, tag = "2")]
    reason: u32,
}

#[derive(Clone, PartialEq, Message)]
struct DeletedWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct StateWire {
    #[prost(message, repeated, tag = "1")]
    endpoints: Vec<EndpointWire>,
}

#[derive(Clone, PartialEq, Message)]
struct EndpointWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    tenant: Vec<u8>,
    #[prost(string, tag = "3")]
    url: String,
    #[prost(string, repeated, tag = "4")]
    filters: Vec<String>,
    #[prost(string, tag = "5")]
    description: String,
    #[prost(message, optional, tag = "6")]
    secret: Option<SecretWire>,
    #[prost(message, repeated, tag = "7")]
    previous: Vec<PreviousWire>,
    #[prost(uint32, optional, tag = "8")]
    disabled: Option<u32>,
    #[prost(uint64, tag = "9")]
    disabled_at: u64,
    #[prost(uint64, tag = "10")]
    created_at: u64,
    #[prost(uint64, tag = "11")]
    updated_at: u64,
}

#[derive(Clone, PartialEq, Message)]
struct PreviousWire {
    #[prost(message, optional, tag = "1")]
    secret: Option<SecretWire>,
    #[prost(uint64, tag = "2")]
    valid_until: u64,
}
