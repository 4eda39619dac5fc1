//! How many rows an answer has: of a list those of its `data`, else the thing itself.

use axum::body::{Body, HttpBody, to_bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use axum::response::Response;

/// More than any page has. Of larger answers the rows are not counted.
const MAX_COUNTED_BYTES: u64 = 1 << 20;
/// Lists begin so.
const LIST: &[u8] = b"{\"data\":[";

/// Counts the rows of what was read, if it was something whose rows can be counted.
pub(crate) async fn rows_of(method: &Method, response: Response) -> (Response, Option<u64>) {
    let is_json = response.headers().get(CONTENT_TYPE).is_some_and(|kind| {
        kind.as_bytes().starts_with(b"application/") && kind.as_bytes().ends_with(b"json")
    });
    let size = response.body().size_hint().exact();
    let is_countable = *method == Method::GET
        && response.status() == StatusCode::OK
        && is_json
        && size.is_some_and(|size| size <= MAX_COUNTED_BYTES);
    if !is_countable {
        return (response, None);
    }
    let (head, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await;
    let body = body.expect("a body of known size is in memory");
    let rows = rows_in(&body);
    (Response::from_parts(head, Body::from(body)), Some(rows))
}

fn rows_in(body: &[u8]) -> u64 {
    let Some(rest) = body.strip_prefix(LIST) else {
        return 1;
    };
    let (mut rows, mut depth, mut at) = (0, 0_usize, 0);
    while let Some(byte) = rest.get(at) {
        match byte {
            b'"' => {
                rows += u64::from(depth == 0);
                at = end_of_text(rest, at);
            }
            b'{' | b'[' => {
                rows += u64::from(depth == 0);
                depth += 1;
            }
            b']' if depth == 0 => break,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    rows
}

/// Where the text that begins here ends.
fn end_of_text(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(found) = memchr::memchr2(b'"', b'\\', &bytes[at.min(bytes.len())..]) {
        at += found;
        if bytes[at] == b'"' {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_list_are_counted_whatever_stands_in_them() {
        for (body, rows) in [
            (r#"{"data":[],"next_cursor":null}"#, 0),
            (
                r#"{"data":[{"a":[1,2],"b":"]}\"{"},{"c":"\\"}],"next_cursor":"x"}"#,
                2,
            ),
            (r#"{"data":["a,b","c]"],"position":3}"#, 2),
            (r#"{"object":"payment","data":[1,2]}"#, 1),
            (r#"{"data":[{"a":"#, 1),
            (r#"{"data":["a\"#, 1),
        ] {
            assert_eq!(rows_in(body.as_bytes()), rows, "{body}");
        }
    }
}
