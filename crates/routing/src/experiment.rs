//! Experiments: a part of the customers is routed another way, until there is a result or it does harm.
//!
//! Who takes part, and on which side, follows from the customer (or the payment, if the customer is not known) and the
//! experiment's seed, so it stays the same without being kept. At each tenth of the planned payments the two approval
//! rates are compared by a two-proportion z-test, pooled variance, with the constant boundary of Pocock for ten looks
//! (Pocock 1977; Jennison and Turnbull, Group Sequential Methods, table 2.1), so that looking ten times keeps the chance
//! of a false alarm at the chosen level. Where the trial is worse beyond the boundary, it ends at once.

use bezant_kernel::Timestamp;

use crate::chance::{Chance, fingerprint, halves};
use crate::{Facts, Strategy};

/// How often the two sides are compared.
const LOOKS: u64 = 10;
/// The largest planned number of payments per side; keeps the test exact in 128 bits.
pub const MAXIMUM_SAMPLE: u32 = 1_000_000;
/// So many ended experiments are kept with their results.
pub const MAXIMUM_ENDED_EXPERIMENTS: usize = 16;

/// Something that is tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Experiment {
    /// Its name: 1 to 64 characters of a-z, 0-9, `_` and `-`.
    pub name: String,
    /// How many customers take part, in ten-thousandths; half of them are the control.
    pub share_basis_points: u32,
    /// The rules of the trial, if they differ from the active ones.
    pub rules: Option<u32>,
    /// The strategy of the trial, if it differs from the present one.
    pub strategy: Option<Strategy>,
    /// So many payments per side are planned.
    pub sample: u32,
    /// How sure a result must be.
    pub significance: Significance,
    /// Who takes part follows from it.
    pub seed: u64,
}

/// The chance of a difference that is none.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Significance {
    /// 5 of 100.
    FivePercent,
    /// 1 of 100.
    OnePercent,
}

/// The side of an experiment on which a payment is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Routed as all others.
    Control,
    /// Routed by what is tried.
    Trial,
}

impl Side {
    /// The word in API and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Side::Control => "control",
            Side::Trial => "trial",
        }
    }
}

/// Where an experiment stands.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum ExperimentStatus {
    /// Payments take part.
    Running,
    /// It did harm and ended by itself.
    StoppedOnHarm,
    /// It was ended by hand.
    Stopped,
    /// The trial approves more.
    Better,
    /// The trial approves less, found only at the end.
    Worse,
    /// The planned number is reached without a difference that would be sure.
    NoDifference,
}

impl ExperimentStatus {
    /// All, in the order of their stored numbers from 0.
    pub(crate) const ALL: [ExperimentStatus; 6] = [
        ExperimentStatus::Running,
        ExperimentStatus::StoppedOnHarm,
        ExperimentStatus::Stopped,
        ExperimentStatus::Better,
        ExperimentStatus::Worse,
        ExperimentStatus::NoDifference,
    ];

    /// The word in API and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            ExperimentStatus::Running => "running",
            ExperimentStatus::StoppedOnHarm => "stopped_on_harm",
            ExperimentStatus::Stopped => "stopped",
            ExperimentStatus::Better => "better",
            ExperimentStatus::Worse => "worse",
            ExperimentStatus::NoDifference => "no_difference",
        }
    }
}

/// Ended payments of one side.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All.
    pub payments: u64,
    /// With the money authorized.
    pub approved: u64,
}

/// An experiment and what came of it so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExperimentRun {
    /// The experiment.
    pub experiment: Experiment,
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Where it stands.
    pub status: ExperimentStatus,
    /// The control's payments.
    pub control: Tally,
    /// The trial's payments.
    pub trial: Tally,
    /// How often the sides were compared.
    pub looks: u32,
}

/// What is wrong with an experiment.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidExperiment {
    /// The name does not fit, or an experiment of this name is kept.
    #[error(
        "the name is 1 to 64 characters of a-z, 0-9, '_' and '-', used by no other experiment that is kept"
    )]
    Name,
    /// The share is out of bounds.
    #[error("the share is 2 to 10000 basis points")]
    Share,
    /// The sample is out of bounds.
    #[error("the sample is 100 to 1000000 payments per side")]
    Sample,
    /// Nothing is tried.
    #[error("the trial has neither rules nor a strategy of its own")]
    Nothing,
    /// The rules are no approved version.
    #[error("version {0} of the rules is not approved or not known")]
    Rules(u32),
    /// The trial's strategy is wrong.
    #[error("the trial's strategy is not valid for the declared gateways")]
    Strategy,
    /// The half-life belongs to what is learned, of which there is one.
    #[error("the trial's half-life must be that of the present strategy")]
    HalfLife,
}

