//! Pipelined batches over one stream.
//!
//! ```text
//!   send ──▶ unanswered, oldest first: [4] [5] [6] [7] ──▶ the server, which answers in the same order
//!                                       └── answered ──▶ send or next gives it back
//! ```
//!
//! When the connection is lost, all that is unanswered is sent again over a new one, in the same order.

use std::collections::VecDeque;

use bezant_proto::MAX_BATCH_ITEMS;
use bezant_proto::ledger::v1::{self, BatchResult};
use futures::StreamExt;
use tokio::sync::mpsc;
use tonic::Streaming;

use crate::batch::PackedBatch;
use crate::calls::Calls;
use crate::client::within;
use crate::error::{ClientError, Failure};
use crate::outcome::BatchOutcome;
use crate::retry::Attempts;

/// Batches in order, sent ahead of their answers.
pub struct TransferStream {
    calls: Calls,
    attempts: Attempts,
    next_sequence: u64,
    /// Sent or to be sent, the oldest first.
    unanswered: VecDeque<(u64, PackedBatch)>,
    connection: Option<Connection>,
}

struct Connection {
    outgoing: mpsc::UnboundedSender<v1::TransferBatch>,
    answers: Streaming<BatchResult>,
}

impl TransferStream {
    pub(crate) fn new(calls: Calls) -> Self {
        TransferStream {
            attempts: Attempts::new(calls.options().retry),
            calls,
            next_sequence: 0,
            unanswered: VecDeque::new(),
            connection: None,
        }
    }

    /// Sends a batch. Where as many as allowed are in flight, waits for the oldest and gives back its answer.
    ///
    /// After an error the batch is not among the unanswered ones: it was not sent.
    pub async fn send(&mut self, batch: impl Into<PackedBatch>) -> Result<Option<BatchOutcome>, ClientError> {
        let batch = batch.into();
        within(batch.len(), MAX_BATCH_ITEMS)?;
        if self.connection.is_none() {
            self.connect().await?;
        }
        let most = self.calls.options().batches_in_flight.max(1);
        let answered = if self.unanswered.len() >= most {
            self.next().await?
        } else {
            None
        };
        self.enqueue(batch);
        Ok(answered)
    }

    /// Sends a batch, however many are in flight; without a connection [`TransferStream::next`] makes one.
    pub(crate) fn enqueue(&mut self, batch: impl Into<PackedBatch>) {
        let batch = batch.into();
        assert!(!batch.is_empty(), "an empty batch is refused before");
        let sequence = self.next_sequence;
        self.next_sequence += 1;
        if let Some(connection) = &self.connection {
            // Where it is gone, `next` finds that out and sends everything again.
            let _ = connection.outgoing.send(batch.message(sequence));
        }
        self.unanswered.push_back((sequence, batch));
    }

    /// The same without anything in flight.
    pub(crate) fn afresh(self) -> Self {
        TransferStream::new(self.calls)
    }

    /// The answer to the oldest batch that has none yet; nothing where all are answered.
    ///
    /// After an error everything unanswered is still there: call again to go on trying. So it is where the future is
    /// dropped.
    pub async fn next(&mut self) -> Result<Option<BatchOutcome>, ClientError> {
        loop {
            let Some((sequence, batch)) = self.unanswered.front() else {
                return Ok(None);
            };
            let Some(connection) = &mut self.connection else {
                self.connect().await?;
                continue;
            };
            let limit = self.calls.options().answer_within;
            let failure = match tokio::time::timeout(limit, connection.answers.message()).await {
                Ok(Ok(Some(answer))) if answer.sequence == *sequence => {
                    let outcome = BatchOutcome::of(answer, batch.len())?;
                    self.unanswered.pop_front();
                    self.attempts.forget();
                    return Ok(Some(outcome));
                }
                Ok(Ok(Some(_))) => Failure::Final(ClientError::Protocol("an answer out of order")),
                Ok(Ok(None)) => Failure::lost("the server ended the stream"),
                Ok(Err(status)) => Failure::from(status),
                Err(_) => Failure::Final(ClientError::TimedOut),
            };
            self.connection = None;
            self.attempts.note(failure)?;
        }
    }

    /// How many batches have no answer yet.
    pub fn in_flight(&self) -> usize {
        self.unanswered.len()
    }

    /// Waits for all answers that are missing yet.
    pub async fn finish(mut self) -> Result<Vec<BatchOutcome>, ClientError> {
        let mut outcomes = Vec::with_capacity(self.unanswered.len());
        while let Some(outcome) = self.next().await? {
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }

    /// Opens a stream and sends everything unanswered.
    async fn connect(&mut self) -> Result<(), ClientError> {
        loop {
            self.attempts.ready().await;
            // Holds no more than the batches in flight.
            let (outgoing, mut incoming) = mpsc::unbounded_channel();
            for (sequence, batch) in &self.unanswered {
                let _ = outgoing.send(batch.message(*sequence));
            }
            let messages = futures::stream::poll_fn(move |context| incoming.poll_recv(context)).fuse();
            let request = self.calls.open_ended(messages);
            let limit = self.calls.options().answer_within;
            let mut ledger = self.calls.ledger();
            let failure = match tokio::time::timeout(limit, ledger.stream_transfers(request)).await {
                Ok(Ok(response)) => {
                    self.connection = Some(Connection {
                        outgoing,
                        answers: response.into_inner(),
                    });
                    return Ok(());
                }
                Ok(Err(status)) => Failure::from(status),
                Err(_) => Failure::Final(ClientError::TimedOut),
            };
            self.attempts.note(failure)?;
        }
    }
}

impl std::fmt::Debug for TransferStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TransferStream")
            .field("in_flight", &self.unanswered.len())
            .field("is_connected", &self.connection.is_some())
            .finish_non_exhaustive()
    }
}
