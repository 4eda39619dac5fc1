//! Transfers for a later date: what is checked when they are scheduled. Balances are looked at when the date has come.

use std::collections::BTreeSet;

use bezant_kernel::{AccountId, Currency, ScheduleId, Tenant, Timestamp};
use bytes::Bytes;

use crate::batch::RequestBatch;
use crate::command::{CallerTransfer, pack_chain};
use crate::draft::Draft;
use crate::event::{Attachment, Event, Schedule};
use crate::record::{Packed, TransferKind};
use crate::rejection::{Field, Refusal, Rejection};
use crate::request::Request;
use crate::scratch::NO_SLOT;
use crate::state::State;

/// Schedules a chain of transfers and holds. Their ids are taken from now on.
pub(crate) fn schedule(
    state: &State,
    tenant: Tenant,
    now: Timestamp,
    id: ScheduleId,
    at: Timestamp,
    chain: &[CallerTransfer],
) -> Result<Vec<Event>, Refusal> {
    if state.schedule(tenant, id).is_some() {
        return Err(Rejection::ScheduleExists { schedule: id }.into());
    }
    if at <= now {
        return Err(Rejection::ScheduleTimePassed.into());
    }
    let items = pack_chain(chain)?;
    let mut draft = Draft::new(state, tenant, now, false, 0);
    draft.resolve(&items);
    let mut ids = BTreeSet::new();
    for (index, item) in items.iter().enumerate() {
        check(&mut draft, item, &mut ids).map_err(|rejection| Refusal { index, rejection })?;
    }
    let items = RequestBatch::try_from(Bytes::from(items.into_flattened())).expect("a chain is a batch");
    Ok(vec![Event::Scheduled(Schedule {
        id,
        at,
        items,
        attachments: chain.iter().filter_map(Attachment::of).collect(),
    })])
}

fn check(draft: &mut Draft<'_>, item: &Packed, ids: &mut BTreeSet<u128>) -> Result<(), Rejection> {
    let request = Request::read(item);
    let (kind, _) = draft.check(&request)?;
    let id = request.transfer_id();
    if !ids.insert(request.id) {
        return Err(Rejection::TransferScheduled { id });
    }
    if !matches!(kind, TransferKind::Transfer | TransferKind::Hold) || !request.is_undated() {
        return Err(Rejection::NotSchedulable);
    }
    if request.amount == 0 && request.flags().is_fixed_amount() {
        return Err(Rejection::AmountMustBePositive);
    }
    if request.debit == request.credit {
        return Err(Rejection::SameAccount {
            account: AccountId::from_u128(request.debit),
        });
    }
    for account in [request.debit, request.credit].map(AccountId::from_u128) {
        let place = draft.find(account);
        if place == NO_SLOT {
            return Err(Rejection::AccountNotFound { account });
        }
        let other = draft.slot(place).currency;
        if other.number() != request.currency {
            return Err(match Currency::from_number(request.currency) {
                Some(amount) => Rejection::CurrencyMismatch { amount, other },
                None => Rejection::FieldNotAllowed {
                    field: Field::Currency,
                },
            });
        }
    }
    Ok(())
}
