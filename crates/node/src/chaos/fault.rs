//! What can be made to go wrong, as it goes over the admin socket.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Refusal;

/// One append may be held up for so long; callers wait for it.
const SLOWEST_DISK_MS: u64 = 5_000;
/// A clock may be set by an hour either way.
const LARGEST_SKEW_MS: u64 = 3_600_000;

/// One thing that goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Fault {
    /// Calls of a gateway are slow, fail, lose their answers, or don't arrive.
    Gateway {
        gateway: String,
        fault: bezant_gateways::Fault,
    },
    /// Each commit takes this much longer.
    SlowDisk { delay_ms: u64 },
    /// A follower is dead from the start of the fault to its end, and then starts as after a crash.
    KilledFollower { follower: String },
    /// The wall clock is this much ahead, or behind.
    ClockSkew { offset_ms: i64 },
}

/// What a fault is at. There is one at a time for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Gateway(String),
    Disk,
    Follower(String),
    Clock,
}

impl Fault {
    pub(crate) fn target(&self) -> Target {
        match self {
            Fault::Gateway { gateway, .. } => Target::Gateway(gateway.clone()),
            Fault::SlowDisk { .. } => Target::Disk,
            Fault::KilledFollower { follower } => Target::Follower(follower.clone()),
            Fault::ClockSkew { .. } => Target::Clock,
        }
    }

    /// What can be said of it without the node.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        match self {
            // The registry checks the rest.
            Fault::Gateway { fault, .. } if *fault == bezant_gateways::Fault::default() => {
                Err(Refusal::field("kind", "a gateway's fault says what goes wrong"))
            }
            Fault::SlowDisk { delay_ms } if !(1..=SLOWEST_DISK_MS).contains(delay_ms) => {
                Err(Refusal::field("delay_ms", "must be 1 to 5000"))
            }
            Fault::ClockSkew { offset_ms }
                if *offset_ms == 0 || offset_ms.unsigned_abs() > LARGEST_SKEW_MS =>
            {
                Err(Refusal::field(
                    "offset_ms",
                    "must be -3600000 to 3600000, and not 0",
                ))
            }
            Fault::Gateway { .. }
            | Fault::SlowDisk { .. }
            | Fault::KilledFollower { .. }
            | Fault::ClockSkew { .. } => Ok(()),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Gateway { gateway, fault } => {
                write!(f, "gateway {gateway}:")?;
                if fault.is_partitioned {
                    f.write_str(" partitioned")?;
                }
                if let Some(flapping) = fault.flapping {
                    write!(f, " away {} of {} ms", flapping.down_ms, flapping.period_ms)?;
                }
                if fault.latency_ms > 0 || fault.jitter_ms > 0 {
                    write!(
                        f,
                        " +{} to {} ms",
                        fault.latency_ms,
                        fault.latency_ms + fault.jitter_ms
                    )?;
                }
                for (basis_points, what) in [
                    (fault.error_basis_points, "errors"),
                    (fault.answer_lost_basis_points, "answers lost"),
                ] {
                    if basis_points > 0 {
                        write!(f, " {}.{:02} % {what}", basis_points / 100, basis_points % 100)?;
                    }
                }
                Ok(())
            }
            Fault::SlowDisk { delay_ms } => write!(f, "disk: +{delay_ms} ms a commit"),
            Fault::KilledFollower { follower } => write!(f, "follower {follower}: killed"),
            Fault::ClockSkew { offset_ms } => write!(f, "clock: {offset_ms:+} ms"),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Gateway(name) => write!(f, "gateway '{name}'"),
            Target::Disk => f.write_str("the disk"),
            Target::Follower(name) => write!(f, "follower '{name}'"),
            Target::Clock => f.write_str("the clock"),
        }
    }
}
