//! Schedules as the API takes and shows them.

use std::collections::BTreeMap;

use bezant_kernel::{AccountId, Currency, ScheduleId, Timestamp, TransferId};
use bezant_ledger::{Attachment, CallerTransfer, Flags, Schedule};
use bezant_proto::PackedTransfer;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::transfer_request::NewTransfer;
use crate::request::{from_text, objects};

/// Transfers to be made later, all or none.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSchedule {
    /// An id of your choice; a fresh one if left out.
    #[schema(value_type = Option<String>)]
    pub(crate) id: Option<ScheduleId>,
    /// When; in the future.
    #[serde(deserialize_with = "from_text")]
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// From 1 to 256 transfers and holds. Balances are looked at when the time has come.
    #[serde(deserialize_with = "objects")]
    pub(crate) transfers: Vec<NewTransfer>,
}

/// Transfers that wait for their time.
#[derive(Serialize, ToSchema)]
#[schema(as = Schedule)]
pub(crate) struct ScheduleDto {
    #[schema(value_type = String, example = "sch_01h455vb4pex5vsknk084sn02q")]
    id: ScheduleId,
    /// Always `schedule`.
    object: &'static str,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    transfers: Vec<ScheduledTransferDto>,
}

/// A transfer that waits for its time.
#[derive(Serialize, ToSchema)]
#[schema(as = ScheduledTransfer)]
pub(crate) struct ScheduledTransferDto {
    /// The id that the transfer will have.
    #[schema(value_type = String)]
    id: TransferId,
    /// `transfer` or `hold`.
    kind: &'static str,
    #[schema(value_type = String)]
    debit: AccountId,
    #[schema(value_type = String)]
    credit: AccountId,
    /// In minor units; of a balancing transfer at most so much, zero for no bound.
    #[schema(value_type = u64)]
    amount: u128,
    #[schema(value_type = String)]
    currency: Option<Currency>,
    code: u16,
    reference: Option<String>,
    /// After how many seconds a hold ends by itself.
    timeout_seconds: Option<u32>,
    /// `debit` or `credit`.
    balancing: Option<&'static str>,
    /// `debit` or `credit`.
    closing: Option<&'static str>,
    external_reference: Option<String>,
    metadata: BTreeMap<String, String>,
}

impl ScheduledTransferDto {
    fn new(packed: &PackedTransfer, attachment: Option<&Attachment>) -> Self {
        let flags = Flags::from_bits(packed.flags).expect("a scheduled transfer was checked");
        let side = |debit, credit| match (flags.contains(debit), flags.contains(credit)) {
            (true, _) => Some("debit"),
            (_, true) => Some("credit"),
            _ => None,
        };
        let metadata = attachment.into_iter().flat_map(|one| one.metadata.iter());
        ScheduledTransferDto {
            id: TransferId::from_u128(packed.id),
            kind: if packed.kind == bezant_proto::kinds::HOLD {
                "hold"
            } else {
                "transfer"
            },
            debit: AccountId::from_u128(packed.debit),
            credit: AccountId::from_u128(packed.credit),
            amount: packed.amount,
            currency: Currency::from_number(packed.currency),
            code: packed.code,
            reference: (packed.reference != 0).then(|| format!("{:032x}", packed.reference)),
            timeout_seconds: Some(packed.timeout_seconds).filter(|&seconds| seconds != 0),
            balancing: side(Flags::BALANCING_DEBIT, Flags::BALANCING_CREDIT),
            closing: side(Flags::CLOSING_DEBIT, Flags::CLOSING_CREDIT),
            external_reference: attachment
                .and_then(|one| one.external_reference.as_ref())
                .map(|text| text.as_str().to_owned()),
            metadata: metadata
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
        }
    }
}

impl ScheduleDto {
    /// What was just scheduled, as it was asked for.
    pub(crate) fn made(id: ScheduleId, at: Timestamp, chain: &[CallerTransfer]) -> Self {
        let transfers = chain.iter().map(|transfer| {
            let packed = transfer.pack().expect("what was scheduled can be packed");
            let attachment = Attachment {
                transfer: transfer.id,
                metadata: transfer.metadata.clone(),
                external_reference: transfer.external_reference.clone(),
            };
            ScheduledTransferDto::new(&PackedTransfer::from_bytes(&packed), Some(&attachment))
        });
        ScheduleDto {
            id,
            object: "schedule",
            at,
            transfers: transfers.collect(),
        }
    }
}

impl From<&Schedule> for ScheduleDto {
    fn from(schedule: &Schedule) -> Self {
        let items = PackedTransfer::all_in(schedule.items.as_bytes()).expect("a schedule is whole");
        let attachment = |id: u128| {
            let mut all = schedule.attachments.iter();
            all.find(|one| one.transfer.as_u128() == id)
        };
        ScheduleDto {
            id: schedule.id,
            object: "schedule",
            at: schedule.at,
            transfers: items
                .map(|item| ScheduledTransferDto::new(&item, attachment(item.id)))
                .collect(),
        }
    }
}
