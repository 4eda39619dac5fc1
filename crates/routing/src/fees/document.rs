//! Fee schedules as people write them, in TOML or JSON, and what can be wrong with them.

use std::fmt;

use bezant_kernel::{Country, Currency, GatewayName, MethodKind};
use serde::{Deserialize, Serialize};

use super::{FeeLine, FeeSchedule, MAXIMUM_FEE_LINES, Price, Rate, Region};
use crate::facts::method_from;
use crate::{CardCategory, CardScheme, MAXIMUM_GATEWAYS};

/// So many problems are reported at once.
const MAXIMUM_PROBLEMS: usize = 50;

/// A fee table: `[[schedule]]` in TOML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeDocument {
    /// One per gateway.
    #[serde(default)]
    pub schedule: Vec<FeeScheduleDocument>,
}

/// What one gateway charges.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeScheduleDocument {
    /// The gateway's name.
    pub gateway: String,
    /// Two letters.
    #[serde(default)]
    pub home: Option<String>,
    /// Currencies that it settles in.
    #[serde(default)]
    pub settlement: Vec<String>,
    /// Basis points for converting others, such as `"150"` or `"12.5"`.
    #[serde(default)]
    pub margin: Option<String>,
    /// The prices; the first that fits counts.
    #[serde(default)]
    pub line: Vec<FeeLineDocument>,
}

/// The price of one kind of payment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeLineDocument {
    /// `card`, `bank_transfer`, `wallet`.
    #[serde(default)]
    pub methods: Vec<String>,
    /// `visa` and others.
    #[serde(default)]
    pub schemes: Vec<String>,
    /// `credit`, `debit`, `prepaid`, `commercial`.
    #[serde(default)]
    pub categories: Vec<String>,
    /// `domestic`, `regional`, `international`.
    #[serde(default)]
    pub regions: Vec<String>,
    /// Three letters.
    #[serde(default)]
    pub currency: Option<String>,
    /// To the issuer.
    #[serde(default)]
    pub interchange: PriceDocument,
    /// To the network.
    #[serde(default)]
    pub scheme: PriceDocument,
    /// To the gateway.
    #[serde(default)]
    pub markup: PriceDocument,
    /// In minor units.
    #[serde(default)]
    pub minimum_minor: Option<u64>,
    /// In minor units.
    #[serde(default)]
    pub maximum_minor: Option<u64>,
}

/// A part of a price.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceDocument {
    /// Basis points with up to two decimals, as a text: `"20"`, `"1.95"`.
    #[serde(default)]
    pub basis_points: Option<String>,
    /// In minor units.
    #[serde(default)]
    pub fixed_minor: u64,
    /// In minor units.
    #[serde(default)]
    pub minimum_minor: Option<u64>,
    /// In minor units.
    #[serde(default)]
    pub maximum_minor: Option<u64>,
}

/// One mistake in a fee table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeeProblem {
    /// Where it stands, such as `schedule[0].line[2].markup.basis_points`, counted from 0.
    pub field: String,
    /// What is wrong and what is expected.
    pub message: String,
}

/// The mistakes of a fee table in the order in which it is read; at least one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.summary())]
pub struct FeeProblems(Vec<FeeProblem>);

impl FeeProblems {
    /// The mistakes.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &FeeProblem> {
        self.0.iter()
    }

    fn summary(&self) -> String {
        let lines: Vec<String> = self.0.iter().map(FeeProblem::to_string).collect();
        lines.join("; ")
    }
}

impl fmt::Display for FeeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

#[derive(Default)]
struct Reader(Vec<FeeProblem>);

impl Reader {
    fn report(&mut self, field: &str, message: impl Into<String>) {
        if self.0.len() < MAXIMUM_PROBLEMS {
            self.0.push(FeeProblem {
                field: field.to_owned(),
                message: message.into(),
            });
        }
    }

    fn finish<T>(self, value: T) -> Result<T, FeeProblems> {
        if self.0.is_empty() {
            Ok(value)
        } else {
            Err(FeeProblems(self.0))
        }
    }

    fn one<T>(
        &mut self,
        field: &str,
        text: &str,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = read(text);
        if value.is_none() {
            self.report(field, format!("`{text}` is not {expected}"));
        }
        value
    }

