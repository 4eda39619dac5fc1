//! Rule sets against payments, and the steps against the tree that they were made from.

use bezant_kernel::{
    Currency, GatewayName, MethodKind, Money, OperationKind, PaymentId, Tenant, TenantId, Timestamp,
};
use proptest::prelude::*;

use super::*;
use crate::rules::evaluate::Ruling;
use crate::{CardCategory, CardScheme, Facts, Want};

const TENANT: &str = "ten_01h455vb4pex5vsknk084sn02q";

fn gateways() -> Vec<GatewayName> {
    ["a", "b", "c"].map(|name| name.parse().unwrap()).to_vec()
}

/// Saturday, 2026-11-21 22:30 UTC.
fn now() -> Timestamp {
    "2026-11-21T22:30:00Z".parse().unwrap()
}

fn with<R>(look: impl FnOnce(&Want<'_>, &Facts<'_>) -> R) -> R {
    let metadata = [("channel".to_owned(), "web".to_owned())];
    let want = Want {
        amount: Money::new(50_000, Currency::EUR),
        method: MethodKind::Card,
        country: Some("FR".parse().unwrap()),
        operation: OperationKind::Authorize,
        excluded: &[],
    };
    let facts = Facts {
        scheme: Some(CardScheme::Visa),
        category: Some(CardCategory::Debit),
        issuer_country: Some("DE".parse().unwrap()),
        bin: Some("411111".parse().unwrap()),
        customer: Some("ann"),
        metadata: &metadata,
        ..Facts::of(
            PaymentId::from_u128(7),
            Tenant::new(TENANT.parse::<TenantId>().unwrap()),
        )
    };
    look(&want, &facts)
}

fn holds(condition: &str) -> bool {
    let source = format!("rule r when {condition} then exclude a");
    let set = RuleSet::compile(&source, &gateways()).unwrap_or_else(|wrong| panic!("{condition}: {wrong}"));
    with(|want, facts| !set.evaluate(now(), want, facts).matched().is_empty())
}

#[test]
fn every_field_is_compared_as_documented() {
    let yes = [
        "amount = EUR 500.00",
        "amount >= EUR 500",
        "amount < EUR 500.01",
        "amount from EUR 1 to EUR 500",
        "amount in (USD 1 to USD 9000, EUR 500)",
        "amount != USD 500",
        "not amount < USD 1000",
        "currency = EUR",
        "currency not in (USD, CHF)",
        "method = card",
        "method in (wallet, card)",
        "scheme = visa",
        "category != credit",
        "country = FR",
        "issuer_country in (DE, AT)",
        "bin = 4111",
        "bin = 411111",
        "bin from 411100 to 411199",
        "bin in (5000, 41111100 to 41111199)",
        "customer = \"ann\"",
        "customer in (\"bob\", \"ann\")",
        "metadata.channel = \"web\"",
        "metadata \"channel\" != \"moto\"",
        "metadata.campaign is unknown",
        "metadata.campaign != \"x\"",
        "time from 22:00 to 06:00",
        "time >= 22:30",
        "time from 23:00 to 00:00 at +01:00",
        "weekday = saturday",
        "weekday in (sunday) at +02:00",
        "weekday from friday to monday",
        "date = 2026-11-21",
        "date = 2026-11-22 at +01:30",
        "date from 2026-01-01 to 2026-12-31",
        "date < 2026-11-22",
        "bin is known",
        "scheme = visa and (currency = USD or amount > EUR 1)",
        "currency = USD or not not method = card",
        "not (currency = USD and method = card)",
    ];
    let no = [
        "amount = EUR 500.01",
        "amount > EUR 500",
        "amount = USD 500",
        "amount < USD 1000",
        "currency = USD",
        "scheme = amex",
        "issuer_country = FR",
        "bin = 41111111",
        "bin = 4112",
        "customer = \"Ann\"",
        "metadata.campaign = \"x\"",
        "metadata.campaign is known",
        "time from 06:00 to 22:30",
        "time from 21:00 to 22:30",
        "weekday = monday",
        "weekday from monday to friday",
        "date > 2026-11-21",
        "category is unknown",
        "method = card and currency = USD or scheme = jcb",
        "not not (currency = USD)",
    ];
    for condition in yes {
        assert!(holds(condition), "{condition}");
    }
    for condition in no {
        assert!(!holds(condition), "{condition}");
    }
    assert!(holds(&format!("tenant = {TENANT}")));
    assert!(!holds("tenant in (ten_00000000000000000000000001)"));
}

