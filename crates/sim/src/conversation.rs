//! How callers and the node talk: requests sent, sent again and given up, and what each answer must be.

use bezant_core::{Rejection, Reply};
use bezant_engine::{Correlation, IdempotencyKey, Request, SubmitError, Submitted};
use bezant_kernel::{Milliseconds, PaymentId};

use crate::Sabotage;
use crate::clients::{Attempt, Expectation, State, Wish};
use crate::machine::Simulated;
use crate::node::{Caller, Work};
use crate::timeline::{MILLISECOND, SECOND};
use crate::violation::{Invariant, Violation, ensure};
use crate::wish::{Act, Body, exists, wish};
use crate::world::{Happening, World};

/// The longest that a caller waits for a payment to settle.
const WAIT: Milliseconds = Milliseconds(10_000);

/// A request that is sent more often than this without an answer is stuck. A clock that a restart finds set back holds up
/// timers for minutes.
const MOST_ATTEMPTS: u32 = 4_000;

/// What a chain is refused with that was made before.
const EXISTS_CODE: &str = "transfer_exists";

/// Known transfers that are asked for again at a time.
const ITEMS_AGAIN: usize = 150;

impl World {
    /// A caller has a wish; the faults have their chance too.
    pub(crate) fn have_a_wish(&mut self) {
        let wish = wish(
            &mut self.chance,
            &self.clients,
            &self.tenants,
            self.timeline.now(),
        );
        if let Body::Act {
            payment,
            act: Act::ReturnRefund(refund),
            ..
        } = wish.body
        {
            self.gateways.returns(payment, refund);
        }
        self.clients.wishes.push(wish);
        self.send(self.clients.wishes.len() - 1);
        self.tempt_fate();
        let pause = self.pause_between_wishes();
        let next = if self.clients.wishes.len() < self.options.steps as usize {
            Happening::Wish
        } else {
            Happening::Calm
        };
        self.timeline.after(pause, next);
    }

    /// Whatever was answered under a key is asked once more: the answer must be the same.
    /// And every transfer that was ever made is asked for again, without that key: it must be known.
    pub(crate) fn repeat_answered_requests(&mut self) {
        for tenant in self.tenants {
            let known = self.clients.known_items.iter().filter(|known| known.0 == tenant);
            let items: Vec<_> = known.map(|(_, item)| *item).collect();
            for items in items.chunks(ITEMS_AGAIN) {
                let (body, expectation) = exists(items.iter(), |_| false);
                self.clients.wishes.push(Wish {
                    tenant,
                    body,
                    key: None,
                    waits: false,
                    expectation,
                    attempts: 0,
                    state: State::Open,
                });
                self.send(self.clients.wishes.len() - 1);
            }
        }
        for at in self.clients.bound() {
            self.clients.unrepeated += 1;
            self.send(at);
        }
    }

    pub(crate) fn send(&mut self, at: usize) {
        let sent_at = self.now();
        let wish = &mut self.clients.wishes[at];
        wish.attempts += 1;
        let attempt = Attempt {
            wish: at,
            number: wish.attempts,
            sent_at,
        };
        self.report.requests += 1;
        let patience = self.chance.between(2 * SECOND, 15 * SECOND);
        self.timeline.after(patience, Happening::Impatience(attempt));
        if self.chance.percent(self.weather.lost_request_percent) {
            return;
        }
        let travel = self.travel();
        self.timeline.after(travel, Happening::Request(attempt));
        // The network may carry a request twice.
        if self.weather.has_faults && self.clients.wishes[at].key.is_some() && self.chance.percent(2) {
            let later = self.travel();
            self.timeline.after(travel + later, Happening::Request(attempt));
        }
    }

