//! What gateways say unasked, behind the edge's port: the registry's connectors believe and understand it.

use std::sync::Arc;
use std::time::Duration;

use bezant_edge::{GatewayNotice, GatewayNotices, GatewayNoticesError, NoticeRequest};
use bezant_gateways::{
    CallContext, DisputeNotice, Notice, NotificationError, NotificationRequest, Notifications, Registry,
};
use bezant_kernel::PaymentId;
use bezant_payments::DisputeReport;
use tokio::time::Instant;

/// How long a gateway may take to say which payment a dispute is about.
const ASK_WITHIN: Duration = Duration::from_secs(10);

pub(crate) struct Notices(pub(crate) Arc<Registry>);

#[async_trait::async_trait]
impl GatewayNotices for Notices {
    async fn receive(&self, request: NoticeRequest<'_>) -> Result<Vec<GatewayNotice>, GatewayNoticesError> {
        let connector = self.0.notifications(request.gateway);
        let connector = connector.ok_or(GatewayNoticesError::UnknownGateway)?;
        let said = connector
            .receive(&NotificationRequest {
                headers: request.headers,
                body: request.body,
                received_at: request.received_at.as_microseconds() / 1_000_000,
            })
            .map_err(refused)?;
        let mut notices = Vec::with_capacity(said.len());
        for notification in said {
            notices.push(GatewayNotice {
                event: notification.event,
                about: about(connector, request.correlation, notification.notice).await?,
            });
        }
        Ok(notices)
    }
}

async fn about(
    connector: &dyn Notifications,
    correlation: &str,
    notice: Notice,
) -> Result<Option<(PaymentId, bezant_payments::Notice)>, GatewayNoticesError> {
    let (payment, notice) = match notice {
        Notice::Outcome {
            operation,
            payment,
            outcome,
            inquire,
        } => {
            let notice = bezant_payments::Notice::Outcome {
                operation,
                outcome,
                inquire,
            };
            (payment, notice)
        }
        Notice::Undone {
            operation,
            payment,
            decline,
        } => (payment, bezant_payments::Notice::Undone { operation, decline }),
        Notice::Dispute(dispute) => {
            let call = CallContext {
                deadline: Instant::now() + ASK_WITHIN,
                idempotency_key: String::new(),
                correlation,
                trace: None,
                card: None,
            };
            let payment = connector.payment_of(&call, &dispute).await.map_err(|error| {
                tracing::warn!(%error, "a gateway does not say which payment a dispute is about");
                GatewayNoticesError::Unavailable
            })?;
            (
                payment,
                bezant_payments::Notice::Dispute(Box::new(report(*dispute))),
            )
        }
        Notice::Ignored { kind } => {
            tracing::debug!(kind, "a gateway says something that nobody acts on");
            return Ok(None);
        }
    };
    Ok(payment.map(|payment| (payment, notice)))
}

fn report(notice: DisputeNotice) -> DisputeReport {
    DisputeReport {
        dispute: notice.dispute,
        amount: notice.amount,
        reason: notice.reason,
        gateway_reason: notice.gateway_reason,
        status: notice.status,
        funds: notice.funds,
        respond_by: notice.respond_by,
    }
}

fn refused(error: NotificationError) -> GatewayNoticesError {
    match error {
        NotificationError::NotConfigured => GatewayNoticesError::UnknownGateway,
        NotificationError::SignatureMissing
        | NotificationError::SignatureInvalid
        | NotificationError::CredentialsInvalid
        | NotificationError::TooOld { .. } => GatewayNoticesError::NotSigned(error.to_string()),
        NotificationError::TooLarge => GatewayNoticesError::Malformed {
            path: "body".to_owned(),
            problem: error.to_string(),
        },
        NotificationError::Malformed { path, problem } => GatewayNoticesError::Malformed { path, problem },
    }
}
