//! Payments.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject};
use serde::Deserialize;
use tokio::sync::OnceCell;

use super::dispute::Dispute;
use super::identity::Principal;
use super::refund::Refund;
use super::routing::PaymentRouting;
use super::transfer::{Transfer, TransferFilter};
use super::{reading, thing};
use crate::connection::{Connection, RestPage};
use crate::cost;
use crate::money::{BigInt, DateTime, Money, Pair, pairs};
use crate::reads::Thing;

/// A payment.
#[derive(Deserialize, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Payment {
    /// Such as `pay_01h455vb4pex5vsknk084sn02q`.
    id: ID,
    /// Such as `COMPLETED`.
    status: String,
    #[graphql(skip)]
    amount: BigInt,
    #[graphql(skip)]
    amount_captured: BigInt,
    #[graphql(skip)]
    amount_refunded: BigInt,
    #[graphql(skip)]
    currency: String,
    /// The gateway that has it, or was asked last.
    gateway: Option<String>,
    /// Your own name for the customer.
    customer: Option<String>,
    /// Your own name for the payment.
    reference: Option<String>,
    /// Your own words about it.
    description: Option<String>,
    #[graphql(skip)]
    created_by: Option<String>,
    /// Grows with every change.
    version: BigInt,
    /// When it was created.
    created_at: DateTime,
    /// When it changed last.
    updated_at: DateTime,
    /// What lists do not have.
    #[serde(skip)]
    #[graphql(skip)]
    rest: OnceCell<Arc<Rest>>,
}

/// What only a payment that is read by itself shows.
#[derive(Deserialize)]
struct Rest {
    capture_method: String,
    capture_after_seconds: Option<BigInt>,
    payment_method: PaymentMethod,
    metadata: BTreeMap<String, String>,
    country: Option<String>,
    card: Option<Card>,
    initiator: String,
    retries: Option<Retries>,
    next_try_at: Option<DateTime>,
    attempts: Vec<Attempt>,
    refunds: Vec<Refund>,
    disputes: Vec<Dispute>,
    failure: Option<Failure>,
    operation_in_progress: Option<OperationInProgress>,
    needs_attention: bool,
    attention_reason: Option<String>,
    expires_at: Option<DateTime>,
    capture_at: Option<DateTime>,
}

impl Payment {
    /// By the look-up that all rows of a page share.
    async fn rest(&self, context: &Context<'_>) -> Result<&Rest> {
        let read = || async { thing(context, Thing::Payment, &self.id).await.map(Arc::new) };
        self.rest.get_or_try_init(read).await.map(|rest| &**rest)
    }
}

#[ComplexObject]
impl Payment {
    /// How much was asked for.
    async fn amount(&self) -> Money {
        Money::new(self.amount, &self.currency)
    }

    /// How much was taken.
    async fn amount_captured(&self) -> Money {
        Money::new(self.amount_captured, &self.currency)
    }

    /// How much was given back.
    async fn amount_refunded(&self) -> Money {
        Money::new(self.amount_refunded, &self.currency)
    }

    /// The id of the principal who created it; null where a key without a principal did.
    async fn created_by_id(&self) -> Option<ID> {
        self.created_by.clone().map(ID)
    }

    /// The principal who created it. Takes the permission to see principals.
    #[graphql(complexity = "cost::looked_up(child_complexity)")]
    async fn created_by(&self, context: &Context<'_>) -> Result<Option<Principal>> {
        match &self.created_by {
            Some(id) => thing(context, Thing::Principal, id).await.map(Some),
            None => Ok(None),
        }
    }

    /// `automatic`, `manual` or `automatic_after`.
    async fn capture_method(&self, context: &Context<'_>) -> Result<Option<&str>> {
        Ok(Some(&self.rest(context).await?.capture_method))
    }

    /// The pause before the capture; only with `automatic_after`.
    async fn capture_after_seconds(&self, context: &Context<'_>) -> Result<Option<BigInt>> {
        Ok(self.rest(context).await?.capture_after_seconds)
    }

    /// With what it is paid.
    async fn payment_method(&self, context: &Context<'_>) -> Result<Option<&PaymentMethod>> {
        Ok(Some(&self.rest(context).await?.payment_method))
    }

    /// Your own pairs.
    #[graphql(complexity = "cost::few(child_complexity)")]
    async fn metadata(&self, context: &Context<'_>) -> Result<Option<Vec<Pair>>> {
        Ok(Some(pairs(&self.rest(context).await?.metadata)))
    }

