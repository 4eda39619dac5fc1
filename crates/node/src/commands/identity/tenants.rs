//! `bezant tenant …`: tenants made, changed, suspended, closed, exported.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use super::Form;
use super::socket::{administer, list, part, post, printed, show, text};
use crate::Failure;
use crate::admin::Admin;
use crate::commands::degrade::Switch;
use crate::commands::ledger::view::{Column, any, column};
use crate::config::Config;
use crate::output::note;

const TENANTS: &[Column] = &[
    column("tenant", &["/id"]),
    column("name", &["/name"]),
    column("status", &["/status"]),
    column("region", &["/region"]),
    column("created", &["/created_at"]),
];

#[derive(Subcommand)]
pub(crate) enum TenantCommand {
    /// Create a tenant
    Create {
        /// Its name, unique on this node
        name: String,
        /// Where its data is, such as eu
        #[arg(long)]
        region: Option<String>,
        #[command(flatten)]
        form: Form,
    },
    /// List tenants
    List {
        #[command(flatten)]
        form: Form,
    },
    /// Show a tenant and how it is set up
    Show {
        /// Its name or id
        tenant: String,
        #[command(flatten)]
        form: Form,
    },
    /// Change how a tenant is set up; what is left out stays
    Set(Box<SetArguments>),
    /// Refuse everything to everybody of a tenant until it is resumed
    Suspend {
        /// Its name or id
        tenant: String,
        /// Why, for its people
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        form: Form,
    },
    /// Open a suspended tenant again
    Resume {
        /// Its name or id
        tenant: String,
        #[command(flatten)]
        form: Form,
    },
    /// Close a suspended tenant for ever; what it has stays for export
    Close {
        /// Its name or id
        tenant: String,
        #[command(flatten)]
        form: Form,
    },
    /// Write everything that a tenant has, a JSON object a line
    Export {
        /// Its name or id
        tenant: String,
        /// The file [default: standard output]
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
}

#[derive(Args)]
pub(crate) struct SetArguments {
    /// Its name or id
    tenant: String,
    /// Where its data is, such as eu
    #[arg(long)]
    region: Option<String>,
    /// Whether it keeps health data
    #[arg(long, value_name = "STATE")]
    phi: Option<Switch>,
    /// Switch a feature: NAME=on or NAME=off
    #[arg(long = "feature", value_name = "NAME=STATE")]
    features: Vec<String>,
    /// Whether a password alone is not enough to sign in
    #[arg(long, value_name = "STATE")]
    second_factor: Option<Switch>,
    /// Whether passwords are accepted at all
    #[arg(long, value_name = "STATE")]
    passwords: Option<Switch>,
    /// A session ends after so long without use
    #[arg(long)]
    session_idle_minutes: Option<u32>,
    /// A session ends after so long, used or not
    #[arg(long)]
    session_hours: Option<u32>,
    /// All limits together: principals, keys, requests per second, payments per day; 0 for as configured
    #[arg(long, value_names = ["PRINCIPALS", "KEYS", "REQUESTS", "PAYMENTS"], num_args = 4)]
    limits: Option<Vec<u64>>,
    #[command(flatten)]
    form: Form,
}

pub(crate) fn run(command: TenantCommand, config: &Config) -> Result<ExitCode, Failure> {
    match command {
        TenantCommand::Create { name, region, form } => {
            let mut body = json!({ "name": name });
            if let Some(region) = region {
                body["region"] = region.into();
            }
            post(config, "/admin/v1/tenants", &body, form, brief)
        }
        TenantCommand::List { form } => list(config, "/admin/v1/tenants", form, TENANTS),
        TenantCommand::Show { tenant, form } => show(config, &path(&tenant, ""), form),
        TenantCommand::Set(arguments) => {
            let (path, form) = (path(&arguments.tenant, ""), arguments.form);
            let body = changes(&arguments)?;
            let answer = administer(config, async |admin: &Admin| admin.patch(&path, &body).await)?;
            Ok(printed(&answer, form, any))
        }
        TenantCommand::Suspend { tenant, reason, form } => {
            let body = json!({ "reason": reason });
            post(config, &path(&tenant, "/suspend"), &body, form, status)
        }
        TenantCommand::Resume { tenant, form } => {
            post(config, &path(&tenant, "/resume"), &json!({}), form, status)
        }
        TenantCommand::Close { tenant, form } => {
            post(config, &path(&tenant, "/close"), &json!({}), form, status)
        }
        TenantCommand::Export { tenant, to } => export(config, &path(&tenant, "/export"), to),
    }
}

fn path(tenant: &str, action: &str) -> String {
    format!("/admin/v1/tenants/{}{action}", part(tenant))
}

fn brief(answer: &Value) -> String {
    format!("tenant {} ({})", text(answer, "id"), text(answer, "name"))
}

fn status(answer: &Value) -> String {
    format!("tenant {} is {}", text(answer, "name"), text(answer, "status"))
}

fn changes(arguments: &SetArguments) -> Result<Value, Failure> {
    let is_on = |switch: Switch| switch == Switch::On;
    let mut sign_in = Map::new();
    let mut set = |name: &str, value: Option<Value>| {
        sign_in.extend(value.map(|value| (name.to_owned(), value)));
    };
    set(
        "second_factor_required",
        arguments.second_factor.map(|switch| is_on(switch).into()),
    );
    set(
        "password_sign_in",
        arguments.passwords.map(|switch| is_on(switch).into()),
    );
    set(
        "session_idle_minutes",
        arguments.session_idle_minutes.map(Value::from),
    );
    set("session_absolute_hours", arguments.session_hours.map(Value::from));
    let mut body = json!({ "sign_in": sign_in, "features": {} });
    for feature in &arguments.features {
        let (name, state) = feature.split_once('=').unwrap_or((feature, ""));
        body["features"][name] = match state {
            "on" => true.into(),
            "off" => false.into(),
            _ => return Err(format!("--feature {feature}: it is NAME=on or NAME=off").into()),
        };
    }
    if let Some(region) = &arguments.region {
        body["region"] = region.as_str().into();
    }
    if let Some(phi) = arguments.phi {
        body["data_classes"] = json!({ "phi": is_on(phi) });
    }
    if let Some(limits) = &arguments.limits {
        let names = [
            "max_principals",
            "max_keys",
            "requests_per_second",
            "payments_per_day",
        ];
        let set = names.iter().zip(limits).filter(|(_, limit)| **limit > 0);
        body["limits"] = set
            .map(|(name, limit)| ((*name).to_owned(), Value::from(*limit)))
            .collect();
    }
    Ok(body)
}

fn export(config: &Config, path: &str, to: Option<PathBuf>) -> Result<ExitCode, Failure> {
    let mut sink: Box<dyn Write> = match &to {
        Some(file) => Box::new(File::create(file)?),
        None => Box::new(std::io::stdout().lock()),
    };
    let bytes = administer(config, async |admin: &Admin| admin.copy(path, &mut *sink).await)?;
    sink.flush()?;
    if let Some(file) = to {
        note(&format!("{bytes} bytes in {}", file.display()));
    }
    Ok(ExitCode::SUCCESS)
}
