//! A root key in SoftHSM. The module reads where its tokens are from the environment, so the test runs itself once more, with that.

use std::fs;
use std::path::Path;
use std::process::Command;

use cryptoki::context::{CInitializeArgs, Pkcs11 as Module};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::Attribute;
use cryptoki::session::UserType;
use cryptoki::types::AuthPin;

use crate::{Backend, BackendError, Pkcs11, Pkcs11Config, Secret, conformance};

const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";
const PIN: &str = "7153094";
const FOLDER: &str = "BEZANT_TEST_SOFTHSM";

#[test]
fn a_root_key_in_softhsm_is_a_backend() {
    assert!(Path::new(MODULE).exists(), "./x test installs softhsm2");
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::create_dir(path("tokens")).unwrap();
    fs::write(
        path("softhsm2.conf"),
        format!("directories.tokendir = {}\n", path("tokens")),
    )
    .unwrap();
    let mut init = Command::new("softhsm2-util");
    init.args([
        "--init-token",
        "--free",
        "--label",
        "bezant",
        "--pin",
        PIN,
        "--so-pin",
        PIN,
    ]);
    let made = init.env("SOFTHSM2_CONF", path("softhsm2.conf")).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    let inside = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tests::pkcs11::inside", "--ignored", "--nocapture"])
        .env("SOFTHSM2_CONF", path("softhsm2.conf"))
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&inside.stdout);
    assert!(
        inside.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&inside.stderr)
    );
    assert!(said.contains("1 passed"), "{said}");
}

/// Makes an AES key on the token, as an operator does with the module's own tools.
fn make_key(label: &str) {
    let module = Module::new(MODULE).unwrap();
    module.initialize(CInitializeArgs::OsThreads).unwrap();
    let slot = module.get_slots_with_initialized_token().unwrap()[0];
    let session = module.open_rw_session(slot).unwrap();
    session
        .login(UserType::User, Some(&AuthPin::from(PIN.to_owned())))
        .unwrap();
    let template = [
        Attribute::Token(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
        Attribute::Encrypt(true),
        Attribute::Decrypt(true),
        Attribute::ValueLen(32.into()),
        Attribute::Label(label.into()),
    ];
    session.generate_key(&Mechanism::AesKeyGen, &template).unwrap();
}

#[test]
#[ignore = "runs within the other, with the environment that it sets"]
fn inside() {
    let folder = std::env::var(FOLDER).expect("the other test sets it");
    for label in ["ours", "theirs", "twice", "twice"] {
        make_key(label);
    }
    let pin_file = Path::new(&folder).join("pin");
    fs::write(&pin_file, format!("{PIN}\n")).unwrap();
    let config = |key: &str| Pkcs11Config {
        module: MODULE.into(),
        token: "bezant".to_owned(),
        key: key.to_owned(),
        pin_file: pin_file.clone(),
    };
    let ours = Pkcs11::open(config("ours")).unwrap();
    let theirs = Pkcs11::open(config("theirs")).unwrap();
    conformance(&ours, Some(&theirs));
    let refused = |config| {
        Pkcs11::open(config)
            .unwrap()
            .wrap("one", &Secret::random())
            .unwrap_err()
    };
    assert!(matches!(refused(config("none")), BackendError::Refused { .. }));
    assert!(matches!(refused(config("twice")), BackendError::Refused { .. }));
    let other = Pkcs11Config {
        token: "other".to_owned(),
        ..config("ours")
    };
    assert!(matches!(refused(other), BackendError::Unavailable { .. }));
    let gone = Pkcs11::open(Pkcs11Config {
        module: "/nowhere.so".into(),
        ..config("ours")
    });
    assert!(matches!(gone.unwrap_err(), BackendError::Unavailable { .. }));
}
