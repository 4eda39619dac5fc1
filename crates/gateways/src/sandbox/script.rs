//! What a script makes of an operation: verdict, manner of answering, latency, fee, and whether the gateway is out of order.
//! Pure: in come settings, an operation and a time; the same go in, the same comes out.

use std::time::Duration;

use bezant_kernel::{Country, OperationKind};
use bezant_payments::{Call, DeclineCode, Operation};

use super::cards::TestCard;
use super::clock::{DAY_MS, HOUR_MS, time_of_day_ms};
use super::config::{Conditions, DeclineWeight, Drift, OutageKind, OutageLine, SandboxConfig};
use super::draw::{Draws, Purpose, WHOLE};

/// A sandbox's settings, checked, with its draws.
pub(super) struct Script {
    config: SandboxConfig,
    draws: Draws,
    day_began_ms: u64,
}

/// What becomes of an operation of a test card, and how the caller hears of it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// Why it is declined; `None` where it is approved.
    pub(super) declined: Option<DeclineCode>,
    pub(super) manner: Manner,
}

/// How the first send of an operation is answered. All but `Plain` leave the truth to an inquiry or a resend.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    Plain,
    Lost,
    Late,
    Garbled,
    Pending,
    OtherAmount,
    Hidden,
}

/// An outage that meets a call.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) struct Outage {
    pub(super) kind: OutageKind,
    /// Whether a send is carried out all the same.
    pub(super) is_done: bool,
}

impl Script {
    pub(super) fn new(config: &SandboxConfig, gateway: &str) -> Self {
        Script {
            config: config.clone(),
            draws: Draws::new(config.seed, gateway),
            day_began_ms: config
                .starts_at_hour
                .map_or_else(time_of_day_ms, |hour| u64::from(hour) * HOUR_MS),
        }
    }

    /// Whether there is any outage to look for.
    pub(super) fn has_outages(&self) -> bool {
        !self.config.outages.is_empty()
    }

    /// The outage that an operation meets now.
    pub(super) fn outage(&self, operation: &Operation, now_ms: u64) -> Option<Outage> {
        let draw = |purpose, basis_points| self.draws.happens(operation.id, purpose, basis_points);
        self.config
            .outages
            .iter()
            .find(|line| line.holds(now_ms) && draw(Purpose::Outage, line.share_basis_points))
            .map(|line| Outage {
                kind: line.kind,
                is_done: draw(Purpose::OutageEffect, line.done_basis_points),
            })
    }

    /// The outage that a probe meets now; a partial one meets its share of the milliseconds.
    pub(super) fn outage_of_probe(&self, now_ms: u64) -> Option<OutageKind> {
        let drawn = self.draws.number(now_ms.into(), Purpose::Probe, WHOLE.into());
        self.config
            .outages
            .iter()
            .find(|line| line.holds(now_ms) && drawn < u64::from(line.share_basis_points))
            .map(|line| line.kind)
    }

    /// What becomes of an operation that first arrived at `at_ms`.
    pub(super) fn plan(&self, operation: &Operation, card: &TestCard, at_ms: u64) -> Plan {
        let declined = match operation.kind {
            OperationKind::Authorize => self.verdict(operation, card, at_ms),
            OperationKind::Capture | OperationKind::Void | OperationKind::Refund => None,
        };
        Plan {
            declined,
            manner: self.manner(operation),
        }
    }

    fn verdict(&self, operation: &Operation, card: &TestCard, at_ms: u64) -> Option<DeclineCode> {
        let line = self
            .config
            .approval
            .iter()
            .find(|line| self.fits(&line.when, operation, card, at_ms))?;
        let rate = rate_at(line.rate_basis_points, line.drift.as_ref(), at_ms);
        if self.draws.happens(operation.id, Purpose::Verdict, rate) {
            return None;
        }
        let list = if line.declines.is_empty() {
            &self.config.declines
        } else {
            &line.declines
        };
        Some(self.reason(operation, list))
    }

    fn reason(&self, operation: &Operation, list: &[DeclineWeight]) -> DeclineCode {
        let sum = list.iter().map(|line| u64::from(line.weight)).sum();
        let mut left = self.draws.below(operation.id, Purpose::DeclineCode, sum);
        for line in list {
            match left.checked_sub(line.weight.into()) {
                Some(rest) => left = rest,
                None => return line.code,
            }
        }
        DeclineCode::GenericDecline
    }

