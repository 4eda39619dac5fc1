//! Hard times: what is refused first, and what goes on.

use bezant_kernel::Milliseconds;
use serde_json::json;

use super::world::{World, order, until};
use crate::degradation::Priority;
use crate::{DegradationPolicy, Limits, WhenViewsLag};

#[tokio::test(flavor = "multi_thread")]
async fn under_a_full_load_of_lists_a_refund_passes() {
    let limits = Limits {
        max_concurrent_requests: 20,
        ..Limits::default()
    };
    let policy = DegradationPolicy {
        skip_optional_hooks_under_load: true,
        ..DegradationPolicy::default()
    };
    let world = World::under(limits, policy).await;
    world.let_gateways_work();
    let key = world.full_key("shop").await;
    let payment = world
        .post(&key, "/api/v1/payments", order(1_000, "tok_approved"))
        .await;
    let id = payment.text("id").to_owned();
    assert!(!world.degradation.sheds_load());

    let mut lists = Vec::new();
    while let Some(place) = world.edge.request_places().take(Priority::List) {
        lists.push(place);
    }
    let refused = world.get(&key, "/api/v1/payments").await;
    assert_eq!(refused.problem(), (503, "overloaded"));
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert!(world.degradation.skips_optional_checks());
    let read = world.get(&key, &format!("/api/v1/payments/{id}")).await;
    assert_eq!(read.status, 200, "{read:?}");

    // Everything that payments may take is taken as well.
    while let Some(place) = world.edge.request_places().take(Priority::New) {
        lists.push(place);
    }
    let another = order(1_000, "tok_approved");
    let refused = world.post(&key, "/api/v1/payments", another.clone()).await;
    assert_eq!(refused.problem(), (503, "overloaded"));
    let refund = world
        .post(
            &key,
            &format!("/api/v1/payments/{id}/refunds"),
            json!({ "amount": 100 }),
        )
        .await;
    assert_eq!(refund.status, 201, "{refund:?}");
    assert_eq!(world.get("", "/health").await.status, 200);
    assert_eq!(world.get("", "/ready").await.text("load"), "shedding");

    lists.clear();
    while let Some(place) = world.edge.request_places().take(Priority::Low) {
        lists.push(place);
    }
    let body = another.to_string();
    let low = [("bezant-priority", "low")];
    let refused = world
        .post_with(&key, "/api/v1/payments", &low, body.as_bytes())
        .await;
    assert_eq!(refused.problem(), (503, "overloaded"), "what can wait waits");
    let made = world.post(&key, "/api/v1/payments", another).await;
    assert_eq!(made.status, 201, "what can't does not");
}

#[tokio::test(flavor = "multi_thread")]
async fn read_only_refuses_changes_and_finishes_what_is_under_way() {
    let world = World::idle(Limits::default()).await;
    let key = world.full_key("shop").await;
    let before = world.engine.committed();
    let waiting = world.post(&key, "/api/v1/payments", order(1_000, "tok_approved"));
    let meanwhile = async {
        // Its caller is parked once it is decided; lists have it when it is committed.
        until(|| world.engine.stats().parked == 1 && world.engine.committed() > before).await;
        let path = "/admin/v1/degradation";
        let switched = world.admin(path, json!({ "read_only": true })).await;
        assert_eq!(switched.body["read_only"], true);
        let refused = world
            .post(&key, "/api/v1/payments", order(1_000, "tok_approved"))
            .await;
        assert_eq!(refused.problem(), (503, "read_only"));
        assert!(refused.header("retry-after").is_some());
        world.views_caught_up().await;
        let list = world.get(&key, "/api/v1/payments").await;
        assert_eq!(list.body["data"].as_array().unwrap().len(), 1);
        let ready = world.get("", "/ready").await;
        assert_eq!((ready.status.as_u16(), ready.text("mode")), (200, "read_only"));
        world.let_gateways_work();
    };
    let (first, ()) = tokio::join!(waiting, meanwhile);
    assert_eq!((first.status.as_u16(), first.text("status")), (201, "COMPLETED"));
    let wrong = world
        .admin("/admin/v1/degradation", json!({ "read_only": 1 }))
        .await;
    assert_eq!(wrong.problem(), (422, "request_invalid"));
    world
        .admin("/admin/v1/degradation", json!({ "read_only": false }))
        .await;
    let made = world
        .post(&key, "/api/v1/payments", order(1_000, "tok_approved"))
        .await;
    assert_eq!(made.status, 201);
    let state = world.admin_get("/admin/v1/degradation").await;
    assert_eq!(state.body["read_only"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn old_lists_say_their_age_or_are_refused_by_policy() {
    for when_views_lag in [WhenViewsLag::ServeStale, WhenViewsLag::Refuse] {
        let policy = DegradationPolicy {
            when_views_lag,
            views_lag: Milliseconds(5_000),
            ..DegradationPolicy::default()
        };
        let world = World::under(Limits::default(), policy).await;
        let key = world.full_key("shop").await;
        let fresh = world.get(&key, "/api/v1/payments").await;
        assert_eq!((fresh.status.as_u16(), fresh.header("age")), (200, None));
        world.views_caught_up().await;
        let _lock = world.lock_views().await;
        world.clock.go_ahead(60_000);
        let made = world
            .post_with(
                &key,
                "/api/v1/payments",
                &[("prefer", "respond-async")],
                order(1_000, "tok_approved").to_string().as_bytes(),
            )
            .await;
        assert_eq!(made.status, 202);
        until(|| world.views.stale_by(world.edge.now()).0 > 5_000).await;
        for path in ["/api/v1/payments", "/api/v1/analytics/payments"] {
            let old = world.get(&key, path).await;
            match when_views_lag {
                WhenViewsLag::ServeStale => {
                    assert_eq!(old.status, 200);
                    let age: u64 = old.header("age").unwrap().parse().unwrap();
                    assert!(age >= 60, "{age}");
                }
                WhenViewsLag::Refuse => assert_eq!(old.problem(), (503, "views_stale")),
            }
        }
    }
}
