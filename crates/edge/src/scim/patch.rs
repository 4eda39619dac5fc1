//! PATCH (RFC 7644, 3.5.2) in the forms that directories send: Entra ID writes operations in capitals, truth values as texts and
//! paths as keys of a value without a path; Okta sends whole objects without a path.

use serde_json::{Map, Value};

use super::attributes::{Named, Type, named, part, proper_value};
use super::error::{Kind, Refusal};
use super::filter::{Filter, Operator};
use super::path::Path;

/// One request has at most so many operations.
const MOST_OPERATIONS: usize = 1_000;

/// What an operation does.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Add,
    Replace,
    Remove,
}

/// One operation at one place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Operation {
    pub(super) verb: Verb,
    pub(super) path: Path,
    pub(super) value: Value,
    /// Whether the client named the place itself: what it may not write is refused then, and passed over in an object.
    pub(super) explicit: bool,
}

/// The operations of a body, each with its path.
pub(super) fn operations(body: &Value) -> Result<Vec<Operation>, Refusal> {
    let syntax = |detail| Refusal::new(Kind::InvalidSyntax, detail);
    let field = |object: &Map<String, Value>, name: &str| {
        let found = object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone())
    };
    let list = body.as_object().and_then(|body| field(body, "Operations"));
    let Some(Value::Array(list)) = list else {
        return Err(syntax("the body has a list Operations"));
    };
    if list.is_empty() || list.len() > MOST_OPERATIONS {
        return Err(syntax("there are 1 to 1,000 operations"));
    }
    let mut operations = Vec::with_capacity(list.len());
    for one in &list {
        let one = one
            .as_object()
            .ok_or_else(|| syntax("an operation is an object"))?;
        let word = field(one, "op").and_then(|word| Some(word.as_str()?.to_ascii_lowercase()));
        let verb = match word.as_deref() {
            Some("add") => Verb::Add,
            Some("replace") => Verb::Replace,
            Some("remove") => Verb::Remove,
            Some(_) | None => return Err(syntax("op is add, replace or remove")),
        };
        let value = field(one, "value").unwrap_or(Value::Null);
        match (field(one, "path"), verb, value) {
            (Some(Value::String(path)), _, value) => operations.push(Operation {
                verb,
                path: Path::parse(&path)?,
                value,
                explicit: true,
            }),
            (Some(_), _, _) => return Err(Refusal::new(Kind::InvalidPath, "a path is a text")),
            (None, Verb::Remove, _) => {
                return Err(Refusal::new(Kind::NoTarget, "a removal names what to remove"));
            }
            (None, _, Value::Object(values)) => {
                for (path, value) in values {
                    operations.push(Operation {
                        verb,
                        path: Path::parse(&path)?,
                        value,
                        explicit: false,
                    });
                }
            }
            (None, _, _) => return Err(syntax("without a path, the value is an object")),
        }
    }
    if operations.len() > MOST_OPERATIONS {
        return Err(syntax("there are 1 to 1,000 operations"));
    }
    Ok(operations)
}

/// Does an operation to a user's document. Whether the outcome is a user is seen when it is made one again.
pub(super) fn apply(document: &mut Map<String, Value>, operation: &Operation) -> Result<(), Refusal> {
    let path = &operation.path;
    let (name, kind) = match named(&path.attribute) {
        Named::Kept(name, kind) => (name, kind),
        Named::NotKept => return Ok(()),
        Named::ReadOnly if operation.explicit => {
            return Err(Refusal::new(
                Kind::Mutability,
                format!("{} is read only", path.attribute),
            ));
        }
        Named::ReadOnly => return Ok(()),
        Named::Unknown => {
            return Err(Refusal::new(
                Kind::InvalidPath,
                format!("a user has no {}", path.attribute),
            ));
        }
    };
    match kind {
        Type::Text | Type::Boolean if path.part.is_some() || path.filter.is_some() => {
            Err(Refusal::new(Kind::InvalidPath, format!("{name} has no parts")))
        }
        Type::Text | Type::Boolean => set(document, name, kind, operation),
        Type::Complex(parts) => in_object(document, name, parts, operation),
        Type::Many(parts) => in_list(document, name, parts, operation),
    }
}

/// Puts a value in its place, or takes it away.
fn set(
    object: &mut Map<String, Value>,
    name: &str,
    kind: Type,
    operation: &Operation,
) -> Result<(), Refusal> {
    let value = match operation.verb {
        Verb::Remove => None,
        Verb::Add | Verb::Replace => proper_value(name, kind, &operation.value)?,
    };
    match value {
        Some(value) => object.insert(name.to_owned(), value),
        None => object.remove(name),
    };
    Ok(())
}

fn no_part(name: &str) -> Refusal {
    Refusal::new(Kind::InvalidPath, format!("{name} has no such part"))
}

