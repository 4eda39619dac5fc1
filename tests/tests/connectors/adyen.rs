//! What is special about Adyen: modifications that are only acknowledged, inquiries that repeat the send, notifications
//! in batches, disputes.

use bezant_gateways::{
    CardData, DisputeReason, DisputeStatus, DisputedFunds, HeaderMap, Notice, NotificationError, Priority,
    Secret, Terms,
};
use bezant_kernel::{OperationId, OperationKind, Timestamp};
use bezant_payments::{Call, Failure, Operation, Outcome, UnknownReason};
use bezant_tests::adyen_fake::AdyenFake;
use bezant_tests::fake_gateway::{Fault, Webhook};
use serde_json::{Value, json};

use crate::bench::{Bench, TIMEOUT_MS, approval, authorize, declined, follow, now};
use crate::benches::AdyenBench;

#[tokio::test]
async fn a_modification_is_pending_until_adyen_s_signed_word() {
    let bench = AdyenBench::start(TIMEOUT_MS).await;
    let reserved = bench.authorized(1, false).await;
    let capture = follow::<AdyenBench>(2, OperationKind::Capture, &reserved, 500);
    assert_eq!(bench.send(&capture).await, Outcome::Pending);
    assert_eq!(bench.inquire(&capture).await, Outcome::Pending);
    assert_eq!(bench.fake.payments()[0].captured, 500, "once");
    assert!(approval(bench.told(&capture).unwrap()).settled);
    let keys: Vec<_> = bench
        .fake
        .posts()
        .into_iter()
        .map(|post| post.idempotency_key)
        .collect();
    assert_eq!(keys[1..], vec![format!("bezant-{}", capture.id); 2]);
    assert!(keys.iter().all(|key| key.len() <= 64), "no more fits at Adyen");
}

#[tokio::test]
async fn an_inquiry_repeats_the_send_only_while_its_key_is_remembered() {
    let bench = AdyenBench::start(TIMEOUT_MS).await;
    let sale = authorize::<AdyenBench>(1, AdyenBench::APPROVED);
    bench.fake.script(Fault::DropBefore);
    assert_eq!(
        bench.send(&sale).await,
        Outcome::Unknown(UnknownReason::ConnectionLost)
    );
    assert!(approval(bench.inquire(&sale).await).captured, "it arrives late");
    assert_eq!(bench.fake.payments().len(), 1);

    // That a repetition is refused says nothing about the send before it.
    let gone = authorize::<AdyenBench>(3, "shopper_1:GONE");
    bench.fake.script(Fault::DropBefore);
    let lost = Outcome::Unknown(UnknownReason::ConnectionLost);
    assert_eq!(bench.send(&gone).await, lost);
    let unclear = Outcome::Unknown(UnknownReason::BadAnswer);
    assert_eq!(bench.inquire(&gone).await, unclear);

    let week_ago = (now() - 7 * 86_400) * 1_000_000;
    for id in [
        OperationId::v7(Timestamp::from_microseconds(week_ago), 5),
        OperationId::derive(&[b"no time"]),
    ] {
        let posts = bench.fake.posts().len();
        let old = Operation { id, ..sale.clone() };
        assert_eq!(
            bench.inquire(&old).await,
            Outcome::Unknown(UnknownReason::TimedOut)
        );
        assert_eq!(bench.fake.posts().len(), posts, "nothing is sent");
    }
}

#[tokio::test]
async fn a_payment_that_is_received_is_approved_by_its_notification() {
    let bench = AdyenBench::start(TIMEOUT_MS).await;
    let sale = authorize::<AdyenBench>(1, "shopper_1:RECEIVED");
    assert_eq!(bench.send(&sale).await, Outcome::Pending);
    assert!(approval(bench.told(&sale).unwrap()).captured);
    let tokenless = authorize::<AdyenBench>(2, "APPROVED");
    assert!(matches!(bench.send(&tokenless).await, Outcome::Failed(_)));
}

