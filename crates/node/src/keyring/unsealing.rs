//! A node whose root key is in shares waits for them: some in files, the rest brought one by one, by `bezant keyring unseal`, to a socket
//! that only the node's user can open. It serves nothing before.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::time::Duration;

use bezant_keyring::{FileError, RootFile, Secret, Share};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::Failure;
use crate::config::Config;

/// Whoever connects and says nothing keeps others out for so long at most.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longer than a share.
const MOST_BYTES: u64 = 1024;

/// Where shares are brought.
fn socket(config: &Config) -> PathBuf {
    config.data_dir.join("unseal.sock")
}

/// The shares that are in files.
pub(crate) fn shares_in_files(config: &Config) -> Result<Vec<Share>, Failure> {
    let files = config.keyring.share_files.iter();
    let read = files.map(|path| {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Zeroizing::new(text).parse()?)
    });
    read.collect()
}

/// Waits until there are enough shares that make the key.
pub(super) fn wait(config: &Config, file: &RootFile, needed: u8) -> Result<Secret, Failure> {
    let mut shares = shares_in_files(config)?;
    match file.open(None, &shares) {
        Err(FileError::Sealed { .. }) => {}
        opened => return Ok(opened?),
    }
    let path = socket(config);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    tracing::warn!(
        needed,
        have = shares.len(),
        "the node is sealed and waits for shares of its root key"
    );
    let secret = loop {
        let (stream, _) = listener.accept()?;
        // A share that can't be read or answered is brought again.
        if let Ok(Some(secret)) = take(&stream, file, needed, &mut shares) {
            break secret;
        }
    };
    std::fs::remove_file(&path)?;
    tracing::info!("the node is unsealed");
    Ok(secret)
}

fn take(
    mut stream: &UnixStream,
    file: &RootFile,
    needed: u8,
    shares: &mut Vec<Share>,
) -> std::io::Result<Option<Secret>> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut line = Zeroizing::new(String::new());
    BufReader::new(stream.take(MOST_BYTES)).read_line(&mut line)?;
    let mut opened = None;
    let mut problem = Value::Null;
    match line.parse::<Share>() {
        Ok(share) => {
            shares.retain(|other| other.number() != share.number());
            shares.push(share);
            match file.open(None, shares) {
                Ok(secret) => opened = Some(secret),
                Err(FileError::Sealed { .. }) => {}
                Err(error) => {
                    // Nobody knows which of them is wrong.
                    shares.clear();
                    problem = error.to_string().into();
                }
            }
        }
        Err(error) => problem = error.to_string().into(),
    }
    let answer = json!({
        "needed": needed, "have": shares.len(), "unsealed": opened.is_some(), "problem": problem,
    });
    writeln!(stream, "{answer}")?;
    Ok(opened)
}

/// Brings a share to a node that waits; what it says.
pub(crate) fn bring(config: &Config, share: &Share) -> Result<Value, Failure> {
    let path = socket(config);
    let mut stream = UnixStream::connect(&path)
        .map_err(|error| format!("no node waits for shares at {}: {error}", path.display()))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    writeln!(stream, "{}", *Zeroizing::new(share.expose()))?;
    let mut answer = String::new();
    BufReader::new((&stream).take(MOST_BYTES)).read_line(&mut answer)?;
    Ok(serde_json::from_str(&answer)?)
}