fn in_object(
    document: &mut Map<String, Value>,
    name: &'static str,
    parts: &'static [(&'static str, Type)],
    operation: &Operation,
) -> Result<(), Refusal> {
    let path = &operation.path;
    if path.filter.is_some() {
        return Err(Refusal::new(Kind::InvalidPath, format!("{name} is no list")));
    }
    let mut object = match document.remove(name) {
        Some(Value::Object(object)) => object,
        Some(_) | None => Map::new(),
    };
    match &path.part {
        Some(wanted) => {
            let (proper, kind) = part(parts, wanted).ok_or_else(|| no_part(name))?;
            set(&mut object, proper, kind, operation)?;
        }
        None if operation.verb == Verb::Remove => object.clear(),
        None => {
            if let Some(Value::Object(new)) = proper_value(name, Type::Complex(parts), &operation.value)? {
                object.extend(new);
            }
        }
    }
    if !object.is_empty() {
        document.insert(name.to_owned(), Value::Object(object));
    }
    Ok(())
}

fn in_list(
    document: &mut Map<String, Value>,
    name: &'static str,
    parts: &'static [(&'static str, Type)],
    operation: &Operation,
) -> Result<(), Refusal> {
    let path = &operation.path;
    let wanted = match &path.part {
        Some(wanted) => Some(part(parts, wanted).ok_or_else(|| no_part(name))?),
        None => None,
    };
    let mut list = match document.remove(name) {
        Some(Value::Array(list)) => list,
        Some(_) | None => Vec::new(),
    };
    let before = list.clone();
    match (&path.filter, wanted) {
        (None, None) => whole(&mut list, name, parts, operation)?,
        (filter, wanted) => {
            let all = Filter::default();
            let filter = filter.as_ref().unwrap_or(&all);
            selected(&mut list, name, parts, filter, wanted, operation)?;
        }
    }
    // Who is made primary is it instead of who was.
    if list.iter().filter(|one| one["primary"] == true).count() > 1 {
        for one in list.iter_mut().filter(|one| before.contains(one)) {
            if let Some(object) = one.as_object_mut() {
                object.remove("primary");
            }
        }
    }
    if !list.is_empty() {
        document.insert(name.to_owned(), Value::Array(list));
    }
    Ok(())
}

fn whole(
    list: &mut Vec<Value>,
    name: &str,
    parts: &'static [(&'static str, Type)],
    operation: &Operation,
) -> Result<(), Refusal> {
    let values = match operation.verb {
        Verb::Remove if operation.value.is_null() => Vec::new(),
        Verb::Add | Verb::Replace | Verb::Remove => {
            match proper_value(name, Type::Many(parts), &operation.value)? {
                Some(Value::Array(values)) => values,
                Some(_) | None => Vec::new(),
            }
        }
    };
    match operation.verb {
        Verb::Replace => *list = values,
        Verb::Add => {
            for value in values {
                if !list.contains(&value) {
                    list.push(value);
                }
            }
        }
        Verb::Remove if values.is_empty() => list.clear(),
        Verb::Remove => list.retain(|one| !values.iter().any(|gone| gone["value"] == one["value"])),
    }
    Ok(())
}

/// The values that the filter selects. Where there is none, one is added as the filter describes it; to replace what is not
/// there is an error.
fn selected(
    list: &mut Vec<Value>,
    name: &str,
    parts: &'static [(&'static str, Type)],
    filter: &Filter,
    wanted: Option<(&'static str, Type)>,
    operation: &Operation,
) -> Result<(), Refusal> {
    if operation.verb == Verb::Remove && wanted.is_none() {
        list.retain(|one| !filter.fits_element(one));
        return Ok(());
    }
    if operation.verb == Verb::Add && !list.iter().any(|one| filter.fits_element(one)) {
        list.push(Value::Object(described(filter, parts)));
    }
    let mut count = 0;
    for one in list.iter_mut().filter(|one| filter.fits_element(one)) {
        count += 1;
        let Some(object) = one.as_object_mut() else {
            continue;
        };
        match wanted {
            Some((proper, kind)) => set(object, proper, kind, operation)?,
            None => {
                let new = proper_value(name, Type::Complex(parts), &operation.value)?;
                if operation.verb == Verb::Replace {
                    object.clear();
                }
                if let Some(Value::Object(new)) = new {
                    object.extend(new);
                }
            }
        }
    }
    if count == 0 && operation.verb == Verb::Replace {
        return Err(Refusal::new(
            Kind::NoTarget,
            format!("{name}: nothing fits the filter"),
        ));
    }
    Ok(())
}

