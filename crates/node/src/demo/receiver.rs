//! A small receiver of webhooks: it checks each signature as Standard Webhooks 1.0 says and keeps what it got.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::Value;

use crate::Failure;

#[derive(Clone, Default)]
pub(crate) struct Receiver {
    shared: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    verifier: Option<standardwebhooks::Webhook>,
    messages: Vec<Value>,
}

impl Receiver {
    /// Starts listening; it ends with the process.
    pub(crate) async fn start() -> Result<(Receiver, SocketAddr), Failure> {
        let receiver = Receiver::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let router = Router::new()
            .route("/", post(receive))
            .with_state(receiver.clone());
        tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the webhook receiver stopped");
            }
        });
        Ok((receiver, address))
    }

    /// Checks signatures with this secret from now on.
    pub(crate) fn expect(&self, secret: &str) -> Result<(), Failure> {
        let verifier = standardwebhooks::Webhook::new(secret).map_err(|error| format!("{error:?}"))?;
        self.inner().verifier = Some(verifier);
        Ok(())
    }

    /// Messages with a right signature.
    pub(crate) fn messages(&self) -> Vec<Value> {
        self.inner().messages.clone()
    }

    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let mut inner = receiver.inner();
    let is_genuine = inner
        .verifier
        .as_ref()
        .is_some_and(|verifier| verifier.verify(&body, &headers).is_ok());
    match (is_genuine, serde_json::from_slice(&body)) {
        (true, Ok(message)) => {
            inner.messages.push(message);
            StatusCode::NO_CONTENT
        }
        _ => StatusCode::BAD_REQUEST,
    }
}
