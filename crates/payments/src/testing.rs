//! A bench for tests: one payment, a router that takes the first gateway not yet tried, a clock that stands still.

pub(crate) mod book;
mod drawn_edges;
mod every_status;
mod walk;
mod world;

use bezant_kernel::{
    Context, Currency, GatewayName, IdGenerator, MethodKind, Milliseconds, Money, PaymentId, PrincipalId,
    Tenant, TenantId, Timestamp,
};

use crate::{
    Action, Approval, Candidate, CaptureMode, Command, Create, Decision, Decline, DeclineCode, Event,
    GatewayReference, Operation, Outcome, Payment, Policy, Rejection, RouteChoice, RouteWant, Router, Stamp,
    Status, Window, apply, decide, decode_event, due, encode_event,
};

pub(crate) struct Bench {
    pub(crate) now: Timestamp,
    pub(crate) policy: Policy,
    pub(crate) router: FirstOf,
    pub(crate) tenant: Tenant,
    ids: IdGenerator,
    position: u64,
    payment: Option<Payment>,
    /// All that was committed.
    pub(crate) log: Vec<(Stamp, Event)>,
}

/// Prefers gateways in the order given.
pub(crate) struct FirstOf(Vec<GatewayName>);

impl FirstOf {
    /// No gateway is left.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

impl Router for FirstOf {
    fn choose(&self, _context: &Context<'_>, want: &RouteWant<'_>) -> RouteChoice {
        let is_out =
            |name: &GatewayName| want.excluded.contains(name) || want.advice.exclude().contains(name);
        let preferred = want.advice.prefer().iter().filter(|name| self.0.contains(name));
        let gateway = preferred.chain(&self.0).find(|name| !is_out(name)).cloned();
        let explanation = self.0.iter().map(|name| Candidate {
            gateway: name.clone(),
            score: 980_000,
            verdict: if Some(name) == gateway.as_ref() {
                "chosen"
            } else {
                "eligible"
            }
            .into(),
        });
        RouteChoice {
            explanation: explanation.collect(),
            gateway,
            three_d_secure: false,
            decision: vec![7],
        }
    }

    fn best_moment(&self, _want: &RouteWant<'_>, _after: DeclineCode, window: Window) -> Timestamp {
        window.earliest
    }
}

pub(crate) fn euro(minor: i128) -> Money {
    Money::new(minor, Currency::EUR)
}

/// Ten euros on gateway `a`, to be captured by hand.
pub(crate) fn a_create() -> Create {
    Create {
        amount: euro(1_000),
        capture: CaptureMode::Manual,
        reference: Some("order-2024-000123".to_owned()),
        metadata: vec![("cart".to_owned(), "77".to_owned())],
        created_by: Some(PrincipalId::from_u128(4)),
        ..Create::new(euro(1_000), MethodKind::Card, "tok_approved_1234")
    }
}

pub(crate) fn approval(minor: i128) -> Approval {
    Approval {
        reference: GatewayReference("sbx_01h455vb4pex5vsk".to_owned()),
        amount: euro(minor),
        fee: euro(0),
        captured: false,
        settled: true,
    }
}

pub(crate) fn approved(minor: i128) -> Outcome {
    Outcome::Approved(approval(minor))
}

pub(crate) fn unsettled(minor: i128) -> Outcome {
    Outcome::Approved(Approval {
        settled: false,
        ..approval(minor)
    })
}

pub(crate) fn declined(code: DeclineCode) -> Outcome {
    Outcome::Declined(Decline {
        code,
        gateway_code: "51".to_owned(),
    })
}

impl Bench {
    pub(crate) fn new() -> Self {
        Bench::with_gateways(&["a", "b"])
    }

