//! Data keys by name, each wrapped by one key and overwritten in place when it is erased.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::sync::{Mutex, PoisonError, RwLock};

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use zeroize::Zeroizing;

/// A kind and an id.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(pub [u8; 17]);

impl KeyName {
    /// The key of this kind with this id.
    pub fn new(kind: u8, id: u128) -> KeyName {
        let mut name = [kind; 17];
        name[1..].copy_from_slice(&id.to_be_bytes());
        KeyName(name)
    }
}

/// 32 bytes that nobody prints.
pub struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// It was erased.
    #[error("the key was erased")]
    Erased,
    /// It was not wrapped by this key.
    #[error("the key does not open")]
    Tampered,
    /// The file failed.
    #[error("the file of keys failed: {0}")]
    Io(#[from] io::Error),
}

/// One AES-256-GCM key.
pub struct DataKey(RandomizedNonceKey);

const OVERHEAD: usize = NONCE_LEN + 16;
const WRAPPED: usize = 32 + OVERHEAD;
const RECORD: usize = 17 + WRAPPED;
const ERASED: [u8; WRAPPED] = [0; WRAPPED];

impl DataKey {
    fn new(bytes: &[u8; 32]) -> DataKey {
        DataKey(RandomizedNonceKey::new(&AES_256_GCM, bytes).expect("the key has 32 bytes"))
    }

    /// Nonce, ciphertext and tag.
    pub fn seal(&self, context: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(plain.len() + OVERHEAD);
        bytes.extend_from_slice(plain);
        let nonce = self
            .0
            .seal_in_place_append_tag(Aad::from(context), &mut bytes)
            .expect("the message is short and the system gives randomness");
        bytes.splice(0..0, nonce.as_ref().iter().copied());
        bytes
    }

    /// What was sealed; `None` if it was not sealed so.
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, bytes) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut bytes = Zeroizing::new(bytes.to_vec());
        let length = self
            .0
            .open_in_place(Nonce::from(nonce), Aad::from(context), &mut bytes)
            .ok()?
            .len();
        bytes.truncate(length);
        Some(bytes)
    }
}

/// A file of wrapped keys.
pub struct DataKeys {
    file: File,
    wrapping: DataKey,
    places: RwLock<BTreeMap<KeyName, u64>>,
    end: Mutex<u64>,
}

impl DataKeys {
    /// Opens the file or makes it.
    pub fn open(path: &Path, wrapping: &[u8; 32]) -> Result<DataKeys, KeyError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let mut places = BTreeMap::new();
        let records = bytes.chunks_exact(RECORD);
        let end = (bytes.len() / RECORD * RECORD) as u64;
        for (nth, record) in records.enumerate() {
            let name = KeyName(*record.first_chunk().expect("a record begins with a name"));
            places.insert(name, (nth * RECORD) as u64);
        }
        file.flush()?;
        Ok(DataKeys {
            file,
            wrapping: DataKey::new(wrapping),
            places: RwLock::new(places),
            end: Mutex::new(end),
        })
    }

    /// Opens the file or makes it, under a key in a file beside it.
    pub fn open_with_key_beside(path: &Path) -> Result<DataKeys, KeyError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let beside = path.with_extension("root");
        if !beside.exists() {
            let mut options = OpenOptions::new();
            let mut file = options.write(true).create_new(true).mode(0o600).open(&beside)?;
            let root: Zeroizing<[u8; 32]> = Zeroizing::new(rand::random());
            file.write_all(&*root)?;
            file.sync_all()?;
        }
        let root = Zeroizing::new(std::fs::read(&beside)?);
        let root = root.as_slice().try_into().map_err(|_| KeyError::Tampered)?;
        DataKeys::open(path, root)
    }

    /// Makes keys; all are on the disk then.
    pub fn make_all(&self, names: &[KeyName]) -> Result<Vec<DataKey>, KeyError> {
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = Vec::with_capacity(names.len() * RECORD);
        let mut made = Vec::with_capacity(names.len());
        for name in names {
            let key: Zeroizing<[u8; 32]> = Zeroizing::new(rand::random());
            bytes.extend_from_slice(&name.0);
            bytes.extend_from_slice(&self.wrapping.seal(&name.0, &*key));
            made.push(DataKey::new(&key));
        }
        self.file.write_all_at(&bytes, *end)?;
        self.file.sync_data()?;
        let mut places = self.places.write().unwrap_or_else(PoisonError::into_inner);
        for (nth, name) in names.iter().enumerate() {
            places.insert(*name, *end + (nth * RECORD) as u64);
        }
        *end += bytes.len() as u64;
        Ok(made)
    }

    fn bytes(&self, name: KeyName) -> Result<Option<Zeroizing<[u8; 32]>>, KeyError> {
        let place = self
            .places
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&name)
            .copied();
        let Some(place) = place else { return Ok(None) };
        let mut wrapped = [0; WRAPPED];
        self.file.read_exact_at(&mut wrapped, place + 17)?;
        if wrapped == ERASED {
            return Err(KeyError::Erased);
        }
        let plain = self.wrapping.open(&name.0, &wrapped).ok_or(KeyError::Tampered)?;
        Ok(Some(Zeroizing::new(
            plain.as_slice().try_into().map_err(|_| KeyError::Tampered)?,
        )))
    }

    /// The key with this name, if there is one.
    pub fn find(&self, name: KeyName) -> Result<Option<DataKey>, KeyError> {
        Ok(self.bytes(name)?.map(|bytes| DataKey::new(&bytes)))
    }

    /// 32 bytes that are always the same for this name, for keyed hashes.
    pub fn secret(&self, name: KeyName) -> Result<Secret, KeyError> {
        if let Some(bytes) = self.bytes(name)? {
            return Ok(Secret(bytes));
        }
        self.make_all(&[name])?;
        Ok(Secret(self.bytes(name)?.expect("it was just made")))
    }

    /// Overwrites keys where they are.
    pub fn erase_all(&self, names: &[KeyName]) -> Result<(), KeyError> {
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        for &name in names {
            let place = self
                .places
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .get(&name)
                .copied();
            match place {
                Some(place) => self.file.write_all_at(&ERASED, place + 17)?,
                None => {
                    self.file
                        .write_all_at(&[name.0.as_slice(), &ERASED].concat(), *end)?;
                    self.places
                        .write()
                        .unwrap_or_else(PoisonError::into_inner)
                        .insert(name, *end);
                    *end += RECORD as u64;
                }
            }
        }
        Ok(self.file.sync_data()?)
    }
}
