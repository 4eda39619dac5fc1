//! Chance without a generator: every draw is a hash of (seed, gateway, operation, purpose), so the same operation draws the
//! same again, in whatever order and however often it is asked.

use bezant_kernel::OperationId;

/// A whole, in ten-thousandths.
pub(super) const WHOLE: u32 = 10_000;

/// What a number is drawn for. Two purposes of one operation draw independently.
#[derive(Copy, Clone)]
pub(super) enum Purpose {
    Verdict = 1,
    DeclineCode = 2,
    Manner = 3,
    SendLatency = 4,
    InquiryLatency = 5,
    Outage = 6,
    OutageEffect = 7,
    Probe = 8,
}

/// The draws of one gateway.
#[derive(Copy, Clone)]
pub(super) struct Draws(u64);

impl Draws {
    pub(super) fn new(seed: u64, gateway: &str) -> Self {
        // FNV-1a, so that two gateways with one seed differ.
        let name = gateway.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Draws(mix(mix(seed) ^ name))
    }

    /// A number below `bound`, each as likely as the other (but for a bias of `bound` in 2^64).
    pub(super) fn below(self, operation: OperationId, purpose: Purpose, bound: u64) -> u64 {
        self.number(operation.as_u128(), purpose, bound)
    }

    /// The same for what is no operation.
    pub(super) fn number(self, subject: u128, purpose: Purpose, bound: u64) -> u64 {
        let low = u64::try_from(subject & u128::from(u64::MAX)).expect("64 bits are left");
        let high = u64::try_from(subject >> 64).expect("64 bits are left");
        let hash = mix(mix(mix(self.0 ^ purpose as u64) ^ high) ^ low);
        let scaled = (u128::from(hash) * u128::from(bound)) >> 64;
        u64::try_from(scaled).expect("a share of a number of 64 bits")
    }

    /// Whether a chance in ten-thousandths comes true.
    pub(super) fn happens(self, operation: OperationId, purpose: Purpose, basis_points: u32) -> bool {
        self.below(operation, purpose, WHOLE.into()) < u64::from(basis_points)
    }
}

/// The finalizer of SplitMix64: each bit of the input turns half of the output's (Steele, Lea, Flood, OOPSLA 2014).
pub(crate) fn mix(mut bits: u64) -> u64 {
    bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
