//! Proves that nothing was changed or taken away between two checkpoints.

use serde::{Deserialize, Serialize};

use super::{Checkpoint, Hex, ProofError};
use crate::merkle;

#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "bezant-consistency-1")]
    One,
}

/// Shows that what an older checkpoint covers is the beginning of what a newer one covers (RFC 9162, section 2.1.4).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsistencyProof {
    format: Format,
    path: Vec<Hex<32>>,
}

impl ConsistencyProof {
    pub(crate) fn new(path: Vec<merkle::Hash>) -> Self {
        Self {
            format: Format::One,
            path: path.into_iter().map(Hex).collect(),
        }
    }

    /// Checks it between two checkpoints.
    ///
    /// # Errors
    /// `OtherLog`, `NotCovered` if they are in the wrong order, `Broken` if history was changed in between.
    pub fn verify(&self, old: &Checkpoint, new: &Checkpoint) -> Result<(), ProofError> {
        if old.log != new.log {
            return Err(ProofError::OtherLog);
        }
        if old.position > new.position || old.frames > new.frames {
            return Err(ProofError::NotCovered {
                position: old.position,
                end: new.position,
            });
        }
        let path: Vec<merkle::Hash> = self.path.iter().map(|hash| hash.0).collect();
        let is_same_end = (old.position, old.chain) == (new.position, new.chain);
        if merkle::is_consistent((old.frames, old.root), (new.frames, new.root), &path)
            && (old.frames < new.frames || is_same_end)
        {
            Ok(())
        } else {
            Err(ProofError::Broken)
        }
    }
}
