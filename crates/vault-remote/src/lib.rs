//! The card vault on a machine of its own: what it is asked over HTTP/2 and mutual TLS, a server before any vault, and a client that is a
//! vault itself.
//!
//! ```text
//!   node ─▶ RemoteVault ─▶ question ══ mutual TLS, HTTP/2 ══▶ server ─▶ who is it, what may it ─▶ Vault
//!                                                                                 answer ◀────────┘
//! ```
//!
//! In come the calls of [`bezant_vault::Vault`] on one machine, out go the same calls on the other, and what came of them. The contract is
//! the vault's own, and one suite runs on both. Only certificates that the server's configuration names get in, each with the purposes
//! that it may have numbers for.
//!
//! **What a lost connection means.** The caller does not know what was done. Whatever the server has begun it ends, whether or not
//! somebody still listens. Tokenizing again gives the same card; taking a number again leaves one more line in its record, and lacks the
//! security code if the first had it; deleting again changes nothing.
//!
//! It must never put a number or a security code into an address, a header, a log or an error, answer whoever it does not know, hold more
//! than a bound says, or call something done of which it has not heard.

mod admission;
mod body;
mod client;
mod identity;
mod server;
mod wire;

pub use admission::{Admission, Client, KnownBy, RefusedClient};
pub use client::RemoteVault;
pub use identity::{Files, RemoteError};
pub use server::{Settings, serve};

/// Where a vault is asked, below its address.
const PATH: &str = "/vault/v1";

/// How a body says what it is.
const CONTENT_TYPE: &str = "application/x-protobuf";

/// The largest question: a card with a name and a reference has some 300 bytes.
const LARGEST_QUESTION_BYTES: usize = 16 * 1024;

/// The largest answer: a hundred cards, or lines of a record, of some 300 bytes.
const LARGEST_ANSWER_BYTES: usize = 256 * 1024;

/// An error with what it came from: only there it says what was wrong.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}
