//! The program of this crate's README, which a test compares with it and runs.
#![allow(clippy::print_stdout)]

use bezant_sdk::types::{
    CreatePayment, LedgerAccountsBalanceQuery, NewPaymentMethod, NewTransfer, OpenAccount, PaymentsListQuery,
    RefundRequest,
};
use bezant_sdk::{Client, Error, EventFilter, Money, WebhookVerifier, ensure_not_failed};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::new(&std::env::var("PAYMENTS_URL")?, &std::env::var("BEZANT_API_KEY")?)?;

    // Amounts are whole minor units. Under a key of your own the same order is never charged twice, even if your program
    // starts anew in between.
    let price = Money::parse("49.90", "EUR")?;
    let order = CreatePayment {
        amount: price.amount,
        currency: price.currency,
        payment_method: card("tok_approved"),
        reference: Some("order-1".into()),
        ..Default::default()
    };
    let payment = client
        .with_idempotency_key("order-1")
        .payments()
        .create(&order)
        .await?;
    println!("{}", payment.status);

    // A declined payment is an answer: it was created, and it failed. Who would rather have an error asks for one.
    let declined = CreatePayment {
        payment_method: card("tok_insufficient_funds"),
        ..order
    };
    if let Err(failed) = ensure_not_failed(client.payments().create(&declined).await?) {
        println!("{}", failed.code());
    }

    let part = RefundRequest {
        amount: Some(990),
        ..Default::default()
    };
    client
        .payments()
        .refunds()
        .create(&payment.id, Some(&part))
        .await?;
    println!("{}", client.payments().read(&payment.id).await?.status);

    // Lists are read page by page while you go through them. They follow the log at a small distance.
    let of_this_order = PaymentsListQuery {
        reference: Some("order-1".into()),
        ..Default::default()
    };
    let mut payments = client.payments().list(&of_this_order)?;
    while let Some(row) = payments.try_next().await? {
        println!("{}", row.id);
    }

    let ledger = client.ledger();
    let bank = OpenAccount {
        path: Some("assets:bank".into()),
        currency: "EUR".into(),
        allows_overdraft: Some(true),
        ..Default::default()
    };
    let anna = OpenAccount {
        path: Some("liabilities:customers:anna".into()),
        currency: "EUR".into(),
        ..Default::default()
    };
    let (bank, anna) = (
        ledger.accounts().open(&bank).await?,
        ledger.accounts().open(&anna).await?,
    );
    let transfer = NewTransfer {
        debit: Some(bank.id),
        credit: Some(anna.id.clone()),
        amount: Some(2500),
        currency: Some("EUR".into()),
        ..Default::default()
    };
    ledger.transfers().create(&transfer.into()).await?;
    let now = LedgerAccountsBalanceQuery::default();
    let balance = ledger.accounts().balance(&anna.id, &now).await?;
    println!(
        "{}",
        Money {
            amount: balance.balance,
            currency: balance.currency
        }
    );

    // The stream connects again by itself and goes on after the last event. Store `place` for the next start.
    let mut events = client.events(EventFilter {
        types: vec!["payment.created".into()],
        after: Some("0".into()),
        ..Default::default()
    });
    println!("{}", events.next().await?.event.r#type);

    // Verify the body of a webhook as it came. Messages come at least once: remember their `id`.
    let webhooks = WebhookVerifier::new(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])?;
    let headers = [
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", "1700000000"),
        ("webhook-signature", "v1,AAAA"),
    ];
    match webhooks.verify(b"{}", headers) {
        Ok(message) => println!("{} {}", message.r#type, message.id),
        Err(error) => println!("{}", error.code()),
    }

    match client.payments().read("pay_01h455vb4pex5vsknk084sn02q").await {
        Err(Error::Api(refusal)) => println!("{}", refusal.code),
        other => println!("{}", other?.status),
    }
    Ok(())
}

fn card(token: &str) -> NewPaymentMethod {
    NewPaymentMethod {
        r#type: "card".into(),
        token: token.into(),
    }
}
