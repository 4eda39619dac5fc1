//! The fields that conditions speak of: their names, types, and how their values are read.

use bezant_kernel::{Country, Currency, MethodKind, TenantId};

use crate::facts::{country_key, method_from};
use crate::rules::diagnostic::DiagnosticCode;
use crate::rules::evaluate::tenant_key;
use crate::rules::program::{KeyField, TimePart};
use crate::rules::syntax::Literal;
use crate::{Bin, CardCategory, CardScheme};

/// What can be tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Amount,
    Key(KeyField),
    Time(TimePart),
    Customer,
    Metadata(String),
}

/// Which comparisons make sense.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// `=`, `!=`, `in`.
    None,
    /// And ranges.
    Ranges,
    /// And `<`, `<=`, `>`, `>=`.
    Full,
}

/// A value that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// From, to and including.
    Range(i128, i128),
    Money(Currency, i128),
    Text(String),
}

/// Why a value was not understood.
pub(super) struct NoValue {
    pub(super) code: DiagnosticCode,
    pub(super) message: String,
    pub(super) hint: String,
}

pub(super) const NAMES: &str = "amount, currency, method, scheme, category, country, issuer_country, bin, customer, metadata.key, tenant, time, weekday, date";

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

impl Field {
    pub(super) fn named(name: &str) -> Option<Field> {
        Some(match name {
            "amount" => Field::Amount,
            "currency" => Field::Key(KeyField::Currency),
            "method" => Field::Key(KeyField::Method),
            "scheme" => Field::Key(KeyField::Scheme),
            "category" => Field::Key(KeyField::Category),
            "country" => Field::Key(KeyField::Country),
            "issuer_country" => Field::Key(KeyField::IssuerCountry),
            "bin" => Field::Key(KeyField::Bin),
            "tenant" => Field::Key(KeyField::Tenant),
            "customer" => Field::Customer,
            "time" => Field::Time(TimePart::Clock),
            "weekday" => Field::Time(TimePart::Weekday),
            "date" => Field::Time(TimePart::Date),
            _ => return None,
        })
    }

    pub(super) fn order(&self) -> Order {
        match self {
            Field::Amount | Field::Time(TimePart::Clock | TimePart::Date) => Order::Full,
            Field::Key(KeyField::Bin) | Field::Time(TimePart::Weekday) => Order::Ranges,
            Field::Key(_) | Field::Customer | Field::Metadata(_) => Order::None,
        }
    }

    /// What its values look like.
    fn form(&self) -> String {
        match self {
            Field::Amount => "an amount such as `EUR 12.50`".to_owned(),
            Field::Key(KeyField::Currency) => "a currency of ISO 4217 such as `EUR`".to_owned(),
            Field::Key(KeyField::Method) => one_of(MethodKind::ALL.iter().map(|one| one.as_str())),
            Field::Key(KeyField::Scheme) => one_of(CardScheme::ALL.iter().map(|one| one.as_str())),
            Field::Key(KeyField::Category) => one_of(CardCategory::ALL.iter().map(|one| one.as_str())),
            Field::Key(KeyField::Country | KeyField::IssuerCountry) => {
                "a country of ISO 3166-1 such as `DE`".to_owned()
            }
            Field::Key(KeyField::Bin) => "the 4 to 8 first digits of a card number".to_owned(),
            Field::Key(KeyField::Tenant) => {
                "a tenant's id such as `ten_01h455vb4pex5vsknk084sn02q`".to_owned()
            }
            Field::Customer | Field::Metadata(_) => "a text in double quotes".to_owned(),
            Field::Time(TimePart::Clock) => "a time of day such as `18:30`".to_owned(),
            Field::Time(TimePart::Weekday) => one_of(WEEKDAYS.into_iter()),
            Field::Time(TimePart::Date) => "a date such as `2026-12-24`".to_owned(),
        }
    }

