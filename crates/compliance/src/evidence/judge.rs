//! What a finding says: the rules, one for each kind.

use bezant_kernel::{Milliseconds, Timestamp};
use serde_json::Value;

use super::{Finding, Kind, Status};

/// A certificate that ends within this is renewed too late.
const CERTIFICATE_LASTS: Milliseconds = Milliseconds(30 * 24 * 60 * 60 * 1_000);

type Verdict = (Status, String);

fn met(reason: impl Into<String>) -> Verdict {
    (Status::Met, reason.into())
}

fn not_met(reason: impl Into<String>) -> Verdict {
    (Status::NotMet, reason.into())
}

fn for_others(reason: impl Into<String>) -> Verdict {
    (Status::NotBezantsToSay, reason.into())
}

/// What was looked at does not say what it should.
fn silent() -> Verdict {
    not_met("what was looked at does not say it")
}

pub(super) fn judge(finding: &Finding) -> Verdict {
    let seen = &finding.seen;
    match finding.kind {
        Kind::Listeners => listeners(seen, finding.at),
        Kind::RootKey => match number(seen, "/sealed") {
            Some(1) => met("the root key does not lie in the clear beside the data"),
            Some(_) => not_met("the root key lies in the clear beside the data: seal, share or move it"),
            None => silent(),
        },
        Kind::DataKeys => data_keys(seen),
        Kind::AuditTrail => match (number(seen, "/records"), text(seen, "/damage")) {
            (_, Some(damage)) => not_met(format!("the trail is not as it was written: {damage}")),
            (Some(records), None) if records > 0 => met(format!(
                "all {records} records and every kept checkpoint were checked"
            )),
            (Some(_) | None, None) => silent(),
        },
        Kind::AuditCompleteness => match (number(seen, "/available"), number(seen, "/dropped")) {
            (Some(1), Some(0)) => met("the trail takes records, and none was dropped since the node started"),
            (Some(1), Some(dropped)) => {
                not_met(format!("{dropped} records were dropped since the node started"))
            }
            (Some(_), _) => not_met("the trail can't be written"),
            (None, _) => silent(),
        },
        Kind::Vault => match (flag(seen, "/enabled"), number(seen, "/status/keys_to_shred")) {
            (Some(false), _) => for_others("this node keeps no cards"),
            (Some(true), Some(0)) => met("the vault answers, and no key of a deleted card is left"),
            (Some(true), Some(left)) => not_met(format!("{left} keys of deleted cards are not shredded yet")),
            (Some(true), None) | (None, _) => silent(),
        },
        Kind::CardViolations => match number(seen, "/count") {
            Some(0) => met("none since the node started"),
            Some(count) => not_met(format!(
                "{count} since the node started, each refused: see the trail"
            )),
            None => silent(),
        },
        Kind::SecondFactors => none_of(
            seen,
            &[
                (
                    "/users/without_second_factor/count",
                    "users have no second factor",
                ),
                (
                    "/tenants/second_factor_not_required/count",
                    "tenants do not require one",
                ),
            ],
            "every user has a second factor, and every tenant requires one",
        ),
        Kind::KeyExpiry => none_of(
            seen,
            &[("/without_expiry/count", "live keys never expire")],
            "every live key expires",
        ),
        Kind::UnusedAccess => none_of(
            seen,
            &[
                ("/users/unused/count", "users were not seen for 90 days"),
                ("/keys/unused/count", "keys were not used for 90 days"),
            ],
            "every user and key was used within 90 days",
        ),
        Kind::Roles => match seen.pointer("/roles").and_then(Value::as_array) {
            Some(roles) => for_others(format!("{} roles: a person reviews who needs them", roles.len())),
            None => silent(),
        },
        Kind::AccessPolicy => match number(seen, "/version") {
            Some(0) => met("the policy that Bezant brings is in force: what it does not know is denied"),
            Some(version) => for_others(format!(
                "version {version} is the operator's own: a person reviews it"
            )),
            None => silent(),
        },
        Kind::Clock => match text(seen, "/synchronized_by") {
            Some(by) => met(format!("the machine says that its clock is kept by {by}")),
            None => for_others("the machine does not say whether its clock is kept right"),
        },
        Kind::Versions => match text(seen, "/bezant") {
            Some(version) => for_others(format!(
                "Bezant {version}: whether it is the newest is published elsewhere"
            )),
            None => silent(),
        },
    }
}

fn listeners(seen: &Value, now: Timestamp) -> Verdict {
    let Some(listeners) = seen.pointer("/listeners").and_then(Value::as_array) else {
        return silent();
    };
    if listeners.is_empty() {
        return silent();
    }
    let mut is_all_tls = true;
    for listener in listeners {
        let name = text(listener, "/name").unwrap_or("a listener");
        match (flag(listener, "/tls"), flag(listener, "/this_machine_only")) {
            (Some(true), _) => {}
            (Some(false), Some(true)) => is_all_tls = false,
            (Some(false), Some(false)) if flag(listener, "/behind_tls_proxy") == Some(true) => {
                is_all_tls = false
            }
            (Some(false), Some(false)) => return not_met(format!("{name} takes connections without TLS")),
            (Some(false), None) | (None, _) => return silent(),
        }
        if flag(listener, "/tls") == Some(true) {
            let ends = text(listener, "/certificate_expires_at").and_then(|at| at.parse::<Timestamp>().ok());
            match ends {
                None => return not_met(format!("nothing tells how long the certificate of {name} lasts")),
                Some(ends) if ends <= now.after(CERTIFICATE_LASTS) => {
                    return not_met(format!("the certificate of {name} ends at {ends}"));
                }
                Some(_) => {}
            }
        }
    }
    match is_all_tls {
        true => met("every listener speaks TLS by a certificate that lasts 30 days and more"),
        false => for_others("what stands before the listeners without TLS has to end it"),
    }
}

