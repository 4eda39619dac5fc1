//! `bezant vault`: how the card vault of a running node is, and new keys for its cards.

use std::process::ExitCode;

use clap::Subcommand;
use serde_json::{Value, json};

use crate::Failure;
use crate::admin::Admin;
use crate::config::Config;
use crate::output::line;

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
}

pub(crate) fn run(command: &VaultCommand, config: &Config) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let answer = runtime.block_on(async {
        let admin = Admin::connect(config).await?;
        let answer = match (&admin, command) {
            (Admin::Stopped { .. }, _) => Err("no node runs on this data".into()),
            (Admin::Running(_), VaultCommand::Status { .. }) => admin.get("/admin/v1/vault").await,
            (Admin::Running(_), VaultCommand::Rotate) => {
                admin.post("/admin/v1/vault/rotation", &json!({})).await
            }
        };
        admin.close().await;
        answer
    })?;
    match command {
        VaultCommand::Status { json: true } => line(&answer.to_string()),
        VaultCommand::Status { json: false } => show(&answer),
        VaultCommand::Rotate => line("the cards are being sealed under new keys: see `bezant vault status`"),
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
