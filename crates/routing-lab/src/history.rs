//! Past payments as lines of JSON, each checked; mistakes name their line and field.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::str::FromStr;

use bezant_kernel::{
    Country, Currency, GatewayName, MethodKind, Milliseconds, Money, PaymentId, Tenant, TenantId, Timestamp,
};
use bezant_routing::{Bin, CardCategory, CardScheme, Facts, OutcomeClass};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A longer line is a mistake.
pub const MAXIMUM_LINE_BYTES: usize = 64 * 1024;
/// More payments are not replayed at once: they are held in memory.
pub const MAXIMUM_PAYMENTS: usize = 1_000_000;
/// More attempts of one payment are a mistake.
pub const MAXIMUM_ATTEMPTS: usize = 64;
/// So many mistakes are listed.
const MAXIMUM_PROBLEMS: usize = 20;

/// One line of a history. `docs/routing-simulation.md` describes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastPaymentDocument {
    /// `pay_…`.
    pub id: PaymentId,
    /// `ten_…`.
    pub tenant: TenantId,
    /// When its first gateway was chosen.
    pub at: Timestamp,
    /// In minor units.
    pub amount_minor: u64,
    /// Three letters.
    pub currency: Currency,
    /// The kind of payment method.
    pub method: MethodKind,
    /// Where the payment comes from.
    #[serde(default, with = "word", skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// The card's network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<CardScheme>,
    /// The kind of card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CardCategory>,
    /// Where the issuer sits.
    #[serde(default, with = "word", skip_serializing_if = "Option::is_none")]
    pub issuer_country: Option<Country>,
    /// The first digits of the card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bin: Option<String>,
    /// The merchant's own name for the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// What the merchant noted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
    /// The authorizations that were tried, the first one first.
    pub attempts: Vec<PastAttempt>,
}

/// An authorization that was tried.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastAttempt {
    /// Where.
    #[serde(serialize_with = "shown", deserialize_with = "parsed")]
    pub gateway: GatewayName,
    /// How it ended.
    #[serde(with = "outcome")]
    pub outcome: OutcomeClass,
    /// The unified decline code or failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// How long the gateway took.
    pub latency_ms: u64,
    /// What the gateway charged, in minor units of the payment's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee_minor: Option<u64>,
    /// With which probability this gateway was chosen, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub propensity: Option<f64>,
}

/// A payment of the past.
#[derive(Clone, Debug)]
pub struct PastPayment {
    /// Its id.
    pub id: PaymentId,
    /// Whose it is.
    pub tenant: Tenant,
    /// When its first gateway was chosen.
    pub at: Timestamp,
    /// How much.
    pub amount: Money,
    /// The kind of payment method.
    pub method: MethodKind,
    /// Where it comes from.
    pub country: Option<Country>,
    /// The card's network.
    pub scheme: Option<CardScheme>,
    /// The kind of card.
    pub category: Option<CardCategory>,
    /// Where the issuer sits.
    pub issuer_country: Option<Country>,
    /// The card's first digits.
    pub bin: Option<Bin>,
    /// The merchant's own name for the customer.
    pub customer: Option<String>,
    /// What the merchant noted.
    pub metadata: Vec<(String, String)>,
    /// The authorizations that were tried, the first one first.
    pub attempts: Vec<PastAttempt>,
}

/// One mistake in a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryProblem {
    /// From 1.
    pub line: usize,
    /// Such as `attempts[0].gateway`; empty for the line as a whole.
    pub field: String,
    /// What is wrong.
    pub message: String,
}

/// The mistakes of a history, at least one; at most the first 20 are listed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.summary())]
pub struct HistoryProblems(Vec<HistoryProblem>);

impl fmt::Display for HistoryProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field.as_str() {
            "" => write!(f, "line {}: {}", self.line, self.message),
            field => write!(f, "line {}, {field}: {}", self.line, self.message),
        }
    }
}

impl HistoryProblems {
    /// The mistakes.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &HistoryProblem> {
        self.0.iter()
    }

    fn summary(&self) -> String {
        let lines: Vec<String> = self.0.iter().map(HistoryProblem::to_string).collect();
        lines.join("\n")
    }
}

