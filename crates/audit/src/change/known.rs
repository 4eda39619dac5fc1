//! How things stand, as the trail has told so far: what old values come from.
//!
//! Kept in memory, masked, for things that are set up (tenants, keys, roles, endpoints, rules), which are as many as the node keeps in
//! memory itself. A snapshot spares a start the reading of the whole trail; without one it is read.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use bezant_log::disk::RealDisk;
use bezant_log::embedded::{FileSnapshots, Options};
use bezant_log::{LogError, LogReader, Position, SnapshotStore};
use serde::{Deserialize, Serialize};

use super::facts::Facts;
use crate::error::AuditError;
use crate::mask::masked;
use crate::record::{Change, Difference, Kind, Record};
use crate::trail::Trail;

const READ_BYTES: usize = 1 << 20;

/// What is known.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Known {
    /// The main log's position of the last change.
    pub(super) position: u64,
    /// By tenant, kind and id.
    things: BTreeMap<String, BTreeMap<String, String>>,
}

impl Known {
    /// What the trail tells up to its end.
    pub(super) fn read(store: &dyn SnapshotStore, reader: &dyn LogReader) -> Result<Known, AuditError> {
        let (mut at, mut known) = match store.latest()? {
            Some((at, bytes)) if at <= reader.head() => match serde_json::from_slice(&bytes) {
                Ok(known) => (at, known),
                Err(_) => (Position::NONE, Known::default()),
            },
            _ => (Position::NONE, Known::default()),
        };
        at = at.max(reader.begins_after());
        loop {
            let records = reader.read_after(at, READ_BYTES)?;
            let Some(last) = records.last() else {
                return Ok(known);
            };
            at = last.position;
            for record in &records {
                let read = Record::read(&record.payload);
                let read = read.map_err(|_| AuditError::Record(record.position.0))?;
                match &read.kind {
                    Some(Kind::Change(change)) => known.repeat(&read.tenant, change),
                    // What told how far it came may be among what left.
                    Some(Kind::Custody(custody)) => {
                        known.position = known.position.max(custody.followed);
                    }
                    Some(Kind::Request(_) | Kind::Alert(_)) | None => {}
                }
            }
        }
    }

    fn repeat(&mut self, tenant: &str, change: &Change) {
        self.position = change.position;
        for event in &change.events {
            for difference in &event.fields {
                let thing = key(tenant, &event.thing, &event.id);
                match &difference.new {
                    Some(value) if is_kept(&event.thing) => {
                        let fields = self.things.entry(thing).or_default();
                        fields.insert(difference.field.clone(), value.clone());
                    }
                    Some(_) => {}
                    None => {
                        if let Some(fields) = self.things.get_mut(&thing) {
                            fields.remove(&difference.field);
                            if fields.is_empty() {
                                self.things.remove(&thing);
                            }
                        }
                    }
                }
            }
        }
    }

    /// Takes in what an event says about a thing; what is different by it.
    pub(super) fn take_in(&mut self, tenant: &str, thing: &str, id: &str, facts: Facts) -> Vec<Difference> {
        match facts {
            Facts::Nothing => Vec::new(),
            Facts::Told(facts) if is_kept(thing) => {
                let facts = facts.into_iter();
                let facts = Facts::Set(facts.map(|(field, value)| (field, Some(value))).collect());
                self.take_in(tenant, thing, id, facts)
            }
            Facts::Told(facts) => facts
                .into_iter()
                .map(|(field, value)| Difference {
                    new: Some(masked(&field, &value)),
                    field,
                    old: None,
                })
                .collect(),
            Facts::Set(facts) => {
                let place = key(tenant, thing, id);
                let fields = self.things.entry(place.clone()).or_default();
                let mut different = Vec::new();
                for (field, value) in facts {
                    let new = value.map(|value| masked(&field, &value));
                    let old = match &new {
                        Some(new) => fields.insert(field.clone(), new.clone()),
                        None => fields.remove(&field),
                    };
                    if old != new {
                        different.push(Difference { field, old, new });
                    }
                }
                if fields.is_empty() {
                    self.things.remove(&place);
                }
                different
            }
            Facts::Gone => {
                let fields = self
                    .things
                    .remove(&key(tenant, thing, id))
                    .unwrap_or_default()
                    .into_iter();
                fields
                    .map(|(field, old)| Difference {
                        field,
                        old: Some(old),
                        new: None,
                    })
                    .collect()
            }
        }
    }

    /// Keeps a snapshot of what the trail tells up to `at`.
    pub(super) fn save(&self, store: &dyn SnapshotStore, at: Position) -> Result<(), LogError> {
        let bytes = serde_json::to_vec(self).expect("texts are JSON");
        store.save(at, &bytes)
    }
}

/// Whether how a thing of this kind stands is known; of others only what happened is told.
fn is_kept(thing: &str) -> bool {
    super::facts::KEPT.contains(&thing)
}

/// A tenant is told of by the node before it has anything of its own.
fn key(tenant: &str, thing: &str, id: &str) -> String {
    // There is one for the whole node, whichever tenant's operator changes it.
    if thing == "access_policy" {
        return format!("/{thing}/{id}");
    }
    if thing == "tenant" {
        return format!("/tenant/{}", if id.is_empty() { tenant } else { id });
    }
    format!("{tenant}/{thing}/{id}")
}

/// Up to where of the trail everything is known without reading it, and the main log's position up to which changes are among that.
/// Nothing where no snapshot can be used.
pub(crate) fn kept(trail: &Trail) -> Result<Option<(Position, u64)>, AuditError> {
    let Some((at, bytes)) = snapshots(trail.folder())?.latest()? else {
        return Ok(None);
    };
    let known = serde_json::from_slice::<Known>(&bytes).ok();
    Ok(known.map(|known| (at, known.position)))
}

/// The snapshots of a trail.
pub(super) fn snapshots(folder: &Path) -> Result<FileSnapshots, AuditError> {
    let folder = folder.join("known");
    let disk = RealDisk::open(&folder).map_err(|source| AuditError::file(&folder, source))?;
    Ok(FileSnapshots::open_with(Arc::new(disk), &Options::default())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn active(version: &str) -> Facts {
        Facts::Set(vec![("active_version".to_owned(), Some(version.to_owned()))])
    }

    #[test]
    fn what_belongs_to_the_node_is_one_whoever_changes_it() {
        let mut known = Known::default();
        for (thing, old) in [("access_policy", Some("1")), ("role", None)] {
            known.take_in("ten_a", thing, "", active("1"));
            let different = known.take_in("ten_b", thing, "", active("2"));
            assert_eq!(different[0].old.as_deref(), old, "{thing}");
        }
    }
}
