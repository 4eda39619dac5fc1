//! The demonstration's way to the API: what a user's own program would do, with every surprise an error.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::Failure;

/// How long views and webhooks may be behind before the demonstration calls it a failure.
const FOLLOW_WITHIN: Duration = Duration::from_secs(10);

pub(crate) struct Api {
    client: reqwest::Client,
    base: String,
    key: String,
}

/// An answer of the API.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) replayed: bool,
    pub(crate) body: Value,
}

impl Api {
    pub(crate) fn new(address: SocketAddr, key: &str) -> Result<Api, Failure> {
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(30))
            .build()?;
        Ok(Api {
            client,
            base: format!("http://{address}"),
            key: key.to_owned(),
        })
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Value, Failure> {
        let answer = self.send(Method::GET, path, None, None).await?;
        if answer.status.is_success() {
            Ok(answer.body)
        } else {
            Err(refused(path, &answer))
        }
    }

    pub(crate) async fn post(&self, path: &str, key: &str, body: Value) -> Result<Answer, Failure> {
        let answer = self.send(Method::POST, path, Some(key), Some(body)).await?;
        if answer.status.is_success() {
            Ok(answer)
        } else {
            Err(refused(path, &answer))
        }
    }

    /// The same without an idempotency key.
    pub(crate) async fn post_plain(&self, path: &str, body: Value) -> Result<Answer, Failure> {
        let answer = self.send(Method::POST, path, None, Some(body)).await?;
        if answer.status.is_success() {
            Ok(answer)
        } else {
            Err(refused(path, &answer))
        }
    }

    /// Sends a file.
    pub(crate) async fn file(&self, path: &str, kind: &str, content: String) -> Result<(), Failure> {
        let request = self
            .client
            .post(format!("{}{path}", self.base))
            .bearer_auth(&self.key);
        let answer = request.header("content-type", kind).body(content).send().await?;
        match answer.status().is_success() {
            true => Ok(()),
            false => Err(format!("{path} answered {}: {}", answer.status(), answer.text().await?).into()),
        }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        idempotency_key: Option<&str>,
        body: Option<Value>,
    ) -> Result<Answer, Failure> {
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.base))
            .bearer_auth(&self.key);
        if let Some(key) = idempotency_key {
            request = request.header("idempotency-key", key);
        }
        if let Some(body) = &body {
            request = request.json(body);
        }
        let answer = request.send().await?;
        let replayed = answer.headers().contains_key("idempotent-replayed");
        Ok(Answer {
            status: answer.status(),
            replayed,
            body: answer.json().await?,
        })
    }

    /// Asks until `is_there` is content, since views follow the log at a small distance.
    pub(crate) async fn until(
        &self,
        path: &str,
        is_there: impl Fn(&Value) -> bool,
    ) -> Result<Value, Failure> {
        let began = Instant::now();
        loop {
            let body = self.get(path).await?;
            if is_there(&body) {
                return Ok(body);
            }
            if began.elapsed() > FOLLOW_WITHIN {
                return Err(format!("{path} never showed what was expected: {body}").into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

fn refused(path: &str, answer: &Answer) -> Failure {
    format!("{path} answered {}: {}", answer.status, answer.body).into()
}
