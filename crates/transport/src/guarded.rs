//! The bytes between a socket and hyper: what a request must not contain stops here, and what a caller takes too long for is
//! noted where it is looked over.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::counters::{Cut, Refused};
use crate::http1::{Facts, Scanner, Verdict};
use crate::http2::{Flood, Frames, PREFACE};
use crate::registry::Seat;
use crate::slot::{Phase, Slot};
use crate::stream::Stream;

/// Thrown away of what a caller still sends while it is told that this was the end.
const LINGER_BYTES: usize = 256 << 10;
/// As much as most first requests have.
const FIRST_READ_BYTES: usize = 2 << 10;

/// The protocol whose bytes are looked at.
enum Guard {
    /// None: it is not known yet which it is.
    Undecided,
    Http1(Box<Scanner>),
    Http2(Box<Frames>),
}

pub(crate) struct Guarded {
    stream: Stream,
    seat: Seat,
    guard: Guard,
    /// What was read before hyper came: it has large buffers, and who never completes a head gets none of them.
    prefix: Vec<u8>,
    prefix_given: usize,
    /// What hyper reads instead of what the caller sent.
    instead: &'static [u8],
    /// Nothing of this connection is read any more.
    is_refused: bool,
    /// The body broke the rules: whoever reads it is told.
    is_broken: bool,
    /// Milliseconds that writing has waited beyond what the bytes taken have earned.
    stalled_for: u64,
    stalled_at: u64,
    lingered: usize,
}

impl Guarded {
    pub(crate) fn new(stream: Stream, seat: Seat) -> Self {
        Guarded {
            stream,
            seat,
            guard: Guard::Undecided,
            prefix: Vec::new(),
            prefix_given: 0,
            instead: &[],
            is_refused: false,
            is_broken: false,
            stalled_for: 0,
            stalled_at: 0,
            lingered: 0,
        }
    }

    fn slot(&self) -> &Slot {
        self.seat.slot()
    }

    /// Reads until it is clear which protocol the caller speaks (`agreed`, if TLS has said so) and, for HTTP/1.1, until the first
    /// head is complete or refused: whether it is HTTP/2. `None` when the caller has gone.
    pub(crate) async fn open(&mut self, agreed: Option<bool>) -> io::Result<Option<bool>> {
        if let Some(is_http2) = agreed {
            self.speaks(is_http2)?;
        }
        loop {
            match &self.guard {
                Guard::Http2(_) => return Ok(Some(true)),
                Guard::Http1(scanner) => {
                    let has_head = !self.prefix.is_empty() && !scanner.is_in_head();
                    if has_head || self.is_refused || self.is_broken {
                        return Ok(Some(false));
                    }
                }
                Guard::Undecided => {
                    let length = self.prefix.len().min(PREFACE.len());
                    if self.prefix[..length] != PREFACE[..length] {
                        self.speaks(false)?;
                        continue;
                    }
                    if length == PREFACE.len() {
                        self.speaks(true)?;
                        continue;
                    }
                }
            }
            let read = std::future::poll_fn(|context| self.poll_more(context)).await?;
            if read == 0 {
                return Ok(None);
            }
        }
    }

    /// Reads some more before hyper comes.
    fn poll_more(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut bytes = [0; FIRST_READ_BYTES];
        let mut buffer = ReadBuf::new(&mut bytes);
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer))?;
        let read = buffer.filled();
        let good = self.judge(read)?;
        self.prefix.extend_from_slice(&read[..good]);
        Poll::Ready(Ok(read.len()))
    }

    fn speaks(&mut self, is_http2: bool) -> io::Result<()> {
        let limits = self.slot().limits();
        self.guard = if is_http2 {
            Guard::Http2(Box::new(Frames::new(&limits.http2, self.slot().now())))
        } else {
            let scanner = Scanner::new(limits.head_bytes, limits.fields);
            Guard::Http1(Box::new(scanner))
        };
        let read = std::mem::take(&mut self.prefix);
        let good = self.judge(&read)?;
        self.prefix = read;
        self.prefix.truncate(good);
        Ok(())
    }

    fn give_prefix(&mut self, buffer: &mut ReadBuf<'_>) {
        let left = &self.prefix[self.prefix_given..];
        let took = left.len().min(buffer.remaining());
        buffer.put_slice(&left[..took]);
        self.prefix_given += took;
        if self.prefix_given == self.prefix.len() {
            self.prefix = Vec::new();
            self.prefix_given = 0;
        }
    }

    fn give_instead(&mut self, buffer: &mut ReadBuf<'_>) {
        let (now, later) = self.instead.split_at(self.instead.len().min(buffer.remaining()));
        buffer.put_slice(now);
        self.instead = later;
    }

    /// Looks at what was read: how much of it may be passed on.
    fn judge(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let slot = self.seat.slot();
        match &mut self.guard {
            Guard::Undecided => Ok(bytes.len()),
            Guard::Http2(frames) => match frames.scan(bytes, slot.now()) {
                Ok(()) => Ok(bytes.len()),
                Err(flood) => {
                    slot.cut(match flood {
                        Flood::Resets => Cut::ResetFlood,
                        Flood::Control => Cut::ControlFlood,
                    });
                    Err(is_cut())
                }
            },
            Guard::Http1(scanner) => {
                let facts = Facts {
                    is_busy: slot.in_flight() > 0,
                    has_switched: slot.phase() == Phase::Switched,
                };
                let verdict = scanner.scan(bytes, facts);
                slot.head_is_partial(scanner.is_in_head());
                let counters = &slot.shared().counters;
                match verdict {
                    Verdict::Fine => Ok(bytes.len()),
                    Verdict::Head {
                        good,
                        instead,
                        is_large,
                    } => {
                        counters.count_refused(if is_large {
                            Refused::HeadSize
                        } else {
                            Refused::Head
                        });
                        self.is_refused = true;
                        self.instead = instead;
                        Ok(good)
                    }
                    Verdict::Body { good } => {
                        counters.count_refused(Refused::Body);
                        self.is_broken = true;
                        Ok(good)
                    }
                }
            }
        }
    }

    /// Writing came on by so many bytes.
    fn took(&mut self, bytes: usize) {
        if let Guard::Http2(frames) = &mut self.guard {
            frames.written(bytes);
        }
        if self.stalled_at == 0 && self.stalled_for == 0 {
            return;
        }
        let slot = self.seat.slot();
        if self.stalled_at != 0 {
            self.stalled_for += slot.now().saturating_sub(self.stalled_at);
            self.stalled_at = 0;
            slot.stalls_since(0);
        }
        let rate = u64::from(slot.limits().write_bytes_per_second).max(1);
        self.stalled_for = self.stalled_for.saturating_sub(bytes as u64 * 1_000 / rate);
    }

    fn stalls(&mut self) {
        if self.stalled_at == 0 {
            let slot = self.seat.slot();
            self.stalled_at = slot.now();
            slot.stalls_since(self.stalled_at.saturating_sub(self.stalled_for).max(1));
        }
    }

    /// Takes and forgets what the caller still sends, so that it gets to read the answer.
    fn poll_linger(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut bytes = [0; 2_048];
        loop {
            if self.slot().is_cut() || self.lingered > LINGER_BYTES {
                return Poll::Ready(Ok(()));
            }
            let mut buffer = ReadBuf::new(&mut bytes);
            match Pin::new(&mut self.stream).poll_read(context, &mut buffer) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => self.lingered += buffer.filled().len(),
                Poll::Ready(_) => return Poll::Ready(Ok(())),
            }
        }
    }
}

