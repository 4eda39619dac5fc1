//! Gateways and their truth: what they really did, by idempotency key. It survives every crash, and the payments are held
//! against it. What a gateway does here is correct: the same operation never has a second effect, and an inquiry finds that
//! it was never seen only while no copy of it is still on its way. What it says of that is another thing, see `lies`.

use std::collections::BTreeMap;

use bezant_kernel::{GatewayName, Money, OperationId, OperationKind, PaymentId, RefundId, Timestamp};
use bezant_payments::{Approval, Decline, DeclineCode, GatewayReference, Initiator, Operation, Outcome};
use bezant_routing::GatewayProfile;

use crate::Sabotage;
use crate::chance::Chance;
use crate::timeline::{SECOND, shifted};
use crate::violation::{Invariant, Violation, ensure};

pub(crate) const NAMES: [&str; 3] = ["north", "south", "west"];

/// Until somebody makes the gateway speak.
const NEVER: Timestamp = Timestamp::from_microseconds(u64::MAX);

/// Why gateways decline here, the frequent reasons more than once.
const DECLINES: [DeclineCode; 10] = [
    DeclineCode::GenericDecline,
    DeclineCode::IssuerUnavailable,
    DeclineCode::IssuerUnavailable,
    DeclineCode::TryAgainLater,
    DeclineCode::TryAgainLater,
    DeclineCode::InsufficientFunds,
    DeclineCode::DoNotHonor,
    DeclineCode::NotPermitted,
    DeclineCode::ExpiredCard,
    DeclineCode::LostOrStolenCard,
];

/// What became of an operation.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Verdict {
    /// The gateway works on it until then.
    Undecided {
        until: Timestamp,
        approves: bool,
    },
    Declined,
    /// Done. `captured` for an authorization: the money was taken as well.
    Approved {
        captured: bool,
        settlement: Settlement,
    },
}

/// Whether taken money is taken for good.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Settlement {
    Final,
    Open { until: Timestamp, succeeds: bool },
    Failed,
}

#[derive(Debug)]
struct Deed {
    operation: Operation,
    verdict: Verdict,
    fee: i128,
    /// Why it is declined, if it is.
    code: DeclineCode,
}

/// Money reserved or taken by one authorization.
#[derive(Clone, Debug)]
pub(crate) struct Charge {
    pub(crate) gateway: GatewayName,
    reserved: i128,
    pub(crate) captured: i128,
}

/// What gateways did for one payment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    amount: i128,
    /// By the reference of the authorization.
    pub(crate) charges: BTreeMap<String, Charge>,
    /// By refund; what was paid out.
    pub(crate) refunds: BTreeMap<RefundId, i128>,
    /// What the customer's bank sent back of it.
    returned: BTreeMap<RefundId, i128>,
}

impl Account {
    pub(crate) fn captured(&self) -> i128 {
        self.charges.values().map(|charge| charge.captured).sum()
    }
}

pub(crate) struct Gateways {
    sabotage: Option<Sabotage>,
    deeds: BTreeMap<OperationId, Deed>,
    /// Copies on their way.
    travelling: BTreeMap<OperationId, u32>,
    pub(crate) accounts: BTreeMap<PaymentId, Account>,
}

impl Gateways {
    pub(crate) fn new(sabotage: Option<Sabotage>) -> Self {
        Gateways {
            sabotage,
            deeds: BTreeMap::new(),
            travelling: BTreeMap::new(),
            accounts: BTreeMap::new(),
        }
    }

    /// Three gateways; one takes small amounts only, so that there are payments with nowhere to fail over to.
    pub(crate) fn profiles(&self) -> Vec<GatewayProfile> {
        let [north, south, west] = NAMES;
        [(north, 10, i128::MAX), (south, 40, i128::MAX), (west, 0, 5_000)]
            .map(|(name, fee_basis_points, maximum_minor)| GatewayProfile {
                fee_basis_points,
                maximum_minor,
                ..GatewayProfile::unrestricted(name.parse().expect("a gateway's name"))
            })
            .into()
    }

    pub(crate) fn deed_count(&self) -> u64 {
        self.deeds.len() as u64
    }

    pub(crate) fn departs(&mut self, operation: OperationId) {
        *self.travelling.entry(operation).or_default() += 1;
    }

    /// Whether the operation was seen, or may still be.
    pub(crate) fn knows(&self, operation: OperationId) -> bool {
        self.deeds.contains_key(&operation) || self.travelling.contains_key(&operation)
    }

