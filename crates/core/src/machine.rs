//! The engine's seam, implemented: every command goes to its machine, and the machines' effects on each other happen here
//! and nowhere else.

use bezant_engine::{Archived, ColdError, ColdKey, ColdRead, Frozen, Machine, Stamp, Subject, Touch};
use bezant_flows::PlannedTransfer;
use bezant_kernel::wire::Corrupt;
use bezant_kernel::{AccountId, Context, Currency, PaymentId, RefundId, Tenant, Timestamp};
use bezant_ledger::{CallerTransfer, Monitor};
use bezant_log::Position;
use bezant_payments::{Action, EventKind, Payment};
use bytes::Bytes;

use crate::router::RoutingMachine;
use crate::{
    Answer, Command, Core, Directory, Event, Flow, FlowPlan, Query, Rejection, Reply, RoutingSettings,
};

/// What stands before the packed transfers in a stored event: the machine, and its kind of event.
const POSTED: [u8; 2] = [crate::event::LEDGER, 3];

impl Machine for Core {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;
    type Reply = Reply;
    type Query = Query;
    type Answer = Answer;

    fn prefetch(
        &mut self,
        tenant: Tenant,
        touch: Touch<'_, Self>,
        cold: &dyn ColdRead,
    ) -> Result<(), ColdError> {
        match touch {
            Touch::Command(Command::Payment(command)) => match command.action {
                // Payments' ids are made by the edge from fresh randomness; only a look-up could tell that one exists.
                Action::Create(_) => Ok(()),
                _ => self.recall_payment(command.payment, cold),
            },
            Touch::Command(Command::Ledger(command)) => self.recall_transfers(tenant, command, cold),
            Touch::Command(Command::Flow(flow)) | Touch::Query(Query::PlanFlow { flow, .. }) => {
                self.recall_flow(tenant, flow, cold)
            }
            Touch::Command(Command::Reconciliation(command)) => {
                self.recall_for_reconciliation(tenant, command, cold)
            }
            Touch::Query(Query::Reconciliation(query)) => self.recall_for_answer(tenant, query, cold),
            Touch::Event(Event::Reconciliation(event)) => self.recall_reconciled(tenant, event, cold),
            Touch::Command(
                Command::Identity(_) | Command::Webhooks(_) | Command::Routing(_) | Command::SetPolicy(_),
            ) => Ok(()),
            Touch::Event(Event::Payment(event)) => match event.kind {
                EventKind::Created(_) => Ok(()),
                _ => self.recall_payment(event.payment, cold),
            },
            Touch::Event(_) => Ok(()),
            Touch::Query(Query::Payment(id) | Query::PaymentOwner(id)) => self.recall_payment(*id, cold),
            Touch::Query(Query::Payments(ids)) => {
                ids.iter().try_for_each(|id| self.recall_payment(*id, cold))
            }
            Touch::Query(_) => Ok(()),
        }
    }

