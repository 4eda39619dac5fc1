//! Statements and the trial balance.

use bezant_kernel::wire::{amount_from, currency_from};
use bezant_kernel::{AccountId, AccountPath, Tenant};
use bezant_ledger::{Transfer, TransferKind};
use sqlx::Row;

use super::transfers::{account_key, of_entry, with_paths};
use super::{bounded, no_rows, page};
use crate::cursor::{List, Place};
use crate::key::position_of;
use crate::rows::{Page, StatementRow, TrialBalanceRow};
use crate::write::number;
use crate::{Views, ViewsError};

const STATEMENT: &str = "SELECT journal.key, journal.transfers, lines.balance, accounts.path FROM lines \
    CROSS JOIN accounts ON accounts.key = lines.account \
    CROSS JOIN journal ON journal.key = ? + lines.position \
    WHERE lines.account = ? AND lines.moved = 1 AND lines.position < ? ORDER BY lines.position DESC LIMIT ?";

impl Views {
    /// The posted movements of an account, newest first, each with the balance after it; nothing for an account that
    /// the tenant does not have.
    pub async fn statement(
        &self,
        tenant: Tenant,
        account: AccountId,
        cursor: Option<String>,
        limit: u32,
    ) -> Result<Page<StatementRow>, ViewsError> {
        let after = Place::from_cursor(List::Statement, cursor.as_deref())?;
        let limit = bounded(limit);
        let mut snapshot = self.snapshot(tenant).await?;
        let Some(keys) = snapshot.keys else {
            return Ok(no_rows(snapshot.position));
        };
        let Some(key) = account_key(&mut snapshot, account).await? else {
            return Ok(no_rows(snapshot.position));
        };
        let end = after.map_or(keys.1 - keys.0, |place| place.position.cast_signed() + 1);
        let entries = sqlx::query(STATEMENT)
            .bind(keys.0)
            .bind(key)
            .bind(end)
            .bind(limit as i64 + 2)
            .fetch_all(&mut *snapshot.transaction)
            .await?;
        let mut found = Vec::new();
        for row in entries {
            let path: AccountPath = row
                .try_get::<&str, _>(3)?
                .parse()
                .map_err(|_| ViewsError::Damaged("an account's path is not one"))?;
            let is_debit_normal = path.account_type().is_debit_normal();
            let mut balance = amount_from(row.try_get(2)?)?;
            let position = position_of(row.try_get(0)?);
            // Backwards from the balance after the entry.
            for (index, transfer) in of_entry(row.try_get(1)?)?.into_iter().enumerate().rev() {
                let Some((side, amount)) = movement(&transfer, account)? else {
                    continue;
                };
                let place = Place {
                    position,
                    index: index as u32,
                };
                if after.is_none_or(|after| place < after) {
                    found.push(((place, side, balance), transfer));
                }
                let raises = (side == "debit") == is_debit_normal;
                balance -= if raises { amount } else { -amount };
            }
        }
        found.truncate(limit + 1);
        let rows = with_paths(&mut snapshot, found).await?;
        let rows = rows
            .into_iter()
            .map(|((place, side, balance_after), transfer)| {
                (
                    place,
                    StatementRow {
                        transfer,
                        side,
                        balance_after,
                    },
                )
            })
            .collect();
        Ok(page(rows, limit, List::Statement, snapshot.position))
    }

    /// Every account with all that was ever posted to it, by path, and the position of the log that this reflects.
    pub async fn trial_balance(&self, tenant: Tenant) -> Result<(Vec<TrialBalanceRow>, u64), ViewsError> {
        let mut snapshot = self.snapshot(tenant).await?;
        let Some((first, end)) = snapshot.keys else {
            return Ok((Vec::new(), snapshot.position));
        };
        let accounts = "SELECT id, path, currency, debits, credits FROM accounts WHERE key >= ? AND key < ? \
            ORDER BY path, currency";
        let mut rows = Vec::new();
        for row in sqlx::query(accounts)
            .bind(first)
            .bind(end)
            .fetch_all(&mut *snapshot.transaction)
            .await?
        {
            rows.push(TrialBalanceRow {
                account: AccountId::from_u128(number(&row, 0)?),
                path: row.try_get(1)?,
                currency: currency_from(row.try_get(2)?)?,
                debits: amount_from(row.try_get(3)?)?.unsigned_abs(),
                credits: amount_from(row.try_get(4)?)?.unsigned_abs(),
            });
        }
        Ok((rows, snapshot.position))
    }
}

/// On which side a transfer moves the account's posted balance, and by how much.
fn movement(transfer: &Transfer, account: AccountId) -> Result<Option<(&'static str, i128)>, ViewsError> {
    match transfer.kind {
        TransferKind::Hold | TransferKind::Void => return Ok(None),
        TransferKind::Transfer | TransferKind::Post => {}
    }
    let side = if transfer.debit == account {
        "debit"
    } else if transfer.credit == account {
        "credit"
    } else {
        return Ok(None);
    };
    let amount = i128::try_from(transfer.amount)
        .map_err(|_| ViewsError::Damaged("an amount is beyond the ledger's largest sum"))?;
    Ok(Some((side, amount)))
}
