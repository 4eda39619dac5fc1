//! What a PATCH means to a group: a few words about it, and who comes and goes. Members are never read as one list: a group may
//! have very many.

use std::collections::BTreeSet;

use bezant_kernel::PrincipalId;
use serde_json::Value;

use super::error::{Kind, Refusal};
use super::filter::{Filter, Operator};
use super::patch::{Operation, Verb};

/// What shall be different of a group.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Plan {
    pub(super) name: Option<String>,
    pub(super) external_id: Option<Option<String>>,
    pub(super) members: Members,
}

/// Who comes and goes.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Members {
    /// All members there were are gone first.
    pub(super) cleared: bool,
    pub(super) coming: BTreeSet<PrincipalId>,
    pub(super) going: BTreeSet<PrincipalId>,
}

impl Members {
    fn add(&mut self, ids: BTreeSet<PrincipalId>) {
        for id in ids {
            self.going.remove(&id);
            self.coming.insert(id);
        }
    }

    fn remove(&mut self, ids: BTreeSet<PrincipalId>) {
        for id in ids {
            self.coming.remove(&id);
            if !self.cleared {
                self.going.insert(id);
            }
        }
    }

    fn clear(&mut self) {
        *self = Members {
            cleared: true,
            ..Members::default()
        };
    }
}

/// The members that a value names: a list of objects with `value`, or one.
pub(super) fn named(value: &Value) -> Result<BTreeSet<PrincipalId>, Refusal> {
    let wrong = || {
        Refusal::new(
            Kind::InvalidValue,
            "members: each has the id of a user as its value",
        )
    };
    let one = |value: &Value| {
        let text = value.as_str().or_else(|| value.get("value")?.as_str());
        let id = text.and_then(|text| text.parse().ok());
        id.ok_or_else(wrong)
    };
    match value {
        Value::Null => Ok(BTreeSet::new()),
        Value::Array(values) => values.iter().map(one).collect(),
        _ => Ok(BTreeSet::from([one(value)?])),
    }
}

fn selected(filter: &Filter) -> Result<BTreeSet<PrincipalId>, Refusal> {
    match &filter.0[..] {
        [one] if one.attribute == "value" && one.operator == Operator::Equal => {
            // An id that is none is no member.
            let id = one.value.as_str().and_then(|text| text.parse().ok());
            Ok(id.into_iter().collect())
        }
        _ => Err(Refusal::new(
            Kind::InvalidFilter,
            "members are selected by value eq \"id\"",
        )),
    }
}

fn text(value: &Value, name: &str) -> Result<String, Refusal> {
    let text = value.as_str();
    let text = text.ok_or_else(|| Refusal::new(Kind::InvalidValue, format!("{name}: it must be a text")))?;
    Ok(text.trim().to_owned())
}

/// What the operations mean together.
pub(super) fn plan(operations: &[Operation]) -> Result<Plan, Refusal> {
    let mut plan = Plan::default();
    for operation in operations {
        let (path, verb, value) = (&operation.path, operation.verb, &operation.value);
        if path.attribute != "members" && (path.filter.is_some() || path.part.is_some()) {
            return Err(Refusal::new(
                Kind::InvalidPath,
                format!("a group's {} has no parts", path.attribute),
            ));
        }
        match &*path.attribute {
            "displayname" if verb == Verb::Remove => {
                return Err(Refusal::new(Kind::InvalidValue, "displayName: a group has one"));
            }
            "displayname" => plan.name = Some(text(value, "displayName")?),
            "externalid" if verb == Verb::Remove || value.is_null() => plan.external_id = Some(None),
            "externalid" => plan.external_id = Some(Some(text(value, "externalId")?)),
            "members" => members(&mut plan.members, operation)?,
            "id" | "meta" | "schemas" if operation.explicit => {
                return Err(Refusal::new(
                    Kind::Mutability,
                    format!("{} is read only", path.attribute),
                ));
            }
            "id" | "meta" | "schemas" => {}
            _ if path.is_extension() => {}
            other => return Err(Refusal::new(Kind::InvalidPath, format!("a group has no {other}"))),
        }
    }
    Ok(plan)
}

