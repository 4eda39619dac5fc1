//! The composed machines as the simulated node runs them: the real ones, in which a wrong guard can be put on purpose.
//!
//! Without a flaw every call goes through as it is. With one, the ledger decides with other limits than accounts have:
//! none at all, or such as if nothing were pending. The log then has transfers that must never have been, and only what
//! is checked outside the machines can tell.

use std::cell::{Ref, RefCell};
use std::collections::BTreeSet;

use bezant_core::{Answer, Command, Core, Event, Query, Rejection, Reply};
use bezant_engine::{Archived, ColdError, ColdKey, ColdRead, Frozen, Machine, Stamp, Subject, Touch};
use bezant_kernel::wire::Corrupt;
use bezant_kernel::{AccountId, Context, TableSecret, Tenant, Timestamp};
use bezant_ledger::{Account, AccountChange, Guard};
use bezant_log::Position;

use crate::Sabotage;
use crate::books::guards;
use crate::verdict;

/// What is wrong with the guard.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Flaw {
    /// There is none.
    GuardForgotten = 1,
    /// It leaves out what is pending.
    PendingForgotten = 2,
}

pub(crate) struct Simulated {
    core: RefCell<Core>,
    /// The last record applied.
    position: Position,
    flaw: Option<Flaw>,
}

/// The widest limit there is.
const NO_LIMIT: u128 = i128::MAX as u128;

impl Simulated {
    /// Each life of a node has another secret; what it says must not show which.
    pub(crate) fn new(sabotage: Option<Sabotage>, secret: TableSecret) -> Self {
        let flaw = match sabotage {
            Some(Sabotage::GuardForgotten) => Some(Flaw::GuardForgotten),
            Some(Sabotage::PendingForgotten) => Some(Flaw::PendingForgotten),
            _ => None,
        };
        Simulated {
            core: RefCell::new(Core::keyed(secret)),
            position: Position::NONE,
            flaw,
        }
    }

    pub(crate) fn ledger(&self) -> Ref<'_, bezant_ledger::State> {
        Ref::map(self.core.borrow(), Core::ledger)
    }

    /// Sets limits of guarded accounts without an event, and hands out the accounts as they were.
    fn set_limits(
        &self,
        tenant: Tenant,
        accounts: impl IntoIterator<Item = AccountId>,
        limit: impl Fn(&Account) -> u128,
    ) -> Vec<Account> {
        let mut core = self.core.borrow_mut();
        let accounts: BTreeSet<AccountId> = accounts.into_iter().collect();
        let guarded: Vec<Account> = accounts
            .into_iter()
            .filter_map(|id| core.ledger().account(tenant, id))
            .filter(|account| account.terms.guard != Guard::None)
            .collect();
        for account in &guarded {
            let change = AccountChange {
                credit_limit: Some(limit(account)),
                ..AccountChange::default()
            };
            let event = bezant_ledger::Event::AccountChanged {
                account: account.id,
                change,
            };
            let stamp = Stamp {
                position: self.position,
                committed_at: Timestamp::default(),
                tenant,
            };
            core.apply(&stamp, &Event::Ledger(event));
        }
        guarded
    }

    fn reset_limits(&self, tenant: Tenant, before: &[Account]) {
        for account in before {
            self.set_limits(tenant, [account.id], |_| account.terms.credit_limit);
        }
    }

    /// Decides with the limits that the flaw gives to the accounts in question.
    fn decide_flawed(
        &self,
        flaw: Flaw,
        tenant: Tenant,
        context: &Context<'_>,
        command: bezant_ledger::Command,
    ) -> Result<Vec<Event>, Rejection> {
        let items = verdict::items(&command);
        let side = |item: &[u8; 128], at: usize| {
            AccountId::from_u128(u128::from_le_bytes(
                *item[at..].first_chunk().expect("a field of 16 bytes"),
            ))
        };
        let named = items.iter().flat_map(|item| [side(item, 16), side(item, 32)]);
        let before = self.set_limits(tenant, named, |account| match flaw {
            Flaw::GuardForgotten => NO_LIMIT,
            Flaw::PendingForgotten => {
                let debits = guards(account.account_type(), account.terms.guard, true);
                let own = if debits { account.debits } else { account.credits };
                account.terms.credit_limit + own.pending
            }
        });
        let decided = self
            .core
            .borrow()
            .decide(tenant, context, Command::Ledger(command));
        self.reset_limits(tenant, &before);
        decided
    }

    /// Applies with every limit out of the way, so that the ledger's own assertion does not tell.
    fn apply_flawed(&mut self, stamp: &Stamp, event: &Event) {
        let mut touched = Vec::new();
        if let Event::Ledger(bezant_ledger::Event::Posted(records)) = event {
            touched.extend(
                records
                    .iter()
                    .flat_map(|transfer| [transfer.debit, transfer.credit]),
            );
        }
        let before = self.set_limits(stamp.tenant, touched, |_| NO_LIMIT);
        self.core.get_mut().apply(stamp, event);
        self.reset_limits(stamp.tenant, &before);
        if let Event::Ledger(bezant_ledger::Event::AccountOpened { id, .. }) = event {
            // From the beginning, so that a replay, in which less is decided, comes to the same state.
            self.set_limits(stamp.tenant, [*id], |account| account.terms.credit_limit);
        }
    }
}

