//! A large setting for measuring how long a decision takes: twenty gateways, 200 rules, 240 lines of fees, 100,000 lessons.

use std::fmt::Write as _;

use bezant_kernel::{
    Currency, MethodKind, Milliseconds, Money, OperationKind, PaymentId, Tenant, TenantId, Timestamp,
};
use bezant_routing::{
    Actor, CardCategory, CardScheme, Command, Decision, Facts, FeeDocument, FeeLineDocument, FeeSchedule,
    FeeScheduleDocument, GatewayProfile, Lesson, OutcomeClass, PriceDocument, State, Strategy, Want, apply,
    decide, learn, observe, route,
};

use crate::Random;

/// How many gateways there are.
pub const LARGE_GATEWAYS: u64 = 20;
/// How many rules there are.
pub const LARGE_RULES: u64 = 200;

const LESSONS: u64 = 100_000;
const TENANT: Tenant = Tenant::new(TenantId::from_u128(1));
const COUNTRIES: [&str; 12] = [
    "DE", "FR", "US", "GB", "BR", "IT", "ES", "NL", "PL", "SE", "CH", "JP",
];

/// The setting and payments to decide in it.
#[derive(Clone, Debug)]
pub struct LargeSetup {
    state: State,
    now: Timestamp,
    random: Random,
    metadata: [(String, String); 2],
}

impl LargeSetup {
    /// Sets it up; the same each time.
    pub fn new() -> LargeSetup {
        let mut state = State::default();
        let by = || Actor::new("bench").expect("a plain word");
        let profile = |number| GatewayProfile::unrestricted(gateway(number).parse().expect("a name"));
        let commands = [
            Command::DeclareGateways {
                profiles: (0..LARGE_GATEWAYS).map(profile).collect(),
            },
            Command::ProposeRules {
                source: rules(),
                by: by(),
            },
            Command::ApproveRules { version: 1, by: by() },
            Command::ActivateRules { version: 1, by: by() },
            Command::SetFees {
                schedules: fees(),
                by: by(),
            },
            Command::SetStrategy {
                strategy: Strategy::learning(3),
                by: by(),
            },
        ];
        let mut now: Timestamp = "2026-11-21T10:00:00Z".parse().expect("a time");
        for command in commands {
            for event in decide(&state, command).expect("the setting is right") {
                apply(&mut state, now, TENANT, &event);
            }
        }
        let mut random = Random::new(5);
        for _ in 0..LESSONS {
            now = now.after(Milliseconds(50));
            let gateway = gateway(random.below(LARGE_GATEWAYS)).parse().expect("a name");
            let outcome = if random.below(100) < 88 {
                OutcomeClass::Success
            } else {
                OutcomeClass::Decline
            };
            let operation = OperationKind::Authorize;
            observe(&mut state, now, &gateway, operation, outcome, Milliseconds(200));
            let minor = i128::from(random.below(150_000));
            let currency = [Currency::EUR, Currency::USD][random.below(2) as usize];
            let lesson = Lesson {
                gateway: &gateway,
                method: MethodKind::Card,
                amount: Money::new(minor, currency),
                issuer_country: COUNTRIES[random.below(12) as usize].parse().ok(),
                outcome,
                retry_after: None,
            };
            learn(&mut state, now, &lesson);
        }
        LargeSetup {
            state,
            now,
            random: Random::new(9),
            metadata: [("channel", "app"), ("cart", "77")]
                .map(|(key, value)| (key.to_owned(), value.to_owned())),
        }
    }

    /// Decides one more payment.
    pub fn decide_one(&mut self) -> Decision {
        let want = Want {
            amount: Money::new(i128::from(self.random.below(150_000)), Currency::EUR),
            method: MethodKind::Card,
            country: None,
            operation: OperationKind::Authorize,
            excluded: &[],
        };
        let facts = Facts {
            scheme: Some(CardScheme::Visa),
            category: Some(CardCategory::Credit),
            issuer_country: COUNTRIES[self.random.below(12) as usize].parse().ok(),
            bin: "411111".parse().ok(),
            customer: Some("ann"),
            metadata: &self.metadata,
            ..Facts::of(PaymentId::v7(self.now, u128::from(self.random.number())), TENANT)
        };
        route(&self.state, self.now, &want, &facts)
    }
}

impl Default for LargeSetup {
    fn default() -> Self {
        LargeSetup::new()
    }
}

fn gateway(number: u64) -> String {
    format!("g{number:02}")
}

/// Rules of several conditions each. None ends the evaluation before the last, so all are looked at.
fn rules() -> String {
    let mut source = String::new();
    for number in 0..LARGE_RULES {
        let condition = match number % 5 {
            0 => format!(
                "amount >= EUR {}.00 and issuer_country in (DE, AT, CH) and not scheme = amex",
                number * 10
            ),
            1 => format!(
                "bin in ({}, 510000 to 559999) and metadata.channel = \"web\"",
                400_000 + number
            ),
            2 => format!(
                "time from 22:00 to 06:00 at +01:00 and weekday in (saturday, sunday) and customer = \"c{number}\""
            ),
            3 => "currency in (EUR, USD) and (category = commercial or country = US) and amount < EUR 5.00"
                .to_owned(),
            _ => format!(
                "metadata.campaign = \"spring-{number}\" or scheme in (jcb, unionpay) and amount from EUR 1 to EUR 9"
            ),
        };
        let action = if number % 2 == 0 { "prefer" } else { "exclude" };
        let gateway = gateway(number % LARGE_GATEWAYS);
        let written = writeln!(source, "rule r{number} when {condition} then {action} {gateway}");
        written.expect("a text takes what is written");
    }
    source
}

fn fees() -> Vec<FeeSchedule> {
    let price = |basis_points: u64, fixed_minor| PriceDocument {
        basis_points: Some(basis_points.to_string()),
        fixed_minor,
        ..PriceDocument::default()
    };
    let line = |category: &str, region: &str, interchange| FeeLineDocument {
        methods: vec!["card".to_owned()],
        categories: vec![category.to_owned()],
        regions: vec![region.to_owned()],
        currency: Some("EUR".to_owned()),
        interchange: price(interchange, 0),
        scheme: price(2, 1),
        markup: price(15, 8),
        ..FeeLineDocument::default()
    };
    let categories = ["debit", "prepaid", "credit", "commercial"];
    let regions = ["domestic", "regional", "international"];
    let schedule = |number| FeeScheduleDocument {
        gateway: gateway(number),
        home: Some("DE".to_owned()),
        line: categories
            .iter()
            .flat_map(|category| regions.map(|region| line(category, region, 20 + number)))
            .collect(),
        ..FeeScheduleDocument::default()
    };
    let schedule = (0..LARGE_GATEWAYS).map(schedule).collect();
    FeeDocument { schedule }.read().expect("the fees are right")
}
