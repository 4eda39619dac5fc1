//! Who there is in each tenant, and how events change it.

use std::collections::{BTreeMap, BTreeSet};

use bezant_kernel::{ApprovalId, GroupId, InvitationId, PrincipalId, Tenant, Timestamp};

use super::realm::{EMPTY, Realm};
use super::{
    Approval, Event, ExternalId, Group, GroupChanges, Holder, Invitation, Label, NewGroup, NewPrincipal,
    Principal, PrincipalChanges, PrincipalStatus, Provider, ProviderName, ProviderSettings, Role, RoleName,
    Subject,
};
use crate::{Authority, LookupHash, Permissions, Sealed, TokenHash};

/// The principals, roles, groups, invitations, approvals and providers of all tenants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    realms: BTreeMap<Tenant, Realm>,
    /// Whose each id is, so that no two tenants have the same: other parts keep what they know by the id alone.
    homes: BTreeMap<PrincipalId, Tenant>,
    /// Whom tests of other parts have put there without the commands for it.
    #[cfg(test)]
    staged: BTreeMap<(Tenant, PrincipalId), Option<Permissions>>,
}

impl State {
    /// Whether a principal is there and may act.
    pub fn is_active(&self, tenant: Tenant, id: PrincipalId) -> bool {
        #[cfg(test)]
        if let Some(may) = self.staged.get(&(tenant, id)) {
            return may.is_some();
        }
        self.principal(tenant, id).is_some_and(Principal::is_active)
    }

    /// What a principal may do now: nothing if they are unknown, suspended, deleted, or of another tenant.
    pub fn permissions_of(&self, tenant: Tenant, id: PrincipalId) -> Permissions {
        #[cfg(test)]
        if let Some(may) = self.staged.get(&(tenant, id)) {
            return may.unwrap_or(Permissions::NONE);
        }
        let realm = self.realm(tenant);
        let active = realm.principal(id).filter(|principal| principal.is_active());
        active.map_or(Permissions::NONE, |principal| realm.potential(principal))
    }

    /// Makes a principal of these permissions active, or suspends them, without the commands for it.
    #[cfg(test)]
    pub(crate) fn set_for_test(&mut self, tenant: Tenant, id: PrincipalId, may: Option<Permissions>) {
        self.staged.insert((tenant, id), may);
    }

    /// Whether a principal signs in at an outside provider that is still in use.
    pub fn comes_from_outside(&self, tenant: Tenant, id: PrincipalId) -> bool {
        let account = self.principal(tenant, id).and_then(|one| one.outside.as_ref());
        account.is_some_and(|account| {
            let provider = self.provider(tenant, &account.provider);
            provider.is_some_and(|provider| provider.created_at == account.since)
        })
    }

    /// Every role that a principal has: by themselves, by groups and by their outside provider.
    pub fn roles_of(&self, tenant: Tenant, id: PrincipalId) -> BTreeSet<RoleName> {
        let realm = self.realm(tenant);
        let principal = realm.principal(id);
        principal.map_or_else(BTreeSet::new, |one| realm.roles_of(one).cloned().collect())
    }

    /// A principal, deleted ones included.
    pub fn principal(&self, tenant: Tenant, id: PrincipalId) -> Option<&Principal> {
        self.realm(tenant).principal(id)
    }

    /// The principals behind `after` by id, deleted ones included.
    pub fn principals(&self, tenant: Tenant, after: Option<PrincipalId>) -> impl Iterator<Item = &Principal> {
        let from = after.map_or(0, |id| id.as_u128().saturating_add(1));
        self.realm(tenant)
            .principals()
            .range(PrincipalId::from_u128(from)..)
            .map(|(_, principal)| principal)
    }

    /// The principal with this e-mail.
    pub fn principal_by_email(&self, tenant: Tenant, email: &LookupHash) -> Option<&Principal> {
        self.realm(tenant).by_email(email)
    }

    /// The principal that an outside directory calls so.
    pub fn principal_by_external_id(&self, tenant: Tenant, external: &ExternalId) -> Option<&Principal> {
        self.realm(tenant).by_external_id(external)
    }

