//! How this machine's own commands reach the registrations: through the socket of a running node, whose file permissions are
//! the authorization, or on the data of a stopped one.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use bezant_core::Core;
use bezant_engine::Engine;
use serde_json::Value;
use tokio::net::{UnixListener, UnixStream};
use tower::ServiceExt;

use crate::Failure;
use crate::config::Config;
use crate::node::{Opened, admin_socket, is_locked, open};

/// A registration is one commit; what takes longer than this is stuck.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// How long a node may take to recover before its own commands give up on it.
const START_WITHIN: Duration = Duration::from_secs(30);
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(50);
const LARGEST_ANSWER_BYTES: usize = 1024 * 1024;

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
    /// A node that is just starting holds the data already and does not listen yet: it is waited for.
    pub(crate) async fn connect(config: &Config) -> Result<Admin, Failure> {
        let socket = admin_socket(config);
        let began = Instant::now();
        loop {
            if UnixStream::connect(&socket).await.is_ok() {
                let client = reqwest::Client::builder()
                    .unix_socket(socket)
                    .timeout(ANSWER_WITHIN)
                    .build()?;
                return Ok(Admin::Running(Box::new(client)));
            }
            let config = config.clone();
            match tokio::task::spawn_blocking(move || open(&config)).await? {
                Ok(Opened { engine, .. }) => {
                    let router = bezant_edge::admin_router(engine.clone());
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
        let (is_success, bytes) = match self {
            Admin::Running(client) => {
                let answer = client
                    .post(format!("http://bezant{path}"))
                    .json(body)
                    .send()
                    .await?;
                (answer.status().is_success(), answer.bytes().await?)
            }
            Admin::Stopped { router, .. } => {
                let request = axum::http::Request::post(path)
                    .header("content-type", "application/json")
                    .body(Body::from(body.to_string()))?;
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
        Err(format!("{detail}{mistakes}").into())
    }

    pub(crate) async fn close(self) {
        if let Admin::Stopped { engine, .. } = self {
            engine.shutdown().await;
        }
    }
}
