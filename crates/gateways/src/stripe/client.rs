//! HTTP and TLS towards Stripe: one pool of connections, no redirects, no retries, bounded answers.

use std::net::IpAddr;
use std::time::Duration;

use bezant_payments::{Failure, Outcome, UnknownReason};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::{RequestBuilder, Url};
use tokio::time::Instant;

use super::request::Post;
use crate::config::{ConfigError, GatewayConfig, StripeConfig};
use crate::port::CallContext;

/// The version of Stripe's API that the mappings are written for.
const API_VERSION: &str = "2024-06-20";
/// A page of a hundred plain payment intents has some 300 KB.
const LARGEST_ANSWER: usize = 4 * 1024 * 1024;
/// Stripe closes idle connections after a minute or so: we close first, so that no send meets a closing connection.
const IDLE_CONNECTION: Duration = Duration::from_secs(30);
const SLOWEST_CONNECT: Duration = Duration::from_secs(5);

/// Makes aws-lc the process's provider of cryptography for TLS, unless there is one already.
pub fn install_crypto_provider() {
    // An error says that another thread was first, which is as good.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

pub(super) struct Client {
    http: reqwest::Client,
    base_url: String,
}

/// An answer as it came.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

impl Client {
    pub(super) fn new(config: &GatewayConfig, settings: &StripeConfig) -> Result<Self, ConfigError> {
        let url: Url = settings
            .base_url
            .parse()
            .map_err(|_| config.wrong("stripe.base_url", "is not a URL"))?;
        let loopback = match url.host_str() {
            Some("localhost") => true,
            Some(host) => host
                .trim_matches(['[', ']'])
                .parse::<IpAddr>()
                .is_ok_and(|ip| ip.is_loopback()),
            None => return Err(config.wrong("stripe.base_url", "names no host")),
        };
        let plain = match url.scheme() {
            "https" => false,
            "http" if loopback => true,
            _ => return Err(config.wrong("stripe.base_url", "must be https (or http on this machine)")),
        };
        if !loopback && settings.not_found_after_ms <= config.timeout_ms {
            // What is still under way leaves no trace yet; taken for not sent it would be sent again.
            let problem = "must be longer than timeout_ms";
            return Err(config.wrong("stripe.not_found_after_ms", problem));
        }
        install_crypto_provider();
        // A blackholed connect must end before the call does: only then is it known that nothing was sent.
        let connect_timeout = SLOWEST_CONNECT.min(Duration::from_millis(config.timeout_ms.div_ceil(2)));
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("bezant/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers(config, settings)?)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .pool_idle_timeout(IDLE_CONNECTION)
            .connect_timeout(connect_timeout);
        if loopback {
            builder = builder.no_proxy();
        }
        if plain {
            // No certificate is ever checked, so a machine without any must do.
            let trusting_nobody = rustls::ClientConfig::builder()
                .with_root_certificates(rustls::RootCertStore::empty())
                .with_no_client_auth();
            builder = builder.tls_backend_preconfigured(trusting_nobody);
        }
        let http = builder.build().map_err(|error| ConfigError::Tls {
            gateway: config.name.clone(),
            reason: chain(&error),
        })?;
        Ok(Client {
            http,
            base_url: settings.base_url.trim_end_matches('/').to_owned(),
        })
    }

    pub(super) async fn post(&self, call: &CallContext<'_>, post: &Post) -> Result<Answer, Outcome> {
        let request = self
            .http
            .post(format!("{}{}", self.base_url, post.path))
            .header("idempotency-key", &call.idempotency_key)
            .form(&post.form);
        exchange(call, request).await
    }

    pub(super) async fn get(
        &self,
        call: &CallContext<'_>,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Answer, Outcome> {
        let url = Url::parse_with_params(&format!("{}{path}", self.base_url), query)
            .map_err(|_| Outcome::Failed(Failure::Refused))?;
        exchange(call, self.http.get(url)).await
    }
}

fn headers(config: &GatewayConfig, settings: &StripeConfig) -> Result<HeaderMap, ConfigError> {
    let key = settings.secret_key.expose();
    let mut bearer = HeaderValue::try_from(format!("Bearer {key}"))
        .ok()
        .filter(|_| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic()))
        .ok_or_else(|| config.wrong("stripe.secret_key", "is not a key"))?;
    bearer.set_sensitive(true);
    let version = HeaderName::from_static("stripe-version");
    Ok(HeaderMap::from_iter([
        (AUTHORIZATION, bearer),
        (version, HeaderValue::from_static(API_VERSION)),
    ]))
}

async fn exchange(call: &CallContext<'_>, request: RequestBuilder) -> Result<Answer, Outcome> {
    let left = call.deadline.saturating_duration_since(Instant::now());
    let mut response = request
        .timeout(left)
        .send()
        .await
        .map_err(|error| broken(&error))?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| broken(&error))? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(Outcome::Unknown(UnknownReason::BadAnswer));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, body })
}

/// What a broken exchange means for the operation: without a connection nothing was sent, otherwise nobody knows.
fn broken(error: &reqwest::Error) -> Outcome {
    tracing::warn!(error = chain(error), "a call to Stripe broke");
    if error.is_builder() {
        Outcome::Failed(Failure::Refused)
    } else if error.is_connect() {
        Outcome::Failed(Failure::Unavailable)
    } else if error.is_timeout() {
        Outcome::Unknown(UnknownReason::TimedOut)
    } else {
        Outcome::Unknown(UnknownReason::ConnectionLost)
    }
}

/// An error with its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
