//! The second person: what takes one, waits for one, and is checked again when one agrees.

use bezant_kernel::{ApprovalId, Tenant};

use super::grant::Asker;
use super::{
    Approval, Event, MAXIMUM_APPROVALS, PrincipalKind, Rejection, Request, grouping, outside, people, roles,
};
use crate::{Authority, Permissions};

/// Whether a request that is allowed takes a second person.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Second {
    Needed,
    NotNeeded,
}

impl Second {
    pub(super) const fn needed_if(needed: bool) -> Second {
        if needed { Second::Needed } else { Second::NotNeeded }
    }
}

/// Does what is asked, or keeps it until a second person agrees.
pub(super) fn ask(
    asker: &Asker<'_>,
    request: Request,
    approval: ApprovalId,
    seen_version: Option<u64>,
) -> Result<Vec<Event>, Rejection> {
    let second = check(asker, &request)?;
    match (seen_version, version(asker, &request)) {
        (Some(seen), Some(current)) if seen != current => return Err(Rejection::VersionMismatch(current)),
        _ => {}
    }
    let events = perform(asker, &request)?;
    if events.is_empty() || asker.is_node() || second == Second::NotNeeded {
        return Ok(events);
    }
    is_user(asker)?;
    let realm = asker.realm;
    if realm
        .approvals
        .get(&approval)
        .is_some_and(|other| other.is_open(asker.now))
    {
        return Err(Rejection::ApprovalExists(approval));
    }
    let open = realm.approvals.values().filter(|other| other.is_open(asker.now));
    if realm.approvals.len() >= MAXIMUM_APPROVALS && open.count() >= MAXIMUM_APPROVALS {
        return Err(Rejection::LimitReached(
            "the tenant has 1,000 requests that wait for approval",
        ));
    }
    let id = approval;
    Ok(vec![Event::ApprovalRequested { id, request }])
}

/// Agrees as the second person. Both must be allowed to do it now, whatever was so when it was asked.
pub(super) fn approve(asker: &Asker<'_>, tenant: Tenant, id: ApprovalId) -> Result<Vec<Event>, Rejection> {
    asker.manages()?;
    let approval = waiting(asker, id)?;
    if !approval.is_open(asker.now) {
        return Err(Rejection::ApprovalExpired);
    }
    if !asker.is_node() {
        is_user(asker)?;
        if asker.by.principal_id() == approval.requested_by.principal_id() {
            return Err(Rejection::ApprovalOwn);
        }
    }
    let first = Asker::new(asker.state, asker.now, tenant, &approval.requested_by);
    check(&first, &approval.request)?;
    check(asker, &approval.request)?;
    let mut events = vec![Event::ApprovalGiven { id }];
    // As the first: what nobody may do for themselves is about who asked.
    events.extend(perform(&first, &approval.request)?);
    Ok(events)
}

/// Turns a request down, or takes one's own back.
pub(super) fn reject(asker: &Asker<'_>, id: ApprovalId) -> Result<Vec<Event>, Rejection> {
    let own = |approval: &Approval| {
        let requester = approval.requested_by.principal_id();
        requester.is_some() && requester == asker.by.principal_id()
    };
    if !asker.realm.approvals.get(&id).is_some_and(own) {
        asker.manages()?;
    }
    waiting(asker, id)?;
    Ok(vec![Event::ApprovalRejected { id }])
}

fn waiting<'a>(asker: &Asker<'a>, id: ApprovalId) -> Result<&'a Approval, Rejection> {
    asker
        .realm
        .approvals
        .get(&id)
        .ok_or(Rejection::ApprovalUnknown(id))
}

/// Whoever holds the credentials of software or a key could be the same person twice. So could who holds a credential that was
/// given away with a limit, such as a token: only who has signed in is themself.
fn is_user(asker: &Asker<'_>) -> Result<(), Rejection> {
    let principal = match asker.by {
        Authority::Principal { id, limit } if *limit == Permissions::all() => asker.realm.principal(*id),
        Authority::Principal { .. } | Authority::Node | Authority::Key(_) | Authority::Anyone => None,
    };
    match principal.map(|one| one.kind) {
        Some(PrincipalKind::User) => Ok(()),
        Some(PrincipalKind::Agent | PrincipalKind::ServiceAccount) | None => {
            Err(Rejection::ApprovalNeedsUser)
        }
    }
}

/// Whether they may do this at all, and whether it takes a second person.
fn check(asker: &Asker<'_>, request: &Request) -> Result<Second, Rejection> {
    match request {
        Request::AssignRole { role, .. } => roles::check_assign(asker, role),
        Request::ChangeRole {
            name, permissions, ..
        } => roles::check_change(asker, name, *permissions),
        Request::AddMembers { group, members } => grouping::check_add(asker, *group, members),
        Request::ChangeGroup { id, changes } => grouping::check_change(asker, *id, changes),
        Request::Invite(new) => people::check_invite(asker, new),
        Request::SetProvider(settings) => outside::check_set(asker, settings),
        Request::ChangePrincipal { id, changes } => people::check_change(asker, *id, changes),
    }
}

/// What happens by it now; nothing if it is so already.
fn perform(asker: &Asker<'_>, request: &Request) -> Result<Vec<Event>, Rejection> {
    match request {
        Request::AssignRole { to, role } => roles::assign(asker, *to, role),
        Request::ChangeRole {
            name,
            description,
            permissions,
        } => roles::change(asker, name, description, *permissions),
        Request::AddMembers { group, members } => grouping::add(asker, *group, members),
        Request::ChangeGroup { id, changes } => grouping::change(asker, *id, changes),
        Request::Invite(new) => people::invite(asker, new),
        Request::SetProvider(settings) => outside::set(asker, settings),
        Request::ChangePrincipal { id, changes } => people::change(asker, *id, changes),
    }
}

/// The version of what the request is about, if there is such a thing already.
fn version(asker: &Asker<'_>, request: &Request) -> Option<u64> {
    use super::Holder;
    let principal = |id| asker.realm.principal(id).map(|one| one.version);
    let group = |id| asker.realm.group(id).map(|one| one.version);
    match request {
        Request::AssignRole {
            to: Holder::Principal(id),
            ..
        }
        | Request::ChangePrincipal { id, .. } => principal(*id),
        Request::AssignRole {
            to: Holder::Group(id),
            ..
        }
        | Request::AddMembers { group: id, .. }
        | Request::ChangeGroup { id, .. } => group(*id),
        Request::ChangeRole { name, .. } => asker.realm.roles.get(name).map(|role| role.version),
        Request::SetProvider(settings) => asker.realm.providers.get(&settings.name).map(|one| one.version),
        Request::Invite(_) => None,
    }
}
