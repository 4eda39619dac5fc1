//! Reading for queries: pages of committed transfers by account, by reference or by what they relate to.

use std::ops::RangeInclusive;

use bezant_kernel::Tenant;
use bezant_log::Position;

use crate::find::By;
use crate::hash::Kind;
use crate::records::Fields;
use crate::run::Family;
use crate::table::Table;
use crate::{Journal, JournalError, PackedTransfer, Place};

/// Which transfers.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Of {
    /// Those that debit or credit the account.
    Account(u128),
    /// Those of them whose effective time is not their commit time.
    Dated(u128),
    /// Those with the caller's reference (not zero).
    Reference(u128),
    /// Those that end or reverse the transfer.
    Related(u128),
}

impl Of {
    fn key(self) -> (Family, Kind, u128) {
        match self {
            Self::Account(account) => (Family::Accounts, Kind::Account, account),
            Self::Dated(account) => (Family::Accounts, Kind::Dated, account),
            Self::Reference(reference) => (Family::Ids, Kind::Reference, reference),
            Self::Related(id) => (Family::Ids, Kind::Related, id),
        }
    }
}

/// Which end of time comes first.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Order {
    /// From the latest back.
    NewestFirst,
    /// From the first on.
    OldestFirst,
}

/// What a page is to hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Query {
    /// Which transfers.
    pub of: Of,
    /// In which order.
    pub order: Order,
    /// Only those of records at these positions.
    pub positions: RangeInclusive<Position>,
    /// Where the page before ended: [`Page::next`].
    pub cursor: Option<Place>,
    /// Most transfers that the page holds.
    pub limit: usize,
    /// Most transfers that are read for the page; those that the filter refuses count too.
    pub scan: usize,
}

/// A page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// In the query's order.
    pub transfers: Vec<(Place, PackedTransfer)>,
    /// The cursor of the next page; `None` if there is nothing more.
    pub next: Option<Place>,
}

/// Transfers that are read from the log at once.
const READ_TRANSFERS: usize = 256;

impl Journal {
    /// The committed transfer with this id at or below `as_of`.
    ///
    /// # Errors
    /// As [`Journal::find`].
    pub fn transfer(
        &self,
        tenant: Tenant,
        id: u128,
        as_of: Position,
    ) -> Result<Option<(Place, PackedTransfer)>, JournalError> {
        let mut first = None;
        let as_of = as_of.min(self.shared.read().committed);
        self.find(tenant, By::Id, &[id], as_of, &mut |_, place, transfer| {
            first = Some((place, transfer));
        })?;
        Ok(first)
    }

    /// A page of committed transfers that `keep` agrees to.
    ///
    /// # Errors
    /// `Damaged` or `Failed` if a run, `Log` or `NotInLog` if the log can't be read.
    pub fn transfers(
        &self,
        tenant: Tenant,
        query: &Query,
        keep: &mut dyn FnMut(Place, &PackedTransfer) -> bool,
    ) -> Result<Page, JournalError> {
        let (_, kind, value) = query.of.key();
        let mut page = Page {
            transfers: Vec::new(),
            next: query.cursor,
        };
        let mut left = query.scan;
        while page.transfers.len() < query.limit && left > 0 {
            // A filter that refuses most is worth reading ahead for.
            let wanted = query.limit - page.transfers.len();
            let count = if left == query.scan {
                wanted
            } else {
                READ_TRANSFERS
            };
            let count = count.clamp(1, READ_TRANSFERS).min(left);
            let places = self.candidates(tenant, query, page.next, count)?;
            left -= places.len();
            for (&place, stored) in places.iter().zip(self.shared.transfers(&places)?) {
                page.next = Some(place);
                let is_it = stored.tenant == tenant && Fields(&stored.transfer).has(kind, value);
                if is_it && keep(place, &stored.transfer) {
                    page.transfers.push((place, stored.transfer));
                    if page.transfers.len() == query.limit {
                        return Ok(page);
                    }
                }
            }
            if places.len() < count {
                page.next = None;
                break;
            }
        }
        Ok(page)
    }

    /// The places of such a page, for a caller who reads the transfers in its own way.
    ///
    /// # Errors
    /// As [`Journal::transfers`].
    pub fn places(&self, tenant: Tenant, query: &Query) -> Result<Vec<Place>, JournalError> {
        let page = self.transfers(tenant, query, &mut |_, _| true)?;
        Ok(page.transfers.into_iter().map(|(place, _)| place).collect())
    }

    /// Up to `limit` committed places after the cursor whose hash is right.
    fn candidates(
        &self,
        tenant: Tenant,
        query: &Query,
        cursor: Option<Place>,
        limit: usize,
    ) -> Result<Vec<Place>, JournalError> {
        let (family, kind, value) = query.of.key();
        let hash = self.shared.secret.keyed(tenant, kind).hash(value);
        let order = query.order;
        let mut first = Place::first_of(*query.positions.start());
        let mut last = Place::last_of(*query.positions.end());
        if let Some(cursor) = cursor {
            match order {
                Order::NewestFirst if cursor.to_bits() == 0 => return Ok(Vec::new()),
                Order::NewestFirst => last = last.min(Place::from_bits(cursor.to_bits() - 1)),
                Order::OldestFirst => first = first.max(Place::from_bits(cursor.to_bits().saturating_add(1))),
            }
        }

        let mut recent = Vec::new();
        let (runs, places) = {
            let state = self.shared.read();
            let places = first..=last.min(Place::last_of(state.committed));
            let mut look_into = |table: &Table| {
                table
                    .chains(family)
                    .collect(hash, &places, order, limit, &mut recent);
            };
            match order {
                Order::NewestFirst => state.tables().rev().for_each(&mut look_into),
                Order::OldestFirst => state.tables().for_each(&mut look_into),
            }
            (state.runs.clone(), places)
        };
        let runs = runs.of(family);
        match order {
            Order::NewestFirst => {
                for run in runs.iter().rev() {
                    run.collect(hash, &places, order, limit, &mut recent)?;
                }
                Ok(recent)
            }
            Order::OldestFirst => {
                let mut found = Vec::new();
                for run in runs {
                    run.collect(hash, &places, order, limit, &mut found)?;
                }
                recent.truncate(limit - found.len());
                found.append(&mut recent);
                Ok(found)
            }
        }
    }
}
