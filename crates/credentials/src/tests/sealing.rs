//! Sealing: what is sealed opens where it belongs, across restarts, and never again after it was erased.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use bezant_identity::Sealed;
use bezant_kernel::{PrincipalId, Tenant, TenantId};

use crate::seal::{Lookup, NodeKey, NodeKeyError, OpenError, Purpose, SealError, Sealer, Subject};

fn person(number: u128) -> Subject {
    Subject::Principal(PrincipalId::from_u128(number))
}

fn open(folder: &Path) -> Sealer {
    Sealer::open(folder, None).unwrap()
}

#[test]
fn what_is_sealed_opens_where_it_belongs_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let (sealed, node) = {
        let sealer = open(folder.path());
        let sealed = sealer.seal(person(1), Purpose::Profile, b"Ann").unwrap();
        let again = sealer.seal(person(1), Purpose::Profile, b"Ann").unwrap();
        assert_ne!(sealed, again, "each time with a nonce of its own");
        assert!(!sealed.as_bytes().windows(3).any(|three| three == b"Ann"));
        (
            sealed,
            sealer.seal(Subject::Node, Purpose::SigningKey, b"key").unwrap(),
        )
    };
    let sealer = open(folder.path());
    let opened = |subject, purpose, sealed: &Sealed| sealer.open_sealed(subject, purpose, sealed);
    assert_eq!(**opened(person(1), Purpose::Profile, &sealed).unwrap(), *b"Ann");
    assert_eq!(
        **opened(Subject::Node, Purpose::SigningKey, &node).unwrap(),
        *b"key"
    );
    assert!(matches!(
        opened(person(1), Purpose::TotpSeed, &sealed),
        Err(SealError::Tampered)
    ));
    assert!(matches!(
        opened(Subject::Node, Purpose::Profile, &sealed),
        Err(SealError::Tampered)
    ));
    assert!(matches!(
        opened(person(2), Purpose::Profile, &sealed),
        Err(SealError::Erased)
    ));
    sealer.seal(person(2), Purpose::Profile, b"Bob").unwrap();
    assert!(matches!(
        opened(person(2), Purpose::Profile, &sealed),
        Err(SealError::Tampered)
    ));
    for place in 0..sealed.as_bytes().len() {
        let mut bytes = sealed.as_bytes().to_vec();
        bytes[place] ^= 1;
        let changed = opened(person(1), Purpose::Profile, &Sealed::from_bytes(bytes));
        assert!(matches!(changed, Err(SealError::Tampered)), "{place}");
        let cut = Sealed::from_bytes(sealed.as_bytes()[..place].to_vec());
        assert!(matches!(
            opened(person(1), Purpose::Profile, &cut),
            Err(SealError::Tampered)
        ));
    }
    let most = vec![7; Sealed::MAXIMUM_BYTES];
    assert!(matches!(
        sealer.seal(person(1), Purpose::Profile, &most),
        Err(SealError::TooLong)
    ));
}

#[test]
fn erasing_leaves_the_key_in_no_file_and_others_alone() {
    let folder = tempfile::tempdir().unwrap();
    let sealer = open(folder.path());
    let ann = sealer.seal(person(1), Purpose::Profile, b"Ann").unwrap();
    let bob = sealer.seal(person(2), Purpose::Profile, b"Bob").unwrap();
    let wrapped = sealer.wrapped_key(person(1)).unwrap();
    assert!(
        is_in_a_file(folder.path(), &wrapped),
        "it is on the disk before it is used"
    );
    sealer.erase(person(1)).unwrap();
    sealer.erase(person(1)).unwrap();
    sealer.erase(person(3)).unwrap();
    drop(sealer);
    assert!(
        !is_in_a_file(folder.path(), &wrapped),
        "nobody can take it from the disk"
    );
    let sealer = open(folder.path());
    assert!(matches!(
        sealer.open_sealed(person(1), Purpose::Profile, &ann),
        Err(SealError::Erased)
    ));
    for erased in [1, 3] {
        assert!(matches!(
            sealer.seal(person(erased), Purpose::Profile, b"x"),
            Err(SealError::Erased)
        ));
    }
    assert_eq!(
        **sealer.open_sealed(person(2), Purpose::Profile, &bob).unwrap(),
        *b"Bob"
    );
}

fn is_in_a_file(folder: &Path, wanted: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return is_in_a_file(&path, wanted);
        }
        let bytes = fs::read(&path).unwrap();
        bytes.windows(wanted.len()).any(|window| window == wanted)
    })
}

