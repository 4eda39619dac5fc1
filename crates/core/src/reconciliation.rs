//! The reconciliation machine in its place: what it wants from the cold tier and leaves there, and the questions about it.

use bezant_engine::{ColdError, ColdKey, ColdRead};
use bezant_kernel::{Tenant, TransferId};
use bezant_log::Position;
use bezant_reconciliation::{
    ColdKind, Command, Date, Event, ImportedStatement, Item, ItemId, MatchId, MatchRecord, RecallError,
    Reconciliation, ReconciliationId, StatementId, Status,
};

use crate::state::EVICTIONS_PER_CALL;
use crate::{Core, Rejection, Reply};

/// Open items that one question looks at: a few milliseconds of the deciding thread.
const SCAN: usize = 10_000;

/// A question about the asking tenant's reconciliations.
#[derive(Debug)]
pub enum ReconciliationQuery {
    /// Reconciliations, by id.
    Reconciliations {
        /// The reconciliation behind which to begin.
        after: Option<ReconciliationId>,
        /// How many to answer.
        limit: usize,
    },
    /// A reconciliation.
    Reconciliation(ReconciliationId),
    /// The items of a reconciliation that are not closed, by booking day and id.
    OpenItems {
        /// Of which reconciliation.
        reconciliation: ReconciliationId,
        /// Those that stand there only.
        status: Option<Status>,
        /// The item behind which to begin.
        after: Option<(Date, ItemId)>,
        /// How many to answer.
        limit: usize,
    },
    /// Items, open or closed.
    Items(Vec<ItemId>),
    /// Matches, whatever became of them.
    Matches(Vec<MatchId>),
    /// An imported statement.
    Statement(StatementId),
    /// Which of these transfers no match of the reconciliation has.
    FreeTransfers {
        /// Of which reconciliation.
        reconciliation: ReconciliationId,
        /// The transfers.
        transfers: Vec<TransferId>,
    },
    /// What a command would lead to now.
    Plan(Box<Command>),
}

/// The answer to the question of the same name.
#[derive(Debug)]
pub enum ReconciliationAnswer {
    /// Reconciliations, each with the number of its items that are not closed.
    Reconciliations(Vec<(Reconciliation, usize)>),
    /// A reconciliation with the number of its items that are not closed, if there is one for the tenant.
    Reconciliation(Option<Box<(Reconciliation, usize)>>),
    /// Items.
    OpenItems(ItemPage),
    /// Those items that there are for the tenant.
    Items(Vec<Item>),
    /// Those matches that there are for the tenant.
    Matches(Vec<MatchRecord>),
    /// A statement, if there is one for the tenant.
    Statement(Option<Box<ImportedStatement>>),
    /// The transfers that are free, in the order asked for.
    FreeTransfers(Vec<TransferId>),
    /// The events that there would be, or why none.
    Plan(Result<Vec<Event>, Rejection>),
}

/// Some open items. A page may be short, even empty, and have more behind it: looking for a status is done in bounded steps.
#[derive(Debug)]
pub struct ItemPage {
    /// The items, by booking day and id.
    pub items: Vec<Item>,
    /// Where to go on; `None` if there is nothing more.
    pub next: Option<(Date, ItemId)>,
}

/// Where things of this machine lie in the cold tier.
fn place(key: bezant_reconciliation::ColdKey) -> ColdKey {
    let space = match key.kind {
        ColdKind::Item => 3,
        ColdKind::Match => 4,
        ColdKind::TransferUse => 5,
        ColdKind::Statement => 6,
    };
    ColdKey { space, id: key.id }
}

fn failed(error: RecallError<ColdError>) -> ColdError {
    match error {
        RecallError::Cold(error) => error,
        RecallError::Corrupt(damage) => ColdError(format!("a reconciliation: {damage}")),
    }
}

/// The reply to a command, from its one event.
pub(crate) fn reply(event: &Event) -> Reply {
    match event {
        Event::ReconciliationDefined { id, .. } => Reply::Reconciliation(*id),
        Event::StatementImported { id, .. } => Reply::Statement(*id),
        Event::MatchesRecorded { matches, .. } => {
            Reply::Matches(matches.iter().map(|recorded| recorded.id).collect())
        }
        Event::MatchAccepted { id, .. } | Event::MatchRejected { id, .. } => Reply::Matches(vec![*id]),
        Event::ItemAssigned { item, .. }
        | Event::ItemNoted { item, .. }
        | Event::ItemResolved { item, .. } => Reply::ReconciliationItem(*item),
        Event::ItemsReopened { items, .. } => {
            Reply::ReconciliationItem(*items.first().expect("an item that opens again is named"))
        }
    }
}

