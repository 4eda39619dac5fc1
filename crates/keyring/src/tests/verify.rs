//! A file of keys with one byte that is not what it was is told, with the place.

use std::fs;

use super::data_keys::{House, name};
use crate::{UnsoundKeys, verify_keys};

const HEAD: usize = 16;
const NAME: usize = 17;
const RECORD: usize = 77;

#[test]
fn any_byte_that_changes_is_found_and_located() {
    let house = House::new();
    let ring = house.ring();
    {
        let keys = house.open(&ring);
        for id in 0..4 {
            keys.secret(name(id)).unwrap();
        }
        keys.erase(name(1)).unwrap();
    }
    let whole = fs::read(house.path()).unwrap();
    let found = verify_keys(&house.path(), &ring).unwrap();
    let erased: Vec<bool> = found.keys.iter().map(|key| key.is_erased).collect();
    assert_eq!(erased, [false, true, false, false]);
    assert_eq!(found.keys[1].offset, (HEAD + 2 * RECORD) as u64);
    assert_eq!(found.torn_from, None);
    // Each look at damage takes a tenth of a second.
    for at in (0..whole.len()).step_by(7).chain([0, 12, HEAD, whole.len() - 1]) {
        let mut broken = whole.clone();
        broken[at] ^= 1 << (at % 8);
        fs::write(house.path(), &broken).unwrap();
        let looked_at = verify_keys(&house.path(), &ring);
        let begins = at.saturating_sub(HEAD) / RECORD * RECORD + HEAD;
        let is_name = at >= HEAD && (at - HEAD) % RECORD < NAME;
        match looked_at {
            Err(UnsoundKeys::Damaged { offset, .. }) => {
                assert_eq!(offset as usize, if at < HEAD { 0 } else { begins }, "byte {at}");
            }
            // Only the store knows which names were erased.
            Ok(other) => assert!(
                is_name && begins == HEAD + 2 * RECORD && other != found,
                "byte {at}"
            ),
            Err(error) => panic!("byte {at}: {error}"),
        }
    }
}

#[test]
fn what_a_crash_cut_short_is_no_damage_and_what_lies_between_is() {
    let house = House::new();
    let ring = house.ring();
    {
        let keys = house.open(&ring);
        for id in 0..3 {
            keys.secret(name(id)).unwrap();
        }
    }
    let whole = fs::read(house.path()).unwrap();
    let last = whole.len() - RECORD;
    // The length reached the disk and the content did not; less than a record; half a record in a longer file.
    let mut holes = whole.clone();
    holes.extend_from_slice(&[0; 2 * RECORD]);
    let mut half = whole.clone();
    half[last + 40..].fill(0);
    for (bytes, torn_from) in [
        (&holes, whole.len()),
        (&whole[..last + 9].to_vec(), last),
        (&half, last),
    ] {
        fs::write(house.path(), bytes).unwrap();
        let found = verify_keys(&house.path(), &ring).unwrap();
        assert_eq!(found.torn_from, Some(torn_from as u64));
    }
    let mut gap = whole.clone();
    gap[last - RECORD..last].fill(0);
    fs::write(house.path(), &gap).unwrap();
    let found = verify_keys(&house.path(), &ring);
    assert!(
        matches!(found, Err(UnsoundKeys::Damaged { offset, .. }) if offset as usize == last - RECORD),
        "{found:?}"
    );
    fs::write(house.path(), &whole[..HEAD]).unwrap();
    assert!(verify_keys(&house.path(), &ring).is_err());
}
