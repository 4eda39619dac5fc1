//! A node in a test: engine, gateways, views and edge, and a way to call it.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use bezant_books::{Books, JournalOptions, open_journal};
use bezant_core::{Command, Core, system_tenant};
use bezant_credentials::breached::BreachedPasswords;
use bezant_credentials::passkey::{PasskeyConfig, Passkeys};
use bezant_credentials::password::{Cost, Hasher, HasherConfig, PasswordPolicy};
use bezant_credentials::seal::Sealer;
use bezant_engine::{
    Cold, Correlation, Engine, Environment, MemoryCold, Options, Storage, SystemClock, Wait,
};
use bezant_gateways::{ConnectorKind, GatewayConfig, Registry};
use bezant_graphql::GraphQl;
use bezant_kernel::Tenant;
use bezant_keyring::{KeyFolder, Rotation};
use bezant_log::Log;
use bezant_log::disk::SimulatedDisk;
use bezant_log::embedded::{EmbeddedLog, FileSnapshots, Options as LogOptions};
use bezant_policy::{Authorizer, FileDecisionLog, Policy, Sampling};
use bezant_routing::GatewayProfile;
use bezant_transport::PeerCertificate;
use bezant_views::Views;
use bytes::Bytes;
use serde_json::{Value, json};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use tower::ServiceExt;

use super::ahead_clock::AheadClock;
use super::audit::auditing;
use super::lines::Lines;
use super::shelf::Shelf;
use crate::auth::Peer;
use crate::{
    AccessLog, Degradation, DegradationPolicy, Edge, GatewayNotice, GatewayNotices, GatewayNoticesError,
    IdentityParts, Letter, Limits, MailError, Mailer, NoticeRequest, Parts, Protection, admin_router,
    degradation_router, router,
};

pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// No gateway says anything.
struct NoNotices;

#[async_trait]
impl GatewayNotices for NoNotices {
    async fn receive(&self, _: NoticeRequest<'_>) -> Result<Vec<GatewayNotice>, GatewayNoticesError> {
        Err(GatewayNoticesError::UnknownGateway)
    }
}

/// Letters that were sent.
#[derive(Default)]
pub(super) struct Letters {
    pub(super) sent: Mutex<Vec<Letter>>,
}

#[async_trait]
impl Mailer for Letters {
    async fn send(&self, letter: Letter) -> Result<(), MailError> {
        self.sent.lock().unwrap().push(letter);
        Ok(())
    }
}

/// Where the world is reached, so it says.
pub(super) const PUBLIC_URL: &str = "http://localhost:8640";

fn identity_parts(folder: &Path, mailer: Arc<Letters>) -> IdentityParts {
    let public_url: url::Url = PUBLIC_URL.parse().unwrap();
    let hasher = HasherConfig {
        // As little as argon2 can do: tests hash often and protect nothing.
        cost: Cost {
            memory_kib: 8,
            passes: 1,
            lanes: 1,
        },
        ..HasherConfig::default()
    };
    let localhost = PasskeyConfig {
        domain: "localhost".to_owned(),
        name: "Bezant".to_owned(),
        origins: vec!["http://localhost:*".to_owned()],
    };
    let keys = KeyFolder::new(folder.join("keys"));
    let ring = Arc::new(keys.local_ring().unwrap());
    let rotation = Arc::new(Rotation::new(Arc::clone(&ring)));
    let subjects = rotation.open_file("subjects", &keys.subjects_path()).unwrap();
    IdentityParts {
        region: None,
        behind_tls_proxy: false,
        sealer: Arc::new(Sealer::new(&ring, subjects)),
        keys: rotation,
        hasher: Hasher::start(hasher).unwrap(),
        password_policy: Arc::new(PasswordPolicy::new(BreachedPasswords::common())),
        passkeys: Arc::new(Passkeys::new(&localhost).unwrap()),
        public_url,
        providers: Arc::default(),
        mailer,
        authorizer: Arc::new(Authorizer::new(Policy::built_in())),
        decisions: Arc::new(FileDecisionLog::open(&folder.join("decisions"), Sampling::default()).unwrap()),
        decisions_dir: Some(folder.join("decisions")),
    }
}

