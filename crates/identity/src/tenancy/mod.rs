//! Tenants and their API keys: on whose behalf a call is made, and by which key. A key is proved by its secret or by a certificate.
//!
//! In come commands to create and change tenants and keys; out come events and, by [`State::authenticate`] and
//! [`State::authenticate_certificate`], the key behind what is presented. This part keeps no secret but as a hash, never says more than "unknown" to someone who does not hold
//! the key's secret, and lets nobody make a key that may do more than they may themselves.

mod certificate;
mod command;
mod decide;
mod hold;
mod key;
mod rejection;
mod scope;
mod secret;
mod signing;
mod state;
mod tenant;
mod wire;

pub use certificate::{CertificateName, InvalidCertificateName, KeyProof, PresentedCertificate};
pub use command::{Command, Event, NewKey};
pub(crate) use decide::decide;
pub use decide::{LONGEST_OVERLAP, MAXIMUM_KEYS};
pub use hold::{Hold, HoldName, Holds, MAXIMUM_HOLDS};
pub use key::{ApiKey, Certifications, KeyRefused, PreviousProof, verify};
pub use rejection::Rejection;
pub use scope::{Scope, Scopes};
pub use secret::{InvalidKeySecret, KeySecret, SecretHash};
pub use signing::{KeySigning, PreviousSigningKey, SigningChange, SigningKey};
pub use state::State;
pub(crate) use state::apply;
pub use tenant::{
    DataClasses, FeatureName, Region, SignInSettings, TenantChange, TenantLimits, TenantRecord,
    TenantSettings, TenantStatus,
};
pub(crate) use wire::{decode_event, encode_event};
