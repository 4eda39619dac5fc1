//! XML bodies: the JSON of the same content, written as elements.
//!
//! An object is an element with one element for each field; a list is its field's element again and again, and one empty element
//! where the list is empty. A map, whose keys may be anything, has an `entry` with `key` and `value` for each pair. What is null is
//! left out. Where a list is not in a field, its items are elements `i`, as everywhere in a problem (RFC 9457, appendix B). There are
//! no attributes, no namespaces (but that of problems), no document types, no entities but the five that XML knows by itself.

mod element;
mod read;
mod write;

pub use read::to_json;
pub use write::{problem_to_xml, to_xml};

/// An item of a list that is in no field.
const ITEM: &str = "i";
/// A pair of a map, and its parts.
const ENTRY: &str = "entry";
const KEY: &str = "key";
const VALUE: &str = "value";

/// Whether a field's name can be that of an element here: a plain one, which XML takes too.
fn is_name(name: &str) -> bool {
    let mut letters = name.bytes();
    letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, b'_' | b'-' | b'.'))
}

/// Whether XML 1.0 has the character.
fn is_character(letter: char) -> bool {
    !matches!(letter, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}