pub(super) struct World {
    pub(super) engine: Engine<Core>,
    pub(super) edge: Edge,
    pub(super) clock: Arc<AheadClock>,
    pub(super) shelf: Arc<Shelf>,
    pub(super) letters: Arc<Letters>,
    /// The access log.
    pub(super) lines: Lines,
    pub(super) views: Views,
    pub(super) degradation: Degradation,
    registry: Arc<Registry>,
    router: Router,
    admin: Router,
    folder: tempfile::TempDir,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Status and code of a problem.
    pub(super) fn problem(&self) -> (u16, &str) {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{self:?}"
        );
        assert_eq!(self.body["status"], self.status.as_u16());
        let code = self.body["code"].as_str().unwrap();
        assert_eq!(self.body["type"], format!("/docs/errors/{code}"));
        (self.status.as_u16(), code)
    }

    /// Paths and codes of the mistakes in a problem.
    pub(super) fn mistakes(&self) -> Vec<(&str, &str)> {
        let all = self.body["errors"].as_array();
        all.into_iter()
            .flatten()
            .map(|one| (one["path"].as_str().unwrap(), one["code"].as_str().unwrap()))
            .collect()
    }

    pub(super) fn text(&self, field: &str) -> &str {
        self.body[field]
            .as_str()
            .unwrap_or_else(|| panic!("no {field} in {self:?}"))
    }
}

/// A request to be sent.
pub(super) struct Call<'a> {
    pub(super) method: Method,
    pub(super) path: &'a str,
    pub(super) headers: Vec<(&'a str, &'a str)>,
    pub(super) body: Vec<u8>,
}

impl World {
    /// With gateways at work.
    pub(super) async fn new() -> World {
        let world = World::idle(Limits::default()).await;
        world.let_gateways_work();
        world
    }

    /// Gateways are declared, but nobody calls them: payments stay PROCESSING.
    pub(super) async fn idle(limits: Limits) -> World {
        World::under(limits, DegradationPolicy::default()).await
    }

    pub(super) async fn under(limits: Limits, policy: DegradationPolicy) -> World {
        World::made(limits, policy, None, |_| {}).await
    }

    /// With another identity than the usual one.
    pub(super) async fn with_identity(change: impl FnOnce(&mut IdentityParts)) -> World {
        let change = |parts: &mut Parts| change(&mut parts.identity);
        World::made(Limits::default(), DegradationPolicy::default(), None, change).await
    }

    /// Behind what an operator has set up.
    pub(super) async fn behind(protection: Protection) -> World {
        let change = |parts: &mut Parts| parts.protection = protection;
        World::made(Limits::default(), DegradationPolicy::default(), None, change).await
    }

    /// Where the machine's time goes ahead with the test's.
    pub(super) async fn with_one_clock() -> World {
        World::on(Arc::default(), |_| {}).await
    }

    /// The same with this clock, and what else a test needs.
    pub(super) async fn on(clock: Arc<AheadClock>, change: impl FnOnce(&mut Parts)) -> World {
        World::made(
            Limits::default(),
            DegradationPolicy::default(),
            Some(clock),
            change,
        )
        .await
    }

