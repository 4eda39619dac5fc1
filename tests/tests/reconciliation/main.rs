//! Reconciliation against a running node: statements of three formats, matches with tolerance, open items to their end.
#![allow(clippy::unwrap_used)]

mod command;
mod desk;
mod files;
mod work;
