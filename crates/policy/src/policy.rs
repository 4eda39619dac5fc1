//! A bundle, compiled: asked many times, at once, within bounds.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::program::Program;
use regorus::rvm::vm::RegoVM;
use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{CompiledPolicy, Engine, Rc, Value};

use crate::document::document;
use crate::{Bundle, Input, Reason, Verdict};

/// The rule that decides: an object with `allow` and `reasons`.
pub const ENTRY_POINT: &str = "data.bezant.authz.decision";

/// A decision takes microseconds, and instructions are counted; this is for what one of them may take. On a machine that is too busy
/// a thread waits for its turn much longer than for a slow decision, and nobody is to be refused for that.
const MAXIMUM_TIME: Duration = Duration::from_secs(2);
/// The default policy takes a few hundred.
const MAXIMUM_INSTRUCTIONS: usize = 50_000;
const MAXIMUM_REASONS: usize = 16;
/// More idle machines than threads that ask at once are of no use.
const MAXIMUM_IDLE: usize = 64;

/// What would make an answer depend on more than the question, wait, or grow without bound in one step.
const FORBIDDEN: &[&str] = &[
    "http.send",
    "net.lookup_ip_addr",
    "numbers.range",
    "opa.runtime",
    "rand.intn",
    "test.sleep",
    "time.now_ns",
    "uuid.rfc4122",
];

/// A compiled policy.
pub struct Policy {
    version: u32,
    bundle: Bundle,
    program: Arc<Program>,
    idle: Mutex<Vec<RegoVM>>,
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy")
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// Why a bundle does not compile: one mistake a file at least.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(Mistake::to_string).collect::<Vec<_>>().join("\n"))]
pub struct CompileError(pub Vec<Mistake>);

/// What is wrong, and where, if that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file.
    pub file: Option<String>,
    /// Line and column, counted from 1.
    pub place: Option<(u32, u32)>,
    /// What.
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}:")?;
        }
        if let Some((line, column)) = self.place {
            write!(f, "{line}:{column}:")?;
        }
        if self.file.is_some() || self.place.is_some() {
            f.write_str(" ")?;
        }
        f.write_str(&self.message)
    }
}

impl Mistake {
    pub(crate) fn new(message: impl Into<String>) -> Mistake {
        Mistake {
            file: None,
            place: None,
            message: message.into(),
        }
    }

    /// regorus says where in a line `--> file:line:column`, and what in a last line `error: …`.
    pub(crate) fn from_report(report: &str) -> Mistake {
        let place = report.lines().find_map(|line| line.trim().strip_prefix("--> "));
        let mut parts = place.unwrap_or_default().rsplitn(3, ':');
        let (column, line, file) = (parts.next(), parts.next(), parts.next());
        let number = |part: Option<&str>| part.and_then(|part| part.trim().parse::<u32>().ok());
        let message = report
            .lines()
            .rev()
            .find_map(|line| line.trim().strip_prefix("error: "));
        Mistake {
            file: file.map(str::to_owned),
            place: number(line).zip(number(column)),
            message: message.unwrap_or(report).trim().to_owned(),
        }
    }
}

/// An engine with these texts, each checked; and those that are wrong.
pub(crate) fn engine<'a>(
    texts: impl Iterator<Item = (&'a String, &'a String)>,
) -> Result<Engine, CompileError> {
    let (mut engine, mut mistakes) = (Engine::new(), Vec::new());
    for (path, text) in texts {
        mistakes.extend(forbidden(path, text));
        if let Err(error) = engine.add_policy(path.clone(), text.clone()) {
            mistakes.push(Mistake::from_report(&error.to_string()));
        }
    }
    engine.set_execution_timer_config(ExecutionTimerConfig {
        limit: Duration::from_secs(5),
        check_interval: NonZeroU32::MIN.saturating_add(63),
    });
    if mistakes.is_empty() {
        Ok(engine)
    } else {
        Err(CompileError(mistakes))
    }
}

