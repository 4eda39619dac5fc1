//! Principals: users, agents and service accounts.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_credentials::seal::{Lookup, Sealer, Subject};
use bezant_identity::access::{
    Command, NewPrincipal, Principal, PrincipalChanges, PrincipalKind, PrincipalStatus, Rejection, Request,
};
use bezant_identity::{Action, LookupHash, Sealed};
use bezant_kernel::{PrincipalId, Tenant};

use super::giving::{accepted, ask, give, refused};
use crate::dto::Page;
use crate::dto::identity::Removed;
use crate::dto::identity::approval::ApprovalDto;
use crate::dto::identity::principal::{
    NewPrincipalBody, PrincipalChange, PrincipalDto, PrincipalParams, kind, label, written_external_id,
};
use crate::edge::Edge;
use crate::external_id;
use crate::problem::{Code, Problem};
use crate::profile::{self, Profile};
use crate::request::{Change, LARGEST_PAGE, Params, PathId, Reader, cursor_from, page_limit, parse};
use crate::respond;

/// A page looks at no more principals than this, so that a rare filter does not hold up changes: the next page goes on.
const LOOKED_AT: usize = 20_000;

/// Create a principal
///
/// A user, an agent (software that pays) or a service account, without roles. A person's data is kept sealed.
#[utoipa::path(
    post, path = "/api/v1/principals", tag = "identity", request_body = NewPrincipalBody,
    responses((status = 201, description = "Made.", body = PrincipalDto))
)]
pub(crate) async fn create(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let new: NewPrincipalBody = parse(&change.body)?;
    let id: PrincipalId = change.new_id(&edge);
    let new = new_principal(Some(&edge.identity().sealer), change.tenant, id, new).await?;
    let replayed = give(&edge, &change, Action::Access(Command::CreatePrincipal(new))).await?;
    let mut response = answer(&edge, change.tenant, id, StatusCode::CREATED).await?;
    respond::set_location(&mut response, &format!("/api/v1/principals/{id}"));
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}

/// A principal as it is asked for, with its personal data sealed. Without a sealer there must be none.
pub(crate) async fn new_principal(
    sealer: Option<&Arc<Sealer>>,
    tenant: Tenant,
    id: PrincipalId,
    body: NewPrincipalBody,
) -> Result<NewPrincipal, Problem> {
    let kind = kind("kind", &body.kind)?;
    let mut profile = Profile {
        email: body.email,
        phone: body.phone,
        ..Profile::default()
    };
    let mut name = None;
    match (kind, body.name) {
        (PrincipalKind::User, given) => profile.name = given,
        (PrincipalKind::Agent | PrincipalKind::ServiceAccount, given) => {
            name = given.as_deref().map(|text| label("name", text)).transpose()?;
        }
    }
    profile.check()?;
    let external = body.external_id.as_deref();
    external.map(written_external_id).transpose()?;
    external_id::set(&mut profile, external);
    let email = profile.email.as_deref();
    let (email, external_id, sealed) = match sealer {
        Some(sealer) => {
            let email = email.map(|email| sealer.lookup_hash(tenant, Lookup::Email, email));
            let external = external.map(|external| external_id::hash(sealer, tenant, external));
            (email, external, sealed(sealer, id, &profile).await?)
        }
        None if profile.is_empty() => (None, None, Sealed::default()),
        None => {
            let detail = "personal data takes a running node: start it first";
            return Err(Problem::new(Code::NodeNotRunning, detail));
        }
    };
    Ok(NewPrincipal {
        id,
        kind,
        name,
        email,
        profile: sealed,
        external_id,
        owner: body.owner,
        attributes: body.attributes.attributes()?,
        provisioned: body.provisioned,
    })
}

fn looked_up(edge: &Edge, tenant: Tenant, email: &str) -> LookupHash {
    edge.identity().sealer.lookup_hash(tenant, Lookup::Email, email)
}

async fn sealed(sealer: &Arc<Sealer>, id: PrincipalId, profile: &Profile) -> Result<Sealed, Problem> {
    if profile.is_empty() {
        return Ok(Sealed::default());
    }
    profile::seal(sealer, Subject::Principal(id), profile).await
}

/// The principal as it is now, as an answer.
pub(super) async fn answer(
    edge: &Edge,
    tenant: Tenant,
    id: PrincipalId,
    status: StatusCode,
) -> Result<Response, Problem> {
    let found = edge.directory().read(|directory| {
        let access = &directory.identity().access;
        let principal = access.principal(tenant, id)?;
        Some((
            PrincipalDto::of(access, tenant, principal),
            principal.profile.clone(),
        ))
    });
    let (shown, sealed) = found.ok_or_else(|| unknown(id))?;
    let profile = profile::open(&edge.identity().sealer, Subject::Principal(id), &sealed).await?;
    let shown = shown.with(profile);
    let mut response = respond::json(status, &shown);
    respond::set_version(&mut response, shown.version);
    Ok(response)
}

