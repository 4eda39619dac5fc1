//! What a program holds: one client for one node and one API key. Cheap to clone.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, IF_MATCH, RETRY_AFTER,
};
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::error::{ApiError, Error};
use crate::generated::types::API_VERSION;
use crate::request::Call;
use crate::retry::{RetryPolicy, retry_after};

/// Longer than the 30 seconds that the node may wait for a payment's outcome.
const TIMEOUT: Duration = Duration::from_secs(35);
const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const PREFER: HeaderName = HeaderName::from_static("prefer");
const VERSION: HeaderName = HeaderName::from_static("bezant-version");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A way to a node's API.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) connection: Arc<Connection>,
    options: RequestOptions,
}

#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) http: reqwest::Client,
    pub(crate) base: String,
    pub(crate) authorization: HeaderValue,
    timeout: Duration,
    pub(crate) retry: RetryPolicy,
}

impl Connection {
    /// The address of a path below the node's, with parameters.
    pub(crate) fn url(&self, path: &str, query: &[(String, String)]) -> Result<reqwest::Url, Error> {
        let url = reqwest::Url::parse(&format!("{}{path}", self.base));
        let mut url = url.map_err(|error| Error::Request(error.to_string()))?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }
}

/// What can be said about single calls: `client.with(options).payments()…`.
#[derive(Clone, Debug, Default)]
pub struct RequestOptions {
    /// The key under which a change is done once only. One is made for each call if left out, and kept over its retries.
    pub idempotency_key: Option<String>,
    /// `ETag` of what was read: the change is made only if it is still so.
    pub if_match: Option<String>,
    /// How many seconds a payment's outcome may be waited for, at most 30; 0 to be answered at once.
    pub wait_seconds: Option<u32>,
    /// For one try, not for all of them.
    pub timeout: Option<Duration>,
    /// In place of the client's.
    pub retry: Option<RetryPolicy>,
    /// More headers.
    pub headers: BTreeMap<String, String>,
}

/// An answer with what stands around its body.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body as it came.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| Error::Answer(error.to_string()))
    }
}

/// Says more than [`Client::new`] does.
#[derive(Debug)]
pub struct ClientBuilder {
    base_url: String,
    api_key: Zeroizing<String>,
    timeout: Duration,
    retry: RetryPolicy,
}

impl ClientBuilder {
    /// For one try. 35 seconds if not said, since the node may wait up to 30 for a payment's outcome.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How often and how soon calls are made again.
    #[must_use]
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// The client. Nothing is asked yet.
    pub fn build(self) -> Result<Client, Error> {
        let url = reqwest::Url::parse(&self.base_url).map_err(|error| Error::Request(error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https")
            || !url.username().is_empty()
            || url.query().is_some()
            || url.fragment().is_some()
        {
            return Err(Error::Request(
                "the address is http or https, without a user, query or fragment".to_owned(),
            ));
        }
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Somebody else may have been first, which will do too.
            let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        }
        if self.api_key.is_empty() {
            return Err(Error::Request("the API key is empty".to_owned()));
        }
        let bearer = Zeroizing::new(format!("Bearer {}", *self.api_key));
        let mut authorization = HeaderValue::from_str(&bearer)
            .map_err(|_| Error::Request("the API key is no header's value".to_owned()))?;
        authorization.set_sensitive(true);
        // The key goes nowhere else, so redirects are not followed.
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build();
        let connection = Connection {
            http: http.map_err(Error::Connection)?,
            base: url.as_str().trim_end_matches('/').to_owned(),
            authorization,
            timeout: self.timeout,
            retry: self.retry,
        };
        Ok(Client {
            connection: Arc::new(connection),
            options: RequestOptions::default(),
        })
    }
}

impl Client {
    /// A client for the node at an address, such as `https://pay.example`, with an API key, `bzk_…`.
    pub fn new(base_url: &str, api_key: &str) -> Result<Self, Error> {
        Client::builder(base_url, api_key).build()
    }

    /// As [`new`](Self::new), with more to say.
    pub fn builder(base_url: &str, api_key: &str) -> ClientBuilder {
        ClientBuilder {
            base_url: base_url.to_owned(),
            api_key: Zeroizing::new(api_key.to_owned()),
            timeout: TIMEOUT,
            retry: RetryPolicy::default(),
        }
    }

    /// The same client, with something to say about the calls that are made by it.
    #[must_use]
    pub fn with(&self, options: RequestOptions) -> Self {
        Client {
            connection: Arc::clone(&self.connection),
            options,
        }
    }

    /// The same client, under an idempotency key of your own, for one call.
    #[must_use]
    pub fn with_idempotency_key(&self, key: impl Into<String>) -> Self {
        self.with(RequestOptions {
            idempotency_key: Some(key.into()),
            ..self.options.clone()
        })
    }

