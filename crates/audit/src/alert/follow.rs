//! The follower that asks the rules.

use std::path::PathBuf;
use std::pin::pin;
use std::time::Duration;

use bezant_engine::{Clock, SystemClock};
use bezant_log::Position;
use metrics::counter;

use super::rules::longest_span;
use super::{AlertSettings, Rules};
use crate::cursor::{keep_cursor, read_cursor};
use crate::error::AuditError;
use crate::record::{Alert, DataClass, Kind, Record, is_business};
use crate::trail::Trail;

/// Records looked at in one go.
const PORTION_BYTES: usize = 256 * 1024;
/// Between two looks when there is nothing new: how late an alert is.
const IDLE: Duration = Duration::from_millis(250);
/// The cursor is kept so often; after a crash what was looked at since is looked at again.
const KEEP_EVERY_RECORDS: u64 = 5_000;

/// Looks at the trail until `shutdown`, from where a run of before had come to, and puts what the rules say into it. Rules that count
/// begin anew with each start, as far back as they look.
///
/// # Errors
/// If the trail can't be read or the cursor not be kept.
pub async fn follow_alerts(
    trail: Trail,
    settings: AlertSettings,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), AuditError> {
    let mut shutdown = pin!(shutdown);
    let file: PathBuf = trail.folder().join("alerts.cursor");
    let mut after = read_cursor(&file)?;
    let mut kept = after;
    let mut rules = Rules::new(settings);
    loop {
        let reader = trail.reader();
        after = after.max(reader.begins_after().0);
        let reading = tokio::task::spawn_blocking(move || reader.read_after(Position(after), PORTION_BYTES));
        let stored = reading.await.map_err(|_| AuditError::Closed)??;
        let is_done = stored.is_empty();
        for record in &stored {
            let position = record.position.0;
            after = position;
            if is_business(&record.payload) {
                continue;
            }
            let read = Record::read(&record.payload).map_err(|_| AuditError::Record(position))?;
            // What is that old was said when it was news, or nobody was there to hear it.
            let is_news = read.at().after(longest_span(&settings)) >= SystemClock.now();
            for alert in rules.look(position, &read) {
                if is_news {
                    say(&trail, &read, alert);
                }
            }
        }
        if after - kept >= KEEP_EVERY_RECORDS || is_done && after > kept {
            keep_cursor(&file, after)?;
            kept = after;
        }
        if is_done {
            tokio::select! {
                biased;
                () = &mut shutdown => return Ok(()),
                () = tokio::time::sleep(IDLE) => {}
            }
        } else {
            tokio::select! {
                biased;
                () = &mut shutdown => return Ok(()),
                () = tokio::task::yield_now() => {}
            }
        }
    }
}

fn say(trail: &Trail, record: &Record, alert: Alert) {
    counter!("bezant_audit_alerts_total", "rule" => alert.rule.clone()).increment(1);
    tracing::warn!(
        rule = alert.rule,
        principal = alert.principal,
        tenant = record.tenant,
        position = alert.position,
        "an alert of the audit trail"
    );
    let said = Record {
        at_us: SystemClock.now().as_microseconds(),
        tenant: record.tenant.clone(),
        correlation: record.correlation.clone(),
        data_class: DataClass::Audit as i32,
        kind: Some(Kind::Alert(alert)),
    };
    trail.note(&said);
}
