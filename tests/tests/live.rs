//! Events over a WebSocket from the real binary, by a client that others wrote.

use bezant_tests::node::NodeUnderTest;
use bezant_tests::scripts::script;

#[tokio::test]
async fn a_client_from_npm_watches_and_goes_on_after_a_kill() {
    let mut node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let watch = async |node: &NodeUnderTest, after: &str| {
        let url = node.url();
        let variables = [
            ("BEZANT_URL", &*url),
            ("BEZANT_KEY", &*key.secret),
            ("BEZANT_AFTER", after),
        ];
        let seen = script(node, "live_events.mjs", &variables).await;
        serde_json::from_str::<Vec<String>>(&seen).expect("the ids of what it has seen")
    };
    let before = watch(&node, "").await;
    assert_eq!(before.len(), 5);
    node.kill_9();
    node.restart().await;
    let after = watch(&node, &before[1]).await;
    assert_eq!((&after[..3], after.len()), (&before[2..], 4));
    node.terminate().await;
}
