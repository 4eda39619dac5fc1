//! Events as they stand in the log: a byte for the kind, then the body. Additive for ever: no number is used twice.

use bezant_kernel::wire::{Corrupt, amount_bytes, amount_from, id_bytes, id_from};
use bytes::Bytes;
use prost::Message;

use crate::batch::{ItemResult, Records, Results};
use crate::event::{Crossing, Event};
use crate::messages::{
    AccountChangedWire, AccountOpenedWire, AttachedWire, CrossingWire, IdWire, MonitorWire,
    ScheduleFailedWire, ScheduledWire,
};

const ACCOUNT_OPENED: u8 = 1;
// 2 was a single transfer, in logs that are refused today.
const POSTED: u8 = 3;
const REFUSED: u8 = 4;
const ATTACHED: u8 = 5;
const ACCOUNT_CHANGED: u8 = 6;
const SCHEDULED: u8 = 7;
const SCHEDULE_CANCELLED: u8 = 8;
const SCHEDULE_FAILED: u8 = 9;
const MONITOR_SET: u8 = 10;
const MONITOR_REMOVED: u8 = 11;
const MONITOR_CROSSED: u8 = 12;

/// Appends the stored form of `event` to `out`.
pub fn encode_event(event: &Event, out: &mut Vec<u8>) {
    let mut put = |kind: u8, message: &dyn ErasedMessage| {
        out.push(kind);
        message.append(out);
    };
    match event {
        Event::AccountOpened { id, terms, opened_at } => {
            put(ACCOUNT_OPENED, &AccountOpenedWire::new(*id, terms, *opened_at));
        }
        Event::AccountChanged { account, change } => {
            put(ACCOUNT_CHANGED, &AccountChangedWire::new(*account, change));
        }
        Event::Posted(records) => {
            out.push(POSTED);
            out.extend_from_slice(records.as_bytes());
        }
        Event::Refused(results) => {
            out.push(REFUSED);
            out.extend_from_slice(results.as_bytes());
        }
        Event::Attached(attachment) => put(ATTACHED, &AttachedWire::from(attachment)),
        Event::Scheduled(schedule) => put(SCHEDULED, &ScheduledWire::from(schedule)),
        Event::ScheduleCancelled { id } => put(SCHEDULE_CANCELLED, &IdWire { id: id_bytes(*id) }),
        Event::ScheduleFailed { id, refused } => {
            let message = ScheduleFailedWire {
                id: id_bytes(*id),
                index: refused.index,
                code: u32::from(refused.code),
                field: u32::from(refused.field),
            };
            put(SCHEDULE_FAILED, &message);
        }
        Event::MonitorSet {
            id,
            account,
            condition,
            holds,
        } => put(MONITOR_SET, &MonitorWire::new(*id, *account, condition, *holds)),
        Event::MonitorRemoved { id } => put(MONITOR_REMOVED, &IdWire { id: id_bytes(*id) }),
        Event::MonitorCrossed(crossing) => {
            let message = CrossingWire {
                monitor: id_bytes(crossing.monitor),
                account: id_bytes(crossing.account),
                value: amount_bytes(crossing.value),
                holds: crossing.holds,
                transfer: id_bytes(crossing.transfer),
            };
            put(MONITOR_CROSSED, &message);
        }
    }
}

/// The event in these bytes. Records are checked and stay where they are.
pub fn decode_event(bytes: Bytes) -> Result<Event, Corrupt> {
    let kind = *bytes.first().ok_or(Corrupt("an event has a kind"))?;
    let body = bytes.slice(1..);
    match kind {
        ACCOUNT_OPENED => AccountOpenedWire::decode(body)?.event(),
        POSTED => Records::from_stored(body).map(Event::Posted),
        REFUSED => Results::from_stored(body).map(Event::Refused),
        ATTACHED => AttachedWire::decode(body)?.attachment().map(Event::Attached),
        ACCOUNT_CHANGED => AccountChangedWire::decode(body)?.event(),
        SCHEDULED => ScheduledWire::decode(body)?.schedule().map(Event::Scheduled),
        SCHEDULE_CANCELLED => Ok(Event::ScheduleCancelled {
            id: id_from(&IdWire::decode(body)?.id)?,
        }),
        SCHEDULE_FAILED => {
            let message = ScheduleFailedWire::decode(body)?;
            let number = |value: u32| u16::try_from(value).map_err(|_| Corrupt("a number of 16 bits"));
            Ok(Event::ScheduleFailed {
                id: id_from(&message.id)?,
                refused: ItemResult {
                    index: message.index,
                    code: number(message.code)?,
                    field: number(message.field)?,
                },
            })
        }
        MONITOR_SET => MonitorWire::decode(body)?.event(),
        MONITOR_REMOVED => Ok(Event::MonitorRemoved {
            id: id_from(&IdWire::decode(body)?.id)?,
        }),
        MONITOR_CROSSED => {
            let message = CrossingWire::decode(body)?;
            Ok(Event::MonitorCrossed(Crossing {
                monitor: id_from(&message.monitor)?,
                account: id_from(&message.account)?,
                value: amount_from(&message.value)?,
                holds: message.holds,
                transfer: id_from(&message.transfer)?,
            }))
        }
        _ => Err(Corrupt("unknown kind of ledger event")),
    }
}

/// `prost::Message` as an object.
trait ErasedMessage {
    fn append(&self, out: &mut Vec<u8>);
}

impl<M: Message> ErasedMessage for M {
    fn append(&self, out: &mut Vec<u8>) {
        self.encode(out).expect("a vector grows to what a message needs");
    }
}
