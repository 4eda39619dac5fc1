//! What is declared about a gateway: what it takes, what it costs, how much it is preferred.

use std::collections::BTreeSet;

use bezant_kernel::{
    Country, Currency, GatewayName, MethodKind, Money, MoneyError, OperationKind, RetryTerms,
};

use crate::choose::{Verdict, Want};

/// A gateway's facts from the configuration. An empty set means that there is no restriction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayProfile {
    /// The configured name.
    pub name: GatewayName,
    /// The currencies it takes.
    pub currencies: BTreeSet<Currency>,
    /// The kinds of payment methods it takes.
    pub methods: BTreeSet<MethodKind>,
    /// The countries it serves. A payment of unknown country fits only a gateway without this restriction.
    pub countries: BTreeSet<Country>,
    /// What can be asked of it.
    pub operations: BTreeSet<OperationKind>,
    /// The smallest amount it takes, in minor units of any currency.
    pub minimum_minor: i128,
    /// The largest amount it takes, in minor units of any currency.
    pub maximum_minor: i128,
    /// The part of its fee that grows with the amount, in ten-thousandths.
    pub fee_basis_points: u32,
    /// The fixed part of its fee, in minor units of the payment's currency.
    pub fee_fixed_minor: u64,
    /// Breaks ties between equal scores: the lower number goes first.
    pub priority: u32,
    /// The terms on which it is asked again after a technical failure, if they are its own.
    pub retries: Option<RetryTerms>,
}

impl GatewayProfile {
    /// A gateway that takes everything and costs nothing; the start for a profile with some of it restricted.
    pub fn unrestricted(name: GatewayName) -> Self {
        GatewayProfile {
            name,
            currencies: BTreeSet::new(),
            methods: BTreeSet::new(),
            countries: BTreeSet::new(),
            operations: BTreeSet::new(),
            minimum_minor: 0,
            maximum_minor: i128::MAX,
            fee_basis_points: 0,
            fee_fixed_minor: 0,
            priority: 0,
            retries: None,
        }
    }

    /// What the gateway charges for `amount`, as declared.
    pub fn fee(&self, amount: Money) -> Result<Money, MoneyError> {
        let fixed = Money::new(i128::from(self.fee_fixed_minor), amount.currency());
        amount.basis_points(self.fee_basis_points)?.checked_add(fixed)
    }

    /// Why the gateway can't take what is wanted; nothing if it can.
    pub(crate) fn obstacle(&self, want: &Want<'_>) -> Option<Verdict> {
        let minor = want.amount.minor();
        if !fits(&self.operations, &want.operation) {
            Some(Verdict::Operation)
        } else if !fits(&self.currencies, &want.amount.currency()) {
            Some(Verdict::Currency)
        } else if !fits(&self.methods, &want.method) {
            Some(Verdict::Method)
        } else if !self.countries.is_empty() && !want.country.is_some_and(|one| self.countries.contains(&one))
        {
            Some(Verdict::Country)
        } else if minor < self.minimum_minor || minor > self.maximum_minor {
            Some(Verdict::Amount)
        } else {
            None
        }
    }

    /// The fee in millionths of the amount, at most the whole amount.
    pub(crate) fn fee_millionths(&self, amount: Money) -> i64 {
        let fixed = i128::from(self.fee_fixed_minor) * 1_000_000 / amount.minor().max(1);
        let whole = fixed + i128::from(self.fee_basis_points) * 100;
        i64::try_from(whole.min(1_000_000)).expect("at most a million")
    }
}

fn fits<T: Ord>(allowed: &BTreeSet<T>, one: &T) -> bool {
    allowed.is_empty() || allowed.contains(one)
}
