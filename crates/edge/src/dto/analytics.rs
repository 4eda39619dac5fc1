//! Analytics of payments: the question as parameters, the answer as rows of numbers.

use std::collections::BTreeMap;

use bezant_kernel::{Currency, Milliseconds, Timestamp};
use bezant_views::{Analytics, AnalyticsQuestion, AnalyticsRow, Counts, Dimension, Rate, Resolution};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::problem::{Code, Problem};

/// Dimensions that rows can be told apart by at once.
const MAX_GROUPS: usize = 3;
const HOUR: u64 = 3_600_000;

/// Which numbers.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AnalyticsParams {
    /// From this time (RFC 3339); the last hour by minutes, day by hours or in total, 30 days by days if left out.
    #[param(format = DateTime)]
    from: Option<String>,
    /// To before this time (RFC 3339); now if left out.
    #[param(format = DateTime)]
    to: Option<String>,
    /// `minute` (kept for 48 hours), `hour` (100 days), `day` (5 years), or `total` for one row a group; `total` if left out.
    interval: Option<String>,
    /// Up to three of `gateway`, `method`, `currency`, `issuer_country`, `scheme`, `amount_band`, `initiator`, with commas.
    #[param(example = "gateway,currency")]
    group_by: Option<String>,
    /// Only those of this gateway.
    gateway: Option<String>,
    /// Only those paid with this, such as `card`.
    method: Option<String>,
    /// Only those in this currency, such as `EUR`.
    currency: Option<String>,
    /// Only those of cards from this country, such as `DE`.
    issuer_country: Option<String>,
    /// Only those of this card network, such as `visa`.
    scheme: Option<String>,
    /// Only amounts in this band, in units of their currency: `to_10`, `to_50`, `to_200`, `to_1000`, `above_1000`.
    amount_band: Option<String>,
    /// Only those that a `customer` or a `merchant` initiated.
    initiator: Option<String>,
}

fn wrong(parameter: &str, message: impl Into<String>) -> Problem {
    Problem::mistake(parameter, Code::ParameterInvalid, message)
}

fn time(parameter: &str, text: Option<&str>) -> Result<Option<Timestamp>, Problem> {
    let parse = |text: &str| {
        let message = "it must be a time such as 2026-01-31T12:00:00Z";
        serde_json::from_value(text.into()).map_err(|_| wrong(parameter, message))
    };
    text.map(parse).transpose()
}

fn before(time: Timestamp, span: u64) -> Timestamp {
    Timestamp::from_microseconds(time.as_microseconds().saturating_sub(span.saturating_mul(1_000)))
}

/// The earliest time of which there are such sums.
fn oldest(resolution: Resolution, now: Timestamp) -> Timestamp {
    before(now, resolution.unit().0 * resolution.kept())
}

impl AnalyticsParams {
    pub(crate) fn into_question(self, now: Timestamp) -> Result<AnalyticsQuestion, Problem> {
        let wanted = match self.interval.as_deref() {
            None | Some("total") => None,
            Some(word) => {
                let all = Resolution::ALL.into_iter();
                let found = all.clone().find(|one| one.as_str() == word);
                let message = "it must be minute, hour, day or total";
                Some(found.ok_or_else(|| wrong("interval", message))?)
            }
        };
        let to = time("to", self.to.as_deref())?.unwrap_or(now);
        let usual = match wanted {
            Some(Resolution::Minute) => HOUR,
            None | Some(Resolution::Hour) => 24 * HOUR,
            Some(Resolution::Day) => 30 * 24 * HOUR,
        };
        let from = time("from", self.from.as_deref())?.unwrap_or_else(|| before(to, usual));
        if from >= to {
            return Err(wrong("from", "it must be before 'to'"));
        }
        let resolution = wanted.unwrap_or_else(|| finest(from, to, now));
        if from < oldest(resolution, now) {
            let message = match resolution {
                Resolution::Minute => "minutes are kept for 48 hours: ask for hours",
                Resolution::Hour => "hours are kept for 100 days: ask for days",
                Resolution::Day => "days are kept for five years",
            };
            return Err(wrong("from", message));
        }
        Ok(AnalyticsQuestion {
            from,
            to,
            resolution,
            is_total: wanted.is_none(),
            group_by: groups(self.group_by.as_deref())?,
            filters: self.filters()?,
        })
    }

