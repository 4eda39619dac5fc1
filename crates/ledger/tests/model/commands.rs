//! Random commands over a few tenants, accounts and ids, so that they meet each other often.

use bezant_kernel::{AccountPath, Currency, Money, Posting, PostingCode, Tenant, TenantId, TransferId};
use bezant_ledger::{
    CallerTransfer, Comparison, Condition, ExternalReference, Flags, Guard, Measure, RequestKind,
};
use proptest::prelude::*;

use crate::reference::Ask;

pub(crate) const PATHS: [&str; 5] = [
    "assets:cash",
    "liabilities:merchant_payable",
    "equity:capital",
    "revenue:fees",
    "expenses:gateway_fees",
];
pub(crate) const CURRENCIES: [Currency; 2] = [Currency::EUR, Currency::USD];
const GUARDS: [Guard; 4] = [
    Guard::NormalSide,
    Guard::None,
    Guard::DebitsWithinCredits,
    Guard::CreditsWithinDebits,
];

/// An account by path and currency, of the own tenant or the other one.
pub(crate) type Side = (bool, usize, usize);

#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// A fresh id where `None`, else one from a small pool.
    pub(crate) id: Option<usize>,
    pub(crate) kind: u8,
    pub(crate) debit: Side,
    pub(crate) credit: Side,
    pub(crate) currency: usize,
    pub(crate) amount: u128,
    /// Counted back from the latest transfer that can be named.
    pub(crate) back: usize,
    pub(crate) whole: bool,
    pub(crate) flags: u16,
    pub(crate) linked: bool,
    pub(crate) timeout: u32,
    /// Microseconds before now; `None` for not said.
    pub(crate) effective: Option<i64>,
    pub(crate) says_sides: bool,
    /// Which words are attached, if any.
    pub(crate) words: u8,
    /// Whether it says the digest of other words.
    pub(crate) forged: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Change {
    Limit(u128),
    Temporary(u128, u64),
    Frozen(bool),
    Closed(bool),
}

#[derive(Clone, Debug)]
pub(crate) enum Op {
    Open {
        tenant: usize,
        path: usize,
        currency: usize,
        guard: Guard,
        limit: u128,
    },
    Change {
        tenant: usize,
        account: usize,
        change: Change,
    },
    Chain {
        tenant: usize,
        items: Vec<Item>,
    },
    Batch {
        tenant: usize,
        items: Vec<Item>,
    },
    /// What was asked before, by its place, with another reference or not, alone or with the one after it.
    Again {
        tenant: usize,
        place: usize,
        changed: bool,
        two: bool,
    },
    Post {
        tenant: usize,
        items: Vec<Item>,
    },
    Schedule {
        tenant: usize,
        seconds: u64,
        items: Vec<Item>,
    },
    Cancel(usize),
    Monitor {
        tenant: usize,
        id: u128,
        account: usize,
        condition: Condition,
    },
    Unwatch(usize, u128),
    Due,
    Snapshot,
}

/// Mostly the first choice, so that most commands are sound.
fn mostly_first() -> impl Strategy<Value = usize> {
    prop_oneof![15 => Just(0usize), 1 => Just(1usize)]
}

fn amount() -> impl Strategy<Value = u128> {
    prop_oneof![
        60 => 1u128..40,
        2 => Just(0u128),
        1 => Just(i128::MAX as u128),
        1 => Just(i128::MAX as u128 / 2),
        1 => Just(u128::MAX),
    ]
}

