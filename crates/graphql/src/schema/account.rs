//! Ledger accounts and their balances.

use std::collections::BTreeMap;

use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject};
use serde::Deserialize;

use super::reading;
use super::statement::{RestStatement, Statement, TimeAxis};
use super::transfer::{Transfer, TransferFilter};
use crate::connection::{Connection, RestPage};
use crate::cost;
use crate::money::{BigInt, DateTime, Money, Pair, pairs};
use crate::reads::{Asked, Reading};

/// A ledger account.
#[derive(Deserialize, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Account {
    /// Such as `acc_01h455vb4pex5vsknk084sn02q`.
    id: ID,
    /// Its place in the chart of accounts; the first part is its type.
    path: String,
    /// Such as `EUR`.
    currency: String,
    /// Whether debits raise it.
    debit_normal: bool,
    /// Which balance it must keep, holds counted: `none`, `no_overdraft`, `debits_within_credits` or `credits_within_debits`.
    guard: String,
    /// Whether it may be overdrawn.
    allows_overdraft: bool,
    #[graphql(skip)]
    credit_limit: BigInt,
    #[graphql(skip)]
    temporary_limit: Option<RestLimit>,
    /// A number of your own.
    code: i32,
    /// A number of your own, in hexadecimal.
    user_data: Option<String>,
    /// Nothing moves but what releases holds.
    frozen: bool,
    /// It takes no further transfers.
    closed: bool,
    #[graphql(skip)]
    balance: BigInt,
    #[graphql(skip)]
    available: BigInt,
    #[graphql(skip)]
    debits_posted: BigInt,
    #[graphql(skip)]
    debits_pending: BigInt,
    #[graphql(skip)]
    credits_posted: BigInt,
    #[graphql(skip)]
    credits_pending: BigInt,
    /// How many transfers touch it.
    #[serde(rename = "transfers")]
    transfer_count: BigInt,
    #[graphql(skip)]
    metadata: BTreeMap<String, String>,
    /// When it was opened.
    opened_at: DateTime,
}

#[derive(Deserialize)]
struct RestLimit {
    amount: BigInt,
    until: DateTime,
}

/// What may be used beyond the credit limit for some time.
#[derive(SimpleObject)]
struct TemporaryLimit {
    /// How much.
    amount: Money,
    /// Until when.
    until: DateTime,
}

impl Account {
    fn money(&self, minor: BigInt) -> Money {
        Money::new(minor, &self.currency)
    }
}

#[ComplexObject]
impl Account {
    /// The posted balance on its normal side.
    async fn balance(&self) -> Money {
        self.money(self.balance)
    }

    /// The balance less what open holds will take.
    async fn available(&self) -> Money {
        self.money(self.available)
    }

    /// How far beyond its guard it may go, holds counted.
    async fn credit_limit(&self) -> Money {
        self.money(self.credit_limit)
    }

    /// What may be used beyond the credit limit for some time.
    async fn temporary_limit(&self) -> Option<TemporaryLimit> {
        self.temporary_limit.as_ref().map(|limit| TemporaryLimit {
            amount: self.money(limit.amount),
            until: limit.until.clone(),
        })
    }

    /// Everything ever debited for good.
    async fn debits_posted(&self) -> Money {
        self.money(self.debits_posted)
    }

    /// What open holds will debit.
    async fn debits_pending(&self) -> Money {
        self.money(self.debits_pending)
    }

    /// Everything ever credited for good.
    async fn credits_posted(&self) -> Money {
        self.money(self.credits_posted)
    }

    /// What open holds will credit.
    async fn credits_pending(&self) -> Money {
        self.money(self.credits_pending)
    }

    /// Your own pairs.
    #[graphql(complexity = "cost::few(child_complexity)")]
    async fn metadata(&self) -> Vec<Pair> {
        pairs(&self.metadata)
    }

