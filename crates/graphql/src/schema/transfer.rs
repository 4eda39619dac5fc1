//! Ledger transfers.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, InputObject, Result, SimpleObject};
use serde::Deserialize;
use tokio::sync::OnceCell;

use super::account::Account;
use super::payment::Payment;
use super::thing;
use crate::arguments::words;
use crate::cost;
use crate::money::{BigInt, DateTime, Money, Pair, pairs};
use crate::reads::{Asked, Reading, Thing};

/// What the ids of payments begin with.
const PAYMENT: &str = "pay_";

words! {
    /// Which end of time comes first.
    TransferOrder {
        /// The newest.
        Newest = "newest",
        /// The oldest.
        Oldest = "oldest",
    }
}

words! {
    /// A side of an account.
    Side {
        /// What is debited.
        Debit = "debit",
        /// What is credited.
        Credit = "credit",
    }
}

words! {
    /// A kind of transfer.
    TransferKind {
        /// Money that moved at once.
        Transfer = "transfer",
        /// Money that was reserved.
        Hold = "hold",
        /// The end of a hold that moved money.
        Post = "post",
        /// The end of a hold that released it.
        Void = "void",
        /// The end of a hold by its timeout.
        Expiry = "expiry",
        /// Money that went back.
        Reversal = "reversal",
    }
}

/// Which transfers. All but `reference`, `from` and `to` are for the transfers of an account only.
#[derive(Default, InputObject)]
pub(crate) struct TransferFilter {
    /// Those with this reference: a payment's id, or hexadecimal digits.
    reference: Option<String>,
    /// Those that debit or that credit the account.
    side: Option<Side>,
    /// Those of this kind.
    kind: Option<TransferKind>,
    /// Those with this code.
    code: Option<i32>,
    /// Of at least so many minor units.
    min_amount: Option<BigInt>,
    /// Of at most so many minor units.
    max_amount: Option<BigInt>,
    /// Committed at or after this.
    from: Option<DateTime>,
    /// Committed before this.
    to: Option<DateTime>,
    /// Effective at or after this.
    effective_from: Option<DateTime>,
    /// Effective before this.
    effective_to: Option<DateTime>,
    /// The newest first if left out; without account and `reference` always the oldest.
    order: Option<TransferOrder>,
}

impl TransferFilter {
    /// Those of a payment.
    pub(crate) fn of_reference(reference: &str) -> TransferFilter {
        TransferFilter {
            reference: Some(reference.to_owned()),
            ..TransferFilter::default()
        }
    }

    /// The reading, of one account or of all.
    pub(crate) fn asked(self, account: Option<&str>) -> Asked {
        Asked::of_all(Reading::Transfers)
            .with("account", account)
            .with("reference", self.reference)
            .with("side", self.side)
            .with("kind", self.kind)
            .with("code", self.code)
            .with("min_amount", self.min_amount.map(|amount| amount.0))
            .with("max_amount", self.max_amount.map(|amount| amount.0))
            .with("from", self.from.map(|from| from.0))
            .with("to", self.to.map(|to| to.0))
            .with("effective_from", self.effective_from.map(|from| from.0))
            .with("effective_to", self.effective_to.map(|to| to.0))
            .with("order", self.order)
    }
}

/// A line of the journal.
#[derive(Deserialize, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Transfer {
    /// Such as `trf_01h455vb4pex5vsknk084sn02q`.
    id: ID,
    /// `transfer`, `hold`, `post`, `void`, `expiry` or `reversal`.
    kind: String,
    /// The account that is debited.
    debit: TransferSide,
    /// The account that is credited.
    credit: TransferSide,
    #[graphql(skip)]
    amount: BigInt,
    #[graphql(skip)]
    currency: String,
    /// Why money moved.
    code: i32,
    /// The code's name, where it is one of a payment.
    code_name: Option<String>,
    #[graphql(skip)]
    hold: Option<String>,
    #[graphql(skip)]
    original: Option<String>,
    /// When a hold ends by itself.
    expires_at: Option<DateTime>,
    /// What it can be found by: a payment's id for what Bezant posted, else what its caller gave.
    reference: Option<String>,
    /// As of when it counts in the books: earlier than `createdAt` if it was backdated.
    effective_at: DateTime,
    /// When it was committed.
    created_at: DateTime,
    /// What lists do not have.
    #[serde(skip)]
    #[graphql(skip)]
    rest: OnceCell<Arc<Rest>>,
}

