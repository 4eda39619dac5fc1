//! The port to what can be read.

use async_trait::async_trait;
use bytes::Bytes;

use crate::refusal::Refusal;

/// A document of the REST interface as JSON, or why there is none.
pub type Answer = Result<Bytes, Refusal>;

/// What is read by its id.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Thing {
    /// A payment.
    Payment,
    /// Why a payment went where it went; by the payment's id.
    PaymentRouting,
    /// A ledger account.
    Account,
    /// A ledger transfer with what became of it.
    Transfer,
    /// A webhook endpoint.
    WebhookEndpoint,
    /// A principal.
    Principal,
}

impl Thing {
    /// Every kind.
    pub const ALL: [Thing; 6] = [
        Thing::Payment,
        Thing::PaymentRouting,
        Thing::Account,
        Thing::Transfer,
        Thing::WebhookEndpoint,
        Thing::Principal,
    ];
}

/// What is read by parameters.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reading {
    /// A page of payments.
    Payments,
    /// The gateways.
    Gateways,
    /// A page of ledger accounts.
    Accounts,
    /// The sums of accounts at and below a path.
    Balances,
    /// The balance of one account, now or as of a time.
    Balance,
    /// A page of an account's statement.
    Statement,
    /// A page of transfers.
    Transfers,
    /// The webhook endpoints.
    WebhookEndpoints,
    /// A page of the messages for a webhook endpoint.
    WebhookDeliveries,
    /// A page of principals.
    Principals,
    /// The roles.
    Roles,
}

impl Reading {
    /// Every one.
    pub const ALL: [Reading; 11] = [
        Reading::Payments,
        Reading::Gateways,
        Reading::Accounts,
        Reading::Balances,
        Reading::Balance,
        Reading::Statement,
        Reading::Transfers,
        Reading::WebhookEndpoints,
        Reading::WebhookDeliveries,
        Reading::Principals,
        Reading::Roles,
    ];
}

/// One reading.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    /// What.
    pub reading: Reading,
    /// Of which thing, where it belongs to one.
    pub of: Option<String>,
    /// By the names that REST has for them.
    pub parameters: Vec<(&'static str, String)>,
}

/// What one caller can read: made for each call, and the only one who knows who asks and what they may see.
///
/// * Answers stand in the order of the questions, one for each.
/// * What the caller may not see, and what there is not, is a refusal of its own and takes nothing from the others.
/// * Documents are those that REST answers with, by the same rules.
/// * Whoever asks may stop waiting at any moment.
#[async_trait]
pub trait Reads: Send + Sync + 'static {
    /// Things of one kind by their ids, in one look-up. No id is there twice.
    async fn things(&self, thing: Thing, ids: &[String]) -> Vec<Answer>;

    /// Lists and single answers that take parameters. No question is there twice.
    async fn readings(&self, asked: &[Asked]) -> Vec<Answer>;
}