impl PastPayment {
    /// What rules can ask about it.
    pub fn facts(&self) -> Facts<'_> {
        Facts {
            scheme: self.scheme,
            category: self.category,
            issuer_country: self.issuer_country,
            bin: self.bin,
            customer: self.customer.as_deref(),
            metadata: &self.metadata,
            ..Facts::of(self.id, self.tenant)
        }
    }
}

/// Reads all lines and puts the payments in the order of their times. `gateways` are those that exist; if none are given,
/// any may be named.
pub fn read_history<'a>(
    lines: impl Iterator<Item = &'a str>,
    gateways: &[GatewayName],
) -> Result<Vec<PastPayment>, HistoryProblems> {
    let mut problems = Vec::new();
    let mut payments: Vec<PastPayment> = Vec::new();
    let mut ids = HashSet::new();
    for (number, text) in (1..).zip(lines) {
        if problems.len() >= MAXIMUM_PROBLEMS {
            break;
        }
        if text.trim().is_empty() {
            continue;
        }
        let problem = |field: &str, message: String| HistoryProblem {
            line: number,
            field: field.to_owned(),
            message,
        };
        if payments.len() >= MAXIMUM_PAYMENTS {
            let message = format!("at most {MAXIMUM_PAYMENTS} payments are replayed at once");
            problems.push(problem("", message));
            break;
        }
        match read_line(number, text, gateways) {
            Err(one) => problems.push(one),
            Ok(payment) if !ids.insert(payment.id) => {
                problems.push(problem("id", format!("{} came before", payment.id)));
            }
            Ok(payment) => payments.push(payment),
        }
    }
    if !problems.is_empty() {
        return Err(HistoryProblems(problems));
    }
    payments.sort_by_key(|payment| payment.at);
    Ok(payments)
}

/// Reads one line.
pub fn read_line(line: usize, text: &str, gateways: &[GatewayName]) -> Result<PastPayment, HistoryProblem> {
    let problem = |field: &str, message: String| HistoryProblem {
        line,
        field: field.to_owned(),
        message,
    };
    if text.len() > MAXIMUM_LINE_BYTES {
        let message = format!(
            "it has {} bytes, at most {MAXIMUM_LINE_BYTES} are allowed",
            text.len()
        );
        return Err(problem("", message));
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let written: PastPaymentDocument = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let field = error.path().to_string();
        let inner = error.into_inner();
        let message = inner.to_string();
        // Each text is one line for the parser; the place that counts is the line in the file.
        let plain = message
            .rsplit_once(" at line ")
            .map_or(message.as_str(), |(plain, _)| plain);
        let message = format!("{plain} (column {})", inner.column());
        problem(
            if matches!(field.as_str(), "." | "?") {
                ""
            } else {
                &field
            },
            message,
        )
    })?;
    reader
        .end()
        .map_err(|_| problem("", "something stands behind the payment".to_owned()))?;
    if written.amount_minor == 0 {
        return Err(problem("amount_minor", "must be at least 1".to_owned()));
    }
    let bin = match &written.bin {
        Some(text) => Some(text.parse().map_err(|error: bezant_routing::InvalidBin| {
            problem("bin", format!("`{text}` is none: {error}"))
        })?),
        None => None,
    };
    if written.attempts.len() > MAXIMUM_ATTEMPTS {
        return Err(problem(
            "attempts",
            format!("at most {MAXIMUM_ATTEMPTS} are allowed"),
        ));
    }
    for (number, attempt) in written.attempts.iter().enumerate() {
        let field = |name: &str| format!("attempts[{number}].{name}");
        if !gateways.is_empty() && !gateways.contains(&attempt.gateway) {
            let message = format!("there is no gateway `{}`", attempt.gateway);
            return Err(problem(&field("gateway"), message));
        }
        let fits = |propensity: f64| propensity > 0.0 && propensity <= 1.0;
        if attempt.propensity.is_some_and(|propensity| !fits(propensity)) {
            let message = "a probability is above 0 and at most 1".to_owned();
            return Err(problem(&field("propensity"), message));
        }
    }
    Ok(PastPayment {
        id: written.id,
        tenant: Tenant::new(written.tenant),
        at: written.at,
        amount: Money::new(i128::from(written.amount_minor), written.currency),
        method: written.method,
        country: written.country,
        scheme: written.scheme,
        category: written.category,
        issuer_country: written.issuer_country,
        bin,
        customer: written.customer,
        metadata: written.metadata.into_iter().collect(),
        attempts: written.attempts,
    })
}

