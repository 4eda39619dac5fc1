//! Checkpoints and proofs as an auditor uses them: made beside a running node, checked without it, refused after any change.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bezant_tests::node::{Key, NodeUnderTest, binary, json, text};
use serde_json::{Value, json};

const TRANSFER: &str = "trf_01h455vb4pex5vsknk084sn02a";

/// A node with a transfer, and the files that an auditor is handed.
struct Audited {
    node: NodeUnderTest,
    key: Key,
    public_key: String,
    folder: tempfile::TempDir,
}

impl Audited {
    async fn start() -> Audited {
        let node = NodeUnderTest::start("").await;
        let key = node.tenant_key("shop");
        let api = node.api(&key);
        for path in ["equity:owner", "assets:cash"] {
            let body = json!({ "path": path, "currency": "EUR", "allows_overdraft": true });
            api.post("/api/v1/ledger/accounts", &body).await.expect(201);
        }
        // A chain, so that the transfer is neither first nor alone in its record.
        let transfer = |id: &str, amount: u32| {
            json!({
                "id": id, "debit": "assets:cash", "credit": "equity:owner", "amount": amount, "currency": "EUR",
            })
        };
        let chain = json!({ "transfers": [
            transfer("trf_01h455vb4pex5vsknk084sn02b", 1),
            transfer(TRANSFER, 4_711),
            transfer("trf_01h455vb4pex5vsknk084sn02c", 3),
        ]});
        api.post("/api/v1/ledger/transfers", &chain).await.expect(201);
        let public_key = node.run_ok(&["log", "public-key"]).trim().to_owned();
        let folder = tempfile::tempdir().unwrap();
        Audited {
            node,
            key,
            public_key,
            folder,
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn checkpoint(&self, name: &str) -> PathBuf {
        let file = self.file(name);
        self.node
            .run_ok(&["log", "checkpoint", "--out", file.to_str().unwrap()]);
        file
    }

    /// Without any configuration or data, as on the auditor's machine.
    fn offline(&self, words: &[&str], files: &[&Path]) -> Output {
        let mut command = binary();
        command.args(["log"]).args(words).args(files);
        command.args(["--public-key", &self.public_key]);
        command.current_dir(self.folder.path()).output().unwrap()
    }

    fn check(&self, proof: &Path, checkpoint: &Path) -> Output {
        self.offline(
            &[
                "check-proof",
                "--proof",
                proof.to_str().unwrap(),
                "--checkpoint",
                checkpoint.to_str().unwrap(),
            ],
            &[],
        )
    }

    fn prove(&self, transfer: &str, checkpoint: &Path, proof: &Path) -> Output {
        let words = [
            "log",
            "prove",
            "--transfer",
            transfer,
            "--tenant",
            &self.key.tenant,
        ];
        let files = [
            "--checkpoint",
            checkpoint.to_str().unwrap(),
            "--out",
            proof.to_str().unwrap(),
        ];
        self.node.run(&[&words[..], &files[..]].concat())
    }
}

fn refused(output: &Output) {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(text(&output.stderr).contains("refused: "), "{output:?}");
    assert!(
        output.stdout.is_empty(),
        "a refusal says nothing of a transfer: {output:?}"
    );
}

fn accepted(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    text(&output.stdout)
}

/// The file with one value changed.
fn changed(file: &Path, change: impl FnOnce(&mut Value)) -> PathBuf {
    let mut value = json(&fs::read_to_string(file).unwrap());
    change(&mut value);
    let changed = file.with_extension("changed");
    fs::write(&changed, value.to_string()).unwrap();
    changed
}

/// Another hexadecimal digit in place of the one in the middle.
fn flip(value: &mut Value) {
    let mut digits = value.as_str().unwrap().as_bytes().to_vec();
    let middle = digits.len() / 2;
    digits[middle] = if digits[middle] == b'0' { b'1' } else { b'0' };
    *value = String::from_utf8(digits).unwrap().into();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transfer_is_proved_offline_and_no_changed_byte_passes() {
    let mut audited = Audited::start().await;
    let key_file = audited.node.data().join("checkpoint.key");
    let mode = fs::metadata(&key_file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "only its owner reads the key");

    let checkpoint = audited.checkpoint("checkpoint.json");
    let proof = audited.file("proof.json");
    accepted(&audited.prove(TRANSFER, &checkpoint, &proof));
    audited.node.terminate().await;
    let said = accepted(&audited.check(&proof, &checkpoint));
    for part in [TRANSFER, "47.11 EUR", audited.key.tenant.as_str()] {
        assert!(said.contains(part), "'{part}' is missing: {said}");
    }

    // Also bytes of the other transfers beside it, and of what stands around them.
    let payload = json(&fs::read_to_string(&proof).unwrap())["payload"].clone();
    let payload = STANDARD.decode(payload.as_str().unwrap()).unwrap();
    for place in [0, payload.len() / 3, payload.len() / 2, payload.len() - 1] {
        let mut other = payload.clone();
        other[place] ^= 1;
        let other = STANDARD.encode(other);
        refused(&audited.check(
            &changed(&proof, |proof| proof["payload"] = other.into()),
            &checkpoint,
        ));
    }
    let in_proof: [fn(&mut Value); 9] = [
        |proof| flip(&mut proof["proof"]["frame_path"][0]),
        |proof| flip(&mut proof["proof"]["frame"]["previous"]),
        |proof| proof["proof"]["frame"]["epoch"] = 7.into(),
        |proof| proof["proof"]["frame"]["index"] = 0.into(),
        |proof| proof["proof"]["position"] = 1.into(),
        |proof| proof["offset"] = 0.into(),
        |proof| proof["transfer"] = "trf_01h455vb4pex5vsknk084sn02d".into(),
        |proof| proof["tenant"] = "ten_01h455vb4pex5vsknk084sn02d".into(),
        |proof| proof["note"] = "something that nobody signed".into(),
    ];
    for change in in_proof {
        refused(&audited.check(&changed(&proof, change), &checkpoint));
    }
    let in_checkpoint: [fn(&mut Value); 7] = [
        |checkpoint| flip(&mut checkpoint["root"]),
        |checkpoint| flip(&mut checkpoint["chain"]),
        |checkpoint| flip(&mut checkpoint["log"]),
        |checkpoint| flip(&mut checkpoint["signature"]),
        |checkpoint| flip(&mut checkpoint["public_key"]),
        |checkpoint| checkpoint["position"] = 1_000.into(),
        |checkpoint| checkpoint["time_us"] = 1.into(),
    ];
    for change in in_checkpoint {
        refused(&audited.check(&proof, &changed(&checkpoint, change)));
    }
    // A checkpoint that is good, but of somebody else.
    audited.public_key = "00".repeat(32);
    refused(&audited.check(&proof, &checkpoint));
    // What only looks like the key of this node: others could have signed with it.
    fs::set_permissions(&key_file, fs::Permissions::from_mode(0o644)).unwrap();
    let output = audited.node.run(&["log", "checkpoint"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn history_between_checkpoints_is_shown_to_be_unchanged() {
    let mut audited = Audited::start().await;
    let old = audited.checkpoint("old.json");
    let late = "trf_01h455vb4pex5vsknk084sn02e";
    let body = json!({
        "id": late, "debit": "assets:cash", "credit": "equity:owner", "amount": 1, "currency": "EUR",
    });
    let api = audited.node.api(&audited.key);
    api.post("/api/v1/ledger/transfers", &body).await.expect(201);
    let new = audited.checkpoint("new.json");

    // What came after a checkpoint it cannot prove.
    let proof = audited.file("proof.json");
    assert_eq!(audited.prove(late, &old, &proof).status.code(), Some(1));
    assert!(!proof.exists());
    accepted(&audited.prove(late, &new, &proof));
    accepted(&audited.check(&proof, &new));
    refused(&audited.check(&proof, &old));

    let between = audited.file("between.json");
    let words = [
        "log",
        "prove-consistency",
        old.to_str().unwrap(),
        new.to_str().unwrap(),
    ];
    audited
        .node
        .run_ok(&[&words[..], &["--out", between.to_str().unwrap()]].concat());
    let consistent = |files: [&Path; 2], proof: &Path| {
        let words = ["check-consistency", "--proof", proof.to_str().unwrap()];
        audited.offline(&words, &files)
    };
    let said = accepted(&consistent([&old, &new], &between));
    assert!(said.contains("nothing was changed"), "{said}");
    refused(&consistent([&new, &old], &between));
    refused(&consistent(
        [&old, &changed(&new, |new| flip(&mut new["root"]))],
        &between,
    ));
    refused(&consistent(
        [&old, &new],
        &changed(&between, |proof| flip(&mut proof["path"][0])),
    ));

    // A log that was begun anew has the same key and the same look, and is found out.
    let key = fs::read(audited.node.data().join("checkpoint.key")).unwrap();
    audited.node.terminate().await;
    fs::remove_dir_all(audited.node.data()).unwrap();
    audited.node.restart().await;
    let key_file = audited.node.data().join("checkpoint.key");
    fs::write(&key_file, key).unwrap();
    fs::set_permissions(&key_file, fs::Permissions::from_mode(0o600)).unwrap();
    let other = audited.checkpoint("other.json");
    let words = [
        "log",
        "check-consistency",
        old.to_str().unwrap(),
        other.to_str().unwrap(),
    ];
    let with_log = audited
        .node
        .run(&[&words[..], &["--public-key", &audited.public_key]].concat());
    refused(&with_log);
}
