//! Bounds, the spread without lessons, and a simulated half-year in which learning beats waiting for anything.

use super::*;
use crate::{Command, GatewayProfile, Lesson, OutcomeClass, apply, decide, learn};
use bezant_kernel::{Currency, GatewayName, MethodKind, Milliseconds, Money, PaymentId, Tenant, TenantId};
use proptest::prelude::*;

const TENANT: Tenant = Tenant::new(TenantId::from_u128(1));
const DAY: u64 = 24 * HOUR;

fn world() -> State {
    let mut state = State::default();
    let profiles = vec![GatewayProfile::unrestricted("a".parse().unwrap())];
    for event in decide(&state, Command::DeclareGateways { profiles }).unwrap() {
        apply(&mut state, Timestamp::default(), TENANT, &event);
    }
    state
}

fn facts(payment: u64) -> Facts<'static> {
    Facts {
        issuer_country: "DE".parse().ok(),
        ..Facts::of(PaymentId::derive(&[&payment.to_be_bytes()]), TENANT)
    }
}

fn teach(state: &mut State, at: u64, approved: bool) {
    let gateway: GatewayName = "a".parse().unwrap();
    let lesson = Lesson {
        gateway: &gateway,
        method: MethodKind::Card,
        amount: Money::new(1_000, Currency::EUR),
        issuer_country: "DE".parse().ok(),
        outcome: if approved {
            OutcomeClass::Success
        } else {
            OutcomeClass::Decline
        },
        retry_after: Some(SoftDecline::InsufficientFunds),
    };
    learn(state, Timestamp::from_microseconds(at), &lesson);
}

fn best(state: &State, payment: u64, from: u64, until: u64, tries_left: u32) -> u64 {
    let window = RetryWindow {
        earliest: Timestamp::from_microseconds(from),
        latest: Timestamp::from_microseconds(until),
        tries_left,
    };
    let decline = SoftDecline::InsufficientFunds;
    best_moment(state, window.earliest, &window, decline, &facts(payment)).as_microseconds()
}

#[test]
fn the_calendar_is_right() {
    let hour = |text: &str| text.parse::<Timestamp>().unwrap().as_microseconds() / HOUR;
    // A Saturday, a leap day that was a Thursday, and the last day of a year, a Monday.
    for (at, cells) in [
        ("2026-11-21T15:30:00Z", [16, 25 + 5, 33 + 5]),
        ("2024-02-29T00:00:00Z", [1, 25 + 7, 33 + 3]),
        ("2029-12-31T23:59:59Z", [24, 25 + 7, 33]),
        ("2026-11-01T00:00:00Z", [1, 25, 33 + 6]),
    ] {
        assert_eq!(cells_of(hour(at)), cells, "{at}");
    }
}

#[test]
fn without_lessons_the_distances_double_and_use_up_the_window() {
    let state = world();
    let start = 20_000 * DAY;
    let mut from = start;
    let mut tries = Vec::new();
    for left in (1..=4).rev() {
        let at = best(&state, 1, from, start + 15 * DAY, left);
        tries.push((at - from + DAY / 2) / DAY);
        from = at;
    }
    assert_eq!(tries, [1, 2, 4, 8]);
}

#[test]
fn retries_are_spread_over_an_hour_also_at_the_end_of_the_window() {
    let state = world();
    let start = 20_000 * DAY;
    for tries_left in [1, 2] {
        let mut minutes = [0; 60];
        for payment in 0..6_000 {
            let at = best(&state, payment, start, start + 10 * DAY, tries_left);
            minutes[usize::try_from(at % HOUR / 60_000_000).unwrap()] += 1;
        }
        assert!(
            minutes.iter().all(|count| (50..160).contains(count)),
            "{minutes:?}"
        );
    }
}

#[test]
fn countries_are_bounded_and_the_rate_of_all_stays() {
    let mut moments = Moments::default();
    for number in 0..2_000u64 {
        let letters = [b'A' + (number / 26 % 26) as u8, b'A' + (number % 26) as u8];
        let country = std::str::from_utf8(&letters).unwrap().parse().ok();
        let at = Timestamp::from_microseconds(number * DAY);
        moments.record(at, SoftDecline::Generic, country, true);
        assert!(moments.tables.len() <= MAXIMUM_TABLES);
    }
    assert!(moments.tables.contains_key(&key(SoftDecline::Generic, None)));
}

/// The chance that there is money on the account, in thousandths: more after the salary, more in the morning.
fn truth(at: u64) -> u64 {
    let [hour, part, _] = cells_of(at / HOUR);
    let salary = if [25, 32].contains(&part) { 300 } else { 0 };
    let morning = if (7..11).contains(&hour) { 150 } else { 0 };
    80 + salary + morning
}

#[test]
fn learned_moments_beat_uniform_waiting() {
    let mut state = world();
    let mut chance = Chance::of(&[4]);
    let start = 20_454 * DAY;
    let (mut learned, mut uniform, mut counted) = (0, 0, 0);
    for number in 0..12_000u64 {
        // Half a year; the retries come back in the order of their declines, which is near enough.
        let declined = start + number * 180 * DAY / 12_000 + u64::from(chance.below(3_600)) * 1_000_000;
        let until = declined + 12 * DAY;
        let at = best(&state, number, declined, until, 1);
        let other = declined + u64::from(chance.below(12 * 86_400)) * 1_000_000;
        let luck = u64::from(chance.below(1_000));
        let approved = luck < truth(at);
        teach(&mut state, at, approved);
        if number >= 3_000 {
            counted += 1;
            learned += u64::from(approved);
            uniform += u64::from(luck < truth(other));
        }
    }
    assert!(
        learned * 100 > uniform * 200,
        "{learned} against {uniform} of {counted}"
    );
    assert_eq!(State::decode(&state.encode()), Ok(state));
}

proptest! {
    #[test]
    fn the_moment_is_in_its_window_whatever_was_learned(
        lessons in prop::collection::vec((0u64..400, any::<bool>()), 0..200),
        now in 0u64..40_000,
        from in 0u64..40_000,
        length in 0u64..3_000_000,
        tries_left in 0u32..40,
        payment: u64,
    ) {
        let mut state = world();
        for (hours, approved) in lessons {
            teach(&mut state, hours * 5 * HOUR, approved);
        }
        let (now, earliest) = (Timestamp::from_microseconds(now * HOUR), Timestamp::from_microseconds(from * HOUR + 7));
        let window = RetryWindow { earliest, latest: earliest.after(Milliseconds(length * 1_000)), tries_left };
        let facts = facts(payment);
        let moment = best_moment(&state, now, &window, SoftDecline::InsufficientFunds, &facts);
        prop_assert!(moment >= earliest.max(now));
        prop_assert!(moment <= window.latest.max(earliest).max(now));
        prop_assert_eq!(best_moment(&state, now, &window, SoftDecline::InsufficientFunds, &facts), moment);
        for end in [Timestamp::from_microseconds(u64::MAX), Timestamp::default()] {
            best_moment(&state, end, &window, SoftDecline::Generic, &facts);
        }
    }
}
