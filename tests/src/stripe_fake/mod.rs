//! A fake Stripe: an HTTP server on loopback that behaves like Stripe's API where the Stripe connector touches it.
//!
//! In come PaymentIntents and Refunds requests, out go Stripe's objects and errors, with idempotency keys, expansion,
//! paging and the search. Tests may script faults and look at what was charged. It knows nothing of Bezant's code, so
//! that both sides can't share a mistake.

mod account;
mod api;
mod objects;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tower::ServiceExt;

use account::Account;
pub use account::{Charge, Post};

/// The one secret key that the fake accepts.
pub const SECRET_KEY: &str = "sk_test_fake";

/// Something that goes wrong with one request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The connection closes without an answer, and nothing was done.
    DropBefore,
    /// It is done, and the connection closes without an answer.
    DropAfter,
    /// It is done, and the answer takes this long; until then the idempotency key is in use.
    Delay(Duration),
    /// It is done, and the answer is a 500, which the idempotency key keeps.
    ServerErrorAfter,
    /// Nothing is done, and the answer is a 500.
    ServerErrorBefore,
    /// Nothing is done, and the answer is a 429.
    RateLimited,
    /// It is done, and the answer is a 200 with something that is not JSON.
    Garbage,
}

/// A running fake; it stops when dropped.
pub struct StripeFake {
    address: SocketAddr,
    shared: Shared,
    listening: JoinHandle<()>,
}

type Shared = Arc<Mutex<Account>>;

fn lock(shared: &Shared) -> MutexGuard<'_, Account> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Marks an answer that never leaves: the connection closes instead.
#[derive(Copy, Clone, Debug)]
struct HangUp;

impl std::fmt::Display for HangUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("scripted to hang up")
    }
}

impl std::error::Error for HangUp {}

impl StripeFake {
    /// Starts an empty account on a free port of this machine, within the current runtime.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let shared = Shared::default();
        let router = api::router(shared.clone());
        let listening = tokio::spawn(async move {
            loop {
                if let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(serve(stream, router.clone()));
                }
            }
        });
        StripeFake {
            address,
            shared,
            listening,
        }
    }

    /// The base URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lets the next request that changes something meet a fault; several stand in line.
    pub fn script(&self, fault: Fault) {
        lock(&self.shared).faults.push_back(fault);
    }

    /// Lets the next request that only reads meet a fault; several stand in line.
    pub fn script_read(&self, fault: Fault) {
        lock(&self.shared).read_faults.push_back(fault);
    }

    /// Whether the search misses everything, as it does with what is new.
    pub fn blind_search(&self, blind: bool) {
        lock(&self.shared).search_is_blind = blind;
    }

    /// Fills the account with this many payments of others.
    pub fn fill(&self, payments: usize) {
        lock(&self.shared).fill(payments);
    }

    /// Everything that was authorized, oldest first, [`fill`](Self::fill) left out.
    pub fn charges(&self) -> Vec<Charge> {
        lock(&self.shared).charges()
    }

    /// The authorizations of one payment (`metadata[bezant_payment]`).
    pub fn charges_of(&self, payment: &str) -> Vec<Charge> {
        self.charges()
            .into_iter()
            .filter(|charge| charge.payment == payment)
            .collect()
    }

    /// All requests to change something that have arrived, in order.
    pub fn posts(&self) -> Vec<Post> {
        lock(&self.shared).posts.clone()
    }

    /// How many requests to read have arrived.
    pub fn reads(&self) -> usize {
        lock(&self.shared).reads
    }
}

impl Drop for StripeFake {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn serve(stream: TcpStream, router: Router) {
    let service = service_fn(move |request| {
        // A client that hangs up doesn't stop Stripe from doing what it was asked.
        let handling = tokio::spawn(router.clone().oneshot(request));
        async move {
            let response = match handling.await {
                Ok(Ok(response)) => response,
                Ok(Err(never)) => match never {},
                Err(_) => return Err(HangUp),
            };
            if response.extensions().get::<HangUp>().is_some() {
                Err(HangUp)
            } else {
                Ok(response)
            }
        }
    });
    // It ends with an error where it was told to hang up.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}
