//! The reconciliation machine within the whole: its events go around the stored form, what is closed goes to the cold tier and
//! comes back, and a snapshot is the state.
#![allow(clippy::unwrap_used, clippy::disallowed_types)]

use std::cell::RefCell;
use std::collections::BTreeMap;

use bezant_core::{
    Answer, Command, Core, Query, ReconciliationAnswer, ReconciliationQuery, Rejection, Reply,
};
use bezant_engine::{ArchivedRecord, By, ColdError, ColdKey, ColdRead, Machine, Stamp, Touch};
use bezant_kernel::{
    AccountId, Context, Currency, IdGenerator, Money, Tenant, TenantId, Timestamp, TransferId,
};
use bezant_log::Position;
use bezant_reconciliation::{
    Actor, Candidate, Command as Asked, Definition, Item, OpenLine, ReconciliationId, Resolution, Rule,
    Status, parse_mt940,
};

const STATEMENT: &[u8] = b":20:A\n:25:123\n:28C:1/1\n:60F:C261101EUR0,00\n:61:2611021102C10,00NTRFINV1001\n\
    :61:2611031103C20,00NTRFINV1002\n:61:2611041104D5,00NTRFFEES\n:62F:C261104EUR25,00\n";

#[derive(Default)]
struct Shelf(RefCell<BTreeMap<ColdKey, Vec<u8>>>);

impl ColdRead for Shelf {
    fn get(&self, key: ColdKey) -> Result<Option<Vec<u8>>, ColdError> {
        Ok(self.0.borrow().get(&key).cloned())
    }

    fn find(
        &self,
        _: Tenant,
        _: By,
        _: &[u128],
        _: &mut dyn FnMut(&ArchivedRecord),
    ) -> Result<(), ColdError> {
        Ok(())
    }
}

struct World {
    core: Core,
    shelf: Shelf,
    ids: IdGenerator,
    position: u64,
    /// Everything that was stored, for a replay.
    log: Vec<(Stamp, Vec<u8>)>,
}

const TENANT: Tenant = Tenant::new(TenantId::from_u128(7));
const STRANGER: Tenant = Tenant::new(TenantId::from_u128(8));
const RECONCILIATION: ReconciliationId = ReconciliationId::from_u128(5);

fn by() -> Actor {
    Actor::new("ann").unwrap()
}

impl World {
    fn new() -> World {
        World {
            core: Core::new(),
            shelf: Shelf::default(),
            ids: IdGenerator::new([1; 32]),
            position: 0,
            log: Vec::new(),
        }
    }

    fn submit(&mut self, tenant: Tenant, asked: Asked) -> Result<Reply, Rejection> {
        let command = Command::Reconciliation(asked);
        self.core
            .prefetch(tenant, Touch::Command(&command), &self.shelf)
            .unwrap();
        let now = Timestamp::from_microseconds(self.position + 1);
        let context = Context { now, ids: &self.ids };
        let events = self.core.decide(tenant, &context, command)?;
        self.position += 1;
        let stamp = Stamp {
            position: Position(self.position),
            committed_at: now,
            tenant,
        };
        for event in &events {
            let mut bytes = Vec::new();
            Core::encode_event(event, &mut bytes);
            let stored = Core::decode_event(bytes.clone().into()).unwrap();
            assert_eq!(stored.name(), event.name());
            self.core.apply(&stamp, &stored);
            self.log.push((stamp, bytes));
        }
        let reply = self.core.reply(tenant, &events);
        let mut bytes = Vec::new();
        Core::encode_reply(&reply, &mut bytes);
        assert_eq!(Core::decode_reply(&bytes).unwrap(), reply);
        Ok(reply)
    }

    fn ask(&mut self, tenant: Tenant, query: ReconciliationQuery) -> ReconciliationAnswer {
        let query = Query::Reconciliation(query);
        self.core
            .prefetch(tenant, Touch::Query(&query), &self.shelf)
            .unwrap();
        let Answer::Reconciliation(answer) = self.core.query(tenant, query) else {
            panic!("a question about reconciliations is answered so")
        };
        answer
    }

    fn open(&mut self, tenant: Tenant) -> Vec<Item> {
        let query = ReconciliationQuery::OpenItems {
            reconciliation: RECONCILIATION,
            status: None,
            after: None,
            limit: 100,
        };
        let ReconciliationAnswer::OpenItems(page) = self.ask(tenant, query) else {
            panic!("open items are answered with them")
        };
        page.items
    }

    fn evict(&mut self) -> usize {
        let mut count = 0;
        self.core.evict(Position(self.position), &mut |key, _, bytes| {
            count += 1;
            self.shelf.0.borrow_mut().insert(key, bytes);
        });
        count
    }

    fn snapshot(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.core.snapshot(&mut bytes);
        bytes
    }
}

fn transfer(number: u128) -> TransferId {
    TransferId::from_u128(number)
}

fn imported() -> World {
    let mut world = World::new();
    let definition = Definition {
        name: "bank".into(),
        account: AccountId::from_u128(1),
        outside_account: "123".into(),
        currency: Currency::EUR,
        rules: Rule::usual(),
    };
    let define = Asked::DefineReconciliation {
        id: RECONCILIATION,
        definition,
        by: by(),
    };
    assert_eq!(
        world.submit(TENANT, define).unwrap(),
        Reply::Reconciliation(RECONCILIATION)
    );
    assert!(matches!(world.submit(TENANT, import()), Ok(Reply::Statement(_))));
    world
}

