//! What another way of choosing would have brought, worked out from payments that were routed by an old one.
//!
//! **Inverse propensity weighting** (Horvitz and Thompson 1952; self-normalised, Hájek 1971): a payment counts by the
//! probability with which the new way chooses the gateway it went to, over that with which the old way did. Weights above
//! [`CLIP`] are cut in the clipped estimate, which is steadier and leans towards the old way. **Doubly robust** (Dudík,
//! Langford, Li 2011): what a model of each gateway expects, corrected by weighted residuals; it is right if either the
//! weights or the model are. Standard errors are those of the linearised estimators (delta method).

/// Larger weights are cut to this in the clipped and in the doubly robust estimate.
pub const CLIP: f64 = 20.0;
/// What a gateway's success elsewhere counts within a segment, in payments.
const MODEL_PRIOR: f64 = 20.0;
/// Of the normal distribution, for 95 %.
const Z: f64 = 1.959_964;

/// A payment as it was routed.
#[derive(Copy, Clone, Debug)]
pub struct Logged {
    /// The number of its segment.
    pub segment: usize,
    /// The number of the gateway that it went to first.
    pub gateway: usize,
    /// Whether that gateway approved it.
    pub is_approved: bool,
    /// With which probability it went there.
    pub propensity: f64,
}

/// A mean and how sure it is.
#[derive(Clone, Debug)]
pub struct Estimate {
    /// The mean.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// What each payment moves it by, times the number of payments; differences of estimates follow from it.
    pub influence: Vec<f64>,
}

impl Estimate {
    fn of(value: f64, influence: Vec<f64>) -> Estimate {
        let count = influence.len().max(1) as f64;
        let squares: f64 = influence.iter().map(|one| one * one).sum();
        Estimate {
            value,
            standard_error: squares.sqrt() / count,
            influence,
        }
    }

    /// The confidence interval of 95 %.
    pub fn interval(&self) -> (f64, f64) {
        let width = Z * self.standard_error;
        (self.value - width, self.value + width)
    }

    /// By how much this is more than `other`, which is of the same payments.
    pub fn less(&self, other: &Estimate) -> Estimate {
        let pairs = self.influence.iter().zip(&other.influence);
        Estimate::of(
            self.value - other.value,
            pairs.map(|(one, two)| one - two).collect(),
        )
    }
}

/// The weight of each payment under a new way of choosing, and with it the estimates.
#[derive(Clone, Debug)]
pub struct Weighted {
    /// By payment.
    pub weights: Vec<f64>,
    /// Self-normalised, of all payments: those for which no gateway is chosen count as not approved. None if no payment went
    /// where the new way would have sent it.
    pub approval: Option<Estimate>,
    /// The same with clipped weights.
    pub clipped: Option<Estimate>,
    /// How many weights were cut.
    pub clipped_count: usize,
}

/// What a target says of a payment: gateways with the probabilities with which the new way chooses them. They add up to
/// less than 1 as far as it chooses none.
pub type Target = [(usize, f64)];

fn probability(target: &Target, gateway: usize) -> f64 {
    let found = target.iter().find(|(one, _)| *one == gateway);
    found.map_or(0.0, |(_, probability)| *probability)
}

/// What happened: the mean of all payments.
pub fn observed(logged: &[Logged]) -> Estimate {
    let reward = |one: &Logged| f64::from(u8::from(one.is_approved));
    let mean = logged.iter().map(reward).sum::<f64>() / logged.len().max(1) as f64;
    Estimate::of(mean, logged.iter().map(|one| reward(one) - mean).collect())
}

/// The estimates by weights alone.
pub fn weighted<T: AsRef<Target>>(logged: &[Logged], targets: &[T]) -> Weighted {
    assert_eq!(logged.len(), targets.len(), "each payment has a target");
    let pairs = || logged.iter().zip(targets);
    let weights: Vec<f64> = pairs()
        .map(|(one, target)| probability(target.as_ref(), one.gateway) / one.propensity)
        .collect();
    let routed: Vec<f64> = pairs()
        .map(|(_, target)| target.as_ref().iter().map(|(_, probability)| probability).sum())
        .collect();
    let clipped: Vec<f64> = weights.iter().map(|weight| weight.min(CLIP)).collect();
    Weighted {
        approval: self_normalised(logged, &weights, &routed),
        clipped: self_normalised(logged, &clipped, &routed),
        clipped_count: weights.iter().filter(|weight| **weight > CLIP).count(),
        weights,
    }
}

