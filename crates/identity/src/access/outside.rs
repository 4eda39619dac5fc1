//! Outside providers: set and removed, and who comes by them.

use std::collections::BTreeSet;

use bezant_kernel::PrincipalId;

use super::approve::Second;
use super::grant::Asker;
use super::people::check_new;
use super::{
    Arrival, Event, MAXIMUM_OUTSIDE_GROUPS, MAXIMUM_PROVIDERS, MAXIMUM_ROLES_EACH, NewPrincipal,
    OutsideAccount, OutsideGroup, Principal, PrincipalChanges, PrincipalKind, ProviderName, ProviderSettings,
    Rejection, RoleName, roles,
};
use crate::{Authority, Permission, Permissions, Sealed};

pub(super) fn check_set(asker: &Asker<'_>, settings: &ProviderSettings) -> Result<Second, Rejection> {
    asker.manages()?;
    asker.needs(Permission::ClientsManage)?;
    roles::permitted_together(asker, settings.all_roles())?;
    let before = asker.realm.providers.get(&settings.name).map(|one| &one.settings);
    let given = roles::permitted_together(asker, newly_given(before, settings))?;
    asker.gives(given)?;
    // By e-mail the provider gets the accounts that SCIM has made, with whatever roles they were given here.
    let links = settings.link_by_email
        && !before.is_some_and(|before| before.link_by_email && before.kind == settings.kind);
    Ok(Second::needed_if(
        links || given.intersects(Permissions::ADMINISTRATIVE),
    ))
}

/// The roles that someone would get who does not get them now. When other people come by it than before, all of them.
fn newly_given<'s>(
    before: Option<&'s ProviderSettings>,
    settings: &'s ProviderSettings,
) -> BTreeSet<&'s RoleName> {
    let same_people = |before: &&'s ProviderSettings| {
        before.kind == settings.kind && (before.just_in_time || !settings.just_in_time)
    };
    let Some(before) = before.filter(same_people) else {
        return settings.all_roles().collect();
    };
    let by_groups = settings.mapping.iter().flat_map(|(group, mapped)| {
        let known = before.mapping.get(group);
        mapped
            .iter()
            .filter(move |role| !known.is_some_and(|known| known.contains(*role)))
    });
    let by_default = settings.default_roles.difference(&before.default_roles);
    by_default.chain(by_groups).collect()
}

pub(super) fn set(asker: &Asker<'_>, settings: &ProviderSettings) -> Result<Vec<Event>, Rejection> {
    let providers = &asker.realm.providers;
    let before = providers.get(&settings.name);
    if before.is_some_and(|before| before.settings == *settings) {
        return Ok(Vec::new());
    }
    let mut each = settings.mapping.values().chain([&settings.default_roles]);
    if each.any(|roles| roles.len() > MAXIMUM_ROLES_EACH) || settings.mapping.len() > MAXIMUM_OUTSIDE_GROUPS {
        return Err(Rejection::LimitReached(
            "a mapping names at most 200 groups, each with at most 50 roles",
        ));
    }
    if before.is_none() && providers.len() >= MAXIMUM_PROVIDERS {
        return Err(Rejection::LimitReached("the tenant has 20 identity providers"));
    }
    Ok(vec![Event::ProviderSet(settings.clone())])
}

pub(super) fn remove(asker: &Asker<'_>, name: ProviderName) -> Result<Vec<Event>, Rejection> {
    asker.manages()?;
    asker.needs(Permission::ClientsManage)?;
    if !asker.realm.providers.contains_key(&name) {
        return Err(Rejection::ProviderUnknown(name));
    }
    Ok(vec![Event::ProviderRemoved { name }])
}

/// An account belongs to who comes by its provider and subject. An e-mail address alone proves nothing here: another provider
/// may give it to anyone, and the same one may give it to somebody else later.
pub(super) fn provision(asker: &Asker<'_>, arrival: Arrival) -> Result<Vec<Event>, Rejection> {
    match asker.by {
        Authority::Anyone | Authority::Node => {}
        Authority::Principal { .. } | Authority::Key(_) => return Err(Rejection::NotForOneself),
    }
    let found = asker.realm.providers.get(&arrival.provider);
    let provider = found.ok_or_else(|| Rejection::ProviderUnknown(arrival.provider.clone()))?;
    let settings = &provider.settings;
    let mapped = |group: &OutsideGroup| settings.mapping.contains_key(group);
    let account = OutsideAccount {
        provider: arrival.provider.clone(),
        since: provider.created_at,
        subject: arrival.subject.clone(),
        groups: arrival
            .groups
            .iter()
            .filter(|group| mapped(group))
            .cloned()
            .collect(),
    };
    if let Some(known) = asker.realm.by_subject(&account.provider, &account.subject) {
        return returning(asker, known, account, &arrival);
    }
    match arrival.email.and_then(|email| asker.realm.by_email(&email)) {
        Some(other) => {
            let before = other.outside.as_ref();
            let is_free = before.is_none_or(|before| asker.realm.provider_of(before).is_none());
            let linkable = settings.link_by_email
                && arrival.email_verified
                && other.provisioned
                && is_free
                && other.kind == PrincipalKind::User;
            if !linkable {
                return Err(Rejection::OutsideAccountExists);
            }
            returning(asker, other, account, &arrival)
        }
        None if settings.just_in_time => arriving(asker, account, arrival),
        None => Err(Rejection::OutsideAccountUnknown),
    }
}

fn arriving(asker: &Asker<'_>, account: OutsideAccount, arrival: Arrival) -> Result<Vec<Event>, Rejection> {
    let id = arrival.new_id;
    let new = NewPrincipal {
        email: arrival.email.filter(|_| arrival.email_verified),
        profile: arrival.profile.unwrap_or_default(),
        provisioned: true,
        ..NewPrincipal::user(id)
    };
    check_new(asker, &new)?;
    Ok(vec![
        Event::PrincipalCreated(new),
        Event::PrincipalLinked { id, account },
    ])
}

fn returning(
    asker: &Asker<'_>,
    principal: &Principal,
    account: OutsideAccount,
    arrival: &Arrival,
) -> Result<Vec<Event>, Rejection> {
    if !principal.is_active() {
        return Err(Rejection::PrincipalNotActive);
    }
    let id: PrincipalId = principal.id;
    let mut events = Vec::new();
    if principal.outside.as_ref() != Some(&account) {
        events.push(Event::PrincipalLinked { id, account });
    }
    // An address that somebody else has here is left alone: it must not keep the right person from signing in.
    let is_free = |email| asker.realm.by_email(&email).is_none();
    let email = arrival
        .email
        .filter(|email| arrival.email_verified && is_free(*email));
    let fits =
        |profile: &Sealed| profile.as_bytes().len() <= Sealed::MAXIMUM_BYTES && *profile != principal.profile;
    let changes = PrincipalChanges {
        email: email.map(Some),
        profile: arrival.profile.clone().filter(fits),
        ..PrincipalChanges::default()
    };
    if changes != PrincipalChanges::default() {
        events.push(Event::PrincipalChanged { id, changes });
    }
    Ok(events)
}
