//! Who sits at the browser, by the session's cookie, and forms that only their own pages can send.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bezant_credentials::token::{Token, TokenKind};
use bezant_identity::{Authority, session};
use bezant_kernel::{PrincipalId, SessionId, Timestamp};
use url::form_urlencoded;

use super::answer::redirect;
use super::pages;
use super::realm::Realm;
use crate::auth::{cookie, session_cookie, session_lacks_second_factor};
use crate::edge::Edge;

/// Someone who has signed in.
#[derive(Clone, Debug)]
pub(super) struct SignedIn {
    pub(super) principal: PrincipalId,
    pub(super) session: SessionId,
    pub(super) authenticated_at: Timestamp,
    /// Whether the session is good for nothing but setting up the second factor that the organisation asks for.
    lacks_second_factor: bool,
}

impl SignedIn {
    pub(super) fn authority(&self) -> Authority {
        Authority::principal(self.principal)
    }

    /// The page that asks them to set up a second factor first, where they have to.
    pub(super) fn not_yet(&self) -> Option<Response> {
        let body = "<p>The organisation asks for one. Set it up in <a href=\"/account\">your account</a>, then come back.</p>";
        let page = || pages::page(StatusCode::FORBIDDEN, "Set up a second factor first", body, None);
        self.lacks_second_factor.then(page)
    }
}

/// Who has signed in to this tenant with this browser.
pub(super) fn signed_in(edge: &Edge, realm: &Realm, headers: &HeaderMap) -> Option<SignedIn> {
    let token = Token::parse(TokenKind::Session, cookie(headers, session_cookie(edge))?)?;
    let now = edge.now();
    edge.directory().read(|directory| {
        let session = directory
            .identity()
            .authenticate_session(&token.hash(), now)
            .ok()?;
        (session.tenant == realm.tenant && realm.is_open).then_some(SignedIn {
            principal: session.principal,
            session: session.id,
            authenticated_at: session.authenticated_at,
            lacks_second_factor: session_lacks_second_factor(directory.identity(), session),
        })
    })
}

/// Sends the browser to the page where one signs in, and from there back to `path` with `query`.
pub(super) fn to_sign_in(realm: &Realm, path: &str, query: &str) -> Response {
    let mut parameters = form_urlencoded::Serializer::new(String::new());
    let back = if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    };
    parameters
        .append_pair("tenant", &realm.name)
        .append_pair("return_to", &back);
    redirect(&format!("/sign-in?{}", parameters.finish()))
}

/// Ends the session.
pub(super) async fn sign_out(
    edge: &Edge,
    realm: &Realm,
    who: &SignedIn,
) -> Result<(), crate::problem::Problem> {
    let command = session::Command::Revoke {
        id: who.session,
        signed_out: true,
    };
    let action = bezant_identity::Action::Session(command);
    edge.command(realm.tenant, who.authority(), action, realm.correlation())
        .await?;
    edge.settled().await;
    Ok(())
}

/// What only a page made for this session, and for this purpose and content, has in its form.
pub(super) fn seal_of_form(edge: &Edge, who: &SignedIn, purpose: &str, content: &str) -> String {
    mac(edge, who, purpose, content).to_hex().to_string()
}

/// Whether a form comes from such a page.
pub(super) fn is_own_form(
    edge: &Edge,
    who: &SignedIn,
    purpose: &str,
    content: &str,
    presented: Option<&str>,
) -> bool {
    let presented = presented.and_then(|text| blake3::Hash::from_hex(text).ok());
    // The comparison of hashes takes the same time wherever they differ.
    presented.is_some_and(|presented| presented == mac(edge, who, purpose, content))
}

fn mac(edge: &Edge, who: &SignedIn, purpose: &str, content: &str) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new_keyed(&edge.oauth().form_key);
    hasher.update(&who.session.as_u128().to_be_bytes());
    hasher.update(purpose.as_bytes());
    hasher.update(&[0]);
    hasher.update(content.as_bytes());
    hasher.finalize()
}
