//! An OpenID provider on this machine, as strict as a real one where it is the judge, and as wrong as a test wants it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RSA_PSS_SHA256, RsaEncoding, RsaKeyPair,
};
use aws_lc_rs::{digest, hmac};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::*;

pub(super) const REDIRECT: &str = "https://pay.test/sign-in/outside/work/callback";

type Tamper = Box<dyn FnMut(&mut Value, &mut Value) + Send>;

pub(super) enum Signer {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

pub(super) struct Shared {
    pub(super) issuer: String,
    /// What is published, and what signs.
    pub(super) keys: Mutex<Vec<(String, Arc<Signer>)>>,
    pub(super) signing: Mutex<(String, String, Arc<Signer>)>,
    pub(super) tamper: Mutex<Option<Tamper>>,
    pub(super) userinfo: Mutex<Value>,
    pub(super) says_issuer: AtomicBool,
    pub(super) key_fetches: AtomicUsize,
    pub(super) stated_issuer: Mutex<String>,
    pub(super) huge_keys: AtomicBool,
    codes: Mutex<HashMap<String, (String, String)>>,
    pub(super) now: u64,
}

pub(super) struct Fake {
    pub(super) shared: Arc<Shared>,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Signer {
    pub(super) fn rsa() -> Arc<Self> {
        Arc::new(Signer::Rsa(
            RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap(),
        ))
    }

    pub(super) fn p256() -> Arc<Self> {
        Arc::new(Signer::P256(
            EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap(),
        ))
    }

    pub(super) fn ed25519() -> Arc<Self> {
        Arc::new(Signer::Ed25519(Ed25519KeyPair::generate().unwrap()))
    }

    fn jwk(&self, id: &str) -> Value {
        let mut jwk = match self {
            Signer::Rsa(pair) => json!({
                "kty": "RSA", "e": "AQAB",
                "n": BASE64.encode(pair.public_key().modulus().big_endian_without_leading_zero()),
            }),
            Signer::P256(pair) => {
                let point = pair.public_key().as_ref();
                json!({ "kty": "EC", "crv": "P-256", "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..]) })
            }
            Signer::Ed25519(pair) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": BASE64.encode(pair.public_key().as_ref()) })
            }
        };
        jwk["kid"] = id.into();
        jwk["use"] = "sig".into();
        jwk
    }

    /// Signs by what the header says, as an attacker would too: HS256 with what everyone can read.
    fn sign(&self, algorithm: &str, text: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match (self, algorithm) {
            (_, "none") => Vec::new(),
            (Signer::Rsa(pair), "RS256" | "PS256") => {
                let mut signature = vec![0; pair.public_modulus_len()];
                let padding: &dyn RsaEncoding = if algorithm == "RS256" {
                    &RSA_PKCS1_SHA256
                } else {
                    &RSA_PSS_SHA256
                };
                pair.sign(padding, &random, text, &mut signature).unwrap();
                signature
            }
            (Signer::P256(pair), "ES256") => pair.sign(&random, text).unwrap().as_ref().to_vec(),
            (Signer::Ed25519(pair), "EdDSA") => pair.sign(text).as_ref().to_vec(),
            (Signer::Rsa(pair), "HS256") => {
                let secret = pair.public_key().as_ref();
                hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), text)
                    .as_ref()
                    .to_vec()
            }
            (_, other) => panic!("the fake does not sign {other}"),
        }
    }
}

impl Fake {
    pub(super) async fn start(now: u64) -> Fake {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}/realm", listener.local_addr().unwrap());
        let key = Signer::p256();
        let shared = Arc::new(Shared {
            stated_issuer: Mutex::new(issuer.clone()),
            issuer,
            keys: Mutex::new(vec![("k1".to_owned(), Arc::clone(&key))]),
            signing: Mutex::new(("k1".to_owned(), "ES256".to_owned(), key)),
            tamper: Mutex::new(None),
            userinfo: Mutex::new(Value::Null),
            says_issuer: AtomicBool::new(false),
            key_fetches: AtomicUsize::new(0),
            huge_keys: AtomicBool::new(false),
            codes: Mutex::default(),
            now,
        });
        let router = Router::new()
            .route("/realm/.well-known/openid-configuration", get(discovery))
            .route("/realm/keys", get(keys))
            .route("/realm/token", post(token))
            .route("/realm/userinfo", get(userinfo))
            .with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Fake { shared, server }
    }

    pub(super) fn config(&self, more: &str) -> OidcConfig {
        let issuer = &self.shared.issuer;
        toml::from_str(&format!(
            "tenant = 'ten_01h455vb4pex5vsknk084sn02q'\nissuer = '{issuer}'\nclient_id = 'bezant'\n\
             client_secret = 'a:b c'\ngroups_claim = 'realm_access/roles'\n{more}"
        ))
        .unwrap()
    }

    pub(super) fn client(&self, more: &str) -> OidcProvider {
        OidcProvider::new("work".parse().unwrap(), self.config(more), REDIRECT.to_owned()).unwrap()
    }

