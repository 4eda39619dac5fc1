//! From what is asked to what happens.

use bezant_kernel::{Tenant, Timestamp};

use super::grant::Asker;
use super::{Command, Event, Rejection, approve, grouping, outside, people, roles};
use crate::Authority;

/// Decides a command of `tenant`, by `authority`, that would be committed at `now`.
pub(crate) fn decide(
    state: &crate::State,
    now: Timestamp,
    tenant: Tenant,
    authority: &Authority,
    command: Command,
) -> Result<Vec<Event>, Rejection> {
    if state.tenancy.tenant(tenant.id()).is_none() {
        return Err(Rejection::TenantUnknown(tenant.id()));
    }
    let asker = &Asker::new(state, now, tenant, authority);
    match command {
        Command::CreatePrincipal(new) => people::create(asker, new),
        Command::Suspend { id } => people::suspend(asker, id),
        Command::Reactivate { id } => people::reactivate(asker, id),
        Command::Delete { id } => people::delete(asker, id),
        Command::DefineRole {
            name,
            description,
            permissions,
        } => roles::define(asker, name, description, permissions),
        Command::RemoveRole { name } => roles::remove(asker, name),
        Command::WithdrawRole { from, role } => roles::withdraw(asker, from, role),
        Command::CreateGroup(new) => grouping::create(asker, new),
        Command::RemoveGroup { id } => grouping::remove(asker, id),
        Command::RemoveMember { group, member } => grouping::remove_members(asker, group, [member].into()),
        Command::ReplaceMembers {
            group,
            members,
            approval,
        } => grouping::replace_members(asker, group, members, approval),
        Command::Ask {
            request,
            approval,
            seen_version,
        } => approve::ask(asker, request, approval, seen_version),
        Command::Approve { id } => approve::approve(asker, tenant, id),
        Command::Reject { id } => approve::reject(asker, id),
        Command::AcceptInvitation {
            token,
            principal,
            profile,
        } => people::accept_invitation(asker, &token, principal, profile),
        Command::RevokeInvitation { id } => people::revoke_invitation(asker, id),
        Command::RecordInvitationsErased { ids } => people::record_erased(asker, ids),
        Command::RemoveProvider { name } => outside::remove(asker, name),
        Command::ProvisionFromOutside(arrival) => outside::provision(asker, arrival),
    }
}

#[cfg(test)]
mod arrival_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
