//! Cards in the vault as the API takes and shows them. Whatever may be a number is read into text that is wiped, and no mistake
//! repeats it.

use bezant_kernel::CardId;
use bezant_vault::{
    Access, CardNumber, CardView, CustomerReference, Expiry, HolderName, InvalidCard, NewCard, PlainCard,
    Purpose, SecurityCode, Tokenized,
};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};
use zeroize::Zeroizing;

use crate::problem::Problem;
use crate::request::parse;

/// A card to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewVaultCard)]
pub(crate) struct NewCardDto {
    /// 12 to 19 digits; spaces and dashes between them are passed over.
    #[serde(deserialize_with = "wiped")]
    #[schema(value_type = String, example = "4242 4242 4242 4242")]
    number: Zeroizing<String>,
    /// From 1 to 12.
    #[schema(example = 12)]
    expiry_month: u32,
    /// Of four digits, or the last two.
    #[schema(example = 2030)]
    expiry_year: u32,
    /// The name on the card.
    #[serde(default, deserialize_with = "optional_wiped")]
    #[schema(value_type = Option<String>)]
    holder_name: Option<Zeroizing<String>>,
    /// Kept in memory for the first authorization, 15 minutes at most, and written nowhere.
    #[serde(default, deserialize_with = "optional_wiped")]
    #[schema(value_type = Option<String>)]
    security_code: Option<Zeroizing<String>>,
    /// Your name for whose card it is, for erasing all cards of one customer. Kept as a keyed hash only.
    #[serde(default, deserialize_with = "optional_wiped")]
    #[schema(value_type = Option<String>)]
    customer: Option<Zeroizing<String>>,
    /// Also answer a token of as many digits as the number, with its first six and last four; for numbers of 16 digits and more.
    #[serde(default)]
    pub(crate) format_preserving: bool,
}

const FIELDS: &[&str] = &[
    "number",
    "expiry_month",
    "expiry_year",
    "holder_name",
    "security_code",
    "customer",
    "format_preserving",
];

fn wiped<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
    String::deserialize(deserializer).map(Zeroizing::new)
}

fn optional_wiped<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Zeroizing<String>>, D::Error> {
    Option::<String>::deserialize(deserializer).map(|text| text.map(Zeroizing::new))
}

impl NewCardDto {
    /// From a body, of which no mistake repeats anything.
    pub(crate) fn read(body: &[u8]) -> Result<NewCardDto, Problem> {
        parse(body).map_err(|problem| problem.without_values(FIELDS))
    }

    /// The card, if it can be one.
    pub(crate) fn card(&self) -> Result<NewCard, InvalidCard> {
        let number = CardNumber::parse(&self.number)?;
        let code = self.security_code.as_ref();
        Ok(NewCard {
            expiry: Expiry::new(self.expiry_month, self.expiry_year)?,
            holder: self
                .holder_name
                .as_ref()
                .map(|name| HolderName::parse(name))
                .transpose()?,
            code: code.map(|code| SecurityCode::parse(code, &number)).transpose()?,
            customer: self
                .customer
                .as_ref()
                .map(|name| CustomerReference::parse(name))
                .transpose()?,
            number,
        })
    }
}

/// A card as anybody may see it who sees cards.
#[derive(Serialize, ToSchema)]
#[schema(as = VaultCard)]
pub(crate) struct CardDto {
    /// The token that stands for the number.
    #[schema(value_type = String, example = "crd_01h455vb4pex5vsknk084sn02q")]
    id: CardId,
    /// Always `card`.
    object: &'static str,
    /// `active` or `deleted`.
    status: &'static str,
    /// The same for the same number, in your tenant only; null for a card that was deleted.
    fingerprint: Option<String>,
    /// The network, where the first digits say it.
    #[schema(example = "visa")]
    scheme: Option<&'static str>,
    /// The first six or eight digits.
    #[schema(example = "42424242")]
    bin: Option<String>,
    /// The last four digits.
    #[schema(example = "4242")]
    last4: Option<String>,
    expiry_month: Option<u8>,
    expiry_year: Option<u16>,
    /// 1, and one more each time the card came again with another expiry, name or customer.
    version: u32,
    /// How often the number was handed out.
    numbers_seen: u64,
    created_at: String,
    updated_at: String,
    deleted_at: Option<String>,
    /// Looks like the number and is none; only in the answer to a request that asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    format_preserving_token: Option<String>,
}

