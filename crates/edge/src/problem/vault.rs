//! Problems made from what the card vault says. None of them repeats anything of a request: it may be a card number.

use bezant_vault::{InvalidCard, VaultError};

use super::{Code, Mistake, Problem, RETRY_SOON};
use crate::compliance::PciViolation;

impl From<VaultError> for Problem {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Invalid(invalid) => invalid.into(),
            VaultError::NotFound => Problem::new(Code::CardNotFound, "there is no such card"),
            VaultError::Deleted => {
                Problem::new(Code::CardDeleted, "the card was deleted; its number is gone")
            }
            VaultError::Denied => {
                PciViolation::PurposeDenied.count();
                let detail = "you may not see card numbers for this purpose; that you asked is on record";
                Problem::new(Code::CardPurposeDenied, detail)
            }
            VaultError::CustomerFull => {
                let detail = "the customer has as many cards as a customer may have";
                Problem::new(Code::CardsOfCustomerReached, detail)
            }
            VaultError::Busy { retry_after } => Problem::overloaded().retry_after(retry_after),
            VaultError::StorageFull => {
                let detail =
                    "the vault's storage is full: there is no room for the record of an access either";
                Problem::new(Code::StorageFull, detail)
            }
            VaultError::Damaged => {
                tracing::error!("a card in the vault does not open");
                Problem::new(Code::CardUnreadable, "what is stored of the card does not open")
            }
            VaultError::Rotating | VaultError::Unavailable(_) => {
                tracing::warn!(%error, "the card vault does not answer");
                let detail = "the card vault does not answer; payments by other tokens go on";
                Problem::new(Code::VaultUnavailable, detail).retry_after(RETRY_SOON)
            }
        }
    }
}

impl From<InvalidCard> for Problem {
    fn from(invalid: InvalidCard) -> Self {
        let path = match invalid {
            InvalidCard::Number | InvalidCard::CheckDigit | InvalidCard::Length => "number",
            InvalidCard::Expiry | InvalidCard::Expired => "expiry_month",
            InvalidCard::SecurityCode => "security_code",
            InvalidCard::Holder => "holder_name",
            InvalidCard::Customer => "customer",
        };
        let detail = invalid.to_string();
        let mistake = Mistake::new(path, Code::CardInvalid.as_str(), detail.clone());
        Problem::new(Code::CardInvalid, detail).with_mistakes(vec![mistake])
    }
}

impl Problem {
    /// The same without anything that a request said but names of fields, of which these are known.
    pub(crate) fn without_values(mut self, fields: &[&str]) -> Problem {
        let parts = &mut *self.0;
        if parts.mistakes.is_empty() {
            return self;
        }
        for mistake in &mut parts.mistakes {
            if !fields.contains(&&*mistake.path) {
                mistake.path = String::new();
            }
            mistake.message = match mistake.code {
                "field_missing" => "it is missing",
                "field_unknown" => "a field that is not known here",
                _ => "it is not what this field takes",
            }
            .to_owned();
            mistake.hint = None;
        }
        let mistakes = std::mem::take(&mut parts.mistakes);
        Problem::mistakes(mistakes)
    }
}

#[cfg(test)]
mod tests {
    use crate::dto::card::NewCardDto;

    #[test]
    fn nothing_of_a_wrong_card_is_repeated() {
        for body in [
            r#"{"number":4242424242424242,"expiry_month":1,"expiry_year":30}"#,
            r#"{"number":"4242424242424242","expiry_month":"4242424242424242","expiry_year":30}"#,
            r#"{"number":"4242424242424242","4242424242424242":1,"expiry_month":1,"expiry_year":30}"#,
            r#"{"number":"4242424242424242","expiry_month":1,"expiry_year":4242424242424242}"#,
            r#"{"number":["4242424242424242"],"expiry_month":1,"expiry_year":30}"#,
            r#"{"number":"4242424242424242","expiry_month":1,"expiry_year":30,"format_preserving":"4242424242424242"}"#,
            r#"{"number":"4242424242424242" 4242424242424242}"#,
            r#"["4242424242424242"]"#,
            r#""4242424242424242""#,
            "4242424242424242",
        ] {
            let problem = NewCardDto::read(body.as_bytes()).err().expect(body);
            assert!(!format!("{problem:?}").contains("4242"), "{problem:?}");
        }
        let missing = NewCardDto::read(br#"{"number":"4242424242424242"}"#)
            .err()
            .unwrap();
        assert!(format!("{missing:?}").contains("expiry_month"));
    }
}
