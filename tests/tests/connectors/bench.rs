//! What the suite asks of a connector's test bench, and the operations that it sends.

use std::time::{SystemTime, UNIX_EPOCH};

use bezant_gateways::{
    GatewayConfig, Notice, Notification, NotificationError, NotificationRequest, Registry,
};
use bezant_kernel::{
    Currency, MethodKind, Money, OperationId, OperationKind, PaymentId, RefundId, Timestamp,
};
use bezant_payments::{Approval, Call, DeclineCode, GatewayReference, Operation, Outcome};
use bezant_tests::fake_gateway::{Fault, Webhook};

/// Long against a call over loopback, short against a test's patience.
pub(crate) const TIMEOUT_MS: u64 = 2_000;

/// A payment as the fake gateway has it, amounts in cents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    pub payment: String,
    pub amount: i64,
    pub captured: i64,
    pub refunded: i64,
    pub released: bool,
}

/// A connector and the fake gateway that it talks to.
pub(crate) trait Bench: Sized {
    /// Whether the gateway signs a time, so that old requests can be told.
    const SIGNS_TIME: bool;
    /// A token that is approved.
    const APPROVED: &'static str;
    /// Tokens that are declined, how, and the gateway's own word.
    const DECLINED: &'static [(&'static str, DeclineCode, &'static str)];
    /// A change of a good body's text that the gateway would sign: a field of a wrong kind, and its path.
    const WRONG_FIELD: (&'static str, &'static str, &'static str);

    /// A fake with nothing in it and a connector.
    async fn start(timeout_ms: u64) -> Self;
    /// A connector's configuration.
    fn config(url: &str, key_is_right: bool) -> GatewayConfig;
    /// The fake's base URL.
    fn url(&self) -> String;
    /// The connector.
    fn registry(&self) -> &Registry;
    /// The node restarted: nothing is known of earlier sends.
    fn restart(&mut self);
    /// Lets the next send meet a fault.
    fn script(&self, fault: Fault);
    /// Lets the next inquiry meet a fault.
    fn script_inquiry(&self, fault: Fault);
    /// What is held at the gateway.
    fn held(&self) -> Vec<Held>;
    /// How many requests to change something have arrived.
    fn sends(&self) -> usize;
    /// All that the gateway has to say of what happened so far, signed at a time.
    fn webhooks(&self, at: u64) -> Vec<Webhook>;
    /// The same headers and secrets for another body.
    fn sign(body: &[u8], at: u64) -> Webhook;

    async fn send(&self, operation: &Operation) -> Outcome {
        self.registry().carry_out(operation, "test", None).await.0
    }

    async fn inquire(&self, operation: &Operation) -> Outcome {
        let inquiry = Operation {
            call: Call::Inquire,
            ..operation.clone()
        };
        self.send(&inquiry).await
    }

    fn receive(&self, webhook: &Webhook, at: u64) -> Result<Vec<Notification>, NotificationError> {
        let gateway = Self::config("http://127.0.0.1:1", true).name;
        let receiver = self.registry().notifications(&gateway).unwrap();
        receiver.receive(&NotificationRequest {
            headers: &webhook.headers,
            body: &webhook.body,
            received_at: at,
        })
    }

    /// What notifications say of an operation.
    fn told(&self, operation: &Operation) -> Option<Outcome> {
        let at = now();
        let all = self.webhooks(at);
        let notices = all.iter().flat_map(|webhook| self.receive(webhook, at).unwrap());
        notices
            .filter_map(|notification| match notification.notice {
                Notice::Outcome {
                    operation: id,
                    outcome,
                    ..
                } if id == operation.id => Some(outcome),
                _ => None,
            })
            .last()
    }

    /// What became of an operation in the end: by inquiry, or else by notification.
    async fn settled(&self, operation: &Operation) -> Outcome {
        match self.inquire(operation).await {
            Outcome::Unknown(_) | Outcome::Pending => self.told(operation).unwrap_or(Outcome::Pending),
            outcome => outcome,
        }
    }

    /// Sends and waits for the end.
    async fn done(&self, operation: &Operation) -> Outcome {
        match self.send(operation).await {
            Outcome::Pending => self.settled(operation).await,
            outcome => outcome,
        }
    }

    /// An authorized payment's reference.
    async fn authorized(&self, bits: u128, capture: bool) -> GatewayReference {
        let operation = Operation {
            capture,
            ..authorize::<Self>(bits, Self::APPROVED)
        };
        approval(self.send(&operation).await).reference
    }
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

pub(crate) fn authorize<B: Bench>(bits: u128, token: &str) -> Operation {
    Operation {
        id: OperationId::v7(Timestamp::from_microseconds(now() * 1_000_000), bits),
        kind: OperationKind::Authorize,
        payment: PaymentId::from_u128(bits),
        refund: None,
        gateway: B::config("http://127.0.0.1:1", true).name,
        amount: euro(2_000),
        capture: true,
        attempt: 1,
        method: MethodKind::Card,
        token: token.to_owned(),
        country: None,
        card: bezant_kernel::Card::default(),
        initiator: bezant_payments::Initiator::Customer,
        three_d_secure: false,
        deadline: None,
        authorization: None,
        call: Call::Send,
    }
}

pub(crate) fn follow<B: Bench>(
    bits: u128,
    kind: OperationKind,
    authorization: &GatewayReference,
    minor: i128,
) -> Operation {
    Operation {
        kind,
        refund: (kind == OperationKind::Refund).then(|| RefundId::from_u128(bits)),
        amount: euro(minor),
        authorization: Some(authorization.clone()),
        ..authorize::<B>(bits, B::APPROVED)
    }
}

pub(crate) fn euro(minor: i128) -> Money {
    Money::new(minor, Currency::EUR)
}

pub(crate) fn approval(outcome: Outcome) -> Approval {
    match outcome {
        Outcome::Approved(approval) => approval,
        other => panic!("not approved: {other:?}"),
    }
}

pub(crate) fn declined(outcome: &Outcome) -> Option<(DeclineCode, &str)> {
    match outcome {
        Outcome::Declined(decline) => Some((decline.code, &decline.gateway_code)),
        _ => None,
    }
}
