//! Finding users: by index where the filter names one of them, over what is not sealed where it can, and by opening profiles
//! only as far as is bounded.

use bezant_credentials::seal::Subject;
use bezant_identity::access::{Principal, State};
use bezant_kernel::PrincipalId;
use serde_json::Value;

use super::error::{Kind, Refusal};
use super::filter::{Clause, Filter, Operator};
use super::request::Asks;
use super::user;
use super::users::is_shown;
use crate::edge::Edge;
use crate::profile::{self, Profile};

/// The directory is read so many principals at a time: changes wait meanwhile.
const AT_ONCE: usize = 5_000;
/// One question opens at most so many profiles.
const MOST_OPENED: usize = 10_000;
/// Profiles are opened so many at a time.
const OPENED_AT_ONCE: usize = 500;

/// One page of users.
pub(super) struct Page {
    pub(super) total: usize,
    pub(super) users: Vec<(Principal, Profile)>,
}

/// What is asked for, by what it takes to answer.
struct Question<'a> {
    /// Found by index: at most one.
    one: Option<Key>,
    /// Seen without opening anything.
    open: Vec<&'a Clause>,
    /// Seen in the profile only.
    sealed: Vec<&'a Clause>,
}

enum Key {
    Email(bezant_identity::LookupHash),
    External(bezant_identity::access::ExternalId),
    Id(Option<PrincipalId>),
}

/// The page that is asked for.
pub(super) async fn page(edge: &Edge, asks: &Asks) -> Result<Page, Refusal> {
    let everyone = Filter::default();
    let question = question(edge, asks, asks.query.filter.as_ref().unwrap_or(&everyone))?;
    if question.sealed.is_empty() {
        let (total, page) = openly(edge, asks, &question);
        let users = opened(edge, page).await?;
        return Ok(Page { total, users });
    }
    let candidates = candidates(edge, asks, &question)?;
    let (mut total, mut users) = (0, Vec::new());
    let mut rest = candidates.into_iter();
    loop {
        let some: Vec<Principal> = rest.by_ref().take(OPENED_AT_ONCE).collect();
        if some.is_empty() {
            return Ok(Page { total, users });
        }
        for (principal, profile) in opened(edge, some).await? {
            if question
                .sealed
                .iter()
                .all(|clause| fits_profile(clause, &principal, &profile))
            {
                if total >= asks.query.skip && users.len() < asks.query.count {
                    users.push((principal, profile));
                }
                total += 1;
            }
        }
    }
}

fn question<'a>(edge: &Edge, asks: &Asks, filter: &'a Filter) -> Result<Question<'a>, Refusal> {
    let mut question = Question {
        one: None,
        open: Vec::new(),
        sealed: Vec::new(),
    };
    for clause in &filter.0 {
        let text = clause.value.as_str();
        match (&*clause.attribute, clause.operator, text) {
            ("active", Operator::Equal, _) => question.open.push(clause),
            ("id", Operator::Equal, Some(id)) if question.one.is_none() => {
                question.one = Some(Key::Id(id.parse().ok()))
            }
            ("username", Operator::Equal, Some(name)) if question.one.is_none() => {
                question.one = Some(Key::Email(user::email_hash(edge, asks.tenant, name)));
            }
            ("externalid", Operator::Equal, Some(id)) if question.one.is_none() => {
                question.one = Some(Key::External(user::external_hash(edge, asks.tenant, id)));
            }
            ("id" | "username" | "externalid" | "displayname" | "emails" | "emails.value", _, Some(_)) => {
                question.sealed.push(clause);
            }
            _ => {
                let detail = "users are found by userName, externalId, emails, displayName, id (texts) and active (eq true or false)";
                return Err(Refusal::new(Kind::InvalidFilter, detail));
            }
        }
    }
    Ok(question)
}

fn fits_open(question: &Question<'_>, principal: &Principal) -> bool {
    let active = Value::Bool(principal.is_active());
    is_shown(principal) && question.open.iter().all(|clause| clause.fits(&active, true))
}

fn fits_profile(clause: &Clause, principal: &Principal, profile: &Profile) -> bool {
    let document = user::document(principal, profile);
    let field = |name: &str, exact| document.get(name).is_some_and(|value| clause.fits(value, exact));
    match &*clause.attribute {
        "id" => clause.fits(&Value::String(principal.id.to_string()), true),
        "username" => field("userName", false),
        "externalid" => field("externalId", true),
        "displayname" => field("displayName", false),
        _ => {
            let emails = document.get("emails").and_then(Value::as_array);
            let mut values = emails.into_iter().flatten().filter_map(|one| one.get("value"));
            values.any(|value| clause.fits(value, false))
        }
    }
}

fn by_index<'a>(access: &'a State, asks: &Asks, key: &Key) -> Option<&'a Principal> {
    match key {
        Key::Email(hash) => access.principal_by_email(asks.tenant, hash),
        Key::External(id) => access.principal_by_external_id(asks.tenant, id),
        Key::Id(id) => id.and_then(|id| access.principal(asks.tenant, id)),
    }
}

/// Calls `each` for every user who fits as far as can be seen openly, a bounded part of them under the directory's lock.
fn walk(
    edge: &Edge,
    asks: &Asks,
    question: &Question<'_>,
    mut each: impl FnMut(&Principal) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    if let Some(key) = &question.one {
        return edge.directory().read(|directory| {
            let found = by_index(&directory.identity().access, asks, key);
            found
                .filter(|one| fits_open(question, one))
                .map_or(Ok(()), &mut each)
        });
    }
    let mut after = None;
    loop {
        let last = edge.directory().read(|directory| {
            let some = directory
                .identity()
                .access
                .principals(asks.tenant, after)
                .take(AT_ONCE);
            let mut last = None;
            for principal in some {
                last = Some(principal.id);
                if fits_open(question, principal) {
                    each(principal)?;
                }
            }
            Ok::<_, Refusal>(last)
        })?;
        if last.is_none() {
            return Ok(());
        }
        after = last;
    }
}

/// The page where no profile needs to be opened to know who is on it.
fn openly(edge: &Edge, asks: &Asks, question: &Question<'_>) -> (usize, Vec<Principal>) {
    let (mut total, mut page) = (0, Vec::new());
    let each = |principal: &Principal| {
        if total >= asks.query.skip && page.len() < asks.query.count {
            page.push(principal.clone());
        }
        total += 1;
        Ok(())
    };
    walk(edge, asks, question, each).expect("counting refuses nothing");
    (total, page)
}

/// Everyone whose profile must be opened to know.
fn candidates(edge: &Edge, asks: &Asks, question: &Question<'_>) -> Result<Vec<Principal>, Refusal> {
    let mut candidates = Vec::new();
    walk(edge, asks, question, |principal| {
        if candidates.len() >= MOST_OPENED {
            let detail = "this filter is over personal data, which is sealed: with more than 10,000 users only eq on userName and externalId is answered";
            return Err(Refusal::new(Kind::TooMany, detail));
        }
        candidates.push(principal.clone());
        Ok(())
    })?;
    Ok(candidates)
}

async fn opened(edge: &Edge, principals: Vec<Principal>) -> Result<Vec<(Principal, Profile)>, Refusal> {
    let sealed = principals
        .iter()
        .map(|one| (Subject::Principal(one.id), one.profile.clone()));
    let profiles = profile::open_all(&edge.identity().sealer, sealed.collect()).await?;
    let profiles = profiles.into_iter().map(Option::unwrap_or_default);
    Ok(principals.into_iter().zip(profiles).collect())
}
