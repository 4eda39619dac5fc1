//! The country of an address, and whether it is let in.
//!
//! In comes a database in MaxMind's format as bytes (GeoLite2 and GeoIP2 Country or City, and what others make in that format), an
//! address, and a list of countries; out comes where the address is said to be, and a verdict. The database is read by the
//! crate `maxminddb` from memory, without mapping files, so a file that is replaced or cut off while it is used changes nothing.
//!
//! It must never take a database that it can't read in place of one that it can, or count an address without a country as of one.
//! A country by address is a guess: good enough to refuse those who do not hide, never proof of where somebody is.
//!
//! ```no_run
//! use bezant_shield::geo::{Country, Database, Fence, Geo, Rule};
//!
//! let geo = Geo::new(Database::read(std::fs::read("countries.mmdb")?)?);
//! let fence = Fence {
//!     rule: Rule::Deny(vec![Country::parse("KP").unwrap()]),
//!     admits_unknown: true,
//! };
//! let verdict = fence.judge(geo.country("192.0.2.1".parse()?));
//! assert!(verdict.is_admitted);
//! geo.replace(Database::read(std::fs::read("countries-of-today.mmdb")?)?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod country;
mod database;
mod fence;

#[cfg(test)]
mod tests;

pub use country::{Country, InvalidCountry};
pub use database::{Database, Geo, InvalidDatabase};
pub use fence::{Fence, Rule, Verdict};
