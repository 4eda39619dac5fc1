//! Files of root keys: sealed, shared and in the clear.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::{FileError, Passphrase, RootFile, Secret, Share, ShareError, Unsealing, split};

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text).unwrap()
}

#[test]
fn a_passphrase_opens_what_it_sealed_and_no_other_does() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seal.key");
    let file = RootFile::read_or_make(&path).unwrap();
    assert_eq!(file.takes(), Unsealing::Nothing);
    let root = file.open(None, &[]).unwrap();
    let clear = fs::read_to_string(&path).unwrap();
    assert_eq!(
        RootFile::read_or_make(&path)
            .unwrap()
            .open(None, &[])
            .unwrap()
            .as_bytes(),
        root.as_bytes()
    );

    RootFile::seal(&path, &root, &passphrase("correct horse battery")).unwrap();
    let sealed = fs::read_to_string(&path).unwrap();
    assert!(!sealed.contains(clear.trim()));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let file = RootFile::read_or_make(&path).unwrap();
    assert_eq!(file.takes(), Unsealing::Passphrase);
    assert!(matches!(file.open(None, &[]), Err(FileError::Sealed { .. })));
    let wrong = file.open(Some(&passphrase("correct horse batterz")), &[]);
    assert!(matches!(wrong, Err(FileError::WrongPassphrase(_))));
    // A line's end is not a part of it.
    let opened = file
        .open(Some(&passphrase("correct horse battery\n")), &[])
        .unwrap();
    assert_eq!(opened.as_bytes(), root.as_bytes());
    assert!(Passphrase::new("too short").is_none());

    let tampered = sealed.replace("\"passes\": 3", "\"passes\": 4");
    assert_ne!(tampered, sealed);
    fs::write(&path, tampered).unwrap();
    let tampered = RootFile::read(&path)
        .unwrap()
        .open(Some(&passphrase("correct horse battery")), &[]);
    assert!(matches!(tampered, Err(FileError::WrongPassphrase(_))));
    fs::write(
        &path,
        sealed.replace("\"memory_kib\": 262144", "\"memory_kib\": 4294967295"),
    )
    .unwrap();
    let greedy = RootFile::read(&path)
        .unwrap()
        .open(Some(&passphrase("correct horse battery")), &[]);
    assert!(
        matches!(greedy, Err(FileError::Malformed(_))),
        "a file can't take all memory"
    );
}

#[test]
fn so_many_shares_open_a_file_and_fewer_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seal.key");
    let root = RootFile::read_or_make(&path).unwrap().open(None, &[]).unwrap();
    let shares = RootFile::share(&path, &root, 3, 5).unwrap();
    let file = RootFile::read(&path).unwrap();
    assert_eq!(file.takes(), Unsealing::Shares { needed: 3, count: 5 });
    for chosen in [[0, 1, 2], [4, 2, 0], [1, 3, 4]] {
        let chosen = chosen.map(|at| shares[at].clone());
        assert_eq!(file.open(None, &chosen).unwrap().as_bytes(), root.as_bytes());
    }
    let twice = [shares[0].clone(), shares[1].clone(), shares[1].clone()];
    assert!(matches!(file.open(None, &twice), Err(FileError::Sealed { .. })));
    let foreign = split(&Secret::random(), 3, 5).unwrap();
    let mixed = [shares[0].clone(), shares[1].clone(), foreign[2].clone()];
    assert!(matches!(file.open(None, &mixed), Err(FileError::WrongShares(_))));
    for (needed, count) in [(1, 3), (4, 3), (2, 1), (2, 17), (0, 0)] {
        assert_eq!(split(&root, needed, count).unwrap_err(), ShareError::Counts);
    }
    RootFile::clear(&path, &root).unwrap();
    assert_eq!(RootFile::read(&path).unwrap().takes(), Unsealing::Nothing);
}

#[test]
fn the_text_of_a_share_tells_a_wrong_digit() {
    let share = &split(&Secret::random(), 2, 3).unwrap()[1];
    let text = share.expose();
    let read: Share = format!("  {text}\n").parse().unwrap();
    assert_eq!((read.number(), read.expose()), (share.number(), text.clone()));
    assert_eq!(format!("{share:?}"), format!("Share({}, ..)", share.number()));
    for at in 5..text.len() {
        let mut changed = text.clone().into_bytes();
        changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
        let changed = String::from_utf8(changed).unwrap();
        assert_eq!(changed.parse::<Share>().unwrap_err(), ShareError::Malformed);
    }
    for wrong in ["", "bzk1-", "bzk2-00", &text[..text.len() - 1]] {
        assert_eq!(wrong.parse::<Share>().unwrap_err(), ShareError::Malformed);
    }
}

#[test]
fn files_that_are_no_keys_or_open_to_others_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seal.key");
    for text in [
        "",
        "00",
        &"ab".repeat(32),
        "{}",
        "{\"bezant_root_key\":\"other\"}",
    ] {
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(
            matches!(RootFile::read_or_make(&path), Err(FileError::Malformed(_))),
            "{text}"
        );
    }
    fs::remove_file(&path).unwrap();
    RootFile::read_or_make(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(RootFile::read(&path), Err(FileError::OpenToOthers(_))));
}
