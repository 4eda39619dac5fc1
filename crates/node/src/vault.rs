//! `[vault]`: the card vault of this node, opened when the first card comes, and its administration on this machine.

use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use bezant_engine::{Correlation, SteadyClock};
use bezant_kernel::{Actor, CardId, Tenant};
use bezant_keyring::DataKeys;
use bezant_log::Position;
use bezant_vault::{
    Access, Caller, CardView, CustomerReference, Listing, LocalVault, NewCard, Options, PlainCard, Purpose,
    Purposes, RotationView, Status, Token, Tokenized, Vault, VaultError,
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::Failure;
use crate::config::Config;

/// Its own files need not be as large as those of the main log.
const SEGMENT_BYTES: u64 = 32 << 20;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct VaultConfig {
    /// Whether the node keeps cards.
    pub enabled: bool,
    /// Cards whose sealed form stays in memory, about 400 bytes each.
    pub hot_cards: usize,
}

impl Default for VaultConfig {
    fn default() -> Self {
        VaultConfig {
            enabled: true,
            hot_cards: 100_000,
        }
    }
}

fn folder(config: &Config) -> PathBuf {
    config.data_dir.join("vault")
}

/// A vault that is opened when it is first asked for something: a node without cards pays nothing for it.
pub(crate) struct CardVault {
    config: Config,
    keys: Arc<DataKeys>,
    opened: OnceCell<LocalVault>,
}

impl CardVault {
    /// The vault of this node, if it keeps cards. One that has some is opened now, so that what a crash left undone is done. One that
    /// can't be opened keeps no node from starting: payments by other tokens go on.
    pub(crate) async fn of(config: &Config, keys: Arc<DataKeys>) -> Option<Arc<CardVault>> {
        if !config.vault.enabled {
            return None;
        }
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
        Some(Arc::new(vault))
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
    pub(crate) async fn stop(&self) {
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

/// The vault's part of this machine's own administration.
pub(crate) fn router(vault: Option<Arc<CardVault>>) -> Router {
    Router::new()
        .route("/admin/v1/vault", get(status))
        .route("/admin/v1/vault/rotation", post(rotate))
        .with_state(vault)
}

type Answered = (StatusCode, Json<Value>);

async fn status(State(vault): State<Option<Arc<CardVault>>>) -> Answered {
    let Some(vault) = vault else { return absent() };
    match vault.status().await {
        Ok(status) => (StatusCode::OK, Json(shown(&status))),
        Err(error) => refused(&error),
    }
}

async fn rotate(State(vault): State<Option<Arc<CardVault>>>) -> Answered {
    let Some(vault) = vault else { return absent() };
    let operator = Caller {
        name: Actor::stored("operator"),
        purposes: Purposes::NONE,
        correlation: Correlation::new("operator").expect("it is short"),
    };
    match vault.rotate(&operator).await {
        Ok(rotation) => (StatusCode::ACCEPTED, Json(shown_rotation(&rotation))),
        Err(error) => refused(&error),
    }
}

fn shown(status: &Status) -> Value {
    json!({
        "cards": status.cards, "deleted": status.deleted, "in_memory": status.in_memory,
        "keys_to_shred": status.keys_to_shred, "security_codes": status.security_codes,
        "position": status.position.0, "rotation": status.rotation.as_ref().map(shown_rotation),
    })
}

fn shown_rotation(rotation: &RotationView) -> Value {
    json!({
        "started_at": rotation.started_at.to_string(),
        "finished_at": rotation.finished_at.map(|at| at.to_string()),
        "cards": rotation.total, "resealed": rotation.resealed,
    })
}

fn absent() -> Answered {
    let detail = "this node keeps no cards: see [vault] enabled";
    (StatusCode::NOT_FOUND, Json(json!({ "detail": detail })))
}

fn refused(error: &VaultError) -> Answered {
    let status = match error {
        VaultError::Rotating => StatusCode::CONFLICT,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, Json(json!({ "detail": error.to_string() })))
}
