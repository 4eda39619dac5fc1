//! What can be asked of a partition.

use bezant_kernel::{Tenant, TenantId};

use crate::Flow;

/// A command, in the words of the machine that decides it.
#[derive(Debug)]
pub enum Command {
    /// About one payment.
    Payment(bezant_payments::Command),
    /// About the ledger.
    Ledger(bezant_ledger::Command),
    /// A flow of the posting language, planned and made in one decision.
    Flow(Flow),
    /// About tenants and keys.
    Identity(bezant_identity::Command),
    /// About webhook endpoints.
    Webhooks(bezant_webhooks::Command),
    /// About reconciliations of ledger accounts with accounts outside.
    Reconciliation(bezant_reconciliation::Command),
    /// About routing: gateways from the node's configuration, rules, fees, strategy, experiments.
    Routing(bezant_routing::Command),
    /// By which times and counts payments are carried out, from the node's configuration.
    SetPolicy(bezant_payments::Policy),
}

/// The tenant of what belongs to the node itself, such as its gateways. No credential leads to it.
pub fn system_tenant() -> Tenant {
    Tenant::new(TenantId::derive(&[b"the node itself"]))
}
