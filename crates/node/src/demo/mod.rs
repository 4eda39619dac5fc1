//! `bezant demo`: a real node in this process, real requests to it over HTTP, and a small receiver for its webhooks. Every step
//! says in plain words what it did, checks that it is so, and shows the postings that it caused.

mod api;
mod console;
mod receiver;
mod steps;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use bezant_edge::Face;

use crate::Failure;
use crate::admin::AdminListener;
use crate::config::{Config, Overrides};
use crate::faces::Bound;
use crate::http::Servers;
use crate::listeners::Prepared;
use crate::node::{Node, admin_socket, listen};
use crate::output::{self, line};
use steps::Told;

/// Thrown away at every start.
const FOLDER: &str = "data/demo";

pub(crate) fn run(once: bool) -> Result<ExitCode, Failure> {
    let mut config = Config::load(Some(&empty_file()?), &Overrides::default())?;
    config.data_dir = PathBuf::from(FOLDER);
    config.webhooks.allow_loopback = true;
    config.gateways = config.gateways();
    for (gateway, latency_ms) in config.gateways.iter_mut().zip(LATENCIES_MS) {
        gateway.sandbox.latency_ms = latency_ms;
    }
    // What goes wrong on purpose would drown the story in warnings.
    config.output.level = "error".into();
    output::start_log(&config.output);
    if config.data_dir.exists() {
        std::fs::remove_dir_all(&config.data_dir)?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(demo(config, once))
}

/// How long the sandboxes take to answer: as fast as real gateways at their best, so that there is something to see.
const LATENCIES_MS: [u64; 2] = [40, 90];

/// The demonstration is the same everywhere: it does not read the `bezant.toml` that may lie here.
fn empty_file() -> Result<PathBuf, Failure> {
    std::fs::create_dir_all("data")?;
    let path = PathBuf::from("data/demo.toml");
    std::fs::write(&path, "# The demonstration runs with the defaults.\n")?;
    Ok(path)
}

async fn demo(config: Config, once: bool) -> Result<ExitCode, Failure> {
    let listener = match listen(config.http.listen).await {
        Ok(listener) => listener,
        // Another node is on the usual address: any other will do here.
        Err(_) => listen(SocketAddr::from(([127, 0, 0, 1], 0))).await?,
    };
    let address = listener.local_addr()?;
    let metrics = crate::http::install_metrics()?;
    let node = Node::start(&config).await?;
    let public = Bound {
        face: Face::default(),
        listener,
        prepared: Prepared::public(&config.http)?,
    };
    let edge = crate::http::edge(&config, &node, metrics, address, vec![public.shown()]).await?;
    let admin = AdminListener::bind(&admin_socket(&config))?;
    let servers = Servers::start(vec![public], None, admin, &node, edge);

    let told = steps::tell(&config, address).await;
    let code = match told {
        Ok(told) => {
            look(address, &told);
            if !once {
                line("\nThe node stays up, and payments go on. Ctrl-C ends it.");
                tokio::select! {
                    () = console::go_on(told.api) => {}
                    stopped = tokio::signal::ctrl_c() => stopped?,
                    reason = node.failed() => line(&format!("the node can't go on: {reason}")),
                }
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            line(&format!("\nFAILED: {error}"));
            ExitCode::FAILURE
        }
    };
    servers.stop().await;
    node.stop().await;
    Ok(code)
}

fn look(address: SocketAddr, told: &Told) {
    let (key, port) = (&told.key, address.port());
    line("\nLook at it:");
    // By name, since passkeys belong to a name.
    line(&format!("  console           http://localhost:{port}/console/"));
    line(&format!(
        "                    organisation demo, {}, password: {}",
        told.person.email, told.person.password
    ));
    line(&format!("  documentation     http://{address}/docs"));
    line(&format!("  metrics           http://{address}/metrics"));
    line(&format!(
        "  payments          curl -u {key}: http://{address}/api/v1/payments"
    ));
    line(&format!(
        "  trial balance     curl -u {key}: http://{address}/api/v1/ledger/trial-balance"
    ));
    line(&format!(
        "  live events       curl -N -u {key}: http://{address}/api/v1/events"
    ));
    line(&format!(
        "  the log itself    bezant --data-dir {FOLDER} log verify"
    ));
}
