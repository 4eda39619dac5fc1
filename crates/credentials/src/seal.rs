//! Sealing: personal data and stored secrets encrypted so that only this node opens them, and so that forgetting a person is
//! forgetting a key.
//!
//! ```text
//!   ring of keys (`bezant-keyring`)
//!     ├─ wraps ──▶ a data key per subject (subjects.keys) ── encrypts ──▶ Sealed, in the log for ever
//!     └─ keys ───▶ LookupHash of an e-mail address
//! ```
//!
//! A subject's data key is on the disk before anything sealed under it is handed out, so that no log has what nobody can open.
//! [`Sealer::erase`] destroys the data key: what the log, its copies and backups have of the person can't be read any more. All
//! of it is AES-256-GCM with random nonces; what is sealed for one subject and purpose opens for no other.

use std::fmt;
use std::sync::Arc;

use bezant_identity::{LookupHash, Sealed};
use bezant_kernel::{ClientId, InvitationId, PrincipalId, Tenant, TenantId};
use bezant_keyring::{
    DataKey, DataKeys, KeyError, KeyName, OVERHEAD_BYTES as KEY_OVERHEAD_BYTES, Ring, Secret,
};
use zeroize::Zeroizing;

/// Whose data it is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A person, an agent or a service account.
    Principal(PrincipalId),
    /// Somebody who is invited and not there yet.
    Invitation(InvitationId),
    /// A tenant: secrets of its outside providers.
    Tenant(TenantId),
    /// An OAuth client.
    Client(ClientId),
    /// Somebody who pays a tenant: see [`Sealer::customer`].
    Customer(CustomerKey),
    /// The node itself: its signing keys. It can't be erased.
    Node,
}

/// Which customer of which tenant: what of a keyed hash of the tenant's own name for them names their key.
#[derive(Copy, Clone, PartialEq, Eq, Hash)]
pub struct CustomerKey(u128);

impl fmt::Debug for CustomerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CustomerKey(..)")
    }
}

impl Subject {
    const fn parts(self) -> (u8, u128) {
        match self {
            Subject::Principal(id) => (1, id.as_u128()),
            Subject::Invitation(id) => (2, id.as_u128()),
            Subject::Tenant(id) => (3, id.as_u128()),
            Subject::Client(id) => (4, id.as_u128()),
            Subject::Node => (5, 0),
            Subject::Customer(CustomerKey(hash)) => (6, hash),
        }
    }

    fn name(self) -> KeyName {
        let (kind, id) = self.parts();
        KeyName::new(kind, id)
    }
}

/// What a sealed value is for. Numbers are stored and never reused.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Name, e-mail address, phone number.
    Profile = 1,
    /// What an authenticator app shares.
    TotpSeed = 2,
    /// The private half of a key that signs tokens.
    SigningKey = 3,
    /// What the node proves itself with to an outside provider.
    OutsideSecret = 4,
    /// What a consent was given from and by.
    Consent = 5,
    /// From where and with what somebody signed in.
    SignIn = 6,
    /// What a caller signs requests with, where both sides need the same.
    RequestSecret = 7,
    /// Who is billed for a payment.
    Billing = 8,
}

/// What somebody is found by.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Lookup {
    /// An e-mail address, whatever its case.
    Email,
    /// Somebody's name at an outside provider, exactly.
    OutsideSubject,
    /// An address that requests come from, to be compared and never read.
    Address,
    /// A tenant's own name for a customer, exactly.
    Customer,
    /// The e-mail address that a payment was billed to, whatever its case: never the hash of the same address as a user's.
    BilledEmail,
}

impl Lookup {
    const fn number(self) -> u8 {
        match self {
            Lookup::Email => 1,
            Lookup::OutsideSubject => 2,
            Lookup::Address => 3,
            Lookup::Customer => 4,
            Lookup::BilledEmail => 5,
        }
    }
}

/// Why something can't be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The subject's key is gone: nobody can read this any more.
    #[error("the data of this subject has been erased")]
    Erased,
    /// It is not what was sealed for this subject and purpose.
    #[error("the sealed data is damaged or belongs elsewhere")]
    Tampered,
    /// Longer than what is kept.
    #[error("more than {} bytes can't be sealed", Sealed::MAXIMUM_BYTES)]
    TooLong,
    /// The store of keys can't be read or written now.
    #[error("the store of keys does not work: {0}")]
    Io(String),
}

impl From<KeyError> for SealError {
    fn from(error: KeyError) -> SealError {
        match error {
            KeyError::Erased => SealError::Erased,
            KeyError::Tampered => SealError::Tampered,
            KeyError::Io(_) | KeyError::Unsound(_) | KeyError::OtherRing(_) | KeyError::Ring(_) => {
                SealError::Io(error.to_string())
            }
        }
    }
}

/// Seals, opens and erases. Calls read and write files: not for a thread that serves others.
pub struct Sealer {
    node: DataKey,
    lookup: Secret,
    subjects: Arc<DataKeys>,
}

/// A byte before each sealed value, so that another way of sealing can come later.
const VERSION: u8 = 1;

/// Version, nonce and tag.
const OVERHEAD_BYTES: usize = 1 + KEY_OVERHEAD_BYTES;

