//! What callers attached to transfers, for many at once.

use std::collections::{BTreeMap, BTreeSet};

use bezant_core::{Core, Event};
use bezant_engine::read_entry;
use bezant_journal::Place;
use bezant_kernel::TransferId;
use bezant_ledger::Attachment;
use bezant_log::Position;

use crate::books::Books;
use crate::error::BooksError;

impl Books {
    /// The attachments of those of these transfers that have one. Each record of the log is read once.
    pub fn attachments(
        &self,
        transfers: impl IntoIterator<Item = (Place, TransferId)>,
    ) -> Result<BTreeMap<TransferId, Attachment>, BooksError> {
        let mut wanted: BTreeMap<Position, BTreeSet<TransferId>> = BTreeMap::new();
        for (place, id) in transfers {
            wanted.entry(place.position()).or_default().insert(id);
        }
        let mut found = BTreeMap::new();
        for (position, ids) in wanted {
            let after = Position(position.0.saturating_sub(1));
            let Some(record) = self.reader.read_after(after, 1)?.into_iter().next() else {
                continue;
            };
            let entry =
                read_entry::<Core>(record).map_err(|damage| BooksError::Record { position, damage })?;
            for event in entry.into_iter().flat_map(|entry| entry.events) {
                if let Event::Ledger(bezant_ledger::Event::Attached(attachment)) = event
                    && ids.contains(&attachment.transfer)
                {
                    found.insert(attachment.transfer, attachment);
                }
            }
        }
        Ok(found)
    }
}