    pub(crate) fn request_arrives(&mut self, attempt: Attempt) {
        if self.node.is_none() {
            // The connection is refused: the caller knows at once that nothing happened.
            self.try_again(attempt);
            return;
        }
        let fresh = PaymentId::v7(self.now(), self.chance.u128()).as_u128();
        let forgets = self.is_sabotaged(Sabotage::KeysForgotten);
        let wish = &mut self.clients.wishes[attempt.wish];
        let key = wish.key.as_ref().map(|key| match forgets {
            true => format!("{key}-{}", attempt.number),
            false => key.clone(),
        });
        let body = format!("{:?}", wish.body);
        let work = Work {
            request: Request {
                tenant: wish.tenant,
                correlation: Correlation::new(format!("wish-{}", attempt.wish)).expect("a short word"),
                idempotency: key
                    .map(|key| IdempotencyKey::new(wish.tenant, "/simulated", &key, body.as_bytes())),
                command: wish.body.command(fresh),
            },
            wait: wish.waits.then_some(WAIT),
            to: Caller::Client(attempt),
        };
        self.submit(work);
    }

    pub(crate) fn patience_ends(&mut self, attempt: Attempt) -> Result<(), Violation> {
        let has_faults = self.weather.has_faults;
        let wish = &mut self.clients.wishes[attempt.wish];
        if attempt.number != wish.attempts || wish.state != State::Open {
            return Ok(());
        }
        if wish.key.is_some() {
            ensure(wish.attempts < MOST_ATTEMPTS, Invariant::NothingIsStuck, || {
                format!("a request is never answered: {wish:?}")
            })?;
            if has_faults && self.chance.percent(10) {
                // This caller has lost its patience for good, or its memory.
                self.clients.wishes[attempt.wish].state = State::GivenUp;
            } else {
                self.send(attempt.wish);
            }
        } else {
            wish.state = State::GivenUp;
        }
        Ok(())
    }

    /// Only the newest attempt is repeated: where a clock that was set back holds up an answer for minutes, each copy that
    /// the network makes would else go on by itself, and make more copies.
    fn try_again(&mut self, attempt: Attempt) {
        let pause = self.chance.between(200 * MILLISECOND, 2 * SECOND);
        let wish = &self.clients.wishes[attempt.wish];
        if wish.state == State::Open && wish.attempts == attempt.number {
            self.timeline.after(pause, Happening::Again(attempt.wish));
        }
    }

    pub(crate) fn answer_arrives(
        &mut self,
        attempt: Attempt,
        answer: Submitted<Simulated>,
    ) -> Result<(), Violation> {
        match answer {
            Ok(outcome) => {
                self.check_accepted(attempt, &outcome.reply)?;
                self.clients
                    .learn(attempt.wish, outcome.position, &outcome.reply)?;
                // A wait that ends while the log is full is answered without keeping that answer.
                let is_loose = !outcome.settled && !outcome.replayed && self.last_full >= attempt.sent_at;
                self.bind(attempt, outcome.reply, outcome.replayed, is_loose)
            }
            Err(SubmitError::KeyInFlight { .. }) => {
                let wish = &self.clients.wishes[attempt.wish];
                ensure(
                    wish.expectation != Expectation::KeyReused,
                    Invariant::OneAnswerPerKey,
                    || format!("an answered key is in flight: {wish:?}"),
                )?;
                self.try_again(attempt);
                Ok(())
            }
            Err(SubmitError::StorageFull | SubmitError::Busy { .. }) => {
                self.try_again(attempt);
                Ok(())
            }
            Err(SubmitError::KeyReused) => {
                let wish = &mut self.clients.wishes[attempt.wish];
                ensure(
                    wish.expectation == Expectation::KeyReused,
                    Invariant::OneAnswerPerKey,
                    || format!("a key was used once only: {wish:?}"),
                )?;
                wish.state = State::Ended;
                Ok(())
            }
            Err(SubmitError::Rejected(rejection)) => self.refused(attempt, &rejection),
            Err(other @ (SubmitError::TooLarge | SubmitError::Stopped)) => Err(Violation::new(
                Invariant::NothingIsStuck,
                format!("{other:?} for {attempt:?}"),
            )),
        }
    }

