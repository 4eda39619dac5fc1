//! What the handlers share.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use bezant_books::Books;
use bezant_core::{Answer, Core, Query};
use bezant_engine::{Clock, Engine};
use bezant_graphql::GraphQl;
use bezant_hooks::Hooks;
use bezant_kernel::{GatewayName, Id, IdKind, Tenant, Timestamp};
use bezant_keyring::Secret;
use bezant_vault::Vault;
use bezant_views::Views;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::access_log::AccessLog;
use crate::audit::Auditing;
use crate::auth::{Signatures, Tokens, Uses};
use crate::checkout::{self, SandboxBank};
use crate::compliance::Compliance;
use crate::degradation::{AtGateways, Degradation, Places, waits_unknown};
use crate::deliveries::Deliveries;
use crate::directory::DirectoryHandle;
use crate::door::Door;
use crate::gateway_notices::GatewayNotices;
use crate::identity::IdentityParts;
use crate::live::Hub;
use crate::oauth::OAuth;
use crate::policy_following::follow_policy;
use crate::problem::{Code, Problem};
use crate::protection::Protection;
use crate::retention::Retention;
use crate::routes::console::PageFile;
use crate::routes::docs::Documents;
use crate::signin::SignIns;
use crate::tenant_rates::TenantRates;
use crate::versions::Version;

/// Statements that are read and searches for matches that run at once: each can take a core for seconds.
const HEAVY_REQUESTS: usize = 8;
/// WebSockets that have not said yet who they are for.
const NAMELESS_SOCKETS: usize = 1_024;

/// Writes the metrics in the text form of Prometheus.
pub type Metrics = Arc<dyn Fn() -> String + Send + Sync>;

/// What an edge stands on.
pub struct Parts {
    /// The running engine.
    pub engine: Engine<Core>,
    /// The reading side of the ledger.
    pub books: Books,
    /// The read models.
    pub views: Views,
    /// Other people's code, asked before a gateway is chosen.
    pub hooks: Arc<Hooks>,
    /// The webhook messages.
    pub deliveries: Arc<dyn Deliveries>,
    /// What gateways say unasked.
    pub gateway_notices: Arc<dyn GatewayNotices>,
    /// The gateways that only pretend: no money moves through them.
    pub sandboxes: BTreeSet<GatewayName>,
    /// The time, for the expiry of keys and for new ids.
    pub clock: Arc<dyn Clock>,
    /// The bounds of requests.
    pub limits: Limits,
    /// For `/metrics`.
    pub metrics: Metrics,
    /// What is given up first in hard times.
    pub degradation: Degradation,
    /// What people are known by.
    pub identity: IdentityParts,
    /// What stands before every handler.
    pub protection: Protection,
    /// How many calls to gateways are under way: those who wait for them take no place.
    pub at_gateways: AtGateways,
    /// Where each request over HTTP is noted, if anywhere.
    pub access_log: Option<AccessLog>,
    /// Where each request is recorded for auditors, if anywhere.
    pub audit: Option<Arc<Auditing>>,
    /// The version of the API that is spoken with callers who name none.
    pub default_version: Version,
    /// Answers GraphQL calls.
    pub graphql: GraphQl,
    /// Where card numbers are; none where the node keeps no cards.
    pub vault: Option<Arc<dyn Vault>>,
    /// How long what is kept.
    pub retention: Retention,
    /// The console's files; none in a build without it.
    pub console: &'static [PageFile],
    /// Where the sandboxes' customers show who they are.
    pub sandbox_bank: SandboxBank,
    /// What people read at `/docs`.
    pub documents: Arc<dyn Documents>,
}

/// The bounds of requests.
#[derive(Copy, Clone, Debug)]
pub struct Limits {
    /// The largest body.
    pub max_body_bytes: usize,
    /// The largest body of a bulk request: what 8,190 transfers take when each is written at length.
    pub max_bulk_body_bytes: usize,
    /// The largest journal to import: what its most rows take when they are written at length.
    pub max_import_body_bytes: usize,
    /// Requests that may be under way at once; more are refused. Most of them wait for a gateway and cost little.
    pub max_concurrent_requests: usize,
    /// Watchers of events that there may be at once; each takes a connection and a few kilobytes.
    pub max_event_streams: usize,
    /// How long a caller may take to send the head of a request.
    pub head_within: Duration,
    /// How long a caller may take to send a body.
    pub body_within: Duration,
    /// How long a caller waits for a payment to settle who does not say so.
    pub default_wait: Duration,
    /// How long a caller may wait at most.
    pub longest_wait: Duration,
    /// How often an event stream shows that it lives, and looks whether its key still does.
    pub heartbeat: Duration,
    /// How long the other side of a connection may take nothing of what is sent to it.
    pub stalled_within: Duration,
    /// How long requests under way may take when the node stops.
    pub stop_within: Duration,
}

