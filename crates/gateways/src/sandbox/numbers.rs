//! Test numbers: cards of the vault stand for the token whose number they have. A number that is no test number is declined, so
//! that nobody takes a sandbox for a gateway.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::cards::test_cards;
use crate::card::CardData;

/// As for deeds: who is asked about is not the oldest of so many.
const CAPACITY: usize = 100_000;

/// Whole numbers that act like magic tokens; they follow the published test numbers.
#[rustfmt::skip]
pub(super) static NUMBERS: &[(&str, &str)] = &[
    ("4000000000000002", "tok_declined"),
    ("4000000000000069", "tok_expired_card"),
    ("4000000000000127", "tok_incorrect_security_code"),
    ("4000000000009979", "tok_lost_or_stolen"),
    ("4000000000009995", "tok_insufficient_funds"),
    ("4000002500003155", "tok_authentication_required"),
    ("4100000000000019", "tok_suspected_fraud"),
];

/// The token that a number acts like.
fn token_of(card: &CardData) -> Option<&'static str> {
    if let Some((_, token)) = NUMBERS.iter().find(|(number, _)| *number == card.number()) {
        return Some(token);
    }
    let bin = card.number().get(..8)?;
    let card = test_cards().iter().find(|card| card.bin == bin)?;
    Some(card.token)
}

/// What the vault's cards that were here act like: what follows an authorization comes without the number.
#[derive(Default)]
pub(super) struct StandIns {
    tokens: FxHashMap<String, &'static str>,
    oldest_first: VecDeque<String>,
}

impl StandIns {
    /// The token that stands for the card with this id, now or since it was here.
    pub(super) fn find(&mut self, id: &str, card: Option<&CardData>) -> Option<&'static str> {
        let Some(token) = card.and_then(token_of) else {
            return self.tokens.get(id).copied();
        };
        if self.tokens.insert(id.to_owned(), token).is_none() {
            if self.oldest_first.len() == CAPACITY
                && let Some(oldest) = self.oldest_first.pop_front()
            {
                self.tokens.remove(&oldest);
            }
            self.oldest_first.push_back(id.to_owned());
        }
        Some(token)
    }
}

/// The table of test numbers in Markdown, for the documentation.
pub(super) fn table() -> String {
    let mut text = String::from("| Number | Acts like |\n|---|---|\n");
    for (number, token) in NUMBERS {
        text.push_str(&format!("| `{number}` | `{token}` |\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::magic;

    #[test]
    fn a_card_acts_like_its_number_also_when_that_is_not_there_any_more() {
        let mut cards = StandIns::default();
        let card = |number| CardData::new(number, 12, 2040);
        assert_eq!(
            cards.find("crd_1", Some(&card("4242424242424242"))),
            Some("tok_visa_us")
        );
        assert_eq!(
            cards.find("crd_2", Some(&card("4000000000000002"))),
            Some("tok_declined")
        );
        assert_eq!(cards.find("crd_3", Some(&card("4539578763621486"))), None);
        assert_eq!(cards.find("crd_1", None), Some("tok_visa_us"));
        assert_eq!(cards.find("crd_3", None), None);
        for (_, token) in NUMBERS {
            assert!(magic::TABLE.iter().any(|row| row.token == *token), "{token}");
        }
    }
}
