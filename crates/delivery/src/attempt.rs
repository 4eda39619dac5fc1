//! One attempt: sign, send, hear. No redirect is followed, and of the answer only the status and `Retry-After` count.

use std::error::Error as _;
use std::time::Duration;

use bezant_kernel::{MessageId, Milliseconds, Timestamp, TraceContext};
use bezant_webhooks::{Endpoint, signatures};
use reqwest::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Client, ClientBuilder, Response};
use url::Url;

use crate::Error;
use crate::address::{AddressRule, NotPublic};
use crate::delivery::Options;
use crate::schedule::parse_retry_after;

/// Of an answer's body so much is read, and thrown away, so that the connection can be used again. Longer ones cost the
/// connection.
const BODY_LIMIT: usize = 4 * 1024;

/// A host that does not accept a connection in this time will hardly answer in the rest.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// What came of an attempt.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The receiver answered.
    Status {
        status: u16,
        retry_after: Option<Milliseconds>,
    },
    /// It did not.
    None(Trouble),
}

/// Why there was no answer. Without the URL, which may hold a token.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("there was no answer in time")]
    Timeout,
    #[error("the address is not a public one")]
    NotPublic,
    #[error("the connection was refused or could not be secured")]
    Connect,
    #[error("no certificate authorities are installed on this machine")]
    NoTls,
    #[error("the connection broke")]
    Broken,
}

/// Sends to any endpoint.
pub(crate) struct Sender {
    rule: AddressRule,
    /// For URLs without TLS, which are this machine's. Trusts no one, so that a machine without certificates will do.
    plain: Client,
    /// For all others.
    secure: Option<Client>,
}

impl Sender {
    pub(crate) fn new(options: &Options) -> Result<Self, Error> {
        let rule = AddressRule {
            allow_loopback: options.allow_loopback,
        };
        let plain = builder(rule, options)
            .tls_certs_only([])
            .build()
            .map_err(Error::Client)?;
        let secure = builder(rule, options).build();
        if let Err(error) = &secure {
            tracing::warn!(%error, "webhooks can't be sent over TLS");
        }
        Ok(Sender {
            rule,
            plain,
            secure: secure.ok(),
        })
    }

    /// Sends a message as of `now`, within a trace if there is one.
    pub(crate) async fn send(
        &self,
        endpoint: &Endpoint,
        message: MessageId,
        body: Vec<u8>,
        trace: Option<TraceContext>,
        now: Timestamp,
    ) -> Answer {
        match self.exchange(endpoint, message, body, trace, now).await {
            Ok(answer) => answer,
            Err(trouble) => Answer::None(trouble),
        }
    }

    async fn exchange(
        &self,
        endpoint: &Endpoint,
        message: MessageId,
        body: Vec<u8>,
        trace: Option<TraceContext>,
        now: Timestamp,
    ) -> Result<Answer, Trouble> {
        let url = Url::parse(endpoint.url.as_str()).expect("an endpoint's URL was checked");
        self.rule
            .check_host(url.host())
            .map_err(|NotPublic| Trouble::NotPublic)?;
        let client = match url.scheme() {
            "http" => &self.plain,
            _ => self.secure.as_ref().ok_or(Trouble::NoTls)?,
        };
        let id = message.to_string();
        let timestamp = (now.as_microseconds() / 1_000_000).to_string();
        let signature = signatures(endpoint.signing_secrets(now), &id, &timestamp, &body);
        let mut request = client.post(url);
        if let Some(trace) = trace {
            request = request.header("traceparent", trace.to_parent());
            if !trace.state().is_empty() {
                request = request.header("tracestate", trace.state());
            }
        }
        let mut response = request
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature)
            .body(body)
            .send()
            .await
            .map_err(|error| trouble(&error))?;
        let retry_after = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| parse_retry_after(value.to_str().ok()?, now));
        drain(&mut response).await;
        Ok(Answer::Status {
            status: response.status().as_u16(),
            retry_after,
        })
    }
}

fn builder(rule: AddressRule, options: &Options) -> ClientBuilder {
    Client::builder()
        .user_agent(concat!("bezant/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        // The schedule is the only one that tries again.
        .retry(reqwest::retry::never())
        // A proxy would resolve names by itself, past the rule.
        .no_proxy()
        .dns_resolver(rule)
        .connect_timeout(CONNECT_TIMEOUT.min(options.timeout))
        .timeout(options.timeout)
        .pool_max_idle_per_host(options.endpoint_concurrency)
}

/// The status has come, so whatever happens to the body does not matter.
async fn drain(response: &mut Response) {
    let mut read = 0;
    while read < BODY_LIMIT
        && let Ok(Some(chunk)) = response.chunk().await
    {
        read += chunk.len();
    }
}

fn trouble(error: &reqwest::Error) -> Trouble {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.is::<NotPublic>() {
            return Trouble::NotPublic;
        }
        cause = inner.source();
    }
    if error.is_timeout() {
        Trouble::Timeout
    } else if error.is_connect() {
        Trouble::Connect
    } else {
        Trouble::Broken
    }
}
