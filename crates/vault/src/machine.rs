//! The vault's machine: cards as the vault's log has them. It never sees a number, a name or a key; the adapter before it seals.
//!
//! ```text
//!   Tokenize ─▶ Added │ Updated ─▶ a key is retired ─▶ shredded in the file of keys ─▶ Shredded
//!   Access   ─▶ Opened │ Refused      Delete ─▶ Deleted ──┘                 Reseal ─▶ Resealed ──┘
//! ```
//!
//! Invariants: a fingerprint leads to at most one card of a tenant. A key seals one version of one card. A retired key is listed
//! until it is known to be shredded, so that a crash in between is mended at the next start. Each event of a card names the
//! one before it, so that a card's record is read from the log backwards and costs no memory.

mod cold;
mod command;
mod decide;
mod event;
mod shared_map;
mod state;
mod view;
mod wire;

pub(crate) use cold::{cold_key, stored_form};
pub(crate) use command::{Answer, Command, Query, Rejection, Reply, Resealing, SealedCard};
pub(crate) use event::{Event, Kind};
pub(crate) use state::Cards;
pub use view::{CardView, Outcome, RotationView};

use bezant_engine::{ColdError, ColdKey, ColdRead, Frozen, Machine, Stamp, Subject, Touch};
use bezant_kernel::wire::Corrupt;
use bezant_kernel::{Context, Tenant, TenantId, Timestamp};
use bezant_log::Position;
use bytes::Bytes;

/// A data key: the number behind its name in the file of keys.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct KeyId(pub(crate) u128);

/// On whose behalf the vault does what is about all tenants.
pub(crate) fn vault_tenant() -> Tenant {
    Tenant::new(TenantId::derive(&[b"bezant card vault"]))
}

impl Machine for Cards {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;
    type Reply = Reply;
    type Query = Query;
    type Answer = Answer;

    fn prefetch(
        &mut self,
        tenant: Tenant,
        touch: Touch<'_, Self>,
        cold: &dyn ColdRead,
    ) -> Result<(), ColdError> {
        for card in self.named(tenant, touch) {
            self.bring(card, cold)?;
        }
        Ok(())
    }

    fn decide(
        &self,
        tenant: Tenant,
        context: &Context<'_>,
        command: Command,
    ) -> Result<Vec<Event>, Rejection> {
        decide::decide(self, tenant, context, command)
    }

    fn apply(&mut self, stamp: &Stamp, event: &Event) {
        Cards::apply(self, stamp, event);
    }

    fn reply(&self, tenant: Tenant, events: &[Event]) -> Reply {
        view::reply(self, tenant, events)
    }

    fn query(&self, tenant: Tenant, query: Query) -> Answer {
        view::answer(self, tenant, query)
    }

    fn subject(_: &Reply) -> Option<Subject> {
        None
    }

    fn touches(_: &Event) -> Option<Subject> {
        None
    }

    fn settled(&self, _: Tenant, _: Subject) -> Option<Reply> {
        None
    }

    fn reply_now(&self, _: Tenant, _: Subject) -> Option<Reply> {
        None
    }

    fn next_timer(&self) -> Option<Timestamp> {
        None
    }

    fn due(&self, _: &Context<'_>, _: usize) -> Vec<(Tenant, Vec<Event>)> {
        Vec::new()
    }

    fn evict(&mut self, committed: Position, sink: &mut dyn FnMut(ColdKey, Position, Vec<u8>)) {
        Cards::evict(self, committed, sink);
    }

    fn snapshot(&self, out: &mut Vec<u8>) {
        wire::write_state(self, out);
    }

    fn freeze(&self) -> Frozen {
        let set_aside = self.set_aside();
        Box::new(move |out| wire::write_state(&set_aside, out))
    }

    fn restore(&self, bytes: &[u8]) -> Result<Self, Corrupt> {
        wire::read_state(self, bytes)
    }

    fn encode_event(event: &Event, out: &mut Vec<u8>) {
        wire::write_event(event, out);
    }

    fn decode_event(bytes: Bytes) -> Result<Event, Corrupt> {
        wire::read_event(bytes)
    }

    fn encode_reply(reply: &Reply, out: &mut Vec<u8>) {
        wire::write_reply(reply, out);
    }

    fn decode_reply(bytes: &[u8]) -> Result<Reply, Corrupt> {
        wire::read_reply(bytes)
    }
}

#[cfg(test)]
mod tests;
