//! Groups: made, changed and removed, and who is in them.

use std::collections::BTreeSet;

use bezant_kernel::{ApprovalId, GroupId, PrincipalId};

use super::approve::Second;
use super::grant::{Asker, Standing};
use super::role::ADMIN;
use super::{
    Event, ExternalId, Group, GroupChanges, Holder, Label, MAXIMUM_GROUPS, MAXIMUM_MEMBERS_AT_ONCE, NewGroup,
    PrincipalKind, Rejection, Request, approve,
};
use crate::Permissions;

pub(super) fn create(asker: &Asker<'_>, new: NewGroup) -> Result<Vec<Event>, Rejection> {
    if asker.standing()? == Standing::Provisioner && !new.provisioned {
        return Err(Rejection::NotProvisioned);
    }
    if asker.realm.group(new.id).is_some() {
        return Err(Rejection::GroupExists(new.id));
    }
    check_name(asker, new.id, &new.name)?;
    check_external(asker, new.id, new.external_id.as_ref())?;
    if asker.realm.groups().len() >= MAXIMUM_GROUPS {
        return Err(Rejection::LimitReached("the tenant has 1,000 groups"));
    }
    Ok(vec![Event::GroupCreated(new)])
}

/// Marking a group that has roles gives these to whomever the outside names: as if they were given anew.
pub(super) fn check_change(
    asker: &Asker<'_>,
    id: GroupId,
    changes: &GroupChanges,
) -> Result<Second, Rejection> {
    let group = reached(asker, id)?;
    if changes.provisioned.unwrap_or(group.provisioned) == group.provisioned {
        return Ok(Second::NotNeeded);
    }
    asker.manages()?;
    if group.provisioned {
        return Ok(Second::NotNeeded);
    }
    let permissions = asker.realm.group_permissions(group);
    asker.gives(permissions)?;
    Ok(Second::needed_if(
        permissions.intersects(Permissions::ADMINISTRATIVE),
    ))
}

pub(super) fn change(
    asker: &Asker<'_>,
    id: GroupId,
    changes: &GroupChanges,
) -> Result<Vec<Event>, Rejection> {
    let group = known(asker, id)?;
    let changes = GroupChanges {
        name: changes.name.clone().filter(|name| *name != group.name),
        external_id: changes
            .external_id
            .clone()
            .filter(|external| *external != group.external_id),
        provisioned: changes.provisioned.filter(|marked| *marked != group.provisioned),
    };
    if changes == GroupChanges::default() {
        return Ok(Vec::new());
    }
    if let Some(name) = &changes.name {
        check_name(asker, id, name)?;
    }
    check_external(asker, id, changes.external_id.as_ref().and_then(Option::as_ref))?;
    Ok(vec![Event::GroupChanged { id, changes }])
}

pub(super) fn remove(asker: &Asker<'_>, id: GroupId) -> Result<Vec<Event>, Rejection> {
    let group = reached(asker, id)?;
    if has_admin(group) {
        asker.keeps_admin(|_, way| way == Holder::Group(id))?;
    }
    Ok(vec![Event::GroupRemoved { id }])
}

/// Who comes into a group gets its roles: a manager must have them to give. Who provisions gives nothing of their own; so the
/// group must be marked for it, and they never add themselves.
pub(super) fn check_add(
    asker: &Asker<'_>,
    id: GroupId,
    members: &BTreeSet<PrincipalId>,
) -> Result<Second, Rejection> {
    let group = reached(asker, id)?;
    match asker.standing()? {
        Standing::Manager => {
            let permissions = asker.realm.group_permissions(group);
            asker.gives(permissions)?;
            Ok(Second::needed_if(
                permissions.intersects(Permissions::ADMINISTRATIVE),
            ))
        }
        Standing::Provisioner => {
            for member in members {
                if asker.is(*member) {
                    return Err(Rejection::NotForOneself);
                }
                if asker.live(*member)?.kind != PrincipalKind::User {
                    return Err(Rejection::NotProvisioned);
                }
            }
            Ok(Second::NotNeeded)
        }
    }
}

