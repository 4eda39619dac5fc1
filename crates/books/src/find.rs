//! One transfer by its id, with what became of it and what its caller attached.

use bezant_journal::By;
use bezant_kernel::{Tenant, TransferId};
use bezant_ledger::{Attachment, HoldOutcome, Transfer, TransferKind};

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
        let attachment = self.attachments(&[Placed { place, transfer }])?.pop().flatten();
        Ok(Some(Found {
            transfer,
            place,
            ended_by,
            reversed_by,
            attachment,
        }))
    }
}
