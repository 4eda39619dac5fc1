//! The console as it was built into this binary.

use bezant_edge::PageFile;

/// Its files; none where it was not built before.
pub(crate) const FILES: &[PageFile] = include!(concat!(env!("OUT_DIR"), "/console_files.rs"));
