//! The keys of a node: where its root key is, by `[keyring]`, and the ring that hangs on it.
//!
//! In come settings, a passphrase, shares that people bring to the socket of a node that waits for them; out goes the ring. A passphrase
//! or a PIN is never a setting: it comes from a file or the environment.

mod unsealing;

use std::env::VarError;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bezant_keyring::{
    Backend, DataKeys, KeyFolder, Local, Passphrase, Pkcs11, Pkcs11Config, Ring, RootFile, Rotation, Secret,
    Transit, TransitConfig, Unsealing,
};
use clap::ValueEnum;
use serde::Deserialize;

use crate::Failure;
use crate::config::Config;
pub(crate) use unsealing::{bring, shares_in_files};

/// The variable with the root key itself, in place of a file. There is no such key in the configuration's file: files are copied, shown
/// and kept with sources.
const SEAL_KEY: &str = "BEZANT_SEAL_KEY";
/// The variable with the passphrase that opens the file of the root key.
const PASSPHRASE: &str = "BEZANT_KEYRING_PASSPHRASE";

/// Where the root key is, and how it is reached.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct KeyringConfig {
    pub backend: BackendKind,
    /// A file with the passphrase of the root key's file, in place of the variable.
    pub passphrase_file: Option<PathBuf>,
    /// Files with shares of the root key; what is missing is waited for.
    pub share_files: Vec<PathBuf>,
    /// HashiCorp Vault's Transit engine, for the backend `transit`.
    pub transit: Option<TransitConfig>,
    /// A token, for the backend `pkcs11`.
    pub pkcs11: Option<Pkcs11Config>,
}

#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BackendKind {
    /// A file beside the data, or the variable `BEZANT_SEAL_KEY`.
    #[default]
    File,
    /// HashiCorp Vault's Transit engine.
    Transit,
    /// A hardware module.
    Pkcs11,
}

/// What is wrong with `[keyring]`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyringConfigError {
    #[error("keyring.{0}: the backend needs it")]
    Missing(&'static str),
    #[error("keyring.transit.address: must be https://, or http:// to this machine")]
    Address,
}

impl KeyringConfig {
    pub(crate) fn check(&self) -> Result<(), KeyringConfigError> {
        match self.backend {
            BackendKind::File => Ok(()),
            BackendKind::Transit => {
                let transit = self
                    .transit
                    .as_ref()
                    .ok_or(KeyringConfigError::Missing("transit"))?;
                let is_here = transit
                    .address
                    .host_str()
                    .is_some_and(|host| matches!(host, "localhost" | "127.0.0.1" | "[::1]"));
                match transit.address.scheme() {
                    "https" => Ok(()),
                    "http" if is_here => Ok(()),
                    _ => Err(KeyringConfigError::Address),
                }
            }
            BackendKind::Pkcs11 => match self.pkcs11 {
                Some(_) => Ok(()),
                None => Err(KeyringConfigError::Missing("pkcs11")),
            },
        }
    }
}

/// Where the keys are that seal what is kept of people.
pub(crate) fn folder(config: &Config) -> KeyFolder {
    KeyFolder::new(config.data_dir.join("keys"))
}

/// The keys of a node.
#[derive(Clone)]
pub(crate) struct Keys {
    /// The ring, and what wraps all files anew.
    pub(crate) rotation: Arc<Rotation>,
    /// Those of people, tenants and clients.
    pub(crate) subjects: Arc<DataKeys>,
    /// Those of cards.
    pub(crate) cards: Arc<DataKeys>,
    folder: KeyFolder,
}

impl Keys {
    /// Whether what is to be sealed is, as metrics.
    pub(crate) fn show(&self) {
        let set = |store: &'static str, kind: &'static str, is_so: bool| {
            metrics::gauge!("encryption_status", "store" => store, "type" => kind)
                .set(f64::from(u8::from(is_so)));
        };
        let root = RootFile::read(&self.folder.root_path());
        let is_in_the_clear = root.is_ok_and(|file| file.takes() == Unsealing::Nothing);
        set("root_key", "sealed", !is_in_the_clear);
        let status = self.rotation.status();
        for (name, file) in &status.files {
            set(name, "current_generation", file.generation == status.ring.current);
        }
    }
}

/// Opens the keys, and goes on with a rotation that a stop has left. Blocks: a passphrase takes a second, shares take as long as people do.
pub(crate) fn open(config: &Config) -> Result<Keys, Failure> {
    let ring = ring(config, config.keyring.backend)?;
    let keys = over(ring, &folder(config))?;
    if keys.rotation.resume()? {
        tracing::info!("data keys are wrapped anew, as a rotation had begun to");
    }
    Ok(keys)
}

