//! Whether a webhook is Stripe's: the header `Stripe-Signature` holds a time (`t`) and signatures (`v1`, hexadecimal
//! HMAC-SHA256 over time, full stop and body), one per secret while secrets are being replaced
//! (docs.stripe.com/webhooks#verify-manually). Signatures of other versions prove nothing.

use crate::config::Secret;
use crate::notifications::{NotificationError, NotificationRequest, TOLERANCE_SECONDS, from_hex, is_signed};

/// Stripe sends one per active secret, and an endpoint has two of these at most.
const MOST_SIGNATURES: usize = 8;

pub(super) fn check(secrets: &[Secret], request: &NotificationRequest<'_>) -> Result<(), NotificationError> {
    if secrets.is_empty() {
        return Err(NotificationError::NotConfigured);
    }
    let header = request
        .headers
        .get("stripe-signature")
        .ok_or(NotificationError::SignatureMissing)?
        .to_str()
        .map_err(|_| NotificationError::SignatureInvalid)?;
    let all = |name: &'static str| {
        let fields = header.split(',').filter_map(|field| field.trim().split_once('='));
        fields.filter(move |field| field.0 == name).map(|field| field.1)
    };
    let time = all("t").next().ok_or(NotificationError::SignatureMissing)?;
    let signed_at: u64 = time.parse().map_err(|_| NotificationError::SignatureInvalid)?;
    let signatures: Vec<_> = all("v1").take(MOST_SIGNATURES).filter_map(from_hex).collect();
    let content = [time.as_bytes(), b".", request.body];
    let good = secrets.iter().any(|secret| {
        let key = secret.expose().as_bytes();
        signatures
            .iter()
            .any(|signature| is_signed(key, &content, signature))
    });
    if !good {
        return Err(NotificationError::SignatureInvalid);
    }
    let seconds = request.received_at.abs_diff(signed_at);
    if seconds > TOLERANCE_SECONDS {
        return Err(NotificationError::TooOld { seconds });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notifications::HeaderMap;

    /// HMAC-SHA256 of `1700000000.{}` under `whsec_one`, as `openssl dgst` says it.
    const SIGNATURE: &str = "e6f424c1ebf2679ddb75df801d64b07e5063e2d7d6834ab73f5c55d787278d9d";

    fn verdict(header: Option<&str>, secrets: &[&str], now: u64) -> Result<(), NotificationError> {
        let secrets: Vec<_> = secrets
            .iter()
            .map(|text| Secret::new((*text).to_owned()))
            .collect();
        let mut headers = HeaderMap::new();
        if let Some(header) = header {
            headers.insert("stripe-signature", header.parse().unwrap());
        }
        let request = NotificationRequest {
            headers: &headers,
            body: b"{}",
            received_at: now,
        };
        check(&secrets, &request)
    }

    #[test]
    fn only_a_fresh_signature_of_a_known_secret_is_good() {
        use NotificationError::{NotConfigured, SignatureInvalid, SignatureMissing, TooOld};
        let good = format!("t=1700000000,v1={SIGNATURE}");
        let now = 1_700_000_000;
        let one = ["whsec_one"];
        assert_eq!(verdict(Some(&good), &one, now), Ok(()));
        assert_eq!(verdict(Some(&good), &one, now + 300), Ok(()));
        assert_eq!(verdict(Some(&good), &["whsec_two", "whsec_one"], now), Ok(()));
        let several = format!(
            "t=1700000000, v1=00, v1=zz, v0=11, v1={}",
            SIGNATURE.to_uppercase()
        );
        assert_eq!(verdict(Some(&several), &one, now), Ok(()));

        assert_eq!(
            verdict(Some(&good), &one, now + 301),
            Err(TooOld { seconds: 301 })
        );
        assert_eq!(
            verdict(Some(&good), &one, now - 301),
            Err(TooOld { seconds: 301 })
        );
        assert_eq!(verdict(Some(&good), &[], now), Err(NotConfigured));
        assert_eq!(verdict(None, &one, now), Err(SignatureMissing));
        assert_eq!(verdict(Some("v1=00"), &one, now), Err(SignatureMissing));
        for (header, secret) in [
            (good.clone(), "whsec_two"),
            (format!("t=1700000001,v1={SIGNATURE}"), "whsec_one"),
            (format!("t=+1700000000,v1={SIGNATURE}"), "whsec_one"),
            (format!("t=x,v1={SIGNATURE}"), "whsec_one"),
            (format!("t=1700000000,v0={SIGNATURE}"), "whsec_one"),
            (format!("t=1700000000,v1={}", &SIGNATURE[..62]), "whsec_one"),
            ("t=1700000000".to_owned(), "whsec_one"),
        ] {
            assert_eq!(
                verdict(Some(&header), &[secret], now),
                Err(SignatureInvalid),
                "{header}"
            );
        }
    }
}
