//! A seeded scenario: which payments come, how each gateway would treat them, and when it is down or drifts.
//!
//! The text says it all; the payments follow from its seed. Whether a payment would be approved at a gateway is drawn
//! once, for all ways of choosing.

use std::collections::{BTreeMap, BTreeSet};

use bezant_kernel::{
    Country, Currency, GatewayName, MethodKind, Milliseconds, Money, PaymentId, TenantId, Timestamp,
};
use bezant_routing::{MAXIMUM_GATEWAYS, OutcomeClass, Strategy};
use serde::Deserialize;

use crate::{PastAttempt, PastPaymentDocument, Random, StrategyDocument, StrategyDocumentError};

/// The scenario that test and benchmark play.
pub const WEEK: &str = include_str!("../../../examples/routing/week.toml");

const HOUR: u64 = 3_600_000_000;
const ANSWERED_WITHIN: Milliseconds = Milliseconds(300);
const GIVEN_UP_AFTER: Milliseconds = Milliseconds(30_000);
/// Approval is never surer or more hopeless than this, in thousandths.
const RATES: (i64, i64) = (20, 980);
const MAXIMUM_PAYMENTS: u64 = 1_000_000;
const MAXIMUM_HOURS: u64 = 24 * 366;

/// A scenario that was read and checked.
#[derive(Clone, Debug)]
pub struct Scenario {
    document: Document,
    pub(crate) names: Vec<GatewayName>,
    pub(crate) strategy: Strategy,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    seed: u64,
    payments: u64,
    start: Timestamp,
    hours: u64,
    amount_scales: Vec<u64>,
    large_above_minor: u64,
    bounds: Bounds,
    strategy: StrategyDocument,
    country: Vec<CountryDocument>,
    method: Vec<MethodDocument>,
    gateway: Vec<GatewayDocument>,
    #[serde(default)]
    drift: Vec<DriftDocument>,
    #[serde(default)]
    outage: Vec<OutageDocument>,
}

