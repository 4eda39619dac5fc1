//! The best moment to retry a payment after a soft decline: learned from how earlier retries ended.
//!
//! An account without money today has some after the salary; an issuer that limits tries is kinder in the morning. Each
//! retry that ended counts in its hour of the day, its part of the month and its day of the week (all UTC), for its kind of
//! decline, over all issuers and for its issuer's country. What to expect of a moment is the rate of the kind, times what
//! each of the three is better or worse than that. Everything backs off: a country starts from what all say, an hour from
//! the rate of the kind, and the kind from a mild prior. Counts halve every 60 days.
//!
//! Without lessons all moments are alike. Then the distance decides, which doubles with each try and uses up the window
//! with the last one. With lessons the distance weighs a little still, so that what is hardly better is not worth waiting.

use std::collections::BTreeMap;

use bezant_kernel::{Country, Timestamp, numbered_words};

use crate::chance::{Chance, halves};

use crate::facts::country_key;
use crate::learn::SCALE;
use crate::statistics::decayed;
use crate::{Facts, State};

numbered_words! {
    /// A decline after which the same payment may succeed later.
    SoftDecline {
        /// There was not enough money on the account.
        InsufficientFunds = 1 "insufficient_funds",
        /// A limit of amount or count was reached.
        LimitReached = 2 "limit_reached",
        /// The issuer gave no reason.
        Generic = 3 "generic",
        /// The issuer, or the way to it, did not work just then.
        TryLater = 4 "try_later",
    }
}

/// When a retry may be made.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct RetryWindow {
    /// Not before this.
    pub earliest: Timestamp,
    /// Not after this. Of a window of more than 62 days the first 62 count.
    pub latest: Timestamp,
    /// How many tries are left, this one included; none counts as one.
    pub tries_left: u32,
}

const HOURS: usize = 24;
/// The first days of the parts of the month; the last is from the 28th on.
const PARTS: [u8; 8] = [1, 3, 6, 11, 15, 18, 25, 28];
const WEEKDAYS: usize = 7;
/// All retries, then by hour, by part of the month, by weekday.
pub(crate) const CELLS: usize = 1 + HOURS + PARTS.len() + WEEKDAYS;
/// More countries than this are not told apart; the one that was not heard of for longest goes.
pub(crate) const MAXIMUM_TABLES: usize = 256;

/// A 32nd of the half-life of 60 days.
const STEP_MICROSECONDS: u64 = 162_000_000_000;
const HOUR: u64 = 3_600_000_000;
const LONGEST_WINDOW: u64 = 62 * 24 * HOUR;
/// What is imagined of a kind of decline of which nothing is known: 20 retries, 15 of 100 good.
const PRIOR_RETRIES: u64 = 20 * SCALE;
const PRIOR_SUCCESS: u64 = 150_000;
/// What a coarser cell counts in a finer one.
const BACKED_OFF_RETRIES: u64 = 50 * SCALE;
const ONE: u64 = 1_000_000;
/// What the other end of the window is less worth than the moment that the distance says, in millionths.
const DISTANCE: u64 = 100_000;
/// Retries of one cell do not count more than this, so that no sum overflows.
const MOST_RETRIES: u64 = 1_000_000 * SCALE;
/// Tries beyond these do not make the first distance shorter.
const MOST_TRIES: u32 = 16;

/// Faded counts of one cell, in units of [`SCALE`].
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) good: u64,
    pub(crate) bad: u64,
}

/// Retries after one kind of decline, of one country or of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) step: u64,
    pub(crate) cells: [Cell; CELLS],
}

/// When retries succeed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Moments {
    /// By [`key`].
    pub(crate) tables: BTreeMap<u64, Table>,
}

/// Keys are stored: their form never changes.
fn key(decline: SoftDecline, country: Option<Country>) -> u64 {
    let country = country.map_or(0, |one| u64::try_from(country_key(one)).expect("two letters"));
    u64::from(decline.number()) << 16 | country
}

/// The cells of an hour since 1970: of its hour, its part of the month, its weekday.
fn cells_of(hour: u64) -> [usize; 3] {
    let days = hour / 24;
    let small = |number: u64| usize::try_from(number).expect("a remainder is small");
    let epoch = jiff::civil::date(1970, 1, 1);
    let span = i64::try_from(days)
        .ok()
        .and_then(|days| jiff::Span::new().try_days(days).ok());
    // Beyond the calendar all days are alike.
    let date = span.and_then(|span| epoch.checked_add(span).ok());
    let day = date.and_then(|date| u8::try_from(date.day()).ok()).unwrap_or(1);
    let part = PARTS.iter().filter(|&&first| first <= day).count() - 1;
    // 1970 began on a Thursday; Monday is the first.
    let weekday = small((days + 3) % 7);
    [
        1 + small(hour % 24),
        1 + HOURS + part,
        1 + HOURS + PARTS.len() + weekday,
    ]
}

impl Table {
    fn at(&self, step: u64) -> Table {
        let step = step.max(self.step);
        let steps = step - self.step;
        Table {
            step,
            cells: self.cells.map(|cell| Cell {
                good: decayed(cell.good, steps),
                bad: decayed(cell.bad, steps),
            }),
        }
    }

