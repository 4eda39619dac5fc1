//! What is old enough leaves the trail, whole segments at a time, and the trail itself says so: what was to go is on record, durable
//! and signed over, before anything goes. Of what went the hashes stay, so that every checkpoint and every proof that somebody has kept
//! holds on.

use bezant_kernel::Timestamp;
use bezant_log::{LogError, LogReader, Position};

use crate::change;
use crate::cursor::read_cursor;
use crate::error::AuditError;
use crate::record::{Custody, DataClass, Kind, Record};
use crate::siem;
use crate::trail::Trail;

const READ_BYTES: usize = 1 << 20;
/// How long the record of what is to go may take to become durable.
const DURABLE_WITHIN: std::time::Duration = std::time::Duration::from_secs(10);

/// What left the trail.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Retired {
    /// The first position.
    pub first: u64,
    /// The last one.
    pub last: u64,
}

impl Trail {
    /// What [`Trail::retire`] would take away: the positions of the oldest segments in which everything is from before `before`, and
    /// which all of `exports` have been given.
    ///
    /// # Errors
    /// `Log`, `File`, and `Record` for what a newer version wrote: it is kept.
    pub fn retirable(&self, before: Timestamp, exports: &[&str]) -> Result<Option<Retired>, AuditError> {
        Ok(self.due(before, exports)?.map(|(retired, _)| retired))
    }

    /// The same, with the main log's position up to which changes had been followed by then.
    fn due(&self, before: Timestamp, exports: &[&str]) -> Result<Option<(Retired, u64)>, AuditError> {
        // What is told by the records must be known without them: where no snapshot can be used, none may go.
        let Some((known_until, followed)) = change::kept(self)? else {
            return Ok(None);
        };
        let given = known_until.min(self.given_until(exports)?);
        let (reader, retirement) = (self.reader(), self.retirement());
        let begins_after = reader.begins_after();
        let mut until = begins_after;
        for last in retirement.full_until() {
            if last > given || !is_before(&*reader, until, last, before)? {
                break;
            }
            until = last;
        }
        let retired = Retired {
            first: begins_after.0 + 1,
            last: until.0,
        };
        Ok((until > begins_after).then_some((retired, followed)))
    }

    /// Takes those away. `by` and `reason` are on the record.
    ///
    /// # Errors
    /// As [`Trail::retirable`], and `Behind` if the trail can't be written: then nothing goes.
    pub fn retire(
        &self,
        before: Timestamp,
        exports: &[&str],
        by: &str,
        reason: &str,
        now: Timestamp,
    ) -> Result<Option<Retired>, AuditError> {
        let Some((retired, followed)) = self.due(before, exports)? else {
            return Ok(None);
        };
        self.keep_checkpoint(now)?;
        let (_, signed) = self.checkpoint(now)?.expect("there are records");
        let custody = |action: &str| Custody {
            action: action.to_owned(),
            by: by.to_owned(),
            reason: reason.to_owned(),
            first: retired.first,
            last: retired.last,
            checkpoint: serde_json::to_string(&signed).expect("a checkpoint has text keys"),
            followed,
            ..Custody::default()
        };
        self.say(custody("retiring"), now)?;
        let retirement = self.retirement();
        while retirement.retire_oldest(Position(retired.last))?.is_some() {}
        self.say(custody("retired"), now)?;
        Ok(Some(retired))
    }

    fn say(&self, custody: Custody, now: Timestamp) -> Result<(), AuditError> {
        let record = Record::new(now, None, "retention", DataClass::Audit, Kind::Custody(custody));
        match self.note(&record) && self.flush(DURABLE_WITHIN) {
            true => Ok(()),
            false => Err(AuditError::Behind),
        }
    }

    /// Up to where the records were handed on.
    fn given_until(&self, exports: &[&str]) -> Result<Position, AuditError> {
        let mut until = Position(u64::MAX);
        for name in exports {
            let file = siem::cursor_file(self.folder(), name)?;
            until = until.min(Position(read_cursor(&file)?));
        }
        Ok(until)
    }
}

/// Whether all records behind `after` up to `last` are from before `before`.
fn is_before(
    reader: &dyn LogReader,
    mut after: Position,
    last: Position,
    before: Timestamp,
) -> Result<bool, AuditError> {
    while after < last {
        let records = reader.read_after(after, READ_BYTES)?;
        for record in records.iter().filter(|record| record.position <= last) {
            let read = Record::read(&record.payload).map_err(|_| AuditError::Record(record.position.0))?;
            if read.at() >= before {
                return Ok(false);
            }
        }
        let end = records.last().ok_or(LogError::Retired { until: last })?;
        after = end.position;
    }
    Ok(true)
}
