//! Rate limits: how often somebody may ask, under several policies at once.
//!
//! In comes who asks (hashed under a secret, so that nobody chooses where a count is kept), what a request costs, and when; out
//! comes for every policy whether there was room, how much is left and when there will be more, and the headers that say so.
//! A request is charged to all of its policies or to none: what one refuses doesn't use up the others.
//!
//! Counting is GCRA, which is a token bucket kept as one number: a policy of `quota` in `window` lets that many through at once
//! and then one in every `window / quota`. Over any window no more than twice the quota goes through, in the long run never
//! more than the quota. The price of exact sliding windows would be a memory per request instead of per caller.
//!
//! It must never forget what somebody used because others flood it (see [`LocalStore`]), wait, or grow.
//!
//! ```
//! use bezant_shield::Moment;
//! use bezant_shield::rate::{Answer, Charge, Dimension, LocalStore, Policies, Policy, Store, Subjects};
//!
//! let policies = Policies::new(vec![
//!     Policy::new("address", 300, 60).unwrap(),
//!     Policy::new("key", 100, 1).unwrap(),
//! ])
//! .unwrap();
//! let (address, key) = (policies.find("address").unwrap(), policies.find("key").unwrap());
//! let store = LocalStore::new(policies.clone(), 1 << 16);
//! let subjects = Subjects::new([7; 32]); // drawn at each start
//!
//! let charges = [
//!     Charge::one(address, subjects.of(Dimension::Address, &[b"192.0.2.1"])),
//!     Charge::one(key, subjects.of(Dimension::Key, &[b"key_01"])),
//! ];
//! let Answer::Now(decision) = store.take(&charges, Moment::from_nanoseconds(1)) else {
//!     unreachable!("the local store answers at once");
//! };
//! assert!(decision.is_allowed());
//! assert_eq!(policies.limit_header(&decision), r#""address";r=299;t=1, "key";r=99;t=1"#);
//! assert_eq!(policies.policy_header(&decision), r#""address";q=300;w=60, "key";q=100;w=1"#);
//! ```

pub mod conformance;
mod decision;
mod local;
mod policy;
mod store;
mod subject;

#[cfg(test)]
mod tests;

pub use decision::{Decision, Verdict};
pub use local::LocalStore;
pub use policy::{InvalidPolicy, Policies, Policy, PolicyId};
pub use store::{Answer, Charge, Store, Unavailable};
pub use subject::{Dimension, Subject, Subjects};
