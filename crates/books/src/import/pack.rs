//! Rows turned into what the ledger is asked for: packed batches, and single transfers where words are attached.

use std::collections::{BTreeMap, VecDeque};

use bezant_kernel::{AccountId, Currency, Tenant, TransferId};
use bezant_ledger::{CallerTransfer, MAX_BATCH, RECORD_BYTES, RequestBatch, RequestKind};
use bytes::Bytes;

use super::row::{AccountName, CREDIT, DEBIT, JournalRow, RowError, RowProblem};

/// What one command of the ledger is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportItem {
    /// Rows without words attached.
    Batch {
        /// The transfers.
        request: RequestBatch,
        /// For each, its line in the file.
        lines: Vec<u64>,
    },
    /// A row with an external reference, which has no room in a batch.
    Single {
        /// The transfer.
        transfer: Box<CallerTransfer>,
        /// Its line in the file.
        line: u64,
    },
}

/// Packs rows into items in the order of the file. A row with an error is handed out in its place and left out of the batches.
///
/// Remembers a number for each different row without an id, so that equal rows get different ids.
pub struct Packing<I, F> {
    tenant: Tenant,
    rows: I,
    resolve: F,
    batch: Vec<u8>,
    lines: Vec<u64>,
    ready: VecDeque<Result<ImportItem, RowError>>,
    occurrences: BTreeMap<TransferId, u64>,
}

impl<I, F> Packing<I, F>
where
    I: Iterator<Item = Result<JournalRow, RowError>>,
    F: FnMut(&AccountName, Currency) -> Option<AccountId>,
{
    /// Packs the tenant's `rows`; `resolve` says which account a name is.
    pub fn new(tenant: Tenant, rows: I, resolve: F) -> Self {
        Packing {
            tenant,
            rows,
            resolve,
            batch: Vec::new(),
            lines: Vec::new(),
            ready: VecDeque::new(),
            occurrences: BTreeMap::new(),
        }
    }

    fn take(&mut self, row: Result<JournalRow, RowError>) {
        let transfer = row.and_then(|row| Ok((row.line, self.transfer(row)?)));
        match transfer {
            Ok((line, transfer)) if transfer.external_reference.is_some() => {
                self.close_batch();
                let transfer = Box::new(transfer);
                self.ready.push_back(Ok(ImportItem::Single { transfer, line }));
            }
            Ok((line, transfer)) => {
                let packed = transfer.pack().expect("a row's amount is positive");
                self.batch.extend_from_slice(&packed);
                self.lines.push(line);
                if self.lines.len() == MAX_BATCH {
                    self.close_batch();
                }
            }
            Err(error) => self.ready.push_back(Err(error)),
        }
    }

    fn close_batch(&mut self) {
        if self.lines.is_empty() {
            return;
        }
        assert_eq!(
            self.batch.len(),
            self.lines.len() * RECORD_BYTES,
            "a line for each transfer"
        );
        let bytes = Bytes::from(std::mem::take(&mut self.batch));
        let request = RequestBatch::try_from(bytes).expect("a batch of whole transfers");
        let lines = std::mem::take(&mut self.lines);
        self.ready.push_back(Ok(ImportItem::Batch { request, lines }));
    }

    fn transfer(&mut self, row: JournalRow) -> Result<CallerTransfer, RowError> {
        let mut account = |name: &AccountName, column| {
            (self.resolve)(name, row.amount.currency()).ok_or(RowError {
                line: row.line,
                column: Some(column),
                problem: RowProblem::UnknownAccount,
            })
        };
        let debit = account(&row.debit, DEBIT)?;
        let credit = account(&row.credit, CREDIT)?;
        if debit == credit {
            return Err(RowError {
                line: row.line,
                column: Some(CREDIT),
                problem: RowProblem::SameAccount,
            });
        }
        let id = match row.id {
            Some(id) => id,
            None => self.derived_id(&row, debit, credit),
        };
        let kind = RequestKind::Transfer {
            debit,
            credit,
            amount: row.amount,
        };
        Ok(CallerTransfer {
            effective: row.effective,
            reference: row.reference,
            code: row.code,
            external_reference: row.external_reference,
            ..CallerTransfer::new(id, kind)
        })
    }

    /// The same for the same content at its first, second, … occurrence in a file.
    fn derived_id(&mut self, row: &JournalRow, debit: AccountId, credit: AccountId) -> TransferId {
        let effective = row.effective.map_or(0, |time| time.as_microseconds());
        let external = row.external_reference.as_ref().map_or("", |name| name.as_str());
        let content = TransferId::derive(&[
            b"imported row",
            &self.tenant.id().as_u128().to_be_bytes(),
            &debit.as_u128().to_be_bytes(),
            &credit.as_u128().to_be_bytes(),
            &row.amount.minor().to_be_bytes(),
            row.amount.currency().code().as_bytes(),
            &effective.to_be_bytes(),
            &row.code.0.to_be_bytes(),
            &row.reference.to_be_bytes(),
            external.as_bytes(),
        ]);
        let nth = self.occurrences.entry(content).or_default();
        *nth += 1;
        TransferId::derive(&[
            b"occurrence",
            &content.as_u128().to_be_bytes(),
            &nth.to_be_bytes(),
        ])
    }
}

impl<I, F> Iterator for Packing<I, F>
where
    I: Iterator<Item = Result<JournalRow, RowError>>,
    F: FnMut(&AccountName, Currency) -> Option<AccountId>,
{
    type Item = Result<ImportItem, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(item);
            }
            match self.rows.next() {
                Some(row) => self.take(row),
                None => {
                    self.close_batch();
                    return self.ready.pop_front();
                }
            }
        }
    }
}
