//! Callers who are known by a certificate.

use axum::http::Method;
use bezant_identity::access::{NewPrincipal, PrincipalKind};
use bezant_identity::tenancy::{CertificateName, KeyProof};
use bezant_identity::{Action, access};
use bezant_kernel::PrincipalId;
use bezant_transport::PeerCertificate;
use rcgen::{CertificateParams, KeyPair, SanType};
use serde_json::{Value, json};

use super::world::{Answer, Call, World, order, until};

const GATEWAYS: &str = "/api/v1/gateways";
const SPIFFE: &str = "spiffe://shop.example/billing";

/// A certificate with these URIs among its names, as PEM.
fn pem(uris: &[&str]) -> String {
    let mut params = CertificateParams::new(vec!["billing.shop.example".to_owned()]).unwrap();
    for uri in uris {
        let uri = SanType::URI((*uri).try_into().unwrap());
        params.subject_alt_names.push(uri);
    }
    params.not_after = rcgen::date_time_ymd(2100, 1, 1);
    params.self_signed(&KeyPair::generate().unwrap()).unwrap().pem()
}

/// One as a connection shows it.
pub(super) fn certificate(uris: &[&str]) -> PeerCertificate {
    PeerCertificate::from_pem(pem(uris).as_bytes()).unwrap()
}

/// What proves a key by this certificate and no other.
pub(super) fn pinned(certificate: &PeerCertificate) -> KeyProof {
    KeyProof::Certificate(CertificateName::Fingerprint(*certificate.fingerprint()))
}

async fn send(
    world: &World,
    certificate: &PeerCertificate,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<Value>,
) -> Answer {
    let method = if body.is_some() { Method::POST } else { Method::GET };
    let call = Call {
        method,
        path,
        headers: headers.to_vec(),
        body: body.map_or_else(Vec::new, |body| body.to_string().into_bytes()),
    };
    world.send_with(certificate, call).await
}

async fn get(world: &World, certificate: &PeerCertificate) -> Answer {
    send(world, certificate, GATEWAYS, &[], None).await
}

