//! Records, their positions, and the batch in which they come in.

use std::fmt;

use bytes::Bytes;

/// Place of a record in the log. The first record has position 1.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Position(pub u64);

impl Position {
    /// Before the first record: the head of an empty log.
    pub const NONE: Self = Self(0);

    /// The position after this one.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// The position `count` records later.
    #[must_use]
    pub fn plus(self, count: u64) -> Self {
        Self(
            self.0
                .checked_add(count)
                .expect("2^64 records are more than any log holds"),
        )
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Number of a writer's turn. Each opening for writing takes the next one, which shuts out all before it.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Epoch(pub u64);

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Which log it is: 16 random bytes, drawn when it is begun. The chain begins with it, so that no part of one log passes for a
/// part of another.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct LogId(pub [u8; 16]);

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// One record as read back.
///
/// The payload shares the buffer of the read that brought it: copy it out before keeping it for long.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// Where it is.
    pub position: Position,
    /// What was pushed, byte for byte.
    pub payload: Bytes,
}

/// Bytes that a record takes in a batch besides its payload: its length, 32 bits, little endian.
pub(crate) const LENGTH_BYTES: usize = 4;

/// Records of one append, encoded back to back. Reuse it: [`Batch::clear`] keeps the memory.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    encoded: Vec<u8>,
    count: u32,
}

impl Batch {
    /// An empty batch.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a record.
    pub fn push(&mut self, payload: &[u8]) {
        self.push_with(|buffer| buffer.extend_from_slice(payload));
    }

    /// Adds a record that `encode` appends to the buffer it is given, without a copy in between.
    ///
    /// # Panics
    /// If `encode` takes away what was in the buffer before.
    pub fn push_with(&mut self, encode: impl FnOnce(&mut Vec<u8>)) {
        let start = self.encoded.len();
        let body = start + LENGTH_BYTES;
        self.encoded.extend_from_slice(&[0; LENGTH_BYTES]);
        encode(&mut self.encoded);
        assert!(self.encoded.len() >= body, "an encoder only appends");
        let length = u32::try_from(self.encoded.len() - body).expect("a record is far below 4 GiB");
        self.encoded[start..body].copy_from_slice(&length.to_le_bytes());
        self.count = self
            .count
            .checked_add(1)
            .expect("a batch is far below 2^32 records");
    }

    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there is no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Size of the records as encoded, lengths included: what [`crate::Log::ensure_room`] wants to know.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.encoded.len()
    }

    /// The payloads in order.
    pub fn payloads(&self) -> impl Iterator<Item = &[u8]> {
        payload_ranges(&self.encoded).map(|range| &self.encoded[range.expect("a batch is well formed")])
    }

    /// Takes all records out, keeps the memory.
    pub fn clear(&mut self) {
        self.encoded.clear();
        self.count = 0;
    }

    pub(crate) fn encoded(&self) -> &[u8] {
        &self.encoded
    }

    pub(crate) fn count(&self) -> u32 {
        self.count
    }
}

/// Where the payloads lie in an encoded batch; `None` once, at the end, if the lengths do not fill it exactly.
pub(crate) fn payload_ranges(encoded: &[u8]) -> impl Iterator<Item = Option<std::ops::Range<usize>>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= encoded.len() {
            return None;
        }
        let range = encoded.get(at..at + LENGTH_BYTES).and_then(|bytes| {
            let length = u32::from_le_bytes(bytes.try_into().expect("four bytes")) as usize;
            let start = at + LENGTH_BYTES;
            (length <= encoded.len() - start).then_some(start..start + length)
        });
        at = range.as_ref().map_or(encoded.len(), |range| range.end);
        Some(range)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_gives_back_what_was_pushed_and_can_be_used_again() {
        let mut batch = Batch::new();
        for _ in 0..2 {
            batch.push(b"one");
            batch.push(b"");
            batch.push_with(|buffer| buffer.extend([3; 300]));
            let payloads: Vec<_> = batch.payloads().collect();
            assert_eq!(payloads, [&b"one"[..], &b""[..], &[3; 300][..]]);
            assert_eq!((batch.len(), batch.bytes()), (3, 3 + 300 + 3 * LENGTH_BYTES));
            batch.clear();
            assert!(batch.is_empty() && batch.bytes() == 0);
        }
    }

    #[test]
    fn lengths_that_do_not_fill_the_bytes_are_seen() {
        for broken in [
            &[1, 0, 0][..],
            &[2, 0, 0, 0, 9][..],
            &[0xff, 0xff, 0xff, 0xff, 1][..],
        ] {
            assert_eq!(payload_ranges(broken).collect::<Vec<_>>(), [None]);
        }
    }
}
