//! Admission: who may call a gateway now, who waits for a place and who is turned away.
//!
//! A lane has a limit of calls under way and a bounded queue before it. A place that becomes free goes to the first of those
//! with the highest [`Priority`]; a call that meets a full queue pushes out the newest of a lower one, or is turned away
//! itself. Nobody waits longer than it said.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bezant_kernel::OperationKind;
use bezant_payments::{Call, Operation};
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

use super::limiter::{Limiter, Sign};

/// Who goes first when a gateway's limit is reached, the first named before all others. What completes a payment that has
/// begun goes before what begins one: shed the other way round, money would stay reserved, owed or in doubt.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Someone's money is in doubt: inquiries.
    Doubt = 0,
    /// Money that belongs to a customer: refunds and voids.
    Return = 1,
    /// Money that was promised to a merchant, within a time: captures.
    Capture = 2,
    /// Someone waits at a checkout: authorizations.
    Checkout = 3,
    /// Nobody waits: what can as well be done later.
    Background = 4,
}

impl Priority {
    /// All of them, the highest first.
    pub const ALL: [Priority; 5] = [
        Priority::Doubt,
        Priority::Return,
        Priority::Capture,
        Priority::Checkout,
        Priority::Background,
    ];

    /// What an operation has where its caller says nothing.
    pub fn of(operation: &Operation) -> Priority {
        match (operation.call, operation.kind) {
            (Call::Inquire, _) => Priority::Doubt,
            (Call::Send, OperationKind::Refund | OperationKind::Void) => Priority::Return,
            (Call::Send, OperationKind::Capture) => Priority::Capture,
            (Call::Send, OperationKind::Authorize) => Priority::Checkout,
        }
    }

    /// The word in metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Priority::Doubt => "doubt",
            Priority::Return => "return",
            Priority::Capture => "capture",
            Priority::Checkout => "checkout",
            Priority::Background => "background",
        }
    }
}

/// The calls of one class to one gateway.
pub(super) struct Lane {
    state: Mutex<State>,
    max_waiting: usize,
}

struct State {
    limiter: Limiter,
    under_way: u32,
    /// By priority; each first come, first served. Some may have gone.
    waiting: [VecDeque<oneshot::Sender<Permit>>; 5],
    shed: [u64; 5],
}

/// What a lane carries.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) struct LaneLoad {
    pub(super) limit: u32,
    pub(super) under_way: u32,
    pub(super) waiting: usize,
    /// Calls turned away since the start, by priority.
    pub(super) shed: [u64; 5],
}

/// A place in a lane; free again when dropped.
pub(super) struct Permit {
    lane: Arc<Lane>,
    is_held: bool,
    /// Whether the call had to wait for it.
    pub(super) has_waited: bool,
}

impl Permit {
    /// Gives the place back and says what the call showed.
    pub(super) fn finish(mut self, now: Instant, sign: Sign) {
        self.is_held = false;
        let mut state = self.lane.state();
        let under_way = state.under_way;
        state.limiter.note(now, sign, under_way);
        self.lane.free(&mut state);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.is_held {
            self.lane.free(&mut self.lane.state());
        }
    }
}

impl Lane {
    pub(super) fn new(limiter: Limiter, max_waiting: usize) -> Arc<Self> {
        Arc::new(Lane {
            state: Mutex::new(State {
                limiter,
                under_way: 0,
                waiting: Default::default(),
                shed: [0; 5],
            }),
            max_waiting,
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place, or nothing where there is none until `patience` ends.
    pub(super) async fn admit(self: &Arc<Self>, priority: Priority, patience: Instant) -> Option<Permit> {
        let called = {
            let mut state = self.state();
            let has_place = state.under_way < state.limiter.limit();
            if has_place && !state.is_anyone_before(priority) {
                state.under_way += 1;
                return Some(self.permit(false));
            }
            match state.make_room(priority, self.max_waiting) {
                true => {
                    let (call, called) = oneshot::channel();
                    state.waiting[priority as usize].push_back(call);
                    called
                }
                false => {
                    state.shed[priority as usize] += 1;
                    return None;
                }
            }
        };
        match timeout_at(patience, called).await {
            Ok(Ok(permit)) => Some(permit),
            // Pushed out: counted by whoever did it.
            Ok(Err(_)) => None,
            Err(_) => {
                self.state().shed[priority as usize] += 1;
                None
            }
        }
    }

    fn permit(self: &Arc<Self>, has_waited: bool) -> Permit {
        Permit {
            lane: Arc::clone(self),
            is_held: true,
            has_waited,
        }
    }

    /// Takes a call from those under way and lets in who may come now.
    fn free(self: &Arc<Self>, state: &mut State) {
        state.under_way = state.under_way.checked_sub(1).expect("who leaves had come");
        let State {
            limiter,
            under_way,
            waiting,
            ..
        } = state;
        let mut in_turn = waiting.iter_mut();
        let Some(mut queue) = in_turn.next() else { return };
        while *under_way < limiter.limit() {
            let Some(call) = queue.pop_front() else {
                match in_turn.next() {
                    Some(next) => queue = next,
                    None => return,
                }
                continue;
            };
            match call.send(self.permit(true)) {
                Ok(()) => *under_way += 1,
                // It has gone. Dropped as it is, the permit would come back for the lock that is held here.
                Err(mut permit) => permit.is_held = false,
            }
        }
    }

    pub(super) fn load(&self) -> LaneLoad {
        let state = self.state();
        LaneLoad {
            limit: state.limiter.limit(),
            under_way: state.under_way,
            waiting: state.waiting.iter().map(VecDeque::len).sum(),
            shed: state.shed,
        }
    }
}

impl State {
    fn is_anyone_before(&self, priority: Priority) -> bool {
        self.waiting[..=priority as usize]
            .iter()
            .any(|queue| queue.iter().any(|call| !call.is_closed()))
    }

    /// Whether the queue has room for one more: those that have gone make it, then those of lower priority.
    fn make_room(&mut self, priority: Priority, most: usize) -> bool {
        let waiting = |state: &State| state.waiting.iter().map(VecDeque::len).sum::<usize>();
        if waiting(self) < most {
            return true;
        }
        for queue in &mut self.waiting {
            queue.retain(|call| !call.is_closed());
        }
        if waiting(self) < most {
            return true;
        }
        for lower in (priority as usize + 1..self.waiting.len()).rev() {
            if self.waiting[lower].pop_back().is_some() {
                self.shed[lower] += 1;
                return true;
            }
        }
        false
    }
}
