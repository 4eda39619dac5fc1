//! A declined payment is an answer and no error of the API: it was created, and it failed. Who wants an error asks for one.

use crate::generated::types::Payment;

/// A payment was declined, or no gateway could take it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("payment {} failed: {}", .payment.id, .payment.failure.as_ref().map_or("no reason is told", |failure| &failure.message))]
pub struct PaymentFailed {
    /// The payment.
    pub payment: Box<Payment>,
}

impl PaymentFailed {
    /// Why, such as `insufficient_funds`.
    pub fn code(&self) -> &str {
        self.payment
            .failure
            .as_ref()
            .map_or("unknown", |failure| &failure.code)
    }
}

/// The payment itself, unless it failed.
pub fn ensure_not_failed(payment: Payment) -> Result<Payment, PaymentFailed> {
    match payment.status == "FAILED" {
        true => Err(PaymentFailed {
            payment: Box::new(payment),
        }),
        false => Ok(payment),
    }
}
