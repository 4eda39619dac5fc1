//! The orchestrator as the node has it, in virtual time: it calls gateways for committed operations, over a network that
//! loses, delays and doubles, and submits what came of it. It forgets everything when the node dies.

use std::collections::BTreeMap;

use bezant_core::{Command, Rejection};
use bezant_engine::{Correlation, Request, SubmitError, Submitted};
use bezant_kernel::{Milliseconds, OperationId, Tenant, Timestamp};
use bezant_payments::{Action, Call, Failure, Operation, Outcome, UnknownReason};

use crate::machine::Simulated;
use crate::node::{Caller, Work};
use crate::timeline::{MILLISECOND, SECOND};
use crate::violation::{Invariant, Violation};
use crate::world::{Happening, World};

/// A call under way.
struct Calling {
    tenant: Tenant,
    correlation: Correlation,
    operation: Operation,
    began: Timestamp,
}

/// An outcome that is not yet recorded.
struct Record {
    tenant: Tenant,
    correlation: Correlation,
    operation: Operation,
    outcome: Outcome,
    latency: Milliseconds,
}

#[derive(Default)]
pub(crate) struct Orchestrator {
    next: u64,
    calls: BTreeMap<u64, Calling>,
    records: BTreeMap<u64, Record>,
}

/// What becomes of a request on its way.
enum Fate {
    /// The gateway is down, or too busy, or the node itself holds the call back: nothing happens.
    Refused(Failure),
    /// It never arrives.
    Lost,
    /// It arrives, once or twice.
    Arrives {
        travel: u64,
        second_copy: Option<u64>,
        answer_after: Option<u64>,
    },
}

impl Orchestrator {
    pub(crate) fn die(&mut self) {
        self.calls.clear();
        self.records.clear();
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.calls.is_empty() && self.records.is_empty()
    }

    /// Whether the operation is being called, or its outcome being recorded.
    pub(crate) fn works_on(&self, operation: OperationId) -> bool {
        let mut calls = self.calls.values().map(|calling| calling.operation.id);
        let mut records = self.records.values().map(|record| record.operation.id);
        calls.any(|id| id == operation) || records.any(|id| id == operation)
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }
}

impl World {
    /// What the last life left open: an inquiry may simply be made again; of anything else nobody knows.
    pub(crate) fn resume(&mut self, open: Vec<(Tenant, Operation)>) {
        let correlation = Correlation::new("restart").expect("a short word");
        for (tenant, operation) in open {
            match operation.call {
                Call::Inquire => self.call_gateway(tenant, correlation.clone(), operation),
                Call::Send => {
                    let outcome = Outcome::Unknown(UnknownReason::Restarted);
                    self.record(tenant, correlation.clone(), operation, outcome, Milliseconds(0));
                }
            }
        }
    }

    pub(crate) fn call_gateway(&mut self, tenant: Tenant, correlation: Correlation, operation: Operation) {
        self.report.gateway_calls += 1;
        let call = self.orchestrator.number();
        let timeout = self.chance.between(2 * SECOND, 8 * SECOND);
        self.timeline.after(timeout, Happening::CallTimesOut { call });
        match self.fate(&operation) {
            Fate::Lost => {}
            Fate::Refused(failure) => {
                let soon = self.chance.between(MILLISECOND, 60 * MILLISECOND);
                self.timeline.after(
                    soon,
                    Happening::GatewayAnswers {
                        call,
                        tenant,
                        operation: operation.clone(),
                        outcome: Outcome::Failed(failure),
                    },
                );
            }
            Fate::Arrives {
                travel,
                second_copy,
                answer_after,
            } => {
                self.depart(travel, call, tenant, &operation, answer_after);
                if let Some(later) = second_copy {
                    self.depart(travel + later, call, tenant, &operation, None);
                }
            }
        }
        let began = self.now();
        let calling = Calling {
            tenant,
            correlation,
            operation,
            began,
        };
        self.orchestrator.calls.insert(call, calling);
    }

    fn depart(&mut self, travel: u64, call: u64, tenant: Tenant, operation: &Operation, answer: Option<u64>) {
        if operation.call == Call::Send {
            self.gateways.departs(operation.id);
        }
        self.timeline.after(
            travel,
            Happening::GatewayReceives {
                call,
                tenant,
                operation: operation.clone(),
                answer_after: answer,
            },
        );
    }

    fn fate(&mut self, operation: &Operation) -> Fate {
        let quick = self.chance.between(MILLISECOND / 5, 40 * MILLISECOND);
        let answer = self.chance.between(MILLISECOND / 5, 300 * MILLISECOND);
        let fine = Fate::Arrives {
            travel: quick,
            second_copy: None,
            answer_after: Some(answer),
        };
        if !self.chance.percent(self.weather.gateway_percent) {
            return fine;
        }
        match self.chance.below(12) {
            // A refusal says for certain that this send did nothing; one before it may have.
            0..=3 if operation.call == Call::Send => {
                if self.gateways.knows(operation.id) {
                    self.saw("sent again and refused");
                }
                Fate::Refused(*self.chance.pick(&[
                    Failure::Unavailable,
                    Failure::Unavailable,
                    Failure::RateLimited,
                    Failure::HeldBack,
                    Failure::Refused,
                    Failure::Vetoed,
                    Failure::TooLate,
                ]))
            }
            0..=4 => Fate::Lost,
            // It arrives when nobody waits any more.
            5 | 6 => Fate::Arrives {
                travel: self.chance.between(SECOND, 40 * SECOND),
                second_copy: None,
                answer_after: Some(answer),
            },
            7 | 8 => Fate::Arrives {
                travel: quick,
                second_copy: None,
                answer_after: None,
            },
            9 | 10 => Fate::Arrives {
                travel: quick,
                second_copy: None,
                answer_after: Some(self.chance.between(SECOND, 60 * SECOND)),
            },
            _ => Fate::Arrives {
                travel: quick,
                second_copy: Some(self.chance.below(20 * SECOND)),
                answer_after: Some(answer),
            },
        }
    }

