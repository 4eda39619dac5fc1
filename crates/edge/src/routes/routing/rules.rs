//! Versions of the rules: propose, check, approve, activate, roll back.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_core::{Answer, Query};
use bezant_kernel::GatewayName;
use bezant_routing::{Command, Rejection, RuleSet, RulesStatus, RulesVersion};

use super::{set, settings};
use crate::dto::Page;
use crate::dto::payment_request::NoDetails;
use crate::dto::routing::FourEyes;
use crate::dto::routing::rules::{CheckedRules, NewRules, RulesDto};
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{Operation, OperatorReader, PathNumber, parse, parse_or_default};
use crate::respond;

/// Answers with the version that was changed.
async fn answer(
    edge: &Edge,
    operation: &Operation,
    version: u32,
    replayed: bool,
) -> Result<Response, Problem> {
    let settings = settings(edge, &operation.reader()).await?;
    let found = settings.rules.iter().find(|(number, ..)| *number == version);
    let found = found.ok_or_else(|| unknown(version))?;
    Ok(shown(found, StatusCode::OK, replayed))
}

fn shown(found: &(u32, RulesStatus, RulesVersion), status: StatusCode, replayed: bool) -> Response {
    let mut response = respond::json(status, &RulesDto::from(found));
    respond::set_location(&mut response, &format!("/api/v1/routing/rules/{}", found.0));
    respond::mark_replayed(&mut response, replayed);
    response
}

fn unknown(version: u32) -> Problem {
    bezant_core::Rejection::from(Rejection::RulesUnknown(version)).into()
}

/// Propose rules
///
/// Writes a new version down. Nothing follows it until it is approved and activated.
#[utoipa::path(
    post, path = "/api/v1/routing/rules", tag = "routing", request_body = NewRules,
    responses((status = 201, description = "Proposed.", body = RulesDto<'_>))
)]
pub(crate) async fn propose(State(edge): State<Edge>, operation: Operation) -> Result<Response, Problem> {
    let NewRules { source } = parse(&operation.body)?;
    let text = source.clone();
    let replayed = set(&edge, &operation, |by| Command::ProposeRules { source, by }).await?;
    let settings = settings(&edge, &operation.reader()).await?;
    // The version of these very words: another may have been proposed a moment later.
    let these = settings
        .rules
        .iter()
        .rev()
        .find(|(_, _, rules)| *rules.source == *text);
    // Of a repetition long after, they may be only in the log.
    let found = these.or(settings.rules.last()).ok_or_else(|| unknown(0))?;
    Ok(shown(found, StatusCode::CREATED, replayed))
}

/// List versions of the rules
#[utoipa::path(
    get, path = "/api/v1/routing/rules", tag = "routing",
    responses((status = 200, description = "Those at hand, the oldest first.", body = Page<RulesDto<'_>>))
)]
pub(crate) async fn list(State(edge): State<Edge>, operator: OperatorReader) -> Result<Response, Problem> {
    let settings = settings(&edge, &operator).await?;
    Ok(respond::ok(&Page::whole(
        settings.rules.iter().map(RulesDto::from).collect(),
    )))
}

/// Read a version of the rules
#[utoipa::path(
    get, path = "/api/v1/routing/rules/{version}", tag = "routing",
    params(("version" = u32, Path, description = "The version.")),
    responses((status = 200, description = "The version.", body = RulesDto<'_>))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    operator: OperatorReader,
    PathNumber(version): PathNumber,
) -> Result<Response, Problem> {
    let settings = settings(&edge, &operator).await?;
    let found = settings.rules.iter().find(|(number, ..)| *number == version);
    let found = found.ok_or_else(|| unknown(version))?;
    Ok(respond::ok(&RulesDto::from(found)))
}

/// Check rules
///
/// Looks at them as a proposal would, and keeps nothing. Mistakes are answered with their places.
#[utoipa::path(
    post, path = "/api/v1/routing/rules/check", tag = "routing", request_body = NewRules,
    responses((status = 200, description = "No mistakes.", body = CheckedRules))
)]
pub(crate) async fn check(State(edge): State<Edge>, operation: Operation) -> Result<Response, Problem> {
    let NewRules { source } = parse(&operation.body)?;
    let query = Query::Gateways { now: edge.now() };
    let Answer::Gateways(gateways) = edge.query(operation.of, query).await? else {
        unreachable!("a question for gateways is answered with them");
    };
    let names: Vec<GatewayName> = gateways.into_iter().map(|(profile, _)| profile.name).collect();
    let rules = RuleSet::compile(&source, &names)
        .map_err(|wrong| Problem::from(bezant_core::Rejection::from(Rejection::RulesInvalid(wrong))))?;
    Ok(respond::ok(&CheckedRules {
        valid: true,
        rules: rules.rule_names().map(str::to_owned).collect(),
        gateways: rules.gateways().iter().map(GatewayName::to_string).collect(),
    }))
}

/// Approve rules
#[utoipa::path(
    post, path = "/api/v1/routing/rules/{version}/approve", tag = "routing", request_body = Option<NoDetails>,
    params(("version" = u32, Path, description = "The version.")),
    responses((status = 200, description = "Approved.", body = RulesDto<'_>))
)]
pub(crate) async fn approve(
    State(edge): State<Edge>,
    PathNumber(version): PathNumber,
    operation: Operation,
) -> Result<Response, Problem> {
    let NoDetails {} = parse_or_default(&operation.body)?;
    let replayed = set(&edge, &operation, |by| Command::ApproveRules { version, by }).await?;
    answer(&edge, &operation, version, replayed).await
}

/// Activate rules
///
/// Payments are routed by this version from now on.
#[utoipa::path(
    post, path = "/api/v1/routing/rules/{version}/activate", tag = "routing", request_body = Option<NoDetails>,
    params(("version" = u32, Path, description = "The version.")),
    responses((status = 200, description = "Active.", body = RulesDto<'_>))
)]
pub(crate) async fn activate(
    State(edge): State<Edge>,
    PathNumber(version): PathNumber,
    operation: Operation,
) -> Result<Response, Problem> {
    let NoDetails {} = parse_or_default(&operation.body)?;
    let replayed = set(&edge, &operation, |by| Command::ActivateRules { version, by }).await?;
    answer(&edge, &operation, version, replayed).await
}

/// Roll rules back
///
/// Back to the version that was active before; to no rules if there was none.
#[utoipa::path(
    post, path = "/api/v1/routing/rules/roll-back", tag = "routing", request_body = Option<NoDetails>,
    responses((status = 200, description = "The settings as they are now.", body = crate::dto::routing::RoutingDto<'_>))
)]
pub(crate) async fn roll_back(State(edge): State<Edge>, operation: Operation) -> Result<Response, Problem> {
    let NoDetails {} = parse_or_default(&operation.body)?;
    let replayed = set(&edge, &operation, |by| Command::RollBackRules { by }).await?;
    super::settings::answer(&edge, &operation, replayed).await
}

/// Require four eyes
///
/// Whether rules must be approved by another key than that of their author.
#[utoipa::path(
    post, path = "/api/v1/routing/four-eyes", tag = "routing", request_body = FourEyes,
    responses((status = 200, description = "The settings as they are now.", body = crate::dto::routing::RoutingDto<'_>))
)]
pub(crate) async fn four_eyes(State(edge): State<Edge>, operation: Operation) -> Result<Response, Problem> {
    let FourEyes { required } = parse(&operation.body)?;
    let replayed = set(&edge, &operation, |by| Command::SetFourEyes { required, by }).await?;
    super::settings::answer(&edge, &operation, replayed).await
}
