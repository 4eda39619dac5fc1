//! Probing Stripe: the account's balance is its cheapest answer that needs key, network and API alike.

use async_trait::async_trait;
use bezant_payments::{Failure, Outcome, UnknownReason};

use super::Stripe;
use crate::port::{CallContext, Probe, ProbeFailed};

#[async_trait]
impl Probe for Stripe {
    async fn probe(&self, call: &CallContext<'_>) -> Result<(), ProbeFailed> {
        match self.client.get(call, "/v1/balance", &[]).await {
            Ok(answer) => judge(answer.status),
            Err(Outcome::Failed(Failure::Unavailable)) => Err(ProbeFailed::Unavailable),
            Err(Outcome::Unknown(UnknownReason::TimedOut)) => Err(ProbeFailed::TimedOut),
            Err(Outcome::Unknown(UnknownReason::ConnectionLost)) => Err(ProbeFailed::Unavailable),
            Err(_) => Err(ProbeFailed::BadAnswer),
        }
    }
}

fn judge(status: u16) -> Result<(), ProbeFailed> {
    match status {
        200..=299 => Ok(()),
        401 | 403 => Err(ProbeFailed::Refused),
        429 => Err(ProbeFailed::RateLimited),
        500..=599 => Err(ProbeFailed::Unavailable),
        _ => Err(ProbeFailed::BadAnswer),
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::{ConnectorKind, GatewayConfig, Registry, Secret, StripeConfig};

    /// Answers one request with a status and gives back the request's head.
    async fn probed(status: &str) -> (Result<(), ProbeFailed>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut config = GatewayConfig::new("stripe".parse().unwrap(), ConnectorKind::Stripe);
        config.stripe = Some(StripeConfig {
            base_url: format!("http://{}", listener.local_addr().unwrap()),
            secret_key: Secret::new("sk_test_1".to_owned()),
            not_found_after_ms: 0,
            webhook_secrets: Vec::new(),
        });
        let registry = Registry::from_config(std::slice::from_ref(&config)).unwrap();
        let fake = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 2\r\n\r\n{{}}");
            stream.write_all(answer.as_bytes()).await.unwrap();
            String::from_utf8(head).unwrap().to_lowercase()
        };
        let (result, head) = tokio::join!(registry.probe(&config.name), fake);
        (result.unwrap().0, head)
    }

    #[tokio::test]
    async fn asks_for_the_balance_and_judges_the_status() {
        for (status, wanted) in [
            ("200 OK", Ok(())),
            ("401 Unauthorized", Err(ProbeFailed::Refused)),
            ("429 Too Many Requests", Err(ProbeFailed::RateLimited)),
            ("503 Service Unavailable", Err(ProbeFailed::Unavailable)),
            ("404 Not Found", Err(ProbeFailed::BadAnswer)),
        ] {
            let (result, head) = probed(status).await;
            assert_eq!(result, wanted, "{status}");
            assert!(head.starts_with("get /v1/balance"), "{head}");
            assert!(head.contains("authorization: bearer sk_test_1"), "{head}");
        }
    }
}
