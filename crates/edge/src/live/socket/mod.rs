//! Events over a WebSocket, by the subprotocol `bezant.events.v1` (docs/events.md).
//!
//! In come a request that wants to be one, and then small messages: who it is, subscriptions, credit. Out go events, each once
//! however many subscriptions want it. It must never tell anything before it knows whom, take large or many messages, or wait for
//! a watcher that takes nothing.

mod close;
mod enter;
mod message;
mod session;

pub(crate) use enter::enter;
pub(crate) use message::SocketMessageDto;

/// The name of the messages' form.
const PROTOCOL: &str = "bezant.events.v1";
/// The longest message of a watcher: a subscription with many types.
const LONGEST_MESSAGE: usize = 8 * 1024;
/// What is taken from the network at a time, per watcher in memory for as long as it is there.
const READ_AT_ONCE: usize = 1024;
