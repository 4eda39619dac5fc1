//! The audit trail as auditors read it: what is found, one record with its proof, and what the trail holds now, signed.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use bezant_audit::{AuditError, DataClass, Filter};
use bezant_identity::Permission::AuditRead;
use bezant_kernel::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use crate::access::{Access, Route, get};
use crate::audit::Auditing;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Params, PathText, Reader, page_limit};
use crate::respond;

const READ: Access = Access::needs(AuditRead);

/// The routes of this part.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        ("/api/v1/audit", get(READ, list)),
        ("/api/v1/audit/checkpoint", get(READ, checkpoint)),
        ("/api/v1/audit/{position}", get(READ, read)),
    ]
}

/// Longest free text.
const LONGEST_TEXT: usize = 256;

/// Which records.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditParams {
    /// By whom: the id of a principal or an API key; `node` for this machine's own administrator.
    principal: Option<String>,
    /// A route as it is documented, such as `/api/v1/payments/{id}`, or the name of an event, such as `role.changed`.
    action: Option<String>,
    /// The id of what it was done to.
    resource: Option<String>,
    /// As in the answer to a request.
    correlation_id: Option<String>,
    /// `done`, `denied`, `refused`, `failed` or `alert`.
    outcome: Option<String>,
    /// `payment`, `ledger`, `card`, `personal`, `health`, `configuration`, `credential`, `audit` or `other`.
    data_class: Option<String>,
    /// `request`, `change`, `alert` or `custody`.
    kind: Option<String>,
    /// Not before.
    #[param(value_type = Option<String>)]
    from: Option<Timestamp>,
    /// Before.
    #[param(value_type = Option<String>)]
    to: Option<Timestamp>,
    /// Words that are all in its reasons, codes, addresses or values.
    text: Option<String>,
    /// Where a page ended.
    cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    limit: Option<u32>,
}

/// Records of the audit trail.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditPage {
    /// The records, the newest first.
    #[schema(value_type = Vec<Object>)]
    data: Vec<Value>,
    /// Pass it as `cursor` for the next page; null at the end of the list.
    next_cursor: Option<String>,
    /// The newest position of the trail that was looked through.
    position: u64,
    /// How many newer records are not looked through yet.
    behind: u64,
}

/// A record with the way from its stored bytes to a signed checkpoint.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditProof {
    /// The record.
    #[schema(value_type = Object)]
    record: Value,
    /// Its stored bytes, base64: what was hashed.
    payload: String,
    /// The proof that the checkpoint covers these bytes at this position (RFC 9162).
    #[schema(value_type = Object)]
    proof: Value,
    /// What the trail held when this was asked, signed.
    #[schema(value_type = Object)]
    checkpoint: Value,
}

/// What the audit trail holds now, signed.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct AuditCheckpoint {
    /// Which form of checkpoint it is.
    format: String,
    /// Which log it is about.
    log: String,
    /// How many frames the log has.
    frames: u64,
    /// The position of the last record.
    position: u64,
    /// The hash of the last frame, over all before, in hexadecimal digits.
    chain: String,
    /// The root of the tree over all frames (RFC 9162), in hexadecimal digits.
    root: String,
    /// When it was signed, in microseconds since 1970.
    time_us: u64,
    /// The public half of the key that signed it, in hexadecimal digits.
    public_key: String,
    /// The signature (Ed25519), in hexadecimal digits.
    signature: String,
}

/// Search the audit trail
///
/// The newest of the tenant's own records first. The search follows the trail by a few seconds; `behind` says how far it is.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "audit", params(AuditParams),
    responses((status = 200, description = "The newest that fit.", body = AuditPage))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<AuditParams>,
) -> Result<Response, Problem> {
    let filter = filter_of(params)?;
    let page = looking(&edge, move |auditing| {
        auditing.search.find(reader.tenant, &filter)
    })
    .await?;
    let rows = page.found.iter().map(|found| found.record.json(found.position));
    Ok(respond::ok(&AuditPage {
        data: rows.collect(),
        next_cursor: page.next.map(|next| next.to_string()),
        position: page.position,
        behind: page.behind,
    }))
}

