//! One transfer by its id, with what became of it and what its caller attached.

use bezant_core::{Core, Event};
use bezant_engine::read_entry;
use bezant_journal::By;
use bezant_kernel::{Tenant, TransferId};
use bezant_ledger::{Attachment, HoldOutcome, Transfer, TransferKind};
use bezant_log::Position;

use crate::books::Books;
use crate::error::BooksError;
use crate::instant::Instant;
use crate::transfers::Placed;

/// A transfer and what belongs to it, as known at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The transfer. The outcome of a hold is on it.
    pub transfer: Transfer,
    /// Where it stands.
    pub place: bezant_journal::Place,
    /// What ended it, if it is a hold that has ended.
    pub ended_by: Option<Placed>,
    /// What reversed it, if something did.
    pub reversed_by: Option<Placed>,
    /// What its caller attached.
    pub attachment: Option<Attachment>,
}

impl Books {
    /// The tenant's transfer with this id, if one was committed by `at`. By which time it counts is not looked at.
    pub fn transfer(
        &self,
        tenant: Tenant,
        id: TransferId,
        at: &Instant,
    ) -> Result<Option<Found>, BooksError> {
        let found = self.find(tenant, By::Id, &[id.as_u128()], at.known)?;
        let Some(&Placed { place, mut transfer }) = found.first() else {
            return Ok(None);
        };
        let (mut ended_by, mut reversed_by) = (None, None);
        for one in self.find(tenant, By::Related, &[id.as_u128()], at.known)? {
            let own = !one.transfer.kind.ends_hold()
                || one.transfer.ends_internal_hold()
                    == transfer.flags.contains(bezant_ledger::Flags::INTERNAL);
            match one.transfer.kind {
                TransferKind::Reversal => reversed_by = Some(one),
                TransferKind::Post | TransferKind::Void | TransferKind::Expiry if own => {
                    ended_by = Some(one);
                }
                _ => {}
            }
        }
        transfer.outcome = match ended_by.map(|one: Placed| one.transfer.kind) {
            Some(TransferKind::Post) => HoldOutcome::Posted,
            Some(TransferKind::Void) => HoldOutcome::Voided,
            Some(TransferKind::Expiry) => HoldOutcome::Expired,
            _ => HoldOutcome::Open,
        };
        let attachment = match transfer.digest {
            0 => None,
            _ => self.attachment(place.position(), id)?,
        };
        Ok(Some(Found {
            transfer,
            place,
            ended_by,
            reversed_by,
            attachment,
        }))
    }

    /// What the log record at `position` has attached to the transfer.
    fn attachment(&self, position: Position, id: TransferId) -> Result<Option<Attachment>, BooksError> {
        let after = Position(position.0.saturating_sub(1));
        let Some(record) = self.reader.read_after(after, 1)?.into_iter().next() else {
            return Ok(None);
        };
        let entry = read_entry::<Core>(record).map_err(|damage| BooksError::Record { position, damage })?;
        let events = entry.into_iter().flat_map(|entry| entry.events);
        Ok(events
            .filter_map(|event| match event {
                Event::Ledger(bezant_ledger::Event::Attached(attachment)) => Some(attachment),
                _ => None,
            })
            .find(|attachment| attachment.transfer == id))
    }
}
