//! The replicated state of a partition: the machine and the idempotency keys at a position. Live running and recovery
//! apply records by the same code, so that they can't differ.

use bezant_kernel::wire::Corrupt;
use bezant_kernel::{TableSecret, Tenant, Timestamp};
use bezant_log::Position;
use prost::Message;

use crate::archive::{ArchivedRecord, By};
use crate::cold::{Cold, ColdError, ColdKey, ColdRead, Tiers};
use crate::entry::{Cause, KeyMark, Record};
use crate::idempotency::{Keys, KeysWire};
use crate::snapshot::Frozen;
use crate::{Machine, Stamp, Subject, Touch};

/// The cold tier as the state at `position` may see it.
pub(crate) struct AsOf<'a> {
    pub(crate) tiers: &'a Tiers,
    pub(crate) position: Position,
}

impl ColdRead for AsOf<'_> {
    fn get(&self, key: ColdKey) -> Result<Option<Vec<u8>>, ColdError> {
        self.tiers.cold.get(key, self.position)
    }

    fn find(
        &self,
        tenant: Tenant,
        by: By,
        ids: &[u128],
        found: &mut dyn FnMut(&ArchivedRecord),
    ) -> Result<(), ColdError> {
        self.tiers.archive.find(tenant, by, ids, self.position, found)
    }
}

pub(crate) struct State<M> {
    pub(crate) machine: M,
    pub(crate) keys: Keys,
    /// The last record applied.
    pub(crate) head: Position,
    /// The time of that record.
    pub(crate) committed_at: Timestamp,
}

/// What came of a record.
pub(crate) struct Applied<R> {
    /// The reply, where it was asked for or a key needs it.
    pub(crate) reply: Option<R>,
    /// The subject of that reply, where it is not settled.
    pub(crate) unsettled: Option<Subject>,
    /// The subjects that settled and that a key or a caller waited for.
    pub(crate) settled: Vec<(Subject, R)>,
}

impl<M: Machine> State<M> {
    pub(crate) fn new(machine: M, secret: TableSecret) -> Self {
        State {
            machine,
            keys: Keys::new(secret),
            head: Position(0),
            committed_at: Timestamp::default(),
        }
    }

    /// Brings in what the record's events name and applies it; for recovery, where no command has done so.
    pub(crate) fn replay(&mut self, record: &Record<M::Event>, tiers: &Tiers) -> Result<(), ColdError> {
        let stamp = self.advance(record);
        // Versions written at the record's own position by an earlier run are of after the record.
        let before = AsOf {
            tiers,
            position: Position(stamp.position.0 - 1),
        };
        for event in &record.events {
            self.machine
                .prefetch(record.tenant, Touch::Event(event), &before)?;
            self.machine.apply(&stamp, event);
        }
        self.conclude(record, &stamp, false, |_, _| false);
        Ok(())
    }

    /// Applies a record that was just decided. `awaited` says whether a caller waits for a subject.
    pub(crate) fn apply(
        &mut self,
        record: &Record<M::Event>,
        awaited: impl Fn(Tenant, Subject) -> bool,
    ) -> Applied<M::Reply> {
        let stamp = self.advance(record);
        for event in &record.events {
            self.machine.apply(&stamp, event);
        }
        self.conclude(record, &stamp, true, awaited)
    }

    fn advance(&mut self, record: &Record<M::Event>) -> Stamp {
        assert!(
            record.committed_at >= self.committed_at,
            "commit time never goes back"
        );
        self.head = Position(self.head.0 + 1);
        self.committed_at = record.committed_at;
        Stamp {
            position: self.head,
            committed_at: record.committed_at,
            tenant: record.tenant,
        }
    }

