//! `bezant completions`: what a shell needs to complete the words of this command line.

use std::process::ExitCode;

use clap_complete::{Shell, generate};

use crate::Failure;
use crate::output::line;

/// Prints the script of a shell for the whole command line.
pub(crate) fn run(shell: Shell, mut command: clap::Command) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    generate(shell, &mut command, "bezant", &mut script);
    line(String::from_utf8(script)?.trim_end());
    Ok(ExitCode::SUCCESS)
}
