//! Entity tags, as headers have them (RFC 9110, 8.8.3 and 13.1).
//!
//! A tag of ours is `"core"` or `"core-form-coding"`: the core says which state of a thing it is, the version of what has one and a hash
//! of the content of what has none; what follows says in which form. Two forms of one state differ in their bytes and so in their tags,
//! and whoever changes a thing means its state.

use axum::http::{HeaderMap, HeaderName};

/// Tags in one request that are looked at.
const MOST_TAGS: usize = 64;
/// Before a hash, so that no hash is a version.
const HASHED: char = 'h';
const HASH_DIGITS: usize = 32;

/// A tag.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    is_weak: bool,
    opaque: &'a str,
}

/// What a header asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted<'a> {
    /// `*`: whatever there is.
    Any,
    These(Vec<Tag<'a>>),
}

/// The header is not a list of tags.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// Which state of a thing a tag is about.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Core<'a> {
    Version(u64),
    Hash(&'a str),
}

impl<'a> Tag<'a> {
    /// The only tag in a header's value.
    pub(crate) fn of(value: &'a str) -> Option<Self> {
        let (tag, rest) = Tag::first_of(value)?;
        rest.is_empty().then_some(tag)
    }

    /// The first tag of a list, and what comes behind it.
    fn first_of(text: &'a str) -> Option<(Self, &'a str)> {
        let (is_weak, quoted) = match text.strip_prefix("W/") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (opaque, rest) = quoted.strip_prefix('"')?.split_once('"')?;
        let is_tag = opaque.bytes().all(|b| b == b'!' || (b'#'..=b'~').contains(&b));
        is_tag.then_some((Tag { is_weak, opaque }, rest))
    }

    /// The state that a strong tag of ours is about; nothing of any other tag.
    pub(crate) fn core(&self) -> Option<Core<'a>> {
        let core = self.opaque.split('-').next().filter(|_| !self.is_weak)?;
        let is_number = !core.is_empty() && core.bytes().all(|b| b.is_ascii_digit());
        if is_number {
            return core.parse().ok().map(Core::Version);
        }
        let digits = core.strip_prefix(HASHED)?;
        (digits.len() == HASH_DIGITS).then_some(Core::Hash(digits))
    }

    /// Whether the two are the same where it does not matter that one is weak.
    pub(crate) fn is_like(&self, other: &Tag<'_>) -> bool {
        self.opaque == other.opaque
    }
}

