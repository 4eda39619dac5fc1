//! One connection as those see it who decide whether it may stay: what it is doing and since when.
//!
//! Everything is a number that is read without a lock, since the connection's own task writes it at every request and one
//! task looks over all connections. No connection has a timer of its own: ten thousand slow ones cost no more than one look.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, Ordering};

use futures::task::AtomicWaker;

use crate::clock::Clock;
use crate::counters::{Counters, Cut};
use crate::limits::Limits;

const RELAXED: Ordering = Ordering::Relaxed;

/// What all connections of a listener share.
pub(crate) struct Shared {
    pub(crate) limits: Limits,
    pub(crate) counters: Arc<Counters>,
    pub(crate) clock: Clock,
}

/// Where a connection is in its life.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Phase {
    /// TLS is being agreed on.
    Handshake,
    /// HTTP, before the first request.
    Fresh,
    /// HTTP, after it.
    Used,
    /// Another protocol was agreed on, as for WebSocket.
    Switched,
    /// Asked to end, or ending.
    Closing,
}

impl Phase {
    const ALL: [Phase; 5] = [
        Phase::Handshake,
        Phase::Fresh,
        Phase::Used,
        Phase::Switched,
        Phase::Closing,
    ];
}

/// What is wanted of a connection.
const STAY: u8 = 0;
const DRAIN: u8 = 1;
const GO: u8 = 2;

/// What makes a connection cheap to end: the first go first.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cheapness {
    Idle,
    SendingHead,
}

pub(crate) struct Slot {
    shared: Arc<Shared>,
    phase: AtomicU8,
    phase_since: AtomicU64,
    /// Since when a head is incomplete; 0 if none is.
    head_since: AtomicU64,
    /// Since when writing waits for the caller, less what it has earned; 0 if it does not wait.
    stalled_since: AtomicU64,
    in_flight: AtomicU32,
    requests: AtomicU64,
    wanted: AtomicU8,
    task: AtomicWaker,
    reader: AtomicWaker,
    writer: AtomicWaker,
}

impl Slot {
    pub(crate) fn new(shared: Arc<Shared>, phase: Phase) -> Slot {
        let now = shared.clock.now();
        Slot {
            shared,
            phase: AtomicU8::new(phase as u8),
            phase_since: AtomicU64::new(now),
            head_since: AtomicU64::new(0),
            stalled_since: AtomicU64::new(0),
            in_flight: AtomicU32::new(0),
            requests: AtomicU64::new(0),
            wanted: AtomicU8::new(STAY),
            task: AtomicWaker::new(),
            reader: AtomicWaker::new(),
            writer: AtomicWaker::new(),
        }
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.shared.limits
    }

    pub(crate) fn now(&self) -> u64 {
        self.shared.clock.now()
    }

    pub(crate) fn phase(&self) -> Phase {
        Phase::ALL[usize::from(self.phase.load(RELAXED))]
    }

    pub(crate) fn enter(&self, phase: Phase) {
        self.phase_since.store(self.now(), RELAXED);
        self.phase.store(phase as u8, RELAXED);
    }

    /// A part of a head is there, or no part.
    pub(crate) fn head_is_partial(&self, is_partial: bool) {
        if !is_partial {
            self.head_since.store(0, RELAXED);
        } else if self.head_since.load(RELAXED) == 0 {
            self.head_since.store(self.now(), RELAXED);
        }
    }

    /// A request begins: whether it is the last that this connection may have.
    pub(crate) fn begin_request(&self) -> bool {
        self.in_flight.fetch_add(1, RELAXED);
        self.shared.counters.count_request();
        let requests = self.requests.fetch_add(1, RELAXED) + 1;
        if self.phase() == Phase::Fresh {
            self.enter(Phase::Used);
        }
        requests >= self.limits().requests_per_connection
    }

    /// The answer to a request is over.
    pub(crate) fn end_request(&self) {
        let before = self.in_flight.fetch_sub(1, RELAXED);
        assert!(before > 0, "a request ends once");
        if before == 1 {
            let now = self.now();
            self.phase_since.store(now, RELAXED);
            // What was sent ahead has its time from now on.
            if self.head_since.load(RELAXED) != 0 {
                self.head_since.store(now, RELAXED);
            }
        }
    }

