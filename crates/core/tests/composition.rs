//! The machines together: a payment's life with its books, what a ledger refusal does, and the way to the cold tier and back.
#![allow(clippy::unwrap_used, clippy::disallowed_types)]

use std::cell::RefCell;
use std::collections::BTreeMap;

use bezant_core::{Answer, Command, Core, Event, Query, Rejection, Reply, system_tenant};
use bezant_engine::{
    Archive, ArchivedRecord, By, ColdError, ColdKey, ColdRead, Machine, MemoryArchive, RecordPlace, Stamp,
    Subject, Touch,
};
use bezant_kernel::{
    AccountPath, Context, Currency, IdGenerator, MethodKind, Milliseconds, Money, PaymentId, RefundId,
    RetryTerms, Tenant, TenantId, Timestamp,
};
use bezant_log::Position;
use bezant_payments::{Action, Approval, Create, GatewayReference, Outcome, Status};
use bezant_routing::GatewayProfile;

#[derive(Default)]
struct Shelf {
    entities: RefCell<BTreeMap<ColdKey, Vec<u8>>>,
    archive: MemoryArchive,
}

impl ColdRead for Shelf {
    fn get(&self, key: ColdKey) -> Result<Option<Vec<u8>>, ColdError> {
        Ok(self.entities.borrow().get(&key).cloned())
    }

    fn find(
        &self,
        tenant: Tenant,
        by: By,
        ids: &[u128],
        found: &mut dyn FnMut(&ArchivedRecord),
    ) -> Result<(), ColdError> {
        self.archive.find(tenant, by, ids, Position(u64::MAX), found)
    }
}

struct World {
    core: Core,
    cold: Shelf,
    ids: IdGenerator,
    now: Timestamp,
    position: u64,
    tenant: Tenant,
}

impl World {
    fn new() -> World {
        let mut world = World {
            core: Core::new(),
            cold: Shelf::default(),
            ids: IdGenerator::new([1; 32]),
            now: Timestamp::from_microseconds(1_000_000),
            position: 0,
            tenant: Tenant::new(TenantId::from_u128(7)),
        };
        let profile = GatewayProfile::unrestricted("north".parse().unwrap());
        world
            .submit(
                system_tenant(),
                Command::Routing(bezant_routing::Command::DeclareGateways {
                    profiles: vec![profile],
                }),
            )
            .unwrap();
        world
    }

    fn submit(&mut self, tenant: Tenant, command: Command) -> Result<Reply, Rejection> {
        self.core
            .prefetch(tenant, Touch::Command(&command), &self.cold)
            .unwrap();
        let context = Context {
            now: self.now,
            ids: &self.ids,
        };
        let events = self.core.decide(tenant, &context, command)?;
        self.position += 1;
        let stamp = Stamp {
            position: Position(self.position),
            committed_at: self.now,
            tenant,
        };
        for event in &events {
            if let Some(archived) = Core::archived(event) {
                let place = RecordPlace {
                    position: stamp.position,
                    nth: 0,
                };
                self.cold.archive.add(tenant, place, archived.records).unwrap();
            }
            let mut bytes = Vec::new();
            Core::encode_event(event, &mut bytes);
            let stored = Core::decode_event(bytes.into()).unwrap();
            assert_eq!(stored.name(), event.name());
            self.core.apply(&stamp, &stored);
        }
        self.core.ledger().assert_consistent();
        let reply = self.core.reply(tenant, &events);
        let mut bytes = Vec::new();
        Core::encode_reply(&reply, &mut bytes);
        assert_eq!(
            Core::decode_reply(&bytes).unwrap(),
            reply,
            "a kept reply is the first reply"
        );
        Ok(reply)
    }

    fn pay(&mut self, id: u128, action: Action) -> Result<Reply, Rejection> {
        let command = bezant_payments::Command {
            payment: PaymentId::from_u128(id),
            expected_version: None,
            action,
        };
        self.submit(self.tenant, Command::Payment(command))
    }

