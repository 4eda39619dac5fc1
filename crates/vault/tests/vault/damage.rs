//! One byte that is not what it was, in any file of a vault: `verify` says so, with the place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bezant_kernel::{Tenant, TenantId};
use bezant_keyring::{Local, Ring, Secret, UnsoundKeys};
use bezant_log::disk::RealDisk;
use bezant_log::embedded;
use bezant_vault::conformance::{caller, card};
use bezant_vault::{KeyFile, LocalVault, Purpose, Token, Unsound, Vault, Verified, verify};

use crate::crashes::number_of;
use crate::support::Rig;

fn tenant() -> Tenant {
    Tenant::new(TenantId::from_u128(7))
}

/// Cards that came, came again, were read, deleted and sealed anew, some of them in the cold tier.
async fn filled(rig: &Rig) -> Vec<(Token, u64)> {
    let vault = rig.open().await;
    let till = caller("till", &[Purpose::Authorization]);
    let mut live = Vec::new();
    for nth in 0..90 {
        let made = vault
            .tokenize(tenant(), &till, card(&number_of(nth)), false)
            .await;
        let id = made.unwrap().card.id;
        if nth % 9 == 4 {
            vault.delete(tenant(), &till, id).await.unwrap();
        } else {
            live.push((Token::Card(id), nth));
        }
        if nth == 60 {
            vault.rotate(&till).await.unwrap();
            while !vault.status().await.unwrap().rotation.unwrap().is_finished() {
                tokio::task::yield_now().await;
            }
        }
    }
    while vault.status().await.unwrap().keys_to_shred > 0 {
        tokio::task::yield_now().await;
    }
    stop(vault).await;
    live
}

async fn stop(vault: LocalVault) {
    vault.shutdown().await;
    drop(vault);
}

fn ring(rig: &Rig) -> Ring {
    let backend = Arc::new(Local::new(&Secret::from_bytes([7; 32]), "a test"));
    Ring::open(&rig.path().join("keyring.json"), backend, None).unwrap()
}

fn look(rig: &Rig, ring: &Ring) -> Result<Verified, Unsound> {
    let path = rig.path().join("keys");
    let keys = KeyFile { path: &path, ring };
    verify(&rig.path().join("vault"), Some(keys), &mut |_, _| ())
}

