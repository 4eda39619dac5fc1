//! What gateways say unasked: their signature is the authentication.
//!
//! A request is answered with success only when all it says is committed, was before, or is no news: gateways send again
//! whatever they get no success for.

use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use bezant_core::{Answer, Command, Query, Rejection, system_tenant};
use bezant_engine::{Correlation, SubmitError, Wait};
use bezant_kernel::{GatewayName, PaymentId};
use bezant_payments::{Action, Notice, Rejection as PaymentRejection};
use bytes::Bytes;

use crate::edge::Edge;
use crate::gateway_notices::{GatewayNotice, GatewayNoticesError, NoticeRequest};
use crate::problem::{Code, Problem};
use crate::request::{BodyKind, PathText, correlation_of, read_body};

/// The largest body that is read; gateways send some 10 KB.
const MAX_BODY_BYTES: usize = 512 * 1024;

/// Requests of gateways that may be under way at once: a flood of them must not take the place of payments.
pub(super) const MAX_CONCURRENT: usize = 64;

/// What Adyen wants to read; others look at the status only.
const ACCEPTED: &str = "[accepted]";

/// The request of a gateway.
pub(crate) struct Said {
    headers: HeaderMap,
    body: Bytes,
    correlation: Correlation,
}

impl FromRequest<Edge> for Said {
    type Rejection = Problem;

    async fn from_request(request: Request<Body>, edge: &Edge) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let within = edge.limits().body_within;
        let body = read_body(&parts.headers, body, BodyKind::File, MAX_BODY_BYTES, within).await?;
        let correlation = correlation_of(&mut parts.extensions, &parts.headers);
        Ok(Said {
            headers: parts.headers,
            body,
            correlation,
        })
    }
}

pub(crate) async fn receive(
    State(edge): State<Edge>,
    PathText(name): PathText,
    said: Said,
) -> Result<Response, Problem> {
    let gateway: GatewayName = name.parse().map_err(|_| GatewayNoticesError::UnknownGateway)?;
    let notices = edge
        .gateway_notices()
        .receive(NoticeRequest {
            gateway: &gateway,
            headers: &said.headers,
            body: &said.body,
            received_at: edge.now(),
            correlation: said.correlation.as_str(),
        })
        .await
        .inspect_err(|error| tracing::warn!(%gateway, %error, "a notice of a gateway was not taken in"))?;
    for GatewayNotice { event, about } in notices {
        let result = match about {
            Some((payment, notice)) => {
                take(&edge, &said.correlation, &gateway, event, payment, notice).await?
            }
            None => "ignored",
        };
        metrics::counter!("bezant_gateway_notices_total", "gateway" => gateway.to_string(), "result" => result)
            .increment(1);
    }
    Ok(ACCEPTED.into_response())
}

/// Hands a notice to its payment; what became of it.
async fn take(
    edge: &Edge,
    correlation: &Correlation,
    gateway: &GatewayName,
    event: String,
    payment: PaymentId,
    notice: Notice,
) -> Result<&'static str, Problem> {
    let Answer::PaymentOwner(owner) = edge.query(system_tenant(), Query::PaymentOwner(payment)).await? else {
        unreachable!("a question for an owner is answered with one");
    };
    let Some(tenant) = owner else {
        // Another installation may share the account at the gateway.
        tracing::info!(%gateway, event, %payment, "a notice is about a payment that is not here");
        return Ok("unknown_payment");
    };
    let request = bezant_engine::Request {
        tenant,
        correlation: correlation.clone(),
        idempotency: None,
        command: Command::Payment(bezant_payments::Command {
            payment,
            expected_version: None,
            action: Action::TakeNotice {
                gateway: gateway.clone(),
                event: event.clone(),
                notice,
            },
        }),
    };
    match edge.engine().submit(request, Wait::Committed).await {
        Ok(_) => Ok("taken"),
        Err(SubmitError::Rejected(Rejection::Unchanged(_))) => Ok("repeated"),
        Err(SubmitError::Rejected(Rejection::Payment(PaymentRejection::StaleOutcome))) => Ok("no_news"),
        Err(error) => {
            tracing::error!(%gateway, event, %payment, %error, "a notice of a gateway can't be taken");
            Err(error.into())
        }
    }
}

impl From<GatewayNoticesError> for Problem {
    fn from(error: GatewayNoticesError) -> Self {
        let code = match &error {
            GatewayNoticesError::UnknownGateway => Code::GatewayUnknown,
            GatewayNoticesError::NotSigned(_) => Code::NoticeNotSigned,
            GatewayNoticesError::Malformed { path, problem } => {
                return Problem::mistake(path.clone(), Code::FieldInvalid, problem.clone());
            }
            GatewayNoticesError::Unavailable => Code::NoticeUnclear,
        };
        Problem::new(code, error.to_string())
    }
}
