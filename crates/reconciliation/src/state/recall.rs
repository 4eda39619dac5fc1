//! How what left memory comes back before it is needed. Nothing here changes what the state means.

use bezant_kernel::{Tenant, TransferId};

use super::State;
use crate::ids::{item_id, transfer_use_id};
use crate::wire;
use crate::{
    ColdKey, ColdKind, Command, Event, ItemId, MatchId, RecallError, ReconciliationId, Resolution,
    StatementId,
};

impl State {
    /// Brings back all that the command's decision looks at. `get` reads the cold tier.
    pub fn recall_command<E>(
        &mut self,
        tenant: Tenant,
        command: &Command,
        get: &mut dyn FnMut(ColdKey) -> Result<Option<Vec<u8>>, E>,
    ) -> Result<(), RecallError<E>> {
        match command {
            Command::DefineReconciliation { .. } => Ok(()),
            Command::ImportStatement {
                reconciliation,
                statement,
                ..
            } => {
                let Some(known) = self.reconciliation(tenant, *reconciliation) else {
                    return Ok(());
                };
                // A line's id covers its booking day, so one of a later day than all before is certainly new.
                let latest = known.latest_booked;
                let id = statement.id(tenant, *reconciliation);
                self.recall_statement(id, get)?;
                let old = statement
                    .lines()
                    .iter()
                    .filter(|line| Some(line.content.booked_on) <= latest);
                for line in old {
                    self.recall_item(item_id(tenant, *reconciliation, line.id), get)?;
                }
                Ok(())
            }
            Command::RecordMatches {
                reconciliation,
                matches,
                ..
            } => {
                // More are refused without a look.
                let most = crate::MAXIMUM_MEMBERS_PER_COMMAND;
                for id in matches.iter().flat_map(|one| &one.items).take(most) {
                    self.recall_item(*id, get)?;
                }
                for transfer in matches.iter().flat_map(|one| &one.transfers).take(most) {
                    self.recall_use(tenant, *reconciliation, *transfer, get)?;
                }
                Ok(())
            }
            Command::AcceptMatch { id, .. } | Command::RejectMatch { id, .. } => self.recall_match(*id, get),
            Command::Assign { item, .. } | Command::Note { item, .. } => self.recall_item(*item, get),
            Command::Resolve { item, resolution, .. } => {
                self.recall_item(*item, get)?;
                self.recall_resolution(tenant, *item, resolution, get)
            }
            Command::Reopen { item, .. } => {
                self.recall_item(*item, get)?;
                let Some(id) = self.item(tenant, *item).and_then(|item| item.match_id) else {
                    return Ok(());
                };
                self.recall_whole_match(tenant, id, get)
            }
        }
    }

    /// Brings back all that applying the event touches; for recovery, where no command was recalled before.
    pub fn recall_event<E>(
        &mut self,
        tenant: Tenant,
        event: &Event,
        get: &mut dyn FnMut(ColdKey) -> Result<Option<Vec<u8>>, E>,
    ) -> Result<(), RecallError<E>> {
        match event {
            Event::ReconciliationDefined { .. }
            | Event::StatementImported { .. }
            | Event::MatchAccepted { .. }
            | Event::MatchRejected { .. }
            | Event::ItemAssigned { .. }
            | Event::ItemNoted { .. } => Ok(()),
            Event::MatchesRecorded {
                reconciliation,
                matches,
                ..
            } => {
                for transfer in matches.iter().flat_map(|one| &one.matched.transfers) {
                    self.recall_use(tenant, *reconciliation, *transfer, get)?;
                }
                Ok(())
            }
            Event::ItemResolved { item, resolution, .. } => {
                self.recall_resolution(tenant, *item, resolution, get)
            }
            Event::ItemsReopened { items, dissolved, .. } => {
                for item in items {
                    self.recall_item(*item, get)?;
                }
                match dissolved {
                    Some((id, _)) => self.recall_whole_match(tenant, *id, get),
                    None => Ok(()),
                }
            }
        }
    }

