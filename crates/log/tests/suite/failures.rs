//! Disks that are full or fail, and what stands beside a running log.

use std::sync::Arc;

use bezant_log::disk::{RealDisk, SimulatedDisk};
use bezant_log::embedded::{EmbeddedLog, Options, scan, verify};
use bezant_log::{Log, LogError, Position};

use super::{append, open, read_all, small};

#[test]
fn a_failed_sync_poisons_the_log_for_ever() {
    let disk = SimulatedDisk::new(1);
    let mut log = open(&disk).unwrap();
    append(&mut log, &[b"safe".to_vec()]).unwrap();
    disk.fail_next_sync();
    assert!(matches!(
        append(&mut log, &[b"lost".to_vec()]),
        Err(LogError::Failed { .. })
    ));
    assert_eq!((log.head(), log.reader().head()), (Position(1), Position(1)));
    assert!(matches!(
        append(&mut log, &[b"after".to_vec()]),
        Err(LogError::Failed { .. })
    ));
    assert!(matches!(log.ensure_room(1), Err(LogError::Failed { .. })));
    assert_eq!(read_all(&*log.reader()).unwrap(), [b"safe"]);
    drop(log);
    disk.crash();
    let mut log = open(&disk).unwrap();
    assert_eq!(read_all(&*log.reader()).unwrap()[0], b"safe");
    append(&mut log, &[b"on".to_vec()]).unwrap();
}

#[test]
fn a_full_disk_loses_nothing_and_freed_space_is_used() {
    let disk = SimulatedDisk::new(2);
    disk.set_capacity(Some(3 * 8 * 1024 + 2_000));
    let mut log = open(&disk).unwrap();
    let mut acked = Vec::new();
    let refused = loop {
        let payload = vec![acked.len() as u8; 500];
        match append(&mut log, std::slice::from_ref(&payload)) {
            Ok(_) => acked.push(payload),
            Err(error) => break error,
        }
    };
    assert!(
        matches!(refused, LogError::StorageFull) && refused.is_transient(),
        "{refused:?}"
    );
    assert_eq!(
        acked.len(),
        39,
        "the three segments that fit took 13 each, beside the lists of their frames"
    );
    for _ in 0..2 {
        assert!(matches!(log.ensure_room(504), Err(LogError::StorageFull)));
        assert!(matches!(
            append(&mut log, &[vec![9; 500]]),
            Err(LogError::StorageFull)
        ));
    }
    assert_eq!(read_all(&*log.reader()).unwrap(), acked);
    disk.set_capacity(None);
    log.ensure_room(504).unwrap();
    disk.set_capacity(Some(0));
    acked.push(vec![7; 500]);
    append(&mut log, &acked[acked.len() - 1..]).expect("the room was ensured");
    disk.set_capacity(None);
    drop(log);
    disk.crash();
    assert_eq!(read_all(&*open(&disk).unwrap().reader()).unwrap(), acked);
}

#[test]
fn a_write_that_stops_half_way_leaves_no_trace() {
    for seed in 0..50 {
        let disk = SimulatedDisk::new(seed);
        let mut log = open(&disk).unwrap();
        append(&mut log, &[vec![1; 300]]).unwrap();
        disk.fail_next_write_as_full();
        assert!(matches!(
            append(&mut log, &[vec![2; 3000]]),
            Err(LogError::StorageFull)
        ));
        // The power goes during what comes next: zeroing, syncing, or the append itself.
        disk.lose_power_after(seed % 5);
        let appended = append(&mut log, &[vec![3; 900]]);
        drop(log);
        disk.crash();
        let found = read_all(&*open(&disk).unwrap().reader()).unwrap();
        assert_eq!(found[0], vec![1; 300]);
        assert!(found[1..].iter().all(|payload| *payload == vec![3; 900]) && found.len() <= 2);
        assert!(
            appended.is_err() || found.len() == 2,
            "what was answered is there"
        );
    }
}

#[test]
fn a_folder_has_one_writer() {
    let folder = tempfile::tempdir().unwrap();
    let disk = || Arc::new(RealDisk::open(folder.path()).unwrap());
    let log = EmbeddedLog::open(disk(), small()).unwrap();
    assert!(matches!(
        EmbeddedLog::open(disk(), small()),
        Err(LogError::Locked)
    ));
    drop(log);
    assert_eq!(
        EmbeddedLog::open(disk(), small())
            .map(|log| log.epoch().0)
            .unwrap(),
        2
    );
}

#[test]
fn verify_works_beside_a_running_writer() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        segment_bytes: 64 * 1024,
        ..Options::default()
    };
    let disk = Arc::new(RealDisk::open(folder.path()).unwrap());
    let mut log = EmbeddedLog::open(disk.clone(), options).unwrap();
    std::thread::scope(|scope| {
        let verifier = scope.spawn(|| {
            let mut seen = Vec::new();
            while seen.last().is_none_or(|&last| last < 600) {
                let mut done = 0;
                let verified = verify(disk.clone(), &mut |bytes, total| {
                    assert!(done <= bytes && bytes <= total, "progress goes forward");
                    done = bytes;
                })
                .unwrap();
                seen.push(verified.head.0);
            }
            seen
        });
        for n in 0..300_u32 {
            append(&mut log, &[vec![n as u8; 2000], vec![0; 700]]).unwrap();
        }
        let seen = verifier.join().unwrap();
        assert!(seen.is_sorted(), "{seen:?}");
    });
    let verified = verify(disk.clone(), &mut |_, _| ()).unwrap();
    assert_eq!(
        (verified.records, verified.frames, verified.torn_tail),
        (600, 301, None)
    );
    assert_eq!(
        verified.segments,
        scan(disk)
            .unwrap()
            .map(|f| f.unwrap().segment)
            .fold((0, String::new()), |(count, last), name| if name == last {
                (count, last)
            } else {
                (count + 1, name)
            },)
            .0
    );
}

#[test]
fn an_empty_folder_is_an_empty_log_to_verify() {
    let verified = verify(Arc::new(SimulatedDisk::new(0)), &mut |_, _| ()).unwrap();
    assert_eq!((verified.records, verified.segments), (0, 0));
    let missing = RealDisk::open_existing("/nonexistent/folder").map(drop);
    assert_eq!(missing.unwrap_err().kind(), std::io::ErrorKind::NotFound);
}