    /// The person signs in there and is sent back.
    pub(super) fn approve(&self, redirect_to: &str) -> OidcCallback {
        let url = Url::parse(redirect_to).unwrap();
        let sent: HashMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!(sent["response_type"], "code");
        assert_eq!(sent["client_id"], "bezant");
        assert_eq!(sent["redirect_uri"], REDIRECT);
        assert_eq!(sent["code_challenge_method"], "S256");
        let code = random::text();
        let kept = (sent["nonce"].clone(), sent["code_challenge"].clone());
        self.shared.codes.lock().unwrap().insert(code.clone(), kept);
        OidcCallback {
            state: Some(sent["state"].clone()),
            code: Some(code),
            iss: None,
            error: None,
        }
    }

    pub(super) fn tamper(&self, with: impl FnMut(&mut Value, &mut Value) + Send + 'static) {
        *self.shared.tamper.lock().unwrap() = Some(Box::new(with));
    }
}

async fn discovery(State(fake): State<Arc<Shared>>) -> Json<Value> {
    let at = |path: &str| format!("{}/{path}", fake.issuer);
    Json(json!({
        "issuer": *fake.stated_issuer.lock().unwrap(),
        "authorization_endpoint": at("authorize?realm=1"),
        "token_endpoint": at("token"),
        "userinfo_endpoint": at("userinfo"),
        "jwks_uri": at("keys"),
        "authorization_response_iss_parameter_supported": fake.says_issuer.load(Ordering::SeqCst),
    }))
}

async fn keys(State(fake): State<Arc<Shared>>) -> Json<Value> {
    fake.key_fetches.fetch_add(1, Ordering::SeqCst);
    if fake.huge_keys.load(Ordering::SeqCst) {
        return Json(json!({ "keys": [], "filler": "x".repeat(300_000) }));
    }
    let keys = fake.keys.lock().unwrap();
    let mut keys: Vec<Value> = keys.iter().map(|(id, key)| key.jwk(id)).collect();
    // What else stands in such sets.
    keys.push(json!({ "kty": "oct", "kid": "k1", "k": "c2VjcmV0" }));
    keys.push(json!({ "kty": "LATTICE", "kid": "k9" }));
    Json(json!({ "keys": keys }))
}

async fn token(
    State(fake): State<Arc<Shared>>,
    headers: HeaderMap,
    body: String,
) -> Result<Json<Value>, (StatusCode, Json<Value>)> {
    let refuse = |error: &str| Err((StatusCode::BAD_REQUEST, Json(json!({ "error": error }))));
    let form: HashMap<String, String> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let basic = headers
        .get("authorization")
        .map(|value| value.to_str().unwrap().to_owned());
    if basic != Some(format!("Basic {}", STANDARD.encode("bezant:a%3Ab+c"))) {
        return refuse("invalid_client");
    }
    let Some((nonce, challenge)) = fake.codes.lock().unwrap().remove(&form["code"]) else {
        return refuse("invalid_grant");
    };
    let hash = digest::digest(&digest::SHA256, form["code_verifier"].as_bytes());
    if BASE64.encode(hash) != challenge || form["redirect_uri"] != REDIRECT {
        return refuse("invalid_grant");
    }
    let (id, algorithm, signer) = fake.signing.lock().unwrap().clone();
    let access = digest::digest(&digest::SHA256, b"access");
    let mut header = json!({ "alg": algorithm, "kid": id, "typ": "JWT" });
    let mut claims = json!({
        "iss": fake.issuer, "aud": "bezant", "sub": "248289761001", "nonce": nonce,
        "iat": fake.now, "exp": fake.now + 300, "auth_time": fake.now - 30,
        "email": "ada@example.test", "email_verified": true, "name": "Ada Lovelace",
        "realm_access": { "roles": ["payments-operator", "auditor", "auditor", 7] },
    });
    if algorithm != "EdDSA" {
        claims["at_hash"] = BASE64.encode(&access.as_ref()[..16]).into();
    }
    if let Some(tamper) = &mut *fake.tamper.lock().unwrap() {
        tamper(&mut header, &mut claims);
    }
    let text = format!(
        "{}.{}",
        BASE64.encode(header.to_string()),
        BASE64.encode(claims.to_string())
    );
    let signature = signer.sign(header["alg"].as_str().unwrap(), text.as_bytes());
    Ok(Json(json!({
        "id_token": format!("{text}.{}", BASE64.encode(signature)),
        "access_token": "access",
        "token_type": "Bearer",
    })))
}

async fn userinfo(State(fake): State<Arc<Shared>>, headers: HeaderMap) -> Result<Json<Value>, StatusCode> {
    if headers
        .get("authorization")
        .is_none_or(|value| value != "Bearer access")
    {
        return Err(StatusCode::UNAUTHORIZED);
    }
    Ok(Json(fake.userinfo.lock().unwrap().clone()))
}
