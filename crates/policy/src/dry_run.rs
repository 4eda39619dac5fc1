//! Another policy tried on what was decided before: what would be denied or allowed that was not.

use serde::Serialize;

use crate::{DecisionRecord, Policy};

/// So many decisions of each kind are shown.
pub const MAXIMUM_EXAMPLES: usize = 20;

/// What another policy would have changed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Comparison {
    /// Decided as before.
    pub same: u64,
    /// Allowed then, denied now.
    pub newly_denied: u64,
    /// Denied then, allowed now.
    pub newly_allowed: u64,
    /// The first ones that are newly denied.
    pub denied_examples: Vec<Change>,
    /// The first ones that are newly allowed.
    pub allowed_examples: Vec<Change>,
}

impl Comparison {
    /// How many decisions there were.
    pub fn count(&self) -> u64 {
        self.same + self.newly_denied + self.newly_allowed
    }

    /// Both together, so that decisions can be read one by one.
    pub fn merge(&mut self, other: Comparison) {
        self.same += other.same;
        self.newly_denied += other.newly_denied;
        self.newly_allowed += other.newly_allowed;
        self.denied_examples.extend(other.denied_examples);
        self.denied_examples.truncate(MAXIMUM_EXAMPLES);
        self.allowed_examples.extend(other.allowed_examples);
        self.allowed_examples.truncate(MAXIMUM_EXAMPLES);
    }
}

/// A decision that would be another one.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// As it was.
    pub record: DecisionRecord,
    /// The reasons of the other policy.
    pub reasons: Vec<String>,
}

/// Decides all of these anew.
pub fn compare(policy: &Policy, records: impl IntoIterator<Item = DecisionRecord>) -> Comparison {
    let mut found = Comparison::default();
    for record in records {
        let verdict = policy.decide(&record.input);
        if verdict.allow == record.allow {
            found.same += 1;
            continue;
        }
        let (count, examples) = if verdict.allow {
            (&mut found.newly_allowed, &mut found.allowed_examples)
        } else {
            (&mut found.newly_denied, &mut found.denied_examples)
        };
        *count += 1;
        if examples.len() < MAXIMUM_EXAMPLES {
            let reasons = verdict.reasons.iter().map(ToString::to_string).collect();
            examples.push(Change { record, reasons });
        }
    }
    found
}
