//! `bezant serve`: the node with its listeners, until a signal or a failure.

use std::process::ExitCode;

use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

use crate::Failure;
use crate::admin::AdminListener;
use crate::config::{Config, OutputConfig};
use crate::faces::Bound;
use crate::listeners::Prepared;
use crate::node::{Node, admin_socket, listen};
use crate::output;

pub(crate) fn run(config: Config) -> Result<ExitCode, Failure> {
    prepare(&config.output)?.block_on(serve(config))
}

/// What every process does that serves: its log, its limits, and a runtime.
pub(crate) fn prepare(output: &OutputConfig) -> Result<Runtime, Failure> {
    output::start_log(output);
    if let Err(error) = crate::open_files::take_all() {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
    if let Err(error) = crate::core_dumps::forbid() {
        tracing::warn!(%error, "a crash may write memory, with keys in it, to the disk");
    }
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

async fn serve(config: Config) -> Result<ExitCode, Failure> {
    // Listening comes first: a taken address must not cost a recovery.
    let listeners = Bound::all(&config).await?;
    let address = listeners[0].listener.local_addr()?;
    let grpc = match config.grpc.enabled {
        true => Some((listen(config.grpc.listen).await?, Prepared::ledger(&config.grpc)?)),
        false => None,
    };
    let metrics = crate::http::install_metrics()?;
    let node = Node::start(&config).await?;
    let failed = node.failed();
    let shown = listeners.iter().map(Bound::shown).collect();
    let edge = crate::http::edge(&config, &node, metrics, address, shown).await?;
    let admin = AdminListener::bind(&admin_socket(&config))?;
    if let Some((grpc, _)) = &grpc {
        tracing::info!(address = %grpc.local_addr()?, "the ledger is served over gRPC");
    }
    for bound in &listeners[1..] {
        let address = bound.listener.local_addr()?;
        tracing::info!(%address, "the {} API is served", bound.face.surface.as_str());
    }
    tracing::info!(%address, data_dir = %config.data_dir.display(), "bezant is ready");

    let servers = crate::http::Servers::start(listeners, grpc, admin, &node, edge);
    let mut terminate = signal(SignalKind::terminate())?;
    let code = tokio::select! {
        reason = failed => {
            tracing::error!(%reason, "the node can't go on");
            ExitCode::FAILURE
        }
        _ = tokio::signal::ctrl_c() => ExitCode::SUCCESS,
        _ = terminate.recv() => ExitCode::SUCCESS,
    };
    tracing::info!("stopping");
    servers.stop().await;
    node.stop().await;
    tracing::info!("stopped");
    Ok(code)
}
