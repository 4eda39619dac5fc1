//! The tables that can be exported, with their columns. Names and meanings of columns stay.

use std::io::Write;

use bezant_journal::{Order, Place};
use bezant_kernel::{AccountId, Tenant};
use bezant_ledger::{Account, HoldOutcome, Sums, Transfer};

use super::columns::{Cell, Column, Kind, column, text};
use super::{ExportError, Format, Target, rows};
use crate::balance::signed;
use crate::books::Books;
use crate::instant::{Instant, Period};
use crate::report::TrialBalance;
use crate::statement::Axis;
use crate::transfers::{Filter, Paging};

/// Rows that are read at once.
const PAGE: usize = 1_000;

/// How an account is written: its path, or its id where this knows none.
type Paths<'a> = &'a dyn Fn(AccountId) -> Option<String>;

const TRANSFER: [Column; 13] = [
    column("id", Kind::Text),
    column("kind", Kind::Text),
    column("committed_at", Kind::Time),
    column("effective_at", Kind::Time),
    column("debit", Kind::Text),
    column("credit", Kind::Text),
    column("amount", Kind::Amount),
    column("currency", Kind::Text),
    column("code", Kind::Integer),
    column("reference", Kind::Text),
    column("related", Kind::Text),
    column("position", Kind::Integer),
    column("nth", Kind::Integer),
];

const JOURNAL: [Column; 14] = {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m] = TRANSFER;
    [
        a,
        b,
        c,
        d,
        e,
        f,
        g,
        h,
        i,
        j,
        k,
        l,
        m,
        column("external_reference", Kind::Text),
    ]
};

const STATEMENT: [Column; 15] = {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m] = TRANSFER;
    [
        a,
        b,
        c,
        d,
        e,
        f,
        g,
        h,
        i,
        j,
        k,
        l,
        m,
        column("change", Kind::Amount),
        column("balance", Kind::Amount),
    ]
};

const TRIAL: [Column; 7] = [
    column("account", Kind::Text),
    column("path", Kind::Text),
    column("currency", Kind::Text),
    column("debits_posted", Kind::Amount),
    column("debits_pending", Kind::Amount),
    column("credits_posted", Kind::Amount),
    column("credits_pending", Kind::Amount),
];

impl Books {
    /// Writes the general journal of a period, as known at `at`; answers how many rows there are.
    pub fn export_general_journal(
        &self,
        tenant: Tenant,
        period: Period,
        at: &Instant,
        target: Target<'_, impl Write + Send>,
    ) -> Result<u64, ExportError> {
        let Target { out, format, paths } = target;
        let mut table = rows(format, &JOURNAL, out)?;
        let mut count = 0;
        self.each_journal_line::<ExportError>(tenant, period, at, &mut |line| {
            let mut cells = transfer_cells(line.place, &line.transfer, paths);
            let external = line
                .attachment
                .as_ref()
                .and_then(|it| it.external_reference.as_ref());
            cells.push(external.map_or(Cell::Empty, |reference| text(reference.as_str())));
            count += 1;
            table.row(&cells)
        })?;
        table.finish()?;
        Ok(count)
    }

    /// Writes the account's transfers that pass the filter, oldest first; answers how many rows there are.
    pub fn export_account_transfers(
        &self,
        account: &Account,
        filter: &Filter,
        at: &Instant,
        target: Target<'_, impl Write + Send>,
    ) -> Result<u64, ExportError> {
        let Target { out, format, paths } = target;
        let mut table = rows(format, &TRANSFER, out)?;
        let mut count = 0;
        let mut cursor = None;
        loop {
            let tenant = Tenant::new(account.tenant);
            let paging = Paging {
                order: Order::OldestFirst,
                cursor,
                limit: PAGE,
            };
            let page = self.account_transfers(tenant, account.id, filter, at, paging)?;
            for one in &page.transfers {
                table.row(&transfer_cells(one.place, &one.transfer, paths))?;
                count += 1;
            }
            if page.next.is_none() {
                break;
            }
            cursor = page.next;
        }
        table.finish()?;
        Ok(count)
    }

    /// Writes the account's statement; answers how many rows there are. The balance before the first row is that row's less its
    /// change.
    pub fn export_statement(
        &self,
        account: &Account,
        period: Period,
        axis: Axis,
        at: &Instant,
        target: Target<'_, impl Write + Send>,
    ) -> Result<u64, ExportError> {
        let Target { out, format, paths } = target;
        let mut table = rows(format, &STATEMENT, out)?;
        let mut count = 0;
        let mut cursor = None;
        loop {
            let page = self.statement(account, period, axis, at, cursor, PAGE)?;
            for line in &page.lines {
                let mut cells = transfer_cells(line.place, &line.transfer, paths);
                cells.push(Cell::Amount(line.amount, account.currency()));
                cells.push(Cell::Amount(line.balance, account.currency()));
                table.row(&cells)?;
                count += 1;
            }
            if page.next.is_none() {
                break;
            }
            cursor = page.next;
        }
        table.finish()?;
        Ok(count)
    }
}

impl TrialBalance {
    /// Writes a row for each account; answers how many there are.
    pub fn export(&self, format: Format, out: impl Write + Send) -> Result<u64, ExportError> {
        let mut table = rows(format, &TRIAL, out)?;
        for line in &self.lines {
            let Sums { posted, pending } = line.balance.debits;
            let amount = |sum| Cell::Amount(signed(sum), line.currency);
            table.row(&[
                text(line.account.to_string()),
                text(line.path.as_str()),
                text(line.currency.code()),
                amount(posted),
                amount(pending),
                amount(line.balance.credits.posted),
                amount(line.balance.credits.pending),
            ])?;
        }
        table.finish()?;
        Ok(self.lines.len() as u64)
    }
}

fn transfer_cells<'a>(place: Place, transfer: &Transfer, paths: Paths<'_>) -> Vec<Cell<'a>> {
    assert!(transfer.outcome == HoldOutcome::Open, "the log has no outcomes");
    let name = |account: AccountId| text(paths(account).unwrap_or_else(|| account.to_string()));
    let other = |number: u128, name: String| {
        if number == 0 { Cell::Empty } else { text(name) }
    };
    vec![
        text(transfer.id.to_string()),
        text(transfer.kind.as_str()),
        Cell::Time(transfer.time),
        Cell::Time(transfer.effective),
        name(transfer.debit),
        name(transfer.credit),
        Cell::Amount(signed(transfer.amount), transfer.currency),
        text(transfer.currency.code()),
        Cell::Integer(i64::from(transfer.code.0)),
        other(transfer.reference, transfer.reference.to_string()),
        other(transfer.related.as_u128(), transfer.related.to_string()),
        Cell::Integer(i64::try_from(place.position().0).expect("a position is below 2^51")),
        Cell::Integer(i64::from(place.nth())),
    ]
}
