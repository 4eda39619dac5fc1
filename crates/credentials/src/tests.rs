//! Tests of whole parts from the outside: attacks on tokens, an authenticator in software, sealing across restarts.

mod authenticator;
mod passkeys;
mod sealing;
mod tokens;
