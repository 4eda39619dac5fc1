//! Addresses: networks that are let in, who is behind the proxies, and what counts as one caller.
//!
//! In come the address of a connection, the fields of a request and what the operator trusts; out comes one address that nobody
//! outside could choose, or that it can't be told.
//!
//! It must never believe a field that a trusted proxy did not write, or take two spellings of an address for two addresses.
//!
//! ```
//! use bezant_shield::address::{Field, Group, Networks, Proxies};
//! use http::HeaderMap;
//!
//! let proxies = Proxies::new(Networks::parse(["10.0.0.0/8"]).unwrap(), Field::XForwardedFor);
//! let mut headers = HeaderMap::new();
//! headers.insert("x-forwarded-for", "203.0.113.9, 198.51.100.7, 10.1.1.1".parse().unwrap());
//!
//! // 203.0.113.9 is what the caller at 198.51.100.7 made up.
//! let client = proxies.client("10.2.2.2".parse().unwrap(), &headers).unwrap();
//! assert_eq!(client.to_string(), "198.51.100.7");
//! assert!(Networks::parse(["198.51.100.0/24"]).unwrap().contain(client));
//! assert_eq!(Group::of(client).to_string(), "198.51.100.7/32");
//! ```

mod forwarded;
mod group;
mod networks;

#[cfg(test)]
mod tests;

pub use forwarded::{Field, Proxies, UnknownClient};
pub use group::Group;
pub use networks::{InvalidNetwork, Networks};
