//! The rules.

use bezant_kernel::Milliseconds;

use super::AlertSettings;
use super::recent::{Counted, Recent};
use crate::record::{Alert, Change, Custody, Decision, Fact, Kind, Record, Request};

const MINUTE_US: u64 = 60_000_000;

/// Events by which somebody may do more than before, or who may is decided otherwise.
const PRIVILEGES: &[&str] = &[
    "identity_provider.set",
    "policy.activated",
    "policy.rolled_back",
    "role.assigned",
    "role.changed",
    "role.defined",
];

/// The rules with what they remember.
pub struct Rules {
    settings: AlertSettings,
    rows: Recent<Counted>,
    refusals: Recent<Counted>,
    places: Recent<Places>,
}

/// Where somebody was.
#[derive(Default)]
struct Places {
    country: String,
    country_at_us: u64,
    networks: Vec<(String, u64)>,
}

impl Rules {
    /// Rules that have seen nothing yet.
    #[must_use]
    pub fn new(settings: AlertSettings) -> Rules {
        Rules {
            settings,
            rows: Recent::default(),
            refusals: Recent::default(),
            places: Recent::default(),
        }
    }

    /// What a record gives rise to. Records come in the order of the trail.
    pub fn look(&mut self, position: u64, record: &Record) -> Vec<Alert> {
        let mut found = Vec::new();
        match &record.kind {
            Some(Kind::Request(request)) => {
                found.extend(self.refused_again(record, request));
                if request.decision() == Decision::Allowed {
                    found.extend(self.mass_read(record, request));
                    found.extend(self.travelled(record, request));
                    found.extend(break_glass(request));
                }
            }
            Some(Kind::Change(change)) => found.extend(privileges(change)),
            Some(Kind::Custody(custody)) => found.push(touched(custody)),
            // Alerts are not looked at: they would go on for ever.
            Some(Kind::Alert(_)) | None => {}
        }
        for alert in &mut found {
            alert.position = position;
            if alert.principal.is_empty() {
                record.principal().clone_into(&mut alert.principal);
            }
        }
        found
    }

    fn mass_read(&mut self, record: &Record, request: &Request) -> Option<Alert> {
        let AlertSettings {
            mass_read_rows,
            mass_read_minutes,
            ..
        } = self.settings;
        let rows = request.rows.filter(|rows| *rows > 0)?;
        let counted = self.rows.of(&who(record)?);
        counted
            .reaches(record.at_us, mass_read_minutes * MINUTE_US, rows, mass_read_rows)
            .then(|| {
                let count = counted.count().to_string();
                alert(
                    "mass_read",
                    vec![Fact::new("count", &count), Fact::new("route", &request.route)],
                )
            })
    }

    /// Who is nobody is told apart by their address.
    fn refused_again(&mut self, record: &Record, request: &Request) -> Option<Alert> {
        let AlertSettings {
            refusals,
            refusal_minutes,
            ..
        } = self.settings;
        if record.outcome() != "denied" {
            return None;
        }
        let who = who(record).unwrap_or_else(|| format!("@{}", request.address));
        let counted = self.refusals.of(&who);
        counted
            .reaches(record.at_us, refusal_minutes * MINUTE_US, 1, refusals)
            .then(|| {
                let count = counted.count().to_string();
                alert(
                    "repeated_refusals",
                    vec![Fact::new("count", &count), Fact::new("code", &request.code)],
                )
            })
    }

    /// By countries where both are known, else by networks: programs in a cloud have many addresses and few networks.
    fn travelled(&mut self, record: &Record, request: &Request) -> Option<Alert> {
        let span_us = self.settings.travel_minutes * MINUTE_US;
        let most = self.settings.travel_networks;
        let places = self.places.of(&who(record)?);
        if !request.country.is_empty() {
            let before = std::mem::replace(&mut places.country, request.country.clone());
            let before_us = std::mem::replace(&mut places.country_at_us, record.at_us);
            let is_soon = record.at_us.saturating_sub(before_us) < span_us;
            return (is_soon && !before.is_empty() && before != request.country).then(|| {
                let words = [("from", before), ("to", request.country.clone())];
                let region = words.map(|(_, country)| country.to_lowercase());
                alert("impossible_travel", vec![Fact::new("region", &region.join(" "))])
            });
        }
        if request.address.is_empty() {
            return None;
        }
        places
            .networks
            .retain(|(_, at_us)| record.at_us.saturating_sub(*at_us) < span_us);
        if let Some((_, at_us)) = places
            .networks
            .iter_mut()
            .find(|(network, _)| *network == request.address)
        {
            *at_us = record.at_us;
            return None;
        }
        if places.networks.len() >= most {
            // They were told of already.
            return None;
        }
        places.networks.push((request.address.clone(), record.at_us));
        let count = places.networks.len();
        (count == most).then(|| alert("impossible_travel", vec![Fact::new("count", &count.to_string())]))
    }
}

fn alert(rule: &str, facts: Vec<Fact>) -> Alert {
    Alert {
        rule: rule.to_owned(),
        facts,
        ..Alert::default()
    }
}

/// A principal of one tenant is not one of another.
fn who(record: &Record) -> Option<String> {
    let principal = record.principal();
    (!principal.is_empty()).then(|| format!("{}/{principal}", record.tenant))
}

fn privileges(change: &Change) -> Option<Alert> {
    let event = change
        .events
        .iter()
        .find(|event| PRIVILEGES.contains(&event.event.as_str()))?;
    let mut facts = vec![Fact::new("reason", &event.event)];
    if !event.id.is_empty() {
        let name = if event.thing == "role" { "role" } else { "id" };
        facts.push(Fact::new(name, &event.id));
    }
    facts.extend(event.fields.iter().filter_map(|field| {
        let value = field.new.as_deref()?;
        Some(Fact::new(&field.field, value))
    }));
    Some(alert("privilege_change", facts))
}

/// Whoever administers the machine is bound by no role and no second person.
fn break_glass(request: &Request) -> Option<Alert> {
    let is_change = !matches!(request.method.as_str(), "GET" | "HEAD");
    let was_done = (200..300).contains(&request.status);
    (request.credential_kind == "local_socket" && is_change && was_done)
        .then(|| alert("break_glass", vec![Fact::new("route", &request.route)]))
}

fn touched(custody: &Custody) -> Alert {
    alert("trail_custody", vec![Fact::new("reason", &custody.action)])
}

/// How far back rules look at most.
#[must_use]
pub(super) fn longest_span(settings: &AlertSettings) -> Milliseconds {
    let minutes = settings
        .mass_read_minutes
        .max(settings.refusal_minutes)
        .max(settings.travel_minutes);
    Milliseconds(minutes.saturating_mul(60_000))
}
