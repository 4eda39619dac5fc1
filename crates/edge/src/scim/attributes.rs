//! The attributes that a user has here, with their types: what is kept, what is read only, and what is taken and not kept.
//!
//! A user's writable attributes go about as one JSON object under their proper names, a *document*. Clients write names in any
//! case, truth values as texts (Entra ID) and single values where lists stand; [`document`] makes the one form of all of these.

use serde_json::{Map, Value};

use super::error::{Kind, Refusal};

/// Longer texts are not kept.
const LONGEST_TEXT: usize = 256;
/// A person has at most so many e-mail addresses, and so many numbers.
const MOST_VALUES: usize = 20;

/// What a value of an attribute is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Boolean,
    /// One object of these parts.
    Complex(&'static [(&'static str, Type)]),
    /// A list of objects of these parts.
    Many(&'static [(&'static str, Type)]),
}

const NAME: &[(&str, Type)] = &[
    ("formatted", Type::Text),
    ("familyName", Type::Text),
    ("givenName", Type::Text),
    ("middleName", Type::Text),
    ("honorificPrefix", Type::Text),
    ("honorificSuffix", Type::Text),
];

const VALUES: &[(&str, Type)] = &[
    ("value", Type::Text),
    ("display", Type::Text),
    ("type", Type::Text),
    ("primary", Type::Boolean),
];

/// What can be written of a user.
pub(super) const USER: &[(&str, Type)] = &[
    ("userName", Type::Text),
    ("externalId", Type::Text),
    ("active", Type::Boolean),
    ("name", Type::Complex(NAME)),
    ("displayName", Type::Text),
    ("title", Type::Text),
    ("userType", Type::Text),
    ("preferredLanguage", Type::Text),
    ("locale", Type::Text),
    ("timezone", Type::Text),
    ("emails", Type::Many(VALUES)),
    ("phoneNumbers", Type::Many(VALUES)),
];

/// What the node says and clients do not write.
const READ_ONLY: &[&str] = &["id", "meta", "groups", "schemas"];

/// What RFC 7643 has and nothing here needs: it is taken, as directories send it unasked, and not kept.
const NOT_KEPT: &[&str] = &[
    "nickname",
    "profileurl",
    "password",
    "ims",
    "photos",
    "addresses",
    "entitlements",
    "roles",
    "x509certificates",
];

/// An attribute as a client names it.
pub(super) enum Named {
    /// It is kept: its proper name and type.
    Kept(&'static str, Type),
    ReadOnly,
    NotKept,
    Unknown,
}

/// The attribute of this name, in whatever case.
pub(super) fn named(name: &str) -> Named {
    let is = |other: &&str| other.eq_ignore_ascii_case(name);
    match USER.iter().find(|(proper, _)| is(proper)) {
        Some((proper, kind)) => Named::Kept(proper, *kind),
        None if READ_ONLY.iter().any(&is) => Named::ReadOnly,
        None if name
            .get(..4)
            .is_some_and(|start| start.eq_ignore_ascii_case("urn:")) =>
        {
            Named::NotKept
        }
        None if NOT_KEPT.iter().any(is) => Named::NotKept,
        None => Named::Unknown,
    }
}

/// The part of this name, in whatever case.
pub(super) fn part(parts: &'static [(&'static str, Type)], name: &str) -> Option<(&'static str, Type)> {
    parts
        .iter()
        .find(|(proper, _)| proper.eq_ignore_ascii_case(name))
        .copied()
}

fn wrong(name: &str, rule: &str) -> Refusal {
    Refusal::new(Kind::InvalidValue, format!("{name}: {rule}"))
}

/// The document that a client's object means. What is null or empty is not there.
pub(super) fn document(object: &Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    let mut document = Map::new();
    for (name, value) in object {
        if let Named::Kept(proper, kind) = named(name)
            && let Some(value) = proper_value(proper, kind, value)?
            && document.insert(proper.to_owned(), value).is_some()
        {
            return Err(wrong(proper, "it is there twice"));
        }
    }
    match document.get("userName").and_then(Value::as_str) {
        Some(text) if is_address(text) => Ok(document),
        Some(_) => Err(wrong(
            "userName",
            "it must be the e-mail address by which the user signs in",
        )),
        None => Err(wrong("userName", "it is missing")),
    }
}

