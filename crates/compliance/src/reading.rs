//! The trail as reports read it: in order, up to a checkpoint, one tenant's records or the whole node's.
//!
//! Records are not sorted by time: those of changes come late where the trail was out of order for a while. So a report reads the whole
//! trail up to its checkpoint and takes from it what happened in its span.

use bezant_audit::Record;
use bezant_kernel::{Tenant, Timestamp};
use bezant_log::proof::{Checkpoint, SignedCheckpoint};
use bezant_log::{LogReader, Position};

use crate::error::ComplianceError;
use crate::report::Source;

/// More rows no table has: what a browser and a spreadsheet still open.
pub(crate) const MOST_ROWS: usize = 50_000;
const READ_BYTES: usize = 1 << 20;

/// What a visitor of records says when it can't go on.
pub type Visit<'a> = dyn FnMut(u64, &Record) -> Result<(), ComplianceError> + 'a;

/// Where records come from.
pub trait Records {
    /// Shows every record up to and with `last` in the order of positions, with its position.
    ///
    /// # Errors
    /// `Log` and `Record`, and whatever the visitor says, which ends the reading.
    fn each(&self, last: u64, visit: &mut Visit<'_>) -> Result<(), ComplianceError>;
}

/// The records of a trail's log.
pub struct LogRecords<'a>(pub &'a dyn LogReader);

impl Records for LogRecords<'_> {
    fn each(&self, last: u64, visit: &mut Visit<'_>) -> Result<(), ComplianceError> {
        let mut at = Position::NONE;
        while at.0 < last {
            let records = self.0.read_after(at, READ_BYTES)?;
            let Some(newest) = records.last() else {
                return Ok(());
            };
            at = newest.position;
            for record in records.iter().filter(|record| record.position.0 <= last) {
                let position = record.position.0;
                let read = Record::read(&record.payload).map_err(|_| ComplianceError::Record(position))?;
                visit(position, &read)?;
            }
        }
        Ok(())
    }
}

/// Whose records.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One tenant's.
    Tenant(Tenant),
    /// All, and those of the node itself: for who administers the machine.
    Node,
}

impl Scope {
    pub(crate) fn has(self, record: &Record) -> bool {
        match self {
            Scope::Tenant(tenant) => record.is_of(tenant),
            Scope::Node => true,
        }
    }
}

/// What happened when.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
}

impl Span {
    pub(crate) fn has(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| at >= from) && self.to.is_none_or(|to| at < to)
    }
}

/// What a report is made of.
pub struct Reading<'a> {
    /// The records.
    pub records: &'a dyn Records,
    /// What covers them: no record behind it is read.
    pub checkpoint: Checkpoint,
    /// The same, signed, for who gets the report.
    pub signed: SignedCheckpoint,
    /// Whose.
    pub scope: Scope,
    /// Of which time.
    pub span: Span,
}

impl Reading<'_> {
    /// Shows the records of the scope, of any time.
    pub(crate) fn each(&self, visit: &mut Visit<'_>) -> Result<(), ComplianceError> {
        let last = self.checkpoint.position().0;
        self.records.each(last, &mut |position, record| {
            if self.scope.has(record) {
                visit(position, record)?;
            }
            Ok(())
        })
    }

    /// What a report says of where it comes from.
    pub(crate) fn source(&self) -> Source {
        Source::of_trail(&self.checkpoint, self.signed.clone())
    }
}
