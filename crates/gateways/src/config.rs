//! The configuration of a gateway, as it stands in `bezant.toml`, and what can be wrong with it.

use std::borrow::Cow;
use std::fmt;

use bezant_kernel::{Country, Currency, GatewayName, MethodKind, OperationKind};
use serde::{Deserialize, Deserializer, de::Error as _};
use zeroize::Zeroizing;

use crate::limits::{LimitsConfig, RetriesConfig, TimeoutsConfig};
use crate::port::Capabilities;
use crate::sandbox::SandboxConfig;

/// One gateway: a connector under a name, with its limits, its price and its settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayConfig {
    /// The name that payments, accounts and reports use; one connector may stand under several.
    #[serde(deserialize_with = "parsed")]
    pub name: GatewayName,
    /// The connector behind it.
    pub connector: ConnectorKind,
    /// The currencies it takes; all that the connector can do when empty.
    #[serde(default)]
    pub currencies: Vec<Currency>,
    /// The kinds of payment methods it takes; all that the connector can do when empty.
    #[serde(default)]
    pub methods: Vec<MethodKind>,
    /// The countries it takes payments from; all when empty.
    #[serde(default, deserialize_with = "all_parsed")]
    pub countries: Vec<Country>,
    /// The smallest payment, in minor units of whatever currency.
    #[serde(default = "one")]
    pub min_amount: u64,
    /// The largest payment, in minor units of whatever currency.
    #[serde(default = "unbounded")]
    pub max_amount: u64,
    /// Its price as a share of the amount, in ten-thousandths.
    #[serde(default)]
    pub fee_basis_points: u32,
    /// Its price per payment, in minor units of the payment's currency.
    #[serde(default)]
    pub fee_fixed_minor: u64,
    /// How long a call may take.
    #[serde(default = "default_timeout_ms")]
    pub timeout_ms: u64,
    /// Shorter times for single operations.
    #[serde(default)]
    pub timeouts_ms: TimeoutsConfig,
    /// How many calls that move money may be under way at once.
    #[serde(default = "default_max_concurrent")]
    pub max_concurrent: u32,
    /// How far that limit may fall while the gateway is slow or says that it is asked too much; a tenth of it when missing.
    #[serde(default)]
    pub min_concurrent: Option<u32>,
    /// Inquiries, and waiting for a place.
    #[serde(default)]
    pub limits: LimitsConfig,
    /// Among equals, the gateway with the lower number goes first.
    #[serde(default)]
    pub priority: u32,
    /// How often and after which pauses it is asked again after a technical failure; as `[payments]` says if left out.
    #[serde(default)]
    pub retries: Option<RetriesConfig>,
    /// Settings of the sandbox connector.
    #[serde(default)]
    pub sandbox: SandboxConfig,
    /// Settings of the Stripe connector; needed exactly there.
    #[serde(default)]
    pub stripe: Option<StripeConfig>,
    /// Settings of the Adyen connector; needed exactly there.
    #[serde(default)]
    pub adyen: Option<AdyenConfig>,
}

/// The connectors that there are.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectorKind {
    /// In process, steered by magic tokens.
    Sandbox,
    /// Stripe's PaymentIntents.
    Stripe,
    /// Adyen's Checkout API.
    Adyen,
}

/// Settings of the Stripe connector.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StripeConfig {
    /// Where its API is; plain HTTP only on this machine's loopback.
    #[serde(default = "default_stripe_url")]
    pub base_url: String,
    /// The account's secret key.
    pub secret_key: Secret,
    /// How long after a send without an answer the absence of a trace at Stripe means that the send never arrived. Longer than
    /// the gateway's `timeout_ms`, but for a Stripe on this machine's loopback, which is a test's.
    #[serde(default = "default_not_found_after_ms")]
    pub not_found_after_ms: u64,
    /// The signing secrets of its webhook endpoint (`whsec_…`); two while one replaces the other. Without any, no webhook
    /// is taken in.
    #[serde(default)]
    pub webhook_secrets: Vec<Secret>,
}

/// Settings of the Adyen connector.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdyenConfig {
    /// Where its API is, without the version; plain HTTP only on this machine's loopback. Must not go to another region
    /// while operations are open: Adyen compares idempotency keys within a region only.
    #[serde(default = "default_adyen_url")]
    pub base_url: String,
    /// The company's prefix of live addresses (`1797a841fbb37ca7-AdyenDemo`); takes the place of `base_url`.
    #[serde(default)]
    pub live_url_prefix: Option<String>,
    /// The key of the API credential.
    pub api_key: Secret,
    /// The merchant account.
    pub merchant_account: String,
    /// Where Adyen would send a shopper back to. It asks for one with every payment; nobody is sent away by Bezant.
    #[serde(default = "default_return_url")]
    pub return_url: String,
    /// The HMAC keys of its webhook, in hexadecimal; two while one replaces the other. Without any, no webhook is taken in.
    #[serde(default)]
    pub hmac_keys: Vec<Secret>,
    /// The user that its webhook names in basic authentication, if any.
    #[serde(default)]
    pub webhook_user: Option<String>,
    /// That user's password.
    #[serde(default)]
    pub webhook_password: Option<Secret>,
}

/// A text that is never printed and is wiped from memory when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

