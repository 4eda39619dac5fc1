//! What happened, in the words of the machine that decided it, and its stored form: a byte for the machine, then the
//! machine's own encoding. Numbers are never reused.

use bezant_kernel::wire::Corrupt;
use bezant_payments::Policy;
use bytes::Bytes;

use crate::policy;

/// An event of any machine.
#[derive(Debug)]
pub enum Event {
    /// Of a payment.
    Payment(bezant_payments::Event),
    /// Of the ledger.
    Ledger(bezant_ledger::Event),
    /// Of tenants and keys.
    Identity(bezant_identity::Event),
    /// Of webhook endpoints.
    Webhooks(bezant_webhooks::Event),
    /// Of reconciliations.
    Reconciliation(bezant_reconciliation::Event),
    /// Of gateways.
    Routing(bezant_routing::Event),
    /// Payments are carried out by these times and counts from now on.
    PolicySet(Policy),
}

fn ledger_name(event: &bezant_ledger::Event) -> &'static str {
    use bezant_ledger::Event as Ledger;
    match event {
        Ledger::AccountOpened { .. } => "ledger.account_opened",
        Ledger::AccountChanged { .. } => "ledger.account_changed",
        Ledger::Posted(_) => "ledger.posted",
        Ledger::Refused(_) => "ledger.refused",
        Ledger::Attached(_) => "ledger.attached",
        Ledger::Scheduled(_) => "ledger.scheduled",
        Ledger::ScheduleCancelled { .. } => "ledger.schedule_cancelled",
        Ledger::ScheduleFailed { .. } => "ledger.schedule_failed",
        Ledger::MonitorSet { .. } => "ledger.monitor_set",
        Ledger::MonitorRemoved { .. } => "ledger.monitor_removed",
        Ledger::MonitorCrossed(_) => "ledger.monitor_crossed",
    }
}

const PAYMENT: u8 = 1;
pub(crate) const LEDGER: u8 = 2;
const IDENTITY: u8 = 3;
const WEBHOOKS: u8 = 4;
const ROUTING: u8 = 5;
const POLICY: u8 = 6;
const RECONCILIATION: u8 = 7;

impl Event {
    /// The event's name, as in the API (`payment.authorized`).
    pub fn name(&self) -> &'static str {
        match self {
            Event::Payment(event) => event.name(),
            Event::Ledger(event) => ledger_name(event),
            Event::Identity(event) => event.name(),
            Event::Webhooks(event) => event.name(),
            Event::Reconciliation(event) => event.name(),
            Event::Routing(event) => event.name(),
            Event::PolicySet(_) => "policy.set",
        }
    }

    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Event::Payment(event) => {
                out.push(PAYMENT);
                bezant_payments::encode_event(event, out);
            }
            Event::Ledger(event) => {
                out.push(LEDGER);
                bezant_ledger::encode_event(event, out);
            }
            Event::Identity(event) => {
                out.push(IDENTITY);
                out.extend(bezant_identity::encode_event(event));
            }
            Event::Webhooks(event) => {
                out.push(WEBHOOKS);
                out.extend(bezant_webhooks::encode_event(event));
            }
            Event::Reconciliation(event) => {
                out.push(RECONCILIATION);
                out.extend(bezant_reconciliation::encode_event(event));
            }
            Event::Routing(event) => {
                out.push(ROUTING);
                out.extend(bezant_routing::encode_event(event));
            }
            Event::PolicySet(set) => {
                out.push(POLICY);
                policy::encode(set, out);
            }
        }
    }

    pub(crate) fn decode(mut bytes: Bytes) -> Result<Event, Corrupt> {
        if bytes.is_empty() {
            return Err(Corrupt("an event without a machine"));
        }
        let machine = bytes.split_to(1)[0];
        Ok(match machine {
            PAYMENT => Event::Payment(bezant_payments::decode_event(&bytes)?),
            LEDGER => Event::Ledger(bezant_ledger::decode_event(bytes)?),
            IDENTITY => Event::Identity(bezant_identity::decode_event(&bytes)?),
            WEBHOOKS => Event::Webhooks(bezant_webhooks::decode_event(&bytes)?),
            ROUTING => Event::Routing(bezant_routing::decode_event(&bytes)?),
            POLICY => Event::PolicySet(policy::decode(&bytes)?),
            RECONCILIATION => Event::Reconciliation(bezant_reconciliation::decode_event(&bytes)?),
            _ => return Err(Corrupt("an event of a machine that is not known")),
        })
    }
}
