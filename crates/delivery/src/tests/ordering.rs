//! At least once, in order per payment, and no endpoint in the way of another.

use std::collections::BTreeMap;

use super::*;

#[tokio::test]
async fn killed_between_sending_and_writing_it_down_it_sends_the_same_message_again() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    let endpoint = world.register(tenant(1), 1, &receiver.url("/")).await;
    receiver.hold("/");
    world.commit(tenant(1), vec![event(1), event(1)]).await;
    let first = receiver.wait_for(1).await.remove(0);
    world.crash().await;
    receiver.let_go();
    let messages = world
        .until(tenant(1), &endpoint, all_in(DeliveryState::Delivered))
        .await;
    let received = receiver.received();
    let sent: Vec<_> = received.iter().map(receiver::Received::id).collect();
    assert_eq!(sent, [messages[0].id, messages[0].id, messages[1].id]);
    assert_eq!(received[1].body, first.body);
    world.shut_down().await;
}

#[tokio::test]
async fn an_entry_that_is_read_again_makes_no_second_message() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    let endpoint = world.register(tenant(1), 1, &receiver.url("/")).await;
    let entry = world.entry(tenant(1), vec![event(1)]);
    let position = world.position;
    for _ in 0..2 {
        let entries = [Arc::clone(&entry)];
        world
            .following
            .take_in(&world.delivery, &entries, position)
            .await
            .unwrap();
    }
    world
        .until(tenant(1), &endpoint, all_in(DeliveryState::Delivered))
        .await;
    assert_eq!(receiver.received().len(), 1);
    assert_eq!(world.messages(tenant(1), &endpoint).await.len(), 1);
    world.shut_down().await;
}

/// Failures and crashes at many moments: each payment's messages all arrive, none before the one ahead of it was
/// accepted.
#[tokio::test]
async fn every_message_arrives_in_the_order_of_its_payment() {
    for seed in 0..3u128 {
        let receiver = Receiver::start().await;
        receiver.rule(move |received, before| {
            let chance = (received.id().as_u128() % 1_000_003 + seed * 31 + before as u128 * 17) % 10;
            if chance < 4 && before < 6 { 500 } else { 200 }
        });
        let mut world = World::new().await;
        let endpoint = world.register(tenant(1), 1, &receiver.url("/")).await;
        for round in 0..12 {
            let events = (1..=6).map(|number| event(number + round % 2)).collect();
            world.commit(tenant(1), events).await;
            if round % 5 == 4 {
                receiver.wait_for(round as usize).await;
                world.crash().await;
            }
        }
        let messages = world
            .until(tenant(1), &endpoint, |all| {
                world.advance(HOUR);
                all_in(DeliveryState::Delivered)(all)
            })
            .await;
        assert_eq!(messages.len(), 72);
        let mut in_order: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut lane_of = BTreeMap::new();
        for message in &messages {
            in_order.entry(message.payment).or_default().push(message.id);
            lane_of.insert(message.id, message.payment);
        }
        let mut accepted: BTreeMap<_, usize> = BTreeMap::new();
        for received in receiver.received() {
            let lane = lane_of[&received.id()];
            let place = in_order[&lane]
                .iter()
                .position(|id| *id == received.id())
                .unwrap();
            let accepted = accepted.entry(lane).or_default();
            // After a crash the last accepted one may come once more.
            assert!(
                place == *accepted || place + 1 == *accepted,
                "place {place} after {accepted} were accepted"
            );
            if received.status == 200 {
                *accepted = (*accepted).max(place + 1);
            }
        }
        assert!(
            accepted
                .iter()
                .all(|(lane, count)| in_order[lane].len() == *count)
        );
        world.shut_down().await;
    }
}

#[tokio::test]
async fn a_slow_endpoint_holds_up_no_other() {
    let receiver = Receiver::start().await;
    let mut world = World::with(Options {
        allow_loopback: true,
        concurrency: 4,
        endpoint_concurrency: 3,
        ..Options::default()
    })
    .await;
    let slow = world.register(tenant(1), 1, &receiver.url("/slow")).await;
    let quick = world.register(tenant(1), 2, &receiver.url("/quick")).await;
    receiver.hold("/slow");
    for number in 1..=200 {
        world.commit(tenant(1), vec![event(number)]).await;
    }
    world
        .until(tenant(1), &quick, all_in(DeliveryState::Delivered))
        .await;
    let waiting = world.messages(tenant(1), &slow).await;
    assert!(waiting.len() == 200 && all_in(DeliveryState::Pending)(&waiting));
    assert_eq!(receiver.most_held_at_once(), 3);
    receiver.let_go();
    world
        .until(tenant(1), &slow, all_in(DeliveryState::Delivered))
        .await;
    world.shut_down().await;
}