fn data_keys(seen: &Value) -> Verdict {
    let Some(stores) = seen.pointer("/stores").and_then(Value::as_object) else {
        return silent();
    };
    if stores.is_empty() {
        return silent();
    }
    let behind: Vec<&str> = stores
        .iter()
        .filter(|(_, is_current)| is_current.as_u64() != Some(1))
        .map(|(store, _)| store.as_str())
        .collect();
    match behind.is_empty() {
        true => met(format!(
            "{} files of data keys are wrapped by the newest key",
            stores.len()
        )),
        false => not_met(format!("an older key wraps keys of: {}", behind.join(", "))),
    }
}

/// Met where all of these are zero.
fn none_of(seen: &Value, counts: &[(&str, &str)], otherwise: &str) -> Verdict {
    let mut against = Vec::new();
    for (pointer, what) in counts {
        match number(seen, pointer) {
            None => return silent(),
            Some(0) => {}
            Some(count) => against.push(format!("{count} {what}")),
        }
    }
    match against.is_empty() {
        true => met(otherwise),
        false => not_met(against.join("; ")),
    }
}

fn number(seen: &Value, pointer: &str) -> Option<u64> {
    seen.pointer(pointer)?.as_u64()
}

fn text<'a>(seen: &'a Value, pointer: &str) -> Option<&'a str> {
    seen.pointer(pointer)?.as_str()
}

fn flag(seen: &Value, pointer: &str) -> Option<bool> {
    seen.pointer(pointer)?.as_bool()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn status(kind: Kind, seen: Value) -> Status {
        let finding = Finding {
            kind,
            at: Timestamp::from_microseconds(1_700_000_000_000_000),
            command: String::new(),
            log_position: None,
            seen,
        };
        judge(&finding).0
    }

    #[test]
    fn what_was_not_seen_is_never_met() {
        for kind in Kind::ALL {
            for nothing in [
                json!(null),
                json!({}),
                json!([]),
                json!({ "sealed": "1", "listeners": [{}] }),
            ] {
                assert_ne!(status(kind, nothing), Status::Met, "{kind:?}");
            }
        }
    }

    #[test]
    fn each_kind_is_judged_by_what_was_seen() {
        let listener = |tls: bool, here: bool, ends: &str| {
            let one = json!({
                "name": "public", "tls": tls, "this_machine_only": here, "behind_tls_proxy": false,
                "certificate_expires_at": ends,
            });
            json!({ "listeners": [one] })
        };
        let (met, not_met, others) = (Status::Met, Status::NotMet, Status::NotBezantsToSay);
        for (kind, seen, expected) in [
            (
                Kind::Listeners,
                listener(true, false, "2024-01-14T22:13:20Z"),
                met,
            ),
            (
                Kind::Listeners,
                listener(true, false, "2023-11-15T00:00:00Z"),
                not_met,
            ),
            (Kind::Listeners, listener(false, false, ""), not_met),
            (Kind::Listeners, listener(false, true, ""), others),
            (Kind::RootKey, json!({ "sealed": 1 }), met),
            (Kind::RootKey, json!({ "sealed": 0 }), not_met),
            (
                Kind::DataKeys,
                json!({ "stores": { "people": 1, "cards": 1 } }),
                met,
            ),
            (
                Kind::DataKeys,
                json!({ "stores": { "people": 1, "cards": 0 } }),
                not_met,
            ),
            (Kind::AuditTrail, json!({ "records": 7 }), met),
            (
                Kind::AuditTrail,
                json!({ "records": 7, "damage": "segment 1, byte 9" }),
                not_met,
            ),
            (
                Kind::AuditCompleteness,
                json!({ "available": 1, "dropped": 0 }),
                met,
            ),
            (
                Kind::AuditCompleteness,
                json!({ "available": 1, "dropped": 2 }),
                not_met,
            ),
            (
                Kind::AuditCompleteness,
                json!({ "available": 0, "dropped": 0 }),
                not_met,
            ),
            (
                Kind::Vault,
                json!({ "enabled": true, "status": { "keys_to_shred": 0 } }),
                met,
            ),
            (Kind::Vault, json!({ "enabled": false }), others),
            (Kind::CardViolations, json!({ "count": 1 }), not_met),
            (Kind::KeyExpiry, json!({ "without_expiry": { "count": 0 } }), met),
            (
                Kind::KeyExpiry,
                json!({ "without_expiry": { "count": 3 } }),
                not_met,
            ),
            (Kind::AccessPolicy, json!({ "version": 0 }), met),
            (Kind::AccessPolicy, json!({ "version": 4 }), others),
            (
                Kind::Clock,
                json!({ "synchronized_by": "systemd-timesyncd" }),
                met,
            ),
            (Kind::Clock, json!({ "synchronized_by": null }), others),
            (Kind::Versions, json!({ "bezant": "0.1.0" }), others),
        ] {
            assert_eq!(status(kind, seen.clone()), expected, "{kind:?} {seen}");
        }
    }
}