fn item(id_pool: usize) -> impl Strategy<Value = Item> {
    let id = prop::option::weighted(0.1, 0..id_pool);
    let kind =
        prop_oneof![8 => Just(1u8), 8 => Just(2), 5 => Just(3), 2 => Just(4), 3 => Just(6), 1 => 0u8..8];
    let debit = (prop::bool::weighted(0.02), 0..PATHS.len(), mostly_first());
    let credit = (
        prop::bool::weighted(0.02),
        prop_oneof![30 => 1..PATHS.len(), 1 => Just(0)],
        mostly_first(),
    );
    let naming = (0..3usize, any::<bool>(), any::<bool>(), prop::bool::weighted(0.1));
    let flags = prop_oneof![
        30 => Just(0u16),
        2 => prop::sample::select(vec![2u16, 4, 6]),
        1 => prop::sample::select(vec![8u16, 16, 10]),
        6 => Just(32u16),
        1 => prop::sample::select(vec![0x8000u16, 64, 63]),
    ];
    let timing = (
        prop_oneof![3 => Just(0u32), 2 => 1u32..4],
        prop_oneof![6 => Just(None), 1 => (-3i64..30).prop_map(Some)],
    );
    let words = (
        prop_oneof![4 => Just(0u8), 1 => 1u8..3],
        prop::bool::weighted(0.02),
    );
    (
        id,
        kind,
        debit,
        credit,
        mostly_first(),
        amount(),
        naming,
        flags,
        timing,
        words,
    )
        .prop_map(
            |(
                id,
                kind,
                debit,
                credit,
                currency,
                amount,
                (back, whole, linked, says_sides),
                flags,
                timing,
                (words, forged),
            )| Item {
                id,
                kind,
                debit: (debit.0, debit.1, debit.2 ^ currency),
                credit: (credit.0, (debit.1 + credit.1) % PATHS.len(), credit.2 ^ currency),
                currency,
                amount,
                back,
                whole,
                flags: match kind {
                    1 | 2 if flags == 32 => 0,
                    3 | 4 if flags != 32 && flags < 64 => 0,
                    6 if flags < 64 => 0,
                    _ => flags,
                },
                linked,
                timeout: if kind == 2 { timing.0 } else { 0 },
                effective: timing.1,
                says_sides,
                words,
                forged,
            },
        )
}

fn tenant_index() -> impl Strategy<Value = usize> {
    prop_oneof![4 => Just(0usize), 1 => Just(1usize)]
}

fn op() -> impl Strategy<Value = Op> {
    let tenant = tenant_index;
    let items = |pool, range| prop::collection::vec(item(pool), range);
    let change = prop_oneof![
        (0u128..60).prop_map(Change::Limit),
        (0u128..60, 0u64..6).prop_map(|(extra, seconds)| Change::Temporary(extra, seconds)),
        prop::bool::weighted(0.3).prop_map(Change::Frozen),
        prop::bool::weighted(0.2).prop_map(Change::Closed),
    ];
    let condition = (
        prop::sample::select(Measure::ALL),
        prop::sample::select(Comparison::ALL),
        -40i128..60,
    )
        .prop_map(|(measure, comparison, threshold)| Condition {
            measure,
            comparison,
            threshold,
        });
    prop_oneof![
        2 => (tenant(), 0..PATHS.len(), mostly_first(), prop::sample::select(&GUARDS[..]), prop_oneof![Just(0u128), 0u128..30])
            .prop_map(|(tenant, path, currency, guard, limit)| Op::Open { tenant, path, currency, guard, limit }),
        3 => (tenant(), 0..PATHS.len(), change)
            .prop_map(|(tenant, account, change)| Op::Change { tenant, account, change }),
        1 => tenant().prop_map(|tenant| Op::Chain { tenant, items: Vec::new() }),
        12 => (tenant(), items(12, 1..2)).prop_map(|(tenant, items)| Op::Chain { tenant, items }),
        6 => (tenant(), items(12, 2..6)).prop_map(|(tenant, items)| Op::Chain { tenant, items }),
        14 => (tenant(), items(12, 1..9)).prop_map(|(tenant, mut items)| {
            // Seldom is the last chain open.
            let last = items.last_mut().expect("at least one");
            last.linked &= last.amount % 8 == 0;
            Op::Batch { tenant, items }
        }),
        6 => (tenant(), items(6, 1..5)).prop_map(|(tenant, items)| Op::Post { tenant, items }),
        4 => (tenant(), 0usize..100, prop::bool::weighted(0.3), any::<bool>())
            .prop_map(|(tenant, place, changed, two)| Op::Again { tenant, place, changed, two }),
        3 => (tenant(), 0u64..5, items(12, 1..3))
            .prop_map(|(tenant, seconds, items)| Op::Schedule { tenant, seconds, items }),
        1 => (0usize..4).prop_map(Op::Cancel),
        3 => (tenant(), 1u128..6, 0..PATHS.len(), condition)
            .prop_map(|(tenant, id, account, condition)| Op::Monitor { tenant, id, account, condition }),
        1 => (tenant(), 1u128..6).prop_map(|(tenant, id)| Op::Unwatch(tenant, id)),
        4 => Just(Op::Due),
        1 => Just(Op::Snapshot),
    ]
}

