//! Notifications as Adyen sends them, with their signatures.

use axum::http::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::HMAC_KEY;
use crate::fake_gateway::{Webhook, hmac};

pub(super) fn notification(items: &[Value]) -> Webhook {
    let wrapped: Vec<Value> = items
        .iter()
        .map(|item| {
            let mut item = item.clone();
            item["additionalData"]["hmacSignature"] = signature(&item).into();
            json!({ "NotificationRequestItem": item })
        })
        .collect();
    Webhook {
        headers: HeaderMap::new(),
        body: json!({ "live": "false", "notificationItems": wrapped })
            .to_string()
            .into_bytes(),
    }
}

fn signature(item: &Value) -> String {
    let word = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let fields = [
        &item["pspReference"],
        &item["originalReference"],
        &item["merchantAccountCode"],
        &item["merchantReference"],
        &item["amount"]["value"],
        &item["amount"]["currency"],
        &item["eventCode"],
        &item["success"],
    ];
    let content = fields.map(word).join(":");
    let key: Vec<u8> = (0..HMAC_KEY.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&HMAC_KEY[at..at + 2], 16).expect("hexadecimal"))
        .collect();
    STANDARD.encode(hmac(&key, content.as_bytes()))
}
