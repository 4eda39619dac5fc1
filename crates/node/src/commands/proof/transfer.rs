//! The proof of one transfer: the log record that holds it, where in it, and the way from there to a checkpoint.

use std::path::Path;
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bezant_core::{Core, Event};
use bezant_engine::{PackedSpans, read_entry};
use bezant_kernel::{Money, TenantId, TransferId};
use bezant_ledger::{RECORD_BYTES, Transfer};
use bezant_log::proof::{Hex, InclusionProof};
use bezant_log::{LogError, LogReader, Position, Record};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{key_or_own, pretty, read, refuse_or, source, verified, verifying_key, write};
use crate::Failure;
use crate::config::Config;
use crate::log_store::records_after;
use crate::output::line;
use crate::progress::Progress;

/// Which transfer.
#[derive(Copy, Clone)]
pub(crate) struct Wanted {
    pub(crate) tenant: TenantId,
    pub(crate) transfer: TransferId,
}

#[derive(Serialize, Deserialize)]
enum Format {
    #[serde(rename = "bezant-transfer-proof-1")]
    One,
}

/// What is handed over.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TransferProof {
    format: Format,
    tenant: TenantId,
    transfer: TransferId,
    /// The log record, base64.
    payload: String,
    /// Where the 128 bytes of the transfer begin in it; nothing in records of before transfers were packed.
    offset: Option<usize>,
    proof: InclusionProof,
}

/// One record as a log, so that what reads logs can read it.
struct Alone(Record);

impl LogReader for Alone {
    fn head(&self) -> Position {
        self.0.position
    }

    fn read_after(&self, after: Position, _max_bytes: usize) -> Result<Vec<Record>, LogError> {
        let is_next = after.next() == self.0.position;
        Ok(is_next.then(|| self.0.clone()).into_iter().collect())
    }
}

/// Looks for the transfer in the log and writes down the proof that it is there.
pub(crate) fn prove(
    config: &Config,
    wanted: Wanted,
    checkpoint: &Path,
    public_key: Option<Hex<32>>,
    out: &Path,
) -> Result<ExitCode, Failure> {
    let checkpoint = verified(checkpoint, &key_or_own(config, public_key)?)?;
    let mut source = source(config)?;
    let (record, offset) = find(config, wanted, checkpoint.position())?.ok_or_else(|| {
        format!(
            "the log has no transfer {} of {} up to position {}, where the checkpoint ends",
            wanted.transfer,
            wanted.tenant,
            checkpoint.position()
        )
    })?;
    let proof = TransferProof {
        format: Format::One,
        tenant: wanted.tenant,
        transfer: wanted.transfer,
        payload: STANDARD.encode(&record.payload),
        offset,
        proof: source.inclusion(record.position, &checkpoint)?,
    };
    write(out, &pretty(&proof)?)?;
    line(&format!(
        "{} is in the record at position {}: {}",
        wanted.transfer,
        record.position,
        out.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Checks a proof with nothing but what was handed over.
pub(crate) fn check(proof: &Path, checkpoint: &Path, public_key: Hex<32>) -> Result<ExitCode, Failure> {
    refuse_or(|| {
        let checkpoint = verified(checkpoint, &verifying_key(public_key)?)?;
        let claimed: TransferProof = read(proof)?;
        let payload = STANDARD
            .decode(&claimed.payload)
            .map_err(|error| format!("the payload is not base64: {error}"))?;
        claimed.proof.verify(&payload, &checkpoint)?;
        let record = Record {
            position: claimed.proof.position(),
            payload: Bytes::from(payload),
        };
        let wanted = Wanted {
            tenant: claimed.tenant,
            transfer: claimed.transfer,
        };
        let (offset, transfer) = place(&record, wanted)?.ok_or("the record does not hold this transfer")?;
        if offset != claimed.offset {
            return Err("the transfer lies elsewhere in the record".into());
        }
        Ok(format!(
            "proved: {}\n  tenant     {}\n  {:<9}  {}\n  debit      {}\n  credit     {}\n  committed  {}\n  effective  {}\n  log        {} at position {}, checkpoint at {}",
            transfer.id,
            claimed.tenant,
            transfer.kind.as_str(),
            amount(&transfer),
            transfer.debit,
            transfer.credit,
            transfer.time,
            transfer.effective,
            checkpoint.log(),
            record.position,
            checkpoint.position(),
        ))
    })
}

fn amount(transfer: &Transfer) -> String {
    let minor = i128::try_from(transfer.amount).expect("amounts of the ledger stay within i128");
    Money::new(minor, transfer.currency).to_string()
}

/// The record with the transfer, and where it lies there.
fn find(config: &Config, wanted: Wanted, last: Position) -> Result<Option<(Record, Option<usize>)>, Failure> {
    let mut progress = Progress::new("looking for the transfer", "records");
    let mut found = None;
    for record in records_after(config, Position::NONE)? {
        let record = record?;
        if record.position > last {
            break;
        }
        progress.set(record.position.0, last.0);
        if let Some((offset, _)) = place(&record, wanted)? {
            found = Some((record, offset));
            break;
        }
    }
    progress.finish();
    Ok(found)
}

/// Where the transfer lies in a record, if it does.
fn place(record: &Record, wanted: Wanted) -> Result<Option<(Option<usize>, Transfer)>, Failure> {
    let Some(entry) = read_entry::<Core>(record.clone())? else {
        return Ok(None);
    };
    if entry.tenant.id() != wanted.tenant {
        return Ok(None);
    }
    let posted = entry.events.iter().flat_map(|event| match event {
        Event::Ledger(bezant_ledger::Event::Posted(records)) => Some(records.iter()),
        _ => None,
    });
    let Some((nth, transfer)) = posted
        .flatten()
        .enumerate()
        .find(|(_, transfer)| transfer.id == wanted.transfer)
    else {
        return Ok(None);
    };
    let spans = PackedSpans::read::<Core>(&Alone(record.clone()), record.position)?;
    let offset = spans.offset(u32::try_from(nth)?).filter(|&offset| {
        record.payload.get(offset..offset + RECORD_BYTES) == Some(&transfer.to_bytes()[..])
    });
    Ok(Some((offset, transfer)))
}
