//! Files of data keys: what they promise across restarts, crashes, erasures and rotations.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;

use crate::{DataKeys, Generation, KeyError, KeyName, Local, Ring, Secret};

pub(super) fn name(id: u128) -> KeyName {
    KeyName::new(1, id)
}

pub(super) struct House {
    folder: tempfile::TempDir,
    root: Secret,
}

impl House {
    pub(super) fn new() -> House {
        House {
            folder: tempfile::tempdir().unwrap(),
            root: Secret::random(),
        }
    }

    pub(super) fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("subjects.keys")
    }

    pub(super) fn ring(&self) -> Arc<Ring> {
        let backend = Arc::new(Local::new(&self.root, "a test"));
        Arc::new(Ring::open(&self.folder.path().join("keyring.json"), backend, None).unwrap())
    }

    pub(super) fn open(&self, ring: &Arc<Ring>) -> DataKeys {
        DataKeys::open(&self.path(), Arc::clone(ring)).unwrap()
    }
}

#[test]
fn an_erased_key_is_in_no_file_and_is_not_made_again() {
    let house = House::new();
    let ring = house.ring();
    let keys = house.open(&ring);
    let ann = keys.find_or_make(name(1)).unwrap().seal(b"", b"Ann");
    let bob = keys.find_or_make(name(2)).unwrap().seal(b"", b"Bob");
    let wrapped = keys.wrapped(name(1)).unwrap();
    keys.erase(name(1)).unwrap();
    keys.erase(name(3)).unwrap();
    let held = |needle: &[u8]| {
        let files = fs::read_dir(house.folder.path()).unwrap();
        files.into_iter().any(|file| {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            bytes.windows(needle.len()).any(|part| part == needle)
        })
    };
    assert!(!held(&wrapped));
    drop(keys);
    let keys = house.open(&ring);
    for erased in [1, 3] {
        assert!(matches!(keys.find(name(erased)), Err(KeyError::Erased)));
        assert!(matches!(keys.find_or_make(name(erased)), Err(KeyError::Erased)));
        assert!(matches!(
            keys.make_all(&[name(2), name(erased)]),
            Err(KeyError::Erased)
        ));
    }
    assert_eq!(
        **keys.find(name(2)).unwrap().unwrap().open(b"", &bob).unwrap(),
        *b"Bob"
    );
    assert!(keys.find(name(2)).unwrap().unwrap().open(b"", &ann).is_none());
    assert!(keys.find(name(4)).unwrap().is_none());
    assert_eq!(keys.status(), (Generation::FIRST, 3));
}

#[test]
fn a_torn_end_is_dropped_and_damage_elsewhere_told() {
    let house = House::new();
    let ring = house.ring();
    let kept: Vec<_> = {
        let keys = house.open(&ring);
        (0..3).map(|id| keys.secret(name(id)).unwrap()).collect()
    };
    let whole = fs::read(house.path()).unwrap();
    for cut in 1..77 {
        fs::write(house.path(), &whole[..whole.len() - cut]).unwrap();
        let keys = house.open(&ring);
        assert!(keys.find(name(2)).unwrap().is_none(), "{cut}");
        assert_eq!(keys.secret(name(1)).unwrap().as_bytes(), kept[1].as_bytes());
        keys.secret(name(5)).unwrap();
        drop(keys);
        assert!(house.open(&ring).find(name(5)).unwrap().is_some());
    }
    // Records of which only the length reached the disk.
    let mut holes = whole.clone();
    holes.extend_from_slice(&[0; 2 * 77]);
    let second = whole.len() - 77;
    holes[second + 30] ^= 1;
    fs::write(house.path(), &holes).unwrap();
    assert!(house.open(&ring).find(name(2)).unwrap().is_none());

    let mut damaged = whole.clone();
    damaged[whole.len() - 2 * 77 + 40] ^= 1;
    fs::write(house.path(), &damaged).unwrap();
    assert!(matches!(house.open(&ring).find(name(1)), Err(KeyError::Tampered)));
    fs::write(house.path(), &whole[20..]).unwrap();
    assert!(DataKeys::open(&house.path(), Arc::clone(&ring)).is_err());
}

