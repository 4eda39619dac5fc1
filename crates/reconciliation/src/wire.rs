//! The stored forms of events, of entities in the cold tier and of snapshots. Fields are only ever added.

mod event;
mod messages;
mod rule;

use bezant_kernel::wire::{Corrupt, currency_from, id_bytes, id_from};
use bezant_kernel::{Money, Tenant, Timestamp, TransferId};
use prost::Message;

use crate::ids::TransferUseId;
use crate::state::TransferUse;
use crate::{
    Acceptance, Actor, Date, Header, HistoryEntry, ImportedStatement, Item, Line, LineContent, Match,
    MatchRecord, MatchStatus, Reconciliation, Resolution, State, Status, Step,
};
use messages::*;
use rule::{definition_from, definition_wire};

pub use event::{decode_event, encode_event};

pub(crate) fn encode_item(item: &Item) -> Vec<u8> {
    item_wire(item).encode_to_vec()
}

pub(crate) fn decode_item(bytes: &[u8]) -> Result<Item, Corrupt> {
    item_from(ItemWire::decode(bytes)?)
}

pub(crate) fn encode_match(record: &MatchRecord) -> Vec<u8> {
    record_wire(record).encode_to_vec()
}

pub(crate) fn decode_match(bytes: &[u8]) -> Result<MatchRecord, Corrupt> {
    record_from(MatchRecordWire::decode(bytes)?)
}

pub(crate) fn encode_use(used: &TransferUse) -> Vec<u8> {
    UseWire {
        id: Vec::new(),
        taken_by: used.taken_by.map(id_bytes),
        position: used.position,
    }
    .encode_to_vec()
}

pub(crate) fn decode_use(bytes: &[u8]) -> Result<TransferUse, Corrupt> {
    use_from(UseWire::decode(bytes)?).map(|(_, used)| used)
}

pub(crate) fn encode_statement(statement: &ImportedStatement) -> Vec<u8> {
    statement_wire(statement).encode_to_vec()
}

pub(crate) fn decode_statement(bytes: &[u8]) -> Result<ImportedStatement, Corrupt> {
    statement_from(ImportedWire::decode(bytes)?)
}

impl State {
    /// The state as bytes, the same for the same state.
    pub fn encode(&self) -> Vec<u8> {
        let mut items: Vec<&Item> = self.items.values().collect();
        items.sort_by_key(|item| item.id);
        let mut matches: Vec<&MatchRecord> = self.matches.values().collect();
        matches.sort_by_key(|record| record.id);
        let mut statements: Vec<&ImportedStatement> = self.statements.values().collect();
        statements.sort_by_key(|statement| statement.id);
        let mut uses: Vec<(&TransferUseId, &TransferUse)> = self.uses.iter().collect();
        uses.sort_by_key(|(id, _)| **id);
        StateWire {
            reconciliations: self
                .reconciliations
                .iter()
                .map(|(&(tenant, _), one)| reconciliation_wire(tenant, one))
                .collect(),
            statements: statements.into_iter().map(statement_wire).collect(),
            items: items.into_iter().map(item_wire).collect(),
            matches: matches.into_iter().map(record_wire).collect(),
            uses: uses
                .into_iter()
                .map(|(id, used)| UseWire {
                    id: id_bytes(*id),
                    taken_by: used.taken_by.map(id_bytes),
                    position: used.position,
                })
                .collect(),
        }
        .encode_to_vec()
    }

    /// The state in these bytes.
    pub fn decode(bytes: &[u8]) -> Result<State, Corrupt> {
        let wire = StateWire::decode(bytes)?;
        let mut state = State::default();
        for one in wire.reconciliations {
            let (tenant, reconciliation) = reconciliation_from(one)?;
            state
                .reconciliations
                .insert((tenant, reconciliation.id), reconciliation);
        }
        for one in wire.statements {
            let statement = statement_from(one)?;
            state.statements.insert(statement.id, statement);
        }
        for one in wire.items {
            let item = item_from(one)?;
            let id = item.id;
            state.items.insert(id, item);
            state.index(id);
        }
        for one in wire.matches {
            let record = record_from(one)?;
            state.matches.insert(record.id, record);
        }
        for one in wire.uses {
            let id = id_from(&one.id)?;
            let (_, used) = use_from(one)?;
            state.uses.insert(id, used);
        }
        state.queue_all();
        Ok(state)
    }
}

