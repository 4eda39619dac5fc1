//! `bezant payments create`: a new payment.

use bezant_kernel::Currency;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::act::{Repeated, came_through};
use super::shown;
use crate::Failure;
use crate::commands::ledger::amount::minor_units;
use crate::commands::ledger::remote::{Body, Remote};

/// A new payment.
#[derive(Args)]
pub(super) struct NewPayment {
    /// How much, such as 49.90
    amount: String,
    /// The currency, such as EUR
    currency: Currency,
    /// What it is paid with: the gateway's token, such as tok_approved of the sandbox; never a card number
    #[arg(long)]
    token: String,
    /// What kind of thing the token stands for
    #[arg(long, value_enum, default_value = "card")]
    method: Method,
    /// Your own name for the payment
    #[arg(long)]
    reference: Option<String>,
    /// Your own name for the customer
    #[arg(long)]
    customer: Option<String>,
    /// For people
    #[arg(long)]
    description: Option<String>,
    /// Where the payment comes from, such as DE
    #[arg(long)]
    country: Option<String>,
    /// Only reserve the money; `bezant payments capture` takes it
    #[arg(long)]
    manual_capture: bool,
    /// Reserve the money and take it after so many seconds
    #[arg(long, value_name = "SECONDS", conflicts_with = "manual_capture")]
    capture_after: Option<u32>,
    /// You charge under an agreement, and no customer waits
    #[arg(long)]
    merchant_initiated: bool,
    /// Only note the payment; `bezant payments confirm` asks a gateway
    #[arg(long)]
    no_confirm: bool,
    /// A pair of your own; may be given several times
    #[arg(long = "metadata", value_name = "NAME=VALUE", value_parser = pair)]
    metadata: Vec<(String, String)>,
    #[command(flatten)]
    repeated: Repeated,
}

#[derive(Copy, Clone, ValueEnum)]
enum Method {
    Card,
    BankTransfer,
    Wallet,
}

impl Method {
    fn word(self) -> &'static str {
        match self {
            Method::Card => "card",
            Method::BankTransfer => "bank_transfer",
            Method::Wallet => "wallet",
        }
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("it is written NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

pub(super) async fn run(remote: &Remote, new: &NewPayment) -> Result<(), Failure> {
    let body = new.body()?;
    let answer = new.repeated.change(remote, "payments", Body::Json(&body)).await?;
    remote.print(&answer, shown::payment);
    came_through(&answer.value)
}

impl NewPayment {
    fn body(&self) -> Result<Value, Failure> {
        let mut body = json!({
            "amount": minor_units(&self.amount, self.currency)?,
            "currency": self.currency,
            "payment_method": { "type": self.method.word(), "token": self.token },
        });
        let texts = [
            ("reference", &self.reference),
            ("customer", &self.customer),
            ("description", &self.description),
            ("country", &self.country),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                body[name] = text.as_str().into();
            }
        }
        if self.manual_capture {
            body["capture_method"] = "manual".into();
        }
        if let Some(seconds) = self.capture_after {
            body["capture_method"] = "automatic_after".into();
            body["capture_after_seconds"] = seconds.into();
        }
        if self.merchant_initiated {
            body["initiator"] = "merchant".into();
        }
        if self.no_confirm {
            body["confirm"] = false.into();
        }
        for (name, value) in &self.metadata {
            body["metadata"][name] = value.as_str().into();
        }
        Ok(body)
    }
}
