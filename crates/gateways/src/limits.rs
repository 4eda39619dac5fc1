//! How long calls to a gateway may take, how many may be under way, and how many may wait: settings and their checks.

use std::time::Duration;

use bezant_kernel::{Milliseconds, OperationKind, RetryTerms};
use bezant_payments::{Call, Operation};
use serde::Deserialize;

use crate::config::{ConfigError, GatewayConfig, MAX_CONCURRENT};

/// How long single operations may take, in milliseconds; `timeout_ms` where one is missing, and never more than that.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TimeoutsConfig {
    /// Authorizations.
    pub authorize: Option<u64>,
    /// Captures.
    pub capture: Option<u64>,
    /// Voids.
    pub void: Option<u64>,
    /// Refunds.
    pub refund: Option<u64>,
    /// Inquiries about any of them.
    pub inquire: Option<u64>,
}

/// The limits beside `max_concurrent`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsConfig {
    /// How many inquiries may be under way at once, beside the calls that move money; a quarter of `max_concurrent` when missing.
    pub max_inquiries: Option<u32>,
    /// How many calls may wait for a place.
    pub max_waiting: u32,
    /// How long a call may wait for a place: enough to ride out a burst, short enough to leave the payment time for another
    /// gateway.
    pub wait_ms: u64,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        LimitsConfig {
            max_inquiries: None,
            max_waiting: 200,
            wait_ms: 50,
        }
    }
}

/// Repetitions after technical failures.
#[derive(Copy, Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetriesConfig {
    /// Authorizations at this gateway before the next one is asked, the first one counted.
    pub authorizations: u32,
    /// Repetitions of a capture.
    pub captures: u32,
    /// Repetitions of a void.
    pub voids: u32,
    /// Repetitions of a refund.
    pub refunds: u32,
    /// Bound of the pause before the first repetition; doubles each time, and the pause is drawn below it.
    pub base_ms: u64,
    /// Bound of the pause before any repetition.
    pub cap_ms: u64,
}

impl RetriesConfig {
    /// The same in the words of the payment machine.
    pub fn terms(self) -> RetryTerms {
        RetryTerms {
            authorizations: self.authorizations,
            captures: self.captures,
            voids: self.voids,
            refunds: self.refunds,
            base: Milliseconds(self.base_ms),
            cap: Milliseconds(self.cap_ms),
        }
    }

    fn check(self, config: &GatewayConfig) -> Result<(), ConfigError> {
        const MOST: u32 = 20;
        let bounds = [
            (
                "retries.authorizations",
                (1..=8).contains(&self.authorizations),
                "must be 1 to 8",
            ),
            ("retries.captures", self.captures <= MOST, "must be at most 20"),
            ("retries.voids", self.voids <= MOST, "must be at most 20"),
            ("retries.refunds", self.refunds <= MOST, "must be at most 20"),
            (
                "retries.cap_ms",
                self.cap_ms >= self.base_ms,
                "must not be below base_ms",
            ),
        ];
        match bounds.iter().find(|(_, fits, _)| !fits) {
            Some((setting, _, problem)) => Err(config.wrong(*setting, problem)),
            None => Ok(()),
        }
    }
}

/// Checks a gateway's timeouts and limits.
pub(crate) fn check(config: &GatewayConfig) -> Result<(), ConfigError> {
    if let Some(retries) = config.retries {
        retries.check(config)?;
    }
    let timeouts = &config.timeouts_ms;
    for (setting, timeout) in [
        ("timeouts_ms.authorize", timeouts.authorize),
        ("timeouts_ms.capture", timeouts.capture),
        ("timeouts_ms.void", timeouts.void),
        ("timeouts_ms.refund", timeouts.refund),
        ("timeouts_ms.inquire", timeouts.inquire),
    ] {
        // Connectors derive from `timeout_ms` when the absence of an answer is final.
        if timeout.is_some_and(|timeout| !(1..=config.timeout_ms).contains(&timeout)) {
            return Err(config.wrong(setting, "must be 1 to timeout_ms"));
        }
    }
    if config
        .min_concurrent
        .is_some_and(|least| !(1..=config.max_concurrent).contains(&least))
    {
        return Err(config.wrong("min_concurrent", "must be 1 to max_concurrent"));
    }
    let limits = &config.limits;
    if limits
        .max_inquiries
        .is_some_and(|most| !(1..=MAX_CONCURRENT).contains(&most))
    {
        return Err(config.wrong("limits.max_inquiries", "must be 1 to 100000"));
    }
    if limits.max_waiting > MAX_CONCURRENT {
        return Err(config.wrong("limits.max_waiting", "must be at most 100000"));
    }
    if limits.wait_ms > LONGEST_WAIT_MS {
        return Err(config.wrong("limits.wait_ms", "must be at most 10000"));
    }
    Ok(())
}

/// Who waits longer for a place is served better by another gateway.
const LONGEST_WAIT_MS: u64 = 10_000;

impl GatewayConfig {
    /// How long a call for an operation may take.
    pub(crate) fn timeout(&self, operation: &Operation) -> Duration {
        let own = match (operation.call, operation.kind) {
            (Call::Inquire, _) => self.timeouts_ms.inquire,
            (Call::Send, OperationKind::Authorize) => self.timeouts_ms.authorize,
            (Call::Send, OperationKind::Capture) => self.timeouts_ms.capture,
            (Call::Send, OperationKind::Void) => self.timeouts_ms.void,
            (Call::Send, OperationKind::Refund) => self.timeouts_ms.refund,
        };
        Duration::from_millis(own.unwrap_or(self.timeout_ms))
    }

    /// How far the limit of calls that move money may fall.
    pub(crate) fn least_concurrent(&self) -> u32 {
        self.min_concurrent
            .unwrap_or_else(|| (self.max_concurrent / 10).max(1))
    }

    /// How many inquiries may be under way.
    pub(crate) fn most_inquiries(&self) -> u32 {
        let quarter = (self.max_concurrent / 4).max(1);
        self.limits.max_inquiries.unwrap_or(quarter)
    }
}
