//! Notifications: what gateways say unasked (webhooks in). The part of the port that goes the other way.
//!
//! In comes an HTTP request as it arrived, out goes what it says in Bezant's words. What a connector guarantees:
//! - It believes a request only if it is signed with one of the configured secrets, compared in constant time, and, where
//!   the gateway signs a time, not older than the tolerance. Money follows from signed fields only.
//! - The whole request is understood before anything of it is given out: a request with one bad field is refused as a
//!   whole, by an error that names the field.
//! - It keeps no memory of requests. Gateways repeat them: whoever acts on one remembers [`Notification::event`].
//! - A notice may arrive late, twice, before the answer to the call that it is about, or out of order.

use std::fmt;

use async_trait::async_trait;
use bezant_kernel::{OperationId, PaymentId};
use bezant_payments::{Decline, Outcome};
use hmac::{Hmac, KeyInit, Mac};
pub use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use sha2::Sha256;

use crate::disputes::{DisputeError, DisputeNotice};
use crate::port::CallContext;

/// The largest request that is looked at. Stripe's events have some 10 KB, Adyen's less.
pub const LARGEST_NOTIFICATION: usize = 512 * 1024;
/// How far the time in a signature may be from ours.
pub(crate) const TOLERANCE_SECONDS: u64 = 5 * 60;
/// The longest text that an error carries along.
const LONGEST_PROBLEM: usize = 200;

/// Takes notifications in.
#[async_trait]
pub trait Notifications: Send + Sync {
    /// What a request says, or why it is not believed or not understood.
    fn receive(&self, request: &NotificationRequest<'_>) -> Result<Vec<Notification>, NotificationError>;

    /// The payment that a dispute is about; nothing where others made it. Asks the gateway where the notice doesn't say.
    async fn payment_of(
        &self,
        _call: &CallContext<'_>,
        notice: &DisputeNotice,
    ) -> Result<Option<PaymentId>, DisputeError> {
        Ok(notice.payment)
    }
}

/// A request of a gateway, as it arrived.
pub struct NotificationRequest<'a> {
    /// Its headers.
    pub headers: &'a HeaderMap,
    /// Its body, byte for byte.
    pub body: &'a [u8],
    /// When it arrived, in seconds since 1970.
    pub received_at: u64,
}

/// One thing that a gateway says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// The same for each repetition, and different for everything else that this gateway says.
    pub event: String,
    /// What it says.
    pub notice: Notice,
}

/// What a gateway says, in Bezant's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// What became of an operation. News only while the operation is under way. A fee is zero where the notification
    /// doesn't tell it: an inquiry may know more.
    Outcome {
        /// The operation.
        operation: OperationId,
        /// Its payment, if the gateway says so.
        payment: Option<PaymentId>,
        /// Approved, declined or pending.
        outcome: Outcome,
        /// Whether an inquiry would know more, such as the fee.
        inquire: bool,
    },
    /// An operation has no effect in the end. Still under way, it is declined; approved before, what it did is undone:
    /// a capture that the card scheme rejected, a refund that came back.
    Undone {
        /// The operation.
        operation: OperationId,
        /// Its payment, if the gateway says so.
        payment: Option<PaymentId>,
        /// Why.
        decline: Decline,
    },
    /// A customer disputes a payment, or such a dispute goes on.
    Dispute(Box<DisputeNotice>),
    /// Nothing that Bezant acts on.
    Ignored {
        /// The gateway's word for it.
        kind: String,
    },
}

/// Why a notification is not taken in. Nothing of it has been used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotificationError {
    /// No secret is configured, so nothing can be believed.
    #[error("no secret for notifications is configured")]
    NotConfigured,
    /// The body is larger than [`LARGEST_NOTIFICATION`].
    #[error("the body is larger than {LARGEST_NOTIFICATION} bytes")]
    TooLarge,
    /// There is no signature.
    #[error("the signature is missing")]
    SignatureMissing,
    /// The signature is not one, or of another secret or text.
    #[error("the signature is invalid")]
    SignatureInvalid,
    /// User and password are missing or others.
    #[error("user or password is wrong")]
    CredentialsInvalid,
    /// The signature is good, but too old (or from the future): perhaps a recorded request.
    #[error("signed {seconds} seconds away from now, which is more than {TOLERANCE_SECONDS}")]
    TooOld {
        /// How far the signature's time is from ours.
        seconds: u64,
    },
    /// A field is not as it should be.
    #[error("{path}: {problem}")]
    Malformed {
        /// Where it is (`data.object.amount`).
        path: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl NotificationError {
    pub(crate) fn malformed(path: impl Into<String>, problem: impl fmt::Display) -> Self {
        NotificationError::Malformed {
            path: path.into(),
            problem: problem.to_string().chars().take(LONGEST_PROBLEM).collect(),
        }
    }
}

/// The JSON of a body, or the path to what is wrong in it.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, NotificationError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let parsed = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = match error.path().to_string().as_str() {
            "." => "body".to_owned(),
            path => path.to_owned(),
        };
        NotificationError::malformed(path, error.inner())
    })?;
    json.end()
        .map_err(|error| NotificationError::malformed("body", error))?;
    Ok(parsed)
}

/// Refuses a body that is too large to look at.
pub(crate) fn bounded(body: &[u8]) -> Result<(), NotificationError> {
    if body.len() > LARGEST_NOTIFICATION {
        return Err(NotificationError::TooLarge);
    }
    Ok(())
}

/// Whether `signature` is that of `parts` joined, in a time that does not depend on where they differ.
pub(crate) fn is_signed(key: &[u8], parts: &[&[u8]], signature: &[u8]) -> bool {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.verify_slice(signature).is_ok()
}

/// The bytes behind hexadecimal digits of either case.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    text.as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect()
}
