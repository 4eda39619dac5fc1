//! Plans against a naive model that moves one minor unit at a time.

use std::collections::BTreeMap;

use bezant_flows::{FlowError, Limit, Standing, plan};
use bezant_kernel::{AccountPath, Currency};
use proptest::prelude::*;

use super::program;

const ACCOUNTS: usize = 6;

/// A source: what it may go below zero by in the flow's own words, and a bound for a list's item.
#[derive(Clone, Debug)]
enum Source {
    Account(usize, Option<Option<i128>>),
    List(Vec<(Option<i128>, Source)>),
}

#[derive(Clone, Debug)]
enum Destination {
    Account(usize),
    Kept,
    List(Vec<(i128, Destination)>, Box<Destination>),
}

/// A tree, or a split of trees by weights, whose odd units go to the first in order or to the last.
#[derive(Clone, Debug)]
enum Split<T> {
    Whole(T),
    Parts(Vec<(i128, T)>),
    Remaining(Vec<(i128, T)>, i128, T),
    Rounding(Vec<(i128, T)>, T),
}

#[derive(Clone, Debug)]
struct Send {
    is_hold: bool,
    amount: i128,
    source: Split<Source>,
    destination: Split<Destination>,
}

fn money(minor: i128) -> String {
    format!("EUR {}.{:02}", minor / 100, minor % 100)
}

fn path(account: usize) -> String {
    format!("liabilities:wallets:{account}")
}

impl Source {
    fn text(&self) -> String {
        match self {
            Source::Account(account, None) => path(*account),
            Source::Account(account, Some(None)) => format!("{} with unbounded overdraft", path(*account)),
            Source::Account(account, Some(Some(bound))) => {
                format!("{} with overdraft up to {}", path(*account), money(*bound))
            }
            Source::List(items) => {
                let items = items.iter().map(|(bound, item)| match bound {
                    Some(bound) => format!("up to {} from {}", money(*bound), item.text()),
                    None => item.text(),
                });
                format!("{{ {} }}", items.collect::<Vec<_>>().join(" "))
            }
        }
    }

    /// Takes one unit; `None` if no account has one.
    fn unit(&mut self, wallets: &mut [Wallet]) -> Option<usize> {
        match self {
            Source::Account(account, overdraft) => {
                let wallet = &mut wallets[*account];
                let asked = match overdraft {
                    None => 0,
                    Some(bound) => bound.unwrap_or(i128::MAX),
                };
                let lowest = -asked.min(wallet.limit.unwrap_or(i128::MAX));
                (wallet.available > lowest).then(|| {
                    wallet.available -= 1;
                    *account
                })
            }
            Source::List(items) => items.iter_mut().find_map(|(bound, item)| {
                if *bound == Some(0) {
                    return None;
                }
                let from = item.unit(wallets)?;
                *bound = bound.map(|bound| bound - 1);
                Some(from)
            }),
        }
    }
}

impl Destination {
    fn text(&self) -> String {
        match self {
            Destination::Account(account) => format!("to {}", path(*account)),
            Destination::Kept => "kept".to_owned(),
            Destination::List(items, last) => {
                let items = items
                    .iter()
                    .map(|(bound, item)| format!("up to {} {}", money(*bound), item.text()));
                format!(
                    "to {{ {} remaining {} }}",
                    items.collect::<Vec<_>>().join(" "),
                    last.text()
                )
            }
        }
    }

    /// Where the next unit goes; `None` to stay.
    fn unit(&mut self) -> Option<usize> {
        match self {
            Destination::Account(account) => Some(*account),
            Destination::Kept => None,
            Destination::List(items, last) => match items.iter_mut().find(|(bound, _)| *bound > 0) {
                Some((bound, item)) => {
                    *bound -= 1;
                    item.unit()
                }
                None => last.unit(),
            },
        }
    }
}

impl<T> Split<T> {
    fn text(&self, of: impl Fn(&T) -> String) -> String {
        let portions = |parts: &[(i128, T)], total: i128| {
            let parts = parts
                .iter()
                .map(|(weight, part)| format!("{weight}/{total} {}", of(part)));
            parts.collect::<Vec<_>>().join(" ")
        };
        let sum = |parts: &[(i128, T)]| parts.iter().map(|part| part.0).sum::<i128>();
        match self {
            Split::Whole(tree) => of(tree),
            Split::Parts(parts) => format!("{{ {} }}", portions(parts, sum(parts))),
            Split::Remaining(parts, rest, last) => {
                format!(
                    "{{ {} remaining {} }}",
                    portions(parts, sum(parts) + rest),
                    of(last)
                )
            }
            Split::Rounding(parts, last) => {
                format!("{{ {} rounding {} }}", portions(parts, sum(parts)), of(last))
            }
        }
    }

