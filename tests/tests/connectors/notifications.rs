//! The suite's second part: notifications. Only what is signed is believed, and all of a request or nothing of it.

use bezant_gateways::{LARGEST_NOTIFICATION, NotificationError};
use bezant_kernel::OperationKind;
use bezant_tests::fake_gateway::Webhook;

use crate::bench::{Bench, TIMEOUT_MS, follow, now};

/// A gateway to which something happened, and what it says of it.
async fn with_news<B: Bench>() -> (B, Vec<Webhook>, u64) {
    let bench = B::start(TIMEOUT_MS).await;
    let sold = bench.authorized(1, true).await;
    let refund = follow::<B>(2, OperationKind::Refund, &sold, 700);
    bench.done(&refund).await;
    let at = now();
    let webhooks = bench.webhooks(at);
    assert_eq!(webhooks.len(), 2, "one of the sale and one of the refund");
    (bench, webhooks, at)
}

pub(crate) async fn only_signed_notifications_are_believed<B: Bench>() {
    let (bench, webhooks, at) = with_news::<B>().await;
    for good in &webhooks {
        assert_eq!(bench.receive(good, at).unwrap().len(), 1);
        // 700 and 2000 cents; another digit is another amount of money.
        let text = String::from_utf8(good.body.clone()).unwrap();
        let mut forged = good.clone();
        forged.body = text.replace("2000", "9000").replace("700", "900").into_bytes();
        assert_ne!(forged.body, good.body);
        assert_eq!(
            bench.receive(&forged, at),
            Err(NotificationError::SignatureInvalid)
        );

        let late = bench.receive(good, at + 301);
        let too_old = Err(NotificationError::TooOld { seconds: 301 });
        assert!(if B::SIGNS_TIME {
            late == too_old
        } else {
            late.is_ok()
        });
    }
    let mut long = webhooks[0].clone();
    long.body.resize(LARGEST_NOTIFICATION + 1, b' ');
    assert_eq!(bench.receive(&long, at), Err(NotificationError::TooLarge));
    let unsigned = Webhook {
        headers: Default::default(),
        body: webhooks[0].body.clone(),
    };
    if B::SIGNS_TIME {
        let refused = bench.receive(&unsigned, at);
        assert_eq!(refused, Err(NotificationError::SignatureMissing));
    }
}

pub(crate) async fn repeated_notifications_are_told_apart_by_their_event<B: Bench>() {
    let (bench, webhooks, at) = with_news::<B>().await;
    let events = |webhook: &Webhook| bench.receive(webhook, at).unwrap()[0].event.clone();
    assert_eq!(events(&webhooks[0]), events(&webhooks[0]));
    assert_ne!(events(&webhooks[0]), events(&webhooks[1]));
}

pub(crate) async fn a_request_with_a_bad_field_is_refused_as_a_whole<B: Bench>() {
    let (bench, webhooks, at) = with_news::<B>().await;
    let (from, to, wanted) = B::WRONG_FIELD;
    let sends = bench.sends();
    let text = String::from_utf8(webhooks[0].body.clone()).unwrap();
    assert!(text.contains(from), "{from} in {text}");
    let bad = B::sign(text.replace(from, to).as_bytes(), at);
    match bench.receive(&bad, at) {
        Err(NotificationError::Malformed { path, problem }) => {
            assert_eq!(path, wanted, "{problem}");
            assert!(!problem.is_empty());
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(bench.sends(), sends, "nothing was asked of the gateway");
}

/// Every cut and changes of every byte, all signed: refused or understood, but never a panic.
pub(crate) async fn a_broken_body_is_refused_wherever_it_is_broken<B: Bench>() {
    let (bench, webhooks, at) = with_news::<B>().await;
    for good in &webhooks {
        let mut refused = 0;
        for place in 0..good.body.len() {
            let cut = B::sign(&good.body[..place], at);
            assert!(bench.receive(&cut, at).is_err(), "cut at {place}");
            for with in [b'"', b'0', b'}', 0xff] {
                let mut body = good.body.clone();
                body[place] = with;
                let changed = B::sign(&body, at);
                refused += usize::from(bench.receive(&changed, at).is_err());
            }
        }
        assert!(refused > good.body.len(), "most changes break a body");
    }
}
