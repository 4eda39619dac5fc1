//! Evidence that is gathered, signed, changed and checked.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::{at, checkpoint, key};
use crate::evidence::{Bundle, Finding, Item, Kind, NotAsSigned, Status, check};

fn bundle() -> Bundle {
    let seen = |kind| match kind {
        Kind::AuditTrail => json!({ "records": 7, "segments": 1 }),
        Kind::RootKey => json!({ "sealed": 0 }),
        Kind::CardViolations => json!({ "count": 0 }),
        _ => json!({}),
    };
    let items = Kind::ALL.map(|kind| {
        Item::of(Finding {
            kind,
            at: at(1),
            command: "bezant compliance evidence".to_owned(),
            log_position: Some(9),
            seen: seen(kind),
        })
    });
    Bundle {
        made_at: at(2),
        checkpoint: Some(checkpoint(7)),
        items: items.into(),
    }
}

fn files() -> BTreeMap<String, Vec<u8>> {
    bundle().files(&key())
}

#[test]
fn what_was_signed_is_accepted_and_says_what_was_found() {
    let files = files();
    assert_eq!(files.len(), Kind::ALL.len() + 2);
    assert_eq!(
        files,
        bundle().files(&key()),
        "the same findings have the same bytes"
    );
    let checked = check(&files, &key().verifying_key()).unwrap();
    let status = |kind| checked.items.iter().find(|(of, ..)| *of == kind).unwrap().1;
    assert_eq!(status(Kind::AuditTrail), Status::Met);
    assert_eq!(status(Kind::RootKey), Status::NotMet);
    assert_eq!(status(Kind::SecondFactors), Status::NotMet, "nobody looked");
    let root_key: serde_json::Value = serde_json::from_slice(&files["root_key.json"]).unwrap();
    assert_eq!(root_key["requirements"][0], "3.6.1");
    assert_eq!(root_key["status"], "not_met");
}

#[test]
fn what_is_missing_added_or_swapped_is_named() {
    let key = key().verifying_key();
    let mut less = files();
    less.remove("vault.json");
    assert_eq!(
        check(&less, &key),
        Err(vec![NotAsSigned::Missing("vault.json".to_owned())])
    );
    let mut more = files();
    more.insert("extra.json".to_owned(), b"{}".to_vec());
    assert_eq!(
        check(&more, &key),
        Err(vec![NotAsSigned::Added("extra.json".to_owned())])
    );
    let mut swapped = files();
    let other = swapped["roles.json"].clone();
    swapped.insert("clock.json".to_owned(), other);
    assert_eq!(
        check(&swapped, &key),
        Err(vec![NotAsSigned::Changed("clock.json".to_owned())])
    );
    let mut none = files();
    none.remove("manifest.json");
    assert_eq!(check(&none, &key), Err(vec![NotAsSigned::NoManifest]));
    let other = ed25519_dalek::SigningKey::from_bytes(&[8; 32]);
    assert_eq!(
        check(&files(), &other.verifying_key()),
        Err(vec![NotAsSigned::Manifest])
    );
    // Nobody with the key calls met what was not seen, or leaves something out.
    let mut lie = bundle();
    lie.items[1].status = Status::Met;
    lie.items.remove(0);
    assert_eq!(
        check(&lie.files(&super::key()), &key),
        Err(vec![
            NotAsSigned::Status("root_key.json".to_owned()),
            NotAsSigned::NotGathered(Kind::Listeners),
        ])
    );
}

proptest! {
    #[test]
    fn any_byte_that_changes_is_found(file in any::<proptest::sample::Index>(), byte in any::<proptest::sample::Index>(), to in 1..=255_u8) {
        let mut files = files();
        let name = file.get(&files.keys().cloned().collect::<Vec<_>>()).clone();
        let bytes = files.get_mut(&name).unwrap();
        let at = byte.index(bytes.len());
        bytes[at] ^= to;
        let (found, key) = (check(&files, &key().verifying_key()), key().verifying_key());
        // The manifest may be written otherwise, in white space and capitals, as long as it says the same.
        let says_the_same = name == "manifest.json" && found == check(&self::files(), &key);
        prop_assert!(found.is_err() || says_the_same, "{name} at {at}");
    }
}
