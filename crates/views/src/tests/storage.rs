//! What is kept: over replays, rebuilds, failures and other versions.

use std::sync::Arc;

use bezant_core::Event;
use bezant_engine::Entry;

use super::{Opened, World, everything, tenant};
use crate::{PaymentFilter, Views, ViewsError};

fn world(seed: u64) -> World {
    let mut world = World::new(seed, &[tenant(1), tenant(2)]);
    (0..300).for_each(|_| world.step());
    world
}

#[tokio::test]
async fn any_split_any_replay_and_any_restart_give_the_same() {
    for seed in 40..44 {
        let mut world = world(seed);
        let whole = Opened::of(&world.entries).await;
        let parts = Opened::new().await;
        let mut views = parts.views.clone();
        let entries = world.entries.clone();
        let mut done = 0;
        while done < entries.len() {
            let end = entries.len().min(done + 1 + world.luck(30) as usize);
            // Some of what was taken in comes again.
            let start = done.saturating_sub(world.luck(20) as usize);
            views.apply(&entries[start..end]).await.unwrap();
            assert_eq!(views.position(), entries[end - 1].position.0);
            if world.luck(4) == 0 {
                views = Views::open(&parts.folder.path().join("views.sqlite"))
                    .await
                    .unwrap();
                assert_eq!(views.position(), entries[end - 1].position.0);
            }
            done = end;
        }
        views.reset().await.unwrap();
        assert_eq!(views.position(), 0);
        assert!(everything(&views, tenant(1)).await.payments.is_empty());
        views.apply(&entries).await.unwrap();
        for owner in [tenant(1), tenant(2)] {
            assert_eq!(
                everything(&views, owner).await,
                everything(&whole.views, owner).await
            );
        }
    }
}

#[tokio::test]
async fn a_full_disk_loses_no_place_and_readers_go_on() {
    let world = world(50);
    let (first, rest) = world.entries.split_at(40);
    let opened = Opened::of(first).await;
    let views = &opened.views;
    let before = everything(views, tenant(1)).await;
    // No page more than there are.
    views.with_writer("PRAGMA max_page_count = 1").await;
    let failed = views.apply(rest).await;
    assert!(matches!(failed, Err(ViewsError::Storage(_))), "{failed:?}");
    assert_eq!(views.position(), first.last().unwrap().position.0);
    assert_eq!(everything(views, tenant(1)).await, before);

    views.apply(rest).await.unwrap();
    let whole = Opened::of(&world.entries).await;
    assert_eq!(
        everything(views, tenant(1)).await,
        everything(&whole.views, tenant(1)).await
    );
}

#[tokio::test]
async fn other_versions_and_damaged_files_are_begun_anew() {
    let world = world(51);
    let opened = Opened::of(&world.entries).await;
    let file = opened.folder.path().join("views.sqlite");
    opened.views.with_writer("PRAGMA user_version = 77").await;
    let views = Views::open(&file).await.unwrap();
    assert_eq!(views.position(), 0);
    views.apply(&world.entries).await.unwrap();
    let expected = everything(&views, tenant(1)).await;

    let damaged = opened.folder.path().join("damaged.sqlite");
    std::fs::write(&damaged, [b'x'; 9_000]).unwrap();
    let views = Views::open(&damaged).await.unwrap();
    assert_eq!(views.position(), 0);
    views.apply(&world.entries).await.unwrap();
    assert_eq!(everything(&views, tenant(1)).await, expected);
}

#[tokio::test]
async fn what_has_no_rows_moves_the_position_and_writes_nothing() {
    let mut world = world(53);
    let payment = world
        .entries
        .iter()
        .position(|entry| crate::write::shows(entry))
        .unwrap();
    let rest = world.entries.split_off(payment);
    let opened = Opened::new().await;
    let views = &opened.views;
    let reached = rest[0].position.0 - 1;
    views.advance(&world.entries, reached).await.unwrap();
    assert_eq!((views.position(), views.is_kept()), (reached, false));
    let page = views
        .payments(tenant(1), &PaymentFilter::default())
        .await
        .unwrap();
    assert_eq!(page.position, reached);
    let file = opened.folder.path().join("views.sqlite");
    assert_eq!(Views::open(&file).await.unwrap().position(), 0);

    // A failure loses neither what is stored nor what is only known.
    views.with_writer("PRAGMA max_page_count = 1").await;
    assert!(matches!(views.apply(&rest).await, Err(ViewsError::Storage(_))));
    assert_eq!((views.position(), views.is_kept()), (reached, false));
    views.keep_position().await.unwrap();
    assert_eq!(Views::open(&file).await.unwrap().position(), reached);
    views.apply(&rest).await.unwrap();
    world.entries.extend(rest);
    let whole = Opened::of(&world.entries).await;
    assert_eq!(
        everything(views, tenant(1)).await,
        everything(&whole.views, tenant(1)).await
    );
}

#[tokio::test]
async fn entries_that_do_not_fit_are_refused_whole() {
    let world = world(52);
    let opened = Opened::new().await;
    let captures =
        |entry: &Arc<Entry<Event>>| entry.events.iter().any(|one| one.name() == "payment.captured");
    let start = world.entries.iter().position(captures).unwrap();
    // Without the entry that created the payment.
    let refused = opened.views.apply(&world.entries[start..]).await;
    assert!(matches!(refused, Err(ViewsError::Damaged(_))), "{refused:?}");
    assert_eq!(opened.views.position(), 0);
    opened.views.apply(&world.entries).await.unwrap();
    assert!(opened.views.position() > 0);
}

/// The plans that speed depends on. What `SCAN` stands for here is the short list of new values.
#[tokio::test]
async fn updates_search_by_key() {
    let opened = Opened::new().await;
    let plan = opened
        .views
        .plan("UPDATE payments SET status = new.column2 FROM (VALUES (1, 2), (3, 4)) AS new WHERE payments.key = new.column1")
        .await;
    assert!(
        plan.contains("SEARCH payments USING INTEGER PRIMARY KEY"),
        "{plan}"
    );
    let plan = opened
        .views
        .plan("SELECT key FROM payments INDEXED BY payments_by_status WHERE key >= 1 AND key < 9 AND status = 2 ORDER BY key DESC")
        .await;
    assert!(
        plan.contains("(status=? AND rowid>? AND rowid<?)") && !plan.contains("TEMP"),
        "{plan}"
    );
}
