//! From a command to events, or to the reason why not.

use bezant_kernel::{MonitorId, ScheduleId, Tenant, Timestamp, TransferId};

use crate::batch::{ItemResult, RequestBatch, Results};
use crate::command::{CallerTransfer, Command, pack_chain};
use crate::draft::Draft;
use crate::event::{Attachment, Event};
use crate::flags::Flags;
use crate::line::Traits;
use crate::monitor::{Condition, MAX_MONITORS};
use crate::record::{Packed, TransferKind, offset, u128_at};
use crate::rejection::{Refusal, Rejection};
use crate::state::State;

/// Decides `command`, which is committed at `now`. Before, the transfers that [`State::lookups`] names have to be
/// looked for, and those that exist handed to [`State::recall`].
pub fn decide(
    state: &State,
    tenant: Tenant,
    now: Timestamp,
    command: Command,
) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::OpenAccount(open) => Ok(crate::terms::open(state, tenant, now, open)?),
        Command::ChangeAccount { account, change } => {
            Ok(crate::terms::change(state, tenant, account, change)?)
        }
        Command::Transfers(chain) => transfers(state, tenant, now, &chain),
        Command::Batch(items) => Ok(batch(state, tenant, now, items)),
        Command::Schedule { id, at, transfers } => {
            crate::schedule::schedule(state, tenant, now, id, at, &transfers)
        }
        Command::CancelSchedule { id } => Ok(cancel(state, tenant, id)?),
        Command::SetMonitor {
            id,
            account,
            condition,
        } => Ok(set_monitor(state, tenant, id, account, condition)?),
        Command::RemoveMonitor { id } => Ok(remove_monitor(state, tenant, id)?),
        Command::Named { paths, command } => {
            let command = paths.others(state, tenant).in_command(*command);
            decide(state, tenant, now, command)
        }
    }
}

impl State {
    /// What the decision about `command` needs to know of finished transfers: those with `ids`, and those that name
    /// one of `related` as their related transfer. Both are added to the lists.
    pub fn lookups(&self, tenant: Tenant, command: &Command, ids: &mut Vec<u128>, related: &mut Vec<u128>) {
        let mut need = |id: TransferId, kind: TransferKind, named: TransferId| {
            ids.push(id.as_u128());
            let is_gone = match kind {
                TransferKind::Transfer | TransferKind::Hold => false,
                TransferKind::Reversal => true,
                TransferKind::Post | TransferKind::Void | TransferKind::Expiry => {
                    self.hold(tenant, named).is_none()
                }
            };
            if is_gone {
                ids.push(named.as_u128());
                related.push(named.as_u128());
            }
        };
        match command {
            Command::Batch(batch) => {
                for item in batch.items() {
                    let kind =
                        TransferKind::from_number(item[offset::KIND]).unwrap_or(TransferKind::Transfer);
                    let named = u128_at(item, offset::RELATED);
                    need(
                        TransferId::from_u128(u128_at(item, 0)),
                        kind,
                        TransferId::from_u128(named),
                    );
                }
            }
            Command::Transfers(transfers) | Command::Schedule { transfers, .. } => {
                for transfer in transfers {
                    let (kind, named) = transfer.names();
                    need(transfer.id, kind, named);
                }
            }
            Command::Named { command, .. } => self.lookups(tenant, command, ids, related),
            Command::OpenAccount(_)
            | Command::ChangeAccount { .. }
            | Command::CancelSchedule { .. }
            | Command::SetMonitor { .. }
            | Command::RemoveMonitor { .. } => {}
        }
    }
}

/// All of a chain or nothing.
fn transfers(
    state: &State,
    tenant: Tenant,
    now: Timestamp,
    chain: &[CallerTransfer],
) -> Result<Vec<Event>, Refusal> {
    let items = pack_chain(chain)?;
    let mut draft = Draft::new(state, tenant, now, false, items.len());
    draft.resolve(&items);
    draft
        .chain(0, &items)
        .map_err(|(index, rejection)| Refusal { index, rejection })?;
    let mut events = draft.into_events();
    let attachments = chain.iter().filter_map(Attachment::of);
    behind_records(&mut events, attachments.map(Event::Attached));
    Ok(events)
}

