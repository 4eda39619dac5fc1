//! Reports for auditors and evidence of a running node: what stands in them, what it stands on, and that what was changed is found.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::Output;

use bezant_tests::api::Api;
use bezant_tests::node::{Key, NodeUnderTest, binary, json, string, text};
use bezant_tests::wait::eventually;
use serde_json::{Value, json};

/// The proxy that ends TLS for this node is on the same machine.
const BEHIND_A_PROXY: &str = "[http]\nbehind_tls_proxy = true\n";

fn order() -> Value {
    json!({ "amount": 100, "currency": "EUR", "payment_method": { "type": "card", "token": "tok_approved" } })
}

fn tenant(node: &NodeUnderTest, name: &str) -> String {
    let tenant = json(&node.run_ok(&["tenant", "create", name, "--json"]));
    string(&tenant, "id").to_owned()
}

fn auditor(node: &NodeUnderTest, tenant: &str) -> Key {
    node.key(
        tenant,
        &["--permission", "compliance.read", "--permission", "audit.read"],
    )
}

async fn over_tls(api: &Api, method: &str, path: &str, body: Option<&Value>) -> bezant_tests::api::Answer {
    let call = api.call(method, path).header("x-forwarded-proto", "https");
    match body {
        Some(body) => call.json(body).send().await,
        None => call.send().await,
    }
}

fn figure(report: &Value, name: &str) -> u64 {
    let figures = report["figures"].as_array().unwrap();
    let found = figures.iter().find(|figure| figure["name"] == name).unwrap();
    found["value"].as_u64().unwrap()
}

