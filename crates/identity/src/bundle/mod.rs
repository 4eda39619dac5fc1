//! Versions of the access policy: which was in force when, and who put it there.
//!
//! ```text
//!   propose ──▶ version n ──activate──▶ in force ──another is activated──▶ version n
//!                                          │  ▲
//!                                          └──┴── roll back: the one before is in force again
//! ```
//!
//! In come texts and the wish to put them in force; out come events that carry the texts, so that the log holds every policy
//! that was ever in force. The policy holds for the whole node, so it is kept once, whatever tenant acts. Version
//! [`BUILT_IN`] is the policy that Bezant brings. This part never reads the texts: whoever proposes one has compiled it.

mod decide;
mod rejection;
mod state;
mod wire;

pub(crate) use decide::decide;
pub use decide::{
    BUILT_IN, Command, Event, Files, MAXIMUM_BYTES, MAXIMUM_FILES, MAXIMUM_NOTE_CHARACTERS, check_files,
    digest,
};
pub use rejection::Rejection;
pub(crate) use state::apply;
pub use state::{MAXIMUM_VERSIONS, State, Version};
pub(crate) use wire::{decode_event, encode_event};

#[cfg(test)]
mod tests;
