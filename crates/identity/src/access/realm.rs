//! What one tenant has, with the indexes that find it. Nothing here knows of another tenant.

use std::collections::{BTreeMap, BTreeSet};

use bezant_kernel::{ApprovalId, GroupId, InvitationId, PrincipalId, Timestamp};

use super::role::{ADMIN, built_in};
use super::{
    Approval, ExternalId, Group, Holder, Invitation, Label, OutsideAccount, Principal, PrincipalStatus,
    Provider, ProviderName, Request, Role, RoleName, Subject,
};
use crate::{LookupHash, Permissions};

/// One tenant's people, roles and groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Realm {
    principals: BTreeMap<PrincipalId, Principal>,
    deleted: usize,
    by_email: BTreeMap<LookupHash, PrincipalId>,
    by_external_id: BTreeMap<ExternalId, PrincipalId>,
    by_subject: BTreeMap<(ProviderName, Timestamp, Subject), PrincipalId>,
    holders: BTreeSet<(RoleName, PrincipalId)>,
    groups: BTreeMap<GroupId, Group>,
    groups_by_name: BTreeMap<Label, GroupId>,
    groups_by_external_id: BTreeMap<ExternalId, GroupId>,
    members: BTreeSet<(GroupId, PrincipalId)>,
    pub(super) roles: BTreeMap<RoleName, Role>,
    invitations: BTreeMap<InvitationId, Invitation>,
    invitations_by_token: BTreeMap<[u8; 32], InvitationId>,
    /// Those, open or over, whose keys may still be there.
    sealed_invitations: BTreeSet<InvitationId>,
    pub(super) approvals: BTreeMap<ApprovalId, Approval>,
    pub(super) providers: BTreeMap<ProviderName, Provider>,
}

/// The realm of a tenant that has nothing yet.
pub(super) static EMPTY: Realm = Realm::new();

impl Realm {
    pub(super) const fn new() -> Realm {
        Realm {
            principals: BTreeMap::new(),
            deleted: 0,
            by_email: BTreeMap::new(),
            by_external_id: BTreeMap::new(),
            by_subject: BTreeMap::new(),
            holders: BTreeSet::new(),
            groups: BTreeMap::new(),
            groups_by_name: BTreeMap::new(),
            groups_by_external_id: BTreeMap::new(),
            members: BTreeSet::new(),
            roles: BTreeMap::new(),
            invitations: BTreeMap::new(),
            invitations_by_token: BTreeMap::new(),
            sealed_invitations: BTreeSet::new(),
            approvals: BTreeMap::new(),
            providers: BTreeMap::new(),
        }
    }

    pub(super) fn principal(&self, id: PrincipalId) -> Option<&Principal> {
        self.principals.get(&id)
    }

    pub(super) fn principals(&self) -> &BTreeMap<PrincipalId, Principal> {
        &self.principals
    }

    pub(super) fn live_principals(&self) -> usize {
        self.principals.len() - self.deleted
    }

    pub(super) fn by_email(&self, email: &LookupHash) -> Option<&Principal> {
        self.by_email.get(email).and_then(|id| self.principals.get(id))
    }

    pub(super) fn by_external_id(&self, external: &ExternalId) -> Option<&Principal> {
        self.by_external_id
            .get(external)
            .and_then(|id| self.principals.get(id))
    }

    pub(super) fn by_subject(&self, provider: &ProviderName, subject: &Subject) -> Option<&Principal> {
        let since = self.providers.get(provider)?.created_at;
        let key = (provider.clone(), since, subject.clone());
        self.by_subject.get(&key).and_then(|id| self.principals.get(id))
    }

    pub(super) fn group(&self, id: GroupId) -> Option<&Group> {
        self.groups.get(&id)
    }

    pub(super) fn groups(&self) -> &BTreeMap<GroupId, Group> {
        &self.groups
    }

    pub(super) fn group_named(&self, name: &Label) -> Option<&Group> {
        self.groups_by_name.get(name).and_then(|id| self.groups.get(id))
    }

    pub(super) fn group_by_external_id(&self, external: &ExternalId) -> Option<&Group> {
        self.groups_by_external_id
            .get(external)
            .and_then(|id| self.groups.get(id))
    }

    pub(super) fn members(&self, group: GroupId) -> impl Iterator<Item = PrincipalId> {
        let all = (group, PrincipalId::from_u128(0))..=(group, PrincipalId::from_u128(u128::MAX));
        self.members.range(all).map(|(_, member)| *member)
    }

    pub(super) fn invitations(&self) -> &BTreeMap<InvitationId, Invitation> {
        &self.invitations
    }

