//! What callers attached to transfers, read from the records of the log that made them.

use std::collections::BTreeMap;

use bezant_core::{Core, Event};
use bezant_engine::read_entry;
use bezant_kernel::TransferId;
use bezant_ledger::Attachment;
use bezant_log::Position;

use crate::books::Books;
use crate::error::BooksError;
use crate::transfers::Placed;

impl Books {
    /// What was attached to these transfers, in their order. Each record of the log is read once, and only where a digest says
    /// that there is something.
    pub fn attachments(&self, transfers: &[Placed]) -> Result<Vec<Option<Attachment>>, BooksError> {
        let mut wanted: BTreeMap<Position, BTreeMap<TransferId, Vec<usize>>> = BTreeMap::new();
        for (nth, one) in transfers
            .iter()
            .enumerate()
            .filter(|(_, one)| one.transfer.digest != 0)
        {
            let of_record = wanted.entry(one.place.position()).or_default();
            of_record.entry(one.transfer.id).or_default().push(nth);
        }
        let mut found = vec![None; transfers.len()];
        for (position, of_record) in wanted {
            let after = Position(position.0.saturating_sub(1));
            let Some(record) = self.reader.read_after(after, 1)?.into_iter().next() else {
                continue;
            };
            let entry =
                read_entry::<Core>(record).map_err(|damage| BooksError::Record { position, damage })?;
            for event in entry.into_iter().flat_map(|entry| entry.events) {
                if let Event::Ledger(bezant_ledger::Event::Attached(attachment)) = event
                    && let Some(places) = of_record.get(&attachment.transfer)
                {
                    for &nth in places {
                        found[nth] = Some(attachment.clone());
                    }
                }
            }
        }
        Ok(found)
    }
}
