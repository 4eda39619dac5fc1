//! Routing on the real binary: rules with four eyes, settings that are taken whole or not at all, experiments, failover, better
//! moments, explanations that outlast `kill -9`, and the way from an export to a simulation.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use bezant_tests::api::Api;
use bezant_tests::node::{Key, NodeUnderTest, json, string, text};
use bezant_tests::wait::eventually;
use serde_json::{Value, json};

/// Cheap and choosy, middling, dear.
const GATEWAYS: &str = "\
[payments]\nretry_base_ms = 1\nretry_cap_ms = 5\n\
[[gateways]]\nname = \"north\"\nconnector = \"sandbox\"\nfee_basis_points = 50\n\
[[gateways.sandbox.approval]]\nrate_basis_points = 0\nwhen = { issuer_countries = [\"FR\"] }\n\
[[gateways.sandbox.approval]]\nrate_basis_points = 10000\n\
[[gateways]]\nname = \"south\"\nconnector = \"sandbox\"\nfee_basis_points = 200\n\
[[gateways]]\nname = \"west\"\nconnector = \"sandbox\"\nfee_basis_points = 400\n";

const RULES: &str = "\
rule \"large\" when amount >= EUR 40.00 then prefer west
rule \"not south\" when currency = EUR then exclude south
";

struct Desk {
    node: NodeUnderTest,
    folder: tempfile::TempDir,
    shop: Key,
    author: Key,
    other: Key,
}

impl Desk {
    async fn new() -> Desk {
        let node = NodeUnderTest::start(GATEWAYS).await;
        let shop = node.tenant_key("shop");
        let operator = || node.key(&shop.tenant, &["--operate"]);
        let (author, other) = (operator(), operator());
        Desk {
            node,
            folder: tempfile::tempdir().unwrap(),
            shop,
            author,
            other,
        }
    }

