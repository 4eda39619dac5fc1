//! Ledger transfers as the API shows them.

use std::collections::BTreeMap;

use bezant_books::{Found, JournalLine};
use bezant_kernel::{AccountId, Currency, PaymentId, Timestamp, TransferId};
use bezant_ledger::{Attachment, Flags, HoldOutcome, NO_TRANSFER, Transfer, TransferKind};
use bezant_payments::posting_code_name;
use serde::Serialize;
use utoipa::ToSchema;

use super::Page;

/// A transfer, or those of a chain.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = MadeTransfers)]
#[expect(
    dead_code,
    clippy::large_enum_variant,
    reason = "it describes the two forms of the answer in the OpenAPI document"
)]
pub(crate) enum MadeTransfers {
    #[schema(title = "one transfer")]
    One(TransferDto),
    #[schema(title = "a chain")]
    Chain(Page<TransferDto>),
}

/// A line of the journal.
#[derive(Serialize, ToSchema)]
#[schema(as = Transfer)]
pub(crate) struct TransferDto {
    #[schema(value_type = String, example = "trf_01h455vb4pex5vsknk084sn02q")]
    id: TransferId,
    /// Always `transfer`.
    object: &'static str,
    /// `transfer`, `hold`, `post`, `void`, `expiry` or `reversal`.
    kind: &'static str,
    /// The account that is debited.
    debit: AccountRef,
    /// The account that is credited.
    credit: AccountRef,
    /// In minor units.
    #[schema(value_type = u64)]
    amount: u128,
    #[schema(value_type = String)]
    currency: Currency,
    /// Why money moved.
    code: u16,
    /// The code's name, where it is one of a payment.
    #[schema(value_type = Option<String>, example = "payment.capture")]
    code_name: Option<&'static str>,
    /// The hold that a post, void or expiry ends.
    #[schema(value_type = Option<String>)]
    hold: Option<TransferId>,
    /// The transfer that a reversal reverses.
    #[schema(value_type = Option<String>)]
    original: Option<TransferId>,
    /// When a hold ends by itself.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
    /// What it can be found by: a payment's id for what Bezant posted, else what its caller gave.
    reference: Option<String>,
    /// As of when it counts in the books: earlier than `created_at` if it was backdated.
    #[schema(value_type = String, format = DateTime)]
    effective_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// A transfer with what became of it and what was attached to it.
#[derive(Serialize, ToSchema)]
#[schema(as = TransferDetail)]
pub(crate) struct TransferDetailDto {
    #[serde(flatten)]
    transfer: TransferDto,
    /// Of a hold: `open`, `posted`, `voided` or `expired`.
    outcome: Option<&'static str>,
    /// What ended a hold.
    #[schema(value_type = Option<String>)]
    ended_by: Option<TransferId>,
    /// The reversal that moved its money back.
    #[schema(value_type = Option<String>)]
    reversed_by: Option<TransferId>,
    #[serde(flatten)]
    attached: AttachedDto,
}

/// A line of the general journal.
#[derive(Serialize, ToSchema)]
#[schema(as = JournalLine)]
pub(crate) struct JournalLineDto {
    #[serde(flatten)]
    transfer: TransferDto,
    #[serde(flatten)]
    attached: AttachedDto,
}

/// What was attached to a transfer.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = Attached)]
pub(crate) struct AttachedDto {
    /// Your own name for it.
    external_reference: Option<String>,
    /// Words of your own.
    metadata: BTreeMap<String, String>,
}

impl From<Option<&Attachment>> for AttachedDto {
    fn from(attachment: Option<&Attachment>) -> Self {
        let Some(attachment) = attachment else {
            return AttachedDto::default();
        };
        let words = attachment.metadata.iter();
        let reference = attachment.external_reference.as_ref();
        AttachedDto {
            external_reference: reference.map(|text| text.as_str().to_owned()),
            metadata: words
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
        }
    }
}

impl TransferDetailDto {
    /// What the books have of a transfer, with the paths of its accounts where they are known.
    pub(crate) fn of(found: &Found, paths: Option<(String, String)>) -> Self {
        let outcome = match found.transfer.outcome {
            HoldOutcome::Open => "open",
            HoldOutcome::Posted => "posted",
            HoldOutcome::Voided => "voided",
            HoldOutcome::Expired => "expired",
        };
        TransferDetailDto {
            transfer: TransferDto::of(&found.transfer, paths),
            outcome: (found.transfer.kind == TransferKind::Hold).then_some(outcome),
            ended_by: found.ended_by.map(|one| one.transfer.id),
            reversed_by: found.reversed_by.map(|one| one.transfer.id),
            attached: found.attachment.as_ref().into(),
        }
    }
}

impl JournalLineDto {
    /// A line, with the paths of its accounts where they are known.
    pub(crate) fn of(line: &JournalLine, paths: impl Fn(&Transfer) -> Option<(String, String)>) -> Self {
        JournalLineDto {
            transfer: TransferDto::of(&line.transfer, paths(&line.transfer)),
            attached: line.attachment.as_ref().into(),
        }
    }
}

/// An account on one side of a transfer.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountRef {
    #[schema(value_type = String)]
    id: AccountId,
    /// Left out in the answer to a new transfer.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
}

/// A reference in its text form: what Bezant posts is found by its payment.
fn reference_text(transfer: &Transfer) -> String {
    // The other holds of a chain that a caller ends, Bezant ends itself, under the caller's reference.
    let is_internal =
        transfer.flags.contains(Flags::INTERNAL) && !transfer.flags.contains(Flags::WHOLE_CHAIN);
    if is_internal {
        PaymentId::from_u128(transfer.reference).to_string()
    } else {
        format!("{:032x}", transfer.reference)
    }
}

/// The reference in a text: a payment's id, or up to 32 hexadecimal digits.
pub(crate) fn reference_from(text: &str) -> Option<u128> {
    if let Ok(payment) = text.parse::<PaymentId>() {
        return Some(payment.as_u128());
    }
    let is_hexadecimal = (1..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit());
    is_hexadecimal
        .then(|| u128::from_str_radix(text, 16).ok())
        .flatten()
        .filter(|&reference| reference != 0)
}

impl TransferDto {
    /// A transfer as the ledger has it. With the paths of its accounts where they are known.
    pub(crate) fn of(transfer: &Transfer, paths: Option<(String, String)>) -> Self {
        let (debit_path, credit_path) = paths.unzip();
        let related = Some(transfer.related).filter(|&related| related != NO_TRANSFER);
        TransferDto {
            id: transfer.id,
            object: "transfer",
            kind: transfer.kind.as_str(),
            debit: AccountRef {
                id: transfer.debit,
                path: debit_path,
            },
            credit: AccountRef {
                id: transfer.credit,
                path: credit_path,
            },
            amount: transfer.amount,
            currency: transfer.currency,
            code: transfer.code.0,
            code_name: posting_code_name(transfer.code),
            hold: related.filter(|_| transfer.kind != TransferKind::Reversal),
            original: related.filter(|_| transfer.kind == TransferKind::Reversal),
            expires_at: transfer.deadline(),
            reference: (transfer.reference != 0).then(|| reference_text(transfer)),
            effective_at: transfer.effective,
            created_at: transfer.time,
        }
    }
}
