//! What is refused before anything is read.

use std::fmt::Write;
use std::sync::Arc;

use serde_json::json;

use super::world::{World, answered, call, code, service};
use crate::{GraphQl, Introspection, Settings};

/// A query that unfolds into two to the power of `levels` fields.
fn bomb(levels: usize) -> String {
    let mut text = "{ ...F0 }".to_owned();
    for level in 0..levels {
        let next = level + 1;
        write!(text, " fragment F{level} on Query {{ ...F{next} ...F{next} }}").unwrap();
    }
    write!(text, " fragment F{levels} on Query {{ __typename }}").unwrap();
    text
}

/// Lists of the schema in each other.
fn maze(levels: usize) -> String {
    let inner = (0..levels).fold("name".to_owned(), |inner, _| {
        format!("fields {{ type {{ {inner} }} }}")
    });
    format!("{{ __schema {{ types {{ {inner} }} }} }}")
}

fn many(part: impl Fn(usize) -> String, count: usize) -> String {
    let parts: Vec<String> = (0..count).map(part).collect();
    format!("{{ {} }}", parts.join(" "))
}

/// Principals of principals.
fn deep(levels: usize) -> String {
    let inner = (0..levels).fold("id".to_owned(), |inner, _| format!("owner {{ {inner} }}"));
    format!("{{ principal(id: \"prn_1\") {{ {inner} }} }}")
}

#[tokio::test]
async fn what_asks_for_too_much_is_refused_before_anything_is_read() {
    let rows = "payments(first: 200) { nodes { transfers(first: 200) { nodes { id } } } }";
    let cases = [
        ("", "query_malformed"),
        ("{", "query_malformed"),
        ("{ payment(id: \"pay_1\") }", "query_invalid"),
        ("{ payment(id: \"pay_1\") { pin } }", "query_invalid"),
        ("{ payment { id } }", "query_invalid"),
        ("mutation { pay }", "query_invalid"),
        ("subscription { paid }", "query_invalid"),
        (
            "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
            "query_invalid",
        ),
        ("query($id: ID!) { payment(id: $id) { id } }", "query_invalid"),
        (&format!("{{ {rows} }}"), "query_too_complex"),
        (
            "query($n: Int = 200) { payments(first: $n) { nodes { transfers(first: $n) { nodes { id } } } } }",
            "query_too_complex",
        ),
        (&bomb(40), "query_too_complex"),
        (&maze(6), "query_too_complex"),
        (&deep(12), "query_too_complex"),
        (
            &many(|number| format!("a{number}: __typename"), 31),
            "query_too_complex",
        ),
        (
            &many(|_| "__typename @include(if: true)".to_owned(), 31),
            "query_too_complex",
        ),
        (&many(|_| "__typename".to_owned(), 1_001), "query_too_complex"),
        (&"{ a ".repeat(3_000), "query_too_complex"),
        (&" ".repeat(20_000), "query_too_complex"),
        (
            &format!(
                "{{ payment(id: {}1{}) {{ id }} }}",
                "[".repeat(500),
                "]".repeat(500)
            ),
            "query_too_complex",
        ),
    ];
    let (service, world) = (service(), Arc::new(World::default()));
    for (query, wanted) in cases {
        let (reply, refused) = answered(&service, &world, call(query)).await;
        let codes: Vec<&str> = reply["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["extensions"]["code"].as_str().unwrap())
            .collect();
        assert!(
            refused && codes.iter().all(|code| *code == wanted),
            "{wanted}: {reply} for {query:.200}"
        );
        assert_eq!(reply["data"], json!(null));
    }
    assert!(world.things.lock().unwrap().is_empty() && world.readings.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_is_within_the_bounds_is_answered() {
    let (service, world) = (service(), Arc::new(World::default()));
    for query in [
        &*bomb(5),
        &*maze(2),
        &*deep(10),
        "{ payments(first: 200) { nodes { id status refunds { id } } } }",
    ] {
        let (reply, _) = answered(&service, &world, call(query)).await;
        assert_eq!(reply.get("errors"), None, "{query}");
    }
}

/// The way there and back, as often as the depth allows, on a thread with little room.
#[test]
fn deep_queries_need_no_deep_stack() {
    let asked = (0..3).fold("id".to_owned(), |inner, _| {
        format!("transfers(first: 1) {{ nodes {{ payment {{ {inner} }} }} }}")
    });
    let query = format!("{{ payment(id: \"pay_1\") {{ {asked} }} }}");
    let ask = move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        runtime.block_on(async {
            let world = Arc::new(World::default());
            let (reply, _) = answered(&service(), &world, call(&query)).await;
            assert_eq!(reply.get("errors"), None, "{reply}");
        });
    };
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(ask);
    thread.unwrap().join().unwrap();
}

/// What clients ask for to know the schema.
const WHOLE_SCHEMA: &str = "query IntrospectionQuery { __schema {
    queryType { name } mutationType { name } subscriptionType { name } types { ...FullType }
    directives { name description locations args { ...InputValue } } } }
  fragment FullType on __Type { kind name description
    fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
    inputFields { ...InputValue } interfaces { ...TypeRef }
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
  fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
  fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
    ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";

#[tokio::test]
async fn the_schema_is_shown_unless_the_operator_hides_it() {
    let world = Arc::new(World::default());
    let (reply, _) = answered(&service(), &world, call(WHOLE_SCHEMA)).await;
    let types = reply["data"]["__schema"]["types"].as_array().unwrap();
    assert!(
        types.iter().any(|one| one["name"] == "PaymentConnection"),
        "{reply}"
    );
    let settings = Settings {
        introspection: Introspection::Hidden,
        ..Settings::default()
    };
    let hidden = GraphQl::new(settings).unwrap();
    for query in [
        WHOLE_SCHEMA,
        "{ ...A } fragment A on Query { __type(name: \"Payment\") { name } }",
    ] {
        let (reply, refused) = answered(&hidden, &world, call(query)).await;
        assert_eq!((code(&reply), refused), ("introspection_refused", true));
    }
    let (reply, _) = answered(&hidden, &world, call("{ __typename }")).await;
    assert_eq!(reply["data"], json!({ "__typename": "Query" }));
}
