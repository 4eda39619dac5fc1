//! The texts of a policy: those that Bezant brings, or those of a folder.

use std::fs;
use std::path::{Path, PathBuf};

use bezant_identity::bundle::{Files, MAXIMUM_BYTES, MAXIMUM_FILES, check_files, digest};

/// The policy that Bezant brings.
const BUILT_IN: &[(&str, &str)] = &[
    ("authz.rego", include_str!("../bundle/authz.rego")),
    ("authz_test.rego", include_str!("../bundle/authz_test.rego")),
];

/// Folders in folders, so that a link back to itself ends.
const MAXIMUM_DEPTH: usize = 8;

/// Texts in Rego by their paths. Those that end in `_test.rego` are tests and take no part in decisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    files: Files,
}

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// A file or folder could not be read.
    #[error("{path}: {error}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The files make no bundle.
    #[error("{0}")]
    Refused(#[from] bezant_identity::bundle::Rejection),
}

impl Bundle {
    /// The policy that Bezant brings.
    pub fn built_in() -> Bundle {
        let files = BUILT_IN
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        Bundle {
            files: files.collect(),
        }
    }

    /// These texts.
    pub fn new(files: Files) -> Result<Bundle, BundleError> {
        check_files(&files)?;
        Ok(Bundle { files })
    }

    /// All files of a folder, and of those in it, that end in `.rego`.
    pub fn from_folder(folder: &Path) -> Result<Bundle, BundleError> {
        let mut files = Files::new();
        collect(folder, folder, 0, &mut files)?;
        Bundle::new(files)
    }

    /// The texts by their paths.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// What identifies them.
    pub fn digest(&self) -> [u8; 32] {
        digest(&self.files)
    }

    /// The texts that decide.
    pub(crate) fn rules(&self) -> impl Iterator<Item = (&String, &String)> {
        self.files
            .iter()
            .filter(|(path, _)| !path.ends_with("_test.rego"))
    }
}

fn collect(root: &Path, folder: &Path, depth: usize, files: &mut Files) -> Result<(), BundleError> {
    let unreadable = |path: &Path| {
        let path = path.to_path_buf();
        move |error| BundleError::Unreadable { path, error }
    };
    for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = entry.map_err(unreadable(folder))?.path();
        if path.is_dir() {
            if depth < MAXIMUM_DEPTH {
                collect(root, &path, depth + 1, files)?;
            }
        } else if path.extension().is_some_and(|ending| ending == "rego") {
            let size = fs::metadata(&path).map_err(unreadable(&path))?.len();
            if files.len() == MAXIMUM_FILES {
                return Err(bezant_identity::bundle::Rejection::FileCount.into());
            }
            if size > MAXIMUM_BYTES as u64 {
                let size = usize::try_from(size).unwrap_or(usize::MAX);
                return Err(bezant_identity::bundle::Rejection::TooLarge(size).into());
            }
            let text = fs::read_to_string(&path).map_err(unreadable(&path))?;
            let name = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .to_string_lossy()
                .replace('\\', "/");
            files.insert(name, text);
        }
    }
    Ok(())
}
