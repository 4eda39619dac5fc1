//! The question as a value of Rego: the same as its JSON, made without the detour over text. Keys and known words are made once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use bezant_identity::Permission;
use regorus::Value;

use crate::input::{AddressClass, DataClass, Input, PrincipalKind};

macro_rules! keys {
    ($($name:ident)*) => {
        struct Keys { $($name: Value,)* }

        static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys { $($name: Value::from(stringify!($name)),)* });
    };
}

keys! {
    principal id kind tenant roles permissions region certifications pci hipaa authentication methods step_up_age_seconds
    request method route permission data_classes priority
    resource connection encrypted address_class
}

/// Words that many questions have, as values.
struct Words {
    permissions: Vec<Value>,
    kinds: Vec<Value>,
    data_classes: Vec<Value>,
    address_classes: Vec<Value>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| Words {
    permissions: Permission::ALL
        .iter()
        .map(|one| Value::from(one.as_str()))
        .collect(),
    kinds: PrincipalKind::ALL
        .iter()
        .map(|one| Value::from(one.as_str()))
        .collect(),
    data_classes: DataClass::ALL
        .iter()
        .map(|one| Value::from(one.as_str()))
        .collect(),
    address_classes: AddressClass::ALL
        .iter()
        .map(|one| Value::from(one.as_str()))
        .collect(),
});

fn permission(one: Permission) -> Value {
    // `ALL` is in the order of the numbers, without gaps: a test holds it.
    WORDS.permissions[one as usize].clone()
}

fn text_or_null(text: Option<&str>) -> Value {
    text.map_or(Value::Null, Value::from)
}

fn list(values: impl Iterator<Item = Value>) -> Value {
    Value::from(values.collect::<Vec<Value>>())
}

/// What the policy sees as `input`.
pub(crate) fn document(input: &Input) -> Value {
    let (keys, words) = (&*KEYS, &*WORDS);
    let object = |fields: Vec<(&Value, Value)>| {
        Value::from(
            fields
                .into_iter()
                .map(|(key, value)| (key.clone(), value))
                .collect::<BTreeMap<_, _>>(),
        )
    };
    let (principal, request) = (&input.principal, &input.request);
    let certifications = object(vec![
        (&keys.hipaa, Value::from(principal.certifications.hipaa)),
        (&keys.pci, Value::from(principal.certifications.pci)),
    ]);
    let authentication = object(vec![
        (
            &keys.methods,
            list(
                principal
                    .authentication
                    .methods
                    .iter()
                    .map(|one| Value::from(&**one)),
            ),
        ),
        (
            &keys.step_up_age_seconds,
            principal
                .authentication
                .step_up_age_seconds
                .map_or(Value::Null, |age| Value::from(age.as_seconds())),
        ),
    ]);
    let who = object(vec![
        (&keys.authentication, authentication),
        (&keys.certifications, certifications),
        (&keys.id, Value::from(principal.id.to_string())),
        (&keys.kind, words.kinds[principal.kind as usize].clone()),
        (
            &keys.permissions,
            list(principal.permissions.iter().map(permission)),
        ),
        (&keys.region, text_or_null(principal.region.as_deref())),
        (
            &keys.roles,
            list(principal.roles.iter().map(|role| Value::from(role.as_str()))),
        ),
        (&keys.tenant, Value::from(principal.tenant.to_string())),
    ]);
    let what = object(vec![
        (
            &keys.data_classes,
            list(
                request
                    .data_classes
                    .iter()
                    .map(|one| words.data_classes[*one as usize].clone()),
            ),
        ),
        (&keys.method, Value::from(&*request.method)),
        (
            &keys.permission,
            request.permission.map_or(Value::Null, permission),
        ),
        (&keys.priority, Value::from(&*request.priority)),
        (&keys.route, Value::from(&*request.route)),
    ]);
    let whose = object(vec![
        (&keys.region, text_or_null(input.resource.region.as_deref())),
        (&keys.tenant, Value::from(input.resource.tenant.to_string())),
    ]);
    let over = object(vec![
        (
            &keys.address_class,
            words.address_classes[input.connection.address_class as usize].clone(),
        ),
        (&keys.encrypted, Value::from(input.connection.encrypted)),
    ]);
    object(vec![
        (&keys.connection, over),
        (&keys.principal, who),
        (&keys.request, what),
        (&keys.resource, whose),
    ])
}
