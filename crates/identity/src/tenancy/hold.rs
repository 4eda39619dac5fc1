//! Legal holds: while a tenant has one, nothing of it is deleted because its time is over or somebody asks (GDPR article 17 (3) e).

use std::collections::BTreeMap;

use bezant_kernel::Timestamp;

use super::decide::is_plain;
use super::{Event, Rejection, TenantRecord};
use crate::word::word;

word! {
    /// What a legal hold is called, for instance by the number of the matter: 1 to 64 characters of `a-z0-9-_.`.
    HoldName, 64, b"-_."
}

/// A tenant has at most so many holds.
pub const MAXIMUM_HOLDS: usize = 100;
const REASON_CHARACTERS: usize = 500;

/// Why nothing is deleted, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// For people.
    pub reason: String,
    /// When it was placed.
    pub placed_at: Timestamp,
}

/// The holds of one tenant.
pub type Holds = BTreeMap<HoldName, Hold>;

/// Placing a hold again with the same reason changes nothing; with another one it is a mistake.
pub(super) fn place(record: &TenantRecord, name: HoldName, reason: String) -> Result<Vec<Event>, Rejection> {
    if !is_plain(&reason, REASON_CHARACTERS) {
        return Err(Rejection::TenantReasonInvalid);
    }
    match record.holds.get(&name) {
        Some(hold) if hold.reason == reason => Ok(Vec::new()),
        Some(_) => Err(Rejection::HoldExists(name)),
        None if record.holds.len() >= MAXIMUM_HOLDS => Err(Rejection::TooManyHolds),
        None => Ok(vec![Event::HoldPlaced { name, reason }]),
    }
}

pub(super) fn release(record: &TenantRecord, name: HoldName) -> Result<Vec<Event>, Rejection> {
    match record.holds.contains_key(&name) {
        true => Ok(vec![Event::HoldReleased { name }]),
        false => Err(Rejection::HoldUnknown(name)),
    }
}
