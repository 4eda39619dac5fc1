//! Where a PATCH operation works: `attribute`, `attribute.part`, `attribute[filter]`, `attribute[filter].part`.

use super::error::{Kind, Refusal};
use super::filter::{Filter, attribute_name};

/// Longer ones are nobody's.
const LONGEST: usize = 1_024;

/// A place in a resource.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Path {
    /// In lower case; with its URN if it is of no core schema.
    pub(super) attribute: String,
    /// Which values of a multi-valued one.
    pub(super) filter: Option<Filter>,
    /// In lower case.
    pub(super) part: Option<String>,
}

impl Path {
    pub(super) fn parse(text: &str) -> Result<Path, Refusal> {
        let wrong = |detail| Refusal::new(Kind::InvalidPath, detail);
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST {
            return Err(wrong("a path has 1 to 1,024 characters"));
        }
        let Some((attribute, rest)) = text.split_once('[') else {
            let name = attribute_name(text);
            // What an extension calls its attributes is not taken apart: its URN has dots of its own.
            let (attribute, part) = match name.split_once('.') {
                Some((attribute, part)) if !name.starts_with("urn:") => {
                    (attribute.to_owned(), Some(part.to_owned()))
                }
                Some(_) | None => (name.clone(), None),
            };
            return Path::checked(attribute, None, part);
        };
        // A bracket may stand in the filter's value too; the last one ends the filter.
        let (filter, behind) = rest
            .rsplit_once(']')
            .ok_or_else(|| wrong("a filter in a path ends with ']'"))?;
        let part = match behind {
            "" => None,
            _ => {
                let part = behind
                    .strip_prefix('.')
                    .ok_or_else(|| wrong("behind ']' comes a part, as in '].value'"))?;
                Some(part.to_ascii_lowercase())
            }
        };
        Path::checked(attribute_name(attribute), Some(Filter::parse(filter)?), part)
    }

    fn checked(attribute: String, filter: Option<Filter>, part: Option<String>) -> Result<Path, Refusal> {
        let is_name = |text: &str| {
            let inner =
                |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'$' | b':' | b'.');
            !text.is_empty() && text.bytes().all(inner)
        };
        let part_is_name = part
            .as_ref()
            .is_none_or(|part| is_name(part) && !part.contains('.'));
        if !is_name(&attribute) || !part_is_name {
            return Err(Refusal::new(Kind::InvalidPath, "it is not an attribute's path"));
        }
        Ok(Path {
            attribute,
            filter,
            part,
        })
    }

    /// Whether it is of an extension, none of which is kept.
    pub(super) fn is_extension(&self) -> bool {
        self.attribute.starts_with("urn:")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_in_all_their_forms() {
        let path = |text| Path::parse(text).unwrap();
        assert_eq!(path("userName").attribute, "username");
        let name = path("urn:ietf:params:scim:schemas:core:2.0:User:name.familyName");
        assert_eq!(
            (&*name.attribute, name.part.as_deref()),
            ("name", Some("familyname"))
        );
        let email = path("emails[type eq \"work\"].value");
        assert_eq!(
            (&*email.attribute, email.part.as_deref()),
            ("emails", Some("value"))
        );
        assert_eq!(email.filter, Some(Filter::parse("type eq \"work\"").unwrap()));
        let member = path("members[value eq \"a]b\"]");
        assert_eq!(member.filter, Some(Filter::parse("value eq \"a]b\"").unwrap()));
        assert!(path("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department").is_extension());
        for wrong in [
            "",
            "emails[",
            "emails[type eq \"a\"]x",
            "a b",
            "name..x",
            ".x",
            "emails[]",
            "name.",
        ] {
            assert!(Path::parse(wrong).is_err(), "{wrong}");
        }
    }
}