    /// How much goes through each tree.
    fn amounts(&mut self, amount: i128) -> Vec<(i128, &mut T)> {
        let (parts, rest, last) = match self {
            Split::Whole(tree) => return vec![(amount, tree)],
            Split::Parts(parts) => (parts, 0, None),
            Split::Remaining(parts, rest, last) => (parts, *rest, Some(last)),
            Split::Rounding(parts, last) => (parts, 0, Some(last)),
        };
        let total = parts.iter().map(|part| part.0).sum::<i128>() + rest;
        let mut left = amount;
        let mut amounts = Vec::new();
        for (weight, tree) in parts {
            left -= amount * *weight / total;
            amounts.push((amount * *weight / total, amount * *weight % total > 0, tree));
        }
        if let Some(last) = last {
            amounts.push((left, false, last));
            left = 0;
        }
        for (part, lost, _) in &mut amounts {
            if *lost && left > 0 {
                *part += 1;
                left -= 1;
            }
        }
        assert_eq!(left, 0);
        amounts.into_iter().map(|(part, _, tree)| (part, tree)).collect()
    }
}

#[derive(Copy, Clone, Debug)]
struct Wallet {
    available: i128,
    limit: Option<i128>,
}

#[derive(Debug, PartialEq)]
enum Outcome {
    /// From and to, unit by unit.
    Moves(Vec<(usize, usize)>),
    NoFunds,
    SameAccount,
}

fn expected(wallets: &mut [Wallet], mut sends: Vec<Send>) -> Outcome {
    let mut moves = Vec::new();
    for send in &mut sends {
        let mut from = Vec::new();
        for (amount, tree) in send.source.amounts(send.amount) {
            for _ in 0..amount {
                match tree.unit(wallets) {
                    Some(account) => from.push(account),
                    None => return Outcome::NoFunds,
                }
            }
        }
        let mut to = Vec::new();
        for (amount, tree) in send.destination.amounts(send.amount) {
            to.extend((0..amount).map(|_| tree.unit()));
        }
        assert_eq!(from.len(), to.len());
        for (from, to) in from.into_iter().zip(to) {
            match to {
                None => wallets[from].available += 1,
                Some(to) if to == from => return Outcome::SameAccount,
                Some(to) => {
                    if !send.is_hold {
                        wallets[to].available += 1;
                    }
                    moves.push((from, to));
                }
            }
        }
    }
    Outcome::Moves(moves)
}

fn minor() -> impl Strategy<Value = i128> {
    prop_oneof![Just(0), 0i128..20, 0i128..300]
}

fn source() -> impl Strategy<Value = Source> {
    // A source without any bound may stand last only, so unbounded overdrafts come with a bound in lists.
    let overdraft = prop_oneof![3 => Just(None), 2 => minor().prop_map(|bound| Some(Some(bound)))];
    let account =
        (0..ACCOUNTS, overdraft).prop_map(|(account, overdraft)| Source::Account(account, overdraft));
    let unbounded = (0..ACCOUNTS).prop_map(|account| Source::Account(account, Some(None)));
    let list = account.clone().prop_recursive(2, 8, 4, |inner| {
        prop::collection::vec((prop::option::of(minor()), inner), 1..4).prop_map(Source::List)
    });
    prop_oneof![
        2 => account,
        1 => unbounded.clone(),
        3 => list.clone(),
        1 => (list, unbounded).prop_map(|(list, last)| Source::List(vec![(None, list), (None, last)])),
    ]
}

fn destination() -> impl Strategy<Value = Destination> {
    let leaf = prop_oneof![5 => (0..ACCOUNTS).prop_map(Destination::Account), 1 => Just(Destination::Kept)];
    leaf.prop_recursive(2, 8, 4, |inner| {
        (prop::collection::vec((minor(), inner.clone()), 0..4), inner)
            .prop_map(|(items, last)| Destination::List(items, Box::new(last)))
    })
}