#[test]
fn what_the_power_left_half_written_is_nobodys() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("subjects.keys");
    let sealer = open(folder.path());
    let ann = sealer.seal(person(1), Purpose::Profile, b"Ann").unwrap();
    let whole = fs::metadata(&file).unwrap().len();
    assert!(
        matches!(Sealer::open(folder.path(), None), Err(OpenError::Store(_))),
        "another process has it"
    );
    sealer.seal(person(2), Purpose::Profile, b"Bob").unwrap();
    drop(sealer);
    let bytes = fs::read(&file).unwrap();
    for length in usize::try_from(whole).unwrap()..bytes.len() {
        // Cut there, and as long as it was with nothing in the rest.
        for rest in [0, bytes.len() - length] {
            let mut left = bytes[..length].to_vec();
            left.resize(length + rest, 0xee);
            fs::write(&file, &left).unwrap();
            let sealer = open(folder.path());
            assert_eq!(
                **sealer.open_sealed(person(1), Purpose::Profile, &ann).unwrap(),
                *b"Ann"
            );
            let bob = sealer.seal(person(2), Purpose::Profile, b"Bob").unwrap();
            drop(sealer);
            let sealer = open(folder.path());
            assert_eq!(
                **sealer.open_sealed(person(2), Purpose::Profile, &bob).unwrap(),
                *b"Bob"
            );
        }
    }
    fs::write(&file, b"something else, and long enough to be read").unwrap();
    assert!(matches!(
        Sealer::open(folder.path(), None),
        Err(OpenError::Store(SealError::Io(_)))
    ));
}

#[test]
fn a_key_is_made_once_even_if_many_seal_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let sealer = open(folder.path());
    let sealed: Vec<Sealed> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| sealer.seal(person(1), Purpose::Profile, b"Ann").unwrap()))
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    for one in sealed {
        assert_eq!(
            **sealer.open_sealed(person(1), Purpose::Profile, &one).unwrap(),
            *b"Ann"
        );
    }
}

#[test]
fn the_node_key_is_guarded() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seal.key");
    drop(open(folder.path()));
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text.trim().len(), 64);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let files = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, 2, "the draft is gone");

    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let refused = Sealer::open(folder.path(), None).unwrap_err();
    assert!(matches!(
        refused,
        OpenError::NodeKey(NodeKeyError::OpenToOthers(_))
    ));
    fs::remove_file(&file).unwrap();
    assert!(matches!(
        Sealer::open(folder.path(), None).unwrap_err(),
        OpenError::NodeKeyGone(_)
    ));
    let other = NodeKey::parse(&"0123456789abcdef".repeat(4)).unwrap();
    assert!(matches!(
        Sealer::open(folder.path(), Some(other)).unwrap_err(),
        OpenError::WrongNodeKey(_)
    ));
    let same = NodeKey::parse(&text).unwrap();
    assert!(Sealer::open(folder.path(), Some(same)).is_ok());
    for wrong in [
        "",
        "0123",
        &"00".repeat(32),
        &"zz".repeat(32),
        &"0123456789abcdef".repeat(5),
    ] {
        assert!(
            matches!(NodeKey::parse(wrong), Err(NodeKeyError::Malformed)),
            "{wrong}"
        );
    }
}

#[test]
fn people_are_found_by_address_within_their_tenant() {
    let folder = tempfile::tempdir().unwrap();
    let sealer = open(folder.path());
    let tenant = |number| Tenant::new(TenantId::from_u128(number));
    let hash = |number, lookup, text: &str| sealer.lookup_hash(tenant(number), lookup, text);
    let ann = hash(1, Lookup::Email, "ann@example.com");
    assert_eq!(hash(1, Lookup::Email, " Ann@Example.COM\n"), ann);
    assert_ne!(hash(2, Lookup::Email, "ann@example.com"), ann);
    assert_ne!(hash(1, Lookup::OutsideSubject, "ann@example.com"), ann);
    assert_ne!(
        hash(1, Lookup::OutsideSubject, "A"),
        hash(1, Lookup::OutsideSubject, "a")
    );
    let elsewhere = tempfile::tempdir().unwrap();
    assert_ne!(
        open(elsewhere.path()).lookup_hash(tenant(1), Lookup::Email, "ann@example.com"),
        ann
    );
}
