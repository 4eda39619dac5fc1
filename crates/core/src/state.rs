//! The state of a partition: the machines' states, the payments in memory, their timers, and what may leave memory.

use std::collections::{BTreeSet, VecDeque};
use std::ops::Bound;

use bezant_engine::{By, ColdError, ColdKey, ColdRead, Frozen};
use bezant_kernel::wire::Corrupt;
use bezant_kernel::{PaymentId, RefundId, TableSecret, Tenant, Timestamp};
use bezant_ledger::Transfer;
use bezant_log::Position;
use bezant_payments::{Heard, Payment, Policy};
use rustc_hash::FxHashMap;

use crate::Flow;
use crate::checkpoint::BalanceCheckpoint;
use crate::daily::PaymentsOfTheDay;

/// Payments in the cold tier, by id.
pub(crate) const COLD_PAYMENT: u8 = 1;
/// Sums of accounts after every 256th of their transfers, by account and number.
pub(crate) const COLD_BALANCE: u8 = 2;
/// Begins the part of a snapshot that holds the notices that were taken. It stands among the payments, as older snapshots have
/// none; a payment's stored form never begins so.
const HEARD: u8 = 0;
/// Begins the part with the payments of the day, in the same way: a stored payment begins with the tag of its first field.
const DAILY: u8 = 1;
/// Payments or transfers that leave memory at a time: more than a batch finishes, little enough not to delay the next.
pub(crate) const EVICTIONS_PER_CALL: usize = 8_192;

/// A partition's state.
#[derive(Default)]
pub struct Core {
    /// The last record that the state reflects.
    pub(crate) position: Position,
    pub(crate) policy: Policy,
    pub(crate) ledger: bezant_ledger::State,
    pub(crate) routing: bezant_routing::State,
    pub(crate) identity: bezant_identity::State,
    pub(crate) webhooks: bezant_webhooks::State,
    pub(crate) reconciliation: bezant_reconciliation::State,
    /// What gateways said unasked and was taken.
    pub(crate) heard: Heard,
    /// How many payments were made today.
    pub(crate) daily: PaymentsOfTheDay,
    payments: FxHashMap<PaymentId, Payment>,
    /// The payments of refunds, as long as the payment is in memory.
    refunds: FxHashMap<RefundId, PaymentId>,
    timers: BTreeSet<(Timestamp, PaymentId)>,
    /// The payments that a person should look at; they stay in memory.
    needing_attention: BTreeSet<PaymentId>,
    leaving: VecDeque<Leaving>,
    lookups: Lookups,
}

/// What the last command looked up; kept for its memory only.
#[derive(Default)]
struct Lookups {
    ids: Vec<u128>,
    related: Vec<u128>,
    /// Whether the first of the ids is taken.
    is_first_found: bool,
}

impl Lookups {
    fn clear(&mut self) {
        self.ids.clear();
        self.related.clear();
        self.is_first_found = false;
    }
}

/// A payment that may leave memory unless it has changed since `position`.
struct Leaving {
    id: PaymentId,
    position: u64,
    /// Whether the cold tier has this version already.
    is_stored: bool,
}

impl Core {
    /// The state before the first record.
    pub fn new() -> Self {
        Core::default()
    }

    /// The state before the first record, with tables under this secret for the ids that callers choose.
    pub fn keyed(secret: TableSecret) -> Self {
        Core {
            ledger: bezant_ledger::State::keyed(secret),
            ..Core::default()
        }
    }

    /// The ledger's state, for checks.
    pub fn ledger(&self) -> &bezant_ledger::State {
        &self.ledger
    }

    /// The payments in memory, in no order; for checks.
    pub fn payments(&self) -> impl Iterator<Item = &Payment> {
        self.payments.values()
    }

    /// How many payments are in memory.
    pub fn payment_count(&self) -> usize {
        self.payments.len()
    }

    /// A payment in memory, whoever's it is.
    pub(crate) fn any_payment(&self, id: PaymentId) -> Option<&Payment> {
        self.payments.get(&id)
    }