fn actor_from(name: &str) -> Actor {
    Actor::stored(name)
}

fn date_from(days: i32) -> Result<Date, Corrupt> {
    Date::from_days(days).ok_or(Corrupt("a day out of range"))
}

fn money_from(wire: Option<bezant_kernel::wire::MoneyWire>) -> Result<Money, Corrupt> {
    wire.ok_or(Corrupt("an amount is missing"))?.try_into()
}

fn optional_money(wire: Option<bezant_kernel::wire::MoneyWire>) -> Result<Option<Money>, Corrupt> {
    wire.map(Money::try_from).transpose()
}

fn ids_bytes(ids: &[TransferId]) -> Vec<Vec<u8>> {
    ids.iter().copied().map(id_bytes).collect()
}

fn ids_from<K: bezant_kernel::IdKind>(ids: &[Vec<u8>]) -> Result<Vec<bezant_kernel::Id<K>>, Corrupt> {
    ids.iter().map(|id| id_from(id)).collect()
}

fn header_wire(header: &Header) -> HeaderWire {
    HeaderWire {
        account: header.account.clone(),
        number: header.number.clone(),
        currency: u32::from(header.currency.number()),
        from: header.from.days(),
        to: header.to.days(),
        opening: header.opening.map(Into::into),
        closing: header.closing.map(Into::into),
        pending_left_out: header.pending_left_out,
        part: header.part,
        parts: header.parts,
    }
}

fn header_from(wire: Option<HeaderWire>) -> Result<Header, Corrupt> {
    let wire = wire.ok_or(Corrupt("a statement without header"))?;
    Ok(Header {
        account: wire.account,
        number: wire.number,
        currency: currency_from(wire.currency)?,
        from: date_from(wire.from)?,
        to: date_from(wire.to)?,
        opening: optional_money(wire.opening)?,
        closing: optional_money(wire.closing)?,
        pending_left_out: wire.pending_left_out,
        part: wire.part,
        parts: wire.parts,
    })
}

fn line_wire(line: &Line) -> LineWire {
    let content = &line.content;
    LineWire {
        id: id_bytes(line.id),
        booked_on: content.booked_on.days(),
        value_on: content.value_on.days(),
        amount: Some(content.amount.into()),
        references: content.references.clone(),
        counterparty: content.counterparty.clone(),
        text: content.text.clone(),
        is_reversal: content.is_reversal,
    }
}

fn line_from(wire: Option<LineWire>) -> Result<Line, Corrupt> {
    let wire = wire.ok_or(Corrupt("an item without line"))?;
    Ok(Line {
        id: id_from(&wire.id)?,
        content: LineContent {
            booked_on: date_from(wire.booked_on)?,
            value_on: date_from(wire.value_on)?,
            amount: money_from(wire.amount)?,
            references: wire.references,
            counterparty: wire.counterparty,
            text: wire.text,
            is_reversal: wire.is_reversal,
        },
    })
}

const fn acceptance_number(acceptance: Acceptance) -> u32 {
    match acceptance {
        Acceptance::Automatic => 1,
        Acceptance::Proposed => 2,
    }
}

fn acceptance_from(number: u32) -> Result<Acceptance, Corrupt> {
    match number {
        1 => Ok(Acceptance::Automatic),
        2 => Ok(Acceptance::Proposed),
        _ => Err(Corrupt("unknown acceptance of a match")),
    }
}

