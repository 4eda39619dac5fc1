//! Who asks, and what they may give, change and reach: the rules that keep anyone from getting what nobody gave them.

use bezant_kernel::{PrincipalId, Tenant, Timestamp};

use super::realm::Realm;
use super::{Holder, MAXIMUM_PRINCIPALS, Principal, PrincipalKind, Rejection};
use crate::{Authority, Permission, Permissions};

/// Who asks in a tenant, at a time.
#[derive(Copy, Clone)]
pub(super) struct Asker<'a> {
    pub(super) state: &'a crate::State,
    pub(super) tenant: Tenant,
    pub(super) realm: &'a Realm,
    pub(super) now: Timestamp,
    pub(super) by: &'a Authority,
    /// What they may do now with the credential that they asked with.
    may: Permissions,
}

/// As what someone changes people and groups.
#[derive(Copy, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// As an identity manager: everything, as far as they have themselves what they give.
    Manager,
    /// From outside: only what is marked as provisioned.
    Provisioner,
}

impl<'a> Asker<'a> {
    pub(super) fn new(
        state: &'a crate::State,
        now: Timestamp,
        tenant: Tenant,
        by: &'a Authority,
    ) -> Asker<'a> {
        Asker {
            state,
            tenant,
            realm: state.access.realm(tenant),
            now,
            by,
            may: by.permissions(state, tenant),
        }
    }

    pub(super) fn is_node(&self) -> bool {
        *self.by == Authority::Node
    }

    pub(super) fn is(&self, id: PrincipalId) -> bool {
        self.by.principal_id() == Some(id)
    }

    pub(super) fn needs(&self, permission: Permission) -> Result<(), Rejection> {
        if self.may.contains(permission) {
            Ok(())
        } else {
            Err(Rejection::PermissionMissing(permission.as_str()))
        }
    }

    /// Only an identity manager.
    pub(super) fn manages(&self) -> Result<(), Rejection> {
        self.needs(Permission::IdentityManage)
    }

    /// An identity manager, or someone who provisions. Who is both is a manager: with that they may do more, and so need the
    /// second person where a manager does.
    pub(super) fn standing(&self) -> Result<Standing, Rejection> {
        if self.may.contains(Permission::IdentityManage) {
            Ok(Standing::Manager)
        } else if self.may.contains(Permission::ScimManage) {
            Ok(Standing::Provisioner)
        } else {
            Err(Rejection::PermissionMissing(Permission::IdentityManage.as_str()))
        }
    }

    /// Whether they may give these permissions to someone: all of them are theirs, and none belongs to the whole node. The
    /// node's operator gives everything.
    pub(super) fn gives(&self, permissions: Permissions) -> Result<(), Rejection> {
        if self.is_node() {
            return Ok(());
        }
        if permissions.intersects(Permissions::NODE_WIDE) {
            return Err(Rejection::GrantNodeWide);
        }
        if self.may.contains_all(permissions) {
            Ok(())
        } else {
            Err(Rejection::GrantExceedsOwn(permissions.without(self.may)))
        }
    }

    /// Whether they may do something to an account by which they could act in its place, now or later: only if it permits
    /// nothing beyond what they may themselves. Suspending does not make it permit less.
    pub(super) fn reaches(&self, principal: &Principal) -> Result<(), Rejection> {
        let all = self.realm.potential(principal);
        if self.is_node() || self.may.contains_all(all) {
            Ok(())
        } else {
            Err(Rejection::PrincipalExceedsOwn(principal.id))
        }
    }

    /// Whether who provisions may change this account: a user who is marked for it, or may do nothing beyond themselves.
    pub(super) fn provisions(&self, principal: &Principal) -> Result<(), Rejection> {
        if principal.kind != PrincipalKind::User {
            Err(Rejection::NotProvisioned)
        } else if principal.provisioned {
            Ok(())
        } else {
            self.reaches(principal).map_err(|_| Rejection::NotProvisioned)
        }
    }

    /// How many principals the tenant may have.
    pub(super) fn most_principals(&self) -> usize {
        let limit = self.state.tenancy.limits(self.tenant).max_principals;
        limit.map_or(MAXIMUM_PRINCIPALS, |limit| limit as usize)
    }

    /// A principal who is not deleted.
    pub(super) fn live(&self, id: PrincipalId) -> Result<&'a Principal, Rejection> {
        let found = self
            .realm
            .principal(id)
            .filter(|principal| !principal.is_deleted());
        found.ok_or(Rejection::PrincipalUnknown(id))
    }

    /// That the tenant keeps an administrator when this goes. Only the node's operator may leave it without.
    pub(super) fn keeps_admin(&self, goes: impl Fn(PrincipalId, Holder) -> bool) -> Result<(), Rejection> {
        let nobody = |_, _| false;
        if self.is_node() || self.realm.keeps_admin(goes) || !self.realm.keeps_admin(nobody) {
            Ok(())
        } else {
            Err(Rejection::LastAdmin)
        }
    }
}
