//! What users prove themselves with: password hashes, sealed one-time secrets, recovery codes, passkeys.
//!
//! In come commands that say what the caller has verified; out come events. What must happen once only is decided here: a
//! one-time password, a recovery code and a recovery token work once, a passkey's counter never goes back. It never sees a
//! password, a seed or a token in the clear, and never lets a narrowed token or a lesser administrator touch a credential.

mod command;
mod decide;
mod record;
mod rejection;
mod state;
pub(crate) mod wire;

pub use command::{Change, Command, Event};
pub(crate) use decide::{decide, is_self};
pub use record::{
    Credentials, EmailToken, InvalidPasswordHash, Passkey, Password, PasswordHash, RecoveryToken, Totp,
};
pub use rejection::Rejection;
pub use state::State;
pub(crate) use state::apply;
pub(crate) use wire::{decode_event, encode_event};

#[cfg(test)]
mod tests;
