//! The settings of a sandbox: how fast it is, when it is down, what it approves, how it lies. Each mistake names its field.

use bezant_kernel::{Country, Currency, MethodKind};
use bezant_payments::DeclineCode;
use serde::{Deserialize, Deserializer, de::Error as _};

use super::cards::test_cards;
use super::draw::WHOLE;
use crate::config::{ConfigError, GatewayConfig, all_parsed};

/// Settings of the sandbox connector. Without any, every answer comes at once and only tokens decide.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SandboxConfig {
    /// How long each answer takes at least.
    pub latency_ms: u64,
    /// Whether the whole gateway is down.
    pub outage: bool,
    /// Two sandboxes with one name, one seed and one script give the same answers.
    pub seed: u64,
    /// Which hour it is where the sandbox stands when it is set up; the hour in UTC where this is missing.
    pub starts_at_hour: Option<u8>,
    /// How many authorizations of test cards are approved: the first line that fits decides. Where none fits, all are.
    pub approval: Vec<ApprovalLine>,
    /// Why authorizations are declined, where their line says nothing of it.
    pub declines: Vec<DeclineWeight>,
    /// How much longer than `latency_ms` answers take.
    pub latency: Option<LatencyTable>,
    /// When the gateway is out of order, whatever the token.
    pub outages: Vec<OutageLine>,
    /// How many answers about test cards are not what they should be.
    pub answers: AnswerShares,
    /// What the gateway charges; the first line that fits decides, otherwise the gateway's own price does.
    pub fees: Vec<FeeLine>,
}

/// Which operations a line is about. What is not named fits all.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Conditions {
    /// Kinds of payment methods.
    pub methods: Vec<MethodKind>,
    /// Currencies.
    pub currencies: Vec<Currency>,
    /// Countries that payments come from; a payment that names none fits none.
    #[serde(deserialize_with = "all_parsed")]
    pub countries: Vec<Country>,
    /// Countries of the test cards' issuers.
    #[serde(deserialize_with = "all_parsed")]
    pub issuer_countries: Vec<Country>,
    /// Schemes of the test cards, as the table of test cards has them.
    pub schemes: Vec<String>,
    /// Categories of the test cards, as the table of test cards has them.
    pub categories: Vec<String>,
    /// The smallest amount, in minor units of whatever currency.
    pub min_amount: Option<u64>,
    /// The largest amount, in minor units of whatever currency.
    pub max_amount: Option<u64>,
    /// The hour (0 to 23) from which the line holds; together with `until_hour`.
    pub from_hour: Option<u8>,
    /// The hour (0 to 23) at which it ends; a line from 22 until 6 holds over midnight.
    pub until_hour: Option<u8>,
}

/// How many authorizations of a segment are approved.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalLine {
    /// The segment.
    #[serde(default)]
    pub when: Conditions,
    /// How many are approved, in ten-thousandths.
    pub rate_basis_points: u32,
    /// How that changes over time.
    #[serde(default)]
    pub drift: Option<Drift>,
    /// Why the others are declined; the gateway's own list where this is empty.
    #[serde(default)]
    pub declines: Vec<DeclineWeight>,
}

/// A rate that moves in a straight line to another and stays there.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drift {
    /// The rate in the end, in ten-thousandths.
    pub to_basis_points: u32,
    /// How long after the start it begins to move.
    #[serde(default)]
    pub after_ms: u64,
    /// How long it takes.
    pub over_ms: u64,
}

/// A reason to decline and how often it is the reason.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclineWeight {
    /// The reason.
    #[serde(deserialize_with = "decline_code")]
    pub code: DeclineCode,
    /// Its weight among all weights of its list.
    pub weight: u32,
}

/// How long answers take: drawn for each operation, in straight lines between these points.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LatencyTable {
    /// The fastest answer.
    #[serde(default)]
    pub min_ms: u64,
    /// Half of the answers are faster.
    pub p50_ms: u64,
    /// Nine of ten answers are faster.
    pub p90_ms: u64,
    /// All but one in a hundred are faster.
    pub p99_ms: u64,
    /// The slowest answer.
    pub max_ms: u64,
}