    /// Where it comes from, as in ISO 3166-1.
    async fn country(&self, context: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.rest(context).await?.country.as_deref())
    }

    /// What you said about the card.
    async fn card(&self, context: &Context<'_>) -> Result<Option<&Card>> {
        Ok(self.rest(context).await?.card.as_ref())
    }

    /// `customer` or `merchant`.
    async fn initiator(&self, context: &Context<'_>) -> Result<Option<&str>> {
        Ok(Some(&self.rest(context).await?.initiator))
    }

    /// Tries after soft declines; null where nobody planned any.
    async fn retries(&self, context: &Context<'_>) -> Result<Option<&Retries>> {
        Ok(self.rest(context).await?.retries.as_ref())
    }

    /// When the next try after a soft decline will be made.
    async fn next_try_at(&self, context: &Context<'_>) -> Result<Option<&DateTime>> {
        Ok(self.rest(context).await?.next_try_at.as_ref())
    }

    /// The newest authorizations that were sent to gateways, oldest first.
    #[graphql(complexity = "cost::few(child_complexity)")]
    async fn attempts(&self, context: &Context<'_>) -> Result<Option<&[Attempt]>> {
        Ok(Some(&self.rest(context).await?.attempts))
    }

    /// The refunds, oldest first.
    #[graphql(complexity = "cost::few(child_complexity)")]
    async fn refunds(&self, context: &Context<'_>) -> Result<Option<&[Refund]>> {
        Ok(Some(&self.rest(context).await?.refunds))
    }

    /// The disputes, oldest first.
    #[graphql(complexity = "cost::few(child_complexity)")]
    async fn disputes(&self, context: &Context<'_>) -> Result<Option<&[Dispute]>> {
        Ok(Some(&self.rest(context).await?.disputes))
    }

    /// What went wrong last and has not been made good since.
    async fn failure(&self, context: &Context<'_>) -> Result<Option<&Failure>> {
        Ok(self.rest(context).await?.failure.as_ref())
    }

    /// What a gateway is being asked, or will be.
    async fn operation_in_progress(&self, context: &Context<'_>) -> Result<Option<&OperationInProgress>> {
        Ok(self.rest(context).await?.operation_in_progress.as_ref())
    }

    /// Whether a person should look at it.
    async fn needs_attention(&self, context: &Context<'_>) -> Result<Option<bool>> {
        Ok(Some(self.rest(context).await?.needs_attention))
    }

    /// Why: `gateway_silent`, `gateway_contradicts_itself` or `undone_by_gateway`.
    async fn attention_reason(&self, context: &Context<'_>) -> Result<Option<&str>> {
        Ok(self.rest(context).await?.attention_reason.as_deref())
    }

    /// When the reservation runs out; only while money is reserved.
    async fn expires_at(&self, context: &Context<'_>) -> Result<Option<&DateTime>> {
        Ok(self.rest(context).await?.expires_at.as_ref())
    }

    /// When the money will be taken by itself.
    async fn capture_at(&self, context: &Context<'_>) -> Result<Option<&DateTime>> {
        Ok(self.rest(context).await?.capture_at.as_ref())
    }

    /// Every gateway with its score by component, and why it was chosen or not.
    #[graphql(complexity = "cost::looked_up(child_complexity)")]
    async fn routing(&self, context: &Context<'_>) -> Result<Option<PaymentRouting>> {
        thing(context, Thing::PaymentRouting, &self.id).await.map(Some)
    }

    /// What it moved in the ledger, the newest first. Takes the permission to see the ledger.
    #[graphql(complexity = "cost::page(first, child_complexity)")]
    async fn transfers(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many rows, from 1 to 200; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> Result<Option<Connection<Transfer>>> {
        let asked = TransferFilter::of_reference(&self.id).asked(None);
        let page: RestPage<Transfer> = reading(context, asked.page(first, after)).await?;
        Ok(Some(page.into()))
    }
}

/// With what a payment is paid.
#[derive(Deserialize, SimpleObject)]
struct PaymentMethod {
    /// `card`, `bank_transfer` or `wallet`.
    #[serde(rename = "type")]
    r#type: String,
    /// The gateway's token for it; never a card number.
    token: String,
}

/// A card, without its number.
#[derive(Deserialize, SimpleObject)]
struct Card {
    /// The network.
    scheme: Option<String>,
    /// `credit`, `debit`, `prepaid` or `commercial`.
    category: Option<String>,
    /// As in ISO 3166-1.
    issuer_country: Option<String>,
    /// The first digits.
    bin: Option<String>,
}

/// Tries after soft declines.
#[derive(Deserialize, SimpleObject)]
struct Retries {
    /// How many are planned after the first.
    count: BigInt,
    /// How many of them began.
    made: BigInt,
    /// For how many days after the first.
    within_days: BigInt,
}

/// One authorization that was sent to a gateway.
#[derive(Deserialize, SimpleObject)]
struct Attempt {
    /// Its id.
    operation: ID,
    /// Whom it was sent to.
    gateway: String,
    /// Counts the manual retries, from zero.
    round: BigInt,
    /// When it was first sent.
    started_at: DateTime,
    /// How it ended: `approved`, `declined`, `failed`, `held_back`, `not_sent`, `unknown` or `pending`; null while it is under way.
    outcome: Option<String>,
    /// The code behind a decline or failure.
    code: Option<String>,
    /// How long the gateway took.
    latency_ms: BigInt,
    /// Why this gateway: the best candidates. Empty for a repetition.
    #[graphql(complexity = "cost::few(child_complexity)")]
    explanation: Vec<Candidate>,
}

/// A gateway in a choice.
#[derive(Deserialize, SimpleObject)]
struct Candidate {
    /// Its name.
    gateway: String,
    /// In millionths.
    score: BigInt,
    /// What became of it: `chosen`, `eligible`, `breaker_open` and others.
    verdict: String,
}

/// What went wrong.
#[derive(Deserialize, SimpleObject)]
pub(crate) struct Failure {
    /// A stable code.
    code: String,
    /// In words.
    message: String,
    /// The gateway's own code, if it gave one.
    gateway_code: Option<String>,
}

/// What a gateway is being asked.
#[derive(Deserialize, SimpleObject)]
struct OperationInProgress {
    /// Its id.
    operation: ID,
    /// `authorize`, `capture`, `void` or `refund`.
    kind: String,
    /// Who is asked.
    gateway: String,
    /// `calling`, `inquiry_scheduled` (nobody knows yet what became of it) or `retry_scheduled`.
    phase: String,
    /// When it goes on, where it waits.
    next_at: Option<DateTime>,
}