    /// What follows for keys and replies, seen from the end of the record: inside of it the state may be half done.
    fn conclude(
        &mut self,
        record: &Record<M::Event>,
        stamp: &Stamp,
        reply_wanted: bool,
        awaited: impl Fn(Tenant, Subject) -> bool,
    ) -> Applied<M::Reply> {
        let tenant = record.tenant;
        let mut settled: Vec<(Subject, M::Reply)> = Vec::new();
        for subject in record.events.iter().filter_map(M::touches) {
            let is_awaited = self.keys.awaits(tenant, subject) || awaited(tenant, subject);
            if !is_awaited || settled.iter().any(|done| done.0 == subject) {
                continue;
            }
            if let Some(reply) = self.machine.settled(tenant, subject) {
                self.keys
                    .settle(tenant, subject, stamp.position, &stored::<M>(&reply));
                settled.push((subject, reply));
            }
        }
        let mut applied = Applied {
            reply: None,
            unsettled: None,
            settled,
        };
        match record.cause {
            Cause::Command { key } if reply_wanted || key.is_some() => {
                let reply = self.machine.reply(tenant, &record.events);
                let subject = M::subject(&reply);
                applied.unsettled =
                    subject.filter(|&subject| self.machine.settled(tenant, subject).is_none());
                if let Some(key) = key {
                    self.keep(key, stamp, applied.unsettled, &reply);
                }
                applied.reply = Some(reply);
            }
            Cause::Release { scope, subject } => {
                let reply = self
                    .machine
                    .reply_now(tenant, subject)
                    .expect("a subject that a key waits for is known to its tenant");
                self.keys.release(scope, stamp.position, stored::<M>(&reply));
                applied.reply = Some(reply);
            }
            Cause::Command { .. } | Cause::Timer => {}
        }
        applied
    }

    fn keep(&mut self, key: KeyMark, stamp: &Stamp, unsettled: Option<Subject>, reply: &M::Reply) {
        let KeyMark {
            scope,
            fingerprint,
            waits,
        } = key;
        match unsettled.filter(|_| waits) {
            Some(subject) => {
                self.keys
                    .open(scope, fingerprint, stamp.tenant, subject, stamp.committed_at);
            }
            None => {
                let reply = stored::<M>(reply);
                self.keys
                    .answer(scope, fingerprint, stamp.committed_at, stamp.position, reply);
            }
        }
    }

    /// Moves what is finished and committed to the cold tier. Says how much.
    pub(crate) fn evict(&mut self, committed: Position, cold: &dyn Cold) -> Result<usize, ColdError> {
        if !cold.has_room() {
            return Ok(0);
        }
        let mut failure = None;
        let mut moved = 0;
        self.machine.evict(committed, &mut |key, position, value| {
            assert!(position <= committed, "only committed entities leave memory");
            moved += 1;
            if failure.is_none() {
                failure = cold.put(key, position, &value).err();
            }
        });
        if let Some(error) = failure {
            return Err(error);
        }
        let keys = self
            .keys
            .evict(committed, KEYS_PER_EVICTION, &mut |key, position, value| {
                cold.put(key, position, value)
            })?;
        Ok(moved + keys)
    }

    /// The state, to be written as the length of a header, the header, the machine.
    pub(crate) fn freeze(&self) -> Frozen {
        let header = HeaderWire {
            version: SNAPSHOT_VERSION,
            position: self.head.0,
            committed_at_us: self.committed_at.as_microseconds(),
            keys: Some(self.keys.to_wire()),
        };
        let machine = self.machine.freeze();
        Box::new(move |out| {
            header
                .encode_length_delimited(out)
                .expect("a vector grows to what a message needs");
            machine(out);
        })
    }

    pub(crate) fn restore(
        initial: &M,
        at: Position,
        bytes: &[u8],
        secret: TableSecret,
    ) -> Result<Self, Corrupt> {
        let mut rest = bytes;
        let header = HeaderWire::decode_length_delimited(&mut rest)?;
        if header.version != SNAPSHOT_VERSION {
            return Err(Corrupt("a snapshot of another version"));
        }
        if header.position != at.0 {
            return Err(Corrupt("a snapshot of another position than it is stored for"));
        }
        Ok(State {
            machine: initial.restore(rest)?,
            keys: Keys::from_wire(header.keys.unwrap_or_default(), secret)?,
            head: at,
            committed_at: Timestamp::from_microseconds(header.committed_at_us),
        })
    }
}

/// As many as a batch can answer, twice, so that memory shrinks even under full load.
const KEYS_PER_EVICTION: usize = 8_192;

/// Raised when the meaning of a snapshot's bytes changes; older ones are then left aside and the log is replayed.
const SNAPSHOT_VERSION: u32 = 1;

#[derive(Clone, PartialEq, prost::Message)]
struct HeaderWire {
    #[prost(uint32, tag = "1")]
    version: u32,
    #[prost(uint64, tag = "2")]
    position: u64,
    #[prost(uint64, tag = "3")]
    committed_at_us: u64,
    #[prost(message, optional, tag = "4")]
    keys: Option<KeysWire>,
}

fn stored<M: Machine>(reply: &M::Reply) -> Vec<u8> {
    let mut out = Vec::new();
    M::encode_reply(reply, &mut out);
    out
}
