//! Who is billed: sealed before a payment is created, opened for those who may see it, and gone when the customer is erased.
//!
//! The engine, its log, the views and everything that follows them have the sealed form and a keyed hash of the e-mail address. The key is
//! one of the customer, as the tenant calls them, so that erasing them is the loss of a key.

use bezant_credentials::seal::{Lookup, Purpose, SealError, Sealer};
use bezant_kernel::{LookupHash, Tenant, looks_like_card_number};
use bezant_payments::{BillingDetails, Rejection};
use zeroize::Zeroizing;

use crate::dto::billing::BillingDetailsDto;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::profile::{self, in_background, is_email};

const LONGEST_TEXT: usize = 200;
const MOST_LINES: usize = 4;

/// Seals what a caller gave.
pub(crate) async fn seal(
    edge: &Edge,
    tenant: Tenant,
    customer: Option<&str>,
    details: &BillingDetailsDto,
) -> Result<Box<BillingDetails>, Problem> {
    check(details)?;
    let customer = customer.ok_or_else(|| refused(Rejection::BillingWithoutCustomer))?;
    let sealer = &edge.identity().sealer;
    let subject = sealer.customer(tenant, customer);
    let email = details.email.as_deref().map(|email| hash(edge, tenant, email));
    let plain = Zeroizing::new(serde_json::to_vec(details).expect("texts are JSON"));
    // A customer who came before has a key already, and sealing is some microseconds: only making one waits for the disk.
    let sealed = match sealer.seal_known(subject, Purpose::Billing, &plain) {
        Ok(Some(sealed)) => sealed,
        Ok(None) => {
            let make = move |sealer: &Sealer| sealer.seal(subject, Purpose::Billing, &plain);
            in_background(sealer, make).await?
        }
        Err(error) => return Err(profile::problem(error)),
    };
    Ok(Box::new(BillingDetails { sealed, email }))
}

/// Opens what is kept of a payment; nothing where its customer was erased.
pub(crate) async fn open(
    edge: &Edge,
    tenant: Tenant,
    customer: &str,
    details: &BillingDetails,
) -> Result<Option<BillingDetailsDto>, Problem> {
    let sealer = &edge.identity().sealer;
    let (subject, sealed) = (sealer.customer(tenant, customer), details.sealed.clone());
    let opened = in_background(sealer, move |sealer| {
        match sealer.open_sealed(subject, Purpose::Billing, &sealed) {
            Ok(plain) => Ok(Some(plain)),
            Err(SealError::Erased) => Ok(None),
            Err(error) => Err(error),
        }
    });
    let Some(plain) = opened.await? else {
        return Ok(None);
    };
    let read = serde_json::from_slice(&plain);
    read.map(Some).map_err(|_| unavailable())
}

/// By what payments are found that were billed to an address.
pub(crate) fn hash(edge: &Edge, tenant: Tenant, email: &str) -> LookupHash {
    edge.identity()
        .sealer
        .lookup_hash(tenant, Lookup::BilledEmail, email)
}

/// Makes the details of all payments of a customer unreadable, for good. May be repeated.
pub(crate) async fn erase(edge: &Edge, tenant: Tenant, customer: &str) -> Result<(), Problem> {
    let sealer = &edge.identity().sealer;
    let subject = sealer.customer(tenant, customer);
    in_background(sealer, move |sealer| sealer.erase(subject)).await
}

fn check(details: &BillingDetailsDto) -> Result<(), Problem> {
    let wrong = |field: &str, message: &str| {
        let path = format!("billing_details.{field}");
        Err(Problem::mistake(path, Code::FieldInvalid, message))
    };
    let texts = [
        ("name", &details.name),
        ("email", &details.email),
        ("phone", &details.phone),
        ("city", &details.city),
        ("postal_code", &details.postal_code),
        ("state", &details.state),
    ];
    let texts = texts
        .into_iter()
        .filter_map(|(field, text)| Some((field, text.as_deref()?)));
    let lines = details
        .address_lines
        .iter()
        .map(|line| ("address_lines", &**line));
    for (field, text) in texts.chain(lines) {
        if !(1..=LONGEST_TEXT).contains(&text.chars().count()) || text.chars().any(char::is_control) {
            return wrong(field, "it is 1 to 200 characters, without control characters");
        }
        if looks_like_card_number(text) {
            return Err(refused(Rejection::CardNumberNotAccepted {
                field: "billing_details",
            }));
        }
    }
    if details.address_lines.len() > MOST_LINES {
        return wrong("address_lines", "there are at most 4 lines");
    }
    if details.email.as_deref().is_some_and(|email| !is_email(email)) {
        return wrong("email", "it is no e-mail address");
    }
    let is_country = |text: &String| text.parse::<bezant_kernel::Country>().is_ok();
    if details.country.as_ref().is_some_and(|text| !is_country(text)) {
        return wrong("country", "two capital letters as in ISO 3166-1");
    }
    if *details == BillingDetailsDto::default() {
        return wrong("name", "there is nothing in it: leave billing_details out");
    }
    Ok(())
}

/// As the payments' own machine refuses.
fn refused(rejection: Rejection) -> Problem {
    bezant_core::Rejection::from(rejection).into()
}

fn unavailable() -> Problem {
    let detail = "personal data can't be sealed or opened right now";
    Problem::new(Code::SealingUnavailable, detail)
}
