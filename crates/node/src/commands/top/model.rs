//! What the screen shows: the last two looks at the node, and a minute of the tenant's events.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use reqwest::Url;
use serde_json::{Value, json};

use super::metrics::Metrics;
use crate::commands::events::shown;
use crate::commands::ledger::remote::rows_of;

/// As many events as a tall terminal shows.
const KEPT_EVENTS: usize = 200;
/// Answer times are those between the oldest and the newest of so many looks.
const KEPT_LOOKS: usize = 16;
/// Payments are counted over so long.
const WINDOW_SECONDS: usize = 60;

/// One look at the node.
pub(super) struct Sample {
    pub(super) at: Instant,
    pub(super) gateways: Value,
    /// Or why there are none.
    pub(super) metrics: Result<Metrics, String>,
}

/// Payments of one second.
#[derive(Copy, Clone, Default)]
struct Second {
    created: u64,
    authorized: u64,
    failed: u64,
    completed: u64,
    refunded: u64,
}

/// What is known.
pub(super) struct Model {
    pub(super) url: String,
    began: Instant,
    /// The looks before the last one, the newest last.
    past: VecDeque<Sample>,
    now: Option<Sample>,
    /// Why the last look failed, and since when none has succeeded.
    pub(super) lost: Option<(String, Instant)>,
    /// Why events do not come, as far as it is known.
    pub(super) events_trouble: Option<String>,
    seconds: VecDeque<Second>,
    /// The second that the last of `seconds` is, counted from the beginning.
    second: u64,
    events: VecDeque<Happened>,
    held: Option<Vec<Happened>>,
}

/// An event as a line.
#[derive(Clone)]
pub(super) struct Happened {
    pub(super) kind: String,
    pub(super) text: String,
}

/// The tenant's payments of the last minute.
#[derive(Default)]
pub(super) struct Payments {
    pub(super) created: u64,
    pub(super) authorized: u64,
    pub(super) failed: u64,
    pub(super) completed: u64,
    pub(super) refunded: u64,
    /// Over how many seconds it was counted.
    pub(super) over_seconds: u64,
}

/// A gateway's line.
pub(super) struct Gateway {
    pub(super) name: String,
    pub(super) is_sandbox: bool,
    /// The worst of its operations.
    pub(super) breaker: &'static str,
    /// Of its recent authorizations, in hundredths of a percent.
    pub(super) success_basis_points: Option<u64>,
    pub(super) latency_ms: Option<u64>,
    pub(super) calls_per_second: Option<f64>,
    pub(super) calls: u64,
}

impl Model {
    pub(super) fn new(url: &Url) -> Self {
        Model {
            url: url.to_string(),
            began: Instant::now(),
            past: VecDeque::new(),
            now: None,
            lost: None,
            events_trouble: None,
            seconds: VecDeque::from([Second::default()]),
            second: 0,
            events: VecDeque::new(),
            held: None,
        }
    }

    pub(super) fn take(&mut self, sample: Sample) {
        self.lost = None;
        self.past.extend(self.now.replace(sample));
        if self.past.len() == KEPT_LOOKS {
            self.past.pop_front();
        }
    }

    pub(super) fn lost(&mut self, why: String) {
        let since = self.lost.take().map_or_else(Instant::now, |(_, since)| since);
        self.lost = Some((why, since));
    }

    /// What the stream of events says of itself.
    pub(super) fn events_say(&mut self, text: String) {
        self.events_trouble = Some(text).filter(|text| text != "connected again");
    }

    /// Holds the shown events still, or lets them go on.
    pub(super) fn hold(&mut self) {
        self.held = match self.held {
            Some(_) => None,
            None => Some(self.events.iter().cloned().collect()),
        };
    }

    pub(super) fn is_held(&self) -> bool {
        self.held.is_some()
    }

    pub(super) fn event(&mut self, place: &str, json: &str, at: Instant) {
        self.events_trouble = None;
        let event: Value = serde_json::from_str(json).unwrap_or_default();
        self.advance(at);
        if let Some(second) = self.seconds.back_mut() {
            match event["type"].as_str() {
                Some("payment.created") => second.created += 1,
                Some("payment.authorized") => second.authorized += 1,
                Some("payment.failed") => second.failed += 1,
                Some("payment.completed") => second.completed += 1,
                Some("refund.succeeded") => second.refunded += 1,
                _ => {}
            }
        }
        if self.events.len() == KEPT_EVENTS {
            self.events.pop_back();
        }
        self.events.push_front(Happened {
            kind: event["type"].as_str().unwrap_or_default().to_owned(),
            text: shown::short(place, &event),
        });
    }

    fn advance(&mut self, at: Instant) {
        let second = at.saturating_duration_since(self.began).as_secs();
        while self.second < second {
            self.second += 1;
            if self.seconds.len() == WINDOW_SECONDS {
                self.seconds.pop_front();
            }
            self.seconds.push_back(Second::default());
            // After a long silence the whole window is empty.
            self.second = self.second.max(second.saturating_sub(WINDOW_SECONDS as u64));
        }
    }

