//! Where in a TOML text a field stands, and which field stands at a place.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

/// The fields of a text.
pub(super) struct Places<'a> {
    text: &'a str,
    /// Path and extent of each field, the outer ones before the inner.
    fields: Vec<(String, Range<usize>)>,
}

impl<'a> Places<'a> {
    pub(super) fn none(text: &'a str) -> Self {
        let fields = Vec::new();
        Places { text, fields }
    }

    pub(super) fn of(text: &'a str) -> Result<Self, Error> {
        let table = DeTable::parse(text)?;
        let mut places = Places::none(text);
        places.walk_table("", table.get_ref());
        Ok(places)
    }

    /// The line on which a field stands, or else that which it is a part of.
    pub(super) fn line_of(&self, path: &str) -> usize {
        let is_part = |outer: &str| {
            path.strip_prefix(outer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let around = self.fields.iter().filter(|(outer, _)| is_part(outer));
        let innermost = around.max_by_key(|(outer, _)| outer.len());
        self.line_at(innermost.map_or(0, |(_, extent)| extent.start))
    }

    /// The line of a place and the innermost field there.
    pub(super) fn at(&self, offset: usize) -> (usize, String) {
        let around = self.fields.iter().filter(|(_, extent)| extent.contains(&offset));
        let innermost = around.max_by_key(|(path, _)| path.len());
        let field = innermost.map_or_else(|| "the file".to_owned(), |(path, _)| path.clone());
        (self.line_at(offset), field)
    }

    fn line_at(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().get(..offset).unwrap_or_default();
        before.iter().filter(|&&b| b == b'\n').count() + 1
    }

    fn walk_table(&mut self, path: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let inner = match path {
                "" => key.get_ref().to_string(),
                path => format!("{path}.{}", key.get_ref()),
            };
            let (key, extent) = (key.span(), value.span());
            // The header of a table in an array stands for the last of them.
            let start = if key.start <= extent.start {
                key.start
            } else {
                extent.start
            };
            self.fields.push((inner.clone(), start..extent.end));
            self.walk(&inner, value);
        }
    }

    fn walk(&mut self, path: &str, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::Table(table) => self.walk_table(path, table),
            DeValue::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let inner = format!("{path}[{index}]");
                    self.fields.push((inner.clone(), item.span()));
                    self.walk(&inner, item);
                }
            }
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => {}
        }
    }
}
