//! Statements of accounts.

use async_graphql::SimpleObject;
use serde::Deserialize;

use super::transfer::Transfer;
use crate::arguments::words;
use crate::connection::{Connection, RestPage};
use crate::money::{BigInt, Money};

words! {
    /// By which time something is ordered and belongs to a period.
    TimeAxis {
        /// When it was committed.
        Commit = "commit",
        /// When it counts.
        Effective = "effective",
    }
}

/// A page as REST writes it.
#[derive(Deserialize)]
pub(crate) struct RestStatement {
    opening: BigInt,
    data: Vec<RestLine>,
    closing: BigInt,
    next_cursor: Option<String>,
    position: BigInt,
}

#[derive(Deserialize)]
struct RestLine {
    side: String,
    amount: BigInt,
    balance_after: BigInt,
    transfer: Transfer,
}

/// A page of an account's statement.
#[derive(SimpleObject)]
pub(crate) struct Statement {
    /// The posted balance before the first line of the page.
    opening: Money,
    /// The posted balance after the last line of the page.
    closing: Money,
    /// The postings in order, the earliest first.
    lines: Connection<StatementLine>,
}

/// A line of an account's statement.
#[derive(SimpleObject)]
pub(crate) struct StatementLine {
    /// `debit` or `credit`: the account's side of it.
    side: String,
    /// What it adds to the balance on the account's normal side; negative where it takes away.
    amount: Money,
    /// The posted balance after it.
    balance_after: Money,
    /// What moved.
    transfer: Transfer,
}

impl Statement {
    pub(crate) fn of(page: RestStatement, currency: &str) -> Statement {
        let line = |line: RestLine| StatementLine {
            side: line.side,
            amount: Money::new(line.amount, currency),
            balance_after: Money::new(line.balance_after, currency),
            transfer: line.transfer,
        };
        let lines = RestPage {
            data: page.data.into_iter().map(line).collect(),
            next_cursor: page.next_cursor,
            position: Some(page.position),
        };
        Statement {
            opening: Money::new(page.opening, currency),
            closing: Money::new(page.closing, currency),
            lines: lines.into(),
        }
    }
}