    /// The events to show, the newest first.
    pub(super) fn events(&self) -> Vec<&Happened> {
        match &self.held {
            Some(held) => held.iter().collect(),
            None => self.events.iter().collect(),
        }
    }

    /// Payments created in each second of the window, the newest last.
    pub(super) fn created_by_second(&self, now: Instant) -> Vec<u64> {
        let idle = now
            .saturating_duration_since(self.began)
            .as_secs()
            .saturating_sub(self.second);
        let idle = usize::try_from(idle)
            .unwrap_or(WINDOW_SECONDS)
            .min(WINDOW_SECONDS);
        let counted = self.seconds.iter().map(|second| second.created);
        let mut all: Vec<u64> = counted.chain(std::iter::repeat_n(0, idle)).collect();
        all.drain(..all.len().saturating_sub(WINDOW_SECONDS));
        all
    }

    pub(super) fn payments(&self, now: Instant) -> Payments {
        let elapsed = now.saturating_duration_since(self.began).as_secs();
        let oldest = elapsed.saturating_sub(WINDOW_SECONDS as u64 - 1);
        let first = (self.second + 1).saturating_sub(self.seconds.len() as u64);
        let counted = (first..).zip(&self.seconds).filter(|(at, _)| *at >= oldest);
        let sum = Payments {
            over_seconds: elapsed.clamp(1, WINDOW_SECONDS as u64),
            ..Payments::default()
        };
        counted.fold(sum, |sum, (_, second)| Payments {
            created: sum.created + second.created,
            authorized: sum.authorized + second.authorized,
            failed: sum.failed + second.failed,
            completed: sum.completed + second.completed,
            refunded: sum.refunded + second.refunded,
            ..sum
        })
    }

    /// Why there are no numbers of the node.
    pub(super) fn metrics_trouble(&self) -> Option<&str> {
        self.now.as_ref()?.metrics.as_ref().err().map(String::as_str)
    }

    /// A number of the node.
    pub(super) fn number(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        self.now.as_ref()?.metrics.as_ref().ok()?.sum(name, labels)
    }

    /// How fast a number of the node grows, by the second.
    pub(super) fn rate(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let (before, now) = (self.past.back()?, self.now.as_ref()?);
        let grown = now.metrics.as_ref().ok()?.sum(name, labels)?
            - before.metrics.as_ref().ok()?.sum(name, labels).unwrap_or(0.0);
        let seconds = now.at.saturating_duration_since(before.at).as_secs_f64();
        (seconds > 0.0 && grown >= 0.0).then(|| grown / seconds)
    }

    /// Below which time in milliseconds `share` of the answers to new payments came since the oldest look that is kept.
    pub(super) fn answer_time_ms(&self, share: f64) -> Option<f64> {
        let (before, now) = (self.past.front()?, self.now.as_ref()?);
        let labels = [("method", "POST"), ("route", "/api/v1/payments")];
        let (before, now) = (before.metrics.as_ref().ok()?, now.metrics.as_ref().ok()?);
        let seconds = now.quantile_since(before, "http_request_duration_seconds", &labels, share)?;
        Some(seconds * 1_000.0)
    }

    pub(super) fn gateways(&self) -> Vec<Gateway> {
        let Some(now) = &self.now else {
            return Vec::new();
        };
        let before = self.past.back();
        let seconds = before.map(|before| now.at.saturating_duration_since(before.at));
        rows_of(&now.gateways)
            .iter()
            .map(|gateway| {
                let past = before.and_then(|before| {
                    let all = rows_of(&before.gateways).iter();
                    all.filter(|past| past["name"] == gateway["name"])
                        .map(calls)
                        .next()
                });
                gateway_of(gateway, past, seconds)
            })
            .collect()
    }

    /// The numbers for programs; null for what is not known.
    pub(super) fn json(&self, now: Instant) -> Value {
        let payments = self.payments(now);
        let number = |name| self.number(name, &[]);
        let gateways = self.gateways().into_iter().map(|gateway| {
            json!({
                "gateway": gateway.name, "sandbox": gateway.is_sandbox, "breaker": gateway.breaker,
                "success_basis_points": gateway.success_basis_points, "mean_latency_ms": gateway.latency_ms,
                "calls": gateway.calls, "calls_per_second": gateway.calls_per_second,
            })
        });
        json!({
            "node": self.url,
            "log_position": number("bezant_log_position"),
            "records_per_second": self.rate("bezant_engine_records_total", &[]),
            "requests_per_second": self.rate("http_requests_total", &[]),
            "answer_ms": { "p50": self.answer_time_ms(0.5), "p95": self.answer_time_ms(0.95) },
            "views_position": number("bezant_views_position"),
            "delivery_position": number("bezant_delivery_position"),
            "memory_bytes": number("process_resident_memory_bytes"),
            "metrics_trouble": self.metrics_trouble(),
            "payments": {
                "over_seconds": payments.over_seconds, "created": payments.created, "authorized": payments.authorized,
                "failed": payments.failed, "completed": payments.completed, "refunded": payments.refunded,
            },
            "events_trouble": self.events_trouble,
            "gateways": gateways.collect::<Vec<_>>(),
        })
    }
}

