//! A client asks for tokens, by one of four ways.

use axum::extract::State;
use axum::response::Response;
use bezant_credentials::pkce;
use bezant_credentials::token::{RefreshToken, Token, TokenKind};
use bezant_identity::Authority;
use bezant_identity::oauth::{Client, Command, Flow, Grant, GrantScopes};
use bezant_kernel::{GrantId, PrincipalId};

use super::answer::{OAuthError, Refused, Word};
use super::client::{authenticate, check_flow, scopes_asked};
use super::device;
use super::fields::{Fields, Posted};
use super::realm::Realm;
use super::tokens::{self, Made};
use crate::edge::Edge;

/// Gives tokens.
pub(super) async fn token(
    State(edge): State<Edge>,
    realm: Realm,
    posted: Posted,
) -> Result<Response, Refused> {
    let fields = &posted.fields;
    realm.check_open()?;
    let client = authenticate(&edge, &realm, &posted.headers, fields)?;
    let unsupported = || OAuthError::new(Word::UnsupportedGrantType, "there is no such grant type");
    let flow = Flow::from_word(fields.need("grant_type")?).ok_or_else(unsupported)?;
    check_flow(&client, flow)?;
    match flow {
        Flow::AuthorizationCode => by_code(&edge, &realm, &client, fields).await,
        Flow::RefreshToken => by_refresh_token(&edge, &realm, &client, fields).await,
        Flow::ClientCredentials => by_itself(&edge, &realm, &client, fields).await,
        Flow::DeviceCode => device::redeem(&edge, &realm, &client, fields).await,
    }
}

fn no_grant() -> OAuthError {
    OAuthError::new(
        Word::InvalidGrant,
        "what was presented is not known, is over, or was used already",
    )
}

async fn by_code(edge: &Edge, realm: &Realm, client: &Client, fields: &Fields) -> Result<Response, Refused> {
    let code = Token::parse(TokenKind::Code, fields.need("code")?).ok_or_else(no_grant)?;
    let bad_verifier = || {
        OAuthError::new(
            Word::InvalidGrant,
            "the verifier is not 43 to 128 unreserved characters",
        )
    };
    let challenge = pkce::challenge_of(fields.need("code_verifier")?).ok_or_else(bad_verifier)?;
    let grant: GrantId = edge.new_id();
    let refresh = first_refresh(client, grant);
    let command = Command::RedeemCode {
        hash: code.hash(),
        client: client.id,
        redirect_uri: fields.need("redirect_uri")?.to_owned(),
        challenge,
        grant,
        refresh: refresh.as_ref().map(RefreshToken::hash),
    };
    // A code that was used before ends what was made from it, which is no error for the machine: nothing is made then.
    realm.give(edge, Authority::Anyone, command).await?;
    made(edge, realm, client, grant, refresh).await
}

/// The first refresh token of a grant, where the client may have one.
pub(super) fn first_refresh(client: &Client, grant: GrantId) -> Option<RefreshToken> {
    let may = client.terms.flows.contains(Flow::RefreshToken);
    may.then(|| RefreshToken::random(grant, 0))
}

/// The answer to what has made a grant.
pub(super) async fn made(
    edge: &Edge,
    realm: &Realm,
    client: &Client,
    grant: GrantId,
    refresh: Option<RefreshToken>,
) -> Result<Response, Refused> {
    let (grant, scopes) = live(edge, realm, grant).ok_or_else(no_grant)?;
    let made = Made {
        client,
        grant: &grant,
        scopes,
        refresh,
        is_first: true,
    };
    tokens::of_grant(edge, realm, made).await
}

fn live(edge: &Edge, realm: &Realm, grant: GrantId) -> Option<(Grant, GrantScopes)> {
    let now = edge.now();
    edge.directory().read(|directory| {
        let identity = directory.identity();
        let grant = identity.check_grant(realm.tenant, grant, now).ok()?;
        Some((grant.clone(), identity.scopes_of(grant)))
    })
}

async fn by_refresh_token(
    edge: &Edge,
    realm: &Realm,
    client: &Client,
    fields: &Fields,
) -> Result<Response, Refused> {
    let presented = RefreshToken::parse(fields.need("refresh_token")?).ok_or_else(no_grant)?;
    let generation = u32::try_from(presented.generation()).map_err(|_| no_grant())?;
    let found = live(edge, realm, presented.grant()).filter(|(grant, _)| grant.allowed.client == client.id);
    // Before the token is used up. What is not known or has ended is for the machine to refuse.
    let asked = match (&found, fields.get("scope")) {
        (Some((_, scopes)), Some(_)) => {
            let asked = scopes_asked(client, fields)?;
            if !scopes.contains_all(asked) {
                let detail = "a refresh token gives no more than was granted";
                return Err(OAuthError::new(Word::InvalidScope, detail).into());
            }
            Some(asked)
        }
        _ => None,
    };
    let next = RefreshToken::random(presented.grant(), u64::from(generation) + 1);
    let command = Command::Refresh {
        grant: presented.grant(),
        client: client.id,
        generation,
        presented: presented.hash(),
        next: next.hash(),
    };
    realm.give(edge, Authority::Anyone, command).await?;
    let (grant, scopes) = live(edge, realm, presented.grant()).ok_or_else(no_grant)?;
    if grant.refresh != Some(next.hash()) {
        return Err(no_grant().into());
    }
    let made = Made {
        client,
        grant: &grant,
        scopes: asked.map_or(scopes, |asked| scopes.intersection(asked)),
        refresh: Some(next),
        is_first: false,
    };
    tokens::of_grant(edge, realm, made).await
}

async fn by_itself(
    edge: &Edge,
    realm: &Realm,
    client: &Client,
    fields: &Fields,
) -> Result<Response, Refused> {
    let asked = scopes_asked(client, fields)?;
    if !client.terms.scopes.contains_all(asked) {
        return Err(OAuthError::new(Word::InvalidScope, "the client may not ask for this").into());
    }
    let now = edge.now();
    let found: Option<(PrincipalId, GrantScopes)> = edge.directory().read(|directory| {
        let identity = directory.identity();
        let (_, principal) = identity.check_client_token(realm.tenant, client.id, now).ok()?;
        let own = identity.access.permissions_of(realm.tenant, principal);
        // What OpenID Connect shows of people is not for programs.
        Some((principal, asked.intersection(GrantScopes::new(own, &[]))))
    });
    let suspended = || {
        OAuthError::new(
            Word::UnauthorizedClient,
            "the account that the client acts as can't be used",
        )
    };
    let (principal, scopes) = found.ok_or_else(suspended)?;
    if scopes.is_empty() {
        return Err(OAuthError::new(
            Word::InvalidScope,
            "the client may do nothing of what it asks for",
        )
        .into());
    }
    tokens::of_client(edge, realm, client, principal, scopes).await
}
