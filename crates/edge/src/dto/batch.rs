//! Batches of transfers as the API takes and answers them.

use bezant_kernel::{Currency, TransferId};
use bezant_ledger::{
    Field, Flags, ItemAttachment, Records, Refusal, Rejection, RequestBatch, Results, Transfer,
};
use bezant_proto::PackedTransfer;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::transfer_request::NewTransfer;
use crate::problem::{Code, Problem};
use crate::request::{Names, objects};

/// Transfers that are made each by itself, or as chains where they are linked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewBatch {
    /// From 1 to 8,190. An item with `linked: true` is made together with the next one, all of such a chain or none. Their
    /// metadata and external references have at most 768 KiB together, where each item that has some counts for its words, 10 bytes
    /// for each key, and 40.
    #[serde(deserialize_with = "objects")]
    pub(crate) transfers: Vec<NewTransfer>,
}

/// What became of a batch.
#[derive(Serialize, ToSchema)]
#[schema(as = Batch)]
pub(crate) struct BatchDto {
    /// Always `batch`.
    object: &'static str,
    /// How many items were made.
    made: usize,
    /// How many were refused.
    refused: usize,
    /// What became of each item, in their order.
    results: Vec<ItemDto>,
}

/// What became of an item.
#[derive(Serialize, ToSchema)]
#[schema(as = BatchItem)]
pub(crate) struct ItemDto {
    /// `made` or `refused`.
    status: &'static str,
    /// The transfer's id; left out where a refused item brought none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    id: Option<TransferId>,
    /// How much was moved, in minor units, if it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    amount: Option<u128>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    currency: Option<Currency>,
    /// Why it was refused. `transfer_exists` says that the very same one was made before.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    /// Of which field the code speaks, if it speaks of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
}

impl NewBatch {
    /// The packed batch, and the ids of the items that bring one.
    pub(crate) fn into_batch(
        self,
        names: &mut Names,
        mut fresh: impl FnMut() -> TransferId,
    ) -> Result<(RequestBatch, Vec<Option<TransferId>>), Problem> {
        let mut bytes = Vec::with_capacity(self.transfers.len() * bezant_ledger::RECORD_BYTES);
        let mut ids = Vec::with_capacity(self.transfers.len());
        let mut attachments = Vec::new();
        for (index, transfer) in self.transfers.into_iter().enumerate() {
            let prefix = format!("transfers[{index}].");
            ids.push(transfer.id);
            let (item, is_linked) = transfer.into_batch_item(names, &prefix, &mut fresh)?;
            let packed = item.pack().map_err(|rejection| {
                let refusal = Refusal { index, rejection };
                Problem::from(bezant_core::Rejection::from(refusal)).in_list("transfers")
            })?;
            let mut packed = PackedTransfer::from_bytes(&packed);
            if is_linked {
                packed.flags |= Flags::LINKED.bits();
            }
            bytes.extend(packed.to_bytes());
            if packed.digest != 0 {
                attachments.push(ItemAttachment {
                    index,
                    metadata: item.metadata,
                    external_reference: item.external_reference,
                });
            }
        }
        let wrong = |error: String| Problem::mistake("transfers", Code::FieldInvalid, error);
        let batch = RequestBatch::try_from(bytes::Bytes::from(bytes));
        let batch = batch.map_err(|error| wrong(error.to_string()))?;
        let batch = batch.with_attachments(attachments);
        Ok((batch.map_err(|error| wrong(error.to_string()))?, ids))
    }
}

impl BatchDto {
    /// What was made and refused of the items with these ids.
    pub(crate) fn new(ids: &[Option<TransferId>], made: Option<&Records>, refused: Option<&Results>) -> Self {
        // What Bezant adds itself, to end the other holds of a chain, no item asked for by name.
        let own = |transfer: &Transfer| !transfer.flags.contains(Flags::INTERNAL);
        let mut made = made.into_iter().flat_map(Records::iter).filter(own);
        let mut refused = refused.into_iter().flat_map(Results::iter).peekable();
        let mut refused_count = 0;
        let results: Vec<ItemDto> = ids
            .iter()
            .enumerate()
            .map(
                |(index, id)| match refused.next_if(|one| one.index as usize == index) {
                    Some(result) => {
                        refused_count += 1;
                        ItemDto::refused(*id, result.code, result.field)
                    }
                    None => ItemDto::made(&made.next().expect("an item that is not refused is made")),
                },
            )
            .collect();
        assert!(made.next().is_none(), "only what was asked for is made");
        BatchDto {
            object: "batch",
            made: results.len() - refused_count,
            refused: refused_count,
            results,
        }
    }
}

impl ItemDto {
    fn made(transfer: &Transfer) -> Self {
        ItemDto {
            status: "made",
            id: Some(transfer.id),
            amount: Some(transfer.amount),
            currency: Some(transfer.currency),
            code: None,
            field: None,
        }
    }

    fn refused(id: Option<TransferId>, code: u16, field: u16) -> Self {
        ItemDto {
            status: "refused",
            id,
            amount: None,
            currency: None,
            code: Some(code_word(code)),
            field: field_name(field),
        }
    }
}

/// The code with a number of packed results.
pub(super) fn code_word(number: u16) -> &'static str {
    let row = Rejection::NUMBERS.iter().find(|row| row.0 == number);
    row.expect("a result has a known number").1
}

/// A field of packed transfers in the API's own words.
pub(super) fn field_name(number: u16) -> Option<&'static str> {
    const NAMES: [(Field, &str); 12] = [
        (Field::Kind, "kind"),
        (Field::Debit, "debit"),
        (Field::Credit, "credit"),
        (Field::Related, "hold"),
        (Field::Amount, "amount"),
        (Field::Currency, "currency"),
        (Field::Reference, "reference"),
        (Field::Code, "code"),
        (Field::Flags, "flags"),
        (Field::Timeout, "timeout_seconds"),
        (Field::EffectiveTime, "effective_at"),
        (Field::Attached, "metadata"),
    ];
    let row = NAMES.iter().find(|(field, _)| field.number() == number)?;
    Some(row.1)
}
