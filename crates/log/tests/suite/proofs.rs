//! Checkpoints and proofs: what is in the log can be proved, what is not cannot, whatever is changed.

use std::sync::Arc;

use bezant_log::disk::{Disk, SimulatedDisk};
use bezant_log::embedded::{ChainHash, ProofSource, SourceError, scan};
use bezant_log::proof::{Checkpoint, ConsistencyProof, InclusionProof, ProofError, SignedCheckpoint};
use bezant_log::{Log, Position};
use ed25519_dalek::{SigningKey, VerifyingKey};
use proptest::prelude::*;
use serde_json::Value;

use super::{append, open};

const TIME_US: u64 = 1_700_000_000_000_000;

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn source(disk: &SimulatedDisk) -> ProofSource {
    ProofSource::open(Arc::new(disk.clone())).unwrap()
}

/// All records and all chain hashes, by reading everything.
fn everything(disk: &SimulatedDisk) -> (Vec<Vec<u8>>, Vec<ChainHash>) {
    let (mut records, mut hashes) = (Vec::new(), Vec::new());
    for frame in scan(Arc::new(disk.clone())).unwrap() {
        let frame = frame.unwrap();
        hashes.push(frame.hash);
        records.extend(frame.records.iter().map(|record| record.payload.to_vec()));
    }
    (records, hashes)
}

