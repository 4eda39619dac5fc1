//! What the provider says of itself, kept for an hour.

use std::sync::Arc;

use bezant_kernel::{Milliseconds, Timestamp};
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

use super::endpoint;
use crate::config::web_address;
use crate::http::Http;
use crate::{ClientAuthentication, ConfigError, ProviderName, SsoError};

const KEPT: Milliseconds = Milliseconds(60 * 60 * 1_000);

pub(super) struct Discovery {
    name: ProviderName,
    issuer: String,
    url: Url,
    /// Held while the provider is asked, so that it is asked once.
    kept: Mutex<Option<(Timestamp, Arc<Metadata>)>>,
}

pub(super) struct Metadata {
    pub(super) issuer: String,
    pub(super) authorization_endpoint: Url,
    pub(super) token_endpoint: Url,
    pub(super) userinfo_endpoint: Option<Url>,
    pub(super) jwks_uri: Url,
    pub(super) client_authentication: ClientAuthentication,
    /// Whether it says who it is when it sends a browser back (RFC 9207).
    pub(super) says_issuer: bool,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: Option<String>,
    jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl Discovery {
    pub(super) fn new(name: &ProviderName, issuer: &str) -> Result<Self, ConfigError> {
        let url = format!(
            "{}/.well-known/openid-configuration",
            issuer.trim_end_matches('/')
        );
        let url = web_address(&url).map_err(|problem| name.wrong("issuer", problem))?;
        Ok(Discovery {
            name: name.clone(),
            issuer: issuer.to_owned(),
            url,
            kept: Mutex::new(None),
        })
    }

    pub(super) async fn get(&self, http: &Http, now: Timestamp) -> Result<Arc<Metadata>, SsoError> {
        let mut kept = self.kept.lock().await;
        if let Some((since, metadata)) = &*kept
            && now.since(*since) < KEPT
        {
            return Ok(Arc::clone(metadata));
        }
        let answer = http.exchange(http.get(&self.url)).await?;
        if !answer.is_success {
            return Err(self.name.wrong("issuer", "has no OpenID configuration").into());
        }
        let metadata = Arc::new(self.understood(answer.json()?)?);
        *kept = Some((now, Arc::clone(&metadata)));
        Ok(metadata)
    }

    fn understood(&self, document: Document) -> Result<Metadata, ConfigError> {
        // One that states another issuer would be believed in that one's name (OpenID Connect Discovery, 4.3).
        if document.issuer != self.issuer {
            return Err(self.name.wrong(
                "issuer",
                format_args!("the provider states another one: {:.200}", document.issuer),
            ));
        }
        let at = |what: &str, text: &str| {
            endpoint(text).map_err(|problem| self.name.wrong("issuer", format_args!("its {what} {problem}")))
        };
        let methods = &document.token_endpoint_auth_methods_supported;
        let has = |method: &str| methods.iter().any(|found| found == method);
        let userinfo = document.userinfo_endpoint.as_deref();
        Ok(Metadata {
            authorization_endpoint: at("authorization_endpoint", &document.authorization_endpoint)?,
            token_endpoint: at("token_endpoint", &document.token_endpoint)?,
            userinfo_endpoint: userinfo.map(|url| at("userinfo_endpoint", url)).transpose()?,
            jwks_uri: at("jwks_uri", &document.jwks_uri)?,
            client_authentication: if has("client_secret_post") && !has("client_secret_basic") {
                ClientAuthentication::Post
            } else {
                ClientAuthentication::Basic
            },
            says_issuer: document.authorization_response_iss_parameter_supported,
            issuer: document.issuer,
        })
    }
}
