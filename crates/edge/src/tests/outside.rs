//! Signing in with identity from outside: the way there and back, whose account it is, and what an attacker tries.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::http::Method;
use bezant_credentials::seal::Lookup;
use bezant_identity::access::{
    Command, NewPrincipal, OutsideGroup, ProviderKind, ProviderName, ProviderSettings, Request, RoleName,
};
use bezant_identity::{Action, Permission};
use bezant_kernel::{PrincipalId, Tenant, TenantId, Timestamp};
use bezant_sso::{ProviderConfig, Providers};
use serde_json::{Value, json};

use super::outside_provider::{CLIENT, FakeProvider};
use super::scim::{made, provisioner, submit};
use super::world::{Answer, Call, PUBLIC_URL, World};

/// A browser, as far as cookies go.
#[derive(Default)]
struct Browser(BTreeMap<String, String>);

impl Browser {
    async fn get(&mut self, world: &World, path: &str) -> Answer {
        self.go(world, Method::GET, path, Vec::new()).await
    }

    async fn go(&mut self, world: &World, method: Method, path: &str, body: Vec<u8>) -> Answer {
        let cookies: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let cookies = cookies.join("; ");
        let mut headers = vec![("cookie", &*cookies)];
        if !body.is_empty() {
            headers.push(("content-type", "application/x-www-form-urlencoded"));
        }
        let answer = world
            .send(Call {
                method,
                path,
                headers,
                body,
            })
            .await;
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            assert!(
                cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
                "{cookie}"
            );
            let (name, rest) = cookie.split_once('=').unwrap();
            let (value, attributes) = rest.split_once(';').unwrap();
            if attributes.contains("Max-Age=0") {
                self.0.remove(name);
            } else {
                self.0.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// To the provider: where it is sent.
    async fn leaves(&mut self, world: &World, provider: &str, query: &str) -> String {
        let answer = self
            .get(world, &format!("/sign-in/with/{provider}?{query}"))
            .await;
        assert_eq!(answer.status, 303, "{answer:?}");
        answer.header("location").unwrap().to_owned()
    }

    async fn returns(&mut self, world: &World, provider: &str, query: &str) -> Answer {
        self.get(world, &format!("/sign-in/outside/{provider}/callback?{query}"))
            .await
    }

    fn session(&self) -> Option<&String> {
        self.0.get("bezant_session")
    }
}

/// The word on a page that says why not.
fn refusal(answer: &Answer) -> (u16, &str) {
    let text = answer.body.as_str().unwrap_or_else(|| panic!("{answer:?}"));
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'") && answer.header("cache-control") == Some("no-store"));
    let (_, rest) = text.split_once("<code>").unwrap_or_else(|| panic!("{text}"));
    (answer.status.as_u16(), rest.split_once("</code>").unwrap().0)
}

struct Scene {
    world: World,
    fake: FakeProvider,
    other: FakeProvider,
    tenant: Tenant,
}

fn settings(name: &str) -> ProviderSettings {
    ProviderSettings {
        name: ProviderName::new(name).unwrap(),
        kind: ProviderKind::OpenId,
        mapping: BTreeMap::from([(
            OutsideGroup::new("staff").unwrap(),
            BTreeSet::from([RoleName::new("viewer").unwrap()]),
        )]),
        default_roles: BTreeSet::new(),
        just_in_time: true,
        link_by_email: false,
    }
}

impl Scene {
    async fn new() -> Scene {
        let (fake, other) = (FakeProvider::start().await, FakeProvider::start().await);
        let tenant = TenantId::v7(Timestamp::from_microseconds(1_700_000_000_000_000), 7);
        let config = |issuer: &str| -> ProviderConfig {
            serde_json::from_value(json!({
                "kind": "oidc", "tenant": tenant.to_string(), "issuer": issuer, "client_id": CLIENT,
                "client_secret": "a secret", "groups_claim": "groups",
            }))
            .unwrap()
        };
        let names = ["work", "second", "unused"];
        let configs = names.map(|name| name.parse().unwrap()).into_iter().zip([
            config(&fake.issuer),
            config(&other.issuer),
            config(&fake.issuer),
        ]);
        let providers = Providers::new(configs.collect(), &PUBLIC_URL.parse().unwrap()).unwrap();
        let world = World::with_identity(|identity| identity.providers = Arc::new(providers)).await;
        world.create_tenant(tenant, "acme").await;
        let scene = Scene {
            world,
            fake,
            other,
            tenant: Tenant::new(tenant),
        };
        scene.set(settings("work")).await;
        scene.set(settings("second")).await;
        scene
    }

    async fn set(&self, settings: ProviderSettings) {
        let ask = Command::Ask {
            request: Request::SetProvider(settings),
            approval: self.world.edge.new_id(),
            seen_version: None,
        };
        submit(&self.world, "acme", Action::Access(ask)).await;
    }

    fn user(&self, email: &str) -> Option<PrincipalId> {
        let hash = self
            .world
            .edge
            .identity()
            .sealer
            .lookup_hash(self.tenant, Lookup::Email, email);
        let directory = self.world.edge.directory();
        directory.read(|directory| {
            let access = &directory.identity().access;
            access.principal_by_email(self.tenant, &hash).map(|one| one.id)
        })
    }

    fn may(&self, id: PrincipalId, permission: Permission) -> bool {
        let directory = self.world.edge.directory();
        directory.read(|directory| {
            directory
                .identity()
                .access
                .permissions_of(self.tenant, id)
                .contains(permission)
        })
    }

    /// A whole sign-in of this person in a new browser.
    async fn sign_in(&self, person: &Value) -> (Browser, Answer) {
        let mut browser = Browser::default();
        let there = browser.leaves(&self.world, "work", "").await;
        let back = self.fake.signs_in(&there, person);
        let answer = browser.returns(&self.world, "work", &back).await;
        (browser, answer)
    }
}

fn ada() -> Value {
    json!({
        "sub": "ada-42", "email": "ada@example.test", "email_verified": true, "name": "Ada Lovelace",
        "groups": ["staff", "others"],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_gets_an_account_with_the_roles_of_their_groups() {
    let scene = Scene::new().await;
    let mut browser = Browser::default();
    let there = browser
        .leaves(&scene.world, "work", "tenant=acme&return_to=%2Fpayments%3Fa%3D1")
        .await;
    let back = scene.fake.signs_in(&there, &ada());
    let answer = browser.returns(&scene.world, "work", &back).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, Some("/payments?a=1")),
        "{answer:?}"
    );
    assert!(
        browser.session().is_some() && browser.0.len() <= 2,
        "the leaving is forgotten: {:?}",
        browser.0.keys()
    );

    let id = scene.user("ada@example.test").unwrap();
    assert!(scene.may(id, Permission::PaymentsRead));
    let payments = browser.get(&scene.world, "/api/v1/payments").await;
    assert_eq!(payments.status, 200, "{payments:?}");
    let shown = scene
        .world
        .edge
        .directory()
        .read(|directory| format!("{:?}", directory.identity().access.principal(scene.tenant, id)));
    assert!(
        !shown.contains("ada-42") && !shown.contains("Ada") && !shown.contains("example.test"),
        "{shown}"
    );

    // Again: the same account. Out of the group: without its roles at once.
    let gone = json!({ "sub": "ada-42", "email": "ada@new.test", "email_verified": true, "groups": [] });
    let (_, answer) = scene.sign_in(&gone).await;
    assert_eq!(answer.header("location"), Some("/account"));
    assert_eq!(
        (scene.user("ada@new.test"), scene.user("ada@example.test")),
        (Some(id), None)
    );
    assert!(!scene.may(id, Permission::PaymentsRead));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_browser_has_started_no_other_finishes() {
    let scene = Scene::new().await;
    let world = &scene.world;
    let (mut browser, mut attacker) = (Browser::default(), Browser::default());
    let there = browser.leaves(world, "work", "").await;
    let back = scene.fake.signs_in(&there, &ada());

    // Without a cookie, with that of another sign-in, with a forged one.
    let answer = Browser::default().returns(world, "work", &back).await;
    assert_eq!(refusal(&answer), (400, "sso_state_mismatch"));
    attacker.leaves(world, "work", "").await;
    assert_eq!(
        refusal(&attacker.returns(world, "work", &back).await),
        (400, "sso_state_mismatch")
    );
    assert!(attacker.session().is_none());
    let mut forged = Browser(browser.0.clone());
    for value in forged.0.values_mut() {
        value.replace_range(20..21, if &value[20..21] == "A" { "B" } else { "A" });
    }
    assert_eq!(
        refusal(&forged.returns(world, "work", &back).await),
        (400, "sso_state_mismatch")
    );

    // At another provider (mix-up), with another issuer, with a field twice, and refused by the person.
    let stolen = Browser(browser.0.clone());
    assert_eq!(
        refusal(&Browser(stolen.0.clone()).returns(world, "second", &back).await),
        (400, "sso_state_mismatch")
    );
    let issuer = format!("{back}&iss={}", scene.other.issuer);
    assert_eq!(
        refusal(&Browser(stolen.0.clone()).returns(world, "work", &issuer).await),
        (400, "sso_issuer_mismatch")
    );
    let twice = format!("{back}&state=x");
    assert_eq!(
        refusal(&Browser(stolen.0.clone()).returns(world, "work", &twice).await),
        (400, "sso_state_mismatch")
    );

    // Once it is good, and once only, for whoever has kept a copy of everything.
    assert_eq!(browser.returns(world, "work", &back).await.status, 303);
    let replayed = Browser(stolen.0.clone()).returns(world, "work", &back).await;
    assert_eq!(refusal(&replayed), (400, "sso_replayed"));
    let mut browser = Browser::default();
    let there = browser.leaves(world, "work", "").await;
    let state = scene.fake.signs_in(&there, &ada());
    let state = state.split_once("state=").unwrap().1;
    let denied = browser
        .returns(world, "work", &format!("error=access_denied&state={state}"))
        .await;
    assert_eq!(refusal(&denied), (403, "sso_denied_by_provider"));

    // Too late.
    let mut browser = Browser::default();
    let there = browser.leaves(world, "work", "").await;
    let back = scene.fake.signs_in(&there, &ada());
    world.clock.go_ahead(11 * 60_000);
    assert_eq!(
        refusal(&browser.returns(world, "work", &back).await),
        (403, "sso_sign_in_expired")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_not_taken_over_by_its_address() {
    let scene = Scene::new().await;
    let sealer = &scene.world.edge.identity().sealer;
    let boss = scene.world.edge.new_id();
    let new = NewPrincipal {
        email: Some(sealer.lookup_hash(scene.tenant, Lookup::Email, "boss@example.test")),
        ..NewPrincipal::user(boss)
    };
    submit(
        &scene.world,
        "acme",
        Action::Access(Command::CreatePrincipal(new)),
    )
    .await;
    let imposter = json!({ "sub": "x", "email": "boss@example.test", "email_verified": true });
    let (browser, answer) = scene.sign_in(&imposter).await;
    assert_eq!(refusal(&answer), (403, "outside_account_exists"));
    assert!(browser.session().is_none());
    // Neither does it with linking, which is for accounts that a directory has made, or with an address that nobody has checked.
    let linking = ProviderSettings {
        link_by_email: true,
        ..settings("work")
    };
    scene.set(linking).await;
    assert_eq!(
        refusal(&scene.sign_in(&imposter).await.1),
        (403, "outside_account_exists")
    );
    let key = provisioner(&scene.world, "acme").await;
    let user = json!({ "userName": "carol@example.test", "displayName": "Carol" });
    let carol = made(&scene.world, &key, "/Users", user).await;
    let unchecked = json!({ "sub": "y", "email": "carol@example.test", "email_verified": false });
    assert_eq!(
        refusal(&scene.sign_in(&unchecked).await.1),
        (403, "outside_sign_in_refused"),
        "whoever types an address at their provider does not learn whose it is here"
    );
    let checked = json!({ "sub": "y", "email": "carol@example.test", "email_verified": true, "name": "C" });
    assert_eq!(scene.sign_in(&checked).await.1.status, 303);
    assert_eq!(scene.user("carol@example.test").unwrap().to_string(), carol);
    // The directory's word on her stands; and when it says that she has left, she has.
    let read = super::scim::get(&scene.world, &key, &format!("/Users/{carol}")).await;
    assert_eq!(read.text("displayName"), "Carol");
    let leave = json!({ "Operations": [{ "op": "replace", "path": "active", "value": false }] });
    super::scim::scim(
        &scene.world,
        &key,
        Method::PATCH,
        &format!("/Users/{carol}"),
        leave,
    )
    .await;
    assert_eq!(
        refusal(&scene.sign_in(&checked).await.1),
        (403, "principal_not_active")
    );

    // Without accounts on the way, nobody new comes in.
    let closed = ProviderSettings {
        just_in_time: false,
        ..settings("work")
    };
    scene.set(closed).await;
    let stranger = json!({ "sub": "z" });
    assert_eq!(
        refusal(&scene.sign_in(&stranger).await.1),
        (403, "outside_account_unknown")
    );
    let mut pages = Vec::new();
    for email in ["boss@example.test", "nobody@example.test"] {
        let unchecked = json!({ "sub": "w", "email": email, "email_verified": false });
        pages.push(scene.sign_in(&unchecked).await.1.body);
    }
    assert_eq!(pages[0], pages[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_go_to_the_provider_and_come_back_to_this_node_only() {
    let scene = Scene::new().await;
    let world = &scene.world;
    for evil in [
        "https://evil.test/",
        "//evil.test",
        "/%5Cevil.test",
        "/%09/evil.test",
        "javascript:alert(1)",
    ] {
        let mut browser = Browser::default();
        let there = browser.leaves(world, "work", &format!("return_to={evil}")).await;
        let back = scene.fake.signs_in(&there, &ada());
        let answer = browser.returns(world, "work", &back).await;
        assert_eq!(answer.header("location"), Some("/account"), "{evil}");
    }
    // What the tenant does not use, what is another tenant's and what nobody has looks alike.
    for path in [
        "/sign-in/with/unused",
        "/sign-in/with/nobody",
        "/sign-in/with/work?tenant=other",
        "/sign-in/with/%22",
    ] {
        let answer = Browser::default().get(world, path).await;
        assert_eq!(refusal(&answer), (404, "identity_provider_unknown"), "{path}");
    }
    let answer = Browser::default()
        .go(
            world,
            Method::POST,
            "/sign-in/outside/work/callback",
            b"SAMLResponse=x".to_vec(),
        )
        .await;
    assert_eq!(refusal(&answer), (404, "identity_provider_unknown"));
    assert_eq!(
        Browser::default()
            .get(world, "/sign-in/outside/work/metadata")
            .await
            .status,
        404
    );
}
