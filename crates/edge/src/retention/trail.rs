//! Parts of the audit trail. It is one for all tenants, so that a hold of any keeps all of it.

use std::sync::Arc;

use bezant_audit::AuditError;

use super::{Outcome, before, say};
use crate::audit::Auditing;
use crate::edge::Edge;
use crate::problem::{Code, Problem};

/// Six years, where there are health data (45 CFR 164.316 (b) (2) (i)).
const HEALTH_DAYS: u32 = 6 * 366;

pub(super) async fn run(edge: &Edge, days: u32, is_trial: bool) -> Result<Option<Outcome>, Problem> {
    let Some(auditing) = edge.audit() else {
        return Ok(None);
    };
    let (is_held, has_health) = edge.directory().read(|directory| {
        let tenants = || directory.identity().tenancy.tenants();
        (
            tenants().any(|tenant| !tenant.holds.is_empty()),
            tenants().any(|tenant| tenant.settings.data_classes.phi),
        )
    });
    let days = if has_health { days.max(HEALTH_DAYS) } else { days };
    let now = edge.now();
    let until = before(now, days);
    let exports = edge.retention().audit_exports.clone();
    let is_looking = is_trial || is_held;
    let retiring = in_background(auditing, move |auditing| {
        let exports: Vec<&str> = exports.iter().map(String::as_str).collect();
        match is_looking {
            true => auditing.trail.retirable(until, &exports),
            false => auditing
                .trail
                .retire(until, &exports, "node", &format!("{days} days"), now),
        }
    });
    let Some(retired) = retiring.await? else {
        return Ok(None);
    };
    let mut outcome = Outcome::new("audit", None, days);
    outcome.due = retired.last + 1 - retired.first;
    if is_held {
        outcome.held = outcome.due;
        if !is_trial {
            say(edge, &outcome);
        }
    } else if !is_trial {
        // The trail has put it on record itself, before anything went.
        outcome.deleted = outcome.due;
    }
    Ok(Some(outcome))
}

async fn in_background<T: Send + 'static>(
    auditing: &Arc<Auditing>,
    work: impl FnOnce(&Auditing) -> Result<T, AuditError> + Send + 'static,
) -> Result<T, Problem> {
    let auditing = Arc::clone(auditing);
    let done = tokio::task::spawn_blocking(move || work(&auditing)).await;
    done.unwrap_or(Err(AuditError::Closed)).map_err(|error| {
        tracing::error!(%error, "the audit trail can't be looked through for what is due");
        Problem::new(
            Code::AuditUnavailable,
            "the audit trail can't be looked through right now",
        )
    })
}