    fn create(&mut self, id: u128, minor: i128) -> Reply {
        let create = Create::new(Money::new(minor, Currency::EUR), MethodKind::Card, "tok_approved");
        self.pay(id, Action::Create(Box::new(create))).unwrap()
    }

    fn approve(&mut self, id: u128, minor: i128, fee: i128) -> Reply {
        let payment = self
            .core
            .payments()
            .find(|payment| payment.id.as_u128() == id)
            .unwrap();
        let operation = payment.operation_in_flight().unwrap().id;
        let outcome = Outcome::Approved(Approval {
            reference: GatewayReference("g1".into()),
            amount: Money::new(minor, Currency::EUR),
            fee: Money::new(fee, Currency::EUR),
            captured: true,
            settled: true,
        });
        self.pay(
            id,
            Action::RecordOutcome {
                operation,
                outcome,
                latency: Milliseconds(0),
            },
        )
        .unwrap()
    }

    fn balance(&self, path: &str) -> i128 {
        let path: AccountPath = path.parse().unwrap();
        let id = bezant_ledger::account_id(self.tenant.id(), &path, Currency::EUR);
        self.core.ledger().balance(self.tenant, id).unwrap_or_default()
    }

    fn evict(&mut self) {
        let shelf = &self.cold.entities;
        self.core.evict(Position(self.position), &mut |key, _, bytes| {
            shelf.borrow_mut().insert(key, bytes);
        });
    }
}

#[test]
fn a_payment_and_its_books_move_together() {
    let mut world = World::new();
    let Reply::Payment(payment) = world.create(1, 1_000) else {
        panic!("a payment answers with itself")
    };
    assert_eq!(payment.status, Status::Processing);
    let subject = Subject(1);
    assert_eq!(world.core.settled(world.tenant, subject), None);
    let Reply::Payment(payment) = world.approve(1, 1_000, 30) else {
        panic!("an outcome answers with the payment")
    };
    assert_eq!(payment.status, Status::Completed);
    assert_eq!(
        world.core.settled(world.tenant, subject),
        Some(Reply::Payment(payment))
    );
    assert_eq!(world.balance("assets:gateway:north"), 970);
    assert_eq!(world.balance("expenses:gateway_fees:north"), 30);
    assert_eq!(world.balance("liabilities:merchant_payable"), 1_000);
    assert_eq!(world.balance("liabilities:payments_clearing"), 0);

    let refund = RefundId::from_u128(50);
    let amount = Some(Money::new(400, Currency::EUR));
    let reply = world
        .pay(
            1,
            Action::Refund {
                refund,
                amount,
                reason: None,
            },
        )
        .unwrap();
    assert!(matches!(reply, Reply::Refund(_, id) if id == refund));
    assert_eq!(world.core.settled(world.tenant, Subject(50)), None);
    world.approve(1, 400, 0);
    assert!(
        matches!(world.core.settled(world.tenant, Subject(50)), Some(Reply::Refund(payment, _)) if payment.status == Status::PartiallyRefunded)
    );
    assert_eq!(world.balance("liabilities:merchant_payable"), 600);
}

#[test]
fn a_tenant_makes_as_many_payments_a_day_as_its_limits_say() {
    use bezant_identity::tenancy::{Command as Tenancy, TenantLimits, TenantSettings};
    let mut world = World::new();
    let settings = TenantSettings {
        limits: TenantLimits {
            payments_per_day: Some(2),
            ..TenantLimits::default()
        },
        ..TenantSettings::default()
    };
    let create = Tenancy::CreateTenant {
        id: world.tenant.id(),
        name: "shop".to_owned(),
        settings: Box::new(settings),
    };
    let command = Command::Identity(bezant_identity::Command {
        by: bezant_identity::Authority::Node,
        action: bezant_identity::Action::Tenancy(create),
    });
    world.submit(system_tenant(), command).unwrap();
    let new = |minor| {
        let create = Create::new(Money::new(minor, Currency::EUR), MethodKind::Card, "tok_approved");
        Action::Create(Box::new(create))
    };
    world.create(1, 1_000);
    assert!(world.pay(2, new(0)).is_err(), "what is refused does not count");
    world.create(2, 1_000);
    let mut bytes = Vec::new();
    world.core.snapshot(&mut bytes);
    world.core = Core::new().restore(&bytes).unwrap();
    let midnight = Timestamp::from_microseconds(24 * 3_600 * 1_000_000);
    match world.pay(3, new(1_000)) {
        Err(Rejection::PaymentsPerDayReached {
            limit: 2,
            retry_after,
        }) => {
            assert!(world.now.after(retry_after) >= midnight);
        }
        other => panic!("{other:?}"),
    }
    world.approve(1, 1_000, 0);
    world.now = midnight;
    world.create(3, 1_000);
}

