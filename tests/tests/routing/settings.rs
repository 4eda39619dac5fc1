//! Fees, strategy, resilience, experiments: taken whole or not at all, and kept.

use std::collections::BTreeSet;

use bezant_tests::node::string;
use serde_json::{Value, json};

use crate::desk::{Desk, candidate};

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
