//! The vault over a real socket: the suite that every vault passes, who is let in, and what a client hears when something breaks.
#![allow(clippy::unwrap_used)]

mod admission;
mod broken;
mod support;

use bezant_vault::{Vault, conformance};
use support::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keeps_the_contract() {
    let world = World::start().await;
    let remote = world.client("node");
    conformance::run(&remote).await;
    // The answers were the server's and not made up here.
    assert_eq!(remote.status().await, world.vault.status().await);
}
