//! What happens by itself: holds expire, and scheduled transfers are made.

use std::collections::BTreeMap;

use bezant_kernel::{ScheduleId, Tenant, Timestamp, TransferId};

use crate::batch::{ItemResult, MAX_RECORDS};
use crate::draft::Draft;
use crate::event::{Event, Schedule};
use crate::record::Packed;
use crate::state::{Books, Due, State};

/// What is due at `now`, at most `limit` timers of it, in one group per tenant. A group holds whatever the others do,
/// since no transfer crosses tenants. Within it holds expire first, so that schedules find the money that they
/// release. What is left is due again at once.
pub fn due(state: &State, now: Timestamp, limit: usize) -> Vec<(Tenant, Vec<Event>)> {
    let mut by_tenant: BTreeMap<u32, (Vec<TransferId>, Vec<ScheduleId>)> = BTreeMap::new();
    for timer in state
        .timers
        .iter()
        .take_while(|timer| timer.at <= now)
        .take(limit)
    {
        let (holds, schedules) = by_tenant.entry(timer.tenant).or_default();
        match timer.due {
            Due::Hold(id) => holds.push(id),
            Due::Schedule(id) => schedules.push(id),
        }
    }
    by_tenant
        .into_iter()
        .map(|(number, (holds, schedules))| {
            let books = state.book(number);
            (
                Tenant::new(books.tenant),
                of_tenant(state, books, now, &holds, &schedules),
            )
        })
        .collect()
}

fn of_tenant(
    state: &State,
    books: &Books,
    now: Timestamp,
    holds: &[TransferId],
    schedules: &[ScheduleId],
) -> Vec<Event> {
    let schedules: Vec<&Schedule> = schedules
        .iter()
        .map(|id| books.schedules.get(id).expect("a timer's schedule is open"))
        .collect();
    let items: Vec<Packed> = schedules
        .iter()
        .flat_map(|schedule| schedule.items.items())
        .copied()
        .collect();
    let mut draft = Draft::new(
        state,
        Tenant::new(books.tenant),
        now,
        false,
        holds.len() + items.len(),
    );
    draft.resolve(&items);
    for &id in holds.iter().take(MAX_RECORDS) {
        let place = books
            .holds
            .place(false, id)
            .or_else(|| books.holds.place(true, id));
        draft.expire(state.holds.get(place.expect("a timer's hold is open")));
    }
    let (mut attached, mut failed) = (Vec::new(), Vec::new());
    let mut first = 0;
    for schedule in schedules {
        let items = schedule.items.items();
        if draft.records.len() + items.len() > MAX_RECORDS {
            break;
        }
        draft.schedule = Some(schedule.id);
        match draft.chain(first, items) {
            Ok(()) => attached.extend(schedule.attachments.iter().cloned().map(Event::Attached)),
            Err((nth, rejection)) => failed.push(Event::ScheduleFailed {
                id: schedule.id,
                refused: ItemResult::new(nth, &rejection),
            }),
        }
        first += items.len();
    }
    let mut events = draft.into_events();
    let behind_records = usize::from(matches!(events.first(), Some(Event::Posted(_))));
    events.splice(behind_records..behind_records, attached.into_iter().chain(failed));
    events
}
