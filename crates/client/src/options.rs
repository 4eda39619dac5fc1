//! What a client can be told.

use std::time::Duration;

/// How a client connects and how patient it is.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long making a connection may take.
    pub connect_within: Duration,
    /// How long one call may take, each of its attempts by itself. The server knows it and stops waiting then.
    pub answer_within: Duration,
    /// When and how often something is sent again.
    pub retry: RetryPolicy,
    /// Batches that a stream sends ahead of their answers. Each holds its bytes until it is answered.
    pub batches_in_flight: usize,
}

/// When something is sent again that may or may not have arrived, or that the server could not take at that moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts in all; one is never to repeat anything.
    pub attempts: u32,
    /// The wait before the second attempt. It doubles with each further one.
    pub first_wait: Duration,
    /// The wait is never longer than this, unless the server asks for more.
    pub longest_wait: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            connect_within: Duration::from_secs(5),
            answer_within: Duration::from_secs(20),
            retry: RetryPolicy::default(),
            // Two are at work in the server, two on their way.
            batches_in_flight: 4,
        }
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        RetryPolicy {
            attempts: 6,
            first_wait: Duration::from_millis(50),
            longest_wait: Duration::from_secs(2),
        }
    }
}

impl RetryPolicy {
    /// Nothing is sent again.
    pub const NEVER: RetryPolicy = RetryPolicy {
        attempts: 1,
        first_wait: Duration::ZERO,
        longest_wait: Duration::ZERO,
    };
}