    fn manner(&self, operation: &Operation) -> Manner {
        let shares = &self.config.answers;
        let mut left = self.draws.below(operation.id, Purpose::Manner, WHOLE.into());
        for (share, manner) in [
            (shares.lost_basis_points, Manner::Lost),
            (shares.late_basis_points, Manner::Late),
            (shares.garbled_basis_points, Manner::Garbled),
            (shares.pending_basis_points, Manner::Pending),
            (shares.other_amount_basis_points, Manner::OtherAmount),
            (shares.hidden_basis_points, Manner::Hidden),
        ] {
            match left.checked_sub(share.into()) {
                Some(rest) => left = rest,
                None => return manner,
            }
        }
        Manner::Plain
    }

    /// Whether inquiries don't find an operation yet that was hidden when it arrived.
    pub(super) fn is_hidden(&self, at_ms: u64, now_ms: u64) -> bool {
        now_ms < at_ms.saturating_add(self.config.answers.hidden_for_ms)
    }

    /// How long the answer takes.
    pub(super) fn latency(&self, operation: &Operation) -> Duration {
        let purpose = match operation.call {
            Call::Send => Purpose::SendLatency,
            Call::Inquire => Purpose::InquiryLatency,
        };
        let drawn = match &self.config.latency {
            None => 0,
            Some(table) => {
                let at = self.draws.below(operation.id, purpose, WHOLE.into());
                let points = [
                    (0, table.min_ms),
                    (5_000, table.p50_ms),
                    (9_000, table.p90_ms),
                    (9_900, table.p99_ms),
                    (u64::from(WHOLE), table.max_ms),
                ];
                let part = points
                    .windows(2)
                    .find(|part| at < part[1].0)
                    .expect("a draw is below the whole");
                let ((from, low), (to, high)) = (part[0], part[1]);
                low + (high - low) * (at - from) / (to - from)
            }
        };
        Duration::from_millis(self.config.latency_ms + drawn)
    }

    /// The price of taking the operation's money: basis points and minor units, where a line says so.
    pub(super) fn price(&self, operation: &Operation, card: &TestCard, at_ms: u64) -> Option<(u32, i128)> {
        self.config
            .fees
            .iter()
            .find(|line| self.fits(&line.when, operation, card, at_ms))
            .map(|line| (line.basis_points, line.fixed_minor.into()))
    }

    fn fits(&self, when: &Conditions, operation: &Operation, card: &TestCard, at_ms: u64) -> bool {
        let hour = (self.day_began_ms.saturating_add(at_ms) % DAY_MS) / HOUR_MS;
        let amount = operation.amount.minor();
        let issuer = || card.issuer_country.parse::<Country>().ok();
        none_or_one_of(&when.methods, Some(operation.method))
            && none_or_one_of(&when.currencies, Some(operation.amount.currency()))
            && none_or_one_of(&when.countries, operation.country)
            && (when.issuer_countries.is_empty() || none_or_one_of(&when.issuer_countries, issuer()))
            && (when.schemes.is_empty() || when.schemes.iter().any(|word| word == card.scheme))
            && (when.categories.is_empty() || when.categories.iter().any(|word| word == card.category))
            && when.min_amount.is_none_or(|least| amount >= least.into())
            && when.max_amount.is_none_or(|most| amount <= most.into())
            && match (when.from_hour.map(u64::from), when.until_hour.map(u64::from)) {
                (Some(from), Some(until)) if from < until => (from..until).contains(&hour),
                (Some(from), Some(until)) => hour >= from || hour < until,
                (None, _) | (_, None) => true,
            }
    }
}

fn none_or_one_of<T: PartialEq>(list: &[T], one: Option<T>) -> bool {
    list.is_empty() || one.is_some_and(|one| list.contains(&one))
}

/// A rate that drifts, at a time.
fn rate_at(rate: u32, drift: Option<&Drift>, at_ms: u64) -> u32 {
    let Some(drift) = drift else { return rate };
    let gone = at_ms.saturating_sub(drift.after_ms).min(drift.over_ms);
    let (from, to) = (i128::from(rate), i128::from(drift.to_basis_points));
    let moved = (to - from) * i128::from(gone) / i128::from(drift.over_ms);
    u32::try_from(from + moved).expect("between two rates lies a rate")
}

impl OutageLine {
    fn holds(&self, now_ms: u64) -> bool {
        let Some(since) = now_ms.checked_sub(self.after_ms) else {
            return false;
        };
        self.every_ms.map_or(since, |every| since % every) < self.duration_ms
    }
}
