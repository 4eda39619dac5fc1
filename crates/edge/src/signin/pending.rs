//! Sign-ins that wait for their second factor: in bounded memory, for five minutes, and for five guesses.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use bezant_credentials::token::{Token, TokenKind};
use bezant_identity::session::Methods;
use bezant_kernel::{Milliseconds, PrincipalId, Tenant, Timestamp};
use zeroize::Zeroizing;

const LASTS: Milliseconds = Milliseconds(5 * 60_000);
/// Each took somebody's right password. The oldest goes first.
const MOST: usize = 8_192;
const GUESSES: u8 = 5;

/// Who has proved a part of who they are.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Half {
    pub(super) tenant: Tenant,
    pub(super) principal: PrincipalId,
    pub(super) methods: Methods,
}

/// Those who wait.
#[derive(Default)]
pub(crate) struct Pending {
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    all: HashMap<[u8; 32], (Half, Timestamp, u8)>,
    order: VecDeque<(Timestamp, [u8; 32])>,
}

impl Pending {
    /// Keeps a half, and gives what it goes on with.
    pub(super) fn add(&self, half: Half, now: Timestamp) -> Zeroizing<String> {
        let token = Token::random(TokenKind::SignIn);
        let (place, until) = (*token.hash().as_bytes(), now.after(LASTS));
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        while waiting.order.len() >= MOST || waiting.order.front().is_some_and(|(until, _)| now >= *until) {
            if let Some((_, oldest)) = waiting.order.pop_front() {
                waiting.all.remove(&oldest);
            }
        }
        waiting.all.insert(place, (half, until, GUESSES));
        waiting.order.push_back((until, place));
        token.text()
    }

    /// Whose this is. Each time is a guess; after five it is gone.
    pub(super) fn guess(&self, text: &str, now: Timestamp) -> Option<Half> {
        let place = *Token::parse(TokenKind::SignIn, text)?.hash().as_bytes();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let (half, until, left) = waiting.all.get_mut(&place)?;
        let half = *half;
        let is_late = now >= *until;
        *left = left.saturating_sub(1);
        if is_late || *left == 0 {
            waiting.all.remove(&place);
        }
        (!is_late).then_some(half)
    }

    /// It is done with.
    pub(super) fn remove(&self, text: &str) {
        if let Some(token) = Token::parse(TokenKind::SignIn, text) {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.all.remove(token.hash().as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use bezant_identity::session::Method;
    use bezant_kernel::TenantId;

    use super::*;

    #[test]
    fn a_half_is_there_for_five_guesses_and_five_minutes() {
        let pending = Pending::default();
        let half = Half {
            tenant: Tenant::new(TenantId::from_u128(1)),
            principal: PrincipalId::from_u128(2),
            methods: Methods::of(&[Method::Password]),
        };
        let now = Timestamp::from_microseconds(1);
        let first = pending.add(half, now);
        for _ in 0..5 {
            assert_eq!(pending.guess(&first, now), Some(half));
        }
        assert_eq!(pending.guess(&first, now), None);
        let second = pending.add(half, now);
        assert_eq!(pending.guess(&second, now.after(LASTS)), None);
        let (third, newest) = (pending.add(half, now), pending.add(half, now));
        pending.remove(&third);
        assert_eq!(pending.guess(&third, now), None);
        assert_eq!(pending.guess(&newest, now), Some(half));
        assert_eq!(pending.guess("bzn_no", now), None);
        for _ in 0..MOST {
            pending.add(half, now);
        }
        assert_eq!(pending.guess(&newest, now), None, "the oldest goes");
    }
}