fn rows<'a>(report: &'a Value, name: &str) -> &'a Vec<Value> {
    let tables = report["tables"].as_array().unwrap();
    let found = tables.iter().find(|table| table["name"] == name).unwrap();
    found["rows"].as_array().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_reached_health_data_is_reported_and_counted() {
    let mut node = NodeUnderTest::start(BEHIND_A_PROXY).await;
    let clinic = tenant(&node, "clinic");
    node.run_ok(&["tenant", "set", &clinic, "--phi", "on"]);
    let nurse = node.key(&clinic, &["--pci", "--hipaa"]);
    let stranger = node.key(&clinic, &["--pci"]);
    let clerk = node.key(&clinic, &["--permission", "webhooks.read", "--hipaa"]);
    let auditor = node.api(&auditor(&node, &clinic));

    let made = over_tls(&node.api(&nurse), "POST", "/api/v1/payments", Some(&order())).await;
    let payment = string(&made.expect(201), "id").to_owned();
    let path = format!("/api/v1/payments/{payment}");
    over_tls(&node.api(&nurse), "GET", &path, None).await.expect(200);
    // By the policy, and by a permission that is missing.
    over_tls(&node.api(&stranger), "GET", &path, None)
        .await
        .expect(403);
    over_tls(&node.api(&clerk), "GET", &path, None).await.expect(403);

    let metrics = reqwest::get(format!("{}/metrics", node.url()))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let counted = |authorized: &str| -> u64 {
        let label = format!("authorized=\"{authorized}\"");
        let lines = metrics
            .lines()
            .filter(|line| line.starts_with("hipaa_data_access_total{"));
        let wanted = lines.filter(|line| line.contains(&label) && line.contains("data_type=\"payments\""));
        wanted
            .map(|line| line.rsplit(' ').next().unwrap().parse::<u64>().unwrap())
            .sum()
    };
    assert_eq!((counted("true"), counted("false")), (2, 1), "{metrics}");
    for key in [&nurse, &stranger] {
        assert!(
            !metrics.contains(&key.id),
            "a user stands in the metrics by a pseudonym"
        );
    }

    const REPORT: &str = "/api/v1/compliance/health-access";
    let report = auditor.get(REPORT).await.expect(200);
    assert_eq!(
        (figure(&report, "allowed"), figure(&report, "refused")),
        (2, 2),
        "{report}"
    );
    let accesses = rows(&report, "accesses");
    let said: Vec<(&str, &str)> = accesses
        .iter()
        .map(|row| (string(row, "principal"), string(row, "outcome")))
        .collect();
    let (nurse_id, stranger_id, clerk_id) = (nurse.id.as_str(), stranger.id.as_str(), clerk.id.as_str());
    assert_eq!(
        said,
        [
            (nurse_id, "done"),
            (nurse_id, "done"),
            (stranger_id, "denied"),
            (clerk_id, "denied")
        ]
    );
    assert_eq!(accesses[1]["resources"], format!("id={payment}"));

    // What a row stands on is what the trail proves.
    for row in accesses {
        let position = row["trail_positions"][0][0].as_u64().unwrap();
        assert!(position <= report["source"]["trail"]["position"].as_u64().unwrap());
        let proved = auditor
            .get(&format!("/api/v1/audit/{position}"))
            .await
            .expect(200);
        assert_eq!(proved["record"]["principal"], row["principal"]);
        assert_eq!(proved["record"]["data_class"], "health");
    }

    let csv = auditor
        .call("GET", &format!("{REPORT}?format=csv&table=principals"))
        .stream()
        .await;
    assert_eq!(csv.headers()["content-type"], "text/csv; charset=utf-8");
    let csv = csv.text().await.unwrap();
    assert!(csv.starts_with("\"principal\",\"allowed\",\"refused\","), "{csv}");
    assert!(csv.contains(&format!("\"{}\",\"2\",\"0\"", nurse.id)), "{csv}");
    let pdf = auditor
        .call("GET", &format!("{REPORT}?format=pdf"))
        .stream()
        .await;
    assert_eq!(pdf.headers()["content-type"], "application/pdf");
    let pdf = pdf.bytes().await.unwrap();
    assert!(pdf.starts_with(b"%PDF-1.") && pdf.trim_ascii_end().ends_with(b"%%EOF"));

    // A span of before has nothing; another tenant sees nothing of it; a key without the permission sees no report.
    let before = auditor
        .get(&format!("{REPORT}?to=2020-01-01T00:00:00Z"))
        .await
        .expect(200);
    assert_eq!(figure(&before, "allowed"), 0);
    let shop = tenant(&node, "shop");
    let other = node
        .api(&self::auditor(&node, &shop))
        .get(REPORT)
        .await
        .expect(200);
    assert_eq!(figure(&other, "allowed") + figure(&other, "refused"), 0);
    let refused = node.api(&stranger).get(REPORT).await;
    assert_eq!(refused.code(), "permission_missing");
    let wrong = auditor.get(&format!("{REPORT}?format=csv&table=nothing")).await;
    assert_eq!(wrong.paths(), ["table"]);
    node.terminate().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_are_reported_with_who_stands_behind_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut node = NodeUnderTest::start("").await;
    let shop = tenant(&node, "shop");
    let (author, second) = (node.key(&shop, &["--operate"]), node.key(&shop, &["--operate"]));
    let [first, other] = [node.api(&author), node.api(&second)];
    let clerk = node.key(&shop, &[]);
    let webhooks = node.api(&clerk);
    let gateways = webhooks.get("/api/v1/gateways").await.expect(200);
    let gateway = string(&gateways["data"][0], "name");
    let rules = format!("rule \"large\" when amount >= EUR 40.00 then prefer {gateway}\n");
    let proposed = first
        .post("/api/v1/routing/rules", &json!({ "source": rules }))
        .await
        .expect(201);
    let version = proposed["version"].as_u64().unwrap();
    other
        .post(&format!("/api/v1/routing/rules/{version}/approve"), &json!({}))
        .await
        .expect(200);
    first
        .post(&format!("/api/v1/routing/rules/{version}/activate"), &json!({}))
        .await
        .expect(200);
    let endpoint = json!({ "url": "https://hooks.example/secret-path", "events": ["payment.*"] });
    webhooks
        .post("/api/v1/webhook-endpoints", &endpoint)
        .await
        .expect(201);
    let user = json(&node.run_ok(&[
        "user",
        "create",
        "--tenant",
        &shop,
        "--name",
        "Ada",
        "--email",
        "ada@example.com",
        "--role",
        "admin",
        "--json",
    ]));

    let made = |words: &[&str]| node.run_ok(&[&["compliance", "report", "changes"], words].concat());
    let has = |report: &Value, event: &str| rows(report, "changes").iter().any(|row| row["event"] == event);
    // What belongs to the node is in the node's report, which the machine makes.
    let of_node = eventually("all changes are in the trail", async || {
        let report = json(&made(&[]));
        let all = [
            "routing_rules.activated",
            "webhook_endpoint.created",
            "role.assigned",
        ];
        all.into_iter().all(|event| has(&report, event)).then_some(report)
    })
    .await;
    assert!(of_node["tenant"].is_null());
    let found = rows(&of_node, "changes")
        .iter()
        .find(|row| row["event"] == "routing_rules.activated");
    let activated = found.unwrap();
    assert_eq!(activated["four_eyes"], "approved", "{activated}");
    assert_eq!(
        (string(activated, "by"), string(activated, "approved_by")),
        (&*author.id, &*second.id)
    );
    assert_eq!(activated["new"], json!(version.to_string()));
    let (approval, proof) = (
        activated["approved_at_position"].to_string(),
        folder.path().join("proof.json"),
    );
    let proof = proof.to_str().unwrap();
    node.run_ok(&["audit", "prove", "--position", &approval, "--out", proof]);
    let proved = json(&fs::read_to_string(proof).unwrap());
    assert_eq!(
        proved["record"]["change"]["events"][0]["event"],
        "routing_rules.approved"
    );
    assert_eq!(proved["record"]["principal"], json!(second.id));

    let auditor = node.api(&auditor(&node, &shop));
    let report = auditor.get("/api/v1/compliance/changes").await.expect(200);
    assert!(!has(&report, "routing_rules.activated"), "it is no tenant's");
    let changes = rows(&report, "changes");
    let of = |event: &str| changes.iter().find(|row| row["event"] == event).unwrap();
    let given = of("role.assigned");
    assert_eq!(
        (&given["by"], &given["four_eyes"], &given["id"]),
        (&json!("node"), &json!("without"), &user["id"])
    );
    // An event of an endpoint does not say who made it: the request does.
    assert_eq!(of("webhook_endpoint.created")["by"], json!(clerk.id));
    let whole = report.to_string();
    for secret in ["secret-path", "ada@example.com", "Ada"] {
        assert!(!whole.contains(secret), "{secret} is in the report");
    }
    assert!(figure(&of_node, "approved") >= 1 && figure(&report, "without") >= 1);

    // The same from the machine, over one tenant, and in each form.
    let of_shop = json(&made(&["--tenant", "shop"]));
    assert!(rows(&of_shop, "changes").contains(given));
    let csv = made(&["--format", "csv", "--table", "kinds"]);
    assert!(csv.starts_with("\"kind\",\"changes\",\"approved\","), "{csv}");
    let pdf = folder.path().join("changes.pdf");
    made(&["--format", "pdf", "--out", pdf.to_str().unwrap()]);
    assert!(fs::read(&pdf).unwrap().starts_with(b"%PDF-1."));
    node.terminate().await;
    let stopped = node.run(&["compliance", "report", "changes"]);
    assert!(!stopped.status.success() && text(&stopped.stderr).contains("no node runs"));
}

