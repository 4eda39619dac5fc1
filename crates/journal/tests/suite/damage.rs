//! A flipped bit anywhere is found and named; the way out is to begin anew.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use bezant_journal::{Journal, JournalError, Options};
use bezant_log::Position;
use bezant_log::disk::RealDisk;

use super::world::{CommittedRecords, Draft, TINY, World};

/// About four blocks of ids and of accounts.
const OPTIONS: Options = Options {
    table_transfers: 600,
    ..TINY
};

fn fill(folder: &Path) -> World {
    let mut world = World::new(Arc::new(RealDisk::open(folder).unwrap()), OPTIONS);
    world.start().unwrap();
    for record in 0..9_u32 {
        let drafts = (0..80).map(|nth| Draft {
            id: u128::from(record * 80 + nth + 1),
            debit: u128::from(nth % 6),
            credit: 6,
            related: 0,
            reference: u128::from(nth % 2),
            is_backdated: false,
        });
        world.add(&[(0, drafts.collect())]).unwrap();
    }
    world.commit(0);
    world.journal().flush().unwrap();
    world.journal().settle().unwrap();
    world
}

fn open(folder: &Path) -> Result<Journal, JournalError> {
    Journal::open(folder, OPTIONS, Arc::new(CommittedRecords::default()))
}

fn open_and_verify(folder: &Path) -> Result<(), JournalError> {
    open(folder)?.verify()
}

fn files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name != "lock").collect();
    names.sort();
    names
}

#[test]
fn a_flipped_bit_anywhere_is_found_with_its_file_and_page() {
    let folder = tempfile::tempdir().unwrap();
    drop(fill(folder.path()));
    let mut flips = 0;
    for name in files(folder.path()) {
        let path = folder.path().join(&name);
        let whole = fs::read(&path).unwrap();
        let is_run = name != "manifest";
        for offset in (0..whole.len()).filter(|at| *at < 80 || at % 97 == 0 || whole.len() - at < 50) {
            let mut damaged = whole.clone();
            damaged[offset] ^= 1 << (offset % 8);
            fs::write(&path, &damaged).unwrap();
            match open_and_verify(folder.path()) {
                Err(JournalError::Damaged { file, page, .. }) => {
                    assert_eq!(file, name);
                    let table = whole.len() - whole.len() / 1024 * 20;
                    if is_run && offset < table {
                        assert_eq!(page, (offset / 4096) as u64, "{name} at {offset}");
                    }
                }
                other => panic!("{name} at {offset}: {other:?}"),
            }
            flips += 1;
        }
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert!(matches!(
            open_and_verify(folder.path()),
            Err(JournalError::Damaged { .. })
        ));
        fs::remove_file(&path).unwrap();
        assert!(matches!(
            open_and_verify(folder.path()),
            Err(JournalError::Damaged { .. })
        ));
        fs::write(&path, &whole).unwrap();
    }
    assert!(flips > 500, "{flips} flips");
    open_and_verify(folder.path()).unwrap();
}

#[test]
fn a_flipped_bit_in_an_open_run_is_found_by_the_next_look() {
    let folder = tempfile::tempdir().unwrap();
    let world = fill(folder.path());
    world.journal().verify().unwrap();
    let mut flips = 0;
    for name in files(folder.path()).iter().filter(|name| *name != "manifest") {
        let path = folder.path().join(name);
        let whole = fs::read(&path).unwrap();
        // Of the header, what it says and some of its unused end; of the entries; of their table.
        for offset in (0..64).chain([4_000, 4_095, 4_096, whole.len() / 2, whole.len() - 1]) {
            let mut damaged = whole.clone();
            damaged[offset] ^= 1 << (offset % 8);
            fs::write(&path, &damaged).unwrap();
            match world.journal().verify() {
                Err(JournalError::Damaged { file, .. }) => assert_eq!(&file, name),
                other => panic!("{name} at {offset}: {other:?}"),
            }
            flips += 1;
        }
        // Another run's header is whole, and yet not this one's.
        let mut forged = whole.clone();
        let other = files(folder.path())
            .into_iter()
            .find(|other| other.ends_with(".run") && other != name);
        let other = fs::read(folder.path().join(other.unwrap())).unwrap();
        forged[..4_096].copy_from_slice(&other[..4_096]);
        fs::write(&path, &forged).unwrap();
        assert!(matches!(
            world.journal().verify(),
            Err(JournalError::Damaged { page: 0, .. })
        ));
        fs::write(&path, &whole).unwrap();
    }
    assert!(flips > 130, "{flips} flips");
    world.journal().verify().unwrap();
}

/// Where the header of a run says how many of its entries are ids.
const COUNT_AT: usize = 12 + 36;
/// Where the rows of the manifest begin, which are what headers say.
const ROWS_AT: usize = 64;

#[test]
fn a_header_that_lies_under_a_right_checksum_is_damage() {
    let folder = tempfile::tempdir().unwrap();
    drop(fill(folder.path()));
    let sum = |bytes: &mut [u8]| {
        let at = bytes.len() - 4;
        let sum = crc32c::crc32c(&bytes[..at]);
        bytes[at..].copy_from_slice(&sum.to_le_bytes());
    };
    let name = files(folder.path())
        .into_iter()
        .find(|name| name.starts_with("ids"))
        .unwrap();
    let path = folder.path().join(&name);
    let mut run = fs::read(&path).unwrap();
    run[COUNT_AT] -= 1;
    sum(&mut run[..4096]);
    fs::write(&path, &run).unwrap();
    let path = folder.path().join("manifest");
    let mut manifest = fs::read(&path).unwrap();
    let row = (ROWS_AT..manifest.len())
        .step_by(48)
        .find(|&row| manifest[row..row + 12] == run[12..24])
        .unwrap();
    manifest[row..row + 48].copy_from_slice(&run[12..60]);
    sum(&mut manifest);
    fs::write(&path, &manifest).unwrap();
    match open(folder.path()).map(drop) {
        Err(JournalError::Damaged { file, page: 0, .. }) => assert_eq!(file, name),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_damaged_page_is_never_served_and_a_reset_repairs() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = fill(folder.path());
    for name in files(folder.path()) {
        let path = folder.path().join(&name);
        if name.starts_with("accounts") {
            let mut bytes = fs::read(&path).unwrap();
            for block in bytes[4096..].chunks_mut(4096) {
                block[5] ^= 1;
            }
            // In place, as bits rot.
            fs::write(&path, &bytes).unwrap();
        }
    }
    let query = bezant_journal::Query {
        of: bezant_journal::Of::Account(6),
        order: bezant_journal::Order::NewestFirst,
        positions: Position(0)..=Position(100),
        cursor: None,
        limit: 10,
        scan: 10,
    };
    let answer = world
        .journal()
        .transfers(super::world::tenant(0), &query, &mut |_, _| true);
    assert!(matches!(answer, Err(JournalError::Damaged { .. })), "{answer:?}");
    assert!(matches!(Journal::reset(folder.path()), Err(JournalError::Locked)));
    world.journal = None;
    Journal::reset(folder.path()).unwrap();
    assert_eq!(files(folder.path()), ["manifest"]);
    world.start().unwrap();
    world.check_all();
}