#[test]
fn rules_add_up_until_one_chooses() {
    let source = "
        rule night when time from 22:00 to 06:00 then exclude c require three_d_secure
        rule never when currency = USD then exclude a, b, c
        rule cheap when amount > EUR 1 then prefer b
        rule also then prefer a, b
        rule last when method = card then choose a, b
        rule wallets when method = wallet then choose c
    ";
    // `never` excludes all there is and is refused; with a fourth gateway it stands.
    assert!(RuleSet::compile(source, &gateways()).is_err());
    let mut four = gateways();
    four.push("d".parse().unwrap());
    let set = RuleSet::compile(source, &four).unwrap();
    with(|want, facts| {
        let ruling: Ruling<'_> = set.evaluate(now(), want, facts);
        assert_eq!(ruling.matched(), [0, 2, 3, 4]);
        let place = |name: &str| {
            set.gateways
                .iter()
                .position(|one| one.as_str() == name)
                .map(|at| at as u8)
        };
        let of = |name: &str| {
            let place = place(name);
            (
                ruling.excluded_by(place),
                ruling.passed_over_by(place),
                ruling.preference(place),
            )
        };
        assert_eq!(of("a"), (None, None, 1));
        assert_eq!(of("b"), (None, None, 0));
        assert_eq!(of("c"), (Some(0), Some(4), u8::MAX));
        assert_eq!(of("d"), (None, Some(4), u8::MAX));
        assert!(ruling.three_d_secure);
    });
}

/// A test that holds or fails as told, for this payment.
fn leaf(holds: bool) -> Expression {
    let number = i128::from(MethodKind::Card.number()) + i128::from(!holds);
    Expression::Test(Test::Key(
        KeyField::Method,
        vec![(number, number)].into_boxed_slice(),
    ))
}

fn tree() -> impl Strategy<Value = (Expression, bool)> {
    let base = any::<bool>().prop_map(|value| (leaf(value), value));
    base.prop_recursive(5, 60, 4, |inner| {
        let several = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            several().prop_map(|parts| {
                let value = parts.iter().all(|(_, value)| *value);
                (
                    Expression::All(parts.into_iter().map(|(part, _)| part).collect()),
                    value,
                )
            }),
            several().prop_map(|parts| {
                let value = parts.iter().any(|(_, value)| *value);
                (
                    Expression::Any(parts.into_iter().map(|(part, _)| part).collect()),
                    value,
                )
            }),
            inner.prop_map(|(part, value)| (Expression::Not(Box::new(part)), !value)),
        ]
    })
}

proptest! {
    #[test]
    fn steps_say_what_the_tree_says((expression, expected) in tree()) {
        let rule = Rule {
            name: "r".into(),
            condition: Condition::new(Some(expression)),
            actions: Actions::default(),
        };
        let set = RuleSet { source: "".into(), gateways: Box::default(), rules: vec![rule].into_boxed_slice() };
        let held = with(|want, facts| !set.evaluate(now(), want, facts).matched().is_empty());
        prop_assert_eq!(held, expected);
    }

    #[test]
    fn no_text_breaks_the_compiler(text in "\\PC{0,200}") {
        let _ = RuleSet::compile(&text, &gateways());
    }

    #[test]
    fn no_row_of_words_breaks_the_compiler(words in prop::collection::vec(prop::sample::select(vec![
        "rule", "r", "when", "then", "not", "and", "or", "(", ")", ",", "amount", ">", "EUR", "5", "in", "from", "to",
        "time", "22:00", "at", "+01:00", "choose", "split", "a", "b", "60", "40%", "is", "known", "metadata.k", "\"x\"",
    ]), 0..60)) {
        if let Err(wrong) = RuleSet::compile(&words.join(" "), &gateways()) {
            prop_assert!(wrong.iter().len() > 0);
        }
    }
}
