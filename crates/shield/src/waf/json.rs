//! The names and strings of a JSON text, without building anything of it.
//!
//! It reads on whatever comes: a text that is no JSON is refused by the one who parses it, and until then nothing in it may hide. So
//! every string is visited that any parser could see.

use std::ops::Range;

use smallvec::SmallVec;

/// How deep names are remembered. Deeper ones are visited under the last name that is.
const MAX_DEPTH: usize = 64;
/// What of a name is shown.
const MAX_NAME: usize = 128;

/// One string.
pub(super) struct Text<'a> {
    pub(super) text: &'a [u8],
    pub(super) is_name: bool,
}

/// The names on the way to a string.
#[derive(Debug, Default)]
pub(super) struct Path {
    names: SmallVec<[Range<usize>; 8]>,
    /// For each bracket that is open: how many names there were, and whether it is a list's.
    open: SmallVec<[(usize, bool); 8]>,
    too_deep: usize,
}

impl Path {
    pub(super) fn ranges(&self) -> &[Range<usize>] {
        &self.names
    }

    fn enter(&mut self, is_list: bool) {
        if self.open.len() < MAX_DEPTH {
            self.open.push((self.names.len(), is_list));
        } else {
            self.too_deep += 1;
        }
    }

    fn leave(&mut self) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
        } else if let Some((names, _)) = self.open.pop() {
            self.names.truncate(names);
        }
    }

    /// The name of the next value replaces that of the last.
    fn name(&mut self, range: Range<usize>) {
        if self.too_deep > 0 {
            return;
        }
        let outer = self.open.last().map_or(0, |(names, _)| *names);
        self.names.truncate(outer);
        self.names
            .push(range.start..range.end.min(range.start + MAX_NAME));
    }
}

/// Visits all strings until `see` says that it has seen enough. `scratch` is room for strings with escapes.
pub(super) fn visit(body: &[u8], scratch: &mut Vec<u8>, mut see: impl FnMut(Text<'_>, &Path) -> bool) {
    let mut path = Path::default();
    let mut at = 0;
    while at < body.len() {
        match body[at] {
            b'{' => path.enter(false),
            b'[' => path.enter(true),
            b'}' | b']' => path.leave(),
            b'"' => {
                let start = at + 1;
                let (end, has_escapes) = string_end(body, start);
                let after = body[(end + 1).min(body.len())..].trim_ascii_start();
                let is_name = after.first() == Some(&b':');
                if is_name {
                    path.name(start..end);
                }
                let raw = &body[start..end];
                let text = if has_escapes {
                    unescape(raw, scratch);
                    &scratch[..]
                } else {
                    raw
                };
                if !see(Text { text, is_name }, &path) {
                    return;
                }
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
}

/// Where the quote is that ends a string, or the end of the text.
fn string_end(body: &[u8], start: usize) -> (usize, bool) {
    let mut at = start;
    let mut has_escapes = false;
    while at < body.len() {
        match body[at] {
            b'"' => return (at, has_escapes),
            b'\\' => {
                has_escapes = true;
                at += 2;
            }
            _ => at += 1,
        }
    }
    (body.len(), has_escapes)
}

fn unescape(raw: &[u8], output: &mut Vec<u8>) {
    output.clear();
    let mut rest = raw;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            output.push(byte);
            continue;
        }
        let Some((&kind, tail)) = after.split_first() else {
            output.push(byte);
            continue;
        };
        rest = tail;
        match kind {
            b'n' => output.push(b'\n'),
            b'r' => output.push(b'\r'),
            b't' => output.push(b'\t'),
            b'b' => output.push(8),
            b'f' => output.push(12),
            b'u' => rest = unescape_unicode(tail, output),
            _ => output.push(kind),
        }
    }
}

fn unescape_unicode<'a>(tail: &'a [u8], output: &mut Vec<u8>) -> &'a [u8] {
    let unit = |bytes: &[u8]| {
        let text = bytes.get(..4)?;
        text.iter().try_fold(0_u32, |all, byte| {
            Some(all << 4 | char::from(*byte).to_digit(16)?)
        })
    };
    let Some(first) = unit(tail) else {
        output.extend_from_slice(b"\\u");
        return tail;
    };
    let rest = &tail[4..];
    let low = rest
        .strip_prefix(b"\\u")
        .and_then(unit)
        .filter(|low| (0xdc00..0xe000).contains(low));
    let (code, rest) = match (first, low) {
        (0xd800..0xdc00, Some(low)) => (0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00), &rest[6..]),
        _ => (first, rest),
    };
    let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    output.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    rest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn strings(body: &str) -> Vec<(String, String, bool)> {
        let mut all = Vec::new();
        visit(body.as_bytes(), &mut Vec::new(), |string, path| {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let names: Vec<_> = path
                .ranges()
                .iter()
                .map(|range| text(&body.as_bytes()[range.clone()]))
                .collect();
            all.push((names.join("."), text(string.text), string.is_name));
            true
        });
        all
    }

    #[test]
    fn strings_come_with_the_names_on_the_way() {
        let body =
            r#"{"a":"1","b":{"c":["x",{"d":"y"}],"e":2},"f" : "z\n\u00e9\ud83d\ude00\"","g":[]} "loose"#;
        let expected = [
            ("a", "a", true),
            ("a", "1", false),
            ("b", "b", true),
            ("b.c", "c", true),
            ("b.c", "x", false),
            ("b.c.d", "d", true),
            ("b.c.d", "y", false),
            ("b.e", "e", true),
            ("f", "f", true),
            ("f", "z\né😀\"", false),
            ("g", "g", true),
            ("", "loose", false),
        ];
        let expected = expected.map(|(path, text, is_name)| (path.to_owned(), text.to_owned(), is_name));
        assert_eq!(strings(body), expected);
    }

    #[test]
    fn depth_is_bounded() {
        let deep = r#"{"a":"#.repeat(10_000) + r#""x""# + &"}".repeat(10_000) + r#","b":"y""#;
        let all = strings(&deep);
        assert_eq!(all.len(), 10_003);
        assert_eq!(all.last().unwrap().0, "b");
    }

    proptest! {
        #[test]
        fn whatever_a_parser_sees_is_visited(value in "[ -~é😀\n\"\\\\]{0,40}", name in "[a-z\"]{0,8}") {
            let body = serde_json::json!({ "list": [{ &name: [&value] }] }).to_string();
            let seen = strings(&body);
            prop_assert!(seen.iter().any(|(_, text, is_name)| !is_name && *text == value), "{body}");
            prop_assert!(seen.iter().any(|(_, text, is_name)| *is_name && *text == name), "{body}");
        }

        #[test]
        fn garbage_is_read_to_its_end(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            visit(&body, &mut Vec::new(), |_, _| true);
        }
    }
}
