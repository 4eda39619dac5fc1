//! Challenges that wait for their answer: each is answered once, and forgotten after a while or when there are too many.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use bezant_kernel::{Milliseconds, Timestamp};

use crate::text::{base64url, from_base64url};

/// Names a challenge to whoever answers it. It can't be guessed.
#[derive(Copy, Clone, PartialEq, Eq, Hash)]
pub struct ChallengeId([u8; 16]);

/// The text is not the name of a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the id of a challenge")]
pub struct InvalidChallengeId;

impl fmt::Display for ChallengeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base64url(&self.0))
    }
}

impl fmt::Debug for ChallengeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChallengeId(..)")
    }
}

impl FromStr for ChallengeId {
    type Err = InvalidChallengeId;

    fn from_str(text: &str) -> Result<Self, InvalidChallengeId> {
        Some(text)
            .filter(|text| text.len() == 22)
            .and_then(|text| from_base64url(text.as_bytes())?.try_into().ok())
            .map(ChallengeId)
            .ok_or(InvalidChallengeId)
    }
}

pub(super) struct Challenges<T> {
    most: usize,
    lasts: Milliseconds,
    waiting: Mutex<Waiting<T>>,
}

struct Waiting<T> {
    states: HashMap<ChallengeId, (Timestamp, T)>,
    /// In the order in which they were made. Those that were answered stay until their turn comes.
    order: VecDeque<(Timestamp, ChallengeId)>,
}

impl<T> Challenges<T> {
    pub(super) fn new(most: usize, lasts: Milliseconds) -> Challenges<T> {
        let waiting = Waiting {
            states: HashMap::new(),
            order: VecDeque::new(),
        };
        Challenges {
            most,
            lasts,
            waiting: Mutex::new(waiting),
        }
    }

    pub(super) fn add(&self, state: T, now: Timestamp) -> ChallengeId {
        let id = ChallengeId(rand::random());
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(&(ends, oldest)) = waiting.order.front() {
            if ends > now && waiting.order.len() < self.most {
                break;
            }
            waiting.order.pop_front();
            waiting.states.remove(&oldest);
        }
        let ends = now.after(self.lasts);
        waiting.order.push_back((ends, id));
        waiting.states.insert(id, (ends, state));
        assert!(waiting.order.len() <= self.most, "there is a bound");
        id
    }

    /// The challenge's state, once.
    pub(super) fn take(&self, id: ChallengeId, now: Timestamp) -> Option<T> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let (ends, state) = waiting.states.remove(&id)?;
        (now < ends).then_some(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_microseconds(seconds * 1_000_000)
    }

    #[test]
    fn a_challenge_is_answered_once_in_time_and_there_are_never_too_many() {
        let challenges = Challenges::new(3, Milliseconds(10_000));
        let first = challenges.add(1, at(100));
        assert_eq!(challenges.take(first, at(109)), Some(1));
        assert_eq!(challenges.take(first, at(109)), None);
        let late = challenges.add(2, at(100));
        assert_eq!(challenges.take(late, at(110)), None);
        let all: Vec<_> = (0..5).map(|number| challenges.add(number, at(200))).collect();
        let left: Vec<_> = all
            .iter()
            .filter_map(|&id| challenges.take(id, at(201)))
            .collect();
        assert_eq!(left, [2, 3, 4]);
        let id = challenges.add(6, at(300));
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in ["", "AAAA", &"A".repeat(23), &"=".repeat(22)] {
            assert_eq!(wrong.parse::<ChallengeId>(), Err(InvalidChallengeId));
        }
    }
}
