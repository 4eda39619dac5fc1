//! The end of an experiment: whether everything that began also ends, once, and in balanced books.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use tokio::time::sleep;

use super::experiment::{Load, SteadyState};
use super::load::Api;
use super::record::{Payment, Record, State};
use super::verdict::{Finding, Phase, percent};
use crate::Failure;

/// Requests of recovery at a time.
const AT_A_TIME: usize = 16;
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(100);
/// Who follows the log, and how far.
const FOLLOWERS: [(&str, &str); 2] = [
    ("the views have caught up", "bezant_views_position"),
    ("the webhooks have caught up", "bezant_delivery_position"),
];

/// Waits for recovery, within its bound, and says what is so then.
pub(super) async fn look(
    api: &Arc<Api>,
    load: &Load,
    claims: &SteadyState,
    record: &Arc<Record>,
) -> Vec<Finding> {
    let began = Instant::now();
    let within = Duration::from_millis(claims.recovers_within_ms);
    finish_payments(api, load, record, began + within).await;
    let mut findings = of_payments(&record.all(), claims);
    findings.extend(followers(api, claims, began + within).await);
    findings.push(books(api).await);
    findings
}

/// Looks at each payment until it has ended or the time is up.
async fn finish_payments(api: &Arc<Api>, load: &Load, record: &Arc<Record>, until: Instant) {
    let all = record.all().into_iter().enumerate();
    let looks = all.map(|(number, payment)| {
        let (api, record) = (Arc::clone(api), Arc::clone(record));
        async move {
            let mut id = payment.id;
            loop {
                let shown = match &id {
                    Some(id) => api.payment(id).await,
                    // Nobody has told whether there is one: the same request says so.
                    None => api.pay(load, number).await,
                };
                if let Ok(shown) = shown {
                    let has_ended = shown.state != State::Open;
                    id = id.or(shown.id);
                    record.change(number, |payment| {
                        payment.in_the_end = Some(shown.state);
                        payment.needs_attention = shown.needs_attention;
                        payment.charges = shown.charges;
                    });
                    if has_ended {
                        return;
                    }
                }
                if Instant::now() >= until {
                    return;
                }
                sleep(LOOK_AGAIN_AFTER).await;
            }
        }
    });
    futures::stream::iter(looks)
        .buffer_unordered(AT_A_TIME)
        .collect::<Vec<()>>()
        .await;
}

fn of_payments(payments: &[Payment], claims: &SteadyState) -> Vec<Finding> {
    let is_unresolved = |payment: &&Payment| {
        matches!(payment.in_the_end, None | Some(State::Open)) && !payment.needs_attention
    };
    let unresolved = payments.iter().filter(is_unresolved).count() as u64;
    let share = (unresolved * 10_000).checked_div(payments.len() as u64);
    let twice = payments.iter().filter(|payment| payment.charges > 1).count();
    vec![
        Finding {
            phase: Phase::InTheEnd,
            what: "payments neither finished nor under attention",
            bound: format!("at most {}", percent(claims.max_unresolved_basis_points)),
            found: format!("{unresolved} of {}", payments.len()),
            is_held: share.is_none_or(|share| share <= claims.max_unresolved_basis_points),
        },
        Finding {
            phase: Phase::InTheEnd,
            what: "payments that may have been charged twice",
            bound: "none".into(),
            found: twice.to_string(),
            is_held: twice == 0,
        },
    ]
}

async fn followers(api: &Api, claims: &SteadyState, until: Instant) -> Vec<Finding> {
    let finding = |what, found: Result<(), String>| Finding {
        phase: Phase::InTheEnd,
        what,
        bound: format!("within {} ms", claims.recovers_within_ms),
        is_held: found.is_ok(),
        found: found.err().unwrap_or_else(|| "yes".into()),
    };
    let mut findings = Vec::new();
    // What is to be reached is where the log ends now.
    let head = match api
        .metrics()
        .await
        .map(|text| counted(&text, "bezant_log_position"))
    {
        Ok(head) => head.unwrap_or(u64::MAX),
        Err(error) => return vec![finding(FOLLOWERS[0].0, Err(error.to_string()))],
    };
    for (what, name) in FOLLOWERS {
        let found = loop {
            let reached = api.metrics().await.map(|text| counted(&text, name).unwrap_or(0));
            let behind = match reached {
                Ok(reached) if reached >= head => break Ok(()),
                Ok(reached) => format!("{} records behind", head - reached),
                Err(error) => error.to_string(),
            };
            if Instant::now() >= until {
                break Err(behind);
            }
            sleep(LOOK_AGAIN_AFTER).await;
        };
        findings.push(finding(what, found));
    }
    findings
}

fn counted(metrics: &str, name: &str) -> Option<u64> {
    let mut lines = metrics.lines().filter_map(|line| line.strip_prefix(name));
    lines.find_map(|rest| rest.strip_prefix(' ')?.trim().parse().ok())
}

async fn books(api: &Api) -> Finding {
    let found = differences(api).await;
    Finding {
        phase: Phase::InTheEnd,
        what: "debits and credits are equal",
        bound: "in every currency".into(),
        is_held: found.as_ref().is_ok_and(Vec::is_empty),
        found: match found {
            Ok(differing) if differing.is_empty() => "yes".into(),
            Ok(differing) => format!("not in {}", differing.join(", ")),
            Err(error) => error.to_string(),
        },
    }
}

async fn differences(api: &Api) -> Result<Vec<String>, Failure> {
    let balance = api.get("/api/v1/ledger/trial-balance").await?;
    let totals = balance["totals"].as_array().ok_or("a trial balance has totals")?;
    let differing = totals.iter().filter(|total| total["debits"] != total["credits"]);
    Ok(differing.map(|total| total["currency"].to_string()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_is_found_by_its_whole_name() {
        let text = "# TYPE a gauge\nbezant_log_position_x 1\nbezant_log_position 42\n";
        assert_eq!(counted(text, "bezant_log_position"), Some(42));
        assert_eq!(counted(text, "bezant_log"), None);
    }
}
