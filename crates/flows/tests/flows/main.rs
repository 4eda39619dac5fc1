//! The language from outside: its document, its mistakes, its promises.
#![allow(clippy::unwrap_used, missing_docs)]

mod document;
mod mistakes;
mod model;
mod refusals;
mod texts;

use bezant_flows::Program;

fn program(source: &str) -> Program {
    bezant_flows::parse(source).unwrap_or_else(|mistakes| panic!("{}", mistakes.render(source, "flow.bz")))
}