async fn settled(world: &World) {
    world.edge.directory().catch_up(world.engine.committed()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_gets_in_where_nothing_else_is_presented() {
    let world = World::new().await;
    let secret = world.full_key("shop").await;
    let text = pem(&[]);
    let own = PeerCertificate::from_pem(text.as_bytes()).unwrap();
    assert_eq!(get(&world, &own).await.problem(), (401, "certificate_unknown"));
    let body = json!({
        "tenant": "shop", "name": "billing", "scopes": ["read", "write"], "certificate": { "pem": text },
    });
    let made = world.admin("/admin/v1/keys", body.clone()).await;
    assert_eq!((made.status.as_u16(), &made.body["secret"]), (201, &Value::Null));
    let taken = world.admin("/admin/v1/keys", body).await;
    assert_eq!(taken.problem(), (409, "key_certificate_taken"));
    let id = made.text("id").parse().unwrap();
    assert_eq!(get(&world, &own).await.status, 200);
    until(|| {
        world.edge.directory().read(|directory| {
            let key = directory.identity().tenancy.key(id);
            key.is_some_and(|key| key.last_used_at.is_some())
        })
    })
    .await;
    let paid = send(
        &world,
        &own,
        "/api/v1/payments",
        &[],
        Some(order(100, "tok_approved")),
    )
    .await;
    assert_eq!(paid.status, 201, "{paid:?}");
    assert_eq!(
        get(&world, &certificate(&[])).await.problem(),
        (401, "certificate_unknown")
    );

    let wrong = format!("Bearer {}{}", &secret[..30], "0".repeat(64));
    let answer = send(&world, &own, GATEWAYS, &[("authorization", &wrong)], None).await;
    assert_eq!(
        answer.problem(),
        (401, "api_key_unknown"),
        "a header counts first"
    );
    let foreign = [
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    let body = Some(order(100, "tok_approved"));
    let answer = send(&world, &own, "/api/v1/payments", &foreign, body).await;
    assert_eq!(
        answer.problem(),
        (403, "cross_site"),
        "browsers show it whoever asks"
    );

    world.clock.go_ahead(75 * 365 * 24 * 3_600 * 1_000);
    assert_eq!(get(&world, &own).await.problem(), (401, "certificate_expired"));
}

#[tokio::test(flavor = "multi_thread")]
async fn tenants_name_their_own_certificates_and_the_node_their_names() {
    let world = World::new().await;
    world.full_key("shop").await;
    let body = json!({ "tenant": "shop", "name": "admin", "scopes": ["read"], "permissions": ["keys.manage", "keys.read"] });
    let manager = world
        .admin("/admin/v1/keys", body)
        .await
        .text("secret")
        .to_owned();
    let (first, second) = (certificate(&[]), certificate(&[SPIFFE]));
    let hex = |one: &PeerCertificate| one.fingerprint().map(|byte| format!("{byte:02x}")).concat();
    let new = |named: Value| json!({ "name": "billing", "scopes": ["read"], "certificate": named });
    let made = world
        .post(
            &manager,
            "/api/v1/api-keys",
            new(json!({ "sha256": hex(&first) })),
        )
        .await;
    assert_eq!((made.status.as_u16(), &made.body["secret"]), (201, &Value::Null));
    assert_eq!(made.body["certificate"], json!({ "sha256": hex(&first) }));
    for (named, status, code) in [
        (json!({ "sha256": hex(&first) }), 409, "key_certificate_taken"),
        (json!({ "uri": SPIFFE }), 403, "key_certificate_name_denied"),
        (
            json!({ "dns": "shop.example" }),
            403,
            "key_certificate_name_denied",
        ),
        (json!({ "sha256": "ab" }), 422, "request_invalid"),
        (
            json!({ "pem": "-----BEGIN CERTIFICATE-----" }),
            422,
            "request_invalid",
        ),
        (json!({}), 422, "request_invalid"),
        (
            json!({ "uri": SPIFFE, "dns": "shop.example" }),
            422,
            "request_invalid",
        ),
    ] {
        let answer = world.post(&manager, "/api/v1/api-keys", new(named.clone())).await;
        assert_eq!(answer.problem(), (status, code), "{named}");
    }
    let id = made.text("id");
    let rotate = format!("/api/v1/api-keys/{id}/rotate");
    let to_secret = world.post(&manager, &rotate, json!({})).await;
    assert_eq!(to_secret.problem(), (409, "key_proof_mismatch"));
    let body = json!({ "certificate": { "sha256": hex(&second) }, "overlap_seconds": 60 });
    let rotated = world.post(&manager, &rotate, body).await;
    assert_eq!(
        (rotated.status.as_u16(), &rotated.body["secret"]),
        (200, &Value::Null)
    );
    for one in [&first, &second] {
        assert_eq!(get(&world, one).await.status, 200);
    }
    world.clock.go_ahead(61_000);
    assert_eq!(get(&world, &first).await.problem(), (401, "certificate_unknown"));

    let body =
        json!({ "tenant": "shop", "name": "any", "scopes": ["read"], "certificate": { "uri": SPIFFE } });
    let named = world.admin("/admin/v1/keys", body).await;
    assert_eq!(named.status, 201, "{named:?}");
    assert_eq!(
        get(&world, &certificate(&[SPIFFE])).await.status,
        200,
        "whichever has the name"
    );
    let keys = world
        .post(&manager, "/api/v1/api-keys", new(json!({ "uri": SPIFFE })))
        .await;
    assert_eq!(keys.problem(), (403, "key_certificate_name_denied"));

    let bearer = format!("Bearer {manager}");
    let revoke = Call {
        method: Method::DELETE,
        path: &format!("/api/v1/api-keys/{id}"),
        headers: vec![("authorization", &bearer)],
        body: Vec::new(),
    };
    assert_eq!(world.send(revoke).await.status, 200);
    assert_eq!(get(&world, &second).await.problem(), (401, "api_key_revoked"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_suspended_has_no_certificate_either() {
    let world = World::new().await;
    world.full_key("shop").await;
    let id: PrincipalId = world.edge.new_id();
    let give = async |action: access::Command| {
        let command = bezant_identity::Command {
            by: bezant_identity::Authority::Node,
            action: Action::Access(action),
        };
        world
            .submit("shop", bezant_core::Command::Identity(command))
            .await;
    };
    give(access::Command::CreatePrincipal(NewPrincipal {
        kind: PrincipalKind::ServiceAccount,
        name: Some(access::Label::new("billing").unwrap()),
        ..NewPrincipal::user(id)
    }))
    .await;
    let text = pem(&[]);
    let body = json!({
        "tenant": "shop", "name": "billing", "scopes": ["read"], "principal": id.to_string(), "certificate": { "pem": text },
    });
    assert_eq!(world.admin("/admin/v1/keys", body).await.status, 201);
    let own = PeerCertificate::from_pem(text.as_bytes()).unwrap();
    let answer = get(&world, &own).await;
    assert_eq!(
        answer.problem(),
        (403, "permission_missing"),
        "never more than its owner"
    );
    let suspended = world
        .admin(&format!("/admin/v1/principals/{id}/suspend"), json!({}))
        .await;
    assert_eq!(suspended.status, 200, "{suspended:?}");
    settled(&world).await;
    assert_eq!(get(&world, &own).await.problem(), (401, "credential_ended"));
}
