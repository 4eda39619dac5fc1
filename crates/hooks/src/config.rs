//! The configuration of a hook, as it stands in `bezant.toml`, and what can be wrong with it.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use bezant_kernel::{GatewayName, TenantId};
use bezant_webhooks::{EndpointUrl, EventFilter, InvalidSecret, SigningSecret};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// More hooks than this on one node are a mistake.
pub(crate) const MAX_HOOKS: usize = 64;

/// A tenant, gateway or event filter of a hook; each call is compared with all of them.
const MAX_FILTERS: usize = 64;

/// One hook.
#[derive(Clone, Debug)]
pub struct HookConfig {
    /// Its name, in errors, metrics and the answer of a refused payment.
    pub name: HookName,
    /// When it is called.
    pub point: Point,
    /// Where an HTTP call goes.
    pub url: Option<String>,
    /// What an HTTP call is signed with.
    pub secret: Option<HookSecret>,
    /// The WebAssembly module, as `.wasm` or as text in `.wat`.
    pub module: Option<PathBuf>,
    /// What one call of a module may spend: about one for each instruction.
    pub fuel: Option<u64>,
    /// The memory that one call of a module may have.
    pub memory_mib: Option<u64>,
    /// How long one call may take, the waiting for a place included.
    pub timeout_ms: u64,
    /// What a failure of the hook means for the payment.
    pub on_failure: Option<OnFailure>,
    /// Only for these tenants; for all when empty.
    pub tenants: Vec<String>,
    /// Only for these gateways; for all when empty.
    pub gateways: Vec<String>,
    /// Only for these events (`payment.captured`, `refund.*`); for all when empty.
    pub events: Vec<String>,
    /// Calls under way at once.
    pub max_concurrent: usize,
}

/// The form in TOML. Apart, so that a mistake in any field can be told with the hook's name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    name: HookName,
    point: Point,
    url: Option<String>,
    secret: Option<HookSecret>,
    module: Option<PathBuf>,
    fuel: Option<u64>,
    memory_mib: Option<u64>,
    #[serde(default = "default_timeout_ms")]
    timeout_ms: u64,
    on_failure: Option<OnFailure>,
    #[serde(default)]
    tenants: Vec<String>,
    #[serde(default)]
    gateways: Vec<String>,
    #[serde(default)]
    events: Vec<String>,
    #[serde(default = "default_max_concurrent")]
    max_concurrent: usize,
}

fn default_timeout_ms() -> u64 {
    1_000
}

fn default_max_concurrent() -> usize {
    16
}

impl<'de> Deserialize<'de> for HookConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        let name = value["name"].as_str().unwrap_or("(without a name)").to_owned();
        let fields: Fields = serde_path_to_error::deserialize(value).map_err(|error| {
            let field = error.path().to_string();
            let at = if matches!(&*field, "." | "?") {
                String::new()
            } else {
                format!("{field}: ")
            };
            D::Error::custom(format_args!("hook '{name}': {at}{}", error.inner()))
        })?;
        Ok(HookConfig {
            name: fields.name,
            point: fields.point,
            url: fields.url,
            secret: fields.secret,
            module: fields.module,
            fuel: fields.fuel,
            memory_mib: fields.memory_mib,
            timeout_ms: fields.timeout_ms,
            on_failure: fields.on_failure,
            tenants: fields.tenants,
            gateways: fields.gateways,
            events: fields.events,
            max_concurrent: fields.max_concurrent,
        })
    }
}

/// The name of a hook: 1 to 32 of a-z, 0-9, `_` and `-`, so that it can be a part of a file's name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HookName(Arc<str>);

/// The text is not the name of a hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a hook's name is 1 to 32 characters of a-z, 0-9, '_' and '-'")]
pub struct InvalidHookName;

impl HookName {
    /// The name's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HookName {
    type Err = InvalidHookName;

    fn from_str(text: &str) -> Result<Self, InvalidHookName> {
        let is_clean = text
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'));
        if is_clean && (1..=32).contains(&text.len()) {
            Ok(HookName(text.into()))
        } else {
            Err(InvalidHookName)
        }
    }
}

