//! Typed ids: a UUID (version 7 when made here) under a type prefix, written as in the TypeID specification 0.3
//! (`pay_01h455vb4pex5vsknk084sn02q`): 26 characters of Crockford base32 behind the prefix.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Timestamp;

/// Names a kind of id. The prefix is part of the text form and is checked when parsing.
pub trait IdKind: Copy + Eq + Ord + std::hash::Hash + 'static {
    /// The text before the underscore.
    const PREFIX: &'static str;
}

/// A 128-bit id of one kind. The zero value is reserved and never made.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id<K>(u128, PhantomData<K>);

macro_rules! id_kinds {
    ($($(#[$doc:meta])* $alias:ident, $kind:ident, $prefix:literal;)*) => {
        /// The markers behind the typed ids.
        pub(crate) mod kinds {
            $(
                $(#[$doc])*
                #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
                pub struct $kind;
                impl super::IdKind for $kind { const PREFIX: &'static str = $prefix; }
            )*
        }
        $( $(#[$doc])* pub type $alias = Id<kinds::$kind>; )*
    };
}

id_kinds! {
    /// A tenant.
    TenantId, TenantKind, "ten";
    /// An API key's public part.
    ApiKeyId, ApiKeyKind, "key";
    /// A payment.
    PaymentId, PaymentKind, "pay";
    /// A refund of a payment.
    RefundId, RefundKind, "ref";
    /// One call to a gateway, with its retries by inquiry; the gateway's idempotency key is made from it.
    OperationId, OperationKind, "opr";
    /// A ledger account.
    AccountId, AccountKind, "acc";
    /// A ledger transfer.
    TransferId, TransferKind, "trf";
    /// A ledger transfer that shall be made at a later time.
    ScheduleId, ScheduleKind, "sch";
    /// A condition on an account's balance.
    MonitorId, MonitorKind, "mon";
    /// An event in the log.
    EventId, EventKind, "evt";
    /// A webhook endpoint.
    WebhookEndpointId, WebhookEndpointKind, "whe";
    /// A webhook message (the same over all its deliveries).
    MessageId, MessageKind, "msg";
    /// A principal: a user, an agent or a service account.
    PrincipalId, PrincipalKind, "prn";
    /// A group of principals.
    GroupId, GroupKind, "grp";
    /// An invitation to become a user.
    InvitationId, InvitationKind, "inv";
    /// A request that a second person must approve.
    ApprovalId, ApprovalKind, "apr";
    /// A signed-in session.
    SessionId, SessionKind, "ses";
    /// A device that a user has signed in from.
    DeviceId, DeviceKind, "dev";
    /// A passkey of a user.
    PasskeyId, PasskeyKind, "psk";
    /// An OAuth client.
    ClientId, ClientKind, "cli";
    /// What an OAuth client was granted once: a family of refresh tokens with the access tokens made from them.
    GrantId, GrantKind, "gra";
    /// A record that someone agreed to a text.
    ConsentId, ConsentKind, "con";
    /// A card in the vault: the token that stands for its number.
    CardId, CardKind, "crd";
}

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// What a byte stands for; [`NO_DIGIT`] where it stands for nothing.
const DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        digits[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    digits
};

const NO_DIGIT: u8 = 0x80;

/// Characters behind the prefix.
const CHARACTERS: usize = 26;

/// The longest text: three letters, an underscore and the characters.
const TEXT_BYTES: usize = 4 + CHARACTERS;

impl<K: IdKind> Id<K> {
    /// The id with these bits.
    pub const fn from_u128(value: u128) -> Self {
        Id(value, PhantomData)
    }

    /// The bits of the id.
    pub const fn as_u128(self) -> u128 {
        self.0
    }

    /// A UUID version 7 (RFC 9562, 5.7) from a time and 74 bits of randomness taken from `random`.
    pub const fn v7(at: Timestamp, random: u128) -> Self {
        let milliseconds = (at.as_microseconds() / 1_000) as u128 & 0xffff_ffff_ffff;
        let rand_a = (random >> 64) & 0x0fff;
        let rand_b = random & 0x3fff_ffff_ffff_ffff;
        Id(
            milliseconds << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b,
            PhantomData,
        )
    }

    /// A UUID version 8 (RFC 9562, 5.8) that is always the same for the same parts. Callers can't choose version 8
    /// ids themselves (see [`Id::is_derived`]), so a derived id never collides with a caller's.
    pub fn derive(parts: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(K::PREFIX.as_bytes());
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let mut bytes = [0u8; 16];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        let hash = u128::from_be_bytes(bytes);
        let value = hash & !(0xf << 76) & !(0b11 << 62) | 0x8 << 76 | 0b10 << 62;
        Id(value, PhantomData)
    }

    /// Whether the id is of the derived kind (version 8), which only Bezant makes.
    pub const fn is_derived(self) -> bool {
        (self.0 >> 76) & 0xf == 8
    }

    /// The id whose text goes on like this behind the prefix and the underscore.
    ///
    /// ```
    /// use bezant_kernel::PaymentId;
    /// let whole: PaymentId = "pay_01h455vb4pex5vsknk084sn02q".parse()?;
    /// assert_eq!(PaymentId::from_suffix("01h455vb4pex5vsknk084sn02q"), Ok(whole));
    /// # Ok::<(), bezant_kernel::InvalidId>(())
    /// ```
    pub fn from_suffix(suffix: &str) -> Result<Self, InvalidId> {
        let characters: &[u8; CHARACTERS] = suffix.as_bytes().try_into().map_err(|_| InvalidId::Encoding)?;
        let (mut value, mut seen) = (0u128, 0);
        for &character in characters {
            let digit = DIGITS[usize::from(character)];
            seen |= digit;
            value = value << 5 | u128::from(digit);
        }
        // 26 characters carry 130 bits: the first may only use three of its five.
        if seen & NO_DIGIT != 0 || characters[0] > b'7' || value == 0 {
            return Err(InvalidId::Encoding);
        }
        Ok(Id::from_u128(value))
    }

    /// Writes the text form to the front of `out`.
    fn write_to(self, out: &mut [u8; TEXT_BYTES]) -> &str {
        const { assert!(K::PREFIX.len() == 3, "every prefix has three letters") };
        out[..3].copy_from_slice(K::PREFIX.as_bytes());
        out[3] = b'_';
        let mut value = self.0;
        for slot in out[4..].iter_mut().rev() {
            *slot = ALPHABET[(value & 31) as usize];
            value >>= 5;
        }
        std::str::from_utf8(out).expect("prefixes and the alphabet are ASCII")
    }
}

impl<K: IdKind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.write_to(&mut [0; TEXT_BYTES]))
    }
}

impl<K: IdKind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    /// Another kind's prefix, or none.
    #[error("an id of this kind starts with '{expected}_'")]
    Prefix {
        /// The prefix that was wanted.
        expected: &'static str,
    },
    /// Not 26 characters of Crockford base32 that fit into 128 bits, or the reserved zero.
    #[error("the part after the prefix must be 26 characters of lower-case Crockford base32")]
    Encoding,
}

impl<K: IdKind> FromStr for Id<K> {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let rest = text
            .strip_prefix(K::PREFIX)
            .and_then(|rest| rest.strip_prefix('_'))
            .ok_or(InvalidId::Prefix { expected: K::PREFIX })?;
        Id::from_suffix(rest)
    }
}

impl<K: IdKind> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.write_to(&mut [0; TEXT_BYTES]))
    }
}

