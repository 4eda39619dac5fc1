//! What of HTTP/2 is refused around the h2 library, which keeps to RFC 9113 itself.
//!
//! In: the bytes of a connection as they arrive, and requests as h2 reads them. Out: whether the connection floods us with frames that
//! move nothing, and whether a request may go to the service. This must never change a byte.

mod frames;
mod request;

pub(crate) use frames::{Flood, Frames, PREFACE};
pub(crate) use request::is_sound;
