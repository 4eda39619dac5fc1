//! Pages of transfers: those of an account through a filter, and those under a reference, as known at an instant.

use bezant_journal::{Of, Order, Place, Query};
use bezant_kernel::{AccountId, PostingCode, Tenant, Timestamp};
use bezant_ledger::{Transfer, TransferKind};

use crate::books::Books;
use crate::error::BooksError;
use crate::instant::{Instant, Period};

/// A transfer and where it stands in the log.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Where. Places go up with time.
    pub place: Place,
    /// What was committed there.
    pub transfer: Transfer,
}

/// Which page of a list.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// Which end of time comes first.
    pub order: Order,
    /// Where the page before ended: [`Page::next`].
    pub cursor: Option<Place>,
    /// Most transfers that the page has.
    pub limit: usize,
}

/// A page of transfers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// In the order that was asked for.
    pub transfers: Vec<Placed>,
    /// The cursor of the next page; `None` if there is nothing more. A page may have fewer transfers than asked for, even none,
    /// and a next one all the same: a filter that refuses most is gone through in bounded steps.
    pub next: Option<Place>,
}

/// A column of an account.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Where the account is debited.
    Debit,
    /// Where it is credited.
    Credit,
}

/// Which transfers of an account; the default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// On this side only.
    pub side: Option<Side>,
    /// Of these kinds only; of all where there are none.
    pub kinds: Vec<TransferKind>,
    /// With this code only.
    pub code: Option<PostingCode>,
    /// With this reference only.
    pub reference: Option<u128>,
    /// Of at least this amount, in minor units.
    pub least: Option<u128>,
    /// Of at most this amount, in minor units.
    pub most: Option<u128>,
    /// Committed in this period.
    pub committed: Period,
    /// Effective in this period.
    pub effective: Period,
}

/// Transfers that are read for one page: 100 times a usual page, and some milliseconds.
const SCAN: usize = 10_000;

impl Filter {
    /// Whether it lets a transfer of this account through.
    pub fn passes(&self, account: AccountId, transfer: &Transfer) -> bool {
        let on_side = match self.side {
            None => true,
            Some(Side::Debit) => transfer.debit == account,
            Some(Side::Credit) => transfer.credit == account,
        };
        on_side
            && (self.kinds.is_empty() || self.kinds.contains(&transfer.kind))
            && self.code.is_none_or(|code| code == transfer.code)
            && self
                .reference
                .is_none_or(|reference| reference == transfer.reference)
            && self.least.is_none_or(|least| least <= transfer.amount)
            && self.most.is_none_or(|most| transfer.amount <= most)
            && self.committed.contains(transfer.time)
            && self.effective.contains(transfer.effective)
    }

    /// Nothing that was committed before this passes.
    fn earliest(&self) -> Option<Timestamp> {
        // Nothing counts later than it is committed.
        self.committed.from.max(self.effective.from)
    }
}

impl Books {
    /// A page of an account's transfers that pass the filter, as known and in effect at `at`.
    pub fn account_transfers(
        &self,
        tenant: Tenant,
        account: AccountId,
        filter: &Filter,
        at: &Instant,
        paging: Paging,
    ) -> Result<Page, BooksError> {
        let period = Period {
            from: filter.earliest(),
            to: filter.committed.to,
        };
        let (before, last) = self.positions(period, at.known)?;
        let query = Query {
            of: Of::Account(account.as_u128()),
            order: paging.order,
            positions: before.next()..=last,
            cursor: paging.cursor,
            limit: paging.limit,
            scan: SCAN.max(paging.limit),
        };
        let (transfers, next) = self.page(tenant, &query, &mut |_, transfer| {
            is_in_effect(transfer, at) && filter.passes(account, transfer)
        })?;
        Ok(Page { transfers, next })
    }

    /// A page of the tenant's transfers with a reference, as known and in effect at `at`.
    pub fn by_reference(
        &self,
        tenant: Tenant,
        reference: u128,
        at: &Instant,
        paging: Paging,
    ) -> Result<Page, BooksError> {
        let query = Query {
            of: Of::Reference(reference),
            order: paging.order,
            positions: bezant_log::Position::NONE..=at.known,
            cursor: paging.cursor,
            limit: paging.limit,
            scan: SCAN.max(paging.limit),
        };
        let (transfers, next) = self.page(tenant, &query, &mut |_, transfer| is_in_effect(transfer, at))?;
        Ok(Page { transfers, next })
    }
}

fn is_in_effect(transfer: &Transfer, at: &Instant) -> bool {
    at.effective
        .is_none_or(|effective| transfer.effective <= effective.by)
}
