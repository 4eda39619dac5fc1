//! OAuth clients in a test, and what they and their browsers ask for.

use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bezant_credentials::token::{Token, TokenKind};
use bezant_identity::Action;
use bezant_identity::oauth::{ClientKind, ClientTerms, Command, Flow, Flows, GrantScopes};
use bezant_kernel::{ClientId, Milliseconds, Tenant};
use serde_json::Value;
use url::Url;

use super::sign_in_people::{Browser, Person, command};
use super::world::{Answer, Call, World};

/// The verifier and its challenge in RFC 7636.
pub(super) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(super) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(super) const BACK: &str = "https://shop.example/back";
pub(super) const SCOPES: &str = "openid profile email offline_access payments.read payments.create";

/// A client that is registered.
pub(super) struct Registered {
    pub(super) id: ClientId,
    pub(super) tenant_name: String,
    pub(super) secret: Option<String>,
}

pub(super) fn terms(scopes: &str) -> ClientTerms {
    ClientTerms {
        name: "Shop <1>".to_owned(),
        redirect_uris: vec![BACK.to_owned(), "http://127.0.0.1/cb".to_owned()],
        post_logout_uris: vec!["https://shop.example/bye".to_owned()],
        flows: Flows::of(&[Flow::AuthorizationCode, Flow::RefreshToken, Flow::DeviceCode]),
        scopes: GrantScopes::parse(scopes).unwrap(),
        principal: None,
        access_lifetime: Milliseconds(600_000),
        refresh_idle: Milliseconds(86_400_000),
        grant_lifetime: Milliseconds(30 * 86_400_000),
    }
}

pub(super) fn query(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// The parameters of an address.
pub(super) fn parameter(location: &str, name: &str) -> Option<String> {
    let url: Url = location.parse().unwrap();
    let found = url.query_pairs().find(|(one, _)| one == name);
    found.map(|(_, value)| value.into_owned())
}

/// The value of a hidden field.
pub(super) fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let (_, rest) = page
        .split_once(&start)
        .unwrap_or_else(|| panic!("no {name} in {page}"));
    rest.split('"')
        .next()
        .unwrap()
        .replace("&amp;", "&")
        .replace("&#39;", "'")
}

impl Registered {
    pub(super) async fn new(
        world: &World,
        tenant: Tenant,
        tenant_name: &str,
        kind: ClientKind,
        terms: ClientTerms,
    ) -> Self {
        let id: ClientId = world.edge.new_id();
        command(
            world,
            tenant,
            Action::OAuth(Command::CreateClient { id, kind, terms }),
        )
        .await;
        let mut secret = None;
        if kind == ClientKind::Confidential {
            let token = Token::random(TokenKind::ClientSecret);
            let add = Command::AddClientSecret {
                id,
                hash: token.hash(),
                former_until: world.edge.now(),
            };
            command(world, tenant, Action::OAuth(add)).await;
            secret = Some(token.text().to_string());
        }
        Registered {
            id,
            tenant_name: tenant_name.to_owned(),
            secret,
        }
    }

    /// Confidential, for the usual scopes.
    pub(super) async fn shop(world: &World, person: &Person) -> Self {
        let kind = ClientKind::Confidential;
        Registered::new(world, person.tenant, &person.tenant_name, kind, terms(SCOPES)).await
    }

    pub(super) fn path(&self, rest: &str) -> String {
        format!("/realms/{}/{rest}", self.tenant_name)
    }

    /// A request for authorization: the usual one, with these parameters instead.
    pub(super) fn authorize(&self, other: &[(&str, &str)]) -> String {
        let id = self.id.to_string();
        let usual = [
            ("response_type", "code"),
            ("client_id", &id),
            ("redirect_uri", BACK),
            ("scope", SCOPES),
            ("state", "s&=1 ü"),
            ("nonce", "n-1"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let changed = |name: &str| other.iter().any(|(one, _)| *one == name);
        let mut all: Vec<(&str, &str)> = usual.into_iter().filter(|(name, _)| !changed(name)).collect();
        all.extend(other.iter().filter(|(_, value)| !value.is_empty()));
        format!("{}?{}", self.path("authorize"), query(&all))
    }

    /// A request to one of the endpoints, by the client.
    pub(super) async fn ask(&self, world: &World, endpoint: &str, fields: &[(&str, &str)]) -> Answer {
        let id = self.id.to_string();
        let mut all = fields.to_vec();
        let basic = self
            .secret
            .as_ref()
            .map(|secret| format!("Basic {}", STANDARD.encode(format!("{id}:{secret}"))));
        let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
        match &basic {
            Some(basic) => headers.push(("authorization", basic)),
            None => all.push(("client_id", &id)),
        }
        world
            .send(Call {
                method: Method::POST,
                path: &self.path(endpoint),
                headers,
                body: query(&all).into_bytes(),
            })
            .await
    }

    /// Allows the request on the page, and says where the browser is sent.
    pub(super) async fn allow(&self, world: &World, browser: &mut Browser, request: &str) -> String {
        let page = browser.get(world, request).await;
        let html = page.body.as_str().unwrap_or_else(|| panic!("no page: {page:?}"));
        let (request, csrf) = (hidden(html, "request"), hidden(html, "csrf"));
        let fields = [("request", &*request), ("csrf", &csrf), ("answer", "yes")];
        let sent = browser.form(world, &self.path("authorize"), &fields).await;
        assert_eq!(sent.status.as_u16(), 303, "{sent:?}");
        sent.header("location").unwrap().to_owned()
    }

    /// A code for the usual request.
    pub(super) async fn code(&self, world: &World, browser: &mut Browser) -> String {
        let answer = browser.get(world, &self.authorize(&[])).await;
        let location = match answer.header("location") {
            Some(location) => location.to_owned(),
            None => self.allow(world, browser, &self.authorize(&[])).await,
        };
        parameter(&location, "code").unwrap_or_else(|| panic!("no code in {location}"))
    }

    pub(super) async fn redeem(&self, world: &World, code: &str) -> Answer {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
        ];
        self.ask(world, "token", &fields).await
    }

    pub(super) async fn refresh(&self, world: &World, token: &str) -> Answer {
        self.ask(
            world,
            "token",
            &[("grant_type", "refresh_token"), ("refresh_token", token)],
        )
        .await
    }

    /// All tokens, by the usual request.
    pub(super) async fn tokens(&self, world: &World, browser: &mut Browser) -> Value {
        let code = self.code(world, browser).await;
        let answer = self.redeem(world, &code).await;
        assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
        answer.body
    }
}

/// The error of an answer, with its status.
pub(super) fn error(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.text("error"))
}
