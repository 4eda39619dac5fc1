//! The Rust SDK of Bezant. In come calls of methods, named and typed as the API's own description says; out go requests that
//! are repeated only where a repetition can do nothing twice, and answers, lists, live events and errors with types.
//!
//! It must never send a change again under another idempotency key, show the API key, compute money in floats, or wait without
//! bound. Transfers by the million go over gRPC with the crate `bezant-client` instead.
//!
//! ```no_run
//! use bezant_sdk::types::{CreatePayment, NewPaymentMethod};
//! use bezant_sdk::{Client, ensure_not_failed};
//!
//! # async fn run() -> Result<(), bezant_sdk::Error> {
//! let client = Client::new("http://127.0.0.1:8640", "bzk_…")?;
//! let payment = client
//!     .payments()
//!     .create(&CreatePayment {
//!         amount: 4990,
//!         currency: "EUR".to_owned(),
//!         payment_method: NewPaymentMethod { r#type: "card".to_owned(), token: "tok_approved".to_owned() },
//!         ..Default::default()
//!     })
//!     .await?;
//! let payment = ensure_not_failed(payment)?;
//! # Ok(())
//! # }
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod client;
mod decided;
mod error;
mod events;
mod generated;
mod money;
mod outcome;
mod pager;
mod request;
mod retry;
mod webhooks;

pub use client::{Answer, Client, ClientBuilder, RequestOptions};
pub use decided::Decided;
pub use error::{ApiError, Error};
pub use events::{EventFilter, EventStream, LiveEvent};
pub use generated::{resources, types};
pub use money::{Money, MoneyError, minor_digits};
pub use outcome::{PaymentFailed, ensure_not_failed};
pub use pager::Pager;
pub use request::Call;
pub use reqwest::Method;
pub use retry::RetryPolicy;
pub use webhooks::{WebhookError, WebhookMessage, WebhookVerifier};
