//! The bank of the sandbox's customers, for the checkout pages.

use std::sync::Arc;

use bezant_edge::Challenges;
use bezant_gateways::Registry;
use bezant_kernel::{GatewayName, PaymentId};

/// Every sandbox gateway's.
pub(crate) struct SandboxBank(pub(crate) Arc<Registry>);

impl Challenges for SandboxBank {
    fn has(&self, gateway: &GatewayName) -> bool {
        self.0.plays_the_bank(gateway)
    }

    fn pass(&self, payment: PaymentId, attempts: u32) {
        self.0.authenticated(payment, attempts);
    }
}
