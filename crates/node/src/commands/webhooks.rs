//! `bezant webhooks …`: where events are sent, what was sent, and sending it again. Over the REST API.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use reqwest::Method;
use serde_json::{Value, json};

use super::ledger::remote::{Body, List, NodeArguments, Remote, carried_out};
use super::ledger::view::{self, Column, column, table};
use super::ledger::{Query, reading::plain_id};
use crate::Failure;
use crate::config::{Config, ConfigError};
use crate::output::note;

/// What is asked about webhooks.
#[derive(Args)]
pub(crate) struct WebhooksArguments {
    #[command(flatten)]
    node: NodeArguments,
    #[command(subcommand)]
    command: WebhooksCommand,
}

#[derive(Subcommand)]
enum WebhooksCommand {
    /// Manage where events are sent
    Endpoints {
        #[command(subcommand)]
        command: EndpointCommand,
    },
    /// List what was sent to an endpoint or about a payment, the newest first, and what became of it
    #[command(after_help = "Example: bezant webhooks deliveries whe_01h455vb4pex5vsknk084sn02q --limit 50")]
    Deliveries {
        /// The endpoint (whe_…) or the payment (pay_…)
        #[arg(value_name = "ENDPOINT|PAYMENT")]
        of: String,
        /// At most so many
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Send a message to its endpoint again
    #[command(
        after_help = "Example: bezant webhooks replay whe_01h455vb4pex5vsknk084sn02q msg_01h455vb4pex5vsknk084sn02q"
    )]
    Replay {
        /// The endpoint (whe_…)
        endpoint: String,
        /// The message (msg_…), from `deliveries`
        message: String,
    },
}

#[derive(Subcommand)]
enum EndpointCommand {
    /// List endpoints
    List,
    /// Show an endpoint
    Get {
        /// The endpoint (whe_…)
        id: String,
    },
    /// Send events to an address; its signing secret is shown only now
    #[command(
        after_help = "Example: bezant webhooks endpoints create https://shop.example/webhooks --events payment.*,refund.*"
    )]
    Create {
        /// Where to: https, or http to the node's own machine where the node allows that
        #[arg(value_name = "URL")]
        to: String,
        /// Which events: *, payment.* or whole names
        #[arg(long, value_delimiter = ',', default_value = "*")]
        events: Vec<String>,
        /// For people
        #[arg(long)]
        description: Option<String>,
        /// Sign with Ed25519 instead of a shared secret
        #[arg(long)]
        ed25519: bool,
    },
    /// Change an endpoint; what is not said stays
    #[command(
        after_help = "Example: bezant webhooks endpoints update whe_01h455vb4pex5vsknk084sn02q --disable"
    )]
    Update {
        /// The endpoint (whe_…)
        id: String,
        /// Where to
        #[arg(long, value_name = "URL")]
        to: Option<String>,
        /// Which events
        #[arg(long, value_delimiter = ',')]
        events: Option<Vec<String>>,
        /// For people
        #[arg(long)]
        description: Option<String>,
        /// Send again, whatever it was disabled for
        #[arg(long, conflicts_with = "disable")]
        enable: bool,
        /// Send nothing
        #[arg(long)]
        disable: bool,
    },
    /// Delete an endpoint
    Delete {
        /// The endpoint (whe_…)
        id: String,
    },
    /// Give an endpoint a new signing secret, shown only now; the one before signs beside it for a while
    RotateSecret {
        /// The endpoint (whe_…)
        id: String,
    },
}

const ENDPOINTS: &[Column] = &[
    column("id", &["/id"]),
    column("url", &["/url"]),
    column("events", &["/event_list"]),
    column("enabled", &["/enabled"]),
    column("because", &["/disabled_reason"]),
    column("signing", &["/signing"]),
    column("description", &["/description"]),
];

const DELIVERIES: &[Column] = &[
    column("endpoint", &["/endpoint"]),
    column("message", &["/id"]),
    column("event", &["/type"]),
    column("state", &["/state"]),
    column("attempts", &["/attempts"]),
    column("status", &["/last_status"]),
    column("error", &["/last_error"]),
    column("next", &["/next_attempt_at"]),
    column("created", &["/created_at"]),
];

