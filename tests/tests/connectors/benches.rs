//! The benches of the connectors that there are.

use std::sync::{Mutex, PoisonError};

use bezant_gateways::{AdyenConfig, ConnectorKind, GatewayConfig, Registry, Secret, StripeConfig};
use bezant_payments::DeclineCode;
use bezant_tests::adyen_fake::{self, AdyenFake};
use bezant_tests::fake_gateway::{Fault, Webhook};
use bezant_tests::stripe_fake::{self, StripeFake};
use serde_json::Value;

use crate::bench::{Bench, Held, TIMEOUT_MS};

pub(crate) struct StripeBench {
    pub fake: StripeFake,
    pub config: GatewayConfig,
    pub registry: Registry,
}

impl StripeBench {
    pub(crate) async fn with(change: impl FnOnce(&mut GatewayConfig)) -> Self {
        let fake = StripeFake::start().await;
        let mut config = Self::config(&fake.url(), true);
        change(&mut config);
        StripeBench {
            registry: Registry::from_config(std::slice::from_ref(&config)).unwrap(),
            fake,
            config,
        }
    }
}

impl Bench for StripeBench {
    const SIGNS_TIME: bool = true;
    const APPROVED: &'static str = "pm_card_visa";
    const DECLINED: &'static [(&'static str, DeclineCode, &'static str)] = &[
        (
            "pm_card_chargeDeclined",
            DeclineCode::GenericDecline,
            "generic_decline",
        ),
        (
            "pm_card_visa_chargeDeclinedInsufficientFunds",
            DeclineCode::InsufficientFunds,
            "insufficient_funds",
        ),
        (
            "pm_card_visa_chargeDeclinedLostCard",
            DeclineCode::LostOrStolenCard,
            "lost_card",
        ),
        (
            "pm_card_visa_chargeDeclinedStolenCard",
            DeclineCode::LostOrStolenCard,
            "stolen_card",
        ),
        (
            "pm_card_chargeDeclinedExpiredCard",
            DeclineCode::ExpiredCard,
            "expired_card",
        ),
        (
            "pm_card_chargeDeclinedIncorrectCvc",
            DeclineCode::IncorrectSecurityCode,
            "incorrect_cvc",
        ),
        (
            "pm_card_chargeDeclinedProcessingError",
            DeclineCode::ProcessingError,
            "processing_error",
        ),
        ("pm_card_radarBlock", DeclineCode::SuspectedFraud, "fraudulent"),
        (
            "pm_card_authenticationRequired",
            DeclineCode::AuthenticationRequired,
            "authentication_not_handled",
        ),
        (
            "pm_nobody_knows",
            DeclineCode::InvalidPaymentMethod,
            "resource_missing",
        ),
    ];
    const WRONG_FIELD: (&'static str, &'static str, &'static str) =
        ("\"amount\":2000", "\"amount\":\"2000\"", "data.object.amount");

    async fn start(timeout_ms: u64) -> Self {
        Self::with(|config| config.timeout_ms = timeout_ms).await
    }

    fn config(url: &str, key_is_right: bool) -> GatewayConfig {
        let mut config = GatewayConfig::new("stripe".parse().unwrap(), ConnectorKind::Stripe);
        config.timeout_ms = TIMEOUT_MS;
        let key = if key_is_right {
            stripe_fake::SECRET_KEY
        } else {
            "sk_test_wrong"
        };
        config.stripe = Some(StripeConfig {
            base_url: url.to_owned(),
            secret_key: Secret::new(key.to_owned()),
            not_found_after_ms: 0,
            webhook_secrets: vec![
                Secret::new("whsec_old".to_owned()),
                Secret::new(stripe_fake::WEBHOOK_SECRET.to_owned()),
            ],
        });
        config
    }

    fn url(&self) -> String {
        self.fake.url()
    }

    fn registry(&self) -> &Registry {
        &self.registry
    }

    fn restart(&mut self) {
        self.registry = Registry::from_config(std::slice::from_ref(&self.config)).unwrap();
    }

    fn script(&self, fault: Fault) {
        self.fake.script(fault);
    }

    fn script_inquiry(&self, fault: Fault) {
        self.fake.script_read(fault);
    }

    fn held(&self) -> Vec<Held> {
        let charges = self.fake.charges();
        let held = charges.into_iter().map(|charge| Held {
            payment: charge.payment,
            amount: charge.amount,
            captured: charge.captured,
            refunded: charge.refunded,
            released: charge.status == "canceled",
        });
        held.collect()
    }

    fn sends(&self) -> usize {
        self.fake.posts().len()
    }

    /// The events of all steps, each with its object as it is now.
    fn webhooks(&self, at: u64) -> Vec<Webhook> {
        let mut all = Vec::new();
        for charge in self.fake.charges() {
            let kind = match charge.status {
                "succeeded" => "payment_intent.succeeded",
                "requires_capture" => "payment_intent.amount_capturable_updated",
                _ => "payment_intent.canceled",
            };
            all.push(self.fake.event(kind, &charge.intent, at));
        }
        for refund in self.fake.refunds() {
            all.push(self.fake.event("refund.updated", &refund, at));
        }
        all
    }

    fn sign(body: &[u8], at: u64) -> Webhook {
        stripe_fake::sign(stripe_fake::WEBHOOK_SECRET, body.to_vec(), at)
    }
}

