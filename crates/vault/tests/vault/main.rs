//! The vault in this process, over a real folder.
#![allow(clippy::unwrap_used)]

mod crashes;
mod damage;
mod model;
mod support;

use bezant_vault::conformance;

use support::Rig;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keeps_the_contract() {
    let rig = Rig::new();
    let vault = rig.open().await;
    conformance::run(&vault).await;
    // Once more over what is there, most of it no longer in memory.
    assert!(vault_status(&vault).await.in_memory <= 64);
    vault.shutdown().await;
    drop(vault);
    let vault = rig.open().await;
    assert!(vault_status(&vault).await.rotation.unwrap().is_finished());
}

async fn vault_status(vault: &bezant_vault::LocalVault) -> bezant_vault::Status {
    use bezant_vault::Vault as _;
    vault.status().await.unwrap()
}