/// The tree's root as RFC 9162 defines it, made apart from the code under test.
fn naive_root(leaves: &[ChainHash]) -> ChainHash {
    if let [leaf] = leaves {
        return *leaf;
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let node = [naive_root(left), naive_root(right)].concat();
    *blake3::keyed_hash(b"bezant log 2, node of hash tree ", &node).as_bytes()
}

fn lose_lists(disk: &SimulatedDisk) {
    for name in disk.list().unwrap().iter().filter(|name| name.ends_with(".idx")) {
        disk.remove(name).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_in_the_log_can_be_proved(
        batches in proptest::collection::vec((1..4_usize, 0..900_usize, any::<bool>()), 1..60),
        seed: u64,
    ) {
        let disk = SimulatedDisk::new(seed);
        let mut log = open(&disk).unwrap();
        let mut kept = source(&disk);
        prop_assert_eq!(kept.checkpoint(log.head(), TIME_US).unwrap(), None);
        let mut checkpoints: Vec<Checkpoint> = Vec::new();
        for (n, (count, len, reopens)) in batches.into_iter().enumerate() {
            if reopens {
                drop(log);
                log = open(&disk).unwrap();
            }
            let payloads: Vec<Vec<u8>> = (0..count).map(|m| vec![n as u8; len + m]).collect();
            append(&mut log, &payloads).unwrap();
            if n % 7 == 0 {
                checkpoints.push(kept.checkpoint(log.head(), TIME_US).unwrap().unwrap());
            }
        }
        let (records, hashes) = everything(&disk);
        let last = checkpoints.last().unwrap().clone();
        for checkpoint in &checkpoints {
            let frames = checkpoint.frames() as usize;
            prop_assert_eq!(checkpoint.root(), naive_root(&hashes[..frames]));
            prop_assert_eq!(checkpoint.chain(), hashes[frames - 1]);
            prop_assert_eq!(Some(checkpoint.log()), kept.log());
            let proof = kept.consistency(checkpoint, &last).unwrap();
            prop_assert_eq!(proof.verify(checkpoint, &last), Ok(()));
            if checkpoint != &last {
                prop_assert!(proof.verify(&last, checkpoint).is_err());
            }
        }
        lose_lists(&disk);
        let mut fresh = source(&disk);
        for position in 1..=last.position().0 {
            let position = Position(position);
            let checkpoint = checkpoints.iter().find(|checkpoint| checkpoint.position() >= position).unwrap();
            let proof = kept.inclusion(position, checkpoint).unwrap();
            prop_assert_eq!(&proof, &fresh.inclusion(position, checkpoint).unwrap());
            let payload = &records[position.0 as usize - 1];
            prop_assert_eq!(proof.verify(payload, checkpoint), Ok(()));
            prop_assert_eq!(proof.verify(&[&payload[..], &[0]].concat(), checkpoint), Err(ProofError::Broken));
            for other in &checkpoints {
                prop_assert_eq!(proof.verify(payload, other).is_ok(), other == checkpoint);
            }
        }
        let beyond = last.position().next();
        let refused = matches!(
            kept.inclusion(beyond, &last),
            Err(SourceError::Proof(ProofError::NotCovered { .. }))
        );
        prop_assert!(refused);
    }
}

/// A log of several segments and frames, a checkpoint in it and one at its end.
fn filled(third: &[u8]) -> (SimulatedDisk, SignedCheckpoint, SignedCheckpoint) {
    let disk = SimulatedDisk::new(3);
    let mut log = open(&disk).unwrap();
    append(
        &mut log,
        &[
            b"one".to_vec(),
            b"two".to_vec(),
            third.to_vec(),
            b"four".to_vec(),
            vec![5; 40],
        ],
    )
    .unwrap();
    for n in 0..20 {
        append(&mut log, &[vec![n; 1_000]]).unwrap();
    }
    let mut source = source(&disk);
    let signed = |source: &mut ProofSource, until| {
        let checkpoint = source.checkpoint(Position(until), TIME_US).unwrap().unwrap();
        checkpoint.sign(&key())
    };
    let (first, last) = (signed(&mut source, 13), signed(&mut source, u64::MAX));
    (disk, first, last)
}

/// All values that differ from `value` in one number, one character, one item or one field.
fn tampered(value: &Value) -> Vec<Value> {
    match value {
        Value::Number(number) => {
            let number = number.as_u64().unwrap();
            let mut numbers = vec![number + 1, number ^ (1 << 20)];
            numbers.extend(number.checked_sub(1));
            numbers.into_iter().map(Value::from).collect()
        }
        Value::String(text) => (0..text.len())
            .flat_map(|at| {
                let change = |to: u8| {
                    let mut bytes = text.clone().into_bytes();
                    bytes[at] = to;
                    Value::from(String::from_utf8(bytes).unwrap())
                };
                let digit = text.as_bytes()[at];
                [
                    change(if digit == b'0' { b'1' } else { b'0' }),
                    change(digit ^ 0x20),
                ]
            })
            .collect(),
        Value::Array(items) => {
            let mut all: Vec<Value> = Vec::new();
            for (index, item) in items.iter().enumerate() {
                for other in tampered(item) {
                    let mut items = items.clone();
                    items[index] = other;
                    all.push(Value::from(items));
                }
                let mut fewer = items.clone();
                fewer.remove(index);
                all.push(Value::from(fewer));
                let mut more = items.clone();
                more.insert(index, item.clone());
                all.push(Value::from(more));
            }
            all
        }
        Value::Object(fields) => {
            let mut all = Vec::new();
            for (name, field) in fields {
                let with = |other: Value| {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), other);
                    Value::from(fields)
                };
                all.extend(tampered(field).into_iter().map(with));
                let mut fewer = fields.clone();
                fewer.remove(name);
                all.push(Value::from(fewer));
            }
            let mut more = fields.clone();
            more.insert("more".to_owned(), Value::from(1));
            all.push(Value::from(more));
            all
        }
        other => panic!("proofs hold no {other:?}"),
    }
}

fn json<T: serde::Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap()
}

/// What an auditor does, from texts alone.
fn audit(payload: &[u8], proof: &Value, checkpoint: &Value, key: &VerifyingKey) -> bool {
    let proof = serde_json::from_value::<InclusionProof>(proof.clone());
    let checkpoint = serde_json::from_value::<SignedCheckpoint>(checkpoint.clone());
    match (proof, checkpoint) {
        (Ok(proof), Ok(checkpoint)) => checkpoint
            .verify(key)
            .is_ok_and(|checkpoint| proof.verify(payload, &checkpoint).is_ok()),
        _ => false,
    }
}

