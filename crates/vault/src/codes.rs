//! Security codes, in memory only and not for long: until the first authorization, or until their time is over.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bezant_kernel::{CardId, Milliseconds, Timestamp};

use crate::number::SecurityCode;

/// A person pays within this time, or gives the code again.
const KEPT_FOR: Milliseconds = Milliseconds(15 * 60 * 1_000);

/// Under more the oldest go.
const MOST: usize = 100_000;

/// The codes that wait.
#[derive(Default)]
pub(crate) struct SecurityCodes(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    codes: BTreeMap<CardId, (SecurityCode, Timestamp)>,
    /// By when they came. One that came again, or was taken, is no longer in `codes` with that time.
    order: VecDeque<(Timestamp, CardId)>,
}

impl SecurityCodes {
    /// Keeps a code in place of one that the card had.
    pub(crate) fn put(&self, card: CardId, code: SecurityCode, now: Timestamp) {
        let mut waiting = self.lock();
        waiting.forget_before(now, MOST - 1);
        waiting.codes.insert(card, (code, now));
        waiting.order.push_back((now, card));
    }

    /// The code, which is not here any more then.
    pub(crate) fn take(&self, card: CardId, now: Timestamp) -> Option<SecurityCode> {
        let mut waiting = self.lock();
        waiting.forget_before(now, MOST);
        waiting.codes.remove(&card).map(|(code, _)| code)
    }

    /// How many wait.
    pub(crate) fn len(&self, now: Timestamp) -> usize {
        let mut waiting = self.lock();
        waiting.forget_before(now, MOST);
        waiting.codes.len()
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn forget_before(&mut self, now: Timestamp, most: usize) {
        while let Some(&(came, card)) = self.order.front() {
            if came.after(KEPT_FOR) > now && self.order.len() <= most {
                break;
            }
            self.order.pop_front();
            if self.codes.get(&card).is_some_and(|(_, at)| *at == came) {
                self.codes.remove(&card);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CardNumber;

    fn code(text: &str) -> SecurityCode {
        SecurityCode::parse(text, &CardNumber::parse("4242424242424242").unwrap()).unwrap()
    }

    fn at(minutes: u64) -> Timestamp {
        Timestamp::from_microseconds(minutes * 60_000_000)
    }

    #[test]
    fn a_code_is_there_once_and_not_for_long() {
        let codes = SecurityCodes::default();
        let card = |nth| CardId::from_u128(nth);
        codes.put(card(1), code("123"), at(0));
        codes.put(card(1), code("456"), at(1));
        codes.put(card(2), code("789"), at(2));
        assert_eq!(codes.take(card(1), at(15)).unwrap().expose(), "456");
        assert!(codes.take(card(1), at(15)).is_none());
        assert_eq!(codes.len(at(16)), 1);
        assert!(codes.take(card(2), at(17)).is_none());
        assert_eq!(codes.len(at(17)), 0);
        // As many as fit, and one more.
        for nth in 0..=MOST as u128 {
            codes.put(card(nth), code("123"), at(20));
        }
        assert_eq!(codes.len(at(20)), MOST);
        assert!(codes.take(card(0), at(20)).is_none());
    }
}
