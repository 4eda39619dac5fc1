//! The list of payments and their histories.

use bezant_kernel::{PaymentId, PrincipalId, Tenant, Timestamp};

use super::{MOST, Opened, World, all_pages, everything, tenant};
use crate::cursor::{List, Place};
use crate::read::SCAN_ROWS;
use crate::{PaymentFilter, PaymentRow, ViewsError};

fn filter() -> PaymentFilter {
    PaymentFilter {
        limit: MOST,
        ..PaymentFilter::default()
    }
}

fn world(seed: u64, steps: usize) -> World {
    let mut world = World::new(seed, &[tenant(1), tenant(2)]);
    (0..steps).for_each(|_| world.step());
    world
}

#[tokio::test]
async fn a_row_shows_what_the_machine_holds() {
    for seed in 0..12 {
        let world = world(seed, 250);
        let opened = Opened::of(&world.entries).await;
        for owner in [tenant(1), tenant(2)] {
            let seen = everything(&opened.views, owner).await;
            let expected = world.payments.iter().rev().filter(|(tenant, _)| *tenant == owner);
            assert!(
                seen.payments
                    .iter()
                    .map(|row| row.id)
                    .eq(expected.map(|(_, id)| *id))
            );
            for (row, history) in seen.payments.iter().zip(&seen.histories) {
                let payment = world.payment(owner, row.id);
                let tried = payment.attempts.last().map(|attempt| attempt.gateway.to_string());
                let authorized = payment.authorization.as_ref().map(|one| one.gateway.to_string());
                let expected = PaymentRow {
                    id: payment.id,
                    status: payment.status.as_str().into(),
                    amount: payment.amount,
                    amount_captured: payment.amount_captured,
                    amount_refunded: payment.amount_refunded,
                    gateway: authorized.or(tried),
                    customer: payment.customer.clone(),
                    reference: payment.reference.clone(),
                    description: payment.description.clone(),
                    created_by: payment.created_by,
                    failure_code: payment.failure.as_ref().map(|note| note.code.clone()),
                    version: payment.version,
                    created_at: payment.created_at,
                    updated_at: payment.updated_at,
                    method: "card".into(),
                };
                assert_eq!(*row, expected);
                assert_eq!(history[0].name, "payment.created");
                let entries = history.iter().map(|event| event.position);
                assert!(entries.clone().is_sorted());
                let distinct: std::collections::BTreeSet<_> = entries.collect();
                assert_eq!(distinct.len() as u64, payment.version);
                assert!(history.iter().map(|event| event.id).is_sorted());
                assert!(history.iter().all(|event| event.payment == Some(row.id)));
            }
        }
    }
}