    pub(crate) fn gateway_receives(
        &mut self,
        call: u64,
        tenant: Tenant,
        operation: Operation,
        answer_after: Option<u64>,
    ) -> Result<(), Violation> {
        let now = self.now();
        let truth = match operation.call {
            Call::Send => {
                let mute_permille = self.weather.lie_percent / 2;
                self.gateways
                    .receive(&operation, now, mute_permille, &mut self.chance)?
            }
            Call::Inquire => self.gateways.inquire(&operation, now)?,
        };
        if let Some(after) = answer_after {
            let outcome = self.told(&operation, truth);
            self.timeline.after(
                after,
                Happening::GatewayAnswers {
                    call,
                    tenant,
                    operation,
                    outcome,
                },
            );
        }
        Ok(())
    }

    pub(crate) fn gateway_answers(
        &mut self,
        call: u64,
        tenant: Tenant,
        operation: &Operation,
        outcome: Outcome,
    ) {
        if let Some(calling) = self.orchestrator.calls.remove(&call) {
            let latency = self.now().since(calling.began);
            self.record(
                calling.tenant,
                calling.correlation,
                calling.operation,
                outcome,
                latency,
            );
            return;
        }
        // Nobody waits for it any more. A gateway may still find a way to say what it did, by a notification say.
        let is_last_word = matches!(outcome, Outcome::Approved(_) | Outcome::Declined(_));
        if is_last_word && self.chance.percent(50) {
            self.saw("late");
            let correlation = Correlation::new("late").expect("a short word");
            self.record(
                tenant,
                correlation,
                operation.clone(),
                outcome,
                Milliseconds(10_000),
            );
        }
    }

    pub(crate) fn call_times_out(&mut self, call: u64) {
        let Some(calling) = self.orchestrator.calls.remove(&call) else {
            return;
        };
        let reasons = [
            UnknownReason::TimedOut,
            UnknownReason::ConnectionLost,
            UnknownReason::BadAnswer,
        ];
        let outcome = Outcome::Unknown(*self.chance.pick(&reasons));
        let latency = self.now().since(calling.began);
        self.record(
            calling.tenant,
            calling.correlation,
            calling.operation,
            outcome,
            latency,
        );
    }

    fn record(
        &mut self,
        tenant: Tenant,
        correlation: Correlation,
        operation: Operation,
        outcome: Outcome,
        latency: Milliseconds,
    ) {
        if self.node.is_none() {
            return;
        }
        let number = self.orchestrator.number();
        let record = Record {
            tenant,
            correlation,
            operation,
            outcome,
            latency,
        };
        self.orchestrator.records.insert(number, record);
        self.submit_record(number);
    }

    pub(crate) fn submit_record(&mut self, number: u64) {
        let Some(record) = self.orchestrator.records.get(&number) else {
            return;
        };
        let request = Request {
            tenant: record.tenant,
            correlation: record.correlation.clone(),
            idempotency: None,
            command: Command::Payment(bezant_payments::Command {
                payment: record.operation.payment,
                expected_version: None,
                action: Action::RecordOutcome {
                    operation: record.operation.id,
                    outcome: record.outcome.clone(),
                    latency: record.latency,
                },
            }),
        };
        self.submit(Work {
            request,
            wait: None,
            to: Caller::Record(number),
        });
    }

    pub(crate) fn recorded(&mut self, number: u64, outcome: Submitted<Simulated>) -> Result<(), Violation> {
        if outcome.is_ok()
            && let Some(record) = self.orchestrator.records.get(&number)
        {
            let (tenant, operation, said) = (record.tenant, record.operation.clone(), record.outcome.clone());
            self.say_again(tenant, operation, said);
        }
        match outcome {
            Ok(_)
            | Err(SubmitError::Rejected(Rejection::Payment(bezant_payments::Rejection::StaleOutcome))) => {
                self.orchestrator.records.remove(&number);
                Ok(())
            }
            Err(SubmitError::StorageFull | SubmitError::Busy { .. }) => {
                let pause = self.chance.between(50 * MILLISECOND, 2 * SECOND);
                self.timeline
                    .after(pause, Happening::RecordAgain { record: number });
                Ok(())
            }
            Err(refused) => {
                let record = self.orchestrator.records.get(&number);
                let what = record.map(|record| (&record.operation, &record.outcome));
                Err(Violation::new(
                    Invariant::FactsAreRecorded,
                    format!("{refused:?} for {what:?}"),
                ))
            }
        }
    }
}