/// Opens the accounts of the first tenant before the random commands.
pub(crate) fn ops(length: usize) -> impl Strategy<Value = Vec<Op>> {
    let guards = prop::collection::vec(
        prop_oneof![3 => Just(Guard::None), 1 => Just(Guard::NormalSide)],
        PATHS.len(),
    );
    (guards, prop::collection::vec(op(), 1..length)).prop_map(|(guards, ops)| {
        let open = |tenant, (path, guard): (usize, Guard), currency| Op::Open {
            tenant,
            path,
            currency,
            guard,
            limit: 0,
        };
        let all = || guards.iter().copied().enumerate();
        let euro = all()
            .map(|one| open(0, one, 0))
            .chain(all().map(|one| open(1, one, 0)));
        let dollar = all().take(2).map(|one| open(0, one, 1));
        euro.chain(dollar).chain(ops).collect()
    })
}

pub(crate) fn tenant(index: usize) -> Tenant {
    Tenant::new(TenantId::from_u128(index as u128 + 1))
}

pub(crate) fn path(index: usize) -> AccountPath {
    PATHS[index].parse().unwrap()
}

/// One place of the pool is an id that nobody may use.
pub(crate) fn caller_id(index: usize) -> u128 {
    if index == 11 { 0 } else { index as u128 + 1 }
}

pub(crate) fn payment_id(index: usize) -> u128 {
    TransferId::derive(&[&index.to_le_bytes()]).as_u128()
}

/// The ask as a transfer of a chain, if it can be said as one, and as it then reads.
pub(crate) fn caller_transfer(ask: &Ask) -> Option<(CallerTransfer, Ask)> {
    let currency = Currency::from_number(ask.currency);
    let account = bezant_kernel::AccountId::from_u128;
    let named = TransferId::from_u128(ask.related);
    let money = |currency| {
        i128::try_from(ask.amount)
            .ok()
            .map(|minor| Money::new(minor, currency))
    };
    let kind = match ask.kind {
        1 => RequestKind::Transfer {
            debit: account(ask.debit),
            credit: account(ask.credit),
            amount: money(currency?)?,
        },
        2 => RequestKind::Hold {
            debit: account(ask.debit),
            credit: account(ask.credit),
            amount: money(currency?)?,
            timeout_seconds: ask.timeout,
        },
        3 => RequestKind::Post {
            hold: named,
            amount: Some(ask.amount).filter(|&amount| amount != 0),
        },
        4 => RequestKind::Void { hold: named },
        6 => RequestKind::Reversal { original: named },
        _ => return None,
    };
    let mut plain = ask.clone();
    if ask.kind > 2 {
        (plain.debit, plain.credit, plain.currency) = (0, 0, 0);
    }
    if ask.kind > 3 {
        plain.amount = 0;
    }
    let flags = Flags::from_bits(ask.flags)?.without(Flags::LINKED);
    plain.flags = flags.bits();
    plain.digest = digest_of(ask.words);
    let transfer = CallerTransfer {
        flags,
        effective: (ask.effective != 0).then(|| bezant_kernel::Timestamp::from_microseconds(ask.effective)),
        reference: ask.reference,
        code: PostingCode(1),
        external_reference: words(ask.words),
        ..CallerTransfer::new(TransferId::from_u128(ask.id), kind)
    };
    Some((transfer, plain))
}

/// The words with this number; none for zero.
pub(crate) fn words(number: u8) -> Option<ExternalReference> {
    (number != 0).then(|| format!("invoice-{number}").parse().unwrap())
}

/// Their digest, as one packed transfer has it.
pub(crate) fn digest_of(number: u8) -> u32 {
    let some = TransferId::from_u128(1);
    let transfer = CallerTransfer {
        external_reference: words(number),
        ..CallerTransfer::new(some, RequestKind::Void { hold: some })
    };
    let packed = transfer.pack().unwrap();
    u32::from_le_bytes(*packed.last_chunk().unwrap())
}

pub(crate) fn posting(item: &Item, id: u128, hold: u128) -> Option<Posting> {
    let code = PostingCode(1);
    let (id, hold) = (TransferId::from_u128(id), TransferId::from_u128(hold));
    let (debit, credit) = (path(item.debit.1), path(item.credit.1));
    let amount = Money::new(i128::try_from(item.amount).ok()?, CURRENCIES[item.currency]);
    Some(match item.kind {
        1 => Posting::Transfer {
            id,
            debit,
            credit,
            amount,
            code,
        },
        2 => Posting::Hold {
            id,
            debit,
            credit,
            amount,
            code,
        },
        3 => Posting::Post {
            id,
            hold,
            amount,
            code,
        },
        4 => Posting::Void { id, hold, code },
        _ => return None,
    })
}