impl Limits {
    /// The same for what anybody may send and few may send at once: short forms, which come in one packet.
    pub(crate) fn hurried_body_within(&self) -> Duration {
        self.body_within.min(Duration::from_secs(2))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            max_body_bytes: 64 * 1024,
            max_bulk_body_bytes: 4 * 1024 * 1024,
            max_import_body_bytes: 16 * 1024 * 1024,
            max_concurrent_requests: 8_192,
            max_event_streams: 20_480,
            head_within: Duration::from_secs(10),
            body_within: Duration::from_secs(10),
            default_wait: Duration::from_secs(10),
            longest_wait: Duration::from_secs(30),
            heartbeat: Duration::from_secs(15),
            stalled_within: Duration::from_secs(30),
            stop_within: Duration::from_secs(10),
        }
    }
}

/// The engine stopped while the edge started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the engine has stopped")]
pub struct StartError;

/// The edge of one node. Clones are handles to the same one.
#[derive(Clone)]
pub struct Edge {
    shared: Arc<Shared>,
}

struct Shared {
    parts: Parts,
    directory: DirectoryHandle,
    request_places: Places,
    stream_permits: Arc<Semaphore>,
    hub: Hub,
    socket_door: Door,
    heavy_permits: Arc<Semaphore>,
    closing: watch::Sender<bool>,
    tokens: Tokens,
    signatures: Signatures,
    uses: Uses,
    rates: TenantRates,
    oauth: OAuth,
    sign_ins: SignIns,
    compliance: Compliance,
    /// For seals on payment links.
    link_key: Secret,
    /// The last version of the access policy that was taken over, or failed to be.
    policy_tried: watch::Receiver<u32>,
}

impl Edge {
    pub(crate) fn documents(&self) -> &dyn Documents {
        &*self.shared.parts.documents
    }

    /// Takes the directory from the engine and keeps it current from the log. Needs a tokio runtime.
    pub async fn start(parts: Parts) -> Result<Edge, StartError> {
        let directory = DirectoryHandle::start(&parts.engine)
            .await
            .map_err(|_| StartError)?;
        let authorizer = Arc::clone(&parts.identity.authorizer);
        let policy_tried = follow_policy(directory.clone(), authorizer).await;
        Ok(Edge {
            shared: Arc::new(Shared {
                request_places: Places::new(
                    parts.limits.max_concurrent_requests,
                    parts.degradation.clone(),
                    Arc::clone(&parts.at_gateways),
                ),
                heavy_permits: Arc::new(Semaphore::new(HEAVY_REQUESTS)),
                stream_permits: Arc::new(Semaphore::new(parts.limits.max_event_streams)),
                closing: watch::Sender::new(false),
                tokens: Tokens::default(),
                signatures: Signatures::since(parts.clock.now()),
                uses: Uses::default(),
                rates: TenantRates::default(),
                oauth: OAuth::default(),
                sign_ins: SignIns::default(),
                compliance: Compliance::new(
                    parts
                        .identity
                        .keys
                        .ring()
                        .derive("bezant 2026-11 pseudonyms in metrics"),
                ),
                link_key: parts.identity.keys.ring().derive(checkout::CONTEXT),
                policy_tried,
                socket_door: Door::new(NAMELESS_SOCKETS),
                hub: Hub::start(parts.engine.follow(parts.engine.committed())),
                directory,
                parts,
            }),
        })
    }

    /// Ends the event streams, which would otherwise go on for ever. Other requests are not affected.
    pub fn close(&self) {
        self.shared.closing.send_replace(true);
    }

