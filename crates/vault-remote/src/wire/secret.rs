//! Messages with card numbers, security codes, names and tokens that hold a number. Nothing prints them, and they are wiped when they go.

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_vault::{
    CardNumber, CustomerReference, Expiry, HolderName, InvalidCard, NewCard, PlainCard, SecurityCode, Token,
};
use prost::{Message, Oneof};
use zeroize::Zeroize;

/// A card with its number, as it leaves.
#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(crate) struct PlainCardWire {
    #[prost(string, tag = "1")]
    number: String,
    #[prost(uint32, tag = "2")]
    month: u32,
    #[prost(uint32, tag = "3")]
    year: u32,
    #[prost(string, optional, tag = "4")]
    holder: Option<String>,
    #[prost(string, optional, tag = "5")]
    code: Option<String>,
}

impl Drop for PlainCardWire {
    fn drop(&mut self) {
        self.number.zeroize();
        self.holder.zeroize();
        self.code.zeroize();
    }
}

impl From<&PlainCard> for PlainCardWire {
    fn from(card: &PlainCard) -> Self {
        PlainCardWire {
            number: card.number.expose().to_owned(),
            month: u32::from(card.expiry.month()),
            year: u32::from(card.expiry.year()),
            holder: card.holder.as_ref().map(|name| name.expose().to_owned()),
            code: card.code.as_ref().map(|code| code.expose().to_owned()),
        }
    }
}

impl TryFrom<&PlainCardWire> for PlainCard {
    type Error = InvalidCard;

    fn try_from(wire: &PlainCardWire) -> Result<PlainCard, InvalidCard> {
        let number = CardNumber::parse(&wire.number)?;
        Ok(PlainCard {
            expiry: Expiry::new(wire.month, wire.year)?,
            holder: wire.holder.as_deref().map(HolderName::parse).transpose()?,
            code: wire
                .code
                .as_deref()
                .map(|code| SecurityCode::parse(code, &number))
                .transpose()?,
            number,
        })
    }
}

/// A card as it comes in.
#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(crate) struct NewCardWire {
    #[prost(message, optional, tag = "1")]
    card: Option<PlainCardWire>,
    #[prost(string, optional, tag = "2")]
    customer: Option<String>,
}

impl Drop for NewCardWire {
    fn drop(&mut self) {
        self.customer.zeroize();
    }
}

impl From<NewCard> for NewCardWire {
    fn from(card: NewCard) -> Self {
        let NewCard {
            number,
            expiry,
            holder,
            code,
            customer,
        } = card;
        let card = PlainCard {
            number,
            expiry,
            holder,
            code,
        };
        NewCardWire {
            card: Some(PlainCardWire::from(&card)),
            customer: customer.map(|customer| customer.expose().to_owned()),
        }
    }
}

impl TryFrom<&NewCardWire> for NewCard {
    type Error = InvalidCard;

    /// Checked here as if nobody had before.
    fn try_from(wire: &NewCardWire) -> Result<NewCard, InvalidCard> {
        let PlainCard {
            number,
            expiry,
            holder,
            code,
        } = PlainCard::try_from(wire.card.as_ref().ok_or(InvalidCard::Number)?)?;
        Ok(NewCard {
            number,
            expiry,
            holder,
            code,
            customer: wire
                .customer
                .as_deref()
                .map(CustomerReference::parse)
                .transpose()?,
        })
    }
}

/// What stands for a card. One that looks like a number holds it for whoever has the tenant's key.
#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(crate) struct TokenWire {
    #[prost(oneof = "TokenKindWire", tags = "1, 2")]
    kind: Option<TokenKindWire>,
}

#[derive(Clone, PartialEq, Oneof)]
#[prost(skip_debug)]
enum TokenKindWire {
    #[prost(bytes, tag = "1")]
    Card(Vec<u8>),
    #[prost(string, tag = "2")]
    FormatPreserving(String),
}

impl From<&Token> for TokenWire {
    fn from(token: &Token) -> Self {
        TokenWire {
            kind: Some(match token {
                Token::Card(card) => TokenKindWire::Card(id_bytes(*card)),
                Token::FormatPreserving(digits) => TokenKindWire::FormatPreserving(digits.clone()),
            }),
        }
    }
}

impl TryFrom<&TokenWire> for Token {
    type Error = Corrupt;

    fn try_from(wire: &TokenWire) -> Result<Token, Corrupt> {
        match wire.kind.as_ref().ok_or(Corrupt("a token of no kind"))? {
            TokenKindWire::Card(card) => Ok(Token::Card(id_from(card)?)),
            TokenKindWire::FormatPreserving(digits) => Ok(Token::FormatPreserving(digits.clone())),
        }
    }
}
