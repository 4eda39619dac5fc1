//! The workflow by example.

mod histories;

use super::*;
use crate::statement::tests::{header, line};
use crate::{
    Header, LineContent, ReferenceCondition, Stamp, StatementProblem, Status, Tolerance, apply, decode_event,
    encode_event,
};
use bezant_kernel::{AccountId, Currency, TenantId, Timestamp};

fn tenant(number: u128) -> Tenant {
    Tenant::new(TenantId::from_u128(number))
}

fn reconciliation(number: u128) -> ReconciliationId {
    ReconciliationId::from_u128(number)
}

fn transfer(number: u128) -> TransferId {
    TransferId::from_u128(number)
}

fn ann() -> Actor {
    Actor::new("ann").unwrap()
}

fn rule(name: &str, shape: Shape, acceptance: Acceptance) -> Rule {
    Rule {
        name: name.into(),
        priority: 1,
        shape,
        tolerance: Tolerance::Absolute(5),
        maximum_days: 3,
        reference: ReferenceCondition::Any,
        currency: None,
        acceptance,
        difference_account: Some(AccountId::from_u128(77)),
    }
}

fn define(number: u128) -> Command {
    Command::DefineReconciliation {
        id: reconciliation(number),
        definition: Definition {
            name: "Main bank".into(),
            account: AccountId::from_u128(5),
            outside_account: "DE89 3704 0044 0532 0130 00".into(),
            currency: Currency::EUR,
            rules: vec![
                rule("auto", Shape::OneToOne, Acceptance::Automatic),
                rule("ask", Shape::OneToOne, Acceptance::Proposed),
                rule("group", Shape::ManyToOne { maximum: 3 }, Acceptance::Proposed),
            ],
        },
        by: ann(),
    }
}

fn import(number: u128, lines: Vec<LineContent>) -> Command {
    let sum: i128 = lines.iter().map(|line| line.amount.minor()).sum();
    Command::ImportStatement {
        reconciliation: reconciliation(number),
        statement: Statement::new(header(0, sum), lines).unwrap(),
        by: ann(),
    }
}

fn matching(rule: Option<&str>, items: &[ItemId], transfers: &[u128]) -> Match {
    Match {
        rule: rule.map(str::to_owned),
        items: items.to_vec(),
        transfers: transfers.iter().copied().map(transfer).collect(),
        difference: Money::zero(Currency::EUR),
        days: 0,
        reference: String::new(),
        acceptance: Acceptance::Proposed,
        difference_account: None,
    }
}

fn record(number: u128, matches: Vec<Match>) -> Command {
    Command::RecordMatches {
        reconciliation: reconciliation(number),
        matches,
        by: ann(),
    }
}

fn by_hand(transfers: &[u128]) -> Resolution {
    Resolution::MatchedByHand {
        transfers: transfers.iter().copied().map(transfer).collect(),
        difference: Money::zero(Currency::EUR),
    }
}

/// One state with its position.
#[derive(Default)]
struct Desk {
    state: State,
    position: u64,
}

impl Desk {
    fn run(&mut self, by: u128, command: Command) -> Result<Event, Rejection> {
        let mut events = decide(&self.state, tenant(by), command)?;
        assert_eq!(events.len(), 1);
        let event = events.remove(0);
        assert_eq!(decode_event(&encode_event(&event)).as_ref(), Ok(&event));
        self.position += 1;
        apply(&mut self.state, &stamp(self.position, by), &event);
        self.state.assert_consistent();
        Ok(event)
    }

    fn code(&mut self, command: Command) -> &'static str {
        let rejection = self.run(1, command).unwrap_err();
        assert!(Rejection::CODES.contains(&rejection.code()));
        rejection.code()
    }

    fn items(&self) -> Vec<ItemId> {
        let mut items: Vec<&Item> = self.state.items.values().collect();
        items.sort_by_key(|item| (item.line.content.booked_on, item.id));
        items.iter().map(|item| item.id).collect()
    }

    fn status(&self, id: ItemId) -> Status {
        self.state.item(tenant(1), id).unwrap().status
    }
}

fn stamp(position: u64, by: u128) -> Stamp {
    Stamp {
        position,
        at: Timestamp::from_microseconds(position * 1_000),
        tenant: tenant(by),
    }
}

