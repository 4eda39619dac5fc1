//! What tokens say.

use bezant_kernel::Timestamp;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

use super::verify::Claims;

/// Most audiences that a token may have.
const MOST_AUDIENCES: usize = 16;

/// Whom a token is for: one text or a list of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience(Vec<String>);

impl Audience {
    /// One.
    pub fn one(audience: impl Into<String>) -> Audience {
        Audience(vec![audience.into()])
    }

    /// Whether this one is among them.
    pub fn contains(&self, audience: &str) -> bool {
        self.0.iter().any(|one| one == audience)
    }

    /// Whether there are others besides this one, who could present the token as well.
    pub fn is_only(&self, audience: &str) -> bool {
        !self.0.is_empty() && self.0.iter().all(|one| one == audience)
    }
}

impl Serialize for Audience {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => serializer.serialize_str(one),
            several => several.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Audience {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrSeveral;
        impl<'de> Visitor<'de> for OneOrSeveral {
            type Value = Audience;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_str<E: Error>(self, one: &str) -> Result<Audience, E> {
                Ok(Audience::one(one))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Audience, A::Error> {
                let mut audience = Vec::new();
                while let Some(one) = all.next_element()? {
                    if audience.len() == MOST_AUDIENCES {
                        return Err(A::Error::custom("too many audiences"));
                    }
                    audience.push(one);
                }
                Ok(Audience(audience))
            }
        }
        deserializer.deserialize_any(OneOrSeveral)
    }
}

/// An access token (RFC 9068). Times are in seconds after 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessClaims {
    /// Issuer.
    pub iss: String,
    /// The API that it is for.
    pub aud: Audience,
    /// The principal, in the text form of its id.
    pub sub: String,
    /// The OAuth client that it was made for.
    pub client_id: String,
    /// The tenant that the principal belongs to.
    pub tenant: String,
    /// What it allows at most, separated by spaces.
    pub scope: String,
    /// Made at.
    pub iat: u64,
    /// Ends at.
    pub exp: u64,
    /// Its own id.
    pub jti: String,
    /// The grant that it was made from; revoking that ends it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub grant: Option<String>,
    /// The session that it was made in; its end is the token's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sid: Option<String>,
    /// When the person proved who they are.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub auth_time: Option<u64>,
    /// How sure that was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub acr: Option<String>,
    /// By what (RFC 8176).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub amr: Vec<String>,
}

/// An ID token (OpenID Connect Core 1.0, 2). Times are in seconds after 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdClaims {
    /// Issuer.
    pub iss: String,
    /// The OAuth client.
    pub aud: Audience,
    /// The principal, in the text form of its id.
    pub sub: String,
    /// Made at.
    pub iat: u64,
    /// Ends at.
    pub exp: u64,
    /// When the person proved who they are.
    pub auth_time: u64,
    /// What the client sent, to know its own request again.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub nonce: Option<String>,
    /// How sure that was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub acr: Option<String>,
    /// By what (RFC 8176).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub amr: Vec<String>,
    /// The client that asked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub azp: Option<String>,
    /// The session, for logging out.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sid: Option<String>,
    /// Half of the access token's hash; see [`SigningKey::access_token_hash`](super::SigningKey::access_token_hash).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at_hash: Option<String>,
    /// The tenant.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tenant: Option<String>,
    /// Scope `email`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub email: Option<String>,
    /// Whether the person has shown that the address is theirs.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub email_verified: Option<bool>,
    /// Scope `profile`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
}

/// What every token of an outside issuer says. What else it says is in [`OutsideClaims::all`].
#[derive(Clone, Debug)]
pub struct OutsideClaims {
    standard: Standard,
    /// Everything, as it was sent.
    pub all: serde_json::Map<String, serde_json::Value>,
}

#[derive(Clone, Debug, Deserialize)]
struct Standard {
    iss: String,
    aud: Audience,
    sub: String,
    exp: f64,
    iat: f64,
    nbf: Option<f64>,
    nonce: Option<String>,
    azp: Option<String>,
}

impl OutsideClaims {
    /// Whom it is about, at the issuer.
    pub fn subject(&self) -> &str {
        &self.standard.sub
    }

    /// What we sent with the request that this answers.
    pub fn nonce(&self) -> Option<&str> {
        self.standard.nonce.as_deref()
    }

    /// The party that asked for it, where it says so.
    pub fn authorized_party(&self) -> Option<&str> {
        self.standard.azp.as_deref()
    }
}

impl<'de> Deserialize<'de> for OutsideClaims {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let all = serde_json::Map::deserialize(deserializer)?;
        let standard = Standard::deserialize(&all).map_err(D::Error::custom)?;
        Ok(OutsideClaims { standard, all })
    }
}

impl Claims for AccessClaims {
    fn issuer(&self) -> &str {
        &self.iss
    }
    fn audience(&self) -> &Audience {
        &self.aud
    }
    fn expires_at(&self) -> u64 {
        self.exp
    }
    fn issued_at(&self) -> u64 {
        self.iat
    }
}

impl Claims for IdClaims {
    fn issuer(&self) -> &str {
        &self.iss
    }
    fn audience(&self) -> &Audience {
        &self.aud
    }
    fn expires_at(&self) -> u64 {
        self.exp
    }
    fn issued_at(&self) -> u64 {
        self.iat
    }
}

impl Claims for OutsideClaims {
    fn issuer(&self) -> &str {
        &self.standard.iss
    }
    fn audience(&self) -> &Audience {
        &self.standard.aud
    }
    fn expires_at(&self) -> u64 {
        whole(self.standard.exp)
    }
    fn issued_at(&self) -> u64 {
        whole(self.standard.iat)
    }
    fn not_before(&self) -> u64 {
        self.standard.nbf.map_or(0, whole)
    }
}

/// Some issuers send fractions of seconds (RFC 7519 allows any number). The cast saturates, and what is no number is zero.
fn whole(seconds: f64) -> u64 {
    seconds as u64
}

/// Seconds after 1970, as in claims.
pub(super) fn seconds(at: Timestamp) -> u64 {
    at.as_microseconds() / 1_000_000
}
