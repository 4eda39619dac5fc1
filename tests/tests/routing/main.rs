//! Routing on the real binary: rules with four eyes, settings that are taken whole or not at all, experiments, failover, better
//! moments, explanations that outlast `kill -9`, and the way from an export to a simulation.
#![allow(clippy::unwrap_used)]

mod desk;
mod outcomes;
mod readme;
mod rules;
mod settings;