fn members(members: &mut Members, operation: &Operation) -> Result<(), Refusal> {
    let path = &operation.path;
    if path.part.as_ref().is_some_and(|part| part != "value") {
        return Err(Refusal::new(
            Kind::Mutability,
            "a member's value alone can be written",
        ));
    }
    match (operation.verb, &path.filter) {
        (Verb::Remove, Some(filter)) => members.remove(selected(filter)?),
        // Entra ID names whom to remove in the value.
        (Verb::Remove, None) if !operation.value.is_null() => members.remove(named(&operation.value)?),
        (Verb::Remove, None) => members.clear(),
        (Verb::Add, None) => members.add(named(&operation.value)?),
        (Verb::Replace, None) => {
            let ids = named(&operation.value)?;
            members.clear();
            members.add(ids);
        }
        (Verb::Add | Verb::Replace, Some(_)) => {
            return Err(Refusal::new(
                Kind::InvalidPath,
                "members are added and replaced without a filter",
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scim::patch::operations;
    use bezant_kernel::Timestamp;
    use serde_json::json;

    fn id(number: u128) -> PrincipalId {
        PrincipalId::v7(Timestamp::from_microseconds(1_000_000), number)
    }

    fn planned(all: Value) -> Result<Plan, Refusal> {
        plan(&operations(&json!({ "Operations": all }))?)
    }

    #[test]
    fn who_comes_and_goes_is_the_sum_of_all_operations() {
        let [a, b, c] = [id(1), id(2), id(3)].map(|id| id.to_string());
        let made = planned(json!([
            { "op": "Add", "path": "members", "value": [{ "value": a }, { "value": b }] },
            { "op": "Remove", "path": format!("members[value eq \"{b}\"]") },
            { "op": "Remove", "path": "members", "value": [{ "value": c }] },
            { "op": "Replace", "value": { "id": "same", "displayName": "Staff" } },
        ]));
        let made = made.unwrap();
        assert_eq!(made.name.as_deref(), Some("Staff"));
        assert_eq!(made.members.coming, BTreeSet::from([id(1)]));
        assert_eq!(made.members.going, BTreeSet::from([id(2), id(3)]));
        assert!(!made.members.cleared);

        let made = planned(json!([
            { "op": "replace", "path": "members", "value": [{ "value": a }] },
            { "op": "add", "path": "members", "value": { "value": b } },
            { "op": "remove", "path": format!("members[value eq \"{a}\"]") },
        ]));
        let made = made.unwrap().members;
        assert!(made.cleared && made.going.is_empty());
        assert_eq!(made.coming, BTreeSet::from([id(2)]));
        assert!(
            planned(json!([{ "op": "remove", "path": "members" }]))
                .unwrap()
                .members
                .cleared
        );
    }

    #[test]
    fn what_a_group_has_not_is_refused() {
        for (operation, kind) in [
            (
                json!({ "op": "add", "path": "members", "value": [{ "value": "bob" }] }),
                Kind::InvalidValue,
            ),
            (
                json!({ "op": "remove", "path": "members[display eq \"Bob\"]" }),
                Kind::InvalidFilter,
            ),
            (
                json!({ "op": "add", "path": "members[value eq \"x\"]", "value": {} }),
                Kind::InvalidPath,
            ),
            (
                json!({ "op": "remove", "path": "displayName" }),
                Kind::InvalidValue,
            ),
            (
                json!({ "op": "replace", "path": "owner", "value": "x" }),
                Kind::InvalidPath,
            ),
            (
                json!({ "op": "replace", "path": "id", "value": "x" }),
                Kind::Mutability,
            ),
        ] {
            assert_eq!(
                planned(json!([operation])).unwrap_err().kind(),
                Some(kind),
                "{operation}"
            );
        }
    }
}
