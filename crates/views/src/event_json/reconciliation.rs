//! The public data of reconciliations' events. What a bank's line says of people stays out: who wants it reads the item.

use bezant_kernel::Money;
use bezant_reconciliation::{Event, RecordedMatch, Resolution};
use serde_json::{Value, json};

/// Items and matches of one event that are shown. An import can bring 200 lines, a run 2,000 matches.
const SHOWN: usize = 100;

/// An event's data.
pub(super) fn json(event: &Event) -> Value {
    match event {
        Event::ReconciliationDefined { id, definition, by } => json!({
            "reconciliation": id,
            "name": definition.name,
            "account": definition.account,
            "outside_account": definition.outside_account,
            "currency": definition.currency,
            "rules": definition.rules.len(),
            "by": by.as_str(),
        }),
        Event::StatementImported {
            id,
            reconciliation,
            header,
            items,
            known_lines,
            gap,
            by,
        } => json!({
            "reconciliation": reconciliation,
            "statement": id,
            "number": header.number,
            "currency": header.currency,
            "from": header.from.to_string(),
            "to": header.to.to_string(),
            "opening": header.opening.map(minor),
            "closing": header.closing.map(minor),
            "part": header.part,
            "parts": header.parts,
            "new_items": items.len(),
            "known_lines": known_lines,
            "gap": gap.map(minor),
            "is_complete": items.len() <= SHOWN,
            "items": items.iter().take(SHOWN).map(|item| json!({
                "item": item.id,
                "booked_on": item.line.content.booked_on.to_string(),
                "amount": minor(item.line.content.amount),
            })).collect::<Vec<_>>(),
            "by": by.as_str(),
        }),
        Event::MatchesRecorded {
            reconciliation,
            matches,
            by,
        } => json!({
            "reconciliation": reconciliation,
            "count": matches.len(),
            "is_complete": matches.len() <= SHOWN,
            "matches": matches.iter().take(SHOWN).map(matched).collect::<Vec<_>>(),
            "by": by.as_str(),
        }),
        Event::MatchAccepted { id, by, note } | Event::MatchRejected { id, by, note } => {
            json!({ "match": id, "by": by.as_str(), "note": note })
        }
        Event::ItemAssigned {
            item,
            assignee,
            by,
            note,
        } => json!({
            "item": item,
            "assignee": assignee.as_ref().map(|one| one.as_str()),
            "by": by.as_str(),
            "note": note,
        }),
        Event::ItemNoted { item, by, note } => json!({ "item": item, "by": by.as_str(), "note": note }),
        Event::ItemResolved {
            item,
            resolution,
            by,
            note,
        } => json!({
            "item": item,
            "resolution": resolution.as_str(),
            "transfers": match resolution {
                Resolution::MatchedByHand { transfers, .. } => Some(transfers),
                Resolution::WrittenOff | Resolution::Ignored | Resolution::ToBeCorrectedAtBank => None,
            },
            "by": by.as_str(),
            "note": note,
        }),
        Event::ItemsReopened {
            items,
            dissolved,
            by,
            note,
        } => json!({
            "items": items,
            "dissolved_match": dissolved.as_ref().map(|(id, _)| id),
            "by": by.as_str(),
            "note": note,
        }),
    }
}

fn matched(recorded: &RecordedMatch) -> Value {
    let one = &recorded.matched;
    json!({
        "match": recorded.id,
        "rule": one.rule,
        "items": one.items.len(),
        "transfers": one.transfers.len(),
        "difference": minor(one.difference),
        "currency": one.difference.currency(),
        "is_automatic": one.acceptance == bezant_reconciliation::Acceptance::Automatic,
    })
}

/// Minor units: a number, and a text where it does not fit 64 bits.
fn minor(money: Money) -> Value {
    i64::try_from(money.minor()).map_or_else(|_| json!(money.minor().to_string()), Value::from)
}
