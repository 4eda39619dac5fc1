//! `bezant routing show | four-eyes | fees | strategy | resilience | experiments`. Files are TOML: the same that `bezant routing
//! simulate` reads for fees and strategy. A mistake is drawn in the file's line.

use std::path::{Path, PathBuf};

use bezant_routing::{Order, Strategy, SuccessModel};
use bezant_routing_lab::StrategyDocument;
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::read;
use crate::Failure;
use crate::commands::ledger::Query;
use crate::commands::ledger::remote::{Answer, Body, Language, Remote, Source, rows_of};
use crate::commands::ledger::view::{self, Column, column, table};

/// What is done about a setting.
#[derive(Subcommand)]
pub(crate) enum SettingCommand {
    /// Set it, in place of what is set
    Set {
        /// A TOML file, as in docs/routing.md
        file: PathBuf,
    },
    /// Show it
    Show,
}

/// What is done about experiments.
#[derive(Subcommand)]
pub(crate) enum ExperimentsCommand {
    /// Start one
    Start {
        /// A TOML file, as in docs/routing.md
        file: PathBuf,
    },
    /// List those that are kept, with what came of them
    List,
    /// End the one that is running, without a result
    Stop {
        /// Its name
        name: String,
    },
}

const EXPERIMENTS: &[Column] = &[
    column("name", &["/name"]),
    column("status", &["/status"]),
    column("share, bp", &["/share_basis_points"]),
    column("rules", &["/rules"]),
    column("planned", &["/sample"]),
    column("control", &["/control/payments"]),
    column("approved", &["/control/approved"]),
    column("trial", &["/trial/payments"]),
    column("approved", &["/trial/approved"]),
    column("looks", &["/looks"]),
    column("started", &["/started_at"]),
    column("ended", &["/ended_at"]),
];

pub(super) async fn show(remote: &Remote) -> Result<(), Failure> {
    let answer = remote.get("routing", &Query::new()).await?;
    remote.print(&answer, shown_settings);
    Ok(())
}

/// The settings without the text of the rules, which `rules show` has.
pub(super) fn shown_settings(settings: &Value) -> String {
    let mut settings = settings.clone();
    if let Some(rules) = settings["active_rules"].as_object_mut() {
        rules.remove("source");
    }
    view::any(&settings)
}

pub(super) async fn four_eyes(remote: &Remote, required: bool) -> Result<(), Failure> {
    let body = json!({ "required": required });
    let answer = remote.post("routing/four-eyes", &body).await?;
    remote.print(&answer, |settings| match settings["needs_four_eyes"] == true {
        true => "rules must be approved by another key than their author's".to_owned(),
        false => "rules may be approved by their author".to_owned(),
    });
    Ok(())
}

pub(super) async fn fees(remote: &Remote, command: SettingCommand) -> Result<(), Failure> {
    match command {
        SettingCommand::Set { file } => {
            let text = read(&file)?;
            let body = Value::Object(toml(&file, &text)?);
            set(remote, "routing/fees", &body, &file, &text, "fees_version").await
        }
        SettingCommand::Show => {
            let answer = remote.get("routing/fees", &Query::new()).await?;
            remote.print(&answer, as_toml);
            Ok(())
        }
    }
}

pub(super) async fn strategy(remote: &Remote, command: SettingCommand) -> Result<(), Failure> {
    match command {
        SettingCommand::Set { file } => {
            let text = read(&file)?;
            let strategy =
                StrategyDocument::parse(&text).map_err(|error| format!("{}: {error}", file.display()))?;
            let body = of_strategy(&strategy);
            set(
                remote,
                "routing/strategy",
                &body,
                &file,
                &text,
                "strategy_version",
            )
            .await
        }
        SettingCommand::Show => part(remote, "strategy").await,
    }
}

pub(super) async fn resilience(remote: &Remote, command: SettingCommand) -> Result<(), Failure> {
    match command {
        SettingCommand::Set { file } => {
            let text = read(&file)?;
            let mut fields = toml(&file, &text)?;
            // TOML has no null.
            if fields.get("prediction") == Some(&Value::Bool(false)) {
                fields.insert("prediction".to_owned(), Value::Null);
            }
            let answer = ask(remote, "routing/resilience", &Value::Object(fields), &file, &text).await?;
            remote.print(&answer, |settings| view::any(&settings["resilience"]));
            Ok(())
        }
        SettingCommand::Show => part(remote, "resilience").await,
    }
}

