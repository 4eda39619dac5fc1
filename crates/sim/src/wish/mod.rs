//! What callers wish for: a random but sensible life of payments and transfers, with nonsense strewn in.

mod chart;
mod ledger;
mod payment;
mod routing;

use bezant_core::Command;
use bezant_kernel::{
    AccountPath, Currency, Milliseconds, Money, PaymentId, RefundId, Tenant, Timestamp, TransferId,
};
use bezant_ledger::{CallerTransfer, Flags, OpenAccount, RequestKind, account_id};
use bezant_payments::{Action, Advice, CaptureMode, Create};

use crate::chance::Chance;
use crate::clients::{Clients, Expectation, State, Wish};

pub(crate) use ledger::{FLAGS_AT, Packed, exists, id_of};
use payment::{act, create};

pub(crate) const CURRENCIES: [Currency; 2] = [Currency::EUR, Currency::USD];

pub(crate) const PAYABLE: &str = "liabilities:merchant_payable";

/// What is asked of a payment, without the ids that the edge makes anew for every attempt.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Confirm(Advice),
    Capture(Option<Money>),
    Cancel,
    Refund(Option<Money>),
    ReturnRefund(RefundId),
    Retry(Advice),
}

/// A request's content.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Create(Create),
    Act {
        payment: PaymentId,
        expected_version: Option<u64>,
        act: Act,
    },
    Ledger(bezant_ledger::Command),
    /// Of the node, not of a tenant.
    Routing(bezant_routing::Command),
}

impl Body {
    /// The command of one attempt; `fresh` is an id made for it.
    pub(crate) fn command(&self, fresh: u128) -> Command {
        let payment = |payment, expected_version, action| {
            Command::Payment(bezant_payments::Command {
                payment,
                expected_version,
                action,
            })
        };
        match self {
            Body::Create(create) => payment(
                PaymentId::from_u128(fresh),
                None,
                Action::Create(Box::new(create.clone())),
            ),
            Body::Act {
                payment: id,
                expected_version,
                act,
            } => {
                let action = match act.clone() {
                    Act::Confirm(advice) => Action::Confirm(advice),
                    Act::Capture(amount) => Action::Capture { amount },
                    Act::Cancel => Action::Cancel { reason: None },
                    Act::Refund(amount) => Action::Refund {
                        refund: RefundId::from_u128(fresh),
                        amount,
                        reason: None,
                    },
                    Act::ReturnRefund(refund) => Action::ReturnRefund { refund, reason: None },
                    Act::Retry(advice) => Action::Retry(advice),
                };
                payment(*id, *expected_version, action)
            }
            Body::Ledger(command) => Command::Ledger(command.clone()),
            Body::Routing(command) => Command::Routing(command.clone()),
        }
    }
}

/// A new wish of a random caller.
pub(crate) fn wish(chance: &mut Chance, clients: &Clients, tenants: &[Tenant; 2], now: Timestamp) -> Wish {
    let tenant = *chance.pick(tenants);
    let (body, expectation) = match chance.below(100) {
        0..6 => (nonsense(chance, clients, tenant, now), Expectation::Refused),
        6..9 => return key_misused(chance, clients, tenant),
        9..40 => ledger::work(chance, clients, tenant, now),
        40..45 => (Body::Routing(routing::setting(chance)), Expectation::Nothing),
        45..70 => (Body::Create(create(chance)), Expectation::Nothing),
        _ => match act(chance, clients, tenant) {
            Some(body) => (body, Expectation::Nothing),
            None => (Body::Create(create(chance)), Expectation::Nothing),
        },
    };
    let key = chance
        .percent(85)
        .then(|| format!("key-{}", clients.wishes.len()));
    let is_about_a_payment = matches!(body, Body::Create(_) | Body::Act { .. });
    let tenant = match body {
        Body::Routing(_) => bezant_core::system_tenant(),
        Body::Create(_) | Body::Act { .. } | Body::Ledger(_) => tenant,
    };
    Wish {
        tenant,
        body,
        key,
        waits: is_about_a_payment && chance.percent(60),
        expectation,
        attempts: 0,
        state: State::Open,
    }
}

