//! The list of payments, newest first.

use bezant_kernel::wire::currency_from;
use bezant_kernel::{LookupHash, MethodKind, Money, PaymentId, PrincipalId, Tenant, Timestamp};
use bezant_payments::Status;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};

use super::{bounded, no_rows, page, search};
use crate::cursor::{List, Place};
use crate::key::{Lookup, position_of, row_key, tenant_of};
use crate::rows::{Page, PaymentFilter, PaymentRow};
use crate::store::Snapshot;
use crate::write::{id_bytes, number};
use crate::{Views, ViewsError};

/// Rows that one page looks at. What is rare in a long list takes more than one page, so that no question can keep a
/// core busy for long.
pub(crate) const SCAN_ROWS: i64 = if cfg!(test) { 40 } else { 50_000 };

/// No text of a payment is longer; SQLite refuses patterns that are.
const LONGEST_TEXT_BYTES: usize = 4 * bezant_payments::policy::MAX_DESCRIPTION;

const COLUMNS: &str = "key, id, status, currency, amount, captured, refunded, method, version, created_at, updated_at, \
    gateway, failure_code, customer, reference, description, created_by";

/// A filter as the table knows it.
struct Question<'a> {
    /// From the first key to before the second.
    keys: (i64, i64),
    generation: i64,
    status: Option<u32>,
    currency: Option<u16>,
    gateway: Option<&'a str>,
    customer: Option<&'a str>,
    reference: Option<&'a str>,
    billed: Option<&'a LookupHash>,
    created_by: Option<PrincipalId>,
    search: Option<&'a str>,
}

impl Views {
    /// The payments that the filter lets through, newest first. A page may have fewer rows than asked for, or none, and
    /// still a next cursor, where what is asked for is rare.
    pub async fn payments(
        &self,
        tenant: Tenant,
        filter: &PaymentFilter,
    ) -> Result<Page<PaymentRow>, ViewsError> {
        let after = Place::from_cursor(List::Payments, filter.cursor.as_deref())?;
        let mut snapshot = self.snapshot(tenant).await?;
        let Some(question) = question(&mut snapshot, filter, after).await? else {
            return Ok(no_rows(snapshot.position));
        };
        let limit = bounded(filter.limit);
        let mut rows = Vec::with_capacity(limit + 1);
        let mut query = question.query(limit);
        for row in query.build().fetch_all(&mut *snapshot.transaction).await? {
            let place = Place {
                position: position_of(row.try_get(0)?),
                index: 0,
            };
            rows.push((place, payment(&row)?));
        }
        let is_short = rows.len() <= limit;
        let mut page = page(rows, limit, List::Payments, snapshot.position);
        if is_short {
            let mut query = question.last_looked_at();
            let last: Option<i64> = query
                .build_query_scalar()
                .fetch_optional(&mut *snapshot.transaction)
                .await?;
            page.next_cursor = last.map(|key| {
                Place {
                    position: position_of(key),
                    index: 0,
                }
                .to_cursor(List::Payments)
            });
        }
        Ok(page)
    }
}

/// Nothing if nothing can match.
async fn question<'a>(
    snapshot: &mut Snapshot,
    filter: &'a PaymentFilter,
    after: Option<Place>,
) -> Result<Option<Question<'a>>, ViewsError> {
    let Some((mut first, mut end)) = snapshot.keys else {
        return Ok(None);
    };
    let status = filter.status.as_deref().map(Status::from_word);
    let currency = filter.currency.as_deref().map(bezant_kernel::Currency::from_code);
    let search = filter
        .search
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let is_too_long = search.is_some_and(|text| text.len() > LONGEST_TEXT_BYTES);
    if status == Some(None) || currency == Some(None) || is_too_long {
        return Ok(None);
    }
    if let Some(after) = after {
        end = end.min(row_key(tenant_of(first), after.position));
    }
    if let Some(before) = filter.created_before {
        end = end.min(first_created(snapshot, (first, end), before).await?);
    }
    if let Some(after) = filter.created_after {
        first = first_created(snapshot, (first, end), after).await?;
    }
    Ok(Some(Question {
        keys: (first, end),
        generation: snapshot.generation,
        status: status.flatten().map(Status::number),
        currency: currency.flatten().map(|currency| currency.number()),
        gateway: filter.gateway.as_deref(),
        customer: filter.customer.as_deref(),
        reference: filter.reference.as_deref(),
        billed: filter.billed.as_ref(),
        created_by: filter.created_by,
        search,
    }))
}

/// The key from which on payments were created at `at` or later. Times grow with keys, so no index is needed.
async fn first_created(
    snapshot: &mut Snapshot,
    (mut low, mut high): (i64, i64),
    at: Timestamp,
) -> Result<i64, ViewsError> {
    let at = i64::try_from(at.as_microseconds()).unwrap_or(i64::MAX);
    // All before `low` are older, all from `high` on are not.
    while low < high {
        let middle = low + (high - low) / 2;
        let next: Option<(i64, i64)> = sqlx::query_as(
            "SELECT key, created_at FROM payments WHERE key >= ? AND key < ? ORDER BY key LIMIT 1",
        )
        .bind(middle)
        .bind(high)
        .fetch_optional(&mut *snapshot.transaction)
        .await?;
        match next {
            Some((key, created_at)) if created_at < at => low = key + 1,
            Some(_) | None => high = middle,
        }
    }
    Ok(low)
}