impl From<&CardView> for CardDto {
    fn from(card: &CardView) -> CardDto {
        let facts = card.facts.as_ref();
        CardDto {
            id: card.id,
            object: "card",
            status: if card.deleted_at.is_some() {
                "deleted"
            } else {
                "active"
            },
            fingerprint: facts.map(|_| format!("{:032x}", card.fingerprint)),
            scheme: facts.and_then(|facts| facts.scheme).map(|scheme| scheme.as_str()),
            bin: facts.map(|facts| facts.bin.clone()),
            last4: facts.map(|facts| facts.last4.clone()),
            expiry_month: facts.map(|facts| facts.expiry.month()),
            expiry_year: facts.map(|facts| facts.expiry.year()),
            version: card.version,
            numbers_seen: card.opened,
            created_at: card.created_at.to_string(),
            updated_at: card.updated_at.to_string(),
            deleted_at: card.deleted_at.map(|at| at.to_string()),
            format_preserving_token: None,
        }
    }
}

impl From<&Tokenized> for CardDto {
    fn from(made: &Tokenized) -> CardDto {
        CardDto {
            format_preserving_token: made.format_preserving.clone(),
            ..CardDto::from(&made.card)
        }
    }
}

/// Which cards.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CardParams {
    /// Only this customer's.
    pub(crate) customer: Option<String>,
    /// Where to go on: the `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
    /// How many rows, from 1 to 99; 50 if left out.
    pub(crate) limit: Option<u32>,
}

/// Whose cards.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CustomerParams {
    /// The customer whose cards are deleted.
    pub(crate) customer: String,
}

/// Which lines of a record.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccessParams {
    /// Where to go on: the `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
    /// How many rows, from 1 to 99; 50 if left out.
    pub(crate) limit: Option<u32>,
}

/// One line of a card's record.
#[derive(Serialize, ToSchema)]
#[schema(as = CardAccess)]
pub(crate) struct AccessDto {
    /// Always `card_access`.
    object: &'static str,
    /// Where it stands in the vault's log.
    position: u64,
    at: String,
    /// `added`, `updated`, `opened`, `refused`, `resealed` or `deleted`.
    kind: &'static str,
    /// Who: a principal, an API key, or a part of the node; null where the vault did it by itself.
    by: Option<String>,
    /// What for, where a number was asked for.
    purpose: Option<&'static str>,
    /// The id of the request.
    correlation_id: String,
}

impl From<&Access> for AccessDto {
    fn from(access: &Access) -> AccessDto {
        AccessDto {
            object: "card_access",
            position: access.position.0,
            at: access.at.to_string(),
            kind: access.kind.as_str(),
            by: access.by.as_ref().map(|by| by.as_str().to_owned()),
            purpose: access.purpose.map(Purpose::as_str),
            correlation_id: access.correlation.as_str().to_owned(),
        }
    }
}

/// What a number is wanted for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reveal {
    pub(crate) purpose: RevealPurpose,
}

/// Purposes that a person or a program may name; payments take numbers by themselves.
#[derive(Copy, Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RevealPurpose {
    /// The cards go to another vault.
    MerchantExport,
    /// A dispute has to be answered.
    Dispute,
    /// A person looks at it.
    SupportReveal,
}

impl From<RevealPurpose> for Purpose {
    fn from(purpose: RevealPurpose) -> Purpose {
        match purpose {
            RevealPurpose::MerchantExport => Purpose::MerchantExport,
            RevealPurpose::Dispute => Purpose::Dispute,
            RevealPurpose::SupportReveal => Purpose::SupportReveal,
        }
    }
}

/// A whole card. It is written into an answer and nowhere else.
#[derive(Serialize, ToSchema)]
#[schema(as = RevealedCard)]
pub(crate) struct Revealed<'a> {
    #[schema(value_type = String)]
    id: CardId,
    /// Always `revealed_card`.
    object: &'static str,
    number: &'a str,
    expiry_month: u8,
    expiry_year: u16,
    holder_name: Option<&'a str>,
}

impl<'a> Revealed<'a> {
    pub(crate) fn of(id: CardId, card: &'a PlainCard) -> Revealed<'a> {
        Revealed {
            id,
            object: "revealed_card",
            number: card.number.expose(),
            expiry_month: card.expiry.month(),
            expiry_year: card.expiry.year(),
            holder_name: card.holder.as_ref().map(HolderName::expose),
        }
    }
}

/// Cards that are gone.
#[derive(Serialize, ToSchema)]
pub(crate) struct ErasedCards {
    /// Always `erased_cards`.
    pub(crate) object: &'static str,
    /// How many there were.
    pub(crate) deleted: u32,
}
