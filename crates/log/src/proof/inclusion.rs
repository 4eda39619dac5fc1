//! Proves one record to be in a log.

use serde::{Deserialize, Serialize};

use super::{Checkpoint, Hex, ProofError};
use crate::embedded::linked_header;
use crate::{Epoch, Position, merkle};

#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "bezant-inclusion-1")]
    One,
}

/// The frame that a proved record lies in: what its chain hash is made of, besides its records.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameProof {
    /// How many frames come before it.
    pub(crate) index: u64,
    /// Position of its first record.
    pub(crate) first: u64,
    /// How many records it has.
    pub(crate) records: u32,
    /// Bytes of its records with their lengths.
    pub(crate) bytes: u32,
    /// Epoch of its writer.
    pub(crate) epoch: u64,
    /// Chain hash of the frame before.
    pub(crate) previous: Hex<32>,
}

/// Shows that the log of a checkpoint holds these bytes at this position. What it shows of other records is hashes, which
/// tell nothing to who cannot guess the whole record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InclusionProof {
    format: Format,
    position: u64,
    frame: FrameProof,
    /// From the record up to the root of its frame.
    record_path: Vec<Hex<32>>,
    /// From the frame up to the root of the log.
    frame_path: Vec<Hex<32>>,
}

impl InclusionProof {
    pub(crate) fn new(
        position: Position,
        frame: FrameProof,
        record_path: Vec<merkle::Hash>,
        frame_path: Vec<merkle::Hash>,
    ) -> Self {
        Self {
            format: Format::One,
            position: position.0,
            frame,
            record_path: record_path.into_iter().map(Hex).collect(),
            frame_path: frame_path.into_iter().map(Hex).collect(),
        }
    }

    /// Where the record is said to be; it is so once [`InclusionProof::verify`] agrees.
    #[must_use]
    pub fn position(&self) -> Position {
        Position(self.position)
    }

    /// Checks that `payload` is the record at [`InclusionProof::position`] in the log of the checkpoint.
    ///
    /// # Errors
    /// `NotCovered` if the checkpoint is older than the record, `Broken` if anything is not as it was.
    pub fn verify(&self, payload: &[u8], checkpoint: &Checkpoint) -> Result<(), ProofError> {
        let frame = &self.frame;
        if self.position > checkpoint.position.0 {
            return Err(ProofError::NotCovered {
                position: Position(self.position),
                end: checkpoint.position,
            });
        }
        let root = self.root(payload).ok_or(ProofError::Broken)?;
        let header = linked_header(
            frame.bytes,
            Position(frame.first),
            Epoch(frame.epoch),
            frame.records,
        );
        let chain = merkle::chain_hash(&frame.previous.0, &header, &root);
        let path: Vec<merkle::Hash> = self.frame_path.iter().map(|hash| hash.0).collect();
        let found = merkle::root_from_inclusion(chain, frame.index, checkpoint.frames, &path);
        if found == Some(checkpoint.root) {
            Ok(())
        } else {
            Err(ProofError::Broken)
        }
    }

    /// Root of the frame's records, as the payload and its path make it.
    fn root(&self, payload: &[u8]) -> Option<merkle::Hash> {
        let index = self.position.checked_sub(self.frame.first)?;
        let path: Vec<merkle::Hash> = self.record_path.iter().map(|hash| hash.0).collect();
        let leaf = merkle::record_hash(payload);
        merkle::root_from_inclusion(leaf, index, u64::from(self.frame.records), &path)
    }
}
