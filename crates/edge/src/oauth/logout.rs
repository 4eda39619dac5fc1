//! A client lets its user sign out (OpenID Connect RP-Initiated Logout 1.0).
//!
//! Where the client shows a token that was made in this very session, it is done at once; otherwise the person is asked, so that
//! no link signs anyone out. The browser is sent on to registered addresses only.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bezant_credentials::jwt::{IdClaims, LARGEST_TOKEN, TokenType, Verifier};
use bezant_identity::oauth::Client;
use bezant_kernel::Timestamp;
use serde::Deserialize;
use url::Url;

use super::answer::{Refused, redirect};
use super::browser::{SignedIn, is_own_form, seal_of_form, sign_out, signed_in};
use super::fields::{Asked, Fields, Posted};
use super::realm::Realm;
use super::{client, keys, pages};
use crate::edge::Edge;
use crate::signin::no_session_cookie;

const PURPOSE: &str = "logout";
const NOBODY: &str = "Nobody is signed in here";

/// Where the browser goes afterwards, and what the hint says.
struct Leaving {
    /// The client's address, with its state.
    to: Option<String>,
    hint: Option<IdClaims>,
}

#[derive(Deserialize)]
struct Unverified {
    iat: u64,
    aud: String,
}

impl Leaving {
    fn of(edge: &Edge, realm: &Realm, fields: &Fields) -> Result<Leaving, &'static str> {
        let hint = match fields.get("id_token_hint") {
            Some(text) => {
                Some(verified(edge, realm, text).ok_or("The hint is not an ID token of this server")?)
            }
            None => None,
        };
        let named = fields.get("client_id");
        let of_hint = hint.as_ref().and_then(|hint| hint.azp.as_deref());
        if let (Some(named), Some(of_hint)) = (named, of_hint)
            && named != of_hint
        {
            return Err("The hint was made for another program");
        }
        let client = of_hint.or(named).and_then(|id| client::find(edge, realm, id));
        let to = match fields.get("post_logout_redirect_uri") {
            Some(uri) => Some(address(client.as_ref(), uri, fields.get("state"))?),
            None => None,
        };
        Ok(Leaving { to, hint })
    }

    /// Whether the hint was made in this session.
    fn is_about(&self, who: &SignedIn) -> bool {
        let hint = self.hint.as_ref();
        hint.is_some_and(|hint| {
            hint.sub == who.principal.to_string()
                && hint.sid.as_deref() == Some(who.session.to_string().as_str())
        })
    }

    /// Signs out, and goes on.
    async fn sign_out(&self, edge: &Edge, realm: &Realm, who: &SignedIn) -> Result<Response, Refused> {
        sign_out(edge, realm, who).await?;
        let mut response = self.go("You have signed out");
        response.headers_mut().append(SET_COOKIE, no_session_cookie(edge));
        Ok(response)
    }

    /// Goes on where nobody is signed in here. The browser's session may be with another organisation: its cookie stays.
    fn go(&self, title: &str) -> Response {
        match &self.to {
            Some(to) => redirect(to),
            None => pages::page(StatusCode::OK, title, "<p>You can close this page.</p>", None),
        }
    }
}

fn address(client: Option<&Client>, uri: &str, state: Option<&str>) -> Result<String, &'static str> {
    let unknown = "The address to go on to is not registered with the program";
    if !client.is_some_and(|client| client.leaves_to(uri)) {
        return Err(unknown);
    }
    let mut url = Url::parse(uri).map_err(|_| unknown)?;
    if let Some(state) = state {
        url.query_pairs_mut().append_pair("state", state);
    }
    Ok(url.into())
}

/// What a hint says, if it is ours. Its time may be over: it is no credential.
fn verified(edge: &Edge, realm: &Realm, text: &str) -> Option<IdClaims> {
    if text.len() > LARGEST_TOKEN {
        return None;
    }
    let claims = URL_SAFE_NO_PAD.decode(text.split('.').nth(1)?).ok()?;
    let unverified: Unverified = serde_json::from_slice(&claims).ok()?;
    let made_at = Timestamp::from_microseconds(unverified.iat.saturating_mul(1_000_000));
    if made_at > edge.now() {
        return None;
    }
    let verifier = Verifier::new(
        TokenType::Id,
        &realm.issuer,
        unverified.aud,
        keys::public_keys(edge),
    );
    verifier.verify(text, made_at).ok()
}

/// Signs out, or asks.
pub(super) async fn begin(State(edge): State<Edge>, realm: Realm, asked: Asked) -> Result<Response, Refused> {
    let fields = match asked.fields {
        Ok(fields) => fields,
        Err(error) => return Ok(pages::error(&error.detail)),
    };
    let leaving = match Leaving::of(&edge, &realm, &fields) {
        Ok(leaving) => leaving,
        Err(detail) => return Ok(pages::error(detail)),
    };
    let Some(who) = signed_in(&edge, &realm, &asked.headers) else {
        return Ok(leaving.go(NOBODY));
    };
    if leaving.is_about(&who) {
        return leaving.sign_out(&edge, &realm, &who).await;
    }
    let request = fields.written_without(&[]);
    let seal = seal_of_form(&edge, &who, PURPOSE, &request);
    let hidden = [("request", request.as_str()), ("csrf", seal.as_str())];
    let body = pages::question(&realm.path("logout"), &hidden, "Sign out", "Stay signed in");
    Ok(pages::page(
        StatusCode::OK,
        "Sign out?",
        &body,
        leaving.to.as_deref(),
    ))
}

/// The person's answer; or a client's request that comes as a form.
pub(super) async fn answer(
    State(edge): State<Edge>,
    realm: Realm,
    posted: Posted,
) -> Result<Response, Refused> {
    let Some(request) = posted
        .fields
        .get("csrf")
        .map(|_| posted.fields.get("request").unwrap_or_default())
    else {
        let query = posted.fields.written_without(&[]);
        return Ok(redirect(&format!("{}?{query}", realm.path("logout"))));
    };
    let fields = match Fields::parse(request.as_bytes()) {
        Ok(fields) => fields,
        Err(error) => return Ok(pages::error(&error.detail)),
    };
    let leaving = match Leaving::of(&edge, &realm, &fields) {
        Ok(leaving) => leaving,
        Err(detail) => return Ok(pages::error(detail)),
    };
    let Some(who) = signed_in(&edge, &realm, &posted.headers) else {
        return Ok(leaving.go(NOBODY));
    };
    if !is_own_form(&edge, &who, PURPOSE, request, posted.fields.get("csrf")) {
        return Ok(pages::error(
            "This form was not made for your session, or is too old",
        ));
    }
    if posted.fields.get("answer") != Some("yes") {
        let body = "<p>You can close this page.</p>";
        return Ok(pages::page(StatusCode::OK, "You are still signed in", body, None));
    }
    leaving.sign_out(&edge, &realm, &who).await
}
