//! Tests of whole parts from the outside: attacks on tokens, garbage, an authenticator in software, sealing across restarts.

mod authenticator;
mod garbage;
mod passkeys;
mod sealing;
mod tokens;
mod wycheproof;
