//! What happened, in the words of the machine that decided it, and its stored form: a byte for the machine, then the
//! machine's own encoding. Numbers are never reused.

use bezant_kernel::wire::Corrupt;
use bezant_payments::Policy;

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
    /// Of gateways.
    Routing(bezant_routing::Event),
    /// Payments are carried out by these times and counts from now on.
    PolicySet(Policy),
}

const PAYMENT: u8 = 1;
const LEDGER: u8 = 2;
const IDENTITY: u8 = 3;
const WEBHOOKS: u8 = 4;
const ROUTING: u8 = 5;
const POLICY: u8 = 6;

impl Event {
    /// The event's name, as in the API (`payment.authorized`).
    pub fn name(&self) -> &'static str {
        match self {
            Event::Payment(event) => event.name(),
            Event::Ledger(bezant_ledger::Event::AccountOpened { .. }) => "ledger.account_opened",
            Event::Ledger(bezant_ledger::Event::Posted(_)) => "ledger.posted",
            Event::Identity(event) => event.name(),
            Event::Webhooks(event) => event.name(),
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

    pub(crate) fn decode(bytes: &[u8]) -> Result<Event, Corrupt> {
        let (&machine, bytes) = bytes.split_first().ok_or(Corrupt("an event without a machine"))?;
        Ok(match machine {
            PAYMENT => Event::Payment(bezant_payments::decode_event(bytes)?),
            LEDGER => Event::Ledger(bezant_ledger::decode_event(bytes)?),
            IDENTITY => Event::Identity(bezant_identity::decode_event(bytes)?),
            WEBHOOKS => Event::Webhooks(bezant_webhooks::decode_event(bytes)?),
            ROUTING => Event::Routing(bezant_routing::decode_event(bytes)?),
            POLICY => Event::PolicySet(policy::decode(bytes)?),
            _ => return Err(Corrupt("an event of a machine that is not known")),
        })
    }
}
