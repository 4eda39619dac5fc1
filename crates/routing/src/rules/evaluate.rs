//! What the rules say about one payment. Nothing here allocates.

use bezant_kernel::Timestamp;

use super::program::{Condition, FAILS, HOLDS, KeyField, Ranges, RuleSet, Test, TimePart};
use crate::facts::country_key;
use crate::{Facts, Want};

/// So many matched rules are remembered for the explanation; the others count as well.
const MOST_MATCHED: usize = 32;

/// What the rules say. Gateways are places in [`RuleSet::gateways`].
#[derive(Clone, Debug)]
pub(crate) struct Ruling<'r> {
    /// The only ones that may take it; all if none are named.
    pub(crate) only: Option<(u64, u16)>,
    /// The rule that excluded each gateway.
    excluded_by: [u16; 64],
    /// The place in the order of preference of each gateway, from 0.
    preferred: [u8; 64],
    /// The split that was reached, and its rule.
    pub(crate) split: Option<(&'r [(u8, u32)], u16)>,
    pub(crate) three_d_secure: bool,
    matched: [u16; MOST_MATCHED],
    matched_count: usize,
}

const NONE: u16 = u16::MAX;

impl Ruling<'_> {
    /// What holds without rules.
    pub(crate) fn silent() -> Self {
        Ruling {
            only: None,
            excluded_by: [NONE; 64],
            preferred: [u8::MAX; 64],
            split: None,
            three_d_secure: false,
            matched: [0; MOST_MATCHED],
            matched_count: 0,
        }
    }

    /// The rule that keeps the gateway out, if one does. A gateway that no rule names has no place.
    pub(crate) fn excluded_by(&self, gateway: Option<u8>) -> Option<u16> {
        let by = self.excluded_by[usize::from(gateway?)];
        (by != NONE).then_some(by)
    }

    /// The rule that chooses others, if one does.
    pub(crate) fn passed_over_by(&self, gateway: Option<u8>) -> Option<u16> {
        let (allowed, by) = self.only?;
        let is_allowed = gateway.is_some_and(|place| allowed >> place & 1 == 1);
        (!is_allowed).then_some(by)
    }

    /// The rank in the order of preference; the largest if it is not preferred.
    pub(crate) fn preference(&self, gateway: Option<u8>) -> u8 {
        gateway.map_or(u8::MAX, |place| self.preferred[usize::from(place)])
    }

    /// The rules that held, the first [`MOST_MATCHED`] of them.
    pub(crate) fn matched(&self) -> &[u16] {
        &self.matched[..self.matched_count]
    }
}

/// The facts as numbers, taken once for all rules.
struct Subject<'a> {
    now: Timestamp,
    want: &'a Want<'a>,
    facts: &'a Facts<'a>,
    keys: [Option<(i128, i128)>; KeyField::COUNT],
}

impl RuleSet {
    /// What the rules say about a payment at `now`.
    pub(crate) fn evaluate(&self, now: Timestamp, want: &Want<'_>, facts: &Facts<'_>) -> Ruling<'_> {
        let subject = Subject {
            now,
            want,
            facts,
            keys: keys(want, facts),
        };
        let mut ruling = Ruling::silent();
        let mut preferred = 0;
        for (number, rule) in (0u16..).zip(&self.rules) {
            if !rule.condition.holds(&subject) {
                continue;
            }
            if ruling.matched_count < MOST_MATCHED {
                ruling.matched[ruling.matched_count] = number;
                ruling.matched_count += 1;
            }
            let actions = &rule.actions;
            for place in bits(actions.exclude) {
                if ruling.excluded_by[place] == NONE {
                    ruling.excluded_by[place] = number;
                }
            }
            for &place in &actions.prefer {
                let rank = &mut ruling.preferred[usize::from(place)];
                if *rank == u8::MAX {
                    *rank = preferred;
                    preferred += 1;
                }
            }
            ruling.three_d_secure |= actions.three_d_secure;
            if let Some(chosen) = actions.choose {
                ruling.only = Some((chosen, number));
            }
            if !actions.split.is_empty() {
                let parts = actions.split.iter().fold(0, |set, &(place, _)| set | 1 << place);
                ruling.only = Some((parts, number));
                ruling.split = Some((&actions.split, number));
            }
            if actions.is_last() {
                break;
            }
        }
        ruling
    }
}

