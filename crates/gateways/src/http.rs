//! HTTP and TLS towards a gateway: one pool of connections each, no redirects, no retries, bounded answers.

use std::net::IpAddr;
use std::time::Duration;

use bezant_payments::{Failure, Outcome, UnknownReason};
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{RequestBuilder, Url};
use tokio::time::Instant;

use crate::config::{ConfigError, GatewayConfig, Secret};
use crate::port::CallContext;

/// A page of a hundred plain payment intents at Stripe has some 300 KB.
const LARGEST_ANSWER: usize = 4 * 1024 * 1024;
/// Gateways close idle connections after a minute or so: we close first, so that no send meets a closing connection.
const IDLE_CONNECTION: Duration = Duration::from_secs(30);
const SLOWEST_CONNECT: Duration = Duration::from_secs(5);

/// Makes aws-lc the process's provider of cryptography for TLS, unless there is one already.
pub fn install_crypto_provider() {
    // An error says that another thread was first, which is as good.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

pub(crate) struct Client {
    http: reqwest::Client,
    base_url: String,
    loopback: bool,
}

/// Where a gateway's API is, and the headers that each request carries.
pub(crate) struct Endpoint<'a> {
    /// The setting that names the address.
    pub(crate) setting: &'static str,
    pub(crate) base_url: &'a str,
    pub(crate) headers: HeaderMap,
}

/// An answer as it came.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Client {
    pub(crate) fn new(config: &GatewayConfig, endpoint: Endpoint<'_>) -> Result<Self, ConfigError> {
        let url: Url = endpoint
            .base_url
            .parse()
            .map_err(|_| config.wrong(endpoint.setting, "is not a URL"))?;
        let loopback = match url.host_str() {
            Some("localhost") => true,
            Some(host) => host
                .trim_matches(['[', ']'])
                .parse::<IpAddr>()
                .is_ok_and(|ip| ip.is_loopback()),
            None => return Err(config.wrong(endpoint.setting, "names no host")),
        };
        let plain = match url.scheme() {
            "https" => false,
            "http" if loopback => true,
            _ => return Err(config.wrong(endpoint.setting, "must be https (or http on this machine)")),
        };
        install_crypto_provider();
        // A blackholed connect must end before the call does: only then is it known that nothing was sent.
        let connect_timeout = SLOWEST_CONNECT.min(Duration::from_millis(config.timeout_ms.div_ceil(2)));
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("bezant/", env!("CARGO_PKG_VERSION")))
            .default_headers(endpoint.headers)
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
            base_url: endpoint.base_url.trim_end_matches('/').to_owned(),
            loopback,
        })
    }

    /// Whether the gateway is on this machine, as a test's is.
    pub(crate) fn is_loopback(&self) -> bool {
        self.loopback
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.base_url))
    }

    pub(crate) async fn get(
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

/// A header's value that is never printed: `prefix` and the key, where that can be one.
pub(crate) fn key_header(prefix: &str, key: &Secret) -> Option<HeaderValue> {
    let key = key.expose();
    let clean = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic());
    let mut value = HeaderValue::try_from(format!("{prefix}{key}"))
        .ok()
        .filter(|_| clean)?;
    value.set_sensitive(true);
    Some(value)
}

/// Sends a request before the call's deadline and reads the whole answer, whatever its status. The gateway may join the trace, and
/// is told nothing of what others keep beside it: it is none of theirs.
pub(crate) async fn exchange(call: &CallContext<'_>, request: RequestBuilder) -> Result<Answer, Outcome> {
    let left = call.deadline.saturating_duration_since(Instant::now());
    let request = match call.trace {
        Some(trace) => request.header("traceparent", trace.child(rand::random()).to_parent()),
        None => request,
    };
    let mut response = request
        .timeout(left)
        .send()
        .await
        .map_err(|error| broken(&error))?;
    let status = response.status().as_u16();
    let headers = std::mem::take(response.headers_mut());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| broken(&error))? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(Outcome::Unknown(UnknownReason::BadAnswer));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer {
        status,
        headers,
        body,
    })
}

/// What a broken exchange means for the operation: without a connection nothing was sent, otherwise nobody knows.
fn broken(error: &reqwest::Error) -> Outcome {
    tracing::warn!(error = chain(error), "a call to a gateway broke");
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

#[cfg(test)]
mod tests {
    use super::*;
    use bezant_kernel::{TraceContext, TraceState};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn a_gateway_hears_of_a_span_of_its_own_and_of_nothing_else() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let heard = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
            stream.write_all(answer).await.unwrap();
            String::from_utf8(head).unwrap()
        });
        install_crypto_provider();
        let client = reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only([])
            .build()
            .unwrap();
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let trace = TraceContext::parse(parent).unwrap();
        let trace = trace.with_state(TraceState::parse(["shop=1"]));
        let call = CallContext {
            deadline: Instant::now() + Duration::from_secs(20),
            idempotency_key: String::new(),
            correlation: "test",
            trace: Some(&trace),
            card: None,
        };
        assert_eq!(exchange(&call, client.get(url)).await.ok().unwrap().status, 200);
        let heard = heard.await.unwrap();
        let told = heard.split("traceparent: ").nth(1).unwrap();
        assert!(
            told.starts_with(&parent[..36]) && !told.starts_with(&parent[..52]),
            "{heard}"
        );
        assert!(!heard.contains("tracestate"));
    }
}
