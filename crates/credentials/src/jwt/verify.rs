//! Checking a token: cheap refusals first, then the signature, and only then what it says.

use std::borrow::Cow;
use std::fmt;

use bezant_kernel::Timestamp;
use serde::de::{DeserializeOwned, Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::claims::{Audience, seconds};
use super::public::PublicKeys;
use super::{LARGEST_TOKEN, LEEWAY_SECONDS, TokenRefused};
use crate::text::from_base64url;

/// Most claims that a token may have.
const MOST_CLAIMS: usize = 128;

/// Which kind of token. One is never taken for another.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum TokenType {
    /// An access token (RFC 9068).
    Access,
    /// An ID token.
    Id,
    /// What tells clients that a session has ended (OpenID Connect Back-Channel Logout 1.0).
    Logout,
}

impl TokenType {
    /// As in a header.
    pub const fn typ(self) -> &'static str {
        match self {
            TokenType::Access => "at+jwt",
            TokenType::Id => "JWT",
            TokenType::Logout => "logout+jwt",
        }
    }

    /// Many issuers leave the type of an ID token out. The other two have theirs to be told from it.
    fn is_named(self, typ: Option<&str>) -> bool {
        let Some(typ) = typ else {
            return self == TokenType::Id;
        };
        let typ = match typ.get(..12) {
            Some(start) if start.eq_ignore_ascii_case("application/") => &typ[12..],
            _ => typ,
        };
        typ.eq_ignore_ascii_case(self.typ())
    }
}

/// What every kind of token says.
pub trait Claims: DeserializeOwned {
    /// Who made it.
    fn issuer(&self) -> &str;
    /// Whom it is for.
    fn audience(&self) -> &Audience;
    /// When it ends, in seconds after 1970.
    fn expires_at(&self) -> u64;
    /// When it was made, in seconds after 1970.
    fn issued_at(&self) -> u64;
    /// When it begins, in seconds after 1970.
    fn not_before(&self) -> u64 {
        0
    }
}

/// Checks tokens of one type from one issuer for one audience.
#[derive(Clone, Debug)]
pub struct Verifier {
    kind: TokenType,
    issuer: String,
    audience: String,
    keys: PublicKeys,
}

#[derive(Deserialize)]
struct Header<'a> {
    #[serde(borrow)]
    alg: Cow<'a, str>,
    #[serde(borrow, default)]
    typ: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    kid: Option<Cow<'a, str>>,
    #[serde(default)]
    crit: Option<IgnoredAny>,
}

impl Verifier {
    /// With the issuer's keys.
    pub fn new(
        kind: TokenType,
        issuer: impl Into<String>,
        audience: impl Into<String>,
        keys: PublicKeys,
    ) -> Verifier {
        Verifier {
            kind,
            issuer: issuer.into(),
            audience: audience.into(),
            keys,
        }
    }

    /// The same with other keys: after a rotation.
    #[must_use]
    pub fn with_keys(&self, keys: PublicKeys) -> Verifier {
        Verifier { keys, ..self.clone() }
    }

    /// What the token says, if it is true now. Whether what it stands for was revoked since is for the caller to look up.
    pub fn verify<C: Claims>(&self, token: &str, now: Timestamp) -> Result<C, TokenRefused> {
        if token.len() > LARGEST_TOKEN {
            return Err(TokenRefused::TooLong);
        }
        let (message, signature) = token.rsplit_once('.').ok_or(TokenRefused::Malformed)?;
        let (header, claims) = message.split_once('.').ok_or(TokenRefused::Malformed)?;
        let decoded = |part: &str| from_base64url(part.as_bytes()).ok_or(TokenRefused::Malformed);
        let header = decoded(header)?;
        let header: Header<'_> = parse(&header)?;
        if header.crit.is_some() {
            return Err(TokenRefused::Critical);
        }
        if !self.kind.is_named(header.typ.as_deref()) {
            return Err(TokenRefused::WrongType);
        }
        // Only outside issuers with a single key may leave its id out (OpenID Connect Core 1.0, 10.1).
        if header.kid.is_none() && self.kind != TokenType::Id {
            return Err(TokenRefused::UnknownKey);
        }
        let key = self
            .keys
            .find(header.kid.as_deref())
            .ok_or(TokenRefused::UnknownKey)?;
        if !key.algorithm().is_named(&header.alg) {
            return Err(TokenRefused::WrongAlgorithm);
        }
        // A fourth part would be in here and is not base64url.
        let claims = decoded(claims)?;
        if !key.verifies(message.as_bytes(), &decoded(signature)?) {
            return Err(TokenRefused::WrongSignature);
        }
        let claims: C = parse(&claims)?;
        self.check(&claims, now)?;
        Ok(claims)
    }

    /// Whether what a token said when its signature was found right is true now.
    pub fn check(&self, claims: &impl Claims, now: Timestamp) -> Result<(), TokenRefused> {
        let now = seconds(now);
        if claims.issuer() != self.issuer {
            return Err(TokenRefused::WrongIssuer);
        }
        if !claims.audience().contains(&self.audience) {
            return Err(TokenRefused::WrongAudience);
        }
        if claims.expires_at().saturating_add(LEEWAY_SECONDS) <= now {
            return Err(TokenRefused::Expired);
        }
        if claims.not_before().max(claims.issued_at()) > now.saturating_add(LEEWAY_SECONDS) {
            return Err(TokenRefused::NotYetValid);
        }
        Ok(())
    }
}

fn parse<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, TokenRefused> {
    let text = std::str::from_utf8(json).map_err(|_| TokenRefused::Malformed)?;
    let _names: UniqueNames = serde_json::from_str(text).map_err(|_| TokenRefused::Malformed)?;
    serde_json::from_str(text).map_err(|_| TokenRefused::Malformed)
}

/// An object without a name that is there twice, which readers take either of.
struct UniqueNames;

impl<'de> Deserialize<'de> for UniqueNames {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = UniqueNames;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<UniqueNames, A::Error> {
                let mut names: Vec<Name<'de>> = Vec::with_capacity(16);
                while let Some(name) = map.next_key::<Name<'de>>()? {
                    if names.len() == MOST_CLAIMS || names.iter().any(|other| other.0 == name.0) {
                        return Err(A::Error::custom("a name is there twice, or there are too many"));
                    }
                    map.next_value::<IgnoredAny>()?;
                    names.push(name);
                }
                Ok(UniqueNames)
            }
        }
        deserializer.deserialize_map(Names)
    }
}

/// Borrowed where it has no escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);