#[test]
fn another_ring_and_another_process_are_refused() {
    let house = House::new();
    let ring = house.ring();
    let keys = house.open(&ring);
    keys.secret(name(1)).unwrap();
    let again = DataKeys::open(&house.path(), Arc::clone(&ring));
    assert!(matches!(again, Err(KeyError::Io(_))));
    drop(keys);
    let stranger = House::new();
    fs::copy(house.path(), stranger.path()).unwrap();
    let foreign = DataKeys::open(&stranger.path(), stranger.ring());
    assert!(matches!(foreign, Err(KeyError::OtherRing(_))));
}

#[test]
fn keys_that_many_ask_for_at_once_are_the_same_for_all() {
    let house = House::new();
    let ring = house.ring();
    let keys = house.open(&ring);
    let asked: Vec<HashMap<u128, Secret>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8u128)
            .map(|thread| {
                let keys = &keys;
                scope.spawn(move || {
                    let ids = (0..60).map(|at| (at * 7 + thread * 13) % 100);
                    ids.map(|id| (id, keys.secret(name(id)).unwrap())).collect()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    drop(keys);
    let keys = house.open(&ring);
    for (id, secret) in asked.iter().flatten() {
        assert_eq!(keys.secret(name(*id)).unwrap().as_bytes(), secret.as_bytes());
    }
}

#[test]
fn wrapping_anew_loses_no_read_no_new_key_and_no_erasure() {
    let house = House::new();
    let ring = house.ring();
    let keys = house.open(&ring);
    let names: Vec<KeyName> = (0..5_000).map(name).collect();
    keys.make_all(&names).unwrap();
    let before: Vec<Secret> = names.iter().map(|name| keys.secret(*name).unwrap()).collect();
    let old_ring = fs::read(house.folder.path().join("keyring.json")).unwrap();
    let generation = ring.begin_rotation().unwrap();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let mut reads = 0u64;
            while !is_over.load(Ordering::Relaxed) {
                let at = usize::try_from(reads * 31 % 4_000).unwrap();
                assert_eq!(keys.secret(names[at]).unwrap().as_bytes(), before[at].as_bytes());
                reads += 1;
            }
            reads
        });
        let changing = scope.spawn(|| {
            let mut changes = 0u128;
            while !is_over.load(Ordering::Relaxed) && changes < 900 {
                keys.erase(name(4_000 + changes)).unwrap();
                keys.secret(name(10_000 + changes)).unwrap();
                changes += 1;
            }
            changes
        });
        let mut told = Vec::new();
        assert_eq!(keys.rewrap(|progress| told.push(progress)).unwrap(), generation);
        is_over.store(true, Ordering::Relaxed);
        assert!(
            told.len() >= 5 && told.is_sorted_by_key(|progress| progress.done),
            "{told:?}"
        );
        assert!(reading.join().unwrap() > 0);
        let changes = changing.join().unwrap();
        drop_and_compare(&house, &keys, &names, &before, changes);
    });
    assert_eq!(keys.status().0, generation);
    ring.retire_before(generation).unwrap();
    drop(keys);
    let keys = house.open(&house.ring());
    assert_eq!(keys.secret(names[7]).unwrap().as_bytes(), before[7].as_bytes());
    // Who brings the old ring back opens nothing: the new generation is not in it.
    drop(keys);
    fs::write(house.folder.path().join("keyring.json"), old_ring).unwrap();
    assert!(matches!(
        DataKeys::open(&house.path(), house.ring()),
        Err(KeyError::OtherRing(_))
    ));
}