#[test]
fn a_line_is_taken_in_once_however_often_it_is_exported() {
    let mut desk = Desk::default();
    desk.run(1, define(1)).unwrap();
    let first = vec![line(1, 100, "a"), line(2, 200, "b"), line(2, 200, "b")];
    desk.run(1, import(1, first.clone())).unwrap();
    assert_eq!(desk.code(import(1, first)), "statement_imported_already");
    let second = vec![
        line(2, 200, "b"),
        line(2, 200, "b"),
        line(2, 200, "b"),
        line(3, 300, "c"),
    ];
    let Event::StatementImported {
        items, known_lines, ..
    } = desk.run(1, import(1, second)).unwrap()
    else {
        panic!("an import imports");
    };
    assert_eq!((items.len(), known_lines), (2, 2));
    assert_eq!(desk.state.open_count(tenant(1), reconciliation(1)), 5);
    let days: Vec<i32> = desk
        .state
        .open_items(tenant(1), reconciliation(1), None)
        .map(|item| item.line.content.booked_on.days() - 20_758)
        .collect();
    assert_eq!(days, [1, 2, 2, 2, 3]);
}

#[test]
fn statements_must_be_of_the_account_and_tell_of_gaps() {
    let mut desk = Desk::default();
    assert_eq!(desk.code(import(1, vec![])), "reconciliation_unknown");
    desk.run(1, define(1)).unwrap();
    assert_eq!(
        desk.run(2, import(1, vec![])).unwrap_err(),
        Rejection::ReconciliationUnknown(reconciliation(1))
    );
    let day = |text: &str| text.parse().unwrap();
    let statement = |change: &dyn Fn(&mut Header)| {
        let mut header = header(0, 0);
        change(&mut header);
        Command::ImportStatement {
            reconciliation: reconciliation(1),
            statement: Statement::new(header, vec![]).unwrap(),
            by: ann(),
        }
    };
    let other = statement(&|header| header.account = "DE00".into());
    assert_eq!(desk.code(other), "statement_account_mismatch");
    let other = statement(&|header| {
        header.currency = Currency::USD;
        (header.opening, header.closing) = (None, None);
    });
    assert_eq!(desk.code(other), "statement_currency_mismatch");
    let too_long = import(1, (0..1_001).map(|n| line(1, n, "")).collect());
    assert_eq!(desk.code(too_long), "statement_too_long");
    desk.run(1, statement(&|_| {})).unwrap();
    let balance = Some(Money::new(7, Currency::EUR));
    let next = statement(&|header| {
        (header.from, header.to) = (day("2026-12-01"), day("2026-12-31"));
        (header.opening, header.closing) = (balance, balance);
    });
    let Event::StatementImported { gap, .. } = desk.run(1, next).unwrap() else {
        panic!("an import imports");
    };
    assert_eq!(gap, balance);
    let mut changed = define(1);
    if let Command::DefineReconciliation { definition, .. } = &mut changed {
        definition.currency = Currency::USD;
    }
    assert_eq!(desk.code(changed), "reconciliation_account_fixed");
    let wrong = Statement::new(header(0, 1), vec![]);
    assert_eq!(
        wrong,
        Err(StatementProblem::BalanceMismatch(Money::new(1, Currency::EUR)))
    );
}

#[test]
fn an_item_goes_its_way_and_every_step_has_a_name_to_it() {
    let mut desk = Desk::default();
    desk.run(1, define(1)).unwrap();
    desk.run(1, import(1, (1..=4).map(|n| line(n, 100, "x")).collect()))
        .unwrap();
    let [one, two, three, four] = desk.items()[..] else {
        panic!("four items")
    };

    desk.run(
        1,
        record(
            1,
            vec![
                matching(Some("auto"), &[one], &[1]),
                matching(Some("ask"), &[two], &[2]),
            ],
        ),
    )
    .unwrap();
    assert_eq!(
        (desk.status(one), desk.status(two)),
        (Status::Matched, Status::Proposed)
    );
    assert_eq!(
        desk.code(record(1, vec![matching(None, &[three], &[2])])),
        "reconciliation_transfer_taken"
    );
    assert_eq!(
        desk.code(record(1, vec![matching(None, &[two], &[3])])),
        "reconciliation_item_status"
    );

    let proposal = desk.state.item(tenant(1), two).unwrap().match_id.unwrap();
    let said = |accept: bool| {
        let (id, by, note) = (proposal, ann(), "looked at it".to_owned());
        if accept {
            Command::AcceptMatch { id, by, note }
        } else {
            Command::RejectMatch { id, by, note }
        }
    };
    assert_eq!(
        desk.run(2, said(true)).unwrap_err(),
        Rejection::MatchUnknown(proposal)
    );
    desk.run(1, said(false)).unwrap();
    assert_eq!(
        desk.code(record(1, vec![matching(Some("ask"), &[two], &[2])])),
        "reconciliation_match_refused"
    );
    desk.run(1, record(1, vec![matching(None, &[two], &[2])]))
        .unwrap();
    desk.run(1, said(true)).unwrap();
    assert_eq!(desk.status(two), Status::Matched);
    assert_eq!(desk.code(said(true)), "reconciliation_match_not_proposed");

    let assign = |to: Option<Actor>| Command::Assign {
        item: three,
        assignee: to,
        by: ann(),
        note: "please".into(),
    };
    assert_eq!(desk.code(assign(None)), "reconciliation_item_status");
    desk.run(1, assign(Some(ann()))).unwrap();
    let resolve = |item, resolution| Command::Resolve {
        item,
        resolution,
        by: ann(),
        note: "found it".into(),
    };
    assert_eq!(
        desk.code(resolve(three, by_hand(&[2]))),
        "reconciliation_transfer_taken"
    );
    assert_eq!(
        desk.code(resolve(three, by_hand(&[]))),
        "reconciliation_match_invalid"
    );
    desk.run(1, resolve(three, by_hand(&[3, 4]))).unwrap();
    desk.run(1, resolve(four, Resolution::ToBeCorrectedAtBank))
        .unwrap();
    assert_eq!(desk.state.open_count(tenant(1), reconciliation(1)), 0);

    let reopen = |item| Command::Reopen {
        item,
        by: ann(),
        note: String::new(),
    };
    for item in [two, three, four] {
        desk.run(1, reopen(item)).unwrap();
    }
    for number in [2, 3, 4] {
        assert_eq!(
            desk.state
                .match_of_transfer(tenant(1), reconciliation(1), transfer(number)),
            None
        );
    }
    let history: Vec<&str> = desk
        .state
        .item(tenant(1), three)
        .unwrap()
        .history
        .iter()
        .map(|entry| entry.step.as_str())
        .collect();
    assert_eq!(history, ["import", "assign", "resolve", "reopen"]);
    let empty = Command::Note {
        item: three,
        by: ann(),
        note: " ".into(),
    };
    assert_eq!(desk.code(empty), "reconciliation_note_missing");
    assert_eq!(
        desk.code(Command::Note {
            item: one,
            by: ann(),
            note: "x".repeat(1_001)
        }),
        "reconciliation_note_too_long"
    );
}

