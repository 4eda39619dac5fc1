//! What a right program refuses when it is planned, and by what the caller can do about it.

use std::collections::BTreeMap;

use bezant_flows::{FlowError, Limit, PlannedTransfer, Standing, plan};
use bezant_kernel::{AccountPath, Currency};

use super::program;

/// Plans with every account at EUR 10.00, without overdraft; `equity:…` has no limit, `…:closed` is not there.
fn run(source: &str, variables: &[(&str, &str)]) -> Result<Vec<PlannedTransfer>, FlowError> {
    let balances = |account: &AccountPath, _: Currency| {
        let is_equity = account.as_str().starts_with("equity:");
        (!account.as_str().ends_with(":closed")).then_some(Standing {
            available: 1_000,
            overdraft: if is_equity {
                Limit::Unbounded
            } else {
                Limit::UpTo(0)
            },
        })
    };
    let variables: BTreeMap<String, String> = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    plan(&program(source), &variables, &balances)
}

/// A program, its variables and the refusal in short.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

/// The error in short: its kind and what tells it apart.
fn refusal(source: &str, variables: &[(&str, &str)]) -> String {
    match run(source, variables).expect_err(source) {
        FlowError::Program(mistakes) => format!("program {}", mistakes.iter().next().unwrap().code.as_str()),
        error @ FlowError::Variable { .. } => error.to_string(),
        FlowError::Refused(at) => format!("{} {}", at.code.as_str(), at.column),
        FlowError::UnknownAccount {
            account, currency, ..
        } => format!("no {account} in {currency}"),
        FlowError::InsufficientFunds {
            needed,
            available,
            at,
        } => format!("{needed} > {available} at {}", at.column),
    }
}

