//! Project Wycheproof's vectors for ECDSA over P-256 and for Ed25519, through the algorithms that tokens are checked with.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey};
use wycheproof::{TestResult, ecdsa, eddsa};

#[test]
fn p256_takes_what_is_signed_and_nothing_else() {
    let set = ecdsa::TestSet::load(ecdsa::TestName::EcdsaSecp256r1Sha256P1363).unwrap();
    let (mut sound, mut unsound) = (0, 0);
    for group in &set.test_groups {
        let key = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &group.key.key[..]).unwrap();
        for test in &group.tests {
            let is_signed = key.verify_sig(&test.msg, &test.sig).is_ok();
            let wanted = test.result == TestResult::Valid;
            assert_eq!(is_signed, wanted, "{}: {}", test.tc_id, test.comment);
            *if wanted { &mut sound } else { &mut unsound } += 1;
        }
    }
    assert_eq!((sound, unsound), (173, 89));
}

#[test]
fn ed25519_takes_what_is_signed_and_nothing_else() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let (mut sound, mut unsound) = (0, 0);
    for group in &set.test_groups {
        let key = ParsedPublicKey::new(&ED25519, &group.key.pk[..]).unwrap();
        for test in &group.tests {
            let is_signed = key.verify_sig(&test.msg, &test.sig).is_ok();
            let wanted = test.result == TestResult::Valid;
            assert_eq!(is_signed, wanted, "{}: {}", test.tc_id, test.comment);
            *if wanted { &mut sound } else { &mut unsound } += 1;
        }
    }
    assert!(sound > 60 && unsound > 40, "{sound} sound, {unsound} unsound");
}
