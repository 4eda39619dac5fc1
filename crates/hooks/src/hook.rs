//! One hook: whom it is for, and one call of it.

use std::sync::Arc;
use std::time::Duration;

use bezant_webhooks::matches;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

use crate::answer::{self, Answer};
use crate::circuit::Circuit;
use crate::config::{Filters, Kind};
use crate::http::HttpCall;
use crate::wasm::{Machine, Module};
use crate::{
    HookConfig, HookConfigError, HookFailure, HookName, HookRun, Input, OnFailure, Point, RunResult,
};

/// A hook that is ready to be called.
pub struct Hook {
    name: HookName,
    point: Point,
    on_failure: OnFailure,
    filters: Filters,
    timeout: Duration,
    places: Arc<Semaphore>,
    max_concurrent: usize,
    circuit: Circuit,
    callee: Callee,
}

enum Callee {
    Http(HttpCall),
    Module(Arc<Module>),
}

impl Hook {
    /// Checks everything about a hook and makes it ready; `machine` is for its module.
    pub(crate) fn new(config: &HookConfig, machine: &mut Option<Machine>) -> Result<Self, HookConfigError> {
        config.check_bounds()?;
        let on_failure = config.on_failure()?;
        let filters = config.filters()?;
        let timeout = Duration::from_millis(config.timeout_ms);
        let callee = match config.kind()? {
            Kind::Http { url, secret } => Callee::Http(HttpCall::new(config, &url, secret, timeout)?),
            Kind::Module {
                file,
                fuel,
                memory_bytes,
            } => {
                let machine = match machine {
                    Some(machine) => machine,
                    None => machine.insert(Machine::start().map_err(|error| config.wrong("module", error))?),
                };
                let module = Module::load(machine, config, file, fuel, memory_bytes, timeout)?;
                Callee::Module(Arc::new(module))
            }
        };
        Ok(Hook {
            name: config.name.clone(),
            point: config.point,
            on_failure,
            filters,
            timeout,
            places: Arc::new(Semaphore::new(config.max_concurrent)),
            max_concurrent: config.max_concurrent,
            circuit: Circuit::default(),
            callee,
        })
    }

    /// Its name.
    pub fn name(&self) -> &HookName {
        &self.name
    }

    /// Calls under way at once, at most.
    pub fn max_concurrent(&self) -> usize {
        self.max_concurrent
    }

    pub(crate) fn point(&self) -> Point {
        self.point
    }

    pub(crate) fn on_failure(&self) -> OnFailure {
        self.on_failure
    }

    /// Whether the hook is for such a call.
    pub fn wants(&self, input: &Input) -> bool {
        let Filters {
            tenants,
            gateways,
            events,
        } = &self.filters;
        let gateway = input.operation.as_ref().map(|operation| &operation.gateway);
        let event = input.event.as_ref().map(|event| event.name);
        (tenants.is_empty() || tenants.contains(&input.payment.tenant))
            && (gateways.is_empty() || gateway.is_some_and(|gateway| gateways.contains(gateway)))
            && (events.is_empty()
                || event.is_some_and(|event| events.iter().any(|filter| matches(filter, event))))
    }

    /// Calls the hook once, within its time.
    pub async fn call(&self, input: &Input) -> HookRun {
        self.call_with(input, &input.document(self.point)).await
    }

    pub(crate) async fn call_with(&self, input: &Input, document: &[u8]) -> HookRun {
        let started = Instant::now();
        let result = match self.answer(input, document, started + self.timeout).await {
            Ok(Answer::Continue(advice)) => RunResult::Continued(advice),
            Ok(Answer::Refuse { code, message }) => RunResult::Refused { code, message },
            Err(failure) => RunResult::Failed(failure),
        };
        self.report(input, &result);
        HookRun {
            hook: self.name.clone(),
            result,
            took: started.elapsed(),
        }
    }

    async fn answer(&self, input: &Input, document: &[u8], deadline: Instant) -> Result<Answer, HookFailure> {
        if !self.circuit.lets_through() {
            return Err(HookFailure::LeftAlone);
        }
        let place = match timeout_at(deadline, Arc::clone(&self.places).acquire_owned()).await {
            Ok(place) => place.expect("the semaphore is never closed"),
            // Says that many ask, not that the hook is ill.
            Err(_) => return Err(HookFailure::Busy),
        };
        let called = async {
            match &self.callee {
                Callee::Http(http) => {
                    let _place = place;
                    http.call(&input.id, document).await
                }
                Callee::Module(module) => Module::call(Arc::clone(module), document.to_vec(), place).await,
            }
        };
        let answer = match timeout_at(deadline, called).await {
            Ok(Ok(bytes)) => answer::read(self.point, &bytes).map_err(HookFailure::from),
            Ok(Err(failure)) => Err(failure),
            Err(_) => Err(match self.callee {
                Callee::Http(_) => HookFailure::TimedOut,
                Callee::Module(_) => HookFailure::RanTooLong,
            }),
        };
        if self.circuit.note(answer.is_err()) {
            tracing::error!(hook = %self.name, "a hook failed too often in a row and is left alone for a while");
        }
        answer
    }

    fn report(&self, input: &Input, result: &RunResult) {
        metrics::counter!(
            "bezant_hook_calls_total",
            "hook" => self.name.to_string(),
            "point" => self.point.as_str(),
            "result" => result.as_str(),
        )
        .increment(1);
        match result {
            // It was said when it began.
            RunResult::Failed(HookFailure::LeftAlone) => {}
            RunResult::Failed(failure) => {
                tracing::warn!(hook = %self.name, payment = %input.payment.id, %failure, "a hook failed");
            }
            RunResult::Refused { code, .. } => {
                tracing::info!(hook = %self.name, payment = %input.payment.id, code, "a hook refused");
            }
            RunResult::Continued(_) => {}
        }
    }
}
