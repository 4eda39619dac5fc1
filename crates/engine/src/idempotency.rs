//! Idempotency keys: part of the replicated state, written with the record that they belong to.
//!
//! ```text
//!              accepted, the caller waits            settled, or the wait ended
//!   absent ─────────────────────────────▶ in flight ───────────────────────────▶ answered ──▶ cold tier
//!      │      accepted, the reply is final or the caller does not wait              ▲
//!      └────────────────────────────────────────────────────────────────────────────┘
//! ```
//!
//! Rejected commands keep no key. A key whose time is over counts as absent wherever it lies.

use std::collections::{BTreeSet, VecDeque};

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{Milliseconds, SecretMap, TableSecret, Tenant, Timestamp};
use bezant_log::Position;

use crate::Subject;
use crate::cold::{ColdError, ColdKey, ColdRead};
use crate::request::IdempotencyKey;

/// How long a key is kept, by the log's time: long enough for a client that retries over a day.
pub const KEY_RETENTION: Milliseconds = Milliseconds(24 * 60 * 60 * 1_000);

/// Where answered keys lie in the cold tier.
const SPACE: u8 = 240;

/// Takes a key that leaves memory.
type Sink<'a> = dyn FnMut(ColdKey, Position, &[u8]) -> Result<(), ColdError> + 'a;

/// What a key says about a request that carries it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Absent,
    Answered(Vec<u8>),
    InFlight,
    Reused,
}

#[derive(Debug)]
struct InFlight {
    tenant: Tenant,
    subject: Subject,
    fingerprint: u128,
    expires_at: Timestamp,
}

#[derive(Debug)]
struct Answered {
    fingerprint: u128,
    expires_at: Timestamp,
    position: Position,
    reply: Vec<u8>,
}

/// The keys that are in memory: all that are in flight, and those answered that have not yet gone to the cold tier.
#[derive(Debug)]
pub(crate) struct Keys {
    in_flight: SecretMap<u128, InFlight>,
    subjects: SecretMap<(Tenant, Subject), Vec<u128>>,
    expiry: BTreeSet<(Timestamp, u128)>,
    answered: SecretMap<u128, Answered>,
    /// Answered keys in the order of their positions.
    order: VecDeque<(Position, u128)>,
}

impl Keys {
    pub(crate) fn new(secret: TableSecret) -> Self {
        Keys {
            in_flight: SecretMap::with_hasher(secret),
            subjects: SecretMap::with_hasher(secret),
            expiry: BTreeSet::new(),
            answered: SecretMap::with_hasher(secret),
            order: VecDeque::new(),
        }
    }

    pub(crate) fn find(
        &self,
        key: &IdempotencyKey,
        now: Timestamp,
        cold: &dyn ColdRead,
    ) -> Result<Found, ColdError> {
        if let Some(kept) = self.in_flight.get(&key.scope) {
            return Ok(match () {
                // It does not expire while its subject is open: a second payment could be made beside the first.
                () if kept.fingerprint == key.fingerprint => Found::InFlight,
                () => Found::Reused,
            });
        }
        let judge = |fingerprint: u128, expires_at: Timestamp, reply: &[u8]| match () {
            () if expires_at <= now => Found::Absent,
            () if fingerprint == key.fingerprint => Found::Answered(reply.to_vec()),
            () => Found::Reused,
        };
        if let Some(kept) = self.answered.get(&key.scope) {
            return Ok(judge(kept.fingerprint, kept.expires_at, &kept.reply));
        }
        let Some(value) = cold.get(ColdKey {
            space: SPACE,
            id: key.scope,
        })?
        else {
            return Ok(Found::Absent);
        };
        let (fingerprint, expires_at, reply) = read_cold(&value)?;
        Ok(judge(fingerprint, expires_at, reply))
    }

