//! The pages on the way to a client: plain HTML, with nothing from elsewhere, no script, and nowhere to be framed.

use std::fmt::Write;

use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use bezant_identity::oauth::{Claim, GrantScopes};
use url::Url;

pub(super) use crate::signin::page::escape;
use crate::signin::page::page_with;

/// A page. Its forms may lead to this node, and from there to `leads_to`: browsers check where a form's answer sends them.
pub(super) fn page(status: StatusCode, title: &str, body: &str, leads_to: Option<&str>) -> Response {
    let mut response = page_with(status, title, body);
    if let Some(target) = leads_to.and_then(form_target) {
        let policy = format!(
            "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'{target}; base-uri 'none'; \
             frame-ancestors 'none'"
        );
        let policy = HeaderValue::try_from(policy).expect("an origin or a scheme is plain ASCII");
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// An address as a source in a policy: its origin, or its scheme where it has none.
fn form_target(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let origin = url.origin();
    Some(if origin.is_tuple() {
        format!(" {}", origin.ascii_serialization())
    } else {
        format!(" {}:", url.scheme())
    })
}

/// A page that says why it does not go on.
pub(super) fn error(detail: &str) -> Response {
    let body = format!(
        "<p>{}.</p><p>Go back to where you came from and try again. If it stays so, tell those who run that program.</p>",
        escape(detail)
    );
    page(
        StatusCode::BAD_REQUEST,
        "This request can't be carried out",
        &body,
        None,
    )
}

/// What scopes allow, as a list.
pub(super) fn scope_list(scopes: GrantScopes) -> String {
    let mut list = String::from("<ul>");
    for claim in Claim::ALL.into_iter().filter(|claim| scopes.has(*claim)) {
        let text = match claim {
            Claim::OpenId => "know who you are",
            Claim::Profile => "see your name",
            Claim::Email => "see your e-mail address",
            Claim::OfflineAccess => "go on when you have signed out",
        };
        write!(list, "<li>{text}</li>").expect("a text is written to memory");
    }
    for permission in scopes.permissions().iter() {
        write!(list, "<li>act for you: <code>{}</code></li>", permission.as_str())
            .expect("a text is written to memory");
    }
    list.push_str("</ul>");
    list
}

/// The hidden fields and the two buttons of a question.
pub(super) fn question(action: &str, hidden: &[(&str, &str)], yes: &str, no: &str) -> String {
    let mut form = format!("<form method=\"post\" action=\"{}\">", escape(action));
    for (name, value) in hidden {
        write!(
            form,
            "<input type=\"hidden\" name=\"{name}\" value=\"{}\">",
            escape(value)
        )
        .expect("a text is written to memory");
    }
    write!(
        form,
        "<p><button class=\"main\" name=\"answer\" value=\"yes\">{yes}</button>\
         <button name=\"answer\" value=\"no\">{no}</button></p></form>"
    )
    .expect("a text is written to memory");
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_to_the_client_only() {
        let response = page(StatusCode::OK, "<script>", "", Some("http://127.0.0.1:7/x;y"));
        let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.contains("form-action 'self' http://127.0.0.1:7;"),
            "{policy}"
        );
        assert_eq!(
            form_target("com.example.shop:/back").unwrap(),
            " com.example.shop:"
        );
    }
}
