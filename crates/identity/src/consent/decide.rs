//! What a command leads to.

use bezant_kernel::{Tenant, Timestamp};

use super::{Command, Event, NewConsent, Rejection, Subject};
use crate::{Authority, Permission};

/// A text that can be agreed to is no longer.
pub const LONGEST_TEXT_BYTES: usize = 64 * 1024;

/// A tenant publishes so many texts at most: they are kept in memory.
pub const MAXIMUM_TEXTS: usize = 200;

/// A tenant has so many consents at most, withdrawn ones included.
pub const MAXIMUM_CONSENTS: usize = 1_000_000;

/// A subject has so many consents at most, withdrawn ones included.
pub const MAXIMUM_CONSENTS_OF_SUBJECT: usize = 1_000;

/// Decides a command of `tenant`, by `authority`, that would be committed at `now`.
pub(crate) fn decide(
    state: &crate::State,
    _now: Timestamp,
    tenant: Tenant,
    authority: &Authority,
    command: Command,
) -> Result<Vec<Event>, Rejection> {
    if *authority != Authority::Node && state.tenancy.is_shut(tenant) {
        return Err(Rejection::TenantShut);
    }
    let manages = authority
        .permissions(state, tenant)
        .contains(Permission::ConsentsManage);
    let is_subject = |subject: Subject| match subject {
        Subject::Principal(id) => crate::credential::is_self(authority, id),
        Subject::Outside(_) => false,
    };
    let consent = &state.consent;
    match command {
        Command::PublishText {
            purpose,
            language,
            text,
        } => {
            if !manages {
                return Err(Rejection::NotPermitted);
            }
            let is_readable =
                |character: char| !character.is_control() || matches!(character, '\n' | '\r' | '\t');
            if text.trim().is_empty() || text.len() > LONGEST_TEXT_BYTES || !text.chars().all(is_readable) {
                return Err(Rejection::TextInvalid);
            }
            let mut newest = consent.texts_of(tenant, &purpose).rev();
            let version = newest.clone().next().map_or(1, |known| known.version + 1);
            let is_known = newest
                .find(|known| known.language == language)
                .is_some_and(|known| known.text == text);
            if is_known {
                return Ok(Vec::new());
            }
            if consent.texts(tenant).count() >= MAXIMUM_TEXTS {
                return Err(Rejection::TooManyTexts);
            }
            Ok(vec![Event::TextPublished {
                purpose,
                version,
                language,
                text,
            }])
        }
        Command::Record(new) => {
            if !manages && !is_subject(new.subject) {
                return Err(Rejection::NotPermitted);
            }
            if let Some(known) = consent.consent(tenant, new.id) {
                return if is_same(&known.given, &new) {
                    Ok(Vec::new())
                } else {
                    Err(Rejection::Exists(new.id))
                };
            }
            if consent.text(tenant, &new.purpose, new.version).is_none() {
                return Err(Rejection::TextUnknown);
            }
            if consent.count(tenant) >= MAXIMUM_CONSENTS
                || consent.of_subject(tenant, new.subject).count() >= MAXIMUM_CONSENTS_OF_SUBJECT
            {
                return Err(Rejection::TooMany);
            }
            Ok(vec![Event::Given(new)])
        }
        Command::Withdraw { id } => {
            // Who may not know of it is told the same as if there were none.
            let known = consent
                .consent(tenant, id)
                .filter(|known| manages || is_subject(known.given.subject))
                .ok_or(Rejection::Unknown(id))?;
            let is_given = known.withdrawn_at.is_none();
            Ok(is_given.then_some(Event::Withdrawn { id }).into_iter().collect())
        }
    }
}

/// The evidence of a repetition may differ: the first counts.
fn is_same(known: &NewConsent, new: &NewConsent) -> bool {
    let facts = |one: &NewConsent| (one.subject, one.version);
    facts(known) == facts(new) && known.purpose == new.purpose && known.channel == new.channel
}

#[cfg(test)]
mod tests;
