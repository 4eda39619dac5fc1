//! The stored forms of what proves a key and of what its requests are signed with.

use bezant_kernel::Timestamp;
use bezant_kernel::wire::Corrupt;
use prost::Message;

use super::super::{
    CertificateName, KeyProof, KeySigning, PreviousProof, PreviousSigningKey, SecretHash, SigningKey,
};
use crate::Sealed;

/// In a message: the hash of a secret, and a certificate where there is none.
pub(super) type ProofWire = (Vec<u8>, Option<CertificateWire>);

#[derive(Clone, PartialEq, Message)]
pub(super) struct CertificateWire {
    /// 1 a fingerprint, 2 a URI, 3 a host name.
    #[prost(uint32, tag = "1")]
    kind: u32,
    #[prost(bytes = "vec", tag = "2")]
    name: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct PreviousWire {
    #[prost(bytes = "vec", tag = "1")]
    hash: Vec<u8>,
    #[prost(uint64, tag = "2")]
    until: u64,
    #[prost(message, optional, tag = "3")]
    certificate: Option<CertificateWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SigningWire {
    #[prost(message, optional, tag = "1")]
    key: Option<SigningKeyWire>,
    #[prost(bool, tag = "2")]
    required: bool,
    #[prost(message, optional, tag = "3")]
    previous: Option<SigningKeyWire>,
    #[prost(uint64, tag = "4")]
    previous_until: u64,
}

#[derive(Clone, PartialEq, Message)]
struct SigningKeyWire {
    /// 1 a public key of Ed25519, 2 a sealed secret for HMAC with SHA-256.
    #[prost(uint32, tag = "1")]
    algorithm: u32,
    #[prost(bytes = "vec", tag = "2")]
    bytes: Vec<u8>,
}

pub(super) fn proof_wire(proof: &KeyProof) -> ProofWire {
    let name = match proof {
        KeyProof::Secret(hash) => return (hash.as_bytes().to_vec(), None),
        KeyProof::Certificate(name) => name,
    };
    let (kind, name) = match name {
        CertificateName::Fingerprint(bytes) => (1, bytes.to_vec()),
        CertificateName::Uri(uri) => (2, uri.as_bytes().to_vec()),
        CertificateName::Dns(host) => (3, host.as_bytes().to_vec()),
    };
    (Vec::new(), Some(CertificateWire { kind, name }))
}

pub(super) fn proof_from((hash, certificate): ProofWire) -> Result<KeyProof, Corrupt> {
    let Some(CertificateWire { kind, name }) = certificate else {
        let hash = hash.try_into().map_err(|_| Corrupt("a hash is 32 bytes"))?;
        return Ok(KeyProof::Secret(SecretHash::from_bytes(hash)));
    };
    let wrong = Corrupt("not the name of a certificate");
    let text = || std::str::from_utf8(&name).map_err(|_| wrong);
    let name = match kind {
        1 => name
            .as_slice()
            .try_into()
            .map(CertificateName::Fingerprint)
            .map_err(|_| wrong),
        2 => CertificateName::uri(text()?).map_err(|_| wrong),
        3 => CertificateName::dns(text()?).map_err(|_| wrong),
        _ => Err(wrong),
    };
    name.map(KeyProof::Certificate)
}

pub(super) fn previous_wire(previous: &PreviousProof) -> PreviousWire {
    let (hash, certificate) = proof_wire(&previous.proof);
    PreviousWire {
        hash,
        until: previous.until.as_microseconds(),
        certificate,
    }
}

pub(super) fn previous_from(wire: PreviousWire) -> Result<PreviousProof, Corrupt> {
    Ok(PreviousProof {
        proof: proof_from((wire.hash, wire.certificate))?,
        until: Timestamp::from_microseconds(wire.until),
    })
}

pub(super) fn signing_wire(signing: &KeySigning) -> SigningWire {
    let previous = signing.previous.as_ref();
    SigningWire {
        key: Some(signing_key_wire(&signing.key)),
        required: signing.required,
        previous: previous.map(|previous| signing_key_wire(&previous.key)),
        previous_until: previous.map_or(0, |previous| previous.until.as_microseconds()),
    }
}

pub(super) fn signing_from(wire: SigningWire) -> Result<KeySigning, Corrupt> {
    let key = wire.key.ok_or(Corrupt("no signing key"))?;
    let until = Timestamp::from_microseconds(wire.previous_until);
    let previous = wire.previous.map(signing_key_from).transpose()?;
    Ok(KeySigning {
        key: signing_key_from(key)?,
        previous: previous.map(|key| PreviousSigningKey { key, until }),
        required: wire.required,
    })
}

fn signing_key_wire(key: &SigningKey) -> SigningKeyWire {
    let (algorithm, bytes) = match key {
        SigningKey::Ed25519(public) => (1, public.to_vec()),
        SigningKey::HmacSha256(sealed) => (2, sealed.as_bytes().to_vec()),
    };
    SigningKeyWire { algorithm, bytes }
}

fn signing_key_from(wire: SigningKeyWire) -> Result<SigningKey, Corrupt> {
    match wire.algorithm {
        1 => {
            let public = wire.bytes.try_into();
            let public = public.map_err(|_| Corrupt("a public key of Ed25519 is 32 bytes"))?;
            Ok(SigningKey::Ed25519(public))
        }
        2 => Ok(SigningKey::HmacSha256(Sealed::from_bytes(wire.bytes))),
        _ => Err(Corrupt("unknown algorithm of a signing key")),
    }
}