/// What is wrong with a gateway's configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Two gateways have one name.
    #[error("two gateways are named '{0}'")]
    DuplicateName(GatewayName),
    /// A setting that the connector needs is missing or makes no sense.
    #[error("gateway '{gateway}': {setting} {problem}")]
    Setting {
        /// The gateway.
        gateway: GatewayName,
        /// The setting's path below the gateway.
        setting: Cow<'static, str>,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// TLS can't be set up.
    #[error("gateway '{gateway}': TLS can't be set up (are the CA certificates installed?): {reason}")]
    Tls {
        /// The gateway.
        gateway: GatewayName,
        /// What the TLS library says.
        reason: String,
    },
}

impl Secret {
    /// Keeps a secret.
    pub fn new(text: String) -> Self {
        Secret(Zeroizing::new(text))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Secret::new)
    }
}

impl GatewayConfig {
    /// A gateway with default settings.
    pub fn new(name: GatewayName, connector: ConnectorKind) -> Self {
        GatewayConfig {
            name,
            connector,
            currencies: Vec::new(),
            methods: Vec::new(),
            countries: Vec::new(),
            min_amount: one(),
            max_amount: unbounded(),
            fee_basis_points: 0,
            fee_fixed_minor: 0,
            timeout_ms: default_timeout_ms(),
            timeouts_ms: TimeoutsConfig::default(),
            max_concurrent: default_max_concurrent(),
            min_concurrent: None,
            limits: LimitsConfig::default(),
            priority: 0,
            retries: None,
            sandbox: SandboxConfig::default(),
            stripe: None,
            adyen: None,
        }
    }

    /// Checks what does not depend on the connector.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        if self.timeout_ms == 0 {
            return Err(self.wrong("timeout_ms", "must be at least 1"));
        }
        if !(1..=MAX_CONCURRENT).contains(&self.max_concurrent) {
            return Err(self.wrong("max_concurrent", "must be 1 to 100000"));
        }
        crate::limits::check(self)?;
        if self.min_amount > self.max_amount {
            return Err(self.wrong("min_amount", "must not be above max_amount"));
        }
        Ok(())
    }

    pub(crate) fn wrong(&self, setting: impl Into<Cow<'static, str>>, problem: &'static str) -> ConfigError {
        ConfigError::Setting {
            gateway: self.name.clone(),
            setting: setting.into(),
            problem,
        }
    }

    /// The capabilities of a connector that can do `methods` and `operations`, narrowed by this configuration.
    pub(crate) fn capabilities(
        &self,
        methods: &[MethodKind],
        operations: &'static [OperationKind],
    ) -> Result<Capabilities, ConfigError> {
        if self.methods.iter().any(|method| !methods.contains(method)) {
            return Err(self.wrong(
                "methods",
                "names a kind of payment method that the connector can't do",
            ));
        }
        let chosen = if self.methods.is_empty() {
            methods
        } else {
            &self.methods
        };
        Ok(Capabilities {
            currencies: (!self.currencies.is_empty()).then(|| self.currencies.clone()),
            methods: chosen.to_vec(),
            countries: (!self.countries.is_empty()).then(|| self.countries.clone()),
            min_amount: self.min_amount.into(),
            max_amount: self.max_amount.into(),
            operations,
        })
    }
}

/// Above this a bulkhead protects nothing.
pub(crate) const MAX_CONCURRENT: u32 = 100_000;

fn one() -> u64 {
    1
}

fn unbounded() -> u64 {
    u64::MAX
}

fn default_timeout_ms() -> u64 {
    30_000
}

fn default_max_concurrent() -> u32 {
    1_000
}

fn default_stripe_url() -> String {
    "https://api.stripe.com".to_owned()
}

fn default_adyen_url() -> String {
    "https://checkout-test.adyen.com".to_owned()
}

fn default_return_url() -> String {
    "https://localhost/".to_owned()
}

/// Stripe's own client libraries give a request up after 80 seconds at the latest.
fn default_not_found_after_ms() -> u64 {
    90_000
}

fn parsed<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr<Err: fmt::Display>,
{
    String::deserialize(deserializer)?
        .parse()
        .map_err(D::Error::custom)
}

pub(crate) fn all_parsed<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr<Err: fmt::Display>,
{
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts
        .iter()
        .map(|text| text.parse().map_err(D::Error::custom))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_toml_and_refuses_strangers() {
        let text = r#"
            name = "stripe_eu"
            connector = "stripe"
            currencies = ["EUR"]
            methods = ["card"]
            countries = ["DE", "FR"]
            [stripe]
            secret_key = "sk_test_hush"
        "#;
        let config: GatewayConfig = toml::from_str(text).unwrap();
        assert_eq!(config.countries.len(), 2);
        assert_eq!(config.stripe.as_ref().unwrap().base_url, "https://api.stripe.com");
        assert!(!format!("{config:?}").contains("hush"));
        for (from, to) in [
            ("stripe_eu", "Stripe EU"),
            ("\"DE\"", "\"de\""),
            ("EUR", "XXX"),
            ("[stripe]", "[strip]"),
        ] {
            assert!(
                toml::from_str::<GatewayConfig>(&text.replace(from, to)).is_err(),
                "{to}"
            );
        }
    }
}