    /// A payment in memory, if it is the tenant's.
    pub(crate) fn payment(&self, tenant: Tenant, id: PaymentId) -> Option<&Payment> {
        self.payments.get(&id).filter(|payment| payment.tenant == tenant)
    }

    /// All payments in memory, and routing to be changed beside them.
    pub(crate) fn payments_and_routing(
        &mut self,
    ) -> (&FxHashMap<PaymentId, Payment>, &mut bezant_routing::State) {
        (&self.payments, &mut self.routing)
    }

    /// The payment in memory that a refund belongs to, if it is the tenant's.
    pub(crate) fn payment_of_refund(&self, tenant: Tenant, id: RefundId) -> Option<&Payment> {
        self.payments
            .get(self.refunds.get(&id)?)
            .filter(|payment| payment.tenant == tenant)
    }

    /// Changes a payment, or puts a new one in, and keeps timers and what may leave memory right.
    pub(crate) fn change_payment(
        &mut self,
        id: PaymentId,
        change: impl FnOnce(Option<&mut Payment>) -> Option<Payment>,
    ) {
        let timer_before = self.payments.get(&id).and_then(Payment::next_timer);
        match self.payments.get_mut(&id) {
            Some(payment) => {
                let created = change(Some(payment));
                assert!(created.is_none(), "a payment is created once");
            }
            None => {
                let created = change(None).expect("the first event of a payment creates it");
                self.payments.insert(id, created);
            }
        }
        let payment = self.payments.get(&id).expect("it was changed or put in");
        let timer = payment.next_timer();
        if timer != timer_before {
            if let Some(at) = timer_before {
                self.timers.remove(&(at, id));
            }
            if let Some(at) = timer {
                self.timers.insert((at, id));
            }
        }
        if payment.attention.is_some() {
            self.needing_attention.insert(id);
        } else {
            self.needing_attention.remove(&id);
        }
        if payment.is_finished() {
            self.leaving.push_back(Leaving {
                id,
                position: payment.position,
                is_stored: false,
            });
        }
    }

    /// How many payments a person should look at.
    pub(crate) fn needing_attention_count(&self) -> usize {
        self.needing_attention.len()
    }

    /// A tenant's payments that a person should look at, the newest first, from behind `before`.
    pub(crate) fn needing_attention(
        &self,
        tenant: Tenant,
        before: Option<PaymentId>,
    ) -> impl Iterator<Item = &Payment> {
        let end = before.map_or(Bound::Unbounded, Bound::Excluded);
        let ids = self.needing_attention.range((Bound::Unbounded, end)).rev();
        ids.filter_map(move |&id| self.payment(tenant, id))
    }

    /// Remembers whose refund it is.
    pub(crate) fn link_refund(&mut self, refund: RefundId, payment: PaymentId) {
        self.refunds.insert(refund, payment);
    }

    /// The earliest timer.
    pub(crate) fn next_timer(&self) -> Option<Timestamp> {
        self.timers.first().map(|&(at, _)| at)
    }

    /// The payments whose timers are due, earliest first.
    pub(crate) fn due(&self, now: Timestamp) -> impl Iterator<Item = &Payment> {
        self.timers
            .iter()
            .take_while(move |&&(at, _)| at <= now)
            .map(|(_, id)| {
                self.payments
                    .get(id)
                    .expect("only payments in memory have timers")
            })
    }

    /// Brings a payment back from the cold tier if it is there.
    pub(crate) fn recall_payment(&mut self, id: PaymentId, cold: &dyn ColdRead) -> Result<(), ColdError> {
        if self.payments.contains_key(&id) {
            return Ok(());
        }
        let key = ColdKey {
            space: COLD_PAYMENT,
            id: id.as_u128(),
        };
        if let Some(bytes) = cold.get(key)? {
            let payment =
                Payment::decode(&bytes).map_err(|damage| ColdError(format!("payment {id}: {damage}")))?;
            self.leaving.push_back(Leaving {
                id,
                position: payment.position,
                is_stored: true,
            });
            self.insert_payment(payment);
        }
        Ok(())
    }