fn match_wire(matched: &Match) -> MatchWire {
    MatchWire {
        rule: matched.rule.clone(),
        items: matched.items.iter().copied().map(id_bytes).collect(),
        transfers: ids_bytes(&matched.transfers),
        difference: Some(matched.difference.into()),
        days: matched.days,
        reference: matched.reference.clone(),
        acceptance: acceptance_number(matched.acceptance),
        difference_account: matched.difference_account.map(id_bytes),
    }
}

fn match_from(wire: Option<MatchWire>) -> Result<Match, Corrupt> {
    let wire = wire.ok_or(Corrupt("a match without content"))?;
    Ok(Match {
        rule: wire.rule,
        items: ids_from(&wire.items)?,
        transfers: ids_from(&wire.transfers)?,
        difference: money_from(wire.difference)?,
        days: wire.days,
        reference: wire.reference,
        acceptance: acceptance_from(wire.acceptance)?,
        difference_account: wire.difference_account.map(|id| id_from(&id)).transpose()?,
    })
}

fn resolution_wire(resolution: &Resolution) -> ResolutionWire {
    let plain = |kind| ResolutionWire {
        kind,
        ..ResolutionWire::default()
    };
    match resolution {
        Resolution::MatchedByHand {
            transfers,
            difference,
        } => ResolutionWire {
            kind: 1,
            transfers: ids_bytes(transfers),
            difference: Some((*difference).into()),
        },
        Resolution::WrittenOff => plain(2),
        Resolution::Ignored => plain(3),
        Resolution::ToBeCorrectedAtBank => plain(4),
    }
}

fn resolution_from(wire: ResolutionWire) -> Result<Resolution, Corrupt> {
    match wire.kind {
        1 => Ok(Resolution::MatchedByHand {
            transfers: ids_from(&wire.transfers)?,
            difference: money_from(wire.difference)?,
        }),
        2 => Ok(Resolution::WrittenOff),
        3 => Ok(Resolution::Ignored),
        4 => Ok(Resolution::ToBeCorrectedAtBank),
        _ => Err(Corrupt("unknown resolution of an item")),
    }
}

fn item_wire(item: &Item) -> ItemWire {
    ItemWire {
        id: id_bytes(item.id),
        tenant: id_bytes(item.tenant.id()),
        reconciliation: id_bytes(item.reconciliation),
        statement: id_bytes(item.statement),
        line: Some(line_wire(&item.line)),
        status: item.status.number(),
        assignee: item.assignee.as_ref().map(|actor| actor.as_str().to_owned()),
        match_id: item.match_id.map(id_bytes),
        resolution: item.resolution.as_ref().map(resolution_wire),
        refused: item.refused.iter().copied().map(id_bytes).collect(),
        history: item
            .history
            .iter()
            .map(|entry| HistoryWire {
                at: entry.at.as_microseconds(),
                by: entry.by.as_str().to_owned(),
                step: entry.step.number(),
                note: entry.note.clone(),
            })
            .collect(),
        history_dropped: item.history_dropped,
        position: item.position,
    }
}

fn item_from(wire: ItemWire) -> Result<Item, Corrupt> {
    let history = wire.history.into_iter().map(|entry| {
        Ok(HistoryEntry {
            at: Timestamp::from_microseconds(entry.at),
            by: actor_from(&entry.by),
            step: Step::from_number(entry.step).ok_or(Corrupt("unknown step of an item"))?,
            note: entry.note,
        })
    });
    Ok(Item {
        id: id_from(&wire.id)?,
        tenant: Tenant::new(id_from(&wire.tenant)?),
        reconciliation: id_from(&wire.reconciliation)?,
        statement: id_from(&wire.statement)?,
        line: line_from(wire.line)?,
        status: Status::from_number(wire.status).ok_or(Corrupt("unknown status of an item"))?,
        assignee: wire.assignee.map(|name| actor_from(&name)),
        match_id: wire.match_id.map(|id| id_from(&id)).transpose()?,
        resolution: wire.resolution.map(resolution_from).transpose()?,
        refused: ids_from(&wire.refused)?,
        history: history.collect::<Result<_, Corrupt>>()?,
        history_dropped: wire.history_dropped,
        position: wire.position,
    })
}

