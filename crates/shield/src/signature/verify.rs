//! Checking a message.

use std::time::Duration;

use bezant_kernel::Timestamp;
use http::{HeaderMap, HeaderName};
use sfv::{Dictionary, ListEntry, Parser};

use super::base::Parameters;
use super::digest::check_content_digest;
use super::nonce::Remembered;
use super::{Message, NonceMemory, Refusal, VerifyingKey};

const SIGNATURE: HeaderName = HeaderName::from_static("signature");
const SIGNATURE_INPUT: HeaderName = HeaderName::from_static("signature-input");
const CONTENT_DIGEST: &str = "content-digest";
/// Signatures of one message that are looked at, and so the most that a message costs.
const MAX_SIGNATURES: usize = 4;
/// What the two fields have at most.
const MAX_BYTES: usize = 8 * 1024;
const MAX_NONCE_BYTES: usize = 128;

/// What a signature must have to be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirements {
    /// What it must cover. `@target-uri` stands for `@scheme`, `@authority`, `@path` and `@query`. An absent query counts as an empty
    /// one, which must be covered too: otherwise anyone could add one.
    pub covered: Vec<String>,
    /// How old it may be.
    pub max_age: Duration,
    /// How far the clocks of both sides may be apart.
    pub clock_skew: Duration,
    /// Whether it must have a nonce. One that is there is always remembered.
    pub needs_nonce: bool,
    /// The tag that it must have: what it is for.
    pub tag: Option<String>,
}

impl Default for Requirements {
    /// All that decides what a request does: method, authority, path, query and, with a body, its digest; not older than five
    /// minutes; with a nonce.
    fn default() -> Requirements {
        Requirements {
            covered: ["@method", "@authority", "@path", "@query"]
                .map(str::to_owned)
                .to_vec(),
            max_age: Duration::from_secs(300),
            clock_skew: Duration::from_secs(30),
            needs_nonce: true,
            tag: None,
        }
    }
}

impl Requirements {
    /// What a message with this body has to be signed over.
    pub fn components(&self, body: &[u8]) -> Vec<String> {
        let mut components = self.covered.clone();
        if !body.is_empty() && !components.iter().any(|name| name == CONTENT_DIGEST) {
            components.push(CONTENT_DIGEST.to_owned());
        }
        components
    }
}

/// Checks signatures by one set of requirements.
#[derive(Debug)]
pub struct Verifier {
    requirements: Requirements,
    pub(super) nonces: NonceMemory,
}

/// A message that was signed, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The name of the key.
    pub key_id: String,
    /// Under which label, where a message has several.
    pub label: String,
    /// When it was signed, in seconds since 1970.
    pub created_seconds: u64,
    /// Whether it covers what the body is, by its digest.
    pub covers_body: bool,
}

/// What is known of a body when a signature is checked.
#[derive(Copy, Clone)]
enum Content<'a> {
    Whole(&'a [u8]),
    /// It comes later, if it is there.
    Later {
        is_there: bool,
    },
}

impl Content<'_> {
    fn is_there(self) -> bool {
        match self {
            Content::Whole(body) => !body.is_empty(),
            Content::Later { is_there } => is_there,
        }
    }
}

impl Verifier {
    /// With these requirements.
    pub fn new(requirements: Requirements, nonces: NonceMemory) -> Verifier {
        Verifier { requirements, nonces }
    }

    /// Checks a message with its whole body: one of its signatures must be of a known key, cover what is required, be of now, be
    /// right, and be new. Signatures of keys that are not known are somebody else's business and are passed over.
    ///
    /// # Errors
    /// Why the only signature, or the last of them, is not taken.
    pub fn verify(
        &self,
        message: &Message<'_>,
        body: &[u8],
        find_key: impl Fn(&str) -> Option<VerifyingKey>,
        now: Timestamp,
    ) -> Result<Verified, Refusal> {
        self.verify_content(message, Content::Whole(body), &find_key, now)
    }

    /// Checks a message before its body is there: where the answer says that the body is covered, what comes still has to be
    /// checked by a [`super::DigestCheck`], and nothing of it may be believed before. The signature counts as used then: who can change a
    /// body on its way can keep the message back as well.
    ///
    /// # Errors
    /// As [`Verifier::verify`].
    pub fn verify_head(
        &self,
        message: &Message<'_>,
        has_body: bool,
        find_key: impl Fn(&str) -> Option<VerifyingKey>,
        now: Timestamp,
    ) -> Result<Verified, Refusal> {
        let content = Content::Later { is_there: has_body };
        self.verify_content(message, content, &find_key, now)
    }