    /// Counts what auditors watch.
    pub(crate) fn compliance(&self) -> &Compliance {
        &self.shared.compliance
    }

    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.shared.closing.subscribe()
    }

    pub(crate) fn engine(&self) -> &Engine<Core> {
        &self.shared.parts.engine
    }

    pub(crate) fn books(&self) -> &Books {
        &self.shared.parts.books
    }

    pub(crate) fn views(&self) -> &Views {
        &self.shared.parts.views
    }

    pub(crate) fn hooks(&self) -> &Hooks {
        &self.shared.parts.hooks
    }

    pub(crate) fn deliveries(&self) -> &dyn Deliveries {
        &*self.shared.parts.deliveries
    }

    pub(crate) fn graphql(&self) -> &GraphQl {
        &self.shared.parts.graphql
    }

    pub(crate) fn gateway_notices(&self) -> &dyn GatewayNotices {
        &*self.shared.parts.gateway_notices
    }

    pub(crate) fn is_sandbox(&self, gateway: &GatewayName) -> bool {
        self.shared.parts.sandboxes.contains(gateway)
    }

    pub(crate) fn protection(&self) -> &Protection {
        &self.shared.parts.protection
    }

    pub(crate) fn access_log(&self) -> Option<&AccessLog> {
        self.shared.parts.access_log.as_ref()
    }

    pub(crate) fn audit(&self) -> Option<&Arc<Auditing>> {
        self.shared.parts.audit.as_ref()
    }

    pub(crate) fn default_version(&self) -> Version {
        self.shared.parts.default_version
    }

    /// The vault, where the node has one.
    pub(crate) fn vault(&self) -> Result<&dyn Vault, Problem> {
        let vault = self.shared.parts.vault.as_deref();
        vault.ok_or_else(|| Problem::new(Code::VaultUnavailable, "this node keeps no cards"))
    }

    /// How long what is kept.
    pub(crate) fn retention(&self) -> &Retention {
        &self.shared.parts.retention
    }

    /// Where the sandboxes' customers show who they are.
    pub(crate) fn sandbox_bank(&self) -> &SandboxBank {
        &self.shared.parts.sandbox_bank
    }

    /// What payment links are sealed with.
    pub(crate) fn link_key(&self) -> &Secret {
        &self.shared.link_key
    }

    /// The console's files.
    pub(crate) fn console(&self) -> &'static [PageFile] {
        self.shared.parts.console
    }

    pub(crate) fn identity(&self) -> &IdentityParts {
        &self.shared.parts.identity
    }

    pub(crate) fn tokens(&self) -> &Tokens {
        &self.shared.tokens
    }

    pub(crate) fn signatures(&self) -> &Signatures {
        &self.shared.signatures
    }

    pub(crate) fn oauth(&self) -> &OAuth {
        &self.shared.oauth
    }

    pub(crate) fn uses(&self) -> &Uses {
        &self.shared.uses
    }

    pub(crate) fn rates(&self) -> &TenantRates {
        &self.shared.rates
    }

    pub(crate) fn sign_ins(&self) -> &SignIns {
        &self.shared.sign_ins
    }

    pub(crate) fn policy_tried(&self) -> watch::Receiver<u32> {
        self.shared.policy_tried.clone()
    }

    pub(crate) fn directory(&self) -> &DirectoryHandle {
        &self.shared.directory
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.shared.parts.limits
    }

    pub(crate) fn metrics(&self) -> String {
        (self.shared.parts.metrics)()
    }

    pub(crate) fn request_places(&self) -> &Places {
        &self.shared.request_places
    }

    pub(crate) fn degradation(&self) -> &Degradation {
        &self.shared.parts.degradation
    }

    pub(crate) fn stream_permits(&self) -> Arc<Semaphore> {
        Arc::clone(&self.shared.stream_permits)
    }

    /// The places of WebSockets that have not said yet who they are for.
    pub(crate) fn socket_door(&self) -> &Door {
        &self.shared.socket_door
    }

    /// Waits until nobody watches any more.
    pub(crate) async fn watchers_gone(&self) {
        let all = u32::try_from(self.limits().max_event_streams).unwrap_or(u32::MAX);
        // Only this waits for so many; where the places are closed there is nobody either.
        let _ = self.shared.stream_permits.acquire_many(all).await;
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.shared.hub
    }

    /// Leave to do something that takes its time.
    pub(crate) fn heavy_permit(&self) -> Result<OwnedSemaphorePermit, Problem> {
        waits_unknown();
        let permits = Arc::clone(&self.shared.heavy_permits);
        permits.try_acquire_owned().map_err(|_| Problem::overloaded())
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.shared.parts.clock.now()
    }

    /// A fresh id for something that a caller asks for.
    pub(crate) fn new_id<K: IdKind>(&self) -> Id<K> {
        Id::v7(self.now(), rand::random())
    }

    /// Asks the committed state.
    pub(crate) async fn query(&self, tenant: Tenant, query: Query) -> Result<Answer, Problem> {
        self.engine().query(tenant, query).await.map_err(Problem::from)
    }
}
