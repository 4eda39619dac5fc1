//! Words that callers choose and policies compare: short, lower-case, plain ASCII.

/// The text is not such a word. Nothing of the text is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a word is small letters and digits, with '-', '_' or '.' between them where its kind allows it, and has a longest length"
)]
pub struct InvalidWord;

/// Whether `text` is 1 to `longest` of small letters, digits and `others`, the first of them a letter or digit.
pub(crate) fn is_word(text: &str, longest: usize, others: &[u8]) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let mut bytes = text.bytes();
    text.len() <= longest
        && bytes.next().is_some_and(is_plain)
        && bytes.all(|byte| is_plain(byte) || others.contains(&byte))
}

macro_rules! word {
    ($(#[$doc:meta])* $name:ident, $longest:literal, $others:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// The word.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::InvalidWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                if $crate::word::is_word(text, $longest, $others) {
                    Ok($name(text.into()))
                } else {
                    Err($crate::InvalidWord)
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

pub(crate) use word;

#[cfg(test)]
mod tests {
    use super::is_word;

    #[test]
    fn words_are_short_and_plain() {
        for good in ["a", "eu", "us-east", "7", &"x".repeat(32)] {
            assert!(is_word(good, 32, b"-"), "{good}");
        }
        for wrong in ["", "-a", "EU", "us_east", "ü", "a b", "a\n", &"x".repeat(33)] {
            assert!(!is_word(wrong, 32, b"-"), "{wrong}");
        }
    }
}