    fn several<T, C: FromIterator<T>>(
        &mut self,
        field: &str,
        texts: &[String],
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> C {
        let mut values = Vec::with_capacity(texts.len());
        for (number, text) in texts.iter().enumerate() {
            values.extend(self.one(&format!("{field}[{number}]"), text, expected, &read));
        }
        values.into_iter().collect()
    }

    fn rate(&mut self, field: &str, text: Option<&String>) -> Rate {
        let expected = "basis points from 0 to 10000 with at most two decimals";
        text.and_then(|text| self.one(field, text, expected, basis_points))
            .unwrap_or_default()
    }

    fn price(&mut self, field: &str, price: &PriceDocument) -> Price {
        Price {
            rate: self.rate(&format!("{field}.basis_points"), price.basis_points.as_ref()),
            fixed_minor: price.fixed_minor,
            minimum_minor: price.minimum_minor,
            maximum_minor: price.maximum_minor,
        }
    }

    fn line(&mut self, field: &str, line: &FeeLineDocument) -> FeeLine {
        let at = |name: &str| format!("{field}.{name}");
        let currency = line.currency.as_ref();
        FeeLine {
            methods: self.several(
                &at("methods"),
                &line.methods,
                &words(MethodKind::ALL),
                method_from,
            ),
            schemes: self.several(&at("schemes"), &line.schemes, &words(CardScheme::ALL), |text| {
                CardScheme::ALL.iter().copied().find(|one| one.as_str() == text)
            }),
            categories: self.several(
                &at("categories"),
                &line.categories,
                &words(CardCategory::ALL),
                |text| CardCategory::ALL.iter().copied().find(|one| one.as_str() == text),
            ),
            regions: self.several(&at("regions"), &line.regions, &words(Region::ALL), |text| {
                Region::ALL.iter().copied().find(|one| one.as_str() == text)
            }),
            currency: currency
                .and_then(|text| self.one(&at("currency"), text, CURRENCY, Currency::from_code)),
            interchange: self.price(&at("interchange"), &line.interchange),
            scheme: self.price(&at("scheme"), &line.scheme),
            markup: self.price(&at("markup"), &line.markup),
            minimum_minor: line.minimum_minor,
            maximum_minor: line.maximum_minor,
        }
    }

    /// What can be wrong with values that are read already.
    fn check_schedule(&mut self, field: &str, schedule: &FeeSchedule) {
        if schedule.lines.len() > MAXIMUM_FEE_LINES {
            let message = format!(
                "{} lines, at most {MAXIMUM_FEE_LINES} are allowed",
                schedule.lines.len()
            );
            self.report(&format!("{field}.line"), message);
            return;
        }
        if schedule.margin != Rate::default() && schedule.settlement.is_empty() {
            let message = "without settlement currencies nothing is converted: name them";
            self.report(&format!("{field}.margin"), message);
        }
        for (number, line) in schedule.lines.iter().enumerate() {
            let field = format!("{field}.line[{number}]");
            self.check_line(&field, line);
            if !line.regions.is_empty() && schedule.home.is_none() {
                let message = "regions are seen from the gateway's home: set `home` in its schedule";
                self.report(&format!("{field}.regions"), message);
            }
            if schedule.lines[..number]
                .iter()
                .any(|earlier| earlier.covers(line))
            {
                self.report(
                    &field,
                    "it is never reached: an earlier line fits everything that this one does",
                );
            }
        }
    }

    fn check_line(&mut self, field: &str, line: &FeeLine) {
        let whole = Price {
            minimum_minor: line.minimum_minor,
            maximum_minor: line.maximum_minor,
            ..Price::default()
        };
        let parts = [
            ("interchange.", &line.interchange),
            ("scheme.", &line.scheme),
            ("markup.", &line.markup),
            ("", &whole),
        ];
        for (part, price) in parts {
            let amounts = [
                (
                    "fixed_minor",
                    (price.fixed_minor > 0).then_some(price.fixed_minor),
                ),
                ("minimum_minor", price.minimum_minor),
                ("maximum_minor", price.maximum_minor),
            ];
            for (name, amount) in amounts {
                if amount.is_some() && line.currency.is_none() {
                    let message = "an amount needs the line's currency: set `currency`";
                    self.report(&format!("{field}.{part}{name}"), message);
                }
            }
            if price
                .maximum_minor
                .is_some_and(|maximum| price.minimum_minor.is_some_and(|minimum| minimum > maximum))
            {
                let message = "the maximum is below the minimum";
                self.report(&format!("{field}.{part}maximum_minor"), message);
            }
        }
    }
}

const CURRENCY: &str = "a currency of ISO 4217 such as EUR";
const COUNTRY: &str = "a country of ISO 3166-1 such as DE";

fn words<T: fmt::Display>(all: &[T]) -> String {
    let all: Vec<String> = all.iter().map(T::to_string).collect();
    format!("one of {}", all.join(", "))
}

/// `12`, `12.5` or `12.55` basis points.
fn basis_points(text: &str) -> Option<Rate> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) || fraction.len() > 2 || whole.len() > 5 {
        return None;
    }
    format!("{whole}{fraction:0<2}")
        .parse()
        .ok()
        .and_then(Rate::from_millionths)
}

