//! A request for authorization: what is checked before anyone is asked, and where its answer goes.
//!
//! Until the client and the address are known to belong together nothing is sent there (RFC 9700, 4.11): the mistake is shown on
//! a page of this node.

use axum::response::Response;
use bezant_credentials::pkce;
use bezant_identity::Permissions;
use bezant_identity::oauth::{Claim, Client, ClientKind, Flow, GrantScopes};
use bezant_kernel::{Milliseconds, Timestamp};
use url::Url;

use super::answer::{OAuthError, Word, redirect};
use super::browser::SignedIn;
use super::client::{check_flow, find, scopes_asked};
use super::fields::Fields;
use super::realm::Realm;
use crate::edge::Edge;

const NONCE_CHARACTERS: usize = 256;

/// Our own field: that the person is back from signing in, and when they went there.
pub(super) const SENT_AT: &str = "bezant_sent_at";

/// Where answers go.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) client: Client,
    pub(super) redirect_uri: String,
    state: Option<String>,
    issuer: String,
}

impl Way {
    /// The client and the address, if they belong together; otherwise what to tell the person.
    pub(super) fn of(edge: &Edge, realm: &Realm, fields: &Fields) -> Result<Way, &'static str> {
        if !realm.is_open {
            return Err("The organisation is suspended or closed");
        }
        let id = fields
            .get("client_id")
            .ok_or("The program does not say which it is")?;
        let client = find(edge, realm, id).ok_or("The program is not registered here")?;
        let redirect_uri = fields
            .get("redirect_uri")
            .ok_or("The program does not say where it wants its answer")?;
        if !client.takes_answers_at(redirect_uri) {
            return Err("The address for the answer is not registered with the program");
        }
        Ok(Way {
            redirect_uri: redirect_uri.to_owned(),
            state: fields.get("state").map(str::to_owned),
            issuer: realm.issuer.clone(),
            client,
        })
    }

    /// An answer: with the issuer, so that the client knows whose it is (RFC 9207).
    pub(super) fn answer(&self, pairs: &[(&str, &str)]) -> Response {
        let Ok(mut url) = Url::parse(&self.redirect_uri) else {
            return super::pages::error("The address for the answer can't be written");
        };
        {
            let mut query = url.query_pairs_mut();
            query.extend_pairs(pairs);
            if let Some(state) = &self.state {
                query.append_pair("state", state);
            }
            query.append_pair("iss", &self.issuer);
        }
        redirect(url.as_str())
    }

    /// An error.
    pub(super) fn error(&self, error: &OAuthError) -> Response {
        self.answer(&[
            ("error", error.word.as_str()),
            ("error_description", &error.detail),
        ])
    }

    /// Whether another program on the person's device could have taken the address, so that they are asked each time
    /// (RFC 8252, 8.6).
    pub(super) fn can_be_taken(&self) -> bool {
        self.client.kind == ClientKind::Public && !self.redirect_uri.starts_with("https://")
    }
}

/// Whether to ask somebody who has signed in already.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Prompt {
    /// Ask nothing: answer or fail.
    pub(super) none: bool,
    /// Let them sign in again.
    pub(super) login: bool,
    /// Let them allow it again.
    pub(super) consent: bool,
}

/// A request that is in order.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) challenge: [u8; 32],
    pub(super) scopes: GrantScopes,
    pub(super) nonce: Option<String>,
    pub(super) prompt: Prompt,
    max_age: Option<Milliseconds>,
    sent_at: Option<Timestamp>,
}

impl Wanted {
    /// What is asked for, or the error for the client.
    pub(super) fn of(way: &Way, fields: &Fields) -> Result<Wanted, OAuthError> {
        let invalid = |detail: &'static str| OAuthError::new(Word::InvalidRequest, detail);
        if fields.get("request").is_some() || fields.get("request_uri").is_some() {
            return Err(OAuthError::new(
                Word::RequestNotSupported,
                "requests are not taken as objects",
            ));
        }
        if fields.need("response_type")? != "code" {
            return Err(OAuthError::new(
                Word::UnsupportedResponseType,
                "the only response type is code",
            ));
        }
        if fields.get("response_mode").is_some_and(|mode| mode != "query") {
            return Err(invalid("the only response mode is query"));
        }
        check_flow(&way.client, Flow::AuthorizationCode)?;
        if fields.get("code_challenge_method") != Some("S256") {
            return Err(invalid("PKCE with the method S256 is needed"));
        }
        let challenge = pkce::challenge(fields.need("code_challenge")?);
        let nonce = fields.get("nonce").map(str::to_owned);
        if nonce
            .as_ref()
            .is_some_and(|nonce| nonce.chars().count() > NONCE_CHARACTERS)
        {
            return Err(invalid("a nonce has at most 256 characters"));
        }
        let max_age = fields.get("max_age").map(str::parse::<u32>).transpose();
        let max_age = max_age.map_err(|_| invalid("max_age is a number of seconds"))?;
        Ok(Wanted {
            challenge: challenge.ok_or_else(|| invalid("the challenge is not 32 bytes in base64url"))?,
            scopes: scopes_asked(&way.client, fields)?,
            nonce,
            prompt: prompt(fields)?,
            max_age: max_age.map(|seconds| Milliseconds(u64::from(seconds) * 1_000)),
            sent_at: fields
                .get(SENT_AT)
                .and_then(|text| text.parse().ok())
                .map(Timestamp::from_microseconds),
        })
    }

    /// Whether somebody who has signed in has to do so again.
    pub(super) fn is_too_old(&self, who: &SignedIn, now: Timestamp) -> bool {
        // Whoever changes this field deceives nobody but themselves: the client is told when they signed in.
        if self
            .sent_at
            .is_some_and(|sent_at| who.authenticated_at >= sent_at)
        {
            return false;
        }
        self.prompt.login
            || self
                .max_age
                .is_some_and(|age| now > who.authenticated_at.after(age))
    }

    /// What the client is given of it: as far as it and the person may.
    pub(super) fn granted(&self, client: &Client, own: Permissions) -> GrantScopes {
        let claims: &[Claim] = if client.terms.flows.contains(Flow::RefreshToken) {
            &Claim::ALL
        } else {
            &[Claim::OpenId, Claim::Profile, Claim::Email]
        };
        self.scopes
            .intersection(client.terms.scopes)
            .intersection(GrantScopes::new(own, claims))
    }
}

fn prompt(fields: &Fields) -> Result<Prompt, OAuthError> {
    let invalid = |detail: &'static str| OAuthError::new(Word::InvalidRequest, detail);
    let mut prompt = Prompt::default();
    for word in fields
        .get("prompt")
        .unwrap_or_default()
        .split(' ')
        .filter(|word| !word.is_empty())
    {
        match word {
            "none" => prompt.none = true,
            "login" | "select_account" => prompt.login = true,
            "consent" => prompt.consent = true,
            _ => {
                return Err(invalid(
                    "prompt is one of none, login, consent and select_account",
                ));
            }
        }
    }
    if prompt.none && (prompt.login || prompt.consent) {
        return Err(invalid("prompt none goes with no other"));
    }
    Ok(prompt)
}
