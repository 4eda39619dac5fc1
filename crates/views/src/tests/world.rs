//! A core without an engine: commands in, entries out.

use std::sync::Arc;

use bezant_core::{Answer, Command, Core, Event, Query, system_tenant};
use bezant_engine::{Correlation, Entry, Machine, Stamp};
use bezant_kernel::{
    AccountId, Card, CardScheme, Context, Currency, IdGenerator, MethodKind, Milliseconds, Money,
    OperationKind, PaymentId, PostingCode, PrincipalId, RefundId, Tenant, Timestamp, TransferId,
};
use bezant_ledger::{CallerTransfer, Guard, OpenAccount, RequestKind};
use bezant_log::Position;
use bezant_payments::{
    Action, Approval, CaptureMode, Create, Decline, DeclineCode, Failure, GatewayReference, Outcome, Payment,
    UnknownReason,
};
use bezant_routing::GatewayProfile;

pub(super) struct World {
    core: Core,
    ids: IdGenerator,
    now: Timestamp,
    position: u64,
    luck: u64,
    pub(super) entries: Vec<Arc<Entry<Event>>>,
    pub(super) payments: Vec<(Tenant, PaymentId)>,
    accounts: Vec<(Tenant, [AccountId; 2])>,
    holds: Vec<(Tenant, TransferId)>,
}

impl World {
    /// A world with two gateways and, for each of `tenants`, two accounts.
    pub(super) fn new(seed: u64, tenants: &[Tenant]) -> World {
        let mut world = World {
            core: Core::new(),
            ids: IdGenerator::new([seed as u8; 32]),
            now: Timestamp::from_microseconds(1_700_000_000_000_000),
            position: 0,
            luck: seed,
            entries: Vec::new(),
            payments: Vec::new(),
            accounts: Vec::new(),
            holds: Vec::new(),
        };
        let gateway = |name: &str| GatewayProfile::unrestricted(name.parse().unwrap());
        let gateways = Command::Routing(bezant_routing::Command::DeclareGateways {
            profiles: vec![gateway("alpha"), gateway("beta")],
        });
        assert!(world.command(system_tenant(), gateways));
        let authorization_window = Milliseconds(20_000);
        let policy = bezant_payments::Policy {
            authorization_window,
            ..Default::default()
        };
        assert!(world.command(system_tenant(), Command::SetPolicy(policy)));
        for &tenant in tenants {
            let ids = ["assets:cash", "revenue:sales"].map(|path| {
                let path: bezant_kernel::AccountPath = path.parse().unwrap();
                let id = bezant_ledger::account_id(tenant.id(), &path, Currency::EUR);
                let open = OpenAccount {
                    guard: Guard::None,
                    ..OpenAccount::at(path, Currency::EUR)
                };
                assert!(world.command(tenant, Command::Ledger(bezant_ledger::Command::OpenAccount(open))));
                id
            });
            world.accounts.push((tenant, ids));
        }
        world
    }

