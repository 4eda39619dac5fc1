//! Requests that their caller has signed (RFC 9421), for keys that have a signing key.
//!
//! A signature is about a request as it was sent, so that is kept before anything of it becomes another. The head is checked when the
//! caller is known, and what is read of the body has to be what the head says it is: its reader gets an error in the place of its end.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, HttpBody};
use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::{HeaderMap, HeaderName, Method, Uri};
use bezant_credentials::seal::{Purpose, Subject};
use bezant_identity::tenancy::{KeySigning, SigningKey};
use bezant_kernel::Timestamp;
use bezant_shield::signature::{
    DigestCheck, Message, NonceMemory, Refusal, Requirements, Verified, Verifier, VerifyingKey,
};
use bytes::Bytes;
use futures::{StreamExt, stream};

use super::{Asked, Caller, Peer};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::representation::Refused;

const SIGNATURE: HeaderName = HeaderName::from_static("signature");
const SIGNATURE_INPUT: HeaderName = HeaderName::from_static("signature-input");

/// How old a signature may be: whoever sends later signs anew.
const MAX_AGE: Duration = Duration::from_secs(120);
/// How far clocks may be apart.
const CLOCK_SKEW: Duration = Duration::from_secs(30);
/// Signatures that are known again, about a hundred bytes each, for as long as they would be taken: some 6,000 a second.
const MOST_NONCES: usize = 1_000_000;
/// Of those, of one key.
const MOST_NONCES_OF_A_KEY: usize = 500_000;

/// Checks signatures, and knows those again that were used.
pub(crate) struct Signatures {
    verifier: Verifier,
    /// What was used before is not known: nothing older is taken.
    since_seconds: u64,
}

impl Signatures {
    /// Of a node that knows of none before this moment.
    pub(crate) fn since(now: Timestamp) -> Signatures {
        let requirements = Requirements {
            max_age: MAX_AGE,
            clock_skew: CLOCK_SKEW,
            ..Requirements::default()
        };
        let nonces = NonceMemory::new(rand::random(), MOST_NONCES, MOST_NONCES_OF_A_KEY);
        Signatures {
            verifier: Verifier::new(requirements, nonces),
            since_seconds: now.as_microseconds() / 1_000_000,
        }
    }

    /// By one of these keys, the newest first.
    fn verify(
        &self,
        original: &Original,
        name: &str,
        keys: &[VerifyingKey],
        now: Timestamp,
    ) -> Result<Verified, Refusal> {
        let mut last = Refusal::Invalid;
        for key in keys {
            let find = |asked: &str| (asked == name).then(|| key.clone());
            let message = original.message();
            match self.verifier.verify_head(&message, original.has_body, find, now) {
                Ok(verified) if verified.created_seconds < self.since_seconds => {
                    return Err(Refusal::Expired);
                }
                Err(refusal @ (Refusal::Invalid | Refusal::WrongAlgorithm)) => last = refusal,
                checked => return checked,
            }
        }
        Err(last)
    }
}

/// A signed request as it was sent. In the extensions of requests that carry a signature, whether or not it counts for anything.
pub(crate) struct Original {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    encrypted: bool,
    has_body: bool,
    /// What the body has to be; nothing as long as no signature that counts says so.
    digest: OnceLock<DigestCheck>,
}

impl Original {
    /// Keeps what a signature is about, if there is one.
    pub(crate) fn keep(request: &mut Request) {
        let headers = request.headers();
        if !headers.contains_key(SIGNATURE) && !headers.contains_key(SIGNATURE_INPUT) {
            return;
        }
        let original = Arc::new(Original {
            method: request.method().clone(),
            uri: request.uri().clone(),
            headers: headers.clone(),
            encrypted: Peer::is_encrypted(request.extensions()),
            has_body: !request.body().is_end_stream(),
            digest: OnceLock::new(),
        });
        if original.has_body {
            let body = std::mem::take(request.body_mut());
            *request.body_mut() = held_to(body, Arc::clone(&original));
        }
        request.extensions_mut().insert(original);
    }

    fn message(&self) -> Message<'_> {
        let host = || self.headers.get(HOST).and_then(|value| value.to_str().ok());
        let authority = self.uri.authority().map(|authority| authority.as_str());
        Message::request(
            &self.method,
            if self.encrypted { "https" } else { "http" },
            authority.or_else(host).unwrap_or_default(),
            self.uri.path(),
            self.uri.query(),
            &self.headers,
        )
    }
}