/// The files of a folder, under this ring.
pub(crate) fn over(ring: Ring, folder: &KeyFolder) -> Result<Keys, Failure> {
    let rotation = Arc::new(Rotation::new(Arc::new(ring)));
    Ok(Keys {
        subjects: rotation.open_file("subjects", &folder.subjects_path())?,
        cards: rotation.open_file("cards", &folder.cards_path())?,
        rotation,
        folder: folder.clone(),
    })
}

/// The ring by this backend.
pub(crate) fn ring(config: &Config, kind: BackendKind) -> Result<Ring, Failure> {
    let (backend, root) = backend(config, kind)?;
    Ok(folder(config).ring(backend, root.as_ref())?)
}

/// The ring that is there, for a look at what hangs on it: nothing is made, and shares that are in no file are not waited for.
pub(crate) fn ring_to_look(config: &Config) -> Result<Ring, Failure> {
    let folder = folder(config);
    if !folder.has_ring() {
        return Err("there is no keyring in the data folder".into());
    }
    let is_in_file = config.keyring.backend == BackendKind::File && std::env::var_os(SEAL_KEY).is_none();
    if is_in_file {
        let file = RootFile::read(&folder.root_path())?;
        if let Unsealing::Shares { .. } = file.takes() {
            let root = file.open(None, &shares_in_files(config)?)?;
            let backend = Local::new(&root, folder.root_path().display().to_string());
            return Ok(folder.ring(Arc::new(backend), Some(&root))?);
        }
    }
    ring(config, config.keyring.backend)
}

/// The backend, and the root key where it is in this process.
pub(crate) fn backend(
    config: &Config,
    kind: BackendKind,
) -> Result<(Arc<dyn Backend>, Option<Secret>), Failure> {
    let settings = &config.keyring;
    Ok(match kind {
        BackendKind::File => {
            let (root, from) = local_root(config)?;
            (Arc::new(Local::new(&root, from)), Some(root))
        }
        BackendKind::Transit => {
            let transit = settings.transit.clone();
            let transit = transit.ok_or(KeyringConfigError::Missing("transit"))?;
            (Arc::new(Transit::new(transit)), None)
        }
        BackendKind::Pkcs11 => {
            let token = settings.pkcs11.clone();
            let token = token.ok_or(KeyringConfigError::Missing("pkcs11"))?;
            (Arc::new(Pkcs11::open(token)?), None)
        }
    })
}

fn local_root(config: &Config) -> Result<(Secret, String), Failure> {
    match std::env::var(SEAL_KEY) {
        Ok(text) => return Ok((Secret::parse(&text)?, SEAL_KEY.to_owned())),
        Err(VarError::NotPresent) => {}
        Err(error @ VarError::NotUnicode(_)) => return Err(error.into()),
    }
    let folder = folder(config);
    let file = folder.root_file()?;
    let root = match file.takes() {
        Unsealing::Nothing => {
            tracing::warn!(
                file = %folder.root_path().display(),
                "the root key lies in the clear: `bezant keyring seal` seals it by a passphrase, `bezant keyring share` among people"
            );
            file.open(None, &[])?
        }
        Unsealing::Passphrase => open_by_passphrase(&file, &config.keyring)?,
        Unsealing::Shares { needed, .. } => unsealing::wait(config, &file, needed)?,
    };
    Ok((root, folder.root_path().display().to_string()))
}

fn open_by_passphrase(file: &RootFile, settings: &KeyringConfig) -> Result<Secret, Failure> {
    let passphrase = match (&settings.passphrase_file, std::env::var(PASSPHRASE)) {
        (Some(path), _) => Some(passphrase_in(path)?),
        (None, Ok(text)) => Some(Passphrase::new(&text).ok_or(TOO_SHORT)?),
        (None, Err(_)) => None,
    };
    Ok(file.open(passphrase.as_ref(), &[])?)
}

const TOO_SHORT: &str = "a passphrase has at least 12 characters";

/// The passphrase in this file, or on the input for `-`.
pub(crate) fn passphrase_in(path: &Path) -> Result<Passphrase, Failure> {
    let text = if path == Path::new("-") {
        zeroize::Zeroizing::new(std::io::read_to_string(std::io::stdin().lock())?)
    } else {
        let text = std::fs::read_to_string(path);
        zeroize::Zeroizing::new(text.map_err(|error| format!("{}: {error}", path.display()))?)
    };
    Ok(Passphrase::new(&text).ok_or(TOO_SHORT)?)
}
