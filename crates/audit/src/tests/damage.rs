//! One byte that is not what it was is found, and its place is named.

use std::fs;

use bezant_log::LogError;

use super::*;
use crate::error::AuditError;
use crate::export::{check, export};
use crate::verify::verify;

fn filled(folder: &std::path::Path) {
    for round in 0..2 {
        let trail = trail(folder);
        for number in 0..6 {
            trail.note(&change(round * 6 + number, tenant(1)));
            trail.flush(SOON);
        }
        trail.close(at(round));
    }
}

#[test]
fn any_byte_of_the_log_that_changes_is_found_and_located() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path());
    let check = || verify(folder.path(), &key().verifying_key(), &mut |_, _| ());
    let whole = check().unwrap();
    assert_eq!((whole.records, whole.checkpoints), (12, 2));
    let file = folder.path().join("log").join("00000000000000000001.seg");
    let bytes = fs::read(&file).unwrap();
    let used = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
    let starts: Vec<usize> = (0..used - 4)
        .filter(|at| &bytes[*at..*at + 4] == b"BZFR")
        .collect();
    assert!(starts.len() >= 12, "a frame for each record");
    // Every third byte of the heads of three frames, and some of all others: each takes a tenth of a second at the end of the log.
    let three = [starts[0], starts[starts.len() / 2], *starts.last().unwrap()];
    let is_looked_at = |at: &usize| {
        at.is_multiple_of(61)
            || at.is_multiple_of(3) && three.iter().any(|start| (*start..start + 70).contains(at))
    };
    for at in (0..used).filter(is_looked_at) {
        let mut broken = bytes.clone();
        broken[at] ^= 1 << (at % 8);
        fs::write(&file, &broken).unwrap();
        let found = check();
        let Some(frame) = starts.iter().rev().find(|start| **start <= at) else {
            assert!(
                matches!(
                    found,
                    Err(AuditError::Log(
                        LogError::Damaged { offset: 0, .. } | LogError::Unsupported { .. }
                    ))
                ),
                "byte {at} in the head of the segment: {found:?}"
            );
            continue;
        };
        match found {
            Err(AuditError::Log(LogError::Damaged { segment, offset, .. })) => {
                assert_eq!(
                    (segment.as_str(), offset),
                    ("00000000000000000001.seg", *frame as u64)
                );
            }
            // The last frame looks as if a crash had cut it; the checkpoint says that it was whole.
            Err(AuditError::Checkpoint { number: 2, .. }) => assert_eq!(frame, starts.last().unwrap()),
            other => panic!("byte {at}: {other:?}"),
        }
    }
    fs::write(&file, &bytes).unwrap();
    assert_eq!(check().unwrap(), whole);
}

#[test]
fn checkpoints_tell_of_a_log_that_was_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path());
    // Who has the disk but not the key makes another log, whole in itself.
    fs::remove_dir_all(folder.path().join("log")).unwrap();
    let kept = fs::read(folder.path().join("checkpoints.jsonl")).unwrap();
    {
        let forged = trail(folder.path());
        for number in 0..12 {
            forged.note(&request(number, tenant(1)));
        }
        forged.flush(SOON);
    }
    let found = verify(folder.path(), &key().verifying_key(), &mut |_, _| ());
    assert!(
        matches!(found, Err(AuditError::Checkpoint { number: 1, .. })),
        "{found:?}"
    );
    assert_eq!(fs::read(folder.path().join("checkpoints.jsonl")).unwrap(), kept);
}

#[test]
fn any_byte_of_an_export_that_changes_is_found() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path());
    let out = folder.path().join("export.jsonl");
    let part = (
        Some(crate::export::Bound::Position(5)),
        Some(crate::export::Bound::Position(7)),
    );
    let exported = export(folder.path(), part, &key(), at(99), &out)
        .unwrap()
        .unwrap();
    let bytes = fs::read(&out).unwrap();
    let public = key().verifying_key();
    let mut line = 1;
    for at in 0..bytes.len() {
        let mut broken = bytes.clone();
        broken[at] ^= 1 << (at % 7);
        fs::write(&out, &broken).unwrap();
        match check(&out, &public) {
            Err(AuditError::Export { line: found, .. }) => {
                // What the head says of the others is found at those.
                assert!(
                    found == line || line == 1 || bytes[at] == b'\n' || broken[at] == b'\n',
                    "byte {at}: {found}, {line}"
                );
            }
            // One white space for another is the same JSON.
            Ok(found) => {
                assert!(found == exported && broken[at].is_ascii_whitespace(), "byte {at}");
            }
            Err(error) => panic!("byte {at}: {error}"),
        }
        line += usize::from(bytes[at] == b'\n');
    }
    // Whole lines that are left out.
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for gone in 0..lines.len() {
        let mut rest = lines.clone();
        rest.remove(gone);
        fs::write(&out, rest.join("\n")).unwrap();
        assert!(check(&out, &public).is_err(), "line {gone}");
    }
}
