//! A part of the trail in one file that is checked with nothing but the public key: a head with a signed checkpoint, then each record
//! with its stored bytes and the proof that leads from them to the checkpoint.
//!
//! ```text
//!   {"format":"bezant-audit-export-1","first":17,"last":42,"checkpoint":{…}}
//!   {"position":17,"record":{…},"payload":"…","proof":{…}}
//!   …
//! ```
//!
//! Positions have no gaps from `first` to `last`, so nothing can be left out in between, and the readable form is compared with the
//! bytes, so that it can't say anything else.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bezant_kernel::Timestamp;
use bezant_log::Position;
use bezant_log::proof::{Checkpoint, InclusionProof, SignedCheckpoint};
use ed25519_dalek::{SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::AuditError;
use crate::record::Record;
use crate::trail::{open_disk, proof_source};
use crate::verify::positions;

/// More than any line of an export has.
const LONGEST_LINE_BYTES: usize = 4 << 20;

#[derive(Serialize, Deserialize)]
enum Format {
    #[serde(rename = "bezant-audit-export-1")]
    One,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    format: Format,
    first: u64,
    last: u64,
    checkpoint: SignedCheckpoint,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    position: u64,
    record: Value,
    payload: String,
    proof: InclusionProof,
}

/// Where a part of the trail begins or ends.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    /// At this record.
    Position(u64),
    /// At the first or last record of this time.
    Time(Timestamp),
}

impl std::str::FromStr for Bound {
    type Err = String;

    fn from_str(text: &str) -> Result<Bound, String> {
        match (text.parse(), text.parse()) {
            (Ok(position), _) => Ok(Bound::Position(position)),
            (_, Ok(time)) => Ok(Bound::Time(time)),
            _ => Err("it is a position, or a time such as 2026-01-31T12:00:00Z".to_owned()),
        }
    }
}

/// What an export holds.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The first position.
    pub first: u64,
    /// The last one.
    pub last: u64,
}

/// Writes the part of a trail between two bounds, both counted in, beside its writer or without one. Nothing where it is empty.
///
/// # Errors
/// `Log`, `Record`, and `File` for `out`.
pub fn export(
    folder: &Path,
    (from, to): (Option<Bound>, Option<Bound>),
    key: &SigningKey,
    now: Timestamp,
    out: &Path,
) -> Result<Option<Exported>, AuditError> {
    let is_in = |position: u64, record: &Record| {
        let is_late = from.is_none_or(|from| match from {
            Bound::Position(first) => position >= first,
            Bound::Time(first) => record.at() >= first,
        });
        let is_early = to.is_none_or(|to| match to {
            Bound::Position(last) => position <= last,
            Bound::Time(last) => record.at() <= last,
        });
        is_late && is_early
    };
    let Some((first, last)) = positions(folder, is_in)? else {
        return Ok(None);
    };
    let mut source = proof_source(folder)?;
    let checkpoint = source.checkpoint(Position(u64::MAX), now.as_microseconds())?;
    let checkpoint = checkpoint.expect("there are records");
    let failed = |source| AuditError::file(out, source);
    let mut file = BufWriter::new(File::create(out).map_err(failed)?);
    let head = Head {
        format: Format::One,
        first,
        last,
        checkpoint: checkpoint.sign(key),
    };
    write(&mut file, &head).map_err(failed)?;
    for frame in bezant_log::embedded::scan(open_disk(folder)?)? {
        for record in frame?.records {
            let position = record.position.0;
            if !(first..=last).contains(&position) {
                continue;
            }
            let read = Record::read(&record.payload).map_err(|_| AuditError::Record(position))?;
            let line = Line {
                position,
                record: read.json(position),
                payload: STANDARD.encode(&record.payload),
                proof: source.inclusion(record.position, &checkpoint)?,
            };
            write(&mut file, &line).map_err(failed)?;
        }
    }
    let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(failed)?;
    Ok(Some(Exported { first, last }))
}

fn write(file: &mut impl Write, value: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *file, value)?;
    file.write_all(b"\n")
}

/// Checks an export with nothing but the key that must have signed it.
///
/// # Errors
/// `Export` with the first line in which something is not as it was, `File` if it can't be read.
pub fn check(file: &Path, key: &VerifyingKey) -> Result<Exported, AuditError> {
    let failed = |source| AuditError::file(file, source);
    let mut reader = BufReader::new(File::open(file).map_err(failed)?);
    let mut text = Vec::new();
    let mut number = 0;
    let mut next = |number: &mut usize| -> Result<Option<Vec<u8>>, AuditError> {
        *number += 1;
        text.clear();
        let mut bounded = std::io::Read::take(&mut reader, LONGEST_LINE_BYTES as u64);
        bounded.read_until(b'\n', &mut text).map_err(failed)?;
        Ok((!text.is_empty()).then(|| text.clone()))
    };
    let wrong = |line, position, what| AuditError::Export { line, position, what };
    let head = next(&mut number)?.ok_or_else(|| wrong(1, None, "the file is empty"))?;
    let head: Head =
        serde_json::from_slice(&head).map_err(|_| wrong(1, None, "this is no head of an export"))?;
    let checkpoint = head
        .checkpoint
        .verify(key)
        .map_err(|_| wrong(1, None, "the checkpoint is not signed by this key"))?;
    let mut expected = head.first;
    while let Some(line) = next(&mut number)? {
        let line =
            checked(&line, &checkpoint, expected).map_err(|what| wrong(number, Some(expected), what))?;
        if line > head.last {
            return Err(wrong(
                number,
                Some(line),
                "there are more records than the head says",
            ));
        }
        expected = line + 1;
    }
    if head.first == 0 || expected != head.last.saturating_add(1) {
        return Err(wrong(
            number,
            Some(expected),
            "there are fewer records than the head says",
        ));
    }
    Ok(Exported {
        first: head.first,
        last: head.last,
    })
}

/// The position of a line that holds.
fn checked(line: &[u8], checkpoint: &Checkpoint, expected: u64) -> Result<u64, &'static str> {
    let line: Line = serde_json::from_slice(line).map_err(|_| "this is no record of an export")?;
    if line.position != expected || line.proof.position().0 != expected {
        return Err("a record is missing or in another place");
    }
    let payload = STANDARD
        .decode(&line.payload)
        .map_err(|_| "the stored bytes are not base64")?;
    line.proof
        .verify(&payload, checkpoint)
        .map_err(|_| "the stored bytes are not those that the checkpoint covers")?;
    let record = Record::read(&payload).map_err(|_| "the stored bytes are no record")?;
    if record.json(expected) != line.record {
        return Err("the readable form is not what the stored bytes say");
    }
    Ok(expected)
}