impl<'a> Wanted<'a> {
    /// Reads all headers of a name; nothing where there is none.
    pub(crate) fn read(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<Self>, Malformed> {
        let mut tags = Vec::new();
        let mut any = false;
        for value in headers.get_all(name) {
            let mut rest = value.to_str().map_err(|_| Malformed)?.trim();
            if rest == "*" {
                any = true;
                continue;
            }
            while !rest.is_empty() {
                let (tag, behind) = Tag::first_of(rest).ok_or(Malformed)?;
                tags.push(tag);
                let behind = behind.trim_start();
                rest = match behind.strip_prefix(',') {
                    Some(next) => next.trim_start(),
                    None if behind.is_empty() => behind,
                    None => return Err(Malformed),
                };
                if tags.len() > MOST_TAGS {
                    return Err(Malformed);
                }
            }
        }
        match (any, tags.is_empty(), headers.contains_key(name)) {
            (true, true, _) => Ok(Some(Wanted::Any)),
            (false, false, _) => Ok(Some(Wanted::These(tags))),
            (false, true, false) => Ok(None),
            (true, false, _) | (false, true, true) => Err(Malformed),
        }
    }

    /// The version that is asked for, if it is one alone.
    pub(crate) fn version(&self) -> Option<u64> {
        match self {
            Wanted::These(tags) => match &tags[..] {
                [one] => match one.core()? {
                    Core::Version(version) => Some(version),
                    Core::Hash(_) => None,
                },
                _ => None,
            },
            Wanted::Any => None,
        }
    }

    /// Whether one of these strong tags, or anything at all, is about this state.
    pub(crate) fn means(&self, core: Core<'_>) -> bool {
        match self {
            Wanted::Any => true,
            Wanted::These(tags) => tags.iter().any(|tag| tag.core() == Some(core)),
        }
    }

    /// Whether one of these is this very form of this state.
    pub(crate) fn has(&self, tag: &Tag<'_>) -> bool {
        match self {
            Wanted::Any => true,
            Wanted::These(tags) => tags.iter().any(|one| one.is_like(tag)),
        }
    }
}

/// The tag of what has no version: of its content.
pub(crate) fn of_content(content: &[u8]) -> String {
    let hash = blake3::hash(content).to_hex();
    format!("\"{HASHED}{}\"", &hash[..HASH_DIGITS])
}

/// The tag of another form of the same state. A weak tag says that forms are alike already.
pub(crate) fn in_form(tag: &str, form: &str) -> Option<String> {
    let opaque = tag.strip_prefix('"')?.strip_suffix('"')?;
    Some(format!("\"{opaque}-{form}\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use axum::http::header::IF_MATCH;
    use proptest::prelude::*;

    fn headers(values: &[&str]) -> HeaderMap {
        let values = values.iter().map(|value| HeaderValue::from_str(value).unwrap());
        let mut headers = HeaderMap::new();
        values.for_each(|value| {
            headers.append(IF_MATCH, value);
        });
        headers
    }

    #[test]
    fn lists_of_tags_are_read_and_anything_else_is_malformed() {
        let read = |values: &[&str]| {
            let headers = headers(values);
            let wanted = Wanted::read(&headers, &IF_MATCH);
            wanted.map(|wanted| match wanted {
                None => "nothing".to_owned(),
                Some(Wanted::Any) => "any".to_owned(),
                Some(Wanted::These(tags)) => {
                    let tags = tags
                        .iter()
                        .map(|tag| format!("{}{}", if tag.is_weak { "~" } else { "" }, tag.opaque));
                    tags.collect::<Vec<_>>().join("|")
                }
            })
        };
        for (values, expected) in [
            (&[][..], "nothing"),
            (&["*"], "any"),
            (&["\"3\""], "3"),
            (&["\"3\" , W/\"a,b\",", "\"\""], "3|~a,b|"),
        ] {
            assert_eq!(read(values).as_deref(), Ok(expected), "{values:?}");
        }
        for wrong in [
            &[""][..],
            &["3"],
            &["\"3"],
            &["w/\"3\""],
            &["\"3\" \"4\""],
            &["\"3\", *"],
            &["*", "\"3\""],
            &["\"a b\""],
        ] {
            assert_eq!(read(wrong), Err(Malformed), "{wrong:?}");
        }
        assert_eq!(read(&[&"\"1\",".repeat(MOST_TAGS + 1)]), Err(Malformed));
    }

    #[test]
    fn a_form_has_a_tag_of_its_own_about_the_same_state() {
        for tag in ["\"17\"".to_owned(), of_content(b"{}")] {
            let state = Tag::of(&tag).unwrap();
            let form = in_form(&in_form(&tag, "xml").unwrap(), "gzip").unwrap();
            let form = Tag::of(&form).unwrap();
            assert!(form.opaque.ends_with("-xml-gzip") && !form.is_like(&state));
            assert!(state.core().is_some() && form.core() == state.core());
        }
        assert_ne!(of_content(b"{}"), of_content(b"[]"));
        for other in ["W/\"3\"", "\"\"", "\"+3\"", "\"h3\"", "\"99999999999999999999\""] {
            assert_eq!(Tag::of(other).unwrap().core(), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_our_tags_are_found(text in "[ -~]{0,60}", version: u64) {
            let given = headers(&[&text]);
            let _ = Wanted::read(&given, &IF_MATCH);
            let mine = headers(&[&format!("\"other\",\"{version}-xml\"")]);
            let wanted = Wanted::read(&mine, &IF_MATCH).unwrap().unwrap();
            prop_assert!(wanted.means(Core::Version(version)));
            prop_assert!(!wanted.means(Core::Version(version.wrapping_add(1))));
        }
    }
}
