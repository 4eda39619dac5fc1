//! What is left when a vault is killed, what a backup can show, and what changed bytes lead to.

use std::sync::Arc;

use bezant_kernel::{Tenant, TenantId};
use bezant_log::disk::RealDisk;
use bezant_log::{LogError, embedded};
use bezant_vault::conformance::{NUMBER, OTHER_NUMBER, caller, card};
use bezant_vault::{
    CustomerReference, LocalVault, OpenError, Options, Purpose, SecurityCode, Token, Vault, VaultError,
};

use crate::support::Rig;

fn tenant() -> Tenant {
    Tenant::new(TenantId::from_u128(7))
}

async fn read(vault: &LocalVault, token: &Token) -> Result<String, VaultError> {
    let till = caller("till", &[Purpose::Authorization]);
    let plain = vault
        .detokenize(tenant(), &till, token, Purpose::Authorization)
        .await?;
    Ok(plain.number.expose().to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_shows_nothing_that_was_deleted_since() {
    let rig = Rig::new();
    let vault = rig.open().await;
    let till = caller("till", &[Purpose::Authorization]);
    let made = async |number| {
        let mut owned = card(number);
        owned.customer = Some(CustomerReference::parse("ada").unwrap());
        let made = vault.tokenize(tenant(), &till, owned, false).await.unwrap();
        Token::Card(made.card.id)
    };
    let (kept, gone) = (made(NUMBER).await, made(OTHER_NUMBER).await);
    // The log as it was, with the file of keys as it is after the erasure.
    let backup = rig.copy();
    assert_eq!(read(&vault, &gone).await.unwrap(), OTHER_NUMBER);
    let Token::Card(id) = gone else { unreachable!() };
    vault.delete(tenant(), &till, id).await.unwrap();
    std::fs::copy(rig.path().join("keys"), backup.path().join("keys")).unwrap();
    let restored = backup.open().await;
    assert_eq!(read(&restored, &kept).await.unwrap(), NUMBER);
    assert_eq!(read(&restored, &gone).await, Err(VaultError::Damaged));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_between_the_event_and_the_shredding_is_mended_at_the_start() {
    let rig = Rig::new();
    let vault = rig.open().await;
    let till = caller("till", &[Purpose::Authorization]);
    let made = vault
        .tokenize(tenant(), &till, card(NUMBER), false)
        .await
        .unwrap();
    let token = Token::Card(made.card.id);
    let keys_before = std::fs::read(rig.path().join("keys")).unwrap();
    vault.delete(tenant(), &till, made.card.id).await.unwrap();
    // Cut behind the deletion: the log has no record that the key is gone, and the file has the key.
    let killed = rig.copy();
    cut_last_record(&killed);
    std::fs::write(killed.path().join("keys"), &keys_before).unwrap();
    let vault = killed.open().await;
    assert_eq!(read(&vault, &token).await, Err(VaultError::Deleted));
    assert_eq!(vault.status().await.unwrap().keys_to_shred, 0);
    drop(vault);
    let keys_after = std::fs::read(killed.path().join("keys")).unwrap();
    assert_ne!(keys_before, keys_after, "the key was overwritten");
}

/// Takes the last frame of the log away, as if it had never reached the disk.
fn cut_last_record(rig: &Rig) {
    let folder = rig.path().join("vault/log");
    let disk = Arc::new(RealDisk::open_existing(&folder).unwrap());
    let frames: Vec<_> = embedded::scan(disk).unwrap().map(Result::unwrap).collect();
    let last = frames.last().unwrap();
    assert_eq!(last.records.len(), 1);
    let path = folder.join(&last.segment);
    let mut bytes = std::fs::read(&path).unwrap();
    let (from, to) = (last.offset as usize, (last.offset + last.bytes) as usize);
    bytes[from..to].fill(0);
    std::fs::write(path, bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_survives_a_kill_at_any_moment() {
    let rig = Rig::new();
    let vault = rig.open().await;
    let till = caller("till", &[Purpose::Authorization]);
    let mut expected = Vec::new();
    for nth in 0..40u64 {
        let number = number_of(nth);
        let made = vault
            .tokenize(tenant(), &till, card(&number), false)
            .await
            .unwrap();
        expected.push((Token::Card(made.card.id), Some(number)));
        if nth % 3 == 2 {
            let (Token::Card(id), number) = &mut expected[nth as usize / 2] else {
                unreachable!()
            };
            vault.delete(tenant(), &till, *id).await.unwrap();
            *number = None;
        }
        if nth == 20 {
            vault.rotate(&till).await.unwrap();
        }
        if nth % 10 == 9 {
            let restored = rig.copy().open().await;
            for (token, number) in &expected {
                let wanted = number.clone().ok_or(VaultError::Deleted);
                assert_eq!(read(&restored, token).await, wanted);
            }
            assert_eq!(restored.status().await.unwrap().keys_to_shred, 0);
        }
    }
}

/// A number whose check digit is right.
pub(crate) fn number_of(nth: u64) -> String {
    (0..10)
        .map(|check| format!("{}{check}", 424_242_000_000_000 + nth))
        .find(|digits| bezant_vault::CardNumber::parse(digits).is_ok())
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_goes_on_after_a_kill() {
    let rig = Rig::new();
    let vault = rig.open().await;
    let till = caller("till", &[Purpose::Authorization]);
    let mut tokens = Vec::new();
    for nth in 0..300 {
        let made = vault
            .tokenize(tenant(), &till, card(&number_of(nth)), false)
            .await
            .unwrap();
        tokens.push(Token::Card(made.card.id));
    }
    vault.rotate(&till).await.unwrap();
    let restored = rig.copy().open().await;
    loop {
        for (nth, token) in tokens.iter().enumerate().step_by(37) {
            assert_eq!(read(&restored, token).await.unwrap(), number_of(nth as u64));
        }
        let status = restored.status().await.unwrap();
        let rotation = status.rotation.unwrap();
        if rotation.is_finished() {
            assert_eq!((rotation.total, rotation.resealed), (300, 300));
            break;
        }
        tokio::task::yield_now().await;
    }
    for (nth, token) in tokens.iter().enumerate() {
        assert_eq!(read(&restored, token).await.unwrap(), number_of(nth as u64));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_byte_is_found_and_located() {
    let rig = Rig::new();
    let vault = rig.open().await;
    let till = caller("till", &[Purpose::Authorization]);
    for nth in 0..20 {
        vault
            .tokenize(tenant(), &till, card(&number_of(nth)), false)
            .await
            .unwrap();
    }
    let whole = rig.copy();
    let folder = |rig: &Rig| rig.path().join("vault/log");
    let verify = |rig: &Rig| {
        let disk = Arc::new(RealDisk::open_existing(folder(rig)).unwrap());
        embedded::verify(disk, &mut |_, _| ())
    };
    assert!(verify(&whole).unwrap().records >= 20);
    let frames: Vec<_> = {
        let disk = Arc::new(RealDisk::open_existing(folder(&whole)).unwrap());
        embedded::scan(disk).unwrap().map(Result::unwrap).collect()
    };
    // Not in the last frame, whose damage is what a torn write looks like.
    let frames: Vec<_> = frames
        .iter()
        .rev()
        .skip(1)
        .filter(|frame| !frame.records.is_empty())
        .collect();
    for (nth, frame) in frames.iter().enumerate().step_by(4) {
        let changed = whole.copy();
        let path = folder(&changed).join(&frame.segment);
        let mut bytes = std::fs::read(&path).unwrap();
        let place = frame.offset + 40 + (nth as u64 * 53) % (frame.bytes / 2);
        bytes[place as usize] ^= 1 << (nth % 8);
        std::fs::write(path, bytes).unwrap();
        match verify(&changed) {
            Err(LogError::Damaged { .. }) => {}
            other => panic!("byte {place}: {other:?}"),
        }
        let keys = changed.keys();
        let options = Options::in_folder(changed.path().join("vault"));
        let opened = LocalVault::open(options, keys, Arc::new(bezant_engine::SteadyClock::default())).await;
        assert!(matches!(
            opened.err(),
            Some(OpenError::Log(LogError::Damaged { .. }))
        ));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_file_has_a_number_a_code_or_a_name() {
    let rig = Rig::new();
    let vault = rig.open().await;
    let till = caller("till", &[Purpose::Authorization]);
    for nth in 0..120 {
        let mut whole = card(&number_of(nth));
        whole.code = Some(SecurityCode::parse("739", &whole.number).unwrap());
        whole.customer = Some(CustomerReference::parse("countess-ada-1815").unwrap());
        let made = vault.tokenize(tenant(), &till, whole, true).await.unwrap();
        read(&vault, &Token::Card(made.card.id)).await.unwrap();
    }
    vault.shutdown().await;
    let files = rig.files();
    assert!(
        files
            .iter()
            .any(|(path, _)| path.to_string_lossy().ends_with(".snap"))
    );
    let contains = |bytes: &[u8], text: &str| memchr::memmem::find(bytes, text.as_bytes()).is_some();
    for (path, bytes) in &files {
        assert!(!contains(bytes, "Lovelace"), "{}", path.display());
        assert!(!contains(bytes, "countess"), "{}", path.display());
        for nth in (0..120).step_by(7) {
            assert!(!contains(bytes, &number_of(nth)), "{}", path.display());
        }
    }
    // The scan finds what is there.
    assert!(files.iter().any(|(_, bytes)| contains(bytes, "42424200")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_keys_open_nothing() {
    let rig = Rig::new();
    let vault = rig.open().await;
    let till = caller("till", &[Purpose::Authorization]);
    let made = vault
        .tokenize(tenant(), &till, card(NUMBER), false)
        .await
        .unwrap();
    let copy = rig.copy();
    for name in ["keys", "keyring.json"] {
        std::fs::remove_file(copy.path().join(name)).unwrap();
    }
    let restored = copy.open_with(copy.keys_under(8)).await;
    let token = Token::Card(made.card.id);
    assert_eq!(read(&restored, &token).await, Err(VaultError::Damaged));
    assert!(restored.describe(tenant(), made.card.id).await.is_ok());
}
