//! Stored events of every machine: broken ones are refused, and a decoded one is the same after another round.

use std::fmt::Debug;

use bytes::Bytes;

/// The bytes are an event of the ledger.
pub fn ledger(bytes: &[u8]) {
    if let Ok(event) = bezant_ledger::decode_event(Bytes::copy_from_slice(bytes)) {
        let mut stored = Vec::new();
        bezant_ledger::encode_event(&event, &mut stored);
        let again = bezant_ledger::decode_event(stored.into()).expect("an encoded event can be decoded");
        assert_eq!(event, again);
    }
}

/// The first byte chooses the machine, the others are one of its events or its snapshot.
pub fn machines(bytes: &[u8]) {
    let Some((machine, stored)) = bytes.split_first() else {
        return;
    };
    match machine % 9 {
        0 => again(stored, bezant_payments::decode_event, payment),
        1 => again(stored, bezant_routing::decode_event, bezant_routing::encode_event),
        2 => again(
            stored,
            bezant_identity::decode_event,
            bezant_identity::encode_event,
        ),
        3 => again(
            stored,
            bezant_webhooks::decode_event,
            bezant_webhooks::encode_event,
        ),
        4 => again(
            stored,
            bezant_reconciliation::decode_event,
            bezant_reconciliation::encode_event,
        ),
        5 => again(
            stored,
            bezant_routing::State::decode,
            bezant_routing::State::encode,
        ),
        6 => again(
            stored,
            bezant_identity::State::decode,
            bezant_identity::State::encode,
        ),
        7 => again(
            stored,
            bezant_webhooks::State::decode,
            bezant_webhooks::State::encode,
        ),
        _ => {
            if let Ok(state) = bezant_reconciliation::State::decode(stored) {
                let bytes = state.encode();
                let twin =
                    bezant_reconciliation::State::decode(&bytes).expect("what was encoded can be decoded");
                assert_eq!(twin.encode(), bytes, "the same state has the same bytes");
            }
        }
    }
}

fn payment(event: &bezant_payments::Event) -> Vec<u8> {
    let mut bytes = Vec::new();
    bezant_payments::encode_event(event, &mut bytes);
    bytes
}

fn again<T: Debug + PartialEq, E: Debug>(
    stored: &[u8],
    decode: impl Fn(&[u8]) -> Result<T, E>,
    encode: impl Fn(&T) -> Vec<u8>,
) {
    if let Ok(value) = decode(stored) {
        let bytes = encode(&value);
        assert_eq!(decode(&bytes).expect("what was encoded can be decoded"), value);
    }
}
