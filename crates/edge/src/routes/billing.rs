//! Who was billed for a payment, and the erasure of a customer.

use axum::extract::State;
use axum::response::Response;
use bezant_kernel::PaymentId;
use bezant_vault::{Caller, CustomerReference, Purposes};

use super::payments::{current, unknown};
use crate::dto::billing::{BillingDetailsDto, CustomerToErase, ErasedCustomer};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Change, PathId, Reader, parse};
use crate::{billing, respond, tending};

/// As long as a payment's own name for a customer may be.
const LONGEST_CUSTOMER: usize = 128;

/// Read who is billed
///
/// Personal data, which no other answer, event, webhook or list has. 404 where none were given, 409 `person_erased` where the customer was
/// erased.
#[utoipa::path(
    get, path = "/api/v1/payments/{id}/billing-details", tag = "payments",
    params(("id" = String, Path, description = "The payment.")),
    responses((status = 200, description = "The details.", body = BillingDetailsDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<PaymentId>,
) -> Result<Response, Problem> {
    let payment = current(&edge, reader.sight(), id).await?;
    let (Some(details), Some(customer)) = (&payment.billing, &payment.customer) else {
        return Err(unknown());
    };
    match billing::open(&edge, reader.tenant, customer, details).await? {
        Some(details) => Ok(respond::ok(&details)),
        None => Err(Problem::new(Code::PersonErased, "the customer was erased")),
    }
}

/// Erase a customer
///
/// Destroys the key that the billing details of all their payments are sealed under, and deletes their cards from the vault: no copy and no
/// backup of a log can be read any more. Payments, postings and the chain stay. There is no way back; asking again is safe.
#[utoipa::path(
    post, path = "/api/v1/customers/erase", tag = "payments", request_body = CustomerToErase,
    responses((status = 200, description = "Erased.", body = ErasedCustomer))
)]
pub(crate) async fn erase(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let CustomerToErase { customer } = parse(&change.body)?;
    if !(1..=LONGEST_CUSTOMER).contains(&customer.chars().count()) {
        let message = "it is 1 to 128 characters";
        return Err(Problem::mistake("customer", Code::FieldInvalid, message));
    }
    tending::refuse_held(&edge, change.tenant)?;
    billing::erase(&edge, change.tenant, &customer).await?;
    let caller = Caller {
        name: change.caller.actor(),
        purposes: Purposes::NONE,
        correlation: change.correlation_id(),
    };
    // Cards name their customers more narrowly: who can't be named so has none.
    let cards_deleted = match (edge.vault(), CustomerReference::parse(&customer)) {
        (Ok(vault), Ok(reference)) => vault.erase_customer(change.tenant, &caller, &reference).await?,
        (Err(_), _) | (_, Err(_)) => 0,
    };
    Ok(respond::ok(&ErasedCustomer {
        object: "erased_customer",
        billing_details_erased: true,
        cards_deleted,
    }))
}