pub(crate) fn unknown(id: PrincipalId) -> Problem {
    refused(Rejection::PrincipalUnknown(id))
}

/// List principals
#[utoipa::path(
    get, path = "/api/v1/principals", tag = "identity", params(PrincipalParams),
    responses((status = 200, description = "A page.", body = Page<PrincipalDto>))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<PrincipalParams>,
) -> Result<Response, Problem> {
    let limit = page_limit(params.limit)? as usize;
    let after: Option<PrincipalId> = cursor_from(params.cursor.as_deref())?;
    let wanted = Wanted::parse(&params)?;
    let tenant = reader.tenant;
    let email = params
        .email
        .as_deref()
        .map(|email| looked_up(&edge, tenant, email));
    let external = params.external_id.as_deref();
    let external = external.map(|id| external_id::hash(&edge.identity().sealer, tenant, id));
    let (rows, next) = edge.directory().read(|directory| {
        let access = &directory.identity().access;
        let row = |principal: &Principal| {
            (
                PrincipalDto::of(access, tenant, principal),
                principal.profile.clone(),
            )
        };
        if email.is_some() || external.is_some() {
            let by_email = email.map(|email| access.principal_by_email(tenant, &email));
            let by_external = external
                .as_ref()
                .map(|id| access.principal_by_external_id(tenant, id));
            let found = by_email.or(by_external).flatten();
            let is_both = |one: &Principal| by_external.flatten().is_none_or(|other| other.id == one.id);
            let found = found.filter(|one| wanted.has(one) && is_both(one));
            return (found.map(row).into_iter().collect::<Vec<_>>(), None);
        }
        let (mut rows, mut last) = (Vec::new(), None);
        for (looked_at, principal) in access.principals(tenant, after).enumerate() {
            if rows.len() == limit || looked_at == LOOKED_AT {
                return (rows, last);
            }
            last = Some(principal.id);
            if wanted.has(principal) {
                rows.push(row(principal));
            }
        }
        (rows, None)
    });
    Ok(respond::ok(&Page {
        data: opened(&edge, rows).await?,
        next_cursor: next.map(|id| id.to_string()),
        position: None,
    }))
}

/// These principals, as far as there are any, in one look-up.
pub(crate) async fn these(
    edge: &Edge,
    tenant: Tenant,
    ids: &[PrincipalId],
) -> Result<BTreeMap<PrincipalId, PrincipalDto>, Problem> {
    let mut found = BTreeMap::new();
    for ids in ids.chunks(LARGEST_PAGE as usize) {
        let rows = edge.directory().read(|directory| {
            let access = &directory.identity().access;
            let known = ids.iter().filter_map(|&id| access.principal(tenant, id));
            let row = |one: &Principal| (PrincipalDto::of(access, tenant, one), one.profile.clone());
            known.map(row).collect()
        });
        let shown = opened(edge, rows).await?;
        found.extend(shown.into_iter().map(|one| (one.id, one)));
    }
    Ok(found)
}

async fn opened(edge: &Edge, rows: Vec<(PrincipalDto, Sealed)>) -> Result<Vec<PrincipalDto>, Problem> {
    let (shown, sealed): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    let subjects = shown.iter().map(|one| Subject::Principal(one.id)).zip(sealed);
    let profiles = profile::open_all(&edge.identity().sealer, subjects.collect()).await?;
    Ok(shown
        .into_iter()
        .zip(profiles)
        .map(|(one, profile)| one.with(profile))
        .collect())
}

/// What a list is about.
struct Wanted {
    kind: Option<PrincipalKind>,
    status: Option<PrincipalStatus>,
}

impl Wanted {
    fn parse(params: &PrincipalParams) -> Result<Wanted, Problem> {
        let status = |word: &str| match word {
            "active" => Ok(PrincipalStatus::Active),
            "suspended" => Ok(PrincipalStatus::Suspended),
            "deleted" => Ok(PrincipalStatus::Deleted),
            _ => {
                let message = "it is 'active', 'suspended' or 'deleted'";
                Err(Problem::mistake("status", Code::ParameterInvalid, message))
            }
        };
        Ok(Wanted {
            kind: params
                .kind
                .as_deref()
                .map(|word| kind("kind", word))
                .transpose()?,
            status: params.status.as_deref().map(status).transpose()?,
        })
    }

