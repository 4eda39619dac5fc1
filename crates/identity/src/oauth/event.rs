//! What happened.

use bezant_kernel::{ClientId, GrantId, PrincipalId, Timestamp};

use super::{
    Allowed, Client, ClientTerms, Code, DeviceRequest, Grant, GrantEnd, GrantScopes, SigningKey, UserCode,
};
use crate::TokenHash;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// There is one more client.
    ClientCreated(Box<Client>),
    /// Something else is said about a client.
    ClientChanged {
        /// Which.
        id: ClientId,
        /// What.
        terms: Box<ClientTerms>,
    },
    /// A client has another secret.
    ClientSecretAdded {
        /// Which.
        id: ClientId,
        /// The secret.
        hash: TokenHash,
        /// When the former ones end at the latest.
        former_until: Timestamp,
    },
    /// What a client got for itself until now is refused.
    ClientTokensRevoked {
        /// Which.
        id: ClientId,
    },
    /// One access token that a client got for itself is refused.
    AccessTokenRevoked {
        /// Which.
        hash: TokenHash,
        /// Whose it is.
        client: ClientId,
        /// When it ends by itself, and is forgotten.
        expires_at: Timestamp,
    },
    /// There is one client less.
    ClientRemoved {
        /// Which.
        id: ClientId,
    },
    /// There is a code.
    CodeIssued(Box<Code>),
    /// A code was used.
    CodeRedeemed {
        /// It.
        hash: TokenHash,
        /// For which grant.
        grant: GrantId,
    },
    /// A client may act for someone.
    GrantMade(Box<Grant>),
    /// A grant has another refresh token.
    Refreshed {
        /// Which.
        grant: GrantId,
        /// Which in the row it is.
        generation: u32,
        /// The token.
        hash: TokenHash,
    },
    /// A grant has ended, with all its tokens.
    GrantRevoked {
        /// Which.
        grant: GrantId,
        /// Why.
        reason: GrantEnd,
    },
    /// Codes, device requests and grants that can't be used any more are forgotten.
    Pruned {
        /// Which codes and requests.
        hashes: Vec<TokenHash>,
        /// Which grants.
        grants: Vec<GrantId>,
    },
    /// A device asks to be let in.
    DeviceStarted(Box<DeviceRequest>),
    /// Someone lets it in.
    DeviceApproved {
        /// Which.
        user_code: UserCode,
        /// Who, and what.
        allowed: Box<Allowed>,
    },
    /// Someone does not.
    DeviceDenied {
        /// Which.
        user_code: UserCode,
    },
    /// It is in.
    DeviceRedeemed {
        /// Its code.
        hash: TokenHash,
    },
    /// A principal is not asked again.
    ApprovalRemembered {
        /// Who.
        principal: PrincipalId,
        /// About which client.
        client: ClientId,
        /// About what, former answers included.
        scopes: GrantScopes,
    },
    /// Principals are asked again.
    ApprovalForgotten {
        /// Who.
        principal: PrincipalId,
        /// About which client only.
        client: Option<ClientId>,
    },
    /// There is one more signing key.
    SigningKeyAdded(Box<SigningKey>),
    /// A key signs no more.
    SigningKeyRetired {
        /// Which.
        kid: String,
        /// Until when it is published.
        retire_at: Timestamp,
    },
}

impl Event {
    /// The event's name, as in the API.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::ClientCreated(_) => "oauth.client_created",
            Event::ClientChanged { .. } => "oauth.client_changed",
            Event::ClientSecretAdded { .. } => "oauth.client_secret_added",
            Event::ClientTokensRevoked { .. } => "oauth.client_tokens_revoked",
            Event::AccessTokenRevoked { .. } => "oauth.access_token_revoked",
            Event::ClientRemoved { .. } => "oauth.client_removed",
            Event::CodeIssued(_) => "oauth.code_issued",
            Event::CodeRedeemed { .. } => "oauth.code_redeemed",
            Event::GrantMade(_) => "oauth.grant_made",
            Event::Refreshed { .. } => "oauth.refreshed",
            Event::GrantRevoked { .. } => "oauth.grant_revoked",
            Event::Pruned { .. } => "oauth.pruned",
            Event::DeviceStarted(_) => "oauth.device_started",
            Event::DeviceApproved { .. } => "oauth.device_approved",
            Event::DeviceDenied { .. } => "oauth.device_denied",
            Event::DeviceRedeemed { .. } => "oauth.device_redeemed",
            Event::ApprovalRemembered { .. } => "oauth.approval_remembered",
            Event::ApprovalForgotten { .. } => "oauth.approval_forgotten",
            Event::SigningKeyAdded(_) => "oauth.signing_key_added",
            Event::SigningKeyRetired { .. } => "oauth.signing_key_retired",
        }
    }

    /// What the tenant's event stream shows of it, by name: ids and words, never a secret, a hash or a person's data. `None` if
    /// it is not shown at all.
    pub fn facts(&self) -> Option<Vec<(&'static str, String)>> {
        match self {
            Event::ClientCreated(client) => Some(vec![
                ("client", client.id.to_string()),
                ("name", client.terms.name.clone()),
                ("scopes", client.terms.scopes.to_string()),
            ]),
            Event::ClientChanged { id, terms } => Some(vec![
                ("client", id.to_string()),
                ("name", terms.name.clone()),
                ("scopes", terms.scopes.to_string()),
            ]),
            Event::ClientSecretAdded { id, .. }
            | Event::AccessTokenRevoked { client: id, .. }
            | Event::ClientTokensRevoked { id }
            | Event::ClientRemoved { id } => Some(vec![("client", id.to_string())]),
            Event::GrantMade(grant) => {
                let mut facts = allowed_facts(&grant.allowed);
                facts.insert(0, ("grant", grant.id.to_string()));
                Some(facts)
            }
            Event::GrantRevoked { grant, reason } => Some(vec![
                ("grant", grant.to_string()),
                ("reason", reason.as_str().to_owned()),
            ]),
            Event::DeviceApproved { allowed, .. } => Some(allowed_facts(allowed)),
            Event::ApprovalRemembered {
                principal,
                client,
                scopes,
            } => Some(vec![
                ("principal", principal.to_string()),
                ("client", client.to_string()),
                ("scopes", scopes.to_string()),
            ]),
            Event::ApprovalForgotten { principal, client } => {
                let mut facts = vec![("principal", principal.to_string())];
                facts.extend(client.map(|client| ("client", client.to_string())));
                Some(facts)
            }
            // Steps on the way, and what belongs to the node.
            Event::CodeIssued(_)
            | Event::CodeRedeemed { .. }
            | Event::Refreshed { .. }
            | Event::Pruned { .. }
            | Event::DeviceStarted(_)
            | Event::DeviceDenied { .. }
            | Event::DeviceRedeemed { .. }
            | Event::SigningKeyAdded(_)
            | Event::SigningKeyRetired { .. } => None,
        }
    }
}

fn allowed_facts(allowed: &Allowed) -> Vec<(&'static str, String)> {
    vec![
        ("client", allowed.client.to_string()),
        ("principal", allowed.principal.to_string()),
        ("scopes", allowed.scopes.to_string()),
    ]
}
