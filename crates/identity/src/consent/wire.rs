//! The stored forms of events and snapshots. Fields are only ever added.

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{Tenant, Timestamp};
use prost::{Message, Oneof};

use super::{Channel, Consent, Event, Language, NewConsent, Purpose, State, Subject, Text};
use crate::{Authority, LookupHash, TokenHash};

pub(crate) fn encode_event(event: &Event) -> Vec<u8> {
    let kind = match event {
        Event::TextPublished {
            purpose,
            version,
            language,
            text,
        } => EventKind::TextPublished(TextPublishedWire {
            purpose: purpose.as_str().to_owned(),
            version: *version,
            language: language.as_str().to_owned(),
            text: text.to_string(),
        }),
        Event::Given(given) => EventKind::Given(given_wire(given)),
        Event::Withdrawn { id } => EventKind::Withdrawn(WithdrawnWire { id: id_bytes(*id) }),
    };
    EventWire { kind: Some(kind) }.encode_to_vec()
}

pub(crate) fn decode_event(bytes: &[u8]) -> Result<Event, Corrupt> {
    let kind = EventWire::decode(bytes)?.kind;
    match kind.ok_or(Corrupt("unknown event of consent"))? {
        EventKind::TextPublished(wire) => Ok(Event::TextPublished {
            purpose: purpose_from(&wire.purpose)?,
            version: wire.version,
            language: language_from(&wire.language)?,
            text: wire.text.into(),
        }),
        EventKind::Given(wire) => Ok(Event::Given(Box::new(given_from(wire)?))),
        EventKind::Withdrawn(wire) => Ok(Event::Withdrawn {
            id: id_from(&wire.id)?,
        }),
    }
}

impl State {
    /// The state as bytes, the same for the same state.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let records = |tenant: Tenant| RecordsWire {
            tenant: id_bytes(tenant.id()),
            texts: self.texts(tenant).map(text_wire).collect(),
            consents: self.consents(tenant).map(consent_wire).collect(),
        };
        StateWire {
            tenants: self.tenants().map(records).collect(),
        }
        .encode_to_vec()
    }

    /// The state in these bytes.
    pub(crate) fn decode(bytes: &[u8]) -> Result<State, Corrupt> {
        let mut state = State::default();
        for records in StateWire::decode(bytes)?.tenants {
            let tenant = Tenant::new(id_from(&records.tenant)?);
            for wire in records.texts {
                let text = Text::new(
                    purpose_from(&wire.purpose)?,
                    wire.version,
                    language_from(&wire.language)?,
                    wire.text.into(),
                    Timestamp::from_microseconds(wire.published_at),
                );
                state.insert_text(tenant, text);
            }
            for wire in records.consents {
                let consent = consent_from(wire)?;
                if state.consent(tenant, consent.given.id).is_some() {
                    return Err(Corrupt("a consent is there twice"));
                }
                state.insert_consent(tenant, consent);
            }
        }
        Ok(state)
    }
}

fn text_wire(text: &Text) -> TextWire {
    TextWire {
        purpose: text.purpose.as_str().to_owned(),
        version: text.version,
        language: text.language.as_str().to_owned(),
        text: text.text.to_string(),
        published_at: text.published_at.as_microseconds(),
    }
}

fn consent_wire(consent: &Consent) -> ConsentWire {
    ConsentWire {
        number: consent.number,
        given: Some(given_wire(&consent.given)),
        recorded_by: consent.recorded_by.encode(),
        given_at: consent.given_at.as_microseconds(),
        withdrawn_at: consent.withdrawn_at.map(Timestamp::as_microseconds),
    }
}

fn consent_from(wire: ConsentWire) -> Result<Consent, Corrupt> {
    Ok(Consent {
        number: wire.number,
        given: given_from(wire.given.ok_or(Corrupt("a consent of nothing"))?)?,
        recorded_by: Authority::decode(&wire.recorded_by)?,
        given_at: Timestamp::from_microseconds(wire.given_at),
        withdrawn_at: wire.withdrawn_at.map(Timestamp::from_microseconds),
    })
}

fn given_wire(given: &NewConsent) -> GivenWire {
    let (principal, outside) = match &given.subject {
        Subject::Principal(id) => (Some(id_bytes(*id)), None),
        Subject::Outside(hash) => (None, Some(hash.as_bytes().to_vec())),
    };
    GivenWire {
        id: id_bytes(given.id),
        principal,
        outside,
        purpose: given.purpose.as_str().to_owned(),
        version: given.version,
        channel: given.channel.as_str().to_owned(),
        evidence: given.evidence.map(|hash| hash.as_bytes().to_vec()),
    }
}

