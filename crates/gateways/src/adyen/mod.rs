//! The Adyen connector: payments and modifications of Adyen's Checkout API, and its standard webhook.
//!
//! In comes an operation, out goes what Adyen said of it. Payments are made with stored payment methods, where a token is
//! `shopperReference:storedPaymentMethodId`, or with a card of the vault. Adyen answers a payment at once, but only acknowledges a capture, cancellation
//! or refund: that is `Pending`, and a notification brings the outcome. The reference of each request carries the
//! operation's id and kind, so that a signed field says to which operation a notification belongs and what it was.
//!
//! **Inquiries.** Adyen has no request that says what became of another one. What it has are idempotency keys: within
//! seven days at least, the same request under the same key is carried out once, and each repetition gets the first
//! answer (docs.adyen.com/development-resources/api-idempotency). An inquiry therefore repeats the send. If the send had
//! arrived, nothing happens and its answer comes back; if it had not, it is carried out now, which is no more than it
//! could have done by arriving late, and the payment has been waiting for exactly that. Two conditions follow:
//! - Only while the key is certainly remembered. The operation's id says when it was made, before it was first sent;
//!   six days after that, or where the id says no time, nothing is sent and the answer is `Unknown`.
//! - `NotFound` is never said, as nothing at Adyen proves it. And whatever a repetition gets but a first answer (a refusal,
//!   a conflict, a broken connection) says nothing about the send before it: `Unknown`.
//!
//! A repetition with a card lacks the security code, which is in memory for the first call only: where the send had arrived, the key
//! brings its answer; where it had not, the issuer decides without the code.
//!
//! It must never say that a modification is done before Adyen's signed word, and never print key, token or card.
//!
//! | File | What it holds |
//! |---|---|
//! | `capabilities.rs` | what Adyen can do here, and how it writes amounts |
//! | `reference.rs` | the operation in Adyen's references |
//! | `request.rs` | operation to JSON |
//! | `response.rs` | answers and errors to outcomes |
//! | `refusals.rs` | the table of refusal reasons |
//! | `webhooks.rs` | notifications: signatures, operations |
//! | `disputes.rs` | notifications: disputes |

mod capabilities;
mod disputes;
mod reference;
mod refusals;
mod request;
mod response;
mod webhooks;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use bezant_kernel::OperationId;
use bezant_payments::{Failure, Operation, Outcome, UnknownReason};
use reqwest::header::{HeaderMap, HeaderName};

use crate::config::{AdyenConfig, ConfigError, GatewayConfig};
use crate::http::{Answer, Client, Endpoint, exchange, key_header};
use crate::notifications::Notifications;
use crate::port::{Authorize, CallContext, Capabilities, Capture, Gateway, Inquire, Refund, Void};
use webhooks::Verifier;

/// The version of the Checkout API that the mappings are written for.
const API_VERSION: &str = "v71";
/// Adyen remembers an idempotency key for seven days at least; a day is left for clocks that differ.
const KEY_REMEMBERED: Duration = Duration::from_secs(6 * 24 * 60 * 60);
/// How far the clock of the node that made an id may be ahead of ours.
const CLOCK_SKEW: Duration = Duration::from_secs(10 * 60);

/// Sets an Adyen merchant account up.
pub(crate) fn connect(config: &GatewayConfig) -> Result<Box<dyn Gateway>, ConfigError> {
    let settings = config
        .adyen
        .as_ref()
        .ok_or_else(|| config.wrong("adyen", "is needed by this connector"))?;
    let key =
        key_header("", &settings.api_key).ok_or_else(|| config.wrong("adyen.api_key", "is not a key"))?;
    if settings.merchant_account.is_empty() {
        return Err(config.wrong("adyen.merchant_account", "is empty"));
    }
    let base_url = base_url(config, settings)?;
    let endpoint = Endpoint {
        setting: "adyen.base_url",
        base_url: &base_url,
        headers: HeaderMap::from_iter([(HeaderName::from_static("x-api-key"), key)]),
    };
    Ok(Box::new(Adyen {
        capabilities: config.capabilities(capabilities::METHODS, capabilities::OPERATIONS)?,
        client: Client::new(config, endpoint)?,
        verifier: Verifier::new(config, settings)?,
        settings: settings.clone(),
    }))
}

fn base_url(config: &GatewayConfig, settings: &AdyenConfig) -> Result<String, ConfigError> {
    let Some(prefix) = &settings.live_url_prefix else {
        return Ok(format!(
            "{}/{API_VERSION}",
            settings.base_url.trim_end_matches('/')
        ));
    };
    let clean = prefix
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if prefix.is_empty() || !clean {
        return Err(config.wrong("adyen.live_url_prefix", "is not a part of an address"));
    }
    Ok(format!(
        "https://{prefix}-checkout-live.adyenpayments.com/checkout/{API_VERSION}"
    ))
}

struct Adyen {
    capabilities: Capabilities,
    client: Client,
    verifier: Verifier,
    settings: AdyenConfig,
}

impl Adyen {
    /// Sends the request that carries an operation out; always the same one, under the same key.
    async fn request(&self, call: &CallContext<'_>, operation: &Operation) -> Result<Answer, Outcome> {
        let post =
            request::post(operation, call.card, &self.settings).ok_or(Outcome::Failed(Failure::Refused))?;
        let request = self
            .client
            .post(&post.path)
            .header("idempotency-key", &call.idempotency_key)
            .json(&post.sent());
        exchange(call, request).await
    }

    async fn send(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        match self.request(call, operation).await {
            Ok(answer) => response::outcome(operation, &answer),
            Err(outcome) => outcome,
        }
    }
}

