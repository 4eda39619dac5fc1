//! `Content-Digest` (RFC 9530): what a body is, so that a signature over the field covers it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue};
use sfv::{Dictionary, ListEntry, Parser};
use sha2::{Digest, Sha256, Sha512};
use subtle::ConstantTimeEq;

use super::Refusal;

pub(super) const CONTENT_DIGEST: HeaderName = HeaderName::from_static("content-digest");
const MAX_BYTES: usize = 1024;

/// The value of `Content-Digest` for a body, with SHA-256.
pub fn content_digest(body: &[u8]) -> HeaderValue {
    let value = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(body)));
    HeaderValue::try_from(value).expect("Base64 can stand in a field")
}

/// Checks a body against `Content-Digest`. Every digest in it that is known must be right, and one must be known.
///
/// # Errors
/// Where the field is missing, malformed, has no algorithm that is known, or is about another body.
pub fn check_content_digest(headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
    let malformed = Refusal::Malformed("Content-Digest");
    let mut joined = Vec::new();
    for value in headers.get_all(CONTENT_DIGEST) {
        if !joined.is_empty() {
            joined.extend_from_slice(b", ");
        }
        joined.extend_from_slice(value.as_bytes());
        if joined.len() > MAX_BYTES {
            return Err(Refusal::TooLarge);
        }
    }
    let dictionary: Dictionary = Parser::new(&joined).parse().map_err(|_| malformed.clone())?;
    let mut is_known = false;
    for (algorithm, entry) in &dictionary {
        let is_right = match algorithm.as_str() {
            "sha-256" => is_equal(entry, &Sha256::digest(body)),
            "sha-512" => is_equal(entry, &Sha512::digest(body)),
            _ => continue,
        };
        is_known = true;
        if !is_right.ok_or_else(|| malformed.clone())? {
            return Err(Refusal::WrongDigest);
        }
    }
    if is_known {
        Ok(())
    } else {
        Err(Refusal::UnsupportedDigest)
    }
}

fn is_equal(entry: &ListEntry, digest: &[u8]) -> Option<bool> {
    let ListEntry::Item(item) = entry else {
        return None;
    };
    Some(item.bare_item.as_byte_sequence()?.ct_eq(digest).into())
}
