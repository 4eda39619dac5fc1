//! The parts put together: one command, one event, one state, one stored form.

use bezant_kernel::wire::Corrupt;
use bezant_kernel::{ErrorKind, Tenant, Timestamp};
use prost::Message;

use crate::{Authority, access, bundle, consent, credential, oauth, session, tenancy};

/// What is asked, and by whose authority.
#[derive(Clone, Debug)]
pub struct Command {
    /// Who asks.
    pub by: Authority,
    /// For what.
    pub action: Action,
}

/// What can be asked of identity.
#[derive(Clone, Debug)]
pub enum Action {
    /// About tenants and keys.
    Tenancy(tenancy::Command),
    /// See [`access`].
    Access(access::Command),
    /// See [`credential`].
    Credential(credential::Command),
    /// See [`session`].
    Session(session::Command),
    /// See [`oauth`].
    OAuth(oauth::Command),
    /// See [`consent`].
    Consent(consent::Command),
    /// See [`bundle`].
    Bundle(bundle::Command),
}

/// What happened, and by whose authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Who asked.
    pub by: Authority,
    /// For what.
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// To tenants and keys.
    Tenancy(tenancy::Event),
    /// See [`access`].
    Access(access::Event),
    /// See [`credential`].
    Credential(credential::Event),
    /// See [`session`].
    Session(session::Event),
    /// See [`oauth`].
    OAuth(oauth::Event),
    /// See [`consent`].
    Consent(consent::Event),
    /// See [`bundle`].
    Bundle(bundle::Event),
}

impl Event {
    /// The event's name, as in the API.
    pub const fn name(&self) -> &'static str {
        match &self.kind {
            EventKind::Tenancy(event) => event.name(),
            EventKind::Access(event) => event.name(),
            EventKind::Credential(event) => event.name(),
            EventKind::Session(event) => event.name(),
            EventKind::OAuth(event) => event.name(),
            EventKind::Consent(event) => event.name(),
            EventKind::Bundle(event) => event.name(),
        }
    }
}

impl Event {
    /// What the tenant's event stream shows of it, by name: ids and words, never a secret, a hash or a person's data. `None` if
    /// it is not shown at all.
    pub fn facts(&self) -> Option<Vec<(&'static str, String)>> {
        match &self.kind {
            EventKind::Tenancy(event) => event.facts(),
            EventKind::Access(event) => event.facts(),
            EventKind::Credential(event) => event.facts(),
            EventKind::Session(event) => event.facts(),
            EventKind::OAuth(event) => event.facts(),
            EventKind::Consent(event) => event.facts(),
            EventKind::Bundle(event) => event.facts(),
        }
    }
}