impl Machine for Simulated {
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
        let touch = match touch {
            Touch::Command(command) => Touch::Command(command),
            Touch::Event(event) => Touch::Event(event),
            Touch::Query(query) => Touch::Query(query),
        };
        self.core.get_mut().prefetch(tenant, touch, cold)
    }

    fn decide(
        &self,
        tenant: Tenant,
        context: &Context<'_>,
        command: Command,
    ) -> Result<Vec<Event>, Rejection> {
        match (self.flaw, command) {
            (Some(flaw), Command::Ledger(command)) => self.decide_flawed(flaw, tenant, context, command),
            (_, command) => self.core.borrow().decide(tenant, context, command),
        }
    }

    fn apply(&mut self, stamp: &Stamp, event: &Event) {
        self.position = stamp.position;
        match self.flaw {
            Some(_) => self.apply_flawed(stamp, event),
            None => self.core.get_mut().apply(stamp, event),
        }
    }

    fn reply(&self, tenant: Tenant, events: &[Event]) -> Reply {
        self.core.borrow().reply(tenant, events)
    }

    fn query(&self, tenant: Tenant, query: Query) -> Answer {
        self.core.borrow().query(tenant, query)
    }

    fn subject(reply: &Reply) -> Option<Subject> {
        Core::subject(reply)
    }

    fn touches(event: &Event) -> Option<Subject> {
        Core::touches(event)
    }

    fn settled(&self, tenant: Tenant, subject: Subject) -> Option<Reply> {
        self.core.borrow().settled(tenant, subject)
    }

    fn reply_now(&self, tenant: Tenant, subject: Subject) -> Option<Reply> {
        self.core.borrow().reply_now(tenant, subject)
    }

    fn next_timer(&self) -> Option<Timestamp> {
        Machine::next_timer(&*self.core.borrow())
    }

    fn due(&self, context: &Context<'_>, limit: usize) -> Vec<(Tenant, Vec<Event>)> {
        Machine::due(&*self.core.borrow(), context, limit)
    }

    fn evict(&mut self, committed: Position, sink: &mut dyn FnMut(ColdKey, Position, Vec<u8>)) {
        Machine::evict(self.core.get_mut(), committed, sink);
    }

    fn snapshot(&self, out: &mut Vec<u8>) {
        Machine::freeze(self)(out);
    }

    fn freeze(&self) -> Frozen {
        let (flaw, position, core) = (self.flaw, self.position, Machine::freeze(&*self.core.borrow()));
        Box::new(move |out| {
            out.push(flaw.map_or(0, |flaw| flaw as u8));
            out.extend(position.0.to_le_bytes());
            core(out);
        })
    }

    fn restore(&self, bytes: &[u8]) -> Result<Self, Corrupt> {
        let (&flaw, core) = bytes.split_first().ok_or(Corrupt("an empty snapshot"))?;
        let (position, core) = core
            .split_first_chunk()
            .ok_or(Corrupt("a snapshot without a position"))?;
        Ok(Simulated {
            core: RefCell::new(self.core.borrow().restore(core)?),
            position: Position(u64::from_le_bytes(*position)),
            flaw: match flaw {
                1 => Some(Flaw::GuardForgotten),
                2 => Some(Flaw::PendingForgotten),
                _ => None,
            },
        })
    }

    fn encode_event(event: &Event, out: &mut Vec<u8>) {
        Core::encode_event(event, out);
    }

    fn decode_event(bytes: bytes::Bytes) -> Result<Event, Corrupt> {
        Core::decode_event(bytes)
    }

    fn archived(event: &Event) -> Option<Archived<'_>> {
        Core::archived(event)
    }

    fn archived_prefix(stored: &[u8]) -> Option<usize> {
        Core::archived_prefix(stored)
    }

    fn weight(command: &Command) -> usize {
        Core::weight(command)
    }

    fn encode_reply(reply: &Reply, out: &mut Vec<u8>) {
        Core::encode_reply(reply, out);
    }

    fn decode_reply(bytes: &[u8]) -> Result<Reply, Corrupt> {
        Core::decode_reply(bytes)
    }
}
