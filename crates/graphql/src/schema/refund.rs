//! Refunds.

use async_graphql::{ComplexObject, ID, SimpleObject};
use serde::Deserialize;

use super::payment::Failure;
use crate::money::{BigInt, DateTime, Money};

/// Money that is, or was, given back.
#[derive(Deserialize, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Refund {
    /// Such as `ref_01h455vb4pex5vsknk084sn02q`.
    id: ID,
    #[graphql(skip)]
    amount: BigInt,
    #[graphql(skip)]
    currency: String,
    /// `REFUND_INITIATED`, `REFUNDED` or `FAILED`.
    status: String,
    /// Whether it had succeeded and the customer's bank sent it back; only with `FAILED`.
    returned: bool,
    /// Your own reason.
    reason: Option<String>,
    /// What went wrong.
    failure: Option<Failure>,
    /// The gateway's own name for it.
    gateway_reference: Option<String>,
    /// When it was asked for.
    created_at: DateTime,
    /// When it changed last.
    updated_at: DateTime,
}

#[ComplexObject]
impl Refund {
    /// How much.
    async fn amount(&self) -> Money {
        Money::new(self.amount, &self.currency)
    }
}
