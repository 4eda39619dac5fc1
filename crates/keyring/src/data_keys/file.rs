//! One file of wrapped keys under one generation.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::sync::Arc;

use super::{KeyError, KeyName, failed};
use crate::{DataKey, Generation, OVERHEAD_BYTES, Ring, Secret, atomic};

/// Of files from before there were generations: theirs is the first, and is not in the file.
const OLD_MAGIC: &[u8; 16] = b"bezant subjects1";
const MAGIC: &[u8; 12] = b"bezant keys2";
/// Both kinds begin with as many bytes, so that records have the same places.
const HEAD_BYTES: u64 = 16;

pub(super) const WRAPPED_BYTES: usize = 32 + OVERHEAD_BYTES;
const RECORD_BYTES: usize = KeyName::BYTES + WRAPPED_BYTES;

/// The first record, under nobody's name: tells a wrong ring when the file is opened and not when a key is used.
pub(super) const PROBE: KeyName = KeyName([0xff; KeyName::BYTES]);

/// In place of a key that was erased, so that it is not made again. Zeros are what a disk may have where nothing was written.
pub(super) const ERASED: [u8; WRAPPED_BYTES] = [0xff; WRAPPED_BYTES];
/// The same in files from before there were generations.
const OLD_ERASED: [u8; WRAPPED_BYTES] = [0; WRAPPED_BYTES];

/// Records that are read or written at once.
pub(super) const RECORDS_AT_ONCE: usize = 1024;

/// A key that waits to be wrapped.
pub(super) struct Record {
    pub(super) name: KeyName,
    secret: Secret,
}

impl Record {
    pub(super) fn new(name: KeyName) -> Record {
        Record {
            name,
            secret: Secret::random(),
        }
    }
}

pub(super) struct Keys {
    file: File,
    is_old: bool,
    generation: Generation,
    wrapping: Arc<DataKey>,
}

impl Keys {
    /// The file, and where its records are.
    pub(super) fn open(path: &Path, ring: &Ring) -> Result<(Keys, HashMap<KeyName, u32>), KeyError> {
        // What a node that died had begun beside it.
        match fs::remove_file(beside(path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        if !path.exists() {
            let (generation, wrapping) = ring.current();
            Keys::make(path, generation, wrapping).map_err(failed)?;
            fs::rename(beside(path), path).map_err(failed)?;
            atomic::sync_folder(path).map_err(failed)?;
        }
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).open(path).map_err(failed)?;
        file.try_lock().map_err(|error| {
            KeyError::Io(format!("{} is used by another process: {error}", path.display()))
        })?;
        let mut reading = Keys::begin(file, path, ring)?;
        let numbers = reading.scan(path)?;
        Ok((reading.keys, numbers))
    }

    /// The file from its first record on.
    pub(super) fn begin(mut file: File, path: &Path, ring: &Ring) -> Result<Reading, KeyError> {
        let mut head = [0; HEAD_BYTES as usize];
        let is_long_enough = fill(&mut file, &mut head).map_err(failed)? == head.len();
        let generation = generation(&head)
            .filter(|_| is_long_enough)
            .ok_or_else(|| KeyError::Unsound(path.to_owned()))?;
        let wrapping = ring
            .wrapping(generation)
            .ok_or_else(|| KeyError::OtherRing(path.to_owned()))?;
        Ok(Reading {
            keys: Keys {
                file,
                is_old: head == *OLD_MAGIC,
                generation,
                wrapping,
            },
            buffer: vec![0; RECORD_BYTES * RECORDS_AT_ONCE],
            read: 0,
            next: 0,
        })
    }

    /// A new file beside the one at `path`.
    pub(super) fn make(path: &Path, generation: Generation, wrapping: Arc<DataKey>) -> io::Result<Keys> {
        let path = beside(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&path)?;
        let mut head = MAGIC.to_vec();
        head.extend_from_slice(&generation.0.to_be_bytes());
        // As long as a key, so that it is a record like the others.
        let probe = wrapping.seal(&PROBE.0, &[0; 32]);
        file.write_all(&[head.as_slice(), &PROBE.0, &probe].concat())?;
        file.sync_all()?;
        Ok(Keys {
            file,
            is_old: false,
            generation,
            wrapping,
        })
    }

    pub(super) fn generation(&self) -> Generation {
        self.generation
    }

    /// Locks it against other processes, as the one before was.
    pub(super) fn lock(&self) -> io::Result<()> {
        Ok(self.file.try_lock()?)
    }

    /// The wrapped key with this number.
    pub(super) fn read(&self, number: u32) -> io::Result<[u8; WRAPPED_BYTES]> {
        let mut wrapped = [0; WRAPPED_BYTES];
        let place = place(number) + KeyName::BYTES as u64;
        self.file.read_exact_at(&mut wrapped, place)?;
        Ok(wrapped)
    }

    /// The records from this number on, at most so many, as name and wrapped key.
    pub(super) fn read_many(
        &self,
        first: u32,
        many: usize,
    ) -> io::Result<Vec<(KeyName, [u8; WRAPPED_BYTES])>> {
        let mut bytes = vec![0; RECORD_BYTES * many];
        self.file.read_exact_at(&mut bytes, place(first))?;
        Ok(bytes.chunks_exact(RECORD_BYTES).map(parts).collect())
    }

    pub(super) fn unwrap(&self, name: KeyName, wrapped: &[u8; WRAPPED_BYTES]) -> Result<Secret, KeyError> {
        if *wrapped == ERASED || (self.is_old && *wrapped == OLD_ERASED && name.0[0] != 0) {
            return Err(KeyError::Erased);
        }
        let bytes = self.wrapping.open(&name.0, wrapped).ok_or(KeyError::Tampered)?;
        Ok(Secret::from_slice(&bytes).expect("a wrapped key has 32 bytes"))
    }

    pub(super) fn wrap(&self, name: KeyName, secret: &Secret) -> [u8; WRAPPED_BYTES] {
        let wrapped = self.wrapping.seal(&name.0, secret.as_bytes());
        wrapped
            .as_slice()
            .try_into()
            .expect("a wrapped key has its length")
    }

    /// Puts these keys at the end, where `first` is the next number, and waits for the disk.
    pub(super) fn append(&self, first: u32, records: &[Record]) -> io::Result<()> {
        let wrapped = records
            .iter()
            .map(|record| (record.name, self.wrap(record.name, &record.secret)));
        self.put(first, wrapped)?;
        self.sync()
    }

    /// Puts wrapped keys there, without waiting.
    pub(super) fn put(
        &self,
        first: u32,
        records: impl ExactSizeIterator<Item = (KeyName, [u8; WRAPPED_BYTES])>,
    ) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(RECORD_BYTES * records.len());
        for (name, wrapped) in records {
            bytes.extend_from_slice(&name.0);
            bytes.extend_from_slice(&wrapped);
        }
        self.file.write_all_at(&bytes, place(first))
    }

