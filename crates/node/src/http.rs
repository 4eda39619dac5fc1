//! The HTTP side of a node: the edge over its engine and followers, the metrics, and the listeners.

use std::net::SocketAddr;
use std::sync::Arc;

use bezant_delivery::{Delivery, Error as DeliveryError};
use bezant_edge::{
    Deliveries, DeliveriesError, DeliveryRecord, Document, Documents, Edge, EngineLedger, Limits, Metrics,
    Parts,
};
use bezant_engine::{Clock, SystemClock};
use bezant_gateways::ConnectorKind;
use bezant_kernel::{MessageId, PaymentId, Tenant, WebhookEndpointId};
use bezant_transport::Transport;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::Failure;
use crate::admin::AdminListener;
use crate::audit::Audit;
use crate::config::Config;
use crate::faces::Bound;
use crate::listeners::{Prepared, Shown};
use crate::node::Node;
use crate::notices::Notices;
use crate::vault::NodeVault;

/// Bounds of the latency histogram in seconds: from a group commit to the longest wait.
const SECONDS: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
];

/// Begins to count. Once per process.
pub(crate) fn install_metrics() -> Result<PrometheusHandle, Failure> {
    Ok(recorder()?.install_recorder()?)
}

/// Of one node of several in a process, where nothing is counted.
pub(crate) fn own_metrics() -> Result<PrometheusHandle, Failure> {
    Ok(recorder()?.build_recorder().handle())
}

fn recorder() -> Result<PrometheusBuilder, Failure> {
    let buckets = Matcher::Full("http_request_duration_seconds".into());
    Ok(PrometheusBuilder::new().set_buckets_for_metric(buckets, SECONDS)?)
}

/// The edge of a node whose public listener is at `address`.
pub(crate) async fn edge(
    config: &Config,
    node: &Node,
    metrics: PrometheusHandle,
    address: SocketAddr,
    listeners: Vec<Shown>,
) -> Result<Edge, Failure> {
    let (config_of_identity, keys) = (config.clone(), node.keys.clone());
    let identity =
        tokio::task::spawn_blocking(move || crate::identity::parts(&config_of_identity, &keys, address))
            .await??;
    crate::identity::ensure_key(&node.engine, &identity.sealer).await?;
    let parts = Parts {
        engine: node.engine.clone(),
        books: node.books.clone(),
        views: node.views.clone(),
        hooks: Arc::clone(&node.hooks),
        deliveries: Arc::new(Messages(node.delivery.clone())),
        gateway_notices: Arc::new(Notices(Arc::clone(&node.registry))),
        sandboxes: {
            let gateways = node.registry.gateways().into_iter();
            let sandboxes = gateways.filter(|(config, _)| config.connector == ConnectorKind::Sandbox);
            sandboxes.map(|(config, _)| config.name.clone()).collect()
        },
        clock: Arc::new(SystemClock),
        limits: Limits {
            max_body_bytes: config.http.max_body_bytes,
            max_concurrent_requests: config.http.max_concurrent_requests,
            ..Limits::default()
        },
        metrics: gauges(node, metrics, listeners),
        degradation: node.degradation.clone(),
        identity,
        at_gateways: {
            let registry = Arc::clone(&node.registry);
            Arc::new(move || registry.calls_under_way())
        },
        access_log: config.http.access_log.open()?,
        audit: node.auditing(),
        protection: bezant_edge::Protection {
            cors: config.cors.build()?,
            ..config.protection.build(config.http.behind_tls_proxy)?
        },
        default_version: config.http.version()?,
        graphql: config.graphql.build()?,
        vault: node.vault.as_ref().map(NodeVault::vault),
        retention: config.retention.build(&config.audit),
        console: crate::console::FILES,
        sandbox_bank: {
            let registry = Arc::clone(&node.registry);
            Arc::new(move |payment, attempts| registry.authenticated(payment, attempts))
        },
        documents: Arc::new(Handbook),
    };
    Ok(Edge::start(parts).await?)
}

/// The documents that are built into the binary.
struct Handbook;

impl Documents for Handbook {
    fn at(&self, address: &str) -> Option<Document> {
        let (text, kind) = bezant_handbook::served(address)?;
        Some(Document { text, kind })
    }
}

/// What the parts count for themselves is read when somebody asks.
fn gauges(node: &Node, handle: PrometheusHandle, listeners: Vec<Shown>) -> Metrics {
    let (engine, views, delivery) = (node.engine.clone(), node.views.clone(), node.delivery.clone());
    let degradation = node.degradation.clone();
    let auditing = node.auditing();
    let keys = node.keys.clone();
    Arc::new(move || {
        let stats = engine.stats();
        metrics::gauge!("bezant_log_position").set(engine.committed().0 as f64);
        metrics::gauge!("bezant_engine_queue").set(stats.queued as f64);
        metrics::gauge!("bezant_engine_waiting_callers").set(stats.parked as f64);
        metrics::counter!("bezant_engine_batches_total").absolute(stats.batches);
        metrics::counter!("bezant_engine_records_total").absolute(stats.records);
        metrics::counter!("bezant_engine_busy_total").absolute(stats.busy);
        metrics::counter!("bezant_engine_append_microseconds_total").absolute(stats.append_us);
        metrics::gauge!("bezant_storage_full").set(f64::from(u8::from(stats.is_storage_full)));
        metrics::gauge!("bezant_views_position").set(views.position() as f64);
        let stale_by = views.stale_by(SystemClock.now());
        metrics::gauge!("bezant_views_stale_milliseconds").set(stale_by.0 as f64);
        metrics::gauge!("bezant_read_only").set(f64::from(u8::from(degradation.is_read_only())));
        metrics::gauge!("bezant_sheds_load").set(f64::from(u8::from(degradation.sheds_load())));
        let delivered = delivery.stats();
        metrics::gauge!("bezant_delivery_position").set(delivered.position.0 as f64);
        metrics::counter!("bezant_webhook_messages_total").absolute(delivered.messages);
        metrics::counter!("bezant_webhook_attempts_total").absolute(delivered.attempts);
        metrics::counter!("bezant_webhook_delivered_total").absolute(delivered.delivered);
        metrics::counter!("bezant_webhook_failed_total").absolute(delivered.failed);
        if let Some(bytes) = crate::memory::resident_bytes() {
            metrics::gauge!("process_resident_memory_bytes").set(bytes as f64);
        }
        keys.show();
        auditing.iter().for_each(|auditing| Audit::show(auditing));
        listeners.iter().for_each(Shown::show);
        handle.render()
    })
}