impl<'de> Deserialize<'de> for HookName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

impl fmt::Display for HookName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for HookName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What signs a hook's calls, or the word that it was none. The text itself is not kept and never printed.
#[derive(Clone, Debug)]
pub struct HookSecret(pub(crate) Result<SigningSecret, InvalidSecret>);

impl<'de> Deserialize<'de> for HookSecret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = zeroize::Zeroizing::new(String::deserialize(deserializer)?);
        Ok(HookSecret(SigningSecret::parse(&text)))
    }
}

/// When a hook is called.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Point {
    /// Before a gateway is chosen.
    BeforeRoute,
    /// Before an authorization is sent to a gateway.
    BeforeAttempt,
    /// After the outcome of an authorization is recorded.
    AfterAttempt,
    /// Before anything is sent that takes money.
    BeforeCapture,
    /// After something happened to a payment or refund.
    OnChange,
}

impl Point {
    /// All points.
    pub const ALL: [Point; 5] = [
        Point::BeforeRoute,
        Point::BeforeAttempt,
        Point::AfterAttempt,
        Point::BeforeCapture,
        Point::OnChange,
    ];

    /// The word in configuration, documents and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Point::BeforeRoute => "before_route",
            Point::BeforeAttempt => "before_attempt",
            Point::AfterAttempt => "after_attempt",
            Point::BeforeCapture => "before_capture",
            Point::OnChange => "on_change",
        }
    }

    /// Whether a hook there can refuse. What has happened can't be refused.
    pub const fn can_refuse(self) -> bool {
        match self {
            Point::BeforeRoute | Point::BeforeAttempt | Point::BeforeCapture => true,
            Point::AfterAttempt | Point::OnChange => false,
        }
    }

    /// Whether a hook there can advise on the choice of a gateway.
    pub const fn can_advise(self) -> bool {
        matches!(self, Point::BeforeRoute)
    }

    /// Whether a gateway is known there.
    const fn has_gateway(self) -> bool {
        matches!(
            self,
            Point::BeforeAttempt | Point::AfterAttempt | Point::BeforeCapture
        )
    }
}

/// What a failure of a hook means for the payment.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnFailure {
    /// As if it were not there.
    Continue,
    /// As if it had refused.
    Refuse,
}

/// What is wrong with a hook's configuration or module.
#[derive(Debug, thiserror::Error)]
pub enum HookConfigError {
    /// Two hooks have one name.
    #[error("two hooks are named '{0}'")]
    DuplicateName(HookName),
    /// There are too many.
    #[error("there are {0} hooks; at most {MAX_HOOKS}")]
    TooMany(usize),
    /// A setting is missing or makes no sense.
    #[error("hook '{hook}': {field}: {problem}")]
    Setting {
        /// The hook.
        hook: HookName,
        /// The setting.
        field: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// The module lacks an export or import, or has it with another type.
    #[error("hook '{hook}': module {}: {item} {problem}", file.display())]
    Module {
        /// The hook.
        hook: HookName,
        /// The module's file.
        file: PathBuf,
        /// The export or import, or what else of the module.
        item: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// The filters of a hook, parsed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filters {
    pub(crate) tenants: Vec<TenantId>,
    pub(crate) gateways: Vec<GatewayName>,
    pub(crate) events: Vec<EventFilter>,
}

/// The two kinds of hooks, with what each needs.
pub(crate) enum Kind<'a> {
    Http {
        url: EndpointUrl,
        secret: SigningSecret,
    },
    Module {
        file: &'a PathBuf,
        fuel: u64,
        memory_bytes: usize,
    },
}

impl HookConfig {
    pub(crate) fn wrong(&self, field: &'static str, problem: impl fmt::Display) -> HookConfigError {
        HookConfigError::Setting {
            hook: self.name.clone(),
            field,
            problem: problem.to_string(),
        }
    }

    fn within<T: PartialOrd + fmt::Display + Copy>(
        &self,
        field: &'static str,
        value: T,
        least: T,
        most: T,
    ) -> Result<(), HookConfigError> {
        if value < least || value > most {
            return Err(self.wrong(field, format_args!("must be {least} to {most}")));
        }
        Ok(())
    }

