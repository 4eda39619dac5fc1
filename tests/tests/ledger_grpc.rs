//! The ledger over gRPC, as a program with the client crate has it: batches, streams, reads, keys, and `kill -9` in between.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use bezant_client::{
    AccountId, AsOf, BalanceGuard, Client, ClientError, Currency, HistoryFilter, IdSource, NewAccount,
    Opened, Options, RetryPolicy, Side, Transfer, TransferBatch, TransferField, TransferId, TransferOutcome,
};
use bezant_tests::node::NodeUnderTest;

const GRPC: &str = "[grpc]\nlisten = \"127.0.0.1:0\"\n";
const EUR: Currency = Currency::EUR;

/// A client that says at once that the node is gone: its new address is another.
async fn client(node: &NodeUnderTest, secret: &str) -> Client {
    let options = Options {
        retry: RetryPolicy::NEVER,
        answer_within: Duration::from_secs(60),
        ..Options::default()
    };
    Client::connect_with(&node.grpc_url(), secret, options)
        .await
        .unwrap()
}

async fn open(client: &Client) -> [AccountId; 2] {
    let bank = NewAccount::new("assets:bank", EUR).guard(BalanceGuard::None);
    let wallet = NewAccount::new("liabilities:wallets:ada", EUR);
    match &client.open_accounts(&[bank, wallet]).await.unwrap()[..] {
        [Opened::Open(bank), Opened::Open(wallet)] => [*bank, *wallet],
        others => panic!("{others:?}"),
    }
}