    fn check_accepted(&self, attempt: Attempt, reply: &Reply) -> Result<(), Violation> {
        let wish = &self.clients.wishes[attempt.wish];
        let expected = match &wish.expectation {
            Expectation::Nothing => None,
            Expectation::Exists(expected) => {
                let Reply::Transfers { made: None, refused } = reply else {
                    return Err(Violation::new(
                        Invariant::TransfersHappenOnce,
                        format!("made before: {wish:?}, and answered with {reply:?}"),
                    ));
                };
                let codes: Vec<_> = refused
                    .iter()
                    .flat_map(|refused| refused.iter())
                    .map(|result| (result.code, result.field))
                    .collect();
                return ensure(codes == *expected, Invariant::TransfersHappenOnce, || {
                    format!("{expected:?} is due to {wish:?}, the answer is {codes:?}")
                });
            }
            Expectation::ChainExists => Some(Invariant::TransfersHappenOnce),
            Expectation::Refused => Some(Invariant::BadInputIsRefused),
            Expectation::KeyReused => Some(Invariant::OneAnswerPerKey),
        };
        if let Some(invariant) = expected {
            return Err(Violation::new(
                invariant,
                format!("accepted: {wish:?} with {reply:?}"),
            ));
        }
        if let (
            Body::Act {
                expected_version: Some(expected),
                ..
            },
            Reply::Payment(payment) | Reply::Refund(payment, _),
        ) = (&wish.body, reply)
        {
            let is_next = payment.version == expected + 1 || wish.waits && payment.version > *expected;
            ensure(is_next, Invariant::VersionsGrow, || {
                format!(
                    "version {expected} was expected, the answer has {}",
                    payment.version
                )
            })?;
        }
        Ok(())
    }

    /// The answer of an accepted request: the first one binds, every later one must be the same.
    fn bind(
        &mut self,
        attempt: Attempt,
        reply: Reply,
        replayed: bool,
        is_loose: bool,
    ) -> Result<(), Violation> {
        let heard_at = self.now();
        let wish = &mut self.clients.wishes[attempt.wish];
        if wish.key.is_none() {
            wish.state = State::Ended;
            return Ok(());
        }
        match &wish.state {
            _ if is_loose => {
                if !matches!(wish.state, State::Bound { .. }) {
                    wish.state = State::Ended;
                }
                Ok(())
            }
            State::Bound {
                reply: bound,
                heard_at,
            } => {
                let is_repeated = attempt.sent_at > *heard_at;
                let is_same = **bound == reply && (replayed || !is_repeated);
                if is_repeated {
                    self.report.binding_answers += 1;
                    self.clients.unrepeated = self.clients.unrepeated.saturating_sub(1);
                }
                ensure(is_same, Invariant::OneAnswerPerKey, || {
                    format!("the first answer was {bound:?}, now it is {reply:?}, replayed: {replayed}")
                })
            }
            State::Open | State::Ended | State::GivenUp => {
                wish.state = State::Bound {
                    reply: Box::new(reply),
                    heard_at,
                };
                Ok(())
            }
        }
    }

    fn refused(&mut self, attempt: Attempt, rejection: &Rejection) -> Result<(), Violation> {
        let wish = &mut self.clients.wishes[attempt.wish];
        if let State::Bound { heard_at, .. } = &wish.state {
            // An attempt that was under way before the answer may have been decided before the one that was accepted.
            return ensure(attempt.sent_at <= *heard_at, Invariant::OneAnswerPerKey, || {
                format!("accepted, then refused: {rejection:?} for {wish:?}")
            });
        }
        ensure(
            wish.expectation != Expectation::KeyReused,
            Invariant::OneAnswerPerKey,
            || format!("an answered key was looked through: {rejection:?}"),
        )?;
        let is_right = match &wish.expectation {
            Expectation::ChainExists => rejection.code() == EXISTS_CODE,
            Expectation::Exists(_) => false,
            Expectation::Nothing | Expectation::Refused | Expectation::KeyReused => true,
        };
        ensure(is_right, Invariant::TransfersHappenOnce, || {
            format!("made before, and refused for {rejection:?}: {wish:?}")
        })?;
        ended(wish);
        Ok(())
    }
}

fn ended(wish: &mut Wish) {
    if wish.state == State::Open {
        wish.state = State::Ended;
    }
}
