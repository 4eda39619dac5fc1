//! What people and machines prove themselves with, and the keys that seal what is kept of them.
//!
//! In come passwords, codes, tokens, answers of authenticators and personal data as the edge receives them, and what the
//! identity machine keeps of them; out come verdicts, and what the machine may keep: hashes, sealed bytes, public keys,
//! counters. Time is a parameter; randomness and files are this crate's own business.
//!
//! It decides nothing about people: whether a code was used before, a session has ended or a counter went back is the
//! machine's state, to which the outcome is given as a fact. It must never print, log or keep a secret in the clear, compare
//! secrets in a time that depends on them, let a token say how it is to be checked, or take a core from payments for guesses
//! at passwords.

pub mod breached;
pub mod jwt;
pub mod passkey;
pub mod password;
pub mod pkce;
pub mod recovery;
pub mod seal;
pub mod token;
pub mod totp;

mod text;

#[cfg(test)]
mod tests;
