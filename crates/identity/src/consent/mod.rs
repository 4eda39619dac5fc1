//! Who agreed to which text when, and who took it back.
//!
//! In come texts to publish, and consent given and withdrawn by the subjects themselves or by who records it for them; out
//! come events and, by [`State::given`], whether somebody agrees now. A text, once published, never changes: what was agreed
//! to can be shown for ever, with its digest. Nothing is ever deleted here, and no subject is named but by an id or a hash.

mod command;
mod decide;
mod rejection;
mod state;
mod wire;

pub use command::{Channel, Command, Event, Language, NewConsent, Purpose, Subject};
pub(crate) use decide::decide;
pub use decide::{LONGEST_TEXT_BYTES, MAXIMUM_CONSENTS, MAXIMUM_CONSENTS_OF_SUBJECT, MAXIMUM_TEXTS};
pub use rejection::Rejection;
pub(crate) use state::apply;
pub use state::{Consent, State, Text};
pub(crate) use wire::{decode_event, encode_event};
