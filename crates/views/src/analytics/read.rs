//! The question: which sums, by what.

use std::collections::BTreeMap;

use bezant_kernel::{Currency, GatewayName, Tenant, Timestamp};
use rustc_hash::FxHashMap;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::answer::{Analytics, AnalyticsRow, Counts};
use super::counter::Counter;
use super::segment::Facts;
use super::{Dimension, Resolution};
use crate::key::tenant_of;
use crate::store::Snapshot;
use crate::{Views, ViewsError};

/// Sums that one question looks at, so that none can keep a core busy for long.
const SCAN_SUMS: i64 = 500_000;

/// Rows of an answer.
const MAX_ROWS: usize = 2_000;

/// What to add up.
#[derive(Clone, Debug)]
pub struct AnalyticsQuestion {
    /// From this time; the unit that it is in counts whole.
    pub from: Timestamp,
    /// To before this time; the unit that it is in counts whole.
    pub to: Timestamp,
    /// Which sums to take.
    pub resolution: Resolution,
    /// One row for the whole span instead of one for each unit of time.
    pub is_total: bool,
    /// What rows are told apart by.
    pub group_by: Vec<Dimension>,
    /// What payments must be like.
    pub filters: Vec<(Dimension, String)>,
}

struct Segment {
    group: Vec<Option<String>>,
    currency: Option<Currency>,
}

/// A row as it grows.
struct Sum {
    currency: Option<Currency>,
    is_mixed: bool,
    counts: Counts,
}

impl Views {
    /// How payments went. Refused where it is too much to look at, or too many rows.
    pub async fn analytics(
        &self,
        tenant: Tenant,
        question: &AnalyticsQuestion,
    ) -> Result<Analytics, ViewsError> {
        let resolution = question.resolution;
        let (first, end) = resolution.units(question.from, question.to);
        let mut snapshot = self.snapshot(tenant).await?;
        let mut answer = Analytics {
            rows: Vec::new(),
            from: resolution.begin(first),
            to: resolution.begin(end),
            position: snapshot.position,
        };
        let Some(keys) = snapshot.keys else {
            return Ok(answer);
        };
        let tenant = tenant_of(keys.0);
        let segments = segments(&mut snapshot, tenant, question).await?;
        let is_too_much: bool = sqlx::query_scalar(
            "SELECT count(*) > ?5 FROM (SELECT 1 FROM analytics \
            WHERE tenant = ?1 AND resolution = ?2 AND at >= ?3 AND at < ?4 LIMIT ?5 + 1)",
        )
        .bind(tenant)
        .bind(resolution as u8)
        .bind(first)
        .bind(end)
        .bind(SCAN_SUMS)
        .fetch_one(&mut *snapshot.transaction)
        .await?;
        if is_too_much {
            return Err(ViewsError::TooMuchAsked("covers too much"));
        }
        // In two halves: a sum of many large sums does not fit an integer of SQLite.
        let sums = sqlx::query(
            "SELECT CASE WHEN ?5 THEN 0 ELSE at END AS unit, segment, counter, \
            sum(value >> 31), sum(value & 2147483647) FROM analytics \
            WHERE tenant = ?1 AND resolution = ?2 AND at >= ?3 AND at < ?4 GROUP BY unit, segment, counter",
        )
        .bind(tenant)
        .bind(resolution as u8)
        .bind(first)
        .bind(end)
        .bind(question.is_total)
        .fetch_all(&mut *snapshot.transaction)
        .await?;
        let mut rows = BTreeMap::new();
        for sum in &sums {
            add(&mut rows, &segments, sum)?;
            if rows.len() > MAX_ROWS {
                return Err(ViewsError::TooMuchAsked("gives too many rows"));
            }
        }
        let row = |((unit, group), sum): ((i64, &Vec<Option<String>>), Sum)| AnalyticsRow {
            at: (!question.is_total).then(|| resolution.begin(unit)),
            group: question
                .group_by
                .iter()
                .copied()
                .zip(group.iter().cloned())
                .collect(),
            currency: sum.currency.filter(|_| !sum.is_mixed),
            counts: sum.counts,
        };
        answer.rows = rows.into_iter().map(row).collect();
        Ok(answer)
    }
}

/// The tenant's segments that the filters let through.
async fn segments(
    snapshot: &mut Snapshot,
    tenant: i64,
    question: &AnalyticsQuestion,
) -> Result<FxHashMap<i64, Segment>, ViewsError> {
    let rows: Vec<(i64, Option<String>, i64)> =
        sqlx::query_as("SELECT number, gateway, facts FROM segments WHERE tenant = ?")
            .bind(tenant)
            .fetch_all(&mut *snapshot.transaction)
            .await?;
    let mut segments = FxHashMap::default();
    for (number, gateway, facts) in rows {
        let facts = Facts(facts);
        let word = |dimension| match dimension {
            Dimension::Gateway => gateway.clone(),
            other => facts.word(other),
        };
        let fits = |(dimension, wanted): &(Dimension, String)| word(*dimension).as_ref() == Some(wanted);
        if question.filters.iter().all(fits) {
            let group = question
                .group_by
                .iter()
                .map(|&dimension| word(dimension))
                .collect();
            let currency = facts.currency();
            segments.insert(number, Segment { group, currency });
        }
    }
    Ok(segments)
}

fn add<'a>(
    rows: &mut BTreeMap<(i64, &'a Vec<Option<String>>), Sum>,
    segments: &'a FxHashMap<i64, Segment>,
    sum: &SqliteRow,
) -> Result<(), ViewsError> {
    let Some(segment) = segments.get(&sum.try_get::<i64, _>(1)?) else {
        return Ok(());
    };
    let row = rows
        .entry((sum.try_get(0)?, &segment.group))
        .or_insert_with(|| Sum {
            currency: segment.currency,
            is_mixed: false,
            counts: Counts::default(),
        });
    row.is_mixed |= row.currency != segment.currency;
    let (high, low): (i64, i64) = (sum.try_get(3)?, sum.try_get(4)?);
    let value = (i128::from(high) << 31) + i128::from(low);
    row.counts.add(Counter(sum.try_get(2)?), value);
    Ok(())
}

/// The numbers of all segments, as they are stored.
pub(crate) async fn load_segments(
    connection: &mut sqlx::sqlite::SqliteConnection,
) -> Result<super::Segments, ViewsError> {
    let mut segments = super::Segments::default();
    let rows: Vec<(i64, i64, Option<String>, i64)> =
        sqlx::query_as("SELECT number, tenant, gateway, facts FROM segments")
            .fetch_all(connection)
            .await?;
    for (number, tenant, gateway, facts) in rows {
        let gateway = gateway
            .map(|name| name.parse::<GatewayName>())
            .transpose()
            .map_err(|_| ViewsError::Damaged("a gateway's name is not one"))?;
        segments.insert(tenant, gateway, Facts(facts), number);
    }
    Ok(segments)
}
