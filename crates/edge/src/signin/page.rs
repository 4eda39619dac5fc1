//! The shell of the pages for people, and what is theirs to load: nothing from anywhere else, no script but the node's own.

use std::borrow::Cow;

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// What every page says to the browser.
const HEADERS: &[(HeaderName, &str)] = &[
    (CONTENT_TYPE, "text/html; charset=utf-8"),
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_FRAME_OPTIONS, "DENY"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (CACHE_CONTROL, "no-store"),
    (REFERRER_POLICY, "no-referrer"),
];

/// A page with this title. The body is HTML: what comes from outside must have gone through [`escape`].
pub(crate) fn page(title: &str, body_html: &str) -> Response {
    let title = escape(title);
    let text = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} - Bezant</title>\n\
         <link rel=\"stylesheet\" href=\"/sign-in/style.css\">\n</head>\n<body>\n<main>\n<p class=\"brand\">Bezant</p>\n\
         <h1>{title}</h1>\n{body_html}\n</main>\n<script src=\"/sign-in/script.js\"></script>\n</body>\n</html>\n"
    );
    let mut response = Response::new(Body::from(text));
    for (name, value) in HEADERS {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}

/// The same where something went wrong.
pub(crate) fn page_with(status: StatusCode, title: &str, body_html: &str) -> Response {
    let mut response = page(title, body_html);
    *response.status_mut() = status;
    response
}

/// Text as it can stand in HTML, within and without quotes of an attribute.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

/// A path of this node that somebody may be led to, and no other address: browsers take `//x`, `/\x` and tabs in between for
/// other sites.
pub(crate) fn own_path(text: &str) -> Option<&str> {
    let mut rest = text.bytes();
    let is_own = rest.next() == Some(b'/') && rest.next() != Some(b'/');
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (is_own && is_plain && text.len() <= 4_096).then_some(text)
}

/// A style or a script of such pages.
pub(crate) fn asset(kind: &'static str, text: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("max-age=300"));
    response
}

pub(super) async fn style() -> Response {
    asset("text/css; charset=utf-8", include_str!("style.css"))
}

pub(super) async fn script() -> Response {
    asset("text/javascript; charset=utf-8", include_str!("script.js"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_elsewhere() {
        for own in ["/", "/account", "/realms/a/authorize?x=1&y=http://b", "/a%2f%2fb"] {
            assert_eq!(own_path(own), Some(own));
        }
        for other in [
            "",
            "account",
            "//evil.example",
            "/\\evil.example",
            "\\/evil",
            "http://evil.example",
            "/\t/evil.example",
            "/a b",
            "/a\r\nSet-Cookie: x",
            "javascript:alert(1)",
            "/\u{e9}",
            " /account",
        ] {
            assert_eq!(own_path(other), None, "{other:?}");
        }
        assert_eq!(own_path(&format!("/{}", "a".repeat(5_000))), None);
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(escape("<b a=\"'&'\">"), "&lt;b a=&quot;&#39;&amp;&#39;&quot;&gt;");
        assert_eq!(escape("Zoë"), "Zoë");
    }
}
