//! The stored form of events.

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use prost::Message;

use super::messages::*;
use super::{
    actor_from, definition_from, definition_wire, header_from, header_wire, ids_bytes, ids_from, line_from,
    line_wire, match_from, match_wire, optional_money, resolution_from, resolution_wire,
};
use crate::{Actor, Event, NewItem, RecordedMatch};

/// The event as bytes.
pub fn encode_event(event: &Event) -> Vec<u8> {
    let text = |actor: &Actor| actor.as_str().to_owned();
    let kind = match event {
        Event::ReconciliationDefined { id, definition, by } => EventKind::Defined(DefinedWire {
            id: id_bytes(*id),
            definition: Some(definition_wire(definition)),
            by: text(by),
        }),
        Event::StatementImported {
            id,
            reconciliation,
            header,
            items,
            known_lines,
            gap,
            by,
        } => EventKind::Imported(ImportWire {
            id: id_bytes(*id),
            reconciliation: id_bytes(*reconciliation),
            header: Some(header_wire(header)),
            items: items
                .iter()
                .map(|item| NewItemWire {
                    id: id_bytes(item.id),
                    line: Some(line_wire(&item.line)),
                })
                .collect(),
            known_lines: *known_lines,
            gap: gap.map(Into::into),
            by: text(by),
        }),
        Event::MatchesRecorded {
            reconciliation,
            matches,
            by,
        } => EventKind::Recorded(RecordedWire {
            reconciliation: id_bytes(*reconciliation),
            matches: matches
                .iter()
                .map(|one| NewMatchWire {
                    id: id_bytes(one.id),
                    matched: Some(match_wire(&one.matched)),
                })
                .collect(),
            by: text(by),
        }),
        Event::MatchAccepted { id, by, note } => EventKind::Accepted(SaidWire {
            id: id_bytes(*id),
            by: text(by),
            note: note.clone(),
        }),
        Event::MatchRejected { id, by, note } => EventKind::Rejected(SaidWire {
            id: id_bytes(*id),
            by: text(by),
            note: note.clone(),
        }),
        Event::ItemAssigned {
            item,
            assignee,
            by,
            note,
        } => EventKind::Assigned(AssignedWire {
            item: id_bytes(*item),
            assignee: assignee.as_ref().map(text),
            by: text(by),
            note: note.clone(),
        }),
        Event::ItemNoted { item, by, note } => EventKind::Noted(SaidWire {
            id: id_bytes(*item),
            by: text(by),
            note: note.clone(),
        }),
        Event::ItemResolved {
            item,
            resolution,
            by,
            note,
        } => EventKind::Resolved(ResolvedWire {
            item: id_bytes(*item),
            resolution: Some(resolution_wire(resolution)),
            by: text(by),
            note: note.clone(),
        }),
        Event::ItemsReopened {
            items,
            dissolved,
            by,
            note,
        } => EventKind::Reopened(ReopenedWire {
            items: items.iter().copied().map(id_bytes).collect(),
            dissolved: dissolved.as_ref().map(|(id, _)| id_bytes(*id)),
            transfers: dissolved
                .as_ref()
                .map_or_else(Vec::new, |(_, transfers)| ids_bytes(transfers)),
            by: text(by),
            note: note.clone(),
        }),
    };
    EventWire { kind: Some(kind) }.encode_to_vec()
}

/// The event in these bytes.
pub fn decode_event(bytes: &[u8]) -> Result<Event, Corrupt> {
    let kind = EventWire::decode(bytes)?
        .kind
        .ok_or(Corrupt("unknown reconciliation event"))?;
    Ok(match kind {
        EventKind::Defined(wire) => Event::ReconciliationDefined {
            id: id_from(&wire.id)?,
            definition: definition_from(wire.definition)?,
            by: actor_from(&wire.by),
        },
        EventKind::Imported(wire) => {
            let items = wire.items.into_iter().map(|item| {
                Ok(NewItem {
                    id: id_from(&item.id)?,
                    line: line_from(item.line)?,
                })
            });
            Event::StatementImported {
                id: id_from(&wire.id)?,
                reconciliation: id_from(&wire.reconciliation)?,
                header: header_from(wire.header)?,
                items: items.collect::<Result<_, Corrupt>>()?,
                known_lines: wire.known_lines,
                gap: optional_money(wire.gap)?,
                by: actor_from(&wire.by),
            }
        }
        EventKind::Recorded(wire) => {
            let matches = wire.matches.into_iter().map(|one| {
                Ok(RecordedMatch {
                    id: id_from(&one.id)?,
                    matched: match_from(one.matched)?,
                })
            });
            Event::MatchesRecorded {
                reconciliation: id_from(&wire.reconciliation)?,
                matches: matches.collect::<Result<_, Corrupt>>()?,
                by: actor_from(&wire.by),
            }
        }
        EventKind::Accepted(wire) => Event::MatchAccepted {
            id: id_from(&wire.id)?,
            by: actor_from(&wire.by),
            note: wire.note,
        },
        EventKind::Rejected(wire) => Event::MatchRejected {
            id: id_from(&wire.id)?,
            by: actor_from(&wire.by),
            note: wire.note,
        },
        EventKind::Assigned(wire) => Event::ItemAssigned {
            item: id_from(&wire.item)?,
            assignee: wire.assignee.map(|name| actor_from(&name)),
            by: actor_from(&wire.by),
            note: wire.note,
        },
        EventKind::Noted(wire) => Event::ItemNoted {
            item: id_from(&wire.id)?,
            by: actor_from(&wire.by),
            note: wire.note,
        },
        EventKind::Resolved(wire) => {
            let resolution = wire.resolution.ok_or(Corrupt("an end without a resolution"))?;
            Event::ItemResolved {
                item: id_from(&wire.item)?,
                resolution: resolution_from(resolution)?,
                by: actor_from(&wire.by),
                note: wire.note,
            }
        }
        EventKind::Reopened(wire) => {
            let transfers = ids_from(&wire.transfers)?;
            let dissolved = wire.dissolved.map(|id| id_from(&id)).transpose()?;
            Event::ItemsReopened {
                items: ids_from(&wire.items)?,
                dissolved: dissolved.map(|id| (id, transfers)),
                by: actor_from(&wire.by),
                note: wire.note,
            }
        }
    })
}
