//! Reports for auditors: who reached health data, what was changed of how money moves, who agreed to what, what
//! data is processed, what is known of a person.

use axum::extract::State;
use axum::response::Response;
use bezant_compliance::{
    ComplianceError, Erased, Known, Reading, Report, Scope, Span, accesses, changes, consents, erasure,
    person, processing,
};
use bezant_identity::Permission::{
    self, CardsDelete, CardsRead, ComplianceRead, ConsentsRead, IdentityManage, IdentityRead, KeysRead,
};
use bezant_kernel::{PrincipalId, Timestamp};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::access::{Access, Route, get, post};
use crate::auth::Caller;
use crate::compliance::{ReportFormat, ReportParams, answer, known, of_trail, setup};
use crate::dto::compliance::ComplianceReport;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Change, Params, PathId, Reader, parse_or_default};
use crate::respond;
use crate::routes::cards;
use crate::routes::identity::standing::forget;

const READ: Access = Access::needs(ComplianceRead);
/// As it is elsewhere to erase somebody.
const ERASE: Access = Access::needs(IdentityManage).fresh();

/// The routes of this part.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        ("/api/v1/compliance/health-access", get(READ, health_access)),
        ("/api/v1/compliance/changes", get(READ, configuration_changes)),
        ("/api/v1/compliance/consents", get(READ, consents_given)),
        ("/api/v1/compliance/processing", get(READ, records_of_processing)),
        ("/api/v1/compliance/persons/{id}", get(READ, of_person)),
        ("/api/v1/compliance/persons/{id}/erase", post(ERASE, erase_person)),
    ]
}

async fn made(
    edge: &Edge,
    reader: &Reader,
    params: ReportParams,
    make: impl FnOnce(&Reading<'_>, Timestamp) -> Result<Report, ComplianceError> + Send + 'static,
) -> Result<Response, Problem> {
    let asked = params.asked()?;
    let report = of_trail(edge, Scope::Tenant(reader.tenant), asked.span, make).await?;
    answer(report, &asked, |report| ComplianceReport::from(report)).await
}

/// Report who reached health data
///
/// Every request for what the tenant has declared to be about health, let in or not, by permission and policy version, with totals per
/// principal. People stand in it by their ids. Each row and each total names the positions of the audit trail that it stands on.
#[utoipa::path(
    get, path = "/api/v1/compliance/health-access", tag = "compliance", params(ReportParams),
    responses((status = 200, description = "The report.", content(
        (ComplianceReport = "application/json"), (String = "text/csv"), (String = "application/pdf")
    )))
)]
pub(crate) async fn health_access(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<ReportParams>,
) -> Result<Response, Problem> {
    made(&edge, &reader, params, accesses).await
}

/// Report what was changed of how money moves
///
/// Each change to routing, fees, gateways, limits, roles, who has them, keys that pay, policies, endpoints and accounts: who, when, from
/// what to what, and the second person where one stands behind it. Each row and each total names the positions that it stands on.
#[utoipa::path(
    get, path = "/api/v1/compliance/changes", tag = "compliance", params(ReportParams),
    responses((status = 200, description = "The report.", content(
        (ComplianceReport = "application/json"), (String = "text/csv"), (String = "application/pdf")
    )))
)]
pub(crate) async fn configuration_changes(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<ReportParams>,
) -> Result<Response, Problem> {
    made(&edge, &reader, params, changes).await
}

/// Report who agreed to what
///
/// Each consent that was given and each that was withdrawn, with the text that it is about, and the texts that were published.
#[utoipa::path(
    get, path = "/api/v1/compliance/consents", tag = "compliance", params(ReportParams),
    responses((status = 200, description = "The report.", content(
        (ComplianceReport = "application/json"), (String = "text/csv"), (String = "application/pdf")
    )))
)]
pub(crate) async fn consents_given(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<ReportParams>,
) -> Result<Response, Problem> {
    made(&edge, &reader, params, consents).await
}

/// Report what data is processed
///
/// The categories of data with how often they were asked for, who receives data, and what guards it, as the tenant is set up now.
#[utoipa::path(
    get, path = "/api/v1/compliance/processing", tag = "compliance", params(ReportParams),
    responses((status = 200, description = "The report.", content(
        (ComplianceReport = "application/json"), (String = "text/csv"), (String = "application/pdf")
    )))
)]
pub(crate) async fn records_of_processing(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<ReportParams>,
) -> Result<Response, Problem> {
    let setup = setup(&edge, reader.tenant).await?;
    made(&edge, &reader, params, move |reading, now| {
        processing(reading, now, setup)
    })
    .await
}

