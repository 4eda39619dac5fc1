//! Keys made ahead, so that a card waits for no sync of the file of keys: some hundred are written with one.
//!
//! A key that was made and never used, because the node stopped or the card was known, seals nothing and is harmless.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::machine::KeyId;
use bezant_keyring::{DataKey, DataKeys, KeyError, KeyName};

/// Keys made at once: at 40,000 cards a second a sync each 25 ms.
const MADE_AT_ONCE: usize = 1_024;

/// With fewer the next are made, while these are still used.
const REFILLED_BELOW: usize = 768;

/// The kinds of names in the file of keys.
pub(crate) const CARD: u8 = b'c';
const FINGERPRINTS: u8 = b'f';
const FORMAT_PRESERVING: u8 = b'p';

/// Whether the vault has keys of this kind.
pub(crate) const fn is_known(kind: u8) -> bool {
    matches!(kind, CARD | FINGERPRINTS | FORMAT_PRESERVING)
}

impl KeyId {
    pub(crate) fn name(self) -> KeyName {
        KeyName::new(CARD, self.0)
    }
}

/// The secret of a tenant's fingerprints.
pub(crate) fn fingerprints_of(tenant: bezant_kernel::Tenant) -> KeyName {
    KeyName::new(FINGERPRINTS, tenant.id().as_u128())
}

/// The key of a tenant's format-preserving tokens.
pub(crate) fn format_preserving_of(tenant: bezant_kernel::Tenant) -> KeyName {
    KeyName::new(FORMAT_PRESERVING, tenant.id().as_u128())
}

/// A key that nothing is sealed under yet.
pub(crate) struct FreshKey {
    pub(crate) id: KeyId,
    pub(crate) key: DataKey,
}

pub(crate) struct Pool {
    keys: Arc<DataKeys>,
    ready: Mutex<VecDeque<FreshKey>>,
    /// One makes keys at a time.
    making: tokio::sync::Mutex<()>,
}

impl Pool {
    pub(crate) fn new(keys: Arc<DataKeys>) -> Arc<Pool> {
        Arc::new(Pool {
            keys,
            ready: Mutex::default(),
            making: tokio::sync::Mutex::default(),
        })
    }

    /// A key of its own.
    pub(crate) async fn take(self: &Arc<Self>) -> Result<FreshKey, KeyError> {
        loop {
            let (taken, left) = {
                let mut ready = self.ready();
                (ready.pop_front(), ready.len())
            };
            if let Some(taken) = taken {
                if left < REFILLED_BELOW && self.making.try_lock().is_ok() {
                    let pool = Arc::clone(self);
                    tokio::spawn(async move {
                        // Whoever finds none tries again, and says so where it fails.
                        if let Err(error) = pool.refill(REFILLED_BELOW).await {
                            tracing::warn!(%error, "keys could not be made ahead");
                        }
                    });
                }
                return Ok(taken);
            }
            self.refill(1).await?;
        }
    }

    /// Puts back a key that was not used after all.
    pub(crate) fn give_back(&self, key: FreshKey) {
        self.ready().push_front(key);
    }

    async fn refill(self: &Arc<Self>, enough: usize) -> Result<(), KeyError> {
        let _turn = self.making.lock().await;
        if self.ready().len() >= enough {
            return Ok(());
        }
        let keys = Arc::clone(&self.keys);
        let made = tokio::task::spawn_blocking(move || {
            let ids: Vec<KeyId> = (0..MADE_AT_ONCE).map(|_| KeyId(rand::random())).collect();
            let names: Vec<KeyName> = ids.iter().map(|id| id.name()).collect();
            let made = keys.make_all(&names)?;
            let fresh = ids.into_iter().zip(made).map(|(id, key)| FreshKey { id, key });
            Ok::<Vec<FreshKey>, KeyError>(fresh.collect())
        })
        .await
        .expect("making keys does not panic")?;
        self.ready().extend(made);
        Ok(())
    }

    fn ready(&self) -> std::sync::MutexGuard<'_, VecDeque<FreshKey>> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