    /// The principal who comes by this outside account.
    pub fn principal_by_subject(
        &self,
        tenant: Tenant,
        provider: &ProviderName,
        subject: &Subject,
    ) -> Option<&Principal> {
        self.realm(tenant).by_subject(provider, subject)
    }

    /// The tenant that a principal belongs to; for checks, not for answers.
    pub fn home(&self, id: PrincipalId) -> Option<Tenant> {
        self.homes.get(&id).copied()
    }

    /// What a role permits, built in or the tenant's own.
    pub fn role_permissions(&self, tenant: Tenant, name: &RoleName) -> Option<Permissions> {
        self.realm(tenant).role_permissions(name)
    }

    /// The tenant's own roles, by name.
    pub fn roles(&self, tenant: Tenant) -> impl Iterator<Item = &Role> {
        self.realm(tenant).roles.values()
    }

    /// A group.
    pub fn group(&self, tenant: Tenant, id: GroupId) -> Option<&Group> {
        self.realm(tenant).group(id)
    }

    /// The groups, by id.
    pub fn groups(&self, tenant: Tenant) -> impl Iterator<Item = &Group> {
        self.realm(tenant).groups().values()
    }

    /// The group of this name.
    pub fn group_named(&self, tenant: Tenant, name: &Label) -> Option<&Group> {
        self.realm(tenant).group_named(name)
    }

    /// The group that an outside directory calls so.
    pub fn group_by_external_id(&self, tenant: Tenant, external: &ExternalId) -> Option<&Group> {
        self.realm(tenant).group_by_external_id(external)
    }

    /// The members of a group, by id.
    pub fn members(&self, tenant: Tenant, group: GroupId) -> impl Iterator<Item = PrincipalId> {
        self.realm(tenant).members(group)
    }

    /// The invitations that can be accepted at `now`, by id.
    pub fn invitations(&self, tenant: Tenant, now: Timestamp) -> impl Iterator<Item = &Invitation> {
        let all = self.realm(tenant).invitations().values();
        all.filter(move |invitation| invitation.is_open(now))
    }

    /// An invitation that can be accepted at `now`.
    pub fn invitation(&self, tenant: Tenant, id: InvitationId, now: Timestamp) -> Option<&Invitation> {
        let found = self.realm(tenant).invitations().get(&id);
        found.filter(|invitation| invitation.is_open(now))
    }

    /// The invitation behind a presented token, if it can be accepted at `now`.
    pub fn invitation_by_token(
        &self,
        tenant: Tenant,
        token: &TokenHash,
        now: Timestamp,
    ) -> Option<&Invitation> {
        let found = self.realm(tenant).invitation_by_token(token.as_bytes());
        found.filter(|invitation| invitation.is_open(now))
    }

    /// The invitations that are over at `now` and whose keys may still be there, by id.
    pub fn ended_invitations(&self, tenant: Tenant, now: Timestamp) -> impl Iterator<Item = InvitationId> {
        self.realm(tenant).ended_invitations(now)
    }

    /// The requests that wait at `now` for a second person, by id.
    pub fn approvals(&self, tenant: Tenant, now: Timestamp) -> impl Iterator<Item = &Approval> {
        let all = self.realm(tenant).approvals.values();
        all.filter(move |approval| approval.is_open(now))
    }

    /// A request that waits for a second person, or waited in vain until not long ago.
    pub fn approval(&self, tenant: Tenant, id: ApprovalId) -> Option<&Approval> {
        self.realm(tenant).approvals.get(&id)
    }

    /// An outside provider.
    pub fn provider(&self, tenant: Tenant, name: &ProviderName) -> Option<&Provider> {
        self.realm(tenant).providers.get(name)
    }

    /// The outside providers, by name.
    pub fn providers(&self, tenant: Tenant) -> impl Iterator<Item = &Provider> {
        self.realm(tenant).providers.values()
    }