fn calls(gateway: &Value) -> u64 {
    let operations = gateway["health"].as_array().into_iter().flatten();
    let counts = operations.flat_map(|operation| {
        ["success", "decline", "failure", "unknown"].map(|name| operation["total"][name].as_u64())
    });
    counts.flatten().sum()
}

fn gateway_of(gateway: &Value, past: Option<u64>, between: Option<Duration>) -> Gateway {
    let operations = gateway["health"].as_array().map_or(&[][..], Vec::as_slice);
    let has = |breaker: &str| operations.iter().any(|operation| operation["breaker"] == breaker);
    let authorize = operations
        .iter()
        .find(|operation| operation["operation"] == "authorize");
    let calls = calls(gateway);
    let seconds = between
        .map(|between| between.as_secs_f64())
        .filter(|seconds| *seconds > 0.0);
    Gateway {
        name: gateway["name"].as_str().unwrap_or_default().to_owned(),
        is_sandbox: gateway["sandbox"] == true,
        breaker: match () {
            () if has("open") => "open",
            () if has("half_open") => "half_open",
            () => "closed",
        },
        success_basis_points: authorize.and_then(|operation| operation["success_basis_points"].as_u64()),
        latency_ms: authorize.and_then(|operation| operation["mean_latency_ms"].as_u64()),
        calls_per_second: past
            .zip(seconds)
            .map(|(past, seconds)| calls.saturating_sub(past) as f64 / seconds),
        calls,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Model {
        Model::new(&Url::parse("http://127.0.0.1:8640").unwrap())
    }

    #[test]
    fn payments_are_counted_over_a_minute_and_then_forgotten() {
        let mut model = model();
        let at = |seconds| model_began(&model) + Duration::from_secs(seconds);
        let (early, later, late) = (at(1), at(40), at(70));
        for (kind, when) in [
            ("payment.created", early),
            ("payment.authorized", early),
            ("payment.created", later),
            ("payment.failed", later),
        ] {
            model.event("1-0", &json!({ "type": kind }).to_string(), when);
        }
        let minute = model.payments(later);
        assert_eq!(
            (
                minute.created,
                minute.authorized,
                minute.failed,
                minute.over_seconds
            ),
            (2, 1, 1, 40)
        );
        assert_eq!(model.payments(late).created, 1);
        assert_eq!(model.created_by_second(late).len(), WINDOW_SECONDS);
        assert_eq!(model.created_by_second(late).iter().sum::<u64>(), 1);
        let silent = late + Duration::from_secs(10_000);
        assert_eq!(model.payments(silent).created, 0);
        model.event("2-0", r#"{"type":"payment.created"}"#, silent);
        assert_eq!(model.payments(silent).created, 1);
    }

    fn model_began(model: &Model) -> Instant {
        model.began
    }

    #[test]
    fn rates_need_two_looks_and_gateways_show_their_worst_breaker() {
        let mut model = model();
        let gateways = |calls: u64| {
            json!({ "data": [{ "name": "a", "sandbox": true, "health": [
                { "operation": "authorize", "breaker": "half_open", "success_basis_points": 9_900,
                  "mean_latency_ms": 7, "total": { "success": calls } },
                { "operation": "void", "breaker": "open", "total": {} },
            ] }] })
        };
        let started = model_began(&model);
        let sample = |seconds, calls, records: u64| Sample {
            at: started + Duration::from_secs(seconds),
            gateways: gateways(calls),
            metrics: Ok(Metrics::parse(&format!(
                "bezant_engine_records_total {records}\n"
            ))),
        };
        model.take(sample(0, 10, 100));
        assert_eq!(model.rate("bezant_engine_records_total", &[]), None);
        assert!(model.gateways()[0].calls_per_second.is_none());
        model.take(sample(2, 30, 150));
        assert_eq!(model.rate("bezant_engine_records_total", &[]), Some(25.0));
        let gateway = &model.gateways()[0];
        assert_eq!((gateway.breaker, gateway.calls_per_second), ("open", Some(10.0)));
        model.take(Sample {
            metrics: Err("refused".to_owned()),
            ..sample(3, 30, 0)
        });
        assert_eq!(model.metrics_trouble(), Some("refused"));
        assert_eq!(
            model.number("bezant_engine_records_total", &[]),
            None,
            "an old number is no number"
        );
    }
}
