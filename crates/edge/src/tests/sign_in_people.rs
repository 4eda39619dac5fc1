//! People in a test, and browsers that keep their cookies.

use std::collections::BTreeMap;

use axum::http::Method;
use bezant_credentials::password::Password;
use bezant_credentials::seal::{Lookup, Purpose, Subject};
use bezant_credentials::totp::Seed;
use bezant_engine::Correlation;
use bezant_identity::access::{self, Holder, NewPrincipal, Request, RoleName};
use bezant_identity::credential::{self, PasswordHash};
use bezant_identity::{Action, Authority};
use bezant_kernel::{ApprovalId, PrincipalId, Tenant};
use serde_json::{Value, json};

use super::world::{Answer, Call, World, until};

pub(super) const PASSWORD: &str = "violet otter paints a harbour";

/// A person with an account.
pub(super) struct Person {
    pub(super) tenant: Tenant,
    pub(super) tenant_name: String,
    pub(super) id: PrincipalId,
    pub(super) email: String,
}

pub(super) async fn command(world: &World, tenant: Tenant, action: Action) {
    let correlation = Correlation::new("people").unwrap();
    world
        .edge
        .command(tenant, Authority::Node, action, correlation)
        .await
        .unwrap();
    world.edge.settled().await;
}

pub(super) async fn tenant(world: &World, name: &str) -> Tenant {
    world.full_key(name).await;
    world.edge.settled().await;
    let id = world.edge.directory().read(|directory| {
        directory
            .identity()
            .tenancy
            .tenant_named(name)
            .map(|tenant| tenant.id)
    });
    Tenant::new(id.unwrap())
}

impl Person {
    /// With a password and the role.
    pub(super) async fn new(world: &World, tenant_name: &str, email: &str, role: &str) -> Person {
        let tenant = tenant(world, tenant_name).await;
        let id: PrincipalId = world.edge.new_id();
        let parts = world.edge.identity();
        let profile = json!({ "email": email, "name": "Ann <b>Otter</b>" }).to_string();
        let new = NewPrincipal {
            email: Some(parts.sealer.lookup_hash(tenant, Lookup::Email, email)),
            profile: parts
                .sealer
                .seal(Subject::Principal(id), Purpose::Profile, profile.as_bytes())
                .unwrap(),
            ..NewPrincipal::user(id)
        };
        command(
            world,
            tenant,
            Action::Access(access::Command::CreatePrincipal(new)),
        )
        .await;
        let request = Request::AssignRole {
            to: Holder::Principal(id),
            role: RoleName::new(role).unwrap(),
        };
        let ask = access::Command::Ask {
            request,
            approval: ApprovalId::from_u128(rand::random()),
            seen_version: None,
        };
        command(world, tenant, Action::Access(ask)).await;
        let policy = parts.password_policy.clone();
        let hash = parts
            .hasher
            .accept(policy, Password::new(PASSWORD.to_owned()), None)
            .await
            .unwrap();
        let hash = PasswordHash::parse(&hash).unwrap();
        let set = credential::Command::SetPassword { principal: id, hash };
        command(world, tenant, Action::Credential(set)).await;
        Person {
            tenant,
            tenant_name: tenant_name.to_owned(),
            id,
            email: email.to_owned(),
        }
    }

    pub(super) fn sign_in(&self, password: &str) -> Value {
        json!({ "tenant": self.tenant_name, "email": self.email, "password": password })
    }
}

/// A browser.
#[derive(Clone, Default)]
pub(super) struct Browser {
    pub(super) cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(super) async fn send(
        &mut self,
        world: &World,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Answer {
        let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        let cookie = pairs.collect::<Vec<_>>().join("; ");
        let mut all = headers.to_vec();
        if !cookie.is_empty() {
            all.push(("cookie", &cookie));
        }
        let answer = world
            .send(Call {
                method,
                path,
                headers: all,
                body,
            })
            .await;
        for value in answer.headers.get_all("set-cookie") {
            let text = value.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub(super) async fn post(&mut self, world: &World, path: &str, body: Value) -> Answer {
        let headers = [
            ("content-type", "application/json"),
            ("sec-fetch-site", "same-origin"),
        ];
        self.send(world, Method::POST, path, &headers, body.to_string().into_bytes())
            .await
    }

    pub(super) async fn delete(&mut self, world: &World, path: &str) -> Answer {
        self.send(
            world,
            Method::DELETE,
            path,
            &[("sec-fetch-site", "same-origin")],
            Vec::new(),
        )
        .await
    }

    pub(super) async fn get(&mut self, world: &World, path: &str) -> Answer {
        self.send(world, Method::GET, path, &[], Vec::new()).await
    }

    /// A form as a browser posts it.
    pub(super) async fn form(&mut self, world: &World, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut text = url::form_urlencoded::Serializer::new(String::new());
        text.extend_pairs(fields);
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("sec-fetch-site", "same-origin"),
        ];
        self.send(world, Method::POST, path, &headers, text.finish().into_bytes())
            .await
    }

    /// Signed in with the password alone.
    pub(super) async fn signed_in(world: &World, person: &Person) -> Browser {
        let mut browser = Browser::default();
        let answer = browser
            .post(world, "/api/v1/sign-in", person.sign_in(PASSWORD))
            .await;
        assert_eq!(answer.text("status"), "signed_in", "{answer:?}");
        browser
    }

    pub(super) fn session(&self) -> &str {
        &self.cookies["bezant_session"]
    }

    /// Sets up an authenticator app, and says its seed.
    pub(super) async fn enrol(&mut self, world: &World) -> Seed {
        let asked = self.post(world, "/api/v1/me/totp", json!({})).await;
        let uri: url::Url = asked.text("uri").parse().unwrap();
        let secret = uri
            .query_pairs()
            .find(|(name, _)| name == "secret")
            .unwrap()
            .1
            .into_owned();
        assert_eq!(secret, asked.text("secret"));
        let seed = Seed::from_bytes(&from_base32(&secret)).unwrap();
        let code = seed.code(world.edge.now());
        let confirmed = self
            .post(world, "/api/v1/me/totp/confirm", json!({ "code": code.as_str() }))
            .await;
        assert_eq!(confirmed.text("status"), "confirmed", "{confirmed:?}");
        seed
    }
}

fn from_base32(text: &str) -> Vec<u8> {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut bits, mut count, mut bytes) = (0u32, 0, Vec::new());
    for letter in text.bytes() {
        let place = alphabet.iter().position(|&one| one == letter).unwrap();
        bits = bits << 5 | u32::try_from(place).unwrap();
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap());
        }
    }
    bytes
}

/// The letter with this number, once it is there: to whom, about what, and the text.
pub(super) async fn letter(world: &World, number: usize) -> (String, String, String) {
    until(|| world.letters.sent.lock().unwrap().len() > number).await;
    let sent = world.letters.sent.lock().unwrap();
    let letter = &sent[number];
    (
        letter.to.to_string(),
        letter.subject.clone(),
        letter.text.to_string(),
    )
}

/// The token in the link of a letter.
pub(super) fn token_in(text: &str) -> String {
    let (_, rest) = text.split_once("token=").unwrap();
    rest.split_whitespace().next().unwrap().to_owned()
}