    pub(super) fn read(&self, literal: &Literal) -> Result<Value, NoValue> {
        let key = |key: Option<i128>| {
            key.map(|key| Value::Range(key, key))
                .ok_or_else(|| self.wrong(literal))
        };
        let word = match literal {
            Literal::Word(word) => Some(word.as_str()),
            _ => None,
        };
        match self {
            Field::Amount => self.amount(literal),
            Field::Key(KeyField::Currency) => match word {
                Some(word) => key(Some(i128::from(currency(word)?.number()))),
                None => Err(self.wrong(literal)),
            },
            Field::Key(KeyField::Method) => {
                key(word.and_then(method_from).map(|one| i128::from(one.number())))
            }
            Field::Key(KeyField::Scheme) => {
                let mut all = CardScheme::ALL.iter();
                key(word
                    .and_then(|word| all.find(|one| one.as_str() == word))
                    .map(|one| i128::from(one.number())))
            }
            Field::Key(KeyField::Category) => {
                let mut all = CardCategory::ALL.iter();
                key(word
                    .and_then(|word| all.find(|one| one.as_str() == word))
                    .map(|one| i128::from(one.number())))
            }
            Field::Key(KeyField::Country | KeyField::IssuerCountry) => key(word
                .and_then(|word| word.parse::<Country>().ok())
                .map(country_key)),
            Field::Key(KeyField::Bin) => match literal {
                Literal::Number(text) if (4..=8).contains(&text.len()) => {
                    let bin = Bin::of_digits(text).ok_or_else(|| self.wrong(literal))?;
                    let (low, high) = bin.range();
                    Ok(Value::Range(low.into(), high.into()))
                }
                _ => Err(self.wrong(literal)),
            },
            Field::Key(KeyField::Tenant) => {
                let tenant = word.and_then(|word| word.parse::<TenantId>().ok());
                key(tenant.map(|id| tenant_key(id.as_u128())))
            }
            Field::Customer | Field::Metadata(_) => match literal {
                Literal::Text(text) => Ok(Value::Text(text.clone())),
                _ => Err(self.wrong(literal)),
            },
            Field::Time(TimePart::Clock) => match literal {
                Literal::Clock(text) => key(clock(text)),
                _ => Err(self.wrong(literal)),
            },
            Field::Time(TimePart::Weekday) => {
                let place = word.and_then(|word| WEEKDAYS.iter().position(|day| *day == word));
                key(place.and_then(|place| i128::try_from(place).ok()))
            }
            Field::Time(TimePart::Date) => match literal {
                Literal::Date(text) => key(date(text)),
                _ => Err(self.wrong(literal)),
            },
        }
    }

    fn amount(&self, literal: &Literal) -> Result<Value, NoValue> {
        match literal {
            Literal::Number(number) => Err(NoValue {
                code: DiagnosticCode::MoneyWithoutCurrency,
                message: format!("`{number}` is an amount of no currency"),
                hint: format!("say of which: `EUR {number}`"),
            }),
            Literal::Money(code, number) => {
                let currency = currency(code)?;
                let minor = minor_units(currency, number)?;
                Ok(Value::Money(currency, minor))
            }
            _ => Err(self.wrong(literal)),
        }
    }

    fn wrong(&self, literal: &Literal) -> NoValue {
        let found = match literal {
            Literal::Word(text) | Literal::Number(text) | Literal::Date(text) | Literal::Clock(text) => {
                text.clone()
            }
            Literal::Text(text) => format!("\"{text}\""),
            Literal::Money(currency, number) => format!("{currency} {number}"),
        };
        NoValue {
            code: DiagnosticCode::WrongType,
            message: format!("`{found}` is no value of this field"),
            hint: format!("expected {}", self.form()),
        }
    }
}

fn one_of(words: impl Iterator<Item = &'static str>) -> String {
    let words: Vec<&str> = words.collect();
    format!("one of {}", words.join(", "))
}

fn currency(code: &str) -> Result<Currency, NoValue> {
    Currency::from_code(code).ok_or_else(|| NoValue {
        code: DiagnosticCode::UnknownCurrency,
        message: format!("`{code}` is no currency of ISO 4217"),
        hint: "three upper-case letters such as `EUR`".to_owned(),
    })
}

fn minor_units(currency: Currency, number: &str) -> Result<i128, NoValue> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = usize::from(currency.minor_digits());
    if fraction.len() > digits {
        return Err(NoValue {
            code: DiagnosticCode::TooPrecise,
            message: format!(
                "{currency} has {digits} decimals, this amount has {}",
                fraction.len()
            ),
            hint: "write it in whole minor units".to_owned(),
        });
    }
    // 30 digits are beyond any amount and far from overflowing.
    let padded = format!("{whole}{fraction:0<digits$}");
    if padded.len() > 30 {
        return Err(NoValue {
            code: DiagnosticCode::InvalidNumber,
            message: "this amount has too many digits".to_owned(),
            hint: "at most 30".to_owned(),
        });
    }
    Ok(padded.parse().expect("up to 30 digits"))
}

fn clock(text: &str) -> Option<i128> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (i128, i128) = (hours.parse().ok()?, minutes.parse().ok()?);
    // 24:00 is the end of the day.
    (minutes < 60 && hours * 60 + minutes <= 24 * 60).then_some(hours * 60 + minutes)
}

fn date(text: &str) -> Option<i128> {
    let date: jiff::civil::Date = text.parse().ok()?;
    let since = date.since(jiff::civil::date(1970, 1, 1)).ok()?;
    Some(i128::from(since.get_days()))
}