pub(crate) fn run(
    arguments: WebhooksArguments,
    config: impl Fn() -> Result<Config, ConfigError>,
) -> Result<ExitCode, Failure> {
    let remote = arguments.node.remote("/api/v1/", config)?;
    carried_out(carry_out(&remote, arguments.command))
}

async fn carry_out(remote: &Remote, command: WebhooksCommand) -> Result<(), Failure> {
    match command {
        WebhooksCommand::Endpoints { command } => endpoints(remote, command).await,
        WebhooksCommand::Deliveries { of, limit } => {
            let path = match of.starts_with("pay_") {
                true => format!("payments/{}/webhook-deliveries", plain_id("pay_", &of)?),
                false => path(&of, "/deliveries")?,
            };
            let columns = match of.starts_with("pay_") {
                true => DELIVERIES,
                // It is the same one in every row.
                false => &DELIVERIES[1..],
            };
            let show = |list: &List| table(&list.rows, columns);
            remote.print_list(&path, &Query::new(), limit, show).await
        }
        WebhooksCommand::Replay { endpoint, message } => {
            let message = plain_id("msg_", &message)?;
            let path = path(&endpoint, &format!("/deliveries/{message}/replay"))?;
            let answer = remote
                .ask(Method::POST, &path, &Query::new(), Body::Nothing, None)
                .await?;
            remote.print(&answer, view::any);
            Ok(())
        }
    }
}

async fn endpoints(remote: &Remote, command: EndpointCommand) -> Result<(), Failure> {
    let (method, path, body) = match command {
        EndpointCommand::List => {
            let answer = remote.get("webhook-endpoints", &Query::new()).await?;
            remote.print(&answer, |page| {
                let rows = super::ledger::remote::rows_of(page).iter();
                table(&rows.map(with_events).collect::<Vec<_>>(), ENDPOINTS)
            });
            return Ok(());
        }
        EndpointCommand::Get { id } => (Method::GET, path(&id, "")?, None),
        EndpointCommand::Create {
            to,
            events,
            description,
            ed25519,
        } => {
            let mut body = json!({ "url": to, "events": events });
            if let Some(description) = description {
                body["description"] = description.into();
            }
            if ed25519 {
                body["signing"] = "ed25519".into();
            }
            (Method::POST, "webhook-endpoints".to_owned(), Some(body))
        }
        EndpointCommand::Update {
            id,
            to,
            events,
            description,
            enable,
            disable,
        } => {
            let mut body = json!({});
            for (name, text) in [("url", to), ("description", description)] {
                if let Some(text) = text {
                    body[name] = text.into();
                }
            }
            if let Some(events) = events {
                body["events"] = events.into();
            }
            if enable || disable {
                body["enabled"] = enable.into();
            }
            (Method::PATCH, path(&id, "")?, Some(body))
        }
        EndpointCommand::Delete { id } => (Method::DELETE, path(&id, "")?, None),
        EndpointCommand::RotateSecret { id } => (Method::POST, path(&id, "/rotate-secret")?, None),
    };
    let body = body.as_ref().map_or(Body::Nothing, Body::Json);
    let answer = remote.ask(method, &path, &Query::new(), body, None).await?;
    remote.print(&answer, |endpoint| view::any(&with_events(endpoint)));
    if answer.value["secret"].is_string() {
        note("the secret is shown only now: requests are verified with it");
    }
    Ok(())
}

/// An endpoint whose events stand in one cell.
fn with_events(endpoint: &Value) -> Value {
    let mut shown = endpoint.clone();
    if let Some(events) = endpoint["events"].as_array() {
        let names: Vec<&str> = events.iter().filter_map(Value::as_str).collect();
        shown["event_list"] = names.join(",").into();
        shown["events"] = Value::Null;
    }
    shown
}

fn path(id: &str, of_it: &str) -> Result<String, Failure> {
    Ok(format!("webhook-endpoints/{}{of_it}", plain_id("whe_", id)?))
}
