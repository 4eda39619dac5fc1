//! The vault's log, folded into what other files are held against: which key seals which card, and what is sealed in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_lc_rs::digest;
use bezant_engine::read_entry;
use bezant_kernel::{CardId, Tenant};
use bezant_keyring::KeyName;
use bezant_log::disk::Disk;
use bezant_log::{LogError, Position, embedded};

use super::Unsound;
use crate::machine::{Cards, Event, KeyId, Kind};

/// What the log says of a key.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Sealing {
    /// It seals a card.
    Card {
        /// Which.
        card: CardId,
        /// Where the log has what it sealed.
        position: Position,
    },
    /// It has to go.
    Retired,
    /// It is gone.
    Shredded,
}

/// What a card is sealed in: the key, and SHA-256 of the sealed bytes.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) key: KeyId,
    hash: [u8; 32],
}

impl Form {
    pub(super) fn new(key: KeyId, sealed: &[u8]) -> Form {
        let hash = digest::digest(&digest::SHA256, sealed);
        Form {
            key,
            hash: hash.as_ref().try_into().expect("SHA-256 has 32 bytes"),
        }
    }
}

/// One event of a card: what it is sealed in from then on; nothing after a deletion.
pub(super) struct Step {
    pub(super) card: CardId,
    pub(super) position: Position,
    pub(super) form: Option<Form>,
}

struct Seen {
    last: Position,
    form: Option<Form>,
}

/// The log's whole history, as far as it is of use here.
#[derive(Default)]
pub(super) struct History {
    pub(super) head: Position,
    pub(super) keys: BTreeMap<KeyName, Sealing>,
    pub(super) deleted: u64,
    cards: BTreeMap<(Tenant, CardId), Seen>,
}

impl History {
    /// Reads the whole log, and shows each event of a card.
    pub(super) fn read(
        disk: Arc<dyn Disk>,
        in_log: impl Fn(LogError) -> Unsound,
        each: &mut dyn FnMut(&Step) -> Result<(), Unsound>,
    ) -> Result<History, Unsound> {
        let mut history = History::default();
        for frame in embedded::scan(disk).map_err(&in_log)? {
            for record in frame.map_err(&in_log)?.records {
                let position = record.position;
                let wrong = |what| Unsound::Record { position, what };
                history.head = position;
                let entry = read_entry::<Cards>(record).map_err(|_| wrong("it can't be read"))?;
                let Some(entry) = entry else { continue };
                for event in &entry.events {
                    let step = history.take(position, entry.tenant, event).map_err(wrong)?;
                    if let Some(step) = step {
                        each(&step)?;
                    }
                }
            }
        }
        Ok(history)
    }

    /// Cards that can be read.
    pub(super) fn live(&self) -> u64 {
        self.cards.len() as u64 - self.deleted
    }

    fn take(
        &mut self,
        position: Position,
        tenant: Tenant,
        event: &Event,
    ) -> Result<Option<Step>, &'static str> {
        let (id, previous, kind) = match event {
            Event::Card { card, previous, kind } => (*card, *previous, kind),
            Event::Shredded(keys) => {
                for key in keys {
                    let said = self.keys.insert(key.name(), Sealing::Shredded);
                    if said != Some(Sealing::Retired) {
                        return Err("it says that a key is gone which was not to go");
                    }
                }
                return Ok(None);
            }
            Event::RotationStarted { .. } | Event::RotationAdvanced { .. } | Event::RotationFinished => {
                return Ok(None);
            }
        };
        let seen = self.cards.get(&(tenant, id));
        let (last, before) = seen.map_or((Position::NONE, None), |seen| (seen.last, seen.form));
        if last != previous {
            return Err("it names another event before it than the card had");
        }
        let is_first = matches!(kind, Kind::Added { .. });
        if is_first != seen.is_none() || (!is_first && before.is_none()) {
            return Err("it is about a card that is not there");
        }
        let form = match kind {
            Kind::Added { sealed, .. } | Kind::Updated { sealed, .. } => {
                Some(Form::new(sealed.key, &sealed.sealed))
            }
            Kind::Resealed { key, sealed } => Some(Form::new(*key, sealed)),
            Kind::Opened { .. } | Kind::Refused { .. } => before,
            Kind::Deleted { .. } => None,
        };
        if form != before {
            if let Some(before) = before {
                self.keys.insert(before.key.name(), Sealing::Retired);
            }
            if let Some(form) = form {
                let known = self
                    .keys
                    .insert(form.key.name(), Sealing::Card { card: id, position });
                if known.is_some() {
                    return Err("its key has sealed something before");
                }
            }
        }
        self.deleted += u64::from(form.is_none());
        self.cards.insert((tenant, id), Seen { last: position, form });
        Ok(Some(Step {
            card: id,
            position,
            form,
        }))
    }
}
