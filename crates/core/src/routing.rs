//! Questions about routing: how it is set, and what it would decide.

use bezant_kernel::{
    Card, Country, GatewayName, MethodKind, Money, OperationKind, PaymentId, Tenant, Timestamp,
};
use bezant_routing::{
    Decision, Diagnostics, ExperimentRun, Facts, FeeSchedule, Resilience, RuleSet, RulesStatus, RulesVersion,
    State, Strategy, Want, route, route_by,
};

/// How payments are routed at present.
#[derive(Clone, Debug)]
pub struct RoutingSettings {
    /// The versions of the rules that are at hand, the oldest first.
    pub rules: Vec<(u32, RulesStatus, RulesVersion)>,
    /// Whether rules must be approved by someone else than their author.
    pub needs_four_eyes: bool,
    /// Gateways that the active rules name and that are not declared.
    pub missing_gateways: Vec<GatewayName>,
    /// The settings of breakers and forecasts.
    pub resilience: Resilience,
    /// The fees and their version; 0 until they are set.
    pub fees: (u32, Vec<FeeSchedule>),
    /// The strategy and its version; 0 until one is set.
    pub strategy: (u32, Strategy),
    /// The experiments that are kept, the last one last.
    pub experiments: Vec<ExperimentRun>,
}

impl RoutingSettings {
    pub(crate) fn of(state: &State) -> RoutingSettings {
        let (fees_version, fees) = state.fees();
        let (strategy_version, strategy) = state.strategy();
        RoutingSettings {
            rules: state
                .rules_versions()
                .map(|(number, status, version)| (number, status, version.clone()))
                .collect(),
            needs_four_eyes: state.needs_four_eyes(),
            missing_gateways: state.gateways_missing_in_rules().cloned().collect(),
            resilience: state.resilience().1.clone(),
            fees: (fees_version, fees.to_vec()),
            strategy: (strategy_version, strategy.clone()),
            experiments: state.experiments().cloned().collect(),
        }
    }
}

/// A payment that might be, and the question where it would go.
#[derive(Clone, Debug)]
pub struct TryRoute {
    /// When.
    pub now: Timestamp,
    /// The payment's id: draws and samples follow from it.
    pub payment: PaymentId,
    /// How much.
    pub amount: Money,
    /// With what.
    pub method: MethodKind,
    /// From where.
    pub country: Option<Country>,
    /// What is known about the card.
    pub card: Card,
    /// The caller's own name for the customer.
    pub customer: Option<String>,
    /// The caller's own pairs, sorted by key.
    pub metadata: Vec<(String, String)>,
    /// Rules to try instead of the active ones.
    pub rules: Option<String>,
}

impl TryRoute {
    pub(crate) fn decide(&self, state: &State, tenant: Tenant) -> Result<Decision, Diagnostics> {
        let want = Want {
            amount: self.amount,
            method: self.method,
            country: self.country,
            operation: OperationKind::Authorize,
            excluded: &[],
        };
        let facts = Facts {
            payment: self.payment,
            tenant,
            scheme: self.card.scheme,
            category: self.card.category,
            issuer_country: self.card.issuer_country,
            bin: self.card.bin,
            customer: self.customer.as_deref(),
            metadata: &self.metadata,
            left_out: &[],
            preferred: &[],
        };
        Ok(match &self.rules {
            None => route(state, self.now, &want, &facts),
            Some(source) => {
                let gateways: Vec<GatewayName> =
                    state.profiles().map(|profile| profile.name.clone()).collect();
                let rules = RuleSet::compile(source, &gateways)?;
                route_by(state, self.now, &want, &facts, Some(&rules), state.strategy().1)
            }
        })
    }
}
