//! A node with three gateways, a shop and two operators, and its command line.

use std::fs;
use std::process::Output;

use bezant_tests::api::Api;
use bezant_tests::node::{Key, NodeUnderTest, string, text};
use serde_json::{Value, json};

/// Cheap and choosy, middling, dear.
pub(crate) const GATEWAYS: &str = "\
[payments]\nretry_base_ms = 1\nretry_cap_ms = 5\n\
[[gateways]]\nname = \"north\"\nconnector = \"sandbox\"\nfee_basis_points = 50\n\
[[gateways.sandbox.approval]]\nrate_basis_points = 0\nwhen = { issuer_countries = [\"FR\"] }\n\
[[gateways.sandbox.approval]]\nrate_basis_points = 10000\n\
[[gateways]]\nname = \"south\"\nconnector = \"sandbox\"\nfee_basis_points = 200\n\
[[gateways]]\nname = \"west\"\nconnector = \"sandbox\"\nfee_basis_points = 400\n";

pub(crate) const RULES: &str = "\
rule \"large\" when amount >= EUR 40.00 then prefer west
rule \"not south\" when currency = EUR then exclude south
";

pub(crate) struct Desk {
    pub(crate) node: NodeUnderTest,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) shop: Key,
    pub(crate) author: Key,
    pub(crate) other: Key,
}

impl Desk {
    pub(crate) async fn new() -> Desk {
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

    pub(crate) fn api(&self) -> Api {
        self.node.api(&self.shop)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    pub(crate) fn run(&self, key: &Key, words: &[&str]) -> Output {
        let mut command = self.node.command(words);
        command
            .args(["--url", &self.node.url()])
            .env("BEZANT_API_KEY", &key.secret)
            .current_dir(self.folder.path());
        command.output().unwrap()
    }

    pub(crate) fn ok(&self, key: &Key, words: &[&str]) -> String {
        let output = self.run(key, words);
        assert!(output.status.success(), "{words:?}: {output:?}");
        text(&output.stdout)
    }

    pub(crate) fn refused(&self, key: &Key, words: &[&str]) -> String {
        let output = self.run(key, words);
        // 3 where the key may not.
        assert!(
            matches!(output.status.code(), Some(1 | 3)),
            "{words:?}: {output:?}"
        );
        assert!(output.stdout.is_empty(), "{output:?}");
        text(&output.stderr)
    }

    pub(crate) fn rules(&self, words: &[&str]) -> String {
        self.ok(&self.author, &[&["routing", "rules"], words].concat())
    }

    pub(crate) async fn settings(&self) -> Value {
        let operator = self.node.api(&self.author);
        let settings = operator.get("/api/v1/routing").await.expect(200);
        let fees = operator.get("/api/v1/routing/fees").await.expect(200);
        let rules = operator.get("/api/v1/routing/rules").await.expect(200);
        let experiments = operator.get("/api/v1/routing/experiments").await.expect(200);
        json!([settings, fees, rules["data"], experiments["data"]])
    }

    pub(crate) async fn pay(&self, amount: u64, more: &Value) -> Value {
        self.api().pay(&payment(amount, "tok_approved", more)).await
    }

    pub(crate) async fn why(&self, payment: &Value) -> Value {
        let path = format!("/api/v1/payments/{}/routing", string(payment, "id"));
        self.api().get(&path).await.expect(200)
    }
}

pub(crate) fn payment(amount: u64, token: &str, more: &Value) -> Value {
    let mut body = json!({
        "amount": amount, "currency": "EUR", "payment_method": { "type": "card", "token": token },
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body
}

pub(crate) fn candidate<'a>(decision: &'a Value, gateway: &str) -> &'a Value {
    let mut all = decision["candidates"].as_array().unwrap().iter();
    all.find(|candidate| candidate["gateway"] == gateway).unwrap()
}
