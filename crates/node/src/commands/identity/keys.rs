//! `bezant key …`: API keys, of any tenant.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::Form;
use super::socket::{list, of_tenant, part, post, text};
use crate::Failure;
use crate::commands::ledger::view::{Column, column};
use crate::config::Config;
use crate::output::note;

const KEYS: &[Column] = &[
    column("key", &["/id"]),
    column("tenant", &["/tenant"]),
    column("name", &["/name"]),
    column("scopes", &["/scopes"]),
    column("principal", &["/principal"]),
    column("certified", &["/certifications"]),
    column("last used", &["/last_used_at"]),
    column("expires", &["/expires_at"]),
    column("revoked", &["/revoked_at"]),
];

#[derive(Subcommand)]
pub(crate) enum KeyCommand {
    /// Create an API key; its secret is shown once
    Create(Box<NewKeyArguments>),
    /// List API keys
    List {
        /// The tenant's name or id [default: all]
        #[arg(long)]
        tenant: Option<String>,
        #[command(flatten)]
        form: Form,
    },
    /// Give a key another secret, which is shown once; the one before works for a while
    Rotate {
        /// The key's id
        id: String,
        /// How long the secret before works too, at most 168
        #[arg(long, default_value_t = 24)]
        overlap_hours: u32,
        #[command(flatten)]
        form: Form,
    },
    /// Refuse a key from now on
    Revoke {
        /// The key's id
        id: String,
        #[command(flatten)]
        form: Form,
    },
}

#[derive(Args)]
pub(crate) struct NewKeyArguments {
    /// The tenant's id or name
    #[arg(long)]
    tenant: String,
    /// What the key is for
    #[arg(long, default_value = "default")]
    name: String,
    /// May only read
    #[arg(long)]
    read_only: bool,
    /// May set what belongs to the node: how payments are routed, and the access policy
    #[arg(long)]
    operate: bool,
    /// A permission such as payments.create, instead of all reading and writing; may be repeated
    #[arg(long = "permission", value_name = "PERMISSION")]
    permissions: Vec<String>,
    /// Whose key it is: an agent's or a service account's id
    #[arg(long, value_name = "ID")]
    principal: Option<String>,
    /// Its holder is certified to handle card data [default: so]
    #[arg(long)]
    pci: bool,
    /// Its holder is authorized to handle health data
    #[arg(long)]
    hipaa: bool,
    /// Its holder is certified for nothing
    #[arg(long, conflicts_with_all = ["pci", "hipaa"])]
    not_certified: bool,
    /// Where its holder is, such as eu
    #[arg(long)]
    region: Option<String>,
    /// Days until it expires [default: never]
    #[arg(long)]
    expires_in_days: Option<u32>,
    #[command(flatten)]
    form: Form,
}

pub(crate) fn run(command: KeyCommand, config: &Config) -> Result<ExitCode, Failure> {
    match command {
        KeyCommand::Create(arguments) => post(
            config,
            "/admin/v1/keys",
            &body(&arguments),
            arguments.form,
            secret,
        ),
        KeyCommand::List { tenant, form } => list(
            config,
            &of_tenant("/admin/v1/keys", tenant.as_deref()),
            form,
            KEYS,
        ),
        KeyCommand::Rotate {
            id,
            overlap_hours,
            form,
        } => {
            let body = json!({ "overlap_seconds": overlap_hours.saturating_mul(3_600) });
            post(
                config,
                &format!("/admin/v1/keys/{}/rotate", part(&id)),
                &body,
                form,
                secret,
            )
        }
        KeyCommand::Revoke { id, form } => {
            let show = |answer: &Value| format!("key {} is refused from now on", text(answer, "id"));
            post(
                config,
                &format!("/admin/v1/keys/{}/revoke", part(&id)),
                &json!({}),
                form,
                show,
            )
        }
    }
}

fn body(arguments: &NewKeyArguments) -> Value {
    let mut scopes = Vec::new();
    if arguments.permissions.is_empty() || arguments.read_only {
        scopes.push("read");
        scopes.extend((!arguments.read_only).then_some("write"));
    }
    scopes.extend(arguments.operate.then_some("operate"));
    let mut body = json!({
        "tenant": arguments.tenant, "name": arguments.name, "scopes": scopes, "permissions": arguments.permissions,
    });
    if arguments.pci || arguments.hipaa || arguments.not_certified {
        let words = [("pci", arguments.pci), ("hipaa", arguments.hipaa)];
        let held = words.iter().filter(|(_, holds)| *holds);
        body["certifications"] = held.map(|(word, _)| Value::from(*word)).collect();
    }
    for (field, value) in [("principal", &arguments.principal), ("region", &arguments.region)] {
        if let Some(value) = value {
            body[field] = value.as_str().into();
        }
    }
    if let Some(days) = arguments.expires_in_days {
        body["expires_in_days"] = days.into();
    }
    body
}

/// The secret alone, so that a script can take it.
pub(super) fn secret(answer: &Value) -> String {
    note(&format!(
        "key {} of {}; its secret is shown only now",
        text(answer, "id"),
        text(answer, "tenant")
    ));
    text(answer, "secret").to_owned()
}