    /// Sends a request until it is answered, or must not be sent again.
    pub async fn request(&self, call: Call) -> Result<Answer, Error> {
        let own_key = self.options.idempotency_key.clone();
        if own_key.is_some() && !call.is_keyed {
            // It would promise what the node does not keep.
            let (method, path) = (&call.method, &call.path);
            return Err(Error::Request(format!(
                "{method} {path} takes no idempotency key"
            )));
        }
        let key = call.is_keyed.then(|| own_key.unwrap_or_else(fresh_key));
        let is_safe = call.method == reqwest::Method::GET || key.is_some();
        let headers = self.headers(&call, key.as_deref())?;
        let retry = self.options.retry.unwrap_or(self.connection.retry);
        let mut tried = 0;
        loop {
            tried += 1;
            let error = match self.attempt(&call, headers.clone()).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let Some(pause) = retry.pause(&error, is_safe, tried, rand::random()) else {
                return Err(error);
            };
            tokio::time::sleep(pause).await;
        }
    }

    pub(crate) async fn call<T: DeserializeOwned>(&self, call: Call) -> Result<T, Error> {
        self.request(call).await?.json()
    }

    pub(crate) async fn text(&self, call: Call) -> Result<String, Error> {
        let answer = self.with_header("accept", "*/*").request(call).await?;
        String::from_utf8(answer.body).map_err(|error| Error::Answer(error.to_string()))
    }

    fn with_header(&self, name: &str, value: &str) -> Self {
        let mut options = self.options.clone();
        options
            .headers
            .entry(name.to_owned())
            .or_insert_with(|| value.to_owned());
        self.with(options)
    }

    fn headers(&self, call: &Call, key: Option<&str>) -> Result<HeaderMap, Error> {
        let value = |text: &str| {
            HeaderValue::from_str(text)
                .map_err(|_| Error::Request("a header has characters that none may have".to_owned()))
        };
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(VERSION, HeaderValue::from_static(API_VERSION));
        for (name, text) in &self.options.headers {
            let name = name
                .parse::<HeaderName>()
                .map_err(|error| Error::Request(error.to_string()))?;
            headers.insert(name, value(text)?);
        }
        headers.insert(AUTHORIZATION, self.connection.authorization.clone());
        if call.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(call.media_type));
        }
        if let Some(key) = key {
            headers.insert(KEY, value(key)?);
        }
        if let Some(tag) = &self.options.if_match {
            headers.insert(IF_MATCH, value(tag)?);
        }
        match self.options.wait_seconds {
            None => {}
            Some(0) => drop(headers.insert(PREFER, HeaderValue::from_static("respond-async"))),
            Some(seconds) => drop(headers.insert(PREFER, value(&format!("wait={seconds}"))?)),
        }
        Ok(headers)
    }

    async fn attempt(&self, call: &Call, headers: HeaderMap) -> Result<Answer, Error> {
        let timeout = self.options.timeout.unwrap_or(self.connection.timeout);
        let mut request = self
            .connection
            .http
            .request(call.method.clone(), self.connection.url(&call.path, &call.query)?)
            .headers(headers)
            .timeout(timeout);
        if let Some(body) = &call.body {
            request = request.body(body.clone());
        }
        let failed = |error: reqwest::Error| match error.is_timeout() {
            true => Error::Timeout(timeout),
            false if error.is_builder() => Error::Request(error.to_string()),
            false => Error::Connection(error),
        };
        let answer = request.send().await.map_err(failed)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes().await.map_err(failed)?.to_vec();
        if !status.is_success() {
            return Err(refusal(status.as_u16(), &headers, &body));
        }
        Ok(Answer {
            status: status.as_u16(),
            headers,
            body,
        })
    }
}

/// What an answer says that is no success.
pub(crate) fn refusal(status: u16, headers: &HeaderMap, body: &[u8]) -> Error {
    let text = |name: HeaderName| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let is_problem = text(CONTENT_TYPE).starts_with("application/problem+json");
    let problem = is_problem.then(|| serde_json::from_slice(body).ok()).flatten();
    let after = retry_after(text(RETRY_AFTER), SystemTime::now());
    Error::Api(Box::new(ApiError::new(status, problem, text(REQUEST_ID), after)))
}

fn fresh_key() -> String {
    format!("{:032x}", rand::random::<u128>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_does_not_show_its_key() {
        let client = Client::new("http://127.0.0.1:1/", "bzk_secret").unwrap();
        assert!(!format!("{client:?}").contains("bzk_secret"));
        assert_eq!(client.connection.base, "http://127.0.0.1:1");
    }

    #[test]
    fn an_address_carries_nothing_else() {
        for address in [
            "ftp://x",
            "http://user@x",
            "http://x?a=1",
            "http://x#a",
            "nowhere",
        ] {
            assert!(Client::new(address, "k").is_err(), "{address}");
        }
        assert!(Client::new("http://x", "no\nheader").is_err());
    }

    #[tokio::test]
    async fn a_key_for_a_route_that_takes_none_is_a_mistake() {
        let client = Client::new("http://127.0.0.1:1/", "bzk_secret").unwrap();
        let client = client.with_idempotency_key("k");
        let error = client.webhook_endpoints().delete("whe_1").await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error}");
    }

    #[test]
    fn a_refusal_that_is_no_problem_has_a_code_too() {
        let Error::Api(error) = refusal(502, &HeaderMap::new(), b"<html>") else {
            panic!("another kind")
        };
        assert_eq!((&*error.code, error.is_retryable()), ("http_502", true));
    }
}
