//! Sealing: what is sealed opens where it belongs, across restarts, and never again after it was erased.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use bezant_identity::Sealed;
use bezant_kernel::{PrincipalId, Tenant, TenantId};

use bezant_keyring::{BackendError, DataKeys, FileError, FolderError, KeyError, KeyFolder, RingError};

use crate::seal::{Lookup, Purpose, SealError, Sealer, Subject};

fn person(number: u128) -> Subject {
    Subject::Principal(PrincipalId::from_u128(number))
}

fn try_open(folder: &Path) -> Result<Sealer, Unopened> {
    let folder = KeyFolder::new(folder);
    let ring = Arc::new(folder.local_ring().map_err(Unopened::Folder)?);
    let keys = DataKeys::open(&folder.subjects_path(), Arc::clone(&ring)).map_err(Unopened::Keys)?;
    Ok(Sealer::new(&ring, Arc::new(keys)))
}

#[derive(Debug)]
#[expect(dead_code, reason = "shown where a test fails")]
enum Unopened {
    Folder(FolderError),
    Keys(KeyError),
}

fn open(folder: &Path) -> Sealer {
    try_open(folder).unwrap()
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
    // The first record after the file's own, behind its name.
    let file = fs::read(folder.path().join("subjects.keys")).unwrap();
    let wrapped = file[16 + 77 + 17..16 + 2 * 77].to_vec();
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
        matches!(try_open(folder.path()), Err(Unopened::Keys(_))),
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
    assert!(matches!(try_open(folder.path()), Err(Unopened::Keys(_))));
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
    assert_eq!(files, 3, "root, ring and data keys, and no draft");

    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let refused = try_open(folder.path()).unwrap_err();
    assert!(matches!(
        refused,
        Unopened::Folder(FolderError::Root(FileError::OpenToOthers(_)))
    ));
    fs::remove_file(&file).unwrap();
    assert!(matches!(
        try_open(folder.path()).unwrap_err(),
        Unopened::Folder(FolderError::RootGone(_))
    ));
    let write = |text: &str| {
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    };
    write(&"0123456789abcdef".repeat(4));
    assert!(matches!(
        try_open(folder.path()).unwrap_err(),
        Unopened::Folder(FolderError::Ring(RingError::Backend(
            BackendError::NotOurs { .. }
        )))
    ));
    write(&text);
    assert!(try_open(folder.path()).is_ok());
}

/// As nodes wrote it before there were rings: all hangs on the node key, which is 0123456789abcdef, four times.
const OLD_PROFILE: &str = "01e67393e99d3ffbf2bd5a9fd13cbd7d72c4b7b6a9452c6532e5412502cf5937";
const OLD_SIGNING_KEY: &str = "01b71544b9d02063857f15fbd333cab0ab17b8e5aacb617232f32b56728f4bd0";
const OLD_HASH: &str = "7f7cc6898495099437a5c681cf13f82f0a2d41a0286e7bc1d0037778c9b3d654";
const OLD_SUBJECTS: &str = "62657a616e74207375626a6563747331ffffffffffffffffffffffffffffffffff6e999c1eed6d3832ee91bc5731905652bd\
    086d594f62f9182a707b28ddfd61ce356b9fb1246ee21620fe1e97806fd731114b38cab0c1726757ba433201000000000000\
    0000000000000000000103b6689e0493d7801952fa91faf996122adc1ee381f1b7ff38126b5a97d5fa85672686024613db5b\
    fd378df3b8574a04a62a51f71f43b95cc2139462010000000000000000000000000000000200000000000000000000000000\
    0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000";

#[test]
fn what_was_sealed_before_there_were_rings_opens() {
    let folder = tempfile::tempdir().unwrap();
    let key = "0123456789abcdef".repeat(4);
    let file = folder.path().join("seal.key");
    fs::write(&file, &key).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let hex = |text: &str| -> Vec<u8> {
        let pairs = text.as_bytes().chunks_exact(2);
        let pairs = pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap());
        pairs.collect()
    };
    fs::write(folder.path().join("subjects.keys"), hex(OLD_SUBJECTS)).unwrap();
    let sealer = open(folder.path());
    let opened = |sealer: &Sealer, subject, purpose, sealed: &str| {
        let sealed = Sealed::from_bytes(hex(sealed));
        sealer.open_sealed(subject, purpose, &sealed).unwrap().to_vec()
    };
    let all_open = |sealer: &Sealer| {
        assert_eq!(opened(sealer, person(1), Purpose::Profile, OLD_PROFILE), b"Ann");
        assert_eq!(
            opened(sealer, Subject::Node, Purpose::SigningKey, OLD_SIGNING_KEY),
            b"key"
        );
        assert!(matches!(
            sealer.seal(person(2), Purpose::Profile, b"x"),
            Err(SealError::Erased)
        ));
        let hash = sealer.lookup_hash(
            Tenant::new(TenantId::from_u128(1)),
            Lookup::Email,
            "ann@example.com",
        );
        assert_eq!(hash.as_bytes().to_vec(), hex(OLD_HASH));
    };
    all_open(&sealer);
    drop(sealer);
    all_open(&open(folder.path()));
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