    fn decide(
        &self,
        tenant: Tenant,
        context: &Context<'_>,
        command: Command,
    ) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Payment(command) => {
                let id = command.payment;
                if let Action::TakeNotice { gateway, event, .. } = &command.action
                    && self.heard.has(gateway, event)
                {
                    let known = self
                        .payment(tenant, id)
                        .ok_or(bezant_payments::Rejection::NotFound)?;
                    return Err(Rejection::Unchanged(Box::new(Reply::Payment(Box::new(
                        known.clone(),
                    )))));
                }
                let router = RoutingMachine(&self.routing);
                let payment = self.any_payment(id);
                let is_new = matches!(command.action, Action::Create(_));
                let decision =
                    bezant_payments::decide(payment, tenant, context, &router, &self.policy, command)?;
                if is_new {
                    let limit = self.identity.tenancy.limits(tenant).payments_per_day;
                    self.daily.check(tenant, limit, context.now)?;
                }
                self.with_postings(tenant, context, id, decision)
            }
            Command::Ledger(command) => {
                if let bezant_ledger::Command::OpenAccount(open) = &command
                    && let bezant_ledger::Place::At(path) = &open.place
                    && bezant_payments::is_payments_account(path)
                {
                    return Err(Rejection::ReservedAccount);
                }
                let events = bezant_ledger::decide(&self.ledger, tenant, context.now, command)?;
                Ok(events.into_iter().map(Event::Ledger).collect())
            }
            Command::Flow(flow) => {
                let (_, chain) = self.flow_chain(tenant, context.now, &flow)?;
                if chain.is_empty() {
                    let (made, refused) = (None, None);
                    return Err(Rejection::Unchanged(Box::new(Reply::Transfers { made, refused })));
                }
                let command = bezant_ledger::Command::Transfers(chain);
                let events = bezant_ledger::decide(&self.ledger, tenant, context.now, command)?;
                Ok(events.into_iter().map(Event::Ledger).collect())
            }
            Command::Identity(command) => {
                let events = bezant_identity::decide(&self.identity, context.now, tenant, command)?;
                changed(events.into_iter().map(Event::Identity).collect(), Reply::Identity)
            }
            Command::Webhooks(command) => {
                use bezant_webhooks::Command::{
                    CreateEndpoint, DeleteEndpoint, DisableEndpoint, RotateSecret, UpdateEndpoint,
                };
                let id = match &command {
                    CreateEndpoint { id, .. }
                    | UpdateEndpoint { id, .. }
                    | RotateSecret { id, .. }
                    | DisableEndpoint { id, .. }
                    | DeleteEndpoint { id } => *id,
                };
                let events = bezant_webhooks::decide(&self.webhooks, context.now, tenant, command)?;
                changed(
                    events.into_iter().map(Event::Webhooks).collect(),
                    Reply::Endpoint(id),
                )
            }
            Command::Reconciliation(command) => {
                let events = bezant_reconciliation::decide(&self.reconciliation, tenant, command)?;
                Ok(events.into_iter().map(Event::Reconciliation).collect())
            }
            Command::Routing(command) => {
                let events = bezant_routing::decide(&self.routing, command)?;
                changed(events.into_iter().map(Event::Routing).collect(), Reply::Settings)
            }
            Command::SetPolicy(policy) if policy == self.policy => changed(Vec::new(), Reply::Settings),
            Command::SetPolicy(policy) => Ok(vec![Event::PolicySet(policy)]),
        }
    }

    fn apply(&mut self, stamp: &Stamp, event: &Event) {
        self.position = stamp.position;
        let (at, tenant) = (stamp.committed_at, stamp.tenant);
        match event {
            Event::Payment(event) => {
                let stamp = bezant_payments::Stamp {
                    position: stamp.position.0,
                    at,
                    tenant,
                };
                let before = self.any_payment(event.payment).map(|payment| payment.status);
                self.change_payment(event.payment, |payment| {
                    bezant_payments::apply(payment, &stamp, event)
                });
                if let EventKind::Created(_) = &event.kind {
                    self.daily.count(tenant, at);
                }
                if let EventKind::NoticeTaken { gateway, event } = &event.kind {
                    self.heard.remember(gateway, event);
                }
                if let EventKind::RefundRequested { refund, .. } = &event.kind {
                    self.link_refund(*refund, event.payment);
                }
                self.learn(at, before, event);
            }
            Event::Ledger(event) => bezant_ledger::apply(&mut self.ledger, tenant, stamp.position.0, event),
            Event::Identity(event) => bezant_identity::apply(&mut self.identity, at, tenant, event),
            Event::Webhooks(event) => bezant_webhooks::apply(&mut self.webhooks, at, tenant, event),
            Event::Reconciliation(event) => {
                let stamp = bezant_reconciliation::Stamp {
                    position: stamp.position.0,
                    at,
                    tenant,
                };
                bezant_reconciliation::apply(&mut self.reconciliation, &stamp, event);
            }
            Event::Routing(event) => bezant_routing::apply(&mut self.routing, at, tenant, event),
            Event::PolicySet(policy) => self.policy = *policy,
        }
    }

    fn reply(&self, tenant: Tenant, events: &[Event]) -> Reply {
        let payment = |id: PaymentId| {
            Box::new(
                self.payment(tenant, id)
                    .expect("an event's payment is in memory")
                    .clone(),
            )
        };
        match events
            .first()
            .expect("an accepted command leads to at least one event")
        {
            Event::Payment(event) => match &event.kind {
                EventKind::RefundRequested { refund, .. } | EventKind::RefundReturned { refund, .. } => {
                    Reply::Refund(payment(event.payment), *refund)
                }
                _ => Reply::Payment(payment(event.payment)),
            },
            Event::Ledger(event) => ledger_reply(event, events),
            Event::Identity(_) => Reply::Identity,
            Event::Webhooks(
                bezant_webhooks::Event::EndpointCreated { id, .. }
                | bezant_webhooks::Event::EndpointUpdated { id, .. }
                | bezant_webhooks::Event::SecretRotated { id, .. }
                | bezant_webhooks::Event::EndpointDisabled { id, .. }
                | bezant_webhooks::Event::EndpointDeleted { id },
            ) => Reply::Endpoint(*id),
            Event::Reconciliation(event) => crate::reconciliation::reply(event),
            Event::Routing(_) | Event::PolicySet(_) => Reply::Settings,
        }
    }

    fn query(&self, tenant: Tenant, query: Query) -> Answer {
        match query {
            Query::Payment(id) => Answer::Payment(self.payment(tenant, id).cloned().map(Box::new)),
            Query::Payments(ids) => {
                let payments = ids.into_iter().filter_map(|id| self.payment(tenant, id));
                Answer::Payments(payments.cloned().collect())
            }
            Query::PaymentOwner(id) => {
                Answer::PaymentOwner(self.any_payment(id).map(|payment| payment.tenant))
            }
            Query::NeedingAttention { before, limit } => {
                let payments = self.needing_attention(tenant, before);
                Answer::Payments(payments.take(limit).cloned().collect())
            }
            Query::Account(id) => Answer::Account(self.ledger.account(tenant, id).map(Box::new)),
            Query::TheseAccounts(ids) => {
                let accounts = ids.into_iter().filter_map(|id| self.ledger.account(tenant, id));
                Answer::Accounts(accounts.collect())
            }
            Query::AccountAt { path, currency } => {
                Answer::Account(self.ledger.account_at(tenant, &path, currency).map(Box::new))
            }
            Query::Excerpt(touched) => Answer::Excerpt(Box::new(self.ledger.excerpt(tenant, &touched))),
            Query::Paths(ids) => {
                let account = |id| self.ledger.account(tenant, id);
                let path = |account: bezant_ledger::Account| (account.id, account.terms.path);
                Answer::Paths(ids.into_iter().filter_map(account).map(path).collect())
            }
            Query::Accounts { skip, limit } => {
                Answer::Accounts(self.ledger.accounts(tenant).skip(skip).take(limit).collect())
            }
            Query::AccountsUnder { prefix, after, limit } => {
                Answer::Accounts(self.ledger.accounts_under(tenant, &prefix, after, limit))
            }
            Query::RolledUp { prefix } => Answer::RolledUp(self.ledger.rolled_up(tenant, &prefix)),
            Query::Schedules { after, limit } => {
                let schedules = self.ledger.schedules(tenant);
                let rest = schedules.filter(|one| after.is_none_or(|after| one.id > after));
                Answer::Schedules(rest.take(limit).cloned().collect())
            }
            Query::Schedule(id) => Answer::Schedule(self.ledger.schedule(tenant, id).cloned().map(Box::new)),
            Query::Monitors {
                account,
                after,
                limit,
            } => {
                let monitors = self.ledger.monitors(tenant);
                let rest = monitors.filter(|(of, one)| {
                    account.is_none_or(|account| *of == account) && after.is_none_or(|after| one.id > after)
                });
                Answer::Monitors(
                    rest.take(limit)
                        .map(|watched| self.shown(tenant, watched))
                        .collect(),
                )
            }
            Query::Monitor(id) => {
                let found = self.ledger.monitor(tenant, id);
                Answer::Monitor(found.map(|watched| self.shown(tenant, watched)))
            }
            Query::PlanFlow { flow, now } => Answer::FlowPlan(self.plan_flow(tenant, now, &flow)),
            Query::TrialBalance => Answer::TrialBalance(self.ledger.trial_balance(tenant)),
            Query::Hold(id) => Answer::Hold(self.ledger.hold(tenant, id).copied()),
            Query::Reconciliation(query) => Answer::Reconciliation(self.answer_reconciliation(tenant, query)),
            Query::Routing => Answer::Routing(Box::new(RoutingSettings::of(&self.routing))),
            Query::TryRoute(trial) => Answer::TryRoute(trial.decide(&self.routing, tenant)),
            Query::Gateways { now } => {
                let profiles = self.routing.profiles().cloned();
                Answer::Gateways(profiles.zip(bezant_routing::health(&self.routing, now)).collect())
            }
            Query::Endpoints => Answer::Endpoints(self.webhooks.endpoints(tenant).cloned().collect()),
            Query::Endpoint(id) => {
                Answer::Endpoint(self.webhooks.endpoint(tenant, id).cloned().map(Box::new))
            }
            Query::Directory => Answer::Directory(Box::new(Directory::new(
                self.position,
                self.identity.clone(),
                self.webhooks.clone(),
            ))),
            Query::OpenOperations => {
                let open = |payment: &Payment| {
                    payment
                        .operation_in_flight()
                        .map(|operation| (payment.tenant, operation.clone()))
                };
                let mut operations: Vec<_> = self.payments().filter_map(open).collect();
                operations.sort_by_key(|(_, operation)| operation.id);
                Answer::OpenOperations(self.position, operations)
            }
            Query::ProbesDue { now } => Answer::ProbesDue(self.routing.probes_due(now)),
            Query::Counts => Answer::Counts {
                payments: self.payment_count(),
                accounts: self.ledger.account_count(),
                holds: self.ledger.hold_count(),
                needing_attention: self.needing_attention_count(),
            },
        }
    }

    fn subject(reply: &Reply) -> Option<Subject> {
        match reply {
            Reply::Payment(payment) => Some(Subject(payment.id.as_u128())),
            Reply::Refund(_, refund) => Some(Subject(refund.as_u128())),
            Reply::Account(_)
            | Reply::Transfers { .. }
            | Reply::Schedule(_)
            | Reply::Monitor(_)
            | Reply::Identity
            | Reply::Endpoint(_)
            | Reply::Reconciliation(_)
            | Reply::Statement(_)
            | Reply::Matches(_)
            | Reply::ReconciliationItem(_)
            | Reply::Settings => None,
        }
    }

    fn touches(event: &Event) -> Option<Subject> {
        match event {
            Event::Payment(event) => Some(match &event.kind {
                EventKind::RefundRequested { refund, .. }
                | EventKind::RefundSucceeded { refund, .. }
                | EventKind::RefundFailed { refund, .. }
                | EventKind::RefundReturned { refund, .. } => Subject(refund.as_u128()),
                _ => Subject(event.payment.as_u128()),
            }),
            Event::Ledger(_)
            | Event::Identity(_)
            | Event::Webhooks(_)
            | Event::Reconciliation(_)
            | Event::Routing(_)
            | Event::PolicySet(_) => None,
        }
    }

    fn settled(&self, tenant: Tenant, subject: Subject) -> Option<Reply> {
        self.payment_of(tenant, subject)
            .is_some_and(|payment| !payment.is_under_way())
            .then(|| self.reply_now(tenant, subject))
            .flatten()
    }

    fn reply_now(&self, tenant: Tenant, subject: Subject) -> Option<Reply> {
        let payment = self.payment_of(tenant, subject)?;
        let copy = Box::new(payment.clone());
        Some(if payment.id.as_u128() == subject.0 {
            Reply::Payment(copy)
        } else {
            Reply::Refund(copy, RefundId::from_u128(subject.0))
        })
    }

    fn next_timer(&self) -> Option<Timestamp> {
        match (Core::next_timer(self), self.ledger.next_timer()) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    fn due(&self, context: &Context<'_>, limit: usize) -> Vec<(Tenant, Vec<Event>)> {
        let decide = |payment: &Payment| {
            let decision =
                bezant_payments::due(payment, context, &RoutingMachine(&self.routing), &self.policy)
                    .expect("a payment whose timer has come has something due");
            // What timers post only releases holds, and starting a capture, a void or an inquiry posts nothing.
            let events = self
                .with_postings(payment.tenant, context, payment.id, decision)
                .expect("the ledger never refuses to release a payment's hold");
            (payment.tenant, events)
        };
        let mut groups: Vec<_> = Core::due(self, context.now).take(limit).map(decide).collect();
        if groups.is_empty() {
            // Apart from payments' timers: groups of one call must hold whatever the others did, and only the ledger can see to
            // that among its own.
            let own = bezant_ledger::due(&self.ledger, context.now, limit);
            groups.extend(
                own.into_iter()
                    .map(|(tenant, events)| (tenant, events.into_iter().map(Event::Ledger).collect())),
            );
        }
        groups
    }

    fn evict(&mut self, committed: Position, sink: &mut dyn FnMut(ColdKey, Position, Vec<u8>)) {
        Core::evict(self, committed, sink);
    }

    fn snapshot(&self, out: &mut Vec<u8>) {
        Core::freeze(self)(out);
    }

    fn freeze(&self) -> Frozen {
        Core::freeze(self)
    }

    fn restore(&self, bytes: &[u8]) -> Result<Self, Corrupt> {
        Core::restore(bytes, self.ledger.secret())
    }

    fn encode_event(event: &Event, out: &mut Vec<u8>) {
        event.encode(out);
    }

    fn decode_event(bytes: Bytes) -> Result<Event, Corrupt> {
        Event::decode(bytes)
    }

    fn archived(event: &Event) -> Option<Archived<'_>> {
        match event {
            Event::Ledger(bezant_ledger::Event::Posted(records)) => Some(Archived {
                prefix: POSTED,
                records: records.as_bytes(),
            }),
            _ => None,
        }
    }

    fn archived_prefix(stored: &[u8]) -> Option<usize> {
        stored.starts_with(&POSTED).then_some(POSTED.len())
    }

    fn weight(command: &Command) -> usize {
        match command {
            Command::Ledger(command) => command.packed_bytes(),
            _ => 0,
        }
    }

    fn encode_reply(reply: &Reply, out: &mut Vec<u8>) {
        reply.encode(out);
    }

    fn decode_reply(bytes: &[u8]) -> Result<Reply, Corrupt> {
        Reply::decode(bytes)
    }
}