    /// Brings an item back if it is in the cold tier, also for a query.
    pub fn recall_item<E>(
        &mut self,
        id: ItemId,
        get: &mut dyn FnMut(ColdKey) -> Result<Option<Vec<u8>>, E>,
    ) -> Result<(), RecallError<E>> {
        if !self.items.contains_key(&id)
            && let Some((key, bytes)) = fetch(ColdKind::Item, id.as_u128(), get)?
        {
            let item = wire::decode_item(&bytes).map_err(RecallError::Corrupt)?;
            self.queue(item.position, key, true);
            self.items.insert(id, item);
        }
        Ok(())
    }

    /// Brings a match back if it is in the cold tier, also for a query.
    pub fn recall_match<E>(
        &mut self,
        id: MatchId,
        get: &mut dyn FnMut(ColdKey) -> Result<Option<Vec<u8>>, E>,
    ) -> Result<(), RecallError<E>> {
        if !self.matches.contains_key(&id)
            && let Some((key, bytes)) = fetch(ColdKind::Match, id.as_u128(), get)?
        {
            let record = wire::decode_match(&bytes).map_err(RecallError::Corrupt)?;
            self.queue(record.position, key, true);
            self.matches.insert(id, record);
        }
        Ok(())
    }

    /// Brings a statement back if it is in the cold tier, also for a query.
    pub fn recall_statement<E>(
        &mut self,
        id: StatementId,
        get: &mut dyn FnMut(ColdKey) -> Result<Option<Vec<u8>>, E>,
    ) -> Result<(), RecallError<E>> {
        if !self.statements.contains_key(&id)
            && let Some((key, bytes)) = fetch(ColdKind::Statement, id.as_u128(), get)?
        {
            let statement = wire::decode_statement(&bytes).map_err(RecallError::Corrupt)?;
            self.queue(statement.position, key, true);
            self.statements.insert(id, statement);
        }
        Ok(())
    }

    /// Brings back whether a transfer is matched, so that [`State::match_of_transfer`] knows; also to leave out
    /// candidates that are.
    pub fn recall_use<E>(
        &mut self,
        tenant: Tenant,
        reconciliation: ReconciliationId,
        transfer: TransferId,
        get: &mut dyn FnMut(ColdKey) -> Result<Option<Vec<u8>>, E>,
    ) -> Result<(), RecallError<E>> {
        let id = transfer_use_id(tenant, reconciliation, transfer);
        if !self.uses.contains_key(&id)
            && let Some((key, bytes)) = fetch(ColdKind::TransferUse, id.as_u128(), get)?
        {
            let used = wire::decode_use(&bytes).map_err(RecallError::Corrupt)?;
            self.queue(used.position, key, true);
            self.uses.insert(id, used);
        }
        Ok(())
    }

    fn recall_resolution<E>(
        &mut self,
        tenant: Tenant,
        item: ItemId,
        resolution: &Resolution,
        get: &mut dyn FnMut(ColdKey) -> Result<Option<Vec<u8>>, E>,
    ) -> Result<(), RecallError<E>> {
        let reconciliation = self.item(tenant, item).map(|item| item.reconciliation);
        if let (Resolution::MatchedByHand { transfers, .. }, Some(reconciliation)) =
            (resolution, reconciliation)
        {
            for transfer in transfers.iter().take(usize::from(crate::MAXIMUM_GROUP)) {
                self.recall_use(tenant, reconciliation, *transfer, get)?;
            }
        }
        Ok(())
    }

    fn recall_whole_match<E>(
        &mut self,
        tenant: Tenant,
        id: MatchId,
        get: &mut dyn FnMut(ColdKey) -> Result<Option<Vec<u8>>, E>,
    ) -> Result<(), RecallError<E>> {
        self.recall_match(id, get)?;
        let Some(record) = self.match_record(tenant, id) else {
            return Ok(());
        };
        let (reconciliation, matched) = (record.reconciliation, record.matched.clone());
        for item in matched.items {
            self.recall_item(item, get)?;
        }
        for transfer in matched.transfers {
            self.recall_use(tenant, reconciliation, transfer, get)?;
        }
        Ok(())
    }
}

type Fetched = Option<(ColdKey, Vec<u8>)>;

fn fetch<E>(
    kind: ColdKind,
    id: u128,
    get: &mut dyn FnMut(ColdKey) -> Result<Option<Vec<u8>>, E>,
) -> Result<Fetched, RecallError<E>> {
    let key = ColdKey { kind, id };
    let bytes = get(key).map_err(RecallError::Cold)?;
    Ok(bytes.map(|bytes| (key, bytes)))
}
