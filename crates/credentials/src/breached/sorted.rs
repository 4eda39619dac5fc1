//! A file of sorted SHA-1 hashes, one a line, searched by halves. Forty gigabytes take some forty reads and no memory.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::ListError;

const HEX: usize = 40;

/// A hash, a colon, a count and the end of the line.
const LONGEST_LINE: usize = 96;

/// Places that are looked at when the file is opened: they must be in order.
const PROBES: u64 = 64;

#[derive(Debug)]
pub(super) struct SortedHashes {
    file: File,
    length: u64,
}

/// A line, and where the next one begins.
struct Line {
    hash: [u8; 20],
    end: u64,
}

impl SortedHashes {
    pub(super) fn open(path: &Path) -> Result<SortedHashes, ListError> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let hashes = SortedHashes { file, length };
        let mut last: Option<Line> = None;
        for probe in 0..PROBES {
            let Some(start) = hashes.line_start(length.saturating_mul(probe) / PROBES, length)? else {
                break;
            };
            let line = hashes.line(start)?;
            if last.is_some_and(|last| last.end <= start && last.hash >= line.hash) {
                return Err(ListError::NotSorted);
            }
            last = Some(line);
        }
        match last {
            Some(_) => Ok(hashes),
            None => Err(ListError::Empty),
        }
    }

    pub(super) fn contains(&self, wanted: &[u8; 20]) -> io::Result<bool> {
        // Lines that begin in here may be the one. Each turn makes it smaller.
        let (mut from, mut to) = (0, self.length);
        while from < to {
            let middle = from + (to - from) / 2;
            let Some(start) = self.line_start(middle, to)? else {
                // No line begins in the upper half.
                to = middle;
                continue;
            };
            let line = self.line(start)?;
            match line.hash.cmp(wanted) {
                std::cmp::Ordering::Equal => return Ok(true),
                std::cmp::Ordering::Less => from = line.end,
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        Ok(false)
    }

    /// Where the first line begins that begins at `from` or later and before `to`.
    fn line_start(&self, from: u64, to: u64) -> io::Result<Option<u64>> {
        if from == 0 {
            return Ok((to > 0).then_some(0));
        }
        let mut buffer = [0; LONGEST_LINE];
        let read = self.read(from - 1, &mut buffer)?;
        match buffer[..read].iter().position(|&byte| byte == b'\n') {
            Some(end) => Ok(Some(from + end as u64).filter(|&start| start < to)),
            None if read < LONGEST_LINE => Ok(None),
            None => Err(not_a_hash()),
        }
    }

    fn line(&self, start: u64) -> io::Result<Line> {
        let mut buffer = [0; LONGEST_LINE];
        let read = self.read(start, &mut buffer)?;
        let end = buffer[..read]
            .iter()
            .position(|&byte| byte == b'\n')
            .unwrap_or(read);
        let hash = hash_of_line(&buffer[..end]).ok_or_else(not_a_hash)?;
        Ok(Line {
            hash,
            end: start + end as u64 + 1,
        })
    }

    fn read(&self, from: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.file.read_at(&mut buffer[filled..], from + filled as u64)? {
                0 => break,
                read => filled += read,
            }
        }
        Ok(filled)
    }
}

/// The hash that a line begins with.
pub(super) fn hash_of_line(line: &[u8]) -> Option<[u8; 20]> {
    let line = line.trim_ascii_end();
    let (hexadecimal, rest) = line.split_at_checked(HEX)?;
    if !(rest.is_empty() || rest[0] == b':' && rest[1..].iter().all(u8::is_ascii_digit)) {
        return None;
    }
    let mut hash = [0; 20];
    for (byte, pair) in hash.iter_mut().zip(hexadecimal.chunks_exact(2)) {
        let digit = |one: u8| char::from(one).to_digit(16);
        *byte = u8::try_from(digit(pair[0])? << 4 | digit(pair[1])?).ok()?;
    }
    Some(hash)
}

fn not_a_hash() -> io::Error {
    let message = "a line in the list of breached passwords is not a hash";
    io::Error::new(io::ErrorKind::InvalidData, message)
}
