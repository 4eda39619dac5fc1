//! `bezant listen`: a tenant's events forwarded to a program under development, as the webhooks that the node would send.
//!
//! In come live events, out go requests with the same bytes and the same message ids as the node's own deliveries, signed by
//! Standard Webhooks 1.0 with a secret of this process. Nothing is set up at the node and nothing is left behind, and the program
//! may be where no node could reach it. It differs in one thing, which it says: an event is sent once, and not again later.

use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bezant_delivery::message_body;
use bezant_kernel::{EventId, MessageId, PaymentId, Timestamp};
use bezant_webhooks::{SigningScheme, SigningSecret, signatures};
use clap::Args;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, StatusCode, Url};
use serde::Deserialize;
use serde_json::{Value, json};

use super::events::live::{Filter, Live};
use super::ledger::remote::{NodeArguments, Remote, carried_out, root_cause};
use crate::Failure;
use crate::config::{Config, ConfigError};
use crate::output::{coloured, line_while_read, note};

/// What the node itself gives a receiver.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
const SECRET_BYTES: usize = 32;

/// What is forwarded, and where to.
#[derive(Args)]
#[command(after_help = "Example:
  bezant listen --forward-to http://127.0.0.1:3000/webhooks --types payment.*,refund.*
  bezant trigger payment.completed          # in another terminal

The signing secret is printed first: give it to your program as it would have the secret of an endpoint.")]
pub(crate) struct ListenArguments {
    #[command(flatten)]
    node: NodeArguments,
    /// Where your program takes webhooks
    #[arg(long, value_name = "URL")]
    forward_to: Url,
    #[command(flatten)]
    filter: Filter,
    /// Sign with this secret (whsec_…) [default: a new one at each start]
    #[arg(
        long = "secret",
        env = "BEZANT_WEBHOOK_SECRET",
        hide_env_values = true,
        value_name = "SECRET"
    )]
    secret: Option<String>,
}

pub(crate) fn run(
    arguments: ListenArguments,
    config: impl Fn() -> Result<Config, ConfigError>,
) -> Result<ExitCode, Failure> {
    let remote = arguments.node.remote("/api/v1/", config)?;
    let secret = match &arguments.secret {
        Some(text) => SigningSecret::parse(text)?,
        None => SigningSecret::new(SigningScheme::Hmac, &rand::random::<[u8; SECRET_BYTES]>())?,
    };
    let forwarder = Forwarder::new(arguments.forward_to, secret)?;
    carried_out(async {
        let mut live = Live::open(&remote, &arguments.filter, note).await?;
        forwarder.introduce(&remote, arguments.filter.types.as_deref())?;
        tokio::select! {
            ended = forward_all(&remote, &forwarder, &mut live) => ended,
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    })
}

/// One event after the other, so that a program gets a payment's events in their order.
async fn forward_all(remote: &Remote, forwarder: &Forwarder, live: &mut Live<'_>) -> Result<(), Failure> {
    loop {
        let told = live.next().await?;
        let event: Event = serde_json::from_str(&told.json)?;
        let forwarded = forwarder.forward(event).await;
        let text = match remote.is_json() {
            true => forwarded.json(&told.place).to_string(),
            false => forwarded.line(&told.place),
        };
        // Nobody reads it any more.
        if line_while_read(&text).is_err() {
            return Ok(());
        }
    }
}

/// What of an event its receiver hears of.
#[derive(Deserialize)]
struct Event {
    id: EventId,
    #[serde(rename = "type")]
    kind: String,
    created_at: Timestamp,
    payment: Option<PaymentId>,
    data: Value,
}

/// Sends to one program.
struct Forwarder {
    client: Client,
    to: Url,
    secret: SigningSecret,
}

/// What came of an event.
struct Forwarded {
    message: MessageId,
    kind: String,
    payment: Option<PaymentId>,
    answer: Result<StatusCode, String>,
    took: Duration,
}

impl Forwarder {
    fn new(to: Url, secret: SigningSecret) -> Result<Self, Failure> {
        if !matches!(to.scheme(), "http" | "https") {
            return Err(
                format!("{to} is no address of a program: it starts with http:// or https://").into(),
            );
        }
        let client = Client::builder()
            .timeout(ANSWER_WITHIN)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy();
        Ok(Forwarder {
            client: client.build()?,
            to,
            secret,
        })
    }

    /// The secret is what the person asked for: their program needs it.
    fn introduce(&self, remote: &Remote, types: Option<&str>) -> Result<(), Failure> {
        let secret = self.secret.expose();
        let types = types.unwrap_or("*");
        let text = match remote.is_json() {
            true => json!({ "forward_to": self.to, "types": types, "secret": *secret }).to_string(),
            false => format!("forwarding {types} to {}\nsigning secret: {}", self.to, *secret),
        };
        line_while_read(&text)?;
        if !remote.is_json() {
            note(
                "each event is sent once; the node's own deliveries are repeated until they are answered with 2xx",
            );
        }
        Ok(())
    }

    async fn forward(&self, event: Event) -> Forwarded {
        let message = MessageId::from_u128(event.id.as_u128());
        let body = message_body(&event.kind, event.created_at, event.payment, event.data);
        let (id, seconds) = (message.to_string(), seconds_now());
        let signature = signatures(std::iter::once(&self.secret), &id, &seconds, &body);
        let started = Instant::now();
        let request = self
            .client
            .post(self.to.clone())
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature)
            .body(body);
        let answer = request.send().await;
        Forwarded {
            message,
            kind: event.kind,
            payment: event.payment,
            answer: match answer {
                Ok(answer) => Ok(answer.status()),
                Err(error) => Err(root_cause(&error)),
            },
            took: started.elapsed(),
        }
    }
}

fn seconds_now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs().to_string()
}

impl Forwarded {
    fn line(&self, place: &str) -> String {
        let answer = match &self.answer {
            Ok(status) if status.is_success() => coloured("delivered", status.as_u16().to_string()),
            Ok(status) => coloured("failed", status.as_u16().to_string()),
            Err(why) => coloured("failed", why.clone()),
        };
        let payment = self
            .payment
            .map(|payment| payment.to_string())
            .unwrap_or_default();
        let (kind, took) = (&self.kind, self.took.as_millis());
        format!("{place:<10} {kind:<26} {payment:<30} {answer} in {took} ms")
    }

    fn json(&self, place: &str) -> Value {
        let status = self.answer.as_ref().ok().map(StatusCode::as_u16);
        json!({
            "place": place, "message": self.message.to_string(), "type": self.kind,
            "payment": self.payment.map(|payment| payment.to_string()),
            "status": status, "error": self.answer.as_ref().err(), "milliseconds": u64::try_from(self.took.as_millis()).ok(),
        })
    }
}
