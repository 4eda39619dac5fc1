//! Which notices were taken, so that a repetition is known as one: the newest of each gateway.
//!
//! Gateways repeat a notice for days at most, and one that signs no time may be recorded and sent again by anybody who
//! saw it. What is older than the newest [`KEPT`] is forgotten; what the payment itself knows still holds then.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use bezant_kernel::wire::Corrupt;
use bezant_kernel::{EventId, GatewayName};
use prost::Message;

/// Notices that are remembered for each gateway, at 16 bytes.
const KEPT: usize = 100_000;

/// The notices that were taken.
#[derive(Default)]
pub struct Heard {
    gateways: BTreeMap<GatewayName, OfGateway>,
}

#[derive(Default)]
struct OfGateway {
    /// Oldest first.
    order: VecDeque<EventId>,
    known: BTreeSet<EventId>,
}

#[derive(Clone, PartialEq, Message)]
struct HeardWire {
    #[prost(message, repeated, tag = "1")]
    gateways: Vec<OfGatewayWire>,
}

#[derive(Clone, PartialEq, Message)]
struct OfGatewayWire {
    #[prost(string, tag = "1")]
    gateway: String,
    /// 16 bytes each, oldest first.
    #[prost(bytes = "vec", tag = "2")]
    events: Vec<u8>,
}

fn id(gateway: &GatewayName, event: &str) -> EventId {
    EventId::derive(&[b"notice", gateway.as_str().as_bytes(), event.as_bytes()])
}

impl Heard {
    /// Whether the gateway's notice was taken, as far as it is remembered.
    pub fn has(&self, gateway: &GatewayName, event: &str) -> bool {
        let of = self.gateways.get(gateway);
        of.is_some_and(|of| of.known.contains(&id(gateway, event)))
    }

    /// Remembers that it was.
    pub fn remember(&mut self, gateway: &GatewayName, event: &str) {
        let id = id(gateway, event);
        self.gateways.entry(gateway.clone()).or_default().insert(id);
    }

    /// The stored form.
    pub fn encode(&self) -> Vec<u8> {
        let of = |(gateway, of): (&GatewayName, &OfGateway)| OfGatewayWire {
            gateway: gateway.as_str().to_owned(),
            events: of
                .order
                .iter()
                .flat_map(|id| id.as_u128().to_be_bytes())
                .collect(),
        };
        let gateways = self.gateways.iter().map(of).collect();
        HeardWire { gateways }.encode_to_vec()
    }

    /// Reads the stored form.
    pub fn decode(bytes: &[u8]) -> Result<Heard, Corrupt> {
        let mut heard = Heard::default();
        for wire in HeardWire::decode(bytes)?.gateways {
            let gateway = wire
                .gateway
                .parse()
                .map_err(|_| Corrupt("not a gateway's name"))?;
            let (ids, rest) = wire.events.as_chunks::<16>();
            if !rest.is_empty() {
                return Err(Corrupt("a notice's id is 16 bytes"));
            }
            let of = heard.gateways.entry(gateway).or_default();
            for id in ids {
                of.insert(EventId::from_u128(u128::from_be_bytes(*id)));
            }
        }
        Ok(heard)
    }
}

impl OfGateway {
    fn insert(&mut self, id: EventId) {
        if !self.known.insert(id) {
            return;
        }
        self.order.push_back(id);
        if self.order.len() > KEPT {
            let oldest = self.order.pop_front().expect("it holds more than one");
            self.known.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_remembered_over_a_restart() {
        let gateway = |name: &str| name.parse::<GatewayName>().unwrap();
        let (a, b) = (gateway("a"), gateway("b"));
        let mut heard = Heard::default();
        for number in 0..=KEPT {
            heard.remember(&a, &number.to_string());
        }
        heard.remember(&b, "0");
        heard.remember(&b, "0");
        let restored = Heard::decode(&heard.encode()).unwrap();
        for heard in [heard, restored] {
            assert!(!heard.has(&a, "0"), "forgotten in favour of the newest");
            assert!(heard.has(&a, "1") && heard.has(&a, &KEPT.to_string()));
            assert!(heard.has(&b, "0") && !heard.has(&b, "1"));
            assert_eq!(heard.gateways[&b].order.len(), 1);
        }
    }
}
