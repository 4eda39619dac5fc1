//! Policies of a running node: pushed, activated, rolled back, and what was decided by them.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use serde_json::{Value, json};

use super::bundle;
use crate::Failure;
use crate::commands::ledger::Query;
use crate::commands::ledger::remote::{NodeArguments, carried_out, rows_of};
use crate::commands::ledger::view::{Column, any, column, table};
use crate::config::{Config, ConfigError};
use crate::output::note;

const VERSIONS: &[Column] = &[
    column("version", &["/version"]),
    column("active", &["/active"]),
    column("note", &["/note"]),
    column("by", &["/proposed_by"]),
    column("proposed", &["/proposed_at"]),
    column("activated", &["/activated_at"]),
];

const DECISIONS: &[Column] = &[
    column("at", &["/at"]),
    column("allow", &["/allow"]),
    column("reasons", &["/reasons"]),
    column("who", &["/input/principal/id"]),
    column("method", &["/input/request/method"]),
    column("route", &["/input/request/route"]),
    column("version", &["/version"]),
];

#[derive(Subcommand)]
pub(crate) enum OnlineCommand {
    /// Send a policy to the node as a new version; it is not in force yet
    Push {
        /// A folder with .rego files
        folder: PathBuf,
        /// Why
        #[arg(long, default_value = "")]
        note: String,
        /// Decide the node's newest recorded decisions anew by it, and say what would be different
        #[arg(long)]
        dry_run: bool,
        /// Check it on the node, and keep nothing
        #[arg(long)]
        check_only: bool,
        #[command(flatten)]
        node: NodeArguments,
    },
    /// Put a version in force; 0 is the one that Bezant brings
    Activate {
        /// Its number
        version: u32,
        #[command(flatten)]
        node: NodeArguments,
    },
    /// Put the version in force that was so before
    RollBack {
        #[command(flatten)]
        node: NodeArguments,
    },
    /// List the versions at hand
    Versions {
        #[command(flatten)]
        node: NodeArguments,
    },
    /// List the newest decisions about the tenant's requests
    Decisions {
        /// Those about requests of this principal or API key
        #[arg(long, value_name = "ID")]
        principal: Option<String>,
        /// Only denials
        #[arg(long)]
        denied: bool,
        /// How many, at most 200
        #[arg(long, default_value_t = 50)]
        limit: u32,
        #[command(flatten)]
        node: NodeArguments,
    },
}

pub(crate) fn run(
    command: OnlineCommand,
    config: impl Fn() -> Result<Config, ConfigError>,
) -> Result<ExitCode, Failure> {
    const ROOT: &str = "/api/v1/policy/";
    match command {
        OnlineCommand::Push {
            folder,
            note: why,
            dry_run,
            check_only,
            node,
        } => {
            let bundle = bundle(Some(&folder))?;
            let remote = node.remote(ROOT, config)?;
            let body =
                json!({ "files": bundle.files(), "note": why, "dry_run": dry_run, "check_only": check_only });
            carried_out(async {
                let answer = remote.post("bundles", &body).await?;
                remote.print(&answer, pushed);
                Ok(())
            })
        }
        OnlineCommand::Activate { version, node } => {
            changed(node, config, &format!("bundles/{version}/activate"))
        }
        OnlineCommand::RollBack { node } => changed(node, config, "roll-back"),
        OnlineCommand::Versions { node } => {
            let remote = node.remote(ROOT, config)?;
            carried_out(async {
                let answer = remote.get("bundles", &Query::new()).await?;
                remote.print(&answer, |page| table(rows_of(page), VERSIONS));
                Ok(())
            })
        }
        OnlineCommand::Decisions {
            principal,
            denied,
            limit,
            node,
        } => {
            let remote = node.remote(ROOT, config)?;
            let mut query: Query = vec![("limit", limit.to_string())];
            query.extend(principal.map(|id| ("principal", id)));
            query.extend(denied.then(|| ("allow", "false".to_owned())));
            carried_out(async {
                let answer = remote.get("decisions", &query).await?;
                remote.print(&answer, |page| table(rows_of(page), DECISIONS));
                Ok(())
            })
        }
    }
}

fn changed(
    node: NodeArguments,
    config: impl Fn() -> Result<Config, ConfigError>,
    path: &str,
) -> Result<ExitCode, Failure> {
    let remote = node.remote("/api/v1/policy/", config)?;
    carried_out(async {
        let answer = remote.post(path, &json!({})).await?;
        remote.print(&answer, |policy| {
            if policy["version"] != policy["applied_version"] {
                note("the node does not decide by it yet");
            }
            format!("version {} of the policy is in force", policy["version"])
        });
        Ok(())
    })
}

fn pushed(bundle: &Value) -> String {
    let mut text = match bundle["version"].as_u64() {
        Some(version) => format!("version {version}; `bezant policy activate {version}` puts it in force\n"),
        None => "no mistakes; nothing was kept\n".to_owned(),
    };
    if let Some(run) = bundle.get("dry_run") {
        text.push_str(&any(run));
    }
    text
}
