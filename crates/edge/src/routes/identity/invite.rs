//! Invitations made and sent: what the API and the admin socket share.

use std::sync::Arc;

use bezant_credentials::seal::{Lookup, Sealer, Subject};
use bezant_credentials::token::{Token, TokenKind};
use bezant_identity::access::{Approval, NewInvitation, NewInvitation as Invited, Request};
use bezant_identity::{Permissions, State};
use bezant_kernel::{InvitationId, Tenant, Timestamp};
use url::Url;
use zeroize::Zeroizing;

use crate::dto::identity::invitation::NewInvitationBody;
use crate::dto::identity::roles;
use crate::mail::{Letter, Mailer};
use crate::problem::{Code, Problem};
use crate::profile::{self, Profile, WAITING_TOKEN};

const HOUR: u64 = 3_600_000_000;
const USUAL_HOURS: u32 = 72;

/// An invitation that is ready to be asked for, with its token.
pub(crate) struct Prepared {
    pub(crate) new: NewInvitation,
    pub(crate) email: String,
    pub(crate) token: Token,
}

/// Makes the token and seals what is known of the person.
pub(crate) async fn prepare(
    sealer: &Arc<Sealer>,
    state: impl FnOnce(&NewInvitation) -> bool,
    tenant: Tenant,
    id: InvitationId,
    body: NewInvitationBody,
    now: Timestamp,
) -> Result<Prepared, Problem> {
    let hours = body.expires_in_hours.unwrap_or(USUAL_HOURS);
    if !(1..=720).contains(&hours) {
        return Err(Problem::mistake(
            "expires_in_hours",
            Code::FieldInvalid,
            "it must be from 1 to 720",
        ));
    }
    let mut profile = Profile {
        name: body.name,
        email: Some(body.email.clone()),
        ..Profile::default()
    };
    profile.check()?;
    let token = Token::random(TokenKind::Invitation);
    let mut new = Invited {
        id,
        email: sealer.lookup_hash(tenant, Lookup::Email, &body.email),
        profile: Default::default(),
        roles: roles("roles", &body.roles)?,
        token: token.hash(),
        expires_at: Timestamp::from_microseconds(now.as_microseconds() + u64::from(hours) * HOUR),
    };
    if state(&new) {
        profile
            .rest
            .insert(WAITING_TOKEN.to_owned(), token.text().as_str().into());
    }
    new.profile = profile::seal(sealer, Subject::Invitation(id), &profile).await?;
    Ok(Prepared {
        new,
        email: body.email,
        token,
    })
}

/// Whether an invitation to these roles takes a second person.
pub(crate) fn is_administrative(state: &State, tenant: Tenant, new: &NewInvitation) -> bool {
    let permitted = new
        .roles
        .iter()
        .filter_map(|role| state.access.role_permissions(tenant, role));
    let all = permitted.fold(Permissions::NONE, Permissions::union);
    all.intersects(Permissions::ADMINISTRATIVE)
}

/// The link in the letter.
pub(crate) fn link(public_url: &Url, token: &str) -> Zeroizing<String> {
    let mut link = public_url.clone();
    link.set_path("/invitation");
    link.query_pairs_mut().clear().append_pair("token", token);
    Zeroizing::new(link.into())
}

/// Sends the letter. Whether it was handed over; who invites asks again where it was not.
pub(crate) async fn send(mailer: &dyn Mailer, tenant_name: &str, email: &str, link: &str) -> bool {
    let text = format!(
        "You are invited to {tenant_name} on Bezant.\n\nOpen this link to choose how you sign in:\n\n{link}\n\n\
         It works once. If you expected no invitation, do nothing.\n"
    );
    let letter = Letter {
        to: Zeroizing::new(email.to_owned()),
        subject: "Your invitation".to_owned(),
        text: Zeroizing::new(text),
    };
    match mailer.send(letter).await {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(%error, "an invitation was made, and its letter was not sent");
            false
        }
    }
}

/// Sends the letter of an invitation that waited for a second person until now.
pub(crate) async fn send_approved(
    sealer: &Arc<Sealer>,
    mailer: &dyn Mailer,
    public_url: &Url,
    tenant_name: &str,
    approval: &Approval,
) -> Result<(), Problem> {
    let Request::Invite(new) = &approval.request else {
        return Ok(());
    };
    let profile = profile::open(sealer, Subject::Invitation(new.id), &new.profile).await?;
    let Some(profile) = profile else { return Ok(()) };
    let token = profile
        .rest
        .get(WAITING_TOKEN)
        .and_then(serde_json::Value::as_str);
    if let (Some(email), Some(token)) = (&profile.email, token) {
        send(mailer, tenant_name, email, &link(public_url, token)).await;
    }
    Ok(())
}