/// A time out of order.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutageLine {
    /// What calls meet.
    pub kind: OutageKind,
    /// How long after the start it begins.
    #[serde(default)]
    pub after_ms: u64,
    /// How long it lasts.
    pub duration_ms: u64,
    /// After how long it begins anew; never where this is missing.
    #[serde(default)]
    pub every_ms: Option<u64>,
    /// How many operations it meets, in ten-thousandths.
    #[serde(default = "whole")]
    pub share_basis_points: u32,
    /// How many of the sends that it meets are done all the same, in ten-thousandths; only where calls hang or end in errors.
    #[serde(default)]
    pub done_basis_points: u32,
}

/// What calls meet during an outage.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutageKind {
    /// No connection.
    Refuse,
    /// No answer.
    Hang,
    /// An answer that says nothing of the operation.
    Error,
    /// Too many requests.
    RateLimit,
}

/// How many operations are answered in other ways than they should be, in ten-thousandths of all; a resend or an inquiry
/// tells the truth.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AnswerShares {
    /// Done, and the answer is lost.
    pub lost_basis_points: u32,
    /// Done, and the answer comes after the caller's patience has ended.
    pub late_basis_points: u32,
    /// Done, and the answer can't be understood.
    pub garbled_basis_points: u32,
    /// Said to be pending until an inquiry finds out.
    pub pending_basis_points: u32,
    /// Said to be done over another amount.
    pub other_amount_basis_points: u32,
    /// Done, the answer is lost, and inquiries find nothing for `hidden_for_ms`.
    pub hidden_basis_points: u32,
    /// How long inquiries find nothing.
    pub hidden_for_ms: u64,
}

/// What the gateway charges for a segment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeLine {
    /// The segment.
    #[serde(default)]
    pub when: Conditions,
    /// The share of the amount, in ten-thousandths.
    #[serde(default)]
    pub basis_points: u32,
    /// The price per payment, in minor units of the payment's currency.
    #[serde(default)]
    pub fixed_minor: u64,
}

/// More lines than a person writes.
const MOST_LINES: usize = 1_000;
/// The longest time an answer may take.
const SLOWEST_MS: u64 = 600_000;

impl SandboxConfig {
    /// Checks everything that the types leave open.
    pub(super) fn check(&self, gateway: &GatewayConfig) -> Result<(), ConfigError> {
        let at = Place {
            gateway,
            path: "sandbox".to_owned(),
        };
        at.require(
            self.starts_at_hour.is_none_or(|hour| hour < 24),
            "starts_at_hour",
            "must be 0 to 23",
        )?;
        at.require(
            self.latency_ms <= SLOWEST_MS,
            "latency_ms",
            "must be at most 600000",
        )?;
        at.each("approval", &self.approval, |at, line| {
            line.when.check(&at.inside("when"))?;
            at.share("rate_basis_points", line.rate_basis_points)?;
            if let Some(drift) = &line.drift {
                let at = at.inside("drift");
                at.share("to_basis_points", drift.to_basis_points)?;
                at.require(drift.over_ms > 0, "over_ms", "must be at least 1")?;
            }
            weights(at, &line.declines)
        })?;
        weights(&at, &self.declines)?;
        if let Some(table) = &self.latency {
            table.check(&at.inside("latency"))?;
        }
        at.each("outages", &self.outages, |at, line| {
            at.require(line.duration_ms > 0, "duration_ms", "must be at least 1")?;
            at.require(
                line.every_ms.is_none_or(|every| every >= line.duration_ms),
                "every_ms",
                "must not be below duration_ms",
            )?;
            at.share("share_basis_points", line.share_basis_points)?;
            at.share("done_basis_points", line.done_basis_points)?;
            let may_be_done = matches!(line.kind, OutageKind::Hang | OutageKind::Error);
            at.require(
                may_be_done || line.done_basis_points == 0,
                "done_basis_points",
                "is only for the kinds hang and error",
            )
        })?;
        self.answers.check(&at.inside("answers"))?;
        at.each("fees", &self.fees, |at, line| {
            line.when.check(&at.inside("when"))?;
            at.share("basis_points", line.basis_points)
        })
    }
}

