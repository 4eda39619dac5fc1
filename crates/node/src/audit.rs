//! `[audit]`: the trail of a node, its follower and its checkpoints, put together from the configuration.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bezant_audit::siem::{Format, Sink, SinkError, Target};
use bezant_audit::{Addresses, AlertSettings, AuditError, Options, Search, Trail, WhenUnavailable};
use bezant_edge::Auditing;
use bezant_engine::{Clock, SystemClock};
use serde::Deserialize;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::Failure;
use crate::commands::proof::key::{secret, signing_key};
use crate::config::Config;

/// What a trail of requests and changes needs, and what is done where it can't be had.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AuditConfig {
    /// Whether there is a trail.
    pub enabled: bool,
    /// The pause between two writes: what a crash can lose of requests.
    pub write_every_ms: u64,
    /// The size of a segment of the trail's log, in MiB.
    pub segment_mib: u64,
    /// What becomes of requests that can't be recorded.
    pub when_unavailable: Unavailable,
    /// How much of a caller's address is kept.
    pub addresses: AddressesKept,
    /// So often what the trail holds is signed and kept.
    pub checkpoint_every_minutes: u64,
    /// When rules speak.
    pub alerts: AlertsConfig,
    /// Other systems that get the trail.
    pub export: Vec<ExportConfig>,
}

/// `[audit.alerts]`.
#[derive(Copy, Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AlertsConfig {
    pub enabled: bool,
    pub mass_read_rows: u64,
    pub mass_read_minutes: u64,
    pub refusals: u64,
    pub refusal_minutes: u64,
    pub travel_minutes: u64,
    pub travel_networks: usize,
}

impl Default for AlertsConfig {
    fn default() -> Self {
        let settings = AlertSettings::default();
        AlertsConfig {
            enabled: true,
            mass_read_rows: settings.mass_read_rows,
            mass_read_minutes: settings.mass_read_minutes,
            refusals: settings.refusals,
            refusal_minutes: settings.refusal_minutes,
            travel_minutes: settings.travel_minutes,
            travel_networks: settings.travel_networks,
        }
    }
}

impl AlertsConfig {
    /// What the rules go by, if they are asked.
    pub(crate) fn settings(&self) -> Option<AlertSettings> {
        self.enabled.then_some(AlertSettings {
            mass_read_rows: self.mass_read_rows,
            mass_read_minutes: self.mass_read_minutes,
            refusals: self.refusals,
            refusal_minutes: self.refusal_minutes,
            travel_minutes: self.travel_minutes,
            travel_networks: self.travel_networks,
        })
    }

    fn is_sensible(&self) -> bool {
        let counts = [self.mass_read_rows, self.refusals, self.travel_networks as u64];
        let minutes = [self.mass_read_minutes, self.refusal_minutes, self.travel_minutes];
        // Each principal's networks are looked through with each of their requests.
        counts.iter().all(|count| *count > 0)
            && minutes.iter().all(|minutes| (1..=7 * 24 * 60).contains(minutes))
            && self.travel_networks <= 100
    }
}

/// `[[audit.export]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportConfig {
    /// What its cursor is kept under.
    name: String,
    format: FormatConfig,
    /// `https://…` or `syslog+tls://host:port`.
    to: url::Url,
    #[serde(default)]
    root_certificates: Option<PathBuf>,
    #[serde(default)]
    authorization_file: Option<PathBuf>,
}

#[derive(Copy, Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum FormatConfig {
    Json,
    Cef,
    Otlp,
}

impl ExportConfig {
    /// What its cursor is kept under.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Its name, and the host that it is at.
    fn shown(&self) -> (String, String) {
        let host = self.to.host_str().unwrap_or_default();
        (self.name.clone(), host.to_owned())
    }

    /// Makes it ready; nothing is sent.
    pub(crate) fn sink(&self) -> Result<Sink, SinkError> {
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
        if !(1..=64).contains(&self.name.len()) || !self.name.bytes().all(is_plain) {
            return Err(SinkError::Target("name: it is 1 to 64 of a-z0-9_-"));
        }
        Sink::new(&Target {
            name: self.name.clone(),
            format: match self.format {
                FormatConfig::Json => Format::Json,
                FormatConfig::Cef => Format::Cef,
                FormatConfig::Otlp => Format::Otlp,
            },
            to: self.to.clone(),
            root_certificates: self.root_certificates.clone(),
            authorization_file: self.authorization_file.clone(),
        })
    }
}

