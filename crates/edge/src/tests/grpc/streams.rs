//! Streams of batches: pipelined, in order, bounded, and ended for a reason.

use bezant_client::ClientError;
use bezant_proto::ledger::v1;
use futures::StreamExt;
use tonic::Code;
use tonic_types::StatusExt;

use super::backend::POISON;
use super::{Node, batch, transfer, with_key};
use crate::tests::world::until;

fn message(sequence: u64, ids: impl IntoIterator<Item = u128>) -> v1::TransferBatch {
    let records: Vec<u8> = ids
        .into_iter()
        .flat_map(|id| {
            bezant_proto::PackedTransfer {
                id,
                debit: 1,
                credit: 2,
                amount: 5,
                currency: 978,
                kind: 1,
                ..bezant_proto::PackedTransfer::default()
            }
            .to_bytes()
        })
        .collect();
    v1::TransferBatch {
        records: records.into(),
        sequence,
        ..v1::TransferBatch::default()
    }
}

#[tokio::test]
async fn batches_are_handed_in_ahead_and_answered_in_order() {
    let node = Node::start().await;
    node.books.shut_gate();
    let mut stream = node.client().await.stream();
    for sequence in 0..4u128 {
        let answered = stream
            .send(batch(sequence * 10 + 1..=sequence * 10 + 3))
            .await
            .unwrap();
        assert!(answered.is_none());
    }
    // All four are at work before the first is answered.
    until(|| node.books.at_work() == 4).await;
    node.books.open_gate();
    let fifth = stream.send(batch([41])).await.unwrap();
    assert_eq!(fifth.unwrap().sequence(), 0);
    let rest = stream.finish().await.unwrap();
    let sequences: Vec<_> = rest
        .iter()
        .map(|outcome| (outcome.sequence(), outcome.items()))
        .collect();
    assert_eq!(sequences, [(1, 3), (2, 3), (3, 3), (4, 1)]);
    assert!(rest.iter().all(|outcome| outcome.is_complete()));
    let expected: Vec<u128> = (0..4).flat_map(|n| n * 10 + 1..=n * 10 + 3).chain([41]).collect();
    assert_eq!(node.books.order(), expected);
}

#[tokio::test]
async fn one_connection_has_its_share_of_room_and_no_more() {
    let node = Node::start().await;
    node.books.shut_gate();
    let mut raw = node.raw().await;
    let full = |sequence: u64| message(sequence, (1..=8_190).map(|id| id + (u128::from(sequence) << 20)));
    let messages = futures::stream::iter((0..40).map(full));
    let answers = tokio::spawn({
        let request = with_key(&node.key, messages);
        async move {
            let stream = raw.stream_transfers(request).await.unwrap().into_inner();
            stream
                .map(|answer| answer.unwrap().sequence)
                .collect::<Vec<_>>()
                .await
        }
    });
    // Sixteen batches of just under a MiB fit into 16 MiB.
    until(|| node.books.at_work() == 16).await;
    node.books.open_gate();
    assert_eq!(answers.await.unwrap(), (0..40).collect::<Vec<_>>());
    assert_eq!(node.books.most_at_work(), 16);
    assert_eq!(node.books.order().len(), 40 * 8_190);
}

#[tokio::test]
async fn a_refused_batch_ends_the_stream_behind_the_answers_before_it() {
    let node = Node::start().await;
    let mut raw = node.raw().await;
    let mut odd = message(1, [3]);
    odd.records.truncate(100);
    let messages = [message(7, [1, 2]), odd, message(2, [4])];
    let request = with_key(&node.key, futures::stream::iter(messages));
    let mut answers = raw.stream_transfers(request).await.unwrap().into_inner();
    assert_eq!(answers.message().await.unwrap().unwrap().sequence, 7);
    let refused = answers.message().await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert_eq!(
        refused.get_error_details().error_info().unwrap().reason,
        "request_invalid"
    );
    assert_eq!(node.books.order(), [1, 2]);

    // The same where the books refuse.
    let mut stream = node.client().await.stream();
    let mut poisoned = batch([11]);
    poisoned.push(&transfer(12).code(POISON)).unwrap();
    stream.send(batch([10])).await.unwrap();
    stream.send(poisoned).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().sequence(), 0);
    let refused = stream.next().await.unwrap_err();
    assert!(
        matches!(&refused, ClientError::Refused { code, .. } if code == "storage_full"),
        "{refused:?}"
    );
    assert_eq!(stream.in_flight(), 1);
}

#[tokio::test]
async fn a_cancelled_stream_leaves_nothing_behind() {
    let node = Node::start().await;
    node.books.shut_gate();
    let client = node.client().await;
    for round in 0..3 {
        let mut stream = client.stream();
        for nth in 0..4 {
            stream.send(batch([round * 10 + nth + 1])).await.unwrap();
        }
        until(|| node.books.at_work() == 4).await;
        drop(stream);
        until(|| node.books.at_work() == 0).await;
    }
    node.books.open_gate();
    assert!(client.create(batch([100])).await.unwrap().is_complete());
}

#[tokio::test]
async fn a_stream_ends_with_its_deadline_and_with_its_key() {
    let node = Node::start().await;
    let mut raw = node.raw().await;
    let endless = || futures::stream::iter([message(0, [1])]).chain(futures::stream::pending());
    let mut request = with_key(&node.key, endless());
    request
        .metadata_mut()
        .insert("grpc-timeout", "200m".parse().unwrap());
    let ended = match raw.stream_transfers(request).await {
        Ok(response) => {
            let mut answers = response.into_inner();
            answers.message().await.unwrap();
            answers.message().await.unwrap_err()
        }
        Err(status) => status,
    };
    assert_eq!(ended.code(), Code::DeadlineExceeded, "{ended:?}");

    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let messages = futures::stream::poll_fn(move |context| receiver.poll_recv(context));
    let request = with_key(&node.key, messages);
    let mut answers = raw.stream_transfers(request).await.unwrap().into_inner();
    sender.send(message(0, [2])).unwrap();
    assert!(answers.message().await.unwrap().is_some());
    let keys = node.world.admin_get("/admin/v1/keys").await;
    let id = keys.body["data"][0]["id"].as_str().unwrap();
    let path = format!("/admin/v1/keys/{id}/revoke");
    node.world.admin(&path, serde_json::json!({})).await;
    let head = node.world.engine.committed();
    node.world.edge.directory().catch_up(head).await;
    sender.send(message(1, [3])).unwrap();
    let ended = answers.message().await.unwrap_err();
    assert_eq!(ended.code(), Code::Unauthenticated, "{ended:?}");
    assert_eq!(node.books.order(), [1, 2]);
}

#[tokio::test]
async fn a_node_that_stops_answers_what_it_has_and_ends_the_streams() {
    let mut node = Node::start().await;
    let mut raw = node.raw().await;
    node.books.shut_gate();
    let endless = futures::stream::iter([message(4, [1])]).chain(futures::stream::pending());
    let request = with_key(&node.key, endless);
    let mut answers = raw.stream_transfers(request).await.unwrap().into_inner();
    until(|| node.books.at_work() == 1).await;
    node.stop();
    node.books.open_gate();
    assert_eq!(answers.message().await.unwrap().unwrap().sequence, 4);
    let ended = answers.message().await.unwrap_err();
    assert_eq!(ended.code(), Code::Unavailable, "{ended:?}");
    drop((answers, raw));
    node.serving.await.unwrap();
}
