//! Memory that a crash would leave on the disk.

use rustix::io::Errno;
use rustix::process::{Resource, Rlimit, setrlimit};

/// Lets no crash of this process, or of its children, write its memory into a file: keys and card numbers may be in it.
pub(crate) fn forbid() -> Result<(), Errno> {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none)
}
