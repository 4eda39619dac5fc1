//! Any text: the parser never panics, and what it understands survives the formatter.

use std::collections::BTreeMap;

use bezant_flows::{Limit, Standing, check, format, parse, plan};
use bezant_kernel::{AccountPath, Currency};
use proptest::prelude::*;

use super::program;

/// Words of the language and some that are not, to reach deep into the grammar without being right.
const PIECES: &[&str] = &[
    "send",
    "hold",
    "var",
    "x",
    "x:",
    "money",
    "=",
    "EUR",
    "XXX",
    "12.34",
    "0",
    "99999999999999999999999999999999999999999",
    "from",
    "to",
    "debit",
    "credit",
    "all",
    "$x",
    "$y",
    "{",
    "}",
    "(",
    ")",
    "up to",
    "remaining",
    "rounding",
    "kept",
    "1/3",
    "1/0",
    "33.3%",
    "100%",
    "of",
    "in",
    "at",
    "rounded",
    "half even",
    "up",
    "+",
    "-",
    ",",
    ":",
    "assets:a",
    "assets:$x",
    "liabilities:b",
    "nowhere:c",
    "with overdraft up to",
    "with unbounded overdraft",
    "code",
    "reference",
    "external reference",
    "metadata",
    "effective",
    "2026-01-31",
    "2026-99-99T",
    "timeout",
    "days",
    "\"text\"",
    "\"\\q",
    "\"ü",
    "// note\n",
    "\n",
    "§",
    "\u{feff}",
];

fn never_panics(source: &str) {
    match parse(source) {
        Err(mistakes) => {
            assert!(mistakes.iter().len() > 0);
            for one in mistakes.iter() {
                assert!(one.span.start <= one.span.end && one.span.end <= source.len());
                assert!(one.line >= 1 && one.column >= 1);
            }
            assert!(!mistakes.render(source, "flow.bz").is_empty());
        }
        Ok(flow) => {
            let formatted = format(&flow);
            let again = program(&formatted);
            assert_eq!(again, flow, "{formatted}");
            assert_eq!(format(&again), formatted);
            assert_eq!(
                formatted.matches("// note").count(),
                source.matches("// note").count()
            );
            let standing = Standing {
                available: 10_000,
                overdraft: Limit::Unbounded,
            };
            let balances = |_: &AccountPath, _: Currency| Some(standing);
            let variables = [("x", "EUR 1.00"), ("y", "1/3")];
            let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let first = plan(&flow, &BTreeMap::from(variables.clone()), &balances);
            assert_eq!(first, plan(&flow, &BTreeMap::from(variables), &balances));
            if let Err(mistakes) = check(&flow) {
                assert!(first.is_err());
                assert!(!mistakes.render(source, "flow.bz").is_empty());
            }
        }
    }
}