#[test]
fn each_refusal_says_what_to_do() {
    let none: &[(&str, &str)] = &[];
    let cases: &[Case<'_>] = &[
        (
            "send $x from assets:a to assets:b",
            none,
            "program unknown_variable",
        ),
        (
            "var x: money send $x from assets:a to assets:b",
            none,
            "variable `x`: a value of type money is missing",
        ),
        (
            "send EUR 1 from assets:a to assets:b",
            &[("y", "1")],
            "variable `y`: the flow declares no such variable",
        ),
        (
            "var x: money send $x from assets:a to assets:b",
            &[("x", "EUR 1.234")],
            "variable `x`: expected a currency and an amount with at most its decimals, such as `EUR 12.34`",
        ),
        (
            "var x: text send EUR 1 from assets:$x to assets:b",
            &[("x", "a:b")],
            "invalid_account 29",
        ),
        (
            "var x: text send EUR 1 from assets:$x to assets:b",
            &[("x", "")],
            "invalid_account 29",
        ),
        (
            "var x: account send EUR 1 from $x to assets:b",
            &[("x", "liabilities:w")],
            "ambiguous_direction 38",
        ),
        (
            "var x: account send EUR 1 from $x to assets:b",
            &[("x", "assets:b")],
            "same_account 38",
        ),
        (
            "var x: money send $x - EUR 1 from assets:a to assets:b",
            &[("x", "EUR 0.99")],
            "amount_out_of_range 19",
        ),
        (
            "var x: money send $x + EUR 1 from assets:a to assets:b",
            &[("x", "USD 1")],
            "currency_mismatch 24",
        ),
        (
            "var c: currency send $c 1.50 from assets:a to assets:b",
            &[("c", "JPY")],
            "too_precise 22",
        ),
        (
            "var p: ratio send EUR 1 from assets:a to { $p to assets:b remaining to assets:c }",
            &[("p", "1.01")],
            "portions_not_whole 59",
        ),
        (
            "var p: ratio send EUR 1 from assets:a to { $p to assets:b }",
            &[("p", "99%")],
            "portions_not_whole 44",
        ),
        (
            "send EUR 1 from assets:closed to assets:b",
            none,
            "no assets:closed in EUR",
        ),
        (
            "send EUR 1 from assets:a to assets:closed",
            none,
            "no assets:closed in EUR",
        ),
        (
            "send EUR 10.01 from assets:a to assets:b",
            none,
            "10.01 EUR > 10.00 EUR at 21",
        ),
        (
            "send EUR 10.01 from assets:a with unbounded overdraft to assets:b",
            none,
            "10.01 EUR > 10.00 EUR at 21",
        ),
        (
            "send EUR 18 from { 1/3 from assets:a 2/3 from { assets:b } } to assets:c",
            none,
            "12.00 EUR > 10.00 EUR at 47",
        ),
        (
            "send EUR 11 debit expenses:x credit assets:a",
            none,
            "11.00 EUR > 10.00 EUR at 37",
        ),
        (
            "send all EUR from equity:a with unbounded overdraft to equity:b",
            none,
            "unbounded 19",
        ),
        (
            "send all EUR debit expenses:x credit assets:a",
            none,
            "unbounded 20",
        ),
        (
            "send EUR 10 from assets:a to assets:b send EUR 0.01 from assets:a to assets:b",
            none,
            "0.01 EUR > 0.00 EUR at 58",
        ),
        (
            "hold EUR 10 from assets:a to assets:b send EUR 10.01 from assets:b to assets:c",
            none,
            "10.01 EUR > 10.00 EUR at 59",
        ),
        (
            "var n: number hold EUR 1 from assets:a to assets:b timeout $n days",
            &[("n", "49711")],
            "amount_out_of_range 60",
        ),
        (
            "var n: number send EUR 1 from assets:a to assets:b code $n",
            &[("n", "65536")],
            "amount_out_of_range 57",
        ),
    ];
    let mut wrong = Vec::new();
    for (source, variables, expected) in cases {
        let found = refusal(source, variables);
        if found != *expected {
            wrong.push(format!("{source}\n    expected {expected}, found {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_plan_has_at_most_a_chain_of_transfers() {
    let sends = |count: usize| "send EUR 0.01 from assets:a to assets:b\n".repeat(count);
    assert_eq!(run(&sends(256), &[]).unwrap().len(), 256);
    let two = "send EUR 0.02 from assets:a to { 1/2 to assets:b 1/2 to assets:c }";
    assert_eq!(refusal(&format!("{}{two}", sends(255)), &[]), "too_large 57");
}

#[test]
fn clauses_arrive_on_every_transfer() {
    let source = r#"var when: time
        hold EUR 3 from assets:a to { 1/3 to assets:b code 9 remaining to assets:c }
        code 7 reference 18446744073709551617 external reference "inv \"17\"" effective $when timeout 2 hours
        metadata { order: "17" "a key": "b\n" }"#;
    let transfers = run(source, &[("when", "2026-01-31T12:00:00Z")]).unwrap();
    let codes: Vec<u16> = transfers.iter().map(|transfer| transfer.code.0).collect();
    assert_eq!(codes, [9, 7]);
    for transfer in &transfers {
        assert_eq!(
            transfer.kind,
            bezant_flows::PlannedKind::Hold {
                timeout_seconds: 7_200
            }
        );
        assert_eq!(transfer.reference, (1 << 64) + 1);
        assert_eq!(transfer.external_reference.as_deref(), Some("inv \"17\""));
        assert_eq!(
            transfer.effective.unwrap().to_string(),
            "2026-01-31T12:00:00.000000Z"
        );
        let metadata: Vec<(&str, &str)> = transfer
            .metadata
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        assert_eq!(metadata, [("a key", "b\n"), ("order", "17")]);
        assert_eq!(transfer.line, 2);
    }
}

#[test]
fn nothing_to_move_is_no_transfer() {
    assert_eq!(run("send EUR 0 from assets:a to assets:b", &[]), Ok(vec![]));
    let emptied = "send EUR 10 from assets:a to assets:b send all EUR from assets:a to assets:c";
    assert_eq!(run(emptied, &[]).unwrap().len(), 1);
    let kept = "send EUR 10 from assets:a to { up to EUR 9 kept remaining to assets:b } send all EUR from assets:a to assets:c";
    let amounts: Vec<i128> = run(kept, &[])
        .unwrap()
        .iter()
        .map(|transfer| transfer.amount.minor())
        .collect();
    assert_eq!(amounts, [100, 900]);
}
