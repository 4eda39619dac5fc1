//! `bezant compliance check`: evidence that was handed over, against the key that must have signed it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use bezant_compliance::evidence;
use bezant_log::proof::Hex;
use ed25519_dalek::VerifyingKey;

use crate::Failure;
use crate::output::{line, note};

/// No folder of evidence has more files, and none is larger.
const MOST_FILES: usize = 1_000;
const LARGEST_FILE_BYTES: u64 = 64 << 20;

/// What is not as it was signed is named, with exit code 1.
pub(super) fn check(folder: &Path, public_key: Hex<32>) -> Result<ExitCode, Failure> {
    let key = VerifyingKey::from_bytes(&public_key.0)?;
    match evidence::check(&files(folder)?, &key) {
        Ok(checked) => {
            line(&format!(
                "the evidence is as it was signed: gathered at {}",
                checked.made_at
            ));
            for (kind, status, reason) in checked.items {
                line(&format!("{:<20} {:<20} {reason}", kind.as_str(), status.as_str()));
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(wrong) => {
            for one in wrong {
                note(&format!("refused: {one}"));
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let about = std::fs::metadata(entry.path()).map_err(failed)?;
        if files.len() == MOST_FILES || about.len() > LARGEST_FILE_BYTES {
            return Err(format!(
                "{}: no evidence has so many or such large files",
                folder.display()
            )
            .into());
        }
        // A folder within is nothing that was signed: it is named as one that does not belong to it.
        let bytes = match about.is_file() {
            true => std::fs::read(entry.path()).map_err(failed)?,
            false => Vec::new(),
        };
        files.insert(name, bytes);
    }
    Ok(files)
}
