//! How this machine's own commands reach the registrations: through the socket of a running node, whose file permissions are
//! the authorization, or on the data of a stopped one.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::Method;
use bezant_core::Core;
use bezant_edge::AdminParts;
use bezant_engine::Engine;
use serde_json::Value;
use tokio::net::{UnixListener, UnixStream};
use tower::ServiceExt;

use crate::Failure;
use crate::config::Config;
use crate::node::{Opened, admin_socket, declare_region, is_locked, open};

/// A registration is one commit; what takes longer than this is stuck.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// How long a node may take to recover before its own commands give up on it.
const START_WITHIN: Duration = Duration::from_secs(30);
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(50);
/// A list of everything, and a role's permissions for each of it.
const LARGEST_ANSWER_BYTES: usize = 64 * 1024 * 1024;
/// A tenant of any size.
const EXPORT_WITHIN: Duration = Duration::from_secs(24 * 60 * 60);

/// The socket of a running node.
pub(crate) struct AdminListener {
    pub(crate) listener: UnixListener,
}

impl AdminListener {
    /// Listens. The log's lock is held, so a socket that lies there belongs to a node that is gone.
    pub(crate) fn bind(path: &Path) -> Result<Self, Failure> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
        let listener = UnixListener::bind(path)?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
        Ok(AdminListener { listener })
    }
}

/// A way to the registrations.
pub(crate) enum Admin {
    Running(Box<reqwest::Client>),
    Stopped { engine: Engine<Core>, router: Router },
}

impl Admin {
    /// The way to a process that runs: a node, or a vault apart. Data without one is left alone.
    pub(crate) async fn running(config: &Config) -> Result<Admin, Failure> {
        let socket = admin_socket(config);
        match UnixStream::connect(&socket).await {
            Ok(_) => Ok(Admin::Running(Box::new(over(socket)?))),
            Err(_) => Err("no node runs on this data".into()),
        }
    }

    /// A node that is just starting holds the data already and does not listen yet: it is waited for.
    pub(crate) async fn connect(config: &Config) -> Result<Admin, Failure> {
        let socket = admin_socket(config);
        let began = Instant::now();
        loop {
            if UnixStream::connect(&socket).await.is_ok() {
                return Ok(Admin::Running(Box::new(over(socket)?)));
            }
            let to_open = config.clone();
            match tokio::task::spawn_blocking(move || open(&to_open)).await? {
                Ok(Opened { engine, .. }) => {
                    declare_region(&engine, config).await?;
                    let parts = AdminParts::of_stopped(engine.clone()).await;
                    let parts = parts.map_err(|_| "the engine has stopped")?;
                    let router = bezant_edge::admin_router(parts);
                    return Ok(Admin::Stopped { engine, router });
                }
                Err(error) if is_locked(&error) && began.elapsed() < START_WITHIN => {
                    tokio::time::sleep(ASK_AGAIN_AFTER).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Posts, and gives back the answer's body or the problem's detail.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.ask(Method::POST, path, Some(body)).await
    }

    /// Changes a part of something.
    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.ask(Method::PATCH, path, Some(body)).await
    }

    /// Reads.
    pub(crate) async fn get(&self, path: &str) -> Result<Value, Failure> {
        self.ask(Method::GET, path, None).await
    }

    async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, Failure> {
        let (is_success, bytes) = match self {
            Admin::Running(client) => {
                let mut request = client.request(method, format!("http://bezant{path}"));
                if let Some(body) = body {
                    request = request.json(body);
                }
                let answer = request.send().await?;
                (answer.status().is_success(), answer.bytes().await?)
            }
            Admin::Stopped { router, .. } => {
                let request = axum::http::Request::builder()
                    .method(method)
                    .uri(path)
                    .header("content-type", "application/json")
                    .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())))?;
                let answer = router.clone().oneshot(request).await?;
                let is_success = answer.status().is_success();
                (
                    is_success,
                    axum::body::to_bytes(answer.into_body(), LARGEST_ANSWER_BYTES).await?,
                )
            }
        };
        let answer: Value = serde_json::from_slice(&bytes)?;
        if is_success {
            return Ok(answer);
        }
        Err(refusal(&answer))
    }

    /// Writes an answer without an end in sight to `sink`, piece by piece.
    pub(crate) async fn copy(&self, path: &str, sink: &mut (dyn Write + '_)) -> Result<u64, Failure> {
        let Admin::Running(client) = self else {
            return Err("this takes a running node: start it with `bezant serve`".into());
        };
        // An export takes as long as it takes; only silence ends it.
        let request = client.get(format!("http://bezant{path}")).timeout(EXPORT_WITHIN);
        let mut answer = request.send().await?;
        if !answer.status().is_success() {
            return Err(refusal(&serde_json::from_slice(&answer.bytes().await?)?));
        }
        let mut bytes = 0;
        while let Some(piece) = answer.chunk().await? {
            sink.write_all(&piece)?;
            bytes += piece.len() as u64;
        }
        Ok(bytes)
    }

    pub(crate) async fn close(self) {
        if let Admin::Stopped { engine, .. } = self {
            engine.shutdown().await;
        }
    }
}

/// Asks a process that runs, for a command of this machine's own.
pub(crate) fn ask_running<T>(
    config: &Config,
    question: impl AsyncFnOnce(&Admin) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async { question(&Admin::running(config).await?).await })
}

fn over(socket: PathBuf) -> Result<reqwest::Client, Failure> {
    let client = reqwest::Client::builder()
        .unix_socket(socket)
        .timeout(ANSWER_WITHIN);
    Ok(client.build()?)
}

/// What a problem says to people.
fn refusal(answer: &Value) -> Failure {
    let detail = answer["detail"].as_str().unwrap_or("refused without a reason");
    let mistakes = answer["errors"].as_array().into_iter().flatten();
    let mistakes: String = mistakes
        .filter_map(|one| {
            Some(format!(
                "\n  {}: {}",
                one["path"].as_str()?,
                one["message"].as_str()?
            ))
        })
        .collect();
    format!("{detail}{mistakes}").into()
}
