//! `bezant payments export`: payments that are over, as a history for `bezant routing simulate`.
//!
//! With which probability a gateway was chosen is left out: a decision says which draws it made, not which it could have made.
//! Whoever replays the history estimates it.

use bezant_kernel::{Country, TenantId, Timestamp};
use bezant_routing::OutcomeClass;
use bezant_routing_lab::{PastAttempt, PastPaymentDocument};
use futures::{StreamExt, TryStreamExt};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Failure;
use crate::commands::ledger::remote::{Remote, next_cursor, rows_of};
use crate::commands::ledger::{Period, Query};
use crate::output::{line, note};

/// So many payments are read at once.
const AT_ONCE: usize = 8;
/// The most rows that the API gives at once.
const PAGE: usize = 200;

pub(super) async fn run(remote: &Remote, period: &Period) -> Result<(), Failure> {
    let query: Query = period
        .query()
        .into_iter()
        .map(|(name, value)| match name {
            "from" => ("created_after", value),
            _ => ("created_before", value),
        })
        .collect();
    let (mut cursor, mut tenant) = (None, None);
    let (mut written, mut under_way) = (0_u64, 0_u64);
    loop {
        let page = remote.page("payments", &query, cursor, PAGE).await?;
        let ids: Vec<&str> = rows_of(&page.value)
            .iter()
            .filter_map(|row| row["id"].as_str())
            .collect();
        if let (None, Some(id)) = (tenant, ids.first()) {
            tenant = Some(tenant_of(remote, id).await?);
        }
        let found = futures::stream::iter(ids).map(async |id| {
            let path = format!("payments/{id}");
            remote.get(&path, &Query::new()).await
        });
        let mut found = found.buffered(AT_ONCE);
        while let Some(answer) = found.try_next().await? {
            let tenant = tenant.ok_or("the node names no tenant")?;
            match past(&answer.value, tenant)? {
                Some(past) => {
                    line(&serde_json::to_string(&past)?);
                    written += 1;
                }
                None => under_way += 1,
            }
        }
        cursor = next_cursor(&page.value);
        if cursor.is_none() {
            break;
        }
    }
    note(&format!(
        "{written} payments; {under_way} that are still under way are left out"
    ));
    Ok(())
}

/// Whose payments they are: the key's tenant, which the explanation of any payment names.
async fn tenant_of(remote: &Remote, id: &str) -> Result<TenantId, Failure> {
    let answer = remote
        .get(&format!("payments/{id}/routing"), &Query::new())
        .await?;
    needed(&answer.value, "tenant")
}

/// A payment of the API as one of the past; nothing while an authorization is under way.
fn past(payment: &Value, tenant: TenantId) -> Result<Option<PastPaymentDocument>, Failure> {
    let mut attempts = Vec::new();
    let mut at: Timestamp = needed(payment, "created_at")?;
    for attempt in payment["attempts"].as_array().into_iter().flatten() {
        let outcome = match attempt["outcome"].as_str() {
            Some("approved") => OutcomeClass::Success,
            Some("declined") => OutcomeClass::Decline,
            Some("failed") => OutcomeClass::Failure,
            Some("unknown") => OutcomeClass::Unknown,
            // The gateway was not asked.
            Some("held_back" | "not_sent") => continue,
            None | Some(_) => return Ok(None),
        };
        if attempts.is_empty() {
            at = needed(attempt, "started_at")?;
        }
        let gateway: String = needed(attempt, "gateway")?;
        attempts.push(PastAttempt {
            gateway: gateway.parse()?,
            outcome,
            code: optional(attempt, "code")?,
            latency_ms: needed(attempt, "latency_ms")?,
            fee_minor: None,
            propensity: None,
        });
    }
    if attempts.is_empty() && payment["status"] == "PROCESSING" {
        return Ok(None);
    }
    let country = |of: &Value, name: &str| -> Result<Option<Country>, Failure> {
        Ok(of[name].as_str().map(str::parse).transpose()?)
    };
    let card = &payment["card"];
    Ok(Some(PastPaymentDocument {
        id: needed(payment, "id")?,
        tenant,
        at,
        amount_minor: needed(payment, "amount")?,
        currency: needed(payment, "currency")?,
        method: needed(&payment["payment_method"], "type")?,
        country: country(payment, "country")?,
        scheme: optional(card, "scheme")?,
        category: optional(card, "category")?,
        issuer_country: country(card, "issuer_country")?,
        bin: optional(card, "bin")?,
        customer: optional(payment, "customer")?,
        metadata: optional(payment, "metadata")?.unwrap_or_default(),
        attempts,
    }))
}

fn needed<T: DeserializeOwned>(of: &Value, name: &str) -> Result<T, Failure> {
    T::deserialize(&of[name]).map_err(|error| format!("the node's answer: {name}: {error}").into())
}

fn optional<T: DeserializeOwned>(of: &Value, name: &str) -> Result<Option<T>, Failure> {
    match &of[name] {
        Value::Null => Ok(None),
        _ => needed(of, name).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TENANT: &str = "ten_01h455vb4pex5vsknk084sn02q";

    #[test]
    fn what_the_api_shows_is_what_a_replay_reads() {
        let payment = json!({
            "id": "pay_01h455vb4pex5vsknk084sn02q", "status": "COMPLETED", "amount": 1099, "currency": "EUR",
            "payment_method": { "type": "card", "token": "tok_secret" }, "country": "DE", "customer": null,
            "card": { "scheme": "visa", "category": null, "issuer_country": "FR", "bin": "411111" },
            "metadata": { "channel": "web" }, "created_at": "2026-11-16T08:30:00Z",
            "attempts": [
                { "gateway": "a", "outcome": "held_back", "started_at": "2026-11-16T08:30:01Z", "latency_ms": 0 },
                { "gateway": "b", "outcome": "declined", "code": "try_again", "started_at": "2026-11-16T08:30:02Z",
                  "latency_ms": 12 },
            ],
        });
        let tenant: TenantId = TENANT.parse().unwrap();
        let line = serde_json::to_string(&past(&payment, tenant).unwrap().unwrap()).unwrap();
        assert!(!line.contains("tok_"), "{line}");
        let read = bezant_routing_lab::read_line(1, &line, &[]).unwrap();
        assert_eq!(
            read.attempts.len(),
            1,
            "a gateway that was not asked has no attempt"
        );
        assert_eq!(read.at.to_string(), "2026-11-16T08:30:02.000000Z");
        let mut open = payment.clone();
        open["attempts"][1]["outcome"] = Value::Null;
        assert!(past(&open, tenant).unwrap().is_none());
        open["amount"] = "much".into();
        open["attempts"] = json!([]);
        assert!(past(&open, tenant).unwrap_err().to_string().contains("amount"));
    }
}
