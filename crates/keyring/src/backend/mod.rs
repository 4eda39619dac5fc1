//! Where the root key is: a port.
//!
//! A backend wraps keys and opens what it wrapped. What it promises:
//!
//! - What `wrap` returns opens under the same context to the same key, by this backend or by another one with the same root key, also
//!   after the root key was rotated there.
//! - What was changed, was wrapped under another context or by another root key is refused as [`BackendError::NotOurs`], and never
//!   opens to another key.
//! - Calls may wait for a network, for a bounded time. They are made at the start and when keys are rotated, from threads that may
//!   block.
//!
//! A cloud's key management service is one more implementation of this; [`conformance`] is what it has to pass.

pub(crate) mod file;
pub(crate) mod local;
pub(crate) mod passphrase;
pub(crate) mod pkcs11;
pub(crate) mod shares;
pub(crate) mod transit;

use crate::Secret;

/// Wraps keys under a root key.
pub trait Backend: Send + Sync {
    /// Wraps a key. It opens under the same context only.
    fn wrap(&self, context: &str, key: &Secret) -> Result<Vec<u8>, BackendError>;

    /// Opens what was wrapped.
    fn unwrap(&self, context: &str, wrapped: &[u8]) -> Result<Secret, BackendError>;

    /// One stored word for its kind, to tell an operator that the keys belong to another.
    fn kind(&self) -> &'static str;

    /// What an operator calls it: where it is, and the name of the key.
    fn describe(&self) -> String;
}

/// Why a backend could not.
#[derive(Debug, thiserror::Error)]
pub enum BackendError {
    /// It does not answer: later it may.
    #[error("{backend} does not answer: {reason}")]
    Unavailable {
        /// Which one.
        backend: String,
        /// What happened.
        reason: String,
    },
    /// It answers and refuses: credentials, permissions, an expired certificate, a missing key. Somebody has to do something.
    #[error("{backend} refuses: {reason}")]
    Refused {
        /// Which one.
        backend: String,
        /// What it says.
        reason: String,
    },
    /// What is to be opened was changed, or wrapped by another root key or for something else.
    #[error("{backend} can't open this key: it was changed, or wrapped by another root key")]
    NotOurs {
        /// Which one.
        backend: String,
    },
}

/// What every backend has to pass.
///
/// # Panics
/// If it does not.
pub fn conformance(backend: &dyn Backend, stranger: Option<&dyn Backend>) {
    let key = Secret::random();
    let wrapped = backend.wrap("one", &key).expect("a key is wrapped");
    let again = backend.wrap("one", &key).expect("a key is wrapped again");
    assert_ne!(wrapped, again, "each time in another way");
    for one in [&wrapped, &again] {
        let hidden = one.windows(8).all(|part| part != &key.as_bytes()[..8]);
        assert!(hidden, "the key is not in what is stored");
        let opened = backend.unwrap("one", one).expect("it opens");
        assert_eq!(opened.as_bytes(), key.as_bytes());
    }
    let refused =
        |context, bytes: &[u8]| matches!(backend.unwrap(context, bytes), Err(BackendError::NotOurs { .. }));
    assert!(refused("two", &wrapped), "for something else");
    assert!(refused("one", b""), "nothing");
    let mut places: Vec<usize> = (0..wrapped.len()).step_by(7).collect();
    places.push(wrapped.len() - 1);
    for place in places {
        let mut changed = wrapped.clone();
        changed[place] ^= 1;
        // A text form may have bits that mean nothing; then it is the same key, and never another one.
        match backend.unwrap("one", &changed) {
            Err(BackendError::NotOurs { .. }) => {}
            Ok(opened) => assert_eq!(opened.as_bytes(), key.as_bytes(), "at {place}"),
            Err(other) => panic!("a change at {place} is {other}"),
        }
    }
    if let Some(stranger) = stranger {
        let opened = stranger.unwrap("one", &wrapped);
        assert!(
            matches!(opened, Err(BackendError::NotOurs { .. })),
            "another root key"
        );
    }
}
