//! What the caller of an accepted command hears, and its stored form: it is kept with the idempotency key.

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{AccountId, MonitorId, RefundId, ScheduleId, WebhookEndpointId};
use bezant_ledger::{Records, Results};
use bezant_payments::Payment;
use bezant_reconciliation::{ItemId, MatchId, ReconciliationId, StatementId};
use bytes::Bytes;
use prost::Message;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The payment as it was then.
    Payment(Box<Payment>),
    /// The payment as it was then, for what was asked of this refund.
    Refund(Box<Payment>, RefundId),
    /// A ledger account was opened or changed.
    Account(AccountId),
    /// Transfers were made, and of a batch these were refused.
    Transfers {
        /// What was made, if anything was.
        made: Option<Records>,
        /// What was refused, if anything was.
        refused: Option<Results>,
    },
    /// Transfers were scheduled, or a schedule was taken back.
    Schedule(ScheduleId),
    /// A balance is watched, or is no longer.
    Monitor(MonitorId),
    /// Something of identity changed: read it to see what it is now.
    Identity,
    /// A webhook endpoint was created or changed.
    Endpoint(WebhookEndpointId),
    /// A reconciliation was made or changed.
    Reconciliation(ReconciliationId),
    /// A statement was taken in.
    Statement(StatementId),
    /// Matches were recorded, accepted or rejected.
    Matches(Vec<MatchId>),
    /// An item of a reconciliation took a step.
    ReconciliationItem(ItemId),
    /// The node's own settings were taken over.
    Settings,
}

#[derive(Clone, PartialEq, Message)]
struct ReplyWire {
    #[prost(uint32, tag = "1")]
    kind: u32,
    #[prost(bytes = "vec", tag = "2")]
    id: Vec<u8>,
    #[prost(bytes = "bytes", tag = "3")]
    body: Bytes,
    #[prost(bytes = "bytes", tag = "4")]
    refused: Bytes,
}

fn encoded(payment: &Payment) -> Bytes {
    let mut bytes = Vec::with_capacity(256);
    payment.encode(&mut bytes);
    bytes.into()
}

impl Reply {
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        let nothing = Bytes::new;
        let (kind, id, body) = match self {
            Reply::Payment(payment) => (1, Vec::new(), encoded(payment)),
            Reply::Refund(payment, refund) => (2, id_bytes(*refund), encoded(payment)),
            Reply::Account(id) => (3, id_bytes(*id), nothing()),
            Reply::Transfers { made, .. } => {
                let body = made.as_ref().map_or_else(nothing, |made| made.as_bytes().clone());
                (4, Vec::new(), body)
            }
            Reply::Identity => (5, Vec::new(), nothing()),
            Reply::Endpoint(id) => (7, id_bytes(*id), nothing()),
            Reply::Settings => (8, Vec::new(), nothing()),
            Reply::Schedule(id) => (9, id_bytes(*id), nothing()),
            Reply::Monitor(id) => (10, id_bytes(*id), nothing()),
            Reply::Reconciliation(id) => (11, id_bytes(*id), nothing()),
            Reply::Statement(id) => (12, id_bytes(*id), nothing()),
            Reply::Matches(ids) => {
                let body: Vec<u8> = ids.iter().flat_map(|id| id.as_u128().to_be_bytes()).collect();
                (13, Vec::new(), body.into())
            }
            Reply::ReconciliationItem(id) => (14, id_bytes(*id), nothing()),
        };
        let refused = match self {
            Reply::Transfers {
                refused: Some(refused),
                ..
            } => refused.as_bytes().clone(),
            _ => nothing(),
        };
        let wire = ReplyWire {
            kind,
            id,
            body,
            refused,
        };
        wire.encode(out).expect("a vector grows to what a message needs");
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Reply, Corrupt> {
        let wire = ReplyWire::decode(bytes)?;
        let payment = |body: &[u8]| Payment::decode(body).map(Box::new);
        Ok(match wire.kind {
            1 => Reply::Payment(payment(&wire.body)?),
            2 => Reply::Refund(payment(&wire.body)?, id_from(&wire.id)?),
            3 => Reply::Account(id_from(&wire.id)?),
            4 => {
                let some = |bytes: Bytes| (!bytes.is_empty()).then_some(bytes);
                Reply::Transfers {
                    made: some(wire.body).map(Records::from_stored).transpose()?,
                    refused: some(wire.refused).map(Results::from_stored).transpose()?,
                }
            }
            // 6 was the answer for a key, when tenants and keys had answers of their own.
            5 | 6 => Reply::Identity,
            7 => Reply::Endpoint(id_from(&wire.id)?),
            8 => Reply::Settings,
            9 => Reply::Schedule(id_from(&wire.id)?),
            10 => Reply::Monitor(id_from(&wire.id)?),
            11 => Reply::Reconciliation(id_from(&wire.id)?),
            12 => Reply::Statement(id_from(&wire.id)?),
            13 => {
                let (ids, rest) = wire.body.as_chunks::<16>();
                if !rest.is_empty() {
                    return Err(Corrupt("a match's id is 16 bytes"));
                }
                let id = |bytes: &[u8; 16]| MatchId::from_u128(u128::from_be_bytes(*bytes));
                Reply::Matches(ids.iter().map(id).collect())
            }
            14 => Reply::ReconciliationItem(id_from(&wire.id)?),
            _ => return Err(Corrupt("a reply of an unknown kind")),
        })
    }
}
