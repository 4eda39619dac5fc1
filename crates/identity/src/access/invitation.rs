//! Invitations to become a user.

use std::collections::BTreeSet;

use bezant_kernel::{InvitationId, Timestamp};

use super::RoleName;
use crate::{Authority, LookupHash, Sealed, TokenHash};

/// An open invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// What was asked.
    pub new: NewInvitation,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: Authority,
}

impl Invitation {
    /// Whether it can be accepted at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        now < self.new.expires_at
    }
}

/// Whom to invite to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvitation {
    /// Its id, chosen by the caller.
    pub id: InvitationId,
    /// Whose: the user will be found by this e-mail.
    pub email: LookupHash,
    /// The user's profile, as far as it is known.
    pub profile: Sealed,
    /// What the user will have.
    pub roles: BTreeSet<RoleName>,
    /// The hash of the token in the letter.
    pub token: TokenHash,
    /// From when on it can't be accepted.
    pub expires_at: Timestamp,
}

impl NewInvitation {
    /// The longest time that an invitation stays open: 30 days.
    pub const MAXIMUM_MICROSECONDS: u64 = 30 * 24 * 3_600 * 1_000_000;
}
