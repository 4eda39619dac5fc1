//! Quotes of comma separated values. The parser forgives a quote that is never closed, and takes all lines behind it for one field:
//! lines would be lost without a word. So quotes are looked at beforehand.

/// Where the quote opens that is never closed, or that closes in the middle of a field; in bytes from the start.
pub fn misplaced_quote(text: &[u8], delimiter: u8) -> Option<usize> {
    enum At {
        Start,
        Bare,
        Quoted(usize),
        Closed(usize),
    }
    let text_starts = if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut at = At::Start;
    for (place, &byte) in text.iter().enumerate().skip(text_starts) {
        at = match (at, byte) {
            (At::Quoted(open), b'"') => At::Closed(open),
            (At::Quoted(open), _) => At::Quoted(open),
            // Two quotes in a quoted field are one of its characters.
            (At::Closed(open), b'"') => At::Quoted(open),
            (At::Start, b'"') => At::Quoted(place),
            (_, b'\r' | b'\n') => At::Start,
            (_, byte) if byte == delimiter => At::Start,
            (At::Closed(open), b' ' | b'\t') => At::Closed(open),
            (At::Closed(open), _) => return Some(open),
            (At::Start | At::Bare, _) => At::Bare,
        };
    }
    match at {
        At::Quoted(open) => Some(open),
        At::Start | At::Bare | At::Closed(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_open_and_close_around_whole_fields() {
        for good in [
            "",
            "a,b",
            "\"a\",b",
            "\"a,\nb\",c\n",
            "\"a \"\"b\"\"\" ,c",
            "a \"b\",5\" pipe",
            "\u{feff}\"a,b\",c",
            "\"\"",
        ] {
            assert_eq!(misplaced_quote(good.as_bytes(), b','), None, "{good}");
        }
        for (bad, place) in [
            ("\"", 0),
            ("a,\"b\nc,d\n", 2),
            ("a,\"b\nc,\"d\"\n", 2),
            ("\"a\"\"", 0),
        ] {
            assert_eq!(misplaced_quote(bad.as_bytes(), b','), Some(place), "{bad}");
        }
    }
}