/// Found as text, outside comments: a word of this form is a call, or stands in a string that can be written otherwise.
fn forbidden(path: &str, text: &str) -> Vec<Mistake> {
    let in_line = |(number, line): (usize, &str)| {
        let code = if line.trim_start().starts_with('#') {
            ""
        } else {
            line
        };
        FORBIDDEN.iter().find_map(|word| {
            let column = code.find(word)?;
            Some(Mistake {
                file: Some(path.to_owned()),
                place: u32::try_from(number + 1).ok().zip(u32::try_from(column + 1).ok()),
                message: format!(
                    "`{word}` is not allowed: a decision follows from the question alone, within bounds"
                ),
            })
        })
    };
    text.lines().enumerate().filter_map(in_line).collect()
}

pub(crate) fn compile(engine: &mut Engine) -> Result<CompiledPolicy, CompileError> {
    let entry_point: Rc<str> = ENTRY_POINT.into();
    engine.compile_with_entrypoint(&entry_point).map_err(|error| {
        let report = error.to_string();
        let mistake = Mistake::from_report(&report);
        CompileError(vec![if mistake.file.is_none() {
            Mistake::new(format!("the bundle must have the rule {ENTRY_POINT}: {report}"))
        } else {
            mistake
        }])
    })
}

impl Policy {
    /// Compiles a bundle, tests included, so that what is kept is whole.
    pub fn compile(version: u32, bundle: Bundle) -> Result<Policy, CompileError> {
        compile(&mut engine(bundle.files().iter())?)?;
        let compiled = compile(&mut engine(bundle.rules())?)?;
        let program = Compiler::compile_from_policy(&compiled, &[ENTRY_POINT])
            .map_err(|error| CompileError(vec![Mistake::from_report(&error.to_string())]))?;
        Ok(Policy {
            version,
            bundle,
            program,
            idle: Mutex::new(Vec::new()),
        })
    }

    /// The policy that Bezant brings.
    pub fn built_in() -> Policy {
        Policy::compile(bezant_identity::bundle::BUILT_IN, Bundle::built_in())
            .expect("the policy that Bezant brings compiles: a test holds it")
    }

    /// Its version.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Its texts.
    pub fn bundle(&self) -> &Bundle {
        &self.bundle
    }

    /// Permissions first, then the rules.
    pub fn decide(&self, input: &Input) -> Verdict {
        if !input.is_permitted() {
            return Verdict::denied(Reason::PERMISSION_MISSING);
        }
        let idle = self.idle().pop();
        let mut machine = idle.unwrap_or_else(|| self.machine());
        machine.set_input(document(input));
        match machine.execute_entry_point_by_index(0) {
            Ok(value) => {
                machine.set_input(Value::Null);
                let mut idle = self.idle();
                if idle.len() < MAXIMUM_IDLE {
                    idle.push(machine);
                }
                verdict(&value)
            }
            // The machine may be in the middle of something: it is dropped.
            Err(error) => Verdict::failed(&error.to_string()),
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<RegoVM>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn machine(&self) -> RegoVM {
        let mut machine = RegoVM::new();
        machine.load_program(Arc::clone(&self.program));
        machine.set_max_instructions(MAXIMUM_INSTRUCTIONS);
        machine.set_execution_timer_config(Some(ExecutionTimerConfig {
            limit: MAXIMUM_TIME,
            check_interval: NonZeroU32::MIN.saturating_add(63),
        }));
        machine
    }
}

/// What the rule said, if it is a decision: exactly `allow` and `reasons`, with one reason at least.
fn verdict(value: &Value) -> Verdict {
    read_verdict(value).unwrap_or_else(|| {
        let said: String = value.to_string().chars().take(200).collect();
        Verdict::failed(&format!("{ENTRY_POINT} is no decision: {said}"))
    })
}

fn read_verdict(value: &Value) -> Option<Verdict> {
    let object = value.as_object().ok()?;
    let allow = *object.get(&Value::from("allow"))?.as_bool().ok()?;
    let reasons = object.get(&Value::from("reasons"))?;
    let reason = |one: &Value| Reason::new(one.as_string().ok()?);
    let count = match reasons {
        Value::Set(set) => set.len(),
        _ => reasons.as_array().ok()?.len(),
    };
    if object.len() != 2 || !(1..=MAXIMUM_REASONS).contains(&count) {
        return None;
    }
    let reasons: Option<Vec<Reason>> = match reasons {
        Value::Set(set) => set.iter().map(reason).collect(),
        _ => reasons.as_array().ok()?.iter().map(reason).collect(),
    };
    reasons.map(|reasons| Verdict::new(allow, reasons))
}
