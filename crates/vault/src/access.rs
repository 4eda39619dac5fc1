//! Who asks for a card and what for: the words of the vault's own record.

use std::fmt;

use bezant_engine::Correlation;
use bezant_kernel::{Actor, Timestamp};
use bezant_log::Position;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $number:literal $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $( $(#[$variant_doc])* $variant, )* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The word in API and reports.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }

            /// The one with this word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }

            /// The number in stored events.
            pub const fn number(self) -> u32 {
                match self { $($name::$variant => $number,)* }
            }

            /// The one with this number.
            pub fn from_number(number: u32) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.number() == number)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// What a plain number is for. Nobody gets one without saying so.
    Purpose {
        /// A payment at a gateway.
        Authorization = 1 "authorization",
        /// A network token is made from it, or its expiry updated by the network.
        NetworkToken = 2 "network_token",
        /// The merchant takes its cards to another vault.
        MerchantExport = 3 "merchant_export",
        /// A dispute has to be answered with it.
        Dispute = 4 "dispute",
        /// A person looks at it.
        SupportReveal = 5 "support_reveal",
    }
}

words! {
    /// What happened to a card.
    AccessKind {
        /// It came into the vault.
        Added = 1 "added",
        /// It came again, with another expiry, name or customer.
        Updated = 2 "updated",
        /// Its number was handed out.
        Opened = 3 "opened",
        /// Its number was asked for, for a purpose that the caller may not have.
        Refused = 4 "refused",
        /// It was sealed under another key.
        Resealed = 5 "resealed",
        /// It was deleted, and its key with it.
        Deleted = 6 "deleted",
    }
}

/// The purposes that a caller may name.
#[derive(Copy, Clone, PartialEq, Eq, Default)]
pub struct Purposes(u32);

impl Purposes {
    /// None: such a caller sees no number.
    pub const NONE: Purposes = Purposes(0);

    /// These purposes.
    pub fn of(purposes: &[Purpose]) -> Purposes {
        Purposes(purposes.iter().fold(0, |all, one| all | 1 << one.number()))
    }

    /// Whether this purpose is one of them.
    pub const fn contains(self, purpose: Purpose) -> bool {
        self.0 & 1 << purpose.number() != 0
    }
}

impl fmt::Debug for Purposes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = Purpose::ALL.iter().filter(|&&one| self.contains(one));
        f.debug_set().entries(all).finish()
    }
}

/// Who calls.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The name in the record.
    pub name: Actor,
    /// What it may ask for. Whoever makes a caller has checked that.
    pub purposes: Purposes,
    /// What ties the record to the request elsewhere.
    pub correlation: Correlation,
}

/// One line of a card's record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Its place in the vault's log.
    pub position: Position,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: AccessKind,
    /// Who; nobody where the vault did it by itself.
    pub by: Option<Actor>,
    /// What for, where a number was asked for.
    pub purpose: Option<Purpose>,
    /// What ties it to the request.
    pub correlation: Correlation,
}
