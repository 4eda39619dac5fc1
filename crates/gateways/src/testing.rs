//! What tests of this crate share.

use bezant_kernel::{Card, Currency, MethodKind, Money, OperationId, OperationKind, PaymentId, RefundId};
use bezant_payments::{Call, GatewayReference, Initiator, Operation};

/// An operation on twenty euros, to be sent; tests change what they are about.
pub(crate) fn operation(gateway: &str, kind: OperationKind) -> Operation {
    Operation {
        id: OperationId::from_u128(3),
        kind,
        payment: PaymentId::from_u128(1),
        refund: (kind == OperationKind::Refund).then(|| RefundId::from_u128(2)),
        gateway: gateway.parse().unwrap(),
        amount: Money::new(2_000, Currency::EUR),
        capture: true,
        attempt: 1,
        method: MethodKind::Card,
        token: "tok".to_owned(),
        country: None,
        card: Card::default(),
        initiator: Initiator::Customer,
        three_d_secure: false,
        deadline: None,
        authorization: (kind != OperationKind::Authorize)
            .then(|| GatewayReference("authorization_1".to_owned())),
        call: Call::Send,
    }
}
