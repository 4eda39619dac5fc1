//! The ID token: what it must say before anything in it is believed (OpenID Connect Core, 3.1.3.7).

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bezant_kernel::{Milliseconds, Timestamp};
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header};
use serde_json::Value;

use super::keys::Key;
use crate::{Flaw, SsoError, TokenAlgorithm, random};

/// Between our clock and the provider's.
const SKEW: Milliseconds = Milliseconds(60_000);

/// A token is fetched when it is made.
const OLDEST: Milliseconds = Milliseconds(10 * 60 * 1_000);

pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    pub(super) access_token: Option<&'a str>,
    pub(super) now: Timestamp,
}

pub(super) struct Checked {
    pub(super) subject: String,
    pub(super) authenticated_at: Timestamp,
    pub(super) claims: Value,
}

/// The header, which is not to be believed yet, and the algorithm in it, if it is one of the allowed.
pub(super) fn header(token: &str, allowed: &[TokenAlgorithm]) -> Result<(Header, TokenAlgorithm), SsoError> {
    let header = decode_header(token).map_err(|error| {
        use jsonwebtoken::errors::ErrorKind;
        // `none` and other unknown names end here.
        SsoError::Invalid(match error.kind() {
            ErrorKind::Json(_) | ErrorKind::InvalidAlgorithmName | ErrorKind::UnsupportedAlgorithm => {
                Flaw::Algorithm
            }
            _ => Flaw::Malformed,
        })
    })?;
    let algorithm = allowed
        .iter()
        .copied()
        .find(|&allowed| native(allowed) == header.alg);
    let algorithm = algorithm.ok_or(SsoError::Invalid(Flaw::Algorithm))?;
    // An extension that has to be understood, and isn't.
    if header.crit.is_some() {
        return Err(SsoError::Invalid(Flaw::Malformed));
    }
    Ok((header, algorithm))
}

const fn native(algorithm: TokenAlgorithm) -> Algorithm {
    match algorithm {
        TokenAlgorithm::Rs256 => Algorithm::RS256,
        TokenAlgorithm::Ps256 => Algorithm::PS256,
        TokenAlgorithm::Es256 => Algorithm::ES256,
        TokenAlgorithm::EdDsa => Algorithm::EdDSA,
    }
}

pub(super) fn check(
    token: &str,
    algorithm: TokenAlgorithm,
    keys: &[Key],
    expected: &Expected<'_>,
) -> Result<Checked, SsoError> {
    // The signature only: the claims are checked below, at the time that the caller says it is.
    let mut validation = Validation::new(native(algorithm));
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    let claims = keys
        .iter()
        .find_map(|key| decode::<Value>(token, &key.key, &validation).ok())
        .ok_or(SsoError::Invalid(Flaw::Signature))?
        .claims;
    let wrong = |flaw| Err(SsoError::Invalid(flaw));

    if claims["iss"].as_str() != Some(expected.issuer) {
        return wrong(Flaw::Issuer);
    }
    let parties: Vec<&Value> = match &claims["aud"] {
        Value::Array(parties) => parties.iter().collect(),
        party => vec![party],
    };
    let authorized = &claims["azp"];
    if !parties.iter().any(|&party| party == expected.client_id)
        || (parties.len() > 1 && authorized.is_null())
        || (!authorized.is_null() && authorized != expected.client_id)
    {
        return wrong(Flaw::Audience);
    }
    let now = expected.now;
    let (Some(ends), Some(issued)) = (seconds(&claims["exp"]), seconds(&claims["iat"])) else {
        return wrong(Flaw::Time);
    };
    let starts = &claims["nbf"];
    let is_early = |at: Timestamp| at > now.after(SKEW);
    if now >= ends.after(SKEW)
        || is_early(issued)
        || now >= issued.after(OLDEST)
        || (!starts.is_null() && seconds(starts).is_none_or(is_early))
    {
        return wrong(Flaw::Time);
    }
    if !claims["nonce"]
        .as_str()
        .is_some_and(|nonce| random::same(nonce, expected.nonce))
    {
        return wrong(Flaw::Nonce);
    }
    if !claims["at_hash"].is_null() {
        let hash = expected.access_token.map(|token| half_hash(token, algorithm));
        if hash.is_none() || claims["at_hash"].as_str() != hash.as_deref() {
            return wrong(Flaw::AccessToken);
        }
    }
    let Some(subject) = claims["sub"].as_str().map(str::to_owned) else {
        return wrong(Flaw::Subject);
    };
    Ok(Checked {
        subject,
        authenticated_at: seconds(&claims["auth_time"])
            .filter(|&at| !is_early(at))
            .unwrap_or(issued),
        claims,
    })
}

/// A NumericDate: seconds since 1970, which some providers write with a fraction.
fn seconds(value: &Value) -> Option<Timestamp> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let whole = text.split_once('.').map_or(text.as_str(), |(whole, _)| whole);
    let seconds: u64 = whole.parse().ok()?;
    seconds.checked_mul(1_000_000).map(Timestamp::from_microseconds)
}

/// The left half of the access token's hash, by the hash of the signature: SHA-512 for Ed25519, else SHA-256.
fn half_hash(access_token: &str, algorithm: TokenAlgorithm) -> String {
    let function = match algorithm {
        TokenAlgorithm::Rs256 | TokenAlgorithm::Ps256 | TokenAlgorithm::Es256 => &digest::SHA256,
        TokenAlgorithm::EdDsa => &digest::SHA512,
    };
    let hash = digest::digest(function, access_token.as_bytes());
    let hash = hash.as_ref();
    URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2])
}
