//! How often somebody may ask: by address and route before it is known who they are, by key and tenant after.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use axum::http::Method;
use axum::response::Response;
use bezant_identity::Authority;
use bezant_shield::Moment;
use bezant_shield::address::Group;
use bezant_shield::rate::{
    Answer, Charge, Decision, Dimension, InvalidPolicy, LocalStore, Policies, Policy, PolicyId, Store,
    Subject, Subjects,
};

use serde::Deserialize;

use crate::auth::{Caller, Credential};
use crate::problem::{Code, Problem};

/// Subjects that are counted at once.
const SUBJECTS: usize = 1 << 16;
/// How long a shared store may take. Whoever waits longer would rather have an answer than be counted.
const STORE_WITHIN: Duration = Duration::from_millis(50);

/// What a limit is counted by.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// The network that a request comes from: an IPv4 address, or an IPv6 network of 64 bits.
    Address,
    /// The route, whoever asks.
    Endpoint,
    /// The API key, or who has signed in.
    Key,
    /// The tenant.
    Tenant,
}

/// So many requests in a window.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// Its name, as callers are told.
    pub name: String,
    /// What it is counted by.
    pub per: Per,
    /// How many requests.
    pub quota: u32,
    /// In how many seconds.
    pub window_seconds: u32,
    /// The routes that count, as they are documented (`/api/v1/payments/{id}`); all, if none is named.
    #[serde(default)]
    pub routes: Vec<String>,
}

/// The limits, and what was used of them.
pub struct Rates {
    policies: Policies,
    limits: Vec<(PolicyId, RateLimit)>,
    subjects: Subjects,
    store: Box<dyn Store>,
    began: Instant,
}

/// What has been decided about a request so far, for whoever answers it.
#[derive(Clone, Debug)]
pub(crate) struct Told(pub(crate) Decision);

impl Rates {
    /// Limits that this node counts for itself.
    pub fn local(limits: Vec<RateLimit>) -> Result<Rates, InvalidPolicy> {
        let policies = limits
            .iter()
            .map(|limit| Policy::new(&limit.name, limit.quota, limit.window_seconds));
        let policies = Policies::new(policies.collect::<Result<_, _>>()?)?;
        Ok(Rates {
            limits: policies.iter().map(|(id, _)| id).zip(limits).collect(),
            store: Box::new(LocalStore::new(policies.clone(), SUBJECTS)),
            policies,
            subjects: Subjects::new(rand::random()),
            began: Instant::now(),
        })
    }

    /// Counts a request by where it comes from and what it asks for.
    pub(super) async fn by_place(&self, address: IpAddr, method: &Method, route: &str) -> Option<Decision> {
        let subjects = &self.subjects;
        self.take(route, |per| match per {
            Per::Address => Some(subjects.of(Dimension::Address, &[&Group::of(address).bytes()])),
            Per::Endpoint => {
                let parts = [method.as_str().as_bytes(), route.as_bytes()];
                Some(subjects.of(Dimension::Endpoint, &parts))
            }
            Per::Key | Per::Tenant => None,
        })
        .await
    }

    /// Counts a request by who asks; together with what was counted before.
    pub(crate) async fn by_caller(
        &self,
        caller: &Caller,
        route: &str,
        before: Option<&Told>,
    ) -> Option<Decision> {
        let subjects = &self.subjects;
        let decision = self
            .take(route, |per| match per {
                Per::Tenant => {
                    let id = caller.tenant.id().as_u128().to_be_bytes();
                    Some(subjects.of(Dimension::Tenant, &[&id]))
                }
                Per::Key => Some(subjects.of(Dimension::Key, &[identity_of(caller).as_bytes()])),
                Per::Address | Per::Endpoint => None,
            })
            .await?;
        let before = before.map_or(&[][..], |told| told.0.verdicts());
        Some(Decision::new(before.iter().chain(decision.verdicts()).copied()))
    }

    async fn take(&self, route: &str, subject: impl Fn(Per) -> Option<Subject>) -> Option<Decision> {
        let counted =
            |limit: &RateLimit| limit.routes.is_empty() || limit.routes.iter().any(|one| one == route);
        let charges: Vec<Charge> = self
            .limits
            .iter()
            .filter(|(_, limit)| counted(limit))
            .filter_map(|(id, limit)| Some(Charge::one(*id, subject(limit.per)?)))
            .collect();
        if charges.is_empty() {
            return None;
        }
        let since = u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        match self.store.take(&charges, Moment::from_nanoseconds(since)) {
            Answer::Now(decision) => Some(decision),
            // Who can't count must not stop payments: others bound what a caller costs.
            Answer::Later(decision) => match tokio::time::timeout(STORE_WITHIN, decision).await {
                Ok(Ok(decision)) => Some(decision),
                Ok(Err(_)) | Err(_) => {
                    metrics::counter!("bezant_rate_store_failures_total").increment(1);
                    None
                }
            },
        }
    }

    /// What a caller is told who asked too often.
    pub(crate) fn refused(&self, decision: &Decision) -> Problem {
        let over = decision.verdicts().iter().filter(|verdict| !verdict.is_allowed);
        let names: Vec<&str> = over
            .map(|verdict| self.policies.get(verdict.policy).name())
            .collect();
        for name in &names {
            metrics::counter!("bezant_rate_refusals_total", "limit" => (*name).to_owned()).increment(1);
        }
        let wait = Duration::from_secs(decision.retry_after_seconds().unwrap_or(1));
        let detail = format!("more requests than the limit '{}' allows", names.join("', '"));
        Problem::new(Code::RateLimited, detail).retry_after(wait)
    }

    /// Puts into an answer what was decided about its request.
    pub(crate) fn tell(&self, told: &Told, response: &mut Response) {
        self.policies.tell(&told.0, response.headers_mut());
    }
}

/// Keys are counted one by one; people and programs by who they are, whatever they present.
fn identity_of(caller: &Caller) -> String {
    match (&caller.by, caller.credential) {
        (Authority::Principal { id, .. }, Credential::Session(_) | Credential::Token(_)) => id.to_string(),
        (_, Credential::Key(id)) => id.to_string(),
        (_, Credential::Certificate(own)) => own.key.to_string(),
        (_, Credential::Session(id)) => id.to_string(),
        (_, Credential::Token(token)) => token.client.to_string(),
    }
}
