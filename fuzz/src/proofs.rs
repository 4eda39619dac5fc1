//! Proofs that anybody may have made up: only true ones are accepted.

use std::sync::{Arc, LazyLock};

use bezant_log::disk::Disk;
use bezant_log::embedded::ProofSource;
use bezant_log::proof::{Checkpoint, ConsistencyProof, InclusionProof, SignedCheckpoint};
use bezant_log::{LogId, Position};

use crate::log_fixture::{Fixture, disk_of};

pub(crate) struct Proven {
    pub(crate) payloads: Vec<Vec<u8>>,
    pub(crate) old: Checkpoint,
    pub(crate) new: Checkpoint,
    pub(crate) inclusions: Vec<InclusionProof>,
    pub(crate) consistency: ConsistencyProof,
}

pub(crate) static PROVEN: LazyLock<Proven> = LazyLock::new(|| {
    let fixture = Fixture::new();
    let disk: Arc<dyn Disk> = disk_of(&fixture.files);
    let mut source = ProofSource::open(disk).expect("the fixture is whole");
    let mut checkpoint = |at| {
        let made = source.checkpoint(Position(at), 1).expect("the fixture is whole");
        made.expect("the fixture has records")
    };
    let head = fixture.payloads.len() as u64;
    let (old, new) = (checkpoint(head / 2), checkpoint(head));
    let inclusions = (1..=head)
        .map(|at| source.inclusion(Position(at), &new).expect("the record is there"))
        .collect();
    let consistency = source.consistency(&old, &new).expect("the log only grew");
    Proven {
        payloads: fixture.payloads,
        old,
        new,
        inclusions,
        consistency,
    }
});

/// The first byte chooses a record, the others are a proof or a checkpoint as JSON.
pub fn run(bytes: &[u8]) {
    let Some((choice, json)) = bytes.split_first() else {
        return;
    };
    let proven = &*PROVEN;
    if let Ok(proof) = serde_json::from_slice::<InclusionProof>(json) {
        let nth = usize::from(*choice) % proven.payloads.len();
        for checkpoint in [&proven.old, &proven.new] {
            if proof.verify(&proven.payloads[nth], checkpoint).is_ok() {
                let position = Position(nth as u64 + 1);
                assert_eq!(proof.position(), position, "a record is proved to be elsewhere");
                assert!(position <= checkpoint.position());
            }
        }
        assert!(proof.verify(b"never written", &proven.new).is_err());
    }
    if let Ok(proof) = serde_json::from_slice::<ConsistencyProof>(json) {
        if proof.verify(&proven.old, &proven.new).is_ok() {
            assert_eq!(proof, proven.consistency, "there is one proof");
        }
        assert!(
            proof.verify(&proven.new, &proven.old).is_err(),
            "a log never shrinks"
        );
    }
    if let Ok(signed) = serde_json::from_slice::<SignedCheckpoint>(json) {
        let json = serde_json::to_string(&signed).expect("a checkpoint is JSON");
        let again: SignedCheckpoint = serde_json::from_str(&json).expect("it was JSON before");
        assert_eq!(signed, again);
    }
    assert_ne!(proven.new.log(), LogId::default());
}