    /// Keeps a key in flight until its subject settles.
    pub(crate) fn open(
        &mut self,
        scope: u128,
        fingerprint: u128,
        tenant: Tenant,
        subject: Subject,
        committed_at: Timestamp,
    ) {
        let expires_at = committed_at.after(KEY_RETENTION);
        self.close(scope);
        self.answered.remove(&scope);
        self.in_flight.insert(
            scope,
            InFlight {
                tenant,
                subject,
                fingerprint,
                expires_at,
            },
        );
        self.subjects.entry((tenant, subject)).or_default().push(scope);
        self.expiry.insert((expires_at, scope));
    }

    /// Keeps the answer of a key that was never in flight.
    pub(crate) fn answer(
        &mut self,
        scope: u128,
        fingerprint: u128,
        committed_at: Timestamp,
        position: Position,
        reply: Vec<u8>,
    ) {
        self.close(scope);
        let expires_at = committed_at.after(KEY_RETENTION);
        self.keep(
            scope,
            Answered {
                fingerprint,
                expires_at,
                position,
                reply,
            },
        );
    }

    pub(crate) fn awaits(&self, tenant: Tenant, subject: Subject) -> bool {
        !self.subjects.is_empty() && self.subjects.contains_key(&(tenant, subject))
    }

    /// Whether the key still waits for that subject.
    pub(crate) fn is_in_flight(&self, scope: u128, tenant: Tenant, subject: Subject) -> bool {
        self.in_flight
            .get(&scope)
            .is_some_and(|kept| (kept.tenant, kept.subject) == (tenant, subject))
    }

    /// Answers every key that waits for the subject.
    pub(crate) fn settle(&mut self, tenant: Tenant, subject: Subject, position: Position, reply: &[u8]) {
        for scope in self.subjects.get(&(tenant, subject)).cloned().unwrap_or_default() {
            self.release(scope, position, reply.to_vec());
        }
    }

    /// Answers one key that is in flight.
    pub(crate) fn release(&mut self, scope: u128, position: Position, reply: Vec<u8>) {
        if let Some(InFlight {
            fingerprint,
            expires_at,
            ..
        }) = self.close(scope)
        {
            self.keep(
                scope,
                Answered {
                    fingerprint,
                    expires_at,
                    position,
                    reply,
                },
            );
        }
    }

    /// Moves up to `limit` answered keys whose answer is committed to the cold tier.
    pub(crate) fn evict(
        &mut self,
        committed: Position,
        limit: usize,
        sink: &mut Sink<'_>,
    ) -> Result<usize, ColdError> {
        let mut moved = 0;
        let mut value = Vec::new();
        while let Some(&(position, scope)) = self.order.front() {
            if position > committed || moved == limit {
                break;
            }
            if let Some(kept) = self.answered.get(&scope)
                && kept.position == position
            {
                value.clear();
                value.extend_from_slice(&kept.fingerprint.to_be_bytes());
                value.extend_from_slice(&kept.expires_at.as_microseconds().to_be_bytes());
                value.extend_from_slice(&kept.reply);
                sink(
                    ColdKey {
                        space: SPACE,
                        id: scope,
                    },
                    position,
                    &value,
                )?;
                self.answered.remove(&scope);
                moved += 1;
            }
            self.order.pop_front();
        }
        Ok(moved)
    }

    fn keep(&mut self, scope: u128, answered: Answered) {
        assert!(
            self.order.back().is_none_or(|last| last.0 <= answered.position),
            "answers are kept in the order of the log"
        );
        self.order.push_back((answered.position, scope));
        self.answered.insert(scope, answered);
    }

    fn close(&mut self, scope: u128) -> Option<InFlight> {
        let closed = self.in_flight.remove(&scope)?;
        self.expiry.remove(&(closed.expires_at, scope));
        let at = (closed.tenant, closed.subject);
        let scopes = self
            .subjects
            .get_mut(&at)
            .expect("a key in flight is listed with its subject");
        scopes.retain(|&other| other != scope);
        if scopes.is_empty() {
            self.subjects.remove(&at);
        }
        Some(closed)
    }
}

