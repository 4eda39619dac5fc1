//! Principals: made, changed, suspended and deleted, and invited.

use std::collections::BTreeSet;

use bezant_kernel::{InvitationId, PrincipalId};

use super::approve::Second;
use super::grant::{Asker, Standing};
use super::{
    Attributes, Event, ExternalId, MAXIMUM_INVITATIONS, MAXIMUM_ROLES_EACH, NewInvitation, NewPrincipal,
    Principal, PrincipalChanges, PrincipalKind, PrincipalStatus, Rejection, Request, roles,
};
use crate::{Authority, LookupHash, Permissions, Sealed, TokenHash};

pub(super) fn create(asker: &Asker<'_>, new: NewPrincipal) -> Result<Vec<Event>, Rejection> {
    if asker.standing()? == Standing::Provisioner {
        if new.kind != PrincipalKind::User || !new.provisioned {
            return Err(Rejection::NotProvisioned);
        }
        if new.attributes != Attributes::default() {
            asker.manages()?;
        }
    }
    check_new(asker, &new)?;
    Ok(vec![Event::PrincipalCreated(new)])
}

/// Whether such a principal can be made here.
pub(super) fn check_new(asker: &Asker<'_>, new: &NewPrincipal) -> Result<(), Rejection> {
    if asker.state.access.home(new.id).is_some() {
        return Err(Rejection::PrincipalExists(new.id));
    }
    match new.kind {
        PrincipalKind::User if new.name.is_some() || new.owner.is_some() => {
            return Err(Rejection::PrincipalInvalid(USER_SHAPE));
        }
        PrincipalKind::Agent | PrincipalKind::ServiceAccount
            if new.name.is_none() || new.email.is_some() || new.provisioned =>
        {
            return Err(Rejection::PrincipalInvalid(SOFTWARE_SHAPE));
        }
        PrincipalKind::User | PrincipalKind::Agent | PrincipalKind::ServiceAccount => {}
    }
    check_parts(
        asker,
        new.id,
        new.email,
        new.external_id.as_ref(),
        new.owner,
        Some(&new.profile),
    )?;
    if asker.realm.live_principals() >= asker.most_principals() {
        return Err(Rejection::TooManyPrincipals);
    }
    Ok(())
}

const USER_SHAPE: &str = "a user's name is in the profile, and a user has no owner";
const SOFTWARE_SHAPE: &str =
    "an agent or service account has a name, no e-mail address, and is not provisioned";

fn check_parts(
    asker: &Asker<'_>,
    id: PrincipalId,
    email: Option<LookupHash>,
    external: Option<&ExternalId>,
    owner: Option<PrincipalId>,
    profile: Option<&Sealed>,
) -> Result<(), Rejection> {
    let realm = asker.realm;
    let is_other = |found: Option<&Principal>| found.is_some_and(|other| other.id != id);
    if is_other(email.and_then(|email| realm.by_email(&email))) {
        return Err(Rejection::EmailTaken);
    }
    if is_other(external.and_then(|external| realm.by_external_id(external))) {
        return Err(Rejection::ExternalIdTaken);
    }
    if let Some(owner) = owner
        && asker.live(owner)?.kind != PrincipalKind::User
    {
        return Err(Rejection::PrincipalInvalid("an owner is a user"));
    }
    check_profile(profile)
}

fn check_profile(profile: Option<&Sealed>) -> Result<(), Rejection> {
    if profile.is_some_and(|profile| profile.as_bytes().len() > Sealed::MAXIMUM_BYTES) {
        return Err(Rejection::PrincipalInvalid("a profile is at most 16 KiB, sealed"));
    }
    Ok(())
}

/// A new e-mail address is a way into the account, by recovery; so is being run from outside. With someone administrative that
/// is as much as being given what they may do, and takes a second person like it.
pub(super) fn check_change(
    asker: &Asker<'_>,
    id: PrincipalId,
    changes: &PrincipalChanges,
) -> Result<Second, Rejection> {
    if is_own_account(asker, id, changes) {
        return Ok(Second::NotNeeded);
    }
    let standing = asker.standing()?;
    let principal = asker.live(id)?;
    if standing == Standing::Provisioner {
        asker.provisions(principal)?;
        if changes.attributes.is_some() || changes.owner.is_some() {
            asker.manages()?;
        }
        let takes_email = changes.email.is_some_and(|email| email != principal.email);
        if takes_email && principal.is_made_by_provider() {
            return Err(Rejection::EmailOfProvider);
        }
        let marked = changes.provisioned.unwrap_or(principal.provisioned);
        return if principal.provisioned && !marked {
            Err(Rejection::NotProvisioned)
        } else {
            Ok(Second::NotNeeded)
        };
    }
    let other = changes
        .attributes
        .as_ref()
        .filter(|attributes| **attributes != principal.attributes);
    if other.is_some() && asker.is(id) {
        return Err(Rejection::NotForOneself);
    }
    asker.reaches(principal)?;
    let takes_email = changes.email.is_some_and(|email| email != principal.email) && !asker.is(id);
    let takes_over = takes_email || (changes.provisioned == Some(true) && !principal.provisioned);
    let administrative = asker
        .realm
        .potential(principal)
        .intersects(Permissions::ADMINISTRATIVE);
    Ok(Second::needed_if(takes_over && administrative))
}

