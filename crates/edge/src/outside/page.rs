//! The two small pages of this part: why a sign-in did not work, and the form that a browser sends once more from here.

use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::signin::page::{escape, page, page_with};

/// Why it did not work, with the word for those who are asked for help.
pub(super) fn refused(status: StatusCode, reason: &str, word: &str) -> Response {
    let body = format!(
        "<p>{}</p><p><code>{}</code></p><p><a href=\"/sign-in\">Back to signing in</a></p>",
        escape(reason),
        escape(word)
    );
    page_with(status, "Signing in did not work", &body)
}

/// A form from another site comes without our cookie. Sent once more from a page of ours, it comes with it; and it is only
/// good together with it.
pub(super) fn once_more(path: &str, fields: &[(&str, &str)]) -> Response {
    let nonce = STANDARD.encode(rand::random::<[u8; 16]>());
    let mut body = format!("<form method=\"post\" action=\"{}\">", escape(path));
    for (name, value) in fields {
        body.push_str(&format!(
            "<input type=\"hidden\" name=\"{name}\" value=\"{}\">",
            escape(value)
        ));
    }
    body.push_str(&format!(
        "<p><button>Continue</button></p></form><script nonce=\"{nonce}\">document.forms[0].submit()</script>"
    ));
    let mut response = page("Signing in", &body);
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'self' 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    let policy = HeaderValue::from_str(&policy).expect("base64 is plain ASCII");
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    response
}
