//! A record as JSON: the one form for the API, exports and other systems.

use serde_json::{Map, Value, json};

use crate::record::{Alert, Change, Custody, Difference, Fact, Kind, Record, Request};

impl Record {
    /// As JSON, with its place in the trail.
    #[must_use]
    pub fn json(&self, position: u64) -> Value {
        let mut shown = json!({
            "object": "audit_record",
            "position": position,
            "at": self.at(),
            "kind": self.kind_word(),
            "tenant": text(&self.tenant),
            "correlation_id": text(&self.correlation),
            "data_class": self.data_class().as_str(),
            "principal": text(self.principal()),
            "outcome": self.outcome(),
        });
        let more = match &self.kind {
            Some(Kind::Request(request)) => ("request", self::request(request)),
            Some(Kind::Change(change)) => ("change", self::change(change)),
            Some(Kind::Alert(alert)) => ("alert", self::alert(alert)),
            Some(Kind::Custody(custody)) => ("custody", self::custody(custody)),
            None => ("nothing", Value::Null),
        };
        shown[more.0] = more.1;
        shown
    }
}

fn text(value: &str) -> Option<&str> {
    (!value.is_empty()).then_some(value)
}

fn facts(facts: &[Fact]) -> Value {
    let pairs = facts
        .iter()
        .map(|fact| (fact.name.clone(), Value::from(fact.value.clone())));
    Value::Object(pairs.collect::<Map<_, _>>())
}

fn request(request: &Request) -> Value {
    // The policy gives a reason for whatever it decides; the one that Bezant brings has the version 0.
    let was_asked = !request.reasons.is_empty();
    json!({
        "credential": text(&request.credential),
        "credential_kind": text(&request.credential_kind),
        "address": text(&request.address),
        "country": text(&request.country),
        "listener": text(&request.listener),
        "method": request.method,
        "route": request.route,
        "resources": facts(&request.resources),
        "rows": request.rows,
        "permission": text(&request.permission),
        "policy_version": was_asked.then_some(request.policy_version),
        "decision": request.decision().as_str(),
        "reasons": request.reasons,
        "status": request.status,
        "code": text(&request.code),
        "trace_id": text(&request.trace),
    })
}

fn change(change: &Change) -> Value {
    let events: Vec<Value> = change
        .events
        .iter()
        .map(|event| {
            json!({
                "event": event.event,
                "thing": text(&event.thing),
                "id": text(&event.id),
                "fields": event.fields.iter().map(difference).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({ "log_position": change.position, "events": events, "more_events": change.more })
}

fn difference(difference: &Difference) -> Value {
    json!({ "field": difference.field, "old": difference.old, "new": difference.new })
}

fn alert(alert: &Alert) -> Value {
    json!({ "rule": alert.rule, "found_at": alert.position, "facts": facts(&alert.facts) })
}

fn custody(custody: &Custody) -> Value {
    let range = (custody.last > 0).then(|| json!({ "first": custody.first, "last": custody.last }));
    json!({
        "action": custody.action,
        "rule": text(&custody.rule),
        "reason": text(&custody.reason),
        "positions": range,
        "count": custody.count,
        "ids": custody.ids,
        "checkpoint": serde_json::from_str::<Value>(&custody.checkpoint).ok(),
    })
}
