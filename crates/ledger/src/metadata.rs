//! What callers attach to accounts and transfers: words of their own, bounded, never read by the ledger.

use std::collections::BTreeMap;
use std::str::FromStr;

use bezant_kernel::TransferId;

/// Keys and values of the caller: at most 32 keys of 1 to 40 bytes, values of at most 500 bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata(BTreeMap<Box<str>, Box<str>>);

/// What is too much for metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMetadata {
    /// Too many keys.
    #[error("metadata has at most {MAX_KEYS} keys")]
    TooManyKeys,
    /// An empty or too long key.
    #[error("a metadata key has 1 to {MAX_KEY_BYTES} bytes")]
    Key,
    /// A too long value.
    #[error("a metadata value has at most {MAX_VALUE_BYTES} bytes")]
    Value,
}

pub(crate) const MAX_KEYS: usize = 32;
const MAX_KEY_BYTES: usize = 40;
const MAX_VALUE_BYTES: usize = 500;

impl Metadata {
    /// No keys.
    pub const fn new() -> Self {
        Metadata(BTreeMap::new())
    }

    /// Sets `key`.
    pub fn insert(&mut self, key: &str, value: &str) -> Result<(), InvalidMetadata> {
        if !(1..=MAX_KEY_BYTES).contains(&key.len()) {
            return Err(InvalidMetadata::Key);
        }
        if value.len() > MAX_VALUE_BYTES {
            return Err(InvalidMetadata::Value);
        }
        if self.0.len() >= MAX_KEYS && !self.0.contains_key(key) {
            return Err(InvalidMetadata::TooManyKeys);
        }
        self.0.insert(key.into(), value.into());
        Ok(())
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(|value| &**value)
    }

    /// All keys with their values, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (&**key, &**value))
    }

    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// This with `patch` over it, where an empty value removes its key.
    pub(crate) fn patched(&self, patch: &Metadata) -> Result<Metadata, InvalidMetadata> {
        let mut patched = self.clone();
        for key in patch
            .0
            .iter()
            .filter(|(_, value)| value.is_empty())
            .map(|(key, _)| key)
        {
            patched.0.remove(key);
        }
        for (key, value) in patch.0.iter().filter(|(_, value)| !value.is_empty()) {
            patched.insert(key, value)?;
        }
        Ok(patched)
    }
}

/// The caller's own name for a transfer, such as an invoice number: 1 to 128 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalReference(Box<str>);

/// The text is no external reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an external reference has 1 to 128 bytes")]
pub struct InvalidExternalReference;

impl ExternalReference {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ExternalReference {
    type Err = InvalidExternalReference;

    fn from_str(text: &str) -> Result<Self, InvalidExternalReference> {
        if (1..=128).contains(&text.len()) {
            Ok(ExternalReference(text.into()))
        } else {
            Err(InvalidExternalReference)
        }
    }
}

/// Tells attachments apart, so that a repeated request with other ones is seen; zero for nothing attached.
pub(crate) fn digest(metadata: &Metadata, external_reference: Option<&ExternalReference>) -> u32 {
    if metadata.is_empty() && external_reference.is_none() {
        return 0;
    }
    let reference = external_reference.map_or("", ExternalReference::as_str);
    let parts: Vec<&[u8]> = std::iter::once(reference.as_bytes())
        .chain(
            metadata
                .iter()
                .flat_map(|(key, value)| [key.as_bytes(), value.as_bytes()]),
        )
        .collect();
    let [a, b, c, d, ..] = TransferId::derive(&parts).as_u128().to_le_bytes();
    u32::from_le_bytes([a, b, c, d]).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_bounded_and_patched_by_key() {
        let mut metadata = Metadata::new();
        assert_eq!(metadata.insert("", "x"), Err(InvalidMetadata::Key));
        assert_eq!(metadata.insert(&"k".repeat(41), "x"), Err(InvalidMetadata::Key));
        assert_eq!(
            metadata.insert("k", &"x".repeat(501)),
            Err(InvalidMetadata::Value)
        );
        for number in 0..32 {
            metadata.insert(&format!("key{number}"), "x").unwrap();
        }
        assert_eq!(
            metadata.insert("one more", "x"),
            Err(InvalidMetadata::TooManyKeys)
        );
        let mut patch = Metadata::new();
        patch.insert("key0", "").unwrap();
        patch.insert("one more", "y").unwrap();
        let patched = metadata.patched(&patch).unwrap();
        assert_eq!((patched.get("key0"), patched.get("one more")), (None, Some("y")));
        assert_eq!(patched.iter().count(), 32);
        assert_eq!(metadata.patched(&patched), Err(InvalidMetadata::TooManyKeys));
    }

    #[test]
    fn digests_tell_attachments_apart() {
        let mut metadata = Metadata::new();
        assert_eq!(digest(&metadata, None), 0);
        let reference: ExternalReference = "INV-1".parse().unwrap();
        metadata.insert("a", "b").unwrap();
        let digests = [
            digest(&metadata, None),
            digest(&metadata, Some(&reference)),
            digest(&Metadata::new(), Some(&reference)),
        ];
        assert!(digests[0] != digests[1] && digests[1] != digests[2] && digests.iter().all(|&d| d != 0));
        // Stored in records: must never change.
        assert_eq!(
            digests[2],
            digest(&Metadata::new(), Some(&"INV-1".parse().unwrap()))
        );
    }
}
