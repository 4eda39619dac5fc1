//! Access tokens of this node: the signature by the node's published keys, then whether what they stand on still is.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bezant_credentials::jwt::{
    AccessClaims, Jwk, LARGEST_TOKEN, PublicKeys, TokenRefused, TokenType, Verifier,
};
use bezant_identity::oauth::{GrantScopes, access_token_hash};
use bezant_identity::{Authority, Permissions, State};
use bezant_kernel::{ClientId, GrantId, PrincipalId, Tenant, TenantId, Timestamp};
use blake3::Hash;
use quick_cache::sync::Cache;
use serde::Deserialize;

use super::caller::AccessToken;
use super::{Caller, Credential};
use crate::edge::Edge;
use crate::problem::{Code, Problem};

/// Tenants whose verifiers are kept.
const KEPT: usize = 10_000;

/// Tokens that are known again; what is kept of one is under a kilobyte.
const KNOWN_AGAIN: usize = 16_384;

/// The verifiers of access tokens, made when they are first needed and anew when the keys change; and the tokens whose signature was
/// found right, which is most of the work and never changes.
#[derive(Default)]
pub(crate) struct Tokens {
    known: RwLock<Known>,
}

struct Known {
    /// The names of the keys that the verifiers have.
    kids: Vec<String>,
    verifiers: HashMap<TenantId, Arc<Verifier>>,
    seen: Cache<Hash, Seen>,
}

/// A token whose signature was found right. It counts as long as its verifier does.
#[derive(Clone)]
struct Seen {
    by: Arc<Verifier>,
    tenant: TenantId,
    claims: Arc<AccessClaims>,
}

impl Default for Known {
    fn default() -> Self {
        Known {
            kids: Vec::new(),
            verifiers: HashMap::new(),
            seen: Cache::new(KNOWN_AGAIN),
        }
    }
}

impl Known {
    /// Whether the keys are the ones that are published now.
    fn is_current(&self, edge: &Edge, now: Timestamp) -> bool {
        edge.directory().read(|directory| {
            let published = directory.identity().oauth.published_keys(now);
            published.map(|key| &key.kid).eq(self.kids.iter())
        })
    }
}

/// The tenant that a token names, looked at before its signature only to find the verifier.
#[derive(Deserialize)]
struct Named {
    tenant: TenantId,
}

fn invalid(detail: impl Into<std::borrow::Cow<'static, str>>) -> Problem {
    Problem::new(Code::AccessTokenInvalid, detail)
}

impl Tokens {
    /// Who presents this token.
    pub(super) fn caller(&self, edge: &Edge, token: &str, now: Timestamp) -> Result<Caller, Problem> {
        let claims = self.claims(edge, token, now)?;
        edge.directory()
            .read(|directory| by_claims(directory.identity(), &claims, now))
    }

    /// The same with what the token says.
    pub(crate) fn live(
        &self,
        edge: &Edge,
        token: &str,
        now: Timestamp,
    ) -> Result<(AccessClaims, Caller), Problem> {
        let claims = self.verified(edge, token, now)?;
        let caller = edge
            .directory()
            .read(|directory| by_claims(directory.identity(), &claims, now))?;
        Ok((claims, caller))
    }

    /// What a token says, if it is one of ours and its time is not over. What it stands on is not looked at.
    pub(crate) fn verified(&self, edge: &Edge, token: &str, now: Timestamp) -> Result<AccessClaims, Problem> {
        self.claims(edge, token, now).map(Arc::unwrap_or_clone)
    }

    fn claims(&self, edge: &Edge, token: &str, now: Timestamp) -> Result<Arc<AccessClaims>, Problem> {
        let unknown = || invalid("the access token is not one of this node");
        let refused = |refused: TokenRefused| invalid(refused.to_string());
        if token.len() > LARGEST_TOKEN {
            return Err(unknown());
        }
        let hash = blake3::hash(token.as_bytes());
        if let Some(seen) = self.seen(edge, &hash, now) {
            seen.by.check(&*seen.claims, now).map_err(refused)?;
            return Ok(seen.claims);
        }
        let claims = token.split('.').nth(1).ok_or_else(unknown)?;
        let claims = URL_SAFE_NO_PAD.decode(claims).map_err(|_| unknown())?;
        let Named { tenant } = serde_json::from_slice(&claims).map_err(|_| unknown())?;
        let by = self.verifier(edge, tenant, now).ok_or_else(unknown)?;
        let claims: Arc<AccessClaims> = Arc::new(by.verify(token, now).map_err(refused)?);
        let seen = Seen {
            by,
            tenant,
            claims: Arc::clone(&claims),
        };
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.seen.insert(hash, seen);
        Ok(claims)
    }

