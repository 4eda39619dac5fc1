//! The card vault: the one place where card numbers are.
//!
//! In come numbers, expiries, names and security codes; out come tokens, and numbers for those who may have them and say what
//! for. It is an engine of its own over a log of its own: a machine that sees sealed bytes and keyed hashes only, and an adapter
//! before it that checks, seals and opens. Each card has a data key; whoever shreds the key shreds the card, in backups too.
//!
//! It must never print, trace, log or return an error with a number or a security code, write a security code anywhere, hand a
//! number out before the record of it is durable, or know what a payment is.

pub mod access;
mod codes;
pub mod conformance;
mod format_preserving;
mod local;
mod machine;
mod number;
mod pool;
mod rotation;
mod scheme;
mod secrets;
mod vault;
mod verify;

pub use number::{
    CardNumber, CustomerReference, Expiry, HolderName, InvalidCard, NewCard, PlainCard, SecurityCode,
};

pub use access::{Access, AccessKind, Caller, Purpose, Purposes};
pub use machine::{CardView, Outcome, RotationView};
pub use vault::{Facts, Listing, MOST_LISTED, Status, Token, Tokenized, Vault, VaultError};

pub use local::{LocalVault, OpenError, Options};
pub use verify::{KeyFile, Unsound, Verified, verify};
