//! The inputs that fuzzing starts from, for the formats that nobody writes by hand. Texts stand in the corpus as they are.

use bezant_kernel::{
    AccountId, AccountType, Currency, Money, MonitorId, ScheduleId, Tenant, TenantId, Timestamp, TransferId,
};
use bezant_ledger::{
    CallerTransfer, Command, Comparison, Condition, Event, Guard, Measure, OpenAccount, Place, RequestKind,
    State, apply, decide, encode_event, snapshot,
};

use crate::proofs::PROVEN;

/// A seed: its target, its name, its bytes.
pub type Seed = (&'static str, String, Vec<u8>);

/// All of them.
pub fn all() -> Vec<Seed> {
    let mut seeds = ledger();
    seeds.extend(proofs());
    seeds.extend(steps());
    seeds.extend(log_edits());
    seeds.extend(journal_edits());
    seeds
}

/// One log's events, the records in them, and the snapshot behind them.
fn ledger() -> Vec<Seed> {
    let tenant = Tenant::new(TenantId::from_u128(1));
    let mut state = State::new();
    let mut seeds: Vec<Seed> = Vec::new();
    for (position, command) in commands().into_iter().enumerate() {
        let now = Timestamp::from_microseconds(1_000_000 + position as u64);
        for event in decide(&state, tenant, now, command).expect("the seeds are right") {
            apply(&mut state, tenant, position as u64, &event);
            let mut bytes = Vec::new();
            encode_event(&event, &mut bytes);
            if let Event::Posted(records) = &event {
                seeds.push((
                    "packed",
                    format!("records-{position}"),
                    records.as_bytes().to_vec(),
                ));
            }
            seeds.push(("events", format!("event-{position}"), bytes));
        }
    }
    let mut bytes = Vec::new();
    snapshot::encode(&state, &mut bytes);
    seeds.push(("snapshot", "small".to_owned(), bytes));
    seeds
}

fn commands() -> Vec<Command> {
    let account = |number: u128| AccountId::from_u128(number);
    let open = |number, account_type, guard| {
        Command::OpenAccount(OpenAccount {
            id: Some(account(number)),
            place: Place::Below(account_type),
            guard,
            ..OpenAccount::at("assets:unused".parse().expect("a path"), Currency::EUR)
        })
    };
    let one = |id, kind| CallerTransfer::new(TransferId::from_u128(id), kind);
    let amount = Money::new(500, Currency::EUR);
    let (debit, credit) = (account(1), account(2));
    let hold = RequestKind::Hold {
        debit,
        credit,
        amount,
        timeout_seconds: 9,
    };
    let transfer = RequestKind::Transfer {
        debit,
        credit,
        amount,
    };
    vec![
        open(1, AccountType::Asset, Guard::None),
        open(2, AccountType::Liability, Guard::NormalSide),
        Command::Transfers(vec![one(1, transfer), one(2, hold), one(3, hold)]),
        Command::Transfers(vec![one(
            4,
            RequestKind::Post {
                hold: TransferId::from_u128(2),
                amount: Some(100),
            },
        )]),
        Command::Schedule {
            id: ScheduleId::from_u128(5),
            at: Timestamp::from_microseconds(9_000_000),
            transfers: vec![one(6, transfer)],
        },
        Command::SetMonitor {
            id: MonitorId::from_u128(6),
            account: debit,
            condition: Condition {
                measure: Measure::Balance,
                comparison: Comparison::AtLeast,
                threshold: 700,
            },
        },
        Command::Transfers(vec![one(7, transfer)]),
    ]
}

fn proofs() -> Vec<Seed> {
    let led = |choice: usize, json: serde_json::Result<String>| {
        let mut bytes = vec![u8::try_from(choice).expect("few records")];
        bytes.extend(json.expect("a proof is JSON").into_bytes());
        bytes
    };
    let mut seeds: Vec<Seed> = PROVEN
        .inclusions
        .iter()
        .enumerate()
        .step_by(5)
        .map(|(nth, proof)| {
            (
                "proofs",
                format!("inclusion-{nth}"),
                led(nth, serde_json::to_string(proof)),
            )
        })
        .collect();
    seeds.push((
        "proofs",
        "consistency".to_owned(),
        led(0, serde_json::to_string(&PROVEN.consistency)),
    ));
    seeds
}

/// Steps of [`crate::batches`]: transfers, a hold and its post, a chain, a snapshot, time that passes.
fn steps() -> Vec<Seed> {
    let item = |kind: u8, flags: u8, id: u8, debit: u8, credit: u8, related: u8, amount: u8| {
        vec![kind, flags, 0, id, debit, credit, related, amount]
    };
    let step = |kind: u8, items: Vec<Vec<u8>>| {
        let mut bytes = vec![kind, u8::try_from(items.len() - 1).expect("few items")];
        bytes.extend(items.concat());
        bytes
    };
    let fund = step(0, vec![item(1, 0, 1, 1, 5, 0, 150), item(1, 0, 2, 1, 6, 0, 99)]);
    let hold = step(
        0,
        vec![
            item(2 | 8, 0, 3, 1, 6, 0, 40),
            item(2, 1, 4, 1, 5, 0, 9),
            item(2, 0, 5, 1, 5, 0, 8),
        ],
    );
    let post = step(
        0,
        vec![
            item(3, 0, 6, 0, 0, 3, 30),
            item(4, 32, 7, 0, 0, 4, 0),
            item(6, 0, 8, 0, 0, 1, 0),
        ],
    );
    let chain = step(6, vec![item(1, 0, 9, 1, 5, 0, 5), item(1, 0, 10, 1, 6, 0, 6)]);
    let schedule = [step(8, vec![item(1, 0, 11, 1, 5, 0, 5)]), vec![1, 100, 0]].concat();
    let time = vec![13, 0xff, 0xff];
    let snapshot = vec![12];
    let monitor = vec![11, 1, 1, 6, 0, 150];
    let closing = step(0, vec![item(1, 2 | 8, 12, 5, 1, 0, 0)]);
    let whole = [
        fund.clone(),
        monitor,
        hold.clone(),
        snapshot.clone(),
        post,
        chain,
        schedule,
        time.clone(),
        closing,
    ];
    vec![
        ("batches", "fund".to_owned(), fund),
        ("batches", "expiry".to_owned(), [hold, snapshot, time].concat()),
        ("batches", "whole".to_owned(), whole.concat()),
    ]
}

/// Edits of [`crate::log`], one of each kind.
fn log_edits() -> Vec<Seed> {
    let edits: [(&str, &[u8]); 8] = [
        ("flip", &[0, 2, 0x80, 2, 1]),
        ("overwrite", &[2, 1, 0x10, 2, 1, 2, 3, 4, 5, 6, 7, 8]),
        ("cut", &[3, 2, 0, 3]),
        ("copy", &[4, 1, 0, 3, 0, 2]),
        ("zeros", &[5, 4, 0, 4]),
        ("remove", &[6, 0, 0, 0]),
        ("twin", &[7, 1, 2, 0, 9]),
        ("forge", &[2, 4, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 4, 0, 0]),
    ];
    let checked = edits.map(|(name, edit)| ("log", name.to_owned(), [&[0], edit].concat()));
    let unchecked = edits.map(|(name, edit)| ("log", format!("{name}-unchecked"), [&[1], edit].concat()));
    checked.into_iter().chain(unchecked).collect()
}

/// Edits of [`crate::journal`]: of the manifest, a header, entries, a table; each kind once, and forged.
fn journal_edits() -> Vec<Seed> {
    let edits: [(&str, &[u8]); 10] = [
        ("flip-manifest", &[0, 4, 20, 0, 1]),
        ("flip-header", &[0, 0, 16, 0, 1]),
        ("flip-entry", &[0, 2, 8, 16, 1]),
        ("overwrite", &[2, 1, 0, 16, 1, 2, 3, 4, 5, 6, 7, 8]),
        ("cut", &[3, 2, 0, 20]),
        ("remove", &[6, 4, 0, 0]),
        ("twin", &[7, 1, 2, 0, 9]),
        ("forge-entry", &[0, 2, 8, 16, 1, 8, 2, 0, 0]),
        (
            "forge-filtered",
            &[2, 2, 48, 0, 9, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0],
        ),
        ("forge-counts", &[2, 2, 40, 0, 9, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0]),
    ];
    edits
        .map(|(name, edit)| ("journal", name.to_owned(), edit.to_vec()))
        .to_vec()
}
