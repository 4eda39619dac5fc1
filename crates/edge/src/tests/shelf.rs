//! Webhook messages of a world that sends none.

use std::sync::Mutex;

use async_trait::async_trait;
use bezant_kernel::{MessageId, PaymentId, Tenant, WebhookEndpointId};

use crate::{Deliveries, DeliveriesError, DeliveryRecord};

/// Messages that a test puts in.
#[derive(Default)]
pub(super) struct Shelf {
    pub(super) records: Mutex<Vec<DeliveryRecord>>,
    pub(super) replayed: Mutex<Vec<MessageId>>,
}

#[async_trait]
impl Deliveries for Shelf {
    async fn list(
        &self,
        _: Tenant,
        _: WebhookEndpointId,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<DeliveryRecord>, DeliveriesError> {
        let records = self.records.lock().unwrap();
        let rest = records
            .iter()
            .filter(|one| before.is_none_or(|before| one.id < before));
        Ok(rest.take(limit).cloned().collect())
    }

    async fn list_of_payment(
        &self,
        _: Tenant,
        payment: PaymentId,
        after: Option<(MessageId, WebhookEndpointId)>,
        limit: usize,
    ) -> Result<Vec<DeliveryRecord>, DeliveriesError> {
        let records = self.records.lock().unwrap();
        let of_payment = records.iter().filter(|one| one.payment == Some(payment));
        let rest = of_payment.filter(|one| {
            after.is_none_or(|(message, endpoint)| {
                one.id < message || one.id == message && one.endpoint > endpoint
            })
        });
        Ok(rest.take(limit).cloned().collect())
    }

    async fn replay(
        &self,
        _: Tenant,
        _: WebhookEndpointId,
        message: MessageId,
    ) -> Result<(), DeliveriesError> {
        if self.records.lock().unwrap().iter().all(|one| one.id != message) {
            return Err(DeliveriesError::MessageUnknown);
        }
        self.replayed.lock().unwrap().push(message);
        Ok(())
    }
}
