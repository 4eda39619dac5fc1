//! `bezant docs export`: the handbook as files, for any web server. It needs no node and no configuration.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;

use crate::Failure;
use crate::output::line;

#[derive(Subcommand)]
pub(crate) enum DocsCommand {
    /// Write the handbook into a folder, as files for any web server
    Export {
        /// A new folder, or an empty one
        folder: PathBuf,
    },
}

pub(crate) fn run(command: &DocsCommand) -> Result<ExitCode, Failure> {
    let DocsCommand::Export { folder } = command;
    let files = export(folder)?;
    line(&format!("{files} files in {}", folder.display()));
    Ok(ExitCode::SUCCESS)
}

/// Whatever lies in the folder already may be somebody's work, and pages of an older export would stay as dead ends.
fn export(folder: &Path) -> Result<usize, Failure> {
    fs::create_dir_all(folder)?;
    if fs::read_dir(folder)?.next().is_some() {
        return Err(format!("{} is not empty", folder.display()).into());
    }
    let files = bezant_handbook::export(bezant_edge::openapi_json());
    for (name, text) in &files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    Ok(files.len())
}
