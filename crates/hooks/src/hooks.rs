//! All hooks of a node: made from the configuration as a whole, and asked by point.

use std::time::Duration;

use crate::config::MAX_HOOKS;
use crate::wasm::Machine;
use crate::{
    Advice, Decision, Hook, HookConfig, HookConfigError, HookFailure, HookRun, Input, OnFailure, Point,
    RunResult, Verdict,
};

/// The code of a refusal that a hook's policy speaks for it.
const HOOK_FAILED: &str = "hook_failed";

/// Whether the node has more to do than it can, at this moment.
type Relief = Box<dyn Fn() -> bool + Send + Sync>;

/// All hooks, in declared order.
#[derive(Default)]
pub struct Hooks {
    all: Vec<Hook>,
    relief: Option<Relief>,
    /// Whether any hook is at a point, so that points without one cost a look into an array.
    listens: [bool; Point::ALL.len()],
}

impl Hooks {
    /// No hooks.
    pub fn none() -> Self {
        Hooks::default()
    }

    /// Makes all hooks ready: settings are checked, modules are read, compiled, and started once. Calls none of them.
    ///
    /// # Errors
    /// The first mistake, with the hook and the field, export or import. Then there are no hooks at all.
    pub fn from_config(configs: &[HookConfig]) -> Result<Self, HookConfigError> {
        if configs.len() > MAX_HOOKS {
            return Err(HookConfigError::TooMany(configs.len()));
        }
        let mut machine: Option<Machine> = None;
        let mut all: Vec<Hook> = Vec::with_capacity(configs.len());
        for config in configs {
            if all.iter().any(|hook| *hook.name() == config.name) {
                return Err(HookConfigError::DuplicateName(config.name.clone()));
            }
            all.push(Hook::new(config, &mut machine)?);
        }
        let listens = Point::ALL.map(|point| all.iter().any(|hook| hook.point() == point));
        Ok(Hooks {
            all,
            listens,
            relief: None,
        })
    }

    /// The same, but while `is_needed` says so, hooks that are asked before something and whose failure lets it go on are left
    /// out. Hooks whose failure refuses are always asked.
    #[must_use]
    pub fn relieved(mut self, is_needed: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        self.relief = Some(Box::new(is_needed));
        self
    }

    /// Whether a hook is left out at this moment.
    fn leaves_out(&self, hook: &Hook) -> bool {
        let is_asked_before = match hook.point() {
            Point::BeforeRoute | Point::BeforeAttempt | Point::BeforeCapture => true,
            Point::AfterAttempt | Point::OnChange => false,
        };
        is_asked_before
            && hook.on_failure() == OnFailure::Continue
            && self.relief.as_ref().is_some_and(|is_needed| is_needed())
    }

    /// Whether any hook is at a point. Ask before gathering facts.
    pub fn listens(&self, point: Point) -> bool {
        self.listens[point as usize]
    }

    /// The hooks of a point, in declared order.
    pub fn at(&self, point: Point) -> impl Iterator<Item = &Hook> {
        self.all.iter().filter(move |hook| hook.point() == point)
    }

    /// Asks the hooks of a point that want it, one after the other, until one refuses.
    ///
    /// ```
    /// # async fn example(hooks: &bezant_hooks::Hooks, input: bezant_hooks::Input) {
    /// use bezant_hooks::{Decision, Point};
    ///
    /// if hooks.listens(Point::BeforeRoute) {
    ///     match hooks.run(Point::BeforeRoute, &input).await.decision {
    ///         Decision::Continue(advice) => { /* into the payment's command */ }
    ///         Decision::Refuse { hook, code, message } => { /* the answer to the caller */ }
    ///     }
    /// }
    /// # }
    /// ```
    pub async fn run(&self, point: Point, input: &Input) -> Verdict {
        let mut runs = Vec::new();
        let mut advice = Advice::default();
        let mut document = None;
        for hook in self.at(point).filter(|hook| hook.wants(input)) {
            if self.leaves_out(hook) {
                metrics::counter!("bezant_hooks_left_out_total", "hook" => hook.name().to_string())
                    .increment(1);
                runs.push(HookRun {
                    hook: hook.name().clone(),
                    result: RunResult::Failed(HookFailure::LeftOut),
                    took: Duration::ZERO,
                });
                continue;
            }
            let document = document.get_or_insert_with(|| input.document(point));
            let run = hook.call_with(input, document).await;
            let refusal = refusal(hook, &run);
            if let RunResult::Continued(more) = &run.result {
                advice.merge(more.clone());
            }
            runs.push(run);
            if let Some(decision) = refusal {
                return Verdict { decision, runs };
            }
        }
        Verdict {
            decision: Decision::Continue(advice),
            runs,
        }
    }
}

fn refusal(hook: &Hook, run: &HookRun) -> Option<Decision> {
    let (code, message) = match (&run.result, hook.on_failure()) {
        (RunResult::Refused { code, message }, _) => (code.clone(), message.clone()),
        (RunResult::Failed(_), OnFailure::Refuse) => (
            HOOK_FAILED.to_owned(),
            format!("the hook '{}' did not answer", hook.name()),
        ),
        (RunResult::Failed(_), OnFailure::Continue) | (RunResult::Continued(_), _) => return None,
    };
    Some(Decision::Refuse {
        hook: hook.name().clone(),
        code,
        message,
    })
}
