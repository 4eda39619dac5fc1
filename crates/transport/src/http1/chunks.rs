//! Where a chunked body ends, by the grammar of RFC 9112 section 7.1 and nothing beyond it.

use super::head::trailer;
use super::scan::Fault;

/// Extensions mean nothing to anybody here; this is for those who send them all the same.
const MOST_EXTENSION_BYTES: usize = 256;
const MOST_SIZE_DIGITS: u8 = 15;

#[derive(Debug)]
pub(super) enum Chunks {
    Size { size: u64, digits: u8 },
    Extension { size: u64, bytes: usize },
    SizeLineFeed { size: u64 },
    Data { left: u64 },
    DataReturn,
    DataLineFeed,
    Trailers { lines: usize },
}

/// What a step over some bytes came to.
pub(super) enum Step {
    /// So many bytes belong to the body, which goes on.
    Took(usize),
    /// Lines of trailers come now.
    Trailers,
}

impl Chunks {
    pub(super) fn begin() -> Self {
        Chunks::Size { size: 0, digits: 0 }
    }

    /// Steps over bytes, of which there is at least one.
    pub(super) fn step(&mut self, bytes: &[u8]) -> Result<Step, Fault> {
        let byte = bytes[0];
        *self = match *self {
            Chunks::Trailers { .. } => return Ok(Step::Trailers),
            Chunks::Data { left } => {
                let took = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                let left = left - took as u64;
                *self = if left == 0 {
                    Chunks::DataReturn
                } else {
                    Chunks::Data { left }
                };
                return Ok(Step::Took(took));
            }
            Chunks::Size { size, digits } => match (byte, digits) {
                (b'\r', 1..) => Chunks::SizeLineFeed { size },
                (b';', 1..) => Chunks::Extension { size, bytes: 0 },
                (_, MOST_SIZE_DIGITS..) => return Err(Fault::Broken),
                _ => {
                    let digit = char::from(byte).to_digit(16).ok_or(Fault::Broken)?;
                    Chunks::Size {
                        size: size * 16 + u64::from(digit),
                        digits: digits + 1,
                    }
                }
            },
            Chunks::Extension { size, .. } if byte == b'\r' => Chunks::SizeLineFeed { size },
            Chunks::Extension { size, bytes } => {
                let is_fine = byte >= b' ' && byte != 0x7f || byte == b'\t';
                if !is_fine || bytes >= MOST_EXTENSION_BYTES {
                    return Err(Fault::Broken);
                }
                Chunks::Extension {
                    size,
                    bytes: bytes + 1,
                }
            }
            Chunks::SizeLineFeed { size: 0 } if byte == b'\n' => Chunks::Trailers { lines: 0 },
            Chunks::SizeLineFeed { size } if byte == b'\n' => Chunks::Data { left: size },
            Chunks::DataReturn if byte == b'\r' => Chunks::DataLineFeed,
            Chunks::DataLineFeed if byte == b'\n' => Chunks::begin(),
            Chunks::SizeLineFeed { .. } | Chunks::DataReturn | Chunks::DataLineFeed => {
                return Err(Fault::Broken);
            }
        };
        Ok(Step::Took(1))
    }

    /// A line of trailers without its end: whether the body is over.
    pub(super) fn take(&mut self, line: &[u8], most_fields: usize) -> Result<bool, Fault> {
        let Chunks::Trailers { lines } = self else {
            return Err(Fault::Broken);
        };
        if line.is_empty() {
            return Ok(true);
        }
        *lines += 1;
        if *lines > most_fields {
            return Err(Fault::Large);
        }
        trailer(line)?;
        Ok(false)
    }
}