    /// What a failure means. It has to be said where it can be chosen: neither answer is right for everyone.
    pub(crate) fn on_failure(&self) -> Result<OnFailure, HookConfigError> {
        match (self.point.can_refuse(), self.on_failure) {
            (true, Some(policy)) => Ok(policy),
            (true, None) => Err(self.wrong("on_failure", "must be \"continue\" or \"refuse\"")),
            (false, None | Some(OnFailure::Continue)) => Ok(OnFailure::Continue),
            (false, Some(OnFailure::Refuse)) => Err(self.wrong(
                "on_failure",
                format_args!(
                    "can only be \"continue\" at {}: it has happened already",
                    self.point.as_str()
                ),
            )),
        }
    }

    pub(crate) fn check_bounds(&self) -> Result<(), HookConfigError> {
        self.within("timeout_ms", self.timeout_ms, 1, 30_000)?;
        self.within("max_concurrent", self.max_concurrent, 1, 256)
    }

    pub(crate) fn filters(&self) -> Result<Filters, HookConfigError> {
        if !self.gateways.is_empty() && !self.point.has_gateway() {
            let problem = format!("no gateway is known at {}", self.point.as_str());
            return Err(self.wrong("gateways", problem));
        }
        if !self.events.is_empty() && self.point != Point::OnChange {
            return Err(self.wrong("events", "are for on_change only"));
        }
        Ok(Filters {
            tenants: self.all("tenants", &self.tenants, str::parse::<TenantId>)?,
            gateways: self.all("gateways", &self.gateways, str::parse::<GatewayName>)?,
            events: self.all("events", &self.events, EventFilter::parse)?,
        })
    }

    fn all<T, E: fmt::Display>(
        &self,
        field: &'static str,
        texts: &[String],
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Vec<T>, HookConfigError> {
        if texts.len() > MAX_FILTERS {
            return Err(self.wrong(field, format_args!("at most {MAX_FILTERS}")));
        }
        texts
            .iter()
            .map(|text| parse(text).map_err(|error| self.wrong(field, format_args!("'{text}': {error}"))))
            .collect()
    }

    pub(crate) fn kind(&self) -> Result<Kind<'_>, HookConfigError> {
        match (&self.url, &self.module) {
            (Some(url), None) => {
                for (field, is_set) in [
                    ("fuel", self.fuel.is_some()),
                    ("memory_mib", self.memory_mib.is_some()),
                ] {
                    if is_set {
                        return Err(self.wrong(field, "is for a module only"));
                    }
                }
                let url = EndpointUrl::parse(url).map_err(|error| self.wrong("url", error))?;
                let Some(HookSecret(secret)) = &self.secret else {
                    return Err(self.wrong("secret", "is needed: every call is signed"));
                };
                let secret = secret.clone().map_err(|error| self.wrong("secret", error))?;
                Ok(Kind::Http { url, secret })
            }
            (None, Some(file)) => {
                if self.secret.is_some() {
                    return Err(self.wrong("secret", "is for a url only"));
                }
                let fuel = self.fuel.unwrap_or(DEFAULT_FUEL);
                self.within("fuel", fuel, 1_000, 10_000_000_000)?;
                let mebibytes = self.memory_mib.unwrap_or(DEFAULT_MEMORY_MIB);
                self.within("memory_mib", mebibytes, 1, 256)?;
                let memory_bytes = usize::try_from(mebibytes << 20).expect("256 MiB fit into any memory");
                Ok(Kind::Module {
                    file,
                    fuel,
                    memory_bytes,
                })
            }
            (Some(_), Some(_)) => {
                Err(self.wrong("module", "can't stand beside url: a hook is the one or the other"))
            }
            (None, None) => Err(self.wrong("url", "or module is needed")),
        }
    }
}

/// Some milliseconds of work.
const DEFAULT_FUEL: u64 = 10_000_000;
const DEFAULT_MEMORY_MIB: u64 = 16;