impl Question<'_> {
    fn query(&self, limit: usize) -> QueryBuilder<Sqlite> {
        let mut query = QueryBuilder::new(format!("SELECT {COLUMNS} FROM ("));
        self.push_looked_at(&mut query, "*");
        query.push(" LIMIT ").push_bind(SCAN_ROWS).push(") WHERE TRUE");
        // No index has both, and what a page looks at is counted before the status is compared.
        if let (Some(status), Some(_)) = (self.status, self.created_by) {
            query.push(" AND status = ").push_bind(status);
        }
        if let Some(currency) = self.currency {
            query.push(" AND currency = ").push_bind(currency);
        }
        let texts = [
            ("gateway", self.gateway),
            ("customer", self.customer),
            ("reference", self.reference),
        ];
        for (column, text) in texts {
            if let Some(text) = text {
                query
                    .push(format_args!(" AND {column} = "))
                    .push_bind(text.to_owned());
            }
        }
        if let Some(hash) = self.billed {
            query.push(" AND billed = ").push_bind(hash.as_bytes().to_vec());
        }
        if let Some(text) = self.search {
            search::push(&mut query, text);
        }
        query
            .push(" ORDER BY key DESC LIMIT ")
            .push_bind(limit as i64 + 1);
        query
    }

    /// The key of the last row that a page may look at, if there are as many.
    fn last_looked_at(&self) -> QueryBuilder<Sqlite> {
        let mut query = QueryBuilder::new("");
        self.push_looked_at(&mut query, "key");
        query.push(" LIMIT 1 OFFSET ").push_bind(SCAN_ROWS - 1);
        query
    }

    fn push_looked_at(&self, query: &mut QueryBuilder<Sqlite>, columns: &str) {
        let lookup = match (self.reference, self.customer, self.billed) {
            (Some(reference), _, _) => Some(Lookup::PaymentReference(reference)),
            (None, Some(customer), _) => Some(Lookup::Customer(customer)),
            (None, None, Some(hash)) => Some(Lookup::Billed(hash)),
            (None, None, None) => None,
        };
        query.push(format_args!("SELECT {columns} FROM payments"));
        if let Some(lookup) = lookup {
            query.push(" WHERE key IN (");
            push_lookup(query, self.generation, lookup, self.keys);
            query.push(")");
        } else {
            if self.created_by.is_some() {
                query.push(" INDEXED BY payments_by_creator");
            } else if self.status.is_some() {
                query.push(" INDEXED BY payments_by_status");
            }
            query.push(" WHERE key >= ").push_bind(self.keys.0);
            query.push(" AND key < ").push_bind(self.keys.1);
        }
        if let (Some(status), None) = (self.status, self.created_by) {
            query.push(" AND status = ").push_bind(status);
        }
        if let Some(creator) = self.created_by {
            query
                .push(" AND created_by = ")
                .push_bind(id_bytes(creator.as_u128()));
        }
        query.push(" ORDER BY key DESC");
    }
}

/// The keys under which `lookup` was stored: possibly of something else with the same hash.
fn push_lookup(query: &mut QueryBuilder<Sqlite>, generation: i64, lookup: Lookup<'_>, keys: (i64, i64)) {
    query
        .push("WITH RECURSIVE generations (number) AS (SELECT ")
        .push_bind(generation)
        .push(
            " UNION ALL SELECT number - 1 FROM generations WHERE number > 0) \
            SELECT DISTINCT lookups.key FROM generations CROSS JOIN lookups \
            ON lookups.generation = generations.number AND lookups.hash = ",
        )
        .push_bind(lookup.hash())
        .push(" AND lookups.key >= ")
        .push_bind(keys.0)
        .push(" AND lookups.key < ")
        .push_bind(keys.1);
}

fn payment(row: &SqliteRow) -> Result<PaymentRow, ViewsError> {
    let damaged = ViewsError::Damaged;
    let currency = currency_from(row.try_get(3)?)?;
    let money = |column: usize| -> Result<Money, ViewsError> {
        Ok(Money::new(i128::from(row.try_get::<i64, _>(column)?), currency))
    };
    let status = Status::from_number(row.try_get(2)?).ok_or(damaged("a status is unknown"))?;
    let method = MethodKind::from_number(row.try_get(7)?).ok_or(damaged("a method is unknown"))?;
    Ok(PaymentRow {
        id: PaymentId::from_u128(number(row, 1)?),
        status: status.as_str().to_owned(),
        amount: money(4)?,
        amount_captured: money(5)?,
        amount_refunded: money(6)?,
        gateway: row.try_get(11)?,
        customer: row.try_get(13)?,
        reference: row.try_get(14)?,
        description: row.try_get(15)?,
        created_by: creator(row, 16)?,
        failure_code: row.try_get(12)?,
        version: row.try_get::<i64, _>(8)?.cast_unsigned(),
        created_at: time(row, 9)?,
        updated_at: time(row, 10)?,
        method: method.as_str().to_owned(),
    })
}

fn creator(row: &SqliteRow, column: usize) -> Result<Option<PrincipalId>, ViewsError> {
    let is_known = row.try_get::<Option<&[u8]>, _>(column)?.is_some();
    is_known
        .then(|| number(row, column).map(PrincipalId::from_u128))
        .transpose()
}

pub(super) fn time(row: &SqliteRow, column: usize) -> Result<Timestamp, ViewsError> {
    Ok(Timestamp::from_microseconds(
        row.try_get::<i64, _>(column)?.cast_unsigned(),
    ))
}
