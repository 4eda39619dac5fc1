//! The public data of the ledger's events.

use bezant_ledger::{
    Attachment, Crossing, Event, Flags, Metadata, NO_TRANSFER, Rejection, Results, Transfer,
};
use serde_json::{Map, Value, json};

/// Lines of one event that are shown in full. A batch can have thousands; who wants all of them reads the journal.
const SHOWN: usize = 100;

/// An event's data.
pub(super) fn json(event: &Event) -> Option<Value> {
    Some(match event {
        Event::AccountOpened { id, terms, opened_at } => json!({
            "account": id,
            "path": terms.path.as_str(),
            "currency": terms.currency,
            "allows_overdraft": terms.guard == bezant_ledger::Guard::None,
            "credit_limit": amount(terms.credit_limit),
            "code": terms.code,
            "metadata": metadata(&terms.metadata),
            "opened_at": opened_at,
        }),
        Event::AccountChanged { account, change } => json!({
            "account": account,
            "credit_limit": change.credit_limit.map(amount),
            "temporary_limit": change.temporary_limit.map(|limit| json!({
                "amount": amount(limit.extra),
                "until": limit.until,
            })),
            "frozen": change.frozen,
            "closed": change.closed,
            "code": change.code,
            "user_data": change.user_data.map(|number| format!("{number:032x}")),
            "metadata": change.metadata.as_ref().map(metadata),
        }),
        Event::Posted(records) => {
            let shown: Vec<Value> = records.iter().take(SHOWN).map(|one| posted(&one)).collect();
            json!({
                "count": records.len(),
                "is_complete": records.len() <= SHOWN,
                "transfers": shown,
            })
        }
        Event::Refused(results) => refused(results),
        Event::Attached(attachment) => attached(attachment),
        Event::Scheduled(schedule) => json!({
            "schedule": schedule.id,
            "at": schedule.at,
            "count": schedule.items.len(),
        }),
        Event::ScheduleCancelled { id } => json!({ "schedule": id }),
        Event::ScheduleFailed { id, refused } => json!({
            "schedule": id,
            "index": refused.index,
            "reason": code_of(refused.code),
        }),
        Event::MonitorSet {
            id, account, holds, ..
        } => json!({ "monitor": id, "account": account, "holds": holds }),
        Event::MonitorRemoved { id } => json!({ "monitor": id }),
        Event::MonitorCrossed(crossing) => crossed(crossing),
    })
}

fn posted(transfer: &Transfer) -> Value {
    json!({
        "transfer": transfer.id,
        "kind": transfer.kind.as_str(),
        "debit": transfer.debit,
        "credit": transfer.credit,
        "amount": amount(transfer.amount),
        "currency": transfer.currency,
        "code": transfer.code.0,
        "code_name": bezant_payments::posting_code_name(transfer.code),
        "related": (transfer.related != NO_TRANSFER).then_some(transfer.related),
        "reference": (transfer.reference != 0).then(|| reference(transfer)),
        "effective_at": transfer.effective,
        "created_at": transfer.time,
    })
}

fn refused(results: &Results) -> Value {
    let shown: Vec<Value> = results
        .iter()
        .take(SHOWN)
        .map(|one| json!({ "index": one.index, "reason": code_of(one.code) }))
        .collect();
    json!({
        "count": results.iter().len(),
        "is_complete": results.iter().len() <= SHOWN,
        "items": shown,
    })
}

fn attached(attachment: &Attachment) -> Value {
    json!({
        "transfer": attachment.transfer,
        "metadata": metadata(&attachment.metadata),
        "external_reference": attachment.external_reference.as_ref().map(|text| text.as_str()),
    })
}

fn crossed(crossing: &Crossing) -> Value {
    json!({
        "monitor": crossing.monitor,
        "account": crossing.account,
        "value": i64::try_from(crossing.value)
            .map_or_else(|_| json!(crossing.value.to_string()), Value::from),
        "holds": crossing.holds,
        "transfer": crossing.transfer,
    })
}

fn code_of(number: u16) -> Option<&'static str> {
    Rejection::NUMBERS
        .iter()
        .find(|(of, _)| *of == number)
        .map(|(_, code)| *code)
}

fn metadata(metadata: &Metadata) -> Map<String, Value> {
    metadata
        .iter()
        .map(|(key, value)| (key.to_owned(), json!(value)))
        .collect()
}

fn amount(minor: u128) -> Value {
    u64::try_from(minor).map_or_else(|_| json!(minor.to_string()), Value::from)
}

/// What Bezant posts is found by its payment; a caller's own references are hexadecimal.
fn reference(transfer: &Transfer) -> String {
    if transfer.flags.contains(Flags::INTERNAL) {
        bezant_kernel::PaymentId::from_u128(transfer.reference).to_string()
    } else {
        format!("{:032x}", transfer.reference)
    }
}
