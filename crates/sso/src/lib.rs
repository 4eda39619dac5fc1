//! Identity from outside: who somebody is in the eyes of an OpenID provider, a SAML identity provider or an LDAP directory.
//!
//! In: the providers of the configuration; the browser's return from one of them together with what was kept of its leaving
//! ([`Pending`]), or a login and a password for a directory; the time. Out: an [`OutsideIdentity`], or an [`SsoError`] that says what
//! the caller can do. This crate must never decide what somebody may do or which account is theirs, never keep or print personal
//! data or secrets, never believe what isn't signed by the configured provider, and never take the same proof twice.

mod config;
mod error;
mod http;
mod identity;
mod ldap;
mod oidc;
mod once;
mod pending;
mod providers;
mod random;
mod saml;

pub use config::{
    ClientAuthentication, InvalidProviderName, LdapConfig, OidcConfig, ProviderConfig, ProviderName,
    SamlConfig, Secret, TokenAlgorithm,
};
pub use error::{ConfigError, Flaw, Refusal, SsoError};
pub use identity::{Email, MAX_GROUPS, OutsideIdentity, Personal};
pub use ldap::LdapProvider;
pub use oidc::{OidcCallback, OidcProvider};
pub use pending::{PENDING_LIFETIME, Pending, Started};
pub use providers::{Kind, Provider, Providers, callback_path, metadata_path};
pub use saml::{SamlCallback, SamlProvider};