pub(super) async fn experiments(remote: &Remote, command: ExperimentsCommand) -> Result<(), Failure> {
    let answer = match command {
        ExperimentsCommand::Start { file } => {
            let text = read(&file)?;
            let mut fields = toml(&file, &text)?;
            if let Some(strategy) = fields.get_mut("strategy") {
                let wrong = |error: &dyn std::fmt::Display| format!("{}: strategy: {error}", file.display());
                let written: StrategyDocument =
                    serde_json::from_value(strategy.take()).map_err(|error| wrong(&error))?;
                *strategy = of_strategy(&written.read().map_err(|error| wrong(&error))?);
            }
            let body = Value::Object(fields);
            ask(remote, "routing/experiments", &body, &file, &text).await?
        }
        ExperimentsCommand::List => {
            let answer = remote.get("routing/experiments", &Query::new()).await?;
            remote.print(&answer, |page| table(rows_of(page), EXPERIMENTS));
            return Ok(());
        }
        ExperimentsCommand::Stop { name } => {
            // It becomes a part of the path.
            let is_plain = name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
            if !is_plain || name.is_empty() {
                return Err(format!("{name} is no name of an experiment").into());
            }
            let path = format!("routing/experiments/{name}/stop");
            remote.post(&path, &json!({})).await?
        }
    };
    remote.print(&answer, |experiment| {
        table(std::slice::from_ref(experiment), EXPERIMENTS)
    });
    Ok(())
}

/// A part of the settings.
async fn part(remote: &Remote, name: &str) -> Result<(), Failure> {
    let answer = remote.get("routing", &Query::new()).await?;
    let part = &answer.value[name];
    remote.print_own(part, || view::any(part).trim_end().to_owned());
    Ok(())
}

async fn set(
    remote: &Remote,
    path: &str,
    body: &Value,
    file: &Path,
    text: &str,
    version: &str,
) -> Result<(), Failure> {
    let answer = ask(remote, path, body, file, text).await?;
    remote.print(&answer, |settings| {
        format!("{} {}", version.replace('_', " "), settings[version])
    });
    Ok(())
}

async fn ask(remote: &Remote, path: &str, body: &Value, file: &Path, text: &str) -> Result<Answer, Failure> {
    let name = file.display().to_string();
    let source = Source {
        name: &name,
        text,
        language: Language::Toml,
    };
    remote
        .ask(Method::POST, path, &Query::new(), Body::Json(body), Some(source))
        .await
}

fn toml(file: &Path, text: &str) -> Result<Map<String, Value>, Failure> {
    toml::from_str(text).map_err(|error| format!("{}: {error}", file.display()).into())
}

/// Fees in the form in which they are set.
fn as_toml(fees: &Value) -> String {
    let mut text = String::new();
    for schedule in fees["schedule"].as_array().into_iter().flatten() {
        text.push_str("[[schedule]]\n");
        write_fields(schedule, &mut text);
        for line in schedule["line"].as_array().into_iter().flatten() {
            text.push_str("\n[[schedule.line]]\n");
            write_fields(line, &mut text);
        }
        text.push('\n');
    }
    match text.as_str() {
        "" => "# no fees are set: each gateway costs what its configuration says\n".to_owned(),
        _ => text,
    }
}

/// The fields that say something, in TOML. Texts and lists look the same there as in JSON.
fn write_fields(of: &Value, text: &mut String) {
    for (name, value) in of.as_object().into_iter().flatten() {
        match value {
            Value::Object(price) => {
                let says = |(_, value): &(&String, &Value)| !value.is_null() && **value != 0;
                let parts = price.iter().filter(says);
                let parts: Vec<String> = parts.map(|(name, value)| format!("{name} = {value}")).collect();
                if !parts.is_empty() {
                    text.push_str(&format!("{name} = {{ {} }}\n", parts.join(", ")));
                }
            }
            Value::Array(items) if items.is_empty() || name == "line" => {}
            Value::Null => {}
            value => text.push_str(&format!("{name} = {value}\n")),
        }
    }
}

/// A strategy as the API takes it, with nothing left to its defaults.
fn of_strategy(strategy: &Strategy) -> Value {
    let mut body = json!({
        "success": match strategy.success {
            SuccessModel::Recent => "recent",
            SuccessModel::Learned => "learned",
            SuccessModel::Sampled => "sampled",
        },
        "half_life_seconds": strategy.half_life.0 / 1_000,
        "seed": strategy.seed,
    });
    match &strategy.order {
        Order::Score(weights) => {
            body["order"] = "score".into();
            body["weights"] = json!({
                "success": weights.success, "cost": weights.cost, "latency": weights.latency,
            });
        }
        Order::Priority => body["order"] = "priority".into(),
        Order::Split(split) => {
            body["order"] = "split".into();
            for (gateway, weight) in split {
                body["split"][gateway.as_str()] = (*weight).into();
            }
        }
    }
    if let Some(bounds) = strategy.elimination {
        body["elimination"] = json!({
            "success_below_basis_points": bounds.success_below_basis_points,
            "calls_at_least": bounds.calls_at_least,
        });
    }
    body
}
