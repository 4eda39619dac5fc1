//! Counts the frames of a connection by what they move.
//!
//! h2 bounds what frames make it keep, and not how often it must work for nothing: an acknowledgement for each ping, a request
//! begun and forgotten for each reset stream.

use crate::limits::Http2Limits;

/// The client's side of a connection begins with it, RFC 9113 section 3.4.
pub(crate) const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

const HEADER_BYTES: usize = 9;
/// What a caller takes of answers earns it a frame, such as the window update that taking them needs.
const BYTES_PER_FRAME: u64 = 512;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RESET_STREAM: u8 = 3;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Flood {
    Resets,
    Control,
}

/// Earned by time and by moving something; never more than it holds.
struct Bucket {
    left: u64,
    most: u64,
    per_second: u64,
    /// Milliseconds times `per_second` that are not a whole frame yet.
    rest: u64,
}

impl Bucket {
    fn new(per_second: u32, seconds_at_once: u64) -> Self {
        let per_second = u64::from(per_second);
        let most = per_second.saturating_mul(seconds_at_once);
        Bucket {
            left: most,
            most,
            per_second,
            rest: 0,
        }
    }

    fn earn(&mut self, frames: u64) {
        self.left = self.left.saturating_add(frames).min(self.most);
    }

    fn wait(&mut self, milliseconds: u64) {
        let earned = milliseconds
            .saturating_mul(self.per_second)
            .saturating_add(self.rest);
        self.rest = earned % 1_000;
        self.earn(earned / 1_000);
    }

    fn spend(&mut self) -> bool {
        let has = self.left > 0;
        self.left = self.left.saturating_sub(1);
        has
    }
}

pub(crate) struct Frames {
    preface_left: u8,
    header: [u8; HEADER_BYTES],
    header_read: u8,
    payload_left: u32,
    resets: Bucket,
    control: Bucket,
    earned_by: u64,
    looked_at: u64,
}

impl Frames {
    pub(crate) fn new(limits: &Http2Limits, now: u64) -> Self {
        Frames {
            preface_left: PREFACE.len() as u8,
            header: [0; HEADER_BYTES],
            header_read: 0,
            payload_left: 0,
            resets: Bucket::new(limits.resets_per_second, 2),
            control: Bucket::new(limits.control_frames_per_second, 5),
            earned_by: 0,
            looked_at: now,
        }
    }

    /// The caller has taken bytes.
    pub(crate) fn written(&mut self, bytes: usize) {
        self.earned_by += bytes as u64;
        self.control.earn(self.earned_by / BYTES_PER_FRAME);
        self.earned_by %= BYTES_PER_FRAME;
    }

    /// Looks at bytes that come next.
    pub(crate) fn scan(&mut self, mut bytes: &[u8], now: u64) -> Result<(), Flood> {
        let waited = now.saturating_sub(self.looked_at);
        if waited > 0 {
            self.looked_at = now;
            self.resets.wait(waited);
            self.control.wait(waited);
        }
        // h2 itself refuses a wrong preface.
        let preface = usize::from(self.preface_left).min(bytes.len());
        self.preface_left -= preface as u8;
        bytes = &bytes[preface..];
        let mut verdict = Ok(());
        while !bytes.is_empty() {
            let payload = (self.payload_left as usize).min(bytes.len());
            self.payload_left -= payload as u32;
            bytes = &bytes[payload..];
            let have = usize::from(self.header_read);
            let took = (HEADER_BYTES - have).min(bytes.len());
            self.header[have..have + took].copy_from_slice(&bytes[..took]);
            self.header_read += took as u8;
            bytes = &bytes[took..];
            if usize::from(self.header_read) == HEADER_BYTES {
                self.header_read = 0;
                verdict = verdict.and(self.frame());
            }
        }
        verdict
    }

    fn frame(&mut self) -> Result<(), Flood> {
        let [a, b, c, kind, flags, ..] = self.header;
        let length = u32::from_be_bytes([0, a, b, c]);
        self.payload_left = length;
        let moves = match kind {
            DATA => length > 0 || flags & END_STREAM != 0,
            HEADERS => true,
            CONTINUATION => length > 0,
            RESET_STREAM => {
                return if self.resets.spend() {
                    Ok(())
                } else {
                    Err(Flood::Resets)
                };
            }
            _ => false,
        };
        if moves {
            self.control.earn(1);
            return Ok(());
        }
        if self.control.spend() {
            Ok(())
        } else {
            Err(Flood::Control)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: u8, payload: &[u8]) -> Vec<u8> {
        let length = payload.len() as u32;
        let mut frame = length.to_be_bytes()[1..].to_vec();
        frame.extend([kind, 0, 0, 0, 0, 1]);
        frame.extend(payload);
        frame
    }

    #[test]
    fn frames_are_found_however_they_are_cut() {
        const PING: u8 = 6;
        let limits = Http2Limits {
            control_frames_per_second: 1,
            ..Http2Limits::default()
        };
        let mut sent = PREFACE.to_vec();
        for _ in 0..5 {
            sent.extend(frame(PING, &[6; 8]));
        }
        sent.extend(frame(DATA, &[9; 100]));
        sent.extend(frame(PING, &[6; 8]));
        for size in [1, 2, 7, 9, 10, 1_000] {
            let mut frames = Frames::new(&limits, 1);
            for piece in sent.chunks(size) {
                assert_eq!(frames.scan(piece, 1), Ok(()), "in pieces of {size}");
            }
            let one_more = frame(PING, &[6; 8]);
            assert_eq!(
                frames.scan(&one_more, 1),
                Err(Flood::Control),
                "in pieces of {size}"
            );
        }
    }

    #[test]
    fn time_and_taken_answers_earn_frames() {
        let limits = Http2Limits {
            control_frames_per_second: 2,
            resets_per_second: 1,
            ..Http2Limits::default()
        };
        let mut frames = Frames::new(&limits, 1);
        frames.preface_left = 0;
        let reset = frame(RESET_STREAM, &[0; 4]);
        assert!((0..2).all(|_| frames.scan(&reset, 1).is_ok()));
        assert_eq!(frames.scan(&reset, 1), Err(Flood::Resets));
        assert_eq!(frames.scan(&reset, 1_001), Ok(()));
        let update = frame(8, &[0; 4]);
        while frames.scan(&update, 1_001).is_ok() {}
        frames.written(1_024);
        assert!((0..2).all(|_| frames.scan(&update, 1_001).is_ok()));
        assert_eq!(frames.scan(&update, 1_001), Err(Flood::Control));
    }
}
