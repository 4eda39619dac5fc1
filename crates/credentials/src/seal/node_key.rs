//! The node key: 32 bytes that everything sealed depends on. It is kept beside the data, readable by the node only, or comes
//! from outside. Whoever backs up the data backs it up apart.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const BYTES: usize = 32;

/// The key, wiped when it goes.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct NodeKey([u8; BYTES]);

/// Why there is no node key.
#[derive(Debug, thiserror::Error)]
pub enum NodeKeyError {
    /// The text is not a key.
    #[error("a node key is 64 hexadecimal digits")]
    Malformed,
    /// Others than the node could have read it.
    #[error("{0} can be read by others: make it 0600, and think about who has read it")]
    OpenToOthers(PathBuf),
    /// The file can't be read or made.
    #[error("the node key in {0} can't be read or made")]
    Io(PathBuf, #[source] io::Error),
}

impl NodeKey {
    /// From hexadecimal digits, as in the file or in the environment.
    pub fn parse(text: &str) -> Result<NodeKey, NodeKeyError> {
        let digits = text.trim().as_bytes();
        if digits.len() != 2 * BYTES {
            return Err(NodeKeyError::Malformed);
        }
        let mut key = NodeKey([0; BYTES]);
        for (byte, pair) in key.0.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |one: u8| char::from(one).to_digit(16).ok_or(NodeKeyError::Malformed);
            *byte = u8::try_from(digit(pair[0])? << 4 | digit(pair[1])?).expect("two digits make a byte");
        }
        if key.0.iter().all(|&byte| byte == key.0[0]) {
            return Err(NodeKeyError::Malformed);
        }
        Ok(key)
    }

    /// The key in this file, which is made with a new one if it is not there. Two that start at once take the same.
    pub fn read_or_make(file: &Path) -> Result<NodeKey, NodeKeyError> {
        let failed = |error| NodeKeyError::Io(file.to_owned(), error);
        match read(file) {
            Ok(text) => return NodeKey::checked(file, &text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
        make(file).map_err(failed)?;
        NodeKey::checked(file, &read(file).map_err(failed)?)
    }

    fn checked(file: &Path, text: &str) -> Result<NodeKey, NodeKeyError> {
        let failed = |error| NodeKeyError::Io(file.to_owned(), error);
        let mode = fs::metadata(file).map_err(failed)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(NodeKeyError::OpenToOthers(file.to_owned()));
        }
        NodeKey::parse(text)
    }

    pub(super) fn as_bytes(&self) -> &[u8; BYTES] {
        &self.0
    }
}

impl fmt::Debug for NodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NodeKey(..)")
    }
}

fn read(file: &Path) -> io::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::with_capacity(4 * BYTES));
    // Bounded: it may be any file.
    File::open(file)?
        .take(4 * BYTES as u64)
        .read_to_string(&mut text)?;
    Ok(text)
}

/// Under another name first and then linked, which fails if somebody was faster: there is never half a key, nor a second one.
fn make(file: &Path) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let draft = folder.join(format!(".seal.key.{:016x}", rand::random::<u64>()));
    let linked = write(&draft).and_then(|()| match fs::hard_link(&draft, file) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    });
    let removed = fs::remove_file(&draft);
    linked?;
    removed?;
    // The name has to last as well as the bytes.
    File::open(folder)?.sync_all()
}

fn write(draft: &Path) -> io::Result<()> {
    let mut open = OpenOptions::new();
    let mut open = open.write(true).create_new(true).mode(0o600).open(draft)?;
    let bytes: Zeroizing<[u8; BYTES]> = Zeroizing::new(rand::random());
    let mut text = Zeroizing::new(String::with_capacity(2 * BYTES + 1));
    for byte in bytes.iter() {
        for digit in [byte >> 4, byte & 0xf] {
            text.push(char::from_digit(u32::from(digit), 16).expect("four bits are a digit"));
        }
    }
    text.push('\n');
    open.write_all(text.as_bytes())?;
    open.sync_all()
}
