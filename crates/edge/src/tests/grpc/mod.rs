//! The ledger over gRPC: real connections on loopback, books that only keep what they are told.

mod api;
mod backend;
mod calls;
mod losses;
mod proxy;
mod speed;
mod streams;

use std::sync::Arc;
use std::time::Duration;

use bezant_client::{AccountId, Client, Currency, Options, RetryPolicy, Transfer, TransferBatch, TransferId};
use bezant_proto::ledger::v1::ledger_client::LedgerClient;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tonic::Request;
use tonic::transport::Channel;

use self::backend::Books;
use super::world::World;
use crate::{LedgerBackend, Limits, serve_grpc};

pub(super) struct Node {
    pub(super) world: World,
    pub(super) books: Arc<Books>,
    pub(super) address: String,
    pub(super) key: String,
    stop: Option<oneshot::Sender<()>>,
    pub(super) serving: JoinHandle<()>,
}

impl Node {
    pub(super) async fn start() -> Node {
        let books = Arc::new(Books::default());
        Node::with(books.clone(), books).await
    }

    async fn with(books: Arc<Books>, backend: Arc<dyn LedgerBackend>) -> Node {
        let world = World::idle(Limits::default()).await;
        let key = world.full_key("shop").await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(serve_grpc(
            world.edge.clone(),
            backend,
            listener,
            bezant_transport::Transport::default(),
            async {
                let _ = stopped.await;
            },
        ));
        Node {
            world,
            books,
            address,
            key,
            stop: Some(stop),
            serving,
        }
    }

    pub(super) fn stop(&mut self) {
        let _ = self.stop.take().expect("it stops once").send(());
    }

    pub(super) async fn client(&self) -> Client {
        self.client_with(options()).await
    }

    pub(super) async fn client_with(&self, options: Options) -> Client {
        Client::connect_with(&self.address, &self.key, options)
            .await
            .unwrap()
    }

    /// The generated client, for what the client crate would not send.
    pub(super) async fn raw(&self) -> LedgerClient<Channel> {
        let endpoint = Channel::from_shared(self.address.clone()).unwrap();
        LedgerClient::new(endpoint.connect().await.unwrap())
    }
}

/// Quick to try again.
pub(super) fn options() -> Options {
    Options {
        retry: RetryPolicy {
            attempts: 50,
            first_wait: Duration::from_millis(1),
            longest_wait: Duration::from_millis(20),
        },
        ..Options::default()
    }
}

pub(super) fn with_key<T>(key: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    let bearer = format!("Bearer {key}").parse().unwrap();
    request.metadata_mut().insert("authorization", bearer);
    request
}

pub(super) fn transfer(id: u128) -> Transfer {
    let (debit, credit) = (AccountId::from_u128(1), AccountId::from_u128(2));
    Transfer::new(TransferId::from_u128(id), debit, credit, 5, Currency::EUR)
}

pub(super) fn batch(ids: impl IntoIterator<Item = u128>) -> TransferBatch {
    let mut batch = TransferBatch::new();
    for id in ids {
        batch.push(&transfer(id)).unwrap();
    }
    batch
}
