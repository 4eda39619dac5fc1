//! The two small pages of this part: why a sign-in did not work, and the form that a browser sends once more from here.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_FRAME_OPTIONS};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Text as it stands in HTML, in attributes too.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:26rem;margin:12vh auto 0;padding:0 1rem}\
                     h1{font-size:1.4rem}code{font-size:.9em}:root{color-scheme:light dark}";

fn page(status: StatusCode, title: &str, body: &str, scripts: bool) -> Response {
    let nonce = STANDARD.encode(rand::random::<[u8; 16]>());
    let body = body.replace("{nonce}", &nonce);
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title} - Bezant</title>\
         <style nonce=\"{nonce}\">{STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"
    );
    let script = if scripts { format!("script-src 'nonce-{nonce}'; ") } else { String::new() };
    let policy = format!(
        "default-src 'none'; {script}style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    let policy = HeaderValue::from_str(&policy).expect("base64 is plain ASCII");
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    response
}

/// Why it did not work, with the word for those who are asked for help.
pub(super) fn refused(status: StatusCode, reason: &str, word: &str) -> Response {
    let body = format!(
        "<p>{}</p><p><code>{}</code></p><p><a href=\"/sign-in\">Back to signing in</a></p>",
        escaped(reason),
        escaped(word)
    );
    page(status, "Signing in did not work", &body, false)
}

/// A form from another site comes without our cookie. Sent once more from a page of ours, it comes with it; and it is only
/// good together with it.
pub(super) fn once_more(path: &str, fields: &[(&str, &str)]) -> Response {
    let mut body = format!("<form method=\"post\" action=\"{}\">", escaped(path));
    for (name, value) in fields {
        body.push_str(&format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escaped(value)));
    }
    body.push_str(
        "<p><button>Continue</button></p></form><script nonce=\"{nonce}\">document.forms[0].submit()</script>",
    );
    page(StatusCode::OK, "Signing in", &body, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_place() {
        let text = escaped("\"><script>alert('1')</script>&");
        assert_eq!(text, "&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;");
    }
}
