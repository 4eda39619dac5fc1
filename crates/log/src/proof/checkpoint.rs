//! What a log holds, in a few bytes that can be signed.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::{Hex, ProofError};
use crate::embedded::ChainHash;
use crate::{LogId, Position};

/// The beginning of every message that is signed: a signature for this never means anything else.
const DOMAIN: &[u8; 24] = b"bezant log checkpoint 1\n";

/// What a log holds up to a position. Who has one has made it or verified its signature: there is no other way to get it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    pub(crate) log: LogId,
    pub(crate) position: Position,
    pub(crate) frames: u64,
    pub(crate) root: ChainHash,
    pub(crate) chain: ChainHash,
    pub(crate) time_us: u64,
}

impl Checkpoint {
    /// Which log.
    #[must_use]
    pub fn log(&self) -> LogId {
        self.log
    }

    /// The last record that it covers.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// Frames up to there.
    #[must_use]
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// Root of the hash tree over the frames.
    #[must_use]
    pub fn root(&self) -> ChainHash {
        self.root
    }

    /// Chain hash of the last frame.
    #[must_use]
    pub fn chain(&self) -> ChainHash {
        self.chain
    }

    /// When it was made, as who made it said: microseconds since 1970.
    #[must_use]
    pub fn time_us(&self) -> u64 {
        self.time_us
    }

    /// Signs it.
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> SignedCheckpoint {
        SignedCheckpoint {
            format: Format::One,
            log: Hex(self.log.0),
            position: self.position.0,
            frames: self.frames,
            root: Hex(self.root),
            chain: Hex(self.chain),
            time_us: self.time_us,
            public_key: Hex(key.verifying_key().to_bytes()),
            signature: Hex(key.sign(&self.message()).to_bytes()),
        }
    }

    /// What is signed: the domain, then the fields in order, numbers little endian.
    fn message(&self) -> Vec<u8> {
        let mut message = DOMAIN.to_vec();
        message.extend(self.log.0);
        message.extend(self.position.0.to_le_bytes());
        message.extend(self.frames.to_le_bytes());
        message.extend(self.root);
        message.extend(self.chain);
        message.extend(self.time_us.to_le_bytes());
        message
    }
}

#[derive(Copy, Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "bezant-checkpoint-1")]
    One,
}

/// A checkpoint as it is published. Nothing in it means anything before [`SignedCheckpoint::verify`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedCheckpoint {
    format: Format,
    log: Hex<16>,
    position: u64,
    frames: u64,
    root: Hex<32>,
    chain: Hex<32>,
    time_us: u64,
    public_key: Hex<32>,
    signature: Hex<64>,
}

impl SignedCheckpoint {
    /// The checkpoint, if this key signed it.
    ///
    /// # Errors
    /// `NotSigned`.
    pub fn verify(&self, key: &VerifyingKey) -> Result<Checkpoint, ProofError> {
        let checkpoint = Checkpoint {
            log: LogId(self.log.0),
            position: Position(self.position),
            frames: self.frames,
            root: self.root.0,
            chain: self.chain.0,
            time_us: self.time_us,
        };
        if self.public_key.0 != key.to_bytes() {
            return Err(ProofError::NotSigned);
        }
        let signature = Signature::from_bytes(&self.signature.0);
        key.verify_strict(&checkpoint.message(), &signature)
            .map_err(|_| ProofError::NotSigned)?;
        Ok(checkpoint)
    }
}
