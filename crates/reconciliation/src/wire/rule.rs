//! The stored form of definitions and their rules.

use bezant_kernel::wire::{Corrupt, currency_from, id_bytes, id_from};

use super::messages::{DefinitionWire, RuleWire};
use super::{acceptance_from, acceptance_number};
use crate::{Definition, ReferenceCondition, Rule, Shape, Tolerance};

pub(super) fn definition_wire(definition: &Definition) -> DefinitionWire {
    DefinitionWire {
        name: definition.name.clone(),
        account: id_bytes(definition.account),
        outside_account: definition.outside_account.clone(),
        currency: u32::from(definition.currency.number()),
        rules: definition.rules.iter().map(rule_wire).collect(),
    }
}

pub(super) fn definition_from(wire: Option<DefinitionWire>) -> Result<Definition, Corrupt> {
    let wire = wire.ok_or(Corrupt("a reconciliation without definition"))?;
    Ok(Definition {
        name: wire.name,
        account: id_from(&wire.account)?,
        outside_account: wire.outside_account,
        currency: currency_from(wire.currency)?,
        rules: wire.rules.into_iter().map(rule_from).collect::<Result<_, _>>()?,
    })
}

fn rule_wire(rule: &Rule) -> RuleWire {
    let (shape, maximum) = match rule.shape {
        Shape::OneToOne => (1, 0),
        Shape::OneToMany { maximum } => (2, maximum),
        Shape::ManyToOne { maximum } => (3, maximum),
    };
    let (tolerance, bound) = match rule.tolerance {
        Tolerance::Exact => (1, 0),
        Tolerance::Absolute(minor) => (2, minor),
        Tolerance::BasisPoints(points) => (3, u64::from(points)),
    };
    let reference = match rule.reference {
        ReferenceCondition::Any => 1,
        ReferenceCondition::Equal => 2,
        ReferenceCondition::Contains => 3,
    };
    RuleWire {
        name: rule.name.clone(),
        priority: u32::from(rule.priority),
        shape,
        maximum: u32::from(maximum),
        tolerance,
        bound,
        maximum_days: u32::from(rule.maximum_days),
        reference,
        currency: rule.currency.map(|currency| u32::from(currency.number())),
        acceptance: acceptance_number(rule.acceptance),
        difference_account: rule.difference_account.map(id_bytes),
    }
}

fn rule_from(wire: RuleWire) -> Result<Rule, Corrupt> {
    let small = |number: u32| u16::try_from(number).map_err(|_| Corrupt("a number of a rule is too large"));
    let maximum = small(wire.maximum)?;
    Ok(Rule {
        name: wire.name,
        priority: small(wire.priority)?,
        shape: match wire.shape {
            1 => Shape::OneToOne,
            2 => Shape::OneToMany { maximum },
            3 => Shape::ManyToOne { maximum },
            _ => return Err(Corrupt("unknown shape of a rule")),
        },
        tolerance: match wire.tolerance {
            1 => Tolerance::Exact,
            2 => Tolerance::Absolute(wire.bound),
            3 => Tolerance::BasisPoints(
                u32::try_from(wire.bound).map_err(|_| Corrupt("a number of a rule is too large"))?,
            ),
            _ => return Err(Corrupt("unknown tolerance of a rule")),
        },
        maximum_days: small(wire.maximum_days)?,
        reference: match wire.reference {
            1 => ReferenceCondition::Any,
            2 => ReferenceCondition::Equal,
            3 => ReferenceCondition::Contains,
            _ => return Err(Corrupt("unknown reference condition of a rule")),
        },
        currency: wire.currency.map(currency_from).transpose()?,
        acceptance: acceptance_from(wire.acceptance)?,
        difference_account: wire.difference_account.map(|id| id_from(&id)).transpose()?,
    })
}
