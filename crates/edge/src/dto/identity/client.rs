//! OAuth clients as the API takes and shows them.

use bezant_identity::oauth::{Client, ClientKind, ClientTerms, Flow, Flows, GrantScopes};
use bezant_kernel::{ClientId, Milliseconds, PrincipalId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::present;
use crate::problem::{Code, Problem};

const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60 * MINUTE;
/// As RFC 9700 advises: short access tokens, refresh tokens that end when nobody uses them.
const USUAL_ACCESS: Milliseconds = Milliseconds(10 * MINUTE);
const USUAL_IDLE: Milliseconds = Milliseconds(14 * DAY);
const USUAL_GRANT: Milliseconds = Milliseconds(90 * DAY);
const LONGEST_OVERLAP: u32 = 7 * 86_400;

/// A program that acts for people, or for itself.
#[derive(Serialize, ToSchema)]
#[schema(as = OAuthClient)]
pub(crate) struct ClientDto {
    #[schema(value_type = String, example = "cli_01h455vb4pex5vsknk084sn02q")]
    id: ClientId,
    /// Always `oauth_client`.
    object: &'static str,
    /// `public` or `confidential`.
    kind: &'static str,
    name: String,
    redirect_uris: Vec<String>,
    post_logout_redirect_uris: Vec<String>,
    /// How it may get tokens.
    #[schema(value_type = Vec<String>)]
    grant_types: Vec<&'static str>,
    /// What it may ask for at most, with a space between the words.
    scope: String,
    /// As whom it acts by `client_credentials`.
    #[schema(value_type = Option<String>)]
    principal: Option<PrincipalId>,
    access_token_seconds: u64,
    refresh_idle_seconds: u64,
    grant_seconds: u64,
    /// In the answer that makes it only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) secret: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<&Client> for ClientDto {
    fn from(client: &Client) -> Self {
        let terms = &client.terms;
        ClientDto {
            id: client.id,
            object: "oauth_client",
            kind: match client.kind {
                ClientKind::Public => "public",
                ClientKind::Confidential => "confidential",
            },
            name: terms.name.clone(),
            redirect_uris: terms.redirect_uris.clone(),
            post_logout_redirect_uris: terms.post_logout_uris.clone(),
            grant_types: terms.flows.iter().map(Flow::as_str).collect(),
            scope: terms.scopes.to_string(),
            principal: terms.principal,
            access_token_seconds: terms.access_lifetime.0 / 1_000,
            refresh_idle_seconds: terms.refresh_idle.0 / 1_000,
            grant_seconds: terms.grant_lifetime.0 / 1_000,
            secret: None,
            created_at: client.created_at,
        }
    }
}

/// A new client.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewClientBody {
    /// What people know it by.
    name: String,
    /// `public` for what runs on its user's device, `confidential` for what can keep a secret; the latter if left out.
    kind: Option<String>,
    /// Where it may get its answers: https, http to 127.0.0.1 or [::1], or a scheme with a dot in it. Compared exactly.
    #[serde(default)]
    redirect_uris: Vec<String>,
    /// Where a browser may go after signing out.
    #[serde(default)]
    post_logout_redirect_uris: Vec<String>,
    /// `authorization_code` (with PKCE, always), `refresh_token`, `client_credentials`,
    /// `urn:ietf:params:oauth:grant-type:device_code`; the first two if left out.
    grant_types: Option<Vec<String>>,
    /// What it may ask for at most: permissions, `openid`, `profile`, `email`, `offline_access`.
    #[schema(example = "openid profile payments.read")]
    scope: String,
    /// As whom it acts by `client_credentials`.
    #[schema(value_type = Option<String>)]
    principal: Option<PrincipalId>,
    /// At most a day; ten minutes if left out.
    access_token_seconds: Option<u32>,
    /// How long a refresh token may rest; 14 days if left out.
    refresh_idle_seconds: Option<u32>,
    /// How long a grant lasts in any case, at most 366 days; 90 days if left out.
    grant_seconds: Option<u32>,
}