/// A signed-in user changes their own profile and e-mail address; not with a token that allows less than they may.
fn is_own_account(asker: &Asker<'_>, id: PrincipalId, changes: &PrincipalChanges) -> bool {
    let whole = matches!(asker.by, Authority::Principal { limit, .. } if *limit == Permissions::all());
    let user = asker
        .realm
        .principal(id)
        .is_some_and(|one| one.is_active() && one.kind == PrincipalKind::User);
    let rest = PrincipalChanges {
        email: None,
        profile: None,
        ..changes.clone()
    };
    asker.is(id) && whole && user && rest == PrincipalChanges::default()
}

pub(super) fn change(
    asker: &Asker<'_>,
    id: PrincipalId,
    changes: &PrincipalChanges,
) -> Result<Vec<Event>, Rejection> {
    let principal = asker.live(id)?;
    let wanted = changes.clone();
    let changes = PrincipalChanges {
        name: wanted.name.filter(|name| principal.name.as_ref() != Some(name)),
        email: wanted.email.filter(|email| *email != principal.email),
        profile: wanted.profile.filter(|profile| *profile != principal.profile),
        external_id: wanted
            .external_id
            .filter(|external| *external != principal.external_id),
        owner: wanted.owner.filter(|owner| *owner != principal.owner),
        attributes: wanted
            .attributes
            .filter(|attributes| *attributes != principal.attributes),
        provisioned: wanted
            .provisioned
            .filter(|marked| *marked != principal.provisioned),
    };
    if changes == PrincipalChanges::default() {
        return Ok(Vec::new());
    }
    let (email, owner) = (changes.email.flatten(), changes.owner.flatten());
    let external = changes.external_id.as_ref().and_then(Option::as_ref);
    match principal.kind {
        PrincipalKind::User if changes.name.is_some() || owner.is_some() => {
            return Err(Rejection::PrincipalInvalid(USER_SHAPE));
        }
        PrincipalKind::Agent | PrincipalKind::ServiceAccount
            if email.is_some() || changes.provisioned.is_some() =>
        {
            return Err(Rejection::PrincipalInvalid(SOFTWARE_SHAPE));
        }
        PrincipalKind::User | PrincipalKind::Agent | PrincipalKind::ServiceAccount => {}
    }
    check_parts(asker, id, email, external, owner, changes.profile.as_ref())?;
    Ok(vec![Event::PrincipalChanged { id, changes }])
}

/// Any identity manager suspends anyone: what is urgent is that somebody stops.
pub(super) fn suspend(asker: &Asker<'_>, id: PrincipalId) -> Result<Vec<Event>, Rejection> {
    let standing = asker.standing()?;
    let principal = asker.live(id)?;
    if standing == Standing::Provisioner {
        asker.provisions(principal)?;
    }
    if !principal.is_active() {
        return Ok(Vec::new());
    }
    asker.keeps_admin(|other, _| other == id)?;
    Ok(vec![Event::PrincipalSuspended { id }])
}

pub(super) fn reactivate(asker: &Asker<'_>, id: PrincipalId) -> Result<Vec<Event>, Rejection> {
    let principal = lasting(asker, id)?;
    match principal.status {
        PrincipalStatus::Suspended => Ok(vec![Event::PrincipalReactivated { id }]),
        PrincipalStatus::Active | PrincipalStatus::Deleted => Ok(Vec::new()),
    }
}

pub(super) fn delete(asker: &Asker<'_>, id: PrincipalId) -> Result<Vec<Event>, Rejection> {
    if asker.realm.principal(id).is_some_and(Principal::is_deleted) {
        asker.standing()?;
        return Ok(Vec::new());
    }
    let principal = lasting(asker, id)?;
    asker.keeps_admin(|other, _| other == id)?;
    let mut events = principal
        .email
        .map_or_else(Vec::new, |email| uninvite(asker, &email));
    events.push(Event::PrincipalDeleted { id });
    Ok(events)
}

