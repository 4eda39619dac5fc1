//! `bezant oauth client|keys …`: programs that act for people, or for themselves, and what their tokens are signed with.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::Form;
use super::socket::{list, of_tenant, post, text};
use crate::Failure;
use crate::commands::ledger::remote::rows_of;
use crate::commands::ledger::view::{Column, column, table};
use crate::config::Config;
use crate::output::note;

const CLIENTS: &[Column] = &[
    column("client", &["/id"]),
    column("name", &["/name"]),
    column("kind", &["/kind"]),
    column("grant types", &["/grant_types"]),
    column("scope", &["/scope"]),
];

const SIGNING_KEYS: &[Column] = &[
    column("key", &["/id"]),
    column("algorithm", &["/algorithm"]),
    column("status", &["/status"]),
    column("signs from", &["/active_from"]),
    column("published until", &["/retire_at"]),
];

#[derive(Subcommand)]
pub(crate) enum OAuthCommand {
    /// Manage OAuth clients
    Client {
        #[command(subcommand)]
        command: ClientCommand,
    },
    /// Manage the keys that tokens are signed with
    Keys {
        #[command(subcommand)]
        command: SigningKeyCommand,
    },
}

#[derive(Subcommand)]
pub(crate) enum SigningKeyCommand {
    /// List the published keys
    List {
        #[command(flatten)]
        form: Form,
    },
    /// Make the next keys now; they sign in ten minutes, and the former ones stay published until their last tokens have ended
    Rotate {
        #[command(flatten)]
        form: Form,
    },
}

#[derive(Subcommand)]
pub(crate) enum ClientCommand {
    /// Register a client; its secret, if it has one, is shown once
    Create(Box<NewClientArguments>),
    /// List clients
    List {
        /// The tenant's name or id [default: all]
        #[arg(long)]
        tenant: Option<String>,
        #[command(flatten)]
        form: Form,
    },
}

#[derive(Args)]
pub(crate) struct NewClientArguments {
    /// The tenant's name or id
    #[arg(long)]
    tenant: String,
    /// What people know it by
    #[arg(long)]
    name: String,
    /// It runs on its user's device and keeps no secret
    #[arg(long)]
    public: bool,
    /// Where it gets its answers; may be repeated
    #[arg(long = "redirect-uri", value_name = "URL")]
    redirect_uris: Vec<String>,
    /// Where a browser may go after signing out; may be repeated
    #[arg(long = "post-logout-redirect-uri", value_name = "URL")]
    post_logout_redirect_uris: Vec<String>,
    /// How it gets tokens, such as client_credentials; may be repeated [default: authorization_code, refresh_token]
    #[arg(long = "grant-type", value_name = "TYPE")]
    grant_types: Vec<String>,
    /// What it may ask for at most, with a space between the words
    #[arg(long)]
    scope: String,
    /// As whom it acts by client_credentials: an agent's or a service account's id
    #[arg(long, value_name = "ID")]
    principal: Option<String>,
    #[command(flatten)]
    form: Form,
}

pub(crate) fn run(command: OAuthCommand, config: &Config) -> Result<ExitCode, Failure> {
    match command {
        OAuthCommand::Client { command } => client(command, config),
        OAuthCommand::Keys { command } => match command {
            SigningKeyCommand::List { form } => list(config, "/admin/v1/signing-keys", form, SIGNING_KEYS),
            SigningKeyCommand::Rotate { form } => {
                let show = |answer: &Value| table(rows_of(answer), SIGNING_KEYS);
                post(config, "/admin/v1/signing-keys/rotate", &json!({}), form, show)
            }
        },
    }
}

fn client(command: ClientCommand, config: &Config) -> Result<ExitCode, Failure> {
    match command {
        ClientCommand::Create(arguments) => {
            let mut body = json!({
                "tenant": arguments.tenant, "name": arguments.name, "redirect_uris": arguments.redirect_uris,
                "kind": if arguments.public { "public" } else { "confidential" }, "scope": arguments.scope,
                "principal": arguments.principal, "post_logout_redirect_uris": arguments.post_logout_redirect_uris,
            });
            if !arguments.grant_types.is_empty() {
                body["grant_types"] = arguments.grant_types.iter().map(String::as_str).collect();
            }
            post(config, "/admin/v1/oauth-clients", &body, arguments.form, brief)
        }
        ClientCommand::List { tenant, form } => list(
            config,
            &of_tenant("/admin/v1/oauth-clients", tenant.as_deref()),
            form,
            CLIENTS,
        ),
    }
}

fn brief(answer: &Value) -> String {
    let id = text(answer, "id");
    match answer["secret"].as_str() {
        Some(secret) => {
            note(&format!("client {id}; its secret is shown only now"));
            secret.to_owned()
        }
        None => id.to_owned(),
    }
}
