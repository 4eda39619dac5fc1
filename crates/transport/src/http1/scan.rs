//! Follows the requests of a connection through its bytes, from head to body to the next head.

use super::chunks::{Chunks, Step};
use super::head::{Framing, Head};

/// What is wrong with a request.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Broken,
    Large,
}

/// What only the rest of the connection knows.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Facts {
    /// Whether a request is under way.
    pub(crate) is_busy: bool,
    /// Whether the service has agreed on another protocol.
    pub(crate) has_switched: bool,
}

/// What to do with the bytes just looked at.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// They may be read.
    Fine,
    /// So many may be read; instead of the rest comes what hyper answers with 400 or, for a head that is too large, 431.
    Head {
        good: usize,
        instead: &'static [u8],
        is_large: bool,
    },
    /// So many may be read; instead of the rest comes an error, so that the service never sees the end of the body.
    Body { good: usize },
}

/// A NUL is allowed nowhere in a head, and what follows makes the head complete: hyper answers 400 and closes. It comes in
/// through hyper so that earlier requests of the same connection are answered first.
const BROKEN: &[u8] = b"\0\r\n\r\n";

/// More fields than hyper has room for: it answers 431 and closes.
const LARGE: &[u8] = &{
    let mut fields = [0_u8; 4 * 101 + 2];
    let mut at = 0;
    while at < 4 * 101 {
        fields[at] = b'a';
        fields[at + 1] = b':';
        fields[at + 2] = b'\r';
        fields[at + 3] = b'\n';
        at += 4;
    }
    fields[at] = b'\r';
    fields[at + 1] = b'\n';
    fields
};

/// What hyper has to have room for beyond what a head may have.
pub(crate) const INSTEAD_BYTES: usize = 1 << 10;
const _: () = assert!(BROKEN.len() < INSTEAD_BYTES && LARGE.len() < INSTEAD_BYTES);

enum State {
    Head,
    Length(u64),
    Chunks(Chunks),
    /// Behind a request that may change the protocol: nothing may come until it is answered.
    MaySwitch,
    Switched,
    Refused,
}

pub(crate) struct Scanner {
    state: State,
    head: Head,
    /// A line that is not complete yet.
    line: Vec<u8>,
    /// Bytes of the head or the trailers so far.
    bytes: usize,
    most_bytes: usize,
    most_fields: usize,
}

impl Scanner {
    pub(crate) fn new(most_bytes: usize, most_fields: usize) -> Self {
        Scanner {
            state: State::Head,
            head: Head::default(),
            line: Vec::new(),
            bytes: 0,
            most_bytes,
            most_fields,
        }
    }

    /// Whether a head has begun and is not complete.
    pub(crate) fn is_in_head(&self) -> bool {
        matches!(self.state, State::Head) && !(self.head.is_untouched() && self.line.is_empty())
    }

    /// Whether the caller may be sending what nobody will read.
    pub(crate) fn is_in_message(&self) -> bool {
        match self.state {
            State::Length(_) | State::Chunks(_) | State::Refused => true,
            State::Head | State::MaySwitch | State::Switched => false,
        }
    }

    /// Looks at bytes that come next.
    pub(crate) fn scan(&mut self, bytes: &[u8], facts: Facts) -> Verdict {
        let mut at = 0;
        while at < bytes.len() {
            let rest = &bytes[at..];
            let stepped = match &mut self.state {
                State::Switched => return Verdict::Fine,
                State::Refused => return Verdict::Body { good: at },
                State::MaySwitch if facts.has_switched => {
                    self.state = State::Switched;
                    return Verdict::Fine;
                }
                // What the caller sends here belongs to one protocol or the other, and nobody can tell which.
                State::MaySwitch if facts.is_busy || at > 0 => Err(Fault::Broken),
                State::MaySwitch => {
                    self.state = State::Head;
                    Ok(0)
                }
                State::Length(left) => {
                    let took = usize::try_from(*left).unwrap_or(usize::MAX).min(rest.len());
                    *left -= took as u64;
                    if *left == 0 {
                        self.state = State::Head;
                    }
                    Ok(took)
                }
                State::Chunks(chunks) => match chunks.step(rest) {
                    Ok(Step::Took(took)) => Ok(took),
                    Ok(Step::Trailers) => self.line(rest),
                    Err(fault) => Err(fault),
                },
                State::Head => self.line(rest),
            };
            match stepped {
                Ok(took) => at += took,
                Err(fault) => return self.refuse(at, fault),
            }
        }
        Verdict::Fine
    }

    fn refuse(&mut self, good: usize, fault: Fault) -> Verdict {
        let is_body = matches!(self.state, State::Chunks(_));
        self.state = State::Refused;
        self.line = Vec::new();
        if is_body {
            return Verdict::Body { good };
        }
        Verdict::Head {
            good,
            instead: match fault {
                Fault::Broken => BROKEN,
                Fault::Large => LARGE,
            },
            is_large: fault == Fault::Large,
        }
    }

    /// One line of a head or of trailers, or a part of one.
    fn line(&mut self, rest: &[u8]) -> Result<usize, Fault> {
        let end = memchr::memchr(b'\n', rest);
        let took = end.map_or(rest.len(), |end| end + 1);
        self.bytes += took;
        if self.bytes > self.most_bytes {
            return Err(Fault::Large);
        }
        let Some(end) = end else {
            self.line.extend_from_slice(rest);
            return Ok(took);
        };
        if self.line.is_empty() {
            self.whole_line(&rest[..end])?;
        } else {
            let mut line = std::mem::take(&mut self.line);
            line.extend_from_slice(&rest[..end]);
            self.whole_line(&line)?;
        }
        Ok(took)
    }

    /// A line without its line feed.
    fn whole_line(&mut self, line: &[u8]) -> Result<(), Fault> {
        // A line feed alone ends a line for some readers only.
        let line = line.strip_suffix(b"\r").ok_or(Fault::Broken)?;
        if let State::Chunks(chunks) = &mut self.state {
            if chunks.take(line, self.most_fields)? {
                self.next_message(State::Head);
            }
            return Ok(());
        }
        match self.head.take(line, self.most_fields)? {
            None => {}
            Some(Framing::Length(0)) => self.next_message(State::Head),
            Some(Framing::Length(length)) => self.next_message(State::Length(length)),
            Some(Framing::Chunked) => self.next_message(State::Chunks(Chunks::begin())),
            Some(Framing::MaySwitch) => self.next_message(State::MaySwitch),
        }
        Ok(())
    }

    fn next_message(&mut self, state: State) {
        self.state = state;
        self.head = Head::default();
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests;