    pub(super) fn invitation_by_token(&self, token: &[u8; 32]) -> Option<&Invitation> {
        self.invitations_by_token
            .get(token)
            .and_then(|id| self.invitations.get(id))
    }

    /// What a role permits, if there is one of this name.
    pub(super) fn role_permissions(&self, name: &RoleName) -> Option<Permissions> {
        built_in(name).or_else(|| self.roles.get(name).map(|role| role.permissions))
    }

    /// What these roles permit together.
    pub(super) fn permissions_of<'a>(&self, roles: impl IntoIterator<Item = &'a RoleName>) -> Permissions {
        roles.into_iter().fold(Permissions::NONE, |all, role| {
            all.union(self.role_permissions(role).unwrap_or_default())
        })
    }

    pub(super) fn group_permissions(&self, group: &Group) -> Permissions {
        self.permissions_of(&group.roles)
    }

    /// The provider that an account is of, if the tenant has not removed it since.
    pub(super) fn provider_of(&self, account: &OutsideAccount) -> Option<&Provider> {
        let named = self.providers.get(&account.provider);
        named.filter(|provider| provider.created_at == account.since)
    }

    /// Every role that someone has, by whichever way.
    pub(super) fn roles_of<'a>(&'a self, principal: &'a Principal) -> impl Iterator<Item = &'a RoleName> {
        let by_groups = principal.groups.iter().filter_map(|id| self.groups.get(id));
        let outside = principal.outside.iter().filter_map(|account| {
            let provider = self.provider_of(account)?;
            Some(provider.settings.roles_of(&account.groups))
        });
        principal
            .roles
            .iter()
            .chain(by_groups.flat_map(|group| &group.roles))
            .chain(outside.flatten())
    }

    /// What someone may do once they are active.
    pub(super) fn potential(&self, principal: &Principal) -> Permissions {
        self.permissions_of(self.roles_of(principal))
    }

    /// Whether anybody has the role, or an open invitation, a group or a provider names it.
    pub(super) fn is_used(&self, role: &RoleName, now: Timestamp) -> bool {
        let from = (role.clone(), PrincipalId::from_u128(0));
        let held = self
            .holders
            .range(from..)
            .next()
            .is_some_and(|(held, _)| held == role);
        held || self.groups.values().any(|group| group.roles.contains(role))
            || self
                .providers
                .values()
                .any(|one| one.settings.all_roles().any(|named| named == role))
            || self
                .invitations
                .values()
                .any(|one| one.is_open(now) && one.new.roles.contains(role))
    }

    /// Whether someone is left with the role `admin` who is active, when what `goes` names is gone: who has it by themselves
    /// or by a group of the tenant. Who has it by an outside provider does not count, as providers fail.
    pub(super) fn keeps_admin(&self, goes: impl Fn(PrincipalId, Holder) -> bool) -> bool {
        let Ok(admin) = RoleName::new(ADMIN) else {
            return true;
        };
        let active = |id: &PrincipalId| self.principals.get(id).is_some_and(Principal::is_active);
        let from = (admin.clone(), PrincipalId::from_u128(0));
        let alone = self.holders.range(from..).take_while(|(role, _)| *role == admin);
        let mut all = alone.map(|(_, id)| (*id, Holder::Principal(*id))).chain(
            self.groups
                .values()
                .filter(|group| group.roles.contains(&admin))
                .flat_map(|group| self.members(group.id).map(|id| (id, Holder::Group(group.id)))),
        );
        all.any(|(id, way)| active(&id) && !goes(id, way))
    }

    pub(super) fn insert_principal(&mut self, principal: Principal) {
        self.remove_principal(principal.id);
        let id = principal.id;
        if principal.is_deleted() {
            self.deleted += 1;
        }
        if let Some(email) = principal.email {
            self.by_email.insert(email, id);
        }
        if let Some(external) = &principal.external_id {
            self.by_external_id.insert(external.clone(), id);
        }
        if let Some(account) = &principal.outside {
            self.by_subject.insert(subject_key(account), id);
        }
        self.holders
            .extend(principal.roles.iter().map(|role| (role.clone(), id)));
        self.members
            .extend(principal.groups.iter().map(|group| (*group, id)));
        self.principals.insert(id, principal);
    }

    fn remove_principal(&mut self, id: PrincipalId) -> Option<Principal> {
        let principal = self.principals.remove(&id)?;
        if principal.is_deleted() {
            self.deleted -= 1;
        }
        if let Some(email) = &principal.email {
            self.by_email.remove(email);
        }
        if let Some(external) = &principal.external_id {
            self.by_external_id.remove(external);
        }
        if let Some(account) = &principal.outside {
            self.by_subject.remove(&subject_key(account));
        }
        for role in &principal.roles {
            self.holders.remove(&(role.clone(), id));
        }
        for group in &principal.groups {
            self.members.remove(&(*group, id));
        }
        Some(principal)
    }

    /// Changes a principal with all that finds it. What was deleted stays as it is.
    pub(super) fn edit_principal(
        &mut self,
        id: PrincipalId,
        at: Timestamp,
        edit: impl FnOnce(&mut Principal),
    ) {
        if self.principals.get(&id).is_none_or(Principal::is_deleted) {
            return;
        }
        if let Some(mut principal) = self.remove_principal(id) {
            edit(&mut principal);
            principal.changed_at = at;
            principal.version += 1;
            if principal.status == PrincipalStatus::Deleted {
                principal.roles.clear();
                principal.groups.clear();
            }
            self.insert_principal(principal);
        }
    }

    pub(super) fn insert_group(&mut self, group: Group) {
        self.groups_by_name.insert(group.name.clone(), group.id);
        if let Some(external) = &group.external_id {
            self.groups_by_external_id.insert(external.clone(), group.id);
        }
        self.groups.insert(group.id, group);
    }

    pub(super) fn remove_group(&mut self, id: GroupId) -> Option<Group> {
        let group = self.groups.remove(&id)?;
        self.groups_by_name.remove(&group.name);
        if let Some(external) = &group.external_id {
            self.groups_by_external_id.remove(external);
        }
        Some(group)
    }

    pub(super) fn edit_group(&mut self, id: GroupId, at: Timestamp, edit: impl FnOnce(&mut Group)) {
        if let Some(mut group) = self.remove_group(id) {
            edit(&mut group);
            group.changed_at = at;
            group.version += 1;
            self.insert_group(group);
        }
    }

    pub(super) fn insert_invitation(&mut self, invitation: Invitation) {
        let id = invitation.new.id;
        self.invitations_by_token
            .insert(*invitation.new.token.as_bytes(), id);
        self.sealed_invitations.insert(id);
        self.invitations.insert(id, invitation);
    }

    pub(super) fn remove_invitation(&mut self, id: InvitationId) -> Option<Invitation> {
        let invitation = self.invitations.remove(&id)?;
        self.invitations_by_token.remove(invitation.new.token.as_bytes());
        Some(invitation)
    }

    pub(super) fn insert_approval(&mut self, approval: Approval) {
        if let Request::Invite(new) = &approval.request {
            self.sealed_invitations.insert(new.id);
        }
        self.approvals.insert(approval.id, approval);
    }

    pub(super) fn sealed_invitations(&self) -> &BTreeSet<InvitationId> {
        &self.sealed_invitations
    }

    pub(super) fn insert_sealed_invitation(&mut self, id: InvitationId) {
        self.sealed_invitations.insert(id);
    }

    pub(super) fn forget_erased(&mut self, ids: &BTreeSet<InvitationId>) {
        self.sealed_invitations.retain(|id| !ids.contains(id));
    }

    /// The invitations that nobody can accept any more and whose keys may still be there: accepted, revoked, turned down or
    /// out of time.
    pub(super) fn ended_invitations(&self, now: Timestamp) -> impl Iterator<Item = InvitationId> {
        let waiting = self.approvals.values().filter(|approval| approval.is_open(now));
        let waiting: BTreeSet<InvitationId> = waiting
            .filter_map(|approval| match &approval.request {
                Request::Invite(new) => Some(new.id),
                _ => None,
            })
            .collect();
        let is_open = move |id: &InvitationId| self.invitations.get(id).is_some_and(|one| one.is_open(now));
        self.sealed_invitations
            .iter()
            .filter(move |id| !waiting.contains(id) && !is_open(id))
            .copied()
    }

    /// Forgets the invitations and approvals whose time is over.
    pub(super) fn forget_expired(&mut self, now: Timestamp) {
        let over = |invitation: &Invitation| !invitation.is_open(now);
        let gone: Vec<InvitationId> = self
            .invitations
            .iter()
            .filter(|(_, one)| over(one))
            .map(|(id, _)| *id)
            .collect();
        for id in gone {
            self.remove_invitation(id);
        }
        self.approvals.retain(|_, approval| approval.is_open(now));
    }
}

fn subject_key(account: &OutsideAccount) -> (ProviderName, Timestamp, Subject) {
    (account.provider.clone(), account.since, account.subject.clone())
}
