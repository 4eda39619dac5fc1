//! The person is asked whether a client may act for them, and answers.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_identity::oauth::{Command, GrantScopes};

use super::answer::{OAuthError, Refused, Word, redirect};
use super::authorize::{give, grant, issue};
use super::browser::{SignedIn, is_own_form, seal_of_form, signed_in};
use super::fields::{Fields, Posted};
use super::pages::{self, escape};
use super::realm::Realm;
use super::request::{SENT_AT, Wanted, Way};
use crate::edge::Edge;

const PURPOSE: &str = "consent";

/// The question.
pub(super) fn ask(
    edge: &Edge,
    realm: &Realm,
    way: &Way,
    who: &SignedIn,
    granted: GrantScopes,
    fields: &Fields,
) -> Response {
    let request = fields.written_without(&[SENT_AT]);
    let seal = seal_of_form(edge, who, PURPOSE, &request);
    let client = escape(&way.client.terms.name);
    let warning = if way.can_be_taken() {
        "<p>It runs on your device. Allow it only if you have just started it yourself.</p>"
    } else {
        ""
    };
    let body = format!(
        "<p><strong>{client}</strong> asks to do this with your account at <strong>{}</strong>:</p>{}{warning}{}\
         <p>Afterwards you are sent to <code>{}</code>.</p>",
        escape(&realm.name),
        pages::scope_list(granted),
        pages::question(
            &realm.path("authorize"),
            &[("request", &request), ("csrf", &seal)],
            "Allow",
            "Deny"
        ),
        escape(&place(&way.redirect_uri)),
    );
    let title = format!("Allow {}?", way.client.terms.name);
    pages::page(StatusCode::OK, &title, &body, Some(&way.redirect_uri))
}

fn place(address: &str) -> String {
    let url = url::Url::parse(address).ok();
    let origin = url.map(|url| url.origin()).filter(url::Origin::is_tuple);
    origin.map_or_else(|| address.to_owned(), |origin| origin.ascii_serialization())
}

/// The answer. A client's request that comes as a form is begun like any other.
pub(super) async fn answer(
    State(edge): State<Edge>,
    realm: Realm,
    posted: Posted,
) -> Result<Response, Refused> {
    let Some(request) = posted.fields.get("csrf").and(posted.fields.get("request")) else {
        let query = posted.fields.written_without(&[]);
        return Ok(redirect(&format!("{}?{query}", realm.path("authorize"))));
    };
    let fields = match Fields::parse(request.as_bytes()) {
        Ok(fields) => fields,
        Err(error) => return Ok(pages::error(&error.detail)),
    };
    let way = match Way::of(&edge, &realm, &fields) {
        Ok(way) => way,
        Err(detail) => return Ok(pages::error(detail)),
    };
    let Some(who) = signed_in(&edge, &realm, &posted.headers) else {
        return Ok(redirect(&format!("{}?{request}", realm.path("authorize"))));
    };
    if let Some(page) = who.not_yet() {
        return Ok(page);
    }
    if !is_own_form(&edge, &who, PURPOSE, request, posted.fields.get("csrf")) {
        return Ok(pages::error(
            "This form was not made for your session, or is too old",
        ));
    }
    let wanted = match Wanted::of(&way, &fields) {
        Ok(wanted) => wanted,
        Err(error) => return Ok(way.error(&error)),
    };
    if posted.fields.get("answer") != Some("yes") {
        return Ok(way.error(&OAuthError::new(
            Word::AccessDenied,
            "the person does not allow it",
        )));
    }
    let granted = match grant(&edge, &realm, &way, &wanted, &who) {
        Ok(granted) => granted,
        Err(error) => return Ok(way.error(&error)),
    };
    let remember = Command::RememberApproval {
        principal: who.principal,
        client: way.client.id,
        scopes: granted,
    };
    if let Err(error) = give(&edge, &realm, who.authority(), remember).await {
        return Ok(way.error(&error));
    }
    Ok(issue(&edge, &realm, &way, &wanted, &who, granted).await)
}
