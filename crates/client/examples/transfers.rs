//! Opens two accounts and moves money: one transfer, a hold with its post, a chain, and a stream of batches.
//!
//! `cargo run -p bezant-client --example transfers -- http://127.0.0.1:7071 bzk_...`
#![allow(clippy::print_stdout)]

use std::error::Error;

use bezant_client::{
    AccountId, AsOf, BalanceGuard, Client, Currency, HistoryFilter, IdSource, NewAccount, Opened, Transfer,
    TransferBatch,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(address), Some(key)) = (arguments.next(), arguments.next()) else {
        return Err("give an address and an API key".into());
    };
    let client = Client::connect(&address, &key).await?;
    let [bank, wallet] = open(&client).await?;
    let mut ids = IdSource::new();

    let paid_in = Transfer::new(ids.next(), bank, wallet, 10_000, Currency::EUR)
        .code(1)
        .external_reference("INV-1")
        .metadata("channel", "web");
    println!("{:?}", client.create_one(&paid_in).await?);

    // A hold and its post may be in one batch; the two linked transfers are made both or neither.
    let hold = Transfer::hold(ids.next(), wallet, bank, 2_500, Currency::EUR).timeout_seconds(3_600);
    let mut batch = TransferBatch::new();
    batch.push(&hold)?;
    batch.push(&Transfer::post_part(ids.next(), hold.id(), 2_000))?;
    batch.push(&Transfer::new(ids.next(), wallet, bank, 100, Currency::EUR).linked())?;
    batch.push(&Transfer::new(ids.next(), wallet, bank, 900, Currency::EUR))?;
    let outcome = client.create(batch).await?;
    for refused in outcome.refused() {
        println!("item {} was refused: {}", refused.index, refused.code);
    }

    let mut stream = client.stream();
    for _ in 0..10 {
        let mut batch = TransferBatch::with_capacity(1_000);
        for _ in 0..1_000 {
            batch.push(&Transfer::new(ids.next(), bank, wallet, 1, Currency::EUR))?;
        }
        if let Some(answered) = stream.send(batch).await? {
            println!(
                "batch {} is at position {}",
                answered.sequence(),
                answered.position()
            );
        }
    }
    stream.finish().await?;

    let balance = client.balance(wallet, AsOf::Now).await?;
    println!("{} minor units went in", balance.sums.credits_posted);
    let mut newest = client.history(
        wallet,
        &HistoryFilter {
            limit: Some(5),
            ..HistoryFilter::default()
        },
    );
    while let Some(transfer) = newest.next().await? {
        println!("{} {:?} {}", transfer.id(), transfer.kind(), transfer.amount());
    }
    Ok(())
}

async fn open(client: &Client) -> Result<[AccountId; 2], Box<dyn Error>> {
    let bank = NewAccount::new("assets:bank:main", Currency::EUR).guard(BalanceGuard::None);
    let wallet = NewAccount::new("liabilities:wallets:ada", Currency::EUR);
    match &client.open_accounts(&[bank, wallet]).await?[..] {
        [Opened::Open(bank), Opened::Open(wallet)] => Ok([*bank, *wallet]),
        others => Err(format!("not opened: {others:?}").into()),
    }
}