#[test]
fn every_changed_byte_is_refused() {
    let (disk, first, last) = filled(b"three");
    let public = key().verifying_key();
    let checkpoint = first.verify(&public).unwrap();
    let proof = source(&disk).inclusion(Position(3), &checkpoint).unwrap();
    let (proof, signed) = (json(&proof), json(&first));
    assert!(audit(b"three", &proof, &signed, &public));
    assert!(!audit(
        b"three",
        &proof,
        &signed,
        &SigningKey::from_bytes(&[8; 32]).verifying_key()
    ));
    for at in 0..5 {
        for bit in 0..8 {
            let mut payload = *b"three";
            payload[at] ^= 1 << bit;
            assert!(!audit(&payload, &proof, &signed, &public));
        }
    }
    for other in tampered(&proof) {
        assert!(!audit(b"three", &other, &signed, &public), "{other}");
    }
    for other in tampered(&signed) {
        assert!(!audit(b"three", &proof, &other, &public), "{other}");
    }
    let end = last.verify(&public).unwrap();
    let growth = json(&source(&disk).consistency(&checkpoint, &end).unwrap());
    for (other, holds) in [(growth.clone(), true)]
        .into_iter()
        .chain(tampered(&growth).into_iter().map(|other| (other, false)))
    {
        let found = serde_json::from_value::<ConsistencyProof>(other.clone());
        let found = found.is_ok_and(|proof| proof.verify(&checkpoint, &end).is_ok());
        assert_eq!(found, holds, "{other}");
    }
}

/// Two logs that differ in one byte long ago: neither can pass for the other.
#[test]
fn a_rewritten_history_is_refused() {
    let (disk, first, last) = filled(b"three");
    let (rewritten, other_first, other_last) = filled(b"thref");
    let public = key().verifying_key();
    let [first, last, other_first, other_last] =
        [first, last, other_first, other_last].map(|signed| signed.verify(&public).unwrap());
    assert_eq!(first.log(), other_first.log(), "they claim to be the same log");
    let broken = |found: Result<InclusionProof, SourceError>| {
        assert!(
            matches!(found, Err(SourceError::Proof(ProofError::Broken))),
            "{found:?}"
        );
    };
    broken(source(&rewritten).inclusion(Position(3), &first));
    broken(source(&disk).inclusion(Position(20), &other_last));
    let found = source(&disk).consistency(&other_first, &last);
    assert!(
        matches!(found, Err(SourceError::Proof(ProofError::Broken))),
        "{found:?}"
    );
    let honest = source(&disk).consistency(&first, &last).unwrap();
    assert_eq!(honest.verify(&other_first, &last), Err(ProofError::Broken));
    assert_eq!(honest.verify(&first, &other_last), Err(ProofError::Broken));
    let elsewhere = SimulatedDisk::new(4);
    append(&mut open(&elsewhere).unwrap(), &[b"one".to_vec()]).unwrap();
    let found = source(&elsewhere)
        .checkpoint(Position(1), TIME_US)
        .unwrap()
        .unwrap();
    assert_eq!(honest.verify(&found, &last), Err(ProofError::OtherLog));
    // Damage on disk makes no proof either.
    let frame = scan(Arc::new(disk.clone())).unwrap().nth(1).unwrap().unwrap();
    disk.flip_bit(&frame.segment, frame.offset + 70, 1);
    assert!(source(&disk).inclusion(Position(3), &first).is_err());
}

/// Proofs are kept for years: their texts, and the hashes behind them, never change.
#[test]
fn the_formats_stay() {
    let (disk, first, last) = filled(b"three");
    let public = key().verifying_key();
    let (checkpoint, end) = (first.verify(&public).unwrap(), last.verify(&public).unwrap());
    let mut source = source(&disk);
    let proof = source.inclusion(Position(3), &checkpoint).unwrap();
    let growth = source.consistency(&checkpoint, &end).unwrap();
    let found = Value::from(vec![json(&first), json(&proof), json(&growth)]);
    let golden: Value = serde_json::from_str(include_str!("proofs.golden.json")).unwrap();
    assert_eq!(found, golden, "{found:#}");
}
