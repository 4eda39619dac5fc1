//! How many payments each tenant has made on the present day, for the limit that its settings set.
//!
//! Days are those of UTC, by the time of commit. What was made is counted when it is applied, so that everyone who has the same
//! log has the same count; a day that has begun forgets the one before.

use std::collections::BTreeMap;

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{Milliseconds, Tenant, Timestamp};
use prost::Message;

use crate::Rejection;

const DAY_MICROSECONDS: u64 = 24 * 3_600 * 1_000_000;

/// The payments of the last day on which one was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PaymentsOfTheDay {
    /// The days since 1970.
    day: u64,
    made: BTreeMap<Tenant, u64>,
}

impl PaymentsOfTheDay {
    /// Whether a tenant may make one more of so many at `now`.
    pub(crate) fn check(&self, tenant: Tenant, limit: Option<u64>, now: Timestamp) -> Result<(), Rejection> {
        let Some(limit) = limit else { return Ok(()) };
        // A clock that was set back does not give the day anew.
        let day = day_of(now).max(self.day);
        let made = if day == self.day { self.made(tenant) } else { 0 };
        if made < limit {
            return Ok(());
        }
        let midnight = Timestamp::from_microseconds((day + 1).saturating_mul(DAY_MICROSECONDS));
        let retry_after = Milliseconds(midnight.since(now).0 + 1);
        Err(Rejection::PaymentsPerDayReached { limit, retry_after })
    }

    /// Counts one.
    pub(crate) fn count(&mut self, tenant: Tenant, at: Timestamp) {
        let day = day_of(at);
        if day > self.day {
            self.day = day;
            self.made.clear();
        }
        *self.made.entry(tenant).or_default() += 1;
    }

    fn made(&self, tenant: Tenant) -> u64 {
        self.made.get(&tenant).copied().unwrap_or_default()
    }

    /// As bytes, the same for the same counts.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let made = self.made.iter().map(|(tenant, made)| MadeWire {
            tenant: id_bytes(tenant.id()),
            made: *made,
        });
        let wire = DayWire {
            day: self.day,
            made: made.collect(),
        };
        wire.encode_to_vec()
    }

    /// The counts in these bytes.
    pub(crate) fn decode(bytes: &[u8]) -> Result<PaymentsOfTheDay, Corrupt> {
        let wire = DayWire::decode(bytes)?;
        let made = wire
            .made
            .iter()
            .map(|made| Ok((Tenant::new(id_from(&made.tenant)?), made.made)));
        Ok(PaymentsOfTheDay {
            day: wire.day,
            made: made.collect::<Result<_, Corrupt>>()?,
        })
    }
}

const fn day_of(at: Timestamp) -> u64 {
    at.as_microseconds() / DAY_MICROSECONDS
}

#[derive(Clone, PartialEq, Message)]
struct DayWire {
    #[prost(uint64, tag = "1")]
    day: u64,
    #[prost(message, repeated, tag = "2")]
    made: Vec<MadeWire>,
}

#[derive(Clone, PartialEq, Message)]
struct MadeWire {
    #[prost(bytes = "vec", tag = "1")]
    tenant: Vec<u8>,
    #[prost(uint64, tag = "2")]
    made: u64,
}

#[cfg(test)]
mod tests {
    use bezant_kernel::TenantId;

    use super::*;

    fn tenant(number: u64) -> Tenant {
        Tenant::new(TenantId::from_u128(u128::from(number) + 1))
    }

    /// Against all that was made, counted anew each time.
    #[test]
    fn a_tenant_makes_so_many_a_day_and_no_more() {
        let mut counted = PaymentsOfTheDay::default();
        let mut made: Vec<(Tenant, u64)> = Vec::new();
        let (mut at, mut dice) = (0_u64, 1_u64);
        for _ in 0..5_000 {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            at += (dice >> 33) % (DAY_MICROSECONDS / 40);
            let (tenant, limit, now) = (tenant((dice >> 40) % 3), 10, Timestamp::from_microseconds(at));
            let today = made
                .iter()
                .filter(|(whose, when)| *whose == tenant && when / DAY_MICROSECONDS == at / DAY_MICROSECONDS)
                .count();
            match counted.check(tenant, Some(limit), now) {
                Ok(()) => {
                    assert!((today as u64) < limit);
                    counted.count(tenant, now);
                    made.push((tenant, at));
                }
                Err(Rejection::PaymentsPerDayReached { retry_after, .. }) => {
                    assert_eq!(today as u64, limit);
                    assert!(counted.check(tenant, Some(limit), now.after(retry_after)).is_ok());
                }
                Err(other) => panic!("{other}"),
            }
            assert_eq!(PaymentsOfTheDay::decode(&counted.encode()).as_ref(), Ok(&counted));
        }
        assert!(made.len() < 5_000, "some were refused");
    }

    #[test]
    fn a_clock_that_is_set_back_gives_no_day_anew() {
        let (mut counted, shop) = (PaymentsOfTheDay::default(), tenant(1));
        counted.count(shop, Timestamp::from_microseconds(2 * DAY_MICROSECONDS));
        let yesterday = Timestamp::from_microseconds(2 * DAY_MICROSECONDS - 1);
        assert!(counted.check(shop, Some(1), yesterday).is_err());
        counted.count(shop, yesterday);
        assert_eq!(counted.made(shop), 2);
        assert!(counted.check(shop, None, yesterday).is_ok());
    }
}