#[test]
fn a_recorded_match_keeps_to_its_rule_and_a_group_opens_together() {
    let mut desk = Desk::default();
    desk.run(1, define(1)).unwrap();
    desk.run(1, import(1, (1..=3).map(|n| line(n, 100, "x")).collect()))
        .unwrap();
    let items = desk.items();
    let far = Match {
        days: 4,
        ..matching(Some("auto"), &items[..1], &[1])
    };
    let wide = Match {
        difference: Money::new(6, Currency::EUR),
        ..matching(Some("auto"), &items[..1], &[1])
    };
    let foreign = Match {
        difference: Money::zero(Currency::USD),
        ..matching(None, &items[..1], &[1])
    };
    for wrong in [
        far,
        wide,
        foreign,
        matching(Some("auto"), &items[..2], &[1]),
        matching(Some("group"), &items[..1], &[1]),
        matching(Some("gone"), &items[..1], &[1]),
        matching(None, &[], &[1]),
        matching(None, &items[..1], &[]),
        matching(None, &items[..1], &[0]),
        matching(None, &items[..1], &[1, 1]),
    ] {
        assert_eq!(desk.code(record(1, vec![wrong])), "reconciliation_match_invalid");
    }
    let twice = vec![
        matching(None, &items[..1], &[1]),
        matching(None, &items[1..2], &[1]),
    ];
    assert_eq!(desk.code(record(1, twice)), "reconciliation_match_invalid");
    let group = Match {
        difference: Money::new(-5, Currency::EUR),
        ..matching(Some("group"), &items, &[1])
    };
    let id = group.id();
    let Event::MatchesRecorded { matches, .. } = desk.run(1, record(1, vec![group])).unwrap() else {
        panic!("matches are recorded");
    };
    assert_eq!(
        matches[0].matched.difference_account,
        Some(AccountId::from_u128(77))
    );
    desk.run(
        1,
        Command::AcceptMatch {
            id,
            by: ann(),
            note: String::new(),
        },
    )
    .unwrap();
    desk.run(
        1,
        Command::Reopen {
            item: items[1],
            by: ann(),
            note: String::new(),
        },
    )
    .unwrap();
    assert!(items.iter().all(|item| desk.status(*item) == Status::Open));
}

#[test]
fn a_history_is_bounded_and_says_how_much_of_it_went() {
    let mut desk = Desk::default();
    desk.run(1, define(1)).unwrap();
    desk.run(1, import(1, vec![line(1, 100, "x")])).unwrap();
    let item = desk.items()[0];
    for number in 0..150 {
        let note = Command::Note {
            item,
            by: ann(),
            note: number.to_string(),
        };
        desk.run(1, note).unwrap();
    }
    let item = desk.state.item(tenant(1), item).unwrap();
    assert_eq!((item.history.len(), item.history_dropped), (100, 51));
    assert_eq!(
        (item.history[0].step, item.history[1].note.as_str()),
        (Step::Import, "51")
    );
}
