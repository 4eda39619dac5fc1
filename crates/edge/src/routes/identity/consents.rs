//! Consent: texts that can be agreed to, and who agreed to which.

use std::str::FromStr;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_credentials::seal::Lookup;
use bezant_identity::consent::{Command, Consent, NewConsent, Purpose, Rejection, Subject};
use bezant_identity::{Action, TokenHash};
use bezant_kernel::{ConsentId, PrincipalId, Tenant};

use super::giving::{give, refused};
use crate::dto::Page;
use crate::dto::identity::consent::{
    ConsentDto, ConsentParams, ConsentTextDto, NewConsentBody, NewConsentText, TextParams,
};
use crate::dto::payment_request::NoDetails;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Change, Params, PathId, Reader, cursor_from, page_limit, parse, parse_or_default};
use crate::respond;

const LONGEST_REFERENCE: usize = 256;
const LONGEST_EVIDENCE: usize = 1_024;
/// A page looks at no more consents than this, so that a rare filter does not hold up changes.
const LOOKED_AT: usize = 20_000;

/// A word of consent, with its rule.
pub(super) fn word<T: FromStr>(field: &str, text: &str) -> Result<T, Problem> {
    let wrong = |_| Problem::mistake(field, Code::FieldInvalid, "it is 1 to 64 of a-z, 0-9, _, . and -");
    text.parse().map_err(wrong)
}

/// Publish a consent text
///
/// It never changes: another text for the same purpose is another version.
#[utoipa::path(
    post, path = "/api/v1/consent-texts", tag = "consent", request_body = NewConsentText,
    responses((status = 201, description = "Published.", body = ConsentTextDto))
)]
pub(crate) async fn publish(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let new: NewConsentText = parse(&change.body)?;
    let purpose: Purpose = word("purpose", &new.purpose)?;
    let language = word("language", &new.language)?;
    let text: std::sync::Arc<str> = new.text.into();
    let command = Command::PublishText {
        purpose: purpose.clone(),
        language,
        text: text.clone(),
    };
    let replayed = give(&edge, &change, Action::Consent(command)).await?;
    let shown = edge.directory().read(|directory| {
        let mut texts = directory.identity().consent.texts_of(change.tenant, &purpose);
        // Of these very words: another may have been published a moment later.
        texts.rfind(|one| one.text == text).map(ConsentTextDto::from)
    });
    let shown = shown.ok_or_else(|| refused(Rejection::TextUnknown))?;
    let mut response = respond::json(StatusCode::CREATED, &shown);
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}

/// List consent texts
///
/// All versions: at most 200.
#[utoipa::path(
    get, path = "/api/v1/consent-texts", tag = "consent", params(TextParams),
    responses((status = 200, description = "The texts.", body = Page<ConsentTextDto>))
)]
pub(crate) async fn texts(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<TextParams>,
) -> Result<Response, Problem> {
    let purpose: Option<Purpose> = params
        .purpose
        .as_deref()
        .map(|text| word("purpose", text))
        .transpose()?;
    let all = edge.directory().read(|directory| {
        let all = directory.identity().consent.texts(reader.tenant);
        let wanted = all.filter(|one| purpose.as_ref().is_none_or(|purpose| one.purpose == *purpose));
        wanted.map(ConsentTextDto::from).collect()
    });
    Ok(respond::ok(&Page::whole(all)))
}

/// Record consent
///
/// On behalf of a principal or of somebody outside, such as a customer, of whom a keyed hash is kept and nothing else.
#[utoipa::path(
    post, path = "/api/v1/consents", tag = "consent", request_body = NewConsentBody,
    responses((status = 201, description = "Recorded.", body = ConsentDto))
)]
pub(crate) async fn record(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let body: NewConsentBody = parse(&change.body)?;
    let subject = subject(&edge, change.tenant, body.principal, body.reference.as_deref())?;
    let subject = subject.ok_or_else(|| {
        let message = "either 'principal' or 'reference' says who agrees";
        Problem::mistake("principal", Code::FieldMissing, message)
    })?;
    let new = NewConsent {
        id: change.new_id(&edge),
        subject,
        purpose: word("purpose", &body.purpose)?,
        version: body.version,
        channel: word("channel", &body.channel)?,
        evidence: body
            .evidence
            .as_deref()
            .map(|text| evidence(&edge, change.tenant, text))
            .transpose()?,
    };
    recorded(&edge, &change, new).await
}

/// Records and answers.
pub(super) async fn recorded(edge: &Edge, change: &Change, new: NewConsent) -> Result<Response, Problem> {
    let (id, who, purpose) = (new.id, new.subject, new.purpose.clone());
    let replayed = give(edge, change, Action::Consent(Command::Record(Box::new(new)))).await?;
    let shown = edge.directory().read(|directory| {
        let consents = &directory.identity().consent;
        let made = consents.consent(change.tenant, id);
        // The same again changes nothing: there is the first one.
        made.or_else(|| consents.given(change.tenant, who, &purpose))
            .map(ConsentDto::from)
    });
    let shown = shown.ok_or_else(|| refused(Rejection::Unknown(id)))?;
    let mut response = respond::json(StatusCode::CREATED, &shown);
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}