fn path(text: &str) -> AccountPath {
    text.parse().expect("a path")
}

/// A request that must be refused whatever the state.
fn nonsense(chance: &mut Chance, clients: &Clients, tenant: Tenant, now: Timestamp) -> Body {
    let euro = |minor| Money::new(minor, Currency::EUR);
    let bad_create = |chance: &mut Chance, change: fn(&mut Create)| {
        let mut create = create(chance);
        change(&mut create);
        Body::Create(create)
    };
    let unknown = |chance: &mut Chance, act| Body::Act {
        payment: PaymentId::from_u128(chance.u128()),
        expected_version: None,
        act,
    };
    let foreign = clients.payments.values().find(|payment| payment.tenant != tenant);
    let bank = account_id(tenant.id(), &path("assets:bank"), Currency::EUR);
    let bad_transfer = |chance: &mut Chance, change: fn(&mut CallerTransfer, Timestamp)| {
        let kind = RequestKind::Transfer {
            debit: bank,
            credit: account_id(tenant.id(), &path("equity:owner"), Currency::EUR),
            amount: euro(1),
        };
        let mut transfer = CallerTransfer::new(TransferId::from_u128(chance.u128() | 1), kind);
        change(&mut transfer, now);
        Body::Ledger(bezant_ledger::Command::Transfers(vec![transfer]))
    };
    match chance.below(14) {
        0 => bad_create(chance, |create| create.amount = Money::new(0, Currency::EUR)),
        1 => bad_create(chance, |create| create.amount = Money::new(-5, Currency::EUR)),
        2 => bad_create(chance, |create| {
            create.amount = Money::new(i128::MAX, Currency::EUR)
        }),
        3 => bad_create(chance, |create| create.token = "4111111111111111".to_owned()),
        4 => bad_create(chance, |create| {
            create.capture = CaptureMode::AutomaticAfter(Milliseconds(0))
        }),
        5 => unknown(chance, Act::Capture(None)),
        6 => match foreign {
            Some(payment) => Body::Act {
                payment: payment.id,
                expected_version: None,
                act: Act::Refund(None),
            },
            None => unknown(chance, Act::Cancel),
        },
        7 => {
            let open = OpenAccount::at(path("liabilities:payments_clearing"), Currency::EUR);
            Body::Ledger(bezant_ledger::Command::OpenAccount(open))
        }
        8 => bad_transfer(chance, |transfer, _| transfer.id = TransferId::from_u128(0)),
        9 => bad_transfer(chance, |transfer, _| transfer.flags = Flags::INTERNAL),
        10 => bad_transfer(chance, |transfer, now| {
            transfer.effective = Some(now.after(Milliseconds(86_400_000)));
        }),
        11 => bad_transfer(chance, |transfer, _| {
            let RequestKind::Transfer { debit, amount, .. } = transfer.kind else {
                unreachable!("a bad transfer is a transfer")
            };
            transfer.kind = RequestKind::Transfer {
                debit,
                credit: debit,
                amount,
            };
        }),
        12 => bad_transfer(chance, |transfer, _| transfer.flags = Flags::WHOLE_CHAIN),
        _ => Body::Ledger(bezant_ledger::Command::Transfers(Vec::new())),
    }
}

/// Another request under a key that was answered.
fn key_misused(chance: &mut Chance, clients: &Clients, tenant: Tenant) -> Wish {
    let own: Vec<&Wish> = clients
        .wishes
        .iter()
        .filter(|wish| wish.tenant == tenant && matches!(wish.state, State::Bound { .. }))
        .collect();
    let mut wish = Wish {
        tenant,
        body: Body::Create(Create {
            description: Some("another body".to_owned()),
            ..create(chance)
        }),
        key: None,
        waits: false,
        expectation: Expectation::Nothing,
        attempts: 0,
        state: State::Open,
    };
    if !own.is_empty() {
        wish.key = chance.pick(&own).key.clone();
        wish.expectation = Expectation::KeyReused;
    }
    wish
}