    /// Hands the ledger the old transfers that a command names, for its decision.
    pub(crate) fn recall_transfers(
        &mut self,
        tenant: Tenant,
        command: &bezant_ledger::Command,
        cold: &dyn ColdRead,
    ) -> Result<(), ColdError> {
        self.lookups.clear();
        let Lookups { ids, related, .. } = &mut self.lookups;
        self.ledger.lookups(tenant, command, ids, related);
        self.recall(tenant, cold)
    }

    /// The same for all transfers that a flow may make.
    pub(crate) fn recall_flow(
        &mut self,
        tenant: Tenant,
        flow: &Flow,
        cold: &dyn ColdRead,
    ) -> Result<(), ColdError> {
        self.lookups.clear();
        self.lookups
            .ids
            .extend(flow.transfer_ids().map(|id| id.as_u128()));
        self.recall(tenant, cold)
    }

    /// Whether the first transfer of the flow that was looked up last is there.
    pub(crate) fn is_flow_made(&self) -> bool {
        self.lookups.is_first_found
    }

    fn recall(&mut self, tenant: Tenant, cold: &dyn ColdRead) -> Result<(), ColdError> {
        self.ledger.forget_recalled();
        let Lookups {
            ids,
            related,
            is_first_found,
        } = &mut self.lookups;
        let first = ids.first().copied();
        let mut damage = None;
        for (by, wanted) in [(By::Id, &*ids), (By::Related, &*related)] {
            if wanted.is_empty() {
                continue;
            }
            let ledger = &mut self.ledger;
            cold.find(
                tenant,
                by,
                wanted,
                &mut |record| match Transfer::from_bytes(record) {
                    Ok(transfer) => {
                        *is_first_found |= Some(transfer.id.as_u128()) == first;
                        ledger.recall(tenant, transfer);
                    }
                    Err(corrupt) => damage = Some(corrupt),
                },
            )?;
        }
        match damage {
            None => Ok(()),
            Some(damage) => Err(ColdError(format!("an archived transfer: {damage}"))),
        }
    }

    fn insert_payment(&mut self, payment: Payment) {
        for refund in &payment.refunds {
            self.refunds.insert(refund.id, payment.id);
        }
        if let Some(at) = payment.next_timer() {
            self.timers.insert((at, payment.id));
        }
        if payment.attention.is_some() {
            self.needing_attention.insert(payment.id);
        }
        self.payments.insert(payment.id, payment);
    }

    pub(crate) fn evict(&mut self, committed: Position, sink: &mut dyn FnMut(ColdKey, Position, Vec<u8>)) {
        for _ in 0..EVICTIONS_PER_CALL {
            let Some(leaving) = self
                .leaving
                .pop_front_if(|leaving| leaving.position <= committed.0)
            else {
                break;
            };
            let unchanged = self
                .payments
                .get(&leaving.id)
                .is_some_and(|payment| payment.position == leaving.position && payment.is_finished());
            if !unchanged {
                // It is open again, or a later change of it stands further back in the queue.
                continue;
            }
            let payment = self.payments.remove(&leaving.id).expect("it was just looked at");
            for refund in &payment.refunds {
                self.refunds.remove(&refund.id);
            }
            if !leaving.is_stored {
                let key = ColdKey {
                    space: COLD_PAYMENT,
                    id: payment.id.as_u128(),
                };
                let mut bytes = Vec::with_capacity(256);
                payment.encode(&mut bytes);
                sink(key, Position(payment.position), bytes);
            }
        }
        self.ledger.take_checkpoints(committed.0, &mut |checkpoint| {
            let key = BalanceCheckpoint::key(checkpoint.tenant, checkpoint.account, checkpoint.number);
            sink(
                key,
                Position(checkpoint.position),
                BalanceCheckpoint::from(checkpoint).encode(),
            );
        });
        self.evict_reconciliations(committed, sink);
    }

