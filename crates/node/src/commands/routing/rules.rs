//! `bezant routing rules …`: versions of the rules. Mistakes are drawn under their source line.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use reqwest::Method;
use serde_json::{Value, json};

use super::read;
use super::settings::shown_settings;
use crate::Failure;
use crate::commands::ledger::Query;
use crate::commands::ledger::remote::{Answer, Body, Language, Remote, Source, rows_of};
use crate::commands::ledger::view::{Column, column, table};

/// What is done about rules.
#[derive(Subcommand)]
pub(crate) enum RulesCommand {
    /// Look for mistakes, with the node's gateways; keep nothing
    Check {
        /// The rules
        file: PathBuf,
    },
    /// Write a new version down; nothing follows it yet
    Propose {
        /// The rules
        file: PathBuf,
    },
    /// List the versions
    List,
    /// Show a version's text
    Show {
        /// The version [default: the active one]
        version: Option<u32>,
    },
    /// Approve a version
    Approve {
        /// The version
        version: u32,
    },
    /// Route payments by a version from now on
    Activate {
        /// The version
        version: u32,
    },
    /// Go back to the version that was active before
    RollBack,
}

const VERSIONS: &[Column] = &[
    column("version", &["/version"]),
    column("status", &["/status"]),
    column("author", &["/author"]),
    column("proposed", &["/proposed_at"]),
    column("approved by", &["/approver"]),
    column("approved", &["/approved_at"]),
    column("activated", &["/activated_at"]),
];

pub(super) async fn run(remote: &Remote, command: RulesCommand) -> Result<(), Failure> {
    match command {
        RulesCommand::Check { file } => {
            let answer = with_source(remote, "routing/rules/check", &file).await?;
            remote.print(&answer, checked);
        }
        RulesCommand::Propose { file } => {
            let answer = with_source(remote, "routing/rules", &file).await?;
            remote.print(&answer, version);
        }
        RulesCommand::List => {
            let answer = remote.get("routing/rules", &Query::new()).await?;
            remote.print(&answer, |page| table(rows_of(page), VERSIONS));
        }
        RulesCommand::Show {
            version: Some(number),
        } => {
            let answer = remote
                .get(&format!("routing/rules/{number}"), &Query::new())
                .await?;
            remote.print(&answer, whole);
        }
        RulesCommand::Show { version: None } => {
            let answer = remote.get("routing", &Query::new()).await?;
            let active = &answer.value["active_rules"];
            if active.is_null() {
                return Err("no rules are active".into());
            }
            remote.print_own(active, || whole(active).trim_end().to_owned());
        }
        RulesCommand::Approve { version } => change(remote, version, "approve").await?,
        RulesCommand::Activate { version } => change(remote, version, "activate").await?,
        RulesCommand::RollBack => {
            let answer = remote.post("routing/rules/roll-back", &json!({})).await?;
            remote.print(&answer, shown_settings);
        }
    }
    Ok(())
}

async fn change(remote: &Remote, number: u32, what: &str) -> Result<(), Failure> {
    let path = format!("routing/rules/{number}/{what}");
    let answer = remote.post(&path, &json!({})).await?;
    remote.print(&answer, version);
    Ok(())
}

async fn with_source(remote: &Remote, path: &str, file: &Path) -> Result<Answer, Failure> {
    let text = read(file)?;
    let name = file.display().to_string();
    let source = Source {
        name: &name,
        text: &text,
        language: Language::Own,
    };
    let body = json!({ "source": text });
    remote
        .ask(Method::POST, path, &Query::new(), Body::Json(&body), Some(source))
        .await
}

fn checked(answer: &Value) -> String {
    let names = |field: &str| {
        let all = answer[field].as_array().into_iter().flatten();
        let words: Vec<&str> = all.filter_map(Value::as_str).collect();
        words.join(", ")
    };
    let count = answer["rules"].as_array().map_or(0, Vec::len);
    match (count, names("gateways").as_str()) {
        (1, "") => "1 rule, no mistakes".to_owned(),
        (1, gateways) => format!("1 rule, no mistakes; about {gateways}"),
        (count, "") => format!("{count} rules, no mistakes"),
        (count, gateways) => format!("{count} rules, no mistakes; about {gateways}"),
    }
}

/// A version without its text.
fn version(rules: &Value) -> String {
    format!(
        "version {} is {}",
        rules["version"],
        rules["status"].as_str().unwrap_or_default()
    )
}

/// A version with its text; the whole is a text of rules itself.
fn whole(rules: &Value) -> String {
    let source = rules["source"].as_str().unwrap_or_default();
    let author = rules["author"].as_str().unwrap_or_default();
    // What somebody wrote must not steer the terminal.
    let plain: String = source
        .chars()
        .map(|c| match c {
            '\n' | '\t' => c,
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect();
    format!("// {}, by {author}\n{plain}", version(rules))
}