    fn record(&mut self, step: u64, cells: [usize; 3], approved: bool) {
        *self = self.at(step);
        for number in std::iter::once(0).chain(cells) {
            let cell = &mut self.cells[number];
            let count = if approved { &mut cell.good } else { &mut cell.bad };
            *count = count.saturating_add(SCALE).min(MOST_RETRIES);
        }
    }
}

impl Cell {
    /// The rate of success in millionths, beside `imagined` retries of this `rate`.
    fn rate(self, imagined: u64, rate: u64) -> u64 {
        let good = u128::from(self.good) * u128::from(ONE) + u128::from(imagined) * u128::from(rate);
        let all = u128::from(self.good) + u128::from(self.bad) + u128::from(imagined);
        u64::try_from(good / all).expect("a rate is at most a million")
    }
}

impl Moments {
    /// Takes in a retry that ended at `at`.
    pub(crate) fn record(
        &mut self,
        at: Timestamp,
        decline: SoftDecline,
        country: Option<Country>,
        approved: bool,
    ) {
        let step = at.as_microseconds() / STEP_MICROSECONDS;
        let cells = cells_of(at.as_microseconds() / HOUR);
        for country in std::iter::once(None).chain(country.map(Some)) {
            let table = self.tables.entry(key(decline, country)).or_insert(Table {
                step,
                cells: [Cell::default(); CELLS],
            });
            table.record(step, cells, approved);
        }
        if self.tables.len() > MAXIMUM_TABLES {
            let countries = self.tables.iter().filter(|(key, _)| *key & 0xffff != 0);
            let oldest = countries
                .min_by_key(|(key, table)| (table.step, **key))
                .map(|(key, _)| *key);
            self.tables
                .remove(&oldest.expect("there are more tables than kinds of decline"));
        }
    }

    /// What each cell says of its moments, in millionths: the rate itself in the first one, what it is multiplied by in
    /// the others.
    fn expect(&self, now: Timestamp, decline: SoftDecline, country: Option<Country>) -> [u64; CELLS] {
        let step = now.as_microseconds() / STEP_MICROSECONDS;
        let mut expected = [ONE; CELLS];
        expected[0] = PRIOR_SUCCESS;
        let mut imagined = PRIOR_RETRIES;
        for country in std::iter::once(None).chain(country.map(Some)) {
            if let Some(table) = self.tables.get(&key(decline, country)) {
                let cells = table.at(step).cells;
                let rate = cells[0].rate(imagined, expected[0]).max(1);
                expected[0] = rate;
                for (factor, cell) in expected.iter_mut().zip(cells).skip(1) {
                    let usual = (rate * *factor / ONE).min(ONE);
                    *factor = cell.rate(BACKED_OFF_RETRIES, usual) * ONE / rate;
                }
            }
            imagined = BACKED_OFF_RETRIES;
        }
        expected
    }
}

/// When to retry a payment that was declined softly: the moment in the window at which success is most likely, not
/// earlier than `now`. At which minute of its hour follows from the payment's id, so that retries don't come all at
/// once.
pub fn best_moment(
    state: &State,
    now: Timestamp,
    window: &RetryWindow,
    decline: SoftDecline,
    facts: &Facts<'_>,
) -> Timestamp {
    let first = window.earliest.max(now);
    let from = first.as_microseconds();
    if from > u64::MAX - LONGEST_WINDOW - HOUR {
        return first; // There is no later time to speak of.
    }
    let until = window.latest.as_microseconds().clamp(from, from + LONGEST_WINDOW);
    let tries = window.tries_left.clamp(1, MOST_TRIES);
    // Later tries need their part of the window.
    let reach = (until - from) / u64::from(tries + 1) * 2;
    let last = if tries == 1 { until } else { from + reach };
    let target = from + (until - from) / ((1 << tries) - 1);
    let expected = state.moments.expect(now, decline, facts.issuer_country);
    let width = (last / HOUR - from / HOUR).max(1);
    let worth = |hour: u64| {
        let rate = cells_of(hour)
            .iter()
            .fold(expected[0], |rate, &cell| {
                rate.saturating_mul(expected[cell]) / ONE
            })
            .min(ONE);
        rate * (ONE - DISTANCE * hour.abs_diff(target / HOUR).min(width) / width)
    };
    let best = (from / HOUR..=last / HOUR).max_by_key(|&hour| (worth(hour), std::cmp::Reverse(hour)));
    let hour = best.expect("the window has at least the hour in which it begins");
    // An hour that the window cuts off begins earlier, so that its minutes are not crowded.
    let end = last.min(hour * HOUR + HOUR - 1);
    let start = from.max((end + 1).saturating_sub(HOUR));
    let [high, low] = halves(facts.payment);
    let seconds = u32::try_from((end - start) / 1_000_000).expect("an hour has few seconds");
    let second = Chance::of(&[MINUTE, high, low, u64::from(window.tries_left)]).below(seconds + 1);
    Timestamp::from_microseconds(start + u64::from(second) * 1_000_000)
}

/// Draws of minutes are others than those of the choice of a gateway.
const MINUTE: u64 = 0x6d69_6e75_7465_0000;

#[cfg(test)]
mod tests;
