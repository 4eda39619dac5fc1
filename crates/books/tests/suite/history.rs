//! Random histories: two tenants with accounts of all types in two currencies, and every kind of transfer, many backdated.

use bezant_kernel::{AccountId, Currency, Money, PostingCode, Tenant, Timestamp, TransferId};
use bezant_ledger::{CallerTransfer, Command, RequestBatch, RequestKind, TransferKind};
use bytes::Bytes;
use proptest::prelude::*;

use crate::world::{World, second, tenant};

pub(crate) const PATHS: [&str; 6] = [
    "assets:bank",
    "assets:bank:eur-2",
    "liabilities:wallets:a",
    "equity:capital",
    "revenue:fees",
    "expenses:gateway:fees",
];

#[derive(Clone, Debug)]
pub(crate) enum Wish {
    Move {
        from: usize,
        to: usize,
        amount: u16,
    },
    Hold {
        from: usize,
        to: usize,
        amount: u16,
        timeout: u32,
    },
    Post {
        nth: usize,
        part: u16,
    },
    Void {
        nth: usize,
    },
    Reverse {
        nth: usize,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct Step {
    tenant: u8,
    dollars: bool,
    seconds: u64,
    /// Each with how far back it counts, if it does.
    wishes: Vec<(Wish, Option<u64>)>,
}

fn wish() -> impl Strategy<Value = Wish> {
    // Half of all goes through one account, which then has checkpoints.
    let (sides, amount) = ((0..12_usize, 1..6_usize), 1..500_u16);
    let sides = sides.prop_map(|(from, step)| match from {
        0..6 => (from, (from + step) % 6),
        6..9 => (0, step),
        _ => (step, 0),
    });
    prop_oneof![
        4 => (sides.clone(), amount.clone())
            .prop_map(|((from, to), amount)| Wish::Move { from, to, amount }),
        3 => (sides, amount, prop_oneof![Just(0), 1..20_u32])
            .prop_map(|((from, to), amount, timeout)| Wish::Hold { from, to, amount, timeout }),
        2 => (any::<usize>(), 0..500_u16).prop_map(|(nth, part)| Wish::Post { nth, part }),
        1 => any::<usize>().prop_map(|nth| Wish::Void { nth }),
        1 => any::<usize>().prop_map(|nth| Wish::Reverse { nth }),
    ]
}

pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let wishes = prop::collection::vec((wish(), prop::option::weighted(0.3, 0..40_u64)), 1..90);
    let step = (0..2_u8, prop::bool::weighted(0.1), 0..4_u64, wishes);
    let step = step.prop_map(|(tenant, dollars, seconds, wishes)| Step {
        tenant,
        dollars,
        seconds,
        wishes,
    });
    prop::collection::vec(step, 20..60)
}

pub(crate) fn world() -> World {
    let mut world = World::new();
    for number in 0..2 {
        for path in PATHS {
            world.open(tenant(number), path, Currency::EUR);
            world.open(tenant(number), path, Currency::USD);
        }
    }
    world
}

pub(crate) fn play(steps: &[Step]) -> World {
    let mut world = world();
    let mut last_id = 0;
    for step in steps {
        world.now += step.seconds;
        let owner = tenant(step.tenant);
        let currency = if step.dollars {
            Currency::USD
        } else {
            Currency::EUR
        };
        let items: Vec<CallerTransfer> = step
            .wishes
            .iter()
            .map(|(wish, back)| {
                last_id += 1;
                request(
                    &world,
                    owner,
                    currency,
                    TransferId::from_u128(last_id),
                    wish,
                    *back,
                )
            })
            .collect();
        if items.len() % 2 == 1 {
            // What can be made of a batch is made.
            let packed: Vec<u8> = items.iter().flat_map(|item| item.pack().unwrap()).collect();
            let batch = RequestBatch::try_from(Bytes::from(packed)).unwrap();
            world.submit(owner, Command::Batch(batch));
        } else {
            // Each alone, several within a second.
            for item in items {
                world.transfers(owner, vec![item]);
            }
        }
    }
    world
}

/// The account of the tenant that stands at one of the paths.
pub(crate) fn account_id(owner: Tenant, path: &str, currency: Currency) -> AccountId {
    bezant_ledger::account_id(owner.id(), &path.parse().unwrap(), currency)
}

fn request(
    world: &World,
    owner: Tenant,
    currency: Currency,
    id: TransferId,
    wish: &Wish,
    back: Option<u64>,
) -> CallerTransfer {
    let account = |nth: usize| account_id(owner, PATHS[nth], currency);
    let money = |amount: u16| Money::new(i128::from(amount), currency);
    // The last 40 of a kind are still open often enough.
    let recent = |nth: usize, is_one: fn(TransferKind) -> bool| {
        let all: Vec<_> = world
            .of(owner)
            .filter(|known| is_one(known.transfer.kind))
            .map(|known| known.transfer.id)
            .collect();
        let count = all.len().min(40);
        let none = TransferId::from_u128(u128::MAX);
        if count == 0 {
            none
        } else {
            all[all.len() - 1 - nth % count]
        }
    };
    let is_hold = |kind| kind == TransferKind::Hold;
    let kind = match *wish {
        Wish::Move { from, to, amount } => RequestKind::Transfer {
            debit: account(to),
            credit: account(from),
            amount: money(amount),
        },
        Wish::Hold {
            from,
            to,
            amount,
            timeout,
        } => RequestKind::Hold {
            debit: account(to),
            credit: account(from),
            amount: money(amount),
            timeout_seconds: timeout,
        },
        Wish::Post { nth, part } => RequestKind::Post {
            hold: recent(nth, is_hold),
            amount: Some(u128::from(part)).filter(|&part| part > 0),
        },
        Wish::Void { nth } => RequestKind::Void {
            hold: recent(nth, is_hold),
        },
        Wish::Reverse { nth } => RequestKind::Reversal {
            original: recent(nth, |kind| {
                matches!(kind, TransferKind::Transfer | TransferKind::Post)
            }),
        },
    };
    CallerTransfer {
        effective: back.map(|back| second(world.now - back)),
        reference: id.as_u128() % 5,
        code: PostingCode(u16::try_from(id.as_u128() % 3).unwrap()),
        ..CallerTransfer::new(id, kind)
    }
}

/// The times that are worth asking for: every second of the history, and one before and behind.
pub(crate) fn seconds(world: &World) -> impl Iterator<Item = Timestamp> + use<> {
    (950..=world.now + 1).map(second)
}