/// What only a transfer that is read by itself shows.
#[derive(Deserialize)]
struct Rest {
    outcome: Option<String>,
    ended_by: Option<String>,
    reversed_by: Option<String>,
    external_reference: Option<String>,
    metadata: BTreeMap<String, String>,
}

/// One side of a transfer.
#[derive(Deserialize, SimpleObject)]
#[graphql(complex)]
struct TransferSide {
    /// The account's id.
    id: ID,
    /// The account's place in the chart of accounts.
    path: Option<String>,
}

#[ComplexObject]
impl TransferSide {
    /// The account itself, as it stands at this moment.
    #[graphql(complexity = "cost::looked_up(child_complexity)")]
    async fn account(&self, context: &Context<'_>) -> Result<Option<Account>> {
        thing(context, Thing::Account, &self.id).await.map(Some)
    }
}

impl Transfer {
    async fn rest(&self, context: &Context<'_>) -> Result<&Rest> {
        let read = || async { thing(context, Thing::Transfer, &self.id).await.map(Arc::new) };
        self.rest.get_or_try_init(read).await.map(|rest| &**rest)
    }
}

async fn transfer(context: &Context<'_>, id: Option<&str>) -> Result<Option<Transfer>> {
    match id {
        Some(id) => thing(context, Thing::Transfer, id).await.map(Some),
        None => Ok(None),
    }
}

#[ComplexObject]
impl Transfer {
    /// How much.
    async fn amount(&self) -> Money {
        Money::new(self.amount, &self.currency)
    }

    /// The hold that a post, void or expiry ends.
    #[graphql(complexity = "cost::looked_up(child_complexity)")]
    async fn hold(&self, context: &Context<'_>) -> Result<Option<Transfer>> {
        transfer(context, self.hold.as_deref()).await
    }

    /// The transfer that a reversal reverses.
    #[graphql(complexity = "cost::looked_up(child_complexity)")]
    async fn original(&self, context: &Context<'_>) -> Result<Option<Transfer>> {
        transfer(context, self.original.as_deref()).await
    }

    /// Of a hold: `open`, `posted`, `voided` or `expired`.
    async fn outcome(&self, context: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.rest(context).await?.outcome.as_deref())
    }

    /// What ended a hold.
    #[graphql(complexity = "cost::looked_up(child_complexity)")]
    async fn ended_by(&self, context: &Context<'_>) -> Result<Option<Transfer>> {
        transfer(context, self.rest(context).await?.ended_by.as_deref()).await
    }

    /// The reversal that moved its money back.
    #[graphql(complexity = "cost::looked_up(child_complexity)")]
    async fn reversed_by(&self, context: &Context<'_>) -> Result<Option<Transfer>> {
        transfer(context, self.rest(context).await?.reversed_by.as_deref()).await
    }

    /// Your own name for it.
    async fn external_reference(&self, context: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.rest(context).await?.external_reference.as_deref())
    }

    /// Words of your own.
    #[graphql(complexity = "cost::few(child_complexity)")]
    async fn metadata(&self, context: &Context<'_>) -> Result<Option<Vec<Pair>>> {
        Ok(Some(pairs(&self.rest(context).await?.metadata)))
    }

    /// The payment that it belongs to. Takes the permission to see payments.
    #[graphql(complexity = "cost::looked_up(child_complexity)")]
    async fn payment(&self, context: &Context<'_>) -> Result<Option<Payment>> {
        match self.reference.as_deref().filter(|text| text.starts_with(PAYMENT)) {
            Some(id) => thing(context, Thing::Payment, id).await.map(Some),
            None => Ok(None),
        }
    }
}