    async fn made(
        limits: Limits,
        policy: DegradationPolicy,
        one_clock: Option<Arc<AheadClock>>,
        change: impl FnOnce(&mut Parts),
    ) -> World {
        let options = LogOptions {
            segment_bytes: 32 << 20,
            ..LogOptions::default()
        };
        let disk = Arc::new(SimulatedDisk::new(5));
        let folder = tempfile::tempdir().unwrap();
        let log = EmbeddedLog::open(disk.clone(), options).unwrap();
        let cold: Arc<dyn Cold> = Arc::new(MemoryCold::new());
        let journal = folder.path().join("journal");
        let archive = open_journal::<Core>(journal, JournalOptions::default(), log.reader()).unwrap();
        let books = Books::new(archive.clone(), log.reader(), cold.clone());
        let storage = Storage {
            snapshots: Arc::new(FileSnapshots::open(disk).unwrap()),
            log: Box::new(log),
            cold,
            archive,
        };
        let environment = Environment {
            clock: match &one_clock {
                Some(clock) => clock.clone(),
                None => Arc::new(SystemClock),
            },
            seed: [7; 32],
        };
        let engine = Engine::start(
            Core::new(),
            storage,
            environment,
            Options::default(),
            &mut |_| {},
            |fatal| panic!("{fatal}"),
        )
        .unwrap();
        let names = ["north", "south"];
        let configs: Vec<_> = names
            .iter()
            .map(|name| GatewayConfig::new(name.parse().unwrap(), ConnectorKind::Sandbox))
            .collect();
        let profiles = names
            .iter()
            .map(|name| GatewayProfile::unrestricted(name.parse().unwrap()))
            .collect();
        let request = bezant_engine::Request {
            tenant: system_tenant(),
            correlation: Correlation::new("test").unwrap(),
            idempotency: None,
            command: Command::Routing(bezant_routing::Command::DeclareGateways { profiles }),
        };
        engine.submit(request, Wait::Committed).await.unwrap();

        let views = Views::open(&folder.path().join("views.sqlite")).await.unwrap();
        let follower = engine.follow(bezant_log::Position(views.position()));
        tokio::spawn(bezant_views::run(views.clone(), follower, std::future::pending()));
        let shelf = Arc::new(Shelf::default());
        let degradation = Degradation::new(policy);
        let letters = Arc::new(Letters::default());
        let lines = Lines::default();
        let clock = one_clock.unwrap_or_default();
        let mut parts = Parts {
            engine: engine.clone(),
            books,
            views: views.clone(),
            hooks: Arc::default(),
            deliveries: shelf.clone(),
            gateway_notices: Arc::new(NoNotices),
            sandboxes: std::collections::BTreeSet::new(),
            clock: clock.clone(),
            limits,
            metrics: Arc::new(|| "up 1\n".to_owned()),
            degradation: degradation.clone(),
            identity: identity_parts(folder.path(), letters.clone()),
            protection: Protection::default(),
            at_gateways: Arc::new(|| 0),
            access_log: Some(AccessLog::start(lines.clone()).unwrap()),
            audit: Some(auditing(&folder.path().join("audit"))),
            default_version: crate::Version::NEWEST,
            graphql: GraphQl::new(bezant_graphql::Settings::default()).unwrap(),
            vault: None,
            retention: crate::Retention::default(),
            console: &[],
            sandbox_bank: Arc::new(|_, _| {}),
            documents: Arc::new(super::documents::Handbook),
        };
        change(&mut parts);
        let edge = Edge::start(parts).await.unwrap();
        World {
            router: router(edge.clone()),
            admin: admin_router(edge.admin_parts())
                .merge(degradation_router(degradation.clone(), edge.audit().cloned())),
            degradation,
            registry: Arc::new(Registry::from_config(&configs).unwrap()),
            engine,
            edge,
            clock,
            shelf,
            letters,
            lines,
            views,
            folder,
        }
    }

    /// Keeps the views from being written, for as long as what is given back lives.
    pub(super) async fn lock_views(&self) -> impl Sized {
        let file = self.folder.path().join("views.sqlite");
        let mut connection = SqliteConnectOptions::new()
            .filename(file)
            .connect()
            .await
            .unwrap();
        sqlx::raw_sql("BEGIN IMMEDIATE")
            .execute(&mut connection)
            .await
            .unwrap();
        connection
    }

    pub(super) fn let_gateways_work(&self) {
        let (engine, registry) = (self.engine.clone(), self.registry.clone());
        tokio::spawn(bezant_orchestrator::run(
            engine,
            registry,
            Arc::default(),
            None,
            std::future::pending(),
        ));
    }

    /// A new tenant's key with these scopes.
    pub(super) async fn key(&self, tenant: &str, scopes: &[&str]) -> String {
        let made = self.admin("/admin/v1/tenants", json!({ "name": tenant })).await;
        assert!(made.status == StatusCode::CREATED || made.problem() == (409, "tenant_name_taken"));
        let body = json!({ "tenant": tenant, "name": "test", "scopes": scopes });
        let key = self.admin("/admin/v1/keys", body).await;
        assert_eq!(key.status, StatusCode::CREATED, "{key:?}");
        let secret = key.text("secret").to_owned();
        // The first use of a key is noted in the log; tests that watch the log do not want to see that.
        self.get(&secret, "/api/v1/gateways").await;
        let id = key.text("id").parse().unwrap();
        until(|| {
            self.edge.directory().read(|directory| {
                let key = directory.identity().tenancy.key(id);
                key.is_some_and(|key| key.last_used_at.is_some())
            })
        })
        .await;
        secret
    }

    /// A new tenant's key that may do all.
    pub(super) async fn full_key(&self, tenant: &str) -> String {
        self.key(tenant, &["read", "write"]).await
    }

    pub(super) async fn admin(&self, path: &str, body: Value) -> Answer {
        let request = Request::post(path).body(Body::from(body.to_string())).unwrap();
        answer(self.admin.clone(), request).await
    }

    pub(super) async fn admin_get(&self, path: &str) -> Answer {
        answer(
            self.admin.clone(),
            Request::get(path).body(Body::empty()).unwrap(),
        )
        .await
    }

    pub(super) async fn send(&self, call: Call<'_>) -> Answer {
        let mut request = Request::builder().method(call.method).uri(call.path);
        for (name, value) in call.headers {
            request = request.header(name, value);
        }
        answer(self.router.clone(), request.body(Body::from(call.body)).unwrap()).await
    }

