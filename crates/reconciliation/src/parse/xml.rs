//! Just enough XML for bank messages: a stream of subtrees in one namespace, with bounded depth and size. Document type
//! declarations are refused, so that no entity but the five of XML itself is ever expanded.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use super::{ParseError, Problem, line_at};

const MAXIMUM_DEPTH: usize = 32;

/// An entry of a batch with 30,000 transactions has about 700,000 elements.
const MAXIMUM_ELEMENTS: usize = 1_000_000;

/// An element with what is below it. Elements of other names than the asked ones are kept without a name, so that
/// their children are not mistaken for those of their parent.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: &'static str,
    pub(super) currency: Option<Box<str>>,
    pub(super) text: Box<str>,
    pub(super) children: Vec<Element>,
    pub(super) line: u32,
}

impl Element {
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> + Clone {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element down this path.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| {
            element.children.iter().find(|child| child.name == *name)
        })
    }

    /// The text at the first of these paths that has one.
    pub(super) fn text(&self, paths: &[&[&str]]) -> Option<&str> {
        paths
            .iter()
            .filter_map(|path| self.at(path))
            .map(|element| element.text.trim())
            .find(|text| !text.is_empty())
    }

    pub(super) fn error(&self, part: &str, problem: Problem) -> ParseError {
        ParseError::new(self.line, part, problem)
    }
}

/// What the stream of a document is made of.
pub(super) enum Node {
    /// An element begins that is walked through: what follows is below it.
    Enters(&'static str),
    /// The element walked through ends.
    Leaves(&'static str),
    /// A whole element.
    Whole(Element),
}

/// A document, read piece by piece.
pub(super) struct Document<'a> {
    reader: NsReader<&'a [u8]>,
    text: &'a str,
    /// Names that are kept; all else is unnamed.
    known: &'static [&'static str],
    /// Names that are walked through and not read as a whole.
    walked: &'static [&'static str],
    path: Vec<&'static str>,
    /// Where `line` was counted last, so that all counting together is one pass.
    counted: usize,
    line: u32,
    namespace_prefix: &'static str,
}

