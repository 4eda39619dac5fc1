//! Decisions read back: the newest that fit a filter, or all of them.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use bezant_kernel::{TenantId, Timestamp};

use super::DecisionRecord;
use super::file::{FILES, path};
use crate::Subject;

/// So many decisions are read at once at most.
pub const MAXIMUM_READ: usize = 1_000;
/// A longer line is none of ours.
const MAXIMUM_LINE_BYTES: usize = 64 * 1_024;

/// Which decisions; all that are not said fit.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// About this tenant's data.
    pub tenant: Option<TenantId>,
    /// Asked by this one.
    pub principal: Option<Subject>,
    /// Allowed, or denied.
    pub allow: Option<bool>,
    /// Not before.
    pub since: Option<Timestamp>,
    /// At most so many, and at most [`MAXIMUM_READ`].
    pub limit: usize,
}

impl Filter {
    fn fits(&self, record: &DecisionRecord) -> bool {
        self.tenant
            .is_none_or(|tenant| record.input.resource.tenant == tenant)
            && self
                .principal
                .is_none_or(|principal| record.input.principal.id == principal)
            && self.allow.is_none_or(|allow| record.allow == allow)
            && self.since.is_none_or(|since| record.at >= since)
    }
}

/// Why decisions can't be read.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {error}")]
pub struct ReadError {
    /// The file.
    pub path: PathBuf,
    /// What the system said.
    pub error: io::Error,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// The decisions.
    pub records: Vec<DecisionRecord>,
    /// How many lines were none: torn by a crash, or of another program.
    pub unreadable: u64,
}

/// The newest decisions of a folder that fit, the newest first.
pub fn read_decisions(folder: &Path, filter: &Filter) -> Result<Records, ReadError> {
    let limit = filter.limit.min(MAXIMUM_READ);
    let mut found = Records::default();
    for age in 0..FILES {
        let missing = limit - found.records.len();
        if missing == 0 {
            break;
        }
        let mut newest = VecDeque::with_capacity(missing);
        let each = |record: DecisionRecord| {
            if filter.fits(&record) {
                if newest.len() == missing {
                    newest.pop_front();
                }
                newest.push_back(record);
            }
        };
        found.unreadable += read_file(&path(folder, age), true, each)?;
        found.records.extend(newest.into_iter().rev());
    }
    Ok(found)
}

/// Every decision of a folder of decisions or of one file, the oldest first, one by one; says how many lines were none.
pub fn read_every_decision(source: &Path, mut each: impl FnMut(DecisionRecord)) -> Result<u64, ReadError> {
    if !source.is_dir() {
        return read_file(source, false, each);
    }
    let mut unreadable = 0;
    for age in (0..FILES).rev() {
        unreadable += read_file(&path(source, age), true, &mut each)?;
    }
    Ok(unreadable)
}

fn read_file(
    path: &Path,
    may_be_missing: bool,
    mut each: impl FnMut(DecisionRecord),
) -> Result<u64, ReadError> {
    let failed = |error| ReadError {
        path: path.to_path_buf(),
        error,
    };
    let file = match File::open(path) {
        Err(error) if may_be_missing && error.kind() == io::ErrorKind::NotFound => return Ok(0),
        opened => opened.map_err(failed)?,
    };
    let (mut reader, mut line, mut unreadable) = (BufReader::new(file), Vec::new(), 0);
    loop {
        line.clear();
        let is_whole = read_line(&mut reader, &mut line).map_err(failed)?;
        if line.is_empty() && is_whole {
            return Ok(unreadable);
        }
        match serde_json::from_slice(&line) {
            Ok(record) if is_whole => each(record),
            Ok(_) | Err(_) => unreadable += 1,
        }
    }
}

/// Reads a line with its end, and says whether it fits into memory; the rest of a longer one is skipped.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    let mut is_whole = true;
    loop {
        let available = reader.fill_buf()?;
        let end = available.iter().position(|byte| *byte == b'\n');
        let count = end.map_or(available.len(), |end| end + 1);
        if line.len() + count > MAXIMUM_LINE_BYTES {
            is_whole = false;
        } else if is_whole {
            line.extend_from_slice(&available[..count]);
        }
        reader.consume(count);
        if end.is_some() || count == 0 {
            return Ok(is_whole);
        }
    }
}
