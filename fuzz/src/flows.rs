//! The posting language: no text makes it panic, its layout is a fixed point that says the same, and a plan is a chain
//! that the ledger could take.

use std::collections::BTreeMap;

use bezant_flows::{Limit, MAX_TRANSFERS, Program, Standing, ValueType, check, format, parse, plan};
use bezant_kernel::{AccountPath, Currency};

/// The bytes are a source text.
pub fn run(bytes: &[u8]) {
    let Ok(source) = std::str::from_utf8(bytes) else {
        return;
    };
    let program = match parse(source) {
        Ok(program) => program,
        Err(mistakes) => {
            for mistake in mistakes.iter() {
                assert!(mistake.span.start <= mistake.span.end && mistake.span.end <= source.len());
                assert!(!mistake.render(source, "fuzzed.bz").is_empty());
            }
            return;
        }
    };
    let text = format(&program);
    let again = parse(&text).expect("formatted text can be read");
    assert_eq!(program, again, "formatting changed what the text says:\n{text}");
    assert_eq!(text, format(&again), "formatting is not a fixed point");

    let is_right = check(&program);
    assert_eq!(is_right.is_ok(), check(&again).is_ok());
    if let Err(mistakes) = is_right {
        for mistake in mistakes.iter() {
            assert!(!mistake.render(source, "fuzzed.bz").is_empty());
        }
    }
    let variables = values(&program);
    let planned = plan(&program, &variables, &standing);
    let Ok(transfers) = planned else {
        assert!(plan(&again, &variables, &standing).is_err());
        return;
    };
    assert!(transfers.len() <= MAX_TRANSFERS);
    for transfer in &transfers {
        assert!(transfer.amount.is_positive(), "{transfer:?}");
        assert_ne!(transfer.debit, transfer.credit, "{transfer:?}");
    }
    let amounts = |transfers: &[bezant_flows::PlannedTransfer]| -> Vec<_> {
        let of = |one: &bezant_flows::PlannedTransfer| (one.debit.clone(), one.credit.clone(), one.amount);
        transfers.iter().map(of).collect()
    };
    let twin = plan(&again, &variables, &standing).expect("the same program has the same plan");
    assert_eq!(amounts(&transfers), amounts(&twin));
}

/// A value for each variable that has no default.
fn values(program: &Program) -> BTreeMap<String, String> {
    let value = |value_type| match value_type {
        ValueType::Account => "liabilities:wallets:given",
        ValueType::Money => "EUR 12.34",
        ValueType::Currency => "EUR",
        ValueType::Ratio => "1/3",
        ValueType::Text => "order 17",
        ValueType::Number => "17",
        ValueType::Time => "2026-01-31",
    };
    program
        .variables()
        .filter(|variable| variable.default.is_none())
        .map(|variable| (variable.name.to_owned(), value(variable.value_type).to_owned()))
        .collect()
}

/// Some accounts are rich, some have nothing, some are unbounded, some are not there.
fn standing(account: &AccountPath, _: Currency) -> Option<Standing> {
    let name = account.as_str();
    let available = match name.len() % 5 {
        0 => 0,
        1 => -500,
        2 => i128::from(u64::MAX),
        3 => i128::MAX,
        _ => 10_000,
    };
    let overdraft = match name.len() % 3 {
        0 => Limit::UpTo(0),
        1 => Limit::UpTo(2_500),
        _ => Limit::Unbounded,
    };
    (!name.ends_with('x')).then_some(Standing { available, overdraft })
}