fn read_cold(value: &[u8]) -> Result<(u128, Timestamp, &[u8]), ColdError> {
    let short = || ColdError("an idempotency key in the cold tier is too short".to_owned());
    let (fingerprint, rest) = value.split_first_chunk::<16>().ok_or_else(short)?;
    let (expires_at, reply) = rest.split_first_chunk::<8>().ok_or_else(short)?;
    let expires_at = Timestamp::from_microseconds(u64::from_be_bytes(*expires_at));
    Ok((u128::from_be_bytes(*fingerprint), expires_at, reply))
}

/// The keys of a snapshot.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct KeysWire {
    #[prost(message, repeated, tag = "1")]
    in_flight: Vec<KeyWire>,
    #[prost(message, repeated, tag = "2")]
    answered: Vec<KeyWire>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct KeyWire {
    #[prost(bytes = "vec", tag = "1")]
    scope: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    fingerprint: Vec<u8>,
    #[prost(uint64, tag = "3")]
    expires_at_us: u64,
    #[prost(bytes = "vec", tag = "4")]
    tenant: Vec<u8>,
    #[prost(bytes = "vec", tag = "5")]
    subject: Vec<u8>,
    #[prost(uint64, tag = "6")]
    position: u64,
    #[prost(bytes = "vec", tag = "7")]
    reply: Vec<u8>,
}

impl Keys {
    /// The same bytes for the same keys: both lists are sorted.
    pub(crate) fn to_wire(&self) -> KeysWire {
        let in_flight = self.expiry.iter().map(|&(expires_at, scope)| {
            let kept = &self.in_flight[&scope];
            KeyWire {
                scope: scope.to_be_bytes().to_vec(),
                fingerprint: kept.fingerprint.to_be_bytes().to_vec(),
                expires_at_us: expires_at.as_microseconds(),
                tenant: id_bytes(kept.tenant.id()),
                subject: kept.subject.0.to_be_bytes().to_vec(),
                ..KeyWire::default()
            }
        });
        let answered = self.order.iter().filter_map(|&(position, scope)| {
            let kept = self
                .answered
                .get(&scope)
                .filter(|kept| kept.position == position)?;
            Some(KeyWire {
                scope: scope.to_be_bytes().to_vec(),
                fingerprint: kept.fingerprint.to_be_bytes().to_vec(),
                expires_at_us: kept.expires_at.as_microseconds(),
                position: position.0,
                reply: kept.reply.clone(),
                ..KeyWire::default()
            })
        });
        KeysWire {
            in_flight: in_flight.collect(),
            answered: answered.collect(),
        }
    }

    pub(crate) fn from_wire(wire: KeysWire, secret: TableSecret) -> Result<Self, Corrupt> {
        let mut keys = Keys::new(secret);
        for key in wire.in_flight {
            let scope = number(&key.scope)?;
            let tenant = Tenant::new(id_from(&key.tenant)?);
            let subject = Subject(number(&key.subject)?);
            let expires_at = Timestamp::from_microseconds(key.expires_at_us);
            let fingerprint = number(&key.fingerprint)?;
            keys.in_flight.insert(
                scope,
                InFlight {
                    tenant,
                    subject,
                    fingerprint,
                    expires_at,
                },
            );
            keys.subjects.entry((tenant, subject)).or_default().push(scope);
            keys.expiry.insert((expires_at, scope));
        }
        for key in wire.answered {
            let position = Position(key.position);
            if keys.order.back().is_some_and(|last| last.0 > position) {
                return Err(Corrupt("a snapshot's answered keys are in the order of the log"));
            }
            let answered = Answered {
                fingerprint: number(&key.fingerprint)?,
                expires_at: Timestamp::from_microseconds(key.expires_at_us),
                position,
                reply: key.reply,
            };
            keys.keep(number(&key.scope)?, answered);
        }
        Ok(keys)
    }
}

fn number(bytes: &[u8]) -> Result<u128, Corrupt> {
    let bytes: [u8; 16] = bytes
        .try_into()
        .map_err(|_| Corrupt("a 128-bit number is 16 bytes"))?;
    Ok(u128::from_be_bytes(bytes))
}
