//! The open holds of all tenants, kept apart by tenant: a hold opens once and ends once.

use std::collections::BTreeMap;

use bezant_kernel::{SecretMap, TableSecret, TransferId};

use crate::record::Transfer;
use crate::state::Number;

/// An open hold.
#[derive(Clone, Debug)]
pub(crate) struct Hold {
    pub(crate) transfer: Transfer,
    pub(crate) debit: Number,
    pub(crate) credit: Number,
    /// Its place in the chain that made it, if it was one.
    pub(crate) chain: Option<ChainPlace>,
}

/// The first hold of a chain, and which hold of it this is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ChainPlace {
    pub(crate) first: TransferId,
    pub(crate) nth: u16,
}

/// The holds themselves, in places that are used again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    holds: Vec<Option<Hold>>,
    vacant: Vec<u32>,
}

/// Where one tenant's holds are.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    of_callers: SecretMap<TransferId, u32>,
    internal: SecretMap<TransferId, u32>,
    chains: BTreeMap<ChainPlace, TransferId>,
}

impl Store {
    pub(crate) fn get(&self, place: u32) -> &Hold {
        self.holds[place as usize]
            .as_ref()
            .expect("an indexed hold is open")
    }

    pub(crate) fn len(&self) -> usize {
        self.holds.len() - self.vacant.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Hold> {
        self.holds.iter().flatten()
    }

    fn put(&mut self, hold: Hold) -> u32 {
        match self.vacant.pop() {
            Some(place) => {
                self.holds[place as usize] = Some(hold);
                place
            }
            None => {
                self.holds.push(Some(hold));
                u32::try_from(self.holds.len() - 1).expect("fewer than 2^32 holds are open")
            }
        }
    }

    fn take(&mut self, place: u32) -> Hold {
        let hold = self.holds[place as usize]
            .take()
            .expect("an indexed hold is open");
        self.vacant.push(place);
        hold
    }
}

impl Index {
    pub(crate) fn new(secret: TableSecret) -> Self {
        Index {
            of_callers: SecretMap::with_hasher(secret),
            internal: SecretMap::with_hasher(secret),
            chains: BTreeMap::new(),
        }
    }

    pub(crate) fn place(&self, internal: bool, id: TransferId) -> Option<u32> {
        self.space(internal).get(&id).copied()
    }

    pub(crate) fn open(&mut self, store: &mut Store, hold: Hold) {
        let transfer = &hold.transfer;
        let (id, internal) = (
            transfer.id,
            transfer.flags.contains(crate::flags::Flags::INTERNAL),
        );
        if let Some(place) = hold.chain {
            let before = self.chains.insert(place, id);
            assert!(before.is_none(), "a hold has its own place in its chain");
        }
        let place = store.put(hold);
        let before = self.space_mut(internal).insert(id, place);
        assert!(before.is_none(), "a hold opens once");
    }

    /// Takes a hold out of the open ones.
    pub(crate) fn end(&mut self, store: &mut Store, internal: bool, id: TransferId) -> Hold {
        let place = self
            .space_mut(internal)
            .remove(&id)
            .expect("what ends a hold names an open one");
        let hold = store.take(place);
        if let Some(place) = hold.chain {
            self.chains.remove(&place);
        }
        hold
    }

    /// The open holds of a chain in their order.
    pub(crate) fn chain(&self, first: TransferId) -> impl Iterator<Item = TransferId> + '_ {
        let range = ChainPlace { first, nth: 0 }..=ChainPlace { first, nth: u16::MAX };
        self.chains.range(range).map(|(_, &id)| id)
    }

    pub(crate) fn is_taken(&self, place: ChainPlace) -> bool {
        self.chains.contains_key(&place)
    }

    const fn space(&self, internal: bool) -> &SecretMap<TransferId, u32> {
        if internal {
            &self.internal
        } else {
            &self.of_callers
        }
    }

    const fn space_mut(&mut self, internal: bool) -> &mut SecretMap<TransferId, u32> {
        if internal {
            &mut self.internal
        } else {
            &mut self.of_callers
        }
    }
}