#[tokio::test]
async fn a_card_is_sent_as_it_is_and_once_whatever_is_lost() {
    const CARD: &str = "crd_01h455vb4pex5vsknk084sn02q";
    let bench = AdyenBench::start(TIMEOUT_MS).await;
    let card = |number: &str| CardData::new(number, 3, 2030).with_holder("Ada Lovelace");
    let coded = card("4111111111111111").with_security_code("737");
    let call = async |operation: &Operation, card: &CardData| {
        let terms = Terms {
            until: None,
            priority: Priority::of(operation),
        };
        let called = bench.registry.carry_out_on(operation, "test", terms, Some(card));
        called.await.0
    };
    let sale = authorize::<AdyenBench>(1, CARD);
    assert!(bench.registry.needs_card(&sale).is_some());
    assert!(approval(call(&sale, &coded).await).captured);
    let held = bench.fake.payments().remove(0).card.unwrap();
    assert_eq!((&*held.number, &*held.expiry), ("4111111111111111", "03/2030"));
    assert_eq!((&*held.cvc, &*held.holder), ("737", "Ada Lovelace"));

    // The answer is lost, and the inquiry has the card without its code.
    let lost = authorize::<AdyenBench>(2, CARD);
    bench.fake.script(Fault::DropAfter);
    assert_eq!(
        call(&lost, &coded).await,
        Outcome::Unknown(UnknownReason::ConnectionLost)
    );
    let inquiry = Operation {
        call: Call::Inquire,
        ..lost
    };
    assert!(
        bench.registry.needs_card(&inquiry).is_some(),
        "it repeats the send"
    );
    assert!(approval(call(&inquiry, &card("4111111111111111")).await).captured);
    assert_eq!(bench.fake.payments().len(), 2, "once");

    for (bits, number, code) in [
        (3, "4000000000000002", "Refused"),
        (4, "4000000000000127", "CVC Declined"),
        (5, "4539578763621486", "101"),
    ] {
        let outcome = call(&authorize::<AdyenBench>(bits, CARD), &card(number)).await;
        assert_eq!(declined(&outcome).unwrap().1, code, "{outcome:?}");
    }
    // Where the vault gave no number nothing is sent.
    let posts = bench.fake.posts().len();
    let refused = bench.send(&authorize::<AdyenBench>(6, CARD)).await;
    assert_eq!(refused, Outcome::Failed(Failure::Refused));
    assert_eq!(bench.fake.posts().len(), posts);
}

/// A bench with a sale, and the item that says so.
async fn sold() -> (AdyenBench, Operation, Value) {
    let bench = AdyenBench::start(TIMEOUT_MS).await;
    let sale = authorize::<AdyenBench>(1, AdyenBench::APPROVED);
    assert!(approval(bench.send(&sale).await).captured);
    let item = bench.fake.take_items().remove(0);
    (bench, sale, item)
}

fn with(item: &Value, changes: &[(&str, Value)]) -> Value {
    let mut changed = item.clone();
    for (field, value) in changes {
        changed[*field] = value.clone();
    }
    changed
}

#[tokio::test]
async fn one_bad_item_refuses_the_whole_batch() {
    let (bench, sale, item) = sold().await;
    let other = with(&item, &[("pspReference", "FAKE2".into())]);
    let both = bench
        .receive(&AdyenFake::notification(&[item.clone(), other.clone()]), now())
        .unwrap();
    assert_eq!(both.len(), 2);
    assert_ne!(both[0].event, both[1].event);
    assert!(matches!(&both[0].notice, Notice::Outcome { operation, .. } if *operation == sale.id));

    let place = |field: &str| format!("notificationItems[1].NotificationRequestItem.{field}");
    for (field, value, path) in [
        ("success", json!("perhaps"), "success"),
        (
            "amount",
            json!({ "currency": "XXX", "value": 1 }),
            "amount.currency",
        ),
        ("amount", json!({ "currency": "EUR", "value": 0 }), "amount.value"),
        ("amount", json!({ "currency": "EUR" }), "amount"),
        ("pspReference", json!(""), "pspReference"),
        ("eventCode", json!(7), "eventCode"),
    ] {
        let bad = with(&other, &[(field, value)]);
        match bench.receive(&AdyenFake::notification(&[item.clone(), bad]), now()) {
            Err(NotificationError::Malformed { path: named, .. }) => assert_eq!(named, place(path)),
            refused => panic!("{field}: {refused:?}"),
        }
    }
    // The second item is not signed.
    let signed = AdyenFake::notification(&[item.clone(), other]);
    let mut body: Value = serde_json::from_slice(&signed.body).unwrap();
    body["notificationItems"][1]["NotificationRequestItem"]["additionalData"] = json!({});
    let half = Webhook {
        headers: HeaderMap::new(),
        body: body.to_string().into_bytes(),
    };
    assert_eq!(
        bench.receive(&half, now()),
        Err(NotificationError::SignatureMissing)
    );
    let many = vec![item; 51];
    let refused = bench.receive(&AdyenFake::notification(&many), now());
    assert!(matches!(refused, Err(NotificationError::Malformed { path, .. }) if path == "notificationItems"));
}

