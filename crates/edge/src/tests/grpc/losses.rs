//! Lost connections: the client sends again what has no answer, and nothing is done twice.

use bezant_client::{AccountId, Client, ClientError, HistoryFilter, Options, RetryPolicy};

use super::proxy::Proxy;
use super::{Node, batch, options};
use crate::tests::world::until;

async fn cut_off() -> (Node, Proxy, Client) {
    let node = Node::start().await;
    let proxy = Proxy::to(&node.address).await;
    let client = Client::connect_with(&proxy.address, &node.key, options())
        .await
        .unwrap();
    (node, proxy, client)
}

#[tokio::test]
async fn a_call_that_is_cut_is_made_again() {
    let (node, proxy, client) = cut_off().await;
    node.books.shut_gate();
    let call = tokio::spawn({
        let client = client.clone();
        async move { client.create(batch(1..=3)).await }
    });
    until(|| node.books.at_work() == 1).await;
    proxy.cut();
    node.books.open_gate();
    let outcome = call.await.unwrap().unwrap();
    assert!(outcome.is_complete());
    assert_eq!(outcome.existed().collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(node.books.order(), [1, 2, 3]);
}

#[tokio::test]
async fn a_stream_goes_on_over_cut_connections_without_a_gap_or_a_double() {
    let (node, proxy, client) = cut_off().await;
    let mut stream = client.stream();
    let mut answered = Vec::new();
    for sequence in 0..60u128 {
        if let Some(outcome) = stream
            .send(batch(sequence * 10 + 1..=sequence * 10 + 3))
            .await
            .unwrap()
        {
            answered.push(outcome);
        }
        if sequence % 7 == 3 {
            proxy.cut();
        }
    }
    answered.extend(stream.finish().await.unwrap());
    let sequences: Vec<_> = answered.iter().map(|outcome| outcome.sequence()).collect();
    assert_eq!(sequences, (0..60).collect::<Vec<_>>());
    assert!(answered.iter().all(|outcome| outcome.is_complete()));
    let expected: Vec<u128> = (0..60).flat_map(|n| n * 10 + 1..=n * 10 + 3).collect();
    assert_eq!(node.books.order(), expected);
}

#[tokio::test]
async fn a_history_goes_on_where_it_was() {
    let (_node, proxy, client) = cut_off().await;
    client.create(batch(1..=20)).await.unwrap();
    let mut history = client.history(AccountId::from_u128(2), &HistoryFilter::default());
    let mut ids = Vec::new();
    while let Some(transfer) = history.next().await.unwrap() {
        ids.push(transfer.id().as_u128());
        if ids.len() % 6 == 0 {
            proxy.cut();
        }
    }
    assert_eq!(ids, (1..=20).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_server_that_stays_away_is_unavailable_after_so_many_attempts() {
    let mut node = Node::start().await;
    let few = Options {
        retry: RetryPolicy {
            attempts: 3,
            ..options().retry
        },
        ..options()
    };
    let client = node.client_with(few).await;
    let mut stream = client.stream();
    stream.send(batch([1])).await.unwrap();
    assert!(stream.next().await.unwrap().is_some());
    node.stop();
    node.serving.await.unwrap();
    let gone = client.create(batch([2])).await.unwrap_err();
    assert!(
        matches!(gone, ClientError::Unavailable { attempts: 3, .. }),
        "{gone:?}"
    );
    let sent = stream.send(batch([2])).await;
    let gone = match sent {
        Err(error) => error,
        Ok(_) => stream.next().await.unwrap_err(),
    };
    assert!(
        matches!(gone, ClientError::Unavailable { attempts: 3, .. }),
        "{gone:?}"
    );
}
