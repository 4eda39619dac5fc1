//! The management of identity: who may do what to whom, and what is shown of it.

mod access;
mod credentials;
mod people;
mod rules;

use axum::http::Method;
use bezant_core::Command;
use bezant_credentials::token::{Token, TokenKind};
use bezant_identity::session::{Method as Proof, Methods, NewSession};
use bezant_identity::{Action, Authority, LookupHash, TokenHash, session};
use bezant_kernel::{Milliseconds, PrincipalId};
use serde_json::{Value, json};

use super::world::{Answer, Call, World};

/// Somebody who has signed in.
pub(super) struct User {
    pub(super) id: String,
    cookie: String,
}

impl User {
    pub(super) async fn ask(&self, world: &World, method: Method, path: &str, body: Value) -> Answer {
        let headers = vec![
            ("cookie", &*self.cookie),
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/json"),
        ];
        let body = if body.is_null() {
            Vec::new()
        } else {
            body.to_string().into_bytes()
        };
        world
            .send(Call {
                method,
                path,
                headers,
                body,
            })
            .await
    }

    pub(super) async fn get(&self, world: &World, path: &str) -> Answer {
        self.ask(world, Method::GET, path, Value::Null).await
    }

    pub(super) async fn post(&self, world: &World, path: &str, body: Value) -> Answer {
        self.ask(world, Method::POST, path, body).await
    }

    pub(super) async fn patch(&self, world: &World, path: &str, body: Value) -> Answer {
        self.ask(world, Method::PATCH, path, body).await
    }

    pub(super) async fn put(&self, world: &World, path: &str, body: Value) -> Answer {
        self.ask(world, Method::PUT, path, body).await
    }

    pub(super) async fn delete(&self, world: &World, path: &str) -> Answer {
        self.ask(world, Method::DELETE, path, json!({})).await
    }
}

pub(super) async fn tenant(world: &World, name: &str) {
    let made = world.admin("/admin/v1/tenants", json!({ "name": name })).await;
    assert!(
        made.status == 201 || made.problem().1 == "tenant_name_taken",
        "{made:?}"
    );
}

/// A user with these roles, signed in.
pub(super) async fn user(world: &World, of: &str, name: &str, roles: &[&str]) -> User {
    tenant(world, of).await;
    let body = json!({
        "tenant": of, "kind": "user", "name": name, "email": format!("{name}@{of}.example"), "roles": roles,
    });
    let made = world.admin("/admin/v1/principals", body).await;
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(made.body["roles"], json!(roles));
    let id = made.text("id").to_owned();
    let cookie = sign_in(world, of, id.parse().unwrap()).await;
    User { id, cookie }
}

async fn sign_in(world: &World, of: &str, id: PrincipalId) -> String {
    let token = Token::random(TokenKind::Session);
    let now = world.edge.now();
    let new = NewSession {
        id: world.edge.new_id(),
        principal: id,
        hash: token.hash(),
        idle_timeout: Milliseconds(3_600_000),
        absolute_until: now.after(Milliseconds(7_200_000)),
        methods: Methods::of(&[Proof::Password]),
        fingerprint: TokenHash::from_bytes([1; 32]),
        device: world.edge.new_id(),
        address: LookupHash::from_bytes([2; 32]),
        agent: "test".to_owned(),
    };
    let command = bezant_identity::Command {
        by: Authority::Anyone,
        action: Action::Session(session::Command::Start(new)),
    };
    world.submit(of, Command::Identity(command)).await;
    format!("bezant_session={}", *token.text())
}
