//! Questions about committed state, and their answers. Lists with filters and history come from the views instead.

use bezant_kernel::{
    AccountId, AccountPath, Currency, MonitorId, PaymentId, ScheduleId, Tenant, Timestamp, TransferId,
    WebhookEndpointId,
};
use bezant_ledger::{Account, Excerpt, Monitor, RolledUp, Schedule, Touched, Transfer, TrialBalance};
use bezant_log::Position;
use bezant_payments::{Operation, Payment};
use bezant_routing::{Decision, Diagnostics, DueProbe, GatewayHealth, GatewayProfile};
use bezant_webhooks::Endpoint;

use crate::{
    Directory, Flow, FlowPlan, ReconciliationAnswer, ReconciliationQuery, Rejection, RoutingSettings,
    TryRoute,
};

/// A question. All but those marked so are about the asking tenant only.
#[derive(Debug)]
pub enum Query {
    /// A payment.
    Payment(PaymentId),
    /// These payments, as far as there are any.
    Payments(Vec<PaymentId>),
    /// For what gateways say: whose payment it is, of all tenants.
    PaymentOwner(PaymentId),
    /// Payments that a person should look at, the newest first.
    NeedingAttention {
        /// The payment behind which to begin.
        before: Option<PaymentId>,
        /// How many to answer.
        limit: usize,
    },
    /// A ledger account.
    Account(AccountId),
    /// These ledger accounts, as far as there are any.
    TheseAccounts(Vec<AccountId>),
    /// The ledger account at a path in a currency. Answered as [`Query::Account`].
    AccountAt {
        /// The path.
        path: AccountPath,
        /// The currency.
        currency: Currency,
    },
    /// The paths of these ledger accounts.
    Paths(Vec<AccountId>),
    /// A copy of what transfers touch, to look at what would become of them.
    Excerpt(Touched),
    /// Ledger accounts in the order in which they were opened.
    Accounts {
        /// How many to leave out from the start.
        skip: usize,
        /// How many to answer.
        limit: usize,
    },
    /// Ledger accounts at and below a path, by path and currency.
    AccountsUnder {
        /// The path, or the beginning of one up to a colon.
        prefix: String,
        /// The account behind which to begin.
        after: Option<AccountId>,
        /// How many to answer.
        limit: usize,
    },
    /// The sums of all accounts at and below a path, by currency.
    RolledUp {
        /// The path, or the beginning of one up to a colon; empty for all.
        prefix: String,
    },
    /// The sums of all debits and credits per currency.
    TrialBalance,
    /// The open schedules, by id.
    Schedules {
        /// The schedule behind which to begin.
        after: Option<ScheduleId>,
        /// How many to answer.
        limit: usize,
    },
    /// An open schedule.
    Schedule(ScheduleId),
    /// The monitors, by id.
    Monitors {
        /// Those of this account only.
        account: Option<AccountId>,
        /// The monitor behind which to begin.
        after: Option<MonitorId>,
        /// How many to answer.
        limit: usize,
    },
    /// A monitor.
    Monitor(MonitorId),
    /// What a flow would do.
    PlanFlow {
        /// The flow.
        flow: Flow,
        /// As of when.
        now: Timestamp,
    },
    /// A hold that is open.
    Hold(TransferId),
    /// About reconciliations.
    Reconciliation(ReconciliationQuery),
    /// The gateways and how they are doing (the node's: the same for every tenant).
    Gateways {
        /// For breakers that close by time.
        now: Timestamp,
    },
    /// How payments are routed at present (the node's: the same for every tenant).
    Routing,
    /// Where a payment would go now.
    TryRoute(Box<TryRoute>),
    /// The webhook endpoints.
    Endpoints,
    /// A webhook endpoint.
    Endpoint(WebhookEndpointId),
    /// For followers only: tenants, keys and endpoints of all tenants, as of a position.
    Directory,
    /// For the orchestrator only: the gateway calls that are under way, of all tenants.
    OpenOperations,
    /// For the prober only: the gateways to ask now how they are.
    ProbesDue {
        /// Now.
        now: Timestamp,
    },
    /// For measurements: how many entities are in memory, of all tenants.
    Counts,
}

/// The answer to the question of the same name.
#[derive(Debug)]
pub enum Answer {
    /// A payment, if there is one for the tenant.
    Payment(Option<Box<Payment>>),
    /// Whose payment it is, if there is one.
    PaymentOwner(Option<Tenant>),
    /// Payments.
    Payments(Vec<Payment>),
    /// An account, if there is one for the tenant.
    Account(Option<Box<Account>>),
    /// Accounts.
    Accounts(Vec<Account>),
    /// Sums.
    TrialBalance(Vec<TrialBalance>),
    /// The paths of those accounts that there are for the tenant.
    Paths(Vec<(AccountId, AccountPath)>),
    /// A copy of a part of the ledger.
    Excerpt(Box<Excerpt>),
    /// Sums by currency.
    RolledUp(Vec<RolledUp>),
    /// Schedules.
    Schedules(Vec<Schedule>),
    /// A schedule, if there is one open for the tenant.
    Schedule(Option<Box<Schedule>>),
    /// Monitors with the accounts that they watch, and their currencies.
    Monitors(Vec<(AccountId, Currency, Monitor)>),
    /// A monitor with the account that it watches, if there is one for the tenant.
    Monitor(Option<(AccountId, Currency, Monitor)>),
    /// What the flow would do, or why nothing.
    FlowPlan(Result<FlowPlan, Rejection>),
    /// A hold, if there is one open for the tenant.
    Hold(Option<Transfer>),
    /// About reconciliations.
    Reconciliation(ReconciliationAnswer),
    /// Gateways.
    Gateways(Vec<(GatewayProfile, GatewayHealth)>),
    /// The settings of routing.
    Routing(Box<RoutingSettings>),
    /// The decision, or what is wrong with the rules to try.
    TryRoute(Result<Decision, Diagnostics>),
    /// Endpoints.
    Endpoints(Vec<Endpoint>),
    /// An endpoint, if there is one for the tenant.
    Endpoint(Option<Box<Endpoint>>),
    /// Tenants, keys and endpoints.
    Directory(Box<Directory>),
    /// Calls under way as of a position.
    OpenOperations(Position, Vec<(Tenant, Operation)>),
    /// Gateways to probe.
    ProbesDue(Vec<DueProbe>),
    /// Entities in memory.
    Counts {
        /// Payments.
        payments: usize,
        /// Ledger accounts.
        accounts: usize,
        /// Open holds.
        holds: usize,
        /// Payments that a person should look at.
        needing_attention: usize,
    },
}