    /// A copy of a request arrives. Only the first has an effect.
    pub(crate) fn receive(
        &mut self,
        operation: &Operation,
        now: Timestamp,
        mute_permille: u64,
        chance: &mut Chance,
    ) -> Result<Outcome, Violation> {
        let copies = self
            .travelling
            .get_mut(&operation.id)
            .expect("what arrives has departed");
        *copies -= 1;
        if *copies == 0 {
            self.travelling.remove(&operation.id);
        }
        if self.deeds.contains_key(&operation.id) {
            if self.sabotage == Some(Sabotage::GatewaysChargeTwice) {
                self.charge_again(operation)?;
            }
            return self.inquire(operation, now);
        }
        let verdict = self.judge(operation, now, mute_permille, chance);
        let fee = match (operation.kind, chance.percent(60)) {
            (OperationKind::Void, _) | (_, false) => 0,
            _ => operation.amount.minor() / 50,
        };
        self.deeds.insert(
            operation.id,
            Deed {
                operation: operation.clone(),
                verdict,
                fee,
                code: *chance.pick(&DECLINES),
            },
        );
        if let Verdict::Approved { captured, .. } = verdict {
            self.take_effect(operation, captured)?;
        }
        Ok(self.answer(operation.id))
    }

    /// Says what became of an operation.
    pub(crate) fn inquire(&mut self, operation: &Operation, now: Timestamp) -> Result<Outcome, Violation> {
        if self.deeds.contains_key(&operation.id) {
            self.go_on(operation.id, now)?;
            Ok(self.answer(operation.id))
        } else if self.travelling.contains_key(&operation.id) {
            Ok(Outcome::Pending)
        } else {
            Ok(Outcome::NotFound)
        }
    }

    /// The customer's bank sends a refund back.
    pub(crate) fn returns(&mut self, payment: PaymentId, refund: RefundId) {
        let Some(account) = self.accounts.get_mut(&payment) else {
            return;
        };
        if let Some(&amount) = account.refunds.get(&refund) {
            account.returned.insert(refund, amount);
        }
    }

    /// Whether nobody will ever hear what became of the operation.
    pub(crate) fn is_mute(&self, operation: OperationId) -> bool {
        let deed = self.deeds.get(&operation);
        deed.is_some_and(|deed| matches!(deed.verdict, Verdict::Undecided { until: NEVER, .. }))
    }

    /// A person has called: what would never have been decided is.
    pub(crate) fn speak(&mut self, now: Timestamp) {
        for deed in self.deeds.values_mut() {
            if let Verdict::Undecided { until, .. } = &mut deed.verdict {
                *until = (*until).min(now);
            }
        }
    }

    /// All that was undecided is decided: for the end, when nobody asks any more.
    pub(crate) fn finish(&mut self) -> Result<(), Violation> {
        let ids: Vec<OperationId> = self.deeds.keys().copied().collect();
        let end = Timestamp::from_microseconds(u64::MAX);
        ids.into_iter().try_for_each(|id| {
            self.go_on(id, end)?;
            self.go_on(id, end)
        })
    }

    /// What a gateway charged in all.
    pub(crate) fn fees(&self, gateway: &str, currency: bezant_kernel::Currency) -> BTreeMap<PaymentId, i128> {
        let mut fees = BTreeMap::new();
        for deed in self.deeds.values() {
            let operation = &deed.operation;
            let is_charged = match deed.verdict {
                Verdict::Approved { settlement, .. } => settlement == Settlement::Final,
                Verdict::Declined | Verdict::Undecided { .. } => false,
            };
            if is_charged
                && operation.gateway.as_str() == gateway
                && operation.amount.currency() == currency
                && deed.fee > 0
            {
                *fees.entry(operation.payment).or_default() += deed.fee;
            }
        }
        fees
    }

    fn judge(
        &self,
        operation: &Operation,
        now: Timestamp,
        mute_permille: u64,
        chance: &mut Chance,
    ) -> Verdict {
        let possible = self.is_possible(operation);
        let is_mute = chance.below(1_000) < mute_permille;
        let is_hard = operation.initiator == Initiator::Merchant
            && operation.kind == OperationKind::Authorize
            && chance.percent(50);
        match chance.below(100) {
            _ if !possible => Verdict::Declined,
            _ if is_mute => Verdict::Undecided {
                until: NEVER,
                approves: chance.percent(70),
            },
            _ if is_hard => Verdict::Declined,
            0..10 => Verdict::Declined,
            10..18 => Verdict::Undecided {
                until: shifted(now, chance.below(90 * SECOND)),
                approves: chance.percent(70),
            },
            _ => {
                let captured = operation.kind == OperationKind::Authorize
                    && chance.percent(if operation.capture { 92 } else { 2 });
                let takes = captured || operation.kind == OperationKind::Capture;
                let settlement = if takes && chance.percent(25) {
                    Settlement::Open {
                        until: shifted(now, chance.below(120 * SECOND)),
                        succeeds: chance.percent(75),
                    }
                } else {
                    Settlement::Final
                };
                Verdict::Approved { captured, settlement }
            }
        }
    }

