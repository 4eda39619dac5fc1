//! What fails is tried again for days, and then no more.

use bezant_webhooks::{DisableReason, Event as WebhookEvent};

use super::*;
use crate::RETRY_DELAYS;

#[tokio::test]
async fn a_message_is_tried_by_the_schedule_and_then_lets_the_next_one_go() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    let endpoint = world.register(tenant(1), 1, &receiver.url("/")).await;
    receiver.script([500, 301, 404, 429, 502, 500, 400, 500, 500, 503].map(|status| (status, None)));
    world.commit(tenant(1), vec![event(1), event(1)]).await;
    for (attempt, delay) in RETRY_DELAYS.into_iter().enumerate().skip(1) {
        let made = attempt as u32;
        let messages = world
            .until(tenant(1), &endpoint, |all| all[0].attempts == made)
            .await;
        let next = messages[0].next_attempt_at.unwrap();
        let wait = next.since(world.now());
        assert!(
            wait >= delay && wait.0 <= delay.0 + delay.0 / 5,
            "{wait:?} for {delay:?}"
        );
        assert_eq!((messages[1].attempts, messages[1].next_attempt_at), (0, None));
        assert_eq!(
            receiver.received().len(),
            attempt,
            "nothing is sent before its time"
        );
        world.advance(wait);
    }
    let messages = world
        .until(tenant(1), &endpoint, |all| {
            all[1].state == DeliveryState::Delivered
        })
        .await;
    assert_eq!(
        (messages[0].state, messages[0].attempts),
        (DeliveryState::Failed, 10)
    );
    assert_eq!(messages[0].last_status, Some(503));
    assert_eq!(receiver.received().len(), 11);
    assert_eq!(world.delivery.stats().failed, 1);
    world.shut_down().await;
}

#[tokio::test]
async fn retry_after_is_honoured() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    let endpoint = world.register(tenant(1), 1, &receiver.url("/")).await;
    receiver.script([(503, Some("3600"))]);
    world.commit(tenant(1), vec![event(1)]).await;
    let messages = world
        .until(tenant(1), &endpoint, |all| all[0].attempts == 1)
        .await;
    assert_eq!(messages[0].next_attempt_at, Some(world.now().after(HOUR)));
    world.advance(HOUR);
    world
        .until(tenant(1), &endpoint, all_in(DeliveryState::Delivered))
        .await;
    world.shut_down().await;
}

#[tokio::test]
async fn after_410_the_endpoint_is_disabled_and_the_rest_abandoned() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    let endpoint = world.register(tenant(1), 1, &receiver.url("/")).await;
    let key = EndpointKey {
        tenant: tenant(1),
        id: endpoint.id,
    };
    receiver.script([(410, None)]);
    receiver.rule(|_, _| 500);
    world.commit(tenant(1), vec![event(1)]).await;
    let first = world
        .until(tenant(1), &endpoint, all_in(DeliveryState::Abandoned))
        .await;
    assert_eq!(first[0].last_status, Some(410));
    assert_eq!(world.asked(), [(key, DisableReason::Gone)]);

    world.commit(tenant(1), vec![event(2), event(2)]).await;
    let reason = DisableReason::Gone;
    world
        .webhooks(
            tenant(1),
            WebhookEvent::EndpointDisabled {
                id: endpoint.id,
                reason,
            },
        )
        .await;
    world
        .until(tenant(1), &endpoint, all_in(DeliveryState::Abandoned))
        .await;
    world.commit(tenant(1), vec![event(3)]).await;
    assert_eq!(
        world.messages(tenant(1), &endpoint).await.len(),
        3,
        "nothing new for it"
    );

    receiver.rule(|_, _| 204);
    let enabled = WebhookEvent::EndpointUpdated {
        id: endpoint.id,
        url: endpoint.url.clone(),
        filters: endpoint.filters.clone(),
        description: String::new(),
        disabled: None,
    };
    world.webhooks(tenant(1), enabled).await;
    world.commit(tenant(1), vec![event(4)]).await;
    let messages = world
        .until(tenant(1), &endpoint, |all| {
            all.last().unwrap().state == DeliveryState::Delivered
        })
        .await;
    assert_eq!(messages.len(), 4);
    assert!(all_in(DeliveryState::Abandoned)(&messages[..3]));
    world.shut_down().await;
}

#[tokio::test]
async fn an_endpoint_that_only_fails_for_days_is_disabled_once() {
    let receiver = Receiver::start().await;
    receiver.rule(|_, _| 500);
    let mut world = World::new().await;
    let endpoint = world.register(tenant(1), 1, &receiver.url("/")).await;
    let day = Milliseconds(24 * HOUR.0);
    for number in 1..=6u128 {
        assert!(world.asked().is_empty(), "day {number}");
        world
            .commit(tenant(1), vec![event(number), event(number + 10)])
            .await;
        world
            .until(tenant(1), &endpoint, |all| {
                let newest = &all[all.len() - 2..];
                newest.iter().all(|message| message.attempts > 0)
            })
            .await;
        if number < 6 {
            world.advance(day);
        }
    }
    world
        .until(tenant(1), &endpoint, |_| !world.asked().is_empty())
        .await;
    let key = EndpointKey {
        tenant: tenant(1),
        id: endpoint.id,
    };
    assert_eq!(world.asked(), [(key, DisableReason::TooManyFailures)]);
    world.shut_down().await;
}

#[tokio::test]
async fn an_endpoint_that_is_not_there_is_a_failure_like_others() {
    let url = Receiver::start().await.url("/");
    let mut world = World::new().await;
    let endpoint = world.register(tenant(1), 1, &url).await;
    world.commit(tenant(1), vec![event(1)]).await;
    let messages = world
        .until(tenant(1), &endpoint, |all| all[0].attempts == 1)
        .await;
    assert_eq!(messages[0].last_status, None);
    assert_eq!(
        messages[0].last_error.as_deref(),
        Some("the connection was refused or could not be secured")
    );
    world.shut_down().await;
}
