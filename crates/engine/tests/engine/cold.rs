//! One suite for every cold tier.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, Weak, mpsc};
use std::time::Duration;

use bezant_engine::{Cold, ColdBehind, ColdError, ColdKey, FjallCold, MemoryCold, Version};
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

#[test]
fn writing_behind_conforms() {
    conforms(&ColdBehind::over(MemoryCold::new()).unwrap());
}

/// A tier whose writes wait for a word each, and fail if there is none.
struct Held {
    tier: Arc<MemoryCold>,
    go: Mutex<mpsc::Receiver<()>>,
}

impl Cold for Held {
    fn version(&self, key: ColdKey, as_of: Position) -> Result<Option<Version>, ColdError> {
        self.tier.version(key, as_of)
    }

    fn put(&self, key: ColdKey, position: Position, value: &[u8]) -> Result<(), ColdError> {
        let go = self.go.lock().unwrap().recv();
        go.map_err(|_| ColdError("no word".to_owned()))?;
        self.tier.put(key, position, value)
    }

    fn sync(&self) -> Result<(), ColdError> {
        self.tier.sync()
    }
}

#[test]
fn what_waits_is_read_and_a_sync_waits_for_it() {
    let tier = Arc::new(MemoryCold::new());
    let (say, go) = mpsc::channel();
    let behind = ColdBehind::over(Held {
        tier: Arc::clone(&tier),
        go: Mutex::new(go),
    })
    .unwrap();
    let key = ColdKey { space: 1, id: 5 };
    // A later version that a run before this one left.
    tier.put(key, Position(40), b"later").unwrap();
    let get = |as_of| behind.get(key, Position(as_of)).unwrap();

    behind.put(key, Position(10), b"a").unwrap();
    behind.put(key, Position(20), b"b").unwrap();
    assert_eq!(tier.get(key, Position(30)).unwrap(), None, "nothing has arrived");
    assert_eq!(get(9), None);
    assert_eq!(get(19).as_deref(), Some(&b"a"[..]));
    assert_eq!(get(39).as_deref(), Some(&b"b"[..]));
    assert_eq!(get(40).as_deref(), Some(&b"later"[..]));

    say.send(()).unwrap();
    say.send(()).unwrap();
    behind.sync().unwrap();
    assert_eq!(tier.get(key, Position(39)).unwrap().as_deref(), Some(&b"b"[..]));
    assert_eq!(get(19).as_deref(), Some(&b"a"[..]));

    let fill = |from: u64| {
        let mut at = from;
        while behind.has_room() {
            behind.put(key, Position(at), &[0; 1 << 20]).unwrap();
            at += 1;
        }
        at - from
    };
    for _ in 0..fill(50) {
        say.send(()).unwrap();
    }
    behind.settle().unwrap();
    assert!(fill(100) > 1, "there is room again");
    drop(say);
    let failed = behind.sync().unwrap_err().to_string();
    assert!(failed.contains("no word"), "{failed}");
    assert!(
        behind.has_room() && behind.put(key, Position(200), b"c").is_err(),
        "a failure is not forgotten, and is heard of by whoever has something to put"
    );
}

/// A tier to which more is put behind it with each write, until told otherwise.
struct Busy {
    behind: Arc<OnceLock<Weak<ColdBehind>>>,
    is_busy: Arc<AtomicBool>,
}

impl Cold for Busy {
    fn version(&self, _key: ColdKey, _as_of: Position) -> Result<Option<Version>, ColdError> {
        Ok(None)
    }

    fn put(&self, key: ColdKey, position: Position, value: &[u8]) -> Result<(), ColdError> {
        if !self.is_busy.load(Ordering::SeqCst) {
            return Ok(());
        }
        let behind = self.behind.get().and_then(Weak::upgrade);
        behind.map_or(Ok(()), |behind| behind.put(key, position.next(), value))
    }

    fn sync(&self) -> Result<(), ColdError> {
        Ok(())
    }
}

#[test]
fn a_sync_does_not_wait_for_what_is_put_after_it() {
    let (to_itself, is_busy) = (Arc::new(OnceLock::new()), Arc::new(AtomicBool::new(true)));
    let busy = Busy {
        behind: Arc::clone(&to_itself),
        is_busy: Arc::clone(&is_busy),
    };
    let behind = Arc::new(ColdBehind::over(busy).unwrap());
    to_itself.set(Arc::downgrade(&behind)).unwrap();
    behind
        .put(ColdKey { space: 1, id: 5 }, Position(1), b"a")
        .unwrap();

    let (say, synced) = mpsc::channel();
    let syncing = Arc::clone(&behind);
    let thread = std::thread::spawn(move || say.send(syncing.sync()));
    let ended = synced.recv_timeout(Duration::from_secs(10));
    is_busy.store(false, Ordering::SeqCst);
    thread.join().unwrap().unwrap();
    // Its thread is done with itself then.
    behind.sync().unwrap();
    ended.expect("it ends while more comes").unwrap();
}
