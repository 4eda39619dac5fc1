//! Keys that wrap keys.
//!
//! ```text
//!   root key, in a backend: a sealed file, Vault's Transit engine, a token behind PKCS#11
//!     └─ wraps ─▶ generations of wrapping keys, and the master      keyring.json      [`Ring`]
//!                  └─ wrap ─▶ a data key per person, card, tenant   *.keys            [`DataKeys`]
//!                              └─ encrypts ─▶ what the log and other stores keep for ever
//! ```
//!
//! In come names of data keys and what is to be sealed; out come sealed bytes (AES-256-GCM) and, for who has the right key, what was
//! sealed. The backend is asked when the ring is opened and when keys are rotated, and at no other time: while it is away, what was
//! opened before goes on.
//!
//! It must never write a key in the clear (but for a root key that its owner chose not to seal), print one, hand one out before it is on
//! the disk, or keep one that was erased.

mod atomic;
mod backend;
mod data_keys;
mod folder;
mod hex;
mod key;
mod ring;
mod rotation;
mod secret;

pub use backend::file::{FileError, RootFile, Unsealing};
pub use backend::local::Local;
pub use backend::passphrase::Passphrase;
pub use backend::pkcs11::{Pkcs11, Pkcs11Config};
pub use backend::shares::{Share, ShareError, split};
pub use backend::transit::{Transit, TransitConfig};
pub use backend::{Backend, BackendError, conformance};
pub use data_keys::{
    DataKeys, KeyError, KeyName, Progress, UnsoundKeys, VerifiedKey, VerifiedKeys, verify_keys,
};
pub use folder::{FolderError, KeyFolder};
pub use key::{DataKey, OVERHEAD_BYTES};
pub use ring::{Generation, Imported, Ring, RingError, RingStatus};
pub use rotation::{FileStatus, Rotation, RotationError, RotationStatus};
pub use secret::{Malformed, Secret};

#[cfg(test)]
mod tests;
