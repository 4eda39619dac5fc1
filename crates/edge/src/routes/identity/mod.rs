//! The management of identity: tenant, principals, roles, groups, invitations, approvals, keys, clients, consent, policy.
//!
//! In come requests of people and programs with the permission; commands go to the identity machine in their name, which decides
//! what they may give and what takes a second person, and answers go out with personal data opened. It must never decide itself
//! who may give what, show a secret but in the answer that makes it, or put personal data where it is not asked for.

pub(crate) mod approvals;
pub(crate) mod clients;
pub(crate) mod consents;
pub(crate) mod decisions;
pub(crate) mod export;
pub(crate) mod giving;
pub(crate) mod groups;
pub(crate) mod holds;
pub(crate) mod invitations;
pub(crate) mod invite;
pub(crate) mod keys;
pub(crate) mod memberships;
pub(crate) mod own_consents;
mod paging;
pub(crate) mod policy;
pub(crate) mod principals;
pub(crate) mod providers;
pub(crate) mod roles;
pub(crate) mod standing;
pub(crate) mod tenant;

use bezant_identity::Permission::{
    ClientsManage, ClientsRead, ConsentsManage, ConsentsRead, DecisionsRead, IdentityManage, IdentityRead,
    KeysManage, KeysRead, PolicyManage, PolicyRead, TenantManage, TenantRead,
};

use crate::access::{Access, Route, delete, get, post, put};

const READ: Access = Access::needs(IdentityRead);
const MANAGE: Access = Access::needs(IdentityManage);
/// What can't be taken back, or gives somebody more.
const GIVE: Access = Access::needs(IdentityManage).fresh();
const READ_KEYS: Access = Access::needs(KeysRead);
const MANAGE_KEYS: Access = Access::needs(KeysManage).fresh();
const REVOKE_KEYS: Access = Access::needs(KeysManage);
const READ_CLIENTS: Access = Access::needs(ClientsRead);
const MANAGE_CLIENTS: Access = Access::needs(ClientsManage).fresh();
const READ_CONSENTS: Access = Access::needs(ConsentsRead);
const MANAGE_CONSENTS: Access = Access::needs(ConsentsManage);
const READ_TENANT: Access = Access::needs(TenantRead);
const MANAGE_TENANT: Access = Access::needs(TenantManage);
const EXPORT_TENANT: Access = Access::needs(TenantManage).fresh();
const READ_POLICY: Access = Access::needs(PolicyRead);
const MANAGE_POLICY: Access = Access::needs(PolicyManage).fresh();
const READ_DECISIONS: Access = Access::needs(DecisionsRead);
const MYSELF: Access = Access::Themself { fresh: false };

/// The routes of this part.
pub(crate) fn routes() -> Vec<Route> {
    let mut all = people();
    all.extend(credentials());
    all.extend(rules());
    all
}

fn people() -> Vec<Route> {
    vec![
        (
            "/api/v1/tenant",
            get(READ_TENANT, tenant::read).patch(MANAGE_TENANT.fresh(), tenant::change),
        ),
        ("/api/v1/tenant/export", get(EXPORT_TENANT, tenant::export)),
        ("/api/v1/tenant/legal-holds", get(READ_TENANT, holds::list)),
        (
            "/api/v1/tenant/legal-holds/{name}",
            put(MANAGE_TENANT.fresh(), holds::place).delete(MANAGE_TENANT.fresh(), holds::release),
        ),
        (
            "/api/v1/principals",
            post(MANAGE, principals::create).get(READ, principals::list),
        ),
        (
            "/api/v1/principals/{id}",
            get(READ, principals::read)
                .patch(GIVE, principals::change)
                .delete(GIVE, principals::delete),
        ),
        ("/api/v1/principals/{id}/suspend", post(MANAGE, standing::suspend)),
        (
            "/api/v1/principals/{id}/reactivate",
            post(GIVE, standing::reactivate),
        ),
        ("/api/v1/principals/{id}/erase", post(GIVE, standing::erase)),
        (
            "/api/v1/principals/{id}/permissions",
            get(READ, standing::permissions),
        ),
        (
            "/api/v1/principals/{id}/roles",
            post(GIVE, memberships::give_to_principal),
        ),
        (
            "/api/v1/principals/{id}/roles/{role}",
            delete(MANAGE, memberships::take_from_principal),
        ),
        ("/api/v1/roles", post(GIVE, roles::define).get(READ, roles::list)),
        (
            "/api/v1/roles/{name}",
            get(READ, roles::read)
                .put(GIVE, roles::change)
                .delete(MANAGE, roles::remove),
        ),
        (
            "/api/v1/groups",
            post(MANAGE, groups::create).get(READ, groups::list),
        ),
        (
            "/api/v1/groups/{id}",
            get(READ, groups::read)
                .patch(GIVE, groups::change)
                .delete(MANAGE, groups::remove),
        ),
        (
            "/api/v1/groups/{id}/members",
            post(GIVE, groups::add_members).get(READ, groups::members),
        ),
        (
            "/api/v1/groups/{id}/members/{principal}",
            delete(MANAGE, groups::remove_member),
        ),
        (
            "/api/v1/groups/{id}/roles",
            post(GIVE, memberships::give_to_group),
        ),
        (
            "/api/v1/groups/{id}/roles/{role}",
            delete(MANAGE, memberships::take_from_group),
        ),
        (
            "/api/v1/invitations",
            post(GIVE, invitations::create).get(READ, invitations::list),
        ),
        (
            "/api/v1/invitations/{id}",
            get(READ, invitations::read).delete(MANAGE, invitations::revoke),
        ),
        ("/api/v1/approvals", get(READ, approvals::list)),
        ("/api/v1/approvals/{id}", get(READ, approvals::read)),
        ("/api/v1/approvals/{id}/approve", post(GIVE, approvals::approve)),
        ("/api/v1/approvals/{id}/reject", post(GIVE, approvals::reject)),
    ]
}