fn is_cut() -> io::Error {
    io::ErrorKind::ConnectionAborted.into()
}

fn broken() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "the chunks of the body break the rules",
    )
}

impl AsyncRead for Guarded {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let guarded = self.get_mut();
        if guarded.slot().phase() == Phase::Switched {
            // Whoever switched protocols has no task of ours: what reads is to be woken when the connection is cut.
            guarded.slot().reader().register(context.waker());
        }
        if guarded.slot().is_cut() {
            return Poll::Ready(Err(is_cut()));
        }
        if !guarded.prefix.is_empty() {
            guarded.give_prefix(buffer);
            return Poll::Ready(Ok(()));
        }
        if !guarded.is_refused && !guarded.is_broken {
            let before = buffer.filled().len();
            ready!(Pin::new(&mut guarded.stream).poll_read(context, buffer))?;
            let read = &buffer.filled()[before..];
            if read.is_empty() {
                return Poll::Ready(Ok(()));
            }
            let good = guarded.judge(read)?;
            buffer.set_filled(before + good);
            if good > 0 {
                return Poll::Ready(Ok(()));
            }
        }
        if guarded.is_broken {
            return Poll::Ready(Err(broken()));
        }
        if guarded.instead.is_empty() {
            // The end would make hyper drop the answer under way. The connection's own task is woken when there is an end.
            return Poll::Pending;
        }
        guarded.give_instead(buffer);
        Poll::Ready(Ok(()))
    }
}

impl Guarded {
    fn may_write(&self, context: &Context<'_>) -> io::Result<()> {
        if self.slot().phase() == Phase::Switched {
            self.slot().writer().register(context.waker());
        }
        if self.slot().is_cut() {
            Err(is_cut())
        } else {
            Ok(())
        }
    }

    fn written(&mut self, result: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match result {
            Poll::Ready(Ok(bytes)) => self.took(bytes),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => self.stalls(),
        }
        result
    }
}

impl AsyncWrite for Guarded {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let guarded = self.get_mut();
        guarded.may_write(context)?;
        let result = Pin::new(&mut guarded.stream).poll_write(context, bytes);
        guarded.written(result)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let guarded = self.get_mut();
        guarded.may_write(context)?;
        let result = Pin::new(&mut guarded.stream).poll_write_vectored(context, slices);
        guarded.written(result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let guarded = self.get_mut();
        guarded.may_write(context)?;
        let result = Pin::new(&mut guarded.stream).poll_flush(context);
        match result {
            Poll::Ready(_) => guarded.took(0),
            Poll::Pending => guarded.stalls(),
        }
        result
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let guarded = self.get_mut();
        if guarded.slot().is_cut() {
            return Poll::Ready(Ok(()));
        }
        if guarded.slot().phase() != Phase::Closing {
            guarded.slot().enter(Phase::Closing);
        }
        ready!(Pin::new(&mut guarded.stream).poll_shutdown(context))?;
        let is_owed = match &guarded.guard {
            Guard::Http1(scanner) => scanner.is_in_message(),
            Guard::Undecided | Guard::Http2(_) => false,
        };
        if is_owed {
            guarded.poll_linger(context)
        } else {
            Poll::Ready(Ok(()))
        }
    }
}
