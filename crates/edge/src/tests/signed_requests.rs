//! Requests that their caller signs.

use axum::http::{HeaderMap, Method};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bezant_kernel::Timestamp;
use bezant_shield::signature::{Message, Requirements, Signer, SigningKey, content_digest};
use serde_json::json;

use super::world::{Answer, Call, World, order};

const PAYMENTS: &str = "/api/v1/payments";
const HOST: &str = "pay.example.com";

/// A caller who signs.
struct Caller {
    secret: String,
    id: String,
    key: SigningKey,
}

/// One request on its way, which a test may change after it was signed.
struct Sent {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Sent {
    async fn by(self, world: &World, secret: &str) -> Answer {
        let bearer = format!("Bearer {secret}");
        let mut headers = vec![
            ("authorization", bearer.as_str()),
            ("host", HOST),
            ("prefer", "respond-async"),
        ];
        for (name, value) in &self.headers {
            headers.push((name.as_str(), value.to_str().unwrap()));
        }
        world
            .send(Call {
                method: self.method,
                path: &self.path,
                headers,
                body: self.body,
            })
            .await
    }
}

impl Caller {
    /// With a key of Ed25519 that has to sign.
    async fn new(world: &World) -> Caller {
        let key = SigningKey::ed25519(&[7; 32]);
        let body = json!({ "algorithm": "ed25519", "public_key": public(&[7; 32]) });
        Caller::with(world, key, body).await.0
    }

    async fn with(world: &World, key: SigningKey, signing: serde_json::Value) -> (Caller, Answer) {
        let secret = world.full_key("shop").await;
        let keys = world.admin_get("/admin/v1/keys?tenant=shop").await;
        let rows = keys.body["data"].as_array().unwrap();
        let id = rows.last().unwrap()["id"].as_str().unwrap().to_owned();
        let set = world
            .admin(&format!("/admin/v1/keys/{id}/signing"), signing)
            .await;
        assert_eq!(set.status, 200, "{set:?}");
        (Caller { secret, id, key }, set)
    }

    fn signed_at(&self, at: Timestamp, nonce: &str, method: Method, target: &str, body: &[u8]) -> Sent {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", "application/json".parse().unwrap());
        if !body.is_empty() {
            headers.insert("content-digest", content_digest(body));
        }
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        let message = Message::request(&method, "http", HOST, path, query, &headers);
        let components = Requirements::default().components(body);
        let signed = Signer::new(&self.id, &self.key, components)
            .sign(&message, at, nonce)
            .unwrap();
        headers.insert("signature-input", signed.input);
        headers.insert("signature", signed.signature);
        Sent {
            method,
            path: target.to_owned(),
            headers,
            body: body.to_vec(),
        }
    }

