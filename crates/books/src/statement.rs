//! An account's statement for a period: opening balance, every posting with the balance after it, closing balance.

use std::collections::BinaryHeap;

use bezant_journal::{Of, Order, Place, Query};
use bezant_kernel::{Tenant, Timestamp};
use bezant_ledger::{Account, Transfer};
use bezant_log::Position;

use crate::balance::{is_posting, posted, signed};
use crate::books::{Books, Walk};
use crate::error::BooksError;
use crate::instant::{Instant, Period};
use crate::transfers::Placed;

/// By which time lines are ordered and belong to a period.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    /// When they were committed.
    Commit,
    /// When they count.
    Effective,
}

/// A page of a statement. Holds move no money and are not on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The posted balance before the first line, on the account's normal side, in minor units.
    pub opening: i128,
    /// The postings in order.
    pub lines: Vec<StatementLine>,
    /// The posted balance after the last line.
    pub closing: i128,
    /// The cursor of the next page; `None` on the last.
    pub next: Option<StatementCursor>,
}

/// A line of a statement.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct StatementLine {
    /// Where the transfer stands in the log.
    pub place: Place,
    /// The transfer.
    pub transfer: Transfer,
    /// What it adds to the balance; negative where it takes away.
    pub amount: i128,
    /// The balance after it.
    pub balance: i128,
}

/// Where a page of a statement ended.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatementCursor {
    /// The time of the last line, on the statement's axis.
    pub time: Timestamp,
    /// Its place.
    pub place: Place,
}

impl Axis {
    pub(crate) const fn of(self, transfer: &Transfer) -> Timestamp {
        match self {
            Axis::Commit => transfer.time,
            Axis::Effective => transfer.effective,
        }
    }
}

fn key(axis: Axis, place: Place, transfer: &Transfer) -> StatementCursor {
    StatementCursor {
        time: axis.of(transfer),
        place,
    }
}

impl Books {
    /// A page of the account's statement for the period, as known at `at`. The opening balance of each page is reckoned anew, so a
    /// cursor carries no sums, and the last page is checked against the balance at the end of the period.
    ///
    /// # Panics
    /// If `limit` is zero.
    pub fn statement(
        &self,
        account: &Account,
        period: Period,
        axis: Axis,
        at: &Instant,
        cursor: Option<StatementCursor>,
        limit: usize,
    ) -> Result<Statement, BooksError> {
        assert!(limit > 0, "a page has room for a line");
        let at = at.by_commit();
        let opening = match cursor {
            Some(cursor) => self.posted_through(account, axis, &at, cursor)?,
            None => match period.from {
                Some(from) => self.posted_before(account, axis, &at, from)?,
                None => 0,
            },
        };
        let mut postings = self.postings(account, period, axis, &at, cursor, limit + 1)?;
        let more = postings.len() > limit;
        postings.truncate(limit);
        let mut balance = opening;
        let mut lines = Vec::with_capacity(postings.len());
        for Placed { place, transfer } in postings {
            let amount = amount_for(account, &transfer);
            balance = balance.checked_add(amount).ok_or(BooksError::Overflow)?;
            lines.push(StatementLine {
                place,
                transfer,
                amount,
                balance,
            });
        }
        let next = lines
            .last()
            .filter(|_| more)
            .map(|last| key(axis, last.place, &last.transfer));
        if !more {
            let end = match period.to {
                Some(to) => self.posted_before(account, axis, &at, to)?,
                None => self.balance_at(account, &at)?.posted(account.account_type()),
            };
            let is_empty = period.from.zip(period.to).is_some_and(|(from, to)| from >= to);
            assert!(
                is_empty || balance == end,
                "a statement's lines lead from its opening to its closing balance"
            );
        }
        Ok(Statement {
            opening,
            lines,
            closing: balance,
            next,
        })
    }

