//! The access log: one line of JSON for each request over HTTP, for whoever has to say later who asked what.
//!
//! In come answered requests; out go lines to a file or a stream, by a thread of its own that looks for them from time to time. A
//! line names the route as it is documented and never the path, a header or a body: no secret and no person's data can be in it. It
//! must never keep a request waiting or hold more than a few megabytes: lines that find no room are counted and gone.

use std::io::{self, Write};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use bezant_kernel::{Tenant, TenantId, Timestamp};
use metrics::{Counter, counter};
use serde::Serialize;

use crate::auth::{Caller, Credential};

/// Between two looks for lines. To be woken for each would cost a request more than its line.
const PAUSE: Duration = Duration::from_millis(50);
/// What waits to be written, at most: some ten thousand lines.
const MAXIMUM_WAITING_BYTES: usize = 4 << 20;
/// About as long as a line is.
const LINE_BYTES: usize = 384;

/// Writes lines.
#[derive(Debug)]
pub struct AccessLog {
    shared: Arc<Shared>,
    writer: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    waiting: Mutex<Vec<u8>>,
    is_over: AtomicBool,
    dropped: Counter,
}

/// Who was let in, on the answer that they got.
#[derive(Copy, Clone, Debug)]
pub(crate) struct LetIn {
    tenant: Tenant,
    credential: Credential,
}

/// One request.
#[derive(Serialize)]
pub(crate) struct Line<'a> {
    /// When it was answered.
    pub(crate) at: Timestamp,
    pub(crate) listener: &'static str,
    pub(crate) client: IpAddr,
    pub(crate) method: &'static str,
    pub(crate) route: &'a str,
    pub(crate) status: u16,
    /// Of the answer's body; nothing where it is a stream.
    pub(crate) bytes: Option<u64>,
    pub(crate) micros: u64,
    #[serde(flatten)]
    pub(crate) who: Who,
    pub(crate) correlation_id: &'a str,
}

/// Who was let in; nobody where it was open to anyone, or refused.
#[derive(Default, Serialize)]
pub(crate) struct Who {
    tenant: Option<TenantId>,
    credential: Option<String>,
}

impl From<&Caller> for LetIn {
    fn from(caller: &Caller) -> Self {
        LetIn {
            tenant: caller.tenant,
            credential: caller.credential,
        }
    }
}

impl From<LetIn> for Who {
    fn from(let_in: LetIn) -> Self {
        Who {
            tenant: Some(let_in.tenant.id()),
            credential: Some(match let_in.credential {
                Credential::Key(id) => id.to_string(),
                Credential::Certificate(own) => own.key.to_string(),
                Credential::Session(id) => id.to_string(),
                Credential::Token(token) => token.client.to_string(),
            }),
        }
    }
}

impl AccessLog {
    /// Begins to write there.
    pub fn start(sink: impl Write + Send + 'static) -> io::Result<AccessLog> {
        let shared = Arc::new(Shared {
            waiting: Mutex::new(Vec::new()),
            is_over: AtomicBool::new(false),
            dropped: counter!("bezant_access_log_dropped_total"),
        });
        let writing = Arc::clone(&shared);
        let writer = std::thread::Builder::new()
            .name("access-log".to_owned())
            .spawn(move || writing.write_to(sink))?;
        Ok(AccessLog {
            shared,
            writer: Some(writer),
        })
    }

    pub(crate) fn note(&self, line: &Line<'_>) {
        let mut text = Vec::with_capacity(LINE_BYTES);
        // Nothing in a line can't be written as JSON.
        if serde_json::to_writer(&mut text, line).is_err() {
            return self.shared.dropped.increment(1);
        }
        text.push(b'\n');
        let mut waiting = self.shared.waiting();
        if waiting.len() + text.len() > MAXIMUM_WAITING_BYTES {
            drop(waiting);
            return self.shared.dropped.increment(1);
        }
        waiting.extend_from_slice(&text);
    }
}

/// What was noted is written before it is gone.
impl Drop for AccessLog {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::Release);
        if let Some(writer) = self.writer.take() {
            writer.thread().unpark();
            // It has said itself what went wrong.
            let _ = writer.join();
        }
    }
}

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, Vec<u8>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_to(&self, mut sink: impl Write) {
        let failures = counter!("bezant_access_log_failures_total");
        let (mut lines, mut is_failing) = (Vec::new(), false);
        loop {
            // Looked at first, so that what was noted before the end is written after it.
            let is_over = self.is_over.load(Ordering::Acquire);
            lines.clear();
            std::mem::swap(&mut lines, &mut *self.waiting());
            if !lines.is_empty() {
                let result = sink.write_all(&lines).and_then(|()| sink.flush());
                if let Err(error) = &result {
                    failures.increment(1);
                    if !is_failing {
                        tracing::error!(%error, "the access log can't be written");
                    }
                }
                is_failing = result.is_err();
            }
            if is_over {
                return;
            }
            std::thread::park_timeout(PAUSE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    /// Writes when it is let.
    struct Slow {
        go: mpsc::Receiver<()>,
        written: Arc<Mutex<Vec<u8>>>,
    }

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.go.recv();
            self.written.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_slow_file_keeps_nobody_waiting_and_nothing_is_held_beyond_the_bound() {
        let (may_go, go) = mpsc::channel();
        let written = Arc::default();
        let sink = Slow {
            go,
            written: Arc::clone(&written),
        };
        let log = AccessLog::start(sink).unwrap();
        let route = "x".repeat(1_000);
        let line = |status| Line {
            at: Timestamp::from_microseconds(0),
            listener: "public",
            client: "192.0.2.1".parse().unwrap(),
            method: "GET",
            route: &route,
            status,
            bytes: Some(2),
            micros: 7,
            who: Who::default(),
            correlation_id: "a\"b",
        };
        for _ in 0..10_000 {
            log.note(&line(200));
        }
        assert!(log.shared.waiting().len() <= MAXIMUM_WAITING_BYTES);
        drop(may_go);
        drop(log);
        let written = written.lock().unwrap();
        let lines: Vec<serde_json::Value> = written
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect();
        assert!((3_000..10_000).contains(&lines.len()), "{}", lines.len());
        assert_eq!(lines[0]["correlation_id"], "a\"b");
        assert_eq!(
            (&lines[0]["status"], &lines[0]["tenant"]),
            (&200.into(), &serde_json::Value::Null)
        );
    }
}