impl<'a> Document<'a> {
    pub(super) fn new(
        text: &'a str,
        namespace_prefix: &'static str,
        known: &'static [&'static str],
        walked: &'static [&'static str],
    ) -> Document<'a> {
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Document {
            reader,
            text,
            known,
            walked,
            path: Vec::new(),
            counted: 0,
            line: 1,
            namespace_prefix,
        }
    }

    /// The next piece; none at the end of the document.
    pub(super) fn next(&mut self) -> Result<Option<Node>, ParseError> {
        loop {
            let (name, event) = self.event()?;
            match event {
                Event::Start(start) => match name {
                    Some(name) if self.walked.contains(&name) => {
                        if self.path.len() == MAXIMUM_DEPTH {
                            return Err(self.error(Problem::Structure("elements are nested too deep")));
                        }
                        self.path.push(name);
                        return Ok(Some(Node::Enters(name)));
                    }
                    _ if self.path.is_empty() => {
                        return Err(self.error(Problem::Structure("another kind of document")));
                    }
                    _ => {
                        let root = self.element(name, &start)?;
                        let whole = self.subtree(root)?;
                        return Ok(Some(Node::Whole(whole)));
                    }
                },
                Event::End(_) => {
                    let name = self
                        .path
                        .pop()
                        .expect("the reader refuses an end without a start");
                    return Ok(Some(Node::Leaves(name)));
                }
                Event::Eof if self.path.is_empty() => return Ok(None),
                Event::Eof => return Err(self.error(Problem::Structure("it ends in the middle"))),
                Event::Text(text) => {
                    if !text.xml10_content().trim().is_empty() {
                        return Err(self.error(Problem::Structure("text between elements")));
                    }
                }
                Event::GeneralRef(_) | Event::CData(_) => {
                    return Err(self.error(Problem::Structure("text between elements")));
                }
                Event::DocType(_) => return Err(self.error(Problem::DocumentType)),
                Event::Empty(_) => unreachable!("empty elements are expanded"),
                Event::Decl(declaration) => {
                    // The text was read as UTF-8, which is right for plain ASCII whatever it calls itself.
                    let is_utf8 = match declaration.encoding() {
                        Some(Ok(name)) => name.eq_ignore_ascii_case("utf-8"),
                        Some(Err(_)) => false,
                        None => true,
                    };
                    if !is_utf8 && !self.text.is_ascii() {
                        return Err(self.error(Problem::Encoding));
                    }
                }
                Event::PI(_) | Event::Comment(_) => {}
            }
        }
    }

    /// Reads to the end of `root`, whose start was just read. Open elements are a list and not the call stack.
    fn subtree(&mut self, root: Element) -> Result<Element, ParseError> {
        let mut open = vec![(root, String::new())];
        let mut elements = 1;
        loop {
            let (name, event) = self.event()?;
            match event {
                Event::Start(start) => {
                    elements += 1;
                    if open.len() == MAXIMUM_DEPTH {
                        return Err(self.error(Problem::Structure("elements are nested too deep")));
                    }
                    if elements > MAXIMUM_ELEMENTS {
                        return Err(self.error(Problem::Structure("an entry has too many elements")));
                    }
                    let element = self.element(name, &start)?;
                    open.push((element, String::new()));
                }
                Event::End(_) => {
                    let (mut element, text) = open.pop().expect("a subtree ends with its root");
                    // White space around children is layout.
                    if element.children.is_empty() {
                        element.text = text.into();
                    }
                    match open.last_mut() {
                        Some((parent, _)) => parent.children.push(element),
                        None => return Ok(element),
                    }
                }
                Event::Text(part) => push(&mut open, &part.xml10_content()),
                Event::CData(part) => push(&mut open, &part.xml10_content()),
                Event::GeneralRef(reference) => {
                    let unknown = Problem::Structure("an unknown entity");
                    let character = reference
                        .resolve_char_ref()
                        .map_err(|_| self.error(unknown.clone()))?;
                    let text = match character {
                        Some(character) => Cow::Owned(character.to_string()),
                        None => quick_xml::escape::resolve_xml_entity(&reference.xml10_content())
                            .map(Cow::Borrowed)
                            .ok_or_else(|| self.error(unknown))?,
                    };
                    push(&mut open, &text);
                }
                Event::Eof => return Err(self.error(Problem::Structure("it ends in the middle"))),
                Event::DocType(_) => return Err(self.error(Problem::DocumentType)),
                Event::Empty(_) => unreachable!("empty elements are expanded"),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            }
        }
    }

    /// The next event, with the known name of the element that starts, if it is in the document's namespace.
    fn event(&mut self) -> Result<(Option<&'static str>, Event<'a>), ParseError> {
        let prefix = self.namespace_prefix;
        let result = self.reader.read_resolved_event();
        let (is_ours, event) = match result {
            Ok((ResolveResult::Bound(Namespace(namespace)), event)) => (namespace.starts_with(prefix), event),
            Ok((_, event)) => (false, event),
            Err(_) => {
                let at = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
                let line = line_at(self.text.as_bytes(), at);
                return Err(ParseError::new(line, "", Problem::Structure("broken XML")));
            }
        };
        let name = match &event {
            Event::Start(start) if is_ours => {
                let local = start.local_name();
                self.known.iter().copied().find(|known| *known == local.as_ref())
            }
            _ => None,
        };
        Ok((name, event))
    }

    fn element(&mut self, name: Option<&'static str>, start: &BytesStart<'_>) -> Result<Element, ParseError> {
        let line = self.line();
        let broken = |_| ParseError::new(line, name.unwrap_or(""), Problem::Structure("broken attributes"));
        let attribute = match name {
            Some(_) => start.try_get_attribute("Ccy").map_err(broken)?,
            None => None,
        };
        let currency = attribute.map(|attribute| attribute.value.as_ref().into());
        Ok(Element {
            name: name.unwrap_or(""),
            currency,
            line,
            ..Element::default()
        })
    }

    fn line(&mut self) -> u32 {
        let position = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        let position = position.min(self.text.len());
        let between = &self.text.as_bytes()[self.counted.min(position)..position];
        let breaks = between.iter().filter(|&&byte| byte == b'\n').count();
        self.line = self
            .line
            .saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.counted = position;
        self.line
    }

    fn error(&mut self, problem: Problem) -> ParseError {
        let part = self.path.last().copied().unwrap_or("");
        ParseError::new(self.line(), part, problem)
    }
}

fn push(open: &mut [(Element, String)], text: &str) {
    let (_, kept) = open.last_mut().expect("a subtree has its root open");
    kept.push_str(text);
}
