//! The books: the reading side of the ledger, over the log that has every transfer and the journal that finds them.
//!
//! In come questions about one tenant's transfers and balances, at any instant, by commit time, by effective time or by
//! both; out come transfers, statements, reports and exports, exact to the last minor unit. Besides, the index that the
//! engine needs to know old ids ([`open_journal`]), and a parser for journals from elsewhere ([`parse_journal_csv`]).
//! It must never change anything, mix tenants, show what is not committed, let the parts of one answer be of different
//! instants ([`Books::instant`]), or need memory that grows with the length of the history.

mod archive;
mod attachments;
mod balance;
mod books;
mod error;
mod export;
mod find;
mod general_journal;
mod import;
mod instant;
mod lookup;
mod records;
mod report;
mod statement;
mod transfers;

pub use archive::{JournalArchive, open_journal};
pub use books::Books;
pub use error::BooksError;
pub use instant::{As, Instant, Period};

pub use balance::Balance;
pub use bezant_journal::{Options as JournalOptions, Order, Place};
pub use find::Found;
pub use transfers::{Filter, Page, Paging, Placed, Side};

pub use general_journal::{JournalLine, JournalPage};
pub use statement::{Axis, Statement, StatementCursor, StatementLine};

pub use report::{
    BalanceSheet, CurrencySheet, CurrencyStatement, IncomeStatement, Section, SectionRow, TrialBalance,
    TrialLine, TrialTotal,
};

pub use export::{ExportError, Format, Target};
pub use import::{
    AccountName, ImportBatch, ImportRow, InvalidHeader, InvalidJournal, Journal, JournalPart, JournalParts,
    JournalRow, JournalRows, MAX_IMPORT_ROWS, RowError, RowIds, RowProblem, cut_journal, pack_rows,
    parse_journal_csv, read_journal,
};
pub use records::LogRecords;