fn import() -> Asked {
    Asked::ImportStatement {
        reconciliation: RECONCILIATION,
        statement: parse_mt940(STATEMENT).unwrap().remove(0),
        by: by(),
    }
}

/// Matches what the usual rules find for a transfer of 10 EUR.
fn matched() -> World {
    let mut world = imported();
    let items = world.open(TENANT);
    let lines: Vec<OpenLine<'_>> = items
        .iter()
        .map(|item| OpenLine {
            id: item.id,
            content: &item.line.content,
            refused: &item.refused,
        })
        .collect();
    let candidates = [Candidate {
        transfer: transfer(11),
        amount: Money::new(1_000, Currency::EUR),
        effective_on: "2026-11-02".parse().unwrap(),
        reference: 0,
        external_reference: "INV-1001".into(),
    }];
    let found = bezant_reconciliation::propose(&Rule::usual(), &lines, &candidates);
    let record = Asked::RecordMatches {
        reconciliation: RECONCILIATION,
        matches: found.matches,
        by: by(),
    };
    let Reply::Matches(ids) = world.submit(TENANT, record).unwrap() else {
        panic!("matches are answered with their ids")
    };
    assert_eq!(ids.len(), 1);
    assert_eq!(world.open(TENANT).len(), 2);
    world
}

#[test]
fn what_is_closed_leaves_memory_and_is_known_nevertheless() {
    let mut world = matched();
    // The statement, the item, its match and its transfer.
    assert_eq!(world.evict(), 4);
    let again = world.submit(TENANT, import());
    assert_eq!(again.unwrap_err().code(), "statement_imported_already");
    let query = ReconciliationQuery::FreeTransfers {
        reconciliation: RECONCILIATION,
        transfers: vec![transfer(11), transfer(12)],
    };
    let ReconciliationAnswer::FreeTransfers(free) = world.ask(TENANT, query) else {
        panic!("free transfers are answered with them")
    };
    assert_eq!(free, [transfer(12)], "no transfer is matched twice");
    world.evict();
    let item = world.open(TENANT)[0].id;
    let by_hand = |number| Asked::Resolve {
        item,
        resolution: Resolution::MatchedByHand {
            transfers: vec![transfer(number)],
            difference: Money::zero(Currency::EUR),
        },
        by: by(),
        note: String::new(),
    };
    let taken = world.submit(TENANT, by_hand(11)).unwrap_err();
    assert_eq!(taken.code(), "reconciliation_transfer_taken");
    let unknown = world.submit(STRANGER, by_hand(12)).unwrap_err();
    assert_eq!(
        unknown.code(),
        "reconciliation_item_unknown",
        "another tenant's item is none"
    );
    assert!(world.open(STRANGER).is_empty());
    world.submit(TENANT, by_hand(12)).unwrap();
    world.evict();
    let reopen = Asked::Reopen {
        item,
        by: by(),
        note: "not that".into(),
    };
    assert_eq!(
        world.submit(TENANT, reopen).unwrap(),
        Reply::ReconciliationItem(item)
    );
    let ReconciliationAnswer::Items(items) = world.ask(TENANT, ReconciliationQuery::Items(vec![item])) else {
        panic!("items are answered with them")
    };
    assert_eq!(items[0].status, Status::Open);
}

#[test]
fn a_replay_and_a_snapshot_are_the_state() {
    let mut world = matched();
    let first = world.open(TENANT)[0].clone();
    let assign = Asked::Assign {
        item: first.id,
        assignee: Some(by()),
        by: by(),
        note: "who knows?".into(),
    };
    world.submit(TENANT, assign).unwrap();
    let bytes = world.snapshot();
    let restored = Core::new().restore(&bytes).unwrap();
    let mut again = Vec::new();
    restored.snapshot(&mut again);
    assert_eq!(bytes, again);

    // From the beginning of the log, with a cold tier that is asked before each event.
    let mut replayed = Core::new();
    for (stamp, bytes) in &world.log {
        let event = Core::decode_event(bytes.clone().into()).unwrap();
        replayed
            .prefetch(stamp.tenant, Touch::Event(&event), &world.shelf)
            .unwrap();
        replayed.apply(stamp, &event);
    }
    let mut whole = Vec::new();
    replayed.snapshot(&mut whole);
    assert_eq!(bytes, whole);

    world.core = restored;
    world.evict();
    let ReconciliationAnswer::Items(items) = world.ask(TENANT, ReconciliationQuery::Items(vec![first.id]))
    else {
        panic!("items are answered with them")
    };
    assert_eq!(items[0].status, Status::UnderInvestigation);
    let ReconciliationAnswer::Reconciliation(Some(known)) =
        world.ask(TENANT, ReconciliationQuery::Reconciliation(RECONCILIATION))
    else {
        panic!("it is there")
    };
    assert_eq!(known.1, 2, "two items are not closed");
}

#[test]
fn a_plan_changes_nothing() {
    let mut world = matched();
    let before = world.snapshot();
    let plan = ReconciliationQuery::Plan(Box::new(import()));
    let ReconciliationAnswer::Plan(Err(rejection)) = world.ask(TENANT, plan) else {
        panic!("the statement is there")
    };
    assert_eq!(rejection.code(), "statement_imported_already");
    assert_eq!(world.snapshot(), before);
    let matches = world
        .open(TENANT)
        .iter()
        .filter(|item| item.match_id.is_some())
        .count();
    assert_eq!(matches, 0, "what is matched is closed");
}
