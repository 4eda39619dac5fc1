//! Snapshots of the machine: what callers wait for, and that it is the state of that moment.

use std::time::{Duration, Instant};

use bezant_engine::{Machine, Stamp};
use bezant_kernel::{Actor, CardId, Tenant, TenantId, Timestamp};
use bezant_log::Position;

use super::{Cards, Event, KeyId, Kind, SealedCard};
use crate::access::Purpose;
use crate::{Expiry, Facts};

const CARDS: u64 = 100_000;

fn tenant() -> Tenant {
    Tenant::new(TenantId::from_u128(7))
}

fn stamp(position: u64) -> Stamp {
    Stamp {
        position: Position(position),
        committed_at: Timestamp::from_microseconds(position),
        tenant: tenant(),
    }
}

fn added(nth: u64) -> Event {
    let spread = u128::from(nth).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    Event::Card {
        card: CardId::from_u128(u128::from(nth) << 64),
        previous: Position::NONE,
        kind: Kind::Added {
            sealed: Box::new(SealedCard {
                fingerprint: spread,
                content: 1,
                customer: (nth % 3 == 0).then_some(spread >> 8),
                key: KeyId(u128::from(nth)),
                sealed: vec![nth as u8; 60],
                facts: Facts {
                    scheme: None,
                    bin: "42424242".to_owned(),
                    last4: "4242".to_owned(),
                    expiry: Expiry::new(12, 2040).unwrap(),
                },
            }),
            by: Actor::stored("till"),
        },
    }
}

fn filled() -> Cards {
    let mut cards = Cards::new(usize::MAX);
    for nth in 1..=CARDS {
        Machine::apply(&mut cards, &stamp(nth), &added(nth));
    }
    cards
}

fn shortest(rounds: u32, mut work: impl FnMut()) -> Duration {
    let times = (0..rounds).map(|_| {
        let began = Instant::now();
        work();
        began.elapsed()
    });
    times.min().unwrap()
}

#[test]
fn callers_wait_for_a_small_part_of_what_a_snapshot_takes() {
    let cards = filled();
    let mut bytes = Vec::new();
    let written = shortest(3, || {
        bytes.clear();
        cards.snapshot(&mut bytes);
    });
    let frozen = shortest(10, || drop(cards.freeze()));
    println!("{CARDS} cards: written in {written:?}, set aside in {frozen:?}");
    assert!(frozen * 50 < written, "{frozen:?} of {written:?}");
}

#[test]
fn what_was_set_aside_is_the_state_of_that_moment() {
    let mut cards = filled();
    let mut before = Vec::new();
    cards.snapshot(&mut before);
    let frozen = cards.freeze();
    let opened = |nth: u64| Event::Card {
        card: CardId::from_u128(u128::from(nth) << 64),
        previous: Position(nth),
        kind: Kind::Opened {
            purpose: Purpose::Authorization,
            by: Actor::stored("till"),
        },
    };
    let deleted = |nth: u64| Event::Card {
        card: CardId::from_u128(u128::from(nth) << 64),
        previous: Position(nth),
        kind: Kind::Deleted {
            by: Actor::stored("till"),
        },
    };
    for nth in 1..=999 {
        let event = if nth % 2 == 0 {
            opened(nth * 7)
        } else {
            deleted(nth * 7)
        };
        Machine::apply(&mut cards, &stamp(CARDS + nth), &event);
    }
    let mut after = Vec::new();
    frozen(&mut after);
    assert!(after == before, "what was set aside has changed");
    let mut now = Vec::new();
    cards.snapshot(&mut now);
    assert!(now != before);
    // A restart goes on from it as from the state itself.
    let mut restored = Vec::new();
    Cards::new(usize::MAX)
        .restore(&now)
        .unwrap()
        .snapshot(&mut restored);
    assert!(restored == now, "a state that was read is written otherwise");
}