impl Sealer {
    /// With this ring, and the data keys of people, tenants and clients under it.
    pub fn new(ring: &Ring, subjects: Arc<DataKeys>) -> Sealer {
        Sealer {
            node: DataKey::new(&ring.derive("bezant 2026-11 secrets of the node")),
            lookup: ring.derive("bezant 2026-11 lookup hashes"),
            subjects,
        }
    }

    /// Seals. The first time for a subject makes its key and waits for the disk.
    pub fn seal(&self, subject: Subject, purpose: Purpose, plain: &[u8]) -> Result<Sealed, SealError> {
        check_length(plain)?;
        Ok(match subject {
            Subject::Node => sealed(&self.node, subject, purpose, plain),
            _ => {
                let key = self.subjects.find_or_make(subject.name())?;
                sealed(&key, subject, purpose, plain)
            }
        })
    }

    /// The same for a subject that has a key already, which does not wait for the disk to take anything; nothing for one that has none.
    pub fn seal_known(
        &self,
        subject: Subject,
        purpose: Purpose,
        plain: &[u8],
    ) -> Result<Option<Sealed>, SealError> {
        check_length(plain)?;
        let key = self.subjects.find(subject.name())?;
        Ok(key.map(|key| sealed(&key, subject, purpose, plain)))
    }

    /// Opens what was sealed for this subject and purpose.
    pub fn open_sealed(
        &self,
        subject: Subject,
        purpose: Purpose,
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let Some((&VERSION, bytes)) = sealed.as_bytes().split_first() else {
            return Err(SealError::Tampered);
        };
        let context = context(subject, purpose);
        match subject {
            Subject::Node => self.node.open(&context, bytes),
            _ => self
                .subjects
                .find(subject.name())?
                .ok_or(SealError::Erased)?
                .open(&context, bytes),
        }
        .ok_or(SealError::Tampered)
    }

    /// Makes all that was ever sealed for this subject unreadable, for good; nothing can be sealed for it again. Waits for the
    /// disk. To be called when the log says that the person is erased, and again if it is not known whether it worked.
    ///
    /// # Panics
    ///
    /// For the node itself, whose secrets are nobody's data.
    pub fn erase(&self, subject: Subject) -> Result<(), SealError> {
        assert!(subject != Subject::Node, "the node's own secrets can't be erased");
        Ok(self.subjects.erase(subject.name())?)
    }

    /// Whether something was ever sealed for this subject and can still be opened.
    pub fn has(&self, subject: Subject) -> Result<bool, SealError> {
        match self.subjects.find(subject.name()) {
            Ok(key) => Ok(key.is_some()),
            Err(KeyError::Erased) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The customer whom a tenant calls this.
    pub fn customer(&self, tenant: Tenant, name: &str) -> Subject {
        let hash = self.lookup_hash(tenant, Lookup::Customer, name);
        let first = hash.as_bytes().first_chunk().expect("a hash is longer");
        Subject::Customer(CustomerKey(u128::from_be_bytes(*first)))
    }

    /// What somebody of this tenant is found by: nobody without the node key can try addresses against it, and the same
    /// address has another hash in each tenant.
    pub fn lookup_hash(&self, tenant: Tenant, lookup: Lookup, text: &str) -> LookupHash {
        let text = Zeroizing::new(match lookup {
            Lookup::Email | Lookup::BilledEmail => normalized_email(text),
            Lookup::OutsideSubject | Lookup::Address | Lookup::Customer => text.to_owned(),
        });
        let mut hasher = blake3::Hasher::new_keyed(self.lookup.as_bytes());
        hasher.update(&tenant.id().as_u128().to_be_bytes());
        hasher.update(&[lookup.number()]);
        hasher.update(text.as_bytes());
        LookupHash::from_bytes(*hasher.finalize().as_bytes())
    }
}

fn check_length(plain: &[u8]) -> Result<(), SealError> {
    match plain.len() > Sealed::MAXIMUM_BYTES - OVERHEAD_BYTES {
        true => Err(SealError::TooLong),
        false => Ok(()),
    }
}

fn sealed(key: &DataKey, subject: Subject, purpose: Purpose, plain: &[u8]) -> Sealed {
    let sealed = key.seal(&context(subject, purpose), plain);
    let mut bytes = Vec::with_capacity(1 + sealed.len());
    bytes.push(VERSION);
    bytes.extend_from_slice(&sealed);
    Sealed::from_bytes(bytes)
}

/// An e-mail address as it is compared. Case is dropped before the "@" as well: two people whose addresses differ only in case
/// are one person who typed it twice.
pub fn normalized_email(address: &str) -> String {
    address.trim().to_lowercase()
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(..)")
    }
}

/// What is authenticated with the sealed bytes and not stored: the place where they belong.
fn context(subject: Subject, purpose: Purpose) -> [u8; 19] {
    let mut bytes = [0; 19];
    bytes[0] = VERSION;
    bytes[1] = purpose as u8;
    let (kind, id) = subject.parts();
    bytes[2] = kind;
    bytes[3..].copy_from_slice(&id.to_be_bytes());
    bytes
}