/// Why a command is refused, in the words of its part.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// By tenants and keys.
    #[error(transparent)]
    Tenancy(#[from] tenancy::Rejection),
    /// See [`access`].
    #[error(transparent)]
    Access(#[from] access::Rejection),
    /// See [`credential`].
    #[error(transparent)]
    Credential(#[from] credential::Rejection),
    /// See [`session`].
    #[error(transparent)]
    Session(#[from] session::Rejection),
    /// See [`oauth`].
    #[error(transparent)]
    OAuth(#[from] oauth::Rejection),
    /// See [`consent`].
    #[error(transparent)]
    Consent(#[from] consent::Rejection),
    /// See [`bundle`].
    #[error(transparent)]
    Bundle(#[from] bundle::Rejection),
}

impl Rejection {
    /// The codes of all parts.
    pub const CODES: &'static [&'static [&'static str]] = &[
        tenancy::Rejection::CODES,
        access::Rejection::CODES,
        credential::Rejection::CODES,
        session::Rejection::CODES,
        oauth::Rejection::CODES,
        consent::Rejection::CODES,
        bundle::Rejection::CODES,
    ];

    /// What the caller can do about it.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Rejection::Tenancy(rejection) => rejection.kind(),
            Rejection::Access(rejection) => rejection.kind(),
            Rejection::Credential(rejection) => rejection.kind(),
            Rejection::Session(rejection) => rejection.kind(),
            Rejection::OAuth(rejection) => rejection.kind(),
            Rejection::Consent(rejection) => rejection.kind(),
            Rejection::Bundle(rejection) => rejection.kind(),
        }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Rejection::Tenancy(rejection) => rejection.code(),
            Rejection::Access(rejection) => rejection.code(),
            Rejection::Credential(rejection) => rejection.code(),
            Rejection::Session(rejection) => rejection.code(),
            Rejection::OAuth(rejection) => rejection.code(),
            Rejection::Consent(rejection) => rejection.code(),
            Rejection::Bundle(rejection) => rejection.code(),
        }
    }

    /// The field of the request that it is about, if it is about one.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Rejection::Tenancy(rejection) => rejection.field(),
            Rejection::Access(rejection) => rejection.field(),
            Rejection::Credential(rejection) => rejection.field(),
            Rejection::Session(rejection) => rejection.field(),
            Rejection::OAuth(rejection) => rejection.field(),
            Rejection::Consent(rejection) => rejection.field(),
            Rejection::Bundle(rejection) => rejection.field(),
        }
    }
}

/// All that identity knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Tenants and keys.
    pub tenancy: tenancy::State,
    /// See [`access`].
    pub access: access::State,
    /// See [`credential`].
    pub credential: credential::State,
    /// See [`session`].
    pub session: session::State,
    /// See [`oauth`].
    pub oauth: oauth::State,
    /// See [`consent`].
    pub consent: consent::State,
    /// See [`bundle`].
    pub bundle: bundle::State,
}

/// Decides a command of `tenant` that would be committed at `now`.
pub fn decide(
    state: &State,
    now: Timestamp,
    tenant: Tenant,
    command: Command,
) -> Result<Vec<Event>, Rejection> {
    let Command { by, action } = command;
    let kinds: Vec<EventKind> = match action {
        Action::Tenancy(command) => {
            let events = tenancy::decide(state, now, tenant, &by, command)?;
            events.into_iter().map(EventKind::Tenancy).collect()
        }
        Action::Access(command) => {
            let events = access::decide(state, now, tenant, &by, command)?;
            events.into_iter().map(EventKind::Access).collect()
        }
        Action::Credential(command) => {
            let events = credential::decide(state, now, tenant, &by, command)?;
            events.into_iter().map(EventKind::Credential).collect()
        }
        Action::Session(command) => {
            let events = session::decide(state, now, tenant, &by, command)?;
            events.into_iter().map(EventKind::Session).collect()
        }
        Action::OAuth(command) => {
            let events = oauth::decide(state, now, tenant, &by, command)?;
            events.into_iter().map(EventKind::OAuth).collect()
        }
        Action::Consent(command) => {
            let events = consent::decide(state, now, tenant, &by, command)?;
            events.into_iter().map(EventKind::Consent).collect()
        }
        Action::Bundle(command) => {
            let events = bundle::decide(state, now, tenant, &by, command)?;
            events.into_iter().map(EventKind::Bundle).collect()
        }
    };
    let event = |kind| Event { by: by.clone(), kind };
    Ok(kinds.into_iter().map(event).collect())
}

/// Applies an event of `tenant` that was committed at `at`.
pub fn apply(state: &mut State, at: Timestamp, tenant: Tenant, event: &Event) {
    let by = &event.by;
    match &event.kind {
        EventKind::Tenancy(event) => tenancy::apply(&mut state.tenancy, at, tenant, by, event),
        EventKind::Access(event) => access::apply(&mut state.access, at, tenant, by, event),
        EventKind::Credential(event) => credential::apply(&mut state.credential, at, tenant, by, event),
        EventKind::Session(event) => session::apply(&mut state.session, at, tenant, by, event),
        EventKind::OAuth(event) => oauth::apply(&mut state.oauth, at, tenant, by, event),
        EventKind::Consent(event) => consent::apply(&mut state.consent, at, tenant, by, event),
        EventKind::Bundle(event) => bundle::apply(&mut state.bundle, at, tenant, by, event),
    }
}

