//! How events change the state. Total: whatever was decided can be applied.

use bezant_kernel::TransferId;

use super::{ImportedStatement, MatchRecord, MatchStatus, Reconciliation, Stamp, State, TransferUse};
use crate::ids::transfer_use_id;
use crate::{
    Acceptance, Actor, ColdKey, ColdKind, Event, HistoryEntry, Item, ItemId, Match, MatchId, NewItem,
    ReconciliationId, Resolution, StatementId, Status, Step,
};

/// Applies a committed event. What it names must have been recalled before, see [`State::recall_event`].
pub fn apply(state: &mut State, stamp: &Stamp, event: &Event) {
    match event {
        Event::ReconciliationDefined { id, definition, .. } => {
            let entry = state.reconciliations.entry((stamp.tenant, *id));
            let reconciliation = entry.or_insert_with(|| Reconciliation {
                id: *id,
                definition: definition.clone(),
                latest_booked: None,
                latest_closing: None,
                statements: 0,
                created_at: stamp.at,
                updated_at: stamp.at,
            });
            reconciliation.definition.clone_from(definition);
            reconciliation.updated_at = stamp.at;
        }
        Event::StatementImported {
            id,
            reconciliation,
            header,
            items,
            known_lines,
            gap,
            by,
        } => {
            let known = state
                .reconciliations
                .get_mut(&(stamp.tenant, *reconciliation))
                .expect("a statement is imported into a reconciliation that exists");
            known.statements += 1;
            let latest = items.iter().map(|item| item.line.content.booked_on).max();
            known.latest_booked = known.latest_booked.max(latest);
            if let Some(closing) = header.closing
                && known.latest_closing.is_none_or(|(day, _)| day <= header.to)
            {
                known.latest_closing = Some((header.to, closing));
            }
            for item in items {
                take_in(state, stamp, *reconciliation, *id, item, by);
            }
            let statement = ImportedStatement {
                id: *id,
                tenant: stamp.tenant,
                reconciliation: *reconciliation,
                header: header.clone(),
                new_items: items.len() as u32,
                known_lines: *known_lines,
                gap: *gap,
                by: by.clone(),
                imported_at: stamp.at,
                position: stamp.position,
            };
            let before = state.statements.insert(*id, statement);
            assert!(before.is_none(), "a statement is imported once");
            state.leave(stamp.position, ColdKind::Statement, id.as_u128());
        }
        Event::MatchesRecorded {
            reconciliation,
            matches,
            by,
        } => {
            for recorded in matches {
                let step = match recorded.matched.acceptance {
                    Acceptance::Automatic => Step::Match,
                    Acceptance::Proposed => Step::Propose,
                };
                record(state, stamp, *reconciliation, recorded.id, &recorded.matched);
                for id in &recorded.matched.items {
                    state.step(stamp, *id, step, by, "", |item| item.match_id = Some(recorded.id));
                }
            }
        }
        Event::MatchAccepted { id, by, note } => {
            let record = state
                .matches
                .get_mut(id)
                .expect("a match that is accepted is in memory");
            assert_eq!(
                record.status,
                MatchStatus::Proposed,
                "only proposals are accepted"
            );
            record.status = MatchStatus::Accepted;
            record.position = stamp.position;
            let matched = record.matched.clone();
            let reconciliation = record.reconciliation;
            state.leave(stamp.position, ColdKind::Match, id.as_u128());
            for transfer in &matched.transfers {
                settle_use(state, stamp, reconciliation, *transfer, *id);
            }
            for item in &matched.items {
                state.step(stamp, *item, Step::Accept, by, note, |_| {});
            }
        }
        Event::MatchRejected { id, by, note } => {
            let record = end_match(state, stamp, *id, MatchStatus::Proposed, MatchStatus::Rejected);
            for item in &record.matched.items {
                state.step(stamp, *item, Step::Reject, by, note, |item| {
                    item.match_id = None;
                    item.refuse(*id);
                });
            }
        }
        Event::ItemAssigned {
            item,
            assignee,
            by,
            note,
        } => {
            let step = if assignee.is_some() {
                Step::Assign
            } else {
                Step::Release
            };
            state.step(stamp, *item, step, by, note, |item| {
                item.assignee.clone_from(assignee)
            });
        }
        Event::ItemNoted { item, by, note } => state.step(stamp, *item, Step::Note, by, note, |_| {}),
        Event::ItemResolved {
            item,
            resolution,
            by,
            note,
        } => resolve(state, stamp, *item, resolution, by, note),
        Event::ItemsReopened {
            items,
            dissolved,
            by,
            note,
        } => {
            if let Some((id, transfers)) = dissolved {
                let record = end_match(state, stamp, *id, MatchStatus::Accepted, MatchStatus::Dissolved);
                assert_eq!(
                    record.matched.transfers, *transfers,
                    "a match's transfers go with it"
                );
            }
            for item in items {
                state.step(stamp, *item, Step::Reopen, by, note, |item| {
                    item.match_id = None;
                    item.resolution = None;
                });
            }
        }
    }
}

fn take_in(
    state: &mut State,
    stamp: &Stamp,
    reconciliation: ReconciliationId,
    statement: StatementId,
    new: &NewItem,
    by: &Actor,
) {
    let item = Item {
        id: new.id,
        tenant: stamp.tenant,
        reconciliation,
        statement,
        line: new.line.clone(),
        status: Status::Open,
        assignee: None,
        match_id: None,
        resolution: None,
        refused: Vec::new(),
        history: vec![HistoryEntry {
            at: stamp.at,
            by: by.clone(),
            step: Step::Import,
            note: String::new(),
        }],
        history_dropped: 0,
        position: stamp.position,
    };
    let before = state.items.insert(new.id, item);
    assert!(before.is_none(), "a line is taken in once");
    state.index(new.id);
}

