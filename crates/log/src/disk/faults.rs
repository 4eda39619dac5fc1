//! What a simulated disk counts, and how it can betray a write that it says is done.

/// What was asked of a simulated disk since it was made. A simulation turns it into time: so many microseconds for a sync, so
/// many for a megabyte, whatever the disk at hand is said to be.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Default)]
pub struct Operations {
    /// Writes to files.
    pub writes: u64,
    /// Bytes in them.
    pub written_bytes: u64,
    /// Syncs of files and of the folder.
    pub syncs: u64,
    /// Reads from files.
    pub reads: u64,
    /// Bytes in them.
    pub read_bytes: u64,
}

/// What a disk may do to a write while it says that all is well.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum WriteFault {
    /// The bytes go nowhere.
    Lost,
    /// The bytes go to another place of the same file, so many bytes further on, or back.
    Misdirected(i64),
}

impl WriteFault {
    /// Where a write to `offset` goes; `None` if it goes nowhere.
    pub(super) fn target(self, offset: u64) -> Option<u64> {
        match self {
            Self::Lost => None,
            Self::Misdirected(by) => Some(offset.saturating_add_signed(by)),
        }
    }
}

/// The next number below `bound` of a splitmix64 sequence.
pub(super) fn below(random: &mut u64, bound: usize) -> usize {
    *random = random.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *random;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^= mixed >> 31;
    usize::try_from(mixed % bound as u64).expect("below a usize")
}
