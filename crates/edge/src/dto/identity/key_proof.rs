//! What proves an API key beside a secret, and what its requests are signed with, as the API and the admin socket take and show them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bezant_credentials::seal::{Purpose, Sealer, Subject};
use bezant_identity::tenancy::{CertificateName, KeyProof, KeySigning, SigningChange, SigningKey};
use bezant_kernel::Timestamp;
use bezant_shield::signature::VerifyingKey;
use bezant_transport::PeerCertificate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::key::overlap_until;
use crate::problem::{Code, Problem};

/// The certificate of an API key: one of these.
#[derive(Serialize, ToSchema)]
#[schema(as = KeyCertificate)]
pub(crate) struct CertificateDto {
    /// Its SHA-256 fingerprint.
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    /// A URI among its alternative names.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "spiffe://shop.example/billing")]
    uri: Option<String>,
    /// A host name among its alternative names.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "billing.shop.example")]
    dns: Option<String>,
}

impl From<&CertificateName> for CertificateDto {
    fn from(name: &CertificateName) -> Self {
        let mut shown = CertificateDto {
            sha256: None,
            uri: None,
            dns: None,
        };
        match name {
            CertificateName::Fingerprint(bytes) => {
                shown.sha256 = Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect());
            }
            CertificateName::Uri(uri) => shown.uri = Some(uri.to_string()),
            CertificateName::Dns(host) => shown.dns = Some(host.to_string()),
        }
        shown
    }
}

/// The certificate that proves a key in the place of a secret, named in one of these ways.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewKeyCertificate)]
pub(crate) struct CertificateBody {
    /// The certificate itself, in PEM: this one and no other.
    pem: Option<String>,
    /// The same by its SHA-256 fingerprint, 64 hexadecimal digits.
    sha256: Option<String>,
    /// Every certificate with this URI among its alternative names. By who administers the machine only.
    #[schema(example = "spiffe://shop.example/billing")]
    uri: Option<String>,
    /// Every certificate with this host name among its alternative names. By who administers the machine only.
    #[schema(example = "billing.shop.example")]
    dns: Option<String>,
}

impl CertificateBody {
    /// What proves a key with it.
    pub(super) fn proof(&self) -> Result<KeyProof, Problem> {
        let given = [&self.pem, &self.sha256, &self.uri, &self.dns];
        if given.into_iter().flatten().count() != 1 {
            let message = "it names a certificate in exactly one way: 'pem', 'sha256', 'uri' or 'dns'";
            return Err(Problem::mistake("certificate", Code::FieldInvalid, message));
        }
        let wrong = |field: &str, message: &str| {
            Problem::mistake(format!("certificate.{field}"), Code::FieldInvalid, message)
        };
        let pem = |text: &String| {
            let read = PeerCertificate::from_pem(text.as_bytes());
            let read = read.ok_or_else(|| wrong("pem", "it must be one certificate in PEM"))?;
            Ok(CertificateName::Fingerprint(*read.fingerprint()))
        };
        let sha256 = |text: &String| {
            CertificateName::fingerprint(text)
                .map_err(|_| wrong("sha256", "it must be 64 hexadecimal digits"))
        };
        let uri = |text: &String| {
            let message = "it must be a URI of at most 512 visible characters";
            CertificateName::uri(text).map_err(|_| wrong("uri", message))
        };
        let dns = |text: &String| {
            CertificateName::dns(text).map_err(|_| wrong("dns", "it must be a host name, without wildcards"))
        };
        let named = self.pem.as_ref().map(pem);
        let named = named.or_else(|| self.sha256.as_ref().map(sha256));
        let named = named.or_else(|| self.uri.as_ref().map(uri));
        let named = named.or_else(|| self.dns.as_ref().map(dns));
        named.expect("one of them is there").map(KeyProof::Certificate)
    }
}

/// How the requests of an API key are signed (RFC 9421).
#[derive(Serialize, ToSchema)]
#[schema(as = KeySigning)]
pub(crate) struct SigningDto {
    /// `ed25519` or `hmac-sha256`.
    algorithm: &'static str,
    /// For `ed25519`: the public key, its 32 bytes in Base64.
    public_key: Option<String>,
    /// Whether a request without a signature is refused.
    required: bool,
    /// Until when signatures by the key before are taken too.
    #[schema(value_type = Option<String>, format = DateTime)]
    previous_key_until: Option<Timestamp>,
}

