//! The commands of the command line, a file each.

pub(crate) mod analytics;
pub(crate) mod audit;
pub(crate) mod chaos;
pub(crate) mod completions;
pub(crate) mod compliance;
pub(crate) mod config_check;
pub(crate) mod degrade;
pub(crate) mod docs;
pub(crate) mod events;
pub(crate) mod gateways;
pub(crate) mod identity;
pub(crate) mod keyring;
pub(crate) mod ledger;
pub(crate) mod listen;
pub(crate) mod log;
pub(crate) mod payments;
pub(crate) mod policy;
pub(crate) mod proof;
pub(crate) mod retention;
pub(crate) mod routing;
pub(crate) mod serve;
pub(crate) mod top;
pub(crate) mod trigger;
pub(crate) mod vault;
pub(crate) mod views;
pub(crate) mod webhooks;
