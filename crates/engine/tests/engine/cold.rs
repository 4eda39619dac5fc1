//! One suite for every cold tier.

use bezant_engine::{Cold, ColdKey, FjallCold, MemoryCold};
use bezant_log::Position;

fn conforms(cold: &dyn Cold) {
    let key = ColdKey {
        space: 1,
        id: u128::MAX - 7,
    };
    let get = |key, as_of| {
        cold.get(key, Position(as_of))
            .unwrap()
            .map(|value| String::from_utf8(value).unwrap())
    };
    let put = |key, position, value: &str| cold.put(key, Position(position), value.as_bytes()).unwrap();
    assert_eq!(get(key, u64::MAX), None);

    // Out of order and twice, as a replay does it.
    for (position, value) in [(20, "b"), (10, "a"), (20, "b"), (300, "c"), (10, "a"), (15, "")] {
        put(key, position, value);
    }
    let neighbours = [
        ColdKey { space: 0, ..key },
        ColdKey { space: 2, ..key },
        ColdKey {
            id: key.id - 1,
            ..key
        },
        ColdKey {
            id: key.id + 1,
            ..key
        },
    ];
    for neighbour in neighbours {
        assert_eq!(get(neighbour, u64::MAX), None);
        put(neighbour, 12, "neighbour");
    }
    let cases = [
        (0, None),
        (9, None),
        (10, Some("a")),
        (14, Some("a")),
        (15, Some("")),
        (19, Some("")),
        (20, Some("b")),
        (299, Some("b")),
        (300, Some("c")),
        (u64::MAX, Some("c")),
    ];
    for (as_of, expected) in cases {
        assert_eq!(get(key, as_of).as_deref(), expected, "as of {as_of}");
    }
    cold.sync().unwrap();
    assert_eq!(get(key, 299).as_deref(), Some("b"));
}

#[test]
fn memory_conforms() {
    conforms(&MemoryCold::new());
}

#[test]
fn fjall_conforms_and_keeps_what_was_synced() {
    let folder = tempfile::tempdir().unwrap();
    conforms(&FjallCold::open(folder.path()).unwrap());
    let reopened = FjallCold::open(folder.path()).unwrap();
    let key = ColdKey {
        space: 1,
        id: u128::MAX - 7,
    };
    assert_eq!(
        reopened.get(key, Position(299)).unwrap().as_deref(),
        Some(&b"b"[..])
    );
    assert_eq!(
        reopened.get(key, Position(300)).unwrap().as_deref(),
        Some(&b"c"[..])
    );
}
