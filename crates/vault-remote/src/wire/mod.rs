//! Questions and answers as bytes. Additive protobuf, since both ends are upgraded one after the other; new tags only.

mod error;
mod secret;
mod shown;

use bezant_engine::Correlation;
use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{Actor, Tenant, TraceContext, TraceState};
use bezant_vault::{Caller, Purpose, Purposes};
use prost::{Message, Oneof};

pub(crate) use error::RefusalWire;
pub(crate) use secret::{NewCardWire, PlainCardWire, TokenWire};
pub(crate) use shown::{AccessWire, CardWire, RotationWire, StatusWire, TokenizedWire};

/// One question to a vault.
#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(crate) struct Question {
    /// Left out where nobody is recorded.
    #[prost(message, optional, tag = "1")]
    pub(crate) caller: Option<CallerWire>,
    /// Left out where it is about all tenants.
    #[prost(bytes = "vec", tag = "2")]
    pub(crate) tenant: Vec<u8>,
    #[prost(oneof = "Asked", tags = "10, 11, 12, 13, 14, 15, 16, 17, 18")]
    pub(crate) asked: Option<Asked>,
}

/// What is asked: the calls of a vault.
#[derive(Clone, PartialEq, Oneof)]
#[prost(skip_debug)]
pub(crate) enum Asked {
    #[prost(message, tag = "10")]
    Tokenize(TokenizeWire),
    #[prost(message, tag = "11")]
    Detokenize(DetokenizeWire),
    #[prost(bytes, tag = "12")]
    Describe(Vec<u8>),
    #[prost(message, tag = "13")]
    Cards(CardsWire),
    #[prost(message, tag = "14")]
    Accesses(AccessesWire),
    #[prost(bytes, tag = "15")]
    Delete(Vec<u8>),
    #[prost(string, tag = "16")]
    EraseCustomer(String),
    #[prost(message, tag = "17")]
    Rotate(NothingWire),
    #[prost(message, tag = "18")]
    Status(NothingWire),
}

/// Nothing goes along.
#[derive(Clone, Copy, PartialEq, Message)]
pub(crate) struct NothingWire {}

#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(crate) struct TokenizeWire {
    #[prost(message, optional, tag = "1")]
    pub(crate) card: Option<NewCardWire>,
    #[prost(bool, tag = "2")]
    pub(crate) format_preserving: bool,
}

#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(crate) struct DetokenizeWire {
    #[prost(message, optional, tag = "1")]
    pub(crate) token: Option<TokenWire>,
    #[prost(uint32, tag = "2")]
    pub(crate) purpose: u32,
}

#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(crate) struct CardsWire {
    #[prost(string, optional, tag = "1")]
    pub(crate) customer: Option<String>,
    #[prost(bytes = "vec", optional, tag = "2")]
    pub(crate) after: Option<Vec<u8>>,
    #[prost(uint32, tag = "3")]
    pub(crate) limit: u32,
}

#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(crate) struct AccessesWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) card: Vec<u8>,
    #[prost(uint64, optional, tag = "2")]
    pub(crate) before: Option<u64>,
    #[prost(uint32, tag = "3")]
    pub(crate) limit: u32,
}

/// One answer.
#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(crate) struct Answer {
    #[prost(oneof = "Said", tags = "1, 2, 3, 4, 5, 6, 7, 8, 9")]
    pub(crate) said: Option<Said>,
}

/// What came of it.
#[derive(Clone, PartialEq, Oneof)]
#[prost(skip_debug)]
pub(crate) enum Said {
    #[prost(message, tag = "1")]
    Refused(RefusalWire),
    #[prost(message, tag = "2")]
    Tokenized(TokenizedWire),
    #[prost(message, tag = "3")]
    Plain(PlainCardWire),
    #[prost(message, tag = "4")]
    Card(CardWire),
    #[prost(message, tag = "5")]
    Cards(ListWire),
    #[prost(message, tag = "6")]
    Accesses(RecordWire),
    #[prost(uint32, tag = "7")]
    Erased(u32),
    #[prost(message, tag = "8")]
    Rotation(RotationWire),
    #[prost(message, tag = "9")]
    Status(StatusWire),
}

#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(crate) struct ListWire {
    #[prost(message, repeated, tag = "1")]
    pub(crate) cards: Vec<CardWire>,
}

#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(crate) struct RecordWire {
    #[prost(message, repeated, tag = "1")]
    pub(crate) lines: Vec<AccessWire>,
}

/// Who calls, as the client says; what it may ask for the server knows better.
#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(crate) struct CallerWire {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(uint32, repeated, tag = "2")]
    purposes: Vec<u32>,
    #[prost(message, optional, tag = "3")]
    correlation: Option<CorrelationWire>,
}

impl From<&Caller> for CallerWire {
    fn from(caller: &Caller) -> Self {
        let purposes = Purpose::ALL.iter();
        let purposes = purposes.filter(|purpose| caller.purposes.contains(**purpose));
        CallerWire {
            name: caller.name.as_str().to_owned(),
            purposes: purposes.map(|purpose| purpose.number()).collect(),
            correlation: Some(CorrelationWire::from(&caller.correlation)),
        }
    }
}

impl TryFrom<&CallerWire> for Caller {
    type Error = Corrupt;

    fn try_from(wire: &CallerWire) -> Result<Caller, Corrupt> {
        // A purpose that only a newer client knows is none that this vault could record.
        let purposes: Vec<Purpose> = wire
            .purposes
            .iter()
            .filter_map(|number| Purpose::from_number(*number))
            .collect();
        let correlation = wire.correlation.as_ref();
        Ok(Caller {
            name: Actor::new(&wire.name).map_err(|_| Corrupt("the caller has no name"))?,
            purposes: Purposes::of(&purposes),
            correlation: correlation
                .ok_or(Corrupt("the caller has no correlation"))?
                .try_into()?,
        })
    }
}

/// What ties a record to a request, with its place in a trace.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct CorrelationWire {
    #[prost(string, tag = "1")]
    text: String,
    #[prost(string, tag = "2")]
    trace_parent: String,
    #[prost(string, tag = "3")]
    trace_state: String,
}

impl From<&Correlation> for CorrelationWire {
    fn from(correlation: &Correlation) -> Self {
        let trace = correlation.trace();
        CorrelationWire {
            text: correlation.as_str().to_owned(),
            trace_parent: trace.as_ref().map(TraceContext::to_parent).unwrap_or_default(),
            trace_state: trace.map(|trace| trace.state().to_owned()).unwrap_or_default(),
        }
    }
}

impl TryFrom<&CorrelationWire> for Correlation {
    type Error = Corrupt;

    fn try_from(wire: &CorrelationWire) -> Result<Correlation, Corrupt> {
        let text = Correlation::new(&*wire.text).map_err(|_| Corrupt("a correlation id is too long"))?;
        let trace = TraceContext::parse(&wire.trace_parent);
        let trace = trace.map(|trace| trace.with_state(TraceState::parse([&*wire.trace_state])));
        Ok(match trace {
            // A text can name a trace by itself.
            Some(trace) if text.trace().as_ref() != Some(&trace) => text.within(trace),
            Some(_) | None => text,
        })
    }
}

pub(crate) fn tenant_bytes(tenant: Tenant) -> Vec<u8> {
    id_bytes(tenant.id())
}

pub(crate) fn tenant_from(bytes: &[u8]) -> Result<Tenant, Corrupt> {
    Ok(Tenant::new(id_from(bytes)?))
}
