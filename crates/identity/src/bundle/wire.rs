//! The stored forms of events and snapshots. Fields are only ever added.

use std::sync::Arc;

use bezant_kernel::Timestamp;
use bezant_kernel::wire::Corrupt;
use prost::Message;

use super::{Event, Files, State, Version, digest};
use crate::Authority;

pub(crate) fn encode_event(event: &Event) -> Vec<u8> {
    let kind = match event {
        Event::Proposed { version, files, note } => EventKind::Proposed(ProposedWire {
            version: *version,
            files: files_wire(files),
            note: note.clone(),
        }),
        Event::Activated { version } => EventKind::Activated(ActivatedWire { version: *version }),
        Event::RolledBack { from, to } => EventKind::RolledBack(RolledBackWire { from: *from, to: *to }),
    };
    EventWire { kind: Some(kind) }.encode_to_vec()
}

pub(crate) fn decode_event(bytes: &[u8]) -> Result<Event, Corrupt> {
    let kind = EventWire::decode(bytes)?.kind;
    Ok(match kind.ok_or(Corrupt("unknown policy event"))? {
        EventKind::Proposed(wire) => Event::Proposed {
            version: wire.version,
            files: files_from(wire.files),
            note: wire.note,
        },
        EventKind::Activated(wire) => Event::Activated {
            version: wire.version,
        },
        EventKind::RolledBack(wire) => Event::RolledBack {
            from: wire.from,
            to: wire.to,
        },
    })
}

impl State {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let versions = self.versions.iter().map(|(number, version)| VersionWire {
            number: *number,
            files: files_wire(&version.files),
            note: version.note.clone(),
            by: version.by.encode(),
            proposed_at: version.proposed_at.as_microseconds(),
            activated_at: version.activated_at.map(Timestamp::as_microseconds),
        });
        StateWire {
            count: self.count,
            active: self.active,
            before: self.before.clone(),
            versions: versions.collect(),
        }
        .encode_to_vec()
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<State, Corrupt> {
        let wire = StateWire::decode(bytes)?;
        let mut state = State {
            count: wire.count,
            active: wire.active,
            before: wire.before,
            ..State::default()
        };
        for version in wire.versions {
            let files = files_from(version.files);
            let kept = Version {
                digest: digest(&files),
                files: Arc::new(files),
                note: version.note,
                by: Authority::decode(&version.by)?,
                proposed_at: Timestamp::from_microseconds(version.proposed_at),
                activated_at: version.activated_at.map(Timestamp::from_microseconds),
            };
            state.versions.insert(version.number, kept);
        }
        Ok(state)
    }
}

fn files_wire(files: &Files) -> Vec<FileWire> {
    let file = |(path, text): (&String, &String)| FileWire {
        path: path.clone(),
        text: text.clone(),
    };
    files.iter().map(file).collect()
}

fn files_from(files: Vec<FileWire>) -> Files {
    files.into_iter().map(|file| (file.path, file.text)).collect()
}

#[derive(Clone, PartialEq, Message)]
struct EventWire {
    #[prost(oneof = "EventKind", tags = "1, 2, 3")]
    kind: Option<EventKind>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
enum EventKind {
    #[prost(message, tag = "1")]
    Proposed(ProposedWire),
    #[prost(message, tag = "2")]
    Activated(ActivatedWire),
    #[prost(message, tag = "3")]
    RolledBack(RolledBackWire),
}

#[derive(Clone, PartialEq, Message)]
struct ProposedWire {
    #[prost(uint32, tag = "1")]
    version: u32,
    #[prost(message, repeated, tag = "2")]
    files: Vec<FileWire>,
    #[prost(string, tag = "3")]
    note: String,
}

#[derive(Clone, PartialEq, Message)]
struct FileWire {
    #[prost(string, tag = "1")]
    path: String,
    #[prost(string, tag = "2")]
    text: String,
}

#[derive(Clone, PartialEq, Message)]
struct ActivatedWire {
    #[prost(uint32, tag = "1")]
    version: u32,
}

#[derive(Clone, PartialEq, Message)]
struct RolledBackWire {
    #[prost(uint32, tag = "1")]
    from: u32,
    #[prost(uint32, tag = "2")]
    to: u32,
}

#[derive(Clone, PartialEq, Message)]
struct StateWire {
    #[prost(uint32, tag = "1")]
    count: u32,
    #[prost(uint32, tag = "2")]
    active: u32,
    #[prost(uint32, repeated, tag = "3")]
    before: Vec<u32>,
    #[prost(message, repeated, tag = "4")]
    versions: Vec<VersionWire>,
}

#[derive(Clone, PartialEq, Message)]
struct VersionWire {
    #[prost(uint32, tag = "1")]
    number: u32,
    #[prost(message, repeated, tag = "2")]
    files: Vec<FileWire>,
    #[prost(string, tag = "3")]
    note: String,
    #[prost(bytes = "vec", tag = "4")]
    by: Vec<u8>,
    #[prost(uint64, tag = "5")]
    proposed_at: u64,
    #[prost(uint64, optional, tag = "6")]
    activated_at: Option<u64>,
}
