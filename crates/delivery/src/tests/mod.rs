//! Delivery against a receiver on loopback, with a clock that is set by hand and entries made by hand.

mod asking;
mod engine;
mod failures;
mod ordering;
mod receiver;
mod sending;

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use bezant_core::{Directory, Event};
use bezant_engine::{Clock, Correlation, Entry, Environment, SystemClock};
use bezant_kernel::{
    MessageId, Milliseconds, PaymentId, Tenant, TenantId, Timestamp, TraceContext, TraceState,
    WebhookEndpointId,
};
use bezant_log::Position;
use bezant_payments::EventKind;
use bezant_webhooks::{DisableReason, Endpoint, EndpointUrl, EventFilter, SigningScheme, SigningSecret};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::dispatch::{Disable, dispatch};
use crate::follow::Following;
use crate::store::EndpointKey;
use crate::{Delivery, DeliveryState, Error, Message, Options};
use receiver::Receiver;

pub(crate) const MINUTE: Milliseconds = Milliseconds(60_000);
pub(crate) const HOUR: Milliseconds = Milliseconds(60 * MINUTE.0);

/// Long against anything over loopback.
const PATIENCE: Duration = Duration::from_secs(30);

struct ManualClock(Mutex<Timestamp>);

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// Writes down what it is asked, as the engine would.
#[derive(Default)]
struct Asked(Mutex<Vec<(EndpointKey, DisableReason)>>);

impl Disable for Asked {
    fn disable(&self, key: EndpointKey, reason: DisableReason) -> Pin<Box<dyn Future<Output = bool> + Send>> {
        self.0.lock().unwrap().push((key, reason));
        Box::pin(async { true })
    }
}

/// Delivery with a log and an engine played by the test.
pub(crate) struct World {
    folder: TempDir,
    options: Options,
    clock: Arc<ManualClock>,
    directory: Arc<RwLock<Directory>>,
    asked: Arc<Asked>,
    pub(crate) delivery: Delivery,
    following: Following,
    position: Position,
    stop: watch::Sender<bool>,
    sending: JoinHandle<Result<(), Error>>,
}

/// Where all requests are that tests tell of.
pub(crate) fn trace() -> TraceContext {
    let trace = TraceContext::parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").unwrap();
    trace.with_state(TraceState::parse(["shop=1"]))
}

impl World {
    pub(crate) async fn new() -> Self {
        World::with(Options {
            allow_loopback: true,
            ..Options::default()
        })
        .await
    }

    pub(crate) async fn with(options: Options) -> Self {
        bezant_gateways::install_crypto_provider();
        let folder = TempDir::new().unwrap();
        // Receivers compare a message's time with their own.
        let clock = Arc::new(ManualClock(Mutex::new(SystemClock.now())));
        let directory = Arc::new(RwLock::new(Directory::default()));
        let asked = Arc::new(Asked::default());
        let (delivery, following, stop, sending) =
            open(file(&folder), options, &clock, &directory, &asked).await;
        World {
            folder,
            options,
            clock,
            directory,
            asked,
            delivery,
            following,
            position: Position::default(),
            stop,
            sending,
        }
    }

    /// Ends as a killed process does, and starts again.
    pub(crate) async fn crash(&mut self) {
        self.sending.abort();
        let _ = (&mut self.sending).await;
        let file = file(&self.folder);
        (self.delivery, self.following, self.stop, self.sending) =
            open(file, self.options, &self.clock, &self.directory, &self.asked).await;
        // What lies after the cursor would be read again; nothing does here.
        self.position = self.position.max(self.following.cursor());
    }

    /// Ends as asked to.
    pub(crate) async fn shut_down(self) {
        self.stop.send_replace(true);
        self.sending.await.unwrap().unwrap();
        self.delivery.close().await;
    }