impl PastAttempt {
    /// How long the gateway took.
    pub fn latency(&self) -> Milliseconds {
        Milliseconds(self.latency_ms)
    }
}

fn parsed<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display>>(deserializer: D) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse()
        .map_err(|error| D::Error::custom(format!("`{text}`: {error}")))
}

fn shown<S: Serializer>(value: &impl fmt::Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

mod word {
    //! A word that may be missing.

    use super::*;

    pub(super) fn serialize<S: Serializer, T: fmt::Display>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.collect_str(value),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| {
            text.parse()
                .map_err(|error| D::Error::custom(format!("`{text}`: {error}")))
        })
        .transpose()
    }
}

mod outcome {
    //! How an attempt ended, as a word.

    use super::*;

    const WORDS: [(OutcomeClass, &str); 4] = [
        (OutcomeClass::Success, "approved"),
        (OutcomeClass::Decline, "declined"),
        (OutcomeClass::Failure, "failed"),
        (OutcomeClass::Unknown, "unknown"),
    ];

    pub(super) fn serialize<S: Serializer>(value: &OutcomeClass, serializer: S) -> Result<S::Ok, S::Error> {
        let word = WORDS.iter().find(|(outcome, _)| outcome == value);
        serializer.serialize_str(word.expect("every outcome has a word").1)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OutcomeClass, D::Error> {
        let text = String::deserialize(deserializer)?;
        let found = WORDS.iter().find(|(_, word)| *word == text);
        found.map(|(outcome, _)| *outcome).ok_or_else(|| {
            D::Error::custom(format!(
                "`{text}` is not one of approved, declined, failed, unknown"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"id":"pay_01h455vb4pex5vsknk084sn02q","tenant":"ten_01h455vb4pex5vsknk084sn02q","at":"2026-11-16T00:00:00.000000Z","amount_minor":1099,"currency":"EUR","method":"card","issuer_country":"DE","bin":"411111","metadata":{"channel":"web"},"attempts":[{"gateway":"alpha","outcome":"approved","latency_ms":210,"propensity":0.5}]}"#;

    #[test]
    fn a_line_is_read_and_mistakes_name_line_and_field() {
        let alpha: GatewayName = "alpha".parse().unwrap();
        let read = read_line(1, LINE, std::slice::from_ref(&alpha)).unwrap();
        assert_eq!(read.attempts[0].outcome, OutcomeClass::Success);
        let again = serde_json::from_str::<PastPaymentDocument>(LINE).unwrap();
        let again = serde_json::to_string(&again).unwrap();
        assert_eq!(again, LINE, "what is written is what is read");
        for (from, to, field, message) in [
            ("\"EUR\"", "\"XXX\"", "currency", "ISO 4217"),
            ("1099", "-3", "amount_minor", "-3"),
            ("1099", "0", "amount_minor", "at least 1"),
            ("411111", "41", "bin", "6 to 8 digits"),
            ("\"DE\"", "\"Germany\"", "issuer_country", "Germany"),
            ("approved", "won", "attempts[0].outcome", "declined, failed"),
            ("0.5", "1.5", "attempts[0].propensity", "probability"),
            ("alpha", "bravo", "attempts[0].gateway", "no gateway `bravo`"),
            ("\"method\"", "\"colour\"", "colour", "unknown field"),
            (
                "\"latency_ms\":210,",
                "",
                "attempts[0]",
                "missing field `latency_ms`",
            ),
            ("]}", "]}}", "", "behind the payment"),
            ("{\"id\"", "{id", "", "key must be a string"),
        ] {
            let wrong = LINE.replacen(from, to, 1);
            let lines = format!("\n{wrong}\n");
            let found = read_history(lines.lines(), std::slice::from_ref(&alpha)).unwrap_err();
            let one = found.iter().next().unwrap();
            assert_eq!((one.line, one.field.as_str()), (2, field), "{found}");
            assert!(one.message.contains(message), "{found}");
        }
        let twice = format!("{LINE}\n{LINE}");
        let found = read_history(twice.lines(), &[]).unwrap_err();
        assert!(found.to_string().starts_with("line 2, id: pay_"), "{found}");
    }
}
