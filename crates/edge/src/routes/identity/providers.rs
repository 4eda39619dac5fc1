//! Outside identity providers: whose groups mean which roles. How to reach one is in the node's configuration.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_identity::Action;
use bezant_identity::access::{
    Command, OutsideGroup, ProviderKind, ProviderName, ProviderSettings, Rejection, Request,
};
use bezant_kernel::Tenant;

use super::giving::{accepted, ask, give, refused};
use crate::dto::Page;
use crate::dto::identity::approval::ApprovalDto;
use crate::dto::identity::provider::{ProviderBody, ProviderDto};
use crate::dto::identity::{Removed, roles};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Change, PathText, Reader, parse};
use crate::respond;

fn named(text: &str) -> Result<ProviderName, Problem> {
    ProviderName::new(text).map_err(|wrong| Problem::mistake("name", Code::FieldInvalid, wrong.to_string()))
}

fn is_configured(edge: &Edge, tenant: Tenant, name: &ProviderName) -> bool {
    let mut all = edge.identity().providers.of_tenant(tenant.id());
    all.any(|(one, _)| one.as_str() == name.as_str())
}

fn answer(edge: &Edge, tenant: Tenant, name: &ProviderName) -> Result<Response, Problem> {
    let shown = edge.directory().read(|directory| {
        let provider = directory.identity().access.provider(tenant, name)?;
        Some(ProviderDto::of(provider, is_configured(edge, tenant, name)))
    });
    let shown = shown.ok_or_else(|| refused(Rejection::ProviderUnknown(name.clone())))?;
    let mut response = respond::json(StatusCode::OK, &shown);
    respond::set_version(&mut response, shown.version);
    Ok(response)
}

/// List outside identity providers
#[utoipa::path(
    get, path = "/api/v1/identity-providers", tag = "identity",
    responses((status = 200, description = "All of them: at most 20.", body = Page<ProviderDto>))
)]
pub(crate) async fn list(State(edge): State<Edge>, reader: Reader) -> Result<Response, Problem> {
    let all = edge.directory().read(|directory| {
        let providers = directory.identity().access.providers(reader.tenant);
        let shown = providers
            .map(|one| ProviderDto::of(one, is_configured(&edge, reader.tenant, &one.settings.name)));
        shown.collect()
    });
    Ok(respond::ok(&Page::whole(all)))
}

/// Read an outside identity provider
#[utoipa::path(
    get, path = "/api/v1/identity-providers/{name}", tag = "identity",
    params(("name" = String, Path, description = "The provider's name.")),
    responses((status = 200, description = "The provider.", body = ProviderDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathText(name): PathText,
) -> Result<Response, Problem> {
    answer(&edge, reader.tenant, &named(&name)?)
}

/// Set an outside identity provider
///
/// Adds or changes how it is used. Mapping a group to administrative roles takes a second person.
#[utoipa::path(
    put, path = "/api/v1/identity-providers/{name}", tag = "identity", request_body = ProviderBody,
    params(("name" = String, Path, description = "The provider's name, as in the node's configuration.")),
    responses(
        (status = 200, description = "Set.", body = ProviderDto),
        (status = 202, description = "It waits for a second person.", body = ApprovalDto),
    )
)]
pub(crate) async fn set(
    State(edge): State<Edge>,
    PathText(name): PathText,
    change: Change,
) -> Result<Response, Problem> {
    let body: ProviderBody = parse(&change.body)?;
    let name = named(&name)?;
    let kind = ProviderKind::from_word(&body.kind)
        .ok_or_else(|| Problem::mistake("kind", Code::FieldInvalid, "it is 'oidc', 'saml' or 'ldap'"))?;
    let settings = ProviderSettings {
        name: name.clone(),
        kind,
        mapping: mapping(&body.mapping)?,
        default_roles: roles("default_roles", &body.default_roles)?,
        just_in_time: body.just_in_time,
        link_by_email: body.link_by_email,
    };
    let asked = ask(&edge, &change, Request::SetProvider(settings)).await?;
    match asked.waits {
        Some(waits) => Ok(accepted(&waits, asked.replayed)),
        None => answer(&edge, change.tenant, &name),
    }
}

fn mapping(
    body: &BTreeMap<String, Vec<String>>,
) -> Result<BTreeMap<OutsideGroup, BTreeSet<bezant_identity::access::RoleName>>, Problem> {
    let one = |(group, names): (&String, &Vec<String>)| {
        let path = format!("mapping.{group}");
        let wrong = |wrong: bezant_identity::access::InvalidWord| {
            Problem::mistake(&path, Code::FieldInvalid, wrong.to_string())
        };
        Ok((OutsideGroup::new(group).map_err(wrong)?, roles(&path, names)?))
    };
    body.iter().map(one).collect()
}

/// Remove an outside identity provider
///
/// Nobody signs in by it any more, and its roles count for nobody.
#[utoipa::path(
    delete, path = "/api/v1/identity-providers/{name}", tag = "identity",
    params(("name" = String, Path, description = "The provider's name.")),
    responses((status = 200, description = "Removed.", body = Removed))
)]
pub(crate) async fn remove(
    State(edge): State<Edge>,
    PathText(text): PathText,
    change: Change,
) -> Result<Response, Problem> {
    let name = named(&text)?;
    give(&edge, &change, Action::Access(Command::RemoveProvider { name })).await?;
    Ok(respond::ok(&Removed::of("identity_provider", text)))
}
