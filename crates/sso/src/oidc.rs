//! Sign-in at an OpenID provider: authorization code with PKCE, state and nonce.
//!
//! ```text
//! start:   discovery -> address with state, nonce, S256 challenge      kept: state, nonce, verifier
//! finish:  state, iss -> code for tokens -> ID token -> userinfo (when asked for)
//! ```

mod discovery;
mod id_token;
mod keys;

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bezant_kernel::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use url::Url;
use url::form_urlencoded::byte_serialize;

use self::discovery::{Discovery, Metadata};
use self::id_token::{Checked, Expected};
use self::keys::Keys;
use crate::config::web_address;
use crate::http::Http;
use crate::identity::{OutsideIdentity, Said};
use crate::once::{Claim, UsedOnce, WhenFull};
use crate::pending::{Kept, Pending, Started};
use crate::{ClientAuthentication, ConfigError, Flaw, OidcConfig, ProviderName, Refusal, SsoError, random};

/// An ID token with two hundred groups has some 20 KB.
const LARGEST_TOKEN: usize = 64 * 1024;

const LONGEST_CODE: usize = 4 * 1024;

/// One OpenID provider.
pub struct OidcProvider {
    name: ProviderName,
    config: OidcConfig,
    redirect_uri: String,
    http: Http,
    discovery: Discovery,
    keys: Keys,
    /// Behind it stands the provider, which takes a code once.
    used: UsedOnce,
}

/// With what a browser comes back. A field that comes twice is an error of whoever parses the query.
#[derive(Clone, Deserialize)]
pub struct OidcCallback {
    /// The state that we sent.
    pub state: Option<String>,
    /// What is exchanged for tokens.
    pub code: Option<String>,
    /// Who sends the browser back (RFC 9207).
    pub iss: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: Option<String>,
    access_token: Option<String>,
    token_type: Option<String>,
}

#[derive(Deserialize)]
struct TokenError {
    error: Option<String>,
}

impl OidcProvider {
    /// A provider to which people are sent back at `redirect_uri`. Asks nobody anything yet.
    ///
    /// # Errors
    /// When a setting makes no sense.
    pub fn new(name: ProviderName, config: OidcConfig, redirect_uri: String) -> Result<Self, ConfigError> {
        let issuer = web_address(&config.issuer).map_err(|problem| name.wrong("issuer", problem))?;
        if issuer.query().is_some() {
            return Err(name.wrong("issuer", "must not have a query"));
        }
        if config.client_id.is_empty() {
            return Err(name.wrong("client_id", "is empty"));
        }
        if config
            .client_secret
            .as_ref()
            .is_some_and(|secret| secret.expose().is_empty())
        {
            return Err(name.wrong("client_secret", "is empty; leave it out for a public client"));
        }
        if !config.scopes.iter().any(|scope| scope == "openid") {
            return Err(name.wrong("scopes", "must contain \"openid\""));
        }
        if config.algorithms.is_empty() {
            return Err(name.wrong("algorithms", "is empty"));
        }
        let http = Http::new(&name, &config, &issuer)?;
        Ok(OidcProvider {
            discovery: Discovery::new(&name, &config.issuer)?,
            keys: Keys::default(),
            used: UsedOnce::new(WhenFull::Forget),
            name,
            config,
            redirect_uri,
            http,
        })
    }

    /// The provider's name.
    pub fn name(&self) -> &ProviderName {
        &self.name
    }

