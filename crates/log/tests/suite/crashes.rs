//! Random appends, and the power going at a random moment: what was answered stays, nothing is invented.

use bezant_log::disk::SimulatedDisk;
use bezant_log::embedded::{EmbeddedLog, verify};
use bezant_log::{Log, LogError};
use proptest::prelude::*;

use super::{append, open, read_all};

#[derive(Clone, Debug)]
enum Step {
    Append(Vec<Vec<u8>>),
    /// The power goes with the n-th change to the disk from here.
    LosePowerAfter(u64),
    /// The process ends and the disk stays as it is.
    Reopen,
}

fn payload() -> impl Strategy<Value = Vec<u8>> {
    // Zeros look like free space, and a frame's magic like a frame.
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..40),
        (any::<u8>(), 0..1800_usize).prop_map(|(byte, len)| vec![byte; len]),
        (0..1800_usize).prop_map(|len| vec![0; len]),
        (0..200_usize).prop_map(|count| b"BZFR\x10\0\0\0".repeat(count)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => proptest::collection::vec(payload(), 1..4)
            .prop_filter("fits", |batch| batch.iter().map(|payload| payload.len() + 4).sum::<usize>() < 3500)
            .prop_map(Step::Append),
        2 => (0..14_u64).prop_map(Step::LosePowerAfter),
        1 => Just(Step::Reopen),
    ]
}

/// Opens the log, through further losses of power while it is being opened.
fn reopen(disk: &SimulatedDisk, losses: &[u64]) -> EmbeddedLog {
    for &after in losses {
        disk.lose_power_after(after);
        match open(disk) {
            Ok(log) => drop(log),
            Err(LogError::Failed { .. }) => assert!(disk.has_lost_power(), "only the power is to blame"),
            Err(other) => panic!("a crash must not look like {other:?}"),
        }
        disk.crash();
    }
    open(disk).expect("a log opens after any crash")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_answered_stays(
        seed: u64,
        steps in proptest::collection::vec(step(), 1..40),
        losses in proptest::collection::vec(0..12_u64, 0..3),
    ) {
        let disk = SimulatedDisk::new(seed);
        let mut log = Some(open(&disk).expect("a new log opens"));
        let mut acked: Vec<Vec<u8>> = Vec::new();
        for step in steps {
            let mut open_log = log.take().expect("the log is open between steps");
            let mut in_flight = Vec::new();
            match step {
                Step::Append(payloads) => match append(&mut open_log, &payloads) {
                    Ok(_) => acked.extend(payloads),
                    Err(error) => {
                        prop_assert!(disk.has_lost_power(), "{}", error);
                        in_flight = payloads;
                    }
                },
                Step::LosePowerAfter(changes) => disk.lose_power_after(changes),
                Step::Reopen => {
                    drop(open_log);
                    disk.crash();
                    open_log = reopen(&disk, &[]);
                }
            }
            if disk.has_lost_power() {
                drop(open_log);
                disk.crash();
                open_log = reopen(&disk, &losses);
                let found = read_all(&*open_log.reader()).expect("the log can be read");
                if found.len() > acked.len() {
                    acked.extend(in_flight);
                }
                prop_assert_eq!(&found, &acked);
            }
            log = Some(open_log);
        }
        let open_log = log.expect("the log is open between steps");
        prop_assert_eq!(read_all(&*open_log.reader()).expect("the log can be read"), acked.clone());
        let verified = verify(std::sync::Arc::new(disk.clone()), &mut |_, _| ()).expect("the log is whole");
        prop_assert_eq!(verified.records, acked.len() as u64);
        prop_assert_eq!((verified.head, verified.epoch), (open_log.head(), open_log.epoch()));
    }
}

/// A process that writes a frame and dies before its sync leaves it for the next one to find. Were that one to write behind it
/// unsynced, a loss of power could tear both, and a log that lost nothing would look damaged.
#[test]
fn a_frame_that_was_found_unsynced_is_synced_before_anything_follows() {
    for seed in 0..60 {
        for after in 0..6 {
            let disk = SimulatedDisk::new(seed);
            let mut log = open(&disk).unwrap();
            append(&mut log, &[vec![1; 700]]).unwrap();
            disk.fail_next_sync();
            assert!(matches!(
                append(&mut log, &[vec![2; 1_500]]),
                Err(LogError::Failed { .. })
            ));
            drop(log);
            let mut log = reopen(&disk, &[after]);
            let kept = read_all(&*log.reader()).unwrap();
            assert_eq!(kept[0], vec![1; 700], "what was answered stays");
            assert!(
                kept.len() == 1 || kept.len() == 2 && kept[1] == vec![2; 1_500],
                "nothing is invented"
            );
            append(&mut log, &[vec![3; 10]]).unwrap();
        }
    }
}
