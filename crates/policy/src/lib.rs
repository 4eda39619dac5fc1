//! Decisions about who may do what, by roles first and then by policies in Rego.
