//! Costs by hand, exact rounding, and mistakes with their places.

use bezant_kernel::{PaymentId, Tenant, TenantId};
use proptest::prelude::*;

use super::*;

fn facts(scheme: CardScheme, category: CardCategory, issuer: &str) -> Facts<'static> {
    Facts {
        scheme: Some(scheme),
        category: Some(category),
        issuer_country: Some(issuer.parse().unwrap()),
        ..Facts::of(PaymentId::from_u128(1), Tenant::new(TenantId::from_u128(1)))
    }
}

fn rate(basis_points: &str) -> Option<String> {
    Some(basis_points.to_owned())
}

/// Interchange++ in euro, a blended price for the rest, and a rail with a cap.
fn document() -> FeeDocument {
    let price = |basis_points: &str, fixed_minor| PriceDocument {
        basis_points: rate(basis_points),
        fixed_minor,
        ..PriceDocument::default()
    };
    let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let card = |categories: &[&str], regions: &[&str], interchange| FeeLineDocument {
        methods: list(&["card"]),
        categories: list(categories),
        regions: list(regions),
        currency: Some("EUR".to_owned()),
        interchange,
        scheme: price("1.95", 0),
        markup: price("10", 5),
        ..FeeLineDocument::default()
    };
    FeeDocument {
        schedule: vec![FeeScheduleDocument {
            gateway: "acquirer".to_owned(),
            home: Some("DE".to_owned()),
            settlement: list(&["EUR"]),
            margin: rate("150"),
            line: vec![
                card(&["debit", "prepaid"], &["domestic", "regional"], price("20", 0)),
                card(&["credit"], &["domestic", "regional"], price("30", 0)),
                card(&[], &["international"], price("155", 0)),
                FeeLineDocument {
                    methods: list(&["bank_transfer"]),
                    currency: Some("EUR".to_owned()),
                    markup: price("50", 10),
                    minimum_minor: Some(25),
                    maximum_minor: Some(500),
                    ..FeeLineDocument::default()
                },
                FeeLineDocument {
                    markup: price("290", 0),
                    ..FeeLineDocument::default()
                },
            ],
        }],
    }
}

fn schedule() -> FeeSchedule {
    let mut schedules = document().read().unwrap();
    check(&schedules, |_| true).unwrap();
    schedules.remove(0)
}

#[test]
fn a_payment_costs_what_its_first_fitting_line_says() {
    let schedule = schedule();
    let cost = |minor, currency: &str, method, facts: &Facts<'_>| {
        let amount = Money::new(minor, Currency::from_code(currency).unwrap());
        let cost = schedule.cost(amount, method, facts).unwrap();
        (
            cost.interchange,
            cost.scheme,
            cost.markup,
            cost.margin,
            cost.total(),
        )
    };
    use CardCategory::{Commercial, Credit, Debit};
    use MethodKind::{BankTransfer, Card};
    let visa = |category, issuer| facts(CardScheme::Visa, category, issuer);
    // 100.00 EUR: 0.20 % = 0.20; 0.0195 % = 0.0195 -> 0.02; 0.10 % + 0.05 = 0.15.
    assert_eq!(cost(10_000, "EUR", Card, &visa(Debit, "DE")), (20, 2, 15, 0, 37));
    assert_eq!(cost(10_000, "EUR", Card, &visa(Credit, "FR")), (30, 2, 15, 0, 47));
    assert_eq!(
        cost(10_000, "EUR", Card, &visa(Credit, "US")),
        (155, 2, 15, 0, 172)
    );
    // A commercial card from home has no interchange line; the blended price is 2.9 %.
    assert_eq!(
        cost(10_000, "EUR", Card, &visa(Commercial, "DE")),
        (0, 0, 290, 0, 290)
    );
    // In dollars there is a margin of 1.5 %.
    assert_eq!(
        cost(10_000, "USD", Card, &visa(Credit, "US")),
        (0, 0, 290, 150, 440)
    );
    // The rail: 0.5 % + 0.10, from 0.25 to 5.00.
    assert_eq!(cost(1_000, "EUR", BankTransfer, &visa(Credit, "DE")).4, 25);
    assert_eq!(cost(10_000, "EUR", BankTransfer, &visa(Credit, "DE")).4, 60);
    assert_eq!(cost(1_000_000, "EUR", BankTransfer, &visa(Credit, "DE")).4, 500);
    // An unknown issuer is in no region.
    let unknown = Facts {
        issuer_country: None,
        ..visa(Debit, "DE")
    };
    assert_eq!(cost(10_000, "EUR", Card, &unknown).4, 290);
    assert_eq!(schedule.cost(Money::new(-1, Currency::EUR), Card, &unknown), None);
    assert_eq!(
        schedule.cost(Money::new(i128::MAX, Currency::EUR), Card, &unknown),
        None
    );
}

