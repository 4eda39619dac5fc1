//! The elements of a document, with everything refused that a body has no need for.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::{is_character, is_name};
use crate::{Bounds, Error};

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    /// All text that is directly in it.
    pub(super) text: String,
    pub(super) children: Vec<Element>,
}

impl Element {
    /// Whether there is nothing in it but space.
    pub(super) fn is_blank(&self) -> bool {
        self.children.is_empty() && self.text.trim().is_empty()
    }

    /// Whether it has children, and all have this name.
    pub(super) fn is_only(&self, name: &str) -> bool {
        !self.children.is_empty() && self.children.iter().all(|child| child.name == name)
    }
}

/// The root of a document.
pub(super) fn root_of(text: &[u8], bounds: Bounds) -> Result<Element, Error> {
    let text = std::str::from_utf8(text).map_err(|_| Error::malformed("the body is not UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader::from_str(text);
    let mut tree = Tree {
        open: Vec::new(),
        root: None,
        elements: 0,
        bounds,
    };
    let mut is_first = true;
    loop {
        let event = reader.read_event();
        let place = reader.buffer_position();
        let at = |why: &str| {
            Error::malformed(format!(
                "the body is not XML as it is taken here: {why}, at byte {place}"
            ))
        };
        let event = event.map_err(|error| at(&error.to_string()))?;
        let done = match event {
            Event::Start(start) => tree.start(&start),
            Event::Empty(start) => tree.start(&start).and_then(|()| tree.end()),
            Event::End(_) => tree.end(),
            Event::Text(text) => tree.text(&text.xml10_content()),
            Event::CData(text) => tree.text(&text.xml10_content()),
            Event::GeneralRef(reference) => referred(&reference).and_then(|letter| {
                let mut bytes = [0; 4];
                tree.text(letter.encode_utf8(&mut bytes))
            }),
            Event::Comment(_) => Ok(()),
            Event::Decl(declaration) if is_first => {
                let is_utf8 = declaration.encoding().is_none_or(|encoding| {
                    encoding.is_ok_and(|encoding| encoding.eq_ignore_ascii_case("utf-8"))
                });
                let is_version = declaration.version().is_ok_and(|version| version == "1.0");
                if is_utf8 && is_version {
                    Ok(())
                } else {
                    Err("it must be XML 1.0 in UTF-8")
                }
            }
            Event::Decl(_) => Err("the declaration stands at the beginning"),
            Event::PI(_) => Err("processing instructions are refused"),
            Event::DocType(_) => Err("document types are refused"),
            Event::Eof => break,
        };
        done.map_err(at)?;
        is_first = false;
    }
    match (tree.open.is_empty(), tree.root) {
        (true, Some(root)) => Ok(root),
        (_, _) => Err(Error::malformed(
            "the body is not XML: it ends before its root element does",
        )),
    }
}

struct Tree {
    /// The elements that have begun, the root first.
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
    bounds: Bounds,
}

impl Tree {
    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), &'static str> {
        self.elements += 1;
        if self.elements > self.bounds.values {
            return Err("there are too many elements");
        }
        if self.open.len() >= self.bounds.depth {
            return Err("elements nest too deep");
        }
        if self.open.is_empty() && self.root.is_some() {
            return Err("there is a second root element");
        }
        if !start.attributes_raw().trim().is_empty() {
            return Err("attributes and namespaces are refused");
        }
        let name = start.name();
        let name: &str = name.as_ref();
        if !is_name(name) {
            return Err("the name of an element is not a plain one");
        }
        self.open.push(Element {
            name: name.to_owned(),
            ..Element::default()
        });
        Ok(())
    }

    fn end(&mut self) -> Result<(), &'static str> {
        let ended = self.open.pop().ok_or("an element ends that has not begun")?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(ended),
            None => self.root = Some(ended),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), &'static str> {
        if !text.chars().all(is_character) {
            return Err("there is a character that XML does not have");
        }
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err("there is text outside the root element"),
        }
        Ok(())
    }
}

/// The character behind a reference: one by number, or one of the five.
fn referred(reference: &BytesRef<'_>) -> Result<char, &'static str> {
    if reference.is_char_ref() {
        let letter = reference.resolve_char_ref().ok().flatten();
        return letter.ok_or("there is no such character");
    }
    match reference.xml10_content().as_ref() {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        _ => Err("entities are refused"),
    }
}