fn batch(transfers: &[Transfer]) -> TransferBatch {
    let mut batch = TransferBatch::new();
    for transfer in transfers {
        batch.push(transfer).unwrap();
    }
    batch
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_is_answered_item_by_item_and_read_back() {
    let node = NodeUnderTest::start(GRPC).await;
    let key = node.tenant_key("shop");
    let client = client(&node, &key.secret).await;
    let [bank, wallet] = open(&client).await;
    let mut ids = IdSource::new();
    let deposit = Transfer::new(ids.next(), bank, wallet, 1_000, EUR)
        .code(7)
        .reference(42);
    let too_much = Transfer::new(ids.next(), wallet, bank, 1_001, EUR);
    let linked = Transfer::new(ids.next(), wallet, bank, 10, EUR).linked();
    let nobody = Transfer::new(ids.next(), wallet, AccountId::from_u128(9), 10, EUR);
    let hold = Transfer::hold(ids.next(), wallet, bank, 300, EUR);
    let part = Transfer::post_part(ids.next(), hold.id(), 200);
    let (deposited, part_id, hold_id) = (deposit.id(), part.id(), hold.id());
    let items = [deposit.clone(), too_much, linked, nobody, hold, part];
    let made = client.create(batch(&items)).await.unwrap();
    let refused: Vec<_> = made
        .refused()
        .map(|one| (one.index, one.code.to_string()))
        .collect();
    let expected = [
        (1, "overdraft"),
        (2, "transfer_linked_failed"),
        (3, "account_not_found"),
    ];
    assert_eq!(refused, expected.map(|(index, code)| (index, code.to_owned())));
    assert!(!made.is_complete() && made.existed().next().is_none());

    // Again: what is there exists, what was refused is refused for the same reason.
    let again = client.create(batch(&items)).await.unwrap();
    assert_eq!(again.existed().collect::<Vec<_>>(), [0, 4, 5]);
    assert_eq!(again.refused().count(), 3);
    let other = Transfer::new(deposited, bank, wallet, 999, EUR)
        .code(7)
        .reference(42);
    let TransferOutcome::Refused(differs) = client.create_one(&other).await.unwrap() else {
        panic!("another content under the same id");
    };
    assert_eq!(
        (differs.code.to_string().as_str(), differs.field),
        (
            "transfer_exists_with_different_content",
            Some(TransferField::Amount)
        )
    );
    assert_eq!(
        client.create_one(&deposit).await.unwrap(),
        TransferOutcome::Existed
    );

    let read = client
        .transfers(&[part_id, TransferId::from_u128(1), deposited])
        .await
        .unwrap();
    let [Some(post), None, Some(first)] = &read[..] else {
        panic!("{read:?}");
    };
    assert_eq!(
        (post.amount(), post.related(), post.debit()),
        (200, Some(hold_id), wallet)
    );
    assert_eq!(
        (first.code(), first.reference(), first.committed_at()),
        (7, 42, made.committed_at())
    );
    let now = client.balance(wallet, AsOf::Now).await.unwrap();
    assert_eq!(
        (
            now.sums.credits_posted,
            now.sums.debits_posted,
            now.sums.debits_pending
        ),
        (1_000, 200, 0)
    );
    let accounts = client
        .accounts(&[wallet, AccountId::from_u128(9), bank])
        .await
        .unwrap();
    let paths: Vec<_> = accounts.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(paths, ["liabilities:wallets:ada", "assets:bank"]);
    assert_eq!(accounts[0].sums, now.sums);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_attached_is_kept_with_its_transfer_over_every_door() {
    let mut node = NodeUnderTest::start(GRPC).await;
    let key = node.tenant_key("shop");
    let before = client(&node, &key.secret).await;
    let [bank, wallet] = open(&before).await;
    let mut ids = IdSource::new();
    let mut deposit = || Transfer::new(ids.next(), bank, wallet, 10, EUR);
    let too_much = Transfer::new(IdSource::new().next(), wallet, bank, 1_000, EUR);
    let words = |one: Transfer, name: &str| one.external_reference(name).metadata("order", "4711");
    let single = words(deposit(), "single");
    let items = [
        deposit(),
        words(deposit(), "first"),
        words(too_much, "refused"),
        words(deposit(), "second"),
    ];
    let made = before.create(batch(&items)).await.unwrap();
    assert_eq!(made.refused().map(|one| one.index).collect::<Vec<_>>(), [2]);
    let streamed = [deposit(), words(deposit(), "streamed")];
    let mut stream = before.stream();
    stream.send(batch(&streamed)).await.unwrap();
    assert!(stream.finish().await.unwrap()[0].is_complete());
    let done = before.create_one(&single).await.unwrap();
    assert!(matches!(done, TransferOutcome::Done { .. }));

    // The same again exists; with other words, or none, it is another.
    let again = before.create(batch(&items)).await.unwrap();
    assert_eq!(again.existed().collect::<Vec<_>>(), [0, 1, 3]);
    let bare = Transfer::new(items[1].id(), bank, wallet, 10, EUR);
    for other in [bare.clone(), bare.metadata("order", "4711")] {
        let outcome = before.create_one(&other).await.unwrap();
        let TransferOutcome::Refused(refused) = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(refused.field, Some(TransferField::Attached));
    }
    let invalid = batch(&[deposit().metadata("", "no key")]);
    let refused = before.create(invalid).await.unwrap_err();
    assert!(
        matches!(&refused, ClientError::Refused { code, .. } if code == "request_invalid"),
        "{refused:?}"
    );

    node.kill_9();
    node.restart().await;
    let after = client(&node, &key.secret).await;
    let asked = [&items[0], &items[1], &items[2], &items[3], &streamed[1], &single].map(Transfer::id);
    let found = after.transfers_with_attachments(&asked).await.unwrap();
    let names: Vec<_> = found
        .iter()
        .map(|one| {
            one.as_ref()
                .map(|(_, attached)| attached.external_reference.as_deref())
        })
        .collect();
    let name = |name| Some(Some(name));
    let expected = [
        Some(None),
        name("first"),
        None,
        name("second"),
        name("streamed"),
        name("single"),
    ];
    assert_eq!(names, expected);
    for (transfer, attached) in found.iter().flatten() {
        assert_eq!(transfer.has_attachments(), attached.external_reference.is_some());
        assert_eq!(
            transfer.has_attachments(),
            attached.metadata.contains_key("order")
        );
    }
    let path = format!("/api/v1/ledger/transfers/{}", items[3].id());
    let shown = node.api(&key).get(&path).await;
    assert_eq!(shown.body["external_reference"], "second");
    assert_eq!(shown.body["metadata"]["order"], "4711");
    node.terminate().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_and_tenants_are_kept_apart() {
    let node = NodeUnderTest::start(GRPC).await;
    let shop = node.tenant_key("shop");
    let client_of = async |secret: &str| client(&node, secret).await;
    let client = client_of(&shop.secret).await;
    let [bank, wallet] = open(&client).await;
    let deposit = Transfer::new(IdSource::new().next(), bank, wallet, 5, EUR);
    client
        .create(batch(std::slice::from_ref(&deposit)))
        .await
        .unwrap();

    let wrong = client_of(&format!("{}x", &shop.secret)).await;
    let mut stream = wrong.stream();
    let streamed = match stream.send(batch(std::slice::from_ref(&deposit))).await {
        Ok(_) => stream.next().await.map(|_| ()),
        Err(error) => Err(error),
    };
    for refused in [
        wrong
            .create(batch(std::slice::from_ref(&deposit)))
            .await
            .map(|_| ()),
        wrong.accounts(&[wallet]).await.map(|_| ()),
        streamed,
    ] {
        assert!(matches!(refused, Err(ClientError::Denied { .. })), "{refused:?}");
    }
    let reader = node.key(&shop.tenant, &["--read-only"]);
    let reader = client_of(&reader.secret).await;
    assert_eq!(reader.accounts(&[wallet]).await.unwrap().len(), 1);
    let refused = reader
        .create(batch(std::slice::from_ref(&deposit)))
        .await
        .unwrap_err();
    assert!(
        matches!(&refused, ClientError::Denied { code, .. } if code == "permission_missing"),
        "{refused:?}"
    );

    let stranger = client_of(&node.tenant_key("stranger").secret).await;
    assert_eq!(stranger.accounts(&[bank, wallet]).await.unwrap(), []);
    assert_eq!(stranger.transfers(&[deposit.id()]).await.unwrap(), [None]);
    assert!(stranger.balance(wallet, AsOf::Now).await.is_err());
    let mut history = stranger.history(wallet, &HistoryFilter::default());
    assert_eq!(history.next().await.unwrap(), None);
    let outcome = stranger
        .create(batch(std::slice::from_ref(&deposit)))
        .await
        .unwrap();
    let codes: Vec<_> = outcome.refused().map(|one| one.code.to_string()).collect();
    assert_eq!(
        codes,
        ["account_not_found"],
        "the id is free, the accounts are not there"
    );
    assert_eq!(
        client
            .balance(wallet, AsOf::Now)
            .await
            .unwrap()
            .sums
            .credits_posted,
        5
    );
}

const BATCHES: usize = 60;
const ITEMS: usize = 400;
/// Answers before the last cut; some batches are in flight behind.
const LAST_CUT: usize = BATCHES - 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_cut_by_kills_is_resumed_without_loss_or_doubles() {
    let mut node = NodeUnderTest::start(GRPC).await;
    let key = node.tenant_key("shop");
    let [bank, wallet] = open(&client(&node, &key.secret).await).await;
    let mut ids = IdSource::new();
    let sent: Vec<Vec<Transfer>> = (0..BATCHES)
        .map(|_| {
            let one = || Transfer::new(ids.next(), bank, wallet, 1, EUR);
            std::iter::repeat_with(one).take(ITEMS).collect()
        })
        .collect();

    // Each run sends everything from the beginning, and gets farther before it is cut.
    for answers in [1, BATCHES / 3, LAST_CUT] {
        let before = client(&node, &key.secret).await;
        let mut stream = before.stream();
        let mut answered = 0;
        for items in &sent {
            if let Some(outcome) = stream.send(batch(items)).await.unwrap() {
                assert_eq!(
                    (outcome.sequence(), outcome.refused().count()),
                    (answered as u64, 0)
                );
                answered += 1;
            }
            if answered == answers {
                break;
            }
        }
        assert!(stream.in_flight() > 0, "it is cut in the middle");
        node.kill_9();
        // Some answers may have been on their way, and count.
        while let Ok(Some(_)) = stream.next().await {
            answered += 1;
        }
        node.restart().await;

        let after = client(&node, &key.secret).await;
        for items in &sent[..answered] {
            let ids: Vec<_> = items.iter().map(Transfer::id).collect();
            let found = after.transfers(&ids).await.unwrap();
            assert!(found.iter().all(Option::is_some), "what was answered is kept");
        }
    }

    let client = client(&node, &key.secret).await;
    let mut stream = client.stream();
    let mut outcomes = Vec::new();
    for items in &sent {
        outcomes.extend(stream.send(batch(items)).await.unwrap());
    }
    outcomes.extend(stream.finish().await.unwrap());
    assert!(outcomes.len() == BATCHES && outcomes.iter().all(|one| one.is_complete()));
    let existed: usize = outcomes.iter().map(|one| one.existed().count()).sum();
    assert!(existed >= LAST_CUT * ITEMS, "{existed} were there already");

    let total = (BATCHES * ITEMS) as u128;
    let balance = client.balance(wallet, AsOf::Now).await.unwrap();
    assert_eq!(
        (balance.sums.credits_posted, balance.sums.debits_posted),
        (total, 0)
    );
    let filter = HistoryFilter {
        side: Side::Credit,
        oldest_first: true,
        ..HistoryFilter::default()
    };
    let mut history = client.history(wallet, &filter);
    let mut expected = sent.iter().flatten();
    while let Some(found) = history.next().await.unwrap() {
        assert_eq!(Some(found.id()), expected.next().map(Transfer::id));
    }
    assert!(
        expected.next().is_none(),
        "page by page, all are there in their order"
    );
    let newest = HistoryFilter {
        limit: Some(1),
        ..HistoryFilter::default()
    };
    let newest = client.history(wallet, &newest).next().await.unwrap().unwrap();
    assert_eq!(newest.id(), sent[BATCHES - 1][ITEMS - 1].id());
    node.terminate().await;
    assert!(node.run_ok(&["log", "verify"]).contains("the log is whole"));
}
