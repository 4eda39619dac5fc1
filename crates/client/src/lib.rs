//! The Rust client of Bezant's ledger: transfers in, answers out, over gRPC.
//!
//! Transfers are packed as they are pushed into a batch, batches go out one by one ([`Client::create`]) or pipelined over a
//! stream ([`TransferStream`]), and what the ledger did not accept comes back as typed refusals. Every id is the caller's
//! own, which makes every write repeatable: a batch is sent again when a connection is lost, and what was already done
//! counts as done.
//!
//! It must never repeat a write under another id, show the API key, hide a refusal, or wait without bound.
//!
//! ```no_run
//! use bezant_client::{AccountId, Client, Currency, IdSource, Transfer, TransferBatch};
//!
//! # async fn run(wallet: AccountId, shop: AccountId) -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::connect("http://127.0.0.1:7071", "bzk_...").await?;
//! let mut ids = IdSource::new();
//! let mut batch = TransferBatch::new();
//! batch.push(&Transfer::new(ids.next(), wallet, shop, 1_250, Currency::EUR))?;
//! let outcome = client.create(batch).await?;
//! for refused in outcome.refused() {
//!     println!("transfer {} was refused: {}", refused.index, refused.code);
//! }
//! # Ok(())
//! # }
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod account;
mod attached;
mod batch;
mod calls;
mod client;
mod error;
mod ids;
mod lane;
mod options;
mod outcome;
mod reads;
mod retry;
mod stream;
mod transfer;

pub use bezant_kernel::{AccountId, Currency, Timestamp, TransferId};
pub use bezant_proto::ledger::v1::{ResultCode, TransferField};

pub use account::{Account, BalanceGuard, BalanceSums, NewAccount, Opened};
pub use attached::Attached;
pub use batch::{BatchFull, PackedBatch, TransferBatch};
pub use client::Client;
pub use error::ClientError;
pub use ids::IdSource;
pub use options::{Options, RetryPolicy};
pub use outcome::{BatchOutcome, Code, Refused, TransferOutcome};
pub use reads::{AsOf, Balance, History, HistoryFilter, Side};
pub use stream::TransferStream;
pub use transfer::{Committed, Kind, Transfer};