    pub(super) fn realm(&self, tenant: Tenant) -> &Realm {
        self.realms.get(&tenant).unwrap_or(&EMPTY)
    }

    pub(super) fn realms(&self) -> impl Iterator<Item = (Tenant, &Realm)> {
        self.realms.iter().map(|(tenant, realm)| (*tenant, realm))
    }

    pub(super) fn realm_mut(&mut self, tenant: Tenant) -> &mut Realm {
        self.realms.entry(tenant).or_insert_with(Realm::new)
    }

    pub(super) fn insert_principal(&mut self, principal: Principal) {
        self.homes.insert(principal.id, principal.tenant);
        self.realm_mut(principal.tenant).insert_principal(principal);
    }
}

/// Applies an event of `tenant` that was committed at `at`.
pub(crate) fn apply(state: &mut State, at: Timestamp, tenant: Tenant, by: &Authority, event: &Event) {
    if let Event::PrincipalCreated(new) = event {
        if !state.homes.contains_key(&new.id) {
            state.insert_principal(created(new, tenant, at, by));
        }
        return;
    }
    let realm = state.realm_mut(tenant);
    match event {
        Event::PrincipalCreated(_) => {}
        Event::PrincipalChanged { id, changes } => {
            realm.edit_principal(*id, at, |one| change_principal(one, changes))
        }
        Event::PrincipalLinked { id, account } => {
            realm.edit_principal(*id, at, |one| one.outside = Some(account.clone()));
        }
        Event::PrincipalSuspended { id } => {
            realm.edit_principal(*id, at, |one| one.status = PrincipalStatus::Suspended);
        }
        Event::PrincipalReactivated { id } => {
            realm.edit_principal(*id, at, |one| one.status = PrincipalStatus::Active);
        }
        Event::PrincipalDeleted { id } => realm.edit_principal(*id, at, forget_person),
        Event::RoleDefined {
            name,
            description,
            permissions,
        }
        | Event::RoleChanged {
            name,
            description,
            permissions,
        } => {
            set_role(realm, at, name, description, *permissions);
        }
        Event::RoleRemoved { name } => {
            realm.roles.remove(name);
        }
        Event::RoleAssigned { to, role } => match to {
            Holder::Principal(id) => realm.edit_principal(*id, at, |one| {
                one.roles.insert(role.clone());
            }),
            Holder::Group(id) => realm.edit_group(*id, at, |group| {
                group.roles.insert(role.clone());
            }),
        },
        Event::RoleWithdrawn { from, role } => match from {
            Holder::Principal(id) => realm.edit_principal(*id, at, |one| {
                one.roles.remove(role);
            }),
            Holder::Group(id) => realm.edit_group(*id, at, |group| {
                group.roles.remove(role);
            }),
        },
        Event::GroupCreated(new) => realm.insert_group(created_group(new, at)),
        Event::GroupChanged { id, changes } => {
            realm.edit_group(*id, at, |group| change_group(group, changes))
        }
        Event::GroupRemoved { id } => {
            let members: Vec<PrincipalId> = realm.members(*id).collect();
            for member in members {
                realm.edit_principal(member, at, |one| {
                    one.groups.remove(id);
                });
            }
            realm.remove_group(*id);
        }
        Event::MembersAdded { group, members } => {
            for member in members {
                realm.edit_principal(*member, at, |one| {
                    one.groups.insert(*group);
                });
            }
            realm.edit_group(*group, at, |_| {});
        }
        Event::MembersRemoved { group, members } => {
            for member in members {
                realm.edit_principal(*member, at, |one| {
                    one.groups.remove(group);
                });
            }
            realm.edit_group(*group, at, |_| {});
        }
        Event::InvitationMade(new) => {
            realm.forget_expired(at);
            realm.insert_invitation(Invitation {
                new: new.clone(),
                created_at: at,
                created_by: by.clone(),
            });
        }
        Event::InvitationAccepted { id, principal } => {
            if let Some(invitation) = realm.remove_invitation(*id) {
                realm.edit_principal(*principal, at, |one| one.roles.extend(invitation.new.roles));
            }
        }
        Event::InvitationRevoked { id } => {
            realm.remove_invitation(*id);
        }
        Event::InvitationsErased { ids } => realm.forget_erased(ids),
        Event::ApprovalRequested { id, request } => {
            realm.forget_expired(at);
            realm.insert_approval(Approval {
                id: *id,
                request: request.clone(),
                requested_by: by.clone(),
                requested_at: at,
            });
        }
        Event::ApprovalGiven { id } | Event::ApprovalRejected { id } => {
            realm.approvals.remove(id);
        }
        Event::ProviderSet(settings) => set_provider(realm, at, settings),
        Event::ProviderRemoved { name } => {
            realm.providers.remove(name);
        }
    }
}

