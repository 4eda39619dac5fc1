//! Runs `sdk/scenario.json` with the Rust SDK, as `scenario.ts` and `scenario.py` do with theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use bezant_sdk::types::{
    CaptureRequest, NewEndpoint, OpenAccount, PaymentsEventsQuery, PaymentsListQuery, RefundRequest,
};
use bezant_sdk::types::{LedgerAccountsBalanceQuery, LedgerTrialBalanceQuery};
use bezant_sdk::{
    Client, Error, EventFilter, Money, RequestOptions, RetryPolicy, WebhookVerifier, ensure_not_failed,
};
use bezant_tests::wait::{PATIENCE, eventually};
use reqwest::header::{HeaderMap, HeaderName};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::surroundings::{Surroundings, steps};

struct Runner {
    node: Client,
    proxy: Client,
    http: reqwest::Client,
    control: String,
    known: Map<String, Value>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rust_does_what_the_scenario_says() {
    let surroundings = Surroundings::new().await;
    let mut runner = Runner::new(surroundings.variables());
    for step in steps() {
        let name = step["name"].as_str().unwrap();
        bezant_tests::node::show(name);
        match step["do"].as_str().unwrap() {
            "call" => runner.call(&step).await,
            "list" => runner.list(&step).await,
            "money" => money(&step),
            "webhook" => runner.webhook(&step).await,
            "watch" => runner.watch(&step).await,
            "faults" => {
                let body = step["faults"].to_string();
                assert_eq!(runner.tell("faults", body).await, 200);
            }
            other => panic!("nothing is called {other}"),
        }
    }
    assert!(surroundings.node.output().contains("bezant is ready"));
}

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

fn shown(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(value, |inner, name| match inner {
        Value::Array(rows) => &rows[name.parse::<usize>().unwrap()],
        other => &other[name],
    })
}

impl Runner {
    fn new(variables: &BTreeMap<&'static str, String>) -> Self {
        let retry = RetryPolicy {
            base: Duration::from_millis(10),
            ..RetryPolicy::default()
        };
        let client = |address: &str| {
            Client::builder(&variables[address], &variables["BEZANT_API_KEY"])
                .retry(retry)
                .build()
                .unwrap()
        };
        let control = variables["BEZANT_CONTROL"].clone();
        Runner {
            node: client("PAYMENTS_URL"),
            proxy: client("BEZANT_PROXY"),
            http: reqwest::Client::new(),
            known: Map::from_iter([("control".to_owned(), Value::from(&*control))]),
            control,
        }
    }

    /// `$name.field` is what a step before has kept.
    fn filled(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => match text.strip_prefix('$') {
                Some(rest) => {
                    let (name, path) = rest
                        .split_once('/')
                        .map_or((rest, None), |(name, path)| (name, Some(path)));
                    let (first, inner) = name.split_once('.').unwrap_or((name, ""));
                    let known = &self.known[first];
                    let found = if inner.is_empty() { known } else { at(known, inner) };
                    match path {
                        Some(path) => format!("{}/{path}", found.as_str().unwrap()).into(),
                        None => found.clone(),
                    }
                }
                None => value.clone(),
            },
            Value::Array(rows) => rows.iter().map(|one| self.filled(one)).collect(),
            Value::Object(fields) => {
                let filled = fields.iter().map(|(name, one)| (name.clone(), self.filled(one)));
                Value::Object(filled.collect())
            }
            other => other.clone(),
        }
    }