pub(super) fn add(
    asker: &Asker<'_>,
    id: GroupId,
    members: &BTreeSet<PrincipalId>,
) -> Result<Vec<Event>, Rejection> {
    check_count(members)?;
    known(asker, id)?;
    let mut coming = BTreeSet::new();
    for member in members {
        if !asker.live(*member)?.groups.contains(&id) {
            coming.insert(*member);
        }
    }
    if coming.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Event::MembersAdded {
        group: id,
        members: coming,
    }])
}

pub(super) fn remove_members(
    asker: &Asker<'_>,
    id: GroupId,
    members: BTreeSet<PrincipalId>,
) -> Result<Vec<Event>, Rejection> {
    let group = reached(asker, id)?;
    let is_member = |member: &PrincipalId| {
        asker
            .realm
            .principal(*member)
            .is_some_and(|one| one.groups.contains(&id))
    };
    let going: BTreeSet<PrincipalId> = members.into_iter().filter(is_member).collect();
    if going.is_empty() {
        return Ok(Vec::new());
    }
    if has_admin(group) {
        asker.keeps_admin(|member, way| way == Holder::Group(id) && going.contains(&member))?;
    }
    Ok(vec![Event::MembersRemoved {
        group: id,
        members: going,
    }])
}

pub(super) fn replace_members(
    asker: &Asker<'_>,
    group: GroupId,
    members: BTreeSet<PrincipalId>,
    approval: ApprovalId,
) -> Result<Vec<Event>, Rejection> {
    check_count(&members)?;
    reached(asker, group)?;
    let before: BTreeSet<PrincipalId> = asker.realm.members(group).collect();
    let coming: BTreeSet<PrincipalId> = members.difference(&before).copied().collect();
    let mut events = Vec::new();
    if !coming.is_empty() {
        let request = Request::AddMembers {
            group,
            members: coming,
        };
        events = approve::ask(asker, request, approval, None)?;
    }
    let going: BTreeSet<PrincipalId> = before.difference(&members).copied().collect();
    events.extend(remove_members(asker, group, going)?);
    Ok(events)
}

/// A group that the asker may change: any for a manager, a marked one for who provisions.
fn reached<'a>(asker: &Asker<'a>, id: GroupId) -> Result<&'a Group, Rejection> {
    let standing = asker.standing()?;
    let group = known(asker, id)?;
    if standing == Standing::Provisioner && !group.provisioned {
        return Err(Rejection::NotProvisioned);
    }
    Ok(group)
}

fn known<'a>(asker: &Asker<'a>, id: GroupId) -> Result<&'a Group, Rejection> {
    asker.realm.group(id).ok_or(Rejection::GroupUnknown(id))
}

fn has_admin(group: &Group) -> bool {
    group.roles.iter().any(|role| role.as_str() == ADMIN)
}

fn check_count(members: &BTreeSet<PrincipalId>) -> Result<(), Rejection> {
    if members.len() > MAXIMUM_MEMBERS_AT_ONCE {
        return Err(Rejection::LimitReached(
            "one command names at most 10,000 members",
        ));
    }
    Ok(())
}

fn check_name(asker: &Asker<'_>, id: GroupId, name: &Label) -> Result<(), Rejection> {
    match asker.realm.group_named(name) {
        Some(other) if other.id != id => Err(Rejection::GroupNameTaken(other.id)),
        Some(_) | None => Ok(()),
    }
}

fn check_external(asker: &Asker<'_>, id: GroupId, external: Option<&ExternalId>) -> Result<(), Rejection> {
    match external.and_then(|external| asker.realm.group_by_external_id(external)) {
        Some(other) if other.id != id => Err(Rejection::ExternalIdTaken),
        Some(_) | None => Ok(()),
    }
}
