//! What the main log changed, as records of the trail.
//!
//! In come committed entries in order; out goes one record for each, with what is different of the things whose settings matter: how a
//! field was and how it is. What a field was before is known from the records themselves ([`known`]); so a follower that starts again
//! begins behind the last change that is durable in the trail, loses none and writes none twice.

mod facts;
mod follow;
mod known;
#[cfg(test)]
pub(crate) mod testing;

use bezant_core::Event;
use bezant_engine::Entry;

use self::facts::{Told, told};
use self::known::Known;
use crate::record::{Change, Changed, DataClass, Kind, Record};

pub use self::follow::follow_changes;
pub(crate) use self::known::kept;

/// Events of one entry that are written down by name. A batch can have thousands of one kind.
const SHOWN_EVENTS: usize = 64;

/// The record of an entry; none where it is only about how often something was used.
fn record_of(known: &mut Known, entry: &Entry<Event>) -> Option<Record> {
    let tenant = entry.tenant.id().to_string();
    let told: Vec<Told> = entry.events.iter().filter_map(told).collect();
    let class = told
        .iter()
        .map(|one| one.class)
        .max_by_key(|class| rank(*class))?;
    let by = told.iter().find_map(|one| one.by.clone()).unwrap_or_default();
    let more = told.len().saturating_sub(SHOWN_EVENTS) as u64;
    let mut events = Vec::with_capacity(told.len().min(SHOWN_EVENTS));
    for (index, one) in told.into_iter().enumerate() {
        // What is not shown is known all the same.
        let fields = known.take_in(&tenant, one.thing, &one.id, one.facts);
        if index < SHOWN_EVENTS {
            events.push(Changed {
                event: one.event.to_owned(),
                thing: one.thing.to_owned(),
                id: one.id,
                fields,
            });
        }
    }
    let change = Change {
        position: entry.position.0,
        by,
        events,
        more,
    };
    Some(Record::new(
        entry.committed_at,
        Some(entry.tenant),
        entry.correlation.as_str(),
        class,
        Kind::Change(change),
    ))
}

/// Of several classes in one entry, the one that says most.
const fn rank(class: DataClass) -> u8 {
    match class {
        DataClass::Other => 0,
        DataClass::Audit => 1,
        DataClass::Ledger => 2,
        DataClass::Payment => 3,
        DataClass::Card => 4,
        DataClass::Health => 5,
        DataClass::Personal => 6,
        DataClass::Credential => 7,
        DataClass::Configuration => 8,
    }
}
