//! The crate's tests, by what they are about.
#![allow(clippy::unwrap_used)]

mod backends;
mod data_keys;
mod pkcs11;
mod rings;
mod root_files;
mod verify;
mod wycheproof;