fn split<T: Clone + std::fmt::Debug + 'static>(
    tree: impl Strategy<Value = T> + Clone + 'static,
) -> impl Strategy<Value = Split<T>> {
    let parts = prop::collection::vec((0i128..20, tree.clone()), 1..5);
    let parts = parts.prop_map(|mut parts| {
        parts[0].0 += 1;
        parts
    });
    prop_oneof![
        2 => tree.clone().prop_map(Split::Whole),
        1 => parts.clone().prop_map(Split::Parts),
        1 => (parts.clone(), 0i128..20, tree.clone()).prop_map(|(parts, rest, last)| Split::Remaining(parts, rest, last)),
        1 => (parts, tree).prop_map(|(parts, last)| Split::Rounding(parts, last)),
    ]
}

fn send() -> impl Strategy<Value = Send> {
    // At the top, `to kept` would be a statement that moves nothing; the grammar has no such thing.
    let destination = split(destination().boxed()).prop_filter("something moves", |split| {
        !matches!(split, Split::Whole(Destination::Kept))
    });
    (any::<bool>(), minor(), split(source().boxed()), destination).prop_map(
        |(is_hold, amount, source, destination)| Send {
            is_hold,
            amount,
            source,
            destination,
        },
    )
}

fn wallet() -> impl Strategy<Value = Wallet> {
    (-50i128..300, prop::option::weighted(0.8, 0i128..100))
        .prop_map(|(available, limit)| Wallet { available, limit })
}

fn source_text(sends: &[Send]) -> String {
    let statements = sends.iter().map(|send| {
        let verb = if send.is_hold { "hold" } else { "send" };
        let source = match &send.source {
            Split::Whole(tree) => tree.text(),
            split => split.text(|tree| format!("from {}", tree.text())),
        };
        let destination = match &send.destination {
            Split::Whole(tree) => tree.text(),
            split => format!("to {}", split.text(Destination::text)),
        };
        format!("{verb} {} from {source} {destination}", money(send.amount))
    });
    statements.collect::<Vec<_>>().join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_plan_is_what_unit_by_unit_would_do(
        wallets in prop::collection::vec(wallet(), ACCOUNTS),
        sends in prop::collection::vec(send(), 1..4),
    ) {
        let source = source_text(&sends);
        let balances: BTreeMap<(AccountPath, Currency), Standing> = wallets
            .iter()
            .enumerate()
            .map(|(account, wallet)| {
                let overdraft = wallet.limit.map_or(Limit::Unbounded, |limit| Limit::UpTo(limit as u128));
                ((path(account).parse().unwrap(), Currency::EUR), Standing { available: wallet.available, overdraft })
            })
            .collect();
        let flow = program(&source);
        let planned = plan(&flow, &BTreeMap::new(), &balances);
        let outcome = match &planned {
            Err(FlowError::InsufficientFunds { .. }) => Outcome::NoFunds,
            Err(FlowError::Refused(at)) if at.code.as_str() == "same_account" => Outcome::SameAccount,
            Err(error) => panic!("{}", error.render(&flow, "flow.bz")),
            Ok(transfers) => {
                let number = |account: &AccountPath| account.as_str().rsplit(':').next().unwrap().parse::<usize>().unwrap();
                let mut moves = Vec::new();
                for transfer in transfers {
                    prop_assert!(transfer.amount.is_positive());
                    let units = usize::try_from(transfer.amount.minor()).unwrap();
                    moves.extend(std::iter::repeat_n((number(&transfer.debit), number(&transfer.credit)), units));
                }
                Outcome::Moves(moves)
            }
        };
        prop_assert_eq!(&outcome, &expected(&mut wallets.clone(), sends), "{}", source);

        // No account is left below what the ledger and the flow allow, whoever computed it.
        if let Ok(transfers) = &planned {
            let mut after: BTreeMap<AccountPath, i128> = BTreeMap::new();
            for transfer in transfers {
                *after.entry(transfer.debit.clone()).or_default() -= transfer.amount.minor();
                let standing = balances[&(transfer.debit.clone(), Currency::EUR)];
                let lowest = match standing.overdraft {
                    Limit::UpTo(limit) => -i128::try_from(limit).unwrap(),
                    Limit::Unbounded => i128::MIN,
                };
                prop_assert!(standing.available + after[&transfer.debit] >= lowest);
                if transfer.kind == bezant_flows::PlannedKind::Transfer {
                    *after.entry(transfer.credit.clone()).or_default() += transfer.amount.minor();
                }
            }
        }
    }
}
