//! Proofs that an auditor checks without the log, without a node and without trusting either.
//!
//! ```text
//!   payload ─▶ record hash ─┐                        every frame's chain hash is a leaf of the log's tree
//!              other hashes ┴▶ root of the frame's records ─┐
//!              frame header, hash of the frame before ──────┴▶ chain hash ─┐
//!                                                  hashes of other frames ┴▶ root ◀── signed in the checkpoint
//! ```
//!
//! - A [`Checkpoint`] says in 112 bytes what a log holds; as a [`SignedCheckpoint`] it can be published, kept and shown later.
//! - An [`InclusionProof`] leads from the bytes of one record to a checkpoint, showing hashes of others and nothing else.
//! - A [`ConsistencyProof`] shows that the log of an older checkpoint is the beginning of the log of a newer one.
//!
//! In come bytes that anybody may have made up; out comes a typed refusal or the certainty. Pure: no file, clock or key store.
//! [`crate::embedded::ProofSource`] makes the proofs. It must never accept a proof of which one bit is not what was made.

mod checkpoint;
mod consistency;
mod hex;
mod inclusion;

pub use checkpoint::{Checkpoint, SignedCheckpoint};
pub use consistency::ConsistencyProof;
pub use hex::Hex;
pub use inclusion::{FrameProof, InclusionProof};

use crate::Position;

/// Why a proof does not hold, or cannot be made.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ProofError {
    /// The checkpoint was not signed with the key that was named, or changed after it.
    #[error("the checkpoint is not signed by this key")]
    NotSigned,
    /// The two sides belong to different logs.
    #[error("this is about another log")]
    OtherLog,
    /// The checkpoint was made before the record, or the newer checkpoint is the older one: ask for a newer one.
    #[error("the checkpoint ends at position {end}, before {position}")]
    NotCovered {
        /// What should be covered.
        position: Position,
        /// What the checkpoint covers.
        end: Position,
    },
    /// The hashes do not lead where they should: something is not what it was, or the proof belongs elsewhere.
    #[error("the proof does not lead to the checkpoint")]
    Broken,
}