    async fn asked(&self, step: &Value) -> Result<Value, Error> {
        let client = match step["via"] == "proxy" {
            true => &self.proxy,
            false => &self.node,
        };
        let retry = step["retries"].as_u64().map(|retries| RetryPolicy {
            retries: retries.try_into().unwrap(),
            base: Duration::from_millis(10),
            ..RetryPolicy::default()
        });
        let client = client.with(RequestOptions {
            idempotency_key: step["key"].as_str().map(str::to_owned),
            retry,
            ..RequestOptions::default()
        });
        let body = self.filled(&step["body"]);
        let arguments = self.filled(&step["arguments"]);
        let argument = |index: usize| arguments[index].as_str().unwrap();
        Ok(match step["method"].as_str().unwrap() {
            "payments.create" => {
                let payment = client.payments().create(&read(&body)).await?;
                match step["ensure"] == "not_failed" {
                    true => shown(ensure_not_failed(payment)?),
                    false => shown(payment),
                }
            }
            "payments.read" => shown(client.payments().read(argument(0)).await?),
            "payments.confirm" => shown(client.payments().confirm(argument(0), None).await?),
            "payments.capture" => {
                let body: CaptureRequest = read(&body);
                shown(client.payments().capture(argument(0), Some(&body)).await?)
            }
            "payments.refunds.create" => {
                let body: RefundRequest = read(&body);
                shown(
                    client
                        .payments()
                        .refunds()
                        .create(argument(0), Some(&body))
                        .await?,
                )
            }
            "payments.refunds.read" => {
                shown(client.payments().refunds().read(argument(0), argument(1)).await?)
            }
            "payments.routing_explain" => shown(client.payments().routing_explain(argument(0)).await?),
            "webhook_endpoints.create" => {
                let body: NewEndpoint = read(&body);
                shown(client.webhook_endpoints().create(&body).await?)
            }
            "ledger.accounts.open" => {
                let body: OpenAccount = read(&body);
                shown(client.ledger().accounts().open(&body).await?)
            }
            "ledger.accounts.balance" => {
                let query = LedgerAccountsBalanceQuery::default();
                shown(client.ledger().accounts().balance(argument(0), &query).await?)
            }
            "ledger.transfers.create" => shown(client.ledger().transfers().create(&read(&body)).await?),
            "ledger.trial_balance" => {
                let query = LedgerTrialBalanceQuery::default();
                shown(client.ledger().trial_balance(&query).await?)
            }
            other => panic!("{other} is not in this runner"),
        })
    }

    async fn call(&mut self, step: &Value) {
        if !step["fails"].is_null() {
            let error = self.asked(step).await.unwrap_err();
            assert_eq!(failure(&error), step["fails"], "{error}");
            return;
        }
        let answer = self.asked(step).await.unwrap();
        self.compare(step, &answer);
        if let Some(name) = step["as"].as_str() {
            self.known.insert(name.to_owned(), answer);
        }
    }

    fn compare(&self, step: &Value, answer: &Value) {
        for (path, expected) in step["expect"].as_object().into_iter().flatten() {
            assert_eq!(at(answer, path), &self.filled(expected), "{path}");
        }
        if let Some(same) = step["same"].as_array() {
            let [one, other] = [0, 1].map(|index| at(answer, same[index].as_str().unwrap()));
            assert!(one == other && !one.is_null());
        }
    }

    /// Lists follow the log at a small distance, so one that is short is read again.
    async fn list(&self, step: &Value) {
        assert_eq!(step["method"], "payments.list");
        let query: PaymentsListQuery = read(&step["query"]);
        let expected = step["expect"]["count"].as_u64().unwrap();
        eventually("the list is whole", async || {
            let rows = self
                .node
                .payments()
                .list(&query)
                .unwrap()
                .take(100)
                .await
                .unwrap();
            let ids: BTreeSet<_> = rows.iter().map(|row| &row.id).collect();
            (ids.len() as u64 == expected && rows.len() as u64 == expected).then_some(())
        })
        .await;
    }

    async fn tell(&self, path: &str, body: String) -> u16 {
        let url = format!("{}/{path}", self.control);
        self.http
            .post(url)
            .body(body)
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    }

