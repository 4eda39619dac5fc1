//! An OpenID provider of the tests, on this machine: it gives out a code for whoever the test says, and tokens for the code.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use url::Url;

pub(super) const CLIENT: &str = "bezant";

#[derive(Clone)]
pub(super) struct FakeProvider {
    pub(super) issuer: String,
    key: Arc<SigningKey>,
    codes: Arc<Mutex<HashMap<String, Value>>>,
}

impl FakeProvider {
    pub(super) async fn start() -> FakeProvider {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let provider = FakeProvider {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            key: Arc::new(SigningKey::from_bytes(&rand::random())),
            codes: Arc::default(),
        };
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        provider
    }

    /// What the browser comes back with when this person has signed in at the address that it was sent to.
    pub(super) fn signs_in(&self, sent_to: &str, person: &Value) -> String {
        let url: Url = sent_to.parse().unwrap();
        assert!(sent_to.starts_with(&self.issuer), "{sent_to}");
        let asked: HashMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!(
            (&*asked["client_id"], &*asked["code_challenge_method"]),
            (CLIENT, "S256")
        );
        let code = format!("code-{:x}", rand::random::<u64>());
        let mut claims = person.clone();
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap()
            .as_secs();
        claims["iss"] = self.issuer.clone().into();
        claims["aud"] = CLIENT.into();
        claims["nonce"] = asked["nonce"].clone().into();
        claims["iat"] = now.into();
        claims["exp"] = (now + 300).into();
        self.codes.lock().unwrap().insert(code.clone(), claims);
        format!("code={code}&state={}", asked["state"])
    }

    fn signed(&self, claims: &Value) -> String {
        let part = |value: &Value| BASE64.encode(value.to_string());
        let text = format!(
            "{}.{}",
            part(&json!({ "alg": "EdDSA", "kid": "k" })),
            part(claims)
        );
        let signature = self.key.sign(text.as_bytes());
        format!("{text}.{}", BASE64.encode(signature.to_bytes()))
    }
}

async fn discovery(State(provider): State<FakeProvider>) -> Json<Value> {
    let issuer = &provider.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "code_challenge_methods_supported": ["S256"],
    }))
}

async fn keys(State(provider): State<FakeProvider>) -> Json<Value> {
    let x = BASE64.encode(provider.key.verifying_key().as_bytes());
    Json(
        json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "kid": "k", "use": "sig", "alg": "EdDSA", "x": x }] }),
    )
}

/// A code is good once.
async fn token(
    State(provider): State<FakeProvider>,
    body: String,
) -> Result<Json<Value>, (StatusCode, Json<Value>)> {
    let form: HashMap<String, String> = url::form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect();
    let claims = provider.codes.lock().unwrap().remove(&form["code"]);
    let claims =
        claims.ok_or_else(|| (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))))?;
    assert!(form["code_verifier"].len() >= 43);
    Ok(Json(
        json!({ "access_token": "a", "token_type": "Bearer", "id_token": provider.signed(&claims) }),
    ))
}