    fn payment(&self, world: &World, nonce: &str) -> Sent {
        let body = order(1_000, "tok_approved").to_string();
        self.signed_at(world.edge.now(), nonce, Method::POST, PAYMENTS, body.as_bytes())
    }
}

fn public(seed: &[u8; 32]) -> String {
    let key = ed25519_dalek::SigningKey::from_bytes(seed);
    STANDARD.encode(key.verifying_key().as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_has_to_sign_gets_in_signed_and_in_no_other_way() {
    let world = World::new().await;
    let caller = Caller::new(&world).await;
    let (secret, now) = (&caller.secret, world.edge.now());
    let paid = caller.payment(&world, "one").by(&world, secret).await;
    assert!(paid.status.is_success(), "{paid:?}");
    let read = caller.signed_at(now, "two", Method::GET, "/api/v1/payments?limit=5", b"");
    assert_eq!(read.by(&world, secret).await.status, 200);

    assert_eq!(
        world.get(secret, PAYMENTS).await.problem(),
        (401, "signature_missing")
    );
    let again = caller.payment(&world, "one");
    let twice = again.by(&world, secret).await;
    assert_eq!(twice.problem(), (401, "signature_replayed"));

    type Change = fn(&mut Sent);
    let changes: [(Change, &str); 7] = [
        (|sent| sent.path.push_str("?x=1"), "signature_invalid"),
        (
            |sent| sent.path = "/api/v1/ledger/flows".to_owned(),
            "signature_invalid",
        ),
        (|sent| sent.body[10] ^= 1, "signature_digest_wrong"),
        (|sent| sent.body.clear(), "signature_digest_wrong"),
        (
            |sent| {
                sent.headers.insert("content-digest", content_digest(b"other"));
            },
            "signature_invalid",
        ),
        (
            |sent| {
                sent.headers.insert("signature", "sig=:AAAA:".parse().unwrap());
            },
            "signature_invalid",
        ),
        (
            |sent| {
                sent.headers.insert("signature-input", "sig=(".parse().unwrap());
            },
            "signature_malformed",
        ),
    ];
    for (nth, (change, code)) in changes.into_iter().enumerate() {
        let mut sent = caller.payment(&world, &format!("changed {nth}"));
        change(&mut sent);
        let answer = sent.by(&world, secret).await;
        assert_eq!(answer.problem(), (401, code), "{nth}");
    }
    let other = Caller {
        key: SigningKey::ed25519(&[8; 32]),
        ..Caller::new(&world).await
    };
    let forged = other.payment(&world, "forged").by(&world, &other.secret).await;
    assert_eq!(forged.problem(), (401, "signature_invalid"));
    let mixed = caller.payment(&world, "mixed").by(&world, &other.secret).await;
    assert_eq!(
        mixed.problem(),
        (401, "signature_invalid"),
        "it names another key"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn signatures_are_of_now_and_cover_what_a_request_does() {
    let world = World::new().await;
    let caller = Caller::new(&world).await;
    let secret = &caller.secret;
    // Before this, the node knows of no signature that was used.
    let old = Timestamp::from_microseconds(world.edge.now().as_microseconds() - 60_000_000);
    let sent = caller.signed_at(old, "old", Method::GET, PAYMENTS, b"");
    assert_eq!(
        sent.by(&world, secret).await.problem(),
        (401, "signature_expired")
    );
    let signed = caller.signed_at(world.edge.now(), "late", Method::GET, PAYMENTS, b"");
    world.clock.go_ahead(151_000);
    assert_eq!(
        signed.by(&world, secret).await.problem(),
        (401, "signature_expired")
    );
    let early = Timestamp::from_microseconds(world.edge.now().as_microseconds() + 60_000_000);
    let sent = caller.signed_at(early, "early", Method::GET, PAYMENTS, b"");
    assert_eq!(
        sent.by(&world, secret).await.problem(),
        (401, "signature_expired")
    );

    let without_nonce = caller.signed_at(world.edge.now(), "", Method::GET, PAYMENTS, b"");
    assert_eq!(
        without_nonce.by(&world, secret).await.problem(),
        (401, "signature_incomplete")
    );
    // Signed as if there were no body, and sent with one.
    let mut smuggled = caller.signed_at(world.edge.now(), "body", Method::POST, PAYMENTS, b"");
    smuggled.body = order(1, "tok_approved").to_string().into_bytes();
    assert_eq!(
        smuggled.by(&world, secret).await.problem(),
        (401, "signature_incomplete")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn shared_secrets_are_shown_once_and_replaced_with_an_overlap() {
    let world = World::new().await;
    let any = SigningKey::hmac_sha256(&[1; 32]).unwrap();
    let signing = json!({ "algorithm": "hmac-sha256", "required": false });
    let (mut caller, set) = Caller::with(&world, any, signing).await;
    let shared = |answer: &Answer| {
        let secret = STANDARD.decode(answer.text("signing_secret")).unwrap();
        SigningKey::hmac_sha256(&secret).unwrap()
    };
    caller.key = shared(&set);
    let secret = caller.secret.clone();
    let sent = async |caller: &Caller, nonce: &str| {
        let answer = caller.payment(&world, nonce).by(&world, &secret).await;
        answer.status.as_u16()
    };
    assert_eq!(sent(&caller, "one").await, 202);
    assert_eq!(
        world.get(&secret, PAYMENTS).await.status,
        200,
        "it need not sign yet"
    );
    let wrong = Caller {
        key: SigningKey::hmac_sha256(&[2; 32]).unwrap(),
        id: caller.id.clone(),
        secret: secret.clone(),
    };
    assert_eq!(
        sent(&wrong, "two").await,
        401,
        "but what is signed has to be right"
    );

    let path = format!("/admin/v1/keys/{}/signing", caller.id);
    let body = json!({ "algorithm": "hmac-sha256", "overlap_seconds": 60 });
    let newer = Caller {
        key: shared(&world.admin(&path, body).await),
        id: caller.id.clone(),
        secret: secret.clone(),
    };
    assert_eq!(
        (sent(&caller, "three").await, sent(&newer, "four").await),
        (202, 202)
    );
    world.clock.go_ahead(61_000);
    assert_eq!(
        (sent(&caller, "five").await, sent(&newer, "six").await),
        (401, 202)
    );
    assert_eq!(
        world.get(&secret, PAYMENTS).await.problem(),
        (401, "signature_missing")
    );
    let keys = world.admin_get("/admin/v1/keys?tenant=shop").await;
    let row = keys.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["id"] == *caller.id);
    assert_eq!(row.unwrap()["signing"]["algorithm"], "hmac-sha256");
    assert!(!keys.body.to_string().contains(set.text("signing_secret")));

    let removed = world.admin(&format!("{path}/remove"), json!({})).await;
    assert_eq!(removed.status, 200);
    assert_eq!(world.get(&secret, PAYMENTS).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_forms_of_a_body_are_checked_as_they_were_sent() {
    let world = World::new().await;
    let caller = Caller::new(&world).await;
    let xml = b"<create_payment><amount>100</amount><currency>EUR</currency><payment_method><type>card</type><token>tok_approved</token></payment_method></create_payment>";
    let sent = |nonce: &str| {
        let mut sent = caller.signed_at(world.edge.now(), nonce, Method::POST, PAYMENTS, xml);
        sent.headers
            .insert("content-type", "application/xml".parse().unwrap());
        sent
    };
    let paid = sent("one").by(&world, &caller.secret).await;
    assert!(paid.status.is_success(), "{paid:?}");
    let mut changed = sent("two");
    let at = changed.body.windows(3).position(|three| three == b"100").unwrap();
    changed.body[at] = b'9';
    assert_eq!(
        changed.by(&world, &caller.secret).await.problem(),
        (401, "signature_digest_wrong")
    );
}
