//! Certificates in the place of a secret: whose private key is the proof, and by what such a certificate is known again.

use std::fmt;

use super::SecretHash;

/// How the holder of a key proves that it is theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyProof {
    /// They show its secret.
    Secret(SecretHash),
    /// They have the private key of a certificate. The handshake has seen it, and an authority that the listener trusts has
    /// signed the certificate.
    Certificate(CertificateName),
}

impl KeyProof {
    /// The certificate, where it is one.
    pub const fn certificate(&self) -> Option<&CertificateName> {
        match self {
            KeyProof::Secret(_) => None,
            KeyProof::Certificate(name) => Some(name),
        }
    }

    /// Whether both are of one kind: a key that is proved by a certificate never comes to be one that a secret is enough for.
    pub(crate) const fn is_like(&self, other: &KeyProof) -> bool {
        matches!(
            (self, other),
            (KeyProof::Secret(_), KeyProof::Secret(_)) | (KeyProof::Certificate(_), KeyProof::Certificate(_))
        )
    }
}

/// By what a certificate is known again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CertificateName {
    /// SHA-256 over the certificate itself: this one and no other.
    Fingerprint([u8; 32]),
    /// A URI among its alternative names, such as a SPIFFE identity: whatever certificate the authorities put it into.
    Uri(Box<str>),
    /// A host name among its alternative names, in small letters: likewise.
    Dns(Box<str>),
}

/// The text is no name of a certificate. Nothing of the text is kept.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a certificate is named by 64 hexadecimal digits, by a URI of up to 512 visible characters, or by a host name without wildcards"
)]
pub struct InvalidCertificateName;

const LONGEST_URI: usize = 512;
const LONGEST_DNS: usize = 253;

impl CertificateName {
    /// The name with this fingerprint: 64 hexadecimal digits, with colons between pairs or without.
    pub fn fingerprint(text: &str) -> Result<CertificateName, InvalidCertificateName> {
        let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b':').collect();
        if digits.len() != 64 || text.len() > 95 {
            return Err(InvalidCertificateName);
        }
        let value = |digit: u8| char::from(digit).to_digit(16).ok_or(InvalidCertificateName);
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = u8::try_from(value(pair[0])? << 4 | value(pair[1])?).expect("two digits are a byte");
        }
        Ok(CertificateName::Fingerprint(bytes))
    }

    /// The name with this URI, which is compared as it is.
    pub fn uri(text: &str) -> Result<CertificateName, InvalidCertificateName> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
        let has_scheme = text.split_once(':').is_some_and(|(scheme, rest)| {
            let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
            !scheme.is_empty() && scheme.bytes().all(is_letter) && !rest.is_empty()
        });
        if is_plain && has_scheme && text.len() <= LONGEST_URI {
            Ok(CertificateName::Uri(text.into()))
        } else {
            Err(InvalidCertificateName)
        }
    }

    /// The name with this host, whatever its case.
    pub fn dns(text: &str) -> Result<CertificateName, InvalidCertificateName> {
        let is_label = |label: &str| {
            let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
            (1..=63).contains(&label.len()) && label.bytes().all(is_letter)
        };
        if text.len() <= LONGEST_DNS && text.split('.').all(is_label) {
            Ok(CertificateName::Dns(text.to_ascii_lowercase().into()))
        } else {
            Err(InvalidCertificateName)
        }
    }

    /// Whether it is the certificate itself, and no name that another may have too.
    pub const fn is_fingerprint(&self) -> bool {
        matches!(self, CertificateName::Fingerprint(_))
    }
}

/// As in `sha256:…`, `uri:…`, `dns:…`.
impl fmt::Display for CertificateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CertificateName::Fingerprint(bytes) => {
                f.write_str("sha256:")?;
                bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
            CertificateName::Uri(uri) => write!(f, "uri:{uri}"),
            CertificateName::Dns(name) => write!(f, "dns:{name}"),
        }
    }
}

/// A certificate that a caller showed, as far as it names one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresentedCertificate {
    itself: CertificateName,
    names: Vec<CertificateName>,
}

/// Names of one certificate that are looked at: a certificate for more is no caller's.
const MOST_NAMES: usize = 16;

impl PresentedCertificate {
    /// From its fingerprint and alternative names. What can't be a name here is passed over.
    pub fn new<'a>(
        fingerprint: [u8; 32],
        uris: impl IntoIterator<Item = &'a str>,
        hosts: impl IntoIterator<Item = &'a str>,
    ) -> PresentedCertificate {
        let uris = uris.into_iter().map(CertificateName::uri);
        let hosts = hosts.into_iter().map(CertificateName::dns);
        PresentedCertificate {
            itself: CertificateName::Fingerprint(fingerprint),
            names: uris.chain(hosts).flatten().take(MOST_NAMES).collect(),
        }
    }

    /// This one and no other.
    pub(crate) const fn itself(&self) -> &CertificateName {
        &self.itself
    }

    /// What it shares with others.
    pub(crate) fn names(&self) -> &[CertificateName] {
        &self.names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_one_form_and_nothing_else_is_one() {
        let hex = "AB:".repeat(31) + "ab";
        let shown = |name: Result<CertificateName, _>| name.map(|name| name.to_string());
        let fingerprint = format!("sha256:{}", "ab".repeat(32));
        assert_eq!(shown(CertificateName::fingerprint(&hex)), Ok(fingerprint));
        let spiffe = "spiffe://shop.example/Billing";
        assert_eq!(shown(CertificateName::uri(spiffe)), Ok(format!("uri:{spiffe}")));
        let host = CertificateName::dns("Billing.Shop.example");
        assert_eq!(shown(host), Ok("dns:billing.shop.example".to_owned()));
        for wrong in ["", "ab", &"g".repeat(64), &"ab".repeat(33), &"a:".repeat(64)] {
            assert_eq!(
                CertificateName::fingerprint(wrong),
                Err(InvalidCertificateName),
                "{wrong}"
            );
        }
        for wrong in [
            "",
            "shop",
            "a b:c",
            ":x",
            "spiffe:",
            &format!("a:{}", "x".repeat(511)),
        ] {
            assert_eq!(
                CertificateName::uri(wrong),
                Err(InvalidCertificateName),
                "{wrong}"
            );
        }
        for wrong in [
            "",
            "*.shop.example",
            "a..b",
            "a b",
            ".a",
            &"x".repeat(64),
            &"x.".repeat(127),
        ] {
            assert_eq!(
                CertificateName::dns(wrong),
                Err(InvalidCertificateName),
                "{wrong}"
            );
        }
    }
}
