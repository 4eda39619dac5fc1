//! Events as they happen, to any number of watchers.
//!
//! In come the committed entries of the log, followed once per node; out go a tenant's events to all who watch it, each written as
//! JSON once. Watchers share one bounded ring of the newest events and keep only their place in it: who falls behind it, or begins
//! at an old place, reads the log until the ring has the rest. It must never tell a tenant of another's events, leave one out or tell
//! one twice on a connection, wait for a slow watcher, or hold more of a watcher in memory than a page.
//!
//! ```text
//! log ──▶ hub ──▶ ring of each watched tenant ──▶ watch ──▶ server-sent events
//!  └──────────── pages for who is behind ─────────▲  └────▶ WebSocket
//! ```

mod channel;
mod events;
mod filter;
mod hub;
mod pages;
mod place;
mod pulse;
mod socket;
mod told;
mod watch;

pub(crate) use events::server_sent_events;
pub(crate) use filter::Filter;
pub(crate) use hub::Hub;
pub(crate) use place::Place;
pub(crate) use socket::{SocketMessageDto, enter};
