//! What is known: the reconciliations, what is open in them, and what is closed but not yet in the cold tier.

mod apply;
mod evict;
mod recall;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use bezant_kernel::{Money, Tenant, Timestamp, TransferId};
use rustc_hash::FxHashMap;

use crate::ids::{TransferUseId, transfer_use_id};
use crate::{
    Actor, ColdKey, Date, Definition, Header, Item, ItemId, Match, MatchId, OpenLine, ReconciliationId,
    StatementId, Status,
};

pub use apply::apply;

/// All tenants' reconciliations. Its memory grows with what is open: closed items, their matches and transfers, and
/// statements leave it by [`State::evict`] and come back by [`State::recall_command`].
#[derive(Clone, Debug, Default)]
pub struct State {
    pub(crate) reconciliations: BTreeMap<(Tenant, ReconciliationId), Reconciliation>,
    pub(crate) statements: FxHashMap<StatementId, ImportedStatement>,
    pub(crate) items: FxHashMap<ItemId, Item>,
    pub(crate) matches: FxHashMap<MatchId, MatchRecord>,
    pub(crate) uses: FxHashMap<TransferUseId, TransferUse>,
    /// The items that are not closed, by day.
    open: BTreeMap<(Tenant, ReconciliationId), BTreeSet<(Date, ItemId)>>,
    leaving: VecDeque<Leaving>,
}

/// Where, when and for whom an event was committed.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The position of the record that holds it.
    pub position: u64,
    /// The time of the commit.
    pub at: Timestamp,
    /// On whose behalf.
    pub tenant: Tenant,
}

/// A ledger account that is reconciled with an account outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconciliation {
    /// Its id.
    pub id: ReconciliationId,
    /// What it is.
    pub definition: Definition,
    /// The latest booking day of a line; lines of later days are certainly new.
    pub latest_booked: Option<Date>,
    /// The last day and closing balance of the latest statement that says one.
    pub latest_closing: Option<(Date, Money)>,
    /// How many statements were imported.
    pub statements: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it or its rules were last changed.
    pub updated_at: Timestamp,
}

impl Reconciliation {
    pub(crate) fn has_statements(&self) -> bool {
        self.statements > 0
    }
}

/// A statement that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedStatement {
    /// Its id.
    pub id: StatementId,
    /// Whose.
    pub tenant: Tenant,
    /// For which reconciliation.
    pub reconciliation: ReconciliationId,
    /// What it says about itself.
    pub header: Header,
    /// How many items it brought.
    pub new_items: u32,
    /// How many of its lines an earlier statement had brought.
    pub known_lines: u32,
    /// By how much it does not follow the statement before.
    pub gap: Option<Money>,
    /// Who imported it.
    pub by: Actor,
    /// When.
    pub imported_at: Timestamp,
    /// The position of the record that brought it.
    pub position: u64,
}

/// Where a match stands.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum MatchStatus {
    /// Someone has to accept it.
    Proposed,
    /// It holds.
    Accepted,
    /// Someone said that it is wrong.
    Rejected,
    /// It held until one of its items was reopened.
    Dissolved,
}

impl MatchStatus {
    /// All of them.
    pub const ALL: [MatchStatus; 4] = [
        MatchStatus::Proposed,
        MatchStatus::Accepted,
        MatchStatus::Rejected,
        MatchStatus::Dissolved,
    ];

    /// The word in API and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            MatchStatus::Proposed => "proposed",
            MatchStatus::Accepted => "accepted",
            MatchStatus::Rejected => "rejected",
            MatchStatus::Dissolved => "dissolved",
        }
    }

    pub(crate) const fn number(self) -> u32 {
        match self {
            MatchStatus::Proposed => 1,
            MatchStatus::Accepted => 2,
            MatchStatus::Rejected => 3,
            MatchStatus::Dissolved => 4,
        }
    }

    /// Whether its lines and transfers are free again.
    pub const fn is_over(self) -> bool {
        match self {
            MatchStatus::Proposed | MatchStatus::Accepted => false,
            MatchStatus::Rejected | MatchStatus::Dissolved => true,
        }
    }

    pub(crate) fn from_number(number: u32) -> Option<MatchStatus> {
        MatchStatus::ALL
            .into_iter()
            .find(|status| status.number() == number)
    }
}

/// A match that was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchRecord {
    /// Its id.
    pub id: MatchId,
    /// Whose.
    pub tenant: Tenant,
    /// Of which reconciliation.
    pub reconciliation: ReconciliationId,
    /// What belongs together, and why.
    pub matched: Match,
    /// Where it stands.
    pub status: MatchStatus,
    /// The position of the record that changed it last.
    pub position: u64,
}

/// Whether a transfer is part of a match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TransferUse {
    /// The match; none if it was rejected or dissolved.
    pub(crate) taken_by: Option<MatchId>,
    pub(crate) position: u64,
}

/// An entity that may leave memory if it is still as it was at this position.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Leaving {
    position: u64,
    key: ColdKey,
    /// Whether the cold tier has this version, so that it can be just dropped.
    is_stored: bool,
}

impl State {
    /// A tenant's reconciliation.
    pub fn reconciliation(&self, tenant: Tenant, id: ReconciliationId) -> Option<&Reconciliation> {
        self.reconciliations.get(&(tenant, id))
    }

    /// All reconciliations of a tenant, by id.
    pub fn reconciliations(&self, tenant: Tenant) -> impl Iterator<Item = &Reconciliation> {
        let (first, last) = (
            ReconciliationId::from_u128(0),
            ReconciliationId::from_u128(u128::MAX),
        );
        self.reconciliations
            .range((tenant, first)..=(tenant, last))
            .map(|(_, reconciliation)| reconciliation)
    }