/// Checks the signature of a request whose key has a signing key.
pub(super) fn check(edge: &Edge, asked: &Asked<'_>, caller: &mut Caller) -> Result<(), Problem> {
    let (Some(signing), Some(id)) = (caller.signing.take(), caller.credential.key()) else {
        return Ok(());
    };
    let checked = match asked.extensions.get::<Arc<Original>>() {
        None => Err(Refusal::Missing),
        Some(original) => {
            let now = edge.now();
            let keys = keys(edge, &signing, now)?;
            let verified = edge.signatures().verify(original, &id.to_string(), &keys, now);
            verified.and_then(|verified| hold(original, &verified))
        }
    };
    match checked {
        Ok(()) => {
            caller.methods.push("signature");
            Ok(())
        }
        // One that is for somebody else on the way is none.
        Err(Refusal::Missing | Refusal::UnknownKey) if !signing.required => Ok(()),
        Err(refusal) => {
            let problem = refused(&refusal);
            metrics::counter!("bezant_signature_refusals_total", "code" => problem.code()).increment(1);
            Err(problem)
        }
    }
}

/// From now on the body has to be what was signed.
fn hold(original: &Original, verified: &Verified) -> Result<(), Refusal> {
    if !verified.covers_body {
        return Ok(());
    }
    let check = DigestCheck::of(&original.headers)?;
    if !original.has_body {
        return check.finish();
    }
    // Where two look at the same request they find the same.
    original.digest.get_or_init(|| check);
    Ok(())
}

fn keys(edge: &Edge, signing: &KeySigning, now: Timestamp) -> Result<Vec<VerifyingKey>, Problem> {
    signing.keys(now).map(|key| verifying(edge, key)).collect()
}

/// The node's own key opens shared secrets, and is in memory: no file is read.
fn verifying(edge: &Edge, key: &SigningKey) -> Result<VerifyingKey, Problem> {
    let unusable = |why: &dyn std::fmt::Display| {
        tracing::error!(%why, "a signing key can't be used");
        Problem::new(
            Code::SealingUnavailable,
            "the signing key of this API key can't be read",
        )
    };
    match key {
        SigningKey::Ed25519(public) => VerifyingKey::ed25519(public).map_err(|error| unusable(&error)),
        SigningKey::HmacSha256(sealed) => {
            let sealer = &edge.identity().sealer;
            let secret = sealer
                .open_sealed(Subject::Node, Purpose::RequestSecret, sealed)
                .map_err(|error| unusable(&error))?;
            VerifyingKey::hmac_sha256(&secret).map_err(|error| unusable(&error))
        }
    }
}

fn refused(refusal: &Refusal) -> Problem {
    let code = match refusal {
        Refusal::Missing => Code::SignatureMissing,
        Refusal::Malformed(_)
        | Refusal::TooLarge
        | Refusal::UnsupportedComponent(_)
        | Refusal::CoveredTwice(_)
        | Refusal::NoSuchComponent(_) => Code::SignatureMalformed,
        Refusal::NotCovered(_) | Refusal::NoTime | Refusal::NoNonce | Refusal::WrongTag => {
            Code::SignatureIncomplete
        }
        Refusal::UnknownKey | Refusal::WrongAlgorithm | Refusal::Invalid => Code::SignatureInvalid,
        Refusal::TooEarly | Refusal::Expired => Code::SignatureExpired,
        Refusal::Replayed => Code::SignatureReplayed,
        Refusal::WrongDigest | Refusal::UnsupportedDigest => Code::SignatureDigestWrong,
        Refusal::TooManyNonces => {
            return Problem::new(Code::RateLimited, refusal.to_string()).retry_after(CLOCK_SKEW);
        }
    };
    Problem::new(code, refusal.to_string())
}

/// What is read of a body, as it is read.
struct Reading {
    pieces: BodyDataStream,
    original: Arc<Original>,
    check: Option<DigestCheck>,
}

impl Reading {
    /// Nothing is read before it is known whose request it is, so what is to be checked is known from the first piece on.
    fn check(&mut self) -> Option<&mut DigestCheck> {
        if self.check.is_none() {
            self.check = self.original.digest.get().cloned();
        }
        self.check.as_mut()
    }
}

type Piece = Result<Bytes, Box<dyn std::error::Error + Send + Sync>>;

/// A body that ends with an error if it is not the one that was signed.
fn held_to(body: Body, original: Arc<Original>) -> Body {
    let reading = Reading {
        pieces: body.into_data_stream(),
        original,
        check: None,
    };
    Body::from_stream(stream::unfold(Some(reading), next))
}

async fn next(reading: Option<Reading>) -> Option<(Piece, Option<Reading>)> {
    let mut reading = reading?;
    match reading.pieces.next().await {
        Some(Ok(piece)) => {
            if let Some(check) = reading.check() {
                check.update(&piece);
            }
            Some((Ok(piece), Some(reading)))
        }
        Some(Err(error)) => Some((Err(error.into()), None)),
        None => {
            reading.check();
            let wrong = reading.check?.finish().err()?;
            Some((Err(Refused(refused(&wrong)).into()), None))
        }
    }
}
