//! Balance monitors as the API takes and shows them.

use bezant_kernel::{AccountId, Currency, MonitorId};
use bezant_ledger::{Comparison, Condition, Measure, Monitor};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::request::{AccountName, Amount, from_text};

/// A condition on a balance. An event tells when it becomes true or false.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMonitor {
    /// An id of your choice; a fresh one if left out. The id of a monitor that there is changes its condition.
    #[schema(value_type = Option<String>)]
    pub(crate) id: Option<MonitorId>,
    /// The account, by id or path.
    #[serde(deserialize_with = "from_text")]
    #[schema(value_type = String, example = "liabilities:customers:4711")]
    pub(crate) account: AccountName,
    /// The account's currency, where it is named by path.
    #[schema(value_type = Option<String>, example = "EUR")]
    pub(crate) currency: Option<Currency>,
    measure: MeasureWord,
    comparison: ComparisonWord,
    /// In minor units.
    #[schema(value_type = i64)]
    threshold: Amount,
}

/// A balance that is watched.
#[derive(Serialize, ToSchema)]
#[schema(as = Monitor)]
pub(crate) struct MonitorDto {
    #[schema(value_type = String, example = "mon_01h455vb4pex5vsknk084sn02q")]
    id: MonitorId,
    /// Always `monitor`.
    object: &'static str,
    #[schema(value_type = String)]
    account: AccountId,
    measure: MeasureWord,
    comparison: ComparisonWord,
    /// In minor units.
    #[schema(value_type = i64)]
    threshold: i128,
    /// The account's currency.
    #[schema(value_type = String, example = "EUR")]
    currency: Currency,
    /// Whether the condition holds now.
    holds: bool,
}

/// A monitor or schedule that is there no longer.
#[derive(Serialize, ToSchema)]
#[schema(as = RemovedFromLedger)]
pub(crate) struct Removed {
    pub(crate) id: String,
    /// Of which kind it was.
    pub(crate) object: &'static str,
    /// Always true.
    pub(crate) deleted: bool,
}

/// Which monitors.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MonitorParams {
    /// Those of this account, by id.
    #[param(value_type = Option<String>)]
    pub(crate) account: Option<AccountId>,
    /// Where to go on: the `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    pub(crate) limit: Option<u32>,
}

/// What is measured of an account.
#[derive(Copy, Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MeasureWord {
    /// The posted balance on its normal side.
    Balance,
    /// The balance less what open holds will take.
    Available,
    /// Everything ever debited for good.
    DebitsPosted,
    /// Everything ever credited for good.
    CreditsPosted,
    /// What open holds will take.
    PendingOutflow,
    /// What open holds will bring.
    PendingInflow,
}

/// How it is compared with the threshold.
#[derive(Copy, Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ComparisonWord {
    /// At least so much.
    AtLeast,
    /// More than so much.
    MoreThan,
    /// At most so much.
    AtMost,
    /// Less than so much.
    LessThan,
}

impl From<MeasureWord> for Measure {
    fn from(word: MeasureWord) -> Self {
        match word {
            MeasureWord::Balance => Measure::Balance,
            MeasureWord::Available => Measure::Available,
            MeasureWord::DebitsPosted => Measure::PostedDebits,
            MeasureWord::CreditsPosted => Measure::PostedCredits,
            MeasureWord::PendingOutflow => Measure::PendingOutflow,
            MeasureWord::PendingInflow => Measure::PendingInflow,
        }
    }
}

impl From<Measure> for MeasureWord {
    fn from(measure: Measure) -> Self {
        match measure {
            Measure::Balance => MeasureWord::Balance,
            Measure::Available => MeasureWord::Available,
            Measure::PostedDebits => MeasureWord::DebitsPosted,
            Measure::PostedCredits => MeasureWord::CreditsPosted,
            Measure::PendingOutflow => MeasureWord::PendingOutflow,
            Measure::PendingInflow => MeasureWord::PendingInflow,
        }
    }
}

impl From<ComparisonWord> for Comparison {
    fn from(word: ComparisonWord) -> Self {
        match word {
            ComparisonWord::AtLeast => Comparison::AtLeast,
            ComparisonWord::MoreThan => Comparison::MoreThan,
            ComparisonWord::AtMost => Comparison::AtMost,
            ComparisonWord::LessThan => Comparison::LessThan,
        }
    }
}

impl From<Comparison> for ComparisonWord {
    fn from(comparison: Comparison) -> Self {
        match comparison {
            Comparison::AtLeast => ComparisonWord::AtLeast,
            Comparison::MoreThan => ComparisonWord::MoreThan,
            Comparison::AtMost => ComparisonWord::AtMost,
            Comparison::LessThan => ComparisonWord::LessThan,
        }
    }
}

impl NewMonitor {
    /// What shall be watched for.
    pub(crate) fn condition(&self) -> Condition {
        Condition {
            measure: self.measure.into(),
            comparison: self.comparison.into(),
            threshold: self.threshold.0,
        }
    }
}

impl MonitorDto {
    /// A monitor of this account.
    pub(crate) fn of(account: AccountId, currency: Currency, monitor: &Monitor) -> Self {
        MonitorDto {
            id: monitor.id,
            object: "monitor",
            account,
            measure: monitor.condition.measure.into(),
            comparison: monitor.condition.comparison.into(),
            threshold: monitor.condition.threshold,
            currency,
            holds: monitor.holds,
        }
    }
}
