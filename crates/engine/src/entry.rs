//! The stored form of a record, and the entry that followers see.

use bezant_kernel::wire::Corrupt;
use bezant_kernel::{EventId, Id, Tenant, TenantId, Timestamp, TraceContext, TraceState};
use bezant_log::Position;
use bytes::Bytes;
use prost::Message;
use prost::encoding::{WireType, decode_key, decode_varint, encode_key, encode_varint};

use crate::archive::{Archived, RecordHead};
use crate::request::Correlation;
use crate::{Machine, Subject};

/// A committed record with events.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry<E> {
    /// Its place in the log.
    pub position: Position,
    /// When it was committed. Never goes back within a log.
    pub committed_at: Timestamp,
    /// On whose behalf.
    pub tenant: Tenant,
    /// The correlation id of the request that led to it.
    pub correlation: Correlation,
    /// What happened, in order. At least one.
    pub events: Vec<E>,
}

/// An index has so many bits in an event's id, the position the 50 above it: 74 bits are free in a UUID version 7.
const INDEX_BITS: u32 = 24;

/// The id of an event: the same at every reading, and sorted as the log is. A UUID version 7 whose random part is the
/// event's place.
pub fn event_id<E>(entry: &Entry<E>, index: usize) -> EventId {
    assert!(
        index < entry.events.len(),
        "the entry has no event with this index"
    );
    assert!(
        index < 1 << INDEX_BITS && entry.position.0 < 1 << 50,
        "an event's place fits into its id"
    );
    let place = u128::from(entry.position.0) << INDEX_BITS | index as u128;
    // `Id::v7` takes 12 bits from bit 64 up and 62 bits from below bit 62.
    Id::v7(entry.committed_at, (place >> 62) << 64 | place & ((1 << 62) - 1))
}

/// One record of the log.
pub(crate) struct Record<E> {
    pub(crate) committed_at: Timestamp,
    pub(crate) tenant: Tenant,
    pub(crate) correlation: Correlation,
    pub(crate) cause: Cause,
    pub(crate) events: Vec<E>,
}

/// What a record came from.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// A caller's command.
    Command { key: Option<KeyMark> },
    /// A timer that was due.
    Timer,
    /// The end of a wait: the key of that scope is answered with the subject's reply as it stands. No events.
    Release { scope: u128, subject: Subject },
}

/// The idempotency key of a command, as recorded.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyMark {
    pub(crate) scope: u128,
    pub(crate) fingerprint: u128,
    /// Whether the caller waits for the subject to settle, so that the first reply is not yet the answer.
    pub(crate) waits: bool,
}

/// The stored form. [`encode`] writes the same bytes without an intermediate value.
#[derive(Clone, PartialEq, Message)]
struct RecordWire {
    #[prost(uint32, tag = "1")]
    kind: u32,
    #[prost(uint64, tag = "2")]
    committed_at_us: u64,
    #[prost(bytes = "bytes", tag = "3")]
    tenant: Bytes,
    #[prost(string, tag = "4")]
    correlation: String,
    #[prost(bytes = "bytes", tag = "5")]
    key_scope: Bytes,
    #[prost(bytes = "bytes", tag = "6")]
    key_fingerprint: Bytes,
    #[prost(bool, tag = "7")]
    key_waits: bool,
    #[prost(bytes = "bytes", tag = "8")]
    subject: Bytes,
    #[prost(bytes = "bytes", repeated, tag = "9")]
    events: Vec<Bytes>,
    /// As in `traceparent` and `tracestate`.
    #[prost(string, tag = "10")]
    trace_parent: String,
    #[prost(string, tag = "11")]
    trace_state: String,
}

const KIND_COMMAND: u32 = 1;
const KIND_TIMER: u32 = 2;
const KIND_RELEASE: u32 = 3;

/// Packed records that stand in a stored form at this place of what else it holds.
pub(crate) struct Packed<'a> {
    pub(crate) at: usize,
    pub(crate) records: &'a Bytes,
}

/// Appends the stored form of a record to `out`, but for packed records, which are large and copied once only: they are
/// returned with their places. `scratch` is for one event at a time.
pub(crate) fn encode<'a, M: Machine>(
    record: &'a Record<M::Event>,
    scratch: &mut Vec<u8>,
    out: &mut Vec<u8>,
) -> Vec<Packed<'a>> {
    let kind = match record.cause {
        Cause::Command { .. } => KIND_COMMAND,
        Cause::Timer => KIND_TIMER,
        Cause::Release { .. } => KIND_RELEASE,
    };
    put_varint(1, u64::from(kind), out);
    put_varint(2, record.committed_at.as_microseconds(), out);
    put_bytes(3, &record.tenant.id().as_u128().to_be_bytes(), out);
    if !record.correlation.as_str().is_empty() {
        put_bytes(4, record.correlation.as_str().as_bytes(), out);
    }
    match record.cause {
        Cause::Command { key: Some(key) } => {
            put_bytes(5, &key.scope.to_be_bytes(), out);
            put_bytes(6, &key.fingerprint.to_be_bytes(), out);
            put_varint(7, u64::from(key.waits), out);
        }
        Cause::Release { scope, subject } => {
            put_bytes(5, &scope.to_be_bytes(), out);
            put_bytes(8, &subject.0.to_be_bytes(), out);
        }
        Cause::Command { key: None } | Cause::Timer => {}
    }
    if let Some(trace) = record.correlation.recorded_trace() {
        put_bytes(10, trace.to_parent().as_bytes(), out);
        if !trace.state().is_empty() {
            put_bytes(11, trace.state().as_bytes(), out);
        }
    }
    let mut packed = Vec::new();
    for event in &record.events {
        if let Some(Archived { prefix, records }) = M::archived(event) {
            encode_key(EVENTS, WireType::LengthDelimited, out);
            encode_varint((prefix.len() + records.len()) as u64, out);
            out.extend_from_slice(&prefix);
            packed.push(Packed {
                at: out.len(),
                records,
            });
        } else {
            scratch.clear();
            M::encode_event(event, scratch);
            put_bytes(EVENTS, scratch, out);
        }
    }
    packed
}

