//! Documents of the schema beside those of REST.

use std::collections::BTreeMap;

use serde_json::Value;

use super::data;
use crate::tests::world::World;

/// The types of the schema with their fields, each with the name of its type and whether it takes what must be there.
pub(super) struct Schema(BTreeMap<String, Vec<(String, String)>>);

/// What is a document of its own, or stands for another one.
const ELSEWHERE: &[&str] = &[
    "Payment",
    "Account",
    "Transfer",
    "Principal",
    "Role",
    "WebhookEndpoint",
    "PaymentRouting",
    "BalanceAt",
    "Statement",
];

impl Schema {
    pub(super) async fn read(world: &World, key: &str) -> Schema {
        let query = "{ __schema { types { name fields { name type { name ofType { name ofType { name ofType { name } } } } } } } }";
        let data = data(world, key, query).await;
        let types = data["__schema"]["types"].as_array().unwrap();
        let name = |one: &Value| one["name"].as_str().map(str::to_owned);
        let fields = |one: &Value| {
            let fields = one["fields"].as_array().into_iter().flatten();
            let field = |field: &Value| {
                let chain = std::iter::successors(Some(&field["type"]), |one| Some(&one["ofType"]));
                (name(field).unwrap(), chain.take(4).find_map(name).unwrap())
            };
            fields.map(field).collect()
        };
        Schema(
            types
                .iter()
                .map(|one| (name(one).unwrap(), fields(one)))
                .collect(),
        )
    }

    /// All that a document of this type shows.
    pub(super) fn whole(&self, name: &str) -> String {
        let is_here = |of: &str| !ELSEWHERE.contains(&of) && !of.ends_with("Connection");
        let here = self.0[name].iter().filter(|(_, of)| is_here(of));
        let fields = here.map(|(field, of)| match self.0.get(of) {
            Some(fields) if !fields.is_empty() => format!("{field} {{ {} }}", self.whole(of)),
            _ => field.clone(),
        });
        fields.collect::<Vec<_>>().join(" ")
    }
}

fn rest_name(name: &str) -> String {
    match name {
        "transferCount" => return "transfers".to_owned(),
        "createdById" => return "created_by".to_owned(),
        _ => {}
    }
    name.chars().fold(String::new(), |mut text, letter| {
        if letter.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
        text
    })
}

/// Whether all that is shown is what REST shows.
pub(super) fn agrees(shown: &Value, rest: &Value, at: &str) {
    match (shown, rest) {
        (Value::Object(money), Value::Number(minor)) if money.len() == 2 => {
            assert_eq!(money["minor"], Value::Number(minor.clone()), "{at}");
        }
        (Value::Object(fields), Value::Object(known)) => {
            for (name, value) in fields {
                let rest_name = rest_name(name);
                let there = known
                    .get(&rest_name)
                    .unwrap_or_else(|| panic!("REST has no {at}.{rest_name}: {rest}"));
                agrees(value, there, &format!("{at}.{name}"));
                if value["currency"].is_string() && known.contains_key("currency") {
                    assert_eq!(value["currency"], known["currency"], "{at}.{name}");
                }
            }
        }
        (Value::Array(pairs), Value::Object(known)) => {
            let pair = |pair: &Value| (pair["key"].as_str().unwrap().to_owned(), pair["value"].clone());
            assert_eq!(
                pairs.iter().map(pair).collect::<serde_json::Map<_, _>>(),
                *known,
                "{at}"
            );
        }
        (Value::Array(shown), Value::Array(known)) => {
            assert_eq!(shown.len(), known.len(), "{at}");
            for (index, (shown, known)) in shown.iter().zip(known).enumerate() {
                agrees(shown, known, &format!("{at}[{index}]"));
            }
        }
        _ => assert_eq!(shown, rest, "{at}"),
    }
}