#[test]
fn regions_are_seen_from_home() {
    let region = |home: &str, issuer: &str| Region::between(home.parse().unwrap(), issuer.parse().unwrap());
    assert_eq!(region("US", "US"), Region::Domestic);
    assert_eq!(region("DE", "NO"), Region::Regional);
    assert_eq!(region("DE", "GB"), Region::International);
    assert_eq!(region("GB", "CH"), Region::International);
}

#[test]
fn every_mistake_names_its_field() {
    let mut wrong = document();
    let schedule = &mut wrong.schedule[0];
    schedule.home = Some("Germany".to_owned());
    schedule.settlement.push("EURO".to_owned());
    schedule.margin = rate("1.555");
    schedule.line[0].categories[1] = "gold".to_owned();
    schedule.line[1].scheme.basis_points = rate("10000.01");
    schedule.line[2].currency = Some("ABC".to_owned());
    let fields = |problems: FeeProblems| problems.iter().map(|one| one.field.clone()).collect::<Vec<_>>();
    assert_eq!(
        fields(wrong.read().unwrap_err()),
        [
            "schedule[0].home",
            "schedule[0].settlement[1]",
            "schedule[0].margin",
            "schedule[0].line[0].categories[1]",
            "schedule[0].line[1].scheme.basis_points",
            "schedule[0].line[2].currency",
        ]
    );

    let mut senseless = document();
    let schedule = &mut senseless.schedule[0];
    schedule.home = None;
    schedule.settlement.clear();
    schedule.line[0].currency = None;
    schedule.line[3].maximum_minor = Some(24);
    let copy = schedule.line[1].clone();
    schedule.line.push(copy);
    senseless.schedule.push(document().schedule.remove(0));
    let schedules = senseless.read().unwrap();
    let problems = check(&schedules, |name| name.as_str() != "acquirer").unwrap_err();
    assert_eq!(
        problems.iter().next().unwrap().to_string(),
        "schedule[0].gateway: there is no gateway 'acquirer'"
    );
    assert_eq!(
        fields(problems),
        [
            "schedule[0].gateway",
            "schedule[0].margin",
            "schedule[0].line[0].markup.fixed_minor",
            "schedule[0].line[0].regions",
            "schedule[0].line[1].regions",
            "schedule[0].line[2].regions",
            "schedule[0].line[3].maximum_minor",
            "schedule[0].line[5].regions",
            "schedule[0].line[5]",
            "schedule[1].gateway",
            "schedule[1].gateway",
        ]
    );
}

#[test]
fn the_document_s_example_is_read_and_a_slip_names_its_line() {
    let text = include_str!("../../../../docs/routing.md");
    let example = text
        .split("```toml\n")
        .find(|block| block.starts_with("[[schedule]]"))
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let document: FeeDocument = toml::from_str(example).unwrap();
    let schedules = document.read().unwrap();
    check(&schedules, |_| true).unwrap();
    assert_eq!(schedules[0].lines.len(), 3);
    let slip = example.replacen("fixed_minor", "fixed", 1);
    let refused = toml::from_str::<FeeDocument>(&slip).unwrap_err().to_string();
    assert!(
        refused.contains("line ") && refused.contains("unknown field `fixed`"),
        "{refused}"
    );
}

proptest! {
    /// Twice the rounded cost is within one minor unit of twice the exact one, and halves go up.
    #[test]
    fn a_share_is_rounded_half_up(minor in 0i128..1_000_000_000_000, millionths in 0u32..=1_000_000) {
        let price = Price { rate: Rate::from_millionths(millionths).unwrap(), ..Price::default() };
        let exact = minor * i128::from(millionths);
        let difference = price.of(minor) * 1_000_000 - exact;
        prop_assert!(-500_000 < difference && difference <= 500_000, "{difference}");
    }

    #[test]
    fn a_bill_adds_up_and_stays_in_its_bounds(minor in 0i128..10_000_000) {
        let cost = schedule().cost(Money::new(minor, Currency::EUR), MethodKind::BankTransfer, &facts(CardScheme::Visa, CardCategory::Debit, "DE")).unwrap();
        prop_assert_eq!(cost.total(), cost.interchange + cost.scheme + cost.markup + cost.margin);
        prop_assert!((25..=500).contains(&cost.total()));
    }
}