    /// The same over a connection that has shown this certificate.
    pub(super) async fn send_with(&self, certificate: &PeerCertificate, call: Call<'_>) -> Answer {
        let mut request = Request::builder().method(call.method).uri(call.path);
        for (name, value) in call.headers {
            request = request.header(name, value);
        }
        let mut request = request.body(Body::from(call.body)).unwrap();
        request.extensions_mut().insert(Peer {
            address: [192, 0, 2, 7].into(),
            encrypted: true,
            certificate: Some(certificate.clone()),
        });
        answer(self.router.clone(), request).await
    }

    /// The same for an answer that is not JSON.
    pub(super) async fn send_raw(&self, call: Call<'_>) -> (StatusCode, HeaderMap, Bytes) {
        let mut request = Request::builder().method(call.method).uri(call.path);
        for (name, value) in call.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(call.body)).unwrap();
        let response = tokio::time::timeout(PATIENCE, self.router.clone().oneshot(request)).await;
        let (head, body) = response.expect("an answer comes in time").unwrap().into_parts();
        (
            head.status,
            head.headers,
            to_bytes(body, usize::MAX).await.unwrap(),
        )
    }

    pub(super) async fn get(&self, key: &str, path: &str) -> Answer {
        let bearer = format!("Bearer {key}");
        self.send(Call {
            method: Method::GET,
            path,
            headers: vec![("authorization", &bearer)],
            body: Vec::new(),
        })
        .await
    }

    pub(super) async fn post(&self, key: &str, path: &str, body: Value) -> Answer {
        self.post_with(key, path, &[], body.to_string().as_bytes()).await
    }

    pub(super) async fn post_with(
        &self,
        key: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let bearer = format!("Bearer {key}");
        let mut all = vec![("authorization", &*bearer), ("content-type", "application/json")];
        all.extend(headers);
        self.send(Call {
            method: Method::POST,
            path,
            headers: all,
            body: body.to_vec(),
        })
        .await
    }

    /// A tenant with an id that the test has chosen.
    pub(super) async fn create_tenant(&self, id: bezant_kernel::TenantId, name: &str) {
        let create = bezant_identity::tenancy::Command::CreateTenant {
            id,
            name: name.to_owned(),
            settings: Box::default(),
        };
        let command = bezant_identity::Command {
            by: bezant_identity::Authority::Node,
            action: bezant_identity::Action::Tenancy(create),
        };
        let request = bezant_engine::Request {
            tenant: system_tenant(),
            correlation: Correlation::new("test").unwrap(),
            idempotency: None,
            command: Command::Identity(command),
        };
        self.engine.submit(request, Wait::Committed).await.unwrap();
        self.edge.directory().catch_up(self.engine.committed()).await;
    }

    /// The tenant with this name.
    pub(super) fn edge_tenant(&self, name: &str) -> Tenant {
        let directory = self.edge.directory();
        Tenant::new(directory.read(|directory| directory.identity().tenancy.tenant_named(name).unwrap().id))
    }

    /// Gives a command of the tenant with this name, where no route of the test's gives it; the directory knows of it then.
    pub(super) async fn submit(&self, tenant: &str, command: Command) {
        let directory = self.edge.directory();
        directory.catch_up(self.engine.committed()).await;
        let request = bezant_engine::Request {
            tenant: self.edge_tenant(tenant),
            correlation: Correlation::new("test").unwrap(),
            idempotency: None,
            command,
        };
        self.engine.submit(request, Wait::Committed).await.unwrap();
        directory.catch_up(self.engine.committed()).await;
    }

    /// The same, for what may have no end: the body is not read beyond its beginning.
    pub(super) async fn send_bounded(&self, call: Call<'_>) -> Answer {
        self.send(call).await
    }

    /// Waits until the views have everything that is committed now.
    pub(super) async fn views_caught_up(&self) {
        let head = self.engine.committed().0;
        until(|| self.views.position() >= head).await;
    }
}

/// Waits until something is so; what waits for it goes on meanwhile.
pub(super) async fn until(mut is_so: impl FnMut() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting)
        .await
        .expect("it becomes so in time");
}

pub(super) async fn answer(router: Router, request: Request<Body>) -> Answer {
    let response = tokio::time::timeout(PATIENCE, router.oneshot(request))
        .await
        .expect("an answer comes in time")
        .unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned())),
    }
}

pub(super) fn order(minor: i64, token: &str) -> Value {
    json!({
        "amount": minor, "currency": "EUR",
        "payment_method": { "type": "card", "token": token },
    })
}
