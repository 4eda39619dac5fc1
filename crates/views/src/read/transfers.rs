//! The journal: transfers of the tenant or of an account, newest first, and one by its id.

use std::collections::BTreeMap;

use bezant_kernel::{AccountId, Tenant, TransferId};
use bezant_ledger::{NO_TRANSFER, RECORD_BYTES, Transfer};
use sqlx::{QueryBuilder, Row, Sqlite};

use super::payments::push_lookup;
use super::{bounded, no_rows, page};
use crate::cursor::{List, Place};
use crate::event_json::transfer_kind;
use crate::key::{Lookup, position_of, row_key, tenant_of};
use crate::rows::{Page, TransferRow};
use crate::store::Snapshot;
use crate::write::number;
use crate::{Views, ViewsError};

impl Views {
    /// The journal's lines, newest first: of one account, or with one reference, or both, or all.
    pub async fn transfers(
        &self,
        tenant: Tenant,
        account: Option<AccountId>,
        reference: Option<u128>,
        cursor: Option<String>,
        limit: u32,
    ) -> Result<Page<TransferRow>, ViewsError> {
        let after = Place::from_cursor(List::Transfers, cursor.as_deref())?;
        let limit = bounded(limit);
        let mut snapshot = self.snapshot(tenant).await?;
        let Some(keys) = snapshot.keys else {
            return Ok(no_rows(snapshot.position));
        };
        let mut entries = match (reference, account) {
            (Some(reference), _) => Entries::OfReference(reference),
            (None, Some(account)) => match account_key(&mut snapshot, account).await? {
                Some(key) => Entries::OfAccount(key),
                None => return Ok(no_rows(snapshot.position)),
            },
            (None, None) => Entries::All,
        };
        let is_wanted = |transfer: &Transfer| {
            account.is_none_or(|id| transfer.debit == id || transfer.credit == id)
                && reference.is_none_or(|reference| transfer.reference == reference)
        };
        let mut found = Vec::new();
        let mut end = after.map_or(keys.1, |place| row_key(tenant_of(keys.0), place.position) + 1);
        while found.len() <= limit {
            let rows = entries.before(&mut snapshot, (keys.0, end), limit + 2).await?;
            let Some((last, _)) = rows.last() else { break };
            end = *last;
            let is_last = rows.len() < limit + 2;
            for (key, stored) in rows {
                for (index, transfer) in of_entry(&stored)?.into_iter().enumerate().rev() {
                    let place = Place {
                        position: position_of(key),
                        index: index as u32,
                    };
                    if is_wanted(&transfer) && after.is_none_or(|after| place < after) {
                        found.push((place, transfer));
                    }
                }
            }
            if is_last {
                break;
            }
        }
        found.truncate(limit + 1);
        let rows = with_paths(&mut snapshot, found).await?;
        Ok(page(rows, limit, List::Transfers, snapshot.position))
    }

    /// The transfer with this id, and the position of the log that the answer reflects.
    pub async fn transfer(
        &self,
        tenant: Tenant,
        id: TransferId,
    ) -> Result<(Option<TransferRow>, u64), ViewsError> {
        let mut snapshot = self.snapshot(tenant).await?;
        let Some(keys) = snapshot.keys else {
            return Ok((None, snapshot.position));
        };
        let mut query = QueryBuilder::<Sqlite>::new("SELECT transfers FROM journal WHERE key IN (");
        push_lookup(
            &mut query,
            snapshot.generation,
            Lookup::Transfer(id.as_u128()),
            keys,
        );
        query.push(")");
        let mut found = Vec::new();
        for row in query.build().fetch_all(&mut *snapshot.transaction).await? {
            let transfers = of_entry(row.try_get(0)?)?;
            found.extend(transfers.into_iter().filter(|transfer| transfer.id == id));
        }
        let rows = with_paths(
            &mut snapshot,
            found.into_iter().take(1).map(|one| ((), one)).collect(),
        )
        .await?;
        Ok((rows.into_iter().next().map(|(_, row)| row), snapshot.position))
    }
}

/// Which of the journal's entries to read.
enum Entries {
    All,
    OfAccount(i64),
    OfReference(u128),
}

