//! Hooks on the real binary: the examples, mistakes, every point of a payment, and `kill -9`.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use bezant_tests::api::Api;
use bezant_tests::node::{NodeUnderTest, string, text};
use bezant_tests::wait::{PATIENCE, eventually};
use bezant_tests::webhook_receiver::{Request, WebhookReceiver, verify};
use serde_json::{Value, json};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../examples/hooks")
        .join(name)
}

fn payment(amount: u64) -> Value {
    json!({
        "amount": amount, "currency": "EUR", "metadata": { "order": "12" },
        "payment_method": { "type": "card", "token": "tok_approved" },
    })
}

fn http_hook(name: &str, point: &str, url: &str, more: &str) -> String {
    format!(
        "[[hooks]]\nname = \"{name}\"\npoint = \"{point}\"\nurl = \"{url}\"\nsecret = \"{SECRET}\"\n{more}\n"
    )
}

/// The example in Python; it ends when dropped.
struct Receiver {
    process: Child,
    url: String,
}

impl Receiver {
    fn start(limit: &str) -> Receiver {
        let python = std::env::var_os("BEZANT_TEST_PYTHON").unwrap_or_else(|| "python3".into());
        let mut process = Command::new(python)
            .arg(example("receiver.py"))
            .args(["0", limit])
            .env("BEZANT_HOOK_SECRET", SECRET)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().strip_prefix("listening on ").unwrap();
        let url = format!("http://{address}/");
        Receiver { process, url }
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_examples_do_what_they_say() {
    let receiver = Receiver::start("5000");
    let settings = http_hook(
        "limit",
        "before_attempt",
        &receiver.url,
        "on_failure = \"refuse\"\ntimeout_ms = 10000",
    ) + &format!(
        "[[hooks]]\nname = \"country\"\npoint = \"before_attempt\"\nmodule = {:?}\non_failure = \"refuse\"\n",
        example("country.wat")
    );
    let mut node = NodeUnderTest::start(&settings).await;
    let api = node.tenant("shop");
    let from = |country: &str, amount| {
        let mut body = payment(amount);
        body["country"] = country.into();
        body
    };
    for (body, status) in [
        (payment(5_000), "COMPLETED"),
        (payment(5_001), "FAILED"),
        (from("DE", 100), "COMPLETED"),
        (from("KP", 100), "FAILED"),
    ] {
        let paid = api.pay(&body).await;
        assert_eq!(string(&paid, "status"), status, "{paid}");
    }
    let mut named_alike = payment(100);
    named_alike["description"] = r#""country":"KP""#.into();
    named_alike["metadata"]["note"] = r#""country":"KP""#.into();
    assert_eq!(string(&api.pay(&named_alike).await, "status"), "COMPLETED");
    let metrics = api.get("/metrics").await.expect(200);
    let metrics = metrics.as_str().unwrap();
    for (hook, result) in [
        ("limit", "refused"),
        ("country", "refused"),
        ("country", "continued"),
    ] {
        let counter = format!(
            "bezant_hook_calls_total{{hook=\"{hook}\",point=\"before_attempt\",result=\"{result}\"}}"
        );
        assert!(metrics.contains(&counter), "{counter} in {metrics}");
    }
    drop(receiver);
    let unasked = api.pay(&payment(100)).await;
    assert_eq!(string(&unasked, "status"), "FAILED", "its policy is to refuse");
    assert!(!node.output().contains("MfKQ9"), "a secret is never printed");
    node.terminate().await;
}

#[test]
fn wrong_hooks_keep_the_node_from_starting_and_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let module = folder.path().join("gate.wat");
    std::fs::write(&module, "(module (memory (export \"memory\") 1))").unwrap();
    let good = http_hook("good", "on_change", "http://127.0.0.1:1/", "");
    let cases = [
        (
            http_hook("limit", "before_attempt", "http://127.0.0.1:1/", ""),
            ["hook 'limit'", "on_failure"],
        ),
        (
            http_hook("limit", "before_lunch", "http://127.0.0.1:1/", ""),
            ["hook 'limit'", "point"],
        ),
        (
            http_hook("limit", "on_change", "http://127.0.0.1:1/", "colour = 1"),
            ["hook 'limit'", "colour"],
        ),
        (
            http_hook("limit", "on_change", "ftp://127.0.0.1/", ""),
            ["hook 'limit'", "url"],
        ),
        (
            format!("[[hooks]]\nname = \"gate\"\npoint = \"on_change\"\nmodule = {module:?}\n"),
            ["hook 'gate'", "export bezant_alloc is missing"],
        ),
    ];
    for (wrong, named) in cases {
        let node = NodeUnderTest::new(&(good.clone() + &wrong));
        for words in [&["config", "check"][..], &["serve"]] {
            let output = node.run(words);
            assert_eq!(output.status.code(), Some(1), "{wrong} {output:?}");
            for part in named {
                assert!(text(&output.stderr).contains(part), "{part}: {output:?}");
            }
            assert!(
                !text(&output.stderr).contains("MfKQ9"),
                "a secret is never printed"
            );
        }
        assert!(!node.data().exists(), "a wrong hook writes nothing");
    }
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn captures_are_asked_about_and_attempts_told() {
    let receiver = WebhookReceiver::start().await;
    let folder = tempfile::tempdir().unwrap();
    let refusing = folder.path().join("refuse.wat");
    std::fs::write(
        &refusing,
        r#"(module (memory (export "memory") 1) (data (i32.const 0) "{\"action\":\"refuse\"}")
             (func (export "bezant_alloc") (param i32) (result i32) (i32.const 1024))
             (func (export "bezant_hook") (param i32 i32) (result i64) (i64.const 19)))"#,
    )
    .unwrap();
    let settings = http_hook("tell", "after_attempt", receiver.url(), "")
        + &format!(
            "[[hooks]]\nname = \"no\"\npoint = \"before_capture\"\nmodule = {refusing:?}\non_failure = \"continue\"\n"
        );
    let node = NodeUnderTest::start(&settings).await;
    let api = node.tenant("shop");
    let mut manual = payment(100);
    manual["capture_method"] = "manual".into();
    let authorized = api.pay(&manual).await;
    assert_eq!(string(&authorized, "status"), "AUTHORIZED");
    let id = string(&authorized, "id");
    api.act(id, "capture", &json!({})).await;
    let refused = eventually("the capture is refused", async || {
        let now = api.payment(id).await;
        now["failure"].is_object().then_some(now)
    })
    .await;
    assert_eq!(string(&refused, "status"), "AUTHORIZED", "{refused}");
    let at_once = api.pay(&payment(100)).await;
    assert_eq!(string(&at_once, "status"), "FAILED", "{at_once}");

    let told = receiver.wait_for(1, PATIENCE).await.unwrap();
    verify(SECRET, &told[0]).unwrap();
    let told = body(&told[0]);
    assert_eq!(
        (&told["version"], &told["point"]),
        (&json!(1), &json!("after_attempt"))
    );
    assert_eq!(told["payment"]["id"], authorized["id"]);
    assert_eq!(told["payment"]["metadata"], json!({ "order": "12" }));
    assert_eq!(
        (&told["operation"]["kind"], &told["outcome"]["class"]),
        (&json!("authorize"), &json!("approved"))
    );
    assert!(!told.to_string().contains("tok_"), "{told}");
    assert_eq!(receiver.requests().len(), 1, "what was refused was no attempt");
}

/// The events of each payment, in the order of their first arrival.
fn heard(requests: &[Request]) -> BTreeMap<String, Vec<String>> {
    let mut ids = Vec::new();
    let mut heard: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for request in requests.iter().filter(|request| request.status == 200) {
        let body = body(request);
        if !ids.contains(&request.id().to_owned()) {
            ids.push(request.id().to_owned());
            let events = heard
                .entry(string(&body["payment"], "id").to_owned())
                .or_default();
            events.push(string(&body["event"], "type").to_owned());
        }
    }
    heard
}

async fn happened(api: &Api, payment: &str) -> Vec<String> {
    let events = api.list(&format!("/api/v1/payments/{payment}/events")).await;
    events
        .iter()
        .map(|event| string(event, "type").to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_are_told_in_order_and_none_is_lost_by_kill_9() {
    let receiver = WebhookReceiver::start().await;
    let settings = http_hook("audit", "on_change", receiver.url(), "")
        + &http_hook(
            "away",
            "on_change",
            "http://127.0.0.1:9/",
            "events = [\"refund.*\"]",
        );
    let mut node = NodeUnderTest::start(&settings).await;
    let api = node.tenant("shop");
    let mut payments = Vec::new();
    for round in 0..3 {
        // Away for a moment, so that something is untold when the process is killed.
        receiver.answer([503; 3]);
        for _ in 0..5 {
            payments.push(string(&api.pay(&payment(100)).await, "id").to_owned());
        }
        api.act(&payments[round * 5], "refunds", &json!({ "amount": 10 }))
            .await
            .expect(201);
        node.kill_9();
        node.restart().await;
    }
    for payment in &payments {
        eventually(&format!("all of {payment} is told"), async || {
            let happened = happened(&api, payment).await;
            let heard = heard(&receiver.requests()).remove(payment).unwrap_or_default();
            let length = heard.len().min(happened.len());
            assert_eq!(heard[..length], happened[..length], "{payment}");
            (NodeUnderTest::settled(&api, payment).await["status"] != "PROCESSING" && heard == happened)
                .then_some(())
        })
        .await;
    }
    for request in receiver.requests() {
        verify(SECRET, &request).unwrap();
        assert!(!text(&request.body).contains("tok_"));
    }
    node.terminate().await;
}

/// A module that says the same to every question.
fn module(answer: &str) -> String {
    let escaped = answer.replace('"', "\\\"");
    format!(
        "(module (memory (export \"memory\") 1) (data (i32.const 0) \"{escaped}\")\n\
         (func (export \"bezant_alloc\") (param i32) (result i32) (i32.const 4096))\n\
         (func (export \"bezant_hook\") (param i32 i32) (result i64) (i64.const {})))",
        answer.len()
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn before_a_route_hooks_advise_and_refuse_and_it_is_written_down() {
    let limit = Receiver::start("5000");
    let told = WebhookReceiver::start().await;
    let folder = tempfile::tempdir().unwrap();
    let advice = folder.path().join("advice.wat");
    let said = r#"{"action":"continue","exclude":["sandbox_a"],"prefer":["sandbox_b"]}"#;
    std::fs::write(&advice, module(said)).unwrap();
    let must = "on_failure = \"refuse\"\ntimeout_ms = 10000";
    let settings = http_hook("limit", "before_route", &limit.url, must)
        + &format!("[[hooks]]\nname = \"advice\"\npoint = \"before_route\"\nmodule = {advice:?}\non_failure = \"refuse\"\n")
        // Its answers are empty, which is no answer here, so its policy decides.
        + &http_hook("told", "before_route", told.url(), "on_failure = \"continue\"");
    let mut node = NodeUnderTest::start(&settings).await;
    let api = node.tenant("shop");
    let mut body = payment(5_000);
    body["card"] = json!({ "scheme": "visa" });
    let paid = api.pay(&body).await;
    assert_eq!(
        (string(&paid, "status"), string(&paid, "gateway")),
        ("COMPLETED", "sandbox_b")
    );
    let path = format!("/api/v1/payments/{}/routing", string(&paid, "id"));
    let why = api.get(&path).await.expect(200);
    assert_eq!(why["left_out_by_hooks"], json!(["sandbox_a"]));
    let seen = told.wait_for(1, PATIENCE).await.unwrap();
    verify(SECRET, &seen[0]).unwrap();
    let question = self::body(&seen[0]);
    assert_eq!(question["point"], "before_route");
    assert_eq!(
        (&question["payment"]["id"], &question["payment"]["scheme"]),
        (&paid["id"], &json!("visa"))
    );
    assert_eq!(question["operation"], Value::Null);
    assert!(!question.to_string().contains("tok_"), "{question}");

    let create = |amount: u64, key: &str| {
        let call = api
            .call("POST", "/api/v1/payments")
            .header("idempotency-key", key);
        call.json(&payment(amount)).send()
    };
    let refused = create(5_001, "one").await.expect(201);
    assert_eq!(string(&refused, "status"), "FAILED");
    assert_eq!(string(&refused["failure"], "code"), "refused_by_hook");
    let message = string(&refused["failure"], "message");
    assert!(
        message.contains("'limit'") && message.contains("More than 5000."),
        "{message}"
    );
    assert_eq!(refused["attempts"], json!([]));
    let asked = told.requests().len();
    let mut with_number = payment(100);
    with_number["reference"] = "4111111111111111".into();
    assert_eq!(api.post("/api/v1/payments", &with_number).await.status, 422);
    assert_eq!(told.requests().len(), asked, "nobody is told a card's number");

    let waiting = api
        .pay(&{
            let mut body = payment(100);
            body["confirm"] = false.into();
            body
        })
        .await;
    assert_eq!(told.requests().len(), asked, "nothing is started yet");
    let confirmed = api
        .act(string(&waiting, "id"), "confirm", &json!({}))
        .await
        .expect(200);
    assert_eq!(string(&confirmed, "gateway"), "sandbox_b");
    drop(limit);
    let again = create(5_001, "one").await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(
        again.expect(201),
        refused,
        "the first answer, whatever the hooks say now"
    );
    let retried = api
        .act(string(&refused, "id"), "retry", &json!({}))
        .await
        .expect(200);
    assert_eq!(
        string(&retried["failure"], "code"),
        "refused_by_hook",
        "{retried}"
    );
    node.kill_9();
    node.restart().await;
    assert_eq!(api.get(&path).await.expect(200), why);
    node.terminate().await;
}