fn drop_and_compare(house: &House, keys: &DataKeys, names: &[KeyName], before: &[Secret], changes: u128) {
    let erased = |at: usize| (4_000..4_000 + changes).contains(&(at as u128));
    for (at, (name, secret)) in names.iter().zip(before).enumerate() {
        match keys.secret(*name) {
            Ok(found) => assert!(!erased(at) && found.as_bytes() == secret.as_bytes(), "{at}"),
            Err(error) => assert!(erased(at) && matches!(error, KeyError::Erased), "{at}: {error}"),
        }
    }
    for made in 0..changes {
        assert!(keys.find(name(10_000 + made)).unwrap().is_some());
    }
    assert!(!house.path().with_extension("new").exists());
}

#[test]
fn a_file_from_before_generations_is_read_and_wrapped_anew() {
    let house = House::new();
    let ring = house.ring();
    let secret = {
        let keys = house.open(&ring);
        keys.secret(name(1)).unwrap()
    };
    let mut bytes = fs::read(house.path()).unwrap();
    bytes[..16].copy_from_slice(b"bezant subjects1");
    fs::write(house.path(), bytes).unwrap();
    let keys = house.open(&ring);
    assert_eq!(keys.secret(name(1)).unwrap().as_bytes(), secret.as_bytes());
    ring.begin_rotation().unwrap();
    assert_eq!(keys.rewrap(|_| ()).unwrap(), Generation(2));
    assert_eq!(keys.secret(name(1)).unwrap().as_bytes(), secret.as_bytes());
}

#[test]
fn a_node_that_dies_while_it_wraps_anew_does_it_again() {
    let house = House::new();
    let ring = house.ring();
    let secret = {
        let keys = house.open(&ring);
        ring.begin_rotation().unwrap();
        keys.secret(name(1)).unwrap()
    };
    for left in [&b""[..], b"bezant keys2\0\0\0\x02", &[7; 500]] {
        fs::write(house.path().with_extension("new"), left).unwrap();
        let keys = house.open(&ring);
        assert_eq!(keys.status().0, Generation(1));
        assert_eq!(keys.secret(name(1)).unwrap().as_bytes(), secret.as_bytes());
        assert!(!house.path().with_extension("new").exists());
    }
    assert_eq!(house.open(&ring).rewrap(|_| ()).unwrap(), Generation(2));
    assert!(Path::new(&house.path()).exists());
}

#[derive(Clone, Debug)]
enum Step {
    Make(u128),
    Erase(u128),
    Rotate,
    Reopen,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_file_is_a_map_that_never_makes_an_erased_key_again(
        steps in prop::collection::vec(prop_oneof![
            4 => (0..12u128).prop_map(Step::Make), 2 => (0..12u128).prop_map(Step::Erase),
            1 => Just(Step::Rotate), 1 => Just(Step::Reopen),
        ], 1..40)
    ) {
        let house = House::new();
        let ring = house.ring();
        let mut keys = Some(house.open(&ring));
        let mut model: HashMap<u128, Option<Secret>> = HashMap::new();
        for step in steps {
            let open = keys.as_ref().unwrap();
            match step {
                Step::Make(id) => match (open.secret(name(id)), model.get(&id)) {
                    (Ok(made), None) => { model.insert(id, Some(made)); }
                    (Ok(found), Some(Some(made))) => assert_eq!(found.as_bytes(), made.as_bytes()),
                    (Err(KeyError::Erased), Some(None)) => {}
                    (other, expected) => panic!("{other:?} in place of {expected:?}"),
                },
                Step::Erase(id) => {
                    open.erase(name(id)).unwrap();
                    model.insert(id, None);
                }
                Step::Rotate => {
                    let generation = ring.begin_rotation().unwrap();
                    assert_eq!(open.rewrap(|_| ()).unwrap(), generation);
                    ring.retire_before(generation).unwrap();
                }
                Step::Reopen => {
                    drop(keys.take());
                    keys = Some(house.open(&ring));
                }
            }
        }
    }
}