/// The listeners at work.
pub(crate) struct Servers {
    edge: Edge,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Servers {
    /// Serves the API and this machine's own commands.
    pub(crate) fn start(
        listeners: Vec<Bound>,
        grpc: Option<(TcpListener, Prepared)>,
        admin: AdminListener,
        node: &Node,
        edge: Edge,
    ) -> Servers {
        let (stop, stopped) = watch::channel(false);
        let until = |mut stopped: watch::Receiver<bool>| async move {
            // An error means that the node is gone, which is a stop too.
            let _ = stopped.wait_for(|&stopped| stopped).await;
        };
        let api = listeners.into_iter().map(|bound| {
            let (edge, until) = (edge.clone(), until(stopped.clone()));
            tokio::spawn(async move {
                let Prepared { transport, following } = bound.prepared;
                bezant_edge::serve_face(edge, bound.face, bound.listener, transport, until).await;
                drop(following);
            })
        });
        let mut tasks: Vec<_> = api.collect();
        let ledger = grpc.map(|(listener, ledger_over)| {
            let (edge, until) = (edge.clone(), until(stopped.clone()));
            let backend = Arc::new(EngineLedger::new(&edge));
            tokio::spawn(async move {
                let Prepared { transport, following } = ledger_over;
                bezant_edge::serve_grpc(edge, backend, listener, transport, until).await;
                drop(following);
            })
        });
        let router = bezant_edge::admin_router(edge.admin_parts())
            .merge(crate::chaos::router(node.chaos.clone()))
            .merge(crate::vault::router(node.vault.as_ref().map(NodeVault::vault)))
            .merge(bezant_edge::degradation_router(
                node.degradation.clone(),
                node.auditing(),
            ));
        tasks.extend(ledger);
        tasks.push(tokio::spawn(bezant_edge::tend(
            edge.clone(),
            until(stopped.clone()),
        )));
        tasks.push(tokio::spawn(async move {
            let transport = Transport::default();
            bezant_transport::serve(admin.listener, router, transport, until(stopped)).await;
        }));
        Servers { edge, stop, tasks }
    }

    /// Takes no more requests and lets those under way end.
    pub(crate) async fn stop(self) {
        self.edge.close();
        self.stop.send_replace(true);
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a listener ended badly");
            }
        }
    }
}

/// Delivery behind the edge's port.
struct Messages(Delivery);

#[async_trait::async_trait]
impl Deliveries for Messages {
    async fn list(
        &self,
        tenant: Tenant,
        endpoint: WebhookEndpointId,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<DeliveryRecord>, DeliveriesError> {
        let messages = self
            .0
            .list(tenant, endpoint, before, limit)
            .await
            .map_err(refused)?;
        Ok(messages.into_iter().map(record).collect())
    }

    async fn list_of_payment(
        &self,
        tenant: Tenant,
        payment: PaymentId,
        after: Option<(MessageId, WebhookEndpointId)>,
        limit: usize,
    ) -> Result<Vec<DeliveryRecord>, DeliveriesError> {
        let messages = self
            .0
            .list_of_payment(tenant, payment, after, limit)
            .await
            .map_err(refused)?;
        Ok(messages.into_iter().map(record).collect())
    }

    async fn replay(
        &self,
        tenant: Tenant,
        endpoint: WebhookEndpointId,
        message: MessageId,
    ) -> Result<(), DeliveriesError> {
        self.0.replay(tenant, endpoint, message).await.map_err(refused)
    }
}

fn record(message: bezant_delivery::Message) -> DeliveryRecord {
    DeliveryRecord {
        id: message.id,
        event: message.event,
        endpoint: message.endpoint,
        payment: message.payment,
        state: message.state.as_str(),
        attempts: message.attempts,
        next_attempt_at: message.next_attempt_at,
        last_status: message.last_status,
        last_error: message.last_error,
        created_at: message.created_at,
        updated_at: message.updated_at,
    }
}

fn refused(error: DeliveryError) -> DeliveriesError {
    match error {
        DeliveryError::MessageUnknown(_) => DeliveriesError::MessageUnknown,
        DeliveryError::EndpointDisabled(_) => DeliveriesError::EndpointDisabled,
        error => {
            tracing::error!(%error, "the webhook messages are not available");
            DeliveriesError::Unavailable
        }
    }
}
