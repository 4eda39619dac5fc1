//! Who is let in by country.

use super::Country;

/// Which countries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// These and no others.
    Allow(Vec<Country>),
    /// All but these.
    Deny(Vec<Country>),
}

/// A rule, and what holds for addresses without a country (private ones, new ones, some of satellites).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    /// The rule.
    pub rule: Rule,
    /// Whether an address is let in whose country is not known.
    pub admits_unknown: bool,
}

/// What a fence says.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether to let them in.
    pub is_admitted: bool,
    /// The country, for the log.
    pub country: Option<Country>,
}

impl Fence {
    /// Whether somebody from there is let in.
    pub fn judge(&self, country: Option<Country>) -> Verdict {
        let is_admitted = match (&self.rule, country) {
            (_, None) => self.admits_unknown,
            (Rule::Allow(countries), Some(country)) => countries.contains(&country),
            (Rule::Deny(countries), Some(country)) => !countries.contains(&country),
        };
        Verdict { is_admitted, country }
    }
}