#[test]
fn what_the_ledger_refuses_never_happened() {
    let mut world = World::new();
    world.create(1, 1_000);
    world.approve(1, 1_000, 0);
    // The merchant's money is paid out: nothing is left to refund from.
    let path: AccountPath = "assets:bank".parse().unwrap();
    let open = Command::Ledger(bezant_ledger::Command::OpenAccount(bezant_ledger::OpenAccount {
        guard: bezant_ledger::Guard::None,
        ..bezant_ledger::OpenAccount::at(path.clone(), Currency::EUR)
    }));
    world.submit(world.tenant, open).unwrap();
    let account = |path: &AccountPath| bezant_ledger::account_id(world.tenant.id(), path, Currency::EUR);
    let payable = account(&"liabilities:merchant_payable".parse().unwrap());
    let transfer = |debit, credit| {
        let kind = bezant_ledger::RequestKind::Transfer {
            debit,
            credit,
            amount: Money::new(1_000, Currency::EUR),
        };
        bezant_ledger::CallerTransfer::new(bezant_kernel::TransferId::from_u128(99), kind)
    };
    let one = |transfer| Command::Ledger(bezant_ledger::Command::Transfers(vec![transfer]));
    let (payout, steal) = (
        transfer(payable, account(&path)),
        transfer(
            account(&"liabilities:payments_clearing".parse().unwrap()),
            payable,
        ),
    );
    assert!(matches!(
        world.submit(world.tenant, one(steal)),
        Err(Rejection::Item(refusal)) if refusal.rejection.code() == "account_reserved"
    ));
    world.submit(world.tenant, one(payout.clone())).unwrap();
    let before = world.core.payments().next().unwrap().clone();
    let refused = world.pay(
        1,
        Action::Refund {
            refund: RefundId::from_u128(50),
            amount: None,
            reason: None,
        },
    );
    assert_eq!(refused.unwrap_err().code(), "overdraft");
    assert_eq!(world.core.payments().next(), Some(&before));

    world.evict();
    let again = world.submit(world.tenant, one(payout));
    assert_eq!(again.unwrap_err().code(), "transfer_exists");
}

#[test]
fn finished_payments_leave_memory_and_come_back() {
    let mut world = World::new();
    world.create(1, 1_000);
    world.create(2, 1_000);
    let Reply::Payment(finished) = world.approve(1, 1_000, 0) else {
        panic!("an outcome answers with the payment")
    };
    world.evict();
    assert_eq!(world.core.payment_count(), 1);
    let query = Query::Payment(PaymentId::from_u128(1));
    world
        .core
        .prefetch(world.tenant, Touch::Query(&query), &world.cold)
        .unwrap();
    let Answer::Payment(Some(back)) = world.core.query(world.tenant, query) else {
        panic!("it is in the cold tier")
    };
    assert_eq!(back, finished);
    let stranger = Tenant::new(TenantId::from_u128(8));
    let Answer::Payment(none) = world
        .core
        .query(stranger, Query::Payment(PaymentId::from_u128(1)))
    else {
        panic!("a question about a payment is answered with one")
    };
    assert_eq!(none, None, "another tenant's payment is no payment");
    // A refund of a payment that came back from the cold tier goes on where it stood.
    let refund = RefundId::from_u128(50);
    world
        .pay(
            1,
            Action::Refund {
                refund,
                amount: None,
                reason: None,
            },
        )
        .unwrap();
    world.approve(1, 1_000, 0);
    assert_eq!(world.balance("liabilities:merchant_payable"), 0);
}

