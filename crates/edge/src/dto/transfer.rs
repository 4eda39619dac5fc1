//! Ledger transfers as the API shows them.

use bezant_kernel::{AccountId, Currency, PaymentId, Timestamp, TransferId};
use bezant_ledger::{NO_TRANSFER, Transfer, TransferKind};
use bezant_payments::posting_code_name;
use bezant_views::TransferRow;
use serde::Serialize;
use utoipa::ToSchema;

/// A line of the journal.
#[derive(Serialize, ToSchema)]
#[schema(as = Transfer)]
pub(crate) struct TransferDto {
    #[schema(value_type = String, example = "trf_01h455vb4pex5vsknk084sn02q")]
    id: TransferId,
    /// Always `transfer`.
    object: &'static str,
    /// `transfer`, `hold`, `post` or `void`.
    #[schema(value_type = String)]
    kind: std::borrow::Cow<'static, str>,
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
    /// The hold that a post or void ends.
    #[schema(value_type = Option<String>)]
    hold: Option<TransferId>,
    /// What it can be found by: a payment's id for what Bezant posted, else what its caller gave.
    reference: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
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
fn reference_text(id: TransferId, reference: u128) -> String {
    if id.is_derived() {
        PaymentId::from_u128(reference).to_string()
    } else {
        format!("{reference:032x}")
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
        TransferDto {
            id: transfer.id,
            object: "transfer",
            kind: match transfer.kind {
                TransferKind::Transfer => "transfer",
                TransferKind::Hold => "hold",
                TransferKind::Post => "post",
                TransferKind::Void => "void",
            }
            .into(),
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
            hold: (transfer.hold != NO_TRANSFER).then_some(transfer.hold),
            reference: (transfer.reference != 0).then(|| reference_text(transfer.id, transfer.reference)),
            created_at: transfer.time,
        }
    }
}

impl From<TransferRow> for TransferDto {
    fn from(row: TransferRow) -> Self {
        TransferDto {
            object: "transfer",
            kind: row.kind.into(),
            debit: AccountRef {
                id: row.debit,
                path: Some(row.debit_path),
            },
            credit: AccountRef {
                id: row.credit,
                path: Some(row.credit_path),
            },
            amount: row.amount,
            currency: row.currency,
            code: row.code,
            code_name: row.code_name,
            hold: row.hold,
            reference: row.reference.map(|reference| reference_text(row.id, reference)),
            created_at: row.at,
            id: row.id,
        }
    }
}
