//! Disputes.

use async_graphql::{ComplexObject, ID, SimpleObject};
use serde::Deserialize;

use crate::money::{BigInt, DateTime, Money};

/// A customer asks the issuer for the money back.
#[derive(Deserialize, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Dispute {
    /// The gateway's own name for it.
    id: ID,
    /// Who told of it.
    gateway: String,
    #[graphql(skip)]
    amount: BigInt,
    #[graphql(skip)]
    currency: String,
    /// `fraudulent`, `product_not_received`, `duplicate`, `subscription_cancelled`, `credit_not_processed`, `unrecognized` or
    /// `other`.
    reason: String,
    /// The gateway's own word for the reason.
    gateway_reason: Option<String>,
    /// `warning`, `warning_closed`, `needs_response`, `under_review`, `won` or `lost`.
    status: String,
    /// Until when evidence must be there.
    respond_by: Option<DateTime>,
    #[graphql(skip)]
    amount_withdrawn: BigInt,
    #[graphql(skip)]
    amount_lost: BigInt,
    /// When it was opened.
    opened_at: DateTime,
    /// When it changed last.
    updated_at: DateTime,
}

#[ComplexObject]
impl Dispute {
    /// How much is disputed.
    async fn amount(&self) -> Money {
        Money::new(self.amount, &self.currency)
    }

    /// What the gateway has taken and not given back.
    async fn amount_withdrawn(&self) -> Money {
        Money::new(self.amount_withdrawn, &self.currency)
    }

    /// What of it is lost.
    async fn amount_lost(&self) -> Money {
        Money::new(self.amount_lost, &self.currency)
    }
}
