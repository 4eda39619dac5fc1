//! Texts by their hash: those that an operator has registered, and those that clients have sent before.

use std::collections::HashMap;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

use crate::call::PersistedQuery;
use crate::refusal::Code;
use crate::settings::Settings;

/// Texts that are known from the start.
#[derive(Clone, Debug, Default)]
pub struct Registered {
    texts: HashMap<Hash, Arc<str>>,
}

impl Registered {
    /// Adds a text. It is known by its hash as it is, and as it is without the space around it.
    pub fn add(&mut self, text: &str) {
        for form in [text, text.trim()] {
            self.texts.insert(Hash::of(form), form.into());
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The texts.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.values().map(|text| &**text)
    }
}

/// SHA-256 of a text.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
struct Hash([u8; 32]);

impl Hash {
    fn of(text: &str) -> Hash {
        Hash(Sha256::digest(text).into())
    }

    /// From hexadecimal digits.
    fn parse(digits: &str) -> Option<Hash> {
        if digits.len() != 64 || !digits.is_ascii() {
            return None;
        }
        let mut bytes = [0; 32];
        for (index, byte) in bytes.iter_mut().enumerate() {
            let pair = &digits[2 * index..2 * index + 2];
            // A sign would be read as well.
            if !pair.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return None;
            }
            *byte = u8::from_str_radix(pair, 16).ok()?;
        }
        Some(Hash(bytes))
    }
}

/// What a call asks by text or hash.
pub(crate) struct Document {
    pub(crate) text: Arc<str>,
    /// The hash by which it will be remembered, once it has turned out to be a query.
    remember: Option<Hash>,
}

/// Why there is no text.
pub(crate) type Refused = (Code, &'static str);

/// The texts that are known.
pub(crate) struct Documents {
    registered: HashMap<Hash, Arc<str>>,
    only_registered: bool,
    /// Shared by all callers: a hash stands for one text, whoever sent it first.
    remembered: Cache<Hash, Arc<str>, ByBytes>,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<Hash, Arc<str>> for ByBytes {
    fn weight(&self, _: &Hash, text: &Arc<str>) -> u64 {
        // The hash, the reference and what the table needs.
        text.len() as u64 + 128
    }
}

impl Documents {
    pub(crate) fn new(settings: &Settings) -> Documents {
        let bytes = settings.bounds.remembered_bytes;
        Documents {
            registered: settings.registered.texts.clone(),
            only_registered: settings.only_registered,
            remembered: Cache::with_weighter(
                usize::try_from(bytes / 512).unwrap_or(usize::MAX),
                bytes,
                ByBytes,
            ),
        }
    }

    /// The text of a call.
    pub(crate) fn find(
        &self,
        text: Option<String>,
        by_hash: Option<&PersistedQuery>,
    ) -> Result<Document, Refused> {
        let text = text.filter(|text| !text.is_empty());
        let hash = match by_hash {
            None => None,
            Some(query) if query.version == 1 => {
                let hash = Hash::parse(&query.sha256_hash);
                let odd = (
                    Code::PersistedQueryMismatch,
                    "sha256Hash has to be 64 hexadecimal digits",
                );
                Some(hash.ok_or(odd)?)
            }
            Some(_) => {
                return Err((
                    Code::PersistedQueryMismatch,
                    "persistedQuery has to be of version 1",
                ));
            }
        };
        if let Some(hash) = hash
            && let Some(known) = self.registered.get(&hash)
        {
            return Ok(Document::known(known));
        }
        if self.only_registered {
            return self.registered_text(text.as_deref());
        }
        match (text, hash) {
            (Some(text), Some(hash)) if Hash::of(&text) != hash => Err((
                Code::PersistedQueryMismatch,
                "the hash in persistedQuery is not that of the query",
            )),
            (Some(text), remember) => Ok(Document {
                text: text.into(),
                remember,
            }),
            (None, Some(hash)) => match self.remembered.get(&hash) {
                Some(known) => Ok(Document::known(&known)),
                // The words that clients look for.
                None => Err((Code::PersistedQueryNotFound, "PersistedQueryNotFound")),
            },
            (None, None) => Err((Code::QueryMalformed, "there is no query")),
        }
    }

    fn registered_text(&self, text: Option<&str>) -> Result<Document, Refused> {
        let known = text.and_then(|text| self.registered.get(&Hash::of(text)));
        let known = known.or_else(|| text.and_then(|text| self.registered.get(&Hash::of(text.trim()))));
        known.map(Document::known).ok_or((
            Code::QueryNotRegistered,
            "only registered queries are answered here, and this is none of them",
        ))
    }

    /// Keeps a text that has turned out to be a query, if its client wants to send the hash only from now on.
    pub(crate) fn remember(&self, document: &Document) {
        if let Some(hash) = document.remember {
            self.remembered.insert(hash, Arc::clone(&document.text));
        }
    }
}

impl Document {
    fn known(text: &Arc<str>) -> Document {
        Document {
            text: Arc::clone(text),
            remember: None,
        }
    }
}
