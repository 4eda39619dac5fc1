//! Signatures as Adyen's own libraries make them, and what becomes of items.

use super::*;
use crate::adyen::response::tests::settings;

/// Key and signature of the examples in the tests of Adyen's libraries for Node and Go, which are public.
const KEY: &str = "DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00";
const SIGNATURE: &str = "ipnxGCaUZ4l8TUW75a71/ghd2Fe5ffvX0pV4TLTntIc=";

fn verifier(keys: &[&str]) -> Verifier {
    let mut settings = settings();
    settings.hmac_keys = keys
        .iter()
        .map(|key| crate::Secret::new((*key).to_owned()))
        .collect();
    let config = GatewayConfig::new("adyen".parse().unwrap(), crate::ConnectorKind::Adyen);
    Verifier::new(&config, &settings).unwrap()
}

fn item(signature: &str) -> Item {
    let text = r#"{"pspReference":"pspReference","originalReference":"originalReference",
        "merchantAccountCode":"merchantAccount","merchantReference":"reference",
        "amount":{"currency":"EUR","value":1000},"eventCode":"EVENT","success":"true",
        "reason":"reason","additionalData":{"hmacSignature":"SIGNATURE"}}"#;
    serde_json::from_str(&text.replace("SIGNATURE", signature)).unwrap()
}

#[test]
fn signatures_are_those_of_adyen_s_libraries() {
    let other = KEY.replace("DFB1", "DFB2");
    assert_eq!(verifier(&[KEY]).check_signature(&item(SIGNATURE)), Ok(()));
    assert_eq!(verifier(&[&other, KEY]).check_signature(&item(SIGNATURE)), Ok(()));
    for signature in ["ipnxGCaUZ4l8TUW75a71/ghd2Fe5ffvX0pV4TLTntId=", "!", "AAAA"] {
        let refused = verifier(&[KEY]).check_signature(&item(signature));
        assert_eq!(refused, Err(NotificationError::SignatureInvalid), "{signature}");
    }
    let refused = verifier(&[&other]).check_signature(&item(SIGNATURE));
    assert_eq!(refused, Err(NotificationError::SignatureInvalid));
    let missing = verifier(&[KEY]).check_signature(&item(""));
    assert_eq!(missing, Err(NotificationError::SignatureMissing));

    // Without an original reference, from the tests of Adyen's library for PHP.
    let mut first = item("Ny9gS2veKo5E4w8/OL6xz1/wvT/hYkAXy1xNc/QvO4I=");
    first.psp_reference = "7914073381342284".to_owned();
    first.original_reference = None;
    first.merchant_account_code = "TestMerchant".to_owned();
    first.merchant_reference = Some("TestPayment-1407325143704".to_owned());
    first.amount = Some(Amount {
        currency: "EUR".to_owned(),
        value: 1_130,
    });
    first.event_code = "AUTHORISATION".to_owned();
    assert_eq!(verifier(&[KEY]).check_signature(&first), Ok(()));
}

#[test]
fn every_signed_field_counts() {
    let changes: [fn(&mut Item); 8] = [
        |item| item.psp_reference.push('x'),
        |item| item.original_reference = None,
        |item| item.merchant_account_code.push('x'),
        |item| item.merchant_reference = None,
        |item| item.amount.as_mut().unwrap().value += 1,
        |item| item.amount.as_mut().unwrap().currency = "USD".to_owned(),
        |item| item.event_code.push('x'),
        |item| item.success = "false".to_owned(),
    ];
    for (at, change) in changes.into_iter().enumerate() {
        let mut changed = item(SIGNATURE);
        change(&mut changed);
        let refused = verifier(&[KEY]).check_signature(&changed);
        assert_eq!(refused, Err(NotificationError::SignatureInvalid), "{at}");
    }
}
