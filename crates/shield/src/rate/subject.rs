//! Who is counted: a hash of it, under a secret.

/// What requests are counted by.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// An API key.
    Key,
    /// A tenant, with all its keys.
    Tenant,
    /// Where a request comes from, grouped as [`crate::address::Group`] does.
    Address,
    /// A route, of everyone or beside something else.
    Endpoint,
}

/// Somebody who is counted. It says nothing of who that is, and nobody outside can find two that share a place.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject(u128);

impl Subject {
    /// All 128 bits, for stores.
    pub const fn as_u128(self) -> u128 {
        self.0
    }

    /// What a store of another node or a test made of [`Subject::as_u128`].
    pub const fn from_u128(value: u128) -> Subject {
        Subject(value)
    }
}

/// Makes [`Subject`]s. Nodes that share a store share the secret; otherwise it is drawn at each start.
#[derive(Clone)]
pub struct Subjects {
    key: [u8; 32],
}

impl Subjects {
    /// Under this secret.
    pub fn new(secret: [u8; 32]) -> Subjects {
        Subjects {
            key: blake3::derive_key("bezant rate subjects 1", &secret),
        }
    }

    /// Who is named by these parts together, such as a key and a route.
    pub fn of(&self, dimension: Dimension, parts: &[&[u8]]) -> Subject {
        // Most subjects fit in one block of the hash, which is much faster fed at once.
        let mut block = [0; 64];
        let mut length = 1;
        block[0] = dimension as u8;
        let total: usize = parts.iter().map(|part| 8 + part.len()).sum();
        if total < block.len() {
            for part in parts {
                block[length..length + 8].copy_from_slice(&(part.len() as u64).to_le_bytes());
                length += 8;
                block[length..length + part.len()].copy_from_slice(part);
                length += part.len();
            }
            return first_half(&blake3::keyed_hash(&self.key, &block[..length]));
        }
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(&[dimension as u8]);
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        first_half(&hasher.finalize())
    }
}

impl std::fmt::Debug for Subjects {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Subjects")
    }
}

fn first_half(hash: &blake3::Hash) -> Subject {
    let bytes = hash.as_bytes().first_chunk().expect("a hash has 32 bytes");
    Subject(u128::from_le_bytes(*bytes))
}
