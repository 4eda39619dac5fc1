//! Delivery: a follower of the log that sends webhooks, at least once and in order per payment.
//!
//! In come committed entries and the endpoints that tenants registered; out go signed HTTP requests as Standard
//! Webhooks 1.0 has them, and one kind of command: to disable an endpoint that is gone or has failed for too long.
//!
//! ```text
//!   log ──▶ follow: which endpoints want it? ──▶ store (SQLite): messages, deliveries, cursor, in one transaction
//!                                                  │ what is due, only the earliest of each payment
//!                                                  ▼
//!           endpoints ◀── attempt: sign, send ◀── dispatch ──▶ store: delivered, retry at, failed, abandoned
//! ```
//!
//! It must never: pass a message on before it is durable or forget one before it is delivered, finally failed or
//! abandoned; send a payment's next message to an endpoint before the earlier one is over; send to an address inside a
//! private network; let a slow endpoint hold up others; change state otherwise than by a command; print a secret or a
//! payload.

mod address;
mod attempt;
mod delivery;
mod dispatch;
mod error;
mod follow;
mod message;
mod run;
mod schedule;
mod store;
mod subscriptions;

#[cfg(test)]
mod tests;

pub use delivery::{Delivery, Options, Stats};
pub use error::Error;
pub use message::{Payload, message_body};
pub use run::run;
pub use schedule::RETRY_DELAYS;
pub use store::{DeliveryState, Message};