impl Significance {
    /// The boundary for ten looks, squared, in thousandths: 2.555 and 3.117.
    const fn boundary_squared(self) -> u128 {
        match self {
            Significance::FivePercent => 6_528,
            Significance::OnePercent => 9_716,
        }
    }
}

impl Experiment {
    pub(crate) fn check(&self) -> Result<(), InvalidExperiment> {
        let is_clean = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
        if !(1..=64).contains(&self.name.len()) || !self.name.bytes().all(is_clean) {
            Err(InvalidExperiment::Name)
        } else if !(2..=10_000).contains(&self.share_basis_points) {
            Err(InvalidExperiment::Share)
        } else if !(100..=MAXIMUM_SAMPLE).contains(&self.sample) {
            Err(InvalidExperiment::Sample)
        } else if self.rules.is_none() && self.strategy.is_none() {
            Err(InvalidExperiment::Nothing)
        } else {
            Ok(())
        }
    }

    /// The side of this payment; none if it does not take part.
    pub(crate) fn side(&self, facts: &Facts<'_>) -> Option<Side> {
        let tenant = facts.tenant.id().as_u128();
        let mut chance = match facts.customer {
            // The same name at two tenants is two customers.
            Some(customer) => Chance::of(&[
                self.seed,
                1,
                tenant as u64,
                (tenant >> 64) as u64,
                fingerprint(customer),
            ]),
            None => {
                let [high, low] = halves(facts.payment);
                Chance::of(&[self.seed, 2, high, low])
            }
        };
        if chance.below(10_000) >= self.share_basis_points {
            return None;
        }
        Some(if chance.below(2) == 0 {
            Side::Control
        } else {
            Side::Trial
        })
    }
}

impl ExperimentRun {
    pub(crate) fn new(experiment: Experiment, started_at: Timestamp) -> ExperimentRun {
        ExperimentRun {
            experiment,
            started_at,
            ended_at: None,
            status: ExperimentStatus::Running,
            control: Tally::default(),
            trial: Tally::default(),
            looks: 0,
        }
    }

    pub(crate) fn end(&mut self, at: Timestamp, status: ExperimentStatus) {
        self.status = status;
        self.ended_at = Some(at);
    }

    /// Counts an ended payment, and compares when a tenth is reached.
    pub(crate) fn count(&mut self, at: Timestamp, side: Side, approved: bool) {
        let tally = match side {
            Side::Control => &mut self.control,
            Side::Trial => &mut self.trial,
        };
        tally.payments += 1;
        tally.approved += u64::from(approved);
        // A side far ahead of the other would be compared too late: the smaller one counts.
        let smaller = self.control.payments.min(self.trial.payments);
        let sample = u64::from(self.experiment.sample);
        if smaller * LOOKS < sample * u64::from(self.looks + 1) {
            return;
        }
        self.looks += 1;
        let is_last = u64::from(self.looks) == LOOKS;
        let boundary = self.experiment.significance.boundary_squared();
        let is_sure = exceeds(self.control, self.trial, boundary);
        let is_better =
            self.trial.approved * self.control.payments > self.control.approved * self.trial.payments;
        match (is_sure, is_better, is_last) {
            (true, false, false) => self.end(at, ExperimentStatus::StoppedOnHarm),
            (true, false, true) => self.end(at, ExperimentStatus::Worse),
            (true, true, true) => self.end(at, ExperimentStatus::Better),
            (false, _, true) => self.end(at, ExperimentStatus::NoDifference),
            (true, true, false) | (false, _, false) => {}
        }
    }
}

