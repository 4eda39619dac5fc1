//! Draws by weights: an order of gateways in which each comes first as often as its weight says.

use bezant_kernel::GatewayName;

use super::Question;
use crate::chance::{Chance, halves};
use crate::strategy::Order;

/// The places of gateways in a draw, from 0. All are drawn, also those that can't take the payment: so the payments
/// of the others stay where they are when one gateway goes down.
pub(super) enum Ranks<'a> {
    /// Nothing is split.
    None,
    /// By place in the rules.
    ByRule([u8; 64]),
    /// By place in the strategy's list.
    ByStrategy(&'a [(GatewayName, u32)], [u8; 64]),
}

/// Not in the draw.
const NONE: u8 = u8::MAX;

impl<'a> Ranks<'a> {
    pub(super) fn of(question: &Question<'a>, rules_version: u32) -> Ranks<'a> {
        let [high, low] = halves(question.facts.payment);
        if let Some((parts, rule)) = question.ruling.split {
            let mut chance = Chance::of(&[u64::from(rules_version), u64::from(rule), high, low]);
            let mut ranks = [NONE; 64];
            let drawn = draw(parts.len(), |place| parts[place].1, &mut chance);
            for (rank, (place, _)) in drawn.iter().zip(parts) {
                ranks[usize::from(*place)] = *rank;
            }
            return Ranks::ByRule(ranks);
        }
        match &question.strategy.order {
            Order::Split(weights) => {
                let mut chance = Chance::of(&[question.strategy.seed, high, low]);
                Ranks::ByStrategy(
                    weights,
                    draw(weights.len(), |place| weights[place].1, &mut chance),
                )
            }
            Order::Score(_) | Order::Priority => Ranks::None,
        }
    }

    pub(super) fn of_gateway(&self, name: &GatewayName, in_rules: Option<u8>) -> Option<u8> {
        let rank = match self {
            Ranks::None => return None,
            Ranks::ByRule(ranks) => ranks[usize::from(in_rules?)],
            Ranks::ByStrategy(weights, ranks) => ranks[weights.iter().position(|(one, _)| one == name)?],
        };
        (rank != NONE).then_some(rank)
    }
}

/// The ranks of `count` things, drawn one after the other without putting back.
fn draw(count: usize, weight: impl Fn(usize) -> u32, chance: &mut Chance) -> [u8; 64] {
    assert!(count <= 64, "there are at most 64 gateways");
    let mut ranks = [NONE; 64];
    let mut left: u32 = (0..count).map(&weight).sum();
    for rank in 0..count {
        let mut at = chance.below(left);
        let drawn = (0..count).find(|&place| {
            if ranks[place] != NONE {
                return false;
            }
            let here = weight(place);
            let is_here = at < here;
            at = at.saturating_sub(here);
            is_here
        });
        let drawn = drawn.expect("a number below the sum lies in one of the weights");
        ranks[drawn] = u8::try_from(rank).expect("below 64");
        left -= weight(drawn);
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_comes_first_as_often_as_its_weight_says() {
        let weights = [70, 25, 5];
        let mut first = [0u32; 3];
        for number in 0..20_000 {
            let ranks = draw(3, |place| weights[place], &mut Chance::of(&[number]));
            let mut sorted = ranks[..3].to_vec();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2]);
            first[ranks.iter().position(|rank| *rank == 0).unwrap()] += 1;
        }
        let close = first
            .iter()
            .zip(weights)
            .all(|(count, weight)| count.abs_diff(weight * 200) < 250);
        assert!(close, "{first:?}");
    }
}