    /// Where to send a browser, and what to keep for its return.
    ///
    /// # Errors
    /// When the provider can't be asked where that is.
    pub async fn start(&self, now: Timestamp) -> Result<Started, SsoError> {
        let metadata = self.discovery.get(&self.http, now).await?;
        let (state, nonce, verifier) = (random::text(), random::text(), random::text());
        let challenge = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes());
        let mut url = metadata.authorization_endpoint.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.config.client_id)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("scope", &self.config.scopes.join(" "))
            .append_pair("state", &state)
            .append_pair("nonce", &nonce)
            .append_pair("code_challenge", &URL_SAFE_NO_PAD.encode(challenge))
            .append_pair("code_challenge_method", "S256");
        let kept = Kept::Oidc {
            state,
            nonce,
            verifier,
        };
        Ok(Started {
            redirect_to: url.into(),
            pending: Pending::new(&self.name, now, kept),
        })
    }

    /// Who came back, if it is the browser that left.
    ///
    /// # Errors
    /// When it isn't, when the provider refuses or can't be asked, and when its word is not valid.
    pub async fn finish(
        &self,
        pending: Pending,
        callback: OidcCallback,
        now: Timestamp,
    ) -> Result<OutsideIdentity, SsoError> {
        pending.check(&self.name, now)?;
        let ends = pending.expires_at();
        let Kept::Oidc {
            state,
            nonce,
            verifier,
        } = pending.kept
        else {
            return Err(SsoError::Invalid(Flaw::State));
        };
        if !callback.state.is_some_and(|given| random::same(&given, &state)) {
            return Err(SsoError::Invalid(Flaw::State));
        }
        let metadata = self.discovery.get(&self.http, now).await?;
        check_issuer(&metadata, callback.iss.as_deref())?;
        if self.used.claim(&state, ends, now) != Claim::First {
            return Err(SsoError::Invalid(Flaw::Replayed));
        }
        if callback.error.is_some() {
            return Err(SsoError::Refused(Refusal::DeniedByProvider));
        }
        let code = callback
            .code
            .filter(|code| !code.is_empty() && code.len() <= LONGEST_CODE);
        let code = code.ok_or(SsoError::Invalid(Flaw::Malformed))?;

        let mut tokens = self.exchange(&metadata, &code, &verifier).await?;
        let id_token = tokens.id_token.take().ok_or(SsoError::Invalid(Flaw::Malformed))?;
        if id_token.len() > LARGEST_TOKEN {
            return Err(SsoError::Invalid(Flaw::TooLarge));
        }
        let (header, algorithm) = id_token::header(&id_token, &self.config.algorithms)?;
        let keys = self
            .keys
            .fitting(
                &self.http,
                &metadata.jwks_uri,
                header.kid.as_deref(),
                algorithm,
                now,
            )
            .await?;
        let expected = Expected {
            issuer: &self.config.issuer,
            client_id: &self.config.client_id,
            nonce: &nonce,
            access_token: tokens.access_token.as_deref(),
            now,
        };
        let Checked {
            subject,
            authenticated_at,
            mut claims,
        } = id_token::check(&id_token, algorithm, &keys, &expected)?;
        let mut said = self.said(&claims);
        if self.config.userinfo {
            claims = self.userinfo(&metadata, &tokens, &subject).await?;
            let more = self.said(&claims);
            if said.email.is_none() {
                (said.email, said.email_verified) = (more.email, more.email_verified);
            }
            said.name = said.name.or(more.name);
            if said.groups.is_empty() {
                said.groups = more.groups;
            }
        }
        said.subject = subject;
        said.identity(&self.name, authenticated_at)
    }

    async fn exchange(&self, metadata: &Metadata, code: &str, verifier: &str) -> Result<Tokens, SsoError> {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", verifier),
        ];
        let mut request = self.http.post(&metadata.token_endpoint);
        let client_id = self.config.client_id.as_str();
        match &self.config.client_secret {
            None => form.push(("client_id", client_id)),
            Some(secret) => match self.client_authentication(metadata) {
                ClientAuthentication::Basic => {
                    // RFC 6749, 2.3.1: each part is form-encoded before it goes into the header.
                    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
                    let pair = format!("{}:{}", encoded(client_id), encoded(secret.expose()));
                    let mut value =
                        reqwest::header::HeaderValue::try_from(format!("Basic {}", STANDARD.encode(pair)))
                            .expect("base64 is a header");
                    value.set_sensitive(true);
                    request = request.header(reqwest::header::AUTHORIZATION, value);
                }
                ClientAuthentication::Post => {
                    form.push(("client_id", client_id));
                    form.push(("client_secret", secret.expose()));
                }
            },
        }
        let answer = self.http.exchange(request.form(&form)).await?;
        if answer.is_success {
            return answer.json();
        }
        let error = answer.json::<TokenError>().ok().and_then(|answer| answer.error);
        match error.as_deref() {
            Some("invalid_client" | "unauthorized_client") => Err(self
                .name
                .wrong(
                    "client_secret",
                    "the provider does not know this client, or not by this secret",
                )
                .into()),
            Some("invalid_request" | "unsupported_grant_type" | "invalid_scope") => Err(self
                .name
                .wrong(
                    "client_id",
                    "the provider does not allow this client the authorization code flow as it is used here",
                )
                .into()),
            // A code that was used, is too old or belongs to another verifier.
            _ => Err(SsoError::Refused(Refusal::DeniedByProvider)),
        }
    }

    fn client_authentication(&self, metadata: &Metadata) -> ClientAuthentication {
        self.config
            .client_authentication
            .unwrap_or(metadata.client_authentication)
    }

    async fn userinfo(
        &self,
        metadata: &Arc<Metadata>,
        tokens: &Tokens,
        subject: &str,
    ) -> Result<Value, SsoError> {
        let missing = || self.name.wrong("userinfo", "the provider has none");
        let endpoint = metadata.userinfo_endpoint.as_ref().ok_or_else(missing)?;
        let is_bearer = tokens
            .token_type
            .as_deref()
            .is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
        let token = tokens.access_token.as_deref().filter(|_| is_bearer);
        let token = token.ok_or(SsoError::Invalid(Flaw::Malformed))?;
        let answer = self
            .http
            .exchange(self.http.get(endpoint).bearer_auth(token))
            .await?;
        if !answer.is_success {
            return Err(self.http.try_again());
        }
        let claims: Value = answer.json()?;
        // Without this, a token of somebody else could be put in its place (OpenID Connect Core, 5.3.2).
        if claims["sub"].as_str() != Some(subject) {
            return Err(SsoError::Invalid(Flaw::Subject));
        }
        Ok(claims)
    }

    fn said(&self, claims: &Value) -> Said {
        let text = |claim: &str| claims[claim].as_str().map(str::to_owned);
        let groups = self.config.groups_claim.as_deref().and_then(|path| {
            // The whole name first: claims of one's own are often named by a URL.
            claims.get(path).or_else(|| claims.pointer(&format!("/{path}")))
        });
        Said {
            subject: String::new(),
            email: text("email"),
            // Some providers send a text.
            email_verified: claims["email_verified"] == true || claims["email_verified"] == "true",
            name: text("name").or_else(|| text("preferred_username")),
            groups: match groups {
                Some(Value::Array(groups)) => groups
                    .iter()
                    .filter_map(|group| group.as_str().map(str::to_owned))
                    .collect(),
                Some(Value::String(group)) => vec![group.clone()],
                _ => Vec::new(),
            },
        }
    }
}

/// The defence against mix-up: the one who sends the browser back is the one to whom it went.
fn check_issuer(metadata: &Metadata, iss: Option<&str>) -> Result<(), SsoError> {
    match iss {
        Some(iss) if iss == metadata.issuer => Ok(()),
        None if !metadata.says_issuer => Ok(()),
        Some(_) | None => Err(SsoError::Invalid(Flaw::Issuer)),
    }
}

/// An endpoint of the provider: as safe as the issuer's address.
fn endpoint(text: &str) -> Result<Url, &'static str> {
    web_address(text)
}

#[cfg(test)]
mod fake;
#[cfg(test)]
mod tests;