impl From<&KeySigning> for SigningDto {
    fn from(signing: &KeySigning) -> Self {
        SigningDto {
            algorithm: signing.key.algorithm(),
            public_key: match &signing.key {
                SigningKey::Ed25519(public) => Some(STANDARD.encode(public)),
                SigningKey::HmacSha256(_) => None,
            },
            required: signing.required,
            previous_key_until: signing.previous.as_ref().map(|previous| previous.until),
        }
    }
}

/// What the requests of an API key are to be signed with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewKeySigning)]
pub(crate) struct SigningBody {
    /// `ed25519`, with your public key, or `hmac-sha256`, with a secret that the answer has. The key that there is stays, if it is
    /// left out.
    algorithm: Option<String>,
    /// For `ed25519`: the public key, in PEM or its 32 bytes in Base64.
    public_key: Option<String>,
    /// Whether a request without a signature is refused from now on; it is, if this is left out.
    required: Option<bool>,
    /// How long signatures by the key before are taken too, from 0 to 604800; a day if left out.
    overlap_seconds: Option<u32>,
}

/// What to change, and the secret that its caller has to be shown.
pub(crate) struct NewSigning {
    pub(crate) change: SigningChange,
    pub(crate) secret: Option<Zeroizing<String>>,
}

impl SigningBody {
    /// The change that is asked for. Secrets are made here, and sealed by what is given for that.
    pub(crate) fn into_change<'a>(
        self,
        now: Timestamp,
        sealer: impl FnOnce() -> Result<&'a Sealer, Problem>,
    ) -> Result<NewSigning, Problem> {
        let wrong = |field: &str, message: &str| Problem::mistake(field, Code::FieldInvalid, message);
        let (key, secret) = match (self.algorithm.as_deref(), &self.public_key) {
            (None, None) => (None, None),
            (Some("ed25519"), Some(text)) => (Some(SigningKey::Ed25519(public_key(text)?)), None),
            (Some("ed25519"), None) => {
                return Err(wrong("public_key", "signatures by 'ed25519' are checked with it"));
            }
            (Some("hmac-sha256"), None) => {
                let secret: Zeroizing<[u8; 32]> = Zeroizing::new(rand::random());
                let sealed = sealer()?.seal(Subject::Node, Purpose::RequestSecret, &*secret);
                let sealed = sealed.map_err(|error| {
                    tracing::error!(%error, "a secret for signatures could not be sealed");
                    Problem::new(Code::SealingUnavailable, "the secret can't be kept now")
                })?;
                let shown = Zeroizing::new(STANDARD.encode(secret.as_slice()));
                (Some(SigningKey::HmacSha256(sealed)), Some(shown))
            }
            (Some("hmac-sha256") | None, Some(_)) => {
                return Err(wrong("public_key", "it is for the algorithm 'ed25519' only"));
            }
            (Some(_), _) => return Err(wrong("algorithm", "it is 'ed25519' or 'hmac-sha256'")),
        };
        let change = SigningChange::Set {
            key,
            required: self.required.unwrap_or(true),
            overlap_until: overlap_until(self.overlap_seconds, now),
        };
        Ok(NewSigning { change, secret })
    }
}

/// What stands before the 32 bytes of a key of Ed25519 in a SubjectPublicKeyInfo (RFC 8410).
const INFO: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

fn public_key(text: &str) -> Result<[u8; 32], Problem> {
    let wrong = || {
        let message = "it must be a public key of Ed25519, in PEM or its 32 bytes in Base64";
        Problem::mistake("public_key", Code::FieldInvalid, message)
    };
    let lines = text.trim().lines().filter(|line| !line.starts_with("-----"));
    let plain: String = lines.map(str::trim).collect();
    let bytes = STANDARD.decode(plain).map_err(|_| wrong())?;
    let bytes = bytes.strip_prefix(&INFO).unwrap_or(&bytes);
    let bytes = bytes.try_into().map_err(|_| wrong())?;
    // Who could check nothing with it is told now.
    VerifyingKey::ed25519(&bytes).map_err(|_| wrong())?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_keys_come_in_two_forms_and_weak_ones_are_none() {
        let bare = "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";
        let pem = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n-----END PUBLIC KEY-----\n";
        assert_eq!(public_key(bare).unwrap(), public_key(pem).unwrap());
        for wrong in [
            "",
            "x",
            &STANDARD.encode([0; 31]),
            &STANDARD.encode([0; 32]),
            &bare[..20],
        ] {
            assert!(public_key(wrong).is_err(), "{wrong}");
        }
    }
}