#[tokio::test]
async fn an_event_is_news_only_of_the_operation_that_it_is_about() {
    let (bench, sale, item) = sold().await;
    let notice = |changes: &[(&str, Value)]| {
        let webhook = AdyenFake::notification(&[with(&item, changes)]);
        bench.receive(&webhook, now()).unwrap().remove(0).notice
    };
    for changes in [
        // A capture under the reference of the sale: Adyen's own, or made by hand.
        vec![("eventCode", json!("CAPTURE"))],
        vec![("eventCode", json!("REFUND"))],
        vec![("eventCode", json!("CANCEL_OR_REFUND"))],
        vec![("eventCode", json!("REPORT_AVAILABLE"))],
        vec![("merchantAccountCode", json!("AnotherMerchant"))],
        vec![("merchantReference", json!("order 17"))],
        vec![("merchantReference", Value::Null)],
        vec![
            ("eventCode", json!("CAPTURE_FAILED")),
            ("success", json!("false")),
        ],
    ] {
        let said = notice(&changes);
        assert!(matches!(said, Notice::Ignored { .. }), "{changes:?}: {said:?}");
    }
    for (event, word) in [
        ("CAPTURE_FAILED", "sale"),
        ("CAPTURE_FAILED", "capture"),
        ("REFUND_FAILED", "refund"),
        ("REFUNDED_REVERSED", "refund"),
    ] {
        let said = notice(&[
            ("eventCode", event.into()),
            (
                "merchantReference",
                format!("{}_{}_{word}", sale.payment, sale.id).into(),
            ),
            ("reason", "Rejected".into()),
        ]);
        assert!(
            matches!(&said, Notice::Undone { operation, payment, decline }
                if *operation == sale.id && *payment == Some(sale.payment) && decline.gateway_code == "Rejected"),
            "{event}: {said:?}"
        );
    }
}

#[tokio::test]
async fn disputes_come_as_notices() {
    let (bench, sale, item) = sold().await;
    let psp_reference = item["pspReference"].as_str().unwrap();
    let dispute = |event: &str, additional: Value| {
        let item = bench.fake.dispute(event, psp_reference, additional);
        match bench
            .receive(&AdyenFake::notification(&[item]), now())
            .unwrap()
            .remove(0)
            .notice
        {
            Notice::Dispute(notice) => *notice,
            other => panic!("{other:?}"),
        }
    };
    let opened = dispute(
        "NOTIFICATION_OF_CHARGEBACK",
        json!({
            "chargebackReasonCode": " 10.4", "chargebackSchemeCode": "visa",
            "defensePeriodEndsAt": "2021-07-31T03:03:07+02:00", "disputeStatus": "Undefended",
        }),
    );
    assert_eq!(opened.authorization.as_ref().unwrap().0, psp_reference);
    assert_eq!(
        (opened.payment, opened.operation),
        (Some(sale.payment), Some(sale.id))
    );
    assert_eq!(opened.amount, sale.amount);
    assert_eq!(
        (opened.reason, opened.gateway_reason.as_str()),
        (DisputeReason::Fraudulent, "10.4")
    );
    let until = Timestamp::from_microseconds(1_627_693_387_000_000);
    assert_eq!(
        (opened.status, opened.respond_by),
        (DisputeStatus::NeedsResponse, Some(until))
    );

    use DisputeStatus::{Lost, NeedsResponse, UnderReview, Warning, Won};
    let withdrawn = Some(DisputedFunds::Withdrawn);
    let reinstated = Some(DisputedFunds::Reinstated);
    for (event, stated, status, funds) in [
        ("REQUEST_FOR_INFORMATION", "", Warning, None),
        ("CHARGEBACK", "", NeedsResponse, withdrawn),
        ("CHARGEBACK", "Pending", UnderReview, withdrawn),
        ("CHARGEBACK", "Accepted", Lost, withdrawn),
        ("CHARGEBACK_REVERSED", "", UnderReview, reinstated),
        ("CHARGEBACK_REVERSED", "Won", Won, reinstated),
        ("SECOND_CHARGEBACK", "Won", Lost, withdrawn),
        ("PREARBITRATION_WON", "", Won, None),
        ("PREARBITRATION_LOST", "", Lost, None),
    ] {
        let notice = dispute(event, json!({ "disputeStatus": stated }));
        assert_eq!((notice.status, notice.funds), (status, funds), "{event} {stated}");
        assert_eq!(notice.reason, DisputeReason::Other);
    }
}

#[tokio::test]
async fn user_and_password_are_asked_for_where_they_are_configured() {
    let bench = AdyenBench::with(|config| {
        let adyen = config.adyen.as_mut().unwrap();
        adyen.webhook_user = Some("adyen".to_owned());
        adyen.webhook_password = Some(Secret::new("hush".to_owned()));
    })
    .await;
    bench.authorized(1, true).await;
    let mut webhook = bench.webhooks(now()).remove(0);
    for (header, wanted) in [
        (None, Err(NotificationError::CredentialsInvalid)),
        (
            Some("Basic YWR5ZW46aHVzaA"),
            Err(NotificationError::CredentialsInvalid),
        ),
        (Some("Basic YWR5ZW46aHVzaA=="), Ok(1)),
    ] {
        if let Some(header) = header {
            webhook.headers.insert("authorization", header.parse().unwrap());
        }
        let received = bench.receive(&webhook, now()).map(|all| all.len());
        assert_eq!(received, wanted, "{header:?}");
    }
}
