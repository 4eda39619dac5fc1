//! Batches: up to 8,190 transfers in one request.

use axum::extract::State;
use axum::response::Response;
use bezant_core::Reply;
use bezant_engine::Wait;

use crate::dto::batch::{BatchDto, NewBatch};
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{BulkChange, Names, parse};
use crate::respond;

/// Make a batch of transfers
///
/// Each item by itself, or as chains where items are linked: what can be made is made. The answer says what became of each.
/// The whole batch is one entry of the log. A body may have up to 4 MiB.
#[utoipa::path(
    post, path = "/api/v1/ledger/batches", tag = "ledger", request_body = NewBatch,
    responses((status = 200, description = "What became of each item.", body = BatchDto))
)]
pub(crate) async fn create(
    State(edge): State<Edge>,
    BulkChange(change): BulkChange,
) -> Result<Response, Problem> {
    let batch: NewBatch = parse(&change.body)?;
    let mut names = Names::of(change.tenant);
    let (batch, ids) = batch.into_batch(&mut names, || edge.new_id())?;
    let command = names.in_command(bezant_ledger::Command::Batch(batch));
    let done = change.submit(&edge, command, Wait::Committed).await?;
    let Reply::Transfers { made, refused } = &done.reply else {
        unreachable!("a batch is answered with what was made and refused");
    };
    let mut response = respond::ok(&BatchDto::new(&ids, made.as_ref(), refused.as_ref()));
    respond::mark_replayed(&mut response, done.replayed);
    Ok(response)
}
