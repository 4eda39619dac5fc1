//! Backends that need nothing from outside.

use crate::{Local, Secret, conformance};

#[test]
fn a_root_key_in_memory_is_a_backend() {
    let (ours, theirs) = (Secret::random(), Secret::random());
    conformance(&Local::new(&ours, "a test"), Some(&Local::new(&theirs, "a test")));
}

#[test]
fn nothing_of_a_key_is_printed() {
    let secret = Secret::parse(&"0123456789abcdef".repeat(4)).unwrap();
    let shown = format!("{secret:?} {:?}", Local::new(&secret, "a test"));
    assert!(!shown.contains("0123") && !shown.contains("1, 35"), "{shown}");
}