fn checked(folder: &Path, key: &str) -> Output {
    let mut command = binary();
    command.args([
        "compliance",
        "check",
        folder.to_str().unwrap(),
        "--public-key",
        key,
    ]);
    command.current_dir(std::env::temp_dir()).output().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn evidence_is_gathered_signed_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    let mut node = NodeUnderTest::start("").await;
    let api = node.tenant("shop");
    api.pay(&order()).await;
    let key = node.run_ok(&["log", "public-key"]).trim().to_owned();
    let gathered = |name: &str| {
        let out = folder.path().join(name);
        node.run_ok(&["compliance", "evidence", "--out", out.to_str().unwrap()]);
        out
    };
    let item =
        |folder: &Path, kind: &str| json(&fs::read_to_string(folder.join(format!("{kind}.json"))).unwrap());

    let first = gathered("first");
    let accepted = checked(&first, &key);
    assert!(accepted.status.success(), "{}", text(&accepted.stderr));
    let trail = item(&first, "audit_trail");
    assert_eq!(trail["status"], "met");
    assert!(trail["seen"]["records"].as_u64().unwrap() > 0, "{trail}");
    // As a node begins: keys that never expire, and the root key in the clear.
    for (kind, status) in [
        ("root_key", "not_met"),
        ("key_expiry", "not_met"),
        ("second_factors", "not_met"),
        ("data_keys", "met"),
        ("card_violations", "met"),
        ("audit_completeness", "met"),
        ("access_policy", "met"),
        ("listeners", "not_bezants_to_say"),
        ("roles", "not_bezants_to_say"),
    ] {
        assert_eq!(item(&first, kind)["status"], status, "{}", item(&first, kind));
    }
    assert!(
        fs::read(first.join("summary.pdf"))
            .unwrap()
            .starts_with(b"%PDF-1.")
    );
    // What a node was asked for against the rules for cards shows.
    let number = json!({
        "amount": 100, "currency": "EUR", "reference": "4111111111111111",
        "payment_method": { "type": "card", "token": "tok_approved" },
    });
    assert_eq!(api.post("/api/v1/payments", &number).await.status, 422);
    let second = gathered("second");
    assert_eq!(item(&second, "card_violations")["status"], "not_met");

    // Nothing is written over other evidence.
    let over = node.run(&["compliance", "evidence", "--out", first.to_str().unwrap()]);
    assert!(!over.status.success() && text(&over.stderr).contains("not empty"));

    let refused = |folder: &Path, key: &str, expected: &str| {
        let output = checked(folder, key);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(
            text(&output.stderr).contains(expected),
            "{}",
            text(&output.stderr)
        );
    };
    let root_key = first.join("root_key.json");
    let whole = fs::read_to_string(&root_key).unwrap();
    fs::write(&root_key, whole.replace("\"not_met\"", "\"met\"")).unwrap();
    refused(&first, &key, "root_key.json: it is not as it was signed");
    fs::write(&root_key, &whole).unwrap();
    assert!(checked(&first, &key).status.success());
    fs::remove_file(first.join("roles.json")).unwrap();
    fs::write(first.join("more.json"), "{}").unwrap();
    refused(&first, &key, "roles.json: it is missing");
    refused(&first, &key, "more.json: it does not belong to the evidence");
    refused(&second, &"00".repeat(32), "not signed by this key");

    node.terminate().await;
}

#[test]
fn the_map_of_controls_needs_no_node() {
    let run = |words: &[&str]| {
        let output = binary()
            .args(["compliance", "controls"])
            .args(words)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        text(&output.stdout)
    };
    let controls = json(&run(&["--json"]));
    let controls = controls.as_array().unwrap();
    assert!(controls.len() >= 30, "{}", controls.len());
    assert!(
        controls
            .iter()
            .all(|control| !string(control, "operator").is_empty())
    );
    let table = run(&[]);
    assert_eq!(table.lines().count(), controls.len() + 2, "{table}");
}
