//! The general journal: all transfers of a tenant in the order of the log, read from the log itself.

use std::collections::BTreeMap;

use bezant_core::{Core, Event};
use bezant_engine::{RecordHead, read_entry};
use bezant_journal::Place;
use bezant_kernel::{Tenant, TransferId};
use bezant_ledger::{Attachment, Transfer};
use bezant_log::{Position, Record};

use crate::books::Books;
use crate::error::BooksError;
use crate::instant::{Instant, Period};

/// A line of the general journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalLine {
    /// Where it stands in the log.
    pub place: Place,
    /// The transfer.
    pub transfer: Transfer,
    /// What its caller attached.
    pub attachment: Option<Attachment>,
}

/// A page of the general journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalPage {
    /// In the order of the log.
    pub lines: Vec<JournalLine>,
    /// The cursor of the next page; `None` if there is nothing more. A page may be short, even empty, and have a next one.
    pub next: Option<Place>,
}

/// What is read from the log at once. A record may be larger.
const READ_BYTES: usize = 2 * 1024 * 1024;

/// Records that are looked at for one page: other tenants' may lie between.
const SCAN_RECORDS: usize = 50_000;

impl Books {
    /// A page of all transfers that the tenant committed in the period, as known and in effect at `at`.
    ///
    /// # Panics
    /// If `limit` is zero.
    pub fn general_journal(
        &self,
        tenant: Tenant,
        period: Period,
        at: &Instant,
        cursor: Option<Place>,
        limit: usize,
    ) -> Result<JournalPage, BooksError> {
        assert!(limit > 0, "a page has room for a line");
        let (before, last) = self.positions(period, at.known)?;
        let counts = |transfer: &Transfer| {
            at.effective
                .is_none_or(|effective| transfer.effective <= effective.by)
        };
        // The record of the cursor may have more.
        let resumed = cursor.map_or(0, |cursor| cursor.position().0.saturating_sub(1));
        let mut reached = before.max(Position(resumed));
        let mut lines: Vec<JournalLine> = Vec::new();
        let mut left = SCAN_RECORDS;
        while reached < last && left > 0 {
            let records = self.reader.read_after(reached, READ_BYTES)?;
            if records.is_empty() {
                break;
            }
            for record in records.into_iter().take(left) {
                if record.position > last {
                    return Ok(JournalPage { lines, next: None });
                }
                (reached, left) = (record.position, left - 1);
                for line in lines_of(tenant, record)? {
                    if cursor.is_some_and(|cursor| line.place <= cursor) || !counts(&line.transfer) {
                        continue;
                    }
                    if lines.len() == limit {
                        let next = lines.last().map(|line| line.place);
                        return Ok(JournalPage { lines, next });
                    }
                    lines.push(line);
                }
            }
        }
        let next = (left == 0 && reached < last).then_some(Place::last_of(reached));
        Ok(JournalPage { lines, next })
    }

    /// Hands out every line of the general journal of a period.
    pub(crate) fn each_journal_line<E: From<BooksError>>(
        &self,
        tenant: Tenant,
        period: Period,
        at: &Instant,
        each: &mut dyn FnMut(JournalLine) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut cursor = None;
        loop {
            let page = self.general_journal(tenant, period, at, cursor, 8_192)?;
            page.lines.into_iter().try_for_each(&mut *each)?;
            match page.next {
                Some(_) => cursor = page.next,
                None => return Ok(()),
            }
        }
    }
}

/// The transfers in a record, if it is the tenant's.
fn lines_of(tenant: Tenant, record: Record) -> Result<Vec<JournalLine>, BooksError> {
    let position = record.position;
    let damaged = |damage| BooksError::Record { position, damage };
    if RecordHead::of_payload(&record.payload).map_err(damaged)?.tenant != tenant {
        return Ok(Vec::new());
    }
    let Some(entry) = read_entry::<Core>(record).map_err(damaged)? else {
        return Ok(Vec::new());
    };
    let mut attachments: BTreeMap<TransferId, Attachment> = BTreeMap::new();
    let mut transfers: Vec<Transfer> = Vec::new();
    for event in entry.events {
        match event {
            Event::Ledger(bezant_ledger::Event::Posted(records)) => transfers.extend(records.iter()),
            Event::Ledger(bezant_ledger::Event::Attached(attachment)) => {
                attachments.insert(attachment.transfer, attachment);
            }
            _ => {}
        }
    }
    let lines = (0..).zip(transfers).map(|(nth, transfer)| JournalLine {
        place: Place::new(position, nth),
        transfer,
        attachment: attachments.remove(&transfer.id),
    });
    Ok(lines.collect())
}
