//! Checks a trail without a node: the whole chain of its log, and every checkpoint that was kept against it.

use std::path::Path;

use bezant_log::Position;
use bezant_log::embedded::{TornTail, verify as verify_log};
use bezant_log::proof::{ProofError, SignedCheckpoint};
use ed25519_dalek::VerifyingKey;

use crate::error::AuditError;
use crate::record::{Kind, Record};
use crate::trail::{checkpoints_file, open_disk, proof_source};

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Records that are kept.
    pub records: u64,
    /// Position of the last record that was retired: the trail says by which rule, and its hashes are still checked.
    pub retired: u64,
    /// Segment files.
    pub segments: u64,
    /// Checkpoints that were kept, each signed and covering what the log holds.
    pub checkpoints: usize,
    /// Position that the newest of them covers.
    pub signed_until: u64,
    /// A write that a crash cut short, if there is one: nobody was told that it was done.
    pub torn_tail: Option<TornTail>,
}

/// Checks the trail in a folder.
///
/// # Errors
/// The first place where it is not as it was written: `Log` with file, byte and position, `Record` with the position, `Checkpoint`
/// with its number.
pub fn verify(
    folder: &Path,
    key: &VerifyingKey,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Verified, AuditError> {
    let disk = open_disk(folder)?;
    let verified = verify_log(disk.clone(), progress)?;
    let mut explained = 0;
    for frame in bezant_log::embedded::scan(disk)? {
        for record in frame?.records {
            let read = Record::read(&record.payload).map_err(|_| AuditError::Record(record.position.0))?;
            if let Some(Kind::Custody(custody)) = read.kind {
                explained = explained.max(custody.last);
            }
        }
    }
    if explained < verified.retired.0 {
        return Err(AuditError::Unexplained(verified.retired.0));
    }
    let file = checkpoints_file(folder);
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(AuditError::file(&file, error)),
    };
    let wrong = |number: usize, what| AuditError::Checkpoint {
        file: file.clone(),
        number,
        what,
    };
    let mut source = proof_source(folder)?;
    let (mut checkpoints, mut signed_until) = (0, Position::NONE);
    let lines: Vec<&str> = text.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let number = index + 1;
        let signed: SignedCheckpoint = match serde_json::from_str(line) {
            Ok(signed) => signed,
            // The last one may have been cut short by a crash.
            Err(_) if number == lines.len() && !text.ends_with('\n') => break,
            Err(_) => return Err(wrong(number, ProofError::NotSigned)),
        };
        let checkpoint = signed.verify(key).map_err(|error| wrong(number, error))?;
        let now = source.checkpoint(Position(u64::MAX), 0)?;
        let now = now.ok_or_else(|| {
            let missing = ProofError::NotCovered {
                position: checkpoint.position(),
                end: Position::NONE,
            };
            wrong(number, missing)
        })?;
        let proof = source
            .consistency(&checkpoint, &now)
            .map_err(|error| match error {
                bezant_log::embedded::SourceError::Log(error) => AuditError::Log(error),
                bezant_log::embedded::SourceError::Proof(error) => wrong(number, error),
            })?;
        proof
            .verify(&checkpoint, &now)
            .map_err(|error| wrong(number, error))?;
        checkpoints += 1;
        signed_until = signed_until.max(checkpoint.position());
    }
    Ok(Verified {
        records: verified.records,
        retired: verified.retired.0,
        segments: verified.segments,
        checkpoints,
        signed_until: signed_until.0,
        torn_tail: verified.torn_tail,
    })
}

/// Position of the first record that is not before `from`, and of the last that is not after `to`: what lies between was recorded
/// then, but for the milliseconds by which requests are recorded after they began.
pub(crate) fn positions(
    folder: &Path,
    is_in: impl Fn(u64, &Record) -> bool,
) -> Result<Option<(u64, u64)>, AuditError> {
    let mut found: Option<(u64, u64)> = None;
    for frame in bezant_log::embedded::scan(open_disk(folder)?)? {
        for record in frame?.records {
            let position = record.position.0;
            let read = Record::read(&record.payload).map_err(|_| AuditError::Record(position))?;
            if is_in(position, &read) {
                found = Some((found.map_or(position, |(first, _)| first), position));
            }
        }
    }
    Ok(found)
}
