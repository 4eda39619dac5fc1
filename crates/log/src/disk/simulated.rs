//! A disk in memory that fails on demand, the same way for the same seed.
//!
//! After [`SimulatedDisk::crash`] any subset of the sectors that were written but not synced is there, and any
//! beginning of the changes to names that were not synced. Handles from before the crash are dead.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, IoSlice};
use std::sync::{Arc, Mutex, MutexGuard};

use super::faults::below;
use super::{Access, Disk, DiskFile, DiskLock, Operations, SECTOR_BYTES, WriteFault};

/// A [`Disk`] in memory. Clones share the same disk.
#[derive(Clone)]
pub struct SimulatedDisk {
    state: Arc<Mutex<State>>,
}

struct State {
    random: u64,
    /// Apart from `random`, so that drawing an id does not change what a crash leaves.
    ids: u64,
    /// Counts crashes; handles and locks of an earlier life are void.
    life: u64,
    locked: bool,
    files: BTreeMap<u64, Content>,
    names: BTreeMap<String, u64>,
    durable_names: BTreeMap<String, u64>,
    pending_names: Vec<NameChange>,
    next_file: u64,
    capacity: u64,
    operations_until_power_loss: Option<u64>,
    power_lost: bool,
    fail_next_sync: bool,
    fail_next_write: bool,
    next_write: Option<WriteFault>,
    operations: Operations,
}

#[derive(Clone)]
enum NameChange {
    Create(String, u64),
    Rename(String, String),
    Remove(String),
}

#[derive(Default)]
struct Content {
    bytes: Vec<u8>,
    /// Up to where the file was durable; what lies beyond was never synced.
    durable_len: usize,
    /// Durable content of sectors below `durable_len` that were overwritten since the last sync.
    overwritten: BTreeMap<usize, Vec<u8>>,
}