/// The event as bytes. Those of [`tenancy`] stand at the top with their own tags, where they were before there was anything
/// else; the others stand in a field of their part.
pub fn encode_event(event: &Event) -> Vec<u8> {
    let mut wire = EventWire {
        by: event.by.encode(),
        ..EventWire::default()
    };
    match &event.kind {
        EventKind::Tenancy(event) => {
            let mut bytes = tenancy::encode_event(event);
            bytes.extend(wire.encode_to_vec());
            return bytes;
        }
        EventKind::Access(event) => wire.access = Some(access::encode_event(event)),
        EventKind::Credential(event) => wire.credential = Some(credential::encode_event(event)),
        EventKind::Session(event) => wire.session = Some(session::encode_event(event)),
        EventKind::OAuth(event) => wire.oauth = Some(oauth::encode_event(event)),
        EventKind::Consent(event) => wire.consent = Some(consent::encode_event(event)),
        EventKind::Bundle(event) => wire.bundle = Some(bundle::encode_event(event)),
    }
    wire.encode_to_vec()
}

/// The event in these bytes.
pub fn decode_event(bytes: &[u8]) -> Result<Event, Corrupt> {
    let wire = EventWire::decode(bytes)?;
    let kind = if let Some(part) = &wire.access {
        EventKind::Access(access::decode_event(part)?)
    } else if let Some(part) = &wire.credential {
        EventKind::Credential(credential::decode_event(part)?)
    } else if let Some(part) = &wire.session {
        EventKind::Session(session::decode_event(part)?)
    } else if let Some(part) = &wire.oauth {
        EventKind::OAuth(oauth::decode_event(part)?)
    } else if let Some(part) = &wire.consent {
        EventKind::Consent(consent::decode_event(part)?)
    } else if let Some(part) = &wire.bundle {
        EventKind::Bundle(bundle::decode_event(part)?)
    } else {
        EventKind::Tenancy(tenancy::decode_event(bytes)?)
    };
    Ok(Event {
        by: Authority::decode(&wire.by)?,
        kind,
    })
}

impl State {
    /// The state as bytes, the same for the same state.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = self.tenancy.encode();
        let wire = StateWire {
            access: self.access.encode(),
            credential: self.credential.encode(),
            session: self.session.encode(),
            oauth: self.oauth.encode(),
            consent: self.consent.encode(),
            bundle: self.bundle.encode(),
        };
        bytes.extend(wire.encode_to_vec());
        bytes
    }

    /// The state in these bytes.
    pub fn decode(bytes: &[u8]) -> Result<State, Corrupt> {
        let wire = StateWire::decode(bytes)?;
        Ok(State {
            tenancy: tenancy::State::decode(bytes)?,
            access: access::State::decode(&wire.access)?,
            credential: credential::State::decode(&wire.credential)?,
            session: session::State::decode(&wire.session)?,
            oauth: oauth::State::decode(&wire.oauth)?,
            consent: consent::State::decode(&wire.consent)?,
            bundle: bundle::State::decode(&wire.bundle)?,
        })
    }
}

/// Tags from 100 on, and 90 for who asked: those below belong to [`tenancy`].
#[derive(Clone, PartialEq, Message)]
struct EventWire {
    #[prost(bytes = "vec", tag = "90")]
    by: Vec<u8>,
    #[prost(bytes = "vec", optional, tag = "100")]
    access: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "101")]
    credential: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "102")]
    session: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "103")]
    oauth: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "104")]
    consent: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "105")]
    bundle: Option<Vec<u8>>,
}

/// Tags from 100 on: those below belong to [`tenancy`].
#[derive(Clone, PartialEq, Message)]
struct StateWire {
    #[prost(bytes = "vec", tag = "100")]
    access: Vec<u8>,
    #[prost(bytes = "vec", tag = "101")]
    credential: Vec<u8>,
    #[prost(bytes = "vec", tag = "102")]
    session: Vec<u8>,
    #[prost(bytes = "vec", tag = "103")]
    oauth: Vec<u8>,
    #[prost(bytes = "vec", tag = "104")]
    consent: Vec<u8>,
    #[prost(bytes = "vec", tag = "105")]
    bundle: Vec<u8>,
}
