//! What a listener counts, for the metrics of whoever runs it.

use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! reasons {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// All of them, in the order of their numbers.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The stable name, for labels.
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)* }
            }
        }
    };
}

reasons! {
    /// Why a connection was ended before its caller ended it.
    Cut {
        /// The TLS handshake took too long.
        HandshakeTime = "handshake_time",
        /// The head of a request took too long.
        HeadTime = "head_time",
        /// Nothing was under way for too long.
        Idle = "idle",
        /// The caller did not take its answer.
        WriteStall = "write_stall",
        /// It was idle, or its request had not come, and its place was needed.
        Evicted = "evicted",
        /// Too many HTTP/2 streams were reset.
        ResetFlood = "reset_flood",
        /// Too many HTTP/2 frames moved nothing.
        ControlFlood = "control_flood",
        /// It was still there when the time for stopping was over.
        Stop = "stop",
    }
}

reasons! {
    /// Why a connection or a request was refused.
    Refused {
        /// All places were taken by connections with requests under way.
        Full = "full",
        /// Its address had all the connections that one address may have.
        Address = "address",
        /// The TLS handshake failed.
        Handshake = "handshake",
        /// It spoke a protocol that this listener does not.
        Protocol = "protocol",
        /// A request's head broke the rules or could be read in two ways.
        Head = "head",
        /// A request's chunked body broke the rules.
        Body = "body",
        /// A request's head was too large.
        HeadSize = "head_size",
    }
}

/// Counts since the start of a listener, or of all listeners that share them.
#[derive(Debug, Default)]
pub struct Counters {
    accepted: AtomicU64,
    closed: AtomicU64,
    requests: AtomicU64,
    cut: [AtomicU64; Cut::ALL.len()],
    refused: [AtomicU64; Refused::ALL.len()],
}

impl Counters {
    /// Connections that got a place.
    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    /// Connections that are there now.
    pub fn open(&self) -> u64 {
        let closed = self.closed.load(Ordering::Relaxed);
        self.accepted().saturating_sub(closed)
    }

    /// Requests that were given to the service.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Connections that were ended here.
    pub fn cut(&self, reason: Cut) -> u64 {
        self.cut[reason as usize].load(Ordering::Relaxed)
    }

    /// What was refused.
    pub fn refused(&self, reason: Refused) -> u64 {
        self.refused[reason as usize].load(Ordering::Relaxed)
    }

    pub(crate) fn count_accepted(&self) {
        self.accepted.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_closed(&self) {
        self.closed.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_cut(&self, reason: Cut) {
        self.cut[reason as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_refused(&self, reason: Refused) {
        self.refused[reason as usize].fetch_add(1, Ordering::Relaxed);
    }
}
