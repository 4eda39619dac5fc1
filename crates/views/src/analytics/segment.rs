//! What payments are told apart by.

use bezant_kernel::{CardScheme, Currency, MethodKind, Money};
use bezant_payments::{Created, Initiator};

/// The ends of the amount bands in units of the currency, as routing's learning has them, and their words.
const BANDS: [(i128, &str); 4] = [(10, "to_10"), (50, "to_50"), (200, "to_200"), (1_000, "to_1000")];
const ABOVE: &str = "above_1000";

/// What sums can be grouped and filtered by.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// The gateway that was asked.
    Gateway,
    /// With what is paid.
    Method,
    /// The currency's code.
    Currency,
    /// Where the card's issuer sits.
    IssuerCountry,
    /// The card's network.
    Scheme,
    /// How much it is about.
    AmountBand,
    /// Who wants the money to move.
    Initiator,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Dimension; 7] = [
        Dimension::Gateway,
        Dimension::Method,
        Dimension::Currency,
        Dimension::IssuerCountry,
        Dimension::Scheme,
        Dimension::AmountBand,
        Dimension::Initiator,
    ];

    /// The word in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Dimension::Gateway => "gateway",
            Dimension::Method => "method",
            Dimension::Currency => "currency",
            Dimension::IssuerCountry => "issuer_country",
            Dimension::Scheme => "scheme",
            Dimension::AmountBand => "amount_band",
            Dimension::Initiator => "initiator",
        }
    }

    /// The one with this word.
    pub fn from_word(word: &str) -> Option<Dimension> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }

    /// Whether a value can be one of this dimension.
    pub fn takes(self, value: &str) -> bool {
        match self {
            Dimension::Gateway => value.parse::<bezant_kernel::GatewayName>().is_ok(),
            Dimension::Method => MethodKind::ALL.iter().any(|one| one.as_str() == value),
            Dimension::Currency => Currency::from_code(value).is_some(),
            Dimension::IssuerCountry => value.parse::<bezant_kernel::Country>().is_ok(),
            Dimension::Scheme => CardScheme::ALL.iter().any(|one| one.as_str() == value),
            Dimension::AmountBand => value == ABOVE || BANDS.iter().any(|band| band.1 == value),
            Dimension::Initiator => matches!(value, "customer" | "merchant"),
        }
    }
}

/// What is known of a payment from the start, in one number, as it is stored.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Facts(pub(crate) i64);

const COUNTRY: u32 = 16;
const SCHEME: u32 = 32;
const METHOD: u32 = 40;
const BAND: u32 = 48;
const INITIATOR: u32 = 52;

impl Facts {
    pub(crate) fn of(created: &Created) -> Facts {
        let country = created.card.issuer_country.as_ref().map_or(0, |country| {
            let letters = country.as_str().as_bytes();
            i64::from(letters[0]) << 8 | i64::from(letters[1])
        });
        let scheme = created.card.scheme.map_or(0, CardScheme::number);
        let initiator = match created.initiator {
            Initiator::Customer => 0,
            Initiator::Merchant => 1,
        };
        Facts(
            i64::from(created.amount.currency().number())
                | country << COUNTRY
                | i64::from(scheme & 0xff) << SCHEME
                | i64::from(created.method.number() & 0xff) << METHOD
                | band(created.amount) << BAND
                | initiator << INITIATOR,
        )
    }

    /// The same without what callers may choose freely.
    pub(super) fn coarse(self) -> Facts {
        Facts(self.0 & !(0xff_ffff << COUNTRY))
    }

    fn part(self, shift: u32, mask: i64) -> i64 {
        self.0 >> shift & mask
    }

    pub(super) fn currency(self) -> Option<Currency> {
        u16::try_from(self.part(0, 0xffff))
            .ok()
            .and_then(Currency::from_number)
    }

    /// The word of a dimension that is known from the start.
    pub(super) fn word(self, dimension: Dimension) -> Option<String> {
        let number = |shift, mask| self.part(shift, mask) as u32;
        match dimension {
            Dimension::Gateway => None,
            Dimension::Method => {
                MethodKind::from_number(number(METHOD, 0xff)).map(|one| one.as_str().to_owned())
            }
            Dimension::Currency => self.currency().map(|currency| currency.to_string()),
            Dimension::IssuerCountry => {
                let letters = self.part(COUNTRY, 0xffff) as u16;
                (letters != 0).then(|| letters.to_be_bytes().map(char::from).into_iter().collect())
            }
            Dimension::Scheme => {
                CardScheme::from_number(number(SCHEME, 0xff)).map(|one| one.as_str().to_owned())
            }
            Dimension::AmountBand => {
                let band = self.part(BAND, 0xf) as usize;
                Some(BANDS.get(band).map_or(ABOVE, |band| band.1).to_owned())
            }
            Dimension::Initiator => {
                let word = if self.part(INITIATOR, 3) == 0 {
                    "customer"
                } else {
                    "merchant"
                };
                Some(word.to_owned())
            }
        }
    }
}

fn band(amount: Money) -> i64 {
    let scale = 10_i128.pow(u32::from(amount.currency().minor_digits()));
    let above = BANDS
        .iter()
        .filter(|(end, _)| amount.minor() > end * scale)
        .count();
    above as i64
}
