//! JSON as a tree that loses nothing: fields stay in their order, twice if they came twice, and numbers keep their digits, of
//! which a ledger has more than fit into 64 bits.

use crate::{Bounds, Error};

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, as it was written.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// An object, its fields in their order.
    Object(Vec<(String, Node)>),
}

impl Node {
    /// Reads a JSON text.
    pub fn parse(text: &[u8], bounds: Bounds) -> Result<Node, Error> {
        let text = std::str::from_utf8(text).map_err(|_| Error::malformed("the text is not UTF-8"))?;
        let mut reader = Reader {
            text,
            at: 0,
            values: 0,
            bounds,
        };
        let node = reader.value(1)?;
        match reader.next_byte() {
            None => Ok(node),
            Some(_) => Err(reader.unexpected()),
        }
    }

    /// The value of a field; the first where there are several.
    pub fn get(&self, name: &str) -> Option<&Node> {
        match self {
            Node::Object(fields) => fields.iter().find(|(key, _)| key == name).map(|(_, node)| node),
            Node::Null | Node::Boolean(_) | Node::Number(_) | Node::Text(_) | Node::List(_) => None,
        }
    }

    /// The text that it is.
    pub fn text(&self) -> Option<&str> {
        match self {
            Node::Text(text) => Some(text),
            Node::Null | Node::Boolean(_) | Node::Number(_) | Node::List(_) | Node::Object(_) => None,
        }
    }

    /// The items of the list that it is; none of anything else.
    pub fn items(&self) -> &[Node] {
        match self {
            Node::List(items) => items,
            Node::Null | Node::Boolean(_) | Node::Number(_) | Node::Text(_) | Node::Object(_) => &[],
        }
    }

    /// The fields of the object that it is; none of anything else.
    pub fn fields(&self) -> &[(String, Node)] {
        match self {
            Node::Object(fields) => fields,
            Node::Null | Node::Boolean(_) | Node::Number(_) | Node::Text(_) | Node::List(_) => &[],
        }
    }

    /// Writes it as JSON.
    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            Node::Null => out.extend_from_slice(b"null"),
            Node::Boolean(true) => out.extend_from_slice(b"true"),
            Node::Boolean(false) => out.extend_from_slice(b"false"),
            Node::Number(digits) => out.extend_from_slice(digits.as_bytes()),
            Node::Text(text) => write_text(text, out),
            Node::List(items) => {
                out.push(b'[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    item.write(out);
                }
                out.push(b']');
            }
            Node::Object(fields) => {
                out.push(b'{');
                for (index, (name, node)) in fields.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    write_text(name, out);
                    out.push(b':');
                    node.write(out);
                }
                out.push(b'}');
            }
        }
    }

    /// The same as bytes of its own.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("a text writes to memory");
}

/// Whether a text is a number by the grammar of JSON.
pub(crate) fn is_number(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.strip_prefix('-').unwrap_or(text);
    let whole = digits(rest);
    if whole == 0 || whole > 1 && rest.starts_with('0') {
        return false;
    }
    let mut rest = &rest[whole..];
    if let Some(behind) = rest.strip_prefix('.') {
        let fraction = digits(behind);
        if fraction == 0 {
            return false;
        }
        rest = &behind[fraction..];
    }
    if let Some(behind) = rest.strip_prefix(['e', 'E']) {
        let behind = behind.strip_prefix(['+', '-']).unwrap_or(behind);
        return !behind.is_empty() && digits(behind) == behind.len();
    }
    rest.is_empty()
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    values: usize,
    bounds: Bounds,
}

impl Reader<'_> {
    fn unexpected(&self) -> Error {
        Error::malformed(format!("there is something unexpected at byte {}", self.at))
    }

    /// The next byte that is not space.
    fn next_byte(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn takes(&mut self, byte: u8) -> bool {
        let is_there = self.next_byte() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn word(&mut self, word: &str, node: Node) -> Result<Node, Error> {
        if self.text[self.at..].starts_with(word) {
            self.at += word.len();
            Ok(node)
        } else {
            Err(self.unexpected())
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, Error> {
        self.values += 1;
        if depth > self.bounds.depth || self.values > self.bounds.values {
            return Err(Error::malformed("it nests too deep or has too many values"));
        }
        match self.next_byte() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.string().map(Node::Text),
            Some(b't') => self.word("true", Node::Boolean(true)),
            Some(b'f') => self.word("false", Node::Boolean(false)),
            Some(b'n') => self.word("null", Node::Null),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) | None => Err(self.unexpected()),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Node, Error> {
        self.at += 1;
        let mut fields = Vec::new();
        if self.takes(b'}') {
            return Ok(Node::Object(fields));
        }
        loop {
            if self.next_byte() != Some(b'"') {
                return Err(self.unexpected());
            }
            let name = self.string()?;
            if !self.takes(b':') {
                return Err(self.unexpected());
            }
            fields.push((name, self.value(depth + 1)?));
            if self.takes(b'}') {
                return Ok(Node::Object(fields));
            }
            if !self.takes(b',') {
                return Err(self.unexpected());
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Node, Error> {
        self.at += 1;
        let mut items = Vec::new();
        if self.takes(b']') {
            return Ok(Node::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.takes(b']') {
                return Ok(Node::List(items));
            }
            if !self.takes(b',') {
                return Err(self.unexpected());
            }
        }
    }

    fn string(&mut self) -> Result<String, Error> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut end = start + 1;
        loop {
            match bytes.get(end) {
                Some(b'"') => break,
                Some(b'\\') => end += 2,
                Some(_) => end += 1,
                None => return Err(self.unexpected()),
            }
        }
        self.at = end + 1;
        serde_json::from_str(&self.text[start..=end])
            .map_err(|_| Error::malformed(format!("there is no whole text at byte {start}")))
    }

    fn number(&mut self) -> Result<Node, Error> {
        let rest = &self.text[self.at..];
        let length = rest
            .bytes()
            .take_while(|byte| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9'))
            .count();
        let digits = &rest[..length];
        if !is_number(digits) {
            return Err(self.unexpected());
        }
        self.at += length;
        Ok(Node::Number(digits.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_read_is_written_again() {
        let text = r#"{"b":[1,-2.5e+3,340282366920938463463374607431768211455],"a":{"x":"\"ü\\n","x":null},"c":[],"d":{},"e":true}"#;
        let node = Node::parse(text.as_bytes(), Bounds::REQUEST).unwrap();
        assert_eq!(String::from_utf8(node.to_bytes()).unwrap(), text);
        assert_eq!(node.get("a").unwrap().fields().len(), 2);
    }

    #[test]
    fn what_is_no_json_or_too_much_is_refused() {
        let wrong = [
            "",
            "{",
            "[1,]",
            "{\"a\"}",
            "{a:1}",
            "01",
            "1.",
            "-",
            "nul",
            "\"\\",
            "\"a",
            "1 2",
            "[1}",
            "\"\u{1}\"",
        ];
        for text in wrong {
            assert!(Node::parse(text.as_bytes(), Bounds::REQUEST).is_err(), "{text}");
        }
        assert!(Node::parse(b"\"\xff\"", Bounds::REQUEST).is_err());
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Node::parse(nested(32).as_bytes(), Bounds::REQUEST).is_ok());
        assert!(Node::parse(nested(33).as_bytes(), Bounds::REQUEST).is_err());
        let few = Bounds { depth: 9, values: 3 };
        assert!(Node::parse(b"[1,2]", few).is_ok() && Node::parse(b"[1,2,3]", few).is_err());
    }
}
