//! How far a follower of the trail has come: a number in a file, replaced as a whole.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use crate::error::AuditError;

/// Nothing was done where there is no cursor; one that can't be read is no reason to leave anything out.
pub(crate) fn read_cursor(file: &Path) -> Result<u64, AuditError> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(text.trim().parse().unwrap_or(0)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(AuditError::file(file, error)),
    }
}

pub(crate) fn keep_cursor(file: &Path, at: u64) -> Result<(), AuditError> {
    let failed = |error| AuditError::file(file, error);
    let draft = file.with_extension("new");
    let mut open = File::create(&draft).map_err(failed)?;
    writeln!(open, "{at}").map_err(failed)?;
    open.sync_data().map_err(failed)?;
    std::fs::rename(&draft, file).map_err(failed)
}