fn credentials() -> Vec<Route> {
    vec![
        (
            "/api/v1/api-keys",
            post(MANAGE_KEYS, keys::create).get(READ_KEYS, keys::list),
        ),
        (
            "/api/v1/api-keys/{id}",
            get(READ_KEYS, keys::read).delete(REVOKE_KEYS, keys::revoke),
        ),
        ("/api/v1/api-keys/{id}/rotate", post(MANAGE_KEYS, keys::rotate)),
        (
            "/api/v1/api-keys/{id}/signing",
            post(MANAGE_KEYS, keys::set_signing).delete(MANAGE_KEYS, keys::remove_signing),
        ),
        (
            "/api/v1/oauth-clients",
            post(MANAGE_CLIENTS, clients::create).get(READ_CLIENTS, clients::list),
        ),
        (
            "/api/v1/oauth-clients/{id}",
            get(READ_CLIENTS, clients::read)
                .patch(MANAGE_CLIENTS, clients::change)
                .delete(MANAGE_CLIENTS, clients::remove),
        ),
        (
            "/api/v1/oauth-clients/{id}/rotate-secret",
            post(MANAGE_CLIENTS, clients::rotate_secret),
        ),
        ("/api/v1/identity-providers", get(READ_CLIENTS, providers::list)),
        (
            "/api/v1/identity-providers/{name}",
            get(READ_CLIENTS, providers::read)
                .put(MANAGE_CLIENTS, providers::set)
                .delete(MANAGE_CLIENTS, providers::remove),
        ),
    ]
}

fn rules() -> Vec<Route> {
    vec![
        (
            "/api/v1/consent-texts",
            post(MANAGE_CONSENTS, consents::publish).get(READ_CONSENTS, consents::texts),
        ),
        (
            "/api/v1/consents",
            post(MANAGE_CONSENTS, consents::record).get(READ_CONSENTS, consents::list),
        ),
        ("/api/v1/consents/{id}", get(READ_CONSENTS, consents::read)),
        (
            "/api/v1/consents/{id}/withdraw",
            post(MANAGE_CONSENTS, consents::withdraw),
        ),
        (
            "/api/v1/me/consents",
            post(MYSELF, own_consents::give_mine).get(MYSELF, own_consents::list),
        ),
        (
            "/api/v1/me/consents/{id}/withdraw",
            post(MYSELF, own_consents::withdraw),
        ),
        ("/api/v1/policy", get(READ_POLICY, policy::read)),
        (
            "/api/v1/policy/bundles",
            post(MANAGE_POLICY, policy::propose).get(READ_POLICY, policy::list),
        ),
        (
            "/api/v1/policy/bundles/{version}",
            get(READ_POLICY, policy::read_version),
        ),
        (
            "/api/v1/policy/bundles/{version}/activate",
            post(MANAGE_POLICY, policy::activate),
        ),
        ("/api/v1/policy/roll-back", post(MANAGE_POLICY, policy::roll_back)),
        ("/api/v1/policy/decisions", get(READ_DECISIONS, decisions::list)),
        (
            "/api/v1/policy/decisions/explain",
            post(READ_POLICY, decisions::explain),
        ),
    ]
}
