//! `bezant keyring`: the keys that everything sealed hangs on.

use std::path::PathBuf;
use std::process::ExitCode;

use bezant_keyring::{RootFile, Secret, Share, Unsealing};
use clap::Subcommand;
use serde_json::json;
use zeroize::Zeroizing;

use crate::Failure;
use crate::admin::ask_running;
use crate::config::Config;
use crate::keyring::{self, BackendKind};
use crate::output::{line, note};

#[derive(Subcommand)]
pub(crate) enum KeyringCommand {
    /// Show where the root key of a running node is, the generations of its wrapping key, and how far a rotation is
    Status,
    /// Make a new wrapping key in a running node and wrap all data keys anew, in the background
    Rotate,
    /// Seal the file of the root key by a passphrase, which every start takes from then on
    Seal {
        /// The file with the new passphrase; `-` for the input
        #[arg(long)]
        new_passphrase_file: PathBuf,
    },
    /// Take the root key out of its file and show it in shares, once: so many of them unseal the node at a start
    Share {
        /// How many unseal
        #[arg(long)]
        needed: u8,
        /// How many there are
        #[arg(long)]
        count: u8,
    },
    /// Put the root key into its file in the clear again
    Clear,
    /// Bring a share to a node that waits for them
    Unseal {
        /// The file with the share; the input if left out
        #[arg(long)]
        share_file: Option<PathBuf>,
    },
    /// Wrap the ring of a stopped node by the configured backend: after it was another one, or after its root key was rotated there
    Move {
        /// The backend that has wrapped it so far
        #[arg(long)]
        from: BackendKind,
    },
}

pub(crate) fn run(command: &KeyringCommand, config: &Config) -> Result<ExitCode, Failure> {
    match command {
        KeyringCommand::Status => {
            let status = ask_running(config, async |admin| admin.get("/admin/v1/keyring").await)?;
            line(&serde_json::to_string_pretty(&status)?);
        }
        KeyringCommand::Rotate => {
            let status = ask_running(config, async |admin| {
                admin.post("/admin/v1/keyring/rotate", &json!({})).await
            })?;
            line(&format!(
                "generation {} wraps new keys; the others are being wrapped anew, see `bezant keyring status`",
                status["current"]
            ));
        }
        KeyringCommand::Seal { new_passphrase_file } => {
            let passphrase = keyring::passphrase_in(new_passphrase_file)?;
            let (path, root) = root(config)?;
            RootFile::seal(&path, &root, &passphrase)?;
            line(&format!("{} is sealed by a passphrase", path.display()));
        }
        KeyringCommand::Share { needed, count } => {
            let (path, root) = root(config)?;
            for share in RootFile::share(&path, &root, *needed, *count)? {
                line(&Zeroizing::new(share.expose()));
            }
            note(&format!(
                "{needed} of these {count} shares unseal {}: give each to another person, none is kept here",
                path.display()
            ));
        }
        KeyringCommand::Clear => {
            let (path, root) = root(config)?;
            RootFile::clear(&path, &root)?;
            line(&format!("{} is in the clear", path.display()));
        }
        KeyringCommand::Unseal { share_file } => return unseal(config, share_file.as_ref()),
        KeyringCommand::Move { from } => {
            // The log's lock is what a running node holds; only the ring is changed.
            let _stopped = crate::node::open(config)?;
            let ring = keyring::ring(config, *from)?;
            let (to, _) = keyring::backend(config, config.keyring.backend)?;
            ring.move_to(to)?;
            line(&format!("the ring is wrapped by {}", ring.status().backend));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The file of the root key, and the key.
fn root(config: &Config) -> Result<(PathBuf, Secret), Failure> {
    let folder = keyring::folder(config);
    let path = folder.root_path();
    let file = RootFile::read(&path)?;
    if let Unsealing::Shares { .. } = file.takes() {
        let root = file.open(None, &keyring::shares_in_files(config)?)?;
        return Ok((path, root));
    }
    let (_, root) = keyring::backend(config, BackendKind::File)?;
    Ok((path, root.expect("the root key in a file is known")))
}

fn read_share(path: Option<&PathBuf>) -> Result<Share, Failure> {
    let text = Zeroizing::new(match path {
        Some(path) => {
            std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?
        }
        None => std::io::read_to_string(std::io::stdin().lock())?,
    });
    Ok(text.parse()?)
}

fn unseal(config: &Config, path: Option<&PathBuf>) -> Result<ExitCode, Failure> {
    let answer = keyring::bring(config, &read_share(path)?)?;
    if let Some(problem) = answer["problem"].as_str() {
        return Err(problem.to_owned().into());
    }
    if answer["unsealed"] == json!(true) {
        line("the node is unsealed");
    } else {
        line(&format!("{} of {} shares", answer["have"], answer["needed"]));
    }
    Ok(ExitCode::SUCCESS)
}
