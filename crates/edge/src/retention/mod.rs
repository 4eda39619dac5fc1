//! Retention: what is kept no longer than the configuration says, by kind of data, and the record of that.
//!
//! Once a day each rule looks for what its time is over for and deletes it by commands, as a person would: cards in the vault, people
//! by shredding their keys, parts of the audit trail as whole segments. A tenant under a legal hold is passed over. What a rule did, and
//! what it had to leave, is a record of the kind `custody` in the audit trail, so that it is proved that rules act. It must never
//! delete what no rule names, what is held, or the ledger.

mod cards;
mod people;
mod trail;

use std::time::Duration;

use bezant_audit::{Custody, DataClass, Kind, Record};
use bezant_kernel::{Milliseconds, Tenant, Timestamp};
use metrics::counter;
use serde::Serialize;

use crate::edge::Edge;
use crate::problem::Problem;
use crate::tending;

const EVERY: Duration = Duration::from_secs(24 * 3_600);
/// Ids of what was deleted that one record names.
const NAMED: usize = 100;

/// After how many days what is deleted; what is left out is kept for ever.
#[derive(Clone, Debug, Default)]
pub struct Retention {
    /// Cards, counted from the end of the month on them.
    pub expired_cards_days: Option<u32>,
    /// The personal data of people who were suspended or deleted, counted from then.
    pub left_people_days: Option<u32>,
    /// Records of the audit trail.
    pub audit_days: Option<u32>,
    /// Who has to have got records of the audit trail before they go.
    pub audit_exports: Vec<String>,
}

/// What a rule found and did.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    /// The kind of data.
    rule: &'static str,
    /// Of whom; left out where it is the node's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<String>,
    /// After how many days.
    days: u32,
    /// Whose time is over.
    due: u64,
    /// What was deleted.
    deleted: u64,
    /// What a legal hold keeps.
    held: u64,
    #[serde(skip)]
    ids: Vec<String>,
}

impl Outcome {
    fn new(rule: &'static str, tenant: Option<Tenant>, days: u32) -> Outcome {
        Outcome {
            rule,
            tenant: tenant.map(|tenant| tenant.id().to_string()),
            days,
            due: 0,
            deleted: 0,
            held: 0,
            ids: Vec::new(),
        }
    }

    fn note(&mut self, id: impl ToString) {
        self.deleted += 1;
        if self.ids.len() < NAMED {
            self.ids.push(id.to_string());
        }
    }
}

/// Deletes once a day what is due, until `shutdown`.
pub(crate) async fn keep(edge: &Edge) {
    let mut days = tokio::time::interval(EVERY);
    days.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        days.tick().await;
        if let Err(problem) = run(edge, false).await {
            tracing::error!(
                code = problem.code(),
                "what is due by the rules of retention is not deleted; the next day tries again"
            );
        }
    }
}

/// Lets all rules act, or only look.
pub(crate) async fn run(edge: &Edge, is_trial: bool) -> Result<Vec<Outcome>, Problem> {
    edge.settled().await;
    let rules = edge.retention();
    let mut outcomes = Vec::new();
    for tenant in tending::tenants(edge) {
        if let Some(days) = rules.expired_cards_days {
            outcomes.push(cards::run(edge, tenant, days, is_trial).await?);
        }
        if let Some(days) = rules.left_people_days {
            outcomes.push(people::run(edge, tenant, days, is_trial).await?);
        }
    }
    outcomes.retain(|outcome| outcome.due > 0);
    if !is_trial {
        outcomes.iter().for_each(|outcome| say(edge, outcome));
    }
    if let Some(days) = rules.audit_days {
        outcomes.extend(trail::run(edge, days, is_trial).await?);
    }
    Ok(outcomes)
}

/// Before when something must have happened for so many days to be over.
fn before(now: Timestamp, days: u32) -> Timestamp {
    let span = Milliseconds(u64::from(days) * 24 * 3_600 * 1_000);
    Timestamp::from_microseconds(now.as_microseconds().saturating_sub(span.0 * 1_000))
}

/// Whether nothing of a tenant may be deleted.
pub(crate) fn is_held(edge: &Edge, tenant: Tenant) -> bool {
    edge.directory()
        .read(|directory| directory.identity().tenancy.is_held(tenant))
}

/// Puts on record what a rule did, and what it left.
fn say(edge: &Edge, outcome: &Outcome) {
    for (action, count) in [("deleted", outcome.deleted), ("held_back", outcome.held)] {
        if count == 0 {
            continue;
        }
        counter!("bezant_retention_total", "rule" => outcome.rule, "action" => action).increment(count);
        tracing::info!(
            rule = outcome.rule,
            tenant = outcome.tenant,
            action,
            count,
            "a rule of retention acted"
        );
        let Some(auditing) = edge.audit() else { continue };
        let custody = Custody {
            action: action.to_owned(),
            rule: outcome.rule.to_owned(),
            by: "node".to_owned(),
            reason: format!("{} days", outcome.days),
            count,
            ids: if action == "deleted" {
                outcome.ids.clone()
            } else {
                Vec::new()
            },
            ..Custody::default()
        };
        let mut record = Record::new(
            edge.now(),
            None,
            "retention",
            DataClass::Audit,
            Kind::Custody(custody),
        );
        record.tenant = outcome.tenant.clone().unwrap_or_default();
        auditing.trail.note(&record);
    }
}