#[tokio::test]
async fn filters_let_through_what_they_say() {
    let world = world(3, 900);
    let opened = Opened::of(&world.entries).await;
    let all = everything(&opened.views, tenant(1)).await.payments;
    let middle = all[all.len() / 2].created_at;
    let id = all[3].id;
    let starts = |text: &Option<String>, start: &str| {
        text.as_ref()
            .is_some_and(|text| text.to_lowercase().starts_with(start))
    };
    type Matches<'a> = Box<dyn Fn(&PaymentRow) -> bool + 'a>;
    let cases: Vec<(&str, PaymentFilter, Matches<'_>)> = vec![
        (
            "status",
            PaymentFilter {
                status: Some("COMPLETED".into()),
                ..filter()
            },
            Box::new(|row| row.status == "COMPLETED"),
        ),
        (
            "unknown status",
            PaymentFilter {
                status: Some("GONE".into()),
                ..filter()
            },
            Box::new(|_| false),
        ),
        (
            "currency",
            PaymentFilter {
                currency: Some("USD".into()),
                ..filter()
            },
            Box::new(|row| row.amount.currency().code() == "USD"),
        ),
        (
            "unknown currency",
            PaymentFilter {
                currency: Some("XXY".into()),
                ..filter()
            },
            Box::new(|_| false),
        ),
        (
            "gateway",
            PaymentFilter {
                gateway: Some("beta".into()),
                ..filter()
            },
            Box::new(|row| row.gateway.as_deref() == Some("beta")),
        ),
        (
            "customer",
            PaymentFilter {
                customer: Some("Ada".into()),
                ..filter()
            },
            Box::new(|row| row.customer.as_deref() == Some("Ada")),
        ),
        (
            "reference",
            PaymentFilter {
                reference: Some("order-9".into()),
                ..filter()
            },
            Box::new(|row| row.reference.as_deref() == Some("order-9")),
        ),
        (
            "another's case",
            PaymentFilter {
                customer: Some("ada".into()),
                ..filter()
            },
            Box::new(|_| false),
        ),
        (
            "customer and status",
            PaymentFilter {
                customer: Some("Ada".into()),
                status: Some("FAILED".into()),
                ..filter()
            },
            Box::new(|row| row.customer.as_deref() == Some("Ada") && row.status == "FAILED"),
        ),
        (
            "created after",
            PaymentFilter {
                created_after: Some(middle),
                ..filter()
            },
            Box::new(|row| row.created_at >= middle),
        ),
        (
            "created before",
            PaymentFilter {
                created_before: Some(middle),
                ..filter()
            },
            Box::new(|row| row.created_at < middle),
        ),
        (
            "created never",
            PaymentFilter {
                created_after: Some(Timestamp::from_microseconds(u64::MAX)),
                ..filter()
            },
            Box::new(|_| false),
        ),
        (
            "created between",
            PaymentFilter {
                created_after: Some(middle),
                created_before: Some(all[0].created_at),
                ..filter()
            },
            Box::new(|row| row.created_at >= middle && row.created_at < all[0].created_at),
        ),
        (
            "search",
            PaymentFilter {
                search: Some(" ADA".into()),
                ..filter()
            },
            Box::new(|row| starts(&row.customer, "ada") || starts(&row.description, "ada")),
        ),
        (
            "search for a sign",
            PaymentFilter {
                search: Some("50%".into()),
                ..filter()
            },
            Box::new(|row| starts(&row.description, "50%")),
        ),
        (
            "search for a stroke",
            PaymentFilter {
                search: Some("bob_".into()),
                ..filter()
            },
            Box::new(|row| starts(&row.customer, "bob_")),
        ),
        (
            "search by reference",
            PaymentFilter {
                search: Some("order-1".into()),
                ..filter()
            },
            Box::new(|row| starts(&row.reference, "order-1")),
        ),
        (
            "search by id",
            PaymentFilter {
                search: Some(id.to_string()),
                ..filter()
            },
            Box::new(|row| row.id == id),
        ),
        (
            "search within",
            PaymentFilter {
                search: Some("lovelace".into()),
                ..filter()
            },
            Box::new(|_| false),
        ),
        (
            "search for too much",
            PaymentFilter {
                search: Some("a".repeat(60_000)),
                ..filter()
            },
            Box::new(|_| false),
        ),
        (
            "creator",
            PaymentFilter {
                created_by: Some(PrincipalId::from_u128(1)),
                ..filter()
            },
            Box::new(|row| row.created_by == Some(PrincipalId::from_u128(1))),
        ),
        (
            "unknown creator",
            PaymentFilter {
                created_by: Some(PrincipalId::from_u128(3)),
                ..filter()
            },
            Box::new(|_| false),
        ),
        (
            "creator with status and search",
            PaymentFilter {
                created_by: Some(PrincipalId::from_u128(2)),
                status: Some("COMPLETED".into()),
                search: Some("ada".into()),
                ..filter()
            },
            Box::new(|row| {
                row.created_by == Some(PrincipalId::from_u128(2))
                    && row.status == "COMPLETED"
                    && [&row.customer, &row.description]
                        .into_iter()
                        .any(|text| starts(text, "ada"))
            }),
        ),
        (
            "creator with customer",
            PaymentFilter {
                created_by: Some(PrincipalId::from_u128(2)),
                customer: Some("Ada".into()),
                ..filter()
            },
            Box::new(|row| {
                row.created_by == Some(PrincipalId::from_u128(2)) && row.customer.as_deref() == Some("Ada")
            }),
        ),
        (
            "empty search",
            PaymentFilter {
                search: Some("  ".into()),
                ..filter()
            },
            Box::new(|_| true),
        ),
    ];
    assert!(all.len() as i64 > 2 * SCAN_ROWS, "pages end before the list does");
    for (name, filter, matches) in &cases {
        let expected: Vec<_> = all.iter().filter(|row| matches(row)).cloned().collect();
        for limit in [1, 7, MOST] {
            let found = all_pages(|cursor| async {
                let filter = PaymentFilter {
                    cursor,
                    limit,
                    ..filter.clone()
                };
                let page = opened.views.payments(tenant(1), &filter).await.unwrap();
                assert!(page.items.len() <= limit as usize);
                page
            })
            .await;
            assert_eq!(found, expected, "{name} by {limit}");
        }
    }
}

