//! One signed HTTP call. No redirect is followed, no proxy stands in between, and the body that is read is bounded.

use std::time::Duration;

use bezant_webhooks::{EndpointUrl, SigningSecret, signatures};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Client, Response};
use url::Url;

use crate::answer::MAX_BYTES;
use crate::{HookConfig, HookConfigError, HookFailure};

/// Where and how one hook is called.
pub(crate) struct HttpCall {
    client: Client,
    url: Url,
    secret: SigningSecret,
}

impl HttpCall {
    /// A crypto provider for TLS must have been installed.
    pub(crate) fn new(
        config: &HookConfig,
        url: &EndpointUrl,
        secret: SigningSecret,
        timeout: Duration,
    ) -> Result<Self, HookConfigError> {
        let url = Url::parse(url.as_str()).expect("an endpoint's URL was checked");
        let mut builder = Client::builder()
            .user_agent(concat!("bezant/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .connect_timeout(timeout)
            .timeout(timeout)
            .pool_max_idle_per_host(config.max_concurrent);
        if url.scheme() == "http" {
            // This machine's; so that a machine without certificates will do.
            builder = builder.tls_certs_only([]);
        }
        let client = builder.build().map_err(|error| config.wrong("url", error))?;
        Ok(HttpCall { client, url, secret })
    }

    pub(crate) async fn call(&self, id: &str, document: &[u8]) -> Result<Vec<u8>, HookFailure> {
        let seconds = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        let timestamp = seconds.to_string();
        let signature = signatures(std::iter::once(&self.secret), id, &timestamp, document);
        let response = self
            .client
            .post(self.url.clone())
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature)
            .body(document.to_vec())
            .send()
            .await
            .map_err(|error| failure(&error))?;
        let status = response.status();
        if !status.is_success() {
            return Err(HookFailure::Status(status.as_u16()));
        }
        body(response).await
    }
}

/// The body, or as much of it as shows that it is too long.
async fn body(mut response: Response) -> Result<Vec<u8>, HookFailure> {
    let mut body = Vec::new();
    while body.len() <= MAX_BYTES
        && let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))?
    {
        let room = MAX_BYTES + 1 - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(body)
}

fn failure(error: &reqwest::Error) -> HookFailure {
    if error.is_timeout() {
        HookFailure::TimedOut
    } else if error.is_connect() {
        HookFailure::Connect
    } else {
        HookFailure::Broken
    }
}