    async fn webhook(&self, step: &Value) {
        let payment: String = read(&self.filled(&step["payment"]));
        let came = self
            .http
            .get(format!("{}/received/{payment}", self.control))
            .send()
            .await
            .unwrap();
        let came: Value = came.json().await.unwrap();
        let headers = came["headers"].as_object().unwrap().iter();
        let headers: HeaderMap = headers
            .map(|(name, value)| {
                (
                    name.parse::<HeaderName>().unwrap(),
                    value.as_str().unwrap().parse().unwrap(),
                )
            })
            .collect();
        let mut body = came["body"].as_str().unwrap().to_owned();
        if step["tamper"] == true {
            let place = body.find(|one: char| one.is_ascii_digit()).unwrap();
            let other = if body.as_bytes()[place] == b'1' { "2" } else { "1" };
            body.replace_range(place..=place, other);
        }
        let secret = self.filled(&step["secret"]);
        let verifier = WebhookVerifier::new([secret.as_str().unwrap()]).unwrap();
        let later = step["later_seconds"].as_i64().unwrap_or_default();
        let shift = Duration::from_secs(later.unsigned_abs());
        let now = if later < 0 {
            SystemTime::now() - shift
        } else {
            SystemTime::now() + shift
        };
        match verifier.verify_at(body.as_bytes(), &headers, now) {
            Ok(message) => {
                assert!(step["fails"].is_null(), "it was believed");
                self.compare(step, &json!({ "type": message.r#type, "data": message.data }));
            }
            Err(error) => assert_eq!(error.code(), step["fails"], "{error}"),
        }
    }

    async fn watch(&self, step: &Value) {
        let expected: Vec<String> = read(&step["expect"]["types"]);
        let payment: String = read(&self.filled(&step["payment"]));
        let mut events = self.proxy.events(EventFilter {
            payment: Some(payment.clone()),
            after: Some(read(&step["after"])),
            ..EventFilter::default()
        });
        let mut seen = Vec::new();
        while seen.len() < expected.len() {
            let next = tokio::time::timeout(PATIENCE, events.next()).await;
            seen.push(next.expect("it comes in time").unwrap());
            if seen.len() as u64 == step["cut_after"].as_u64().unwrap() {
                self.tell("cut", String::new()).await;
                // What happens from now on can come by another connection only.
                self.asked(&step["then"]).await.unwrap();
            }
        }
        let types: Vec<_> = seen.iter().map(|one| &one.event.r#type).collect();
        assert_eq!(types, expected.iter().collect::<Vec<_>>());
        let places: BTreeSet<_> = seen.iter().map(|one| &one.place).collect();
        assert_eq!(places.len(), seen.len());
        // The history follows the log at a small distance too.
        eventually("the history is what was seen", async || {
            let history = self
                .node
                .payments()
                .events(&payment, &PaymentsEventsQuery::default());
            let history = history.unwrap().take(expected.len()).await.unwrap();
            let is_same = seen
                .iter()
                .map(|one| &one.event.id)
                .eq(history.iter().map(|event| &event.id));
            is_same.then_some(())
        })
        .await;
    }
}

fn failure(error: &Error) -> Value {
    match error {
        Error::Api(refusal) => {
            let mut told = json!({ "kind": "api", "code": refusal.code, "retryable": error.is_retryable() });
            if let Some(mistake) = refusal.mistakes.first() {
                told["mistake"] = mistake.path.clone().into();
            }
            told
        }
        Error::PaymentFailed(failed) => {
            json!({ "kind": "payment_failed", "code": failed.code(), "retryable": error.is_retryable() })
        }
        other => panic!("{other}"),
    }
}

fn money(step: &Value) {
    let text = |case: &Value, field: &str| case[field].as_str().unwrap().to_owned();
    for case in step["cases"].as_array().unwrap() {
        let money = Money::parse(&text(case, "decimal"), &text(case, "currency")).unwrap();
        assert_eq!(
            (Some(money.amount), money.to_string()),
            (case["amount"].as_i64(), text(case, "decimal"))
        );
    }
    for case in step["refused"].as_array().unwrap() {
        assert!(
            Money::parse(&text(case, "decimal"), &text(case, "currency")).is_err(),
            "{case}"
        );
    }
}
