//! The stored form of a decision, for those who keep the explanation with the payment.

use bezant_kernel::wire::{Corrupt, amount_bytes, amount_from};
use prost::Message;

use super::name_from;
use crate::{Cost, Decision, Scored, Side, Verdict};

#[derive(Clone, PartialEq, Message)]
struct DecisionWire {
    /// The first is the chosen one, if its verdict says so.
    #[prost(message, repeated, tag = "1")]
    candidates: Vec<ScoredWire>,
    #[prost(bool, tag = "2")]
    require_three_d_secure: bool,
    #[prost(uint32, optional, tag = "3")]
    rules_version: Option<u32>,
    #[prost(uint32, repeated, tag = "4")]
    rules: Vec<u32>,
    #[prost(string, repeated, tag = "5")]
    rule_names: Vec<String>,
    #[prost(uint32, tag = "6")]
    strategy_version: u32,
    #[prost(uint32, tag = "7")]
    fees_version: u32,
    #[prost(uint64, tag = "8")]
    lessons: u64,
    #[prost(string, optional, tag = "9")]
    experiment: Option<String>,
    #[prost(bool, tag = "10")]
    is_trial: bool,
}

#[derive(Clone, PartialEq, Message)]
struct ScoredWire {
    #[prost(string, tag = "1")]
    gateway: String,
    #[prost(uint32, tag = "2")]
    verdict: u32,
    #[prost(uint32, optional, tag = "3")]
    rule: Option<u32>,
    #[prost(sint64, tag = "4")]
    success: i64,
    #[prost(sint64, tag = "5")]
    cost: i64,
    #[prost(sint64, tag = "6")]
    latency: i64,
    #[prost(sint64, tag = "7")]
    expected_success: i64,
    #[prost(sint64, tag = "8")]
    learned_success: i64,
    #[prost(uint64, tag = "9")]
    similar_calls: u64,
    #[prost(bytes = "vec", optional, tag = "10")]
    fee_minor: Option<Vec<u8>>,
    /// Interchange, scheme, markup, margin.
    #[prost(bytes = "vec", repeated, tag = "11")]
    fee_parts: Vec<Vec<u8>>,
    #[prost(uint32, optional, tag = "12")]
    preference: Option<u32>,
    #[prost(uint32, optional, tag = "13")]
    draw: Option<u32>,
    #[prost(uint32, optional, tag = "14")]
    preferred_by_hook: Option<u32>,
}

impl Decision {
    /// The decision as bytes, the same for the same decision.
    pub fn encode(&self) -> Vec<u8> {
        DecisionWire {
            candidates: self.candidates.iter().map(scored_wire).collect(),
            require_three_d_secure: self.require_three_d_secure,
            rules_version: self.rules_version,
            rules: self.rules.iter().map(|(number, _)| u32::from(*number)).collect(),
            rule_names: self.rules.iter().map(|(_, name)| name.clone()).collect(),
            strategy_version: self.strategy_version,
            fees_version: self.fees_version,
            lessons: self.lessons,
            experiment: self.experiment.as_ref().map(|(name, _)| name.clone()),
            is_trial: matches!(self.experiment, Some((_, Side::Trial))),
        }
        .encode_to_vec()
    }

    /// The decision in these bytes.
    pub fn decode(bytes: &[u8]) -> Result<Decision, Corrupt> {
        let wire = DecisionWire::decode(bytes)?;
        let candidates = wire.candidates.into_iter().map(scored_from);
        let candidates: Vec<Scored> = candidates.collect::<Result<_, _>>()?;
        if wire.rules.len() != wire.rule_names.len() {
            return Err(Corrupt("each rule that held has a name"));
        }
        let numbers = wire.rules.into_iter().map(small::<u16>);
        let numbers: Vec<u16> = numbers.collect::<Result<_, _>>()?;
        let side = if wire.is_trial { Side::Trial } else { Side::Control };
        let chosen = candidates.first().filter(|best| best.verdict == Verdict::Chosen);
        Ok(Decision {
            gateway: chosen.map(|best| best.gateway.clone()),
            candidates,
            require_three_d_secure: wire.require_three_d_secure,
            rules_version: wire.rules_version,
            rules: numbers.into_iter().zip(wire.rule_names).collect(),
            strategy_version: wire.strategy_version,
            fees_version: wire.fees_version,
            lessons: wire.lessons,
            experiment: wire.experiment.map(|name| (name, side)),
        })
    }
}

fn scored_wire(scored: &Scored) -> ScoredWire {
    let verdict = Verdict::ALL.iter().position(|one| *one == scored.verdict);
    let parts = scored
        .fee_parts
        .map(|parts| [parts.interchange, parts.scheme, parts.markup, parts.margin]);
    ScoredWire {
        gateway: scored.gateway.as_str().to_owned(),
        verdict: verdict
            .and_then(|verdict| u32::try_from(verdict).ok())
            .expect("every verdict is listed"),
        rule: scored.rule.map(u32::from),
        success: scored.success,
        cost: scored.cost,
        latency: scored.latency,
        expected_success: scored.expected_success,
        learned_success: scored.learned_success,
        similar_calls: scored.similar_calls,
        fee_minor: scored.fee_minor.map(amount_bytes),
        fee_parts: parts.into_iter().flatten().map(amount_bytes).collect(),
        preference: scored.preference.map(u32::from),
        draw: scored.draw.map(u32::from),
        preferred_by_hook: scored.preferred_by_hook.map(u32::from),
    }
}

fn scored_from(wire: ScoredWire) -> Result<Scored, Corrupt> {
    let parts: Vec<i128> = wire
        .fee_parts
        .iter()
        .map(|part| amount_from(part))
        .collect::<Result<_, _>>()?;
    let fee_parts = match parts[..] {
        [] => None,
        [interchange, scheme, markup, margin] => Some(Cost {
            interchange,
            scheme,
            markup,
            margin,
        }),
        _ => return Err(Corrupt("a fee has four parts")),
    };
    let verdict = usize::try_from(wire.verdict)
        .ok()
        .and_then(|place| Verdict::ALL.get(place));
    let whole = wire
        .success
        .checked_add(wire.cost)
        .and_then(|sum| sum.checked_add(wire.latency));
    Ok(Scored {
        gateway: name_from(&wire.gateway)?,
        verdict: *verdict.ok_or(Corrupt("an unknown verdict"))?,
        rule: wire.rule.map(small).transpose()?,
        score: whole.ok_or(Corrupt("a score beyond all bounds"))?,
        success: wire.success,
        cost: wire.cost,
        latency: wire.latency,
        expected_success: wire.expected_success,
        learned_success: wire.learned_success,
        similar_calls: wire.similar_calls,
        fee_minor: wire.fee_minor.map(|bytes| amount_from(&bytes)).transpose()?,
        fee_parts,
        preference: wire.preference.map(small).transpose()?,
        draw: wire.draw.map(small).transpose()?,
        preferred_by_hook: wire.preferred_by_hook.map(small).transpose()?,
    })
}

fn small<T: TryFrom<u32>>(number: u32) -> Result<T, Corrupt> {
    T::try_from(number).map_err(|_| Corrupt("a number beyond its bounds"))
}
