//! The cold tier, held against the log. A tree that is opened mends itself, so that a copy of it is looked at.

use std::path::{Path, PathBuf};

use bezant_engine::{Cold, ColdError, FjallCold};

use super::Unsound;
use super::history::{Form, Step};
use crate::machine;

const COPY: &str = "cold.verify";

/// A copy of a vault's cold tier, which goes when this does.
pub(super) struct ColdCopy {
    folder: PathBuf,
    copy: PathBuf,
    /// Nothing where there is no cold tier yet.
    tree: Option<FjallCold>,
    /// Cards that were found, in each version.
    pub(super) found: u64,
}

impl Drop for ColdCopy {
    fn drop(&mut self) {
        drop(self.tree.take());
        if let Err(error) = std::fs::remove_dir_all(&self.copy)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, folder = %self.copy.display(), "a copy of the cold tier is left");
        }
    }
}

impl ColdCopy {
    /// Copies the cold tier of the vault in this folder, which nobody has open.
    pub(super) fn of(vault: &Path) -> Result<ColdCopy, Unsound> {
        let mut copied = ColdCopy {
            folder: vault.join("cold"),
            copy: vault.join(COPY),
            tree: None,
            found: 0,
        };
        if copied.copy.exists() {
            std::fs::remove_dir_all(&copied.copy)?;
        }
        if copied.folder.exists() {
            copy_all(&copied.folder, &copied.copy)?;
            let tree = FjallCold::open(&copied.copy).map_err(|error| copied.unreadable(error))?;
            copied.tree = Some(tree);
        }
        Ok(copied)
    }

    /// The version of the card that belongs to this event, if it lies here, is the log's.
    pub(super) fn check(&mut self, step: &Step) -> Result<(), Unsound> {
        let Some(tree) = &self.tree else {
            return Ok(());
        };
        let version = tree
            .version(machine::cold_key(step.card), step.position)
            .map_err(|error| self.unreadable(error))?;
        let Some(version) = version.filter(|version| version.position == step.position) else {
            return Ok(());
        };
        let wrong = |what| Unsound::Cold {
            folder: self.folder.clone(),
            card: step.card,
            position: step.position,
            what,
        };
        let stored = machine::stored_form(&version.value).map_err(|_| wrong("it can't be read"))?;
        let form = stored.sealed.map(|(key, sealed)| Form::new(key, &sealed));
        if (stored.id, stored.last) != (step.card, step.position) {
            return Err(wrong("it is another card, or another version of it"));
        }
        if form != step.form {
            return Err(wrong("it is sealed otherwise"));
        }
        self.found += 1;
        Ok(())
    }

    fn unreadable(&self, error: ColdError) -> Unsound {
        Unsound::ColdUnreadable {
            folder: self.folder.clone(),
            error,
        }
    }
}

fn copy_all(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_all(&entry.path(), &to)?;
        } else {
            std::fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