/// The tag of the events.
const EVENTS: u32 = 9;

/// A field of a stored record.
pub(crate) struct Span {
    pub(crate) is_event: bool,
    /// How long its key and length are.
    pub(crate) head: usize,
    /// How long its content is.
    pub(crate) body: usize,
}

/// The field with which `bytes`, cut at any place behind the field's length, begin.
pub(crate) fn next_span(bytes: &[u8]) -> Result<Span, Corrupt> {
    let mut rest = bytes;
    let (tag, wire_type) = decode_key(&mut rest)?;
    let value = decode_varint(&mut rest)?;
    let head = bytes.len() - rest.len();
    match wire_type {
        WireType::Varint => Ok(Span {
            is_event: false,
            head,
            body: 0,
        }),
        WireType::LengthDelimited => Ok(Span {
            is_event: tag == EVENTS,
            head,
            body: usize::try_from(value).map_err(|_| Corrupt("a field is longer than memory"))?,
        }),
        _ => Err(Corrupt("a field of a kind that records do not have")),
    }
}

/// When a record was committed and for whom, from the beginning of its stored form.
pub(crate) fn decode_head(mut bytes: &[u8]) -> Result<RecordHead, Corrupt> {
    let cut = Corrupt("a record that ends before its tenant");
    let mut committed_at = 0;
    loop {
        let (tag, _) = decode_key(&mut bytes)?;
        let value = decode_varint(&mut bytes)?;
        match tag {
            1 => {}
            2 => committed_at = value,
            3 => {
                let length = usize::try_from(value).map_err(|_| cut)?;
                let tenant = bytes.get(..length).ok_or(cut)?;
                return Ok(RecordHead {
                    committed_at: Timestamp::from_microseconds(committed_at),
                    tenant: Tenant::new(TenantId::from_u128(number(tenant)?)),
                });
            }
            _ => return Err(Corrupt("a record without a tenant")),
        }
    }
}

fn put_varint(tag: u32, value: u64, out: &mut Vec<u8>) {
    // As protobuf has it, a default value takes no room.
    if value != 0 {
        encode_key(tag, WireType::Varint, out);
        encode_varint(value, out);
    }
}

fn put_bytes(tag: u32, bytes: &[u8], out: &mut Vec<u8>) {
    encode_key(tag, WireType::LengthDelimited, out);
    encode_varint(bytes.len() as u64, out);
    out.extend_from_slice(bytes);
}

/// The entry in a record, for reading a log outside of an engine; nothing for a record without events.
pub fn read_entry<M: Machine>(record: bezant_log::Record) -> Result<Option<Entry<M::Event>>, Corrupt> {
    let position = record.position;
    let record = decode::<M>(record.payload)?;
    Ok((!record.events.is_empty()).then(|| Entry {
        position,
        committed_at: record.committed_at,
        tenant: record.tenant,
        correlation: record.correlation,
        events: record.events,
    }))
}

/// Reads a record back.
pub(crate) fn decode<M: Machine>(payload: Bytes) -> Result<Record<M::Event>, Corrupt> {
    let wire = RecordWire::decode(payload)?;
    let cause = match wire.kind {
        KIND_COMMAND if wire.key_scope.is_empty() => Cause::Command { key: None },
        KIND_COMMAND => Cause::Command {
            key: Some(KeyMark {
                scope: number(&wire.key_scope)?,
                fingerprint: number(&wire.key_fingerprint)?,
                waits: wire.key_waits,
            }),
        },
        KIND_TIMER => Cause::Timer,
        KIND_RELEASE => Cause::Release {
            scope: number(&wire.key_scope)?,
            subject: Subject(number(&wire.subject)?),
        },
        _ => return Err(Corrupt("a record of an unknown kind")),
    };
    let events = wire
        .events
        .into_iter()
        .map(M::decode_event)
        .collect::<Result<Vec<_>, _>>()?;
    if events.is_empty() != matches!(cause, Cause::Release { .. }) {
        return Err(Corrupt("only the end of a wait is a record without events"));
    }
    let mut correlation =
        Correlation::new(wire.correlation).map_err(|_| Corrupt("a correlation id is at most 64 bytes"))?;
    if !wire.trace_parent.is_empty() {
        let trace = TraceContext::parse(&wire.trace_parent);
        let trace = trace.ok_or(Corrupt("a trace that is none"))?;
        correlation = correlation.within(trace.with_state(TraceState::parse([&*wire.trace_state])));
    }
    Ok(Record {
        committed_at: Timestamp::from_microseconds(wire.committed_at_us),
        tenant: Tenant::new(TenantId::from_u128(number(&wire.tenant)?)),
        correlation,
        cause,
        events,
    })
}

fn number(bytes: &[u8]) -> Result<u128, Corrupt> {
    let bytes: [u8; 16] = bytes
        .try_into()
        .map_err(|_| Corrupt("a 128-bit number is 16 bytes"))?;
    Ok(u128::from_be_bytes(bytes))
}