#[test]
fn a_snapshot_is_the_state() {
    let mut world = World::new();
    for id in 1..=5 {
        world.create(id, 500 + id as i128);
    }
    world.approve(1, 501, 3);
    let mut bytes = Vec::new();
    world.core.snapshot(&mut bytes);
    let restored = Core::new().restore(&bytes).unwrap();
    let mut again = Vec::new();
    restored.snapshot(&mut again);
    assert_eq!(bytes, again);
    world.core = restored;
    for id in 2..=5 {
        world.approve(id, 500 + id as i128, 3);
    }
    world.evict();
    assert_eq!(
        world.core.payment_count(),
        0,
        "what was finished before the snapshot leaves memory too"
    );
    for cut in [0, 5, 100, bytes.len() - 1] {
        assert!(Core::new().restore(&bytes[..cut]).is_err());
    }
}

#[test]
fn nothing_to_change_is_said_so() {
    let mut world = World::new();
    let profile = GatewayProfile::unrestricted("north".parse().unwrap());
    let again = world.submit(
        system_tenant(),
        Command::Routing(bezant_routing::Command::DeclareGateways {
            profiles: vec![profile],
        }),
    );
    assert!(matches!(again, Err(Rejection::Unchanged(reply)) if *reply == Reply::Settings));
    let policy = world.submit(
        system_tenant(),
        Command::SetPolicy(bezant_payments::Policy {
            attempts_per_gateway: 3,
            ..Default::default()
        }),
    );
    assert_eq!(policy.unwrap(), Reply::Settings);
    let name = Event::PolicySet(bezant_payments::Policy::default()).name();
    assert_eq!(name, "policy.set");
}

/// What a gateway did must never be refused by the books, whatever a caller did to the accounts meanwhile.
#[test]
fn a_frozen_or_closed_account_takes_what_a_gateway_did() {
    for (frozen, closed) in [(Some(true), None), (None, Some(true))] {
        for path in ["liabilities:merchant_payable", "assets:gateway:north"] {
            let mut world = World::new();
            world.create(1, 1_000);
            world.approve(1, 1_000, 0);
            world.create(2, 1_000);
            let path: AccountPath = path.parse().unwrap();
            let account = bezant_ledger::account_id(world.tenant.id(), &path, Currency::EUR);
            let change = bezant_ledger::AccountChange {
                frozen,
                closed,
                ..Default::default()
            };
            let change = bezant_ledger::Command::ChangeAccount { account, change };
            world
                .submit(world.tenant, Command::Ledger(change))
                .expect("an account of the tenant's");
            world.approve(2, 1_000, 0);
        }
    }
}

#[test]
fn a_gateways_own_retry_terms_go_before_the_policy() {
    for (own, next) in [(None, None), (Some(1), Some("south"))] {
        let mut world = World::new();
        let profile = |name: &str, authorizations: Option<u32>| GatewayProfile {
            retries: authorizations.map(|authorizations| RetryTerms {
                authorizations,
                captures: 0,
                voids: 0,
                refunds: 0,
                base: Milliseconds(1),
                cap: Milliseconds(1),
            }),
            ..GatewayProfile::unrestricted(name.parse().unwrap())
        };
        let profiles = vec![profile("north", own), profile("south", None)];
        let command = Command::Routing(bezant_routing::Command::DeclareGateways { profiles });
        world.submit(system_tenant(), command).unwrap();
        world.create(1, 1_000);
        let sent = |world: &World| {
            let payment = world.core.payments().next().unwrap();
            payment.operation_in_flight().cloned()
        };
        let operation = sent(&world).unwrap();
        assert_eq!(operation.gateway.as_str(), "north");
        let outcome = Action::RecordOutcome {
            operation: operation.id,
            outcome: Outcome::Failed(bezant_payments::Failure::Unavailable),
            latency: Milliseconds(1),
        };
        world.pay(1, outcome).unwrap();
        let gateway = sent(&world).map(|operation| operation.gateway);
        assert_eq!(gateway.as_ref().map(|name| name.as_str()), next);
    }
}
