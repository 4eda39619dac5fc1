//! One record as it is handed to an auditor: readable, with its stored bytes, the proof and the signed checkpoint.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bezant_kernel::Timestamp;
use bezant_log::Position;
use bezant_log::proof::{InclusionProof, ProofError, SignedCheckpoint};
use ed25519_dalek::{SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::AuditError;
use crate::record::Record;
use crate::trail::{open_disk, proof_source};

/// A record with all that an auditor needs to believe it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandedRecord {
    /// The record, to be read.
    pub record: Value,
    /// Its stored bytes, base64: what was hashed.
    pub payload: String,
    /// The way from these bytes to the checkpoint.
    pub proof: InclusionProof,
    /// What the trail held then.
    pub checkpoint: SignedCheckpoint,
}

impl HandedRecord {
    pub(crate) fn new(
        record: &Record,
        payload: &[u8],
        proof: InclusionProof,
        checkpoint: SignedCheckpoint,
    ) -> HandedRecord {
        HandedRecord {
            record: record.json(proof.position().0),
            payload: STANDARD.encode(payload),
            proof,
            checkpoint,
        }
    }

    /// The position at which the trail has this record, if all of it holds.
    ///
    /// # Errors
    /// `Proof` if the key has not signed the checkpoint, or anything is not as it was.
    pub fn check(&self, key: &VerifyingKey) -> Result<u64, AuditError> {
        let checkpoint = self.checkpoint.verify(key)?;
        let payload = STANDARD.decode(&self.payload).map_err(|_| ProofError::Broken)?;
        self.proof.verify(&payload, &checkpoint)?;
        let position = self.proof.position().0;
        let record = Record::read(&payload).map_err(|_| AuditError::Record(position))?;
        if record.json(position) != self.record {
            return Err(ProofError::Broken.into());
        }
        Ok(position)
    }
}

/// Hands over the record at a position, beside the writer or without one; nothing where there is none.
///
/// # Errors
/// `Log`, `Proof`, `Record`.
pub fn hand_over(
    folder: &Path,
    position: u64,
    key: &SigningKey,
    now: Timestamp,
) -> Result<Option<HandedRecord>, AuditError> {
    let mut source = proof_source(folder)?;
    let Some(checkpoint) = source.checkpoint(Position(u64::MAX), now.as_microseconds())? else {
        return Ok(None);
    };
    if position == 0 || position > checkpoint.position().0 {
        return Ok(None);
    }
    for frame in bezant_log::embedded::scan(open_disk(folder)?)? {
        for record in frame?.records {
            if record.position.0 == position {
                let read = Record::read(&record.payload).map_err(|_| AuditError::Record(position))?;
                let proof = source.inclusion(Position(position), &checkpoint)?;
                return Ok(Some(HandedRecord::new(
                    &read,
                    &record.payload,
                    proof,
                    checkpoint.sign(key),
                )));
            }
        }
    }
    Ok(None)
}

/// Signs what a trail holds, beside the writer or without one; nothing where that is nothing.
///
/// # Errors
/// `Log`.
pub fn sign(folder: &Path, key: &SigningKey, now: Timestamp) -> Result<Option<SignedCheckpoint>, AuditError> {
    let seen = proof_source(folder)?.checkpoint(Position(u64::MAX), now.as_microseconds())?;
    Ok(seen.map(|seen| seen.sign(key)))
}
