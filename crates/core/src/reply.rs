//! What the caller of an accepted command hears, and its stored form: it is kept with the idempotency key.

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{AccountId, ApiKeyId, RefundId, TenantId, WebhookEndpointId};
use bezant_ledger::{RECORD_BYTES, Transfer};
use bezant_payments::Payment;
use prost::Message;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The payment as it was then.
    Payment(Box<Payment>),
    /// The payment as it was then, for what was asked of this refund.
    Refund(Box<Payment>, RefundId),
    /// A ledger account was opened.
    Account(AccountId),
    /// Transfers were made.
    Transfers(Vec<Transfer>),
    /// A tenant was created.
    Tenant(TenantId),
    /// An API key was created or revoked.
    ApiKey(ApiKeyId),
    /// A webhook endpoint was created or changed.
    Endpoint(WebhookEndpointId),
    /// The node's own settings were taken over.
    Settings,
}

#[derive(Clone, PartialEq, Message)]
struct ReplyWire {
    #[prost(uint32, tag = "1")]
    kind: u32,
    #[prost(bytes = "vec", tag = "2")]
    id: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    body: Vec<u8>,
}

fn encoded(payment: &Payment) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    payment.encode(&mut bytes);
    bytes
}

impl Reply {
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        let (kind, id, body) = match self {
            Reply::Payment(payment) => (1, Vec::new(), encoded(payment)),
            Reply::Refund(payment, refund) => (2, id_bytes(*refund), encoded(payment)),
            Reply::Account(id) => (3, id_bytes(*id), Vec::new()),
            Reply::Transfers(transfers) => {
                let body = transfers.iter().flat_map(Transfer::to_bytes).collect();
                (4, Vec::new(), body)
            }
            Reply::Tenant(id) => (5, id_bytes(*id), Vec::new()),
            Reply::ApiKey(id) => (6, id_bytes(*id), Vec::new()),
            Reply::Endpoint(id) => (7, id_bytes(*id), Vec::new()),
            Reply::Settings => (8, Vec::new(), Vec::new()),
        };
        out.extend(ReplyWire { kind, id, body }.encode_to_vec());
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Reply, Corrupt> {
        let wire = ReplyWire::decode(bytes)?;
        let payment = |body: &[u8]| Payment::decode(body).map(Box::new);
        Ok(match wire.kind {
            1 => Reply::Payment(payment(&wire.body)?),
            2 => Reply::Refund(payment(&wire.body)?, id_from(&wire.id)?),
            3 => Reply::Account(id_from(&wire.id)?),
            4 => {
                let (records, rest) = wire.body.as_chunks::<RECORD_BYTES>();
                if !rest.is_empty() {
                    return Err(Corrupt("a part of a transfer"));
                }
                Reply::Transfers(
                    records
                        .iter()
                        .map(Transfer::from_bytes)
                        .collect::<Result<_, _>>()?,
                )
            }
            5 => Reply::Tenant(id_from(&wire.id)?),
            6 => Reply::ApiKey(id_from(&wire.id)?),
            7 => Reply::Endpoint(id_from(&wire.id)?),
            8 => Reply::Settings,
            _ => return Err(Corrupt("a reply of an unknown kind")),
        })
    }
}