/// What is wrong with `[audit]`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AuditConfigError {
    #[error("audit.{key}: {problem}")]
    Value {
        key: &'static str,
        problem: &'static str,
    },
    #[error("audit.export '{name}': {error}")]
    Export { name: String, error: SinkError },
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unavailable {
    Refuse,
    Count,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AddressesKept {
    Full,
    Network,
    Pseudonym,
}

impl Default for AuditConfig {
    fn default() -> Self {
        AuditConfig {
            enabled: true,
            write_every_ms: 50,
            segment_mib: 16,
            when_unavailable: Unavailable::Refuse,
            addresses: AddressesKept::Network,
            checkpoint_every_minutes: 60,
            alerts: AlertsConfig::default(),
            export: Vec::new(),
        }
    }
}

impl AuditConfig {
    /// Builds all that needs no data folder, to see whether it can be built.
    pub(crate) fn check(&self) -> Result<(), AuditConfigError> {
        let wrong = |key, problem| Err(AuditConfigError::Value { key, problem });
        if !(1..=1_000).contains(&self.write_every_ms) {
            return wrong("write_every_ms", "must be 1 to 1000");
        }
        if !(4..=1_024).contains(&self.segment_mib) {
            return wrong("segment_mib", "must be 4 to 1024");
        }
        if !(1..=7 * 24 * 60).contains(&self.checkpoint_every_minutes) {
            return wrong("checkpoint_every_minutes", "must be 1 to 10080");
        }
        if !self.alerts.is_sensible() {
            return wrong(
                "alerts",
                "numbers must be at least 1, minutes at most 10080, networks at most 100",
            );
        }
        for (index, export) in self.export.iter().enumerate() {
            if self.export[..index].iter().any(|other| other.name == export.name) {
                return wrong("export", "two have one name");
            }
            export.sink().map_err(|error| AuditConfigError::Export {
                name: export.name.clone(),
                error,
            })?;
        }
        Ok(())
    }
}

/// Where the trail is kept.
pub(crate) fn audit_dir(config: &Config) -> PathBuf {
    config.data_dir.join("audit")
}

/// The trail of a running node.
pub(crate) struct Audit {
    pub(crate) auditing: Arc<Auditing>,
    checkpoints: JoinHandle<()>,
}

/// Opens the trail, if there is to be one. Blocks while it is checked.
pub(crate) fn open(config: &Config) -> Result<Option<Auditing>, Failure> {
    let audit = &config.audit;
    if !audit.enabled {
        return Ok(None);
    }
    let folder = audit_dir(config);
    std::fs::create_dir_all(&folder)?;
    let trail = Trail::open(Options {
        segment_bytes: audit.segment_mib << 20,
        write_every: Duration::from_millis(audit.write_every_ms),
        when_unavailable: match audit.when_unavailable {
            Unavailable::Refuse => WhenUnavailable::Refuse,
            Unavailable::Count => WhenUnavailable::Count,
        },
        key: signing_key(config)?,
        folder: folder.clone(),
    })?;
    Ok(Some(Auditing {
        search: Search::start(trail.clone())?,
        trail,
        addresses: match audit.addresses {
            AddressesKept::Full => Addresses::Full,
            AddressesKept::Network => Addresses::Network,
            AddressesKept::Pseudonym => Addresses::Pseudonym,
        },
        address_key: secret(&folder, "address.key")?,
        exports: audit.export.iter().map(ExportConfig::shown).collect(),
    }))
}

impl Audit {
    /// Looks after a trail until the node stops.
    pub(crate) fn start(auditing: Auditing, config: &Config, stopped: watch::Receiver<bool>) -> Audit {
        let every = Duration::from_secs(config.audit.checkpoint_every_minutes * 60);
        let trail = auditing.trail.clone();
        Audit {
            auditing: Arc::new(auditing),
            checkpoints: tokio::spawn(keep_checkpoints(trail, every, stopped)),
        }
    }

    /// Ends the trail, with what was taken in durable and signed.
    pub(crate) async fn stop(self) {
        self.checkpoints.abort();
        let auditing = self.auditing;
        let ending = tokio::task::spawn_blocking(move || {
            auditing.search.close();
            auditing.trail.close(SystemClock.now());
        });
        if ending.await.is_err() {
            tracing::error!("the audit trail did not end well");
        }
    }

    /// What the trail counts for itself.
    pub(crate) fn show(auditing: &Auditing) {
        let stats = auditing.trail.stats();
        metrics::gauge!("bezant_audit_position").set(stats.head as f64);
        metrics::gauge!("bezant_audit_waiting_bytes").set(stats.waiting_bytes as f64);
        metrics::gauge!("bezant_audit_available").set(f64::from(u8::from(auditing.trail.is_available())));
    }
}

/// Signs what the trail holds now and then, so that it can be seen later that nobody has written it anew.
async fn keep_checkpoints(trail: Trail, every: Duration, mut stopped: watch::Receiver<bool>) {
    loop {
        let stop = stopped.wait_for(|&stopped| stopped);
        if tokio::time::timeout(every, stop).await.is_ok() {
            return;
        }
        let trail = trail.clone();
        let keeping = tokio::task::spawn_blocking(move || trail.keep_checkpoint(SystemClock.now()));
        let kept = keeping.await.unwrap_or(Err(AuditError::Closed));
        if let Err(error) = kept {
            tracing::error!(%error, "a checkpoint of the audit trail can't be kept");
        }
    }
}
