//! Transfers read back from the log by their places.

use std::marker::PhantomData;
use std::sync::Arc;

use bezant_engine::{Machine, PackedSpans};
use bezant_journal::{JournalError, PackedTransfer, Place, RecordSource, Stored, TRANSFER_BYTES};
use bezant_kernel::Tenant;
use bezant_log::{LogReader, Position};
use bytes::Bytes;

/// Transfers of one record that lie within this many bytes are fetched in one read: about what a disk reads at once anyway.
const MAX_READ_BYTES: usize = 64 * 1024;

/// The transfers in a log that a machine `M` has written.
pub struct LogRecords<M> {
    reader: Arc<dyn LogReader>,
    machine: PhantomData<fn() -> M>,
}

impl<M: Machine> LogRecords<M> {
    /// Those of this log.
    pub fn new(reader: Arc<dyn LogReader>) -> Self {
        LogRecords {
            reader,
            machine: PhantomData,
        }
    }

    /// The transfers at `places`, all in one record.
    fn of_record(&self, places: &[Place], out: &mut Vec<Stored>) -> Result<(), JournalError> {
        let position = places.first().expect("a group has a place").position();
        let spans = PackedSpans::read::<M>(&*self.reader, position)
            .map_err(|error| failed(position, std::io::Error::other(error)))?;
        let tenant = spans
            .tenant()
            .ok_or(JournalError::NotInLog { place: places[0] })?;
        let offset = |&place: &Place| {
            spans
                .offset(u32::from(place.nth()))
                .ok_or(JournalError::NotInLog { place })
        };
        let offsets: Vec<usize> = places.iter().map(offset).collect::<Result<_, _>>()?;
        self.packed(places, &offsets, tenant, out)
    }

    fn packed(
        &self,
        places: &[Place],
        offsets: &[usize],
        tenant: Tenant,
        out: &mut Vec<Stored>,
    ) -> Result<(), JournalError> {
        let mut done = 0;
        while done < places.len() {
            let (mut low, mut high) = (offsets[done], offsets[done]);
            let near = offsets[done..].iter().take_while(|&&offset| {
                let wider = (low.min(offset), high.max(offset));
                let fits = wider.1 - wider.0 < MAX_READ_BYTES;
                if fits {
                    (low, high) = wider;
                }
                fits
            });
            let count = near.count();
            let bytes = self
                .reader
                .read_slice(places[done].position(), low, high - low + TRANSFER_BYTES)?;
            for (&place, &offset) in places.iter().zip(offsets).skip(done).take(count) {
                let transfer = transfer_at(&bytes, offset - low).ok_or(JournalError::NotInLog { place })?;
                out.push(Stored { tenant, transfer });
            }
            done += count;
        }
        Ok(())
    }
}

impl<M: Machine> RecordSource for LogRecords<M> {
    fn transfer(&self, place: Place) -> Result<Stored, JournalError> {
        let mut one = self.transfers(&[place])?;
        Ok(one.pop().expect("one is answered for one"))
    }

    fn transfers(&self, places: &[Place]) -> Result<Vec<Stored>, JournalError> {
        let mut out = Vec::with_capacity(places.len());
        for group in places.chunk_by(|a, b| a.position() == b.position()) {
            self.of_record(group, &mut out)?;
        }
        Ok(out)
    }
}

fn transfer_at(bytes: &Bytes, offset: usize) -> Option<PackedTransfer> {
    bytes.get(offset..)?.first_chunk().copied()
}

fn failed(position: Position, source: std::io::Error) -> JournalError {
    JournalError::Failed {
        what: format!("reading the transfers of position {position}"),
        source,
    }
}
