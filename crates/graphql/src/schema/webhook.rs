//! Webhook endpoints and the messages for them.

use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject};
use serde::Deserialize;

use super::payment::Payment;
use super::{reading, thing};
use crate::connection::{Connection, RestPage};
use crate::cost;
use crate::money::{BigInt, DateTime};
use crate::reads::{Asked, Reading, Thing};

/// Where events are sent.
#[derive(Deserialize, SimpleObject)]
#[graphql(complex)]
pub(crate) struct WebhookEndpoint {
    /// Such as `whe_01h455vb4pex5vsknk084sn02q`.
    id: ID,
    /// Where.
    url: String,
    /// Which events: `*`, `payment.*` or whole names.
    events: Vec<String>,
    /// Your own words about it.
    description: String,
    /// Whether anything is sent.
    enabled: bool,
    /// Why nothing is sent: `gone`, `operator` or `too_many_failures`.
    disabled_reason: Option<String>,
    /// Since when nothing is sent.
    disabled_at: Option<DateTime>,
    /// `hmac` or `ed25519`.
    signing: String,
    /// What messages are verified with; only with `ed25519`.
    public_key: Option<String>,
    /// When it was made.
    created_at: DateTime,
    /// When it changed last.
    updated_at: DateTime,
}

#[ComplexObject]
impl WebhookEndpoint {
    /// The messages for it, the newest first, with what became of each.
    #[graphql(complexity = "cost::page(first, child_complexity)")]
    async fn deliveries(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many rows, from 1 to 200; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> Result<Option<Connection<WebhookDelivery>>> {
        let asked = Asked::of_one(Reading::WebhookDeliveries, &self.id).page(first, after);
        let page: RestPage<WebhookDelivery> = reading(context, asked).await?;
        Ok(Some(page.into()))
    }
}

/// A message and what became of it at one endpoint.
#[derive(Deserialize, SimpleObject)]
#[graphql(complex)]
pub(crate) struct WebhookDelivery {
    /// Such as `msg_01h455vb4pex5vsknk084sn02q`.
    id: ID,
    /// The event's name.
    #[serde(rename = "type")]
    r#type: String,
    #[graphql(skip)]
    payment: Option<String>,
    /// `pending`, `delivered`, `failed` or `abandoned`.
    state: String,
    /// How often it was sent.
    attempts: BigInt,
    /// When it is sent next; null if it waits for an earlier one or is over.
    next_attempt_at: Option<DateTime>,
    /// The status that the receiver answered last.
    last_status: Option<i32>,
    /// Why the last attempt failed, in words.
    last_error: Option<String>,
    /// When it was made.
    created_at: DateTime,
    /// When it was last tried or changed.
    updated_at: DateTime,
}

#[ComplexObject]
impl WebhookDelivery {
    /// The payment that it is about. Takes the permission to see payments.
    #[graphql(complexity = "cost::looked_up(child_complexity)")]
    async fn payment(&self, context: &Context<'_>) -> Result<Option<Payment>> {
        match &self.payment {
            Some(id) => thing(context, Thing::Payment, id).await.map(Some),
            None => Ok(None),
        }
    }
}
