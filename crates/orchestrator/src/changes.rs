//! Telling `on_change` hooks what has happened to payments and refunds: at least once, in order per payment.
//!
//! Each hook follows the log by itself from its own cursor, so that a slow one holds up no other. There is no queue: what is not
//! told yet is in the log, and a hook that is away is behind.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bezant_core::{Core, Event};
use bezant_engine::{Engine, Entry, FollowError, event_id};
use bezant_hooks::{Hook, Hooks, Input, InputEvent, InputPayment, Point, RunResult};
use bezant_kernel::PaymentId;
use bezant_log::Position;
use futures::future::{FutureExt, Shared, try_join_all};
use futures::stream::{self, StreamExt};
use serde_json::Value;

use crate::{OrchestratorError, cursor};

/// What of an event may be shown to a hook.
pub type ChangeData = fn(&Event) -> Option<Value>;

/// Entries told at a time; the cursor goes on when all of them are.
const ENTRIES_PER_TURN: usize = 256;

/// How often the cursor is stored: what was told since is told again after a crash.
const STORE_EVERY: Duration = Duration::from_secs(1);

/// Pauses between tries.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// So often a hook is told of an event that it can't take, before the next one's turn comes. A hook that is not there at all is
/// waited for without end.
const MAX_TRIES: u32 = 5;

/// Tells all `on_change` hooks until `stop` completes; ends at once if there are none. Cursors are kept in `folder`. A hook
/// that is new begins with what happens from now on.
///
/// # Errors
/// The log can't be followed, or a cursor not be read or made.
pub async fn follow_changes(
    engine: Engine<Core>,
    hooks: Arc<Hooks>,
    folder: PathBuf,
    data: ChangeData,
    stop: impl Future<Output = ()> + Send,
) -> Result<(), OrchestratorError> {
    let stop = stop.shared();
    let following = hooks.at(Point::OnChange).map(|hook| {
        let file = cursor::file(&folder, hook.name());
        follow(&engine, hook, file, data, stop.clone())
    });
    try_join_all(following).await?;
    Ok(())
}

async fn follow<S: Future<Output = ()> + Send>(
    engine: &Engine<Core>,
    hook: &Hook,
    file: PathBuf,
    data: ChangeData,
    mut stop: Shared<S>,
) -> Result<(), OrchestratorError> {
    let mut stored = begin(engine, hook, &file)?;
    let mut follower = engine.follow(stored);
    let mut told = stored;
    let mut stored_at = Instant::now();
    loop {
        let turn = async {
            let entries = follower.next(ENTRIES_PER_TURN).await?;
            tell_all(hook, &entries, data).await;
            Ok(follower.position())
        };
        let end = tokio::select! {
            biased;
            () = &mut stop => break,
            end = turn => end,
        };
        match end {
            Ok(position) => told = position,
            Err(FollowError::Stopped) => break,
            Err(error @ (FollowError::Log(_) | FollowError::Record { .. })) => return Err(error.into()),
        }
        if stored_at.elapsed() >= STORE_EVERY {
            store(hook, &file, &mut stored, told).await;
            stored_at = Instant::now();
        }
    }
    store(hook, &file, &mut stored, told).await;
    Ok(())
}

/// The stored cursor, or a new one at the end of the log.
fn begin(engine: &Engine<Core>, hook: &Hook, file: &Path) -> Result<Position, OrchestratorError> {
    let wrong = |error| OrchestratorError::Cursor {
        file: file.to_owned(),
        error,
    };
    let head = engine.committed();
    match cursor::read(file).map_err(wrong)? {
        Some(stored) if stored <= head => return Ok(stored),
        Some(stored) => {
            tracing::warn!(hook = %hook.name(), cursor = stored.0, head = head.0,
                "a hook's cursor is of another log; it begins with what happens from now on");
        }
        None => {}
    }
    cursor::write(file, head).map_err(wrong)?;
    Ok(head)
}

/// A cursor that can't be stored costs repetitions after a crash, and nothing else.
async fn store(hook: &Hook, file: &Path, stored: &mut Position, told: Position) {
    if told == *stored {
        return;
    }
    let to = file.to_owned();
    match tokio::task::spawn_blocking(move || cursor::write(&to, told)).await {
        Ok(Ok(())) => *stored = told,
        Ok(Err(error)) => tracing::warn!(hook = %hook.name(), %error, "a hook's cursor can't be stored"),
        Err(error) => tracing::warn!(hook = %hook.name(), %error, "a hook's cursor can't be stored"),
    }
}

async fn tell_all(hook: &Hook, entries: &[Arc<Entry<Event>>], data: ChangeData) {
    let mut by_payment: BTreeMap<PaymentId, Vec<Input>> = BTreeMap::new();
    for entry in entries {
        for (index, event) in entry.events.iter().enumerate() {
            if let Some(input) = input(entry, index, event, data)
                && hook.wants(&input)
            {
                by_payment.entry(input.payment.id).or_default().push(input);
            }
        }
    }
    stream::iter(by_payment.into_values())
        .for_each_concurrent(hook.max_concurrent(), |inputs| async move {
            for input in inputs {
                tell(hook, &input).await;
            }
        })
        .await;
}

fn input(entry: &Entry<Event>, index: usize, event: &Event, data: ChangeData) -> Option<Input> {
    let Event::Payment(payment) = event else {
        return None;
    };
    Some(Input {
        id: event_id(entry, index).to_string(),
        payment: InputPayment {
            id: payment.payment,
            tenant: entry.tenant.id(),
            terms: None,
        },
        operation: None,
        outcome: None,
        event: Some(InputEvent {
            name: event.name(),
            timestamp: entry.committed_at,
            data: data(event)?,
        }),
    })
}

async fn tell(hook: &Hook, input: &Input) {
    let mut pause = FIRST_PAUSE;
    let mut tries = 0;
    loop {
        match hook.call(input).await.result {
            RunResult::Continued(_) | RunResult::Refused { .. } => return,
            RunResult::Failed(failure) if failure.is_transient() => {}
            RunResult::Failed(failure) => {
                tries += 1;
                if tries == MAX_TRIES {
                    metrics::counter!("bezant_hook_changes_lost_total", "hook" => hook.name().to_string())
                        .increment(1);
                    tracing::error!(hook = %hook.name(), event = %input.id, payment = %input.payment.id, %failure,
                        "a hook can't take an event, and the next one's turn has come");
                    return;
                }
            }
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
