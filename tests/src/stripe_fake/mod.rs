//! A fake Stripe: an HTTP server on loopback that behaves like Stripe's API where the Stripe connector touches it.
//!
//! In come PaymentIntents and Refunds requests, out go Stripe's objects and errors, with idempotency keys, expansion,
//! paging and the search. Tests may script faults and look at what was charged. It knows nothing of Bezant's code, so
//! that both sides can't share a mistake.

mod account;
mod api;
mod disputes;
mod objects;
mod webhooks;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

pub use crate::fake_gateway::Fault;
use crate::fake_gateway::{Server, Webhook};
use account::Account;
pub use account::{Charge, Post};
pub use webhooks::sign;

/// The one secret key that the fake accepts.
pub const SECRET_KEY: &str = "sk_test_fake";
/// The secret that its webhooks are signed with.
pub const WEBHOOK_SECRET: &str = "whsec_fake";

/// A running fake; it stops when dropped.
pub struct StripeFake {
    server: Server,
    shared: Shared,
}

type Shared = Arc<Mutex<Account>>;

fn lock(shared: &Shared) -> MutexGuard<'_, Account> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl StripeFake {
    /// Starts an empty account on a free port of this machine, within the current runtime.
    pub async fn start() -> Self {
        let shared = Shared::default();
        StripeFake {
            server: Server::start(api::router(shared.clone())).await,
            shared,
        }
    }

    /// The base URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address)
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

    /// A customer disputes a charge; the dispute's id.
    pub fn dispute(&self, intent: &str, reason: &str) -> String {
        lock(&self.shared).dispute(intent, reason)
    }

    /// An object as it is now, by its id: a payment intent, a refund or a dispute.
    pub fn object(&self, id: &str) -> Option<Value> {
        lock(&self.shared).object(id)
    }

    /// An event about an object as it is now, signed at `at` (seconds since 1970).
    pub fn event(&self, kind: &str, id: &str, at: u64) -> Webhook {
        let object = self.object(id).expect("the event's object is there");
        webhooks::event(kind, &object, at)
    }

    /// All refunds, by id.
    pub fn refunds(&self) -> Vec<String> {
        let account = lock(&self.shared);
        account.refunds.iter().map(|refund| refund.id.clone()).collect()
    }

    /// The refunds of one operation (`metadata[bezant_operation]`), by id.
    pub fn refunds_of(&self, operation: &str) -> Vec<String> {
        lock(&self.shared).refunds_of(operation)
    }
}
