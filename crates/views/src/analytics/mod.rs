//! How payments went: approval, cost, latency, and what retries and failover added, by segment and time.
//!
//! Events come in while the views fold them; sums go into one table, by tenant, time, segment and counter, in the
//! transaction of the batch that they are from. Every number is a sum, so that minutes, hours and segments can be added up
//! in any way. It must never hold anything of a single payment, or mix currencies in an amount.

mod answer;
mod collect;
mod counter;
mod course;
mod latency;
mod read;
mod segment;

pub use answer::{Analytics, AnalyticsRow, Counts, Rate};
pub(crate) use collect::{Collected, Segments, Sums, prune};
pub(crate) use course::{Course, Observed, observe};
pub use read::AnalyticsQuestion;
pub(crate) use read::load_segments;
pub use segment::Dimension;
pub(crate) use segment::Facts;

use bezant_kernel::{Milliseconds, Timestamp};

const MINUTE: u64 = 60_000;

/// How fine the times of sums are. Each is written for itself; the finer, the sooner it is thrown away.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Resolution {
    /// Kept for 48 hours.
    Minute = 0,
    /// Kept for 100 days.
    Hour = 1,
    /// Kept for five years.
    Day = 2,
}

impl Resolution {
    /// All, the finest first.
    pub const ALL: [Resolution; 3] = [Resolution::Minute, Resolution::Hour, Resolution::Day];

    /// The length of one unit.
    pub const fn unit(self) -> Milliseconds {
        match self {
            Resolution::Minute => Milliseconds(MINUTE),
            Resolution::Hour => Milliseconds(60 * MINUTE),
            Resolution::Day => Milliseconds(24 * 60 * MINUTE),
        }
    }

    /// How many units are kept.
    pub const fn kept(self) -> u64 {
        match self {
            Resolution::Minute => 48 * 60,
            Resolution::Hour => 100 * 24,
            Resolution::Day => 5 * 366,
        }
    }

    /// The word in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Resolution::Minute => "minute",
            Resolution::Hour => "hour",
            Resolution::Day => "day",
        }
    }

    /// The number of the unit that a time is in, from 1970.
    fn unit_of(self, at: Timestamp) -> i64 {
        (at.as_microseconds() / (self.unit().0 * 1_000)).cast_signed()
    }

    /// When a unit begins.
    fn begin(self, unit: i64) -> Timestamp {
        Timestamp::from_microseconds(unit.max(0).cast_unsigned().saturating_mul(self.unit().0 * 1_000))
    }
}
