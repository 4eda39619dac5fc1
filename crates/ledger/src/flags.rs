//! The flags of a packed transfer. The bits are stored for ever.

/// How a transfer was asked for.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flags(u16);

impl Flags {
    /// No flag.
    pub const NONE: Flags = Flags(0);
    /// Together with the next one: all of a chain or nothing.
    pub const LINKED: Flags = Flags(1);
    /// The amount is a cap: no more than what the debit account has left for its debits.
    pub const BALANCING_DEBIT: Flags = Flags(2);
    /// The amount is a cap: no more than what the credit account has left for its credits.
    pub const BALANCING_CREDIT: Flags = Flags(4);
    /// Closes the debit account.
    pub const CLOSING_DEBIT: Flags = Flags(8);
    /// Closes the credit account.
    pub const CLOSING_CREDIT: Flags = Flags(16);
    /// A post or void of all open holds of the chain to which the named hold belongs.
    pub const WHOLE_CHAIN: Flags = Flags(32);
    /// Made by Bezant itself.
    pub const INTERNAL: Flags = Flags(0x8000);

    pub(crate) const BALANCING: Flags = Flags(2 | 4);
    pub(crate) const CLOSING: Flags = Flags(8 | 16);
    const KNOWN: Flags = Flags(63 | 0x8000);

    /// The flags with these bits, if all are known.
    #[inline]
    pub const fn from_bits(bits: u16) -> Option<Flags> {
        if bits & !Flags::KNOWN.0 == 0 {
            Some(Flags(bits))
        } else {
            None
        }
    }

    /// The bits.
    #[inline]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Both together.
    pub const fn with(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }

    /// These without the others.
    pub const fn without(self, other: Flags) -> Flags {
        Flags(self.0 & !other.0)
    }

    /// Whether all of `other` are set.
    #[inline]
    pub const fn contains(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any of `other` is set.
    #[inline]
    pub const fn intersects(self, other: Flags) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether the amount is what is asked for and must be positive.
    pub(crate) const fn is_fixed_amount(self) -> bool {
        !self.intersects(Flags::BALANCING.with(Flags::CLOSING))
    }

    pub(crate) const fn only(self, other: Flags) -> Flags {
        Flags(self.0 & other.0)
    }
}
