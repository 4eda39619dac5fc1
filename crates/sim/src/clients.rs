//! What the callers know: their wishes, what became of them, and every answer that they ever heard.

use std::collections::{BTreeMap, BTreeSet};

use bezant_core::Reply;
use bezant_kernel::{AccountId, PaymentId, Tenant, Timestamp, TransferId};
use bezant_ledger::{CallerTransfer, Command, Transfer, TransferKind};
use bezant_log::Position;
use bezant_payments::{Payment, Status};

use crate::verdict;
use crate::violation::{Invariant, Violation, ensure};
use crate::wish::{Body, Packed, id_of};

/// One sending of a wish.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attempt {
    pub(crate) wish: usize,
    pub(crate) number: u32,
    pub(crate) sent_at: Timestamp,
}

/// What the caller knows in advance about the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expectation {
    Nothing,
    /// It is wrong: it must be refused.
    Refused,
    /// The key was used with another body: it must be refused for that.
    KeyReused,
    /// Each item of the batch was made before: it must be refused with this code and field.
    Exists(Vec<(u16, u16)>),
    /// The whole chain was made before: it must be refused for that.
    ChainExists,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum State {
    /// No answer yet.
    Open,
    /// Accepted under a key, and this is the answer for ever.
    Bound { reply: Box<Reply>, heard_at: Timestamp },
    /// Refused, or accepted without a key.
    Ended,
    /// The caller does not try any more.
    GivenUp,
}

#[derive(Debug)]
pub(crate) struct Wish {
    pub(crate) tenant: Tenant,
    pub(crate) body: Body,
    pub(crate) key: Option<String>,
    /// Whether the caller waits for the payment to settle.
    pub(crate) waits: bool,
    pub(crate) expectation: Expectation,
    pub(crate) attempts: u32,
    pub(crate) state: State,
}

#[derive(Default)]
pub(crate) struct Clients {
    pub(crate) wishes: Vec<Wish>,
    /// The newest version of each payment that a caller has seen.
    pub(crate) payments: BTreeMap<PaymentId, Payment>,
    /// The same in the order in which they were first seen, for picking one.
    pub(crate) payment_ids: Vec<PaymentId>,
    /// Every version ever seen.
    versions: BTreeMap<(PaymentId, u64), Payment>,
    pub(crate) transfers: BTreeMap<(Tenant, TransferId), Transfer>,
    pub(crate) holds: Vec<(Tenant, TransferId)>,
    pub(crate) accounts: BTreeSet<(Tenant, AccountId)>,
    /// Every item that was made, as it was asked for.
    pub(crate) known_items: Vec<(Tenant, Packed)>,
    pub(crate) known_chains: Vec<(Tenant, Vec<CallerTransfer>)>,
    known_ids: BTreeSet<(Tenant, u128)>,
    /// The newest position that an answer named.
    pub(crate) position: Position,
    /// Answered requests that were sent again at the end and not answered yet.
    pub(crate) unrepeated: usize,
}

impl Clients {
    /// Takes in what an accepted request was answered.
    pub(crate) fn learn(&mut self, wish: usize, position: Position, reply: &Reply) -> Result<(), Violation> {
        self.position = self.position.max(position);
        let tenant = self.wishes[wish].tenant;
        match reply {
            Reply::Payment(payment) => self.see(payment)?,
            Reply::Refund(payment, refund) => {
                self.see(payment)?;
                ensure(
                    payment.refund(*refund).is_some(),
                    Invariant::AnswersSurvive,
                    || format!("{refund} is not in its payment {payment:?}"),
                )?;
            }
            Reply::Transfers { made, refused } => {
                let Body::Ledger(command) = &self.wishes[wish].body else {
                    let detail = format!("transfers answer {:?}", self.wishes[wish]);
                    return Err(Violation::new(Invariant::AnswersAreRight, detail));
                };
                let items = verdict::made_items(command, made.as_ref(), refused.as_ref())?;
                let mut is_news = false;
                for item in items {
                    if self.known_ids.insert((tenant, id_of(&item))) {
                        is_news = true;
                        self.known_items.push((tenant, item));
                    }
                }
                if let (Command::Transfers(chain), true) = (command, is_news) {
                    self.known_chains.push((tenant, chain.clone()));
                }
                for transfer in made.iter().flat_map(bezant_ledger::Records::iter) {
                    let before = self.transfers.insert((tenant, transfer.id), transfer);
                    if transfer.kind == TransferKind::Hold && before.is_none() {
                        self.holds.push((tenant, transfer.id));
                    }
                }
            }
            Reply::Account(id) => drop(self.accounts.insert((tenant, *id))),
            Reply::Schedule(_) | Reply::Monitor(_) => {}
            Reply::Reconciliation(_)
            | Reply::Statement(_)
            | Reply::Matches(_)
            | Reply::ReconciliationItem(_) => {}
            Reply::Identity | Reply::Endpoint(_) | Reply::Settings => {}
        }
        Ok(())
    }

    /// One version is one content, over all crashes: whatever was shown has been committed.
    pub(crate) fn see(&mut self, payment: &Payment) -> Result<(), Violation> {
        let at = (payment.id, payment.version);
        let before = self.versions.entry(at).or_insert_with(|| payment.clone());
        ensure(before == payment, Invariant::VersionsGrow, || {
            format!("a version has two contents: {before:?} and {payment:?}")
        })?;
        match self.payments.get(&payment.id) {
            Some(known) if known.version >= payment.version => {}
            Some(_) => drop(self.payments.insert(payment.id, payment.clone())),
            None => {
                self.payment_ids.push(payment.id);
                self.payments.insert(payment.id, payment.clone());
            }
        }
        Ok(())
    }

    /// The wishes whose answer binds.
    pub(crate) fn bound(&self) -> Vec<usize> {
        let is_bound = |at: &usize| matches!(self.wishes[*at].state, State::Bound { .. });
        (0..self.wishes.len()).filter(is_bound).collect()
    }

    /// A payment of the tenant in one of these statuses, as far as its caller knows.
    pub(crate) fn standing_at(&self, tenant: Tenant, statuses: &[Status]) -> Vec<PaymentId> {
        self.payments
            .values()
            .filter(|payment| payment.tenant == tenant && statuses.contains(&payment.status))
            .map(|payment| payment.id)
            .collect()
    }
}
