//! Long work: a progress bar on a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// How often a plain line is written.
const LINE_EVERY: Duration = Duration::from_secs(2);

/// Shows how far a piece of work is.
pub(crate) struct Progress {
    what: &'static str,
    unit: &'static str,
    bar: Option<ProgressBar>,
    last_line: Instant,
    lines: u32,
}

impl Progress {
    /// Work that is called `what` and counted in `unit`s.
    pub(crate) fn new(what: &'static str, unit: &'static str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style =
                ProgressStyle::with_template("{msg} [{bar:30}] {human_pos}/{human_len} {prefix} {eta}")
                    .expect("the template is a literal in the right form");
            ProgressBar::new(0)
                .with_style(style)
                .with_message(what)
                .with_prefix(unit)
        });
        Progress {
            what,
            unit,
            bar,
            last_line: Instant::now(),
            lines: 0,
        }
    }

    /// Where it stands.
    pub(crate) fn set(&mut self, done: u64, total: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(total);
            bar.set_position(done);
        } else if self.last_line.elapsed() >= LINE_EVERY {
            self.last_line = Instant::now();
            self.lines += 1;
            crate::output::note(&format!("{}: {done} of {total} {}", self.what, self.unit));
        }
    }

    /// It is over.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
