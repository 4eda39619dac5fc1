//! What can be asked of a partition.

use bezant_kernel::{AccountPath, Currency, Tenant, TenantId};

/// A command, in the words of the machine that decides it.
#[derive(Debug)]
pub enum Command {
    /// About one payment.
    Payment(bezant_payments::Command),
    /// Opens a ledger account.
    OpenAccount {
        /// Its place in the chart of accounts.
        path: AccountPath,
        /// Its currency.
        currency: Currency,
        /// Whether its balance may go below zero.
        allows_overdraft: bool,
    },
    /// Transfers in the ledger, all or none.
    Transfer(Vec<bezant_ledger::CallerTransfer>),
    /// About tenants and keys.
    Identity(bezant_identity::Command),
    /// About webhook endpoints.
    Webhooks(bezant_webhooks::Command),
    /// Which gateways there are, from the node's configuration.
    DeclareGateways(Vec<bezant_routing::GatewayProfile>),
    /// By which times and counts payments are carried out, from the node's configuration.
    SetPolicy(bezant_payments::Policy),
}

/// The tenant of what belongs to the node itself, such as its gateways. No credential leads to it.
pub fn system_tenant() -> Tenant {
    Tenant::new(TenantId::derive(&[b"the node itself"]))
}