    pub(crate) fn with_gateways(names: &[&str]) -> Self {
        Bench {
            now: Timestamp::from_microseconds(1_700_000_000_000_000),
            // A decline is an end unless a test says otherwise.
            policy: Policy {
                decline_failovers: 0,
                ..Policy::default()
            },
            router: FirstOf(names.iter().map(|name| name.parse().unwrap()).collect()),
            tenant: Tenant::new(TenantId::from_u128(1)),
            ids: IdGenerator::new([1; 32]),
            position: 0,
            payment: None,
            log: Vec::new(),
        }
    }

    pub(crate) fn processing() -> Self {
        let mut bench = Bench::new();
        bench.act(Action::Create(Box::new(a_create()))).unwrap();
        bench
    }

    /// One whose caller waits for this long.
    pub(crate) fn processing_within(span: Milliseconds) -> Self {
        let mut bench = Bench::new();
        bench.policy.answer_within = span;
        bench.act(Action::Create(Box::new(a_create()))).unwrap();
        bench
    }

    pub(crate) fn authorized() -> Self {
        let mut bench = Bench::processing();
        bench.outcome(approved(1_000)).unwrap();
        bench
    }

    pub(crate) fn completed() -> Self {
        let mut bench = Bench::authorized();
        bench.act(Action::Capture { amount: None }).unwrap();
        bench.outcome(approved(1_000)).unwrap();
        bench
    }

    pub(crate) fn exists(&self) -> bool {
        self.payment.is_some()
    }

    pub(crate) fn payment(&self) -> &Payment {
        self.payment.as_ref().unwrap()
    }

    pub(crate) fn status(&self) -> Status {
        self.payment().status
    }

    /// The operation that a gateway is being called for.
    pub(crate) fn operation(&self) -> &Operation {
        self.payment().operation_in_flight().expect("a call is owed")
    }

    pub(crate) fn act(&mut self, action: Action) -> Result<Decision, Rejection> {
        self.command(None, action)
    }

    pub(crate) fn command(
        &mut self,
        expected_version: Option<u64>,
        action: Action,
    ) -> Result<Decision, Rejection> {
        let command = Command {
            payment: PaymentId::from_u128(7),
            expected_version,
            action,
        };
        let context = Context {
            now: self.now,
            ids: &self.ids,
        };
        let decision = decide(
            self.payment.as_ref(),
            self.tenant,
            &context,
            &self.router,
            &self.policy,
            command,
        )?;
        self.apply(&decision);
        Ok(decision)
    }

    /// The outcome of the operation under way.
    pub(crate) fn outcome(&mut self, outcome: Outcome) -> Result<Decision, Rejection> {
        let flight = self.payment().flight.as_ref().expect("an operation is under way");
        let operation = flight.operation.id;
        self.act(Action::RecordOutcome {
            operation,
            outcome,
            latency: Milliseconds(45),
        })
    }

    /// What is due now.
    pub(crate) fn due(&mut self) -> Option<Decision> {
        let context = Context {
            now: self.now,
            ids: &self.ids,
        };
        let decision = due(self.payment(), &context, &self.router, &self.policy)?;
        self.apply(&decision);
        Some(decision)
    }

    /// Lets the next timer fire.
    pub(crate) fn fire(&mut self) -> Decision {
        self.now = self.payment().next_timer().expect("a timer runs");
        self.due().expect("a timer that has come is due")
    }

    /// Applies what would come back from the log, and checks that snapshots keep everything.
    fn apply(&mut self, decision: &Decision) {
        self.position += 1;
        let stamp = Stamp {
            position: self.position,
            at: self.now,
            tenant: self.tenant,
        };
        for event in &decision.events {
            let mut bytes = Vec::new();
            encode_event(event, &mut bytes);
            assert_eq!(decode_event(&bytes).as_ref(), Ok(event));
            self.log.push((stamp, event.clone()));
            if let Some(new) = apply(self.payment.as_mut(), &stamp, event) {
                self.payment = Some(new);
            }
        }
        let payment = self.payment();
        payment.assert_sound();
        let mut bytes = Vec::new();
        payment.encode(&mut bytes);
        assert_eq!(Payment::decode(&bytes).as_ref(), Ok(payment));
    }
}
