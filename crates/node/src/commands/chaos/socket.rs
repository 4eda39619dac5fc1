//! The node's own side, over its admin socket: faults, and a key for the time of the experiment.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::Failure;
use crate::chaos::{FAULTS_PATH, Fault};
use crate::config::Config;
use crate::node::admin_socket;

/// A fault is set in microseconds; a node that takes longer hangs.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// The tenant of the payments that experiments make.
const TENANT: &str = "chaos-experiments";
const NOT_FOUND: u16 = 404;

/// A running node.
pub(super) struct Socket {
    client: reqwest::Client,
}

/// A key that was made for an experiment.
pub(super) struct TemporaryKey {
    id: String,
    pub(super) secret: String,
}

struct Answer {
    status: u16,
    body: Value,
}

impl Socket {
    pub(super) fn of(config: &Config) -> Result<Socket, Failure> {
        let path = admin_socket(config);
        if !path.exists() {
            return Err(format!("no node runs on {}: start one first", config.data_dir.display()).into());
        }
        let client = reqwest::Client::builder()
            .unix_socket(path)
            .timeout(ANSWER_WITHIN)
            .build()?;
        Ok(Socket { client })
    }

    /// How many faults are in force. A node that does not allow experiments says so.
    pub(super) async fn active(&self) -> Result<usize, Failure> {
        let answer = self.ask(Method::GET, FAULTS_PATH, None).await?.good()?;
        Ok(answer["data"].as_array().map_or(0, Vec::len))
    }

    /// Puts a fault in force; answers its id.
    pub(super) async fn set(&self, fault: &Fault, lease: Duration) -> Result<u64, Failure> {
        let body = json!({ "fault": fault, "lease_ms": milliseconds(lease) });
        let answer = self.ask(Method::POST, FAULTS_PATH, Some(body)).await?.good()?;
        answer["id"]
            .as_u64()
            .ok_or_else(|| "the node gave the fault no id".into())
    }

    pub(super) async fn renew(&self, id: u64, lease: Duration) -> Result<(), Failure> {
        let body = json!({ "lease_ms": milliseconds(lease) });
        let path = format!("{FAULTS_PATH}/{id}/renew");
        self.ask(Method::POST, &path, Some(body)).await?.good().map(drop)
    }

    /// Ends a fault. One that its lease ended is ended.
    pub(super) async fn lift(&self, id: u64) -> Result<(), Failure> {
        let answer = self
            .ask(Method::DELETE, &format!("{FAULTS_PATH}/{id}"), None)
            .await?;
        match answer.status {
            NOT_FOUND => Ok(()),
            _ => answer.good().map(drop),
        }
    }

    /// A key of the experiments' own tenant, for a day at most.
    pub(super) async fn make_key(&self) -> Result<TemporaryKey, Failure> {
        let tenants = self.ask(Method::GET, "/admin/v1/tenants", None).await?.good()?;
        let mut rows = tenants["data"].as_array().into_iter().flatten();
        if !rows.any(|tenant| tenant["name"] == TENANT) {
            let body = json!({ "name": TENANT });
            self.ask(Method::POST, "/admin/v1/tenants", Some(body))
                .await?
                .good()?;
        }
        let body = json!({
            "tenant": TENANT, "name": "chaos run", "scopes": ["read", "write"], "expires_in_days": 1,
        });
        let key = self
            .ask(Method::POST, "/admin/v1/keys", Some(body))
            .await?
            .good()?;
        let text = |field: &str| key[field].as_str().unwrap_or_default().to_owned();
        Ok(TemporaryKey {
            id: text("id"),
            secret: text("secret"),
        })
    }

    pub(super) async fn revoke(&self, key: &TemporaryKey) -> Result<(), Failure> {
        let path = format!("/admin/v1/keys/{}/revoke", key.id);
        self.ask(Method::POST, &path, None).await?.good().map(drop)
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Result<Answer, Failure> {
        let mut request = self.client.request(method, format!("http://bezant{path}"));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await?;
        Ok(Answer {
            status: answer.status().as_u16(),
            body: answer.json().await?,
        })
    }
}

impl Answer {
    fn good(self) -> Result<Value, Failure> {
        if (200..300).contains(&self.status) {
            return Ok(self.body);
        }
        let detail = self.body["detail"].as_str();
        Err(detail.unwrap_or("the node refused without a reason").into())
    }
}

fn milliseconds(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
