//! Rings: what they keep, and what a rotation does.

use std::fs;
use std::sync::Arc;

use crate::{
    Backend, BackendError, DataKeys, FolderError, Generation, Imported, KeyFolder, KeyName, Local, Ring,
    RingError, Rotation, RotationError, Secret,
};

fn local(secret: &Secret) -> Arc<dyn Backend> {
    Arc::new(Local::new(secret, "a test"))
}

#[test]
fn a_ring_goes_on_after_a_restart_and_through_a_rotation() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    let root = Secret::random();
    let open = || Ring::open(&path, local(&root), None).unwrap();
    let ring = open();
    let derived = ring.derive("a use");
    assert_ne!(derived.as_bytes(), ring.derive("another use").as_bytes());
    let sealed = ring.current().1.seal(b"x", b"data");
    assert_eq!(ring.begin_rotation().unwrap(), Generation(2));
    drop(ring);

    let ring = open();
    assert_eq!(ring.derive("a use").as_bytes(), derived.as_bytes());
    assert_eq!(ring.status().generations, [Generation(1), Generation(2)]);
    assert_eq!(ring.current().0, Generation(2));
    let before = ring.wrapping(Generation(1)).unwrap();
    assert_eq!(**before.open(b"x", &sealed).unwrap(), *b"data");
    assert!(ring.current().1.open(b"x", &sealed).is_none());
    assert_eq!(ring.retire_before(Generation(2)).unwrap(), 1);
    assert_eq!(ring.retire_before(Generation(2)).unwrap(), 0);
    drop(ring);
    let ring = open();
    assert_eq!(ring.status().generations, [Generation(2)]);
    assert!(ring.wrapping(Generation(1)).is_none());
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "no draft is left"
    );
}

#[test]
fn a_ring_moves_to_another_root_key_and_is_told_from_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    let (first, second) = (Secret::random(), Secret::random());
    let ring = Ring::open(&path, local(&first), None).unwrap();
    let derived = ring.derive("a use");
    ring.move_to(local(&second)).unwrap();
    ring.begin_rotation().unwrap();
    let refused = Ring::open(&path, local(&first), None);
    assert!(matches!(
        refused,
        Err(RingError::Backend(BackendError::NotOurs { .. }))
    ));
    let moved = Ring::open(&path, local(&second), None).unwrap();
    assert_eq!(moved.derive("a use").as_bytes(), derived.as_bytes());

    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\"local\"", "\"transit\"")).unwrap();
    let other = Ring::open(&path, local(&second), None);
    assert!(matches!(other, Err(RingError::OtherBackend { by, asked: "local", .. }) if by == "transit"));
    // Generations that change places are none.
    let swapped = text
        .replace("\"1\"", "\"x\"")
        .replace("\"2\"", "\"1\"")
        .replace("\"x\"", "\"2\"");
    fs::write(&path, swapped).unwrap();
    assert!(Ring::open(&path, local(&second), None).is_err());
    fs::write(&path, "{}").unwrap();
    assert!(matches!(
        Ring::open(&path, local(&second), None),
        Err(RingError::Malformed(_))
    ));
}

#[test]
fn what_was_before_rings_is_taken_in_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keyring.json");
    let (root, master, wrapping) = (Secret::random(), Secret::random(), Secret::random());
    let imported = || Imported {
        master: master.clone(),
        wrapping: wrapping.clone(),
    };
    let ring = Ring::open(&path, local(&root), Some(imported())).unwrap();
    assert_eq!(ring.derive("a use").as_bytes(), master.derive("a use").as_bytes());
    ring.begin_rotation().unwrap();
    let again = Ring::open(&path, local(&root), Some(imported())).unwrap();
    assert_eq!(again.current().0, Generation(2), "what is there counts");
}

#[test]
fn a_folder_makes_keys_once_and_misses_those_that_are_gone() {
    let folder = tempfile::tempdir().unwrap();
    let keys = KeyFolder::new(folder.path().join("keys"));
    let root = keys.root_file().unwrap().open(None, &[]).unwrap();
    let ring = Arc::new(keys.ring(local(&root), Some(&root)).unwrap());
    let data = DataKeys::open(&keys.subjects_path(), Arc::clone(&ring)).unwrap();
    drop(data);
    let ring_file = folder.path().join("keys/keyring.json");
    let text = fs::read(&ring_file).unwrap();
    fs::remove_file(&ring_file).unwrap();
    assert!(matches!(
        keys.ring(local(&root), Some(&root)),
        Err(FolderError::RingGone(_))
    ));
    fs::write(&ring_file, text).unwrap();
    fs::remove_file(keys.root_path()).unwrap();
    assert!(matches!(keys.root_file(), Err(FolderError::RootGone(_))));
}

#[test]
fn a_rotation_ends_with_one_generation_and_goes_on_after_a_stop() {
    let folder = tempfile::tempdir().unwrap();
    let root = Secret::random();
    let open = || {
        let ring = Arc::new(Ring::open(&folder.path().join("keyring.json"), local(&root), None).unwrap());
        let rotation = Arc::new(Rotation::new(Arc::clone(&ring)));
        for name in ["cards", "subjects"] {
            let path = folder.path().join(format!("{name}.keys"));
            rotation.open_file(name, &path).unwrap();
        }
        rotation
    };
    let wait = |rotation: &Rotation| {
        while rotation.status().rotating {
            std::thread::yield_now();
        }
        let status = rotation.status();
        assert_eq!(status.failure, None);
        status
    };
    let rotation = open();
    let keys = Arc::clone(&rotation.lock_files()["subjects"]);
    let secret = keys.secret(KeyName::new(1, 7)).unwrap();
    assert!(!rotation.resume().unwrap());
    assert_eq!(rotation.begin().unwrap(), Generation(2));
    let status = wait(&rotation);
    assert_eq!(status.ring.generations, [Generation(2)]);
    assert!(status.files.values().all(|file| file.generation == Generation(2)));
    // A node that dies between the new generation and the first file.
    rotation.ring().begin_rotation().unwrap();
    keys.rewrap(|_| ()).unwrap();
    drop((rotation, keys));
    let rotation = open();
    assert_eq!(rotation.status().files["cards"].generation, Generation(2));
    assert!(rotation.resume().unwrap());
    let again = rotation.begin();
    assert!(again.is_ok() || matches!(again, Err(RotationError::UnderWay)));
    let status = wait(&rotation);
    assert_eq!(status.ring.generations.len(), 1);
    let keys = Arc::clone(&rotation.lock_files()["subjects"]);
    assert_eq!(
        keys.secret(KeyName::new(1, 7)).unwrap().as_bytes(),
        secret.as_bytes()
    );
}
