//! The vault in this process, opened when the first card comes.

use std::sync::Arc;

use bezant_engine::SteadyClock;
use bezant_kernel::{CardId, Tenant};
use bezant_keyring::DataKeys;
use bezant_log::Position;
use bezant_vault::{
    Access, Caller, CardView, CustomerReference, Listing, LocalVault, NewCard, Options, PlainCard, Purpose,
    RotationView, Status, Token, Tokenized, Vault, VaultError,
};
use tokio::sync::OnceCell;

use super::folder;
use crate::Failure;
use crate::config::Config;

/// Its own files need not be as large as those of the main log.
const SEGMENT_BYTES: u64 = 32 << 20;

/// A vault that is opened when it is first asked for something: a node without cards pays nothing for it.
pub(crate) struct CardVault {
    config: Config,
    keys: Arc<DataKeys>,
    opened: OnceCell<LocalVault>,
}

impl CardVault {
    /// The vault of a node. One that has cards is opened now, so that what a crash left undone is done. One that can't be opened keeps
    /// no node from starting: payments by other tokens go on.
    pub(super) async fn of(config: &Config, keys: Arc<DataKeys>) -> CardVault {
        let vault = CardVault {
            config: config.clone(),
            keys,
            opened: OnceCell::new(),
        };
        if folder(config).join("log").exists()
            && let Err(error) = vault.opened.get_or_try_init(|| vault.open()).await
        {
            tracing::error!(%error, "the card vault can't be opened; it is tried again when somebody asks");
        }
        vault
    }

    /// The vault of a process that is nothing else: without it there is no process.
    pub(super) async fn opened(config: &Config, keys: Arc<DataKeys>) -> Result<CardVault, Failure> {
        let vault = CardVault {
            config: config.clone(),
            keys,
            opened: OnceCell::new(),
        };
        vault.opened.get_or_try_init(|| vault.open()).await?;
        Ok(vault)
    }

    /// Completes when the vault has ended by itself.
    pub(super) async fn ended(&self) {
        match self.opened.get() {
            Some(vault) => vault.stopped().await,
            None => std::future::pending().await,
        }
    }

    async fn open(&self) -> Result<LocalVault, Failure> {
        let options = Options {
            hot: self.config.vault.hot_cards,
            snapshot_every: self.config.storage.snapshot_every_records,
            reserve_bytes: self.config.storage.reserve_mib * 1024 * 1024,
            segment_bytes: SEGMENT_BYTES,
            ..Options::in_folder(folder(&self.config))
        };
        Ok(LocalVault::open(options, Arc::clone(&self.keys), Arc::new(SteadyClock::default())).await?)
    }

    async fn vault(&self) -> Result<&LocalVault, VaultError> {
        self.opened
            .get_or_try_init(|| self.open())
            .await
            .map_err(|error| {
                tracing::error!(%error, "the card vault can't be opened");
                VaultError::Unavailable("it can't be opened".to_owned())
            })
    }

    /// Commits what was taken and ends.
    pub(super) async fn stop(&self) {
        if let Some(vault) = self.opened.get() {
            vault.shutdown().await;
        }
    }
}

#[async_trait::async_trait]
impl Vault for CardVault {
    async fn tokenize(
        &self,
        tenant: Tenant,
        caller: &Caller,
        card: NewCard,
        format_preserving: bool,
    ) -> Result<Tokenized, VaultError> {
        let vault = self.vault().await?;
        vault.tokenize(tenant, caller, card, format_preserving).await
    }

    async fn detokenize(
        &self,
        tenant: Tenant,
        caller: &Caller,
        token: &Token,
        purpose: Purpose,
    ) -> Result<PlainCard, VaultError> {
        let vault = self.vault().await?;
        vault.detokenize(tenant, caller, token, purpose).await
    }

    async fn describe(&self, tenant: Tenant, card: CardId) -> Result<CardView, VaultError> {
        self.vault().await?.describe(tenant, card).await
    }

    async fn cards(&self, tenant: Tenant, listing: &Listing) -> Result<Vec<CardView>, VaultError> {
        self.vault().await?.cards(tenant, listing).await
    }

    async fn accesses(
        &self,
        tenant: Tenant,
        card: CardId,
        before: Option<Position>,
        limit: usize,
    ) -> Result<Vec<Access>, VaultError> {
        self.vault().await?.accesses(tenant, card, before, limit).await
    }

    async fn delete(&self, tenant: Tenant, caller: &Caller, card: CardId) -> Result<CardView, VaultError> {
        self.vault().await?.delete(tenant, caller, card).await
    }

    async fn erase_customer(
        &self,
        tenant: Tenant,
        caller: &Caller,
        customer: &CustomerReference,
    ) -> Result<u32, VaultError> {
        let vault = self.vault().await?;
        vault.erase_customer(tenant, caller, customer).await
    }

    async fn rotate(&self, caller: &Caller) -> Result<RotationView, VaultError> {
        self.vault().await?.rotate(caller).await
    }

    async fn status(&self) -> Result<Status, VaultError> {
        self.vault().await?.status().await
    }
}
