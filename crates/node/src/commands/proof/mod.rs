//! Checkpoints and proofs: `bezant log checkpoint`, `prove`, `check-proof` and what belongs to them.
//!
//! ```text
//!   on the node                      published or handed over            with the auditor, offline
//!   log public-key  ───────────────▶ the key, once  ──────────────────▶ ┐
//!   log checkpoint  ───────────────▶ checkpoint.json ─────────────────▶ ├─ log check-proof, check-consistency
//!   log prove       ───────────────▶ proof.json ──────────────────────▶ ┘
//! ```
//!
//! In come a log's folder and files that anybody may have made up; out come files, or the certainty, or a refusal with exit code 1.
//! Never is anything said of a payload before the proof has led from it to a checkpoint signed by the key that was named.

pub(crate) mod key;
mod transfer;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use bezant_engine::{Clock, SystemClock};
use bezant_log::Position;
use bezant_log::disk::RealDisk;
use bezant_log::embedded::ProofSource;
use bezant_log::proof::{Checkpoint, ConsistencyProof, Hex, ProofError, SignedCheckpoint};
use ed25519_dalek::VerifyingKey;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use self::transfer::{Wanted, check, prove};
use crate::Failure;
use crate::config::{Config, LogEngine};
use crate::node::log_dir;
use crate::output::{line, note};

/// More than any checkpoint or proof needs.
const LARGEST_FILE_BYTES: u64 = 256 * 1024 * 1024;

pub(crate) fn public_key(config: &Config) -> Result<ExitCode, Failure> {
    let key = key::signing_key(config)?.verifying_key();
    line(&Hex(key.to_bytes()).to_string());
    Ok(ExitCode::SUCCESS)
}

/// Signs what is durable in the log now.
pub(crate) fn checkpoint(config: &Config, out: Option<&Path>) -> Result<ExitCode, Failure> {
    let mut source = source(config)?;
    let time_us = SystemClock.now().as_microseconds();
    let seen = source
        .checkpoint(Position(u64::MAX), time_us)?
        .ok_or("there is nothing in the log yet")?;
    // A running node may just have written the last frame. It counts once it is durable, and stays then.
    sync_newest_segments(&log_dir(config))?;
    let signed = seen.sign(&key::signing_key(config)?);
    let text = pretty(&signed)?;
    match out {
        Some(file) => {
            write(file, &text)?;
            line(&format!(
                "signed up to position {}: {}",
                seen.position(),
                file.display()
            ));
        }
        None => line(text.trim_end()),
    }
    Ok(ExitCode::SUCCESS)
}

/// Proves one checkpoint to continue another, and writes the proof down.
pub(crate) fn prove_consistency(
    config: &Config,
    files: [&PathBuf; 2],
    public_key: Option<Hex<32>>,
    out: &Path,
) -> Result<ExitCode, Failure> {
    let key = key_or_own(config, public_key)?;
    let [old, new] = verified_pair(files, &key)?;
    let proof = source(config)?.consistency(&old, &new)?;
    write(out, &pretty(&proof)?)?;
    line(&format!(
        "position {} is continued up to {}: {}",
        old.position(),
        new.position(),
        out.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Checks two checkpoints against a proof that was handed over.
pub(crate) fn check_consistency(
    files: [&PathBuf; 2],
    public_key: Hex<32>,
    proof: &Path,
) -> Result<ExitCode, Failure> {
    refuse_or(|| {
        let [old, new] = verified_pair(files, &verifying_key(public_key)?)?;
        let proof: ConsistencyProof = read(proof)?;
        proof.verify(&old, &new)?;
        Ok(continued(&old, &new))
    })
}

/// Checks two checkpoints against the log of this machine.
pub(crate) fn check_with_log(
    config: &Config,
    files: [&PathBuf; 2],
    public_key: Hex<32>,
) -> Result<ExitCode, Failure> {
    refuse_or(|| {
        let [old, new] = verified_pair(files, &verifying_key(public_key)?)?;
        source(config)?.consistency(&old, &new)?.verify(&old, &new)?;
        Ok(continued(&old, &new))
    })
}

fn continued(old: &Checkpoint, new: &Checkpoint) -> String {
    format!(
        "nothing was changed: log {} up to position {} is the beginning of the same up to {}",
        old.log(),
        old.position(),
        new.position()
    )
}

/// Says what was found, or refuses.
fn refuse_or(check: impl FnOnce() -> Result<String, Failure>) -> Result<ExitCode, Failure> {
    match check() {
        Ok(found) => {
            line(&found);
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            note(&format!("refused: {error}"));
            Ok(ExitCode::FAILURE)
        }
    }
}

fn verified_pair(files: [&PathBuf; 2], key: &VerifyingKey) -> Result<[Checkpoint; 2], Failure> {
    let [old, new] = files.map(|file| verified(file, key));
    Ok([old?, new?])
}

/// A checkpoint whose signature is good.
fn verified(file: &Path, key: &VerifyingKey) -> Result<Checkpoint, Failure> {
    let signed: SignedCheckpoint = read(file)?;
    signed
        .verify(key)
        .map_err(|error| format!("{}: {error}", file.display()).into())
}

fn verifying_key(key: Hex<32>) -> Result<VerifyingKey, ProofError> {
    VerifyingKey::from_bytes(&key.0).map_err(|_| ProofError::NotSigned)
}

fn key_or_own(config: &Config, key: Option<Hex<32>>) -> Result<VerifyingKey, Failure> {
    match key {
        Some(key) => Ok(verifying_key(key)?),
        None => Ok(key::signing_key(config)?.verifying_key()),
    }
}

fn source(config: &Config) -> Result<ProofSource, Failure> {
    if config.log.engine != LogEngine::Embedded {
        return Err(
            "checkpoints and proofs are made from segment files: log.engine is not \"embedded\"".into(),
        );
    }
    let disk = Arc::new(RealDisk::open_existing(log_dir(config))?);
    Ok(ProofSource::open(disk)?)
}

/// All segments but the newest were durable before that was begun; it may have been begun after the last look.
fn sync_newest_segments(folder: &Path) -> Result<(), Failure> {
    let mut segments = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "seg") {
            segments.push(path);
        }
    }
    segments.sort();
    for segment in segments.iter().rev().take(2) {
        std::fs::File::open(segment)?.sync_data()?;
    }
    Ok(())
}

fn pretty(value: &impl Serialize) -> Result<String, Failure> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(file, text).map_err(|error| format!("can't write {}: {error}", file.display()).into())
}

fn read<T: DeserializeOwned>(file: &Path) -> Result<T, Failure> {
    let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let size = std::fs::metadata(file).map_err(|error| wrong(&error))?.len();
    if size > LARGEST_FILE_BYTES {
        return Err(wrong(&"no checkpoint or proof is so large").into());
    }
    let bytes = std::fs::read(file).map_err(|error| wrong(&error))?;
    serde_json::from_slice(&bytes).map_err(|error| wrong(&error).into())
}
