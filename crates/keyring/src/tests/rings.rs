//! Rings: what they keep, and what a rotation does.

use std::fs;
use std::sync::Arc;

use crate::{Backend, BackendError, Generation, Imported, Local, Ring, RingError, Secret};

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
