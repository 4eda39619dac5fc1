//! One entry of a directory, read without trusting its form.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ldap3::ResultEntry;
use ldap3::asn1::StructureTag;

/// Attributes whose values are bytes, which could be text by chance.
const BINARY: [&str; 2] = ["objectguid", "objectsid"];

/// A person is in a thousand groups at the very most.
const MOST_VALUES: usize = 1_000;

pub(super) struct Entry {
    pub(super) dn: String,
    attributes: Vec<(String, Vec<Vec<u8>>)>,
}

impl Entry {
    /// `SearchEntry::construct` would panic where this answers nothing.
    pub(super) fn read(entry: ResultEntry) -> Option<Entry> {
        let mut parts = entry.0.match_id(4)?.expect_constructed()?.into_iter();
        let dn = text(parts.next()?)?;
        let mut attributes = Vec::new();
        for attribute in parts.next()?.expect_constructed()? {
            let mut parts = attribute.expect_constructed()?.into_iter();
            let name = text(parts.next()?)?;
            let values = parts.next()?.expect_constructed()?;
            let values = values.into_iter().take(MOST_VALUES);
            let values: Option<Vec<_>> = values.map(StructureTag::expect_primitive).collect();
            attributes.push((name, values?));
        }
        Some(Entry { dn, attributes })
    }

    fn values(&self, name: &str) -> &[Vec<u8>] {
        let found = self
            .attributes
            .iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map_or(&[], |(_, values)| values)
    }

    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        let values = self.values(name).iter();
        values
            .filter_map(|value| String::from_utf8(value.clone()).ok())
            .collect()
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.texts(name).into_iter().next()
    }

    /// The single value of an attribute that names its owner; bytes are base64url.
    pub(super) fn identifier(&self, name: &str) -> Option<String> {
        let [value] = self.values(name) else {
            return None;
        };
        let is_binary = BINARY.iter().any(|binary| name.eq_ignore_ascii_case(binary));
        match String::from_utf8(value.clone()) {
            Ok(text) if !is_binary => Some(text),
            _ => Some(URL_SAFE_NO_PAD.encode(value)),
        }
    }
}

fn text(tag: StructureTag) -> Option<String> {
    String::from_utf8(tag.expect_primitive()?).ok()
}
