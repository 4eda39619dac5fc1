//! Where the access log goes: nowhere, to standard output, or to a file that may be moved away.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bezant_edge::AccessLog;
use serde::Deserialize;

use crate::Failure;

/// How often it is looked whether the file is still where it was.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// `http.access_log`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub(crate) enum AccessLogPlace {
    /// `off`.
    #[default]
    Off,
    /// `stdout`.
    StandardOutput,
    /// A path.
    File(PathBuf),
}

impl From<String> for AccessLogPlace {
    fn from(text: String) -> Self {
        match text.as_str() {
            "off" => AccessLogPlace::Off,
            "stdout" => AccessLogPlace::StandardOutput,
            path => AccessLogPlace::File(path.into()),
        }
    }
}

impl AccessLogPlace {
    /// Begins to write there.
    pub(crate) fn open(&self) -> Result<Option<AccessLog>, Failure> {
        match self {
            AccessLogPlace::Off => Ok(None),
            AccessLogPlace::StandardOutput => Ok(Some(AccessLog::start(io::stdout())?)),
            AccessLogPlace::File(path) => {
                let file = Followed::open(path)
                    .map_err(|error| format!("http.access_log: {}: {error}", path.display()))?;
                Ok(Some(AccessLog::start(file)?))
            }
        }
    }
}

/// A file that is opened anew when it was moved away, as programs that rotate logs do it.
struct Followed {
    path: PathBuf,
    file: File,
    looked_at: Instant,
}

impl Followed {
    fn open(path: &Path) -> io::Result<Followed> {
        Ok(Followed {
            path: path.to_owned(),
            file: append_to(path)?,
            looked_at: Instant::now(),
        })
    }

    fn is_moved(&self) -> io::Result<bool> {
        let own = self.file.metadata()?;
        match std::fs::metadata(&self.path) {
            Ok(there) => Ok((there.dev(), there.ino()) != (own.dev(), own.ino())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(error),
        }
    }
}

/// Addresses of callers are nobody else's business.
fn append_to(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true).mode(0o640).open(path)
}

impl Write for Followed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.looked_at.elapsed() > LOOK_EVERY {
            self.looked_at = Instant::now();
            if self.is_moved()? {
                self.file = append_to(&self.path)?;
            }
        }
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_moved_away_is_begun_anew() {
        let folder = std::env::temp_dir().join(format!("bezant-access-log-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (path, moved) = (folder.join("access.log"), folder.join("access.log.1"));
        let mut file = Followed::open(&path).unwrap();
        file.write_all(b"one\n").unwrap();
        std::fs::rename(&path, &moved).unwrap();
        file.write_all(b"two\n").unwrap();
        file.looked_at -= LOOK_EVERY * 2;
        file.write_all(b"three\n").unwrap();
        assert_eq!(std::fs::read_to_string(&moved).unwrap(), "one\ntwo\n");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "three\n");
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn words_and_paths_are_told_apart() {
        for (text, place) in [
            ("off", AccessLogPlace::Off),
            ("stdout", AccessLogPlace::StandardOutput),
            ("/var/log/bezant", AccessLogPlace::File("/var/log/bezant".into())),
        ] {
            assert_eq!(AccessLogPlace::from(text.to_owned()), place);
        }
    }
}