impl NewClientBody {
    pub(crate) fn kind(&self) -> Result<ClientKind, Problem> {
        match self.kind.as_deref() {
            None | Some("confidential") => Ok(ClientKind::Confidential),
            Some("public") => Ok(ClientKind::Public),
            Some(_) => {
                let message = "it is 'public' or 'confidential'";
                Err(Problem::mistake("kind", Code::FieldInvalid, message))
            }
        }
    }

    pub(crate) fn terms(self) -> Result<ClientTerms, Problem> {
        let usual = Flows::of(&[Flow::AuthorizationCode, Flow::RefreshToken]);
        Ok(ClientTerms {
            name: self.name,
            redirect_uris: self.redirect_uris,
            post_logout_uris: self.post_logout_redirect_uris,
            flows: self
                .grant_types
                .as_deref()
                .map(flows)
                .transpose()?
                .unwrap_or(usual),
            scopes: scopes(&self.scope)?,
            principal: self.principal,
            access_lifetime: seconds(self.access_token_seconds).unwrap_or(USUAL_ACCESS),
            refresh_idle: seconds(self.refresh_idle_seconds).unwrap_or(USUAL_IDLE),
            grant_lifetime: seconds(self.grant_seconds).unwrap_or(USUAL_GRANT),
        })
    }
}

fn seconds(count: Option<u32>) -> Option<Milliseconds> {
    count.map(|count| Milliseconds(u64::from(count) * 1_000))
}

fn flows(words: &[String]) -> Result<Flows, Problem> {
    let one = |(index, word): (usize, &String)| {
        let wrong = || {
            let path = format!("grant_types[{index}]");
            Problem::mistake(
                path,
                Code::FieldInvalid,
                "there is no such way to get tokens here",
            )
        };
        Flow::from_word(word).ok_or_else(wrong)
    };
    let all: Vec<Flow> = words
        .iter()
        .enumerate()
        .map(one)
        .collect::<Result<_, Problem>>()?;
    Ok(Flows::of(&all))
}

fn scopes(text: &str) -> Result<GrantScopes, Problem> {
    let wrong = |_| {
        Problem::mistake(
            "scope",
            Code::FieldInvalid,
            "it has a word that stands for nothing",
        )
    };
    GrantScopes::parse(text).map_err(wrong)
}

/// What shall be different: what is left out stays, null takes away.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClientChange {
    name: Option<String>,
    redirect_uris: Option<Vec<String>>,
    post_logout_redirect_uris: Option<Vec<String>>,
    grant_types: Option<Vec<String>>,
    scope: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    principal: Option<Option<PrincipalId>>,
    access_token_seconds: Option<u32>,
    refresh_idle_seconds: Option<u32>,
    grant_seconds: Option<u32>,
}

impl ClientChange {
    /// The terms afterwards.
    pub(crate) fn on(self, before: ClientTerms) -> Result<ClientTerms, Problem> {
        Ok(ClientTerms {
            name: self.name.unwrap_or(before.name),
            redirect_uris: self.redirect_uris.unwrap_or(before.redirect_uris),
            post_logout_uris: self.post_logout_redirect_uris.unwrap_or(before.post_logout_uris),
            flows: self
                .grant_types
                .as_deref()
                .map(flows)
                .transpose()?
                .unwrap_or(before.flows),
            scopes: self
                .scope
                .as_deref()
                .map(scopes)
                .transpose()?
                .unwrap_or(before.scopes),
            principal: self.principal.unwrap_or(before.principal),
            access_lifetime: seconds(self.access_token_seconds).unwrap_or(before.access_lifetime),
            refresh_idle: seconds(self.refresh_idle_seconds).unwrap_or(before.refresh_idle),
            grant_lifetime: seconds(self.grant_seconds).unwrap_or(before.grant_lifetime),
        })
    }
}

/// Another secret for a client.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecretChange {
    /// How long the secret before works too, from 0 to 604800; a day if left out.
    overlap_seconds: Option<u32>,
}

impl SecretChange {
    pub(crate) fn overlap_seconds(&self) -> Result<u32, Problem> {
        match self.overlap_seconds.unwrap_or(86_400) {
            seconds if seconds <= LONGEST_OVERLAP => Ok(seconds),
            _ => {
                let message = "it must be from 0 to 604800";
                Err(Problem::mistake("overlap_seconds", Code::FieldInvalid, message))
            }
        }
    }
}
