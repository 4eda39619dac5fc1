//! The rules, and what is odd without any.
//!
//! A rule's words are what the automaton looks for: every match of its pattern must contain one of them (a test runs the patterns
//! without the words and compares). Patterns are over bytes, without regard to case, and `.` is any byte.

mod code;
mod markup;
mod protocol;
mod shell;
mod sql;
mod system;

use super::rule::Rule;
use super::{Category, Severity};

pub(super) use protocol::REFUSED_HEADERS;

/// All rules, by theme.
pub(super) const RULES: &[&[Rule]] = &[
    sql::RULES,
    sql::NOSQL,
    markup::RULES,
    shell::RULES,
    system::RULES,
    code::RULES,
    protocol::RULES,
];

/// What is odd about a request without a rule over text.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Oddity {
    Method,
    Header,
    Parameters,
    NullByte,
    Overlong,
    PercentU,
    InvalidUtf8,
    Deep,
    Effort,
}

impl Oddity {
    pub(super) const fn describe(self) -> (&'static str, Category, Severity) {
        use Severity::{Critical, Warning};
        let (id, severity) = match self {
            Oddity::Method => ("protocol-method", Critical),
            Oddity::Header => ("protocol-header", Critical),
            Oddity::Parameters => ("protocol-parameters", Critical),
            Oddity::NullByte => ("protocol-null-byte", Critical),
            Oddity::Overlong => ("protocol-overlong", Critical),
            Oddity::PercentU => ("protocol-percent-u", Critical),
            Oddity::InvalidUtf8 => ("protocol-utf8", Critical),
            Oddity::Deep => ("protocol-encoding", Warning),
            Oddity::Effort => ("protocol-effort", Critical),
        };
        (id, Category::Protocol, severity)
    }
}