    /// Sets the state aside. What is small or must be sorted is written at once; the ledger and the reconciliations, which can
    /// be large, are written by whoever has the time.
    pub(crate) fn freeze(&self) -> Frozen {
        let mut payments: Vec<&Payment> = self.payments.values().collect();
        payments.sort_by_key(|payment| payment.id);
        let (mut head, mut middle, mut tail) = (Vec::new(), Vec::new(), Vec::new());
        head.extend(self.position.0.to_le_bytes());
        let mut policy = Vec::new();
        crate::policy::encode(&self.policy, &mut policy);
        write_part(&mut head, &policy);
        for part in [
            &self.routing.encode(),
            &self.identity.encode(),
            &self.webhooks.encode(),
        ] {
            write_part(&mut middle, part);
        }
        let mut bytes = vec![HEARD];
        bytes.extend(self.heard.encode());
        write_part(&mut tail, &bytes);
        bytes = vec![DAILY];
        bytes.extend(self.daily.encode());
        write_part(&mut tail, &bytes);
        for payment in payments {
            bytes.clear();
            payment.encode(&mut bytes);
            write_part(&mut tail, &bytes);
        }
        let ledger = bezant_ledger::snapshot::Frozen::new(&self.ledger);
        let reconciliation = self.reconciliation.clone();
        Box::new(move |out| {
            out.extend(head);
            write_part_with(out, |out| ledger.encode(out));
            out.extend(middle);
            write_part(out, &reconciliation.encode());
            out.extend(tail);
        })
    }

    pub(crate) fn restore(bytes: &[u8], secret: TableSecret) -> Result<Self, Corrupt> {
        let mut rest = bytes;
        let (position, after) = rest
            .split_first_chunk::<8>()
            .ok_or(Corrupt("a snapshot without a position"))?;
        rest = after;
        let mut core = Core {
            position: Position(u64::from_le_bytes(*position)),
            policy: crate::policy::decode(read_part(&mut rest)?)?,
            ledger: bezant_ledger::snapshot::decode_keyed(read_part(&mut rest)?, secret)?,
            routing: bezant_routing::State::decode(read_part(&mut rest)?)?,
            identity: bezant_identity::State::decode(read_part(&mut rest)?)?,
            webhooks: bezant_webhooks::State::decode(read_part(&mut rest)?)?,
            reconciliation: bezant_reconciliation::State::decode(read_part(&mut rest)?)?,
            ..Core::default()
        };
        let mut finished = Vec::new();
        while !rest.is_empty() {
            let part = read_part(&mut rest)?;
            match part.split_first() {
                Some((&HEARD, heard)) => {
                    core.heard = Heard::decode(heard)?;
                    continue;
                }
                Some((&DAILY, daily)) => {
                    core.daily = PaymentsOfTheDay::decode(daily)?;
                    continue;
                }
                Some(_) | None => {}
            }
            let payment = Payment::decode(part)?;
            if payment.is_finished() {
                finished.push(Leaving {
                    id: payment.id,
                    position: payment.position,
                    is_stored: false,
                });
            }
            core.insert_payment(payment);
        }
        finished.sort_by_key(|leaving| leaving.position);
        core.leaving = finished.into();
        Ok(core)
    }
}

fn write_part(out: &mut Vec<u8>, part: &[u8]) {
    write_part_with(out, |out| out.extend(part));
}

/// Writes a part where it belongs, without a copy of it.
fn write_part_with(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let at = out.len();
    out.extend([0; 4]);
    write(out);
    let length = u32::try_from(out.len() - at - 4).expect("a part of a snapshot is smaller than 4 GiB");
    out[at..at + 4].copy_from_slice(&length.to_le_bytes());
}

fn read_part<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], Corrupt> {
    let cut = Corrupt("a snapshot that ends in the middle");
    let (length, after) = rest.split_first_chunk::<4>().ok_or(cut)?;
    let length = u32::from_le_bytes(*length) as usize;
    let (part, after) = after.split_at_checked(length).ok_or(cut)?;
    *rest = after;
    Ok(part)
}
