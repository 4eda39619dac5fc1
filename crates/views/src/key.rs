//! The keys of rows. A tenant's rows lie together: its number stands above the position of the log in one 64-bit
//! integer, so that SQLite's fastest tables serve every tenant's lists without an index.

use bezant_kernel::LookupHash;

use crate::ViewsError;

/// Enough for 14 years of 20,000 entries a second.
pub(crate) const POSITION_BITS: u32 = 43;

/// Tenants that a key has room for.
pub(crate) const MAX_TENANTS: i64 = (1 << (63 - POSITION_BITS)) - 1;

/// The key of a tenant's row at this position.
pub(crate) fn row_key(tenant: i64, position: u64) -> i64 {
    assert!(
        (1..=MAX_TENANTS).contains(&tenant),
        "a tenant's number fits a row key"
    );
    assert!(position >> POSITION_BITS == 0, "a position fits a row key");
    tenant << POSITION_BITS | position.cast_signed()
}

/// The number of the tenant after `count` others.
pub(crate) fn tenant_number(count: usize) -> Result<i64, ViewsError> {
    i64::try_from(count)
        .ok()
        .filter(|&count| count < MAX_TENANTS)
        .map(|count| count + 1)
        .ok_or(ViewsError::TooManyTenants)
}

/// The position in a key.
pub(crate) fn position_of(key: i64) -> u64 {
    (key & ((1 << POSITION_BITS) - 1)).cast_unsigned()
}

/// The tenant's number in a key.
pub(crate) fn tenant_of(key: i64) -> i64 {
    key >> POSITION_BITS
}

/// The keys of a tenant's rows, from the first to before the second.
pub(crate) fn keys_of(tenant: i64) -> (i64, i64) {
    (row_key(tenant, 0), row_key(tenant, (1 << POSITION_BITS) - 1))
}

/// What a lookup is by. Each has its own hashes.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lookup<'a> {
    PaymentReference(&'a str),
    Customer(&'a str),
    Billed(&'a LookupHash),
}

impl Lookup<'_> {
    /// Finds rows fast; what is found is compared in full. Stored: a change is a new version of the schema.
    pub(crate) fn hash(self) -> i64 {
        let hash = match self {
            Lookup::PaymentReference(text) => of_bytes(b'r', text.as_bytes()),
            Lookup::Customer(text) => of_bytes(b'c', text.as_bytes()),
            Lookup::Billed(hash) => of_bytes(b'b', hash.as_bytes()),
        };
        hash.cast_signed()
    }
}

fn of_bytes(kind: u8, bytes: &[u8]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[kind]);
    hasher.update(bytes);
    let mut first = [0u8; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_by_tenant_then_position_and_read_back() {
        let last = (1 << POSITION_BITS) - 1;
        for (tenant, position) in [(1, 0), (1, 1), (7, last), (MAX_TENANTS, last)] {
            let key = row_key(tenant, position);
            assert_eq!((tenant_of(key), position_of(key)), (tenant, position));
            assert!(key > 0);
        }
        assert!(row_key(1, last) < row_key(2, 0));
        assert!(tenant_number(MAX_TENANTS as usize - 1).is_ok());
        assert!(matches!(
            tenant_number(MAX_TENANTS as usize),
            Err(ViewsError::TooManyTenants)
        ));
    }
}