/// What is wanted of a person.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PersonParams {
    /// Records not before this time.
    #[param(value_type = Option<String>)]
    from: Option<Timestamp>,
    /// Records before this time.
    #[param(value_type = Option<String>)]
    to: Option<Timestamp>,
    /// Its form; `json` if left out.
    #[serde(default)]
    #[param(inline)]
    format: ReportFormat,
    /// Which table goes into the CSV; the first if left out, `figures` for the totals.
    table: Option<String>,
    /// Your name for the customer that they are, for the cards of theirs.
    customer: Option<String>,
}

/// What a report shows, or an erasure takes away, takes what each of its parts takes.
fn has_all(caller: &Caller, wanted: &[Permission]) -> Result<(), Problem> {
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|one| !caller.permissions.contains(**one))
        .map(|one| one.as_str())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let detail = format!("this takes {} too", missing.join(", "));
    Err(Problem::new(Code::PermissionMissing, detail))
}

/// Report what is known of a person
///
/// Everything that the node has of a principal: profile, roles, credentials by kind and time, sessions, devices, consents, keys, the records
/// of the audit trail by and about them, and their cards if you name the customer that they are. No secret is in it. Takes
/// `identity.read`, `consents.read` and `keys.read` too, and `cards.read` for cards.
#[utoipa::path(
    get, path = "/api/v1/compliance/persons/{id}", tag = "compliance",
    params(("id" = String, Path, description = "The principal."), PersonParams),
    responses((status = 200, description = "The report.", content(
        (ComplianceReport = "application/json"), (String = "text/csv"), (String = "application/pdf")
    )))
)]
pub(crate) async fn of_person(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<PrincipalId>,
    Params(params): Params<PersonParams>,
) -> Result<Response, Problem> {
    let wanted = [IdentityRead, ConsentsRead, KeysRead, CardsRead];
    let parts = if params.customer.is_some() { 4 } else { 3 };
    has_all(&reader.caller, &wanted[..parts])?;
    let known = known(&edge, reader.tenant, id, params.customer.as_deref()).await?;
    let params = ReportParams {
        from: params.from,
        to: params.to,
        format: params.format,
        table: params.table,
    };
    made(&edge, &reader, params, move |reading, now| {
        person(reading, now, known)
    })
    .await
}

/// Whose cards are erased too.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonErasure {
    /// Your name for the customer that they are: their cards are deleted.
    #[serde(default)]
    customer: Option<String>,
}

/// Erase a person
///
/// Deletes the principal, destroys the key of their data and those of their invitations, and deletes the cards of the customer that you name.
/// The answer says what was erased, and what stays and why. It can be repeated. Takes `cards.delete` too where a customer is named.
#[utoipa::path(
    post, path = "/api/v1/compliance/persons/{id}/erase", tag = "compliance", request_body = Option<PersonErasure>,
    params(("id" = String, Path, description = "The principal.")),
    responses((status = 200, description = "What became of it.", body = ComplianceReport))
)]
pub(crate) async fn erase_person(
    State(edge): State<Edge>,
    PathId(id): PathId<PrincipalId>,
    change: Change,
) -> Result<Response, Problem> {
    let PersonErasure { customer } = parse_or_default(&change.body)?;
    let customer = customer.as_deref().map(cards::customer).transpose()?;
    if customer.is_some() {
        has_all(&change.caller, &[CardsDelete])?;
        edge.vault()?;
    }
    let before = known(&edge, change.tenant, id, None).await?;
    let mut erased = Erased {
        credentials: rows_of(&before, "credentials"),
        sessions: rows_of(&before, "sessions"),
        consents: rows_of(&before, "consents"),
        cards: None,
    };
    forget(&edge, &change, id).await?;
    if let Some(customer) = customer {
        let by = cards::caller(&change.caller, change.correlation_id());
        let deleted = edge
            .vault()?
            .erase_customer(change.tenant, &by, &customer)
            .await?;
        erased.cards = Some(u64::from(deleted));
    }
    let after = Known {
        ids: before.ids,
        ..known(&edge, change.tenant, id, None).await?
    };
    let scope = Scope::Tenant(change.tenant);
    let report = of_trail(&edge, scope, Span::default(), move |reading, now| {
        person(reading, now, after).map(|report| erasure(report, erased))
    });
    Ok(respond::ok(&ComplianceReport::from(&report.await?)))
}

fn rows_of(known: &Known, name: &str) -> u64 {
    let table = known.tables.iter().find(|table| table.name == name);
    table.map_or(0, |table| table.rows.len() as u64)
}
