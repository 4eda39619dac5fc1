//! How much is allowed, and what it is called in headers.

use std::sync::Arc;

/// A quota of requests per window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    name: Box<str>,
    quota: u32,
    window_seconds: u32,
    /// What one request uses up. Rounded up, so that the rate is never above what is promised.
    interval_nanoseconds: u64,
}

/// The longest window: longer ones belong into quotas that are kept on disk.
const MAX_WINDOW_SECONDS: u32 = 31 * 24 * 60 * 60;
/// Quotas above this many per second would round too much.
const MAX_PER_SECOND: u64 = 1_000_000;
/// As many policies as one node has at most; a request is charged to a few of them.
const MAX_POLICIES: usize = 64;

/// Why this is no policy, or no set of them.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPolicy {
    /// A name that can't stand in a header as it is.
    #[error("a policy's name has 1 to 64 letters, digits, `_`, `-` or `.`")]
    Name,
    /// No quota, or one that is too fast.
    #[error("a quota is at least 1 and at most 1000000 per second of its window")]
    Quota,
    /// No window, or one that is too long.
    #[error("a window is at least 1 second and at most 31 days")]
    Window,
    /// Two of the same name.
    #[error("two policies have the same name")]
    Twice,
    /// Too many.
    #[error("there are at most 64 policies")]
    TooMany,
}

impl Policy {
    /// This many requests in a window of so many seconds.
    ///
    /// # Errors
    /// Where a value is out of bounds.
    pub fn new(name: &str, quota: u32, window_seconds: u32) -> Result<Policy, InvalidPolicy> {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"_-.".contains(&b);
        if name.is_empty() || name.len() > 64 || !name.bytes().all(is_plain) {
            return Err(InvalidPolicy::Name);
        }
        if window_seconds == 0 || window_seconds > MAX_WINDOW_SECONDS {
            return Err(InvalidPolicy::Window);
        }
        if quota == 0 || u64::from(quota) > u64::from(window_seconds) * MAX_PER_SECOND {
            return Err(InvalidPolicy::Quota);
        }
        let window_nanoseconds = u64::from(window_seconds) * 1_000_000_000;
        Ok(Policy {
            name: name.into(),
            quota,
            window_seconds,
            interval_nanoseconds: window_nanoseconds.div_ceil(u64::from(quota)),
        })
    }

    /// Its name in headers.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many requests.
    pub fn quota(&self) -> u32 {
        self.quota
    }

    /// In how many seconds.
    pub fn window_seconds(&self) -> u32 {
        self.window_seconds
    }

    /// What one request uses up, in nanoseconds of the policy's time.
    pub fn interval_nanoseconds(&self) -> u64 {
        self.interval_nanoseconds
    }

    /// What the whole quota is, in nanoseconds of the policy's time.
    pub(crate) fn room_nanoseconds(&self) -> u64 {
        self.interval_nanoseconds * u64::from(self.quota)
    }
}

/// Which of a node's policies.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyId(pub(crate) u8);

/// The policies of a node. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policies(Arc<[Policy]>);

impl Policies {
    /// All of them, each under a name of its own.
    ///
    /// # Errors
    /// Where two have the same name, or there are too many.
    pub fn new(policies: Vec<Policy>) -> Result<Policies, InvalidPolicy> {
        if policies.len() > MAX_POLICIES {
            return Err(InvalidPolicy::TooMany);
        }
        let is_twice = |(at, policy): (usize, &Policy)| policies[..at].iter().any(|p| p.name == policy.name);
        if policies.iter().enumerate().any(is_twice) {
            return Err(InvalidPolicy::Twice);
        }
        Ok(Policies(policies.into()))
    }

    /// The one of this name.
    pub fn find(&self, name: &str) -> Option<PolicyId> {
        let at = self.0.iter().position(|policy| &*policy.name == name)?;
        Some(PolicyId(u8::try_from(at).expect("there are at most 64")))
    }

    /// What it is.
    ///
    /// # Panics
    /// With the id of other policies.
    pub fn get(&self, id: PolicyId) -> &Policy {
        &self.0[usize::from(id.0)]
    }

    /// All of them, in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = (PolicyId, &Policy)> {
        (0..).map(PolicyId).zip(self.0.iter())
    }
}
