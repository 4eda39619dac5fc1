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
    let mut check = DigestCheck::of(headers)?;
    check.update(body);
    check.finish()
}

/// The same for a body that comes piece by piece.
#[derive(Clone, Debug, Default)]
pub struct DigestCheck {
    sha256: Option<(Sha256, Vec<u8>)>,
    sha512: Option<(Sha512, Vec<u8>)>,
}

impl DigestCheck {
    /// By the field of these headers.
    ///
    /// # Errors
    /// Where it is missing, malformed, or has no algorithm that is known.
    pub fn of(headers: &HeaderMap) -> Result<DigestCheck, Refusal> {
        let malformed = || Refusal::Malformed("Content-Digest");
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
        let dictionary: Dictionary = Parser::new(&joined).parse().map_err(|_| malformed())?;
        let mut check = DigestCheck::default();
        for (algorithm, entry) in &dictionary {
            match algorithm.as_str() {
                "sha-256" => check.sha256 = Some((Sha256::new(), said(entry).ok_or_else(malformed)?)),
                "sha-512" => check.sha512 = Some((Sha512::new(), said(entry).ok_or_else(malformed)?)),
                _ => {}
            }
        }
        if check.sha256.is_none() && check.sha512.is_none() {
            return Err(Refusal::UnsupportedDigest);
        }
        Ok(check)
    }

    /// The next piece.
    pub fn update(&mut self, piece: &[u8]) {
        if let Some((hasher, _)) = &mut self.sha256 {
            hasher.update(piece);
        }
        if let Some((hasher, _)) = &mut self.sha512 {
            hasher.update(piece);
        }
    }

    /// Whether the pieces were the body that the field is about.
    ///
    /// # Errors
    /// Where one of the digests is of another body.
    pub fn finish(self) -> Result<(), Refusal> {
        let is_wrong = |digest: &[u8], said: &[u8]| !bool::from(digest.ct_eq(said));
        let wrong = self
            .sha256
            .is_some_and(|(hasher, said)| is_wrong(&hasher.finalize(), &said))
            || self
                .sha512
                .is_some_and(|(hasher, said)| is_wrong(&hasher.finalize(), &said));
        if wrong { Err(Refusal::WrongDigest) } else { Ok(()) }
    }
}

fn said(entry: &ListEntry) -> Option<Vec<u8>> {
    let ListEntry::Item(item) = entry else {
        return None;
    };
    Some(item.bare_item.as_byte_sequence()?.to_vec())
}
