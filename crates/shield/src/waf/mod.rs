//! What looks like an attack: rules over the parts of a request, as a JSON API meets them.
//!
//! In come the method, path, query and fields of a request and the strings of its body; out come findings with a score, and
//! whether that is enough to refuse. Every string is first brought into the form that an application would see (percent-decoded,
//! unescaped, without null bytes), and into others that attackers hide behind (without comments, without a shell's quotes). One
//! automaton looks for words that attacks have; only where one is found the rules run that know what to make of it, as regular
//! expressions that take linear time.
//!
//! Scores are those of the OWASP Core Rule Set: 5 for what is critical, 4, 3 and 2 below, and a request with 5 is refused. At
//! level 1 the rules leave honest text alone: names such as O'Brien, prose, addresses in any script. Level 2 finds more and wants
//! exclusions. The rules are our own; what they find of the Core Rule Set's own test cases is measured in the tests
//! (`docs/shield.md` has the numbers). It is a net under applications that are safe by themselves, and no reason to build others.
//!
//! It must never refuse in report-only mode, keep or show what it found in the clear (an attack may be in a password), or take
//! longer than in proportion to what it reads.
//!
//! ```
//! use bezant_shield::waf::{Mode, Settings, Waf};
//!
//! let waf = Waf::new(Settings { mode: Mode::Enforce, ..Settings::default() });
//! let mut inspection = waf.inspect("/api/v1/payments");
//! inspection.method("POST");
//! inspection.target("/api/v1/payments", None);
//! inspection.header("user-agent", b"curl/8.1");
//! inspection.json(br#"{"amount":"10.00","description":"1' OR '1'='1"}"#);
//! let verdict = inspection.conclude();
//! assert!(verdict.is_refused);
//! assert_eq!(verdict.findings[0].place.to_string(), "body.description");
//! assert_eq!(verdict.findings[0].excerpt, "' or '0'=");
//! ```

mod automaton;
#[cfg(test)]
mod corpus;
mod finding;
mod inspection;
mod json;
mod normal;
mod rule;
mod rules;
mod settings;

#[cfg(test)]
mod tests;

pub use automaton::Waf;
pub use finding::{Finding, Place, Verdict};
pub use inspection::Inspection;
pub use rule::{Category, Level, Severity};
pub use settings::{Exclusion, Mode, Settings};
