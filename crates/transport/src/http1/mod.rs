//! What of HTTP/1.1 is refused before hyper reads it.
//!
//! In: the bytes of a connection as they arrive. Out: how many of them may be read, and what is said instead of the rest. Whatever
//! RFC 9110 and 9112 forbid or leave to the reader about where a request begins and ends and whom it is for is refused: two
//! readers in a row must never disagree. This must never change a byte of what it lets pass, or keep more than one line.

mod chunks;
mod head;
mod scan;

pub(crate) use head::is_authority;
pub(crate) use scan::{Facts, INSTEAD_BYTES, Scanner, Verdict};
