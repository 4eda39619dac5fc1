//! The stored forms of events and snapshots. Fields are only ever added.

use bezant_kernel::wire::Corrupt;

use super::{Event, State};

pub(crate) fn encode_event(_event: &Event) -> Vec<u8> {
    Vec::new()
}

pub(crate) fn decode_event(_bytes: &[u8]) -> Result<Event, Corrupt> {
    Err(Corrupt("unknown access event"))
}

impl State {
    pub(crate) fn encode(&self) -> Vec<u8> {
        Vec::new()
    }

    pub(crate) fn decode(_bytes: &[u8]) -> Result<State, Corrupt> {
        Ok(State::default())
    }
}
