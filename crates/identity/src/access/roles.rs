//! Roles: made, changed, given and taken away.

use super::approve::Second;
use super::grant::Asker;
use super::role::{ADMIN, built_in};
use super::{Event, Holder, MAXIMUM_ROLES, MAXIMUM_ROLES_EACH, Rejection, Role, RoleName};
use crate::Permissions;

/// Nobody has a new role yet; so it takes no second person, but what is in it must be the maker's to give.
pub(super) fn define(
    asker: &Asker<'_>,
    name: RoleName,
    description: String,
    permissions: Permissions,
) -> Result<Vec<Event>, Rejection> {
    asker.manages()?;
    asker.gives(permissions)?;
    check_description(&description)?;
    if asker.realm.role_permissions(&name).is_some() {
        return Err(Rejection::RoleExists(name));
    }
    if asker.realm.roles.len() >= MAXIMUM_ROLES {
        return Err(Rejection::LimitReached("the tenant has 200 roles of its own"));
    }
    Ok(vec![Event::RoleDefined {
        name,
        description,
        permissions,
    }])
}

pub(super) fn remove(asker: &Asker<'_>, name: RoleName) -> Result<Vec<Event>, Rejection> {
    asker.manages()?;
    own(asker, &name)?;
    if asker.realm.is_used(&name, asker.now) {
        return Err(Rejection::RoleInUse(name));
    }
    Ok(vec![Event::RoleRemoved { name }])
}

/// What the change adds must be theirs to give: others have the role, or will.
pub(super) fn check_change(
    asker: &Asker<'_>,
    name: &RoleName,
    permissions: Permissions,
) -> Result<Second, Rejection> {
    asker.manages()?;
    let added = permissions.without(own(asker, name)?.permissions);
    asker.gives(added)?;
    Ok(Second::needed_if(added.intersects(Permissions::ADMINISTRATIVE)))
}

pub(super) fn change(
    asker: &Asker<'_>,
    name: &RoleName,
    description: &str,
    permissions: Permissions,
) -> Result<Vec<Event>, Rejection> {
    check_description(description)?;
    let role = own(asker, name)?;
    if role.permissions == permissions && role.description == description {
        return Ok(Vec::new());
    }
    Ok(vec![Event::RoleChanged {
        name: name.clone(),
        description: description.to_owned(),
        permissions,
    }])
}

pub(super) fn check_assign(asker: &Asker<'_>, role: &RoleName) -> Result<Second, Rejection> {
    asker.manages()?;
    let permissions = permitted(asker, role)?;
    asker.gives(permissions)?;
    Ok(Second::needed_if(
        permissions.intersects(Permissions::ADMINISTRATIVE),
    ))
}

pub(super) fn assign(asker: &Asker<'_>, to: Holder, role: &RoleName) -> Result<Vec<Event>, Rejection> {
    permitted(asker, role)?;
    let roles = match to {
        Holder::Principal(id) => &asker.live(id)?.roles,
        Holder::Group(id) => &asker.realm.group(id).ok_or(Rejection::GroupUnknown(id))?.roles,
    };
    if roles.contains(role) {
        return Ok(Vec::new());
    }
    if roles.len() >= MAXIMUM_ROLES_EACH {
        return Err(Rejection::LimitReached(
            "a principal or group has at most 50 roles",
        ));
    }
    let role = role.clone();
    Ok(vec![Event::RoleAssigned { to, role }])
}

/// Taking away gives nobody anything: an identity manager may take what they do not have themselves.
pub(super) fn withdraw(asker: &Asker<'_>, from: Holder, role: RoleName) -> Result<Vec<Event>, Rejection> {
    asker.manages()?;
    let roles = match from {
        Holder::Principal(id) => &asker.live(id)?.roles,
        Holder::Group(id) => &asker.realm.group(id).ok_or(Rejection::GroupUnknown(id))?.roles,
    };
    if !roles.contains(&role) {
        permitted(asker, &role)?;
        return Ok(Vec::new());
    }
    if role.as_str() == ADMIN {
        asker.keeps_admin(|_, way| way == from)?;
    }
    Ok(vec![Event::RoleWithdrawn { from, role }])
}

/// What a role permits.
pub(super) fn permitted(asker: &Asker<'_>, role: &RoleName) -> Result<Permissions, Rejection> {
    let permissions = asker.realm.role_permissions(role);
    permissions.ok_or_else(|| Rejection::RoleUnknown(role.clone()))
}

/// What several roles permit together.
pub(super) fn permitted_together<'r>(
    asker: &Asker<'_>,
    roles: impl IntoIterator<Item = &'r RoleName>,
) -> Result<Permissions, Rejection> {
    roles.into_iter().try_fold(Permissions::NONE, |all, role| {
        Ok(all.union(permitted(asker, role)?))
    })
}

fn own<'a>(asker: &Asker<'a>, name: &RoleName) -> Result<&'a Role, Rejection> {
    if built_in(name).is_some() {
        return Err(Rejection::RoleBuiltIn(name.clone()));
    }
    let found = asker.realm.roles.get(name);
    found.ok_or_else(|| Rejection::RoleUnknown(name.clone()))
}

fn check_description(description: &str) -> Result<(), Rejection> {
    let fits = description.chars().count() <= Role::MAXIMUM_DESCRIPTION;
    if fits {
        Ok(())
    } else {
        Err(Rejection::RoleDescriptionTooLong)
    }
}
