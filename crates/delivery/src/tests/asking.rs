//! Looking at messages, sending them again by hand, and forgetting them.

use super::*;

#[tokio::test]
async fn messages_are_listed_page_by_page_the_newest_first() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    let endpoint = world.register(tenant(1), 1, &receiver.url("/")).await;
    let other = world.register(tenant(2), 2, &receiver.url("/")).await;
    for number in 1..=5 {
        world.commit(tenant(1), vec![event(number)]).await;
        world.commit(tenant(2), vec![event(number)]).await;
    }
    let all = world
        .until(tenant(1), &endpoint, all_in(DeliveryState::Delivered))
        .await;
    let list = async |tenant, before, limit| {
        let page = world
            .delivery
            .list(tenant, endpoint.id, before, limit)
            .await
            .unwrap();
        ids(&page)
    };
    let newest_first: Vec<_> = ids(&all).into_iter().rev().collect();
    let first = list(tenant(1), None, 2).await;
    let second = list(tenant(1), first.last().copied(), 2).await;
    let third = list(tenant(1), second.last().copied(), 2).await;
    assert_eq!([first, second, third.clone()].concat(), newest_first);
    assert!(list(tenant(1), third.last().copied(), 2).await.is_empty());
    assert!(
        list(tenant(2), None, 10).await.is_empty(),
        "another tenant's endpoint"
    );
    world
        .until(tenant(2), &other, all_in(DeliveryState::Delivered))
        .await;
    world.shut_down().await;
}

#[tokio::test]
async fn what_was_sent_about_a_payment_is_listed_for_every_endpoint() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    let endpoints = [
        world.register(tenant(1), 1, &receiver.url("/")).await,
        world.register(tenant(1), 2, &receiver.url("/other")).await,
    ];
    let stranger = world.register(tenant(2), 3, &receiver.url("/")).await;
    for _ in 0..3 {
        world.commit(tenant(1), vec![event(1), event(2)]).await;
        world.commit(tenant(2), vec![event(1)]).await;
    }
    for endpoint in &endpoints {
        world
            .until(tenant(1), endpoint, |all| {
                all.len() == 6 && all_in(DeliveryState::Delivered)(all)
            })
            .await;
    }
    let list = async |tenant, after, limit| {
        let of_payment = world.delivery.list_of_payment(tenant, payment(1), after, limit);
        of_payment.await.unwrap()
    };
    let all = list(tenant(1), None, 10).await;
    assert!(all.iter().all(|one| one.payment == Some(payment(1))));
    let pairs: Vec<_> = all.iter().map(|one| (one.id, one.endpoint)).collect();
    let mut messages = ids(&all);
    messages.dedup();
    assert_eq!(messages.len(), 3);
    assert!(messages.is_sorted_by(|a, b| a > b), "the newest first");
    let wanted: Vec<_> = messages
        .iter()
        .flat_map(|id| endpoints.iter().map(|endpoint| (*id, endpoint.id)))
        .collect();
    assert_eq!(pairs, wanted);
    for length in 1..=all.len() {
        let mut paged = list(tenant(1), None, length).await;
        while let Some(last) = paged.last().filter(|_| paged.len() < all.len()) {
            let more = list(tenant(1), Some((last.id, last.endpoint)), length).await;
            assert!(!more.is_empty() && more.len() <= length);
            paged.extend(more);
        }
        assert_eq!(paged, all, "in pages of {length}");
    }

    let theirs = list(tenant(2), None, 10).await;
    assert_eq!(theirs.len(), 3);
    assert!(
        theirs.iter().all(|one| one.endpoint == stranger.id),
        "another tenant's payment"
    );
    world.shut_down().await;
}

#[tokio::test]
async fn a_message_is_replayed_under_its_id() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    let endpoint = world.register(tenant(1), 1, &receiver.url("/")).await;
    world.commit(tenant(1), vec![event(1), event(1)]).await;
    let messages = world
        .until(tenant(1), &endpoint, all_in(DeliveryState::Delivered))
        .await;
    let replay = async |tenant, id| world.delivery.replay(tenant, endpoint.id, id).await;
    replay(tenant(1), messages[0].id).await.unwrap();
    let received = receiver.wait_for(3).await;
    assert_eq!(received[2].id(), messages[0].id);
    assert_eq!(received[2].body, received[0].body);
    world
        .until(tenant(1), &endpoint, all_in(DeliveryState::Delivered))
        .await;

    let unknown = MessageId::from_u128(1);
    let is_unknown = |result| matches!(result, Err(Error::MessageUnknown(_)));
    assert!(is_unknown(replay(tenant(1), unknown).await));
    assert!(is_unknown(replay(tenant(2), messages[0].id).await));
    assert_eq!(receiver.received().len(), 3);

    let deleted = bezant_webhooks::Event::EndpointDeleted { id: endpoint.id };
    world.webhooks(tenant(1), deleted).await;
    let result = world
        .delivery
        .replay(tenant(1), endpoint.id, messages[0].id)
        .await;
    assert!(matches!(result, Err(Error::EndpointDisabled(_))));
    world.shut_down().await;
}

#[tokio::test]
async fn a_replay_waits_for_what_is_pending_of_its_payment_and_starts_the_schedule_anew() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    let endpoint = world.register(tenant(1), 1, &receiver.url("/")).await;
    receiver.script([(200, None), (500, None), (500, None)]);
    world.commit(tenant(1), vec![event(1), event(1)]).await;
    let messages = world
        .until(tenant(1), &endpoint, |all| all[1].attempts == 1)
        .await;
    // The second waits for its retry: the first one waits for it.
    world
        .delivery
        .replay(tenant(1), endpoint.id, messages[0].id)
        .await
        .unwrap();
    let waiting = world.messages(tenant(1), &endpoint).await;
    assert_eq!(
        (waiting[0].state, waiting[0].next_attempt_at),
        (DeliveryState::Pending, None)
    );
    // By hand the second goes at once, fails once more and is back at the start of the schedule.
    world
        .delivery
        .replay(tenant(1), endpoint.id, messages[1].id)
        .await
        .unwrap();
    receiver.wait_for(3).await;
    let again = world
        .until(tenant(1), &endpoint, |all| {
            all[1].attempts == 1 && all[1].last_status == Some(500)
        })
        .await;
    assert_eq!((again[0].attempts, again[0].next_attempt_at), (0, None));
    world.advance(HOUR);
    world
        .until(tenant(1), &endpoint, all_in(DeliveryState::Delivered))
        .await;
    let sent: Vec<_> = receiver.received().iter().map(receiver::Received::id).collect();
    assert_eq!(sent.last(), Some(&messages[0].id));
    world.shut_down().await;
}

#[tokio::test]
async fn what_is_over_is_forgotten_after_a_while_and_what_is_pending_never() {
    let receiver = Receiver::start().await;
    let mut world = World::with(Options {
        allow_loopback: true,
        keep_for: HOUR,
        ..Options::default()
    })
    .await;
    let endpoint = world.register(tenant(1), 1, &receiver.url("/")).await;
    receiver.script([(200, None), (503, Some("86400"))]);
    world.commit(tenant(1), vec![event(1)]).await;
    world
        .until(tenant(1), &endpoint, all_in(DeliveryState::Delivered))
        .await;
    world.commit(tenant(1), vec![event(2)]).await;
    let messages = world
        .until(tenant(1), &endpoint, |all| all[1].attempts == 1)
        .await;
    world.advance(Milliseconds(2 * HOUR.0));
    let left = world.until(tenant(1), &endpoint, |all| all.len() == 1).await;
    assert_eq!(left[0].id, messages[1].id);
    world.shut_down().await;
}
