//! The names and words of this part, each a type of its own with its rule.

use std::fmt;

use bezant_kernel::wire::Corrupt;

/// A text breaks the rule of what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{what} is {rule}")]
pub struct InvalidWord {
    what: &'static str,
    rule: &'static str,
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident $show:ident $what:literal $check:ident $rule:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// The text, if it keeps to the rule.
            pub fn new(text: &str) -> Result<$name, InvalidWord> {
                if $check(text) {
                    Ok($name(text.into()))
                } else {
                    Err(InvalidWord { what: $what, rule: $rule })
                }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            pub(crate) fn stored(text: &str) -> Result<$name, Corrupt> {
                $name::new(text).map_err(|_| Corrupt($what))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($show(stringify!($name), &self.0))
            }
        }
    )*};
}

words! {
    /// A role's name.
    RoleName open "a role's name" is_word "1 to 64 of a-z, 0-9, - and _, with a letter first";
    /// The name of an outside provider, as in the node's configuration.
    ProviderName open "a provider's name" is_word "1 to 64 of a-z, 0-9, - and _, with a letter first";
    /// A name for people to read, of something that is no person.
    Label open "a name" is_label "1 to 64 characters, without control characters and without spaces at its ends";
    /// What an outside directory calls a principal or a group. May say who a person is: never printed.
    ExternalId closed "an external id" is_outside "1 to 256 characters, without control characters";
    /// Who someone is for an outside provider. May say who a person is: never printed.
    Subject closed "a subject" is_outside "1 to 256 characters, without control characters";
    /// A group's name at an outside provider.
    OutsideGroup open "an outside group" is_outside "1 to 256 characters, without control characters";
}

fn open<'a>(_: &'a str, text: &'a str) -> &'a str {
    text
}

fn closed<'a>(kind: &'a str, _: &'a str) -> &'a str {
    kind
}

fn is_word(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
    (1..=64).contains(&text.len())
        && text.bytes().all(inner)
        && text.starts_with(|first: char| first.is_ascii_lowercase())
}

fn is_label(text: &str) -> bool {
    let plain = !text.chars().any(char::is_control) && text.trim() == text;
    plain && (1..=64).contains(&text.chars().count())
}

fn is_outside(text: &str) -> bool {
    !text.chars().any(char::is_control) && (1..=256).contains(&text.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_to_their_rules_and_personal_ones_do_not_print() {
        for (text, fits) in [
            ("a-b_9", true),
            ("", false),
            ("9a", false),
            ("A", false),
            ("a b", false),
        ] {
            assert_eq!(RoleName::new(text).is_ok(), fits, "{text}");
        }
        for (text, fits) in [("Köln 1", true), (" a", false), ("a\n", false), ("", false)] {
            assert_eq!(Label::new(text).is_ok(), fits, "{text}");
        }
        let longest = "x".repeat(64);
        assert!(RoleName::new(&longest).is_ok() && RoleName::new(&(longest + "x")).is_err());
        let subject = Subject::new("uid=ann,dc=example").unwrap();
        assert_eq!(format!("{subject:?}"), "Subject");
        assert_eq!(
            RoleName::new("").unwrap_err().to_string(),
            "a role's name is 1 to 64 of a-z, 0-9, - and _, with a letter first"
        );
    }
}
