//! Which attributes an answer has: `attributes` and `excludedAttributes`.

use serde_json::{Map, Value};

use super::error::{Kind, Refusal};
use super::filter::attribute_name;

/// More names than this are a mistake.
const MOST_NAMES: usize = 100;

/// What is always there.
const ALWAYS: &[&str] = &["schemas", "id"];

/// What to leave in, and what to leave out.
#[derive(Default)]
pub(super) struct Projection {
    only: Option<Vec<String>>,
    without: Vec<String>,
}

impl Projection {
    pub(super) fn only(&mut self, names: &str) -> Result<(), Refusal> {
        self.only = Some(listed(names)?);
        Ok(())
    }

    pub(super) fn without(&mut self, names: &str) -> Result<(), Refusal> {
        self.without = listed(names)?;
        Ok(())
    }

    /// Whether an attribute is there at all: one that costs something to make need not be made.
    pub(super) fn has(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let is_in = |list: &[String]| {
            list.iter()
                .any(|one| *one == name || one.strip_prefix(&name).is_some_and(|rest| rest.starts_with('.')))
        };
        self.only.as_ref().is_none_or(|only| is_in(only)) && !self.without.contains(&name)
    }

    /// Takes out of a resource what is not asked for.
    pub(super) fn of(&self, mut resource: Map<String, Value>) -> Value {
        resource.retain(|name, value| {
            if ALWAYS.contains(&&**name) {
                return true;
            }
            if !self.has(name) {
                return false;
            }
            self.thin_out(name, value);
            true
        });
        Value::Object(resource)
    }

    /// Leaves out parts of an attribute.
    fn thin_out(&self, name: &str, value: &mut Value) {
        let prefix = format!("{}.", name.to_ascii_lowercase());
        let parts = |list: &[String]| -> Vec<String> {
            let of_this = list.iter().filter_map(|one| one.strip_prefix(&prefix));
            of_this.map(str::to_owned).collect()
        };
        let whole = |list: &[String]| list.iter().any(|one| prefix.strip_suffix('.') == Some(one));
        let only = self
            .only
            .as_ref()
            .filter(|only| !whole(only))
            .map(|only| parts(only));
        let without = parts(&self.without);
        let thin = |object: &mut Map<String, Value>| {
            object.retain(|part, _| {
                let part = part.to_ascii_lowercase();
                only.as_ref().is_none_or(|only| only.contains(&part)) && !without.contains(&part)
            });
        };
        match value {
            Value::Object(object) => thin(object),
            Value::Array(list) => list.iter_mut().filter_map(Value::as_object_mut).for_each(thin),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

fn listed(names: &str) -> Result<Vec<String>, Refusal> {
    let names: Vec<String> = names
        .split(',')
        .map(|name| attribute_name(name.trim()))
        .filter(|name| !name.is_empty())
        .take(MOST_NAMES + 1)
        .collect();
    if names.len() > MOST_NAMES {
        return Err(Refusal::new(
            Kind::InvalidValue,
            "at most 100 attributes can be named",
        ));
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn answers_have_what_is_asked_for() {
        let whole = json!({
            "schemas": ["s"], "id": "1", "userName": "a", "name": { "givenName": "g", "familyName": "f" },
            "emails": [{ "value": "v", "type": "work" }],
        });
        let of = |only: Option<&str>, without: &str| {
            let mut projection = Projection::default();
            if let Some(only) = only {
                projection.only(only).unwrap();
            }
            projection.without(without).unwrap();
            projection.of(whole.as_object().unwrap().clone())
        };
        assert_eq!(of(None, ""), whole);
        assert_eq!(
            of(Some("USERNAME"), ""),
            json!({ "schemas": ["s"], "id": "1", "userName": "a" })
        );
        let parts = of(
            Some("name.givenName,urn:ietf:params:scim:schemas:core:2.0:User:emails.value"),
            "",
        );
        let expected = json!({ "schemas": ["s"], "id": "1", "name": { "givenName": "g" }, "emails": [{ "value": "v" }] });
        assert_eq!(parts, expected);
        let without = of(None, "id,name,emails.type");
        assert_eq!(
            without,
            json!({ "schemas": ["s"], "id": "1", "userName": "a", "emails": [{ "value": "v" }] })
        );
    }
}