impl Core {
    /// The payment that a subject is, or whose refund it is.
    fn payment_of(&self, tenant: Tenant, subject: Subject) -> Option<&Payment> {
        self.payment(tenant, PaymentId::from_u128(subject.0))
            .or_else(|| self.payment_of_refund(tenant, RefundId::from_u128(subject.0)))
    }

    /// A payment's decision with what its postings mean for the ledger, or the ledger's refusal of the whole.
    fn with_postings(
        &self,
        tenant: Tenant,
        context: &Context<'_>,
        payment: PaymentId,
        decision: bezant_payments::Decision,
    ) -> Result<Vec<Event>, Rejection> {
        let mut events: Vec<Event> = decision.events.into_iter().map(Event::Payment).collect();
        if !decision.postings.is_empty() {
            let reference = payment.as_u128();
            let posted = bezant_ledger::post(
                &self.ledger,
                tenant,
                context.now,
                reference,
                &decision.postings,
                // What a gateway did must never be refused by the books, so no caller touches what payments pass through.
                &[bezant_payments::CLEARING_ACCOUNT],
            )?;
            events.extend(posted.into_iter().map(Event::Ledger));
        }
        Ok(events)
    }

    /// What a flow asks for now, unless it was carried out before.
    fn flow_chain(
        &self,
        tenant: Tenant,
        now: Timestamp,
        flow: &Flow,
    ) -> Result<(Vec<PlannedTransfer>, Vec<CallerTransfer>), Rejection> {
        if self.is_flow_made() {
            return Err(Rejection::FlowExists(flow.id));
        }
        crate::flow::chain(&self.ledger, tenant, now, flow)
    }