fn subject(
    edge: &Edge,
    tenant: Tenant,
    principal: Option<PrincipalId>,
    reference: Option<&str>,
) -> Result<Option<Subject>, Problem> {
    match (principal, reference) {
        (Some(_), Some(_)) => {
            let message = "it does not go with 'principal'";
            Err(Problem::mistake("reference", Code::FieldInvalid, message))
        }
        (Some(id), None) => Ok(Some(Subject::Principal(id))),
        (None, Some(text)) if (1..=LONGEST_REFERENCE).contains(&text.chars().count()) => {
            let hash = edge
                .identity()
                .sealer
                .lookup_hash(tenant, Lookup::OutsideSubject, text);
            Ok(Some(Subject::Outside(hash)))
        }
        (None, Some(_)) => Err(Problem::mistake(
            "reference",
            Code::FieldInvalid,
            "it is 1 to 256 characters",
        )),
        (None, None) => Ok(None),
    }
}

fn evidence(edge: &Edge, tenant: Tenant, text: &str) -> Result<TokenHash, Problem> {
    if !(1..=LONGEST_EVIDENCE).contains(&text.chars().count()) {
        return Err(Problem::mistake(
            "evidence",
            Code::FieldInvalid,
            "it is 1 to 1024 characters",
        ));
    }
    let hash = edge.identity().sealer.lookup_hash(tenant, Lookup::Address, text);
    Ok(TokenHash::from_bytes(*hash.as_bytes()))
}

/// List consents
#[utoipa::path(
    get, path = "/api/v1/consents", tag = "consent", params(ConsentParams),
    responses((status = 200, description = "A page.", body = Page<ConsentDto>))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<ConsentParams>,
) -> Result<Response, Problem> {
    let limit = page_limit(params.limit)? as usize;
    let after: Option<ConsentId> = cursor_from(params.cursor.as_deref())?;
    let subject = subject(
        &edge,
        reader.tenant,
        params.principal,
        params.reference.as_deref(),
    )?;
    let purpose = params
        .purpose
        .as_deref()
        .map(|text| word("purpose", text))
        .transpose()?;
    let is_wanted = |one: &Consent| {
        purpose
            .as_ref()
            .is_none_or(|purpose: &Purpose| one.given.purpose == *purpose)
    };
    let page = edge.directory().read(|directory| {
        let consents = &directory.identity().consent;
        let is_behind = |one: &&Consent| after.is_none_or(|after| one.given.id > after);
        let mut rows: Vec<&Consent> = match subject {
            // A subject has at most 1,000.
            Some(subject) => consents
                .of_subject(reader.tenant, subject)
                .filter(is_behind)
                .collect(),
            None => Vec::new(),
        };
        rows.sort_unstable_by_key(|one| one.given.id);
        let own = rows.into_iter();
        let all = consents.consents_after(reader.tenant, after);
        if subject.is_some() {
            page(own, limit, is_wanted)
        } else {
            page(all, limit, is_wanted)
        }
    });
    Ok(respond::ok(&page))
}

fn page<'a>(
    rows: impl Iterator<Item = &'a Consent>,
    limit: usize,
    is_wanted: impl Fn(&Consent) -> bool,
) -> Page<ConsentDto> {
    let (mut data, mut last) = (Vec::new(), None);
    for (looked_at, one) in rows.enumerate() {
        if data.len() == limit || looked_at == LOOKED_AT {
            return Page {
                data,
                next_cursor: last.map(|id: ConsentId| id.to_string()),
                position: None,
            };
        }
        last = Some(one.given.id);
        if is_wanted(one) {
            data.push(ConsentDto::from(one));
        }
    }
    Page::whole(data)
}

/// Read a consent
#[utoipa::path(
    get, path = "/api/v1/consents/{id}", tag = "consent",
    params(("id" = String, Path, description = "The consent.")),
    responses((status = 200, description = "The consent.", body = ConsentDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<ConsentId>,
) -> Result<Response, Problem> {
    Ok(respond::ok(&current(&edge, reader.tenant, id)?))
}

pub(super) fn current(edge: &Edge, tenant: Tenant, id: ConsentId) -> Result<ConsentDto, Problem> {
    let found = edge.directory().read(|directory| {
        let consents = &directory.identity().consent;
        consents.consent(tenant, id).map(ConsentDto::from)
    });
    found.ok_or_else(|| refused(Rejection::Unknown(id)))
}

/// Withdraw consent
///
/// On behalf of who gave it. It holds at once.
#[utoipa::path(
    post, path = "/api/v1/consents/{id}/withdraw", tag = "consent", request_body = Option<NoDetails>,
    params(("id" = String, Path, description = "The consent.")),
    responses((status = 200, description = "Withdrawn.", body = ConsentDto))
)]
pub(crate) async fn withdraw(
    State(edge): State<Edge>,
    PathId(id): PathId<ConsentId>,
    change: Change,
) -> Result<Response, Problem> {
    withdrawn(&edge, &change, id).await
}

/// Withdraws and answers.
pub(super) async fn withdrawn(edge: &Edge, change: &Change, id: ConsentId) -> Result<Response, Problem> {
    let NoDetails {} = parse_or_default(&change.body)?;
    let replayed = give(edge, change, Action::Consent(Command::Withdraw { id })).await?;
    let mut response = respond::ok(&current(edge, change.tenant, id)?);
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}
