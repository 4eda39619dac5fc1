//! The pages in a real browser, with an authenticator that its debugger plays. Where there is no browser nothing is looked at;
//! `./x` brings one.

use std::process::Stdio;

use super::sign_in_people::{PASSWORD, Person};
use super::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_registers_a_passkey_and_signs_in_with_it() {
    let Some(folder) = std::env::var_os("BEZANT_TEST_NODE") else {
        return;
    };
    let world = World::new().await;
    Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = tokio::spawn(crate::serve(
        world.edge.clone(),
        listener,
        Default::default(),
        std::future::pending(),
    ));
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/node/sign_in.mjs");
    let mut browser = std::process::Command::new("node");
    browser
        .arg(script)
        .env("BEZANT_TEST_NODE", folder)
        .env("BEZANT_URL", format!("http://localhost:{port}"))
        .env("BEZANT_PASSWORD", PASSWORD)
        .stdin(Stdio::null());
    // The script ends itself where the browser hangs.
    let output = tokio::task::spawn_blocking(move || browser.output())
        .await
        .unwrap()
        .unwrap();
    serving.abort();
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && text.contains("signed in by passkey"),
        "{text}\n{errors}"
    );
}
