//! What was decided, and how callers are told.

use std::fmt::Write;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use smallvec::SmallVec;

use super::{Policies, Policy, PolicyId};
use crate::Moment;

/// What one policy says of a request.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Which policy.
    pub policy: PolicyId,
    /// Whether there was room.
    pub is_allowed: bool,
    /// The policy's quota.
    pub limit: u32,
    /// How many requests of cost 1 there is room for now.
    pub remaining: u32,
    /// When the whole quota is there again, if nothing more is asked.
    pub reset: Duration,
    /// When this request would have had room; zero where it had.
    pub retry_after: Duration,
}

impl Verdict {
    /// What a policy says to whom `used_until` belongs (a moment in its own time), and the new one if it allows.
    pub(super) fn reach(
        id: PolicyId,
        policy: &Policy,
        used_until: Moment,
        cost: u32,
        now: Moment,
    ) -> (Verdict, Moment) {
        let interval = policy.interval_nanoseconds();
        let room = policy.room_nanoseconds();
        let cost = u64::from(cost.clamp(1, policy.quota())) * interval;
        // Never more than the whole quota is used: a later clock had its say, or a store inherited it.
        let used = used_until.max(now).since(now).as_nanos().min(u128::from(room)) as u64;
        let is_allowed = used + cost <= room;
        let after = if is_allowed { used + cost } else { used };
        let remaining = (room - after) / interval;
        let verdict = Verdict {
            policy: id,
            is_allowed,
            limit: policy.quota(),
            remaining: u32::try_from(remaining).expect("at most the quota"),
            reset: Duration::from_nanos(after),
            retry_after: Duration::from_nanos((used + cost).saturating_sub(room)),
        };
        (verdict, now.after(Duration::from_nanos(after)))
    }
}

/// What all policies together say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    pub(super) verdicts: SmallVec<[Verdict; 4]>,
}

impl Decision {
    /// Of these verdicts, for stores.
    pub fn new(verdicts: impl IntoIterator<Item = Verdict>) -> Decision {
        Decision {
            verdicts: verdicts.into_iter().collect(),
        }
    }

    /// Whether every policy had room.
    pub fn is_allowed(&self) -> bool {
        self.verdicts.iter().all(|verdict| verdict.is_allowed)
    }

    /// What each policy says, in the order of the charges. Where the request is refused, those that had room say what is left
    /// without it.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// `Retry-After`, in whole seconds: when the request would have had room under all its policies. Nothing where it is allowed.
    pub fn retry_after_seconds(&self) -> Option<u64> {
        let refused = self.verdicts.iter().filter(|verdict| !verdict.is_allowed);
        refused.map(|verdict| seconds(verdict.retry_after).max(1)).max()
    }
}

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

impl Policies {
    /// Puts `RateLimit`, `RateLimit-Policy` and, where the request is refused, `Retry-After` into an answer.
    pub fn tell(&self, decision: &Decision, headers: &mut HeaderMap) {
        if decision.verdicts.is_empty() {
            return;
        }
        let value =
            |text: String| HeaderValue::try_from(text).expect("names of policies can stand in a field");
        headers.insert(RATE_LIMIT, value(self.limit_header(decision)));
        headers.insert(RATE_LIMIT_POLICY, value(self.policy_header(decision)));
        if let Some(seconds) = decision.retry_after_seconds() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
    }

    /// The field `RateLimit` of draft-ietf-httpapi-ratelimit-headers-10: what is left (`r`) and in how many seconds the quota is
    /// whole again (`t`). The partition key (`pk`) is left out: it would tell callers how others are counted.
    pub fn limit_header(&self, decision: &Decision) -> String {
        let mut value = String::with_capacity(32 * decision.verdicts.len());
        for verdict in &decision.verdicts {
            let name = self.get(verdict.policy).name();
            let (remaining, reset) = (verdict.remaining, seconds(verdict.reset));
            separate(&mut value);
            write!(value, "\"{name}\";r={remaining};t={reset}").expect("strings take everything");
        }
        value
    }

    /// The field `RateLimit-Policy` of the same draft: the quota (`q`) and its window in seconds (`w`).
    pub fn policy_header(&self, decision: &Decision) -> String {
        let mut value = String::with_capacity(32 * decision.verdicts.len());
        for verdict in &decision.verdicts {
            let policy = self.get(verdict.policy);
            separate(&mut value);
            let (name, quota, window) = (policy.name(), policy.quota(), policy.window_seconds());
            write!(value, "\"{name}\";q={quota};w={window}").expect("strings take everything");
        }
        value
    }
}

fn separate(value: &mut String) {
    if !value.is_empty() {
        value.push_str(", ");
    }
}

/// Rounded up, so that who waits that long has waited long enough.
fn seconds(span: Duration) -> u64 {
    span.as_secs() + u64::from(span.subsec_nanos() > 0)
}