    pub(super) fn overwrite(&self, number: u32, wrapped: &[u8; WRAPPED_BYTES]) -> io::Result<()> {
        self.file
            .write_all_at(wrapped, place(number) + KeyName::BYTES as u64)
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// Overwrites all of a file that is no longer read.
    pub(super) fn wipe(&self) -> io::Result<()> {
        let zeros = vec![0; RECORD_BYTES * RECORDS_AT_ONCE];
        let length = self.file.metadata()?.len();
        let mut at = 0;
        while at < length {
            let now = usize::try_from(length - at)
                .unwrap_or(usize::MAX)
                .min(zeros.len());
            self.file.write_all_at(&zeros[..now], at)?;
            at += now as u64;
        }
        self.file.sync_data()
    }
}

/// A file that is read from its beginning, some records at once.
pub(super) struct Reading {
    pub(super) keys: Keys,
    buffer: Vec<u8>,
    /// How much of the buffer is the file's, and where the next record begins in it.
    read: usize,
    next: usize,
}

impl Reading {
    /// The next record, as name and wrapped key; nothing where what is left is less than one.
    pub(super) fn next(&mut self) -> io::Result<Option<(KeyName, [u8; WRAPPED_BYTES])>> {
        if self.next == self.buffer.len() || self.read == 0 {
            self.read = fill(&mut self.keys.file, &mut self.buffer)?;
            self.next = 0;
        }
        if self.left() < RECORD_BYTES {
            return Ok(None);
        }
        let record = &self.buffer[self.next..self.next + RECORD_BYTES];
        self.next += RECORD_BYTES;
        Ok(Some(parts(record)))
    }

    /// How many bytes were read that no record has given.
    pub(super) fn left(&self) -> usize {
        self.read - self.next
    }

    /// Where the records are.
    fn scan(&mut self, path: &Path) -> Result<HashMap<KeyName, u32>, KeyError> {
        let mut numbers = HashMap::new();
        let mut last = None;
        let mut next = 0;
        // What is less than a record was being written when the power went, and nobody used it.
        while let Some((name, wrapped)) = self.next().map_err(failed)? {
            if name == PROBE && self.keys.unwrap(PROBE, &wrapped).is_err() {
                return Err(KeyError::OtherRing(path.to_owned()));
            }
            numbers.insert(name, next);
            last = Some((name, wrapped));
            next += 1;
        }
        if numbers.get(&PROBE) != Some(&0) {
            return Err(KeyError::Unsound(path.to_owned()));
        }
        // Nor did anybody use records of which only the length reached the disk: the last ones, since a sync covers those before.
        while let Some((name, wrapped)) = last.take() {
            if !matches!(self.keys.unwrap(name, &wrapped), Err(KeyError::Tampered)) {
                break;
            }
            numbers.remove(&name);
            next -= 1;
            let mut before = [0; RECORD_BYTES];
            self.keys
                .file
                .read_exact_at(&mut before, place(next - 1))
                .map_err(failed)?;
            last = Some(parts(&before));
        }
        Ok(numbers)
    }
}

/// Where a new file is while the old one is used.
pub(super) fn beside(path: &Path) -> std::path::PathBuf {
    path.with_extension("new")
}

pub(super) fn place(number: u32) -> u64 {
    HEAD_BYTES + u64::from(number) * RECORD_BYTES as u64
}

fn generation(head: &[u8; HEAD_BYTES as usize]) -> Option<Generation> {
    if head == OLD_MAGIC {
        return Some(Generation::FIRST);
    }
    let (magic, number) = head.split_first_chunk::<12>()?;
    (magic == MAGIC).then(|| Generation(u32::from_be_bytes(number.try_into().expect("four are left"))))
}

fn parts(record: &[u8]) -> (KeyName, [u8; WRAPPED_BYTES]) {
    let (name, wrapped) = record
        .split_first_chunk::<{ KeyName::BYTES }>()
        .expect("a record begins with a name");
    (
        KeyName(*name),
        wrapped.try_into().expect("a record ends with a wrapped key"),
    )
}

fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}
