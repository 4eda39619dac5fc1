//! A root key in pieces (Shamir's sharing over GF(2^8)): so many of them make it, and fewer say nothing about it.

use std::fmt;
use std::str::FromStr;

use blahaj::{Share as Piece, Sharks};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{Secret, hex};

/// Of a share's text, so that scanners for leaked secrets know it.
const PREFIX: &str = "bzk1";
const DIGEST_CONTEXT: &str = "bezant 2026-11 text of a share";
const DIGEST_BYTES: usize = 4;
/// Number and value.
const PIECE_BYTES: usize = 1 + 32;

/// One person's piece of a root key.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Share([u8; PIECE_BYTES]);

/// What is wrong with shares.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// Not a share, or a digit of it is wrong.
    #[error("this is not a share, or a digit of it is wrong")]
    Malformed,
    /// There have to be 2 to 16 shares, of which at least two and at most all are needed.
    #[error("a key has 2 to 16 shares, of which at least 2 and at most all are needed")]
    Counts,
    /// Fewer than needed.
    #[error("more shares are needed")]
    TooFew,
}

/// Makes `count` shares of a key, any `needed` of which bring it back.
pub fn split(secret: &Secret, needed: u8, count: u8) -> Result<Vec<Share>, ShareError> {
    if !(2..=16).contains(&count) || !(2..=count).contains(&needed) {
        return Err(ShareError::Counts);
    }
    let pieces = Sharks(needed).dealer(secret.as_bytes()).take(usize::from(count));
    let shares = pieces.map(|piece| {
        let mut bytes = Vec::from(&piece);
        let share = Share(bytes.as_slice().try_into().expect("a piece of 32 bytes has 33"));
        bytes.zeroize();
        share
    });
    Ok(shares.collect())
}

/// The key that these shares make; another one if one of them belongs to another key.
pub(crate) fn join(shares: &[Share], needed: u8) -> Result<Secret, ShareError> {
    let pieces = shares.iter().map(|share| Piece::try_from(share.0.as_slice()));
    let pieces: Vec<Piece> = pieces
        .collect::<Result<_, _>>()
        .map_err(|_| ShareError::Malformed)?;
    let mut bytes = Sharks(needed).recover(&pieces).map_err(|_| ShareError::TooFew)?;
    let secret = Secret::from_slice(&bytes);
    bytes.zeroize();
    secret.ok_or(ShareError::Malformed)
}

impl Share {
    /// Which of the shares it is, from one.
    pub fn number(&self) -> u8 {
        self.0[0]
    }

    /// The text that its holder keeps.
    pub fn expose(&self) -> String {
        let mut text = format!("{PREFIX}-");
        for byte in self.0.iter().chain(&digest(&self.0)) {
            text.push_str(&format!("{byte:02x}"));
        }
        text
    }
}

impl FromStr for Share {
    type Err = ShareError;

    fn from_str(text: &str) -> Result<Share, ShareError> {
        let digits = text
            .trim()
            .strip_prefix(PREFIX)
            .and_then(|text| text.strip_prefix('-'));
        let digits = digits.ok_or(ShareError::Malformed)?.as_bytes();
        let mut bytes = [0; PIECE_BYTES + DIGEST_BYTES];
        hex::read(digits, &mut bytes).ok_or(ShareError::Malformed)?;
        let (piece, seen) = bytes
            .split_first_chunk::<PIECE_BYTES>()
            .expect("its length was looked at");
        let is_whole = digest(piece) == seen && piece[0] != 0;
        let share = Share(*piece);
        bytes.zeroize();
        is_whole.then_some(share).ok_or(ShareError::Malformed)
    }
}

fn digest(piece: &[u8; PIECE_BYTES]) -> [u8; DIGEST_BYTES] {
    let hash = blake3::derive_key(DIGEST_CONTEXT, piece);
    *hash.first_chunk().expect("a hash has 32 bytes")
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Share({}, ..)", self.number())
    }
}
