//! A stream of batches: taken in while there is room, handed in in their order, answered in that order.
//!
//! ```text
//!   message ──▶ waits for room ──▶ in flight, in order ──▶ answer
//! ```
//!
//! Nothing runs by itself: taking in, carrying out and answering go on as far as the caller takes answers.

use std::sync::Arc;

use bezant_proto::TRANSFER_BYTES;
use bezant_proto::ledger::v1;
use bytes::Bytes;
use futures::future::BoxFuture;
use futures::stream::FuturesOrdered;
use futures::{Stream, StreamExt};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, sleep_until};
use tonic::{Status, Streaming};

use super::front::Admitted;
use super::service::{Service, assert_outcome, batch_result, checked, room_for};
use crate::problem::Problem;

/// Batches of one stream at work at a time. The deciding thread has one, the disk another, a third is on its way; the rest
/// is for streams of small batches.
const IN_FLIGHT: usize = 64;

type Answer = Result<v1::BatchResult, Problem>;

struct Pump {
    service: Service,
    admitted: Admitted,
    incoming: Streaming<v1::TransferBatch>,
    /// Taken in and checked, without room yet.
    waiting: Option<v1::TransferBatch>,
    in_flight: FuturesOrdered<BoxFuture<'static, Answer>>,
    /// Why nothing more is taken in; nothing more is wrong than that the caller has sent all.
    ended: Option<Result<(), Status>>,
    closing: watch::Receiver<bool>,
}

/// The answers to a stream of batches.
pub(super) fn answers(
    service: Service,
    admitted: Admitted,
    incoming: Streaming<v1::TransferBatch>,
) -> impl Stream<Item = Result<v1::BatchResult, Status>> + Send {
    let pump = Pump {
        closing: service.edge.closing(),
        service,
        admitted,
        incoming,
        waiting: None,
        in_flight: FuturesOrdered::new(),
        ended: None,
    };
    futures::stream::unfold(Some(pump), |pump| async move {
        let mut pump = pump?;
        match pump.next().await {
            Some(Ok(answer)) => Some((Ok(answer), Some(pump))),
            // What is in flight behind a failure is not waited for.
            Some(Err(status)) => Some((Err(status), None)),
            None => None,
        }
    })
}

impl Pump {
    async fn next(&mut self) -> Option<Result<v1::BatchResult, Status>> {
        loop {
            if self.in_flight.is_empty()
                && self.waiting.is_none()
                && let Some(end) = self.ended.take()
            {
                return end.err().map(Err);
            }
            let wants_more =
                self.ended.is_none() && self.waiting.is_none() && self.in_flight.len() < IN_FLIGHT;
            let deadline = self.admitted.deadline.unwrap_or_else(Instant::now);
            let wanted = self.waiting.as_ref().map_or(0, room_for);
            tokio::select! {
                biased;
                // First, so that a batch is handed in before the next one is taken in.
                Some(answer) = self.in_flight.next() => return Some(answer.map_err(Status::from)),
                () = sleep_until(deadline), if self.admitted.deadline.is_some() => {
                    return Some(Err(Problem::deadline_passed().into()));
                }
                room = Arc::clone(&self.service.room).acquire_many_owned(wanted), if wanted > 0 => {
                    let room = room.expect("it is never closed");
                    let batch = self.waiting.take().expect("only what waits wants room");
                    self.in_flight.push_back(self.carry_out(batch, room));
                }
                () = closed(&mut self.closing), if wants_more => {
                    self.ended = Some(Err(Problem::closing().into()));
                }
                message = self.incoming.message(), if wants_more => match message {
                    Ok(Some(batch)) => match self.admit(&batch) {
                        Ok(()) => self.waiting = Some(batch),
                        Err(problem) => self.ended = Some(Err(problem.into())),
                    },
                    Ok(None) => self.ended = Some(Ok(())),
                    Err(status) => self.ended = Some(Err(status)),
                },
            }
        }
    }

    /// A stream may be open for days: its key, and whether changes are taken, are looked at with every batch.
    fn admit(&self, batch: &v1::TransferBatch) -> Result<(), Problem> {
        self.admitted.check_key(&self.service.edge)?;
        if self.service.edge.degradation().is_read_only() {
            return Err(Problem::read_only());
        }
        checked(batch)
    }

    fn carry_out(&self, batch: v1::TransferBatch, room: OwnedSemaphorePermit) -> BoxFuture<'static, Answer> {
        let backend = Arc::clone(&self.service.backend);
        let caller = self.admitted.caller.clone();
        let v1::TransferBatch {
            records,
            sequence,
            attachments,
        } = batch;
        Box::pin(async move {
            let items = count(&records);
            let outcome = backend.create_batch(caller, records, attachments).await?;
            assert_outcome(&outcome, items);
            drop(room);
            Ok(batch_result(outcome, sequence))
        })
    }
}

/// Without a sender the edge is gone, which is closing too.
async fn closed(closing: &mut watch::Receiver<bool>) {
    let _ = closing.wait_for(|&closing| closing).await;
}

fn count(records: &Bytes) -> usize {
    records.len() / TRANSFER_BYTES
}