fn is_address(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    let is_whole = parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
    is_whole && text.len() <= 254 && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// A value in its proper form.
pub(super) fn proper_value(name: &str, kind: Type, value: &Value) -> Result<Option<Value>, Refusal> {
    match (kind, value) {
        (_, Value::Null) => Ok(None),
        (Type::Text, Value::String(text)) => {
            if text.chars().count() > LONGEST_TEXT || text.chars().any(char::is_control) {
                return Err(wrong(
                    name,
                    "a text has at most 256 characters, none of them a control character",
                ));
            }
            let text = text.trim();
            Ok((!text.is_empty()).then(|| text.into()))
        }
        (Type::Text, _) => Err(wrong(name, "it must be a text")),
        (Type::Boolean, Value::Bool(truth)) => Ok(Some((*truth).into())),
        (Type::Boolean, Value::String(text)) if text.eq_ignore_ascii_case("true") => Ok(Some(true.into())),
        (Type::Boolean, Value::String(text)) if text.eq_ignore_ascii_case("false") => Ok(Some(false.into())),
        (Type::Boolean, _) => Err(wrong(name, "it must be true or false")),
        (Type::Complex(parts), Value::Object(object)) => proper_object(name, parts, object),
        (Type::Complex(_), _) => Err(wrong(name, "it must be an object")),
        (Type::Many(parts), Value::Array(values)) => {
            if values.len() > MOST_VALUES {
                return Err(wrong(name, "there are at most 20"));
            }
            let mut all: Vec<Value> = Vec::new();
            for value in values {
                let one = match value {
                    Value::Object(object) => proper_object(name, parts, object)?,
                    Value::String(_) => proper_value(name, Type::Text, value)?.map(|text| {
                        let mut object = Map::new();
                        object.insert("value".to_owned(), text);
                        Value::Object(object)
                    }),
                    _ => return Err(wrong(name, "its values must be objects")),
                };
                all.extend(one.filter(|one| one.get("value").is_some() && !all.contains(one)));
            }
            if all.iter().filter(|one| one["primary"] == true).count() > 1 {
                return Err(wrong(name, "one value at most is primary"));
            }
            Ok((!all.is_empty()).then_some(Value::Array(all)))
        }
        (Type::Many(_), Value::Object(_)) => proper_value(name, kind, &Value::Array(vec![value.clone()])),
        (Type::Many(_), _) => Err(wrong(name, "it must be a list")),
    }
}

fn proper_object(
    name: &str,
    parts: &'static [(&'static str, Type)],
    object: &Map<String, Value>,
) -> Result<Option<Value>, Refusal> {
    let mut proper = Map::new();
    for (key, value) in object {
        if let Some((key, kind)) = part(parts, key)
            && let Some(value) = proper_value(&format!("{name}.{key}"), kind, value)?
        {
            proper.insert(key.to_owned(), value);
        }
    }
    Ok((!proper.is_empty()).then_some(Value::Object(proper)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(value: Value) -> Result<Value, Refusal> {
        document(value.as_object().unwrap()).map(Value::Object)
    }

    #[test]
    fn what_directories_send_becomes_one_form() {
        let made = of(json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "x", "USERNAME": " Ada@example.test ",
            "active": "True", "password": "secret", "nickName": null, "displayName": "",
            "name": { "givenname": "Ada", "else": 1 },
            "emails": [{ "value": "a@b.test", "primary": "true", "type": "work" }, "c@d.test", { "type": "home" }],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { "department": "x" },
        }));
        let expected = json!({
            "userName": "Ada@example.test", "active": true, "name": { "givenName": "Ada" },
            "emails": [{ "value": "a@b.test", "primary": true, "type": "work" }, { "value": "c@d.test" }],
        });
        assert_eq!(made.unwrap(), expected);
    }

    #[test]
    fn what_is_wrong_is_refused() {
        let two = json!([{ "value": "a", "primary": true }, { "value": "b", "primary": true }]);
        for wrong in [
            json!({}),
            json!({ "userName": "bjensen" }),
            json!({ "userName": "a b@c" }),
            json!({ "userName": 1 }),
            json!({ "userName": "a@b", "active": "maybe" }),
            json!({ "userName": "a@b", "name": "Ada" }),
            json!({ "userName": "a@b", "displayName": "x".repeat(257) }),
            json!({ "userName": "a@b", "username": "c@d" }),
            json!({ "userName": "a@b", "emails": two }),
            json!({ "userName": "a@b", "emails": vec!["x@y"; 21] }),
        ] {
            assert_eq!(
                of(wrong.clone()).unwrap_err().kind(),
                Some(Kind::InvalidValue),
                "{wrong}"
            );
        }
    }
}
