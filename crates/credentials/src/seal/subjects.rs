//! The data keys, each wrapped by the node key, in a file of their own: apart from the log, which never forgets, and not in a
//! store that keeps old versions in journals and merged tables. A record has one place, and erasing overwrites it there.
//!
//! ```text
//!   magic │ probe │ subject + wrapped key │ subject + erased │ …
//! ```

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::sync::{Mutex, PoisonError, RwLock};

use zeroize::Zeroizing;

use super::key::{self, Key};
use super::{SealError, Subject};

const MAGIC: &[u8; 16] = b"bezant subjects1";

const NAME_BYTES: usize = 17;
const WRAPPED_BYTES: usize = 32 + key::OVERHEAD_BYTES;
const RECORD_BYTES: usize = NAME_BYTES + WRAPPED_BYTES;

/// Under no subject's name: tells a wrong node key when the file is opened and not when a person is read.
const PROBE: [u8; NAME_BYTES] = [0xff; NAME_BYTES];

/// In place of the key of a subject that was erased, so that it does not get a new one.
const ERASED: [u8; WRAPPED_BYTES] = [0; WRAPPED_BYTES];

/// Records that are read at once when the file is opened.
const RECORDS_AT_ONCE: usize = 1024;

pub(super) struct Subjects {
    file: File,
    wrapping: Key,
    /// Where the records are that are on the disk. Those that are being written are not in here.
    places: RwLock<HashMap<[u8; NAME_BYTES], u64>>,
    /// Taken to write: two must not make a key for the same subject, nor one make what another erases.
    end: Mutex<End>,
}

/// Where the next record goes.
enum End {
    At(u64),
    /// A write did not reach the disk, so that nobody knows what is there before it is read again.
    Unknown,
}

impl Subjects {
    /// `None` if what is stored was wrapped by another key.
    pub(super) fn open(path: &Path, wrapping: Key) -> Result<Option<Subjects>, SealError> {
        if !path.exists() {
            make(path, &wrapping).map_err(failed)?;
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(path)
            .map_err(failed)?;
        file.try_lock().map_err(|error| {
            SealError::Io(format!("{} is used by another process: {error}", path.display()))
        })?;
        let mut magic = [0; MAGIC.len()];
        file.read_exact(&mut magic).map_err(failed)?;
        if magic != *MAGIC {
            return Err(SealError::Io(format!("{} is not a file of keys", path.display())));
        }
        let mut places = HashMap::new();
        let mut last = None;
        let mut end = MAGIC.len() as u64;
        let mut buffer = vec![0; RECORD_BYTES * RECORDS_AT_ONCE];
        loop {
            let read = fill(&mut file, &mut buffer).map_err(failed)?;
            // What is less than a record was being written when the power went, and nobody used it.
            for record in buffer[..read].chunks_exact(RECORD_BYTES) {
                let (name, wrapped) = record
                    .split_first_chunk::<NAME_BYTES>()
                    .expect("a record begins with a name");
                if *name == PROBE && wrapping.open(&PROBE, wrapped).is_none() {
                    return Ok(None);
                }
                places.insert(*name, end);
                last = Some((*name, wrapped.to_vec()));
                end += RECORD_BYTES as u64;
            }
            if read < buffer.len() {
                break;
            }
        }
        if !places.contains_key(&PROBE) {
            return Err(SealError::Io(format!(
                "{} has lost its beginning",
                path.display()
            )));
        }
        // Nor did anybody use the last record if only its length reached the disk.
        if let Some((name, wrapped)) = last
            && wrapped != ERASED
            && wrapping.open(&name, &wrapped).is_none()
        {
            places.remove(&name);
            end -= RECORD_BYTES as u64;
        }
        Ok(Some(Subjects {
            file,
            wrapping,
            places: RwLock::new(places),
            end: Mutex::new(End::At(end)),
        }))
    }

    /// The subject's key, if it has one.
    pub(super) fn find(&self, subject: Subject) -> Result<Option<Key>, SealError> {
        let name = subject.bytes();
        let Some(wrapped) = self.wrapped(subject)? else {
            return Ok(None);
        };
        if wrapped == ERASED {
            return Err(SealError::Erased);
        }
        let bytes = self.wrapping.open(&name, &wrapped).ok_or(SealError::Tampered)?;
        let bytes = bytes.as_slice().try_into().expect("a wrapped key has 32 bytes");
        Ok(Some(Key::new(bytes)))
    }

    /// The subject's key, which is made and on the disk if it had none.
    pub(super) fn find_or_make(&self, subject: Subject) -> Result<Key, SealError> {
        if let Some(key) = self.find(subject)? {
            return Ok(key);
        }
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = self.find(subject)? {
            return Ok(key);
        }
        let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(rand::random());
        let wrapped = self.wrapping.seal(&subject.bytes(), &*bytes);
        self.append(&mut end, subject, &wrapped)?;
        Ok(Key::new(&bytes))
    }

    /// Overwrites the subject's key where it is.
    pub(super) fn erase(&self, subject: Subject) -> Result<(), SealError> {
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        match self.place(subject) {
            Some(place) => self.write(&mut end, place + NAME_BYTES as u64, &ERASED),
            None => self.append(&mut end, subject, &ERASED),
        }
    }

    /// The subject's record, as it is on the disk.
    pub(super) fn wrapped(&self, subject: Subject) -> Result<Option<[u8; WRAPPED_BYTES]>, SealError> {
        let Some(place) = self.place(subject) else {
            return Ok(None);
        };
        let mut wrapped = [0; WRAPPED_BYTES];
        self.file
            .read_exact_at(&mut wrapped, place + NAME_BYTES as u64)
            .map_err(failed)?;
        Ok(Some(wrapped))
    }

    fn place(&self, subject: Subject) -> Option<u64> {
        let places = self.places.read().unwrap_or_else(PoisonError::into_inner);
        places.get(&subject.bytes()).copied()
    }

    fn append(&self, end: &mut End, subject: Subject, wrapped: &[u8]) -> Result<(), SealError> {
        let End::At(place) = *end else {
            return Err(unknown());
        };
        let record = [subject.bytes().as_slice(), wrapped].concat();
        assert_eq!(record.len(), RECORD_BYTES, "every record has its place");
        self.write(end, place, &record)?;
        *end = End::At(place + RECORD_BYTES as u64);
        let mut places = self.places.write().unwrap_or_else(PoisonError::into_inner);
        places.insert(subject.bytes(), place);
        Ok(())
    }

    fn write(&self, end: &mut End, place: u64, bytes: &[u8]) -> Result<(), SealError> {
        if matches!(end, End::Unknown) {
            return Err(unknown());
        }
        let written = self
            .file
            .write_all_at(bytes, place)
            .and_then(|()| self.file.sync_all());
        written.map_err(|error| {
            *end = End::Unknown;
            failed(error)
        })
    }
}

/// Under another name first: the file is there as a whole or not at all.
fn make(path: &Path, wrapping: &Key) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let draft = path.with_extension("new");
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&draft)?;
    // As long as a key, so that it is a record like the others.
    let probe = wrapping.seal(&PROBE, &[0; 32]);
    file.write_all(&[MAGIC.as_slice(), &PROBE, &probe].concat())?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    File::open(folder)?.sync_all()
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

fn unknown() -> SealError {
    SealError::Io("a key did not reach the disk: restart the node".to_owned())
}

fn failed(error: io::Error) -> SealError {
    SealError::Io(error.to_string())
}
