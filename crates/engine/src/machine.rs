//! The seam between the engine and the machine it runs: what a partition's state must be able to do.
//!
//! ```text
//!            prefetch        decide            apply            reply
//!  command ───────────▶ &mut ───────▶ events ───────▶ state ───────────▶ caller, after the commit
//!             cold tier        rejection: nothing is written, the caller hears at once (after what it saw is durable)
//! ```
//!
//! Contract:
//! * `decide`, `apply`, `reply`, `settled`, `query`, `due` are deterministic: same state and arguments, same result.
//! * `apply` is total. It never fails and never looks anywhere but at the state and the event.
//! * Where an entity lies, in memory or in the cold tier, never changes a decision: `prefetch` brings in whatever the
//!   command, event or query names before it is looked at.
//! * A snapshot restored and the log's tail applied gives the same state as the whole log.
//! * A subject settles only by a record with an event that names it in `touches`; it is looked at when the whole record is applied.
//!   Until it settles it stays in memory, and `reply_now` knows it.
//! * The groups of `due` are decided together and applied one after the other: each must hold whatever the others did.

use bezant_kernel::wire::Corrupt;
use bezant_kernel::{Context, Tenant, Timestamp};
use bezant_log::Position;
use bytes::Bytes;

use crate::archive::Archived;
use crate::cold::{ColdError, ColdKey, ColdRead};
use crate::snapshot::Frozen;

/// The thing that an answer may have to wait for: a payment, a refund.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject(pub u128);

/// Where and when an event was committed.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The position of the record that holds the event.
    pub position: Position,
    /// The time of the commit. Never goes back within a log.
    pub committed_at: Timestamp,
    /// On whose behalf.
    pub tenant: Tenant,
}

/// What is about to touch the state.
pub enum Touch<'a, M: Machine> {
    /// A command, before `decide`.
    Command(&'a M::Command),
    /// A committed event, before `apply` during recovery.
    Event(&'a M::Event),
    /// A query.
    Query(&'a M::Query),
}

/// A partition's state and its rules.
pub trait Machine: Sized + Send + 'static {
    /// What callers ask for.
    type Command: Send + 'static;
    /// What happened.
    type Event: Send + Sync + 'static;
    /// Why a command was refused.
    type Rejection: Send + 'static;
    /// What the caller of a command hears.
    type Reply: Clone + Send + Sync + 'static;
    /// A question about committed state.
    type Query: Send + 'static;
    /// The answer.
    type Answer: Send + 'static;

    /// Brings the cold entities that `touch` names back into memory. Never changes what the state means.
    fn prefetch(
        &mut self,
        tenant: Tenant,
        touch: Touch<'_, Self>,
        cold: &dyn ColdRead,
    ) -> Result<(), ColdError>;

    /// Decides a command. At least one event on success.
    fn decide(
        &self,
        tenant: Tenant,
        context: &Context<'_>,
        command: Self::Command,
    ) -> Result<Vec<Self::Event>, Self::Rejection>;

    /// Applies an event.
    fn apply(&mut self, stamp: &Stamp, event: &Self::Event);

    /// What the caller of the command hears that led to these events, which have just been applied.
    fn reply(&self, tenant: Tenant, events: &[Self::Event]) -> Self::Reply;

    /// Answers a question.
    fn query(&self, tenant: Tenant, query: Self::Query) -> Self::Answer;

    /// The subject whose settling the reply's caller may want to wait for; `None` where the reply is final by itself.
    fn subject(reply: &Self::Reply) -> Option<Subject>;

    /// The subject that an event may settle.
    fn touches(event: &Self::Event) -> Option<Subject>;

    /// The final reply about a subject, once nothing is under way for it any more; `None` while something is.
    fn settled(&self, tenant: Tenant, subject: Subject) -> Option<Self::Reply>;

    /// The reply about a subject as it stands, settled or not; `None` if there is no such subject for the tenant.
    fn reply_now(&self, tenant: Tenant, subject: Subject) -> Option<Self::Reply>;

    /// When the earliest timer is due.
    fn next_timer(&self) -> Option<Timestamp>;

    /// The events of timers that are due at `context.now`, at most `limit` groups. Each group is committed as one record. After they are
    /// applied those timers are gone.
    fn due(&self, context: &Context<'_>, limit: usize) -> Vec<(Tenant, Vec<Self::Event>)>;

    /// Hands out finished entities whose last change is at or below `committed` and drops them from memory, a
    /// bounded number per call. They come back by [`Machine::prefetch`].
    fn evict(&mut self, committed: Position, sink: &mut dyn FnMut(ColdKey, Position, Vec<u8>));

    /// Writes the whole in-memory state.
    fn snapshot(&self, out: &mut Vec<u8>);

    /// The same bytes as [`Machine::snapshot`] at this moment, written later and elsewhere: callers wait only as long as it takes to
    /// set the state aside.
    fn freeze(&self) -> Frozen {
        let mut bytes = Vec::new();
        self.snapshot(&mut bytes);
        Box::new(move |out| out.extend_from_slice(&bytes))
    }

    /// The state from a snapshot. `self` is the machine before the first record, whose settings that are no state go on.
    fn restore(&self, bytes: &[u8]) -> Result<Self, Corrupt>;

    /// Writes an event's stored form.
    fn encode_event(event: &Self::Event, out: &mut Vec<u8>);

    /// Reads an event's stored form.
    fn decode_event(bytes: Bytes) -> Result<Self::Event, Corrupt>;

    /// The packed records of an event, which go to the archive; `None` for an event without.
    fn archived(_: &Self::Event) -> Option<Archived<'_>> {
        None
    }

    /// The length of the prefix, where `stored` begins the stored form of an event with packed records.
    fn archived_prefix(_stored: &[u8]) -> Option<usize> {
        None
    }

    /// How many bytes a command holds besides its own size, so that what waits in the queue is bounded.
    fn weight(_: &Self::Command) -> usize {
        0
    }

    /// Writes a reply's stored form, kept with idempotency keys.
    fn encode_reply(reply: &Self::Reply, out: &mut Vec<u8>);

    /// Reads a reply's stored form.
    fn decode_reply(bytes: &[u8]) -> Result<Self::Reply, Corrupt>;
}
