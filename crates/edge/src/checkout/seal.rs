//! What a payment link says, and the seal on it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bezant_kernel::{ApiKeyId, Currency, Money, Timestamp};
use bezant_keyring::Secret;
use serde::{Deserialize, Serialize};

/// What the key for seals is derived for.
pub(crate) const CONTEXT: &str = "bezant 2026-11 payment links";
/// A link with everything in it is some 1,500 characters.
const LONGEST: usize = 4_096;

/// What is paid by a link, in whose name, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Link {
    /// Tells it from every other link.
    #[serde(rename = "n")]
    pub(super) nonce: String,
    /// The key that made it, and that is asked again whether it still may.
    #[serde(rename = "k")]
    pub(super) key: ApiKeyId,
    #[serde(rename = "a")]
    pub(super) amount_minor: i64,
    #[serde(rename = "c")]
    pub(super) currency: Currency,
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub(super) reference: Option<String>,
    /// Where the customer goes on afterwards.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub(super) return_url: Option<String>,
    /// The site that may show the page in a frame.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub(super) embed_origin: Option<String>,
    /// Whether everybody who comes pays, instead of one once.
    #[serde(rename = "m", default)]
    pub(super) is_reusable: bool,
    #[serde(rename = "e")]
    pub(super) expires_at_us: u64,
}

impl Link {
    pub(super) fn amount(&self) -> Money {
        Money::new(i128::from(self.amount_minor), self.currency)
    }

    pub(super) fn expires_at(&self) -> Timestamp {
        Timestamp::from_microseconds(self.expires_at_us)
    }

    /// As it stands in its address.
    pub(super) fn sealed(&self, key: &Secret) -> String {
        let said = serde_json::to_vec(self).expect("a link has text keys and writes to memory");
        let seal = blake3::keyed_hash(key.as_bytes(), &said);
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        format!("{}.{}", encode(&said), encode(seal.as_bytes()))
    }

    /// From an address; nothing where this node has not made it so.
    pub(super) fn opened(text: &str, key: &Secret) -> Option<Link> {
        let (said, seal) = text.split_once('.').filter(|_| text.len() <= LONGEST)?;
        let said = URL_SAFE_NO_PAD.decode(said).ok()?;
        let seal: [u8; 32] = URL_SAFE_NO_PAD.decode(seal).ok()?.try_into().ok()?;
        // The hash of the library compares in constant time.
        if blake3::keyed_hash(key.as_bytes(), &said) != blake3::Hash::from_bytes(seal) {
            return None;
        }
        serde_json::from_slice(&said).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> Link {
        Link {
            nonce: "5".to_owned(),
            key: ApiKeyId::from_u128(3),
            amount_minor: 4_990,
            currency: "EUR".parse().unwrap(),
            description: Some("A table".to_owned()),
            reference: None,
            return_url: None,
            embed_origin: None,
            is_reusable: false,
            expires_at_us: 7,
        }
    }

    #[test]
    fn a_link_is_what_this_node_has_sealed_and_nothing_else() {
        let key = Secret::from_bytes([1; 32]);
        let text = link().sealed(&key);
        assert_eq!(Link::opened(&text, &key), Some(link()));
        assert_eq!(Link::opened(&text, &Secret::from_bytes([2; 32])), None);
        let (said, seal) = text.split_once('.').unwrap();
        let mut cheaper = link();
        cheaper.amount_minor = 1;
        let (cheaper, _) = cheaper
            .sealed(&Secret::from_bytes([2; 32]))
            .split_once('.')
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .unwrap();
        for text in [
            format!("{cheaper}.{seal}"),
            said.to_owned(),
            format!("{said}."),
            format!(".{seal}"),
            String::new(),
            "a.b.c".to_owned(),
        ] {
            assert_eq!(Link::opened(&text, &key), None, "{text}");
        }
        assert_eq!(Link::opened(&"a".repeat(10_000), &key), None);
    }
}
