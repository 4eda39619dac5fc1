//! The views over a small world: the real machines decide what happens, by luck, and say what must be seen.

#![allow(clippy::unwrap_used)]

mod analytics;
mod events;
mod follow;
mod payments;
mod speed;
mod storage;
mod world;

use std::sync::Arc;

use bezant_core::Event;
use bezant_engine::Entry;
use bezant_kernel::{Tenant, TenantId};

use crate::{EventRow, Page, PaymentFilter, PaymentRow, Views};
use world::World;

const MOST: u32 = 1_000;

fn tenant(number: u128) -> Tenant {
    Tenant::new(TenantId::from_u128(number))
}

/// Views in a folder of their own, which goes with them.
struct Opened {
    views: Views,
    folder: tempfile::TempDir,
}

impl Opened {
    async fn new() -> Opened {
        let folder = tempfile::tempdir().unwrap();
        let views = Views::open(&folder.path().join("views.sqlite")).await.unwrap();
        Opened { views, folder }
    }

    async fn of(entries: &[Arc<Entry<Event>>]) -> Opened {
        let opened = Opened::new().await;
        opened.views.apply(entries).await.unwrap();
        opened
    }
}

/// Everything that a tenant can see.
#[derive(Debug, PartialEq)]
struct Everything {
    payments: Vec<PaymentRow>,
    histories: Vec<Vec<EventRow>>,
}

async fn everything(views: &Views, tenant: Tenant) -> Everything {
    let filter = PaymentFilter {
        limit: MOST,
        ..PaymentFilter::default()
    };
    let payments = all_pages(|cursor| {
        let filter = PaymentFilter {
            cursor,
            ..filter.clone()
        };
        async move { views.payments(tenant, &filter).await.unwrap() }
    })
    .await;
    let mut histories = Vec::new();
    for payment in &payments {
        histories.push(
            views
                .payment_history(tenant, payment.id, None, MOST)
                .await
                .unwrap()
                .items,
        );
    }
    Everything { payments, histories }
}

/// All rows of a list, page by page.
async fn all_pages<T, F: Future<Output = Page<T>>>(mut next: impl FnMut(Option<String>) -> F) -> Vec<T> {
    let mut rows = Vec::new();
    let mut cursor = None;
    loop {
        let page = next(cursor).await;
        rows.extend(page.items);
        match page.next_cursor {
            Some(next) => cursor = Some(next),
            None => return rows,
        }
    }
}