    /// A monitor with the account that it watches, and the currency of that.
    fn shown(&self, tenant: Tenant, (of, monitor): (AccountId, &Monitor)) -> (AccountId, Currency, Monitor) {
        let account = self.ledger.account(tenant, of);
        let account = account.expect("what is watched was opened, and no account goes away");
        (of, account.terms.currency, *monitor)
    }

    /// Decides a flow without keeping the decision.
    fn plan_flow(&self, tenant: Tenant, now: Timestamp, flow: &Flow) -> Result<FlowPlan, Rejection> {
        let (planned, chain) = self.flow_chain(tenant, now, flow)?;
        let mut made = None;
        if !chain.is_empty() {
            let command = bezant_ledger::Command::Transfers(chain);
            let events = bezant_ledger::decide(&self.ledger, tenant, now, command)?;
            made = events.into_iter().find_map(|event| match event {
                bezant_ledger::Event::Posted(records) => Some(records),
                _ => None,
            });
        }
        Ok(FlowPlan { planned, made })
    }
}

/// The reply to a command of the ledger, from its first event and all of them.
fn ledger_reply(first: &bezant_ledger::Event, events: &[Event]) -> Reply {
    use bezant_ledger::Event as Ledger;
    match first {
        Ledger::AccountOpened { id, .. } => Reply::Account(*id),
        Ledger::AccountChanged { account, .. } => Reply::Account(*account),
        Ledger::Scheduled(schedule) => Reply::Schedule(schedule.id),
        Ledger::ScheduleCancelled { id } | Ledger::ScheduleFailed { id, .. } => Reply::Schedule(*id),
        Ledger::MonitorSet { id, .. } | Ledger::MonitorRemoved { id } => Reply::Monitor(*id),
        Ledger::Posted(_) | Ledger::Refused(_) | Ledger::Attached(_) | Ledger::MonitorCrossed(_) => {
            let (mut made, mut refused) = (None, None);
            for event in events {
                match event {
                    Event::Ledger(Ledger::Posted(records)) => made = Some(records.clone()),
                    Event::Ledger(Ledger::Refused(results)) => refused = Some(results.clone()),
                    _ => {}
                }
            }
            Reply::Transfers { made, refused }
        }
    }
}

fn changed(events: Vec<Event>, unchanged: Reply) -> Result<Vec<Event>, Rejection> {
    if events.is_empty() {
        Err(Rejection::Unchanged(Box::new(unchanged)))
    } else {
        Ok(events)
    }
}
