//! The tenant on whose behalf a call is made. It is in the type of every call, so that forgetting it does not compile.

use crate::TenantId;

/// Proof that a caller acts for this tenant. The edge makes it from a checked credential, followers from a committed
/// entry; nothing else should.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tenant(TenantId);

impl Tenant {
    /// The tenant with this id.
    pub const fn new(id: TenantId) -> Self {
        Tenant(id)
    }

    /// The tenant's id.
    pub const fn id(self) -> TenantId {
        self.0
    }
}
