//! `bezant vault serve`: a process that is a card vault and nothing else, for nodes on other machines.

use std::process::ExitCode;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use bezant_engine::SystemClock;
use bezant_keyring::{Rotation, RotationError};
use bezant_transport::Transport;
use bezant_vault::Vault;
use bezant_vault_remote::Settings;
use serde_json::{Value, json};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::own::CardVault;
use crate::Failure;
use crate::admin::AdminListener;
use crate::commands::serve::prepare;
use crate::config::Config;
use crate::listeners::Following;
use crate::node::{admin_socket, listen};

pub(crate) fn run(config: &Config) -> Result<ExitCode, Failure> {
    prepare(&config.output)?.block_on(serve(config))
}

async fn serve(config: &Config) -> Result<ExitCode, Failure> {
    let settings = config.vault.serve.as_ref();
    let settings = settings.ok_or("vault.serve: says where the vault listens and whom it lets in")?;
    let listener = listen(settings.listen).await?;
    let address = listener.local_addr()?;
    let tls = settings.tls()?;
    let following = Following::of(tls.clone());
    let config_of_keys = config.clone();
    let keys = tokio::task::spawn_blocking(move || crate::keyring::open(&config_of_keys)).await??;
    let vault = Arc::new(CardVault::opened(config, Arc::clone(&keys.cards)).await?);
    let asked = Arc::clone(&vault) as Arc<dyn Vault>;
    let admin = AdminListener::bind(&admin_socket(config))?;
    tracing::info!(%address, data_dir = %config.data_dir.display(), "the card vault is ready");

    let (stop, stopped) = watch::channel(false);
    let until = |mut stopped: watch::Receiver<bool>| async move {
        // An error means that the process is about to end, which is a stop too.
        let _ = stopped.wait_for(|&stopped| stopped).await;
    };
    let served = tokio::spawn(bezant_vault_remote::serve(
        listener,
        Arc::clone(&asked),
        Settings {
            tls,
            admission: settings.admission(),
            clock: Arc::new(SystemClock),
        },
        until(stopped.clone()),
    ));
    let router = super::router(Some(asked)).merge(keyring(keys.rotation));
    let administered = tokio::spawn(async move {
        bezant_transport::serve(admin.listener, router, Transport::default(), until(stopped)).await
    });
    let mut terminate = signal(SignalKind::terminate())?;
    let code = tokio::select! {
        () = vault.ended() => {
            tracing::error!("the card vault can't go on");
            ExitCode::FAILURE
        }
        _ = tokio::signal::ctrl_c() => ExitCode::SUCCESS,
        _ = terminate.recv() => ExitCode::SUCCESS,
    };
    tracing::info!("stopping");
    stop.send_replace(true);
    for task in [served, administered] {
        if let Err(error) = task.await {
            tracing::error!(%error, "a listener ended badly");
        }
    }
    drop(following);
    vault.stop().await;
    tracing::info!("stopped");
    Ok(code)
}

/// What `bezant keyring status` and `bezant keyring rotate` ask, as a node answers it.
fn keyring(rotation: Arc<Rotation>) -> Router {
    Router::new()
        .route("/admin/v1/keyring", get(status))
        .route("/admin/v1/keyring/rotate", post(rotate))
        .with_state(rotation)
}

type Answered = (StatusCode, Json<Value>);

async fn status(State(rotation): State<Arc<Rotation>>) -> Answered {
    let status = serde_json::to_value(rotation.status());
    (StatusCode::OK, Json(status.expect("it holds names and numbers")))
}

async fn rotate(State(rotation): State<Arc<Rotation>>) -> Answered {
    // The backend may be asked over a network.
    let begun = tokio::task::spawn_blocking({
        let rotation = Arc::clone(&rotation);
        move || rotation.begin()
    });
    match begun.await.expect("beginning a rotation never panics") {
        Ok(_) => status(State(rotation)).await,
        Err(error) => {
            let code = match error {
                RotationError::UnderWay => StatusCode::CONFLICT,
                RotationError::Ring(_) | RotationError::Thread(_) => StatusCode::SERVICE_UNAVAILABLE,
            };
            (code, Json(json!({ "detail": error.to_string() })))
        }
    }
}
