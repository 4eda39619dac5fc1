//! A browser as far as the node can tell: cookies, redirects that the test follows by hand, forms on pages.

use std::collections::BTreeMap;

use reqwest::redirect::Policy;
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::api::{Answer, TIMEOUT};
use crate::node::{NodeUnderTest, json as parsed, string};

/// A password that the node takes.
pub const PASSWORD: &str = "violet otter paints a harbour";

/// A browser with the cookies of one node.
pub struct Browser {
    http: Client,
    site: String,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// A new one, at the node with this public address.
    ///
    /// # Panics
    /// If no client can be made.
    pub fn at(site: &str) -> Self {
        bezant_gateways::install_crypto_provider();
        let http = Client::builder()
            .timeout(TIMEOUT)
            .no_proxy()
            .redirect(Policy::none())
            .build();
        Browser {
            http: http.expect("a client without TLS settings can be built"),
            site: site.trim_end_matches('/').to_owned(),
            cookies: BTreeMap::new(),
        }
    }

    /// Reads a page; `place` is a path, or an address of this node.
    pub async fn get(&mut self, place: &str) -> Answer {
        self.send(Method::GET, place, None).await
    }

    /// Calls the API as a page of the node does.
    pub async fn call(&mut self, method: &str, path: &str, body: &Value) -> Answer {
        let method = method.parse().expect("a method's name");
        self.send(method, path, Some(("application/json", body.to_string())))
            .await
    }

    /// Sends a form as a page of the node does.
    pub async fn form(&mut self, place: &str, fields: &[(&str, &str)]) -> Answer {
        let text = query(fields);
        self.send(
            Method::POST,
            place,
            Some(("application/x-www-form-urlencoded", text)),
        )
        .await
    }

    /// Signs in with a password alone.
    pub async fn sign_in(&mut self, tenant: &str, email: &str, password: &str) -> Answer {
        let body = json!({ "tenant": tenant, "email": email, "password": password });
        self.call("POST", "/api/v1/sign-in", &body).await
    }

    /// Its cookies as it sends them.
    pub fn cookies(&self) -> String {
        let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    async fn send(&mut self, method: Method, place: &str, body: Option<(&str, String)>) -> Answer {
        let address = match place.starts_with('/') {
            true => format!("{}{place}", self.site),
            false => place.to_owned(),
        };
        let is_ours = address
            .strip_prefix(&self.site)
            .is_some_and(|rest| rest.starts_with('/'));
        assert!(is_ours, "{address} is not of {}", self.site);
        let mut request = self
            .http
            .request(method, address)
            .header("cookie", self.cookies());
        if let Some((kind, body)) = body {
            request = request
                .header("content-type", kind)
                .header("sec-fetch-site", "same-origin")
                .body(body);
        }
        let response = request.send().await.expect("the node answers");
        for cookie in response.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().expect("cookies are plain text");
            let pair = cookie.split(';').next().expect("a split has a first part");
            let (name, value) = pair.split_once('=').expect("a cookie has a value");
            match value {
                "" => self.cookies.remove(name),
                value => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        Answer::read(response).await.expect("the answer comes whole")
    }
}

/// Fields as they stand in an address and in a form.
///
/// # Panics
/// Never: the address that it is made with is one.
pub fn query(fields: &[(&str, &str)]) -> String {
    let url = reqwest::Url::parse_with_params("http://localhost/", fields).expect("an address");
    url.query().unwrap_or_default().to_owned()
}

/// A field of an address.
///
/// # Panics
/// If it is no address or has no such field.
pub fn parameter(address: &str, name: &str) -> String {
    let url = reqwest::Url::parse(address).expect("an address");
    let found = url.query_pairs().find(|(one, _)| one == name);
    let (_, value) = found.unwrap_or_else(|| panic!("no {name} in {address}"));
    value.into_owned()
}

/// The value of a hidden field of a page.
///
/// # Panics
/// If the page has none.
pub fn hidden(page: &Answer, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let html = page.body.as_str().unwrap_or_default();
    let (_, rest) = html
        .split_once(&start)
        .unwrap_or_else(|| panic!("no {name} in {page:?}"));
    let value = rest.split('"').next().expect("a split has a first part");
    value.replace("&amp;", "&").replace("&#39;", "'")
}

/// A user of a tenant with [`PASSWORD`], made as an operator makes one: by the command line, and by the link that it prints.
pub async fn user(node: &NodeUnderTest, tenant: &str, email: &str, name: &str, role: &str) -> String {
    let words = [
        "user", "create", "--json", "--tenant", tenant, "--email", email, "--name", name, "--role", role,
    ];
    let id = string(&parsed(&node.run_ok(&words)), "id").to_owned();
    let link = node.run_ok(&["user", "recovery-link", &id]);
    let (_, token) = link.split_once("token=").expect("the link has a token");
    let token = token.split_whitespace().next().expect("the token is not empty");
    let body = json!({ "token": token, "password": PASSWORD });
    let mut browser = Browser::at(&node.url());
    let set = browser
        .call("POST", "/api/v1/sign-in/recovery/finish", &body)
        .await;
    assert_eq!(string(&set.expect(200), "status"), "password_set");
    id
}