fn created(new: &NewPrincipal, tenant: Tenant, at: Timestamp, by: &Authority) -> Principal {
    Principal {
        id: new.id,
        tenant,
        kind: new.kind,
        name: new.name.clone(),
        email: new.email,
        profile: new.profile.clone(),
        external_id: new.external_id.clone(),
        owner: new.owner,
        status: PrincipalStatus::Active,
        roles: BTreeSet::new(),
        groups: BTreeSet::new(),
        attributes: new.attributes.clone(),
        outside: None,
        provisioned: new.provisioned,
        created_at: at,
        created_by: by.clone(),
        changed_at: at,
        version: 1,
    }
}

fn change_principal(principal: &mut Principal, changes: &PrincipalChanges) {
    if let Some(name) = &changes.name {
        principal.name = Some(name.clone());
    }
    if let Some(email) = changes.email {
        principal.email = email;
    }
    if let Some(profile) = &changes.profile {
        principal.profile = profile.clone();
    }
    if let Some(external) = &changes.external_id {
        principal.external_id = external.clone();
    }
    if let Some(owner) = changes.owner {
        principal.owner = owner;
    }
    if let Some(attributes) = &changes.attributes {
        principal.attributes = attributes.clone();
    }
    if let Some(provisioned) = changes.provisioned {
        principal.provisioned = provisioned;
    }
}

fn forget_person(principal: &mut Principal) {
    principal.status = PrincipalStatus::Deleted;
    principal.email = None;
    principal.profile = Sealed::default();
    principal.external_id = None;
    principal.attributes = super::Attributes::default();
    principal.outside = None;
    principal.provisioned = false;
}

fn created_group(new: &NewGroup, at: Timestamp) -> Group {
    Group {
        id: new.id,
        name: new.name.clone(),
        external_id: new.external_id.clone(),
        provisioned: new.provisioned,
        roles: BTreeSet::new(),
        created_at: at,
        changed_at: at,
        version: 1,
    }
}

fn change_group(group: &mut Group, changes: &GroupChanges) {
    if let Some(name) = &changes.name {
        group.name = name.clone();
    }
    if let Some(external) = &changes.external_id {
        group.external_id = external.clone();
    }
    if let Some(provisioned) = changes.provisioned {
        group.provisioned = provisioned;
    }
}

fn set_role(realm: &mut Realm, at: Timestamp, name: &RoleName, description: &str, permissions: Permissions) {
    let before = realm.roles.get(name);
    let role = Role {
        name: name.clone(),
        description: description.to_owned(),
        permissions,
        created_at: before.map_or(at, |role| role.created_at),
        changed_at: at,
        version: before.map_or(1, |role| role.version + 1),
    };
    realm.roles.insert(name.clone(), role);
}

fn set_provider(realm: &mut Realm, at: Timestamp, settings: &ProviderSettings) {
    // Another kind is another provider: who came by the one before does not come by it.
    let named = realm.providers.get(&settings.name);
    let before = named.filter(|one| one.settings.kind == settings.kind);
    let provider = Provider {
        settings: settings.clone(),
        created_at: before.map_or(at, |one| one.created_at),
        changed_at: at,
        version: named.map_or(1, |one| one.version + 1),
    };
    realm.providers.insert(settings.name.clone(), provider);
}