fn given_from(wire: GivenWire) -> Result<NewConsent, Corrupt> {
    let evidence = |bytes: Vec<u8>| bytes_from(&bytes).map(TokenHash::from_bytes);
    Ok(NewConsent {
        id: id_from(&wire.id)?,
        subject: match (wire.principal, wire.outside) {
            (Some(id), None) => Subject::Principal(id_from(&id)?),
            (None, Some(hash)) => Subject::Outside(LookupHash::from_bytes(bytes_from(&hash)?)),
            (None, None) | (Some(_), Some(_)) => return Err(Corrupt("a consent has one subject")),
        },
        purpose: purpose_from(&wire.purpose)?,
        version: wire.version,
        channel: channel_from(&wire.channel)?,
        evidence: wire.evidence.map(evidence).transpose()?,
    })
}

fn bytes_from(bytes: &[u8]) -> Result<[u8; 32], Corrupt> {
    bytes.try_into().map_err(|_| Corrupt("a hash is 32 bytes"))
}

fn purpose_from(word: &str) -> Result<Purpose, Corrupt> {
    word.parse().map_err(|_| Corrupt("not a purpose of consent"))
}

fn language_from(word: &str) -> Result<Language, Corrupt> {
    word.parse().map_err(|_| Corrupt("not a language"))
}

fn channel_from(word: &str) -> Result<Channel, Corrupt> {
    word.parse().map_err(|_| Corrupt("not a channel of consent"))
}

#[derive(Clone, PartialEq, Message)]
struct EventWire {
    #[prost(oneof = "EventKind", tags = "1, 2, 3")]
    kind: Option<EventKind>,
}

#[derive(Clone, PartialEq, Oneof)]
enum EventKind {
    #[prost(message, tag = "1")]
    TextPublished(TextPublishedWire),
    #[prost(message, tag = "2")]
    Given(GivenWire),
    #[prost(message, tag = "3")]
    Withdrawn(WithdrawnWire),
}

#[derive(Clone, PartialEq, Message)]
struct TextPublishedWire {
    #[prost(string, tag = "1")]
    purpose: String,
    #[prost(uint32, tag = "2")]
    version: u32,
    #[prost(string, tag = "3")]
    language: String,
    #[prost(string, tag = "4")]
    text: String,
}

#[derive(Clone, PartialEq, Message)]
struct GivenWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(bytes = "vec", optional, tag = "2")]
    principal: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "3")]
    outside: Option<Vec<u8>>,
    #[prost(string, tag = "4")]
    purpose: String,
    #[prost(uint32, tag = "5")]
    version: u32,
    #[prost(string, tag = "6")]
    channel: String,
    #[prost(bytes = "vec", optional, tag = "7")]
    evidence: Option<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
struct WithdrawnWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct StateWire {
    #[prost(message, repeated, tag = "1")]
    tenants: Vec<RecordsWire>,
}

#[derive(Clone, PartialEq, Message)]
struct RecordsWire {
    #[prost(bytes = "vec", tag = "1")]
    tenant: Vec<u8>,
    #[prost(message, repeated, tag = "2")]
    texts: Vec<TextWire>,
    #[prost(message, repeated, tag = "3")]
    consents: Vec<ConsentWire>,
}

#[derive(Clone, PartialEq, Message)]
struct TextWire {
    #[prost(string, tag = "1")]
    purpose: String,
    #[prost(uint32, tag = "2")]
    version: u32,
    #[prost(string, tag = "3")]
    language: String,
    #[prost(string, tag = "4")]
    text: String,
    #[prost(uint64, tag = "5")]
    published_at: u64,
}

#[derive(Clone, PartialEq, Message)]
struct ConsentWire {
    #[prost(uint64, tag = "1")]
    number: u64,
    #[prost(message, optional, tag = "2")]
    given: Option<GivenWire>,
    #[prost(bytes = "vec", tag = "3")]
    recorded_by: Vec<u8>,
    #[prost(uint64, tag = "4")]
    given_at: u64,
    #[prost(uint64, optional, tag = "5")]
    withdrawn_at: Option<u64>,
}
