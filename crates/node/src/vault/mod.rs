//! `[vault]`: the card vault of this node, in its own process or on another machine, and a process that is a vault and nothing else.

mod admin;
mod config;
mod own;
mod server;

use std::path::PathBuf;
use std::sync::Arc;

use bezant_keyring::DataKeys;
use bezant_vault::Vault;
use bezant_vault_remote::RemoteVault;

use crate::Failure;
use crate::config::Config;

pub(crate) use admin::router;
pub(crate) use config::{VaultConfig, VaultConfigError};
pub(crate) use server::run;

use own::CardVault;

/// Where this machine's own vault is.
pub(crate) fn folder(config: &Config) -> PathBuf {
    config.data_dir.join("vault")
}

/// Where the card numbers of a node are.
pub(crate) enum NodeVault {
    /// In this process.
    Own(Arc<CardVault>),
    /// On another machine.
    Apart(Arc<RemoteVault>),
}

impl NodeVault {
    /// The vault of this node, if it has one. That it does not answer keeps no node from starting.
    pub(crate) async fn of(config: &Config, keys: Arc<DataKeys>) -> Result<Option<NodeVault>, Failure> {
        if !config.vault.enabled {
            return Ok(None);
        }
        let Some((address, files)) = config.vault.remote() else {
            return Ok(Some(NodeVault::Own(Arc::new(CardVault::of(config, keys).await))));
        };
        if folder(config).join("log").exists() {
            tracing::warn!(
                folder = %folder(config).display(),
                "there are cards of this node's own vault, which are not used while vault.at names another"
            );
        }
        let address = address.clone();
        let remote = tokio::task::spawn_blocking(move || RemoteVault::new(&address, files)).await??;
        Ok(Some(NodeVault::Apart(Arc::new(remote))))
    }

    pub(crate) fn vault(&self) -> Arc<dyn Vault> {
        match self {
            NodeVault::Own(vault) => Arc::clone(vault) as Arc<dyn Vault>,
            NodeVault::Apart(vault) => Arc::clone(vault) as Arc<dyn Vault>,
        }
    }

    /// Commits what was taken here and ends.
    pub(crate) async fn stop(&self) {
        match self {
            NodeVault::Own(vault) => vault.stop().await,
            NodeVault::Apart(_) => {}
        }
    }
}
