//! The policy in force: asked by every request, exchanged while they run.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Instant;

use metrics::{Counter, counter, gauge};

use crate::cache::{Answer, Cache};
use crate::{Decision, Input, Policy, Reason, Verdict};

/// A policy may make up reasons; more than so many are counted together, so that the metric stays bounded.
const MAXIMUM_COUNTED_REASONS: usize = 64;

/// Decides requests by the policy in force. A request that runs while the policy is exchanged is decided by one of the two, never
/// by both.
pub struct Authorizer {
    in_force: RwLock<Arc<InForce>>,
    hits: Counter,
    misses: Counter,
    /// The reasons that have a line of the metric.
    counted: Mutex<BTreeSet<Box<str>>>,
    permission_missing: Answer,
}

/// A policy with what was decided by it: they go together.
struct InForce {
    policy: Arc<Policy>,
    cache: Cache,
}

impl Authorizer {
    /// Decides by this policy.
    pub fn new(policy: Policy) -> Authorizer {
        let verdict = Verdict::denied(Reason::PERMISSION_MISSING);
        let authorizer = Authorizer {
            in_force: RwLock::new(in_force(policy)),
            hits: counter!("bezant_policy_cache_hits_total"),
            misses: counter!("bezant_policy_cache_misses_total"),
            counted: Mutex::default(),
            permission_missing: Answer {
                count: count(false, Reason::PERMISSION_MISSING),
                verdict,
            },
        };
        authorizer.show_version();
        authorizer
    }

    /// Decides by this policy from now on. What was remembered is forgotten.
    pub fn replace(&self, policy: Policy) {
        let next = in_force(policy);
        *self.in_force.write().unwrap_or_else(PoisonError::into_inner) = next;
        self.show_version();
    }

    /// The policy in force.
    pub fn policy(&self) -> Arc<Policy> {
        Arc::clone(&self.in_force().policy)
    }

    /// Decides one request: the permission first, then the policy.
    pub fn decide(&self, input: &Arc<Input>) -> Decision {
        let started = Instant::now();
        let in_force = self.in_force();
        let (answer, cached) = if input.is_permitted() {
            self.ask(&in_force, input)
        } else {
            (self.permission_missing.clone(), false)
        };
        answer.count.increment(1);
        Decision {
            allow: answer.verdict.allow,
            reasons: answer.verdict.reasons,
            version: in_force.policy.version(),
            cached,
            took: started.elapsed(),
        }
    }

    fn ask(&self, in_force: &InForce, input: &Arc<Input>) -> (Answer, bool) {
        if let Some(known) = in_force.cache.get(input) {
            self.hits.increment(1);
            return (known, true);
        }
        self.misses.increment(1);
        let verdict = in_force.policy.decide(input);
        let answer = Answer {
            count: count(verdict.allow, self.counted_as(&verdict)),
            verdict,
        };
        match &answer.verdict.error {
            // What went wrong once (too slow, say) may go right next time: it is not remembered.
            Some(error) => tracing::warn!(
                version = in_force.policy.version(),
                route = %input.request.route,
                %error,
                "the policy could not decide, so the request is denied"
            ),
            None => in_force.cache.insert(Arc::clone(input), answer.clone()),
        }
        (answer, false)
    }

    fn in_force(&self) -> Arc<InForce> {
        Arc::clone(&self.in_force.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn counted_as<'a>(&self, verdict: &'a Verdict) -> &'a str {
        let first = verdict.reasons[0].as_str();
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.contains(first) {
            return first;
        }
        if counted.len() >= MAXIMUM_COUNTED_REASONS {
            return "other";
        }
        counted.insert(first.into());
        first
    }

    fn show_version(&self) {
        gauge!("bezant_policy_version").set(f64::from(self.in_force().policy.version()));
    }
}

fn in_force(policy: Policy) -> Arc<InForce> {
    Arc::new(InForce {
        policy: Arc::new(policy),
        cache: Cache::new(),
    })
}

fn count(allow: bool, reason: &str) -> Counter {
    let decision = if allow { "allow" } else { "deny" };
    counter!("bezant_policy_decisions_total", "decision" => decision, "reason" => reason.to_owned())
}