/// Puts what is attached behind the records that it is attached to.
fn behind_records(events: &mut Vec<Event>, attached: impl Iterator<Item = Event>) {
    events.splice(1..1, attached);
}

/// What can be made of a batch, chain by chain.
fn batch(state: &State, tenant: Tenant, now: Timestamp, batch: RequestBatch) -> Vec<Event> {
    let items = batch.items();
    let mut draft = Draft::new(state, tenant, now, false, items.len());
    draft.attached = Some(batch.attached());
    draft.resolve(items);
    let mut refused = Vec::new();
    let mut first = 0;
    while first < items.len() {
        let end = first + chain_length(&items[first..]);
        let is_open = items[end - 1][offset::FLAGS] & LINKED != 0;
        let outcome = if is_open {
            Err((end - 1 - first, Rejection::ChainOpen))
        } else {
            draft.chain(first, &items[first..end])
        };
        if let Err((nth, rejection)) = outcome {
            let whole = matches!(rejection, Rejection::TransferExists { .. });
            refused.extend((first..end).map(|index| {
                let linked = Rejection::LinkedFailed;
                let own = if whole || index == first + nth {
                    &rejection
                } else {
                    &linked
                };
                ItemResult::new(index, own)
            }));
        }
        first = end;
    }
    let mut events = draft.into_events();
    let attached = batch.attachments_made(&refused);
    if !attached.is_empty() {
        behind_records(&mut events, attached.into_iter());
    }
    if !refused.is_empty() {
        events.push(Event::Refused(Results::decided(&refused)));
    }
    events
}

const LINKED: u8 = Flags::LINKED.bits() as u8;

/// How many items the chain at the beginning of `items` has.
fn chain_length(items: &[Packed]) -> usize {
    let linked = items
        .iter()
        .take_while(|item| item[offset::FLAGS] & LINKED != 0)
        .count();
    (linked + 1).min(items.len())
}

fn cancel(state: &State, tenant: Tenant, id: ScheduleId) -> Result<Vec<Event>, Rejection> {
    match state.schedule(tenant, id) {
        Some(_) => Ok(vec![Event::ScheduleCancelled { id }]),
        None => Err(Rejection::ScheduleNotFound { schedule: id }),
    }
}

fn set_monitor(
    state: &State,
    tenant: Tenant,
    id: MonitorId,
    account: bezant_kernel::AccountId,
    condition: Condition,
) -> Result<Vec<Event>, Rejection> {
    let number = state
        .number_of(tenant, account)
        .ok_or(Rejection::AccountNotFound { account })?;
    let monitors = &state.book(state.line(number).tenant).monitors;
    match monitors.get(id) {
        Some(set) if set.account != number => return Err(Rejection::MonitorNotFound { monitor: id }),
        Some(set) if set.condition == condition => return Err(Rejection::NothingToChange),
        Some(_) => {}
        None if monitors.of(number).len() >= MAX_MONITORS => {
            return Err(Rejection::TooManyMonitors { limit: MAX_MONITORS });
        }
        None => {}
    }
    let line = state.line(number);
    let traits: Traits = line.traits;
    let (_, holds) = condition.of(&line.balance, traits);
    Ok(vec![Event::MonitorSet {
        id,
        account,
        condition,
        holds,
    }])
}

fn remove_monitor(state: &State, tenant: Tenant, id: MonitorId) -> Result<Vec<Event>, Rejection> {
    match state.monitor(tenant, id) {
        Some(_) => Ok(vec![Event::MonitorRemoved { id }]),
        None => Err(Rejection::MonitorNotFound { monitor: id }),
    }
}
