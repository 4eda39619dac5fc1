//! GraphQL says what REST says: the same values, the same refusals, to the same callers.

mod compare;
mod same;
mod transport;

use axum::http::Method;
use serde_json::{Value, json};

use super::identity::User;
use super::world::{Answer, Call, World};

/// A query's reply.
async fn asked(world: &World, key: &str, query: &str) -> Value {
    let answer = world.post(key, "/graphql", json!({ "query": query })).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    answer.body
}

/// What a query is answered with that is refused nothing.
async fn data(world: &World, key: &str, query: &str) -> Value {
    let mut reply = asked(world, key, query).await;
    assert_eq!(reply.get("errors"), None, "{query}: {reply}");
    reply["data"].take()
}

/// The same by somebody who has signed in.
async fn asked_by(world: &World, user: &User, query: &str) -> Value {
    let answer = user.post(world, "/graphql", json!({ "query": query })).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

/// The code of the only thing that was refused.
fn code(reply: &Value) -> &str {
    let errors = reply["errors"]
        .as_array()
        .unwrap_or_else(|| panic!("nothing is refused in {reply}"));
    assert_eq!(errors.len(), 1, "{reply}");
    errors[0]["extensions"]["code"].as_str().unwrap()
}

async fn by_address(world: &World, key: &str, parameters: &[(&str, &str)], accept: &str) -> Answer {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    let (path, bearer) = (format!("/graphql?{query}"), format!("Bearer {key}"));
    world
        .send(Call {
            method: Method::GET,
            path: &path,
            headers: vec![("authorization", &bearer), ("accept", accept)],
            body: Vec::new(),
        })
        .await
}