#[tokio::test]
async fn pages_have_no_gap_and_nothing_twice_while_payments_are_added() {
    let mut world = world(5, 200);
    let opened = Opened::of(&world.entries).await;
    let before: Vec<PaymentId> = everything(&opened.views, tenant(1))
        .await
        .payments
        .iter()
        .map(|row| row.id)
        .collect();
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let filter = PaymentFilter {
            cursor,
            limit: 5,
            ..PaymentFilter::default()
        };
        let page = opened.views.payments(tenant(1), &filter).await.unwrap();
        seen.extend(page.items.iter().map(|row| row.id));
        assert_eq!(page.position, opened.views.position());
        (0..10).for_each(|_| world.step());
        opened.views.apply(&world.entries).await.unwrap();
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, before);
}

#[tokio::test]
async fn histories_page_within_an_entry() {
    let mut world = world(6, 150);
    world.settle();
    let opened = Opened::of(&world.entries).await;
    let seen = everything(&opened.views, tenant(2)).await;
    for (payment, history) in seen.payments.iter().zip(&seen.histories) {
        for limit in [1, 2, 3] {
            let paged = all_pages(|cursor| async {
                opened
                    .views
                    .payment_history(tenant(2), payment.id, cursor, limit)
                    .await
                    .unwrap()
            })
            .await;
            assert_eq!(paged, *history);
        }
    }
}

#[tokio::test]
async fn tenants_see_nothing_of_each_other() {
    let world = world(7, 200);
    let opened = Opened::of(&world.entries).await;
    let (mine, theirs) = (
        everything(&opened.views, tenant(1)).await,
        everything(&opened.views, tenant(2)).await,
    );
    assert!(!mine.payments.is_empty() && !theirs.payments.is_empty());
    let stranger: Tenant = tenant(9);
    for (other, victim) in [(tenant(2), &mine), (tenant(1), &theirs), (stranger, &mine)] {
        let views = &opened.views;
        for payment in &victim.payments {
            let history = views
                .payment_history(other, payment.id, None, MOST)
                .await
                .unwrap();
            assert_eq!(history.items, []);
            let search = PaymentFilter {
                search: Some(payment.id.to_string()),
                ..filter()
            };
            assert_eq!(views.payments(other, &search).await.unwrap().items, []);
        }
    }
    let nothing = everything(&opened.views, stranger).await;
    assert!(nothing.payments.is_empty());
}

#[tokio::test]
async fn a_foreign_cursor_is_refused_by_every_list() {
    let world = world(8, 60);
    let opened = Opened::of(&world.entries).await;
    let views = &opened.views;
    let id = world.payments[0].1;
    let place = Place {
        position: 5,
        index: 0,
    };
    let of = |list: List| Some(place.to_cursor(list));
    for text in [
        of(List::History),
        of(List::Payments),
        Some("?".into()),
        Some(String::new()),
    ] {
        if text != of(List::Payments) {
            let filter = PaymentFilter {
                cursor: text.clone(),
                ..filter()
            };
            let refused = views.payments(tenant(1), &filter).await;
            assert!(matches!(refused, Err(ViewsError::InvalidCursor)));
        }
        if text != of(List::History) {
            let refused = views.payment_history(tenant(1), id, text, 1).await;
            assert!(matches!(refused, Err(ViewsError::InvalidCursor)));
        }
    }
}