impl Entries {
    /// The newest `limit` entries with these keys, newest first.
    async fn before(
        &mut self,
        snapshot: &mut Snapshot,
        (first, end): (i64, i64),
        limit: usize,
    ) -> Result<Vec<(i64, Vec<u8>)>, ViewsError> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT key, transfers FROM journal WHERE ");
        match self {
            Entries::All => {
                query
                    .push("key >= ")
                    .push_bind(first)
                    .push(" AND key < ")
                    .push_bind(end);
            }
            Entries::OfReference(reference) => {
                query.push("key IN (");
                let lookup = Lookup::TransferReference(*reference);
                push_lookup(&mut query, snapshot.generation, lookup, (first, end));
                query.push(")");
            }
            Entries::OfAccount(account) => {
                query
                    .push("key IN (SELECT ")
                    .push_bind(first)
                    .push(" + position FROM (");
                for moved in [true, false] {
                    query.push("SELECT * FROM (SELECT position FROM lines WHERE account = ");
                    query.push_bind(*account).push(" AND moved = ").push_bind(moved);
                    query.push(" AND position < ").push_bind(end - first);
                    query
                        .push(" ORDER BY position DESC LIMIT ")
                        .push_bind(limit as i64);
                    query.push(if moved { ") UNION ALL " } else { ")))" });
                }
            }
        }
        query.push(" ORDER BY key DESC LIMIT ").push_bind(limit as i64);
        let rows = query
            .build_query_as()
            .fetch_all(&mut *snapshot.transaction)
            .await?;
        Ok(rows)
    }
}

/// The key of an account of the snapshot's tenant.
pub(super) async fn account_key(snapshot: &mut Snapshot, id: AccountId) -> Result<Option<i64>, ViewsError> {
    let Some((first, end)) = snapshot.keys else {
        return Ok(None);
    };
    let key = sqlx::query_scalar("SELECT key FROM accounts WHERE id = ? AND key >= ? AND key < ?")
        .bind(id.as_u128().to_be_bytes().to_vec())
        .bind(first)
        .bind(end)
        .fetch_optional(&mut *snapshot.transaction)
        .await?;
    Ok(key)
}

/// The transfers in a row of the journal.
pub(super) fn of_entry(stored: &[u8]) -> Result<Vec<Transfer>, ViewsError> {
    let (records, rest) = stored.as_chunks::<RECORD_BYTES>();
    if !rest.is_empty() {
        return Err(ViewsError::Damaged("a row of the journal has a torn transfer"));
    }
    Ok(records
        .iter()
        .map(Transfer::from_bytes)
        .collect::<Result<_, _>>()?)
}

/// The transfers with the paths of their accounts.
pub(super) async fn with_paths<T>(
    snapshot: &mut Snapshot,
    transfers: Vec<(T, Transfer)>,
) -> Result<Vec<(T, TransferRow)>, ViewsError> {
    const IDS_PER_QUERY: usize = 512;
    let mut paths: BTreeMap<AccountId, String> = transfers
        .iter()
        .flat_map(|(_, transfer)| [transfer.debit, transfer.credit])
        .map(|id| (id, String::new()))
        .collect();
    let ids: Vec<AccountId> = paths.keys().copied().collect();
    for ids in ids.chunks(IDS_PER_QUERY) {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT id, path FROM accounts WHERE id IN (");
        let mut list = query.separated(", ");
        for id in ids {
            list.push_bind(id.as_u128().to_be_bytes().to_vec());
        }
        query.push(")");
        for row in query.build().fetch_all(&mut *snapshot.transaction).await? {
            paths.insert(AccountId::from_u128(number(&row, 0)?), row.try_get(1)?);
        }
    }
    let path = |id: AccountId| -> Result<String, ViewsError> {
        match paths.get(&id) {
            Some(path) if !path.is_empty() => Ok(path.clone()),
            Some(_) | None => Err(ViewsError::Damaged("a transfer's account is not there")),
        }
    };
    let row = |(place, transfer): (T, Transfer)| {
        let row = TransferRow {
            id: transfer.id,
            kind: transfer_kind(transfer.kind).to_owned(),
            debit: transfer.debit,
            debit_path: path(transfer.debit)?,
            credit: transfer.credit,
            credit_path: path(transfer.credit)?,
            amount: transfer.amount,
            currency: transfer.currency,
            code: transfer.code.0,
            code_name: bezant_payments::posting_code_name(transfer.code),
            hold: (transfer.hold != NO_TRANSFER).then_some(transfer.hold),
            reference: (transfer.reference != 0).then_some(transfer.reference),
            at: transfer.time,
        };
        Ok((place, row))
    };
    transfers.into_iter().map(row).collect()
}
