//! The protobuf messages behind events and snapshots. Fields are only ever added.

use bezant_kernel::wire::{Corrupt, amount_bytes, amount_from, currency_from, id_bytes, id_from};
use bezant_kernel::{AccountId, AccountPath, MonitorId, Timestamp};

use crate::account::{AccountChange, Guard, TemporaryLimit, Terms};
use crate::batch::RequestBatch;
use crate::event::{Attachment, Event, Schedule};
use crate::metadata::{ExternalReference, Metadata};
use crate::monitor::{Comparison, Condition, Measure};
use crate::sums::MAX_SUM;

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct IdWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) id: Vec<u8>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct AccountOpenedWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(string, tag = "2")]
    path: String,
    #[prost(uint32, tag = "3")]
    currency: u32,
    /// The guard of the first version: true for none.
    #[prost(bool, tag = "4")]
    allows_overdraft: bool,
    #[prost(uint64, tag = "5")]
    opened_at_us: u64,
    /// Zero leaves the guard to the field above.
    #[prost(uint32, tag = "6")]
    guard: u32,
    #[prost(bytes = "vec", tag = "7")]
    credit_limit: Vec<u8>,
    #[prost(uint32, tag = "8")]
    code: u32,
    #[prost(bytes = "vec", tag = "9")]
    user_data: Vec<u8>,
    #[prost(message, optional, tag = "10")]
    metadata: Option<MetadataWire>,
    #[prost(bool, tag = "11")]
    reserved: bool,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct MetadataWire {
    #[prost(message, repeated, tag = "1")]
    entries: Vec<EntryWire>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct EntryWire {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(string, tag = "2")]
    value: String,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct AccountChangedWire {
    #[prost(bytes = "vec", tag = "1")]
    account: Vec<u8>,
    #[prost(bytes = "vec", optional, tag = "2")]
    credit_limit: Option<Vec<u8>>,
    #[prost(message, optional, tag = "3")]
    temporary_limit: Option<TemporaryLimitWire>,
    #[prost(bool, optional, tag = "4")]
    frozen: Option<bool>,
    #[prost(bool, optional, tag = "5")]
    closed: Option<bool>,
    #[prost(uint32, optional, tag = "6")]
    code: Option<u32>,
    #[prost(bytes = "vec", optional, tag = "7")]
    user_data: Option<Vec<u8>>,
    #[prost(message, optional, tag = "8")]
    metadata: Option<MetadataWire>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct TemporaryLimitWire {
    #[prost(bytes = "vec", tag = "1")]
    extra: Vec<u8>,
    #[prost(uint64, tag = "2")]
    until_us: u64,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct AttachedWire {
    #[prost(bytes = "vec", tag = "1")]
    transfer: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    metadata: Option<MetadataWire>,
    #[prost(string, optional, tag = "3")]
    external_reference: Option<String>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct ScheduledWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(uint64, tag = "2")]
    at_us: u64,
    #[prost(bytes = "bytes", tag = "3")]
    items: bytes::Bytes,
    #[prost(message, repeated, tag = "4")]
    attachments: Vec<AttachedWire>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct ScheduleFailedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) id: Vec<u8>,
    #[prost(uint32, tag = "2")]
    pub(crate) index: u32,
    #[prost(uint32, tag = "3")]
    pub(crate) code: u32,
    #[prost(uint32, tag = "4")]
    pub(crate) field: u32,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct MonitorWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    account: Vec<u8>,
    #[prost(uint32, tag = "3")]
    measure: u32,
    #[prost(uint32, tag = "4")]
    comparison: u32,
    #[prost(bytes = "vec", tag = "5")]
    threshold: Vec<u8>,
    #[prost(bool, tag = "6")]
    holds: bool,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct CrossingWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) monitor: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(crate) account: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    pub(crate) value: Vec<u8>,
    #[prost(bool, tag = "4")]
    pub(crate) holds: bool,
    #[prost(bytes = "vec", tag = "5")]
    pub(crate) transfer: Vec<u8>,
}