/// Whether z² of the difference is at least `boundary` thousandths:
/// z² = (a·m − b·n)² (n + m) / (s (n + m − s) n m), with a of n and b of m approved and s = a + b.
fn exceeds(one: Tally, other: Tally, boundary: u128) -> bool {
    // A side stops counting when both have the sample, yet one may run ahead: halved until the product fits.
    let (mut one, mut other) = (one, other);
    while one.payments.max(other.payments) > u64::from(MAXIMUM_SAMPLE) * 2 {
        let half = |tally: Tally| Tally {
            payments: tally.payments / 2,
            approved: tally.approved / 2,
        };
        (one, other) = (half(one), half(other));
    }
    let [n, a, m, b] = [one.payments, one.approved, other.payments, other.approved].map(u128::from);
    let (all, approved) = (n + m, a + b);
    let difference = (a * m).abs_diff(b * n);
    // At most (4·10^12)² · 4·10^6 · 10^3 = 6.4·10^34.
    difference * difference * all * 1_000 >= boundary * approved * (all - approved) * n * m && difference > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use bezant_kernel::{PaymentId, Tenant, TenantId};

    fn experiment(sample: u32) -> Experiment {
        Experiment {
            name: "trial-1".to_owned(),
            share_basis_points: 5_000,
            rules: None,
            strategy: Some(Strategy::default()),
            sample,
            significance: Significance::FivePercent,
            seed: 11,
        }
    }

    fn facts(payment: u128, customer: Option<&str>) -> Facts<'_> {
        Facts {
            customer,
            ..Facts::of(PaymentId::from_u128(payment), Tenant::new(TenantId::from_u128(1)))
        }
    }

    #[test]
    fn sides_are_sticky_and_of_equal_size() {
        let experiment = experiment(100);
        let mut counts = [0, 0, 0];
        for number in 0..10_000u32 {
            let customer = format!("customer-{number}");
            let side = experiment.side(&facts(1, Some(&customer)));
            assert_eq!(side, experiment.side(&facts(2, Some(&customer))));
            counts[side.map_or(0, |side| 1 + side as usize)] += 1;
        }
        assert!((4_850..5_150).contains(&counts[0]), "{counts:?}");
        assert!(
            (2_350..2_650).contains(&counts[1]) && (2_350..2_650).contains(&counts[2]),
            "{counts:?}"
        );
        assert_eq!(experiment.side(&facts(5, None)), experiment.side(&facts(5, None)));
    }

    #[test]
    fn the_test_agrees_with_one_worked_out_by_hand() {
        // 900 of 1000 against 870 of 1000: z = 0.03 / sqrt(0.885 · 0.115 · 0.002) = 2.1027, z² = 4.4215.
        let tally = |payments, approved| Tally { payments, approved };
        let (one, other) = (tally(1_000, 900), tally(1_000, 870));
        assert!(exceeds(one, other, 4_421) && !exceeds(one, other, 4_422));
        assert!(!exceeds(one, one, 0) && !exceeds(tally(5, 5), tally(5, 5), 1));
        let (large, worse) = (tally(1 << 40, 1 << 39), tally(1 << 40, 1 << 38));
        assert!(exceeds(large, worse, 9_716));
    }

    /// Runs until it ends, with approvals in thousandths.
    fn outcome(control: u32, trial: u32, seed: u64) -> ExperimentRun {
        let mut run = ExperimentRun::new(experiment(2_000), Timestamp::default());
        let mut chance = Chance::of(&[seed]);
        while run.status == ExperimentStatus::Running {
            for (side, rate) in [(Side::Control, control), (Side::Trial, trial)] {
                if run.status == ExperimentStatus::Running {
                    run.count(Timestamp::default(), side, chance.below(1_000) < rate);
                }
            }
        }
        run
    }

    #[test]
    fn harm_ends_it_early_and_equal_sides_rarely_differ() {
        let harmed = outcome(900, 700, 1);
        assert_eq!(harmed.status, ExperimentStatus::StoppedOnHarm);
        assert!(harmed.trial.payments <= 400, "{harmed:?}");
        assert_eq!(outcome(850, 900, 1).status, ExperimentStatus::Better);
        let alarms = (0..300)
            .filter(|&seed| outcome(850, 850, seed).status != ExperimentStatus::NoDifference)
            .count();
        // 5 of 100 are allowed on both sides, and better ones are told only at the end.
        assert!(alarms <= 18, "{alarms}");
    }
}