    fn api(&self) -> Api {
        self.node.api(&self.shop)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn run(&self, key: &Key, words: &[&str]) -> Output {
        let mut command = self.node.command(words);
        command
            .args(["--url", &self.node.url()])
            .env("BEZANT_API_KEY", &key.secret)
            .current_dir(self.folder.path());
        command.output().unwrap()
    }

    fn ok(&self, key: &Key, words: &[&str]) -> String {
        let output = self.run(key, words);
        assert!(output.status.success(), "{words:?}: {output:?}");
        text(&output.stdout)
    }

    fn refused(&self, key: &Key, words: &[&str]) -> String {
        let output = self.run(key, words);
        assert_eq!(output.status.code(), Some(1), "{words:?}: {output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
        text(&output.stderr)
    }

    fn rules(&self, words: &[&str]) -> String {
        self.ok(&self.author, &[&["routing", "rules"], words].concat())
    }

    async fn settings(&self) -> Value {
        let operator = self.node.api(&self.author);
        let settings = operator.get("/api/v1/routing").await.expect(200);
        let fees = operator.get("/api/v1/routing/fees").await.expect(200);
        let rules = operator.get("/api/v1/routing/rules").await.expect(200);
        let experiments = operator.get("/api/v1/routing/experiments").await.expect(200);
        json!([settings, fees, rules["data"], experiments["data"]])
    }

    async fn pay(&self, amount: u64, more: &Value) -> Value {
        self.api().pay(&payment(amount, "tok_approved", more)).await
    }

    async fn why(&self, payment: &Value) -> Value {
        let path = format!("/api/v1/payments/{}/routing", string(payment, "id"));
        self.api().get(&path).await.expect(200)
    }
}

fn payment(amount: u64, token: &str, more: &Value) -> Value {
    let mut body = json!({
        "amount": amount, "currency": "EUR", "payment_method": { "type": "card", "token": token },
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body
}

fn candidate<'a>(decision: &'a Value, gateway: &str) -> &'a Value {
    let mut all = decision["candidates"].as_array().unwrap().iter();
    all.find(|candidate| candidate["gateway"] == gateway).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_pass_four_eyes_and_payments_follow_and_say_so() {
    let mut desk = Desk::new().await;
    let (author, other) = (desk.author.clone(), desk.other.clone());
    assert_eq!(desk.api().get("/api/v1/routing").await.status, 403);
    assert!(
        desk.refused(&desk.shop, &["routing", "show"])
            .contains("[scope_missing]")
    );
    desk.ok(&author, &["routing", "four-eyes", "on"]);
    desk.write("good.rules", RULES);
    desk.write(
        "bad.rules",
        "// no\nrule \"x\" when amount > 10 then prefer nowhere\n",
    );
    let before = desk.settings().await;
    for words in [
        &["routing", "rules", "check", "bad.rules"][..],
        &["routing", "rules", "propose", "bad.rules"],
        &[
            "routing",
            "try",
            "--amount",
            "10",
            "--currency",
            "EUR",
            "--rules",
            "bad.rules",
        ],
    ] {
        let shown = desk.refused(&author, words);
        for part in [
            "[routing_rules_invalid]",
            "--> bad.rules:2:",
            "2 | rule \"x\"",
            "nowhere",
            "^",
        ] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
    }
    assert_eq!(desk.settings().await, before, "nothing is half applied");

    assert!(
        desk.rules(&["check", "good.rules"])
            .contains("2 rules, no mistakes")
    );
    let tried = desk.ok(
        &author,
        &[
            "routing",
            "try",
            "--amount",
            "49.90",
            "--currency",
            "EUR",
            "--rules",
            "good.rules",
        ],
    );
    assert!(
        tried.starts_with("west\n") && tried.contains("rules on trial"),
        "{tried}"
    );
    assert_eq!(desk.settings().await, before, "what is tried is not kept");
    assert!(
        desk.rules(&["propose", "good.rules"])
            .contains("version 1 is proposed")
    );
    for (key, what, code) in [
        (&author, "activate", "routing_rules_not_approved"),
        (&author, "approve", "routing_rules_need_four_eyes"),
    ] {
        let shown = desk.refused(key, &["routing", "rules", what, "1"]);
        assert!(shown.contains(code), "{shown}");
    }
    desk.ok(&other, &["routing", "rules", "approve", "1"]);
    assert!(desk.rules(&["activate", "1"]).contains("version 1 is active"));
    assert!(desk.rules(&["show"]).contains("rule \"large\""));
    assert!(desk.rules(&["list"]).contains("active"));

    let large = desk.pay(4_990, &json!({ "customer": "anna" })).await;
    assert_eq!(string(&large, "gateway"), "west");
    let shown = desk.ok(&desk.shop, &["payments", "explain", string(&large, "id")]);
    for part in [
        "49.90 EUR",
        "attempt 1: west, approved",
        "by rules 1 (\"large\", \"not south\" held), strategy 0, fees 0",
        "south: excluded by the rule \"not south\"",
        "2.00 EUR",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let why = desk.why(&large).await;
    assert_eq!(
        json(&desk.ok(
            &desk.shop,
            &["payments", "explain", string(&large, "id"), "--json"]
        )),
        why
    );
    let decision = &why["attempts"][0]["decision"];
    assert_eq!(candidate(decision, "west")["preference"], 0);
    assert_eq!(candidate(decision, "south")["rule"], 1);
    assert_eq!(
        string(&desk.pay(100, &json!({})).await, "gateway"),
        "north",
        "the cheapest of the others"
    );

    desk.write("second.rules", "rule \"all\" then choose south\n");
    desk.rules(&["propose", "second.rules"]);
    desk.ok(&other, &["routing", "rules", "approve", "2"]);
    desk.rules(&["activate", "2"]);
    assert_eq!(string(&desk.pay(4_990, &json!({})).await, "gateway"), "south");
    desk.rules(&["roll-back"]);
    assert_eq!(string(&desk.pay(4_990, &json!({})).await, "gateway"), "west");

    let settings = desk.settings().await;
    desk.node.kill_9();
    desk.node.restart().await;
    assert_eq!(desk.settings().await, settings, "every setting outlasts kill -9");
    assert_eq!(
        desk.why(&large).await,
        why,
        "and so does why an old payment went there"
    );
    assert_eq!(string(&desk.pay(4_990, &json!({})).await, "gateway"), "west");
    let health = desk.ok(&desk.shop, &["gateways"]);
    assert!(health.contains("west") && health.contains("closed"), "{health}");
    desk.node.terminate().await;
}

const FEES: &str = "\
[[schedule]]
gateway = \"north\"

[[schedule.line]]
currency = \"EUR\"
markup = { basis_points = \"700\" }
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_are_taken_whole_or_not_at_all_and_mistakes_have_a_place() {
    let mut desk = Desk::new().await;
    let author = desk.author.clone();
    let before = desk.settings().await;
    for (kind, wrong, parts) in [
        (
            "fees",
            FEES.replace("700", "7000000"),
            ["wrong.toml:6:", "schedule[0].line[0].markup.basis_points"],
        ),
        (
            "fees",
            FEES.replace("north", "nowhere"),
            ["wrong.toml:2:", "schedule[0].gateway"],
        ),
        ("fees", format!("{FEES}colour = 1\n"), ["wrong.toml:", "colour"]),
        ("fees", "[[schedule]\n".to_owned(), ["line 1", "wrong.toml"]),
        (
            "strategy",
            "order = \"split\"\nsplit = { nowhere = 1 }\n".to_owned(),
            ["wrong.toml:2:", "split.nowhere"],
        ),
        ("strategy", "success = \"luck\"\n".to_owned(), ["line 1", "luck"]),
        (
            "strategy",
            "weights = { success = 0, cost = 0, latency = 0 }\n".to_owned(),
            ["wrong.toml:1:", "weights"],
        ),
        (
            "resilience",
            "open_for_ms = 1000\nwindow_calls = 0\n".to_owned(),
            ["wrong.toml:2:", "window_calls"],
        ),
        (
            "experiments",
            "name = \"x\"\nshare_basis_points = 0\nsample = 100\n[strategy]\norder = \"priority\"\n"
                .to_owned(),
            ["wrong.toml:2:", "share_basis_points"],
        ),
        (
            "experiments",
            "name = \"x\"\nshare_basis_points = 10\nsample = 100\nrules = 7\n".to_owned(),
            ["wrong.toml:4:", "rules"],
        ),
        (
            "experiments",
            "name = \"x\"\nshare_basis_points = 10\nsample = \"many\"\n".to_owned(),
            ["wrong.toml:3:", "sample"],
        ),
    ] {
        desk.write("wrong.toml", &wrong);
        let what = if kind == "experiments" { "start" } else { "set" };
        let shown = desk.refused(&author, &["routing", kind, what, "wrong.toml"]);
        for part in parts {
            assert!(shown.contains(part), "{kind}: {part}: {shown}");
        }
        assert_eq!(desk.settings().await, before, "nothing is half applied: {shown}");
    }
    assert_eq!(string(&desk.pay(4_990, &json!({})).await, "gateway"), "north");
    desk.write("fees.toml", FEES);
    assert!(
        desk.ok(&author, &["routing", "fees", "set", "fees.toml"])
            .contains("fees version 1")
    );
    let shown = desk.ok(&author, &["routing", "fees", "show"]);
    assert!(shown.contains("markup = { basis_points = \"700\" }"), "{shown}");
    desk.write("shown.toml", &shown);
    let fees = desk.settings().await[1].clone();
    desk.ok(&author, &["routing", "fees", "set", "shown.toml"]);
    assert_eq!(desk.settings().await[1], fees, "what is shown can be set");
    let dear = desk.pay(4_990, &json!({})).await;
    assert_eq!(string(&dear, "gateway"), "south", "north has become dear");
    let why = desk.why(&dear).await;
    let decision = &why["attempts"][0]["decision"];
    let north = candidate(decision, "north");
    assert_eq!(
        (&north["fee"], &north["fee_parts"]["markup"]),
        (&json!(349), &json!(349)),
        "half up"
    );
    assert_eq!(decision["fees_version"], 1, "nothing changed by setting the same");
    desk.write("resilience.toml", "failures_in_a_row = 3\nprediction = false\n");
    desk.ok(&author, &["routing", "resilience", "set", "resilience.toml"]);
    assert!(
        desk.ok(&author, &["routing", "resilience", "show"])
            .contains("failures_in_a_row")
    );
    desk.write("strategy.toml", "order = \"priority\"\nsuccess = \"recent\"\n");
    desk.ok(&author, &["routing", "strategy", "set", "strategy.toml"]);
    assert!(
        desk.ok(&author, &["routing", "strategy", "show"])
            .contains("priority")
    );

    desk.write("west.rules", "rule \"all\" then choose west\n");
    for words in [&["propose", "west.rules"][..], &["approve", "1"]] {
        desk.rules(words);
    }
    desk.write(
        "experiment.toml",
        "name = \"west\"\nshare_basis_points = 10000\nsample = 100\nrules = 1\n",
    );
    desk.ok(&author, &["routing", "experiments", "start", "experiment.toml"]);
    let again = desk.refused(&author, &["routing", "experiments", "start", "experiment.toml"]);
    assert!(again.contains("[routing_experiment_"), "{again}");
    let side = async |customer: u32| {
        let paid = desk
            .pay(500, &json!({ "customer": format!("customer {customer}") }))
            .await;
        let side = desk.why(&paid).await["attempts"][0]["decision"]["experiment"]["side"].clone();
        assert_eq!(paid["gateway"] == "west", side == "trial", "{paid}");
        side.as_str().unwrap().to_owned()
    };
    let mut first = Vec::new();
    for customer in 0..12 {
        first.push(side(customer).await);
    }
    assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), 2, "{first:?}");
    let settings = desk.settings().await;
    let stored = settings.to_string();
    desk.node.kill_9();
    desk.node.restart().await;
    let kept = desk.settings().await;
    for part in [
        "/0/strategy",
        "/0/resilience",
        "/0/fees_version",
        "/1",
        "/2",
        "/3/0/name",
    ] {
        assert_eq!(kept.pointer(part), settings.pointer(part), "{part}: {stored}");
    }
    let side = async |customer: u32| {
        let paid = desk
            .pay(500, &json!({ "customer": format!("customer {customer}") }))
            .await;
        desk.why(&paid).await["attempts"][0]["decision"]["experiment"]["side"].clone()
    };
    for (customer, first) in (0..12).zip(&first) {
        assert_eq!(side(customer).await, **first, "a customer stays on a side");
    }
    assert!(
        desk.ok(&author, &["routing", "experiments", "list"])
            .contains("running")
    );
    assert!(
        desk.ok(&author, &["routing", "experiments", "stop", "west"])
            .contains("stopped")
    );
    let over = desk.pay(500, &json!({ "customer": "customer 1" })).await;
    assert_eq!(
        desk.why(&over).await["attempts"][0]["decision"]["experiment"],
        Value::Null
    );
    assert!(desk.ok(&author, &["routing", "show"]).contains("strategy"));
    desk.node.terminate().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn declines_lead_elsewhere_or_to_a_better_moment_and_exports_are_replayed() {
    let mut desk = Desk::new().await;
    let api = desk.api();
    let french = json!({ "card": { "scheme": "visa", "issuer_country": "FR", "bin": "40000250" }, "metadata": { "a": "b" } });
    let saved = api.pay(&payment(4_990, "tok_visa_fr", &french)).await;
    assert_eq!(
        (string(&saved, "status"), string(&saved, "gateway")),
        ("COMPLETED", "south")
    );
    let shown = desk.ok(&desk.shop, &["payments", "explain", string(&saved, "id")]);
    for part in [
        "attempt 1: north, declined (generic_decline)",
        "attempt 2: south, approved",
        "north: it was tried already",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }

    let merchant = json!({ "initiator": "merchant", "retries": { "count": 3, "within_days": 14 } });
    let waiting = api
        .post(
            "/api/v1/payments",
            &payment(700, "tok_insufficient_funds", &merchant),
        )
        .await;
    let waiting = match waiting.status {
        201 | 202 => waiting.body,
        _ => panic!("{waiting:?}"),
    };
    let id = string(&waiting, "id").to_owned();
    let waiting = eventually("a better moment is waited for", async || {
        let now = api.payment(&id).await;
        now["next_try_at"].is_string().then_some(now)
    })
    .await;
    assert_eq!(string(&waiting, "status"), "PROCESSING", "{waiting}");
    desk.node.kill_9();
    desk.node.restart().await;
    assert_eq!(api.payment(&id).await, waiting, "the moment outlasts kill -9");
    let cancelled = api.act(&id, "cancel", &json!({})).await.expect(200);
    assert_eq!(
        (&cancelled["next_try_at"], string(&cancelled, "status")),
        (&Value::Null, "FAILED")
    );
    assert_eq!(string(&cancelled["failure"], "code"), "insufficient_funds");

    for amount in 1..=8 {
        desk.pay(amount * 1_000, &json!({ "customer": "anna", "country": "DE" }))
            .await;
    }
    let waits = api
        .post(
            "/api/v1/payments",
            &payment(700, "tok_insufficient_funds", &merchant),
        )
        .await;
    assert!(waits.status < 300, "{waits:?}");
    let lines = eventually("the list has all payments", async || {
        let lines = desk.ok(&desk.shop, &["payments", "export"]);
        (lines.lines().count() == 11).then_some(lines)
    })
    .await;
    assert!(
        !lines.contains("tok_") && lines.contains("\"scheme\":\"visa\""),
        "{lines}"
    );
    let last = desk.ok(
        &desk.shop,
        &["payments", "export", "--to", "2020-01-01T00:00:00Z"],
    );
    assert_eq!(last, "");
    desk.write("past.jsonl", &lines);
    desk.write("rules", RULES);
    let mut simulate = desk.node.command(&[
        "routing",
        "simulate",
        "--payments",
        "past.jsonl",
        "--rules",
        "rules",
    ]);
    let simulated = simulate
        .arg("--json")
        .current_dir(desk.folder.path())
        .output()
        .unwrap();
    assert!(simulated.status.success(), "{simulated:?}");
    assert!(json(&text(&simulated.stdout))["payments"].as_u64().unwrap() >= 10);
    desk.node.terminate().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_readme_does_what_it_says() {
    let mut node = NodeUnderTest::start("").await;
    let shop = node.tenant_key("shop");
    let key = node.key(&shop.tenant, &["--operate"]);
    let failed_over = payment(4_990, "tok_outage_at_sandbox_a", &json!({}));
    let paid = node.api(&shop).pay(&failed_over).await;
    let root: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned();
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let section = readme
        .split("\n## ")
        .find(|section| section.starts_with("Routing"))
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let past = folder.path().join("past.jsonl");
    let mut commands = 0;
    for line in section
        .lines()
        .filter_map(|line| line.strip_prefix("    bezant "))
    {
        let line = line
            .split(" #")
            .next()
            .unwrap()
            .replace("pay_…", string(&paid, "id"));
        let (line, file) = match line.split_once(" > ") {
            Some((line, _)) => (line.to_owned(), true),
            None => (line, false),
        };
        let line = line.replace("past.jsonl", past.to_str().unwrap());
        let mut words: Vec<&str> = line.split_whitespace().collect();
        let url = node.url();
        if words[0] != "key" && !words.contains(&"simulate") {
            words.extend(["--url", &url]);
        }
        let words: Vec<&str> = words
            .iter()
            .map(|word| if *word == "acme" { "shop" } else { *word })
            .collect();
        let mut command = node.command(&words);
        let output = command
            .current_dir(&root)
            .env("BEZANT_API_KEY", &key.secret)
            .output()
            .unwrap();
        assert!(output.status.success(), "{words:?}: {output:?}");
        if file {
            fs::write(&past, &output.stdout).unwrap();
        }
        commands += 1;
    }
    assert!(commands >= 8, "{section}");
    node.terminate().await;
}
