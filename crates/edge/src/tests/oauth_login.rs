//! A client that others wrote logs a person in through a real browser. Where there is no browser nothing is looked at; `./x`
//! brings one.

use std::process::Stdio;

use bezant_identity::oauth::ClientKind;

use super::oauth_clients::{Registered, SCOPES, terms};
use super::sign_in_people::{PASSWORD, Person};
use super::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn openid_client_logs_in_refreshes_lets_a_device_in_and_logs_out() {
    let Some(folder) = std::env::var_os("BEZANT_TEST_NODE") else {
        return;
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let world = World::with_identity(|parts| parts.public_url = url.parse().unwrap()).await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let mut terms = terms(SCOPES);
    terms.post_logout_uris = vec!["http://127.0.0.1/bye".to_owned()];
    let shop = Registered::new(&world, ann.tenant, "acme", ClientKind::Confidential, terms).await;
    let serving = tokio::spawn(crate::serve(
        world.edge.clone(),
        listener,
        Default::default(),
        std::future::pending(),
    ));
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/node/openid_login.mjs");
    let mut client = std::process::Command::new("node");
    client
        .arg(script)
        .env("BEZANT_TEST_NODE", folder)
        .env("BEZANT_URL", &url)
        .env("BEZANT_PASSWORD", PASSWORD)
        .env("BEZANT_CLIENT", shop.id.to_string())
        .env("BEZANT_SECRET", shop.secret.as_deref().unwrap())
        .env(
            "BEZANT_EXAMPLE",
            concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../examples/oidc-client/server.mjs"
            ),
        )
        .stdin(Stdio::null());
    // The script ends itself where the browser hangs.
    let output = tokio::task::spawn_blocking(move || client.output())
        .await
        .unwrap()
        .unwrap();
    serving.abort();
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && text.contains("logged out"),
        "{text}\n{errors}"
    );
}
