//! Random commands over a few tenants, accounts and ids, so that they meet each other often.

use bezant_kernel::{
    AccountId, AccountPath, Currency, Money, Posting, PostingCode, Tenant, TenantId, TransferId,
};
use bezant_ledger::{CallerTransfer, RequestKind, account_id};
use proptest::prelude::*;

pub(crate) const PATHS: [&str; 5] = [
    "assets:cash",
    "liabilities:merchant_payable",
    "equity:capital",
    "revenue:fees",
    "expenses:gateway_fees",
];
pub(crate) const CURRENCIES: [Currency; 2] = [Currency::EUR, Currency::USD];
pub(crate) const DERIVED: TransferId = TransferId::from_u128(8 << 76);

#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// A fresh id where `None`, else one from a small pool.
    pub(crate) id: Option<usize>,
    pub(crate) kind: usize,
    pub(crate) debit: Side,
    pub(crate) credit: Side,
    pub(crate) currency: usize,
    pub(crate) amount: i128,
    /// Counted back from the latest hold if `aimed`, else from the pool.
    pub(crate) hold: usize,
    pub(crate) aimed: bool,
    pub(crate) whole: bool,
}

/// Whether it is the other tenant's account, its path, its currency.
pub(crate) type Side = (bool, usize, usize);

#[derive(Clone, Debug)]
pub(crate) enum Op {
    Open {
        tenant: usize,
        path: usize,
        currency: usize,
        overdraft: bool,
    },
    Linked {
        tenant: usize,
        items: Vec<Item>,
    },
    /// A transfer that was made before, by its place, with another reference or not.
    Again {
        tenant: usize,
        place: usize,
        changed: bool,
    },
    Post {
        tenant: usize,
        items: Vec<Item>,
    },
    Evict(usize),
    Snapshot,
}

/// Mostly the first choice, so that most commands are sound.
fn mostly_first() -> impl Strategy<Value = usize> {
    prop_oneof![15 => Just(0usize), 1 => Just(1usize)]
}

fn item(id_pool: usize) -> impl Strategy<Value = Item> {
    let id = prop::option::weighted(0.15, 0..id_pool);
    let kind = prop_oneof![4 => Just(0usize), 4 => Just(1usize), 3 => Just(2usize), 1 => Just(3usize)];
    let debit = (prop::bool::weighted(0.02), 0..PATHS.len(), mostly_first());
    let credit = (
        prop::bool::weighted(0.02),
        prop_oneof![30 => 1..PATHS.len(), 1 => Just(0)],
        mostly_first(),
    );
    let amount = prop_oneof![50 => 1i128..40, 1 => -1i128..1, 1 => Just(i128::MAX), 1 => Just(i128::MAX / 2)];
    let hold = (0..id_pool, prop::bool::weighted(0.9), any::<bool>());
    (id, kind, debit, credit, mostly_first(), amount, hold).prop_map(
        |(id, kind, debit, credit, currency, amount, (hold, aimed, whole))| Item {
            id,
            kind,
            debit: (debit.0, debit.1, debit.2 ^ currency),
            credit: (credit.0, (debit.1 + credit.1) % PATHS.len(), credit.2 ^ currency),
            currency,
            amount,
            hold,
            aimed,
            whole,
        },
    )
}

fn op() -> impl Strategy<Value = Op> {
    let tenant = || prop_oneof![4 => Just(0usize), 1 => Just(1usize)];
    prop_oneof![
        2 => (tenant(), 0..PATHS.len(), mostly_first(), any::<bool>())
            .prop_map(|(tenant, path, currency, overdraft)| Op::Open { tenant, path, currency, overdraft }),
        1 => tenant().prop_map(|tenant| Op::Linked { tenant, items: Vec::new() }),
        20 => (tenant(), item(30)).prop_map(|(tenant, item)| Op::Linked { tenant, items: vec![item] }),
        8 => (tenant(), prop::collection::vec(item(30), 2..6)).prop_map(|(tenant, items)| Op::Linked { tenant, items }),
        10 => (tenant(), prop::collection::vec(item(6), 1..5)).prop_map(|(tenant, items)| Op::Post { tenant, items }),
        3 => (tenant(), 0usize..100, prop::bool::weighted(0.3))
            .prop_map(|(tenant, place, changed)| Op::Again { tenant, place, changed }),
        4 => (0usize..8).prop_map(Op::Evict),
        1 => Just(Op::Snapshot),
    ]
}

/// Opens the accounts of the first tenant before the random commands.
pub(crate) fn ops(length: usize) -> impl Strategy<Value = Vec<Op>> {
    (
        any::<[bool; PATHS.len()]>(),
        prop::collection::vec(op(), 1..length),
    )
        .prop_map(|(overdrafts, ops)| {
            let open = |(path, overdraft)| Op::Open {
                tenant: 0,
                path,
                currency: 0,
                overdraft,
            };
            overdrafts.into_iter().enumerate().map(open).chain(ops).collect()
        })
}

pub(crate) fn tenant(index: usize) -> Tenant {
    Tenant::new(TenantId::from_u128(index as u128 + 1))
}

pub(crate) fn path(index: usize) -> AccountPath {
    PATHS[index].parse().unwrap()
}

/// The last places of the pool of 30 are ids that callers may not use.
pub(crate) fn caller_id(index: usize) -> TransferId {
    match index {
        28 => DERIVED,
        29 => TransferId::from_u128(0),
        _ => TransferId::from_u128(index as u128 + 1),
    }
}

pub(crate) fn payment_id(index: usize) -> TransferId {
    TransferId::derive(&[&[index as u8]])
}

pub(crate) fn account_of(of: usize, (foreign, path_index, currency): Side) -> AccountId {
    let owner = if foreign { 1 - of } else { of };
    account_id(tenant(owner).id(), &path(path_index), CURRENCIES[currency])
}

pub(crate) fn request(of: usize, item: &Item, id: TransferId, hold: TransferId) -> CallerTransfer {
    let (debit, credit) = (account_of(of, item.debit), account_of(of, item.credit));
    let amount = Money::new(item.amount, CURRENCIES[item.currency]);
    let part = item.amount.max(0).unsigned_abs();
    let kind = match item.kind {
        0 => RequestKind::Transfer {
            debit,
            credit,
            amount,
        },
        1 => RequestKind::Hold {
            debit,
            credit,
            amount,
        },
        2 => RequestKind::Post {
            hold,
            amount: (!item.whole).then_some(part),
        },
        _ => RequestKind::Void { hold },
    };
    CallerTransfer {
        id,
        kind,
        reference: 7,
        code: PostingCode(1),
    }
}

pub(crate) fn posting(item: &Item, id: TransferId, hold: TransferId) -> Posting {
    let code = PostingCode(1);
    let (debit, credit) = (path(item.debit.1), path(item.credit.1));
    let amount = Money::new(item.amount, CURRENCIES[item.currency]);
    match item.kind {
        0 => Posting::Transfer {
            id,
            debit,
            credit,
            amount,
            code,
        },
        1 => Posting::Hold {
            id,
            debit,
            credit,
            amount,
            code,
        },
        2 => Posting::Post {
            id,
            hold,
            amount,
            code,
        },
        _ => Posting::Void { id, hold, code },
    }
}