impl Gateway for Adyen {
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }
    fn authorize(&self) -> Option<&dyn Authorize> {
        Some(self)
    }
    fn takes_cards(&self) -> bool {
        true
    }
    fn inquires_by_sending(&self) -> bool {
        true
    }
    fn capture(&self) -> Option<&dyn Capture> {
        Some(self)
    }
    fn void(&self) -> Option<&dyn Void> {
        Some(self)
    }
    fn refund(&self) -> Option<&dyn Refund> {
        Some(self)
    }
    fn inquire(&self) -> Option<&dyn Inquire> {
        Some(self)
    }
    fn notifications(&self) -> Option<&dyn Notifications> {
        Some(self)
    }
}

#[async_trait]
impl Authorize for Adyen {
    async fn authorize(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.send(call, operation).await
    }
}

#[async_trait]
impl Capture for Adyen {
    async fn capture(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.send(call, operation).await
    }
}

#[async_trait]
impl Void for Adyen {
    async fn void(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.send(call, operation).await
    }
}

#[async_trait]
impl Refund for Adyen {
    async fn refund(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.send(call, operation).await
    }
}

#[async_trait]
impl Inquire for Adyen {
    async fn inquire(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        if !is_remembered(operation.id, now) {
            return Outcome::Unknown(UnknownReason::TimedOut);
        }
        match self.request(call, operation).await {
            Ok(answer) if (200..=299).contains(&answer.status) => response::outcome(operation, &answer),
            Ok(_) => Outcome::Unknown(UnknownReason::BadAnswer),
            Err(outcome) => outcome,
        }
    }
}

/// Whether Adyen certainly remembers the key of an operation, `now` since 1970.
fn is_remembered(id: OperationId, now: Duration) -> bool {
    const VERSION_7: u128 = 7;
    let bits = id.as_u128();
    if (bits >> 76) & 0xf != VERSION_7 {
        return false;
    }
    let made_at = Duration::from_millis(u64::try_from(bits >> 80).expect("48 bits fit"));
    // An id from the future says that clocks disagree: no time can be told from it.
    let age = now.checked_sub(made_at).or_else(|| {
        let ahead = made_at.checked_sub(now)?;
        (ahead <= CLOCK_SKEW).then_some(Duration::ZERO)
    });
    age.is_some_and(|age| age < KEY_REMEMBERED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ConnectorKind, Registry, Secret};
    use bezant_kernel::Timestamp;

    #[test]
    fn wrong_settings_are_refused() {
        type Change = fn(&mut AdyenConfig);
        let cases: [(&str, Change); 8] = [
            ("adyen.api_key", |adyen| {
                adyen.api_key = Secret::new(String::new())
            }),
            ("adyen.merchant_account", |adyen| adyen.merchant_account.clear()),
            ("adyen.base_url", |adyen| {
                adyen.base_url = "http://checkout-test.adyen.com".to_owned();
            }),
            ("adyen.live_url_prefix", |adyen| {
                adyen.live_url_prefix = Some("evil.example/".to_owned());
            }),
            ("adyen.hmac_keys", |adyen| {
                adyen.hmac_keys = vec![Secret::new("00".repeat(31))];
            }),
            ("adyen.hmac_keys", |adyen| {
                adyen.hmac_keys = vec![Secret::new("zz".repeat(32))];
            }),
            ("adyen.webhook_password", |adyen| {
                adyen.webhook_user = Some("adyen".to_owned());
            }),
            ("adyen.webhook_password", |adyen| {
                adyen.webhook_password = Some(Secret::new("hush".to_owned()));
            }),
        ];
        for (wanted, change) in cases {
            let mut settings = response::tests::settings();
            change(&mut settings);
            let mut config = GatewayConfig::new("adyen".parse().unwrap(), ConnectorKind::Adyen);
            config.adyen = Some(settings);
            match Registry::from_config(&[config]).err() {
                Some(ConfigError::Setting { setting, .. }) => assert_eq!(setting, wanted),
                other => panic!("{wanted}: {other:?}"),
            }
        }
    }

    #[test]
    fn live_addresses_are_made_from_the_prefix() {
        let config = GatewayConfig::new("adyen".parse().unwrap(), ConnectorKind::Adyen);
        let mut settings = response::tests::settings();
        settings.base_url = "https://checkout-test.adyen.com/".to_owned();
        let test = base_url(&config, &settings).unwrap();
        assert_eq!(test, "https://checkout-test.adyen.com/v71");
        settings.live_url_prefix = Some("1797a841fbb37ca7-AdyenDemo".to_owned());
        assert_eq!(
            base_url(&config, &settings).unwrap(),
            "https://1797a841fbb37ca7-AdyenDemo-checkout-live.adyenpayments.com/checkout/v71"
        );
    }

    #[test]
    fn a_key_is_trusted_for_six_days_and_only_if_its_age_is_known() {
        let seconds = Duration::from_secs;
        let made_at = 1_700_000_000;
        let id = OperationId::v7(Timestamp::from_microseconds(made_at * 1_000_000), 5);
        for (now, wanted) in [
            (made_at, true),
            (made_at + 6 * 86_400 - 1, true),
            (made_at + 6 * 86_400, false),
            (made_at - 600, true),
            (made_at - 601, false),
        ] {
            assert_eq!(is_remembered(id, seconds(now)), wanted, "{now}");
        }
        let derived = OperationId::derive(&[b"no time"]);
        assert!(!is_remembered(derived, seconds(made_at)));
        assert!(!is_remembered(OperationId::from_u128(1), seconds(1)));
    }
}
