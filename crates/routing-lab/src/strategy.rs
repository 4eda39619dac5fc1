//! A strategy as people write it, in TOML.

use std::collections::BTreeMap;

use bezant_kernel::{GatewayName, Milliseconds};
use bezant_routing::{Elimination, Order, Strategy, SuccessModel, Weights};
use serde::Deserialize;

/// A strategy in a file; what is left out is as in [`Strategy::learning`], but nothing is eliminated.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StrategyDocument {
    order: OrderWord,
    success: SuccessWord,
    weights: Option<WeightsDocument>,
    elimination: Option<EliminationDocument>,
    half_life_minutes: Option<u64>,
    seed: u64,
    split: BTreeMap<String, u32>,
}

#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OrderWord {
    #[default]
    Score,
    Priority,
    Split,
}

#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SuccessWord {
    Recent,
    Learned,
    #[default]
    Sampled,
}

#[derive(Copy, Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WeightsDocument {
    success: u32,
    cost: u32,
    latency: u32,
}

impl Default for WeightsDocument {
    fn default() -> Self {
        let Weights {
            success,
            cost,
            latency,
        } = Weights::EVEN;
        WeightsDocument {
            success,
            cost,
            latency,
        }
    }
}

#[derive(Copy, Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EliminationDocument {
    success_below_basis_points: u32,
    calls_at_least: u32,
}

/// What is wrong with a strategy's text. Whether its numbers make sense is for routing to say.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StrategyDocumentError {
    /// No TOML, an unknown key or a value of another type; with its line.
    #[error("{0}")]
    Unreadable(String),
    /// A setting that has no effect with the order that is set.
    #[error("{0} is for order = \"{1}\" only")]
    NoEffect(&'static str, &'static str),
    /// A split names something that can be no gateway.
    #[error("split.{0}: a gateway's name is lower-case letters, digits, '-' and '_'")]
    GatewayName(String),
}

impl StrategyDocument {
    /// Reads the text of a file.
    pub fn parse(text: &str) -> Result<Strategy, StrategyDocumentError> {
        let unreadable = |error: toml::de::Error| StrategyDocumentError::Unreadable(error.to_string());
        toml::from_str::<StrategyDocument>(text)
            .map_err(unreadable)?
            .read()
    }

    /// The strategy.
    pub fn read(&self) -> Result<Strategy, StrategyDocumentError> {
        if self.weights.is_some() && self.order != OrderWord::Score {
            return Err(StrategyDocumentError::NoEffect("weights", "score"));
        }
        if !self.split.is_empty() && self.order != OrderWord::Split {
            return Err(StrategyDocumentError::NoEffect("split", "split"));
        }
        let named = |(name, weight): (&String, &u32)| {
            let wrong = || StrategyDocumentError::GatewayName(name.clone());
            let name: GatewayName = name.parse().map_err(|_| wrong())?;
            Ok((name, *weight))
        };
        let order = match self.order {
            OrderWord::Score => {
                let weights = self.weights.unwrap_or_default();
                Order::Score(Weights {
                    success: weights.success,
                    cost: weights.cost,
                    latency: weights.latency,
                })
            }
            OrderWord::Priority => Order::Priority,
            OrderWord::Split => Order::Split(self.split.iter().map(named).collect::<Result<_, _>>()?),
        };
        let half_life = self
            .half_life_minutes
            .map(|minutes| minutes.saturating_mul(60_000));
        Ok(Strategy {
            order,
            success: match self.success {
                SuccessWord::Recent => SuccessModel::Recent,
                SuccessWord::Learned => SuccessModel::Learned,
                SuccessWord::Sampled => SuccessModel::Sampled,
            },
            elimination: self.elimination.map(|limit| Elimination {
                success_below_basis_points: limit.success_below_basis_points,
                calls_at_least: limit.calls_at_least,
            }),
            half_life: half_life.map_or(Strategy::default().half_life, Milliseconds),
            seed: self.seed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_written_and_refuses_what_has_no_effect() {
        let text = "success = \"learned\"\nhalf_life_minutes = 60\nweights = { cost = 0 }\n";
        let strategy = StrategyDocument::parse(text).unwrap();
        assert_eq!(strategy.half_life, Milliseconds(3_600_000));
        assert_eq!(strategy.success, SuccessModel::Learned);
        let weights = Weights {
            cost: 0,
            ..Weights::EVEN
        };
        assert_eq!(strategy.order, Order::Score(weights));
        let split = StrategyDocument::parse("order = \"split\"\nsplit = { a = 70, b = 30 }\n").unwrap();
        assert!(matches!(split.order, Order::Split(weights) if weights.len() == 2));
        for (text, named) in [
            ("order = \"priority\"\nweights = { cost = 1 }\n", "weights"),
            ("split = { a = 1 }\n", "split"),
            ("order = \"split\"\nsplit = { \"A b\" = 1 }\n", "split.A b"),
            ("colour = 1\n", "colour"),
            ("\nsuccess = \"luck\"\n", "line 2"),
        ] {
            let error = StrategyDocument::parse(text).unwrap_err().to_string();
            assert!(error.contains(named), "{error}");
        }
    }
}
