//! A decision in the making: events and postings in order, each change of status checked against the table.

use bezant_kernel::{PaymentId, Posting};

use crate::event::{Created, Event, EventKind};
use crate::payment::Payment;
use crate::status::Status;

/// What a command or timer leads to. Events and postings are committed together or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What happened, in order; at least one.
    pub events: Vec<Event>,
    /// What it means for the books, in order.
    pub postings: Vec<Posting>,
}

impl Decision {
    /// The same, and this happened too.
    pub(crate) fn and(mut self, payment: PaymentId, kind: EventKind) -> Decision {
        self.events.push(Event { payment, kind });
        self
    }
}

pub(crate) struct Draft {
    payment: PaymentId,
    status: Status,
    events: Vec<Event>,
    pub(crate) postings: Vec<Posting>,
}

impl Draft {
    /// A decision about a payment that exists.
    pub(crate) fn of(payment: &Payment) -> Self {
        Draft {
            payment: payment.id,
            status: payment.status,
            events: Vec::with_capacity(4),
            postings: Vec::new(),
        }
    }

    /// A decision that starts with a new payment.
    pub(crate) fn create(payment: PaymentId, created: Created) -> Self {
        let kind = EventKind::Created(Box::new(created));
        let mut events = Vec::with_capacity(3);
        events.push(Event { payment, kind });
        Draft {
            payment,
            status: Status::Initiated,
            events,
            postings: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, kind: EventKind) {
        let event = Event {
            payment: self.payment,
            kind,
        };
        let after = event.status_after(self.status);
        assert_transition(self.status, after);
        self.status = after;
        self.events.push(event);
    }

    pub(crate) fn finish(self) -> Decision {
        assert!(!self.events.is_empty(), "a decision has at least one event");
        Decision {
            events: self.events,
            postings: self.postings,
        }
    }
}

/// Whatever changes the status is in the table.
pub(crate) fn assert_transition(before: Status, after: Status) {
    assert!(
        before == after || before.may_become(after),
        "no transition from {before} to {after} is drawn"
    );
}
