//! A small log as it stands on disk: three segments, two openings, a snapshot, and what is in it.

use std::io::IoSlice;
use std::sync::Arc;

use bezant_log::disk::{Access, Disk, SimulatedDisk};
use bezant_log::embedded::{EmbeddedLog, FileSnapshots, Options};
use bezant_log::{Batch, Log, Position, SnapshotStore};

use crate::edits::Files;

/// The smallest segments that there are; on opening all of them are checked, or only the last.
pub(crate) fn options(checks_all: bool) -> Options {
    Options {
        segment_bytes: 4096,
        keep_snapshots: 2,
        check_on_open_bytes: if checks_all { u64::MAX } else { 0 },
    }
}

/// A folder's files and the payloads that were appended, which never change.
pub(crate) struct Fixture {
    pub(crate) files: Files,
    pub(crate) payloads: Vec<Vec<u8>>,
    pub(crate) snapshots: Vec<(Position, Vec<u8>)>,
}

impl Fixture {
    pub(crate) fn new() -> Fixture {
        let disk: Arc<dyn Disk> = Arc::new(SimulatedDisk::new(7));
        let mut payloads = Vec::new();
        let mut snapshots = Vec::new();
        for opening in 0..2u8 {
            let mut log = EmbeddedLog::open(disk.clone(), options(true)).expect("an empty disk takes a log");
            let store = FileSnapshots::open(disk.clone()).expect("the folder can be listed");
            for nth in 0..9u8 {
                let mut batch = Batch::new();
                for record in 0..=nth % 3 {
                    let size = 20 + usize::from(nth) * 37 + usize::from(record) * 11;
                    let payload = vec![opening * 100 + nth * 10 + record; size];
                    batch.push(&payload);
                    payloads.push(payload);
                }
                log.append(log.head(), log.epoch(), &batch)
                    .expect("there is room in memory");
            }
            let state = vec![opening; 60];
            store.save(log.head(), &state).expect("there is room in memory");
            snapshots.push((log.head(), state));
        }
        Fixture {
            files: files_of(&*disk),
            payloads,
            snapshots,
        }
    }
}

/// The folder with these files.
pub(crate) fn disk_of(files: &[(String, Vec<u8>)]) -> Arc<dyn Disk> {
    let disk = SimulatedDisk::new(7);
    for (name, bytes) in files {
        let file = disk.create(name).expect("the disk has power");
        file.write_at(0, &[IoSlice::new(bytes)])
            .expect("there is room in memory");
        file.sync_data().expect("the disk has power");
    }
    disk.sync_dir().expect("the disk has power");
    Arc::new(disk)
}

/// The files of the folder.
pub(crate) fn files_of(disk: &dyn Disk) -> Files {
    let names = disk.list().expect("the disk has power");
    let with_content = |name: String| {
        let bytes = read(disk, &name);
        (name, bytes)
    };
    names.into_iter().map(with_content).collect()
}

fn read(disk: &dyn Disk, name: &str) -> Vec<u8> {
    let file = disk.open(name, Access::Read).expect("a listed file");
    let length = file.len().expect("the disk has power");
    let mut bytes = Vec::new();
    file.read_into(0, usize::try_from(length).expect("a small file"), &mut bytes)
        .expect("the disk has power");
    bytes
}
