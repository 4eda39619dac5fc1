//! Payments in lists, from the views.

use bezant_kernel::{Currency, LookupHash, PaymentId, PrincipalId, Timestamp};
use bezant_payments::Payment;
use bezant_views::{PaymentFilter, PaymentRow};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::problem::{Code, Problem};
use crate::request::page_limit;

/// Which payments. What is left out does not narrow the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PaymentParams {
    /// Such as `COMPLETED`.
    status: Option<String>,
    /// Such as `EUR`.
    currency: Option<String>,
    /// The gateway that has the payment, or was asked last.
    gateway: Option<String>,
    /// Your own name for the customer, whole.
    customer: Option<String>,
    /// Your own name for the payment, whole.
    reference: Option<String>,
    /// The e-mail address that was billed, whole.
    billing_email: Option<String>,
    /// The principal who created them.
    #[param(value_type = Option<String>)]
    created_by: Option<PrincipalId>,
    /// Created at this time or later (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    created_after: Option<Timestamp>,
    /// Created before this time (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    created_before: Option<Timestamp>,
    /// The start of an id, reference, customer or description.
    search: Option<String>,
    /// `true` for those that a person should look at, and no others. Goes with `cursor` and `limit` only.
    needs_attention: Option<bool>,
    /// Where to go on: the `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    limit: Option<u32>,
}

impl PaymentParams {
    /// Cursor and limit, where those that need attention are asked for.
    pub(crate) fn needing_attention(&self) -> Result<Option<(Option<&str>, u32)>, Problem> {
        let Some(needs_attention) = self.needs_attention else {
            return Ok(None);
        };
        let texts = [
            &self.status,
            &self.currency,
            &self.gateway,
            &self.customer,
            &self.reference,
            &self.billing_email,
            &self.search,
        ];
        let is_narrowed = texts.into_iter().any(Option::is_some)
            || self.created_by.is_some()
            || self.created_after.is_some()
            || self.created_before.is_some();
        if !needs_attention || is_narrowed {
            let message = "it can only be true, with cursor and limit beside it";
            return Err(Problem::mistake(
                "needs_attention",
                Code::ParameterInvalid,
                message,
            ));
        }
        Ok(Some((self.cursor.as_deref(), page_limit(self.limit)?)))
    }

    /// `hash` is how the tenant's payments are found by an e-mail address.
    pub(crate) fn into_filter(self, hash: impl FnOnce(&str) -> LookupHash) -> Result<PaymentFilter, Problem> {
        Ok(PaymentFilter {
            billed: self.billing_email.as_deref().map(hash),
            limit: page_limit(self.limit)?,
            status: self.status,
            currency: self.currency,
            gateway: self.gateway,
            customer: self.customer,
            reference: self.reference,
            created_by: self.created_by,
            created_after: self.created_after,
            created_before: self.created_before,
            search: self.search,
            cursor: self.cursor,
        })
    }
}

/// A payment in a list. The payment itself says more.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaymentSummary {
    #[schema(value_type = String)]
    id: PaymentId,
    /// Always `payment`.
    object: &'static str,
    status: String,
    /// In minor units.
    #[schema(value_type = i64)]
    amount: i128,
    #[schema(value_type = String)]
    currency: Currency,
    #[schema(value_type = i64)]
    amount_captured: i128,
    #[schema(value_type = i64)]
    amount_refunded: i128,
    gateway: Option<String>,
    customer: Option<String>,
    reference: Option<String>,
    description: Option<String>,
    /// The principal who created it; null where a key without a principal did.
    #[schema(value_type = Option<String>)]
    created_by: Option<PrincipalId>,
    failure_code: Option<String>,
    version: u64,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl From<&Payment> for PaymentSummary {
    fn from(payment: &Payment) -> Self {
        let holder = payment.authorization.as_ref().map(|held| &held.gateway);
        let gateway = holder.or(payment.attempts.last().map(|attempt| &attempt.gateway));
        PaymentSummary {
            id: payment.id,
            object: "payment",
            status: payment.status.as_str().to_owned(),
            amount: payment.amount.minor(),
            currency: payment.amount.currency(),
            amount_captured: payment.amount_captured.minor(),
            amount_refunded: payment.amount_refunded.minor(),
            gateway: gateway.map(|name| name.as_str().to_owned()),
            customer: payment.customer.clone(),
            reference: payment.reference.clone(),
            description: payment.description.clone(),
            created_by: payment.created_by,
            failure_code: payment.failure.as_ref().map(|note| note.code.clone()),
            version: payment.version,
            created_at: payment.created_at,
            updated_at: payment.updated_at,
        }
    }
}

impl From<PaymentRow> for PaymentSummary {
    fn from(row: PaymentRow) -> Self {
        PaymentSummary {
            id: row.id,
            object: "payment",
            status: row.status,
            amount: row.amount.minor(),
            currency: row.amount.currency(),
            amount_captured: row.amount_captured.minor(),
            amount_refunded: row.amount_refunded.minor(),
            gateway: row.gateway,
            customer: row.customer,
            reference: row.reference,
            description: row.description,
            created_by: row.created_by,
            failure_code: row.failure_code,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