    pub(crate) fn in_flight(&self) -> u32 {
        self.in_flight.load(RELAXED)
    }

    pub(crate) fn stalls_since(&self, since: u64) {
        self.stalled_since.store(since, RELAXED);
    }

    /// Asks for an orderly end: what is under way is finished.
    pub(crate) fn drain(&self) {
        if self
            .wanted
            .compare_exchange(STAY, DRAIN, Ordering::AcqRel, RELAXED)
            .is_ok()
        {
            // Its last request is over from now on, or when it is.
            self.phase_since.store(self.now(), RELAXED);
            self.task.wake();
        }
    }

    /// Ends it now.
    pub(crate) fn cut(&self, reason: Cut) {
        if self.wanted.swap(GO, Ordering::AcqRel) != GO {
            self.shared.counters.count_cut(reason);
            self.wake_all();
        }
    }

    pub(crate) fn is_cut(&self) -> bool {
        self.wanted.load(Ordering::Acquire) == GO
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.wanted.load(Ordering::Acquire) != STAY
    }

    fn wake_all(&self) {
        self.task.wake();
        self.reader.wake();
        self.writer.wake();
    }

    /// Whom to wake when something is wanted of the connection: its task.
    pub(crate) fn task(&self) -> &AtomicWaker {
        &self.task
    }

    /// After a switch of protocols: whoever reads.
    pub(crate) fn reader(&self) -> &AtomicWaker {
        &self.reader
    }

    /// After a switch of protocols: whoever writes.
    pub(crate) fn writer(&self) -> &AtomicWaker {
        &self.writer
    }

    /// Since when it is as cheap to end as this, if it is.
    pub(crate) fn cheapness(&self) -> Option<(Cheapness, u64)> {
        if self.is_cut() || self.in_flight() > 0 || self.stalled_since.load(RELAXED) != 0 {
            return None;
        }
        let since = self.phase_since.load(RELAXED);
        match (self.phase(), self.head_since.load(RELAXED)) {
            (Phase::Switched, _) => None,
            (Phase::Used | Phase::Closing, 0) => Some((Cheapness::Idle, since)),
            (_, 0) => Some((Cheapness::SendingHead, since)),
            (_, head_since) => Some((Cheapness::SendingHead, head_since)),
        }
    }

    /// Ends it if it has used up one of its times.
    pub(crate) fn look_over(&self, now: u64) {
        let limits = self.limits();
        let is_over = |since: u64, within: std::time::Duration| {
            u128::from(now.saturating_sub(since)) > within.as_millis()
        };
        let stalled_since = self.stalled_since.load(RELAXED);
        if stalled_since != 0 {
            if is_over(stalled_since, limits.write_stall) {
                self.cut(Cut::WriteStall);
            }
            return;
        }
        if self.in_flight() > 0 {
            return;
        }
        let (since, head_since) = (self.phase_since.load(RELAXED), self.head_since.load(RELAXED));
        let phase = self.phase();
        if phase == Phase::Closing || self.is_draining() && phase != Phase::Switched {
            // A caller that does not agree that this was the end must not hold up a stop. Why it ends was counted before.
            if is_over(since, limits.linger) && self.wanted.swap(GO, Ordering::AcqRel) != GO {
                self.wake_all();
            }
            return;
        }
        match phase {
            Phase::Handshake if is_over(since, limits.handshake_within) => self.cut(Cut::HandshakeTime),
            Phase::Fresh if is_over(since, limits.head_within) => self.cut(Cut::HeadTime),
            Phase::Used if head_since != 0 && is_over(head_since, limits.head_within) => {
                self.cut(Cut::HeadTime);
            }
            Phase::Used if head_since == 0 && is_over(since, limits.idle_within) => {
                // In an orderly way: over HTTP/2 the caller hears which of its requests were taken, and sends the others elsewhere.
                self.enter(Phase::Closing);
                self.shared.counters.count_cut(Cut::Idle);
                self.drain();
            }
            Phase::Handshake | Phase::Fresh | Phase::Used | Phase::Switched | Phase::Closing => {}
        }
    }
}
