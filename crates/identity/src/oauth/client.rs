//! A client: a program that acts for people, or for itself.

use bezant_kernel::{ClientId, Milliseconds, PrincipalId, Tenant, Timestamp};

use super::{GrantScopes, redirect};
use crate::TokenHash;

/// Whether a client can keep a secret.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ClientKind {
    /// It can't: it runs on its user's device.
    Public,
    /// It can: it runs on a server.
    Confidential,
}

/// One way to get tokens. Numbers are stored and never reused.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Flow {
    /// `authorization_code`, always with PKCE.
    AuthorizationCode = 0,
    /// `refresh_token`.
    RefreshToken = 1,
    /// `client_credentials`.
    ClientCredentials = 2,
    /// `urn:ietf:params:oauth:grant-type:device_code`.
    DeviceCode = 3,
}

impl Flow {
    /// All of them.
    pub const ALL: [Flow; 4] = [
        Flow::AuthorizationCode,
        Flow::RefreshToken,
        Flow::ClientCredentials,
        Flow::DeviceCode,
    ];

    /// The word in requests, as `grant_type`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Flow::AuthorizationCode => "authorization_code",
            Flow::RefreshToken => "refresh_token",
            Flow::ClientCredentials => "client_credentials",
            Flow::DeviceCode => "urn:ietf:params:oauth:grant-type:device_code",
        }
    }

    /// The way with this word.
    pub fn from_word(word: &str) -> Option<Flow> {
        Flow::ALL.into_iter().find(|flow| flow.as_str() == word)
    }
}

/// A set of ways.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Flows(u32);

impl Flows {
    /// Exactly these.
    pub fn of(all: &[Flow]) -> Flows {
        Flows(all.iter().fold(0, |bits, flow| bits | 1 << *flow as u32))
    }

    /// Whether it is among them.
    pub const fn contains(self, flow: Flow) -> bool {
        self.0 & 1 << flow as u32 != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// One by one.
    pub fn iter(self) -> impl Iterator<Item = Flow> {
        Flow::ALL.into_iter().filter(move |flow| self.contains(*flow))
    }

    pub(super) const fn bits(self) -> u32 {
        self.0
    }

    pub(super) const fn from_bits(bits: u32) -> Option<Flows> {
        if bits >> Flow::ALL.len() == 0 {
            Some(Flows(bits))
        } else {
            None
        }
    }
}

/// What can be said about a client, and changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientTerms {
    /// What people know it by.
    pub name: String,
    /// Where it may get its answers.
    pub redirect_uris: Vec<String>,
    /// Where a browser may go after signing out.
    pub post_logout_uris: Vec<String>,
    /// How it may get tokens.
    pub flows: Flows,
    /// What it may ask for at most.
    pub scopes: GrantScopes,
    /// As whom it acts by [`Flow::ClientCredentials`].
    pub principal: Option<PrincipalId>,
    /// How long an access token lasts.
    pub access_lifetime: Milliseconds,
    /// How long a refresh token may rest.
    pub refresh_idle: Milliseconds,
    /// How long a grant lasts in any case.
    pub grant_lifetime: Milliseconds,
}

/// A client as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its id, which is no secret.
    pub id: ClientId,
    /// In which tenant.
    pub tenant: Tenant,
    /// Whether it can keep a secret.
    pub kind: ClientKind,
    /// What is said about it.
    pub terms: ClientTerms,
    /// Its secrets, each with its end: while they are changed there are two.
    pub secrets: Vec<(TokenHash, Option<Timestamp>)>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Access tokens that it got for itself before are refused.
    pub not_before: Timestamp,
}

impl Client {
    /// Whether this is its secret at `now`. Each is compared, so that the time taken says nothing.
    pub fn has_secret(&self, presented: &TokenHash, now: Timestamp) -> bool {
        let good = |(hash, end): &(TokenHash, Option<Timestamp>)| {
            *hash == *presented && end.is_none_or(|end| now < end)
        };
        self.kind == ClientKind::Confidential && self.secrets.iter().filter(|secret| good(secret)).count() > 0
    }

    /// Whether a browser may be sent there with an answer for it.
    pub fn takes_answers_at(&self, uri: &str) -> bool {
        self.terms
            .redirect_uris
            .iter()
            .any(|one| redirect::is_same(one, uri))
    }

    /// Whether a browser may be sent there when its user has signed out.
    pub fn leaves_to(&self, uri: &str) -> bool {
        self.terms
            .post_logout_uris
            .iter()
            .any(|one| redirect::is_same(one, uri))
    }
}

const NAME_CHARACTERS: usize = 64;
const MAXIMUM_URIS: usize = 20;
const DAY: u64 = 24 * 3_600_000;
/// The longest time that an access token lasts.
pub(super) const LONGEST_ACCESS: Milliseconds = Milliseconds(DAY);
const LONGEST_GRANT: Milliseconds = Milliseconds(366 * DAY);

/// What is wrong with the terms of a client, if anything is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum TermsInvalid {
    Name,
    RedirectUri,
    Flows,
    Lifetime,
}

impl ClientTerms {
    pub(super) fn check(&self, kind: ClientKind) -> Result<(), TermsInvalid> {
        let name = &self.name;
        let plain = !name.chars().any(char::is_control) && name.trim() == name;
        if !plain || !(1..=NAME_CHARACTERS).contains(&name.chars().count()) {
            return Err(TermsInvalid::Name);
        }
        for uris in [&self.redirect_uris, &self.post_logout_uris] {
            if uris.len() > MAXIMUM_URIS || !uris.iter().all(|uri| redirect::can_be_registered(uri)) {
                return Err(TermsInvalid::RedirectUri);
            }
        }
        let by_code = self.flows.contains(Flow::AuthorizationCode);
        if by_code && self.redirect_uris.is_empty() {
            return Err(TermsInvalid::RedirectUri);
        }
        let by_itself = self.flows.contains(Flow::ClientCredentials);
        let interactive = by_code || self.flows.contains(Flow::DeviceCode);
        if !(by_itself || interactive)
            || by_itself != self.principal.is_some()
            || by_itself && kind == ClientKind::Public
            || self.flows.contains(Flow::RefreshToken) && !interactive
        {
            return Err(TermsInvalid::Flows);
        }
        let within = |span: Milliseconds, longest: Milliseconds| span.0 > 0 && span <= longest;
        if !within(self.access_lifetime, LONGEST_ACCESS)
            || !within(self.refresh_idle, LONGEST_GRANT)
            || !within(self.grant_lifetime, LONGEST_GRANT)
        {
            return Err(TermsInvalid::Lifetime);
        }
        Ok(())
    }
}
