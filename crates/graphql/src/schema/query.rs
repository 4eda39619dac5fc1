//! Where every query begins.

use async_graphql::{Context, ID, InputObject, Object, Result};

use super::account::{Account, Balances};
use super::gateway::Gateway;
use super::identity::{Principal, PrincipalFilter, Role};
use super::payment::Payment;
use super::transfer::{Transfer, TransferFilter};
use super::webhook::WebhookEndpoint;
use super::{reading, thing};
use crate::connection::{Connection, RestPage};
use crate::cost;
use crate::money::DateTime;
use crate::reads::{Asked, Reading, Thing};

/// Everything that can be read.
pub(crate) struct Query;

/// Which payments. What is left out does not narrow the list.
#[derive(Default, InputObject)]
pub(crate) struct PaymentFilter {
    /// Such as `COMPLETED`.
    status: Option<String>,
    /// Such as `EUR`.
    currency: Option<String>,
    /// The gateway that has the payment, or was asked last.
    gateway: Option<String>,
    /// Your own name for the customer, whole.
    customer: Option<String>,
    /// Your own name for the payment, whole.
    reference: Option<String>,
    /// The principal who created them.
    created_by: Option<ID>,
    /// Created at this time or later.
    created_after: Option<DateTime>,
    /// Created before this time.
    created_before: Option<DateTime>,
    /// The start of an id, reference, customer or description.
    search: Option<String>,
    /// `true` for those that a person should look at, and no others. Goes with no other filter.
    needs_attention: Option<bool>,
}

#[Object]
impl Query {
    /// A payment, as it stands at this moment.
    #[graphql(complexity = "cost::looked_up(child_complexity)")]
    async fn payment(&self, context: &Context<'_>, id: ID) -> Result<Option<Payment>> {
        thing(context, Thing::Payment, &id).await.map(Some)
    }

    /// Payments, the newest first. A list follows the log at a small distance; what a list does not have is read as it stands.
    #[graphql(complexity = "cost::page(first, child_complexity)")]
    async fn payments(
        &self,
        context: &Context<'_>,
        filter: Option<PaymentFilter>,
        #[graphql(desc = "How many rows, from 1 to 200; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> Result<Option<Connection<Payment>>> {
        let filter = filter.unwrap_or_default();
        let asked = Asked::of_all(Reading::Payments)
            .with("status", filter.status)
            .with("currency", filter.currency)
            .with("gateway", filter.gateway)
            .with("customer", filter.customer)
            .with("reference", filter.reference)
            .with("created_by", filter.created_by.map(|id| id.0))
            .with("created_after", filter.created_after.map(|at| at.0))
            .with("created_before", filter.created_before.map(|at| at.0))
            .with("search", filter.search)
            .with("needs_attention", filter.needs_attention)
            .page(first, after);
        let page: RestPage<Payment> = reading(context, asked).await?;
        Ok(Some(page.into()))
    }

    /// The node's gateways with their health, as routing sees it.
    #[graphql(complexity = "cost::whole(child_complexity)")]
    async fn gateways(&self, context: &Context<'_>) -> Result<Option<Vec<Gateway>>> {
        let page: RestPage<Gateway> = reading(context, Asked::of_all(Reading::Gateways)).await?;
        Ok(Some(page.data))
    }

    /// A ledger account, with its balance at this moment.
    #[graphql(complexity = "cost::looked_up(child_complexity)")]
    async fn account(&self, context: &Context<'_>, id: ID) -> Result<Option<Account>> {
        thing(context, Thing::Account, &id).await.map(Some)
    }

    /// Ledger accounts in the order in which they were opened, or by path with `prefix`; with their balances at this moment.
    #[graphql(complexity = "cost::page(first, child_complexity)")]
    async fn accounts(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Those at and below this path, such as `assets:bank`.")] prefix: Option<String>,
        #[graphql(desc = "How many rows, from 1 to 200; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> Result<Option<Connection<Account>>> {
        let asked = Asked::of_all(Reading::Accounts).with("prefix", prefix);
        let page: RestPage<Account> = reading(context, asked.page(first, after)).await?;
        Ok(Some(page.into()))
    }

    /// The sums of all accounts at and below a path, by currency.
    #[graphql(complexity = "cost::whole(child_complexity)")]
    async fn balances(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A path, or the beginning of one up to a colon, such as `assets:bank`.")]
        prefix: String,
    ) -> Result<Option<Vec<Balances>>> {
        let asked = Asked::of_all(Reading::Balances).with("prefix", Some(prefix));
        let page: RestPage<Balances> = reading(context, asked).await?;
        Ok(Some(page.data))
    }

    /// A ledger transfer.
    #[graphql(complexity = "cost::looked_up(child_complexity)")]
    async fn transfer(&self, context: &Context<'_>, id: ID) -> Result<Option<Transfer>> {
        thing(context, Thing::Transfer, &id).await.map(Some)
    }

    /// Ledger transfers: those with a reference, the newest first; or all, the oldest first. Those of one account are with the account.
    #[graphql(complexity = "cost::page(first, child_complexity)")]
    async fn transfers(
        &self,
        context: &Context<'_>,
        filter: Option<TransferFilter>,
        #[graphql(desc = "How many rows, from 1 to 200; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> Result<Option<Connection<Transfer>>> {
        let asked = filter.unwrap_or_default().asked(None);
        let page: RestPage<Transfer> = reading(context, asked.page(first, after)).await?;
        Ok(Some(page.into()))
    }

    /// A webhook endpoint.
    #[graphql(complexity = "cost::looked_up(child_complexity)")]
    async fn webhook_endpoint(&self, context: &Context<'_>, id: ID) -> Result<Option<WebhookEndpoint>> {
        thing(context, Thing::WebhookEndpoint, &id).await.map(Some)
    }

    /// All webhook endpoints.
    #[graphql(complexity = "cost::whole(child_complexity)")]
    async fn webhook_endpoints(&self, context: &Context<'_>) -> Result<Option<Vec<WebhookEndpoint>>> {
        let asked = Asked::of_all(Reading::WebhookEndpoints);
        let page: RestPage<WebhookEndpoint> = reading(context, asked).await?;
        Ok(Some(page.data))
    }

    /// A user, agent or service account.
    #[graphql(complexity = "cost::looked_up(child_complexity)")]
    async fn principal(&self, context: &Context<'_>, id: ID) -> Result<Option<Principal>> {
        thing(context, Thing::Principal, &id).await.map(Some)
    }

    /// Users, agents and service accounts.
    #[graphql(complexity = "cost::page(first, child_complexity)")]
    async fn principals(
        &self,
        context: &Context<'_>,
        filter: Option<PrincipalFilter>,
        #[graphql(desc = "How many rows, from 1 to 200; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> Result<Option<Connection<Principal>>> {
        let asked = filter.unwrap_or_default().asked();
        let page: RestPage<Principal> = reading(context, asked.page(first, after)).await?;
        Ok(Some(page.into()))
    }

    /// All roles: the built-in ones first, then the tenant's own.
    #[graphql(complexity = "cost::whole(child_complexity)")]
    async fn roles(&self, context: &Context<'_>) -> Result<Option<Vec<Role>>> {
        let page: RestPage<Role> = reading(context, Asked::of_all(Reading::Roles)).await?;
        Ok(Some(page.data))
    }
}
