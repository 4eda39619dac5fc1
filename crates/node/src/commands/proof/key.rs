//! The key that signs checkpoints: a file in the data folder that only its owner can read, made on first use.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use bezant_log::proof::Hex;
use ed25519_dalek::SigningKey;

use crate::Failure;
use crate::config::Config;

pub(super) fn signing_key(config: &Config) -> Result<SigningKey, Failure> {
    if !config.data_dir.is_dir() {
        return Err(format!("there is no data folder {}", config.data_dir.display()).into());
    }
    let file = config.data_dir.join("checkpoint.key");
    if let Some(key) = read(&file)? {
        return Ok(key);
    }
    make(&config.data_dir, &file)?;
    read(&file)?.ok_or_else(|| format!("{} vanished", file.display()).into())
}

/// Two commands at once end with one key: the draft gets its name only if nobody was faster.
fn make(folder: &Path, file: &Path) -> Result<(), Failure> {
    let draft = folder.join(format!("checkpoint.key.{}", std::process::id()));
    let mut options = OpenOptions::new();
    let mut open = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&draft)?;
    writeln!(open, "{}", Hex(rand::random::<[u8; 32]>()))?;
    open.sync_all()?;
    let named = std::fs::hard_link(&draft, file);
    std::fs::remove_file(&draft)?;
    match named {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error.into()),
        Ok(()) | Err(_) => {}
    }
    File::open(folder)?.sync_all()?;
    Ok(())
}

fn read(file: &Path) -> Result<Option<SigningKey>, Failure> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("can't read {}: {error}", file.display()).into()),
    };
    if std::fs::metadata(file)?.permissions().mode() & 0o077 != 0 {
        return Err(format!(
            "{} can be read by others, so its signatures prove nothing: make a new one, or `chmod 600` it if nobody did",
            file.display()
        )
        .into());
    }
    let seed: Hex<32> = text
        .trim_end()
        .parse()
        .map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(Some(SigningKey::from_bytes(&seed.0)))
}