/// Each file, with one bit of these bytes changed for the length of a look.
fn with_each(
    rig: &Rig,
    ring: &Ring,
    path: &Path,
    places: impl Iterator<Item = usize>,
    mut check: impl FnMut(usize, Result<Verified, Unsound>),
) {
    let whole = std::fs::read(path).unwrap();
    for at in places {
        let mut broken = whole.clone();
        broken[at] ^= 1 << (at % 8);
        std::fs::write(path, &broken).unwrap();
        check(at, look(rig, ring));
    }
    std::fs::write(path, whole).unwrap();
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let all = std::fs::read_dir(folder).unwrap();
    let all = all.map(|entry| entry.unwrap().path());
    all.filter(|path| path.to_string_lossy().ends_with(ending))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_byte_of_the_log_is_found_and_located() {
    let rig = Rig::new();
    filled(&rig).await;
    let ring = ring(&rig);
    let whole = look(&rig, &ring).unwrap();
    assert_eq!((whole.cards, whole.deleted, whole.keys), (80, 10, Some(80)));
    assert!(whole.snapshots > 0 && whole.cold.unwrap() > 40, "{whole:?}");
    let log = rig.path().join("vault/log");
    let frames: BTreeMap<usize, _> = embedded::scan(Arc::new(RealDisk::open_existing(&log).unwrap()))
        .unwrap()
        .map(Result::unwrap)
        .map(|frame| (frame.offset as usize, frame))
        .collect();
    let [segment] = &files(&log, ".seg")[..] else {
        panic!("one segment")
    };
    let end = frames
        .values()
        .last()
        .map(|frame| frame.offset + frame.bytes)
        .unwrap() as usize;
    let (first, last) = (*frames.keys().next().unwrap(), *frames.keys().last().unwrap());
    with_each(
        &rig,
        &ring,
        segment,
        (first..end).step_by(397).chain([last + 70]),
        |at, found| {
            let (begins, frame) = frames.range(..=at).next_back().unwrap();
            match found {
                Err(Unsound::Log {
                    file,
                    offset,
                    position,
                    ..
                }) => {
                    assert_eq!(
                        (&file, offset as usize, position),
                        (segment, *begins, frame.first)
                    );
                }
                // What looks like a write that a crash cut short: the snapshot of the shutdown says that there was more.
                Err(Unsound::Snapshot { position, what, .. }) => {
                    assert!(*begins == last && position >= frame.first && what.contains("ends before"));
                }
                // Up to seven zeros between frames are nobody's.
                Ok(found) => {
                    assert_eq!(found, whole);
                    assert!(frames.contains_key(&at.next_multiple_of(8)), "byte {at}");
                }
                Err(error) => panic!("byte {at}: {error}"),
            }
        },
    );
    assert_eq!(look(&rig, &ring).unwrap(), whole);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_byte_of_a_snapshot_is_found() {
    let rig = Rig::new();
    filled(&rig).await;
    let ring = ring(&rig);
    for path in files(&rig.path().join("vault/log"), ".snap") {
        let length = std::fs::metadata(&path).unwrap().len() as usize;
        with_each(
            &rig,
            &ring,
            &path,
            (0..64).step_by(5).chain((64..length).step_by(997)),
            |at, found| match found {
                Err(Unsound::Snapshot { file, position, .. }) => {
                    assert_eq!(file, path);
                    assert!(file.to_string_lossy().contains(&position.0.to_string()));
                }
                other => panic!("byte {at}: {other:?}"),
            },
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_byte_of_the_keys_is_found_and_located() {
    const HEAD: usize = 16;
    const RECORD: usize = 77;
    let rig = Rig::new();
    filled(&rig).await;
    let ring = ring(&rig);
    let path = rig.path().join("keys");
    let bytes = std::fs::read(&path).unwrap();
    // Damage is looked at for a tenth of a second: records that were used and erased, names and keys of some, and the last one.
    let names = (0..40).map(|nth| HEAD + nth * 5 * RECORD + nth % 17);
    let keys = (0..20).map(|nth| HEAD + nth * 9 * RECORD + 17 + nth * 3);
    let places = names.chain(keys).chain([0, 13, bytes.len() - 1]);
    with_each(&rig, &ring, &path, places, |at, found| {
        let begins = if at < HEAD {
            0
        } else {
            HEAD + (at - HEAD) / RECORD * RECORD
        };
        match found {
            Err(
                Unsound::Keys(UnsoundKeys::Damaged { file, offset, .. }) | Unsound::Key { file, offset, .. },
            ) => {
                assert_eq!((&file, offset as usize), (&path, begins), "byte {at}");
            }
            other => panic!("byte {at}: {other:?}"),
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_that_contradict_the_log_are_found() {
    let rig = Rig::new();
    let live = filled(&rig).await;
    let ring = ring(&rig);
    let path = rig.path().join("keys");
    // A backup of the file from before a deletion brings keys back that were shredded.
    let before = std::fs::read(&path).unwrap();
    let vault = rig.open().await;
    let till = caller("till", &[]);
    let Token::Card(id) = live[3].0 else {
        unreachable!()
    };
    vault.delete(tenant(), &till, id).await.unwrap();
    stop(vault).await;
    let after = std::fs::read(&path).unwrap();
    assert_eq!(look(&rig, &ring).unwrap().keys, Some(79));
    std::fs::write(&path, before).unwrap();
    let found = look(&rig, &ring);
    assert!(matches!(found, Err(Unsound::Key { .. })), "{found:?}");
    // One that is too old has keys missing.
    std::fs::write(&path, &after[..16 + 5 * 77]).unwrap();
    let found = look(&rig, &ring);
    assert!(matches!(found, Err(Unsound::KeyMissing { .. })), "{found:?}");
    std::fs::write(&path, &after).unwrap();
    // A log that lost its end: the deletion.
    let log = rig.path().join("vault/log");
    for snapshot in files(&log, ".snap") {
        std::fs::remove_file(snapshot).unwrap();
    }
    let frames: Vec<_> = embedded::scan(Arc::new(RealDisk::open_existing(&log).unwrap()))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let deleted = frames
        .iter()
        .rev()
        .filter(|frame| !frame.records.is_empty())
        .nth(1)
        .unwrap();
    let segment = log.join(&deleted.segment);
    let mut bytes = std::fs::read(&segment).unwrap();
    bytes[deleted.offset as usize..].fill(0);
    std::fs::write(&segment, bytes).unwrap();
    let found = look(&rig, &ring);
    assert!(matches!(found, Err(Unsound::Key { .. })), "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_called_whole_with_a_changed_cold_tier_reads_right() {
    let rig = Rig::new();
    let live = filled(&rig).await;
    let ring = ring(&rig);
    let whole = look(&rig, &ring).unwrap();
    let mut cold = Vec::new();
    collect(&rig.path().join("vault/cold"), &mut cold);
    let mut found_some = false;
    for path in &cold {
        let bytes = std::fs::read(path).unwrap();
        let used = bytes
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(0, |last| last + 1);
        for at in (0..used).step_by((used / 12).max(1)) {
            let changed = rig.copy_whole();
            let place = changed.path().join(path.strip_prefix(rig.path()).unwrap());
            let mut broken = bytes.clone();
            broken[at] ^= 1 << (at % 8);
            std::fs::write(&place, &broken).unwrap();
            let looked = look(&changed, &ring);
            assert!(std::fs::read(&place).unwrap() == broken, "a look changes nothing");
            match looked {
                Err(Unsound::Cold { .. } | Unsound::ColdUnreadable { .. }) => found_some = true,
                Err(error) => panic!("{} byte {at}: {error}", path.display()),
                // Bytes that nothing reads, or a part of the tree that is gone as a whole and comes back from the log.
                Ok(found) => {
                    assert!(found.cold <= whole.cold);
                    found_some |= found.cold < whole.cold;
                    let vault = changed.open().await;
                    let till = caller("till", &[Purpose::Authorization]);
                    for (token, nth) in live.iter().step_by(11) {
                        let plain = vault
                            .detokenize(tenant(), &till, token, Purpose::Authorization)
                            .await;
                        assert_eq!(plain.unwrap().number.expose(), number_of(*nth));
                    }
                    stop(vault).await;
                }
            }
        }
    }
    assert!(found_some, "no change was noticed in {cold:?}");
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found)
        } else {
            found.push(path)
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vault_at_work_is_whole_at_any_moment() {
    let rig = Rig::new();
    let vault = rig.open().await;
    let ring = ring(&rig);
    let worker = tokio::spawn({
        let vault = vault.clone();
        async move {
            let till = caller("till", &[Purpose::Authorization]);
            for nth in 0..400 {
                let made = vault
                    .tokenize(tenant(), &till, card(&number_of(nth)), false)
                    .await
                    .unwrap();
                if nth % 2 == 0 {
                    vault.delete(tenant(), &till, made.card.id).await.unwrap();
                }
            }
        }
    });
    let mut looks = 0;
    while !worker.is_finished() || looks < 2 {
        let found = tokio::task::block_in_place(|| look(&rig, &ring)).unwrap();
        assert_eq!(found.cold, None);
        looks += 1;
    }
    worker.await.unwrap();
}