    pub(crate) fn advance(&self, span: Milliseconds) {
        let mut now = self.clock.0.lock().unwrap();
        *now = now.after(span);
        drop(now);
        self.delivery.inner.calls.wake();
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn entry(&mut self, tenant: Tenant, events: Vec<Event>) -> Arc<Entry<Event>> {
        self.position = Position(self.position.0 + 1);
        Arc::new(Entry {
            position: self.position,
            committed_at: self.now(),
            tenant,
            correlation: Correlation::new("test").unwrap().within(trace()),
            events,
        })
    }

    pub(crate) async fn commit(&mut self, tenant: Tenant, events: Vec<Event>) {
        let entry = self.entry(tenant, events);
        self.following
            .take_in(&self.delivery, &[entry], self.position)
            .await
            .unwrap();
    }

    pub(crate) async fn webhooks(&mut self, tenant: Tenant, event: bezant_webhooks::Event) {
        self.commit(tenant, vec![Event::Webhooks(event)]).await;
    }

    /// Registers an endpoint for all events of payments.
    pub(crate) async fn register(&mut self, tenant: Tenant, number: u128, url: &str) -> Endpoint {
        let id = WebhookEndpointId::from_u128(number);
        let event = bezant_webhooks::Event::EndpointCreated {
            id,
            url: EndpointUrl::parse(url).unwrap(),
            filters: vec![EventFilter::parse("payment.*").unwrap()],
            description: String::new(),
            secret: SigningSecret::new(SigningScheme::Hmac, &[number as u8; 32]).unwrap(),
        };
        self.webhooks(tenant, event).await;
        let directory = self.directory.read().unwrap();
        directory.webhooks().endpoint(tenant, id).unwrap().clone()
    }

    /// The messages for an endpoint, the oldest first.
    pub(crate) async fn messages(&self, tenant: Tenant, endpoint: &Endpoint) -> Vec<Message> {
        let mut messages = self
            .delivery
            .list(tenant, endpoint.id, None, 1_000)
            .await
            .unwrap();
        messages.reverse();
        messages
    }

    /// Waits until the endpoint's messages are as wanted.
    pub(crate) async fn until(
        &self,
        tenant: Tenant,
        endpoint: &Endpoint,
        wanted: impl Fn(&[Message]) -> bool,
    ) -> Vec<Message> {
        let waiting = async {
            loop {
                let messages = self.messages(tenant, endpoint).await;
                if wanted(&messages) {
                    return messages;
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(messages) => messages,
            Err(_) => panic!("not in time: {:#?}", self.messages(tenant, endpoint).await),
        }
    }

    pub(crate) fn asked(&self) -> Vec<(EndpointKey, DisableReason)> {
        self.asked.0.lock().unwrap().clone()
    }
}

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("delivery.sqlite")
}

async fn open(
    file: PathBuf,
    options: Options,
    clock: &Arc<ManualClock>,
    directory: &Arc<RwLock<Directory>>,
    asked: &Arc<Asked>,
) -> (
    Delivery,
    Following,
    watch::Sender<bool>,
    JoinHandle<Result<(), Error>>,
) {
    let environment = Environment {
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        seed: [5; 32],
    };
    let delivery = Delivery::open_in(&file, options, environment).await.unwrap();
    let following = Following::begin(&delivery, Arc::clone(directory), payload)
        .await
        .unwrap();
    let (stop, stopped) = watch::channel(false);
    let engine = Arc::clone(asked) as Arc<dyn Disable>;
    let sending = tokio::spawn(dispatch(delivery.clone(), Arc::clone(directory), engine, stopped));
    (delivery, following, stop, sending)
}

fn payload(event: &Event) -> Option<Value> {
    match event {
        Event::Payment(event) => Some(json!({ "status": event.name() })),
        _ => None,
    }
}

pub(crate) fn tenant(number: u128) -> Tenant {
    Tenant::new(TenantId::from_u128(number))
}

pub(crate) fn payment(number: u128) -> PaymentId {
    PaymentId::from_u128(number)
}

/// Something that happened to the payment.
pub(crate) fn event(number: u128) -> Event {
    Event::Payment(bezant_payments::Event {
        payment: payment(number),
        kind: EventKind::ProcessingStarted(Box::default()),
    })
}

pub(crate) fn all_in(state: DeliveryState) -> impl Fn(&[Message]) -> bool {
    move |messages| !messages.is_empty() && messages.iter().all(|message| message.state == state)
}

pub(crate) fn ids(messages: &[Message]) -> Vec<MessageId> {
    messages.iter().map(|message| message.id).collect()
}
