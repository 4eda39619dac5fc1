//! What a person at the terminal reads: results on standard output, notes on standard error. The only place that prints.

use std::io::Write;

use tracing_subscriber::EnvFilter;

use crate::config::{OutputConfig, OutputFormat};

/// A line of a command's result.
pub(crate) fn line(text: &str) {
    // A reader that has gone away (`bezant log dump | head`) is no failure of ours.
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// A note beside the result.
pub(crate) fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Starts the node's own log, on standard error.
pub(crate) fn start_log(config: &OutputConfig) {
    let filter = EnvFilter::try_new(&config.level).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first log.
    let _ = match config.format {
        OutputFormat::Text => builder.with_target(false).try_init(),
        OutputFormat::Json => builder.json().try_init(),
    };
}
