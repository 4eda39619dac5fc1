//! What a person at the terminal reads: results on standard output, notes on standard error. The only place that prints.

use std::io::Write;

use tracing_subscriber::EnvFilter;

use crate::config::{OutputConfig, OutputFormat};

/// A line of a command's result.
pub(crate) fn line(text: &str) {
    // A reader that has gone away (`bezant log dump | head`) is no failure of ours.
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// A line of a result that has no end of its own: says when nobody reads it any more.
pub(crate) fn line_while_read(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

/// A note beside the result.
pub(crate) fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// How many columns the terminal has; nothing where standard output goes elsewhere.
pub(crate) fn columns() -> Option<usize> {
    let terminal = console::Term::stdout();
    let (_, columns) = terminal.is_term().then(|| terminal.size_checked())??;
    Some(usize::from(columns))
}

/// A text in the colour of a word of state, on a terminal that wants colours (`NO_COLOR` says that it does not).
pub(crate) fn coloured(word: &str, text: String) -> String {
    let style = match word {
        "COMPLETED" | "REFUNDED" | "AUTHORIZED" | "approved" | "delivered" | "closed" => {
            console::Style::new().green()
        }
        "FAILED" | "declined" | "failed" | "open" | "abandoned" => console::Style::new().red(),
        "PROCESSING" | "INITIATED" | "PARTIALLY_REFUNDED" | "REFUND_INITIATED" | "half_open" | "pending"
        | "unknown" => console::Style::new().yellow(),
        _ => return text,
    };
    style.for_stdout().apply_to(text).to_string()
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
