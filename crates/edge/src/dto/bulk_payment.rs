//! Payments in bulk, as the API takes and shows them.

use axum::http::StatusCode;
use bezant_engine::Correlation;
use bezant_payments::Payment;
use serde::Serialize;
use utoipa::ToSchema;

use super::payment::PaymentDto;
use super::payment_request::CreatePayment;
use crate::problem::{Problem, ProblemDto};

/// New payments, each by itself.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "it says what a body looks like; what is in it is read one by one"
)]
pub(crate) struct NewPayments {
    /// 1 to 100.
    #[schema(min_items = 1, max_items = 100)]
    payments: Vec<NewPaymentItem>,
}

/// One of several new payments.
#[derive(ToSchema)]
#[expect(dead_code, reason = "see above")]
pub(crate) struct NewPaymentItem {
    /// As in the header `Idempotency-Key`, for this payment.
    #[schema(example = "order-1")]
    idempotency_key: Option<String>,
    payment: CreatePayment,
}

/// What became of payments, in their order.
#[derive(Serialize, ToSchema)]
#[schema(as = BulkPayments)]
pub(crate) struct BulkPaymentsDto<'a> {
    /// Always `bulk_payments`.
    object: &'static str,
    /// How many were created: those that gateways declined too.
    created: usize,
    /// How many were refused.
    refused: usize,
    data: Vec<BulkItemDto<'a>>,
}

/// What became of one.
#[derive(Serialize, ToSchema)]
#[schema(as = BulkPayment)]
pub(crate) struct BulkItemDto<'a> {
    /// The status of the answer, had it been sent alone.
    #[schema(example = 201)]
    status: u16,
    /// Whether this is the first answer under its key, given again.
    replayed: bool,
    /// The payment, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<PaymentDto<'a>>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<ProblemDto<'a>>,
}

impl<'a> BulkPaymentsDto<'a> {
    pub(crate) fn of(data: Vec<BulkItemDto<'a>>) -> Self {
        let created = data.iter().filter(|one| one.payment.is_some()).count();
        BulkPaymentsDto {
            object: "bulk_payments",
            created,
            refused: data.len() - created,
            data,
        }
    }
}

impl<'a> BulkItemDto<'a> {
    pub(crate) fn made(status: StatusCode, replayed: bool, payment: &'a Payment) -> Self {
        BulkItemDto {
            status: status.as_u16(),
            replayed,
            payment: Some(PaymentDto::from(payment)),
            problem: None,
        }
    }

    pub(crate) fn refused(problem: &'a Problem, correlation: &'a Correlation) -> Self {
        BulkItemDto {
            status: problem.status().as_u16(),
            replayed: false,
            payment: None,
            problem: Some(problem.written(correlation)),
        }
    }
}
