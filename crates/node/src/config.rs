//! The node's configuration: defaults that work, then `bezant.toml`, then `BEZANT_*` variables, then flags.
//!
//! In variables two underscores stand for a dot: `BEZANT_HTTP__LISTEN=0.0.0.0:8640`. What is unknown or of the wrong type
//! is an error that names the key and the source it came from.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use bezant_edge::InvalidCors;
use bezant_gateways::{ConnectorKind, GatewayConfig};
use bezant_hooks::{HookConfig, HookConfigError, Hooks};
use bezant_kernel::Milliseconds;
use bezant_log::postgres::{PostgresOptions, PostgresUrl};
use bezant_payments::policy::{MAX_ANSWER_WITHIN, MAX_PLANNED_RETRIES, MAX_RETRY_WINDOW};
use bezant_payments::{Policy, RetryPlan};
use bezant_routing::GatewayProfile;
use bezant_shield::address::InvalidNetwork;
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use figment::value::{Dict, Value};
use serde::Deserialize;

use crate::audit::{AuditConfig, AuditConfigError};
use crate::cors::CorsConfig;
use crate::degradation::DegradationConfig;
use crate::faces::ListenersConfig;
use crate::graphql::{GraphQlConfig, GraphQlConfigError};
use crate::identity::{IdentityConfig, IdentityConfigError, PolicyConfig};
use crate::keyring::{KeyringConfig, KeyringConfigError};
use crate::listeners::{GrpcConfig, HttpConfig};
use crate::protection::{ProtectionConfig, ProtectionConfigError};
use crate::retention::{RetentionConfig, RetentionConfigError};
use crate::vault::{VaultConfig, VaultConfigError};

/// The file that is read when none is named, if it exists.
pub(crate) const DEFAULT_FILE: &str = "bezant.toml";

/// Everything that can be set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Where log, views and deliveries are kept.
    pub data_dir: PathBuf,
    pub http: HttpConfig,
    pub grpc: GrpcConfig,
    /// Listeners beside the public one.
    pub listeners: ListenersConfig,
    pub log: LogConfig,
    pub storage: StorageConfig,
    pub payments: PaymentsConfig,
    pub probes: ProbesConfig,
    pub webhooks: WebhooksConfig,
    pub output: OutputConfig,
    /// What is given up first in hard times.
    pub degradation: DegradationConfig,
    /// The gateways; two sandboxes when there are none.
    pub gateways: Vec<GatewayConfig>,
    /// Other people's code at named points of a payment.
    pub hooks: Vec<HookConfig>,
    pub chaos: ChaosConfig,
    /// What people are known by.
    pub identity: IdentityConfig,
    /// Where the root key is that everything sealed hangs on.
    pub keyring: KeyringConfig,
    /// Which decisions about access are kept.
    pub policy: PolicyConfig,
    /// Who may come at all, how often, and with what.
    pub protection: ProtectionConfig,
    /// Which pages of other origins may ask.
    pub cors: CorsConfig,
    /// What GraphQL calls may ask for.
    pub graphql: GraphQlConfig,
    /// Where card numbers are.
    pub vault: VaultConfig,
    /// What is recorded for auditors.
    pub audit: AuditConfig,
    /// How long what is kept.
    pub retention: RetentionConfig,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ChaosConfig {
    /// Whether `bezant chaos run` may break things here on purpose.
    pub allowed: bool,
}

/// Where the log is kept.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LogConfig {
    pub engine: LogEngine,
    /// The address of the database, with its password, for `postgres`.
    pub url: Option<DatabaseUrl>,
    /// The schema of the log's tables, for `postgres`; `bezant` if left out. One schema is one log.
    pub schema: Option<String>,
    /// Shut out another node that writes to this log, instead of being locked out by it, for `postgres`.
    pub take_over: bool,
    /// A PEM file with the certificates that the server's is checked against, for `postgres`; the system's if left out.
    pub root_certificates: Option<PathBuf>,
}

#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogEngine {
    /// Segment files in the data folder.
    #[default]
    Embedded,
    /// Tables in a PostgreSQL database.
    Postgres,
}

/// An address of a database. No error and no output shows its password.
#[derive(Clone, Debug)]
pub(crate) struct DatabaseUrl(PostgresUrl);

