//! What the ledger does, feature by feature, each under the description by which users ask for it.

#![allow(clippy::unwrap_used)]

mod accounts;
mod books;
mod bulk;
mod ending;
mod existing;
mod later;
mod limits;
mod postings;
mod preview;
