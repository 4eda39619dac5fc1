//! Hosted checkout: payment links, and the page behind each where a customer pays with a card.
//!
//! In comes the wish of a merchant's key for a link, and a customer with a browser; out goes a link whose text says all about it under this
//! node's own seal, pages without a script, and commands in the name of the key that made the link: when that key ends, so do its links.
//! Nothing is stored but the payments. Which payment an attempt is follows from the link, the visit and a number, so that two windows, a
//! second press of the button or a repeated request never charge twice. It must never show a card number, and never let a page be framed
//! by a site that the link does not name.

mod attempts;
pub(crate) mod links;
mod page;
mod pay;
mod seal;

pub(crate) use seal::CONTEXT;

use std::sync::Arc;

use bezant_kernel::PaymentId;

use crate::access::{Access, Openness, Route, get, post};

/// Tells the bank that the sandboxes play that a payment's customer has shown it who they are (3-D Secure), after so many attempts: the
/// next one may go through.
pub type SandboxBank = Arc<dyn Fn(PaymentId, u32) + Send + Sync>;

/// A customer is nobody; the link says in whose name they pay.
const CUSTOMER: Access = Access::Open(Openness::OwnProof);
const FILE: Access = Access::Open(Openness::Documentation);

/// The customer's side. The merchant's is among the routes of the API.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        ("/pay/style.css", get(FILE, page::style)),
        ("/pay/embed.js", get(FILE, page::embed)),
        ("/pay/done.js", get(FILE, page::done)),
        ("/pay/{link}", get(CUSTOMER, pay::show).post(CUSTOMER, pay::pay)),
        ("/pay/{link}/bank", post(CUSTOMER, pay::at_the_bank)),
    ]
}
