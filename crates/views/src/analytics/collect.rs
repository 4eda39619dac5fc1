//! The sums of a batch, and how they get into the table.

use bezant_kernel::{GatewayName, Timestamp};
use rustc_hash::FxHashMap;
use sqlx::sqlite::SqliteConnection;

use super::course::Observed;
use super::segment::Facts;
use super::{Resolution, counter::Counter};
use crate::write::{Row, Values};

/// Segments of a tenant. When there are more, issuers' countries and schemes are no longer told apart.
const MAX_SEGMENTS: usize = if cfg!(test) { 300 } else { 50_000 };

/// So much is in one sum at most: two such can be added.
const MOST: i64 = (1 << 62) - 1;

type Key = (i64, Option<GatewayName>, Facts);

/// The numbers of the segments that there are.
#[derive(Default)]
pub(crate) struct Segments {
    numbers: FxHashMap<Key, i64>,
    of_tenant: FxHashMap<i64, usize>,
    /// The hour up to which a tenant's old sums were thrown away.
    pruned: FxHashMap<i64, i64>,
}

impl Segments {
    pub(crate) fn insert(&mut self, tenant: i64, gateway: Option<GatewayName>, facts: Facts, number: i64) {
        self.numbers.insert((tenant, gateway, facts), number);
        *self.of_tenant.entry(tenant).or_default() += 1;
    }

    fn number(
        &mut self,
        tenant: i64,
        gateway: Option<GatewayName>,
        facts: Facts,
        new: &mut Vec<SegmentRow>,
    ) -> i64 {
        let mut key = (tenant, gateway, facts);
        if let Some(&number) = self.numbers.get(&key) {
            return number;
        }
        if self.of_tenant.get(&tenant).copied().unwrap_or_default() >= MAX_SEGMENTS {
            key.2 = facts.coarse();
            if let Some(&number) = self.numbers.get(&key) {
                return number;
            }
        }
        let number = self.numbers.len() as i64 + 1;
        new.push(SegmentRow {
            number,
            tenant,
            gateway: key.1.as_ref().map(GatewayName::to_string),
            facts: key.2,
        });
        self.insert(key.0, key.1, key.2, number);
        number
    }
}

/// What a batch adds.
#[derive(Default)]
pub(crate) struct Collected {
    /// By tenant, minute, segment and counter.
    sums: FxHashMap<(i64, i64, i64, Counter), i64>,
    new: Vec<SegmentRow>,
}

/// What a batch writes.
#[derive(Default)]
pub(crate) struct Sums {
    pub(crate) segments: Vec<SegmentRow>,
    pub(crate) counters: Vec<CounterRow>,
    /// Tenants with the hour before which they have sums that may be too old.
    pub(crate) prune: Vec<(i64, i64)>,
}

impl Collected {
    pub(crate) fn add(
        &mut self,
        segments: &mut Segments,
        tenant: i64,
        at: Timestamp,
        facts: Facts,
        observed: Observed,
    ) {
        let segment = segments.number(tenant, observed.gateway, facts, &mut self.new);
        let minute = Resolution::Minute.unit_of(at);
        let sum = self
            .sums
            .entry((tenant, minute, segment, observed.counter))
            .or_default();
        *sum = sum.saturating_add(observed.value).min(MOST);
    }

    pub(crate) fn finish(self, segments: &mut Segments) -> Sums {
        let mut sums: FxHashMap<(i64, u8, i64, i64, Counter), i64> = FxHashMap::default();
        let mut prune: FxHashMap<i64, i64> = FxHashMap::default();
        for ((tenant, minute, segment, counter), value) in self.sums {
            for resolution in Resolution::ALL {
                let per_unit = (resolution.unit().0 / Resolution::Minute.unit().0).cast_signed();
                let key = (tenant, resolution as u8, minute / per_unit, segment, counter);
                let sum = sums.entry(key).or_default();
                *sum = sum.saturating_add(value).min(MOST);
            }
            let hour = minute / 60;
            if segments.pruned.get(&tenant).is_none_or(|&pruned| pruned < hour) {
                let newest = prune.entry(tenant).or_default();
                *newest = hour.max(*newest);
            }
        }
        segments.pruned.extend(prune.iter());
        let mut counters: Vec<CounterRow> = sums
            .into_iter()
            .map(|((tenant, resolution, at, segment, counter), value)| CounterRow {
                tenant,
                resolution,
                at,
                segment,
                counter: counter.0,
                value,
            })
            .collect();
        // Pages are touched in order, each once.
        counters.sort_unstable();
        Sums {
            segments: self.new,
            counters,
            prune: prune.into_iter().collect(),
        }
    }
}

/// Throws away what is too old, as seen from the tenant's own newest hour: so it does not depend on when this is done.
pub(crate) async fn prune(
    connection: &mut SqliteConnection,
    tenants: Vec<(i64, i64)>,
) -> Result<(), sqlx::Error> {
    for (tenant, hour) in tenants {
        let now = Resolution::Hour.begin(hour);
        for resolution in Resolution::ALL {
            let oldest = resolution.unit_of(now) - resolution.kept().cast_signed();
            sqlx::query("DELETE FROM analytics WHERE tenant = ? AND resolution = ? AND at < ?")
                .bind(tenant)
                .bind(resolution as u8)
                .bind(oldest)
                .execute(&mut *connection)
                .await?;
        }
    }
    Ok(())
}

/// A segment that is new.
pub(crate) struct SegmentRow {
    number: i64,
    tenant: i64,
    gateway: Option<String>,
    facts: Facts,
}

impl Row for SegmentRow {
    const HEAD: &'static str = "INSERT INTO segments (number, tenant, gateway, facts) VALUES ";
    const TAIL: &'static str = "";
    const COLUMNS: usize = 4;

    fn bind(self, values: &mut Values) {
        values.add(self.number);
        values.add(self.tenant);
        values.add(self.gateway);
        values.add(self.facts.0);
    }
}

/// What is added to a sum.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CounterRow {
    tenant: i64,
    resolution: u8,
    at: i64,
    segment: i64,
    counter: u16,
    value: i64,
}

impl Row for CounterRow {
    const HEAD: &'static str =
        "INSERT INTO analytics (tenant, resolution, at, segment, counter, value) VALUES ";
    // A sum that would not fit stays at the most: an overflow would be no integer, and stop the writer for good.
    const TAIL: &'static str = " ON CONFLICT DO UPDATE SET \
        value = min(value + excluded.value, 4611686018427387903)";
    const COLUMNS: usize = 6;

    fn bind(self, values: &mut Values) {
        values.add(self.tenant);
        values.add(self.resolution);
        values.add(self.at);
        values.add(self.segment);
        values.add(self.counter);
        values.add(self.value);
    }
}
