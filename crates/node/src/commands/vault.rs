//! `bezant vault`: how the card vault of a running node is, new keys for its cards, and whether its files are as they were written.

use std::process::ExitCode;

use bezant_vault::{KeyFile, Verified};
use clap::Subcommand;
use serde_json::{Value, json};

use crate::Failure;
use crate::admin::ask_running;
use crate::config::Config;
use crate::keyring;
use crate::output::{line, note};
use crate::progress::Progress;

#[derive(Subcommand)]
pub(crate) enum VaultCommand {
    /// Show how many cards there are, and how far a rotation is
    Status {
        /// As one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Seal every card under a new key; it goes on in the background, and after a restart
    Rotate,
    /// Be a card vault for nodes on other machines, and nothing else
    Serve,
    /// Check the vault's log, snapshots, keys and cold tier, without opening a card; the cold tier only while no node runs
    Verify {
        /// Leave the file of keys aside, which takes the root key
        #[arg(long)]
        without_keys: bool,
    },
}

pub(crate) fn run(command: &VaultCommand, config: &Config) -> Result<ExitCode, Failure> {
    match command {
        VaultCommand::Status { json } => {
            let status = ask_running(config, async |admin| admin.get("/admin/v1/vault").await)?;
            match json {
                true => line(&status.to_string()),
                false => show(&status),
            }
        }
        VaultCommand::Rotate => {
            ask_running(config, async |admin| {
                admin.post("/admin/v1/vault/rotation", &json!({})).await
            })?;
            line("the cards are being sealed under new keys: see `bezant vault status`");
        }
        VaultCommand::Serve => return crate::vault::run(config),
        VaultCommand::Verify { without_keys } => return verify(config, *without_keys),
    }
    Ok(ExitCode::SUCCESS)
}

fn show(status: &Value) {
    let rows = [
        ("cards", "cards"),
        ("deleted", "deleted cards"),
        ("in_memory", "cards in memory"),
        ("security_codes", "security codes that wait"),
        ("keys_to_shred", "keys to shred"),
        ("position", "records in the vault's log"),
    ];
    for (field, name) in rows {
        line(&format!("{name:<28} {}", status[field]));
    }
    let rotation = &status["rotation"];
    if rotation.is_object() {
        let state = if rotation["finished_at"].is_null() {
            "goes on"
        } else {
            "is through"
        };
        let (done, all) = (&rotation["resealed"], &rotation["cards"]);
        line(&format!(
            "{:<28} {state}: {done} of {all} sealed anew",
            "rotation"
        ));
    }
}

fn verify(config: &Config, without_keys: bool) -> Result<ExitCode, Failure> {
    let folder = crate::vault::folder(config);
    if !folder.join("log").exists() {
        line("there are no cards here: a vault is made with the first one");
        return Ok(ExitCode::SUCCESS);
    }
    let ring = match without_keys {
        true => None,
        false => Some(keyring::ring_to_look(config)?),
    };
    let path = keyring::folder(config).cards_path();
    let keys = ring.as_ref().map(|ring| KeyFile { path: &path, ring });
    let mut progress = Progress::new("checking the card vault", "bytes");
    let found = bezant_vault::verify(&folder, keys, &mut |done, total| progress.set(done, total));
    progress.finish();
    match found {
        Ok(found) => {
            line(&told(&found));
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            note(&format!("the card vault is not whole: {error}"));
            Ok(ExitCode::FAILURE)
        }
    }
}

fn told(found: &Verified) -> String {
    let mut text = format!(
        "the card vault is whole: {} records in {} segments, {} snapshots, {} cards and {} deleted ones",
        found.records, found.segments, found.snapshots, found.cards, found.deleted
    );
    text.push_str(&match found.keys {
        Some(keys) => format!("\nkeys: all {keys} that seal a card open, and none that was shredded is left"),
        None => "\nkeys: not looked at".to_owned(),
    });
    text.push_str(&match found.cold {
        Some(cards) => format!("\ncold tier: {cards} cards, as the log has them"),
        None => "\ncold tier: not looked at, since a process has the vault open".to_owned(),
    });
    if let Some(torn) = &found.torn_tail {
        text.push_str(&format!(
            "\n{} ends with a write that was cut short at byte {}; the next start removes it",
            torn.segment, torn.offset
        ));
    }
    text
}