    /// The first `limit` postings behind the cursor, in order.
    fn postings(
        &self,
        account: &Account,
        period: Period,
        axis: Axis,
        at: &Instant,
        cursor: Option<StatementCursor>,
        limit: usize,
    ) -> Result<Vec<Placed>, BooksError> {
        // What is before the cursor's time is done with on either axis.
        let period = Period {
            from: period.from.max(cursor.map(|cursor| cursor.time)),
            ..period
        };
        let (before, last) = self.positions(period, at.known)?;
        let is_next = |place: Place, transfer: &Transfer| {
            is_posting(transfer.kind)
                && period.contains(axis.of(transfer))
                && cursor.is_none_or(|cursor| cursor < key(axis, place, transfer))
        };
        let in_order = match axis {
            Axis::Commit => {
                let after = cursor.map(|cursor| cursor.place);
                self.first_of(
                    account,
                    before.next()..=last,
                    after,
                    limit,
                    &mut |place, transfer| is_next(place, transfer),
                )?
            }
            // These stand in the log in the order of both times.
            Axis::Effective => self.first_of(
                account,
                before.next()..=last,
                None,
                limit,
                &mut |place, transfer| transfer.effective == transfer.time && is_next(place, transfer),
            )?,
        };
        if axis == Axis::Commit {
            return Ok(in_order);
        }
        // Backdated ones can be anywhere behind; the earliest of them are kept in a heap no larger than a page.
        let mut earliest: BinaryHeap<Ordered> = BinaryHeap::new();
        let walk = Walk {
            of: Of::Dated(account.id.as_u128()),
            positions: before.next()..=at.known,
            after: None,
        };
        let tenant = Tenant::new(account.tenant);
        self.walk(
            tenant,
            walk,
            &mut |place, transfer| is_next(place, transfer),
            &mut |some| {
                for &one in some {
                    earliest.push(Ordered(one));
                    if earliest.len() > limit {
                        earliest.pop();
                    }
                }
                Ok(())
            },
        )?;
        let mut all = in_order;
        all.extend(earliest.into_iter().map(|Ordered(one)| one));
        all.sort_by_key(|one| key(axis, one.place, &one.transfer));
        all.truncate(limit);
        Ok(all)
    }

    /// The first `limit` transfers of the account at these positions that `keep` agrees to.
    fn first_of(
        &self,
        account: &Account,
        positions: std::ops::RangeInclusive<Position>,
        after: Option<Place>,
        limit: usize,
        keep: &mut dyn FnMut(Place, &Transfer) -> bool,
    ) -> Result<Vec<Placed>, BooksError> {
        let tenant = Tenant::new(account.tenant);
        let mut found: Vec<Placed> = Vec::new();
        let mut cursor = after;
        loop {
            let query = Query {
                of: Of::Account(account.id.as_u128()),
                order: Order::OldestFirst,
                positions: positions.clone(),
                cursor,
                limit: limit - found.len(),
                scan: usize::MAX,
            };
            let (some, next) = self.page(tenant, &query, keep)?;
            found.extend(some);
            if next.is_none() || found.len() >= limit {
                return Ok(found);
            }
            cursor = next;
        }
    }

    /// The posted balance of what is before `time` on the axis, as known at `at`.
    pub(crate) fn posted_before(
        &self,
        account: &Account,
        axis: Axis,
        at: &Instant,
        time: Timestamp,
    ) -> Result<i128, BooksError> {
        let before = self.last_before(time, at.known)?;
        let instant = match (axis, time.as_microseconds().checked_sub(1)) {
            (_, None) => return Ok(0),
            (Axis::Commit, Some(_)) => Instant {
                known: before,
                ..at.by_commit()
            },
            (Axis::Effective, Some(by)) => at.with_effective(Timestamp::from_microseconds(by), before),
        };
        Ok(self.balance_at(account, &instant)?.posted(account.account_type()))
    }

    /// The posted balance of what is at or before the cursor, as known at `at`.
    fn posted_through(
        &self,
        account: &Account,
        axis: Axis,
        at: &Instant,
        cursor: StatementCursor,
    ) -> Result<i128, BooksError> {
        if axis == Axis::Commit {
            let place = cursor.place.min(Place::last_of(at.known));
            let balance = self.balance_to(account, place)?;
            return Ok(balance.posted(account.account_type()));
        }
        let mut balance = self.posted_before(account, axis, at, cursor.time)?;
        let before = self.last_before(cursor.time, at.known)?;
        let last = self.last_at(cursor.time, at.known)?;
        let account_id = account.id.as_u128();
        // Of the cursor's own time: what was committed then, and what was backdated to it.
        for (of, last) in [(Of::Account(account_id), last), (Of::Dated(account_id), at.known)] {
            let walk = Walk {
                of,
                positions: before.next()..=last,
                after: None,
            };
            let is_dated = matches!(of, Of::Dated(_));
            let mut keep = |place, transfer: &Transfer| {
                (transfer.effective != transfer.time) == is_dated
                    && transfer.effective == cursor.time
                    && place <= cursor.place
                    && is_posting(transfer.kind)
            };
            self.walk(Tenant::new(account.tenant), walk, &mut keep, &mut |some| {
                for one in some {
                    balance = balance
                        .checked_add(amount_for(account, &one.transfer))
                        .ok_or(BooksError::Overflow)?;
                }
                Ok(())
            })?;
        }
        Ok(balance)
    }
}

/// What a posting adds to the balance of the account on its normal side.
fn amount_for(account: &Account, transfer: &Transfer) -> i128 {
    let amount = signed(posted(transfer));
    if (transfer.debit == account.id) == account.account_type().is_debit_normal() {
        amount
    } else {
        -amount
    }
}

/// By effective time, then by place.
struct Ordered(Placed);

impl Ordered {
    fn key(&self) -> StatementCursor {
        key(Axis::Effective, self.0.place, &self.0.transfer)
    }
}

impl PartialEq for Ordered {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}
