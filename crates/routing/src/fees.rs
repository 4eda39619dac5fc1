//! What gateways charge: schedules with a line for each kind of payment, in whole minor units.
//!
//! A line's price has up to three parts (interchange, scheme fee, markup), and a payment in a currency in which the
//! gateway does not settle costs a margin on top. **Rounding**: each part is worked out on its own, as the exact share
//! rounded half up to a minor unit, plus its fixed amount, then held between its minimum and maximum; the sum of the
//! parts is held between the line's; the margin comes last. So a bill that lists its parts adds up.

mod document;
mod written;

use std::collections::BTreeSet;

use bezant_kernel::{Country, Currency, GatewayName, MethodKind, Money, numbered_words};

pub(crate) use document::check;
pub use document::{
    FeeDocument, FeeLineDocument, FeeProblem, FeeProblems, FeeScheduleDocument, PriceDocument,
};

use crate::{CardCategory, CardScheme, Facts};

/// So many lines a schedule may have: the first that fits is looked for at each choice.
pub const MAXIMUM_FEE_LINES: usize = 256;

numbered_words! {
    /// How far the issuer is from the gateway's home, as interchange sees it.
    Region {
        /// The same country.
        Domestic = 1 "domestic",
        /// Both in the European Economic Area.
        Regional = 2 "regional",
        /// Anything else that is known.
        International = 3 "international",
    }
}

/// The European Economic Area, within which interchange is capped by Regulation (EU) 2015/751.
const ECONOMIC_AREA: [&str; 30] = [
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT",
    "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO",
];

impl Region {
    /// The region of an issuer seen from `home`.
    pub fn between(home: Country, issuer: Country) -> Region {
        let is_inside = |country: Country| ECONOMIC_AREA.contains(&country.as_str());
        if home == issuer {
            Region::Domestic
        } else if is_inside(home) && is_inside(issuer) {
            Region::Regional
        } else {
            Region::International
        }
    }
}

/// A share of the amount in millionths: a basis point is 100 of them.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(pub(crate) u32);

impl Rate {
    /// The whole amount, the largest rate.
    pub const WHOLE: Rate = Rate(1_000_000);

    /// So many millionths; nothing if it is more than the whole.
    pub const fn from_millionths(millionths: u32) -> Option<Rate> {
        if millionths <= Rate::WHOLE.0 {
            Some(Rate(millionths))
        } else {
            None
        }
    }

    /// In millionths.
    pub const fn millionths(self) -> u32 {
        self.0
    }
}

/// A part of a price.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Price {
    /// The share of the amount.
    pub rate: Rate,
    /// In addition, in minor units of the line's currency.
    pub fixed_minor: u64,
    /// At least this, in minor units of the line's currency.
    pub minimum_minor: Option<u64>,
    /// At most this, in minor units of the line's currency.
    pub maximum_minor: Option<u64>,
}

/// The price of one kind of payment. An empty set fits everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeeLine {
    /// For these kinds of payment method, the rails.
    pub methods: BTreeSet<MethodKind>,
    /// For cards of these networks.
    pub schemes: BTreeSet<CardScheme>,
    /// For cards of these kinds.
    pub categories: BTreeSet<CardCategory>,
    /// For issuers so far away.
    pub regions: BTreeSet<Region>,
    /// For payments in this currency; fixed amounts, minima and maxima need one.
    pub currency: Option<Currency>,
    /// What goes to the issuer.
    pub interchange: Price,
    /// What goes to the card's network.
    pub scheme: Price,
    /// What goes to the gateway: the whole price where it is not split up.
    pub markup: Price,
    /// The three parts cost at least this.
    pub minimum_minor: Option<u64>,
    /// The three parts cost at most this.
    pub maximum_minor: Option<u64>,
}

/// What one gateway charges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeeSchedule {
    /// The gateway.
    pub gateway: GatewayName,
    /// Where it acquires: tells domestic cards from others.
    pub home: Option<Country>,
    /// The first line that fits a payment is its price.
    pub lines: Vec<FeeLine>,
    /// The currencies in which it settles without conversion; all if empty.
    pub settlement: BTreeSet<Currency>,
    /// What it takes for converting any other.
    pub margin: Rate,
}

/// What a payment costs at a gateway, in minor units of its currency.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// What goes to the issuer.
    pub interchange: i128,
    /// What goes to the card's network.
    pub scheme: i128,
    /// What goes to the gateway, with what its minimum or maximum adds or takes.
    pub markup: i128,
    /// What the conversion costs.
    pub margin: i128,
}

impl Cost {
    /// All of it.
    pub fn total(self) -> i128 {
        self.interchange + self.scheme + self.markup + self.margin
    }
}

/// Amounts above this have no cost that could be worked out exactly: 10^27 minor units.
const LARGEST_AMOUNT: i128 = 1_000_000_000_000_000_000_000_000_000;

impl Price {
    fn of(&self, minor: i128) -> i128 {
        let share = (minor * i128::from(self.rate.0) + 500_000) / 1_000_000;
        within(
            share + i128::from(self.fixed_minor),
            self.minimum_minor,
            self.maximum_minor,
        )
    }
}

fn within(cost: i128, minimum: Option<u64>, maximum: Option<u64>) -> i128 {
    let raised = minimum.map_or(cost, |minimum| cost.max(i128::from(minimum)));
    maximum.map_or(raised, |maximum| raised.min(i128::from(maximum)))
}

impl FeeSchedule {
    /// What the payment costs; nothing if no line fits it, or its amount is negative or beyond anything real.
    pub fn cost(&self, amount: Money, method: MethodKind, facts: &Facts<'_>) -> Option<Cost> {
        let region = self
            .home
            .zip(facts.issuer_country)
            .map(|(home, issuer)| Region::between(home, issuer));
        let line = self
            .lines
            .iter()
            .find(|line| line.fits(amount.currency(), method, facts, region))?;
        self.cost_by(line, amount)
    }

    fn cost_by(&self, line: &FeeLine, amount: Money) -> Option<Cost> {
        let minor = amount.minor();
        if !(0..=LARGEST_AMOUNT).contains(&minor) {
            return None;
        }
        let interchange = line.interchange.of(minor);
        let scheme = line.scheme.of(minor);
        let plain = interchange + scheme + line.markup.of(minor);
        let held = within(plain, line.minimum_minor, line.maximum_minor);
        let is_settled = self.settlement.is_empty() || self.settlement.contains(&amount.currency());
        let margin = Price {
            rate: if is_settled { Rate::default() } else { self.margin },
            ..Price::default()
        };
        Some(Cost {
            interchange,
            scheme,
            markup: held - interchange - scheme,
            margin: margin.of(minor),
        })
    }
}

impl FeeLine {
    fn fits(
        &self,
        currency: Currency,
        method: MethodKind,
        facts: &Facts<'_>,
        region: Option<Region>,
    ) -> bool {
        fn is_among<T: Ord>(allowed: &BTreeSet<T>, one: Option<T>) -> bool {
            allowed.is_empty() || one.is_some_and(|one| allowed.contains(&one))
        }
        self.currency.is_none_or(|only| only == currency)
            && is_among(&self.methods, Some(method))
            && is_among(&self.schemes, facts.scheme)
            && is_among(&self.categories, facts.category)
            && is_among(&self.regions, region)
    }
}

#[cfg(test)]
mod tests;
