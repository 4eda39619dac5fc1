//! A browser brings a client's request for authorization.

use axum::extract::State;
use axum::response::Response;
use bezant_credentials::token::{Token, TokenKind};
use bezant_identity::Authority;
use bezant_identity::oauth::{Command, GrantScopes};
use bezant_kernel::Milliseconds;

use super::answer::{Failure, OAuthError, Word};
use super::browser::{SignedIn, signed_in, to_sign_in};
use super::fields::{Asked, Fields};
use super::realm::Realm;
use super::request::{SENT_AT, Wanted, Way};
use super::{consent, pages};
use crate::edge::Edge;

/// A second less than the machine allows, whose clock may be behind.
const CODE_LIFETIME: Milliseconds = Milliseconds(59_000);

/// What is still kept while somebody signs in.
const LONGEST_REQUEST: usize = 3_800;

/// Begins: checks the request, lets the person sign in and asks them.
pub(super) async fn begin(State(edge): State<Edge>, realm: Realm, asked: Asked) -> Response {
    let fields = match asked.fields {
        Ok(fields) => fields,
        Err(error) => return pages::error(&error.detail),
    };
    let way = match Way::of(&edge, &realm, &fields) {
        Ok(way) => way,
        Err(detail) => return pages::error(detail),
    };
    let wanted = match Wanted::of(&way, &fields) {
        Ok(wanted) => wanted,
        Err(error) => return way.error(&error),
    };
    let found = signed_in(&edge, &realm, &asked.headers);
    let Some(who) = found.filter(|who| !wanted.is_too_old(who, edge.now())) else {
        if wanted.prompt.none {
            return way.error(&OAuthError::new(Word::LoginRequired, "the person has to sign in"));
        }
        let later = for_later(&edge, &fields);
        if later.len() > LONGEST_REQUEST {
            return way.error(&OAuthError::new(Word::InvalidRequest, "the request is too long"));
        }
        return to_sign_in(&realm, &realm.path("authorize"), &later);
    };
    if let Some(page) = who.not_yet() {
        return page;
    }
    let granted = match grant(&edge, &realm, &way, &wanted, &who) {
        Ok(granted) => granted,
        Err(error) => return way.error(&error),
    };
    if wanted.prompt.consent || !is_approved(&edge, &realm, &way, &who, granted) {
        if wanted.prompt.none {
            return way.error(&OAuthError::new(
                Word::ConsentRequired,
                "the person has to allow it",
            ));
        }
        return consent::ask(&edge, &realm, &way, &who, granted, &fields);
    }
    issue(&edge, &realm, &way, &wanted, &who, granted).await
}

/// The request as it is when the person has signed in.
fn for_later(edge: &Edge, fields: &Fields) -> String {
    let query = fields.written_without(&["csrf", SENT_AT]);
    format!("{query}&{SENT_AT}={}", edge.now().as_microseconds())
}

/// What the client is given.
pub(super) fn grant(
    edge: &Edge,
    realm: &Realm,
    way: &Way,
    wanted: &Wanted,
    who: &SignedIn,
) -> Result<GrantScopes, OAuthError> {
    let own = edge
        .directory()
        .read(|directory| who.authority().permissions(directory.identity(), realm.tenant));
    let granted = wanted.granted(&way.client, own);
    if granted.is_empty() {
        let detail = "the client or the person may do nothing of what is asked for";
        return Err(OAuthError::new(Word::InvalidScope, detail));
    }
    Ok(granted)
}

fn is_approved(edge: &Edge, realm: &Realm, way: &Way, who: &SignedIn, granted: GrantScopes) -> bool {
    let approved = edge.directory().read(|directory| {
        let oauth = &directory.identity().oauth;
        oauth.approved(realm.tenant, who.principal, way.client.id)
    });
    !way.can_be_taken() && approved.contains_all(granted)
}

/// Sends the client its code.
pub(super) async fn issue(
    edge: &Edge,
    realm: &Realm,
    way: &Way,
    wanted: &Wanted,
    who: &SignedIn,
    granted: GrantScopes,
) -> Response {
    let code = Token::random(TokenKind::Code);
    let command = Command::IssueCode {
        hash: code.hash(),
        client: way.client.id,
        principal: who.principal,
        session: who.session,
        redirect_uri: way.redirect_uri.clone(),
        challenge: wanted.challenge,
        scopes: granted,
        nonce: wanted.nonce.clone(),
        expires_at: edge.now().after(CODE_LIFETIME),
    };
    match give(edge, realm, who.authority(), command).await {
        Ok(()) => way.answer(&[("code", &code.text())]),
        Err(error) => way.error(&error),
    }
}

/// Gives a command whose refusal is told to the client by the browser.
pub(super) async fn give(
    edge: &Edge,
    realm: &Realm,
    by: Authority,
    command: Command,
) -> Result<(), OAuthError> {
    realm
        .give(edge, by, command)
        .await
        .map_err(|failure| match failure {
            Failure::Machine(rejection) => {
                let error = OAuthError::from(rejection);
                match error.word {
                    // What is registered for the other endpoints only.
                    Word::InvalidGrant | Word::InvalidClient => {
                        OAuthError::new(Word::AccessDenied, error.detail)
                    }
                    _ => error,
                }
            }
            Failure::Other(problem) => {
                tracing::warn!(code = problem.code(), "an authorization was not carried out");
                OAuthError::new(Word::TemporarilyUnavailable, "the node can't do this right now")
            }
        })
}
