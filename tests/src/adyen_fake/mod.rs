//! A fake Adyen: an HTTP server on loopback that behaves like Adyen's Checkout API where the Adyen connector touches it.
//!
//! In come payments with stored payment methods or cards and their modifications, out go Adyen's answers and errors, under
//! idempotency keys, and the notifications that follow, signed. Tests may script faults and look at what was charged. It
//! knows nothing of Bezant's code, so that both sides can't share a mistake.

mod account;
mod api;
mod webhooks;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::fake_gateway::{Fault, Server, Webhook};
use account::Account;
pub use account::{Card, Payment, Post};

/// The one API key that the fake accepts.
pub const API_KEY: &str = "AQE_fake";
/// The one merchant account.
pub const MERCHANT_ACCOUNT: &str = "FakeMerchant";
/// The shopper whose payment methods are stored.
pub const SHOPPER: &str = "shopper_1";
/// The key that its notifications are signed with.
pub const HMAC_KEY: &str = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";

type Shared = Arc<Mutex<Account>>;

fn lock(shared: &Shared) -> MutexGuard<'_, Account> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A running fake; it stops when dropped.
pub struct AdyenFake {
    server: Server,
    shared: Shared,
}

impl AdyenFake {
    /// Starts an empty merchant account on a free port of this machine, within the current runtime.
    pub async fn start() -> Self {
        let shared = Shared::default();
        AdyenFake {
            server: Server::start(api::router(shared.clone())).await,
            shared,
        }
    }

    /// The base URL, without a version.
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// Lets the next request meet a fault; several stand in line.
    pub fn script(&self, fault: Fault) {
        lock(&self.shared).faults.push_back(fault);
    }

    /// Everything that was authorized, oldest first.
    pub fn payments(&self) -> Vec<Payment> {
        lock(&self.shared).payments.clone()
    }

    /// All requests that have arrived, in order.
    pub fn posts(&self) -> Vec<Post> {
        lock(&self.shared).posts.clone()
    }

    /// The notification items since the last time, unsigned, oldest first.
    pub fn take_items(&self) -> Vec<Value> {
        std::mem::take(&mut lock(&self.shared).items)
    }

    /// A notification with these items, signed.
    pub fn notification(items: &[Value]) -> Webhook {
        webhooks::notification(items)
    }

    /// An item about a dispute of a payment.
    pub fn dispute(&self, event: &str, psp_reference: &str, additional: Value) -> Value {
        lock(&self.shared).dispute(event, psp_reference, additional)
    }
}
