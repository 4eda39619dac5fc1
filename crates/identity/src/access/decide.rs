//! The decision between what is asked and what happens.

use bezant_kernel::{Tenant, Timestamp};

use super::{Command, Event, Rejection};
use crate::Authority;

pub(crate) fn decide(
    _state: &crate::State,
    _now: Timestamp,
    _tenant: Tenant,
    _by: &Authority,
    _command: Command,
) -> Result<Vec<Event>, Rejection> {
    Err(Rejection::PermissionMissing("identity.manage"))
}