fn described(filter: &Filter, parts: &'static [(&'static str, Type)]) -> Map<String, Value> {
    let equal = filter
        .0
        .iter()
        .filter(|clause| clause.operator == Operator::Equal);
    let described = equal.filter_map(|clause| {
        let (proper, _) = part(parts, &clause.attribute)?;
        Some((proper.to_owned(), clause.value.clone()))
    });
    described.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn patched(document: &Value, operations_of_body: Value) -> Result<Value, Refusal> {
        let mut document = document.as_object().unwrap().clone();
        for operation in operations(&json!({ "Operations": operations_of_body }))? {
            apply(&mut document, &operation)?;
        }
        Ok(Value::Object(document))
    }

    fn ada() -> Value {
        json!({
            "userName": "ada@example.test", "active": true, "name": { "givenName": "Ada" },
            "emails": [{ "type": "work", "value": "w@example.test", "primary": true }],
        })
    }

    #[test]
    fn entra_id_is_understood() {
        let after = patched(
            &ada(),
            json!([
                { "op": "Replace", "path": "active", "value": "False" },
                { "op": "Add", "path": "emails[type eq \"home\"].value", "value": "h@example.test" },
                { "op": "Replace", "path": "emails[type eq \"work\"].value", "value": "new@example.test" },
                { "op": "Replace", "value": { "displayName": "Ada L", "name.familyName": "Lovelace", "id": "x",
                    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department": "Mathematics" } },
                { "op": "Add", "path": "addresses[type eq \"work\"].locality", "value": "London" },
            ]),
        );
        let expected = json!({
            "userName": "ada@example.test", "active": false, "displayName": "Ada L",
            "name": { "givenName": "Ada", "familyName": "Lovelace" },
            "emails": [
                { "type": "work", "value": "new@example.test", "primary": true },
                { "type": "home", "value": "h@example.test" },
            ],
        });
        assert_eq!(after.unwrap(), expected);
    }

    #[test]
    fn okta_and_the_rfc_are_understood() {
        let after = patched(&ada(), json!([{ "op": "replace", "value": { "active": false } }])).unwrap();
        assert_eq!(after["active"], false);
        let home = json!({ "type": "home", "value": "h@example.test", "primary": true });
        let after = patched(
            &ada(),
            json!([{ "op": "add", "path": "emails", "value": [home] }]),
        )
        .unwrap();
        let expected = json!([{ "type": "work", "value": "w@example.test" }, home]);
        assert_eq!(after["emails"], expected, "one is primary");
        let after = patched(
            &ada(),
            json!([{ "op": "remove", "path": "emails[type eq \"work\"]" }]),
        )
        .unwrap();
        assert_eq!(after.get("emails"), None);
        let after = patched(&ada(), json!([{ "op": "remove", "path": "name.givenName" }])).unwrap();
        assert_eq!(after.get("name"), None);
        let after = patched(
            &ada(),
            json!([{ "op": "replace", "path": "name", "value": { "familyName": "L" } }]),
        );
        assert_eq!(
            after.unwrap()["name"],
            json!({ "givenName": "Ada", "familyName": "L" })
        );
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_its_kind() {
        for (operation, kind) in [
            (
                json!({ "op": "replace", "path": "id", "value": "x" }),
                Kind::Mutability,
            ),
            (
                json!({ "op": "add", "path": "groups", "value": [] }),
                Kind::Mutability,
            ),
            (
                json!({ "op": "replace", "path": "colour", "value": "x" }),
                Kind::InvalidPath,
            ),
            (
                json!({ "op": "replace", "path": "active.x", "value": true }),
                Kind::InvalidPath,
            ),
            (
                json!({ "op": "replace", "path": "name.x", "value": "x" }),
                Kind::InvalidPath,
            ),
            (
                json!({ "op": "replace", "path": "name[x eq \"y\"]", "value": "x" }),
                Kind::InvalidPath,
            ),
            (
                json!({ "op": "replace", "path": "emails[type eq \"home\"].value", "value": "x" }),
                Kind::NoTarget,
            ),
            (json!({ "op": "remove" }), Kind::NoTarget),
            (json!({ "op": "replace", "value": "x" }), Kind::InvalidSyntax),
            (json!({ "op": "move", "path": "active" }), Kind::InvalidSyntax),
            (
                json!({ "op": "replace", "path": "active", "value": 3 }),
                Kind::InvalidValue,
            ),
            (
                json!({ "op": "replace", "path": "emails[type gt \"a\"]", "value": 3 }),
                Kind::InvalidFilter,
            ),
        ] {
            let refusal = patched(&ada(), json!([operation])).unwrap_err();
            assert_eq!(refusal.kind(), Some(kind), "{operation}");
        }
        assert!(operations(&json!({ "Operations": [] })).is_err());
        assert!(operations(&json!([])).is_err());
    }
}