/// Texts by the grammar, whether or not they make sense.
fn text() -> impl Strategy<Value = String> {
    let amount = any_amount();
    let account = prop::sample::select(vec!["assets:a", "$x", "liabilities:$y:b", "revenue:fees"]);
    let overdraft = prop_oneof![
        3 => Just(String::new()),
        1 => Just(" with unbounded overdraft".to_owned()),
        1 => amount.clone().prop_map(|amount| format!(" with overdraft up to {amount}")),
    ];
    let leaf = (account, overdraft).prop_map(|(account, overdraft)| format!("{account}{overdraft}"));
    let share = prop_oneof![
        amount.clone().prop_map(|amount| format!("up to {amount}")),
        prop::sample::select(vec!["1/3", "12.50%", "$x", "remaining", "rounding"]).prop_map(str::to_owned),
    ];
    let source = leaf.clone().prop_recursive(3, 12, 3, {
        let share = share.clone();
        move |inner| {
            let item = (prop::option::of(share.clone()), inner).prop_map(|(share, node)| match share {
                Some(share) => format!("{share} from {node}"),
                None => node,
            });
            prop::collection::vec(item, 1..4).prop_map(|items| format!("{{ {} }}", items.join(", ")))
        }
    });
    let destination = leaf.prop_recursive(3, 12, 3, move |inner| {
        let to = prop_oneof![3 => inner.prop_map(|node| format!("to {node}")), 1 => Just("kept".to_owned())];
        let item = (share.clone(), to).prop_map(|(share, to)| format!("{share} {to} // note\n"));
        prop::collection::vec(item, 1..4).prop_map(|items| format!("{{\n// note\n{} }}", items.join(" ")))
    });
    let clause = prop::sample::select(vec![
        "code 12",
        "code $x",
        "reference 340282366920938463463374607431768211455",
        "external reference \"a \\\"b\\\" \\\\ \\n\"",
        "metadata { a: \"b\" \"c d\": $x, EURO: \"\" \"EUR\": \"1\" }",
        "metadata { }",
        "effective 2026-01-31T12:00:00.5Z",
        "effective 1970-01-01",
        "timeout 00 hours",
        "// note\n",
    ]);
    let words = prop::sample::select(vec![("from", "to"), ("debit", "credit"), ("credit", "debit")]);
    let quantity = prop_oneof![4 => amount, 1 => Just("all EUR".to_owned()), 1 => Just("all $x".to_owned())];
    let statement = (
        any::<bool>(),
        quantity,
        words,
        source,
        destination,
        prop::collection::vec(clause, 0..3),
    )
        .prop_map(|(is_hold, quantity, words, source, destination, clauses)| {
            let verb = if is_hold { "hold" } else { "send" };
            format!(
                "{verb} {quantity} {} {source} {} {destination} {}",
                words.0,
                words.1,
                clauses.join(" ")
            )
        });
    let declaration = prop::sample::select(vec![
        "var x: money",
        "var y: ratio = 1.0837",
        "var y: text = \"\t\" // note\n",
        "var x:account=assets:a",
        "var x: money = EUR 00.50 ",
        "var z: time = 2026-01-31",
        "// note\n",
    ]);
    (
        prop::collection::vec(declaration, 0..4),
        prop::collection::vec(statement, 0..4),
    )
        .prop_map(|(declarations, statements)| {
            format!("{}\n{}", declarations.join("\n"), statements.join("\n"))
        })
}

fn any_amount() -> impl Strategy<Value = String> + Clone {
    let operand = prop_oneof![
        prop::sample::select(vec!["EUR 12.34", "EUR 0.00", "JPY 5", "$x", "$y 1.5"]).prop_map(str::to_owned),
        Just("(EUR 1.00)".to_owned()),
    ];
    let term = operand.prop_recursive(2, 6, 2, |inner| {
        let rounding = prop::sample::select(vec!["down", "up", "half up", "half even"]);
        prop_oneof![
            inner.clone().prop_map(|sum| format!("({sum})")),
            (inner.clone(), rounding.clone())
                .prop_map(|(of, mode)| format!("(1/3 of ({of}) rounded {mode})")),
            (inner.clone(), rounding)
                .prop_map(|(of, mode)| format!("(({of}) in USD at 1.0837 rounded {mode})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a} - {b})")),
        ]
    });
    prop_oneof![
        term.clone(),
        (term.clone(), term).prop_map(|(a, b)| format!("{a} + {b}")),
        Just("19% of $x rounded half up".to_owned()),
        Just("$x in $y at $y rounded down - EUR 1".to_owned()),
    ]
    .boxed()
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(source in "\\PC{0,200}") {
        never_panics(&source);
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        never_panics(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_words_are_read_without_panic(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        never_panics(&pieces.join(" "));
    }

    #[test]
    fn what_is_understood_survives_the_formatter(source in text()) {
        // Every text of the grammar is understood.
        program(&source);
        never_panics(&source);
    }

    #[test]
    fn a_damaged_program_is_read_without_panic(source in text(), cut in any::<prop::sample::Index>(), junk in "\\PC{0,3}") {
        let places: Vec<usize> = source.char_indices().map(|(at, _)| at).chain([source.len()]).collect();
        let at = *cut.get(&places);
        never_panics(&format!("{}{junk}{}", &source[..at], &source[at..]));
        never_panics(&source[..at]);
    }
}