fn filter_of(params: AuditParams) -> Result<Filter, Problem> {
    let wrong = |name: &str, message: &'static str| Problem::mistake(name, Code::ParameterInvalid, message);
    if let Some(class) = &params.data_class
        && DataClass::from_word(class).is_none()
    {
        return Err(wrong("data_class", "there is no such kind of data"));
    }
    for (name, value, words) in [
        (
            "outcome",
            &params.outcome,
            &["done", "denied", "refused", "failed", "alert"][..],
        ),
        (
            "kind",
            &params.kind,
            &["request", "change", "alert", "custody"][..],
        ),
    ] {
        if value.as_deref().is_some_and(|value| !words.contains(&value)) {
            return Err(wrong(name, "there is no such word for it"));
        }
    }
    if params.text.as_ref().is_some_and(|text| text.len() > LONGEST_TEXT) {
        return Err(wrong("text", "it is too long"));
    }
    let before = params.cursor.map(|cursor| cursor.parse::<u64>()).transpose();
    let before = before
        .map_err(|_| Problem::mistake("cursor", Code::CursorInvalid, "it is not one that a page gave"))?;
    Ok(Filter {
        principal: params.principal,
        action: params.action,
        resource: params.resource,
        correlation: params.correlation_id,
        outcome: params.outcome,
        data_class: params.data_class,
        kind: params.kind,
        from: params.from,
        to: params.to,
        text: params.text,
        before,
        limit: page_limit(params.limit)? as usize,
    })
}

/// Read a record of the audit trail with its proof
///
/// The proof is checked with the node's public key alone: `bezant audit check-proof`.
#[utoipa::path(
    get, path = "/api/v1/audit/{position}", tag = "audit",
    params(("position" = u64, Path, description = "Its position in the trail.")),
    responses((status = 200, description = "The record.", body = AuditProof))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathText(position): PathText,
) -> Result<Response, Problem> {
    let position: u64 = position.parse().map_err(|_| {
        let message = "it is a position: a number from 1";
        Problem::mistake("position", Code::IdInvalid, message)
    })?;
    let now = edge.now();
    let proved = looking(&edge, move |auditing| {
        auditing.trail.prove(reader.tenant, position, now)
    })
    .await?;
    let proved = proved.ok_or_else(|| {
        let detail = "the tenant has no record at this position of the audit trail";
        Problem::new(Code::AuditRecordUnknown, detail)
    })?;
    Ok(respond::ok(&AuditProof {
        record: proved.record,
        payload: proved.payload,
        proof: json!(proved.proof),
        checkpoint: json!(proved.checkpoint),
    }))
}

/// Read what the audit trail holds now, signed
///
/// The checkpoint is about the whole node's trail, and shows nothing of it but a hash. Keep it: a later one must continue it.
#[utoipa::path(
    get, path = "/api/v1/audit/checkpoint", tag = "audit",
    responses((status = 200, description = "The signed checkpoint.", body = AuditCheckpoint))
)]
pub(crate) async fn checkpoint(State(edge): State<Edge>, _: Reader) -> Result<Response, Problem> {
    let now = edge.now();
    let made = looking(&edge, move |auditing| auditing.trail.checkpoint(now)).await?;
    let (_, signed) = made.ok_or_else(|| {
        let detail = "there is nothing in the audit trail yet";
        Problem::new(Code::AuditUnavailable, detail)
    })?;
    let described: AuditCheckpoint =
        serde_json::from_value(json!(signed)).expect("a checkpoint has the fields that its form says");
    Ok(respond::ok(&described))
}

/// Reads the trail where nobody else waits for the thread.
async fn looking<T: Send + 'static>(
    edge: &Edge,
    look: impl FnOnce(&Auditing) -> Result<T, AuditError> + Send + 'static,
) -> Result<T, Problem> {
    let off = || Problem::new(Code::AuditUnavailable, "this node keeps no audit trail");
    let auditing = Arc::clone(edge.audit().ok_or_else(off)?);
    let _permit = edge.heavy_permit()?;
    let unreadable = || Problem::new(Code::AuditUnavailable, "the audit trail can't be read right now");
    let looked = tokio::task::spawn_blocking(move || look(&auditing)).await;
    looked.map_err(|_| unreadable())?.map_err(|error| {
        tracing::error!(%error, "the audit trail can't be read");
        unreadable()
    })
}