    fn filters(self) -> Result<Vec<(Dimension, String)>, Problem> {
        let given = [
            (Dimension::Gateway, self.gateway),
            (Dimension::Method, self.method),
            (Dimension::Currency, self.currency),
            (Dimension::IssuerCountry, self.issuer_country),
            (Dimension::Scheme, self.scheme),
            (Dimension::AmountBand, self.amount_band),
            (Dimension::Initiator, self.initiator),
        ];
        let mut filters = Vec::new();
        for (dimension, value) in given {
            let Some(value) = value else { continue };
            if !dimension.takes(&value) {
                let name = dimension.as_str();
                return Err(wrong(
                    name,
                    format!("there is no such {}", name.replace('_', " ")),
                ));
            }
            filters.push((dimension, value));
        }
        Ok(filters)
    }
}

/// The finest sums for one number: minutes within the last two days, hours within the last hundred, unless it would be many.
fn finest(from: Timestamp, to: Timestamp, now: Timestamp) -> Resolution {
    let span = to.since(from).0;
    let is_there = |resolution| from >= oldest(resolution, now);
    if span <= 6 * HOUR && is_there(Resolution::Minute) {
        Resolution::Minute
    } else if span <= 30 * 24 * HOUR && is_there(Resolution::Hour) {
        Resolution::Hour
    } else {
        Resolution::Day
    }
}

fn groups(text: Option<&str>) -> Result<Vec<Dimension>, Problem> {
    let mut groups = Vec::new();
    for word in text
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
    {
        let dimension = Dimension::from_word(word).ok_or_else(|| {
            let words = Dimension::ALL.map(Dimension::as_str).join(", ");
            wrong("group_by", format!("each must be one of {words}"))
        })?;
        if groups.contains(&dimension) || groups.len() == MAX_GROUPS {
            return Err(wrong("group_by", "it must be up to three different ones"));
        }
        groups.push(dimension);
    }
    Ok(groups)
}

/// How payments went.
#[derive(Serialize, ToSchema)]
pub(crate) struct AnalyticsDto {
    /// Always `payment_analytics`.
    object: &'static str,
    /// What was looked at begins here: asked times are widened to whole units.
    #[schema(value_type = String, format = DateTime)]
    from: Timestamp,
    /// And ends before this.
    #[schema(value_type = String, format = DateTime)]
    to: Timestamp,
    /// `minute`, `hour`, `day` or `total`.
    interval: &'static str,
    /// How fine the sums are that were added up: `minute`, `hour` or `day`.
    resolution: &'static str,
    /// By time, then by group.
    data: Vec<AnalyticsRowDto>,
    /// The position of the log that the numbers reflect.
    position: u64,
    /// How far they are behind the log, in milliseconds.
    stale_by_ms: u64,
}

/// A group in a span of time.
#[derive(Serialize, ToSchema)]
pub(crate) struct AnalyticsRowDto {
    /// When the row's time begins; null for a total.
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// The group by the names in `group_by`; null where it is not known of the payments.
    group: BTreeMap<&'static str, Option<String>>,
    attempts: AttemptsDto,
    payments: PaymentsDto,
    uplift: UpliftDto,
    /// Null where there are several currencies.
    amounts: Option<AmountsDto>,
    latency: LatencyDto,
}

/// A share in basis points.
#[derive(Serialize, ToSchema)]
pub(crate) struct RateDto {
    #[schema(example = 9_120)]
    basis_points: u32,
    /// The lower end of the 95 % interval (Wilson).
    low: u32,
    /// Its upper end.
    high: u32,
}

/// Attempts: authorizations that were sent to gateways.
#[derive(Serialize, ToSchema)]
pub(crate) struct AttemptsDto {
    /// Those whose end a gateway told.
    #[schema(value_type = i64)]
    ended: i128,
    #[schema(value_type = i64)]
    approved: i128,
    #[schema(value_type = i64)]
    declined: i128,
    /// Technical failures without effect.
    #[schema(value_type = i64)]
    failed: i128,
    /// Calls after which nobody knew; their end is counted when it is known.
    #[schema(value_type = i64)]
    unknown: i128,
    /// Held back by the node; no gateway was asked.
    #[schema(value_type = i64)]
    not_sent: i128,
    approval_rate: Option<RateDto>,
    /// Declines by code.
    #[schema(value_type = BTreeMap<String, i64>)]
    declines: BTreeMap<&'static str, i128>,
}

/// Payments of which it is known whether they are approved, at the gateway that was asked last.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaymentsDto {
    #[schema(value_type = i64)]
    decided: i128,
    #[schema(value_type = i64)]
    approved: i128,
    /// By the first attempt.
    #[schema(value_type = i64)]
    approved_first: i128,
    /// By asking the same gateway again.
    #[schema(value_type = i64)]
    approved_after_retry: i128,
    /// By asking another gateway.
    #[schema(value_type = i64)]
    approved_after_failover: i128,
    /// By waiting for a better moment.
    #[schema(value_type = i64)]
    approved_after_wait: i128,
    #[schema(value_type = i64)]
    not_approved: i128,
    /// Those of them for which no gateway was asked.
    #[schema(value_type = i64)]
    not_tried: i128,
    approval_rate: Option<RateDto>,
    /// What it would have been with first attempts alone.
    first_attempt_rate: Option<RateDto>,
}