fn record_wire(record: &MatchRecord) -> MatchRecordWire {
    MatchRecordWire {
        id: id_bytes(record.id),
        tenant: id_bytes(record.tenant.id()),
        reconciliation: id_bytes(record.reconciliation),
        matched: Some(match_wire(&record.matched)),
        status: record.status.number(),
        position: record.position,
    }
}

fn record_from(wire: MatchRecordWire) -> Result<MatchRecord, Corrupt> {
    Ok(MatchRecord {
        id: id_from(&wire.id)?,
        tenant: Tenant::new(id_from(&wire.tenant)?),
        reconciliation: id_from(&wire.reconciliation)?,
        matched: match_from(wire.matched)?,
        status: MatchStatus::from_number(wire.status).ok_or(Corrupt("unknown status of a match"))?,
        position: wire.position,
    })
}

fn use_from(wire: UseWire) -> Result<(Vec<u8>, TransferUse), Corrupt> {
    let used = TransferUse {
        taken_by: wire.taken_by.map(|id| id_from(&id)).transpose()?,
        position: wire.position,
    };
    Ok((wire.id, used))
}

fn statement_wire(statement: &ImportedStatement) -> ImportedWire {
    ImportedWire {
        id: id_bytes(statement.id),
        tenant: id_bytes(statement.tenant.id()),
        reconciliation: id_bytes(statement.reconciliation),
        header: Some(header_wire(&statement.header)),
        new_items: statement.new_items,
        known_lines: statement.known_lines,
        gap: statement.gap.map(Into::into),
        by: statement.by.as_str().to_owned(),
        imported_at: statement.imported_at.as_microseconds(),
        position: statement.position,
    }
}

fn statement_from(wire: ImportedWire) -> Result<ImportedStatement, Corrupt> {
    Ok(ImportedStatement {
        id: id_from(&wire.id)?,
        tenant: Tenant::new(id_from(&wire.tenant)?),
        reconciliation: id_from(&wire.reconciliation)?,
        header: header_from(wire.header)?,
        new_items: wire.new_items,
        known_lines: wire.known_lines,
        gap: optional_money(wire.gap)?,
        by: actor_from(&wire.by),
        imported_at: Timestamp::from_microseconds(wire.imported_at),
        position: wire.position,
    })
}

fn reconciliation_wire(tenant: Tenant, one: &Reconciliation) -> ReconciliationWire {
    ReconciliationWire {
        id: id_bytes(one.id),
        tenant: id_bytes(tenant.id()),
        definition: Some(definition_wire(&one.definition)),
        latest_booked: one.latest_booked.map(Date::days),
        latest_closing_day: one.latest_closing.map(|(day, _)| day.days()),
        latest_closing: one.latest_closing.map(|(_, balance)| balance.into()),
        statements: one.statements,
        created_at: one.created_at.as_microseconds(),
        updated_at: one.updated_at.as_microseconds(),
    }
}

fn reconciliation_from(wire: ReconciliationWire) -> Result<(Tenant, Reconciliation), Corrupt> {
    let day = wire.latest_closing_day.map(date_from).transpose()?;
    let reconciliation = Reconciliation {
        id: id_from(&wire.id)?,
        definition: definition_from(wire.definition)?,
        latest_booked: wire.latest_booked.map(date_from).transpose()?,
        latest_closing: day.zip(optional_money(wire.latest_closing)?),
        statements: wire.statements,
        created_at: Timestamp::from_microseconds(wire.created_at),
        updated_at: Timestamp::from_microseconds(wire.updated_at),
    };
    Ok((Tenant::new(id_from(&wire.tenant)?), reconciliation))
}
