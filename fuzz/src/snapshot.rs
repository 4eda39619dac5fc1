//! Snapshots of the ledger: one that does not add up is refused, and one that is taken in can be worked with.

use bezant_kernel::{Tenant, TenantId, Timestamp};
use bezant_ledger::{due, snapshot};

/// The bytes are a snapshot.
pub fn run(bytes: &[u8]) {
    let Ok(state) = snapshot::decode(bytes) else {
        return;
    };
    state.assert_consistent();
    let mut stored = Vec::new();
    snapshot::encode(&state, &mut stored);
    let again = snapshot::decode(&stored).expect("an encoded snapshot can be decoded");
    assert_eq!(again, state);
    let mut twice = Vec::new();
    snapshot::encode(&again, &mut twice);
    assert_eq!(stored, twice, "the same state has the same bytes");

    for number in 1..=2 {
        let tenant = Tenant::new(TenantId::from_u128(number));
        state.trial_balance(tenant);
        assert!(state.accounts(tenant).len() <= state.account_count());
    }
    due(&state, Timestamp::from_microseconds(u64::MAX), 64);
}
