//! How many requests a tenant makes in a second, for the limit that its settings set: by this node, in memory.
//!
//! Each request takes its share of a second; who is a whole second ahead waits. So a burst of one second's requests goes through
//! at once, and over any longer time no more than the limit.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bezant_kernel::{Tenant, TenantId, Timestamp};

use crate::problem::{Code, Problem};

const SECOND: u64 = 1_000_000;

/// Until when each tenant that has a limit has used it up, in microseconds after 1970.
#[derive(Default)]
pub(crate) struct TenantRates {
    used_until: Mutex<HashMap<TenantId, u64>>,
}

impl TenantRates {
    /// Takes one request's share of a tenant's limit, or says when there is room again.
    pub(crate) fn admit(&self, tenant: Tenant, limit: Option<u32>, now: Timestamp) -> Result<(), Problem> {
        let Some(limit) = limit else { return Ok(()) };
        let (share, now) = (SECOND / u64::from(limit.max(1)), now.as_microseconds());
        let mut all = self.used_until.lock().unwrap_or_else(PoisonError::into_inner);
        let used_until = all.entry(tenant.id()).or_default();
        // Nobody gets further ahead than a second, unless the clock was set back.
        let ahead = Some(used_until.saturating_sub(now)).filter(|ahead| *ahead <= SECOND);
        let ahead = ahead.unwrap_or_default();
        if ahead + share > SECOND {
            let detail = format!("the tenant makes more than its {limit} requests in a second");
            let wait = Duration::from_micros(ahead + share - SECOND);
            return Err(Problem::new(Code::RequestsPerSecondReached, detail).retry_after(wait));
        }
        *used_until = now + ahead + share;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_s_requests_at_once_and_then_as_many_a_second() {
        let (rates, shop) = (TenantRates::default(), Tenant::new(TenantId::from_u128(1)));
        let at = |milliseconds: u64| Timestamp::from_microseconds((1_000_000 + milliseconds) * 1_000);
        let admits = |time| rates.admit(shop, Some(4), at(time)).is_ok();
        assert_eq!([0, 0, 1, 1, 2].map(admits), [true, true, true, true, false]);
        assert_eq!([249, 251, 252, 501].map(admits), [false, true, false, true]);
        let admitted = (1_000..11_000).filter(|time| admits(*time)).count();
        assert!((40..=43).contains(&admitted), "{admitted}");
        assert!(
            rates
                .admit(Tenant::new(TenantId::from_u128(2)), Some(1), at(0))
                .is_ok()
        );
        assert!(rates.admit(shop, None, at(0)).is_ok(), "no limit is no limit");
        assert!(admits(0), "a clock that was set back shuts nobody out");
    }
}
