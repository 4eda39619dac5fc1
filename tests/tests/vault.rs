//! Cards through the real binary: kept, shown, revealed to those who may, deleted, and in no file and no output.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use bezant_tests::adyen_fake::{self, AdyenFake};
use bezant_tests::api::Api;
use bezant_tests::fake_gateway::Fault;
use bezant_tests::node::{NodeUnderTest, json, string};
use serde_json::{Value, json};

const NUMBER: &str = "4242424242424242";
const OTHER_NUMBER: &str = "5555555555554444";
const SECURITY_CODE: &str = "983";
const HOLDER: &str = "Augusta Ada Byron";

fn card(number: &str) -> Value {
    json!({
        "number": number, "expiry_month": 12, "expiry_year": 2040, "holder_name": HOLDER,
        "security_code": SECURITY_CODE, "customer": "ada@example.org", "format_preserving": true,
    })
}

/// A tenant with a till's key, and a key that may see numbers.
fn tenant(node: &NodeUnderTest, name: &str) -> (Api, Api) {
    let till = node.tenant_key(name);
    let support = node.key(
        &till.tenant,
        &["--permission", "cards.reveal", "--permission", "cards.read"],
    );
    (node.api(&till), node.api(&support))
}

#[tokio::test]
async fn a_card_is_kept_shown_revealed_and_deleted() {
    let mut node = NodeUnderTest::start("").await;
    let (till, support) = tenant(&node, "shop");
    let (other, _) = tenant(&node, "other");

    let made = till
        .post("/api/v1/cards", &card("4242 4242-4242 4242"))
        .await
        .expect(201);
    let id = string(&made, "id").to_owned();
    assert!(id.starts_with("crd_"));
    assert_eq!(made["scheme"], "visa");
    assert_eq!(
        (&made["bin"], &made["last4"]),
        (&json!("42424242"), &json!("4242"))
    );
    let look_alike = string(&made, "format_preserving_token");
    assert!(look_alike.len() == 16 && look_alike != NUMBER && look_alike.starts_with("424242"));
    // Asking again is safe, with and without a key.
    let again = till.post("/api/v1/cards", &card(NUMBER)).await.expect(200);
    assert_eq!(
        (&again["id"], &again["fingerprint"]),
        (&made["id"], &made["fingerprint"])
    );
    let elsewhere = other.post("/api/v1/cards", &card(NUMBER)).await.expect(201);
    assert_ne!(elsewhere["fingerprint"], made["fingerprint"]);
    assert_eq!(
        other.get(&format!("/api/v1/cards/{id}")).await.code(),
        "card_not_found"
    );

    let reveal = format!("/api/v1/cards/{id}/reveal");
    let dispute = json!({ "purpose": "dispute" });
    let refused = till.post(&reveal, &dispute).await;
    assert_eq!((refused.status, refused.code()), (403, "permission_missing"));
    let shown = support.post(&reveal, &dispute).await;
    assert_eq!(shown.header("cache-control"), "no-store");
    let shown = shown.expect(200);
    assert_eq!(
        (&shown["number"], &shown["holder_name"]),
        (&json!(NUMBER), &json!(HOLDER))
    );
    for purpose in ["authorization", "curiosity"] {
        let refused = support.post(&reveal, &json!({ "purpose": purpose })).await;
        assert_eq!(refused.status, 422);
    }
    let accesses = till
        .get(&format!("/api/v1/cards/{id}/accesses"))
        .await
        .expect(200);
    let kinds: Vec<_> = accesses["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["kind"])
        .collect();
    assert_eq!(kinds, ["opened", "added"]);
    assert_eq!(accesses["data"][0]["purpose"], "dispute");

    let mine = till
        .get("/api/v1/cards?customer=ada@example.org")
        .await
        .expect(200);
    assert_eq!(mine["data"].as_array().unwrap().len(), 1);
    node.run_ok(&["vault", "rotate"]);
    let all = ["vault", "status", "--json"];
    while json(&node.run_ok(&all))["rotation"]["finished_at"].is_null() {
        support.post(&reveal, &dispute).await.expect(200);
    }

    node.kill_9();
    node.restart().await;
    let shown = support.post(&reveal, &dispute).await.expect(200);
    assert_eq!(shown["number"], NUMBER);
    let gone = till
        .call("DELETE", "/api/v1/cards?customer=ada@example.org")
        .send()
        .await
        .expect(200);
    assert_eq!(gone["deleted"], 1);
    assert_eq!(support.post(&reveal, &dispute).await.code(), "card_deleted");
    let left = till.get(&format!("/api/v1/cards/{id}")).await.expect(200);
    assert_eq!(
        (&left["status"], &left["last4"]),
        (&json!("deleted"), &Value::Null)
    );
    till.call("DELETE", &format!("/api/v1/cards/{id}"))
        .send()
        .await
        .expect(200);
    node.terminate().await;
}

/// What is paid with, beside what must be nowhere.
fn payment(token: &str) -> Value {
    json!({
        "amount": 1099, "currency": "EUR", "reference": "order 7",
        "payment_method": { "type": "card", "token": token },
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn payments_are_made_with_cards_of_the_vault() {
    let mut node = NodeUnderTest::start("").await;
    let (till, _) = tenant(&node, "shop");
    let (other, _) = tenant(&node, "other");
    let mut cards = Vec::new();
    for number in [NUMBER, "4000000000000002", "4539578763621486"] {
        let made = till.post("/api/v1/cards", &card(number)).await.expect(201);
        cards.push(string(&made, "id").to_owned());
    }
    for (token, status, failure) in [
        (&cards[0], "COMPLETED", Value::Null),
        (&cards[1], "FAILED", json!("generic_decline")),
        (&cards[2], "FAILED", json!("invalid_payment_method")),
        (
            &"crd_01h455vb4pex5vsknk084sn02q".to_owned(),
            "FAILED",
            json!("invalid_payment_method"),
        ),
    ] {
        let paid = till.post("/api/v1/payments", &payment(token)).await;
        let paid = NodeUnderTest::settled(&till, string(&paid.body, "id")).await;
        assert_eq!(
            (&paid["status"], &paid["failure"]["code"]),
            (&json!(status), &failure),
            "{paid}"
        );
        assert!(!paid.to_string().contains(NUMBER));
    }
    // Nobody pays with another tenant's card.
    let paid = other.post("/api/v1/payments", &payment(&cards[0])).await;
    let paid = NodeUnderTest::settled(&other, string(&paid.body, "id")).await;
    assert_eq!(paid["failure"]["code"], "invalid_payment_method");

    let accesses = format!("/api/v1/cards/{}/accesses", cards[0]);
    let seen = till.get(&accesses).await.expect(200);
    let first = &seen["data"][0];
    assert_eq!(
        (&first["kind"], &first["purpose"], &first["by"]),
        (&json!("opened"), &json!("authorization"), &json!("orchestrator"))
    );
    assert_eq!(seen["data"].as_array().unwrap().len(), 2);

    // What follows an authorization needs no number, also after a restart.
    let mut reserve = payment(&cards[0]);
    reserve["capture_method"] = json!("manual");
    let paid = till.post("/api/v1/payments", &reserve).await;
    let paid = NodeUnderTest::settled(&till, string(&paid.body, "id")).await;
    assert_eq!(paid["status"], "AUTHORIZED", "{paid}");
    node.kill_9();
    node.restart().await;
    let id = string(&paid, "id");
    till.act(id, "capture", &json!({})).await;
    let paid = NodeUnderTest::settled(&till, id).await;
    assert_eq!(paid["status"], "COMPLETED", "{paid}");
    assert_eq!(
        till.get(&accesses).await.expect(200)["data"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    // A card that is gone pays nothing more; payments by other tokens go on.
    till.call("DELETE", &format!("/api/v1/cards/{}", cards[0]))
        .send()
        .await
        .expect(200);
    let paid = till.post("/api/v1/payments", &payment(&cards[0])).await;
    let paid = NodeUnderTest::settled(&till, string(&paid.body, "id")).await;
    assert_eq!(paid["failure"]["code"], "invalid_payment_method");
    till.pay(&payment("tok_approved")).await;
    node.terminate().await;
    let mut files = Vec::new();
    collect(node.data(), &mut files);
    for path in &files {
        let bytes = fs::read(path).unwrap();
        for needle in [NUMBER, "4000000000000002", HOLDER] {
            let found = memchr::memmem::find(&bytes, needle.as_bytes());
            assert!(found.is_none(), "{needle} in {}", path.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn adyen_gets_the_number_and_nobody_else_has_it() {
    let fake = AdyenFake::start().await;
    let settings = format!(
        "[[gateways]]\nname = \"adyen_eu\"\nconnector = \"adyen\"\n[gateways.adyen]\nbase_url = \"{}\"\n\
         api_key = \"{}\"\nmerchant_account = \"{}\"\nhmac_keys = [\"{}\"]\n",
        fake.url(),
        adyen_fake::API_KEY,
        adyen_fake::MERCHANT_ACCOUNT,
        adyen_fake::HMAC_KEY
    );
    let mut node = NodeUnderTest::start(&settings).await;
    let (till, _) = tenant(&node, "shop");
    let made = till.post("/api/v1/cards", &card(NUMBER)).await.expect(201);
    let token = string(&made, "id");
    // The answer is lost: the inquiry repeats the send under its key, with the number and without the code.
    fake.script(Fault::DropAfter);
    let paid = till.post("/api/v1/payments", &payment(token)).await;
    let paid = NodeUnderTest::settled(&till, string(&paid.body, "id")).await;
    assert_eq!(paid["status"], "COMPLETED", "{paid}");
    let held = fake.payments();
    let [only] = &held[..] else { panic!("{held:?}") };
    let sent = only.card.as_ref().unwrap();
    assert_eq!(
        (&*sent.number, &*sent.cvc, &*sent.holder),
        (NUMBER, SECURITY_CODE, HOLDER)
    );
    let accesses = till
        .get(&format!("/api/v1/cards/{token}/accesses"))
        .await
        .expect(200);
    let purposes: Vec<_> = accesses["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["purpose"])
        .collect();
    assert_eq!(
        purposes,
        [&json!("authorization"), &json!("authorization"), &Value::Null]
    );
    node.terminate().await;
    let mut files = Vec::new();
    collect(node.data(), &mut files);
    for (name, bytes) in files
        .iter()
        .map(|path| (path.display().to_string(), fs::read(path).unwrap()))
        .chain([("the output".to_owned(), node.output().into_bytes())])
    {
        for needle in [NUMBER, HOLDER] {
            assert!(
                memchr::memmem::find(&bytes, needle.as_bytes()).is_none(),
                "{needle} in {name}"
            );
        }
    }
}

#[tokio::test]
async fn no_file_and_no_output_has_a_number_a_code_or_a_name() {
    let mut node = NodeUnderTest::start("[http]\nlisten = \"127.0.0.1:0\"\naccess_log = \"stdout\"\n").await;
    let (till, support) = tenant(&node, "shop");
    let mut ids = Vec::new();
    for number in [NUMBER, OTHER_NUMBER] {
        let made = till.post("/api/v1/cards", &card(number)).await.expect(201);
        ids.push(string(&made, "id").to_owned());
    }
    let reveal = json!({ "purpose": "support_reveal" });
    support
        .post(&format!("/api/v1/cards/{}/reveal", ids[0]), &reveal)
        .await
        .expect(200);
    // Wrong in every way that could make somebody repeat what they got.
    let mut answers = Vec::new();
    let wrong = |change: &dyn Fn(&mut Value)| {
        let mut body = card(NUMBER);
        change(&mut body);
        body
    };
    let bodies = [
        wrong(&|body| body["number"] = json!(4_242_424_242_424_242_u64)),
        wrong(&|body| body["expiry_month"] = json!(NUMBER)),
        wrong(&|body| body["expiry_year"] = json!(4_242_424_242_424_242_u64)),
        wrong(&|body| body["holder_name"] = json!(NUMBER)),
        wrong(&|body| body["security_code"] = json!(NUMBER)),
        wrong(&|body| body["customer"] = json!(format!("{NUMBER} {HOLDER}"))),
        wrong(&|body| body[NUMBER] = json!(HOLDER)),
        wrong(&|body| body["number"] = json!("4242424242424241")),
        wrong(&|body| body["expiry_year"] = json!(2020)),
    ];
    for body in &bodies {
        let answer = till.post("/api/v1/cards", body).await;
        assert_eq!(answer.status, 422, "{answer:?}");
        answers.push(format!("{answer:?}"));
    }
    answers.push(
        till.call("POST", "/api/v1/cards")
            .text(format!("{{\"number\":{NUMBER}x"))
            .send()
            .await
            .code()
            .to_owned(),
    );
    answers.push(format!("{:?}", till.list("/api/v1/cards").await));
    answers.push(node.run_ok(&["vault", "status"]));
    let metrics = reqwest::get(format!("{}/metrics", node.url()))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    answers.push(metrics);
    node.terminate().await;
    answers.push(node.output());

    let needles = [
        NUMBER,
        "4242424242424241",
        OTHER_NUMBER,
        HOLDER,
        "ada@example.org",
    ];
    for text in &answers {
        for needle in needles {
            assert!(!text.contains(needle), "{needle} in {text}");
        }
    }
    let mut files = Vec::new();
    collect(node.data(), &mut files);
    assert!(
        files
            .iter()
            .any(|path| path.to_string_lossy().contains("vault/log/"))
    );
    for path in &files {
        let bytes = fs::read(path).unwrap();
        for needle in needles {
            let found = memchr::memmem::find(&bytes, needle.as_bytes());
            assert!(found.is_none(), "{needle} in {}", path.display());
        }
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}