impl SimulatedDisk {
    /// An empty disk of unlimited size.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let state = State {
            random: seed,
            ids: seed,
            life: 0,
            locked: false,
            files: BTreeMap::new(),
            names: BTreeMap::new(),
            durable_names: BTreeMap::new(),
            pending_names: Vec::new(),
            next_file: 0,
            capacity: u64::MAX,
            operations_until_power_loss: None,
            power_lost: false,
            fail_next_sync: false,
            fail_next_write: false,
            next_write: None,
            operations: Operations::default(),
        };
        Self {
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// Takes the power away and brings it back: what was not synced is lost or torn, all handles and locks are void.
    pub fn crash(&self) {
        let mut guard = self.state();
        let state = &mut *guard;
        state.life += 1;
        state.locked = false;
        state.power_lost = false;
        state.operations_until_power_loss = None;
        state.fail_next_sync = false;
        state.fail_next_write = false;
        state.next_write = None;
        let pending = std::mem::take(&mut state.pending_names);
        let survive = below(&mut state.random, pending.len() + 1);
        for change in &pending[..survive] {
            change.apply(&mut state.durable_names);
        }
        state.names.clone_from(&state.durable_names);
        state.forget_unnamed_files();
        for content in state.files.values_mut() {
            content.crash(&mut state.random);
        }
    }

    /// From now on the folder holds at most `bytes`; `None` lifts the limit.
    pub fn set_capacity(&self, bytes: Option<u64>) {
        self.state().capacity = bytes.unwrap_or(u64::MAX);
    }

    /// Bytes in all files.
    #[must_use]
    pub fn used_bytes(&self) -> u64 {
        self.state().used()
    }

    /// The next sync of a file fails, and does not make anything durable.
    pub fn fail_next_sync(&self) {
        self.state().fail_next_sync = true;
    }

    /// The next write of a file stops half way and says that the disk is full, as a copy-on-write file system may
    /// also where space was reserved.
    pub fn fail_next_write_as_full(&self) {
        self.state().fail_next_write = true;
    }

    /// The disk betrays the next write of a file: it says that all is well.
    pub fn betray_next_write(&self, fault: WriteFault) {
        self.state().next_write = Some(fault);
    }

    /// What was asked of the disk so far.
    #[must_use]
    pub fn operations(&self) -> Operations {
        self.state().operations
    }

    /// The power goes away with the n-th change from now on (0 is the next one): that one may or may not reach the
    /// disk, and everything after it fails until [`SimulatedDisk::crash`].
    pub fn lose_power_after(&self, changes: u64) {
        self.state().operations_until_power_loss = Some(changes);
    }

    /// Whether the power is gone.
    #[must_use]
    pub fn has_lost_power(&self) -> bool {
        self.state().power_lost
    }

    /// Flips one bit (0 to 7) of a byte, on the platter as it were.
    ///
    /// # Panics
    /// If there is no such file or byte.
    pub fn flip_bit(&self, name: &str, offset: u64, bit: u8) {
        let mut state = self.state();
        let id = *state.names.get(name).expect("a file of this name");
        let content = state.files.get_mut(&id).expect("a name leads to a file");
        let offset = usize::try_from(offset).expect("a file in memory");
        content.bytes[offset] ^= 1 << bit;
        let sector = sector_start(offset);
        if let Some(durable) = content.overwritten.get_mut(&sector) {
            durable[offset - sector] ^= 1 << bit;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .expect("no code panics while it holds the simulated disk")
    }

    fn file(&self, id: u64, life: u64) -> Arc<dyn DiskFile> {
        Arc::new(SimulatedFile {
            disk: self.clone(),
            id,
            life,
        })
    }
}

impl Disk for SimulatedDisk {
    fn create(&self, name: &str) -> io::Result<Arc<dyn DiskFile>> {
        let mut state = self.state();
        let lost = state.begin_change()?;
        let id = state.next_file;
        state.next_file += 1;
        state.files.insert(id, Content::default());
        state.change_name(NameChange::Create(name.to_owned(), id));
        lost.map_or(Ok(()), Err)?;
        Ok(self.file(id, state.life))
    }

    fn open(&self, name: &str, _access: Access) -> io::Result<Arc<dyn DiskFile>> {
        let state = self.state();
        state.check_power()?;
        let id = *state.names.get(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(self.file(id, state.life))
    }

    fn list(&self) -> io::Result<Vec<String>> {
        let state = self.state();
        state.check_power()?;
        Ok(state.names.keys().cloned().collect())
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.state();
        let lost = state.begin_change()?;
        if !state.names.contains_key(from) {
            return Err(io::ErrorKind::NotFound.into());
        }
        state.change_name(NameChange::Rename(from.to_owned(), to.to_owned()));
        lost.map_or(Ok(()), Err)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let mut state = self.state();
        let lost = state.begin_change()?;
        if !state.names.contains_key(name) {
            return Err(io::ErrorKind::NotFound.into());
        }
        state.change_name(NameChange::Remove(name.to_owned()));
        lost.map_or(Ok(()), Err)
    }

    fn sync_dir(&self) -> io::Result<()> {
        let mut state = self.state();
        state.operations.syncs += 1;
        if let Some(lost) = state.begin_change()? {
            return Err(lost);
        }
        state.pending_names.clear();
        state.durable_names = state.names.clone();
        state.forget_unnamed_files();
        Ok(())
    }

    fn lock(&self) -> io::Result<Box<dyn DiskLock>> {
        let mut state = self.state();
        state.check_power()?;
        if std::mem::replace(&mut state.locked, true) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(Box::new(SimulatedLock {
            disk: self.clone(),
            life: state.life,
        }))
    }

    fn unique_id(&self) -> io::Result<[u8; 16]> {
        let mut state = self.state();
        state.check_power()?;
        let mut id = [0; 16];
        for byte in &mut id {
            *byte = u8::try_from(below(&mut state.ids, 256)).expect("below 256");
        }
        Ok(id)
    }

    fn allows_background_work(&self) -> bool {
        false
    }
}

struct SimulatedLock {
    disk: SimulatedDisk,
    life: u64,
}

impl DiskLock for SimulatedLock {}

impl Drop for SimulatedLock {
    fn drop(&mut self) {
        let mut state = self.disk.state();
        if state.life == self.life {
            state.locked = false;
        }
    }
}

struct SimulatedFile {
    disk: SimulatedDisk,
    id: u64,
    life: u64,
}

impl SimulatedFile {
    fn state(&self) -> io::Result<MutexGuard<'_, State>> {
        let state = self.disk.state();
        state.check_power()?;
        if state.life != self.life {
            return Err(io::Error::other("this handle is from before the crash"));
        }
        Ok(state)
    }
}

impl DiskFile for SimulatedFile {
    fn write_at(&self, offset: u64, parts: &[IoSlice<'_>]) -> io::Result<()> {
        let mut guard = self.state()?;
        let state = &mut *guard;
        let lost = state.begin_change()?;
        let total: usize = parts.iter().map(|part| part.len()).sum();
        let end = offset + total as u64;
        let room = state.capacity.saturating_sub(state.used());
        if end.saturating_sub(state.content(self.id)?.bytes.len() as u64) > room {
            return Err(io::ErrorKind::StorageFull.into());
        }
        state.operations.writes += 1;
        state.operations.written_bytes += total as u64;
        let offset = match state.next_write.take() {
            None => offset,
            Some(fault) => match fault.target(offset) {
                Some(elsewhere) => elsewhere,
                None => return lost.map_or(Ok(()), Err),
            },
        };
        let short = std::mem::take(&mut state.fail_next_write);
        let content = state.content(self.id)?;
        let mut at = usize::try_from(offset).expect("a file in memory");
        // Sectors are written whole, also by a write that is cut short.
        let cut = sector_start(at + total / 2);
        let mut left = if short { cut.saturating_sub(at) } else { total };
        for part in parts {
            let bytes = &part[..part.len().min(left)];
            content.write(at, bytes);
            at += bytes.len();
            left -= bytes.len();
        }
        if short {
            return Err(io::ErrorKind::StorageFull.into());
        }
        lost.map_or(Ok(()), Err)
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut state = self.state()?;
        state.operations.syncs += 1;
        if let Some(lost) = state.begin_change()? {
            return Err(lost);
        }
        if std::mem::take(&mut state.fail_next_sync) {
            return Err(io::Error::other("injected failure of a sync"));
        }
        let content = state.content(self.id)?;
        content.durable_len = content.bytes.len();
        content.overwritten.clear();
        Ok(())
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut state = self.state()?;
        let bytes = &state.content(self.id)?.bytes;
        let start = usize::try_from(offset)
            .expect("a file in memory")
            .min(bytes.len());
        let count = buffer.len().min(bytes.len() - start);
        buffer[..count].copy_from_slice(&bytes[start..start + count]);
        state.operations.reads += 1;
        state.operations.read_bytes += count as u64;
        Ok(count)
    }

    fn len(&self) -> io::Result<u64> {
        Ok(self.state()?.content(self.id)?.bytes.len() as u64)
    }

    fn reserve(&self, bytes: u64) -> io::Result<bool> {
        let mut state = self.state()?;
        let lost = state.begin_change()?;
        let len = state.content(self.id)?.bytes.len() as u64;
        if bytes.saturating_sub(len) > state.capacity.saturating_sub(state.used()) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let content = &mut state.content(self.id)?.bytes;
        let grown = usize::try_from(bytes).expect("a file in memory");
        content.resize(grown.max(content.len()), 0);
        lost.map_or(Ok(true), Err)
    }
}

impl State {
    fn used(&self) -> u64 {
        let sizes = self
            .names
            .values()
            .map(|id| self.files.get(id).expect("a name leads to a file"));
        sizes.map(|content| content.bytes.len() as u64).sum()
    }

    fn content(&mut self, id: u64) -> io::Result<&mut Content> {
        self.files
            .get_mut(&id)
            .ok_or_else(|| io::Error::other("the file was removed"))
    }

    fn forget_unnamed_files(&mut self) {
        let named: BTreeSet<u64> = self.names.values().copied().collect();
        self.files.retain(|id, _| named.contains(id));
    }

    fn check_power(&self) -> io::Result<()> {
        if self.power_lost {
            Err(io::Error::other("the power is gone"))
        } else {
            Ok(())
        }
    }

    /// Counts a change. `Some` is the error of the one during which the power goes: it may still take effect.
    fn begin_change(&mut self) -> io::Result<Option<io::Error>> {
        self.check_power()?;
        match &mut self.operations_until_power_loss {
            None => Ok(None),
            Some(0) => {
                self.power_lost = true;
                Ok(Some(io::Error::other("the power went")))
            }
            Some(left) => {
                *left -= 1;
                Ok(None)
            }
        }
    }

    fn change_name(&mut self, change: NameChange) {
        change.apply(&mut self.names);
        self.pending_names.push(change);
    }
}

impl NameChange {
    fn apply(&self, names: &mut BTreeMap<String, u64>) {
        match self {
            Self::Create(name, id) => {
                names.insert(name.clone(), *id);
            }
            Self::Rename(from, to) => {
                if let Some(id) = names.remove(from) {
                    names.insert(to.clone(), id);
                }
            }
            Self::Remove(name) => {
                names.remove(name);
            }
        }
    }
}

impl Content {
    fn write(&mut self, at: usize, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let end = at + bytes.len();
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        for sector in (sector_start(at)..end.min(self.durable_len)).step_by(sector_size()) {
            let sector_end = (sector + sector_size()).min(self.durable_len);
            let current = &self.bytes[sector..sector_end];
            self.overwritten.entry(sector).or_insert_with(|| current.to_vec());
        }
        self.bytes[at..end].copy_from_slice(bytes);
    }

    fn crash(&mut self, random: &mut u64) {
        for (sector, durable) in std::mem::take(&mut self.overwritten) {
            if below(random, 2) == 0 {
                self.bytes[sector..sector + durable.len()].copy_from_slice(&durable);
            }
        }
        let grown = self.bytes.len() - self.durable_len;
        self.bytes.truncate(self.durable_len + below(random, grown + 1));
        let mut at = self.durable_len;
        while at < self.bytes.len() {
            let end = (sector_start(at) + sector_size()).min(self.bytes.len());
            if below(random, 2) == 0 {
                self.bytes[at..end].fill(0);
            }
            at = end;
        }
        self.durable_len = self.bytes.len();
    }
}

fn sector_size() -> usize {
    SECTOR_BYTES as usize
}

fn sector_start(offset: usize) -> usize {
    offset - offset % sector_size()
}
