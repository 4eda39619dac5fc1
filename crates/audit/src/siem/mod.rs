//! The trail handed on to other systems as it grows: in their formats, over their protocols, each with a cursor of its own.
//!
//! In come durable records; out go CEF, JSON lines, OTLP or syslog (RFC 5424) over HTTP or TLS (RFC 5425). A portion counts as handed over
//! when the other side has acknowledged it: over HTTP by its status, over syslog, which has no acknowledgements, by its end of the
//! connection. So each record arrives at least once and in order, and one that arrives twice has the same position. It must never hold
//! anything up, take more memory than a portion, or send over a network what nobody encrypts.

mod follow;
mod format;
mod sink;

use std::path::PathBuf;

use reqwest::Url;

pub(crate) use self::follow::cursor_file;
pub use self::follow::follow;
pub use self::format::Format;
pub use self::sink::{Sink, SinkError};

/// Where the trail goes, and how.
#[derive(Clone, Debug)]
pub struct Target {
    /// What its cursor is kept under: `a-z0-9_-`.
    pub name: String,
    /// What is sent.
    pub format: Format,
    /// Where to: `https://…`, or `syslog+tls://host:port`; `http://` on this machine only.
    pub to: Url,
    /// A PEM file with the certificates that the other side's is checked against; the system's if left out.
    pub root_certificates: Option<PathBuf>,
    /// A file with the value of the header `Authorization`, for HTTP.
    pub authorization_file: Option<PathBuf>,
}