fn record(state: &mut State, stamp: &Stamp, reconciliation: ReconciliationId, id: MatchId, matched: &Match) {
    let status = match matched.acceptance {
        Acceptance::Automatic => MatchStatus::Accepted,
        Acceptance::Proposed => MatchStatus::Proposed,
    };
    let record = MatchRecord {
        id,
        tenant: stamp.tenant,
        reconciliation,
        matched: matched.clone(),
        status,
        position: stamp.position,
    };
    let before = state.matches.insert(id, record);
    assert!(
        before.is_none_or(|before| before.status.is_over()),
        "only what is over is matched in the same way again"
    );
    for transfer in &matched.transfers {
        let place = transfer_use_id(stamp.tenant, reconciliation, *transfer);
        let used = state.uses.entry(place).or_insert(TransferUse {
            taken_by: None,
            position: stamp.position,
        });
        assert_eq!(used.taken_by, None, "a transfer is part of one match");
        used.taken_by = Some(id);
        used.position = stamp.position;
    }
    if status == MatchStatus::Accepted {
        state.leave(stamp.position, ColdKind::Match, id.as_u128());
        for transfer in &matched.transfers {
            settle_use(state, stamp, reconciliation, *transfer, id);
        }
    }
}

/// The transfer's match holds, so that nobody asks for it soon.
fn settle_use(
    state: &mut State,
    stamp: &Stamp,
    reconciliation: ReconciliationId,
    transfer: TransferId,
    of: MatchId,
) {
    let place = transfer_use_id(stamp.tenant, reconciliation, transfer);
    let used = state
        .uses
        .get_mut(&place)
        .expect("a match's transfers are in memory while it is decided");
    assert_eq!(used.taken_by, Some(of), "a transfer is part of one match");
    used.position = stamp.position;
    state.leave(stamp.position, ColdKind::TransferUse, place.as_u128());
}

/// Ends a match and frees its transfers. Neither is forgotten: an older version may be in the cold tier, which would
/// come back if there were no newer one.
fn end_match(
    state: &mut State,
    stamp: &Stamp,
    id: MatchId,
    from: MatchStatus,
    to: MatchStatus,
) -> MatchRecord {
    let record = state
        .matches
        .get_mut(&id)
        .expect("a match that ends is in memory");
    assert_eq!(record.status, from, "a match ends as was decided");
    record.status = to;
    record.position = stamp.position;
    let record = record.clone();
    state.leave(stamp.position, ColdKind::Match, id.as_u128());
    for transfer in &record.matched.transfers {
        let place = transfer_use_id(stamp.tenant, record.reconciliation, *transfer);
        let used = state
            .uses
            .get_mut(&place)
            .expect("a match's transfers are in memory while it is decided");
        assert_eq!(used.taken_by, Some(id), "a transfer is part of one match");
        used.taken_by = None;
        used.position = stamp.position;
        state.leave(stamp.position, ColdKind::TransferUse, place.as_u128());
    }
    record
}

fn resolve(state: &mut State, stamp: &Stamp, id: ItemId, resolution: &Resolution, by: &Actor, note: &str) {
    let match_id = match resolution {
        Resolution::MatchedByHand {
            transfers,
            difference,
        } => {
            let mut transfers = transfers.clone();
            transfers.sort_unstable();
            let matched = Match {
                rule: None,
                items: vec![id],
                transfers,
                difference: *difference,
                days: 0,
                reference: String::new(),
                acceptance: Acceptance::Automatic,
                difference_account: None,
            };
            let reconciliation = state.known_item(id).reconciliation;
            let match_id = matched.id();
            record(state, stamp, reconciliation, match_id, &matched);
            Some(match_id)
        }
        Resolution::WrittenOff | Resolution::Ignored | Resolution::ToBeCorrectedAtBank => None,
    };
    state.step(stamp, id, Step::Resolve, by, note, |item| {
        item.assignee = None;
        item.resolution = Some(resolution.clone());
        item.match_id = match_id;
    });
}

impl State {
    /// Takes an item one step on.
    fn step(
        &mut self,
        stamp: &Stamp,
        id: ItemId,
        step: Step,
        by: &Actor,
        note: &str,
        change: impl FnOnce(&mut Item),
    ) {
        let item = self
            .items
            .get_mut(&id)
            .expect("an item that is spoken of is in memory");
        assert_eq!(
            item.tenant, stamp.tenant,
            "an event is applied for its own tenant"
        );
        assert!(stamp.position >= item.position, "positions never go back");
        item.status = item
            .status
            .after(step)
            .expect("a step is decided only where it may be taken");
        change(item);
        item.position = stamp.position;
        item.remember(HistoryEntry {
            at: stamp.at,
            by: by.clone(),
            step,
            note: note.to_owned(),
        });
        assert_eq!(item.contradiction(), None, "item {id}");
        let is_closed = item.status.is_closed();
        self.index(id);
        if is_closed {
            self.leave(stamp.position, ColdKind::Item, id.as_u128());
        }
    }

    fn leave(&mut self, position: u64, kind: ColdKind, id: u128) {
        self.queue(position, ColdKey { kind, id }, false);
    }
}