/// Nobody is invited under the address of someone who goes: it would still be written down for them.
fn uninvite(asker: &Asker<'_>, email: &LookupHash) -> Vec<Event> {
    let open = asker.realm.invitations().values();
    let open = open.filter(|one| one.new.email == *email && one.is_open(asker.now));
    let waiting = asker.realm.approvals.values().filter(|approval| {
        let is_theirs = matches!(&approval.request, Request::Invite(new) if new.email == *email);
        is_theirs && approval.is_open(asker.now)
    });
    let revoked = open.map(|one| Event::InvitationRevoked { id: one.new.id });
    let rejected = waiting.map(|approval| Event::ApprovalRejected { id: approval.id });
    revoked.chain(rejected).collect()
}

/// Someone with whom the asker may do what can't be taken back, or gives them back what they may do.
fn lasting<'a>(asker: &Asker<'a>, id: PrincipalId) -> Result<&'a Principal, Rejection> {
    let standing = asker.standing()?;
    let principal = asker.live(id)?;
    match standing {
        Standing::Manager => asker.reaches(principal)?,
        Standing::Provisioner => asker.provisions(principal)?,
    }
    Ok(principal)
}

pub(super) fn check_invite(asker: &Asker<'_>, new: &NewInvitation) -> Result<Second, Rejection> {
    asker.manages()?;
    let permissions = roles::permitted_together(asker, &new.roles)?;
    asker.gives(permissions)?;
    Ok(Second::needed_if(
        permissions.intersects(Permissions::ADMINISTRATIVE),
    ))
}

pub(super) fn invite(asker: &Asker<'_>, new: &NewInvitation) -> Result<Vec<Event>, Rejection> {
    let (realm, now) = (asker.realm, asker.now);
    let open_for = new
        .expires_at
        .as_microseconds()
        .checked_sub(now.as_microseconds());
    if !open_for.is_some_and(|time| (1..=NewInvitation::MAXIMUM_MICROSECONDS).contains(&time)) {
        return Err(Rejection::InvitationExpiryInvalid);
    }
    if new.roles.len() > MAXIMUM_ROLES_EACH {
        return Err(Rejection::LimitReached("an invitation has at most 50 roles"));
    }
    check_profile(Some(&new.profile))?;
    if realm.by_email(&new.email).is_some() {
        return Err(Rejection::EmailTaken);
    }
    let all = realm.invitations();
    let same_id = all.get(&new.id).is_some_and(|other| other.is_open(now));
    if same_id || realm.invitation_by_token(new.token.as_bytes()).is_some() {
        return Err(Rejection::InvitationExists);
    }
    let open = all.values().filter(|other| other.is_open(now));
    if all.len() >= MAXIMUM_INVITATIONS && open.count() >= MAXIMUM_INVITATIONS {
        return Err(Rejection::LimitReached("the tenant has 1,000 open invitations"));
    }
    Ok(vec![Event::InvitationMade(new.clone())])
}

/// The token is the proof: whoever holds it becomes the user who was invited, once.
pub(super) fn accept_invitation(
    asker: &Asker<'_>,
    token: &TokenHash,
    principal: PrincipalId,
    profile: Option<Sealed>,
) -> Result<Vec<Event>, Rejection> {
    let found = asker.realm.invitation_by_token(token.as_bytes());
    let invitation = found
        .filter(|one| one.is_open(asker.now))
        .ok_or(Rejection::InvitationUnknown)?;
    let new = NewPrincipal {
        email: Some(invitation.new.email),
        profile: profile.unwrap_or_else(|| invitation.new.profile.clone()),
        ..NewPrincipal::user(principal)
    };
    check_new(asker, &new)?;
    let id = invitation.new.id;
    Ok(vec![
        Event::PrincipalCreated(new),
        Event::InvitationAccepted { id, principal },
    ])
}

pub(super) fn revoke_invitation(asker: &Asker<'_>, id: InvitationId) -> Result<Vec<Event>, Rejection> {
    asker.manages()?;
    let open = asker
        .realm
        .invitations()
        .get(&id)
        .is_some_and(|one| one.is_open(asker.now));
    if !open {
        return Err(Rejection::InvitationUnknown);
    }
    Ok(vec![Event::InvitationRevoked { id }])
}

/// Only the node has the keys, and so can say that they are gone. Those of open invitations stay.
pub(super) fn record_erased(asker: &Asker<'_>, ids: BTreeSet<InvitationId>) -> Result<Vec<Event>, Rejection> {
    if !asker.is_node() {
        return Err(Rejection::PermissionMissing("node"));
    }
    let over = asker.realm.ended_invitations(asker.now);
    let ids: BTreeSet<InvitationId> = over.filter(|id| ids.contains(id)).collect();
    Ok((!ids.is_empty())
        .then_some(Event::InvitationsErased { ids })
        .into_iter()
        .collect())
}