/// What the strategy must reach, in hundredths of a percentage point.
#[derive(Copy, Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// Better than the best rival by at least.
    pub uplift_at_least: i64,
    /// Worse than the oracle by at most.
    pub regret_at_most: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CountryDocument {
    name: String,
    share: u64,
    currency: Currency,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MethodDocument {
    name: MethodKind,
    share: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GatewayDocument {
    name: String,
    fee_millionths: u32,
    fee_fixed_minor: u64,
    approval: i64,
    #[serde(default)]
    by_country: BTreeMap<String, i64>,
    #[serde(default)]
    by_method: BTreeMap<String, i64>,
    #[serde(default)]
    large: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DriftDocument {
    gateway: String,
    country: String,
    from_hour: u64,
    to_hour: u64,
    by: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OutageDocument {
    gateway: String,
    from_hour: u64,
    to_hour: u64,
}

/// What is wrong with a scenario.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioError {
    /// No TOML, an unknown key or a value of another type; with its line.
    #[error("{0}")]
    Unreadable(String),
    /// The strategy makes no sense.
    #[error("strategy: {0}")]
    Strategy(#[from] StrategyDocumentError),
    /// A value out of bounds, or a name that stands nowhere else.
    #[error("{field}: {problem}")]
    Value {
        /// Such as `drift[0].gateway`, counted from 0.
        field: String,
        /// What is wrong with it.
        problem: &'static str,
    },
}

/// A payment of a scenario.
#[derive(Clone, Debug)]
pub(crate) struct Payment {
    pub(crate) id: PaymentId,
    pub(crate) at: Timestamp,
    hour: u64,
    pub(crate) amount: Money,
    pub(crate) method: MethodKind,
    country: usize,
    pub(crate) issuer_country: Country,
    /// From 0 to 999 for each gateway: below its rate, it is approved.
    luck: Vec<i64>,
}

impl Scenario {
    /// Reads and checks a scenario.
    pub fn parse(text: &str) -> Result<Scenario, ScenarioError> {
        let document: Document =
            toml::from_str(text).map_err(|error| ScenarioError::Unreadable(error.to_string()))?;
        document.check()?;
        let names = document
            .gateway
            .iter()
            .map(|one| one.name.parse())
            .collect::<Result<_, _>>();
        Ok(Scenario {
            strategy: document.strategy.read()?,
            names: names.expect("the names were checked"),
            document,
        })
    }

    /// Another week of the same kind.
    pub fn with_seed(mut self, seed: u64) -> Scenario {
        self.document.seed = seed;
        self
    }

    /// More or fewer payments in the same time.
    pub fn with_payments(mut self, payments: u64) -> Scenario {
        self.document.payments = payments.clamp(1, MAXIMUM_PAYMENTS);
        self
    }

    /// Its seed.
    pub fn seed(&self) -> u64 {
        self.document.seed
    }

    /// How many payments it has.
    pub fn payments_count(&self) -> u64 {
        self.document.payments
    }

    /// What the strategy must reach.
    pub fn bounds(&self) -> Bounds {
        self.document.bounds
    }

    pub(crate) fn start(&self) -> Timestamp {
        self.document.start
    }

    /// The share in millionths and the fixed fee in minor units, by gateway.
    pub(crate) fn fees(&self) -> impl Iterator<Item = (u32, u64)> + Clone {
        let gateways = self.document.gateway.iter();
        gateways.map(|one| (one.fee_millionths, one.fee_fixed_minor))
    }

    pub(crate) fn currencies(&self) -> BTreeSet<Currency> {
        self.document
            .country
            .iter()
            .map(|country| country.currency)
            .collect()
    }

    pub(crate) fn payments(&self) -> impl Iterator<Item = Payment> {
        let document = &self.document;
        let mut random = Random::new(document.seed);
        let step = document.hours * HOUR / document.payments;
        (0..document.payments).map(move |number| {
            let offset = step * number;
            let at = Timestamp::from_microseconds(document.start.as_microseconds() + offset);
            let country = random.place(document.country.iter().map(|one| one.share));
            let scale = document.amount_scales[random.below(document.amount_scales.len() as u64) as usize];
            let minor = i128::from(100 + random.below(scale));
            let chosen = &document.country[country];
            let id = PaymentId::v7(
                at,
                u128::from(random.number()) << 64 | u128::from(random.number()),
            );
            let method = random.place(document.method.iter().map(|one| one.share));
            let luck = (0..self.names.len())
                .map(|_| random.below(1_000) as i64)
                .collect();
            Payment {
                id,
                at,
                hour: offset / HOUR,
                amount: Money::new(minor, chosen.currency),
                method: document.method[method].name,
                country,
                issuer_country: chosen.name.parse().expect("the names were checked"),
                luck,
            }
        })
    }

    pub(crate) fn is_out(&self, payment: &Payment, gateway: usize) -> bool {
        let name = &self.document.gateway[gateway].name;
        let mut outages = self.document.outage.iter();
        outages.any(|outage| {
            outage.gateway == *name && (outage.from_hour..outage.to_hour).contains(&payment.hour)
        })
    }

    /// The chance of approval in thousandths.
    pub(crate) fn truth(&self, payment: &Payment, gateway: usize) -> i64 {
        if self.is_out(payment, gateway) {
            return 0;
        }
        let document = &self.document;
        let one = &document.gateway[gateway];
        let country = &document.country[payment.country].name;
        let by_country = one.by_country.get(country).copied().unwrap_or_default();
        let by_method = one
            .by_method
            .get(payment.method.as_str())
            .copied()
            .unwrap_or_default();
        let is_large = payment.amount.minor() > i128::from(document.large_above_minor);
        let mut rate = one.approval + by_country + by_method + if is_large { one.large } else { 0 };
        for drift in &document.drift {
            if drift.gateway == one.name && drift.country == *country {
                let gone = (payment.hour.clamp(drift.from_hour, drift.to_hour) - drift.from_hour) as i64;
                rate += drift.by * gone / (drift.to_hour - drift.from_hour) as i64;
            }
        }
        rate.clamp(RATES.0, RATES.1)
    }

    /// What becomes of the payment at the gateway, and how long that takes.
    pub(crate) fn outcome(&self, payment: &Payment, gateway: usize) -> (OutcomeClass, Milliseconds) {
        if self.is_out(payment, gateway) {
            (OutcomeClass::Unknown, GIVEN_UP_AFTER)
        } else if payment.luck[gateway] < self.truth(payment, gateway) {
            (OutcomeClass::Success, ANSWERED_WITHIN)
        } else {
            (OutcomeClass::Decline, ANSWERED_WITHIN)
        }
    }

    /// The fee in minor units.
    pub(crate) fn fee(&self, payment: &Payment, gateway: usize) -> i128 {
        let one = &self.document.gateway[gateway];
        let share = (payment.amount.minor() * i128::from(one.fee_millionths) + 500_000) / 1_000_000;
        share + i128::from(one.fee_fixed_minor)
    }

    /// The week as a history in which seven of ten payments went to the first gateway and the others were spread evenly over
    /// all, with these probabilities noted: something to try rules on.
    pub fn history(&self) -> impl Iterator<Item = PastPaymentDocument> {
        const FIRST_OF_TEN: u64 = 7;
        let mut random = Random::new(self.document.seed ^ 0x6869_7374_6f72_7900);
        let count = self.names.len() as u64;
        self.payments().map(move |payment| {
            let is_first = random.below(10) < FIRST_OF_TEN;
            let spread = random.below(count) as usize;
            let gateway = if is_first { 0 } else { spread };
            let even = (10 - FIRST_OF_TEN) as f64 / 10.0 / count as f64;
            let (outcome, latency) = self.outcome(&payment, gateway);
            let fee = self.fee(&payment, gateway);
            PastPaymentDocument {
                id: payment.id,
                tenant: TenantId::from_u128(1),
                at: payment.at,
                amount_minor: u64::try_from(payment.amount.minor()).expect("amounts are small"),
                currency: payment.amount.currency(),
                method: payment.method,
                country: None,
                scheme: None,
                category: None,
                issuer_country: Some(payment.issuer_country),
                bin: None,
                customer: None,
                metadata: BTreeMap::new(),
                attempts: vec![PastAttempt {
                    gateway: self.names[gateway].clone(),
                    outcome,
                    code: None,
                    latency_ms: latency.0,
                    fee_minor: (outcome == OutcomeClass::Success)
                        .then(|| u64::try_from(fee).expect("fees are small")),
                    propensity: Some(
                        even + if gateway == 0 {
                            FIRST_OF_TEN as f64 / 10.0
                        } else {
                            0.0
                        },
                    ),
                }],
            }
        })
    }
}

impl Document {
    fn check(&self) -> Result<(), ScenarioError> {
        let wrong = |field: String, problem| Err(ScenarioError::Value { field, problem });
        let gateways: BTreeSet<&str> = self.gateway.iter().map(|one| one.name.as_str()).collect();
        let countries: BTreeSet<&str> = self.country.iter().map(|one| one.name.as_str()).collect();
        let methods: BTreeSet<&str> = self.method.iter().map(|one| one.name.as_str()).collect();
        if !(1..=MAXIMUM_PAYMENTS).contains(&self.payments) {
            return wrong("payments".into(), "must be 1 to 1000000");
        }
        if !(1..=MAXIMUM_HOURS).contains(&self.hours) {
            return wrong("hours".into(), "must be 1 to 8784");
        }
        let fits = |scale: &u64| (1..=1_000_000_000).contains(scale);
        if self.amount_scales.is_empty() || !self.amount_scales.iter().all(fits) {
            return wrong("amount_scales".into(), "must be numbers from 1 to 1000000000");
        }
        if gateways.len() != self.gateway.len() || !(1..=MAXIMUM_GATEWAYS).contains(&gateways.len()) {
            return wrong("gateway".into(), "1 to 64 gateways, each named once");
        }
        if countries.is_empty() || countries.len() != self.country.len() {
            return wrong("country".into(), "at least one country, each named once");
        }
        if methods.is_empty() || methods.len() != self.method.len() {
            return wrong("method".into(), "at least one method, each named once");
        }
        let shares = self.country.iter().map(|one| one.share);
        if shares
            .chain(self.method.iter().map(|one| one.share))
            .any(|share| !(1..=1_000).contains(&share))
        {
            return wrong("share".into(), "must be 1 to 1000");
        }
        for (number, country) in self.country.iter().enumerate() {
            if country.name.parse::<Country>().is_err() {
                return wrong(format!("country[{number}].name"), "must be a country such as DE");
            }
        }
        let is_rate = |rate: &i64| (-1_000..=1_000).contains(rate);
        for (number, one) in self.gateway.iter().enumerate() {
            let field = |name: &str| format!("gateway[{number}].{name}");
            if one.name.parse::<GatewayName>().is_err() {
                return wrong(field("name"), "is no name of a gateway");
            }
            if one.fee_millionths > 1_000_000 || one.fee_fixed_minor > 1_000_000 {
                return wrong(field("fee_millionths"), "fees are at most a million");
            }
            if one
                .by_country
                .keys()
                .any(|name| !countries.contains(name.as_str()))
            {
                return wrong(field("by_country"), "names a country without a [[country]]");
            }
            if one.by_method.keys().any(|name| !methods.contains(name.as_str())) {
                return wrong(field("by_method"), "names a method without a [[method]]");
            }
            let moved = one.by_country.values().chain(one.by_method.values());
            if !moved.chain([&one.approval, &one.large]).all(is_rate) {
                return wrong(field("approval"), "rates are thousandths, at most 1000");
            }
        }
        for (number, one) in self.drift.iter().enumerate() {
            let is_known =
                gateways.contains(one.gateway.as_str()) && countries.contains(one.country.as_str());
            if !is_known || one.from_hour >= one.to_hour || !is_rate(&one.by) {
                let problem = "needs a gateway and a country of this file, hours that rise and thousandths";
                return wrong(format!("drift[{number}]"), problem);
            }
        }
        for (number, one) in self.outage.iter().enumerate() {
            if !gateways.contains(one.gateway.as_str()) || one.from_hour >= one.to_hour {
                let problem = "needs a gateway of this file and hours that rise";
                return wrong(format!("outage[{number}]"), problem);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_name_their_place() {
        for (from, to, named) in [
            ("seed = 21", "seeds = 21", "seeds"),
            ("payments = 50_000", "payments = 0", "payments"),
            ("name = \"GB\"", "name = \"gb\"", "country[3].name"),
            ("gateway = \"echo\"", "gateway = \"golf\"", "outage[1]"),
            ("wallet = 10 }", "cash = 10 }", "gateway[0].by_method"),
            ("order = \"score\"", "order = \"priority\"", "strategy: weights"),
        ] {
            assert!(WEEK.contains(from), "{from}");
            let error = Scenario::parse(&WEEK.replacen(from, to, 1))
                .unwrap_err()
                .to_string();
            assert!(error.contains(named), "{error}");
        }
    }
}