/// What the first attempts alone would not have brought, in basis points of the decided payments.
#[derive(Serialize, ToSchema)]
pub(crate) struct UpliftDto {
    basis_points: Option<u32>,
    retry: Option<u32>,
    failover: Option<u32>,
    wait: Option<u32>,
}

/// Amounts in minor units.
#[derive(Serialize, ToSchema)]
pub(crate) struct AmountsDto {
    #[schema(value_type = String)]
    currency: Currency,
    #[schema(value_type = i64)]
    approved: i128,
    /// Taken for good.
    #[schema(value_type = i64)]
    completed: i128,
    /// What gateways charged, for refunds too.
    #[schema(value_type = i64)]
    fees: i128,
    /// Fees in basis points of what was completed.
    cost_basis_points: Option<u32>,
}

/// How long calls took, in milliseconds; percentiles are at most an eighth too high.
#[derive(Serialize, ToSchema)]
pub(crate) struct LatencyDto {
    #[schema(value_type = i64)]
    calls: i128,
    p50_ms: Option<u64>,
    p95_ms: Option<u64>,
    p99_ms: Option<u64>,
}

impl AnalyticsDto {
    pub(crate) fn of(question: &AnalyticsQuestion, answer: &Analytics, stale_by: Milliseconds) -> Self {
        let resolution = question.resolution.as_str();
        AnalyticsDto {
            object: "payment_analytics",
            from: answer.from,
            to: answer.to,
            interval: if question.is_total { "total" } else { resolution },
            resolution,
            data: answer.rows.iter().map(AnalyticsRowDto::from).collect(),
            position: answer.position,
            stale_by_ms: stale_by.0,
        }
    }
}

fn rate(part: i128, whole: i128) -> Option<RateDto> {
    Rate::of(part, whole).map(|rate| RateDto {
        basis_points: rate.basis_points,
        low: rate.low,
        high: rate.high,
    })
}

fn share(part: i128, whole: i128) -> Option<u32> {
    let points = part.checked_mul(10_000)?.checked_div(whole)?;
    u32::try_from(points).ok()
}

impl From<&AnalyticsRow> for AnalyticsRowDto {
    fn from(row: &AnalyticsRow) -> Self {
        let counts = &row.counts;
        let decided = counts.decided();
        let added = counts.approved() - counts.approved_first();
        AnalyticsRowDto {
            at: row.at,
            group: row
                .group
                .iter()
                .map(|(dimension, value)| (dimension.as_str(), value.clone()))
                .collect(),
            attempts: AttemptsDto::from(counts),
            payments: PaymentsDto::from(counts),
            uplift: UpliftDto {
                basis_points: share(added, decided),
                retry: share(counts.approved_after_retry(), decided),
                failover: share(counts.approved_after_failover(), decided),
                wait: share(counts.approved_after_wait(), decided),
            },
            amounts: row.currency.map(|currency| AmountsDto {
                currency,
                approved: counts.amount_approved(),
                completed: counts.amount_completed(),
                fees: counts.fees(),
                cost_basis_points: share(counts.fees(), counts.amount_completed()),
            }),
            latency: LatencyDto {
                calls: counts.timed_calls(),
                p50_ms: counts.latency_ms(50),
                p95_ms: counts.latency_ms(95),
                p99_ms: counts.latency_ms(99),
            },
        }
    }
}

impl From<&Counts> for AttemptsDto {
    fn from(counts: &Counts) -> Self {
        AttemptsDto {
            ended: counts.attempts(),
            approved: counts.attempts_approved(),
            declined: counts.attempts_declined(),
            failed: counts.attempts_failed(),
            unknown: counts.attempts_unknown(),
            not_sent: counts.attempts_not_sent(),
            approval_rate: rate(counts.attempts_approved(), counts.attempts()),
            declines: counts.declines().into_iter().collect(),
        }
    }
}

impl From<&Counts> for PaymentsDto {
    fn from(counts: &Counts) -> Self {
        PaymentsDto {
            decided: counts.decided(),
            approved: counts.approved(),
            approved_first: counts.approved_first(),
            approved_after_retry: counts.approved_after_retry(),
            approved_after_failover: counts.approved_after_failover(),
            approved_after_wait: counts.approved_after_wait(),
            not_approved: counts.not_approved(),
            not_tried: counts.not_tried(),
            approval_rate: rate(counts.approved(), counts.decided()),
            first_attempt_rate: rate(counts.approved_first(), counts.decided()),
        }
    }
}