    /// A token that is known again, if its verifier is still the one in use.
    fn seen(&self, edge: &Edge, hash: &Hash, now: Timestamp) -> Option<Seen> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let seen = known.seen.get(hash)?;
        let by = known.verifiers.get(&seen.tenant)?;
        (Arc::ptr_eq(by, &seen.by) && known.is_current(edge, now)).then_some(seen)
    }

    fn verifier(&self, edge: &Edge, tenant: TenantId, now: Timestamp) -> Option<Arc<Verifier>> {
        {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(verifier) = known.verifiers.get(&tenant)
                && known.is_current(edge, now)
            {
                return Some(Arc::clone(verifier));
            }
        }
        let (kids, keys, issuer) = edge.directory().read(|directory| {
            let identity = directory.identity();
            let published: Vec<_> = identity.oauth.published_keys(now).collect();
            let kids: Vec<String> = published.iter().map(|key| key.kid.clone()).collect();
            let keys = published.iter().filter_map(|key| {
                let jwk: Jwk = serde_json::from_slice(&key.public).ok()?;
                jwk.public_key()
            });
            let issuer = identity
                .tenancy
                .tenant(tenant)
                .map(|tenant| issuer(edge, &tenant.name));
            (kids, PublicKeys::new(keys), issuer)
        });
        let verifier = Verifier::new(TokenType::Access, issuer?, audience(edge), keys);
        let verifier = Arc::new(verifier);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.kids != kids || known.verifiers.len() >= KEPT {
            known.kids = kids;
            known.verifiers.clear();
            known.seen.clear();
        }
        known.verifiers.insert(tenant, Arc::clone(&verifier));
        Some(verifier)
    }
}

/// The issuer of a tenant's tokens.
pub(crate) fn issuer(edge: &Edge, tenant: &str) -> String {
    let mut url = edge.identity().public_url.clone();
    url.path_segments_mut()
        .expect("the public address is of a web server")
        .clear()
        .extend(["realms", tenant]);
    url.to_string()
}

/// Whom access tokens are for: this node's API.
pub(crate) fn audience(edge: &Edge) -> String {
    edge.identity().public_url.origin().ascii_serialization()
}

fn by_claims(identity: &State, claims: &AccessClaims, now: Timestamp) -> Result<Caller, Problem> {
    let unknown = |_| invalid("the access token is not one of this node");
    let tenant = Tenant::new(claims.tenant.parse().map_err(unknown)?);
    let principal: PrincipalId = claims.sub.parse().map_err(unknown)?;
    let client: ClientId = claims.client_id.parse().map_err(unknown)?;
    let grant: Option<GrantId> = claims
        .grant
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(unknown)?;
    let seconds = |seconds: u64| Timestamp::from_microseconds(seconds.saturating_mul(1_000_000));
    let limit = GrantScopes::parse(&claims.scope).map_or(Permissions::NONE, |scopes| scopes.permissions());
    let by = Authority::Principal { id: principal, limit };
    let caller = Caller {
        tenant,
        permissions: by.permissions(identity, tenant),
        by,
        credential: Credential::Token(AccessToken {
            client,
            grant,
            hash: access_token_hash(&claims.jti),
            issued_at: seconds(claims.iat),
            expires_at: seconds(claims.exp),
        }),
        methods: vec!["access_token"],
        proved_at: claims.auth_time.map(seconds),
        signing: None,
        admission: None,
        only_of: None,
    };
    if caller.is_live(identity, now) {
        Ok(caller)
    } else {
        Err(invalid("what the access token stands on has ended"))
    }
}

/// Whether what a token stands on still is.
pub(super) fn is_live(identity: &State, caller: &Caller, token: &AccessToken, now: Timestamp) -> bool {
    let Authority::Principal { id, .. } = &caller.by else {
        return false;
    };
    if now >= token.expires_at || !identity.tenancy.is_open(caller.tenant) {
        return false;
    }
    match token.grant {
        Some(grant) => identity
            .check_grant(caller.tenant, grant, now)
            .is_ok_and(|grant| grant.allowed.principal == *id && grant.allowed.client == token.client),
        None if identity.oauth.is_revoked(caller.tenant, &token.hash) => false,
        None => identity
            .check_client_token(caller.tenant, token.client, token.issued_at)
            .is_ok_and(|(_, principal)| principal == *id),
    }
}
