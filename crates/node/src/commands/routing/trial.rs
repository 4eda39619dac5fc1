//! `bezant routing try`: where a payment would go now, and why.

use std::path::PathBuf;

use bezant_kernel::Currency;
use clap::Args;
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::read;
use crate::Failure;
use crate::commands::ledger::Query;
use crate::commands::ledger::amount::minor_units;
use crate::commands::ledger::remote::{Body, Language, Remote, Source};
use crate::commands::payments::decision;

/// A payment that might be.
#[derive(Args)]
pub(crate) struct TrialArguments {
    /// In units of the currency, such as 49.90
    #[arg(long)]
    amount: String,
    /// Its currency
    #[arg(long)]
    currency: Currency,
    /// card, bank_transfer or wallet
    #[arg(long, default_value = "card")]
    method: String,
    /// Where it comes from, such as DE
    #[arg(long)]
    country: Option<String>,
    /// visa, mastercard and others
    #[arg(long, value_name = "SCHEME")]
    card_scheme: Option<String>,
    /// credit, debit, prepaid or commercial
    #[arg(long, value_name = "CATEGORY")]
    card_category: Option<String>,
    /// Where the card's issuer sits, such as DE
    #[arg(long, value_name = "COUNTRY")]
    issuer_country: Option<String>,
    /// The card's first six to eight digits
    #[arg(long)]
    bin: Option<String>,
    /// Your own name for the customer
    #[arg(long)]
    customer: Option<String>,
    /// A pair of your own; may be given several times
    #[arg(long = "metadata", value_name = "KEY=VALUE")]
    metadata: Vec<String>,
    /// The payment's id, from which draws follow [default: a new one]
    #[arg(long, value_name = "ID")]
    payment: Option<String>,
    /// Rules to try instead of the active ones
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
}

pub(super) async fn run(remote: &Remote, trial: &TrialArguments) -> Result<(), Failure> {
    let mut body = json!({
        "amount": minor_units(&trial.amount, trial.currency)?,
        "currency": trial.currency,
        "method": trial.method,
    });
    let card = [
        ("scheme", &trial.card_scheme),
        ("category", &trial.card_category),
        ("issuer_country", &trial.issuer_country),
        ("bin", &trial.bin),
    ];
    for (name, value) in card {
        if let Some(value) = value {
            body["card"][name] = value.as_str().into();
        }
    }
    let optional = [
        ("country", &trial.country),
        ("customer", &trial.customer),
        ("payment", &trial.payment),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            body[name] = value.as_str().into();
        }
    }
    let mut metadata = Map::new();
    for pair in &trial.metadata {
        let (key, value) = pair
            .split_once('=')
            .ok_or_else(|| format!("a pair is given as KEY=VALUE, not as {pair}"))?;
        metadata.insert(key.to_owned(), value.into());
    }
    if !metadata.is_empty() {
        body["metadata"] = Value::Object(metadata);
    }
    let rules = trial.rules.as_deref().map(read).transpose()?;
    let name = trial.rules.as_ref().map(|file| file.display().to_string());
    if let Some(rules) = &rules {
        body["rules"] = rules.as_str().into();
    }
    let source = rules.as_deref().zip(name.as_deref()).map(|(text, name)| Source {
        name,
        text,
        language: Language::Own,
    });
    let answer = remote
        .ask(
            Method::POST,
            "routing/decisions",
            &Query::new(),
            Body::Json(&body),
            source,
        )
        .await?;
    remote.print(&answer, |decided| decision::tried(decided, trial.currency));
    Ok(())
}