pub(crate) struct AdyenBench {
    pub fake: AdyenFake,
    pub registry: Registry,
    config: GatewayConfig,
    said: Mutex<Vec<Value>>,
}

impl AdyenBench {
    pub(crate) async fn with(change: impl FnOnce(&mut GatewayConfig)) -> Self {
        let fake = AdyenFake::start().await;
        let mut config = Self::config(&fake.url(), true);
        change(&mut config);
        AdyenBench {
            registry: Registry::from_config(std::slice::from_ref(&config)).unwrap(),
            fake,
            config,
            said: Mutex::default(),
        }
    }
}

impl Bench for AdyenBench {
    const SIGNS_TIME: bool = false;
    const APPROVED: &'static str = "shopper_1:APPROVED";
    const DECLINED: &'static [(&'static str, DeclineCode, &'static str)] = &[
        ("shopper_1:REFUSED2", DeclineCode::GenericDecline, "Refused"),
        ("shopper_1:REFUSED5", DeclineCode::NotPermitted, "Blocked Card"),
        ("shopper_1:REFUSED6", DeclineCode::ExpiredCard, "Expired Card"),
        (
            "shopper_1:REFUSED12",
            DeclineCode::InsufficientFunds,
            "Not enough balance",
        ),
        ("shopper_1:REFUSED20", DeclineCode::SuspectedFraud, "FRAUD"),
        (
            "shopper_1:REFUSED24",
            DeclineCode::IncorrectSecurityCode,
            "CVC Declined",
        ),
        (
            "shopper_1:REFUSED38",
            DeclineCode::AuthenticationRequired,
            "Authentication required",
        ),
        ("shopper_1:GONE", DeclineCode::InvalidPaymentMethod, "803"),
        ("stranger:APPROVED", DeclineCode::InvalidPaymentMethod, "800"),
    ];
    const WRONG_FIELD: (&'static str, &'static str, &'static str) = (
        "\"value\":2000",
        "\"value\":\"2000\"",
        "notificationItems[0].NotificationRequestItem.amount.value",
    );

    async fn start(timeout_ms: u64) -> Self {
        Self::with(|config| config.timeout_ms = timeout_ms).await
    }

    fn config(url: &str, key_is_right: bool) -> GatewayConfig {
        let mut config = GatewayConfig::new("adyen".parse().unwrap(), ConnectorKind::Adyen);
        config.timeout_ms = TIMEOUT_MS;
        let key = if key_is_right {
            adyen_fake::API_KEY
        } else {
            "AQE_wrong"
        };
        config.adyen = Some(AdyenConfig {
            base_url: url.to_owned(),
            live_url_prefix: None,
            api_key: Secret::new(key.to_owned()),
            merchant_account: adyen_fake::MERCHANT_ACCOUNT.to_owned(),
            return_url: "https://localhost/".to_owned(),
            hmac_keys: vec![
                Secret::new("00".repeat(32)),
                Secret::new(adyen_fake::HMAC_KEY.to_owned()),
            ],
            webhook_user: None,
            webhook_password: None,
        });
        config
    }

    fn url(&self) -> String {
        self.fake.url()
    }

    fn registry(&self) -> &Registry {
        &self.registry
    }

    fn restart(&mut self) {
        self.registry = Registry::from_config(std::slice::from_ref(&self.config)).unwrap();
    }

    fn script(&self, fault: Fault) {
        self.fake.script(fault);
    }

    fn script_inquiry(&self, fault: Fault) {
        self.fake.script(fault);
    }

    fn held(&self) -> Vec<Held> {
        let payments = self.fake.payments();
        let held = payments.into_iter().map(|payment| Held {
            payment: payment.payment,
            amount: payment.amount,
            captured: payment.captured,
            refunded: payment.refunded,
            released: payment.cancelled,
        });
        held.collect()
    }

    fn sends(&self) -> usize {
        self.fake.posts().len()
    }

    fn webhooks(&self, _at: u64) -> Vec<Webhook> {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.extend(self.fake.take_items());
        said.iter()
            .map(|item| AdyenFake::notification(std::slice::from_ref(item)))
            .collect()
    }

    /// Adyen signs items, so that only a body with items can be signed anew.
    fn sign(body: &[u8], _at: u64) -> Webhook {
        let json: Option<Value> = serde_json::from_slice(body).ok();
        let items = json
            .as_ref()
            .and_then(|json| json["notificationItems"].as_array());
        match items {
            Some(items)
                if items
                    .iter()
                    .all(|item| item["NotificationRequestItem"].is_object()) =>
            {
                let inner: Vec<_> = items
                    .iter()
                    .map(|item| item["NotificationRequestItem"].clone())
                    .collect();
                AdyenFake::notification(&inner)
            }
            _ => Webhook {
                headers: Default::default(),
                body: body.to_vec(),
            },
        }
    }
}
