//! The tests of a bundle: rules whose name starts with `test_`, each of which must be true.

use regorus::Value;
use serde::Serialize;

use crate::policy::{Mistake, compile, engine};
use crate::{Bundle, CompileError};

/// How one test went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TestResult {
    /// The rule, such as `data.bezant.authz_test.test_viewer`.
    pub rule: String,
    /// How it went.
    pub outcome: Outcome,
    /// What it printed.
    pub prints: Vec<String>,
}

/// How a test can go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is true.
    Passed,
    /// It is not.
    Failed,
    /// It could not be evaluated.
    Broken(String),
}

/// How much of a file the tests went through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileCoverage {
    /// Its path.
    pub path: String,
    /// Lines that were evaluated.
    pub covered: usize,
    /// Lines that were not.
    pub not_covered: Vec<u32>,
}

/// How the tests of a bundle went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SuiteReport {
    /// All of them, by name.
    pub tests: Vec<TestResult>,
    /// What they went through, of the files that decide.
    pub coverage: Vec<FileCoverage>,
}

impl SuiteReport {
    /// How many did not pass.
    pub fn failures(&self) -> usize {
        self.tests
            .iter()
            .filter(|test| test.outcome != Outcome::Passed)
            .count()
    }
}

/// Runs all tests of a bundle.
pub fn run_tests(bundle: &Bundle) -> Result<SuiteReport, CompileError> {
    let mut engine = engine(bundle.files().iter())?;
    engine.set_gather_prints(true);
    let compiled = compile(&mut engine)?;
    let is_test = |path: &&String| {
        path.rsplit('.')
            .next()
            .is_some_and(|name| name.starts_with("test_"))
    };
    let mut rules: Vec<String> = compiled.get_rules().keys().filter(is_test).cloned().collect();
    rules.sort();
    engine.set_enable_coverage(true);
    let tests = rules.into_iter().map(|rule| {
        let outcome = match engine.eval_rule(rule.clone()) {
            Ok(Value::Bool(true)) => Outcome::Passed,
            Ok(_) => Outcome::Failed,
            Err(error) => Outcome::Broken(Mistake::from_report(&error.to_string()).to_string()),
        };
        let prints = engine.take_prints().unwrap_or_default();
        TestResult {
            rule,
            outcome,
            prints,
        }
    });
    let tests = tests.collect();
    let report = engine
        .get_coverage_report()
        .map(|report| report.files)
        .unwrap_or_default();
    let decides = |path: &str| bundle.rules().any(|(rule, _)| rule == path);
    let coverage = report
        .into_iter()
        .filter(|file| decides(&file.path))
        .map(|file| FileCoverage {
            covered: file.covered.len(),
            not_covered: file.not_covered.into_iter().collect(),
            path: file.path,
        });
    Ok(SuiteReport {
        tests,
        coverage: coverage.collect(),
    })
}