    /// A tenant's item, if it is in memory: open ones always are.
    pub fn item(&self, tenant: Tenant, id: ItemId) -> Option<&Item> {
        self.items.get(&id).filter(|item| item.tenant == tenant)
    }

    /// A tenant's match, if it is in memory: proposed ones always are.
    pub fn match_record(&self, tenant: Tenant, id: MatchId) -> Option<&MatchRecord> {
        self.matches.get(&id).filter(|record| record.tenant == tenant)
    }

    /// A tenant's statement, if it is in memory.
    pub fn statement(&self, tenant: Tenant, id: StatementId) -> Option<&ImportedStatement> {
        self.statements
            .get(&id)
            .filter(|statement| statement.tenant == tenant)
    }

    /// The match that has the transfer, if that is in memory: those of proposed matches always are.
    pub fn match_of_transfer(
        &self,
        tenant: Tenant,
        reconciliation: ReconciliationId,
        transfer: TransferId,
    ) -> Option<MatchId> {
        self.uses
            .get(&transfer_use_id(tenant, reconciliation, transfer))?
            .taken_by
    }

    /// The items of a reconciliation that are not closed, by booking day and id, from beyond `after` on.
    pub fn open_items(
        &self,
        tenant: Tenant,
        reconciliation: ReconciliationId,
        after: Option<(Date, ItemId)>,
    ) -> impl Iterator<Item = &Item> {
        use std::ops::Bound::{Excluded, Unbounded};
        let start = after.map_or(Unbounded, Excluded);
        self.open
            .get(&(tenant, reconciliation))
            .into_iter()
            .flat_map(move |open| open.range((start, Unbounded)))
            .map(|(_, id)| self.known_item(*id))
    }

    /// The lines of a reconciliation that want a match, for [`crate::propose`].
    pub fn open_lines(&self, tenant: Tenant, reconciliation: ReconciliationId) -> Vec<OpenLine<'_>> {
        self.open_items(tenant, reconciliation, None)
            .filter(|item| item.status == Status::Open)
            .map(|item| OpenLine {
                id: item.id,
                content: &item.line.content,
                refused: &item.refused,
            })
            .collect()
    }

    /// How many items of a reconciliation are not closed.
    pub fn open_count(&self, tenant: Tenant, reconciliation: ReconciliationId) -> usize {
        self.open.get(&(tenant, reconciliation)).map_or(0, BTreeSet::len)
    }

    /// How many entities are in memory, reconciliations aside.
    pub fn entities_in_memory(&self) -> usize {
        self.items.len() + self.matches.len() + self.uses.len() + self.statements.len()
    }

    pub(crate) fn has_item(&self, id: ItemId) -> bool {
        self.items.contains_key(&id)
    }

    pub(crate) fn has_statement(&self, id: StatementId) -> bool {
        self.statements.contains_key(&id)
    }

    pub(crate) fn known_item(&self, id: ItemId) -> &Item {
        self.items
            .get(&id)
            .expect("an item that is spoken of is in memory")
    }

    pub(crate) fn known_match(&self, id: MatchId) -> &MatchRecord {
        self.matches
            .get(&id)
            .expect("a match that is spoken of is in memory")
    }

    /// Puts an item where its status belongs: into the index of open ones or not.
    pub(crate) fn index(&mut self, id: ItemId) {
        let item = self.known_item(id);
        let place = (item.tenant, item.reconciliation);
        let entry = (item.line.content.booked_on, id);
        if item.status.is_closed() {
            if let Some(open) = self.open.get_mut(&place) {
                open.remove(&entry);
                if open.is_empty() {
                    self.open.remove(&place);
                }
            }
        } else {
            self.open.entry(place).or_default().insert(entry);
        }
    }

    /// Checks the whole state against itself; for simulations and tests, since it walks everything.
    pub fn assert_consistent(&self) {
        let mut open = 0;
        for item in self.items.values() {
            assert_eq!(item.contradiction(), None, "item {}", item.id);
            let place = (item.tenant, item.reconciliation);
            let entry = (item.line.content.booked_on, item.id);
            let is_indexed = self.open.get(&place).is_some_and(|open| open.contains(&entry));
            assert_eq!(is_indexed, !item.status.is_closed(), "item {}", item.id);
            open += usize::from(is_indexed);
            assert!(
                self.reconciliations.contains_key(&place),
                "an item belongs to a reconciliation"
            );
            if item.status == Status::Proposed {
                let id = item.match_id.expect("a proposed item has a match");
                let record = self.known_match(id);
                assert_eq!(record.status, MatchStatus::Proposed, "match {id}");
                assert!(record.matched.items.contains(&item.id), "match {id}");
            }
        }
        let indexed: usize = self.open.values().map(BTreeSet::len).sum();
        assert_eq!(indexed, open, "the index holds what is open and nothing else");
        for record in self.matches.values() {
            for transfer in &record.matched.transfers {
                let taken_by = self.match_of_transfer(record.tenant, record.reconciliation, *transfer);
                let agree = match record.status {
                    MatchStatus::Proposed => taken_by == Some(record.id),
                    // Its transfers may have left memory before it.
                    MatchStatus::Accepted => taken_by.is_none_or(|by| by == record.id),
                    MatchStatus::Rejected | MatchStatus::Dissolved => taken_by != Some(record.id),
                };
                assert!(agree, "match {} and its transfers agree", record.id);
            }
            if record.status == MatchStatus::Proposed {
                for id in &record.matched.items {
                    let item = self.known_item(*id);
                    assert_eq!(
                        (item.status, item.match_id),
                        (Status::Proposed, Some(record.id)),
                        "the items of a proposed match are proposed"
                    );
                }
            }
        }
    }
}