impl<'de> Deserialize<'de> for DatabaseUrl {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(DatabaseUrl).map_err(serde::de::Error::custom)
    }
}

impl LogConfig {
    /// What the engine in PostgreSQL is opened with; nothing for the embedded one.
    pub(crate) fn postgres(&self) -> Option<PostgresOptions> {
        let DatabaseUrl(url) = self.url.clone().filter(|_| self.engine == LogEngine::Postgres)?;
        let mut options = PostgresOptions::new(url);
        if let Some(schema) = &self.schema {
            options.schema.clone_from(schema);
        }
        options.take_over = self.take_over;
        options.root_certificates.clone_from(&self.root_certificates);
        Some(options)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let wrong = |key, problem| Err(ConfigError::Value { key, problem });
        let is_postgres = self.engine == LogEngine::Postgres;
        if is_postgres && self.url.is_none() {
            return wrong("log.url", "the engine 'postgres' needs the address of a database");
        }
        for (key, is_set) in [
            ("log.url", self.url.is_some()),
            ("log.schema", self.schema.is_some()),
            ("log.take_over", self.take_over),
            ("log.root_certificates", self.root_certificates.is_some()),
        ] {
            if is_set && !is_postgres {
                return wrong(key, "is for log.engine = \"postgres\" only");
            }
        }
        Ok(())
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct StorageConfig {
    /// The size of a log segment, in MiB; at least 32.
    pub segment_mib: u64,
    /// Records between two snapshots.
    pub snapshot_every_records: u64,
    /// Writes are refused while the disk has less than this free, in MiB, so that what is under way can end.
    pub reserve_mib: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PaymentsConfig {
    pub authorization_window_seconds: u64,
    pub attempts_per_gateway: u32,
    pub operation_retries: u32,
    pub retry_base_ms: u64,
    pub retry_cap_ms: u64,
    pub inquiry_base_ms: u64,
    pub inquiry_cap_ms: u64,
    pub inquiries_before_attention: u32,
    /// How long a gateway is looked for, where the caller says nothing.
    pub answer_within_ms: u64,
    /// Other gateways that are asked after a decline that another gateway may not repeat.
    pub decline_failovers: u32,
    /// Tries after soft declines of payments that a merchant initiated, where the caller says nothing.
    pub planned_retries: u32,
    /// For how many days those are tried.
    pub retry_within_days: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ProbesConfig {
    /// Whether gateways that are idle or not well are asked how they are.
    pub enabled: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WebhooksConfig {
    /// Whether endpoints on this machine are sent to: for development.
    pub allow_loopback: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OutputConfig {
    pub format: OutputFormat,
    /// As in `RUST_LOG`: `info`, `bezant_engine=debug,info`.
    pub level: String,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OutputFormat {
    Text,
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            data_dir: "data".into(),
            http: HttpConfig::default(),
            grpc: GrpcConfig::default(),
            listeners: ListenersConfig::default(),
            log: LogConfig::default(),
            storage: StorageConfig::default(),
            payments: PaymentsConfig::default(),
            probes: ProbesConfig::default(),
            webhooks: WebhooksConfig::default(),
            output: OutputConfig::default(),
            degradation: DegradationConfig::default(),
            gateways: Vec::new(),
            hooks: Vec::new(),
            chaos: ChaosConfig::default(),
            keyring: KeyringConfig::default(),
            identity: IdentityConfig::default(),
            policy: PolicyConfig::default(),
            protection: ProtectionConfig::default(),
            cors: CorsConfig::default(),
            graphql: GraphQlConfig::default(),
            vault: VaultConfig::default(),
            audit: AuditConfig::default(),
            retention: RetentionConfig::default(),
        }
    }
}

impl Default for StorageConfig {
    fn default() -> Self {
        StorageConfig {
            segment_mib: 64,
            snapshot_every_records: 250_000,
            reserve_mib: 64,
        }
    }
}

impl Default for PaymentsConfig {
    fn default() -> Self {
        let policy = Policy::default();
        PaymentsConfig {
            authorization_window_seconds: policy.authorization_window.0 / 1_000,
            attempts_per_gateway: policy.attempts_per_gateway,
            operation_retries: policy.operation_retries,
            retry_base_ms: policy.retry_base.0,
            retry_cap_ms: policy.retry_cap.0,
            inquiry_base_ms: policy.inquiry_base.0,
            inquiry_cap_ms: policy.inquiry_cap.0,
            inquiries_before_attention: policy.inquiries_before_attention,
            answer_within_ms: policy.answer_within.0,
            decline_failovers: policy.decline_failovers,
            planned_retries: policy.retry_plan.retries,
            retry_within_days: u32::try_from(policy.retry_plan.within.0 / 86_400_000)
                .expect("the default is a matter of days"),
        }
    }
}

impl Default for ProbesConfig {
    fn default() -> Self {
        ProbesConfig { enabled: true }
    }
}

impl Default for OutputConfig {
    fn default() -> Self {
        OutputConfig {
            format: OutputFormat::Text,
            level: "info".into(),
        }
    }
}

/// What flags say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overrides {
    pub data_dir: Option<PathBuf>,
    pub listen: Option<SocketAddr>,
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error("the configuration file {0} does not exist")]
    NoFile(PathBuf),
    #[error("{}", explain(.0))]
    Unreadable(Box<figment::Error>),
    #[error("{key}: {problem}")]
    Value {
        key: &'static str,
        problem: &'static str,
    },
    #[error("{key}: {error}")]
    Networks {
        key: &'static str,
        error: InvalidNetwork,
    },
    #[error(transparent)]
    Gateway(#[from] bezant_gateways::ConfigError),
    #[error(transparent)]
    Hook(#[from] HookConfigError),
    #[error(transparent)]
    Identity(#[from] IdentityConfigError),
    #[error(transparent)]
    Keyring(#[from] KeyringConfigError),
    #[error(transparent)]
    Protection(#[from] ProtectionConfigError),
    #[error("cors: {0}")]
    Cors(#[from] InvalidCors),
    #[error(transparent)]
    Audit(#[from] AuditConfigError),
    #[error(transparent)]
    Retention(#[from] RetentionConfigError),
    #[error(transparent)]
    GraphQl(#[from] GraphQlConfigError),
    #[error(transparent)]
    Vault(#[from] VaultConfigError),
}

/// One line per mistake: what, where, from which source.
fn explain(error: &figment::Error) -> String {
    let lines = error.clone().into_iter().map(|one| {
        let key = one.path.join(".");
        let source = one.metadata.as_ref().map(|metadata| {
            let place = metadata
                .source
                .as_ref()
                .map(|source| format!(" {source}"))
                .unwrap_or_default();
            format!(" (from {}{place})", metadata.name)
        });
        let at = if key.is_empty() {
            String::new()
        } else {
            format!("{key}: ")
        };
        format!("{at}{}{}", one.kind, source.unwrap_or_default())
    });
    lines.collect::<Vec<_>>().join("\n")
}

impl Config {
    /// Reads all layers and checks the whole.
    pub(crate) fn load(file: Option<&Path>, overrides: &Overrides) -> Result<Config, ConfigError> {
        let path = match file {
            Some(path) if !path.exists() => return Err(ConfigError::NoFile(path.into())),
            Some(path) => Some(path),
            None => Some(Path::new(DEFAULT_FILE)).filter(|path| path.exists()),
        };
        let mut flags = Dict::new();
        if let Some(dir) = &overrides.data_dir {
            flags.insert("data_dir".into(), Value::from(dir.display().to_string()));
        }
        if let Some(listen) = overrides.listen {
            flags.insert(
                "http".into(),
                Dict::from([("listen".into(), listen.to_string().into())]).into(),
            );
        }
        let mut figment = Figment::new();
        if let Some(path) = path {
            figment = figment.merge(Toml::file_exact(path));
        }
        figment = figment.merge(
            Env::prefixed("BEZANT_")
                .ignore(crate::environment::NOT_SETTINGS)
                .split("__"),
        );
        for (key, value) in flags {
            figment = figment.merge(figment::providers::Serialized::default(&key, value));
        }
        let config: Config = figment
            .extract()
            .map_err(|error| ConfigError::Unreadable(Box::new(error)))?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let wrong = |key, problem| Err(ConfigError::Value { key, problem });
        self.log.check()?;
        if !(32..=4_096).contains(&self.storage.segment_mib) {
            return wrong("storage.segment_mib", "must be 32 to 4096");
        }
        if self.storage.snapshot_every_records == 0 {
            return wrong("storage.snapshot_every_records", "must be at least 1");
        }
        self.http.check()?;
        self.grpc.check()?;
        self.listeners.check()?;
        if !self.degradation.has_sound_lag() {
            return wrong("degradation.views_lag_ms", "must be 100 to 86400000");
        }
        if self.degradation.least_concurrent_requests == 0 {
            return wrong("degradation.least_concurrent_requests", "must be at least 1");
        }
        let payments = &self.payments;
        if payments.authorization_window_seconds == 0 {
            return wrong("payments.authorization_window_seconds", "must be at least 1");
        }
        if payments.attempts_per_gateway == 0 {
            return wrong("payments.attempts_per_gateway", "must be at least 1");
        }
        if !(1..=MAX_ANSWER_WITHIN.0).contains(&payments.answer_within_ms) {
            return wrong("payments.answer_within_ms", "must be 1 to 86400000");
        }
        if payments.planned_retries > MAX_PLANNED_RETRIES {
            return wrong("payments.planned_retries", "must be at most 30");
        }
        if u64::from(payments.retry_within_days) * 86_400_000 > MAX_RETRY_WINDOW.0 {
            return wrong("payments.retry_within_days", "must be at most 60");
        }
        if payments.retry_cap_ms < payments.retry_base_ms {
            return wrong(
                "payments.retry_cap_ms",
                "must not be below payments.retry_base_ms",
            );
        }
        if payments.inquiry_base_ms == 0 || payments.inquiry_cap_ms < payments.inquiry_base_ms {
            return wrong(
                "payments.inquiry_base_ms",
                "must be at least 1 and not above payments.inquiry_cap_ms",
            );
        }
        // Building the registry checks each gateway's own settings.
        bezant_gateways::Registry::from_config(&self.gateways())?;
        // As does making the hooks, with their modules.
        Hooks::from_config(&self.hooks)?;
        self.protection.check()?;
        self.cors.build()?;
        self.graphql.check()?;
        self.keyring.check()?;
        self.audit.check()?;
        self.retention.check()?;
        self.vault.check()?;
        self.identity.check(self.http.listen, self.http.tls.is_some())?;
        Ok(())
    }

    /// The configured gateways, or two sandboxes.
    pub(crate) fn gateways(&self) -> Vec<GatewayConfig> {
        if !self.gateways.is_empty() {
            return self.gateways.clone();
        }
        let sandbox = |name: &str, priority, fee_basis_points| {
            let name = name.parse().expect("the name is a literal in the right form");
            let mut gateway = GatewayConfig::new(name, ConnectorKind::Sandbox);
            gateway.priority = priority;
            gateway.fee_basis_points = fee_basis_points;
            gateway.fee_fixed_minor = 10;
            gateway
        };
        vec![sandbox("sandbox_a", 0, 120), sandbox("sandbox_b", 1, 140)]
    }

    /// How payments are carried out.
    pub(crate) fn payment_policy(&self) -> Policy {
        let payments = &self.payments;
        Policy {
            authorization_window: Milliseconds(payments.authorization_window_seconds.saturating_mul(1_000)),
            attempts_per_gateway: payments.attempts_per_gateway,
            operation_retries: payments.operation_retries,
            retry_base: Milliseconds(payments.retry_base_ms),
            retry_cap: Milliseconds(payments.retry_cap_ms),
            inquiry_base: Milliseconds(payments.inquiry_base_ms),
            inquiry_cap: Milliseconds(payments.inquiry_cap_ms),
            inquiries_before_attention: payments.inquiries_before_attention,
            answer_within: Milliseconds(payments.answer_within_ms),
            decline_failovers: payments.decline_failovers,
            retry_plan: RetryPlan {
                retries: payments.planned_retries,
                within: Milliseconds(u64::from(payments.retry_within_days) * 86_400_000),
            },
        }
    }
}

/// What routing has to know about the gateways that the registry can call.
pub(crate) fn profiles(registry: &bezant_gateways::Registry) -> Vec<GatewayProfile> {
    let profile = |(config, capabilities): (&GatewayConfig, &bezant_gateways::Capabilities)| GatewayProfile {
        name: config.name.clone(),
        currencies: config.currencies.iter().copied().collect(),
        methods: capabilities.methods.iter().copied().collect(),
        countries: config.countries.iter().copied().collect(),
        operations: capabilities.operations.iter().copied().collect(),
        minimum_minor: i128::from(config.min_amount),
        maximum_minor: i128::from(config.max_amount),
        fee_basis_points: config.fee_basis_points,
        fee_fixed_minor: config.fee_fixed_minor,
        priority: config.priority,
        retries: config.retries.map(bezant_gateways::RetriesConfig::terms),
    };
    registry.gateways().into_iter().map(profile).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Config, String> {
        let dir = std::env::temp_dir().join(format!("bezant-config-{}-{}", std::process::id(), text.len()));
        std::fs::write(&dir, text).unwrap();
        let config = Config::load(Some(&dir), &Overrides::default()).map_err(|error| error.to_string());
        std::fs::remove_file(&dir).unwrap();
        config
    }

    #[test]
    fn no_file_is_needed() {
        assert!(
            !Path::new(DEFAULT_FILE).exists(),
            "tests run beside the sources, where there is none"
        );
        let config = Config::load(None, &Overrides::default()).unwrap();
        assert_eq!(config.http.listen.port(), 8640);
        let missing = Config::load(Some(Path::new("no-such-file.toml")), &Overrides::default());
        assert!(matches!(missing, Err(ConfigError::NoFile(_))));
    }

    #[test]
    fn defaults_work_and_files_override_them() {
        assert_eq!(load("").unwrap().gateways().len(), 2);
        let config =
            load("[http]\nlisten = \"127.0.0.1:1\"\n[[gateways]]\nname = \"x\"\nconnector = \"sandbox\"\n")
                .unwrap();
        assert_eq!(config.http.listen.port(), 1);
        assert_eq!(config.gateways().len(), 1);
    }

    #[test]
    fn mistakes_are_named() {
        for (text, named) in [
            ("colour = 1\n", "colour"),
            ("[http]\nlisten = 7\n", "http.listen"),
            ("[degradation]\nviews_lag_ms = 1\n", "degradation.views_lag_ms"),
            (
                "[degradation]\nwhen_views_lag = \"guess\"\n",
                "degradation.when_views_lag",
            ),
            ("[storage]\nsegment_mib = 1\n", "storage.segment_mib"),
            (
                "[listeners.partner]\nlisten = \"127.0.0.1:1\"\nallow_networks = [\"10.0.0.0/33\"]\n",
                "listeners.partner.allow_networks",
            ),
            ("[listeners.internal]\nlisten = 7\n", "listeners.internal.listen"),
            ("[log]\nengine = \"postgres\"\n", "log.url"),
            ("[log]\nurl = \"postgresql://a@localhost/b\"\n", "log.url"),
            ("[log]\nengine = \"floppy\"\n", "log.engine"),
            (
                "[log]\nengine = \"postgres\"\nurl = \"postgresql://a:hush@/b\"\n",
                "log.url",
            ),
            (
                "[[gateways]]\nname = \"A b\"\nconnector = \"sandbox\"\n",
                "gateways",
            ),
            ("[[gateways]]\nname = \"s\"\nconnector = \"stripe\"\n", "stripe"),
            ("[graphql]\nmax_depth = 31\n", "graphql.max_depth"),
            ("[audit]\nsegment_mib = 1\n", "audit.segment_mib"),
            ("[retention]\naudit_days = 364\n", "retention.audit_days"),
            ("[vault]\nat = \"http://vault.internal\"\n", "vault.at"),
            ("[vault]\nat = \"https://vault.internal\"\n", "vault.client"),
            ("not toml\n", "expected"),
        ] {
            let error = load(text).unwrap_err();
            assert!(error.contains(named), "{text} says {error}");
            assert!(!error.contains("hush"), "a password is never shown: {error}");
        }
    }
}