impl AccountOpenedWire {
    pub(crate) fn new(id: AccountId, terms: &Terms, opened_at: Timestamp) -> Self {
        AccountOpenedWire {
            id: id_bytes(id),
            path: terms.path.as_str().to_owned(),
            currency: u32::from(terms.currency.number()),
            allows_overdraft: terms.guard == Guard::None,
            opened_at_us: opened_at.as_microseconds(),
            guard: match terms.guard {
                Guard::None | Guard::NormalSide => 0,
                Guard::DebitsWithinCredits | Guard::CreditsWithinDebits => terms.guard as u32,
            },
            credit_limit: limit_bytes(terms.credit_limit),
            code: u32::from(terms.code),
            user_data: number_bytes(terms.user_data),
            metadata: metadata_wire(&terms.metadata),
            reserved: terms.reserved,
        }
    }

    pub(crate) fn event(self) -> Result<Event, Corrupt> {
        let guard = match (self.guard, self.allows_overdraft) {
            (0, true) => Guard::None,
            (0, false) => Guard::NormalSide,
            (number @ (2 | 3), false) => Guard::from_number(number).ok_or(Corrupt("unknown guard"))?,
            (_, _) => return Err(Corrupt("unknown guard of an account")),
        };
        Ok(Event::AccountOpened {
            id: id_from(&self.id)?,
            terms: Terms {
                path: self
                    .path
                    .parse::<AccountPath>()
                    .map_err(|_| Corrupt("not an account path"))?,
                currency: currency_from(self.currency)?,
                guard,
                credit_limit: limit_from(&self.credit_limit)?,
                code: code_from(self.code)?,
                user_data: number_from(&self.user_data)?,
                metadata: metadata_from(self.metadata)?,
                reserved: self.reserved,
            },
            opened_at: Timestamp::from_microseconds(self.opened_at_us),
        })
    }
}

impl AccountChangedWire {
    pub(crate) fn new(account: AccountId, change: &AccountChange) -> Self {
        AccountChangedWire {
            account: id_bytes(account),
            credit_limit: change.credit_limit.map(limit_bytes),
            temporary_limit: change.temporary_limit.map(TemporaryLimitWire::from),
            frozen: change.frozen,
            closed: change.closed,
            code: change.code.map(u32::from),
            user_data: change.user_data.map(number_bytes),
            // A patch without keys is a patch all the same: what is decoded is what was decided.
            metadata: change
                .metadata
                .as_ref()
                .map(|patch| metadata_wire(patch).unwrap_or_default()),
        }
    }

    pub(crate) fn event(self) -> Result<Event, Corrupt> {
        let metadata = match self.metadata {
            Some(wire) => Some(metadata_from(Some(wire))?),
            None => None,
        };
        Ok(Event::AccountChanged {
            account: id_from(&self.account)?,
            change: AccountChange {
                credit_limit: self.credit_limit.as_deref().map(limit_from).transpose()?,
                temporary_limit: self.temporary_limit.map(TemporaryLimit::try_from).transpose()?,
                frozen: self.frozen,
                closed: self.closed,
                code: self.code.map(code_from).transpose()?,
                user_data: self.user_data.as_deref().map(number_from).transpose()?,
                metadata,
            },
        })
    }
}

impl From<TemporaryLimit> for TemporaryLimitWire {
    fn from(limit: TemporaryLimit) -> Self {
        TemporaryLimitWire {
            extra: limit_bytes(limit.extra),
            until_us: limit.until.as_microseconds(),
        }
    }
}

impl TryFrom<TemporaryLimitWire> for TemporaryLimit {
    type Error = Corrupt;

    fn try_from(wire: TemporaryLimitWire) -> Result<Self, Corrupt> {
        Ok(TemporaryLimit {
            extra: limit_from(&wire.extra)?,
            until: Timestamp::from_microseconds(wire.until_us),
        })
    }
}

impl From<&Attachment> for AttachedWire {
    fn from(attachment: &Attachment) -> Self {
        let reference = attachment.external_reference.as_ref();
        AttachedWire {
            transfer: id_bytes(attachment.transfer),
            metadata: metadata_wire(&attachment.metadata),
            external_reference: reference.map(|reference| reference.as_str().to_owned()),
        }
    }
}

