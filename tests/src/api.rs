//! A client of the API as a stranger writes one: HTTP and JSON, nothing of Bezant's code.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

/// Longer than any answer may take.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(60);

/// Where the node listens now; it changes when the node is restarted.
#[derive(Default)]
pub struct Address(RwLock<String>);

impl Address {
    pub(crate) fn set(&self, url: String) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = url;
    }

    pub(crate) fn get(&self) -> String {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The API of one node with one key.
#[derive(Clone)]
pub struct Api {
    http: Client,
    address: Arc<Address>,
    secret: String,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body as JSON; a text where it is none.
    pub body: Value,
}

/// A request that is being put together.
pub struct Call {
    request: RequestBuilder,
}

pub(crate) fn client() -> Client {
    // No proxy of the surroundings stands between a test and its own machine.
    with_provider(Client::builder().timeout(TIMEOUT).no_proxy())
}

/// A client, with the cryptography that it needs even where it speaks no TLS.
pub fn with_provider(client: reqwest::ClientBuilder) -> Client {
    bezant_gateways::install_crypto_provider();
    client.build().expect("the settings of the client are sound")
}

impl Api {
    pub(crate) fn new(address: Arc<Address>, secret: &str) -> Self {
        Api {
            http: client(),
            address,
            secret: secret.to_owned(),
        }
    }

    /// The same node with another secret.
    pub fn with_secret(&self, secret: &str) -> Self {
        Api {
            secret: secret.to_owned(),
            ..self.clone()
        }
    }

    /// A request with this API's key.
    pub fn call(&self, method: &str, path: &str) -> Call {
        let call = self.keyless(method, path);
        Call {
            request: call.request.bearer_auth(&self.secret),
        }
    }

    /// A request without a key.
    pub fn keyless(&self, method: &str, path: &str) -> Call {
        let method: Method = method.parse().expect("a method's name");
        Call {
            request: self.http.request(method, format!("{}{path}", self.address.get())),
        }
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path).send().await
    }

    /// Changes.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call("POST", path).json(body).send().await
    }

    /// Creates a payment, which must be accepted.
    pub async fn pay(&self, body: &Value) -> Value {
        let answer = self.post("/api/v1/payments", body).await;
        answer.expect(201)
    }

    /// Asks for a change of a payment.
    pub async fn act(&self, payment: &str, action: &str, body: &Value) -> Answer {
        self.post(&format!("/api/v1/payments/{payment}/{action}"), body)
            .await
    }

    /// The payment as it stands.
    pub async fn payment(&self, payment: &str) -> Value {
        self.get(&format!("/api/v1/payments/{payment}")).await.expect(200)
    }

    /// Every item of a list, over all pages.
    pub async fn list(&self, path: &str) -> Vec<Value> {
        let mut found = Vec::new();
        let mut cursor = None::<String>;
        loop {
            let joint = if path.contains('?') { '&' } else { '?' };
            let after = cursor.map_or(String::new(), |cursor| format!("{joint}cursor={cursor}"));
            let page = self.get(&format!("{path}{after}")).await.expect(200);
            let items = page["data"].as_array().expect("a list has data");
            found.extend(items.iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => return found,
            }
        }
    }
}

impl Call {
    /// Adds a header.
    pub fn header(self, name: &str, value: &str) -> Self {
        Call {
            request: self.request.header(name, value),
        }
    }

    /// Adds a JSON body.
    pub fn json(self, body: &Value) -> Self {
        Call {
            request: self.request.json(body),
        }
    }

    /// Adds a body that says it is JSON.
    pub fn text(self, body: impl Into<reqwest::Body>) -> Self {
        Call {
            request: self.request.header("content-type", "application/json").body(body),
        }
    }

    /// Adds a file.
    pub fn file(self, content_type: &str, body: impl Into<reqwest::Body>) -> Self {
        Call {
            request: self.request.header("content-type", content_type).body(body),
        }
    }

    /// Sends it, and leaves the body to be read piece by piece.
    pub async fn stream(self) -> reqwest::Response {
        self.request.send().await.expect("the node answers")
    }

    /// Sends it; the answer must come.
    pub async fn send(self) -> Answer {
        self.try_send().await.expect("the node answers")
    }

    /// Sends it.
    ///
    /// # Errors
    /// Where no whole answer comes back.
    pub async fn try_send(self) -> Result<Answer, reqwest::Error> {
        Answer::read(self.request.send().await?).await
    }
}

impl Answer {
    pub(crate) async fn read(answer: reqwest::Response) -> Result<Self, reqwest::Error> {
        let status = answer.status().as_u16();
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_owned(), value)
            })
            .collect();
        let bytes = answer.bytes().await?;
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::from(String::from_utf8_lossy(&bytes).into_owned()));
        Ok(Answer {
            status,
            headers,
            body,
        })
    }

    /// The body of an answer that must have this status.
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        self.body
    }

    /// A header's value, empty if it did not come.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The code of a problem, empty if it is none.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The paths of the fields that a problem names.
    pub fn paths(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().into_iter().flatten();
        errors.filter_map(|error| error["path"].as_str()).collect()
    }
}