    /// Its balance as of any time: as it was known then, as it counts as of then, or both.
    #[graphql(complexity = "cost::read(child_complexity)")]
    async fn balance_at(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "As it was known at this time: what had been committed by then. Now if left out.")]
        at: Option<DateTime>,
        #[graphql(desc = "What counts as of this time, whenever it was committed. Everything if left out.")]
        effective_at: Option<DateTime>,
    ) -> Result<Option<BalanceAt>> {
        let asked = Asked::of_one(Reading::Balance, &self.id)
            .with("at", at.map(|at| at.0))
            .with("effective_at", effective_at.map(|at| at.0));
        reading(context, asked).await.map(Some)
    }

    /// Its postings in a period, the earliest first, with the balance before and after. Holds move no money and are not on it.
    #[graphql(complexity = "cost::page(first, child_complexity)")]
    #[allow(clippy::too_many_arguments)]
    async fn statement(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "From this time on. From the beginning if left out.")] from: Option<DateTime>,
        #[graphql(desc = "Before this time. Up to now if left out.")] to: Option<DateTime>,
        #[graphql(desc = "By which time lines are ordered and belong to the period; by commit if left out.")]
        by: Option<TimeAxis>,
        #[graphql(desc = "As it was known at this time. Now if left out.")] at: Option<DateTime>,
        #[graphql(desc = "How many rows, from 1 to 200; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> Result<Option<Statement>> {
        let asked = Asked::of_one(Reading::Statement, &self.id)
            .with("from", from.map(|from| from.0))
            .with("to", to.map(|to| to.0))
            .with("by", by)
            .with("at", at.map(|at| at.0))
            .page(first, after);
        let page: RestStatement = reading(context, asked).await?;
        Ok(Some(Statement::of(page, &self.currency)))
    }

    /// The transfers that touch it, the newest first.
    #[graphql(complexity = "cost::page(first, child_complexity)")]
    async fn transfers(
        &self,
        context: &Context<'_>,
        filter: Option<TransferFilter>,
        #[graphql(desc = "How many rows, from 1 to 200; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> Result<Option<Connection<Transfer>>> {
        let asked = filter.unwrap_or_default().asked(Some(&self.id));
        let page: RestPage<Transfer> = reading(context, asked.page(first, after)).await?;
        Ok(Some(page.into()))
    }
}

/// The sums of an account at an instant.
#[derive(Deserialize, SimpleObject)]
#[graphql(complex)]
struct BalanceAt {
    #[graphql(skip)]
    currency: String,
    #[graphql(skip)]
    balance: BigInt,
    #[graphql(skip)]
    debits_posted: BigInt,
    #[graphql(skip)]
    debits_pending: BigInt,
    #[graphql(skip)]
    credits_posted: BigInt,
    #[graphql(skip)]
    credits_pending: BigInt,
    /// The position of the log that it reflects.
    position: BigInt,
}

#[ComplexObject]
impl BalanceAt {
    /// The posted balance on its normal side.
    async fn balance(&self) -> Money {
        Money::new(self.balance, &self.currency)
    }

    /// Everything debited for good.
    async fn debits_posted(&self) -> Money {
        Money::new(self.debits_posted, &self.currency)
    }

    /// What open holds would debit.
    async fn debits_pending(&self) -> Money {
        Money::new(self.debits_pending, &self.currency)
    }

    /// Everything credited for good.
    async fn credits_posted(&self) -> Money {
        Money::new(self.credits_posted, &self.currency)
    }

    /// What open holds would credit.
    async fn credits_pending(&self) -> Money {
        Money::new(self.credits_pending, &self.currency)
    }
}

/// The sums of all accounts of one currency at and below a path.
#[derive(Deserialize, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Balances {
    /// The path that was asked for.
    prefix: String,
    #[graphql(skip)]
    currency: String,
    /// How many accounts these are.
    accounts: BigInt,
    #[graphql(skip)]
    balance: Option<BigInt>,
    #[graphql(skip)]
    debits_posted: BigInt,
    #[graphql(skip)]
    debits_pending: BigInt,
    #[graphql(skip)]
    credits_posted: BigInt,
    #[graphql(skip)]
    credits_pending: BigInt,
}

#[ComplexObject]
impl Balances {
    /// The posted balance on the normal side of the path's type; null for the whole chart, where the sides are equal.
    async fn balance(&self) -> Option<Money> {
        self.balance.map(|minor| Money::new(minor, &self.currency))
    }

    /// Everything ever debited for good.
    async fn debits_posted(&self) -> Money {
        Money::new(self.debits_posted, &self.currency)
    }

    /// What open holds will debit.
    async fn debits_pending(&self) -> Money {
        Money::new(self.debits_pending, &self.currency)
    }

    /// Everything ever credited for good.
    async fn credits_posted(&self) -> Money {
        Money::new(self.credits_posted, &self.currency)
    }

    /// What open holds will credit.
    async fn credits_pending(&self) -> Money {
        Money::new(self.credits_pending, &self.currency)
    }
}
