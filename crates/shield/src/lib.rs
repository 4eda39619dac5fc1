//! What keeps a hostile internet from the application, as plain code.
//!
//! In come what is known of a request (who sent it and from where, its head, its body where one was read) and what time it is;
//! out come verdicts, with what to tell the caller. No sockets, no runtime, no clock of its own: the edge asks, and acts.
//!
//! - [`rate`]: how often somebody may ask;
//! - [`signature`]: whether a message is signed, and by whom (RFC 9421);
//! - [`address`]: networks, and who is behind the proxies;
//! - [`geo`]: the country of an address;
//! - [`waf`]: what looks like an attack;
//! - [`shed`]: who goes first when there is too much of everything.
//!
//! It must never know a rule of the business, look at a body that it was not given, wait for anything, keep or print a secret,
//! or hold more than it was told that it may. Where it cannot tell, the answer is the one that is safe, and says so.

pub mod address;
pub mod geo;
pub mod rate;
pub mod shed;
pub mod signature;
pub mod waf;

mod moment;

pub use moment::Moment;