impl<'de, K: IdKind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn matches_the_typeid_example() {
        // TypeID specification, valid.json: "prefix_01h455vb4pex5vsknk084sn02q" = 01890a5d-ac96-774b-bcce-b302099a8057
        let id = PaymentId::from_u128(0x01890a5d_ac96_774b_bcce_b302099a8057);
        assert_eq!(id.to_string(), "pay_01h455vb4pex5vsknk084sn02q");
    }

    #[test]
    fn refuses_what_is_not_an_id() {
        for text in [
            "",
            "pay_",
            "acc_01h455vb4pex5vsknk084sn02q",
            "pay_81h455vb4pex5vsknk084sn02q",
            "pay_01H455VB4PEX5VSKNK084SN02Q",
            "pay_00000000000000000000000000",
            "pay_01h455vb4pex5vsknk084sn02é",
        ] {
            assert!(text.parse::<PaymentId>().is_err(), "{text}");
        }
    }

    #[test]
    fn version_7_carries_its_time_and_sorts_by_it() {
        let early = PaymentId::v7(Timestamp::from_microseconds(1_000_000), u128::MAX);
        let late = PaymentId::v7(Timestamp::from_microseconds(2_000_000), 0);
        assert!(early < late);
        assert_eq!(early.as_u128() >> 80, 1_000);
        assert!(!early.is_derived());
        assert!(AccountId::derive(&[b"a"]).is_derived());
    }

    proptest! {
        #[test]
        fn text_form_round_trips(value in 1u128..) {
            let id = RefundId::from_u128(value);
            prop_assert_eq!(id.to_string().parse::<RefundId>(), Ok(id));
        }

        #[test]
        fn derived_parts_do_not_run_into_each_other(a in "[a-c]{0,3}", b in "[a-c]{0,3}", c in "[a-c]{0,3}", d in "[a-c]{0,3}") {
            prop_assume!((&a, &b) != (&c, &d));
            prop_assert_ne!(AccountId::derive(&[a.as_bytes(), b.as_bytes()]), AccountId::derive(&[c.as_bytes(), d.as_bytes()]));
        }
    }
}
