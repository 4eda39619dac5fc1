//! The stored forms of events never change: what is written here was written before, and must be read for ever.

#![allow(clippy::unwrap_used)]

use bezant_kernel::{
    AccountId, Currency, Money, MonitorId, PostingCode, ScheduleId, Tenant, TenantId, Timestamp, TransferId,
};
use bezant_ledger::{
    AccountChange, CallerTransfer, Command, Comparison, Condition, Crossing, Event, Guard, ItemResult,
    Measure, Metadata, OpenAccount, RequestKind, State, TemporaryLimit, Terms, apply, decide, decode_event,
    encode_event,
};
use bytes::Bytes;

const TENANT: Tenant = Tenant::new(TenantId::from_u128(1));

fn metadata() -> Metadata {
    let mut metadata = Metadata::new();
    metadata.insert("order", "4711").unwrap();
    metadata
}

fn terms(guard: Guard) -> Terms {
    Terms {
        guard,
        ..Terms::new("assets:cash".parse().unwrap(), Currency::EUR)
    }
}

fn opened(terms: Terms) -> Event {
    Event::AccountOpened {
        id: AccountId::from_u128(7),
        terms,
        opened_at: Timestamp::from_microseconds(300),
    }
}

fn paying(id: u128, amount: i128) -> CallerTransfer {
    CallerTransfer {
        reference: 0xa4,
        code: PostingCode(0x0203),
        metadata: metadata(),
        external_reference: Some("INV-1".parse().unwrap()),
        ..CallerTransfer::new(
            TransferId::from_u128(id),
            RequestKind::Transfer {
                debit: AccountId::from_u128(7),
                credit: AccountId::from_u128(8),
                amount: Money::new(amount, Currency::EUR),
            },
        )
    }
}

/// Events that only decisions make: posted with what is attached, refused, scheduled.
fn decided() -> Vec<Event> {
    let mut state = State::new();
    for (id, path) in [(7, "assets:cash"), (8, "revenue:fees")] {
        let open = OpenAccount {
            id: Some(AccountId::from_u128(id)),
            guard: Guard::None,
            ..OpenAccount::at(path.parse().unwrap(), Currency::EUR)
        };
        let now = Timestamp::from_microseconds(1);
        for event in decide(&state, TENANT, now, Command::OpenAccount(open)).unwrap() {
            apply(&mut state, TENANT, 0, &event);
        }
    }
    let now = Timestamp::from_microseconds(1_700_000_000_123_456);
    let batch = Bytes::copy_from_slice(&paying(0, 1).pack().unwrap());
    let commands = [
        Command::Transfers(vec![paying(9, 1_099)]),
        Command::Batch(batch.try_into().unwrap()),
        Command::Schedule {
            id: ScheduleId::from_u128(4),
            at: Timestamp::from_microseconds(1_800_000_000_000_000),
            transfers: vec![paying(10, 5)],
        },
    ];
    commands
        .into_iter()
        .flat_map(|command| decide(&state, TENANT, now, command).unwrap())
        .collect()
}

#[test]
fn a_patch_without_keys_stays_one() {
    let event = Event::AccountChanged {
        account: AccountId::from_u128(7),
        change: AccountChange {
            closed: Some(true),
            metadata: Some(Metadata::new()),
            ..AccountChange::default()
        },
    };
    let mut bytes = Vec::new();
    encode_event(&event, &mut bytes);
    assert_eq!(decode_event(bytes.into()), Ok(event));
}

#[test]
fn events_are_stored_as_ever() {
    let (account, monitor) = (AccountId::from_u128(7), MonitorId::from_u128(3));
    let full = Terms {
        credit_limit: 5_000,
        code: 4,
        user_data: 6,
        metadata: metadata(),
        reserved: true,
        ..terms(Guard::DebitsWithinCredits)
    };
    let change = AccountChange {
        credit_limit: Some(0),
        temporary_limit: Some(TemporaryLimit {
            extra: 500,
            until: Timestamp::from_microseconds(900),
        }),
        frozen: Some(false),
        closed: Some(true),
        code: Some(0),
        user_data: Some(0),
        metadata: Some(metadata()),
    };
    let mut events = vec![
        opened(terms(Guard::None)),
        opened(terms(Guard::NormalSide)),
        opened(full),
        Event::AccountChanged { account, change },
        Event::ScheduleCancelled {
            id: ScheduleId::from_u128(4),
        },
        Event::ScheduleFailed {
            id: ScheduleId::from_u128(4),
            refused: ItemResult {
                index: 2,
                code: 16,
                field: 0,
            },
        },
        Event::MonitorSet {
            id: monitor,
            account,
            condition: Condition {
                measure: Measure::Available,
                comparison: Comparison::LessThan,
                threshold: -2,
            },
            holds: true,
        },
        Event::MonitorRemoved { id: monitor },
        Event::MonitorCrossed(Crossing {
            monitor,
            account,
            value: -300,
            holds: true,
            transfer: TransferId::from_u128(9),
        }),
    ];
    events.extend(decided());
    let mut shown = String::new();
    for event in &events {
        let mut bytes = Vec::new();
        encode_event(event, &mut bytes);
        shown.extend(bytes.iter().map(|byte| format!("{byte:02x}")));
        shown.push('\n');
        assert_eq!(decode_event(Bytes::from(bytes)).as_ref(), Ok(event));
    }
    assert_eq!(shown, include_str!("layout.hex"));
}

#[test]
fn what_is_no_event_is_refused() {
    let cut: Vec<u8> = std::iter::once(3).chain([1; 127]).collect();
    let unsorted: Vec<u8> = [4]
        .into_iter()
        .chain([1, 0, 0, 0, 16, 0, 0, 0])
        .chain([0, 0, 0, 0, 16, 0, 0, 0])
        .collect();
    let cases: [&[u8]; 9] = [
        &[],
        &[0],
        &[13],
        &[1, 0xff],
        &[2; 129],
        &[3],
        &cut,
        &[4, 0, 0, 0, 0, 0, 0, 0, 0],
        &unsorted,
    ];
    for bytes in cases {
        assert!(decode_event(Bytes::copy_from_slice(bytes)).is_err(), "{bytes:?}");
    }
    // Accounts of the first version, without the fields that came later.
    let mut bytes = vec![0x01, 0x0a, 0x10];
    bytes.extend([0; 15]);
    bytes.extend([7, 0x12, 0x0b]);
    bytes.extend(b"assets:cash");
    bytes.extend([0x18, 0xd2, 0x07, 0x20, 0x01, 0x28, 0xac, 0x02]);
    assert_eq!(decode_event(Bytes::from(bytes)), Ok(opened(terms(Guard::None))));
}
