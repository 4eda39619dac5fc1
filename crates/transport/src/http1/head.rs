//! The lines of a head and of trailers, each checked as it is complete.

use super::scan::Fault;

/// What a complete head says about the message behind it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// So many bytes.
    Length(u64),
    /// Chunks.
    Chunked,
    /// Nothing, and then maybe another protocol.
    MaySwitch,
}

/// What is known of a head so far.
#[derive(Default)]
pub(super) struct Head {
    lines: usize,
    is_http10: bool,
    length: Option<u64>,
    is_chunked: bool,
    wants_switch: bool,
    has_host: bool,
    /// The authority of a target in absolute form, which the host must not differ from.
    authority: Option<Box<[u8]>>,
    /// One empty line may come before a request, RFC 9112 section 2.2.
    skipped_line: bool,
}

impl Head {
    /// Whether no byte of the request was seen.
    pub(super) fn is_untouched(&self) -> bool {
        self.lines == 0
    }

    /// A line without its end. `Some` when the head is complete.
    pub(super) fn take(&mut self, line: &[u8], most_fields: usize) -> Result<Option<Framing>, Fault> {
        if self.lines == 0 {
            if line.is_empty() && !self.skipped_line {
                self.skipped_line = true;
                return Ok(None);
            }
            self.request_line(line)?;
            self.lines = 1;
            return Ok(None);
        }
        if line.is_empty() {
            return self.complete().map(Some);
        }
        self.lines += 1;
        if self.lines - 1 > most_fields {
            return Err(Fault::Large);
        }
        self.field(line)?;
        Ok(None)
    }

    fn request_line(&mut self, line: &[u8]) -> Result<(), Fault> {
        let mut parts = line.split(|&byte| byte == b' ');
        let (Some(method), Some(target), Some(version), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Fault::Broken);
        };
        self.is_http10 = match version {
            b"HTTP/1.1" => false,
            b"HTTP/1.0" => true,
            _ => return Err(Fault::Broken),
        };
        if method.is_empty() || !method.iter().all(|&byte| is_token(byte)) || method == b"CONNECT" {
            return Err(Fault::Broken);
        }
        if !target.iter().all(|&byte| byte.is_ascii_graphic() && byte != b'#') {
            return Err(Fault::Broken);
        }
        match target {
            [b'/', ..] => Ok(()),
            b"*" if method == b"OPTIONS" => Ok(()),
            _ => {
                let rest = strip_scheme(target).ok_or(Fault::Broken)?;
                let end = rest
                    .iter()
                    .position(|&byte| byte == b'/' || byte == b'?')
                    .unwrap_or(rest.len());
                let authority = &rest[..end];
                if !is_authority(authority) {
                    return Err(Fault::Broken);
                }
                self.authority = Some(authority.into());
                Ok(())
            }
        }
    }

    fn field(&mut self, line: &[u8]) -> Result<(), Fault> {
        let (name, value) = field(line)?;
        match name.len() {
            4 if name.eq_ignore_ascii_case(b"host") => {
                let is_other = |authority: &[u8]| !authority.eq_ignore_ascii_case(value);
                if self.has_host || !is_authority(value) || self.authority.as_deref().is_some_and(is_other) {
                    return Err(Fault::Broken);
                }
                self.has_host = true;
            }
            7 if name.eq_ignore_ascii_case(b"upgrade") => self.wants_switch = true,
            14 if name.eq_ignore_ascii_case(b"content-length") => {
                if self.length.is_some() {
                    return Err(Fault::Broken);
                }
                self.length = Some(length(value)?);
            }
            17 if name.eq_ignore_ascii_case(b"transfer-encoding") => {
                if self.is_chunked || !value.eq_ignore_ascii_case(b"chunked") {
                    return Err(Fault::Broken);
                }
                self.is_chunked = true;
            }
            _ => {}
        }
        Ok(())
    }

    fn complete(&self) -> Result<Framing, Fault> {
        if !self.has_host && !self.is_http10 {
            return Err(Fault::Broken);
        }
        match (self.is_chunked, self.length) {
            (true, Some(_)) => Err(Fault::Broken),
            (true, None) if self.is_http10 => Err(Fault::Broken),
            (true, None) => Ok(Framing::Chunked),
            (false, None | Some(0)) if self.wants_switch && !self.is_http10 => Ok(Framing::MaySwitch),
            (false, length) => Ok(Framing::Length(length.unwrap_or(0))),
        }
    }
}

/// A line of trailers: whatever would say something about framing or the host came too late to be true.
pub(super) fn trailer(line: &[u8]) -> Result<(), Fault> {
    const EARLY: [&[u8]; 4] = [b"content-length", b"transfer-encoding", b"host", b"trailer"];
    let (name, _) = field(line)?;
    if EARLY.iter().any(|early| name.eq_ignore_ascii_case(early)) {
        return Err(Fault::Broken);
    }
    Ok(())
}

/// Name and value. A line that begins with a blank would continue the one before (obs-fold): its name is no token.
fn field(line: &[u8]) -> Result<(&[u8], &[u8]), Fault> {
    let colon = memchr::memchr(b':', line).ok_or(Fault::Broken)?;
    let (name, value) = (&line[..colon], &line[colon + 1..]);
    // Without an early way out the compiler looks at many bytes at once.
    let is_name = name.iter().fold(true, |is_name, &byte| is_name & is_token(byte));
    let is_fine = |byte: u8| (byte >= b' ') & (byte != 0x7f) | (byte == b'\t');
    let is_value = value
        .iter()
        .fold(true, |is_value, &byte| is_value & is_fine(byte));
    if name.is_empty() || !is_name || !is_value {
        return Err(Fault::Broken);
    }
    Ok((name, value.trim_ascii()))
}

/// Digits only: a sign, a blank or a list is read by some and not by others.
fn length(value: &[u8]) -> Result<u64, Fault> {
    if value.is_empty() || value.len() > 18 {
        return Err(Fault::Broken);
    }
    value.iter().try_fold(0_u64, |length, &byte| {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'));
        digit.map(|digit| length * 10 + digit).ok_or(Fault::Broken)
    })
}

fn strip_scheme(target: &[u8]) -> Option<&[u8]> {
    [&b"http://"[..], b"https://"].iter().find_map(|scheme| {
        let (start, rest) = target.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    })
}

/// A host with or without a port: no user, no list, no path.
pub(crate) fn is_authority(bytes: &[u8]) -> bool {
    let is_fine = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':' | b'%' | b'[' | b']')
    };
    !bytes.is_empty() && bytes.len() <= 512 && bytes.iter().all(|&byte| is_fine(byte))
}

const fn tokens() -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        let one = byte as u8;
        table[byte] = one.is_ascii_alphanumeric()
            || matches!(
                one,
                b'!' | b'#'
                    | b'$'
                    | b'%'
                    | b'&'
                    | b'\''
                    | b'*'
                    | b'+'
                    | b'-'
                    | b'.'
                    | b'^'
                    | b'_'
                    | b'`'
                    | b'|'
                    | b'~'
            );
        byte += 1;
    }
    table
}

/// RFC 9110 section 5.6.2.
const TOKENS: [bool; 256] = tokens();

fn is_token(byte: u8) -> bool {
    TOKENS[usize::from(byte)]
}
