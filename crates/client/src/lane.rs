//! Single transfers of many callers, joined into batches over one stream.
//!
//! ```text
//!   callers ──▶ queue ──▶ whatever is there makes a batch ──▶ stream ──▶ each its own answer
//! ```
//!
//! A batch goes out at once when fewer than two are in flight, so that a single caller waits for nobody; while two are,
//! the queue fills the next.

use std::sync::{Mutex, PoisonError};

use tokio::sync::{mpsc, oneshot};

use crate::batch::TransferBatch;
use crate::calls::Calls;
use crate::error::ClientError;
use crate::outcome::{BatchOutcome, TransferOutcome};
use crate::stream::TransferStream;
use crate::transfer::Transfer;

/// One is carried out while the next is on its way.
const IN_FLIGHT: usize = 2;

/// Callers beyond it wait for their place.
const QUEUE: usize = TransferBatch::CAPACITY;

type Answer = oneshot::Sender<Result<TransferOutcome, ClientError>>;

struct Single {
    transfer: Transfer,
    answer: Answer,
}

/// The way of a client's single transfers. At work once it is used, and until the client is gone.
#[derive(Default)]
pub(crate) struct Lane {
    queue: Mutex<Option<mpsc::Sender<Single>>>,
}

impl Lane {
    pub(crate) async fn carry_out(
        &self,
        calls: &Calls,
        transfer: Transfer,
    ) -> Result<TransferOutcome, ClientError> {
        let (answer, answered) = oneshot::channel();
        let single = Single { transfer, answer };
        if self.queue(calls).send(single).await.is_err() {
            return Err(gone());
        }
        answered.await.unwrap_or_else(|_| Err(gone()))
    }

    /// The queue of a lane at work: of a new one where the old one's runtime is gone.
    fn queue(&self, calls: &Calls) -> mpsc::Sender<Single> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        match &*queue {
            Some(queue) if !queue.is_closed() => queue.clone(),
            Some(_) | None => {
                let (sender, receiver) = mpsc::channel(QUEUE);
                let stream = TransferStream::new(calls.clone());
                tokio::spawn(run(receiver, stream));
                queue.insert(sender).clone()
            }
        }
    }
}

/// The runtime stopped in the middle of it.
fn gone() -> ClientError {
    ClientError::Unavailable {
        attempts: 1,
        detail: "the client's runtime is stopping".to_owned(),
    }
}

async fn run(mut queue: mpsc::Receiver<Single>, mut stream: TransferStream) {
    // In step with the stream's batches in flight.
    let mut waiting: std::collections::VecDeque<Vec<Answer>> = std::collections::VecDeque::new();
    let mut taken = Vec::new();
    let mut is_open = true;
    while is_open || !waiting.is_empty() {
        let outcome = tokio::select! {
            biased;
            outcome = stream.next(), if !waiting.is_empty() => outcome,
            count = queue.recv_many(&mut taken, TransferBatch::CAPACITY), if is_open && waiting.len() < IN_FLIGHT => {
                is_open = count > 0;
                if !is_open {
                    continue;
                }
                // One batch, unless there are too many words for one.
                while !taken.is_empty() {
                    let (batch, answers) = joined(&mut taken);
                    waiting.push_back(answers);
                    stream.enqueue(batch);
                }
                continue;
            }
        };
        match outcome {
            Ok(Some(outcome)) => {
                let answers = waiting
                    .pop_front()
                    .expect("an outcome is that of the oldest batch");
                answer(answers, &outcome);
            }
            Ok(None) => unreachable!("a batch without an answer is in flight"),
            Err(error) => {
                // Whether any of them was carried out is not known, and their callers know best what to do.
                stream = stream.afresh();
                for answer in waiting.drain(..).flatten() {
                    // Who no longer waits wants no answer.
                    let _ = answer.send(Err(error.clone()));
                }
            }
        }
    }
}

/// As many from the front as fit into a batch.
fn joined(taken: &mut Vec<Single>) -> (TransferBatch, Vec<Answer>) {
    let mut batch = TransferBatch::with_capacity(taken.len());
    let fits = |single: &&Single| batch.push(&single.transfer).is_ok();
    let count = taken.iter().take_while(fits).count();
    assert!(count > 0, "one always fits into an empty batch");
    let answers = taken.drain(..count).map(|single| single.answer).collect();
    (batch, answers)
}

fn answer(answers: Vec<Answer>, outcome: &BatchOutcome) {
    assert_eq!(
        answers.len(),
        outcome.items(),
        "a batch has an answer for each of its transfers"
    );
    for (answer, outcome) in answers.into_iter().zip(outcome.each()) {
        // Who no longer waits wants no answer.
        let _ = answer.send(Ok(outcome));
    }
}
