//! Evidence as files, with a manifest that is signed: nothing of it can be changed, added or left out unseen.

use std::collections::{BTreeMap, BTreeSet};

use bezant_kernel::Timestamp;
use bezant_log::proof::{Checkpoint, Hex, SignedCheckpoint};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::summary::summary;
use super::{Item, Kind, Status};

/// The beginning of what is signed: a signature for this never means anything else.
const DOMAIN: &[u8] = b"bezant compliance evidence 1\n";
const MANIFEST: &str = "manifest.json";
const SUMMARY: &str = "summary.pdf";

/// What was gathered at one time.
pub struct Bundle {
    /// When.
    pub made_at: Timestamp,
    /// What the audit trail held, signed; none where there is no trail.
    pub checkpoint: Option<(Checkpoint, SignedCheckpoint)>,
    /// What was found, one of each kind.
    pub items: Vec<Item>,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "bezant-compliance-evidence-1")]
    One,
}

/// Which files belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: Format,
    made_at: Timestamp,
    checkpoint: Option<SignedCheckpoint>,
    files: Vec<Listed>,
    public_key: Hex<32>,
    signature: Hex<64>,
}

/// A file of a manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    name: String,
    bytes: u64,
    sha256: Hex<32>,
}

impl Bundle {
    /// The files by their names, the manifest among them.
    #[must_use]
    pub fn files(&self, key: &SigningKey) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for item in &self.items {
            files.insert(format!("{}.json", item.finding.kind.as_str()), pretty(item));
        }
        files.insert(SUMMARY.to_owned(), crate::pdf(&summary(self)));
        let listed: Vec<Listed> = files
            .iter()
            .map(|(name, bytes)| Listed {
                name: name.clone(),
                bytes: bytes.len() as u64,
                sha256: hash(bytes),
            })
            .collect();
        let checkpoint = self.checkpoint.as_ref().map(|(_, signed)| signed.clone());
        let signature = key.sign(&message(self.made_at, checkpoint.as_ref(), &listed));
        let manifest = Manifest {
            format: Format::One,
            made_at: self.made_at,
            checkpoint,
            files: listed,
            public_key: Hex(key.verifying_key().to_bytes()),
            signature: Hex(signature.to_bytes()),
        };
        files.insert(MANIFEST.to_owned(), pretty(&manifest));
        files
    }
}

fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("it has text keys");
    bytes.push(b'\n');
    bytes
}

fn hash(bytes: &[u8]) -> Hex<32> {
    Hex(Sha256::digest(bytes).into())
}

/// What is signed: the domain, the time, the hash of the checkpoint, then each file with the length of its name before it.
fn message(made_at: Timestamp, checkpoint: Option<&SignedCheckpoint>, files: &[Listed]) -> Vec<u8> {
    let mut message = DOMAIN.to_vec();
    message.extend(made_at.as_microseconds().to_le_bytes());
    let checkpoint = serde_json::to_vec(&checkpoint).expect("a checkpoint has text keys");
    message.extend(hash(&checkpoint).0);
    for file in files {
        message.extend((file.name.len() as u64).to_le_bytes());
        message.extend(file.name.as_bytes());
        message.extend(file.bytes.to_le_bytes());
        message.extend(file.sha256.0);
    }
    message
}

/// What is not as it was signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAsSigned {
    /// There is no manifest, or it is none.
    #[error("{MANIFEST}: this is no manifest of evidence")]
    NoManifest,
    /// The manifest is not signed by this key, or was changed after it.
    #[error("{MANIFEST}: it is not signed by this key")]
    Manifest,
    /// The checkpoint of the audit trail is not signed by this key.
    #[error("{MANIFEST}: the checkpoint of the audit trail is not signed by this key")]
    Checkpoint,
    /// A file is missing.
    #[error("{0}: it is missing")]
    Missing(String),
    /// A file was changed.
    #[error("{0}: it is not as it was signed")]
    Changed(String),
    /// A file does not belong to it.
    #[error("{0}: it does not belong to the evidence")]
    Added(String),
    /// What a file says does not follow from what was seen.
    #[error("{0}: its status does not follow from what was seen")]
    Status(String),
    /// Something that evidence is gathered of is not in it.
    #[error("there is nothing about {}", .0.as_str())]
    NotGathered(Kind),
}

/// Evidence that is as it was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// When it was gathered.
    pub made_at: Timestamp,
    /// What each item says.
    pub items: Vec<(Kind, Status, String)>,
}

/// Checks the files of a folder with nothing but the key that must have signed them; everything that is wrong is said.
///
/// # Errors
/// What is not as it was signed, at least one.
pub fn check(files: &BTreeMap<String, Vec<u8>>, key: &VerifyingKey) -> Result<Checked, Vec<NotAsSigned>> {
    let manifest = files
        .get(MANIFEST)
        .and_then(|bytes| serde_json::from_slice::<Manifest>(bytes).ok());
    let manifest = manifest.ok_or_else(|| vec![NotAsSigned::NoManifest])?;
    let signed = message(manifest.made_at, manifest.checkpoint.as_ref(), &manifest.files);
    let signature = Signature::from_bytes(&manifest.signature.0);
    if manifest.public_key.0 != key.to_bytes() || key.verify_strict(&signed, &signature).is_err() {
        return Err(vec![NotAsSigned::Manifest]);
    }
    let mut wrong = Vec::new();
    let checkpoint = manifest.checkpoint.as_ref();
    if checkpoint.is_some_and(|checkpoint| checkpoint.verify(key).is_err()) {
        wrong.push(NotAsSigned::Checkpoint);
    }
    let mut items = Vec::new();
    for listed in &manifest.files {
        let name = || listed.name.clone();
        let Some(bytes) = files.get(&listed.name) else {
            wrong.push(NotAsSigned::Missing(name()));
            continue;
        };
        if bytes.len() as u64 != listed.bytes || hash(bytes) != listed.sha256 {
            wrong.push(NotAsSigned::Changed(name()));
            continue;
        }
        if listed.name == SUMMARY {
            continue;
        }
        match serde_json::from_slice::<Item>(bytes) {
            Ok(item) if Item::of(item.finding.clone()) == item => {
                items.push((item.finding.kind, item.status, item.reason));
            }
            Ok(_) | Err(_) => wrong.push(NotAsSigned::Status(name())),
        }
    }
    let known: BTreeSet<&str> = manifest
        .files
        .iter()
        .map(|listed| &*listed.name)
        .chain([MANIFEST])
        .collect();
    let added = files.keys().filter(|name| !known.contains(name.as_str()));
    wrong.extend(added.map(|name| NotAsSigned::Added(name.clone())));
    let missing = Kind::ALL.into_iter().filter(|kind| {
        let file = format!("{}.json", kind.as_str());
        !known.contains(file.as_str())
    });
    wrong.extend(missing.map(NotAsSigned::NotGathered));
    items.sort_by_key(|(kind, ..)| *kind);
    match wrong.is_empty() {
        true => Ok(Checked {
            made_at: manifest.made_at,
            items,
        }),
        false => Err(wrong),
    }
}
