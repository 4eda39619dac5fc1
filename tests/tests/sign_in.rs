//! Signing in at the real binary, in a real browser with an authenticator that its debugger plays.

use bezant_tests::browser::{Browser, PASSWORD, user};
use bezant_tests::node::{NodeUnderTest, free_port};
use bezant_tests::scripts::script;
use serde_json::json;

#[tokio::test]
async fn a_browser_registers_a_passkey_and_signs_in_with_it() {
    let mut node = NodeUnderTest::start("").await;
    node.run_ok(&["tenant", "create", "acme"]);
    user(&node, "acme", "ann@example.com", "Ann", "viewer").await;
    // Browsers make passkeys for this machine by its name, not by its number.
    let site = node.url().replace("127.0.0.1", "localhost");
    let seen = script(
        &node,
        "sign_in.mjs",
        &[("BEZANT_URL", &site), ("BEZANT_PASSWORD", PASSWORD)],
    )
    .await;
    assert!(seen.contains("signed in by passkey"), "{seen}");
    // Neither the log of the node nor that of its decisions says who somebody is or what they know.
    let said = node.output();
    assert!(
        !said.contains("ann@example.com") && !said.contains(PASSWORD),
        "{said}"
    );
    node.terminate().await;
}

#[tokio::test]
async fn a_session_outlives_the_node_and_ends_when_it_is_left() {
    let mut node = NodeUnderTest::new(&format!("[http]\nlisten = '127.0.0.1:{}'\n", free_port()));
    node.restart().await;
    node.run_ok(&["tenant", "create", "acme"]);
    let id = user(&node, "acme", "ann@example.com", "Ann", "viewer").await;
    let mut browser = Browser::at(&node.url());
    let wrong = browser
        .sign_in("acme", "ann@example.com", "not this one at all")
        .await;
    let nobody = browser
        .sign_in("acme", "bob@example.com", "not this one at all")
        .await;
    assert_eq!((wrong.status, wrong.code()), (nobody.status, nobody.code()));
    assert_eq!(wrong.status, 401, "{wrong:?}");
    let entered = browser.sign_in("acme", "ann@example.com", PASSWORD).await;
    assert_eq!(entered.expect(200)["status"], "signed_in");
    assert_eq!(browser.get("/api/v1/me").await.expect(200)["id"], json!(id));

    node.kill_9();
    node.restart().await;
    assert_eq!(browser.get("/api/v1/payments").await.status, 200);
    // What a viewer may not do stays so, and suspending counts at once.
    let refused = browser
        .call("POST", "/api/v1/webhook-endpoints", &json!({}))
        .await;
    assert_eq!(refused.status, 403, "{refused:?}");
    node.run_ok(&["user", "suspend", &id]);
    let suspended = browser.get("/api/v1/payments").await;
    assert!(matches!(suspended.status, 401 | 403), "{suspended:?}");
    node.terminate().await;
}