    /// Time goes by: what was open is decided.
    fn go_on(&mut self, id: OperationId, now: Timestamp) -> Result<(), Violation> {
        let deed = self.deeds.get_mut(&id).expect("the gateway has seen it");
        match deed.verdict {
            Verdict::Undecided { until, approves } if until <= now => {
                let operation = deed.operation.clone();
                let approves = approves && self.is_possible(&operation);
                let captured = operation.kind == OperationKind::Authorize && operation.capture;
                let verdict = if approves {
                    Verdict::Approved {
                        captured,
                        settlement: Settlement::Final,
                    }
                } else {
                    Verdict::Declined
                };
                self.deeds.get_mut(&id).expect("the gateway has seen it").verdict = verdict;
                if approves {
                    self.take_effect(&operation, captured)?;
                }
            }
            Verdict::Approved {
                captured,
                settlement: Settlement::Open { until, succeeds },
            } if until <= now => {
                let settlement = if succeeds {
                    Settlement::Final
                } else {
                    Settlement::Failed
                };
                deed.verdict = Verdict::Approved { captured, settlement };
                if !succeeds {
                    let payment = deed.operation.payment;
                    let charge = charge_reference(&deed.operation);
                    self.account(payment).charges.remove(&charge);
                }
            }
            Verdict::Undecided { .. } | Verdict::Approved { .. } | Verdict::Declined => {}
        }
        Ok(())
    }

    fn answer(&self, id: OperationId) -> Outcome {
        let deed = &self.deeds[&id];
        let currency = deed.operation.amount.currency();
        match deed.verdict {
            Verdict::Undecided { .. } => Outcome::Pending,
            Verdict::Declined
            | Verdict::Approved {
                settlement: Settlement::Failed,
                ..
            } => Outcome::Declined(Decline {
                code: deed.code,
                gateway_code: "51".to_owned(),
            }),
            Verdict::Approved { captured, settlement } => Outcome::Approved(Approval {
                reference: GatewayReference(reference(id)),
                amount: deed.operation.amount,
                fee: Money::new(deed.fee, currency),
                captured,
                settled: settlement == Settlement::Final,
            }),
        }
    }

    fn account(&mut self, payment: PaymentId) -> &mut Account {
        self.accounts.entry(payment).or_default()
    }

    fn is_possible(&self, operation: &Operation) -> bool {
        let account = self.accounts.get(&operation.payment);
        let charge = account.and_then(|account| account.charges.get(&charge_reference(operation)));
        match (operation.kind, account, charge) {
            (OperationKind::Authorize, _, _) => true,
            (OperationKind::Capture, _, Some(charge)) => {
                charge.captured == 0 && operation.amount.minor() <= charge.reserved
            }
            (OperationKind::Void, _, Some(charge)) => charge.captured == 0,
            (OperationKind::Refund, Some(account), Some(charge)) => {
                let paid: i128 = account.refunds.values().sum();
                let back: i128 = account.returned.values().sum();
                operation.amount.minor() <= charge.captured - paid + back
            }
            (OperationKind::Capture | OperationKind::Void | OperationKind::Refund, _, _) => false,
        }
    }

    fn take_effect(&mut self, operation: &Operation, captured: bool) -> Result<(), Violation> {
        let skimmed = i128::from(self.sabotage == Some(Sabotage::CapturesSkimmed));
        let amount = operation.amount.minor();
        let at = charge_reference(operation);
        let account = self.account(operation.payment);
        match operation.kind {
            OperationKind::Authorize => {
                account.amount = amount;
                let charge = Charge {
                    gateway: operation.gateway.clone(),
                    reserved: amount,
                    captured: if captured { amount } else { 0 },
                };
                account.charges.insert(at, charge);
            }
            OperationKind::Capture => {
                let charge = account.charges.get_mut(&at).expect("it was possible");
                charge.captured = amount - skimmed;
            }
            OperationKind::Void => {
                account.charges.remove(&at);
            }
            OperationKind::Refund => {
                let refund = operation.refund.expect("a refund's operation names its refund");
                let before = account.refunds.insert(refund, amount);
                ensure(before.is_none(), Invariant::NoDoubleCharge, || {
                    format!("{refund} is paid out twice: {operation:?}")
                })?;
            }
        }
        let account = account.clone();
        let at_most_once = account.charges.len() <= 1 && account.captured() <= account.amount;
        ensure(at_most_once, Invariant::NoDoubleCharge, || {
            format!("{} has {account:?} after {operation:?}", operation.payment)
        })
    }

    fn charge_again(&mut self, operation: &Operation) -> Result<(), Violation> {
        let again = Operation {
            id: OperationId::from_u128(operation.id.as_u128() ^ 1),
            ..operation.clone()
        };
        if self.is_possible(&again) {
            self.take_effect(&again, operation.capture)
        } else {
            Ok(())
        }
    }
}

fn reference(authorization: OperationId) -> String {
    format!("charge-{authorization}")
}

/// The charge that an operation is about.
fn charge_reference(operation: &Operation) -> String {
    match &operation.authorization {
        Some(GatewayReference(reference)) => reference.clone(),
        None => reference(operation.id),
    }
}
