//! From JSON to XML.

use super::{ENTRY, ITEM, KEY, VALUE, is_character, is_name};
use crate::shape::{Shape, Shapes};
use crate::{Body, Bounds, Error, Node, Operations};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// The namespace of problems. RFC 9457 keeps the name that RFC 7807 gave it.
const PROBLEMS: &str = " xmlns=\"urn:ietf:rfc:7807\"";

/// The XML of a JSON body.
pub fn to_xml(operations: &Operations, body: &Body, json: &[u8]) -> Result<Vec<u8>, Error> {
    let writer = Writer {
        shapes: &operations.shapes,
        lists: Lists::Repeated,
        out: Vec::with_capacity(json.len() * 2),
    };
    writer.document(body, json, "")
}

/// The same for problem details (RFC 9457, appendix B).
pub fn problem_to_xml(operations: &Operations, json: &[u8]) -> Result<Vec<u8>, Error> {
    let writer = Writer {
        shapes: &operations.shapes,
        lists: Lists::Items,
        out: Vec::with_capacity(json.len() * 2),
    };
    writer.document(operations.problem(), json, PROBLEMS)
}

/// How a list in a field is written.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Lists {
    /// The field's element again and again.
    Repeated,
    /// One element with items.
    Items,
}

struct Writer<'s> {
    shapes: &'s Shapes,
    lists: Lists,
    out: Vec<u8>,
}

impl Writer<'_> {
    fn document(mut self, body: &Body, json: &[u8], attributes: &str) -> Result<Vec<u8>, Error> {
        let node = Node::parse(json, Bounds::ANSWER)?;
        self.put(DECLARATION);
        let name = body.element.as_str();
        let shape = self.shapes.get(body.shape);
        self.put("<");
        self.put(name);
        self.put(attributes);
        self.put(">");
        self.content(&node, shape)?;
        self.close(name);
        Ok(self.out)
    }

    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn open(&mut self, name: &str) {
        self.put("<");
        self.put(name);
        self.put(">");
    }

    fn close(&mut self, name: &str) {
        self.put("</");
        self.put(name);
        self.put(">");
    }

    fn element(&mut self, name: &str, node: &Node, shape: &Shape) -> Result<(), Error> {
        self.open(name);
        self.content(node, shape)?;
        self.close(name);
        Ok(())
    }

    fn content(&mut self, node: &Node, shape: &Shape) -> Result<(), Error> {
        let shapes = self.shapes;
        match node {
            Node::Null => {}
            Node::Boolean(value) => self.put(if *value { "true" } else { "false" }),
            Node::Number(digits) => self.put(digits),
            Node::Text(text) => self.text(text),
            Node::List(items) => {
                let item = shapes.get(shape.list.unwrap_or(Shapes::FREE));
                for node in items {
                    self.element(ITEM, node, item)?;
                }
            }
            Node::Object(fields) if shape.fields.is_empty() => {
                let value = shapes.get(shape.map.unwrap_or(Shapes::FREE));
                for (key, node) in fields {
                    self.open(ENTRY);
                    self.open(KEY);
                    self.text(key);
                    self.close(KEY);
                    self.element(VALUE, node, value)?;
                    self.close(ENTRY);
                }
            }
            Node::Object(fields) => {
                for (name, node) in fields {
                    self.field(name, node, shapes.get(shapes.field(shape, name)))?;
                }
            }
        }
        Ok(())
    }

    fn field(&mut self, name: &str, node: &Node, shape: &Shape) -> Result<(), Error> {
        if !is_name(name) {
            let why = format!("the field `{name}` has no XML form; ask for JSON");
            return Err(Error::NotRepresentable(why));
        }
        match node {
            Node::Null => Ok(()),
            Node::List(items) if self.lists == Lists::Repeated && !items.is_empty() => {
                let shapes = self.shapes;
                let item = shapes.get(shape.list.unwrap_or(Shapes::FREE));
                items.iter().try_for_each(|node| self.element(name, node, item))
            }
            _ => self.element(name, node, shape),
        }
    }

    /// A character that XML does not have is written as U+FFFD.
    fn text(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '<' => self.put("&lt;"),
                '>' => self.put("&gt;"),
                '&' => self.put("&amp;"),
                // A reader takes a bare one for the end of a line.
                '\r' => self.put("&#13;"),
                letter if is_character(letter) => self.put(letter.encode_utf8(&mut [0; 4])),
                _ => self.put("\u{fffd}"),
            }
        }
    }
}