fn bits(set: u64) -> impl Iterator<Item = usize> {
    (0..64)
        .filter(move |place| set >> place & 1 == 1)
        .take(set.count_ones() as usize)
}

fn keys(want: &Want<'_>, facts: &Facts<'_>) -> [Option<(i128, i128)>; KeyField::COUNT] {
    let mut keys = [None; KeyField::COUNT];
    let mut set = |field: KeyField, key: Option<i128>| keys[field.index()] = key.map(|key| (key, key));
    set(
        KeyField::Currency,
        Some(i128::from(want.amount.currency().number())),
    );
    set(KeyField::Method, Some(i128::from(want.method.number())));
    set(KeyField::Scheme, facts.scheme.map(|one| i128::from(one.number())));
    set(
        KeyField::Category,
        facts.category.map(|one| i128::from(one.number())),
    );
    set(KeyField::Country, want.country.map(country_key));
    set(KeyField::IssuerCountry, facts.issuer_country.map(country_key));
    set(KeyField::Tenant, Some(tenant_key(facts.tenant.id().as_u128())));
    keys[KeyField::Bin.index()] = facts
        .bin
        .map(|bin| bin.range())
        .map(|(low, high)| (low.into(), high.into()));
    keys
}

/// The bits of the id: only whether two are the same matters.
pub(super) const fn tenant_key(id: u128) -> i128 {
    id as i128
}

impl Condition {
    fn holds(&self, subject: &Subject<'_>) -> bool {
        let mut at = self.entry;
        loop {
            match at {
                HOLDS => return true,
                FAILS => return false,
                _ => {}
            }
            let step = &self.steps[at as usize];
            at = if subject.fits(&step.test) {
                step.yes
            } else {
                step.no
            };
        }
    }
}

impl Subject<'_> {
    fn fits(&self, test: &Test) -> bool {
        let among =
            |text: &str, values: &[Box<str>]| values.binary_search_by(|one| (**one).cmp(text)).is_ok();
        match test {
            Test::Key(field, ranges) => self.keys[field.index()].is_some_and(|key| is_within(key, ranges)),
            Test::Amount(currency, ranges) => {
                let amount = self.want.amount;
                amount.currency() == *currency && is_within((amount.minor(), amount.minor()), ranges)
            }
            Test::Time(part, offset, ranges) => {
                let part = time_part(self.now, *part, *offset);
                is_within((part, part), ranges)
            }
            Test::Customer(values) => self
                .facts
                .customer
                .is_some_and(|customer| among(customer, values)),
            Test::Metadata(key, values) => self.metadata(key).is_some_and(|value| among(value, values)),
            Test::KeyKnown(field) => self.keys[field.index()].is_some(),
            Test::CustomerKnown => self.facts.customer.is_some(),
            Test::MetadataKnown(key) => self.metadata(key).is_some(),
        }
    }

    fn metadata(&self, key: &str) -> Option<&str> {
        let mut entries = self.facts.metadata.iter();
        entries
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }
}

/// Whether all of `key` lies in one of the ranges.
fn is_within(key: (i128, i128), ranges: &Ranges) -> bool {
    let after = ranges.partition_point(|&(low, _)| low <= key.0);
    after > 0 && key.1 <= ranges[after - 1].1
}

fn time_part(now: Timestamp, part: TimePart, offset_minutes: i16) -> i128 {
    let minutes =
        i64::try_from(now.as_microseconds() / 60_000_000).expect("minutes fit") + i64::from(offset_minutes);
    let days = minutes.div_euclid(24 * 60);
    i128::from(match part {
        TimePart::Clock => minutes.rem_euclid(24 * 60),
        // 1970 began on a Thursday.
        TimePart::Weekday => (days + 3).rem_euclid(7),
        TimePart::Date => days,
    })
}
