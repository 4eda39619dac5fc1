//! The place in the log up to which a hook was told, in a file of its own.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use bezant_hooks::HookName;
use bezant_log::Position;

/// The file of a hook's cursor.
pub(crate) fn file(folder: &Path, hook: &HookName) -> PathBuf {
    folder.join(format!("{hook}.cursor"))
}

/// The stored place; nothing if there is none yet.
pub(crate) fn read(file: &Path) -> io::Result<Option<Position>> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    match text.trim_end().parse() {
        Ok(position) => Ok(Some(Position(position))),
        Err(_) => Err(io::Error::new(ErrorKind::InvalidData, "it holds no position")),
    }
}

/// Stores a place, durably and as a whole: after a crash the file holds the old one or the new one.
pub(crate) fn write(file: &Path, position: Position) -> io::Result<()> {
    let folder = file.parent().ok_or(ErrorKind::InvalidInput)?;
    fs::create_dir_all(folder)?;
    let next = file.with_extension("next");
    let mut written = File::create(&next)?;
    written.write_all(format!("{}\n", position.0).as_bytes())?;
    written.sync_all()?;
    fs::rename(&next, file)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back_and_damage_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder.path().join("hooks"), &"audit".parse().unwrap());
        assert_eq!(read(&file).unwrap(), None);
        for position in [Position(0), Position(u64::MAX), Position(7)] {
            write(&file, position).unwrap();
            assert_eq!(read(&file).unwrap(), Some(position));
        }
        fs::write(&file, "seven\n").unwrap();
        assert_eq!(read(&file).unwrap_err().kind(), ErrorKind::InvalidData);
    }
}