    /// A number below `bound`.
    pub(super) fn luck(&mut self, bound: u64) -> u64 {
        self.luck = self
            .luck
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.luck >> 33) % bound
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.luck(of.len() as u64) as usize].clone()
    }

    /// Time goes by.
    pub(super) fn pass(&mut self, span: Milliseconds) {
        self.now = self.now.after(span);
    }

    /// Something happens, somewhere.
    pub(super) fn step(&mut self) {
        self.now = self.now.after(Milliseconds(self.luck(40)));
        match self.luck(12) {
            0..3 => {
                self.create();
            }
            3..5 => self.transfer(),
            5..11 => self.follow_up(),
            _ => self.timers(),
        }
    }

    /// Payments go on until nothing is under way.
    pub(super) fn settle(&mut self) {
        for (tenant, id) in self.payments.clone() {
            while self.payment(tenant, id).operation_in_flight().is_some() {
                self.outcome(tenant, id);
            }
        }
    }

    pub(super) fn create(&mut self) -> (Tenant, PaymentId) {
        let tenants: Vec<Tenant> = self.accounts.iter().map(|(tenant, _)| *tenant).collect();
        let tenant = self.pick(&tenants);
        let currency = self.pick(&[Currency::EUR, Currency::EUR, Currency::USD]);
        let text =
            |world: &mut World, texts: &[&str]| (world.luck(3) > 0).then(|| world.pick(texts).to_owned());
        let number = self.payments.len();
        let create = Create {
            capture: self.pick(&[
                CaptureMode::Automatic,
                CaptureMode::Automatic,
                CaptureMode::Manual,
                CaptureMode::AutomaticAfter(Milliseconds(20)),
            ]),
            customer: text(self, &["Ada", "ada lovelace", "bob_1", "bobx1"]),
            description: text(self, &["50% off", "500 offers", "Adapter"]),
            reference: (self.luck(2) == 0).then(|| format!("order-{number}")),
            metadata: vec![("k".into(), "v".into())],
            created_by: self.pick(&[None, Some(1), Some(2)]).map(PrincipalId::from_u128),
            confirm: self.luck(6) > 0,
            card: Card {
                scheme: self.pick(&[None, Some(CardScheme::Visa)]),
                issuer_country: self.pick(&[None, "DE".parse().ok(), "US".parse().ok()]),
                ..Card::default()
            },
            ..Create::new(
                Money::new(i128::from(self.luck(9_000)) + 500, currency),
                MethodKind::Card,
                "tok_secret",
            )
        };
        let id = PaymentId::v7(self.now, u128::from(self.luck(u64::MAX)));
        assert!(self.pay(tenant, id, Action::Create(Box::new(create))));
        self.payments.push((tenant, id));
        (tenant, id)
    }

    fn follow_up(&mut self) {
        if self.payments.is_empty() {
            return;
        }
        // Mostly what is new, so that a payment's life goes on.
        let newest = self.luck(3) * 30 + 6;
        let payments: Vec<_> = self
            .payments
            .iter()
            .rev()
            .take(newest as usize)
            .copied()
            .collect();
        let (tenant, id) = self.pick(&payments);
        let payment = self.payment(tenant, id);
        if payment.operation_in_flight().is_some() {
            self.outcome(tenant, id);
            return;
        }
        let refund = RefundId::from_u128(u128::from(self.luck(u64::MAX)) + 1);
        let part = Money::new(i128::from(self.luck(400)) + 1, payment.amount.currency());
        let amount = (self.luck(2) == 0).then_some(part);
        let returned = payment.refunds.first().map_or(refund, |refund| refund.id);
        let action = match self.luck(7) {
            0 => Action::Confirm(bezant_payments::Advice::default()),
            1 => Action::Capture { amount },
            2 => Action::Cancel {
                reason: Some("no longer wanted".into()),
            },
            3 => Action::Retry(bezant_payments::Advice::default()),
            4 => Action::ReturnRefund {
                refund: returned,
                reason: None,
            },
            _ => Action::Refund {
                refund,
                amount,
                reason: None,
            },
        };
        // Most of these do not fit the payment; those that do are what this is about.
        self.pay(tenant, id, action);
    }

    fn outcome(&mut self, tenant: Tenant, id: PaymentId) {
        let payment = self.payment(tenant, id);
        let operation = payment.operation_in_flight().unwrap().clone();
        let outcome = match self.luck(10) {
            0 => Outcome::Declined(Decline {
                code: DeclineCode::InsufficientFunds,
                gateway_code: "51".into(),
            }),
            1 => Outcome::Failed(Failure::Unavailable),
            2 => Outcome::Unknown(UnknownReason::TimedOut),
            _ => Outcome::Approved(Approval {
                reference: GatewayReference("gw_1".into()),
                amount: operation.amount,
                fee: Money::new(i128::from(self.luck(3)) * 7, operation.amount.currency()),
                captured: operation.kind == OperationKind::Authorize && operation.capture,
                settled: self.luck(4) > 0,
            }),
        };
        let latency = Milliseconds(3);
        let action = Action::RecordOutcome {
            operation: operation.id,
            outcome,
            latency,
        };
        assert!(
            self.pay(tenant, id, action),
            "an outcome that is owed is never refused"
        );
    }

    /// Payments under load: each is created, and taken at once by its gateway while `under_way` others are.
    pub(super) fn load(&mut self, payments: usize, under_way: usize) {
        let tenant = self.accounts[0].0;
        let mut waiting = std::collections::VecDeque::new();
        for number in 0..payments + under_way {
            if number < payments {
                self.now = self.now.after(Milliseconds(u64::from(number % 16 == 0)));
                let create = Create {
                    reference: Some(format!("order-{number}")),
                    ..Create::new(Money::new(1_099, Currency::EUR), MethodKind::Card, "tok_approved")
                };
                let luck = u128::from(self.luck(u64::MAX)) << 33 | u128::from(self.luck(u64::MAX));
                let id = PaymentId::v7(self.now, luck);
                assert!(self.pay(tenant, id, Action::Create(Box::new(create))));
                waiting.push_back(id);
            }
            if number >= under_way {
                let id = waiting.pop_front().unwrap();
                let operation = self.payment(tenant, id).operation_in_flight().unwrap().clone();
                let outcome = Outcome::Approved(Approval {
                    reference: GatewayReference("gw_1".into()),
                    amount: operation.amount,
                    fee: Money::new(30, operation.amount.currency()),
                    captured: operation.capture,
                    settled: true,
                });
                let action = Action::RecordOutcome {
                    operation: operation.id,
                    outcome,
                    latency: Milliseconds(3),
                };
                assert!(self.pay(tenant, id, action));
            }
        }
    }

    fn transfer(&mut self) {
        let accounts = self.accounts.clone();
        let (tenant, [cash, sales]) = self.pick(&accounts);
        let amount = Money::new(i128::from(self.luck(1_000)) + 1, Currency::EUR);
        let mut chain = Vec::new();
        for _ in 0..=self.luck(4) {
            let id = TransferId::from_u128(1 << 100 | u128::from(self.luck(u64::MAX)));
            let open = self.holds.iter().position(|(owner, _)| *owner == tenant);
            let kind = match (self.luck(4), open) {
                (0, _) => {
                    self.holds.push((tenant, id));
                    RequestKind::Hold {
                        debit: cash,
                        credit: sales,
                        amount,
                        timeout_seconds: 0,
                    }
                }
                (1, Some(open)) => RequestKind::Post {
                    hold: self.holds.swap_remove(open).1,
                    amount: None,
                },
                (2, Some(open)) => RequestKind::Void {
                    hold: self.holds.swap_remove(open).1,
                },
                (3, _) => RequestKind::Transfer {
                    debit: sales,
                    credit: cash,
                    amount,
                },
                _ => RequestKind::Transfer {
                    debit: cash,
                    credit: sales,
                    amount,
                },
            };
            let reference = u128::from(self.luck(4));
            chain.push(CallerTransfer {
                reference,
                code: PostingCode(7),
                ..CallerTransfer::new(id, kind)
            });
        }
        assert!(self.command(tenant, Command::Ledger(bezant_ledger::Command::Transfers(chain))));
    }

    fn timers(&mut self) {
        self.now = self.now.after(Milliseconds(5_000));
        let context = Context {
            now: self.now,
            ids: &self.ids,
        };
        let due = <Core as Machine>::due(&self.core, &context, 2);
        for (tenant, events) in due {
            self.commit(tenant, events);
        }
    }

    fn pay(&mut self, tenant: Tenant, payment: PaymentId, action: Action) -> bool {
        let command = bezant_payments::Command {
            payment,
            expected_version: None,
            action,
        };
        self.command(tenant, Command::Payment(command))
    }

    /// Whether the command was accepted.
    pub(super) fn command(&mut self, tenant: Tenant, command: Command) -> bool {
        let context = Context {
            now: self.now,
            ids: &self.ids,
        };
        match self.core.decide(tenant, &context, command) {
            Ok(events) => {
                self.commit(tenant, events);
                true
            }
            Err(_) => false,
        }
    }

    fn commit(&mut self, tenant: Tenant, events: Vec<Event>) {
        // Records without events leave gaps.
        self.position += 1 + self.luck(2);
        let stamp = Stamp {
            position: Position(self.position),
            committed_at: self.now,
            tenant,
        };
        for event in &events {
            self.core.apply(&stamp, event);
        }
        self.entries.push(Arc::new(Entry {
            position: stamp.position,
            committed_at: self.now,
            tenant,
            correlation: Correlation::new("test").unwrap(),
            events,
        }));
    }

    pub(super) fn payment(&self, tenant: Tenant, id: PaymentId) -> Payment {
        match self.core.query(tenant, Query::Payment(id)) {
            Answer::Payment(Some(payment)) => *payment,
            other => panic!("the payment is there, not {other:?}"),
        }
    }
}