impl FeeLine {
    /// Whether everything that fits `other` fits this.
    fn covers(&self, other: &FeeLine) -> bool {
        fn is_wider<T: Ord>(
            wide: &std::collections::BTreeSet<T>,
            narrow: &std::collections::BTreeSet<T>,
        ) -> bool {
            wide.is_empty() || !narrow.is_empty() && narrow.is_subset(wide)
        }
        is_wider(&self.methods, &other.methods)
            && is_wider(&self.schemes, &other.schemes)
            && is_wider(&self.categories, &other.categories)
            && is_wider(&self.regions, &other.regions)
            && (self.currency.is_none() || self.currency == other.currency)
    }
}

impl FeeDocument {
    /// The schedules, for [`crate::Command::SetFees`]; or all mistakes with their places.
    pub fn read(&self) -> Result<Vec<FeeSchedule>, FeeProblems> {
        let mut reader = Reader::default();
        let mut schedules = Vec::with_capacity(self.schedule.len());
        for (number, written) in self.schedule.iter().enumerate() {
            let field = format!("schedule[{number}]");
            let name: Option<GatewayName> = reader.one(
                &format!("{field}.gateway"),
                &written.gateway,
                "a gateway's name",
                |text| text.parse().ok(),
            );
            let country = |text: &str| text.parse::<Country>().ok();
            let home = written.home.as_ref();
            let home = home.and_then(|text| reader.one(&format!("{field}.home"), text, COUNTRY, country));
            let settlement = format!("{field}.settlement");
            let settlement = reader.several(&settlement, &written.settlement, CURRENCY, Currency::from_code);
            let margin = reader.rate(&format!("{field}.margin"), written.margin.as_ref());
            let mut lines = Vec::with_capacity(written.line.len());
            for (line, text) in written.line.iter().enumerate() {
                lines.push(reader.line(&format!("{field}.line[{line}]"), text));
            }
            let Some(gateway) = name else { continue };
            schedules.push(FeeSchedule {
                gateway,
                home,
                lines,
                settlement,
                margin,
            });
        }
        reader.finish(schedules)
    }
}

/// Checks schedules against each other and against the gateways that exist.
pub(crate) fn check(
    schedules: &[FeeSchedule],
    exists: impl Fn(&GatewayName) -> bool,
) -> Result<(), FeeProblems> {
    let mut reader = Reader::default();
    if schedules.len() > MAXIMUM_GATEWAYS {
        reader.report(
            "schedule",
            format!("at most {MAXIMUM_GATEWAYS} schedules are allowed"),
        );
        return reader.finish(());
    }
    for (number, schedule) in schedules.iter().enumerate() {
        let field = format!("schedule[{number}]");
        if !exists(&schedule.gateway) {
            reader.report(
                &format!("{field}.gateway"),
                format!("there is no gateway '{}'", schedule.gateway),
            );
        }
        if schedules[..number]
            .iter()
            .any(|earlier| earlier.gateway == schedule.gateway)
        {
            reader.report(
                &format!("{field}.gateway"),
                format!("'{}' has two schedules", schedule.gateway),
            );
        }
        reader.check_schedule(&field, schedule);
    }
    reader.finish(())
}
