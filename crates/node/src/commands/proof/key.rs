//! The key that signs checkpoints, and other secrets of 32 bytes: files that only their owner can read, made on first use.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use bezant_log::proof::Hex;
use ed25519_dalek::SigningKey;

use crate::Failure;
use crate::config::Config;

pub(crate) fn signing_key(config: &Config) -> Result<SigningKey, Failure> {
    if !config.data_dir.is_dir() {
        return Err(format!("there is no data folder {}", config.data_dir.display()).into());
    }
    Ok(SigningKey::from_bytes(&secret(
        &config.data_dir,
        "checkpoint.key",
    )?))
}

/// 32 random bytes in a file of the folder, made on first use.
pub(crate) fn secret(folder: &Path, name: &str) -> Result<[u8; 32], Failure> {
    let file = folder.join(name);
    if let Some(secret) = read(&file)? {
        return Ok(secret);
    }
    make(folder, &file)?;
    read(&file)?.ok_or_else(|| format!("{} vanished", file.display()).into())
}

/// Two commands at once end with one key: the draft gets its name only if nobody was faster.
fn make(folder: &Path, file: &Path) -> Result<(), Failure> {
    let draft = file.with_extension(format!("key.{}", std::process::id()));
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

fn read(file: &Path) -> Result<Option<[u8; 32]>, Failure> {
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
    Ok(Some(seed.0))
}
