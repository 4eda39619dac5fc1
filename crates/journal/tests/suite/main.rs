//! The journal against a plain list: random histories, crashes, damage, readers beside the writer.
#![allow(clippy::unwrap_used)]

mod crashes;
mod damage;
mod history;
mod threads;
mod world;
