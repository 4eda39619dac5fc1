//! Packed records: known for ever, found where they lie, each tenant's own.

use bezant_engine::{ARCHIVED_BYTES, PackedSpans, SubmitError};
use bezant_log::LogReader;

use crate::support::Rig;
use crate::toy::{Command, Rejection, Reply, Toy, packed};

#[tokio::test]
async fn a_record_is_known_after_any_number_of_restarts() {
    let mut rig = Rig::new();
    let pack = |ids: &[u128]| Command::Pack { ids: ids.to_vec() };
    assert_eq!(
        rig.submit(pack(&[1, 2, 3])).await.unwrap().reply,
        Reply::Packed(3)
    );
    for _ in 0..3 {
        for ids in [[3, 4], [5, 1]] {
            let refused = rig.submit(pack(&ids)).await;
            assert_eq!(refused, Err(SubmitError::Rejected(Rejection::Exists)), "{ids:?}");
        }
        rig = rig.restart().await;
    }
    assert_eq!(rig.submit(pack(&[4, 5])).await.unwrap().reply, Reply::Packed(2));
}

#[tokio::test]
async fn a_record_is_read_from_the_log_alone() {
    let rig = Rig::new();
    rig.deposit(1).await.unwrap();
    let ids: Vec<u128> = (1..=100).collect();
    let place = rig
        .submit(Command::Pack { ids: ids.clone() })
        .await
        .unwrap()
        .position;
    let spans = PackedSpans::read::<Toy>(&rig.disk, place).unwrap();
    let expected = packed(&ids);
    for nth in 0..100 {
        let offset = spans.offset(nth).unwrap();
        let found = rig.disk.read_slice(place, offset, ARCHIVED_BYTES).unwrap();
        assert_eq!(
            found,
            expected.slice(nth as usize * ARCHIVED_BYTES..(nth as usize + 1) * ARCHIVED_BYTES)
        );
    }
    assert_eq!(spans.offset(100), None);
    let other = PackedSpans::read::<Toy>(&rig.disk, bezant_log::Position(1)).unwrap();
    assert_eq!(other.offset(0), None);
}
