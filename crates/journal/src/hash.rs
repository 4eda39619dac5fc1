//! The keyed hash under which an entry is filed.
//!
//! Two multiply-and-fold steps under a secret of 256 bits that is drawn for each journal: a caller who may choose ids
//! but can't see hashes finds no collisions. Equal hashes are no error anyway: what is found is checked in the log.

use std::hash::{BuildHasher, Hasher, RandomState};

use bezant_kernel::Tenant;

use crate::Place;

/// What an entry is filed under. The two lowest bits of a hash say so too, to tell entries apart without the log.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// The transfer's own id.
    Id,
    /// The id of the transfer that it ends or reverses.
    Related,
    /// The caller's reference.
    Reference,
    /// An account of the transfer.
    Account,
    /// An account of a transfer whose effective time is not its commit time.
    Dated,
}

impl Kind {
    const fn tag(self) -> u64 {
        match self {
            Self::Id | Self::Account => 0,
            Self::Related | Self::Dated => 1,
            Self::Reference => 2,
        }
    }

    const fn number(self) -> u64 {
        match self {
            Self::Id => 1,
            Self::Related => 2,
            Self::Reference => 3,
            Self::Account => 4,
            Self::Dated => 5,
        }
    }
}

const TAG_MASK: u64 = 3;

/// Whether a filter holds the hash: all of the ids' family but references, which no decision asks for.
pub(crate) fn is_filtered(hash: u64) -> bool {
    hash & TAG_MASK != Kind::Reference.tag()
}

/// 64 bits of hash above 64 bits of place: entries sort by hash, then by time.
pub(crate) fn entry(hash: u64, place: Place) -> u128 {
    u128::from(hash) << 64 | u128::from(place.to_bits())
}

pub(crate) fn hash_of(entry: u128) -> u64 {
    u64::try_from(entry >> 64).expect("the upper half")
}

pub(crate) fn place_of(entry: u128) -> Place {
    Place::from_bits(u64::try_from(entry & u128::from(u64::MAX)).expect("the lower half"))
}

/// The key of one journal's hashes.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub(crate) struct Secret(pub(crate) [u64; 4]);

impl Secret {
    /// Drawn from the system's random source, by way of the standard library's hash keys.
    pub(crate) fn draw() -> Self {
        Self(std::array::from_fn(|nth| {
            let mut hasher = RandomState::new().build_hasher();
            hasher.write_usize(nth);
            hasher.finish()
        }))
    }

    pub(crate) fn keyed(&self, tenant: Tenant, kind: Kind) -> KeyedHash {
        let (low, high) = halves(tenant.id().as_u128());
        let [a, b, c, d] = self.0;
        let mut seed = fold(low ^ a, high ^ b) ^ kind.number().wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let keys = [a, b, c, d].map(|key| {
            seed = fold(seed ^ key, d | 1).rotate_left(29) ^ c;
            seed
        });
        KeyedHash {
            keys,
            tag: kind.tag(),
        }
    }
}

/// Hashes one tenant's values of one kind.
#[derive(Copy, Clone)]
pub(crate) struct KeyedHash {
    keys: [u64; 4],
    tag: u64,
}

impl KeyedHash {
    #[inline]
    pub(crate) fn hash(&self, value: u128) -> u64 {
        let (low, high) = halves(value);
        let [a, b, c, d] = self.keys;
        fold(fold(low ^ a, high ^ b) ^ c, d | 1) & !TAG_MASK | self.tag
    }
}

#[inline]
fn halves(value: u128) -> (u64, u64) {
    let low = u64::try_from(value & u128::from(u64::MAX)).expect("the lower half");
    let high = u64::try_from(value >> 64).expect("the upper half");
    (low, high)
}

#[inline]
fn fold(left: u64, right: u64) -> u64 {
    let (low, high) = halves(u128::from(left).wrapping_mul(u128::from(right)));
    low ^ high
}

#[cfg(test)]
mod tests {
    use bezant_kernel::TenantId;
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn hashes_differ_by_secret_tenant_kind_and_value_and_spread_evenly() {
        let tenants = [1, 2, 1 << 64].map(|id| Tenant::new(TenantId::from_u128(id)));
        let kinds = [
            Kind::Id,
            Kind::Related,
            Kind::Reference,
            Kind::Account,
            Kind::Dated,
        ];
        let mut seen = BTreeSet::new();
        let mut total = 0;
        for secret in [Secret([1, 2, 3, 4]), Secret([4, 3, 2, 1]), Secret::draw()] {
            for tenant in tenants {
                for kind in kinds {
                    let keyed = secret.keyed(tenant, kind);
                    for value in (0..300_u128).flat_map(|n| [n, n << 64, n << 64 | n]) {
                        let hash = keyed.hash(value);
                        assert_eq!(hash & TAG_MASK, kind.tag());
                        total += usize::from(value != 0 || seen.insert(hash));
                        seen.insert(hash);
                    }
                }
            }
        }
        assert!(seen.len() > 3 * 3 * 5 * 890, "{} of {total}", seen.len());
        let keyed = Secret::draw().keyed(tenants[0], Kind::Id);
        let mut buckets = [0_u32; 64];
        for value in 1..=64_000_u128 {
            buckets[usize::try_from(keyed.hash(value) >> 58).unwrap()] += 1;
        }
        assert!(
            buckets.iter().all(|&count| (800..1200).contains(&count)),
            "{buckets:?}"
        );
    }
}
