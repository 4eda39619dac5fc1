//! `bezant retention`: what its time is over for in a running node, and legal holds.

use std::process::ExitCode;

use clap::Subcommand;
use serde_json::{Value, json};

use crate::Failure;
use crate::admin::Admin;
use crate::commands::identity::{administer, part};
use crate::config::Config;
use crate::output::line;

#[derive(Subcommand)]
pub(crate) enum RetentionCommand {
    /// Show the rules, what is due by them, and which tenants are under a legal hold
    Status {
        /// As one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Let the rules act now, and not only once a day
    Run,
    /// Delete nothing of a tenant until the hold is released
    Hold {
        /// The tenant's name or id
        tenant: String,
        /// What the hold is called, for instance by the number of the matter
        name: String,
        /// Why, for people
        #[arg(long)]
        reason: String,
    },
    /// End a legal hold
    Release {
        /// The tenant's name or id
        tenant: String,
        /// What the hold is called
        name: String,
    },
}

pub(crate) fn run(command: &RetentionCommand, config: &Config) -> Result<ExitCode, Failure> {
    let answer = administer(config, async |admin: &Admin| asked(admin, command).await)?;
    match command {
        RetentionCommand::Status { json: true } => line(&answer.to_string()),
        RetentionCommand::Status { json: false } => show(&answer),
        RetentionCommand::Run => show_outcomes(&answer["data"], "nothing was due"),
        RetentionCommand::Hold { tenant, name, .. } => {
            line(&format!(
                "nothing of {tenant} is deleted until {name} is released"
            ));
        }
        RetentionCommand::Release { name, .. } => line(&format!("{name} is released")),
    }
    Ok(ExitCode::SUCCESS)
}

async fn asked(admin: &Admin, command: &RetentionCommand) -> Result<Value, Failure> {
    let holds = |tenant: &str| format!("/admin/v1/tenants/{}/legal-holds", part(tenant));
    match command {
        RetentionCommand::Status { .. } => admin.get("/admin/v1/retention").await,
        RetentionCommand::Run => admin.post("/admin/v1/retention/run", &json!({})).await,
        RetentionCommand::Hold { tenant, name, reason } => {
            let body = json!({ "name": name, "reason": reason });
            admin.post(&holds(tenant), &body).await
        }
        RetentionCommand::Release { tenant, name } => {
            let path = format!("{}/release", holds(tenant));
            admin.post(&path, &json!({ "name": name })).await
        }
    }
}

fn show(status: &Value) {
    for (field, name) in [
        ("expired_cards_days", "expired cards"),
        ("left_people_days", "people who left"),
        ("audit_days", "audit trail"),
    ] {
        let shown = match status[field].as_u64() {
            Some(days) => format!("{days} days"),
            None => "kept for ever".to_owned(),
        };
        line(&format!("{name:<20} {shown}"));
    }
    show_outcomes(&status["due"], "nothing is due");
    for tenant in status["holds"].as_array().into_iter().flatten() {
        for hold in tenant["holds"].as_array().into_iter().flatten() {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            line(&format!(
                "legal hold           {} of {} since {}: {}",
                text(&hold["name"]),
                text(&tenant["tenant"]),
                text(&hold["placed_at"]),
                text(&hold["reason"])
            ));
        }
    }
}

fn show_outcomes(outcomes: &Value, nothing: &str) {
    let outcomes = outcomes.as_array().map(Vec::as_slice).unwrap_or_default();
    if outcomes.is_empty() {
        line(nothing);
    }
    for outcome in outcomes {
        line(&format!(
            "{:<20} {} due, {} deleted, {} held{}",
            outcome["rule"].as_str().unwrap_or_default(),
            outcome["due"],
            outcome["deleted"],
            outcome["held"],
            outcome["tenant"]
                .as_str()
                .map(|tenant| format!(", of {tenant}"))
                .unwrap_or_default()
        ));
    }
}
