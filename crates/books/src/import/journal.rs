//! A journal as a whole: its rows turned into what the ledger is asked for, one by one or packed into batches.

use std::collections::BTreeMap;
use std::ops::Range;

use bezant_kernel::{AccountId, Currency, Tenant, TransferId};
use bezant_ledger::{
    AccountPaths, CallerTransfer, ItemAttachment, MAX_ATTACHED_BYTES, MAX_BATCH, RequestBatch, RequestKind,
    Touched,
};
use bytes::Bytes;

use super::row::{AccountName, JournalRow, RowError};
use super::{InvalidHeader, parse_journal_csv};

/// The most rows that one import has: eight full batches, which a node works off in the blink of an eye.
pub const MAX_IMPORT_ROWS: usize = 8 * MAX_BATCH;

/// The rows of an import.
#[derive(Debug)]
pub struct Journal {
    /// The good rows, in their order.
    pub rows: Vec<ImportRow>,
    /// What is wrong with the others, in their order.
    pub mistakes: Vec<RowError>,
    /// The accounts that the good ones name by path.
    pub paths: AccountPaths,
}

/// A row as a transfer. Where an account is named by path, the id of [`AccountPaths`] stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    /// Its line in the file, from one.
    pub line: u64,
    /// What it asks for.
    pub transfer: CallerTransfer,
}

/// Why a file is no journal.
#[derive(Debug, thiserror::Error)]
pub enum InvalidJournal {
    /// By its first line.
    #[error(transparent)]
    Header(#[from] InvalidHeader),
    /// By its length.
    #[error("a journal has at most {MAX_IMPORT_ROWS} rows, import it in parts")]
    TooLong,
}

/// Reads a tenant's journal.
///
/// # Errors
/// Only where there is no use in looking at its rows.
pub fn read_journal(tenant: Tenant, file: &[u8]) -> Result<Journal, InvalidJournal> {
    let mut journal = Journal {
        rows: Vec::new(),
        mistakes: Vec::new(),
        paths: AccountPaths::default(),
    };
    let mut ids = RowIds::default();
    for row in parse_journal_csv(file)? {
        if journal.rows.len() + journal.mistakes.len() == MAX_IMPORT_ROWS {
            return Err(InvalidJournal::TooLong);
        }
        match row {
            Ok(row) => {
                let transfer = journal.transfer(tenant, &mut ids, row);
                journal.rows.push(transfer);
            }
            Err(mistake) => journal.mistakes.push(mistake),
        }
    }
    Ok(journal)
}

impl Journal {
    /// What of a ledger the rows touch.
    pub fn touched(&self) -> Touched {
        let rows = || self.rows.iter().map(|row| &row.transfer);
        Touched {
            accounts: rows().flat_map(sides).collect(),
            paths: self.paths.clone(),
            transfers: rows().map(|transfer| transfer.id).collect(),
        }
    }

    fn transfer(&mut self, tenant: Tenant, ids: &mut RowIds, row: JournalRow) -> ImportRow {
        let id = row.id.unwrap_or_else(|| ids.next(&row));
        let mut account = |name, currency| match name {
            AccountName::Id(id) => id,
            AccountName::Path(path) => self.paths.name(tenant, path, currency),
        };
        let currency = row.amount.currency();
        let kind = RequestKind::Transfer {
            debit: account(row.debit, currency),
            credit: account(row.credit, currency),
            amount: row.amount,
        };
        let transfer = CallerTransfer {
            effective: row.effective,
            reference: row.reference,
            code: row.code,
            external_reference: row.external_reference,
            ..CallerTransfer::new(id, kind)
        };
        ImportRow {
            line: row.line,
            transfer,
        }
    }
}

/// The accounts of a row's transfer.
fn sides(transfer: &CallerTransfer) -> [AccountId; 2] {
    match transfer.kind {
        RequestKind::Transfer { debit, credit, .. } => [debit, credit],
        RequestKind::Hold { .. }
        | RequestKind::Post { .. }
        | RequestKind::Void { .. }
        | RequestKind::Reversal { .. } => unreachable!("rows are plain transfers"),
    }
}

/// Makes the ids of rows that bring none: from what stands in the row, and from how often the same came before it in the file.
///
/// So a file that is imported twice makes nothing twice, and of two equal rows in it both are made.
#[derive(Debug, Default)]
pub struct RowIds(BTreeMap<TransferId, u64>);

impl RowIds {
    /// The id of the next row.
    pub fn next(&mut self, row: &JournalRow) -> TransferId {
        let effective = row.effective.map_or(0, |time| time.as_microseconds());
        let external = row.external_reference.as_ref().map_or("", |name| name.as_str());
        let currency: Currency = row.amount.currency();
        let content = TransferId::derive(&[
            b"imported row",
            row.debit.to_string().as_bytes(),
            row.credit.to_string().as_bytes(),
            &row.amount.minor().to_be_bytes(),
            currency.code().as_bytes(),
            &effective.to_be_bytes(),
            &row.code.0.to_be_bytes(),
            &row.reference.to_be_bytes(),
            external.as_bytes(),
        ]);
        let nth = self.0.entry(content).or_default();
        *nth += 1;
        TransferId::derive(&[
            b"occurrence",
            &content.as_u128().to_be_bytes(),
            &nth.to_be_bytes(),
        ])
    }
}

/// What one command of the ledger is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportBatch {
    /// The transfers, with the external references of the rows that have one.
    pub request: RequestBatch,
    /// Which rows they are.
    pub rows: Range<usize>,
}

/// Packs rows into what the ledger is asked for, in their order.
pub fn pack_rows(rows: &[ImportRow]) -> impl Iterator<Item = ImportBatch> + '_ {
    let mut next = 0;
    std::iter::from_fn(move || {
        let first = next;
        let (mut packed, mut attachments, mut attached_bytes) = (Vec::new(), Vec::new(), 0);
        for row in rows[first..].iter().take(MAX_BATCH) {
            if let Some(attachment) = attachment(row, next - first) {
                attached_bytes += attachment.bytes();
                if attached_bytes > MAX_ATTACHED_BYTES {
                    break;
                }
                attachments.push(attachment);
            }
            let item = row.transfer.pack();
            packed.extend(item.expect("a row's amount is positive and fits"));
            next += 1;
        }
        if next == first {
            return None;
        }
        let request = RequestBatch::try_from(Bytes::from(packed)).expect("a batch of whole transfers");
        Some(ImportBatch {
            request: request
                .with_attachments(attachments)
                .expect("each belongs to its row, and they are counted"),
            rows: first..next,
        })
    })
}

/// What a row attaches to its transfer, the item at `index`.
fn attachment(row: &ImportRow, index: usize) -> Option<ItemAttachment> {
    let external_reference = Some(row.transfer.external_reference.clone()?);
    Some(ItemAttachment {
        index,
        metadata: row.transfer.metadata.clone(),
        external_reference,
    })
}
