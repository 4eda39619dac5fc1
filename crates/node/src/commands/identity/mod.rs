//! `bezant tenant|user|agent|role|key|approval|oauth …`: identity, administered on the machine that the node runs on.
//!
//! In come arguments; requests go through the running node's admin socket, or to the data of a stopped one, and out come tables for
//! people or JSON for programs. It must never decide who may do what, and print no secret but one that was just made.

pub(crate) mod agents;
pub(crate) mod clients;
pub(crate) mod keys;
pub(crate) mod roles;
mod socket;
pub(crate) mod tenants;
pub(crate) mod users;

use clap::Args;

pub(crate) use socket::{administer, part};

/// How an answer is printed.
#[derive(Args, Clone, Copy)]
pub(crate) struct Form {
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}
