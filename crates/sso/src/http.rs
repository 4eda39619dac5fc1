//! HTTP towards an OpenID provider: no redirects, no retries, bounded answers.

use std::time::Duration;

use reqwest::header::ACCEPT;
use reqwest::{Certificate, Client, RequestBuilder, Url};
use serde::de::DeserializeOwned;

use crate::config::{is_loopback, timeout};
use crate::{ConfigError, Flaw, OidcConfig, ProviderName, SsoError};

/// The largest key sets have some ten kilobytes.
const LARGEST_ANSWER: usize = 256 * 1024;

/// What a person is told to wait when the provider does not say it.
pub(crate) const RETRY_AFTER: Duration = Duration::from_secs(10);

const IDLE_CONNECTION: Duration = Duration::from_secs(30);

/// Makes aws-lc the process's provider of cryptography for TLS, unless there is one already.
pub(crate) fn install_crypto_provider() {
    // An error says that another thread was first, which is as good.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

pub(crate) struct Http {
    provider: ProviderName,
    client: Client,
}

/// An answer as it came, if it was one of these: an error of the server or of the connection is not.
pub(crate) struct Answer {
    pub(crate) is_success: bool,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, SsoError> {
        serde_json::from_slice(&self.body).map_err(|_| SsoError::Invalid(Flaw::Malformed))
    }
}

impl Http {
    pub(crate) fn new(
        provider: &ProviderName,
        config: &OidcConfig,
        issuer: &Url,
    ) -> Result<Self, ConfigError> {
        install_crypto_provider();
        let limit = timeout(provider, config.timeout_ms)?;
        let mut builder = Client::builder()
            .user_agent(concat!("bezant/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .pool_idle_timeout(IDLE_CONNECTION)
            .connect_timeout(limit)
            .timeout(limit);
        if is_loopback(issuer) {
            builder = builder.no_proxy();
        }
        if let Some(pem) = &config.ca_certificates {
            let authorities = Certificate::from_pem_bundle(pem.as_bytes())
                .ok()
                .filter(|found| !found.is_empty())
                .ok_or_else(|| provider.wrong("ca_certificates", "holds no certificate in PEM"))?;
            builder = builder.tls_certs_merge(authorities);
        } else if issuer.scheme() == "http" {
            // This machine's; so that a machine without certificates will do.
            builder = builder.tls_certs_only([]);
        }
        let client = builder.build().map_err(|error| {
            provider.wrong("ca_certificates", format_args!("TLS can't be set up: {error}"))
        })?;
        Ok(Http {
            provider: provider.clone(),
            client,
        })
    }

    pub(crate) fn get(&self, url: &Url) -> RequestBuilder {
        self.client.get(url.clone()).header(ACCEPT, "application/json")
    }

    pub(crate) fn post(&self, url: &Url) -> RequestBuilder {
        self.client.post(url.clone()).header(ACCEPT, "application/json")
    }

    /// Sends and reads. What the server could not do is unavailable, what it would not do is an answer.
    pub(crate) async fn exchange(&self, request: RequestBuilder) -> Result<Answer, SsoError> {
        let mut response = request.send().await.map_err(|error| self.unavailable(&error))?;
        let status = response.status();
        if status.is_server_error()
            || status.as_u16() == 429
            || !(status.is_success() || status.is_client_error())
        {
            tracing::warn!(provider = %self.provider, status = status.as_u16(), "an identity provider does not answer as it should");
            return Err(self.try_again());
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.unavailable(&error))? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(SsoError::Invalid(Flaw::TooLarge));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer {
            is_success: status.is_success(),
            body,
        })
    }

    pub(crate) fn try_again(&self) -> SsoError {
        SsoError::ProviderUnavailable {
            provider: self.provider.clone(),
            retry_after: RETRY_AFTER,
        }
    }

    fn unavailable(&self, error: &reqwest::Error) -> SsoError {
        // Without the address: a query may hold more than a log should.
        tracing::warn!(
            provider = %self.provider,
            timeout = error.is_timeout(),
            connect = error.is_connect(),
            "an identity provider can't be reached"
        );
        self.try_again()
    }
}