fn self_normalised(logged: &[Logged], weights: &[f64], routed: &[f64]) -> Option<Estimate> {
    let count = logged.len() as f64;
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return None;
    }
    let reward = |one: &Logged| f64::from(u8::from(one.is_approved));
    let good: f64 = logged
        .iter()
        .zip(weights)
        .map(|(one, weight)| weight * reward(one))
        .sum();
    let (of_routed, share) = (good / sum, routed.iter().sum::<f64>() / count);
    let influence = logged
        .iter()
        .zip(weights)
        .zip(routed)
        .map(|((one, weight), routed)| {
            share * weight * (reward(one) - of_routed) * count / sum + (routed - share) * of_routed
        });
    Some(Estimate::of(share * of_routed, influence.collect()))
}

/// So many equally weighted payments would say as much (Kish 1965).
pub fn effective(weights: impl Iterator<Item = f64>) -> f64 {
    let (sum, squares) = weights.fold((0.0, 0.0), |(sum, squares), weight| {
        (sum + weight, squares + weight * weight)
    });
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

/// The model of the doubly robust estimate: each gateway's success in each segment, drawn towards its success everywhere.
#[derive(Clone, Debug)]
struct DoublyRobust {
    gateways: usize,
    /// Good ones and all, by segment and gateway.
    cells: Vec<(f64, f64)>,
    /// By gateway.
    totals: Vec<(f64, f64)>,
    overall: f64,
}

impl DoublyRobust {
    fn learn(logged: &[Logged]) -> DoublyRobust {
        let gateways = logged.iter().map(|one| one.gateway + 1).max().unwrap_or(0);
        let segments = logged.iter().map(|one| one.segment + 1).max().unwrap_or(0);
        let mut model = DoublyRobust {
            gateways,
            cells: vec![(0.0, 0.0); gateways * segments],
            totals: vec![(0.0, 0.0); gateways],
            overall: observed(logged).value,
        };
        for one in logged {
            let reward = f64::from(u8::from(one.is_approved));
            for (good, all) in [
                &mut model.cells[one.segment * gateways + one.gateway],
                &mut model.totals[one.gateway],
            ] {
                *good += reward;
                *all += 1.0;
            }
        }
        model
    }

    /// The expected success at a gateway of a payment like `asking`, without what became of that payment itself.
    fn expect(&self, gateway: usize, asking: &Logged) -> f64 {
        if gateway >= self.gateways {
            return self.overall;
        }
        let (mut cell, mut total) = (
            self.cells[asking.segment * self.gateways + gateway],
            self.totals[gateway],
        );
        if gateway == asking.gateway {
            for (good, all) in [&mut cell, &mut total] {
                *good -= f64::from(u8::from(asking.is_approved));
                *all -= 1.0;
            }
        }
        let everywhere = (total.0 + MODEL_PRIOR * self.overall) / (total.1 + MODEL_PRIOR);
        (cell.0 + MODEL_PRIOR * everywhere) / (cell.1 + MODEL_PRIOR)
    }
}

/// The doubly robust estimate, with clipped weights.
pub fn doubly_robust<T: AsRef<Target>>(logged: &[Logged], targets: &[T]) -> Estimate {
    assert_eq!(logged.len(), targets.len(), "each payment has a target");
    let model = DoublyRobust::learn(logged);
    let parts: Vec<f64> = logged
        .iter()
        .zip(targets)
        .map(|(one, target)| {
            let target = target.as_ref();
            let expected = target
                .iter()
                .map(|(gateway, share)| share * model.expect(*gateway, one));
            let weight = (probability(target, one.gateway) / one.propensity).min(CLIP);
            let surprise = f64::from(u8::from(one.is_approved)) - model.expect(one.gateway, one);
            expected.sum::<f64>() + weight * surprise
        })
        .collect();
    let mean = parts.iter().sum::<f64>() / parts.len().max(1) as f64;
    Estimate::of(mean, parts.iter().map(|part| part - mean).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Random;

    type Kind = (u64, [u64; 3], [u64; 3]);

    /// By segment: how often it comes, the true approval of three gateways, and how the old way routed it, in percent. Hard
    /// payments went to gateway 0, so its record looks worse than it is.
    const WORLD: [Kind; 3] = [
        (50, [92, 90, 85], [10, 60, 30]),
        (30, [80, 70, 84], [30, 60, 10]),
        (20, [55, 50, 45], [80, 10, 10]),
    ];
    /// By segment: what the new way does, in percent. It has no gateway for two in a hundred of the last segment.
    const NEW: [[u64; 3]; 3] = [[100, 0, 0], [50, 0, 50], [98, 0, 0]];

    fn truth() -> f64 {
        let of_segment = |((share, rates, _), new): (&Kind, &[u64; 3])| {
            let expected: u64 = rates.iter().zip(new).map(|(rate, share)| rate * share).sum();
            (share * expected) as f64 / 1e6
        };
        WORLD.iter().zip(&NEW).map(of_segment).sum()
    }

    fn week(seed: u64, payments: usize) -> (Vec<Logged>, Vec<Vec<(usize, f64)>>) {
        let mut random = Random::new(seed);
        let mut logged = Vec::new();
        for _ in 0..payments {
            let segment = random.place(WORLD.iter().map(|one| one.0));
            let (_, rates, old) = WORLD[segment];
            let gateway = random.place(old.into_iter());
            logged.push(Logged {
                segment,
                gateway,
                is_approved: random.below(100) < rates[gateway],
                propensity: old[gateway] as f64 / 100.0,
            });
        }
        let target = |one: &Logged| {
            let shares = NEW[one.segment].into_iter().enumerate();
            shares
                .filter(|(_, share)| *share > 0)
                .map(|(gateway, share)| (gateway, share as f64 / 100.0))
                .collect()
        };
        let targets = logged.iter().map(target).collect();
        (logged, targets)
    }

    /// What a report without weights says: the record of each gateway over all that it got, times how often it is chosen now.
    fn naive(logged: &[Logged], targets: &[Vec<(usize, f64)>]) -> Estimate {
        let record = |gateway| {
            let its: Vec<Logged> = logged
                .iter()
                .filter(|one| one.gateway == gateway)
                .copied()
                .collect();
            observed(&its).value
        };
        let records = [record(0), record(1), record(2)];
        let parts: Vec<f64> = targets
            .iter()
            .map(|target| {
                target
                    .iter()
                    .map(|(gateway, share)| share * records[*gateway])
                    .sum()
            })
            .collect();
        let mean = parts.iter().sum::<f64>() / parts.len() as f64;
        // As sure as a plain mean of that many payments is.
        let error = (mean * (1.0 - mean) / logged.len() as f64).sqrt();
        Estimate {
            value: mean,
            standard_error: error,
            influence: Vec::new(),
        }
    }

    #[test]
    fn intervals_cover_the_truth_and_those_of_a_naive_mean_do_not() {
        let truth = truth();
        let covers = |estimate: &Estimate| {
            let (low, high) = estimate.interval();
            usize::from((low..=high).contains(&truth))
        };
        let [mut plain, mut clipped, mut robust, mut estimated, mut naively] = [0; 5];
        for seed in 0..100 {
            let (logged, targets) = week(seed, 3_000);
            let found = weighted(&logged, &targets);
            plain += covers(&found.approval.unwrap());
            clipped += covers(&found.clipped.unwrap());
            robust += covers(&doubly_robust(&logged, &targets));
            naively += covers(&naive(&logged, &targets));
            let guessed = crate::replay::with_estimated_propensities(&logged, 3, 3);
            estimated += covers(&weighted(&guessed, &targets).approval.unwrap());
        }
        let seen = format!("{plain} {clipped} {robust} {estimated}, naive {naively} of 100 cover {truth}");
        assert!(
            [plain, clipped, robust, estimated]
                .iter()
                .all(|count| *count >= 90),
            "{seen}"
        );
        assert!(naively < 10, "{seen}");
    }

    #[test]
    fn the_interval_of_a_difference_is_narrower_than_those_of_its_parts() {
        let (logged, targets) = week(1, 3_000);
        let new = weighted(&logged, &targets).approval.unwrap();
        let mut other = targets.clone();
        for target in other.iter_mut().step_by(10) {
            *target = vec![(1, 1.0)];
        }
        let old = weighted(&logged, &other).approval.unwrap();
        let apart = new.less(&old);
        assert!(apart.standard_error < new.standard_error);
        assert!((apart.value - (new.value - old.value)).abs() < 1e-12);
    }

    #[test]
    fn few_heavy_payments_say_little_and_none_say_nothing() {
        assert_eq!(effective([1.0; 50].into_iter()), 50.0);
        assert!(effective([100.0, 1.0, 1.0].into_iter()) < 1.1);
        let (logged, _) = week(1, 100);
        let elsewhere = vec![vec![(7, 1.0)]; logged.len()];
        let found = weighted(&logged, &elsewhere);
        assert!(found.approval.is_none() && effective(found.weights.into_iter()) == 0.0);
    }
}