    fn verify_content(
        &self,
        message: &Message<'_>,
        content: Content<'_>,
        find_key: &impl Fn(&str) -> Option<VerifyingKey>,
        now: Timestamp,
    ) -> Result<Verified, Refusal> {
        let inputs = dictionary(message.headers(), &SIGNATURE_INPUT, "Signature-Input")?;
        let signatures = dictionary(message.headers(), &SIGNATURE, "Signature")?;
        if inputs.len() > MAX_SIGNATURES {
            return Err(Refusal::TooLarge);
        }
        let mut refusal = Refusal::Missing;
        for (label, input) in inputs {
            let ListEntry::InnerList(list) = input else {
                return Err(Refusal::Malformed("Signature-Input"));
            };
            let Some(entry) = signatures.get(label.as_str()) else {
                continue;
            };
            let ListEntry::Item(signature) = entry else {
                return Err(Refusal::Malformed("Signature"));
            };
            let Some(signature) = signature.bare_item.as_byte_sequence() else {
                return Err(Refusal::Malformed("Signature"));
            };
            let one = Parameters::read(list).and_then(|parameters| {
                let label = label.as_str();
                self.verify_one(message, content, find_key, now, &parameters, (label, signature))
            });
            match one {
                Ok(verified) => return Ok(verified),
                // A key that is known has more to say than one that is not.
                Err(Refusal::UnknownKey) if refusal != Refusal::Missing => {}
                Err(other) => refusal = other,
            }
        }
        Err(refusal)
    }

    fn verify_one(
        &self,
        message: &Message<'_>,
        content: Content<'_>,
        find_key: &impl Fn(&str) -> Option<VerifyingKey>,
        now: Timestamp,
        parameters: &Parameters,
        (label, signature): (&str, &[u8]),
    ) -> Result<Verified, Refusal> {
        if !parameters.are_well_typed() {
            return Err(Refusal::Malformed("Signature-Input"));
        }
        let key_id = parameters.text("keyid").ok_or(Refusal::UnknownKey)?;
        let key = find_key(key_id).ok_or(Refusal::UnknownKey)?;
        // The key says how; a message that says otherwise is not for this key.
        if parameters
            .text("alg")
            .is_some_and(|name| name != key.algorithm().as_str())
        {
            return Err(Refusal::WrongAlgorithm);
        }
        self.check_cover(parameters, content)?;
        let now_seconds = now.as_microseconds() / 1_000_000;
        let (created, until) = self.check_time(parameters, now_seconds)?;
        if self
            .requirements
            .tag
            .as_deref()
            .is_some_and(|tag| parameters.text("tag") != Some(tag))
        {
            return Err(Refusal::WrongTag);
        }
        let nonce = parameters.text("nonce");
        match nonce {
            Some(nonce) if nonce.is_empty() || nonce.len() > MAX_NONCE_BYTES => return Err(Refusal::NoNonce),
            None if self.requirements.needs_nonce => return Err(Refusal::NoNonce),
            _ => {}
        }
        if !key.is_signed(parameters.base(message)?.as_bytes(), signature) {
            return Err(Refusal::Invalid);
        }
        let covers_body = parameters
            .components
            .iter()
            .any(|component| component.covers(CONTENT_DIGEST));
        if covers_body && let Content::Whole(body) = content {
            check_content_digest(message.headers(), body)?;
        }
        // Last, so that a message that is refused does not use up the nonce of the one it was made from.
        if let Some(nonce) = nonce {
            match self.nonces.remember(key_id, nonce, until, now_seconds) {
                Remembered::New => {}
                Remembered::Before => return Err(Refusal::Replayed),
                Remembered::NoPlace => return Err(Refusal::TooManyNonces),
            }
        }
        Ok(Verified {
            key_id: key_id.to_owned(),
            label: label.to_owned(),
            created_seconds: created,
            covers_body,
        })
    }

    fn check_cover(&self, parameters: &Parameters, content: Content<'_>) -> Result<(), Refusal> {
        let is_covered = |required: &str| {
            parameters
                .components
                .iter()
                .any(|component| component.covers(required))
        };
        for required in &self.requirements.covered {
            if !is_covered(required) {
                return Err(Refusal::NotCovered(required.clone()));
            }
        }
        if content.is_there() && !is_covered(CONTENT_DIGEST) {
            return Err(Refusal::NotCovered(CONTENT_DIGEST.to_owned()));
        }
        Ok(())
    }

    /// When it was made, and until when it would be taken.
    fn check_time(&self, parameters: &Parameters, now: u64) -> Result<(u64, u64), Refusal> {
        let skew = self.requirements.clock_skew.as_secs();
        let created = parameters.seconds("created")?.ok_or(Refusal::NoTime)?;
        if created > now.saturating_add(skew) {
            return Err(Refusal::TooEarly);
        }
        let oldest = created.saturating_add(self.requirements.max_age.as_secs());
        let end = parameters
            .seconds("expires")?
            .map_or(oldest, |expires| expires.min(oldest));
        let until = end.saturating_add(skew);
        if end < created || until < now {
            return Err(Refusal::Expired);
        }
        Ok((created, until))
    }
}

fn dictionary(headers: &HeaderMap, name: &HeaderName, shown: &'static str) -> Result<Dictionary, Refusal> {
    let mut joined = Vec::new();
    for value in headers.get_all(name) {
        if !joined.is_empty() {
            joined.extend_from_slice(b", ");
        }
        joined.extend_from_slice(value.as_bytes());
        if joined.len() > MAX_BYTES {
            return Err(Refusal::TooLarge);
        }
    }
    if joined.is_empty() {
        return Err(Refusal::Missing);
    }
    Parser::new(&joined)
        .parse()
        .map_err(|_| Refusal::Malformed(shown))
}
