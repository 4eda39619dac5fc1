//! `docs/flows.md` is true: its programs are right, its examples give the plans that it shows, it names all codes.

use std::collections::BTreeMap;

use bezant_flows::{DiagnosticCode, Limit, PlannedKind, PlannedTransfer, Standing, check, plan};
use bezant_kernel::{AccountPath, Currency, Money};

use super::program;

const DOCUMENT: &str = include_str!("../../../../docs/flows.md");

fn programs(text: &str) -> Vec<&str> {
    text.split("```bz\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect()
}

/// The rows of the table whose first column has this title.
fn table<'t>(text: &'t str, title: &str) -> Vec<Vec<&'t str>> {
    let start = format!("| {title} |");
    text.lines()
        .skip_while(|line| !line.starts_with(&start))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

fn money(text: &str) -> Money {
    let (code, number) = text.split_once(' ').unwrap();
    let minor = number.replace('.', "").parse().unwrap();
    assert_eq!(number.split('.').nth(1).map(str::len), Some(2), "{text}");
    Money::new(minor, Currency::from_code(code).unwrap())
}

fn row(transfer: &PlannedTransfer) -> Vec<String> {
    let amount = transfer.amount.to_string();
    let (number, currency) = amount.split_once(' ').unwrap();
    let kind = match transfer.kind {
        PlannedKind::Transfer => "transfer".to_owned(),
        PlannedKind::Hold { timeout_seconds } => format!("hold for {timeout_seconds} s"),
    };
    vec![
        transfer.debit.to_string(),
        transfer.credit.to_string(),
        format!("{currency} {number}"),
        transfer.code.0.to_string(),
        kind,
    ]
}

#[test]
fn the_examples_give_the_plans_shown() {
    let examples: Vec<&str> = DOCUMENT.split("\n### ").skip(1).collect();
    assert_eq!(examples.len(), 10);
    for example in examples {
        let title = example.lines().next().unwrap();
        let variables: BTreeMap<String, String> = table(example, "Variable")
            .iter()
            .map(|row| (row[0].to_owned(), row[1].to_owned()))
            .collect();
        let standings: BTreeMap<(AccountPath, Currency), Standing> = table(example, "Account")
            .iter()
            .map(|row| {
                let available = money(row[1]);
                let limit = row.get(2).map_or(0, |limit| money(limit).minor());
                let standing = Standing {
                    available: available.minor(),
                    overdraft: Limit::UpTo(u128::try_from(limit).unwrap()),
                };
                ((row[0].parse().unwrap(), available.currency()), standing)
            })
            .collect();
        let balances = |account: &AccountPath, currency: Currency| {
            let empty = Standing {
                available: 0,
                overdraft: Limit::UpTo(0),
            };
            Some(
                standings
                    .get(&(account.clone(), currency))
                    .copied()
                    .unwrap_or(empty),
            )
        };
        let flow = program(programs(example)[0]);
        let transfers = plan(&flow, &variables, &balances)
            .unwrap_or_else(|error| panic!("{title}\n{}", error.render(&flow, "flow.bz")));
        let planned: Vec<Vec<String>> = transfers.iter().map(row).collect();
        let shown = table(example, "Debit");
        assert!(!shown.is_empty(), "{title}");
        assert_eq!(planned, shown, "{title}");
    }
}

#[test]
fn all_programs_are_right_and_in_the_one_layout() {
    for source in programs(DOCUMENT) {
        let flow = program(source);
        assert_eq!(check(&flow), Ok(()));
        assert_eq!(bezant_flows::format(&flow), source);
    }
}

#[test]
fn every_code_is_explained() {
    let explained: Vec<String> = table(DOCUMENT, "Code")
        .iter()
        .map(|row| row[0].trim_matches('`').to_owned())
        .collect();
    let codes: Vec<&str> = DiagnosticCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(explained, codes);
}

#[test]
fn the_mistake_shown_is_drawn_so() {
    let source = "var order: money\n\nsend $ordre from liabilities:wallets:ann to revenue:sales\n";
    let mistakes = check(&program(source)).unwrap_err().render(source, "flow.bz");
    let shown = DOCUMENT
        .split("```text\n")
        .nth(1)
        .unwrap()
        .split("\n```")
        .next()
        .unwrap();
    assert_eq!(mistakes, shown);
}