    fn has(&self, principal: &Principal) -> bool {
        let status = match self.status {
            Some(status) => principal.status == status,
            None => !principal.is_deleted(),
        };
        status && self.kind.is_none_or(|kind| principal.kind == kind)
    }
}

/// Read a principal
#[utoipa::path(
    get, path = "/api/v1/principals/{id}", tag = "identity",
    params(("id" = String, Path, description = "The principal.")),
    responses((status = 200, description = "The principal.", body = PrincipalDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<PrincipalId>,
) -> Result<Response, Problem> {
    answer(&edge, reader.tenant, id, StatusCode::OK).await
}

/// Change a principal
///
/// A new e-mail address of someone administrative takes a second person.
#[utoipa::path(
    patch, path = "/api/v1/principals/{id}", tag = "identity", request_body = PrincipalChange,
    params(("id" = String, Path, description = "The principal.")),
    responses(
        (status = 200, description = "Changed.", body = PrincipalDto),
        (status = 202, description = "It waits for a second person.", body = ApprovalDto),
    )
)]
pub(crate) async fn change(
    State(edge): State<Edge>,
    PathId(id): PathId<PrincipalId>,
    change: Change,
) -> Result<Response, Problem> {
    let body: PrincipalChange = parse(&change.body)?;
    let changes = changes(&edge, change.tenant, id, body).await?;
    let asked = ask(&edge, &change, Request::ChangePrincipal { id, changes }).await?;
    match asked.waits {
        Some(waits) => Ok(accepted(&waits, asked.replayed)),
        None => {
            let mut response = answer(&edge, change.tenant, id, StatusCode::OK).await?;
            respond::mark_replayed(&mut response, asked.replayed);
            Ok(response)
        }
    }
}

async fn changes(
    edge: &Edge,
    tenant: Tenant,
    id: PrincipalId,
    body: PrincipalChange,
) -> Result<PrincipalChanges, Problem> {
    let found = edge.directory().read(|directory| {
        let principal = directory.identity().access.principal(tenant, id)?;
        let live = !principal.is_deleted();
        live.then(|| (principal.kind, principal.profile.clone()))
    });
    let (kind, before) = found.ok_or_else(|| unknown(id))?;
    let mut changes = PrincipalChanges {
        owner: body.owner,
        attributes: body
            .attributes
            .map(|attributes| attributes.attributes())
            .transpose()?,
        provisioned: body.provisioned,
        ..PrincipalChanges::default()
    };
    let mut profile = profile::open(&edge.identity().sealer, Subject::Principal(id), &before)
        .await?
        .unwrap_or_default();
    let known = profile.clone();
    match (kind, body.name) {
        (_, None) => {}
        (PrincipalKind::User, Some(name)) => profile.name = name,
        (PrincipalKind::Agent | PrincipalKind::ServiceAccount, Some(name)) => {
            let name =
                name.ok_or_else(|| Problem::mistake("name", Code::FieldInvalid, "a program has a name"))?;
            changes.name = Some(label("name", &name)?);
        }
    }
    if let Some(email) = body.email {
        changes.email = Some(email.as_deref().map(|email| looked_up(edge, tenant, email)));
        profile.email = email;
    }
    if let Some(external) = body.external_id {
        let external = external.as_deref();
        external.map(written_external_id).transpose()?;
        let sealer = &edge.identity().sealer;
        changes.external_id = Some(external.map(|id| external_id::hash(sealer, tenant, id)));
        external_id::set(&mut profile, external);
    }
    profile.phone = body.phone.unwrap_or(profile.phone);
    profile.check()?;
    // Sealed anew it would look different each time.
    if profile != known {
        changes.profile = Some(sealed(&edge.identity().sealer, id, &profile).await?);
    }
    Ok(changes)
}

/// Delete a principal
///
/// Only the id is kept, for what it did. What was sealed of a person before stays readable in the log until it is erased.
#[utoipa::path(
    delete, path = "/api/v1/principals/{id}", tag = "identity",
    params(("id" = String, Path, description = "The principal.")),
    responses((status = 200, description = "Deleted.", body = Removed))
)]
pub(crate) async fn delete(
    State(edge): State<Edge>,
    PathId(id): PathId<PrincipalId>,
    change: Change,
) -> Result<Response, Problem> {
    give(&edge, &change, Action::Access(Command::Delete { id })).await?;
    Ok(respond::ok(&Removed::of("principal", id)))
}
