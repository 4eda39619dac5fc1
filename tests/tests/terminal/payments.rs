//! `bezant payments`: the life of payments, and exit codes by what helps.

use bezant_tests::node::{NodeUnderTest, free_port, json, string, text};
use bezant_tests::wait::eventually;

use super::Terminal;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_is_reserved_taken_in_part_and_given_back() {
    let node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let terminal = Terminal {
        node: &node,
        key: &key,
    };
    let words = [
        "payments",
        "create",
        "49.90",
        "EUR",
        "--token",
        "tok_approved",
        "--reference",
        "order-1",
        "--metadata",
        "channel=phone",
        "--manual-capture",
    ];
    let reserved = json(&terminal.ok(&[&words[..], &["--json"]].concat()));
    assert_eq!(
        (&reserved["status"], &reserved["amount"]),
        (&"AUTHORIZED".into(), &4990.into())
    );
    assert_eq!(reserved["metadata"]["channel"], "phone");
    let id = string(&reserved, "id");

    let taken = terminal.ok(&["payments", "capture", id, "--amount", "20.00"]);
    assert!(
        taken.contains("20.00 EUR") && taken.contains("COMPLETED"),
        "{taken}"
    );
    let refund = json(&terminal.ok(&["payments", "refund", id, "5", "--reason", "late", "--json"]));
    assert_eq!(
        (&refund["status"], &refund["amount"], &refund["reason"]),
        (&"REFUNDED".into(), &500.into(), &"late".into())
    );
    let shown = terminal.ok(&["payments", "get", id]);
    for part in [
        id,
        "PARTIALLY_REFUNDED",
        "order-1",
        "attempts",
        "approved",
        "refunds",
        "5.00 EUR",
    ] {
        assert!(shown.contains(part), "'{part}' is missing: {shown}");
    }

    // Lists and histories follow the log.
    eventually("the list has it", async || {
        let listed = terminal.ok(&["payments", "list", "--reference", "order-1"]);
        let row = listed.lines().find(|line| line.contains(id)).map(str::to_owned);
        row.filter(|row| row.contains("PARTIALLY_REFUNDED") && row.contains("49.90 EUR"))
    })
    .await;
    eventually("the history has it", async || {
        let history = terminal.ok(&["payments", "events", id]);
        let kinds = [
            "payment.created",
            "payment.authorized",
            "payment.captured",
            "refund.succeeded",
        ];
        let found: Vec<usize> = kinds.iter().filter_map(|kind| history.find(kind)).collect();
        (found.len() == kinds.len() && found.is_sorted()).then_some(())
    })
    .await;
    assert_eq!(
        terminal.ok(&["payments", "list", "--reference", "nothing"]),
        "nothing\n"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn payments_are_cancelled_confirmed_and_made_once_under_a_key() {
    let node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let terminal = Terminal {
        node: &node,
        key: &key,
    };
    let create = |more: &[&str]| {
        let words = [
            "payments",
            "create",
            "10",
            "EUR",
            "--token",
            "tok_approved",
            "--json",
        ];
        json(&terminal.ok(&[&words[..], more].concat()))
    };
    let noted = create(&["--no-confirm"]);
    assert_eq!(noted["status"], "INITIATED");
    let confirmed = terminal.ok(&["payments", "confirm", string(&noted, "id")]);
    assert!(confirmed.contains("COMPLETED"), "{confirmed}");

    let reserved = create(&["--manual-capture"]);
    let cancelled = terminal.ok(&[
        "payments",
        "cancel",
        string(&reserved, "id"),
        "--reason",
        "sold out",
    ]);
    assert!(cancelled.contains("CANCELLED"), "{cancelled}");

    let once = create(&["--idempotency-key", "order-7"]);
    let again = create(&["--idempotency-key", "order-7"]);
    assert_eq!(once["id"], again["id"]);
    let each = create(&[]);
    assert_ne!(once["id"], each["id"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn exit_codes_say_what_helps() {
    let mut node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let terminal = Terminal {
        node: &node,
        key: &key,
    };

    let declined = [
        "payments",
        "create",
        "10",
        "EUR",
        "--token",
        "tok_insufficient_funds",
    ];
    let output = terminal.run(&declined);
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    assert!(text(&output.stdout).contains("FAILED"), "{output:?}");
    assert!(text(&output.stderr).contains("insufficient_funds"), "{output:?}");

    let unknown = terminal.ends_with(1, &["payments", "get", "pay_01h455vb4pex5vsknk084sn02q"]);
    assert!(
        unknown.contains("[payment_not_found]") && unknown.contains("correlation id: "),
        "{unknown}"
    );
    let page = unknown
        .lines()
        .find_map(|line| line.trim().strip_prefix("about it: "))
        .unwrap();
    let path = page.strip_prefix(&node.url()).unwrap();
    let page = node.api(&key).keyless("GET", path).send().await;
    assert_eq!(page.status, 200, "{page:?}");

    assert!(
        terminal
            .ends_with(1, &["payments", "get", "../gateways"])
            .contains("pay_")
    );
    assert!(
        terminal
            .ends_with(1, &["payments", "create", "0.001", "EUR", "--token", "x"])
            .contains("2 digits")
    );
    terminal.ends_with(2, &["payments", "create", "10"]);
    let refused = terminal.ends_with(3, &["payments", "list", "--key", "bzk_nobody"]);
    assert!(refused.contains("correlation id"), "{refused}");

    // Nobody answers: it may be asked again, and how.
    node.terminate().await;
    let port = free_port();
    let url = format!("http://127.0.0.1:{port}");
    let output = node
        .command(&[
            "payments",
            "create",
            "10",
            "EUR",
            "--token",
            "tok_approved",
            "--url",
            &url,
        ])
        .env("BEZANT_API_KEY", &key.secret)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(4), "{output:?}");
    let said = text(&output.stderr);
    assert!(
        said.contains(&url) && said.contains("--idempotency-key command-"),
        "{said}"
    );
}
