//! GraphQL: calls come in, and go to the schema with what their caller can read.
//!
//! The schema ([`bezant_graphql`]) knows no caller. Here each of its questions is put to the function of the REST route that answers
//! the same, under what that route demands. It must never answer what REST would refuse, or know a rule that REST does not.

mod demand;
mod readings;
mod reads;
mod refusal;
mod things;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use bezant_graphql::{Call, CallExtensions, Reply};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::{IntoParams, ToSchema};

use crate::access::{Access, Route, post};
use crate::auth::{Caller, admitted, route_of};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{BodyKind, Params, parse, read_body};
use reads::CallerReads;

const JSON: &str = "application/json";
const GRAPHQL_JSON: &str = "application/graphql-response+json";

/// The one route. Whoever may come in may ask; what they get is decided field by field.
pub(crate) fn routes() -> Vec<Route> {
    let calls = post(Access::Known, call).get(Access::Known, call_by_address);
    vec![("/graphql", calls)]
}

/// A GraphQL call.
#[derive(ToSchema)]
#[schema(as = GraphQlCall)]
#[expect(dead_code, reason = "it describes the body in the OpenAPI document")]
struct CallDto {
    /// The text of the query; left out where its hash is known.
    #[schema(example = "{ payments(first: 5) { nodes { id status } } }")]
    query: Option<String>,
    /// Which operation of the text.
    #[schema(rename = "operationName")]
    operation_name: Option<String>,
    /// The values of its variables, by name.
    #[schema(value_type = Option<Object>)]
    variables: Option<()>,
    /// `persistedQuery` with `version` 1 and `sha256Hash`.
    #[schema(value_type = Option<Object>)]
    extensions: Option<()>,
}

/// A GraphQL reply.
#[derive(ToSchema)]
#[schema(as = GraphQlReply)]
#[expect(dead_code, reason = "it describes the answer in the OpenAPI document")]
struct ReplyDto {
    /// What was asked for; null where the call was refused as a whole.
    #[schema(value_type = Option<Object>)]
    data: Option<()>,
    /// What could not be answered; `extensions.code` says why.
    #[schema(value_type = Option<Vec<Object>>)]
    errors: Option<()>,
}

/// A call in an address: all but text as JSON.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(crate) struct AddressParams {
    /// The text of the query; left out where its hash is known.
    query: Option<String>,
    /// Which operation of the text.
    operation_name: Option<String>,
    /// The values of its variables: a JSON object.
    variables: Option<String>,
    /// A JSON object, such as `{"persistedQuery":{"version":1,"sha256Hash":"…"}}`.
    extensions: Option<String>,
}

/// Ask in GraphQL
///
/// Reads what is wanted in one call; the schema is in docs/schema.graphql. What the caller may not see is null, under the code that
/// REST has for it.
#[utoipa::path(
    post, path = "/graphql", tag = "graphql", request_body = CallDto,
    responses((status = 200, description = "The reply, with `errors` where something was refused.", body = ReplyDto))
)]
pub(crate) async fn call(State(edge): State<Edge>, request: Request) -> Result<Response, Problem> {
    let (head, body) = request.into_parts();
    let caller = admitted(&head.extensions)?;
    let limits = edge.limits();
    let (bound, within) = (limits.max_body_bytes, limits.body_within);
    let body = read_body(&head.headers, body, BodyKind::Json, bound, within).await?;
    if let Some(rules) = &edge.protection().rules {
        rules.check_json(route_of(&head.extensions), &body)?;
    }
    let call = parse(&body)?;
    Ok(answered(edge, caller, head, call).await)
}

/// Ask in GraphQL by address
///
/// The same, for queries that are known by their hash: such an answer can be kept by who asked.
#[utoipa::path(
    get, path = "/graphql", tag = "graphql", params(AddressParams),
    responses((status = 200, description = "The reply, with `errors` where something was refused.", body = ReplyDto))
)]
pub(crate) async fn call_by_address(State(edge): State<Edge>, request: Request) -> Result<Response, Problem> {
    let (head, _) = request.into_parts();
    let caller = admitted(&head.extensions)?;
    let Params(params) = Params::<AddressParams>::of(&head.uri)?;
    let extensions: Option<CallExtensions> = object("extensions", params.extensions.as_deref())?;
    let call = Call {
        query: params.query,
        operation_name: params.operation_name,
        variables: object("variables", params.variables.as_deref())?,
        extensions,
    };
    Ok(answered(edge, caller, head, call).await)
}

fn object<T: DeserializeOwned>(name: &str, text: Option<&str>) -> Result<Option<T>, Problem> {
    let wrong = |_| Problem::mistake(name, Code::ParameterInvalid, "it must be a JSON object");
    text.map(|text| parse(text.as_bytes()).map_err(wrong)).transpose()
}

async fn answered(edge: Edge, caller: Caller, head: Parts, call: Call) -> Response {
    let kind = kind(&head.headers);
    let service = edge.graphql().clone();
    let reads = CallerReads::new(edge, caller, head);
    let Reply { body, refused } = service.answer(call, Arc::new(reads)).await;
    let mut response = Response::new(Body::from(body));
    // Clients that know the newer type know what statuses mean with it.
    if refused && kind == GRAPHQL_JSON {
        *response.status_mut() = StatusCode::BAD_REQUEST;
    }
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

/// In which type a client takes its answer (GraphQL over HTTP, "Media types").
fn kind(headers: &HeaderMap) -> &'static str {
    let accepted = headers.get_all(ACCEPT).iter();
    let mut ranges = accepted
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    let knows = ranges.any(|range| {
        let essence = range.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case(GRAPHQL_JSON)
    });
    if knows { GRAPHQL_JSON } else { JSON }
}
