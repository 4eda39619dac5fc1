//! Text from outside: cleaned and cut before it is kept, reduced to letters and digits before it is compared.

/// Without control characters, with single spaces, at most so many characters.
pub(crate) fn clean(text: &str, maximum_characters: usize) -> String {
    let mut clean = String::with_capacity(text.len().min(maximum_characters));
    let mut left = maximum_characters;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}') {
        if word.is_empty() {
            continue;
        }
        if !clean.is_empty() && left > 1 {
            clean.push(' ');
            left -= 1;
        }
        for c in word.chars().take(left) {
            clean.push(c);
            left -= 1;
        }
        if left <= 1 {
            break;
        }
    }
    if clean.ends_with(' ') {
        clean.pop();
    }
    clean
}

/// Letters and digits only, in upper case: banks drop, add and change all the rest.
pub(crate) fn normalized(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

/// A text reduced as by [`normalized`] that still knows where words could begin and end in it.
pub(crate) struct Searchable {
    pub(crate) text: String,
    /// For each byte of `text` and its end, whether a word may begin or end there.
    boundaries: Vec<bool>,
}

impl Searchable {
    pub(crate) fn new<'a>(parts: impl Iterator<Item = &'a str>) -> Searchable {
        #[derive(PartialEq)]
        enum Class {
            Digit,
            Letter,
            Other,
        }
        let mut searchable = Searchable {
            text: String::new(),
            boundaries: Vec::new(),
        };
        for part in parts {
            let mut before = Class::Other;
            for c in part.chars() {
                let class = match c {
                    c if c.is_numeric() => Class::Digit,
                    c if c.is_alphabetic() => Class::Letter,
                    _ => Class::Other,
                };
                if class != Class::Other {
                    let start = searchable.text.len();
                    searchable.text.extend(c.to_uppercase());
                    searchable.boundaries.push(class != before);
                    searchable.boundaries.resize(searchable.text.len(), false);
                    debug_assert!(start < searchable.text.len(), "upper case is never empty");
                }
                before = class;
            }
            // No key holds this, so none runs over the end of a part.
            searchable.text.push('\n');
            searchable.boundaries.push(true);
        }
        searchable.boundaries.push(true);
        searchable
    }

    /// Whether what stands there is not a part of a longer number or word.
    pub(crate) fn is_whole(&self, range: std::ops::Range<usize>) -> bool {
        self.boundaries[range.start] && self.boundaries[range.end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleaning_keeps_words_and_the_limit() {
        assert_eq!(clean("  a\t b\r\nc\u{0} ", 100), "a b c");
        assert_eq!(clean("häuser sind groß", 6), "häuser");
        assert_eq!(clean("abc def", 4), "abc");
        assert_eq!(clean("", 4), "");
        for limit in 0..20 {
            let cut = clean("ein langer Text über Geld", limit);
            assert!(
                cut.chars().count() <= limit && cut.trim() == cut,
                "{cut:?} {limit}"
            );
        }
    }

    #[test]
    fn a_key_is_found_whole_and_not_inside_a_longer_one() {
        let found = |text: &str, key: &str| {
            let searchable = Searchable::new([text].into_iter());
            let start = searchable.text.find(key)?;
            Some(searchable.is_whole(start..start + key.len()))
        };
        assert_eq!(found("Rechnung RE-4711, danke", "RE4711"), Some(true));
        assert_eq!(found("re 4711danke", "RE4711"), Some(true));
        assert_eq!(found("RE47115", "RE4711"), Some(false));
        assert_eq!(found("XRE4711", "RE4711"), Some(false));
        assert_eq!(found("RE 47 12", "RE4711"), None);
    }
}
