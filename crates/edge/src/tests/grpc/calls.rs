//! Calls with one answer: what goes through, and what is refused how.

use std::time::Duration;

use bezant_client::{
    Account, AccountId, AsOf, Attached, BalanceGuard, Client, ClientError, Currency, HistoryFilter, Kind,
    NewAccount, Opened, Options, Timestamp, Transfer, TransferField, TransferId, TransferOutcome,
};
use bezant_proto::ledger::v1;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use super::backend::COMMITTED_AT;
use super::{Node, batch, options, transfer, with_key};
use crate::tests::world::until;

fn reason(status: &Status) -> (Code, String) {
    let details = status.get_error_details();
    let info = details.error_info().expect("a refusal says why");
    assert_eq!(info.domain, "bezant");
    (status.code(), info.reason.clone())
}

#[tokio::test]
async fn transfers_go_in_and_come_back() {
    let node = Node::start().await;
    let client = node.client().await;
    let first = client.create(batch(1..=3)).await.unwrap();
    assert_eq!(
        (first.position(), first.committed_at(), first.items()),
        (1, COMMITTED_AT, 3)
    );
    assert!(first.is_complete() && first.existed().next().is_none());

    let other_amount = Transfer::new(
        TransferId::from_u128(2),
        AccountId::from_u128(1),
        AccountId::from_u128(2),
        6,
        Currency::EUR,
    );
    let mut again = batch([1]);
    again.push(&other_amount).unwrap();
    again.push(&transfer(4)).unwrap();
    let second = client.create(again).await.unwrap();
    assert_eq!(second.existed().collect::<Vec<_>>(), [0]);
    let refused: Vec<_> = second.refused().map(|one| (one.index, one.field)).collect();
    assert_eq!(refused, [(1, Some(TransferField::Amount))]);

    let one = transfer(5).code(7).reference(9).effective_at(COMMITTED_AT);
    let done = TransferOutcome::Done {
        position: 3,
        committed_at: COMMITTED_AT,
    };
    assert_eq!(client.create_one(&one).await.unwrap(), done);
    assert_eq!(client.create_one(&one).await.unwrap(), TransferOutcome::Existed);

    let ids = [5, 99, 1].map(TransferId::from_u128);
    let found = client.transfers(&ids).await.unwrap();
    let five = found[0].unwrap();
    assert_eq!((five.id().as_u128(), five.code(), five.reference()), (5, 7, 9));
    assert_eq!(
        (five.amount(), five.currency(), five.committed_at()),
        (5, Currency::EUR, COMMITTED_AT)
    );
    assert!(found[1].is_none() && found[2].is_some());

    // Over several pages, and no more than asked for.
    for (limit, expected) in [(None, 5), (Some(4), 4), (Some(3), 3), (Some(0), 0)] {
        let filter = HistoryFilter {
            limit,
            ..HistoryFilter::default()
        };
        let mut history = client.history(AccountId::from_u128(1), &filter);
        let mut ids = Vec::new();
        while let Some(transfer) = history.next().await.unwrap() {
            ids.push(transfer.id().as_u128());
        }
        assert_eq!(ids, (1..=expected).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_transfer_in_a_message_of_its_own_is_the_same_as_a_packed_one() {
    let node = Node::start().await;
    let mut raw = node.raw().await;
    let number = |value: u128| Some(v1::U128::from(value));
    let message = v1::Transfer {
        id: number(7 << 100),
        debit_account: number(1),
        credit_account: number(2),
        amount: number(5),
        currency: 978,
        code: 3,
        kind: v1::TransferKind::Hold.into(),
        timeout_seconds: 60,
        external_reference: "INV-7".to_owned(),
        metadata: [("order".to_owned(), "4711".to_owned())].into(),
        ..v1::Transfer::default()
    };
    let done = raw
        .create_transfer(with_key(&node.key, message.clone()))
        .await
        .unwrap()
        .into_inner();
    assert_eq!((done.code(), done.position), (v1::ResultCode::Done, 1));
    assert_eq!(done.committed_at_us, COMMITTED_AT.as_microseconds());
    let again = raw
        .create_transfer(with_key(&node.key, message.clone()))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (again.code(), again.position),
        (v1::ResultCode::TransferExists, 0)
    );
    let other = v1::Transfer {
        amount: number(6),
        ..message
    };
    let refused = raw
        .create_transfer(with_key(&node.key, other))
        .await
        .unwrap()
        .into_inner();
    let expected = v1::ResultCode::TransferExistsWithDifferentContent;
    assert_eq!(
        (refused.code(), refused.field()),
        (expected, v1::TransferField::Amount)
    );

    let client = node.client().await;
    let found = client
        .transfers_with_attachments(&[TransferId::from_u128(8), TransferId::from_u128(7 << 100)])
        .await
        .unwrap();
    let [None, Some((kept, attached))] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!(
        (kept.kind(), kept.timeout_seconds(), kept.code()),
        (Kind::Hold, Some(60), 3)
    );
    assert_eq!(attached.external_reference.as_deref(), Some("INV-7"));
    assert_eq!(attached.metadata["order"], "4711");
}

#[tokio::test]
async fn attachments_come_along_with_batches_and_with_singles() {
    let node = Node::start().await;
    let client = node.client().await;
    let mut both = batch([1]);
    both.push(&transfer(2).external_reference("two").metadata("a", "b"))
        .unwrap();
    client.create(both).await.unwrap();
    client.create_one(&transfer(3).metadata("c", "")).await.unwrap();
    // So large that what is sent together takes several batches.
    let word = "w".repeat(500);
    let large = |id: u128| (0..32).fold(transfer(id), |one, key| one.metadata(format!("{key:040}"), &word));
    node.books.shut_gate();
    let tasks: Vec<_> = (4..=100)
        .map(|id| {
            let (client, one) = (client.clone(), large(id));
            tokio::spawn(async move { client.create_one(&one).await })
        })
        .collect();
    node.books.open_gate();
    for task in tasks {
        let outcome = task.await.unwrap().unwrap();
        assert!(matches!(outcome, TransferOutcome::Done { .. }), "{outcome:?}");
    }
    let ids: Vec<_> = (1..=100).map(TransferId::from_u128).collect();
    let found = client.transfers_with_attachments(&ids).await.unwrap();
    let attached: Vec<_> = found.into_iter().map(|one| one.unwrap().1).collect();
    assert_eq!(attached[0], Attached::default());
    assert_eq!(attached[1].external_reference.as_deref(), Some("two"));
    assert_eq!(
        (&*attached[1].metadata["a"], &*attached[2].metadata["c"]),
        ("b", "")
    );
    assert!(attached[3..].iter().all(|one| one.metadata.len() == 32));

    let most = ClientError::Size {
        items: 101,
        most: 100,
    };
    let ids: Vec<_> = (0..101).map(TransferId::from_u128).collect();
    assert_eq!(client.transfers_with_attachments(&ids).await.unwrap_err(), most);
    for wrong in [
        transfer(200).external_reference("x".repeat(129)),
        transfer(200).metadata("", "x"),
        transfer(200).metadata("k", "x".repeat(501)),
        large(200).metadata("one more", "x"),
    ] {
        let refused = client.create_one(&wrong).await.unwrap_err();
        assert!(
            matches!(&refused, ClientError::Refused { code, .. } if code == "request_invalid"),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn single_transfers_of_many_tasks_share_batches_and_have_their_own_answers() {
    let node = Node::start().await;
    let client = node.client().await;
    node.books.shut_gate();
    let ids: Vec<u128> = (1..=100).chain(1..=10).collect();
    let tasks: Vec<_> = ids
        .iter()
        .map(|&id| {
            let client = client.clone();
            tokio::spawn(async move { client.create_one(&transfer(id)).await })
        })
        .collect();
    until(|| node.books.at_work() > 0).await;
    node.books.open_gate();
    let mut existed = 0;
    for task in tasks {
        match task.await.unwrap().unwrap() {
            TransferOutcome::Done { .. } => {}
            TransferOutcome::Existed => existed += 1,
            TransferOutcome::Refused(refused) => panic!("{refused:?}"),
        }
    }
    assert_eq!((existed, node.books.order().len()), (10, 100));
    assert!(node.books.most_at_work() <= 2);
}

#[tokio::test]
async fn accounts_and_balances_come_back_as_they_are() {
    let node = Node::start().await;
    let client = node.client().await;
    let id = AccountId::from_u128(u128::MAX - 5);
    let new = NewAccount::new("liabilities:wallets:ada", Currency::EUR)
        .id(id)
        .code(7)
        .user_data(1 << 100)
        .guard(BalanceGuard::DebitsMustNotExceedCredits)
        .credit_limit(500)
        .metadata("colour", "blue");
    let answers = client
        .open_accounts(&[new, NewAccount::new("", Currency::USD)])
        .await
        .unwrap();
    let refused = Opened::Refused {
        code: "path_invalid".to_owned(),
    };
    assert_eq!(answers, [Opened::Open(id), refused]);
    let found = client.accounts(&[AccountId::from_u128(9), id]).await.unwrap();
    let expected = Account {
        id,
        path: "liabilities:wallets:ada".to_owned(),
        currency: Currency::EUR,
        code: 7,
        user_data: 1 << 100,
        guard: BalanceGuard::DebitsMustNotExceedCredits,
        credit_limit: 500,
        metadata: [("colour".to_owned(), "blue".to_owned())].into(),
        sums: bezant_client::BalanceSums::default(),
        opened_at: COMMITTED_AT,
        is_closed: false,
        is_frozen: true,
    };
    assert_eq!(found, [expected]);

    let at = Timestamp::from_microseconds(77);
    for (as_of, position) in [
        (AsOf::Now, 1),
        (AsOf::CommittedBy(at), 77),
        (AsOf::EffectiveBy(at), 1_077),
    ] {
        let balance = client.balance(id, as_of).await.unwrap();
        assert_eq!((balance.position, balance.currency), (position, Currency::EUR));
        assert_eq!(balance.sums.credits_posted, id.as_u128());
    }
    let unknown = client
        .balance(AccountId::from_u128(404), AsOf::Now)
        .await
        .unwrap_err();
    assert!(
        matches!(&unknown, ClientError::Refused { code, .. } if code == "account_not_found"),
        "{unknown:?}"
    );
}

#[tokio::test]
async fn only_a_live_key_with_the_scope_gets_in_and_sees_its_own() {
    let node = Node::start().await;
    node.client().await.create(batch(1..=2)).await.unwrap();

    let mut raw = node.raw().await;
    let without = raw
        .get_transfers(v1::GetTransfersRequest::default())
        .await
        .unwrap_err();
    assert_eq!(
        reason(&without),
        (Code::Unauthenticated, "credentials_missing".to_owned())
    );
    let wrong = format!("{}0", &node.key[..node.key.len() - 1]);
    let wrong = if wrong == node.key {
        format!("{}1", &node.key[..node.key.len() - 1])
    } else {
        wrong
    };
    let balance = v1::BalanceRequest::default();
    let unknown = raw.balance(with_key(&wrong, balance)).await.unwrap_err();
    assert_eq!(
        reason(&unknown),
        (Code::Unauthenticated, "api_key_unknown".to_owned())
    );

    let reader = node.world.key("shop", &["read"]).await;
    let client = Client::connect_with(&node.address, &reader, options())
        .await
        .unwrap();
    let denied = client.create(batch([3])).await.unwrap_err();
    assert!(
        matches!(&denied, ClientError::Denied { code, .. } if code == "permission_missing"),
        "{denied:?}"
    );
    let id = [TransferId::from_u128(1)];
    assert!(client.transfers(&id).await.unwrap()[0].is_some());
    let stranger = node.world.full_key("stranger").await;
    let stranger = Client::connect_with(&node.address, &stranger, options())
        .await
        .unwrap();
    assert!(stranger.transfers(&id).await.unwrap()[0].is_none());
    assert_eq!(node.books.order(), [1, 2]);
}

#[tokio::test]
async fn what_is_no_batch_is_refused_as_a_whole() {
    let node = Node::start().await;
    let mut raw = node.raw().await;
    let whole = vec![1u8; 8_191 * 128];
    for bytes in [0, 1, 127, 129, 8_191 * 128] {
        let message = v1::TransferBatch {
            records: whole[..bytes].to_vec().into(),
            ..v1::TransferBatch::default()
        };
        let refused = raw
            .create_transfers(with_key(&node.key, message))
            .await
            .unwrap_err();
        assert_eq!(
            reason(&refused),
            (Code::InvalidArgument, "request_invalid".to_owned()),
            "{bytes}"
        );
        let details = refused.get_error_details();
        assert_eq!(
            details.bad_request().unwrap().field_violations[0].field,
            "records"
        );
    }
    // More than a message may have is not even taken in.
    let message = v1::TransferBatch {
        records: vec![1u8; 3 << 20].into(),
        ..v1::TransferBatch::default()
    };
    let refused = raw
        .create_transfers(with_key(&node.key, message))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::OutOfRange, "{refused:?}");

    let odd = v1::Transfer {
        currency: 70_000,
        ..v1::Transfer::default()
    };
    let linked = v1::Transfer {
        flags: 1,
        ..v1::Transfer::default()
    };
    for (message, field) in [(odd, "currency"), (linked, "flags")] {
        let refused = raw
            .create_transfer(with_key(&node.key, message))
            .await
            .unwrap_err();
        let details = refused.get_error_details();
        assert_eq!(details.bad_request().unwrap().field_violations[0].field, field);
    }
    let ids = v1::GetTransfersRequest {
        ids: vec![0; 17].into(),
        with_attachments: false,
    };
    let too_many = v1::GetTransfersRequest {
        ids: vec![1; 16 * 101].into(),
        with_attachments: true,
    };
    for ids in [ids, too_many] {
        let refused = raw.get_transfers(with_key(&node.key, ids)).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
    }
    let client = node.client().await;
    let empty = client.create(batch([])).await.unwrap_err();
    assert_eq!(
        empty,
        ClientError::Size {
            items: 0,
            most: 8_190
        }
    );
    assert!(node.books.order().is_empty());
}

#[tokio::test]
async fn a_deadline_ends_the_wait_on_both_sides() {
    let node = Node::start().await;
    node.books.shut_gate();
    let hasty = Options {
        answer_within: Duration::from_millis(100),
        ..options()
    };
    let client = node.client_with(hasty).await;
    assert_eq!(
        client.create(batch([1])).await.unwrap_err(),
        ClientError::TimedOut
    );
    until(|| node.books.at_work() == 0).await;

    let mut raw = node.raw().await;
    let mut odd = with_key(&node.key, v1::BalanceRequest::default());
    odd.metadata_mut().insert("grpc-timeout", "soon".parse().unwrap());
    let refused = raw.balance(odd).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument, "{refused:?}");

    // Asking again is safe, and says that it was done.
    node.books.open_gate();
    let again = node.client().await.create(batch([1])).await.unwrap();
    assert_eq!(again.existed().collect::<Vec<_>>(), [0]);
}

#[tokio::test]
async fn an_unknown_method_is_said_to_be_unknown() {
    let node = Node::start().await;
    let channel = tonic::transport::Channel::from_shared(node.address.clone()).unwrap();
    let mut grpc = tonic::client::Grpc::new(channel.connect().await.unwrap());
    grpc.ready().await.unwrap();
    let codec = tonic_prost::ProstCodec::<v1::BalanceRequest, v1::BalanceResponse>::default();
    let path = "/bezant.ledger.v1.Ledger/Burn".parse().unwrap();
    let request = with_key(&node.key, v1::BalanceRequest::default());
    let refused = grpc.unary(request, path, codec).await.unwrap_err();
    assert_eq!(
        reason(&refused),
        (Code::Unimplemented, "route_not_found".to_owned())
    );
}
