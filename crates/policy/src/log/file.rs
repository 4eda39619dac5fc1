//! Decisions in files of a folder: `decisions.jsonl` is written to, `decisions.1.jsonl` to `decisions.3.jsonl` are older ones.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use bezant_kernel::Timestamp;
use metrics::{Counter, counter};

use super::{DecisionLog, DecisionRecord, Sampler, Sampling};
use crate::{Decision, Input};

/// A file that has grown to so much becomes an older one.
const MAXIMUM_FILE_BYTES: u64 = 64 * 1_024 * 1_024;
/// The one that is written to, and three older ones.
pub(super) const FILES: u32 = 4;
/// Between two looks for records.
const PAUSE: Duration = Duration::from_millis(50);
/// About eight megabytes wait at most.
const MAXIMUM_WAITING: usize = 8_192;

/// The file with this age: 0 is the one that is written to.
pub(super) fn path(folder: &Path, age: u32) -> PathBuf {
    if age == 0 {
        folder.join("decisions.jsonl")
    } else {
        folder.join(format!("decisions.{age}.jsonl"))
    }
}

/// Keeps decisions in a folder, by a thread of its own.
#[derive(Debug)]
pub struct FileDecisionLog {
    sampler: Sampler,
    /// None only while it is dropped.
    sender: Option<SyncSender<DecisionRecord>>,
    writer: Option<JoinHandle<()>>,
    dropped: Counter,
}

impl FileDecisionLog {
    /// Opens the folder, which is made if it is not there.
    pub fn open(folder: &Path, sampling: Sampling) -> io::Result<FileDecisionLog> {
        FileDecisionLog::with_limits(folder, sampling, MAXIMUM_FILE_BYTES, MAXIMUM_WAITING)
    }

    pub(crate) fn with_limits(
        folder: &Path,
        sampling: Sampling,
        file_bytes: u64,
        waiting: usize,
    ) -> io::Result<FileDecisionLog> {
        let mut files = Files::open(folder, file_bytes)?;
        let (sender, receiver) = sync_channel(waiting);
        let writer = std::thread::Builder::new()
            .name("decisions".to_owned())
            .spawn(move || files.write_all(&receiver))?;
        Ok(FileDecisionLog {
            sampler: Sampler {
                sampling,
                ..Sampler::default()
            },
            sender: Some(sender),
            writer: Some(writer),
            dropped: counter!("bezant_policy_decision_log_dropped_total"),
        })
    }
}

impl DecisionLog for FileDecisionLog {
    fn record(&self, input: &Arc<Input>, decision: &Decision, at: Timestamp, correlation_id: &str) {
        if !self.sampler.takes(input, decision) {
            return;
        }
        let record = DecisionRecord {
            at,
            allow: decision.allow,
            reasons: decision.reasons.to_vec(),
            version: decision.version,
            correlation_id: correlation_id.to_owned(),
            input: Arc::clone(input),
        };
        if let Some(sender) = &self.sender
            && let Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) = sender.try_send(record)
        {
            self.dropped.increment(1);
        }
    }
}

/// What was recorded is written before it is gone.
impl Drop for FileDecisionLog {
    fn drop(&mut self) {
        self.sender = None;
        if let Some(writer) = self.writer.take() {
            // It has said itself what went wrong.
            let _ = writer.join();
        }
    }
}

struct Files {
    folder: PathBuf,
    maximum_bytes: u64,
    current: BufWriter<File>,
    bytes: u64,
    failures: Counter,
    /// Whether it was said already that writing fails: once for each time that it begins to.
    is_failing: bool,
}

impl Files {
    fn open(folder: &Path, maximum_bytes: u64) -> io::Result<Files> {
        fs::create_dir_all(folder)?;
        let (current, bytes) = open_current(folder)?;
        Ok(Files {
            folder: folder.to_path_buf(),
            maximum_bytes,
            current,
            bytes,
            failures: counter!("bezant_policy_decision_log_failures_total"),
            is_failing: false,
        })
    }

    /// Ends when nobody can send any more. Written through whenever nothing waits. It looks for records from time to time: to be
    /// waited for with `recv` would make each request that leaves one wake a thread, which costs more than to decide it.
    fn write_all(&mut self, records: &Receiver<DecisionRecord>) {
        loop {
            let (mut result, mut written) = (Ok(()), false);
            let next = loop {
                match records.try_recv() {
                    Ok(record) => {
                        written = true;
                        result = result.and(self.write(&record));
                    }
                    Err(none) => break none,
                }
            };
            if written {
                let result = result.and_then(|()| self.current.flush());
                self.note(result);
            }
            match next {
                TryRecvError::Empty => std::thread::sleep(PAUSE),
                TryRecvError::Disconnected => return,
            }
        }
    }

    fn write(&mut self, record: &DecisionRecord) -> io::Result<()> {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        if self.bytes > 0 && self.bytes + line.len() as u64 > self.maximum_bytes {
            self.rotate()?;
        }
        self.current.write_all(&line)?;
        self.bytes += line.len() as u64;
        Ok(())
    }

    fn rotate(&mut self) -> io::Result<()> {
        self.current.flush()?;
        for age in (0..FILES - 1).rev() {
            match fs::rename(path(&self.folder, age), path(&self.folder, age + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        (self.current, self.bytes) = open_current(&self.folder)?;
        Ok(())
    }

    fn note(&mut self, result: io::Result<()>) {
        if let Err(error) = &result {
            self.failures.increment(1);
            if !self.is_failing {
                tracing::error!(%error, folder = %self.folder.display(), "decisions can't be kept");
            }
        }
        self.is_failing = result.is_err();
    }
}

/// A line that was torn by a crash is ended, so that the next one can be read.
fn open_current(folder: &Path) -> io::Result<(BufWriter<File>, u64)> {
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .read(true)
        .open(path(folder, 0))?;
    let mut bytes = file.metadata()?.len();
    if bytes > 0 {
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            file.write_all(b"\n")?;
            bytes += 1;
        }
    }
    Ok((BufWriter::new(file), bytes))
}
