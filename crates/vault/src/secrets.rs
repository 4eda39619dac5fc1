//! What a tenant's fingerprints and format-preserving tokens depend on.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use aws_lc_rs::hmac;
use bezant_kernel::Tenant;

use crate::format_preserving::FormatPreserving;
use crate::number::{CardNumber, CustomerReference, Expiry};
use crate::pool;
use bezant_keyring::{DataKeys, KeyError};

/// Tenants whose secrets stay unwrapped; beyond it all are unwrapped anew when they come.
const MOST_TENANTS: usize = 4_096;

/// The secrets of one tenant.
pub(crate) struct Secrets {
    fingerprints: hmac::Key,
    pub(crate) format_preserving: FormatPreserving,
}

impl Secrets {
    /// The same for the same number.
    pub(crate) fn fingerprint(&self, number: &CardNumber) -> u128 {
        self.hash(b"number", &[number.expose().as_bytes()])
    }

    /// The same for the same reference.
    pub(crate) fn customer(&self, customer: &CustomerReference) -> u128 {
        self.hash(b"customer", &[customer.expose().as_bytes()])
    }

    /// The same for the same number, name and expiry.
    pub(crate) fn content(&self, packed: &[u8], expiry: Expiry) -> u128 {
        self.hash(b"content", &[packed, expiry.to_string().as_bytes()])
    }

    /// HMAC-SHA-256, cut to 128 bits (PCI DSS 4.0, 3.5.1.1 asks for a keyed hash of the whole number).
    fn hash(&self, what: &[u8], parts: &[&[u8]]) -> u128 {
        let mut context = hmac::Context::with_key(&self.fingerprints);
        context.update(what);
        for part in parts {
            // The length keeps the parts from running into each other.
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let tag = context.sign();
        u128::from_be_bytes(*tag.as_ref().first_chunk().expect("a tag has 32 bytes"))
    }
}

/// The secrets of all tenants that were here.
pub(crate) struct TenantSecrets {
    keys: Arc<DataKeys>,
    unwrapped: RwLock<BTreeMap<Tenant, Arc<Secrets>>>,
}

impl TenantSecrets {
    pub(crate) fn new(keys: Arc<DataKeys>) -> TenantSecrets {
        TenantSecrets {
            keys,
            unwrapped: RwLock::default(),
        }
    }

    /// The tenant's secrets, which are made if it has none.
    pub(crate) async fn of(&self, tenant: Tenant) -> Result<Arc<Secrets>, KeyError> {
        if let Some(known) = self
            .unwrapped
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&tenant)
        {
            return Ok(Arc::clone(known));
        }
        let keys = Arc::clone(&self.keys);
        let secrets = tokio::task::spawn_blocking(move || {
            let fingerprints = keys.secret(pool::fingerprints_of(tenant))?;
            let format_preserving = keys.secret(pool::format_preserving_of(tenant))?;
            Ok::<_, KeyError>(Secrets {
                fingerprints: hmac::Key::new(hmac::HMAC_SHA256, fingerprints.as_bytes()),
                format_preserving: FormatPreserving::new(format_preserving.as_bytes()),
            })
        })
        .await
        .expect("unwrapping does not panic")?;
        let mut unwrapped = self.unwrapped.write().unwrap_or_else(PoisonError::into_inner);
        if unwrapped.len() >= MOST_TENANTS {
            unwrapped.clear();
        }
        // Whoever came first: both have the same.
        Ok(Arc::clone(
            unwrapped.entry(tenant).or_insert_with(|| Arc::new(secrets)),
        ))
    }
}
