//! The contract of a store.

use std::pin::Pin;

use super::{Decision, PolicyId, Subject};
use crate::Moment;

/// What one request is charged under one policy.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The policy.
    pub policy: PolicyId,
    /// Who is charged.
    pub subject: Subject,
    /// How much. More than the whole quota counts as the whole quota, so that nothing is refused for ever; nothing is charged
    /// as one.
    pub cost: u32,
}

impl Charge {
    /// The usual charge.
    pub const fn one(policy: PolicyId, subject: Subject) -> Charge {
        Charge {
            policy,
            subject,
            cost: 1,
        }
    }
}

/// What a store says.
#[allow(clippy::large_enum_variant, reason = "a box would cost more than the copy")]
pub enum Answer {
    /// At once.
    Now(Decision),
    /// When others have been asked. Whoever waits decides for how long, and what holds when there is no answer.
    Later(Pin<Box<dyn Future<Output = Result<Decision, Unavailable>> + Send>>),
}

/// A shared store could not be asked, or did not answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the store of rate limits could not be asked: {reason}")]
pub struct Unavailable {
    /// For operators.
    pub reason: String,
}

/// Where it is kept what was used.
///
/// 1. **All or nothing.** A request is charged under all policies that it names, or, where one has no room, under none.
/// 2. **Apart.** What is charged to one subject under one policy never changes what another subject or policy has, as long as
///    the store has places for all that are in use. When it has not, others may get less, and nobody may get more.
/// 3. **As GCRA says.** With `interval` and `room` of the policy and the stored time `used_until`: a charge is allowed when
///    `max(used_until, now) + cost × interval ≤ now + room`, and the left side is the new `used_until`.
/// 4. **Time.** Calls may come with moments that go back a little between threads; a subject then has what it had at the earlier
///    one, never more. A shared store uses a clock of its own and ignores `now`.
/// 5. **No waiting.** `take` returns at once; what has to be waited for is [`Answer::Later`].
/// 6. **Bounded.** It holds no more subjects than it was told.
pub trait Store: Send + Sync {
    /// Charges a request. The policies in `charges` grow strictly.
    ///
    /// # Panics
    /// Where they do not: such a caller would charge a policy twice.
    fn take(&self, charges: &[Charge], now: Moment) -> Answer;
}
