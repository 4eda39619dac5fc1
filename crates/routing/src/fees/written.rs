//! Fee tables in the form in which people write them.

use std::fmt;

use super::{FeeDocument, FeeLineDocument, FeeScheduleDocument, PriceDocument};
use crate::fees::{Price, Rate};
use crate::{FeeLine, FeeSchedule};

impl FeeDocument {
    /// The document from which these schedules are read.
    pub fn of(schedules: &[FeeSchedule]) -> FeeDocument {
        FeeDocument {
            schedule: schedules.iter().map(schedule).collect(),
        }
    }
}

fn schedule(schedule: &FeeSchedule) -> FeeScheduleDocument {
    FeeScheduleDocument {
        gateway: schedule.gateway.to_string(),
        home: schedule.home.map(|country| country.as_str().to_owned()),
        settlement: schedule
            .settlement
            .iter()
            .map(|one| one.code().to_owned())
            .collect(),
        margin: rate(schedule.margin),
        line: schedule.lines.iter().map(line).collect(),
    }
}

fn line(line: &FeeLine) -> FeeLineDocument {
    FeeLineDocument {
        methods: words(&line.methods),
        schemes: words(&line.schemes),
        categories: words(&line.categories),
        regions: words(&line.regions),
        currency: line.currency.map(|currency| currency.code().to_owned()),
        interchange: price(&line.interchange),
        scheme: price(&line.scheme),
        markup: price(&line.markup),
        minimum_minor: line.minimum_minor,
        maximum_minor: line.maximum_minor,
    }
}

fn words<'a, T: fmt::Display + 'a>(all: impl IntoIterator<Item = &'a T>) -> Vec<String> {
    all.into_iter().map(T::to_string).collect()
}

fn price(price: &Price) -> PriceDocument {
    PriceDocument {
        basis_points: rate(price.rate),
        fixed_minor: price.fixed_minor,
        minimum_minor: price.minimum_minor,
        maximum_minor: price.maximum_minor,
    }
}

/// Basis points with as many decimals as are needed.
fn rate(rate: Rate) -> Option<String> {
    let (whole, hundredths) = (rate.millionths() / 100, rate.millionths() % 100);
    match (whole, hundredths) {
        (0, 0) => None,
        (_, 0) => Some(whole.to_string()),
        (_, tenths) if tenths % 10 == 0 => Some(format!("{whole}.{}", tenths / 10)),
        _ => Some(format!("{whole}.{hundredths:02}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_the_same() {
        let price = |basis_points: &str| PriceDocument {
            basis_points: Some(basis_points.to_owned()),
            fixed_minor: 5,
            minimum_minor: Some(1),
            maximum_minor: Some(9),
        };
        let document = FeeDocument {
            schedule: vec![FeeScheduleDocument {
                gateway: "adyen".to_owned(),
                home: Some("DE".to_owned()),
                settlement: vec!["EUR".to_owned()],
                margin: Some("150".to_owned()),
                line: vec![
                    FeeLineDocument {
                        methods: vec!["card".to_owned()],
                        schemes: vec!["visa".to_owned()],
                        categories: vec!["debit".to_owned(), "prepaid".to_owned()],
                        regions: vec!["domestic".to_owned()],
                        currency: Some("EUR".to_owned()),
                        interchange: price("20"),
                        scheme: price("1.95"),
                        markup: price("10.5"),
                        minimum_minor: Some(2),
                        maximum_minor: None,
                    },
                    FeeLineDocument::default(),
                ],
            }],
        };
        let schedules = document.read().unwrap();
        assert_eq!(FeeDocument::of(&schedules), document);
    }
}
