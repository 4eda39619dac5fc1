//! One watcher: as little of a WebSocket client as it takes.

use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{SystemTime, UNIX_EPOCH};

use bezant_kernel::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Latencies;
use super::bare::MESSAGE_BYTES;
use crate::Failure;

/// What a watcher watches.
#[derive(Clone)]
pub(super) enum Kind {
    /// Bare messages.
    Bare,
    /// Events of the tenant of this key.
    Node(Rc<str>),
}

/// A connection, open and subscribed.
pub(super) struct Watcher {
    stream: TcpStream,
    buffer: Vec<u8>,
    is_bare: bool,
}

/// An event's time within its JSON.
const CREATED_AT: &[u8] = b"\"created_at\":\"";
const SUBSCRIBE: &[u8] = br#"{"type":"subscribe","types":["ledger.*"]}"#;
const TEXT: u8 = 0x81;
const PING: u8 = 0x89;

pub(super) fn now_microseconds() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}

impl Watcher {
    pub(super) async fn open(address: SocketAddr, kind: &Kind) -> Result<Watcher, Failure> {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let mut watcher = Watcher {
            is_bare: matches!(kind, Kind::Bare),
            buffer: Vec::with_capacity(1_024),
            stream: {
                if let Kind::Node(key) = kind {
                    let head = format!(
                        "GET /api/v1/events/ws HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {key}\r\nconnection: upgrade\r\n\
                         upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
                         sec-websocket-protocol: bezant.events.v1\r\n\r\n"
                    );
                    stream.write_all(head.as_bytes()).await?;
                }
                stream
            },
        };
        if !watcher.is_bare {
            watcher.subscribe().await?;
        }
        Ok(watcher)
    }

    async fn subscribe(&mut self) -> Result<(), Failure> {
        let head = loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break end + 4;
            }
            self.more().await?;
        };
        if !self.buffer.starts_with(b"HTTP/1.1 101 ") {
            return Err(format!("no WebSocket: {}", String::from_utf8_lossy(&self.buffer)).into());
        }
        self.buffer.drain(..head);
        self.say(TEXT, SUBSCRIBE).await?;
        // `ready` and `subscribed`; a ping may come at any time.
        let mut answers = 0;
        while answers < 2 {
            let Some((_, whole)) = self.frame() else {
                self.more().await?;
                continue;
            };
            answers += usize::from(self.buffer[0] == TEXT);
            self.buffer.drain(..whole);
        }
        Ok(())
    }

    /// Notes how long each message took, for as long as there are any.
    pub(super) async fn read(mut self, latencies: Latencies) -> Result<(), Failure> {
        loop {
            self.more().await?;
            let now = now_microseconds();
            let note = |at: u64| {
                let took = u32::try_from(now.saturating_sub(at)).unwrap_or(u32::MAX);
                latencies.borrow_mut().push(took);
            };
            if self.is_bare {
                while self.buffer.len() >= MESSAGE_BYTES {
                    let mut at = [0; 8];
                    at.copy_from_slice(&self.buffer[..8]);
                    note(u64::from_be_bytes(at));
                    self.buffer.drain(..MESSAGE_BYTES);
                }
                continue;
            }
            let mut has_ping = false;
            while let Some((start, whole)) = self.frame() {
                match self.buffer[0] {
                    TEXT => note(committed_at(&self.buffer[start..whole])?),
                    PING => has_ping = true,
                    _ => return Err("the node closed a watcher".into()),
                }
                self.buffer.drain(..whole);
            }
            if has_ping {
                self.say(0x8a, b"").await?;
            }
        }
    }

    async fn more(&mut self) -> Result<(), Failure> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err("the node closed a watcher's connection".into()),
            _ => Ok(()),
        }
    }

    /// Where the payload of the first frame begins and ends, if all of it is there.
    fn frame(&self) -> Option<(usize, usize)> {
        let (start, length) = match *self.buffer.get(1)? {
            126 => {
                let bytes = [*self.buffer.get(2)?, *self.buffer.get(3)?];
                (4, usize::from(u16::from_be_bytes(bytes)))
            }
            length => (2, usize::from(length)),
        };
        (self.buffer.len() >= start + length).then_some((start, start + length))
    }

    /// A short message. Its mask is of zeros, so that nothing has to be masked.
    async fn say(&mut self, kind: u8, text: &[u8]) -> Result<(), Failure> {
        let length = u8::try_from(text.len()).ok().filter(|&length| length < 126);
        let mut frame = vec![kind, 0x80 | length.ok_or("a message is short")?, 0, 0, 0, 0];
        frame.extend_from_slice(text);
        Ok(self.stream.write_all(&frame).await?)
    }
}

/// When an event was committed, in microseconds.
fn committed_at(json: &[u8]) -> Result<u64, Failure> {
    let start = find(json, CREATED_AT).ok_or("an event without its time")? + CREATED_AT.len();
    let rest = &json[start..];
    let end = find(rest, b"\"").ok_or("an event's time without an end")?;
    let at: Timestamp = std::str::from_utf8(&rest[..end])?.parse()?;
    Ok(at.as_microseconds())
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
