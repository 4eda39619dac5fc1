//! What of one endpoint's deliveries is in memory.

use std::collections::VecDeque;

use bezant_kernel::Timestamp;
use rustc_hash::FxHashSet;

use crate::store::{Due, EndpointKey};

/// Deliveries that are read at a time: enough for the endpoint to be busy until the next are read, at a few kilobytes
/// each.
pub(super) const FETCH: usize = 64;

pub(super) struct Queue {
    pub(super) key: EndpointKey,
    ready: VecDeque<Due>,
    /// The messages that are ready or under way.
    busy: FxHashSet<i64>,
    pub(super) under_way: usize,
    /// Whether the store had more that was due.
    pub(super) has_more: bool,
    /// Whether it stands in the line of turns.
    pub(super) has_turn: bool,
    /// When it is on the agenda.
    pub(super) look_at: Option<Timestamp>,
    /// Whether the engine was asked to disable the endpoint.
    pub(super) is_disabling: bool,
}

impl Queue {
    pub(super) fn new(key: EndpointKey) -> Self {
        Queue {
            key,
            ready: VecDeque::new(),
            busy: FxHashSet::default(),
            under_way: 0,
            has_more: false,
            has_turn: false,
            look_at: None,
            is_disabling: false,
        }
    }

    pub(super) fn has_room(&self) -> bool {
        self.ready.len() < FETCH / 2
    }

    /// Whether nothing is ready.
    pub(super) fn is_idle(&self) -> bool {
        self.ready.is_empty()
    }

    pub(super) fn busy_count(&self) -> usize {
        self.busy.len()
    }

    /// Takes in what the store says is due, except what is here already.
    pub(super) fn add_ready(&mut self, due: Vec<Due>) {
        for one in due {
            if self.busy.insert(one.number) {
                self.ready.push_back(one);
            }
        }
        assert!(
            self.ready.len() + self.under_way == self.busy.len(),
            "each is either ready or under way"
        );
    }

    pub(super) fn start(&mut self) -> Option<Due> {
        let due = self.ready.pop_front()?;
        self.under_way += 1;
        Some(due)
    }

    pub(super) fn finish(&mut self, message: i64) {
        assert!(self.busy.remove(&message), "it was under way");
        self.under_way -= 1;
    }

    /// Forgets what was read, because it may no longer hold, and that the endpoint was to be disabled.
    pub(super) fn clear_ready(&mut self) {
        for due in self.ready.drain(..) {
            self.busy.remove(&due.number);
        }
        self.is_disabling = false;
    }
}