impl Conditions {
    fn check(&self, at: &Place<'_>) -> Result<(), ConfigError> {
        let (min, max) = (self.min_amount, self.max_amount);
        let ordered = min.zip(max).is_none_or(|(min, max)| min <= max);
        at.require(ordered, "min_amount", "must not be above max_amount")?;
        for (field, hour) in [("from_hour", self.from_hour), ("until_hour", self.until_hour)] {
            at.require(hour.is_none_or(|hour| hour < 24), field, "must be 0 to 23")?;
        }
        at.require(
            self.from_hour.is_some() == self.until_hour.is_some(),
            "until_hour",
            "and from_hour need each other",
        )?;
        at.require(
            self.from_hour.is_none() || self.from_hour != self.until_hour,
            "until_hour",
            "must differ from from_hour",
        )?;
        let is_scheme = |word: &String| test_cards().iter().any(|card| card.scheme == word);
        let problem = "names a scheme that no test card has";
        at.require(self.schemes.iter().all(is_scheme), "schemes", problem)?;
        let is_category = |word: &String| test_cards().iter().any(|card| card.category == word);
        let problem = "names a category that no test card has";
        at.require(self.categories.iter().all(is_category), "categories", problem)
    }
}

impl LatencyTable {
    fn check(&self, at: &Place<'_>) -> Result<(), ConfigError> {
        let points = [
            ("p50_ms", self.min_ms, self.p50_ms),
            ("p90_ms", self.p50_ms, self.p90_ms),
            ("p99_ms", self.p90_ms, self.p99_ms),
            ("max_ms", self.p99_ms, self.max_ms),
        ];
        for (field, before, point) in points {
            at.require(before <= point, field, "must not be below the field before it")?;
        }
        at.require(self.max_ms <= SLOWEST_MS, "max_ms", "must be at most 600000")
    }
}

impl AnswerShares {
    fn check(&self, at: &Place<'_>) -> Result<(), ConfigError> {
        let shares = [
            ("lost_basis_points", self.lost_basis_points),
            ("late_basis_points", self.late_basis_points),
            ("garbled_basis_points", self.garbled_basis_points),
            ("pending_basis_points", self.pending_basis_points),
            ("other_amount_basis_points", self.other_amount_basis_points),
            ("hidden_basis_points", self.hidden_basis_points),
        ];
        let mut sum = 0;
        for (field, share) in shares {
            at.share(field, share)?;
            sum += share;
            at.require(sum <= WHOLE, field, "makes all shares together more than 10000")?;
        }
        at.require(
            self.hidden_basis_points == 0 || self.hidden_for_ms > 0,
            "hidden_for_ms",
            "is needed with hidden_basis_points",
        )
    }
}

fn weights(at: &Place<'_>, list: &[DeclineWeight]) -> Result<(), ConfigError> {
    at.each("declines", list, |at, line| {
        at.require(line.weight > 0, "weight", "must be at least 1")
    })
}

/// Where in the settings a check is.
struct Place<'a> {
    gateway: &'a GatewayConfig,
    path: String,
}

impl<'a> Place<'a> {
    fn inside(&self, field: &str) -> Place<'a> {
        Place {
            gateway: self.gateway,
            path: format!("{}.{field}", self.path),
        }
    }

    fn require(&self, is_right: bool, field: &str, problem: &'static str) -> Result<(), ConfigError> {
        if is_right {
            return Ok(());
        }
        Err(self.gateway.wrong(self.inside(field).path, problem))
    }

    fn share(&self, field: &str, basis_points: u32) -> Result<(), ConfigError> {
        self.require(basis_points <= WHOLE, field, "must be at most 10000")
    }

    fn each<T>(
        &self,
        field: &str,
        lines: &[T],
        check: impl Fn(&Place<'_>, &T) -> Result<(), ConfigError>,
    ) -> Result<(), ConfigError> {
        self.require(lines.len() <= MOST_LINES, field, "has more than 1000 lines")?;
        for (number, line) in lines.iter().enumerate() {
            check(&self.inside(&format!("{field}[{number}]")), line)?;
        }
        Ok(())
    }
}

fn whole() -> u32 {
    WHOLE
}

fn decline_code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DeclineCode, D::Error> {
    let text = String::deserialize(deserializer)?;
    let known = DeclineCode::ALL.iter().find(|row| row.1 == text);
    known
        .map(|row| row.0)
        .ok_or_else(|| D::Error::custom(format!("'{text}' is no reason to decline")))
}
