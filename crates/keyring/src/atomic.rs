//! Files that are there as a whole or not at all, readable by their owner only.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use zeroize::Zeroizing;

/// More than any of these files has; a path may be of any file.
const MOST_BYTES: u64 = 1 << 20;

/// Reads a short file.
pub(crate) fn read(file: &Path) -> io::Result<Zeroizing<String>> {
    let open = File::open(file)?;
    let length = open.metadata()?.len();
    if length > MOST_BYTES {
        return Err(io::Error::other("it is too long for what it should be"));
    }
    // Room for everything at once: growing would leave parts behind in memory.
    let mut text = Zeroizing::new(String::with_capacity(
        usize::try_from(length).expect("a short file's length") + 64,
    ));
    open.take(MOST_BYTES).read_to_string(&mut text)?;
    Ok(text)
}

/// Whether others than the owner may read or write it.
pub(crate) fn is_open_to_others(file: &Path) -> io::Result<bool> {
    Ok(fs::metadata(file)?.permissions().mode() & 0o077 != 0)
}

/// Makes the file with this text; `false` if somebody was faster, and theirs is there.
pub(crate) fn make(file: &Path, text: &str) -> io::Result<bool> {
    let draft = write_draft(file, text)?;
    let linked = match fs::hard_link(&draft, file) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    };
    let removed = fs::remove_file(&draft);
    let made = linked?;
    removed?;
    sync_folder(file)?;
    Ok(made)
}

/// Puts this text in place of what the file has, and wipes that as far as the disk lets it.
pub(crate) fn replace(file: &Path, text: &str) -> io::Result<()> {
    let draft = write_draft(file, text)?;
    let old = OpenOptions::new().write(true).open(file);
    fs::rename(&draft, file)?;
    sync_folder(file)?;
    if let Ok(mut old) = old {
        let length = usize::try_from(old.metadata()?.len()).unwrap_or(0);
        old.write_all(&vec![0; length])?;
        old.sync_all()?;
    }
    Ok(())
}

/// Under another name: there is never half a file.
fn write_draft(file: &Path, text: &str) -> io::Result<std::path::PathBuf> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let draft = folder.join(format!(".key.{:016x}", rand::random::<u64>()));
    let mut options = OpenOptions::new();
    let mut open = options.write(true).create_new(true).mode(0o600).open(&draft)?;
    open.write_all(text.as_bytes())?;
    open.sync_all()?;
    Ok(draft)
}

/// A name has to last as well as the bytes.
pub(crate) fn sync_folder(file: &Path) -> io::Result<()> {
    File::open(file.parent().unwrap_or(Path::new(".")))?.sync_all()
}
