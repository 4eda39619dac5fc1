//! What waits to be written: records as they are stored, in batches of bounded size, in the order in which they came.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bezant_log::Batch;
use prost::Message;

use crate::record::Record;

/// Emptied batches whose memory is kept.
const SPARE_BATCHES: usize = 2;

/// The queue.
pub(crate) struct Queue {
    state: Mutex<State>,
    /// Something was written, or never will be.
    news: Condvar,
    /// Nothing is taken in beyond this.
    most_bytes: usize,
    /// A batch is closed at this size.
    batch_bytes: usize,
}

#[derive(Default)]
struct State {
    batches: VecDeque<Batch>,
    spare: Vec<Batch>,
    bytes: usize,
    /// Records that came, and that were written, since the start.
    came: u64,
    written: u64,
    is_failing: bool,
    is_closed: bool,
}

/// How the queue is doing.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Load {
    pub(crate) bytes: usize,
    pub(crate) is_failing: bool,
}

impl Queue {
    pub(crate) fn new(most_bytes: usize, batch_bytes: usize) -> Queue {
        Queue {
            state: Mutex::default(),
            news: Condvar::new(),
            most_bytes,
            batch_bytes,
        }
    }

    /// Takes a record in, if there is room.
    pub(crate) fn push(&self, record: &Record) -> bool {
        let mut state = self.state();
        if state.is_closed || state.bytes >= self.most_bytes {
            return false;
        }
        if state
            .batches
            .back()
            .is_none_or(|batch| batch.bytes() >= self.batch_bytes)
        {
            let spare = state.spare.pop().unwrap_or_default();
            state.batches.push_back(spare);
        }
        let batch = state.batches.back_mut().expect("one was just added");
        let before = batch.bytes();
        batch.push_with(|buffer| record.encode(buffer).expect("a vector grows as it must"));
        let added = batch.bytes() - before;
        state.bytes += added;
        state.came += 1;
        true
    }

    /// The oldest batch. It counts as waiting until [`Queue::written`].
    pub(crate) fn take(&self) -> Option<Batch> {
        self.state().batches.pop_front()
    }

    /// A batch is durable.
    pub(crate) fn written(&self, mut batch: Batch) {
        let mut state = self.state();
        state.bytes -= batch.bytes();
        state.written += batch.len() as u64;
        batch.clear();
        if state.spare.len() < SPARE_BATCHES {
            state.spare.push(batch);
        }
        drop(state);
        self.news.notify_all();
    }

    pub(crate) fn set_failing(&self, is_failing: bool) {
        self.state().is_failing = is_failing;
    }

    /// Takes nothing in any more.
    pub(crate) fn close(&self) {
        self.state().is_closed = true;
        self.news.notify_all();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.state().is_closed
    }

    pub(crate) fn load(&self) -> Load {
        let state = self.state();
        Load {
            bytes: state.bytes,
            is_failing: state.is_failing || state.is_closed,
        }
    }

    /// Waits until everything that has come is durable; `false` if that takes longer.
    pub(crate) fn wait(&self, within: Duration) -> bool {
        let state = self.state();
        let goal = state.came;
        let waited = self
            .news
            .wait_timeout_while(state, within, |state| state.written < goal);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.written >= goal
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
