//! Questions about committed state, and their answers. Lists with filters and history come from the views instead.

use bezant_kernel::{AccountId, PaymentId, Tenant, Timestamp, TransferId, WebhookEndpointId};
use bezant_ledger::{Account, Transfer, TrialBalance};
use bezant_log::Position;
use bezant_payments::{Operation, Payment};
use bezant_routing::{GatewayHealth, GatewayProfile};
use bezant_webhooks::Endpoint;

use crate::Directory;

/// A question. All but those marked so are about the asking tenant only.
#[derive(Debug)]
pub enum Query {
    /// A payment.
    Payment(PaymentId),
    /// A ledger account.
    Account(AccountId),
    /// Ledger accounts in the order in which they were opened.
    Accounts {
        /// How many to leave out from the start.
        skip: usize,
        /// How many to answer.
        limit: usize,
    },
    /// The sums of all debits and credits per currency.
    TrialBalance,
    /// A transfer under an id of the caller's choice, or an open hold.
    Transfer(TransferId),
    /// The gateways and how they are doing (the node's: the same for every tenant).
    Gateways {
        /// For breakers that close by time.
        now: Timestamp,
    },
    /// The webhook endpoints.
    Endpoints,
    /// A webhook endpoint.
    Endpoint(WebhookEndpointId),
    /// For followers only: tenants, keys and endpoints of all tenants, as of a position.
    Directory,
    /// For the orchestrator only: the gateway calls that are under way, of all tenants.
    OpenOperations,
    /// For measurements: how many entities are in memory, of all tenants.
    Counts,
}

/// The answer to the question of the same name.
#[derive(Debug)]
pub enum Answer {
    /// A payment, if there is one for the tenant.
    Payment(Option<Box<Payment>>),
    /// An account, if there is one for the tenant.
    Account(Option<Box<Account>>),
    /// Accounts.
    Accounts(Vec<Account>),
    /// Sums.
    TrialBalance(Vec<TrialBalance>),
    /// A transfer, if there is one for the tenant. Finished transfers that Bezant made itself are in the views only.
    Transfer(Option<Transfer>),
    /// Gateways.
    Gateways(Vec<(GatewayProfile, GatewayHealth)>),
    /// Endpoints.
    Endpoints(Vec<Endpoint>),
    /// An endpoint, if there is one for the tenant.
    Endpoint(Option<Box<Endpoint>>),
    /// Tenants, keys and endpoints.
    Directory(Box<Directory>),
    /// Calls under way as of a position.
    OpenOperations(Position, Vec<(Tenant, Operation)>),
    /// Entities in memory.
    Counts {
        /// Payments.
        payments: usize,
        /// Ledger accounts.
        accounts: usize,
        /// Open holds.
        holds: usize,
    },
}