impl AttachedWire {
    pub(crate) fn attachment(self) -> Result<Attachment, Corrupt> {
        let reference = self
            .external_reference
            .map(|text| text.parse::<ExternalReference>())
            .transpose();
        Ok(Attachment {
            transfer: id_from(&self.transfer)?,
            metadata: metadata_from(self.metadata)?,
            external_reference: reference.map_err(|_| Corrupt("not an external reference"))?,
        })
    }
}

impl From<&Schedule> for ScheduledWire {
    fn from(schedule: &Schedule) -> Self {
        ScheduledWire {
            id: id_bytes(schedule.id),
            at_us: schedule.at.as_microseconds(),
            items: schedule.items.as_bytes().clone(),
            attachments: schedule.attachments.iter().map(AttachedWire::from).collect(),
        }
    }
}

impl ScheduledWire {
    pub(crate) fn schedule(self) -> Result<Schedule, Corrupt> {
        Ok(Schedule {
            id: id_from(&self.id)?,
            at: Timestamp::from_microseconds(self.at_us),
            items: RequestBatch::try_from(self.items).map_err(|_| Corrupt("not a batch of requests"))?,
            attachments: self
                .attachments
                .into_iter()
                .map(AttachedWire::attachment)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl MonitorWire {
    pub(crate) fn new(id: MonitorId, account: AccountId, condition: &Condition, holds: bool) -> Self {
        MonitorWire {
            id: id_bytes(id),
            account: id_bytes(account),
            measure: condition.measure.number(),
            comparison: condition.comparison.number(),
            threshold: amount_bytes(condition.threshold),
            holds,
        }
    }

    pub(crate) fn event(self) -> Result<Event, Corrupt> {
        Ok(Event::MonitorSet {
            id: id_from(&self.id)?,
            account: id_from(&self.account)?,
            condition: Condition {
                measure: Measure::from_number(self.measure).ok_or(Corrupt("unknown measure"))?,
                comparison: Comparison::from_number(self.comparison).ok_or(Corrupt("unknown comparison"))?,
                threshold: amount_from(&self.threshold)?,
            },
            holds: self.holds,
        })
    }
}

/// `None` for no keys.
pub(crate) fn metadata_wire(metadata: &Metadata) -> Option<MetadataWire> {
    let entries: Vec<_> = metadata
        .iter()
        .map(|(key, value)| EntryWire {
            key: key.to_owned(),
            value: value.to_owned(),
        })
        .collect();
    (!entries.is_empty()).then_some(MetadataWire { entries })
}

pub(crate) fn metadata_from(wire: Option<MetadataWire>) -> Result<Metadata, Corrupt> {
    let mut metadata = Metadata::new();
    for entry in wire.into_iter().flat_map(|wire| wire.entries) {
        metadata
            .insert(&entry.key, &entry.value)
            .map_err(|_| Corrupt("not metadata"))?;
    }
    Ok(metadata)
}

fn limit_bytes(limit: u128) -> Vec<u8> {
    amount_bytes(i128::try_from(limit).expect("a limit is at most the largest sum"))
}

fn limit_from(bytes: &[u8]) -> Result<u128, Corrupt> {
    u128::try_from(amount_from(bytes)?)
        .ok()
        .filter(|&limit| limit <= MAX_SUM)
        .ok_or(Corrupt("a limit is not negative"))
}

/// Sixteen bytes, or none for zero.
fn number_bytes(number: u128) -> Vec<u8> {
    if number == 0 {
        Vec::new()
    } else {
        number.to_be_bytes().to_vec()
    }
}

fn number_from(bytes: &[u8]) -> Result<u128, Corrupt> {
    if bytes.is_empty() {
        return Ok(0);
    }
    let bytes = bytes.try_into().map_err(|_| Corrupt("a number is 16 bytes"))?;
    Ok(u128::from_be_bytes(bytes))
}

fn code_from(code: u32) -> Result<u16, Corrupt> {
    u16::try_from(code).map_err(|_| Corrupt("a code has 16 bits"))
}