impl Core {
    /// Brings back what a command's decision looks at.
    pub(crate) fn recall_for_reconciliation(
        &mut self,
        tenant: Tenant,
        command: &Command,
        cold: &dyn ColdRead,
    ) -> Result<(), ColdError> {
        self.reconciliation
            .recall_command(tenant, command, &mut |key| cold.get(place(key)))
            .map_err(failed)
    }

    /// Brings back what an event changes; for recovery.
    pub(crate) fn recall_reconciled(
        &mut self,
        tenant: Tenant,
        event: &Event,
        cold: &dyn ColdRead,
    ) -> Result<(), ColdError> {
        self.reconciliation
            .recall_event(tenant, event, &mut |key| cold.get(place(key)))
            .map_err(failed)
    }

    /// Brings back what a question is about.
    pub(crate) fn recall_for_answer(
        &mut self,
        tenant: Tenant,
        query: &ReconciliationQuery,
        cold: &dyn ColdRead,
    ) -> Result<(), ColdError> {
        use ReconciliationQuery as Query;
        let state = &mut self.reconciliation;
        let mut get = |key| cold.get(place(key));
        match query {
            Query::Reconciliations { .. } | Query::Reconciliation(_) | Query::OpenItems { .. } => Ok(()),
            Query::Items(ids) => ids.iter().try_for_each(|id| state.recall_item(*id, &mut get)),
            Query::Matches(ids) => ids.iter().try_for_each(|id| state.recall_match(*id, &mut get)),
            Query::Statement(id) => state.recall_statement(*id, &mut get),
            Query::FreeTransfers {
                reconciliation,
                transfers,
            } => transfers
                .iter()
                .try_for_each(|transfer| state.recall_use(tenant, *reconciliation, *transfer, &mut get)),
            Query::Plan(command) => state.recall_command(tenant, command, &mut get),
        }
        .map_err(failed)
    }

    pub(crate) fn answer_reconciliation(
        &self,
        tenant: Tenant,
        query: ReconciliationQuery,
    ) -> ReconciliationAnswer {
        use ReconciliationAnswer as Answer;
        use ReconciliationQuery as Query;
        let state = &self.reconciliation;
        let counted = |one: &Reconciliation| (one.clone(), state.open_count(tenant, one.id));
        match query {
            Query::Reconciliations { after, limit } => {
                let rest = state
                    .reconciliations(tenant)
                    .filter(|one| after.is_none_or(|after| one.id > after));
                Answer::Reconciliations(rest.take(limit).map(counted).collect())
            }
            Query::Reconciliation(id) => {
                Answer::Reconciliation(state.reconciliation(tenant, id).map(|one| Box::new(counted(one))))
            }
            Query::OpenItems {
                reconciliation,
                status,
                after,
                limit,
            } => Answer::OpenItems(self.open_items(tenant, reconciliation, status, after, limit)),
            Query::Items(ids) => Answer::Items(
                ids.into_iter()
                    .filter_map(|id| state.item(tenant, id).cloned())
                    .collect(),
            ),
            Query::Matches(ids) => Answer::Matches(
                ids.into_iter()
                    .filter_map(|id| state.match_record(tenant, id).cloned())
                    .collect(),
            ),
            Query::Statement(id) => Answer::Statement(state.statement(tenant, id).cloned().map(Box::new)),
            Query::FreeTransfers {
                reconciliation,
                transfers,
            } => {
                let is_free = |transfer: &TransferId| {
                    state
                        .match_of_transfer(tenant, reconciliation, *transfer)
                        .is_none()
                };
                Answer::FreeTransfers(transfers.into_iter().filter(is_free).collect())
            }
            Query::Plan(command) => {
                Answer::Plan(bezant_reconciliation::decide(state, tenant, *command).map_err(Rejection::from))
            }
        }
    }

    fn open_items(
        &self,
        tenant: Tenant,
        reconciliation: ReconciliationId,
        status: Option<Status>,
        after: Option<(Date, ItemId)>,
        limit: usize,
    ) -> ItemPage {
        let mut items = Vec::new();
        let mut seen = None;
        let open = self.reconciliation.open_items(tenant, reconciliation, after);
        for (count, item) in open.enumerate() {
            if count == SCAN || items.len() == limit {
                return ItemPage { items, next: seen };
            }
            seen = Some((item.line.content.booked_on, item.id));
            if status.is_none_or(|status| item.status == status) {
                items.push(item.clone());
            }
        }
        ItemPage { items, next: None }
    }

    /// Hands what is closed to the cold tier, and drops it from memory.
    pub(crate) fn evict_reconciliations(
        &mut self,
        committed: Position,
        sink: &mut dyn FnMut(ColdKey, Position, Vec<u8>),
    ) {
        self.reconciliation
            .evict(committed.0, EVICTIONS_PER_CALL, &mut |key, position, bytes| {
                sink(place(key), Position(position), bytes);
            });
    }
}
