//! What the views answer with.

use bezant_kernel::{EventId, LookupHash, Money, PaymentId, PrincipalId, Timestamp};

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the order of the list.
    pub items: Vec<T>,
    /// Where to go on; nothing at the end of the list.
    pub next_cursor: Option<String>,
    /// The position of the log that the page reflects.
    pub position: u64,
}

/// Which payments to list. What is not set does not narrow the list.
#[derive(Clone, Debug, Default)]
pub struct PaymentFilter {
    /// The status, as in the API; an unknown one matches nothing.
    pub status: Option<String>,
    /// The currency's ISO code; an unknown one matches nothing.
    pub currency: Option<String>,
    /// The gateway that has the payment, or was asked last.
    pub gateway: Option<String>,
    /// The caller's name for the customer, whole.
    pub customer: Option<String>,
    /// The caller's name for the payment, whole.
    pub reference: Option<String>,
    /// The keyed hash of the e-mail address that was billed.
    pub billed: Option<LookupHash>,
    /// The principal who created them.
    pub created_by: Option<PrincipalId>,
    /// Created at this time or later.
    pub created_after: Option<Timestamp>,
    /// Created before this time.
    pub created_before: Option<Timestamp>,
    /// The start of the payment's id, or of its reference, customer or description (without regard to the case of
    /// ASCII letters). Nothing else is searched.
    pub search: Option<String>,
    /// Where to go on, from the page before.
    pub cursor: Option<String>,
    /// At most so many rows, between 1 and 1,000.
    pub limit: u32,
}

/// A payment in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRow {
    /// Its id.
    pub id: PaymentId,
    /// Where it stands, as in the API.
    pub status: String,
    /// How much was asked for.
    pub amount: Money,
    /// How much was taken.
    pub amount_captured: Money,
    /// How much was given back.
    pub amount_refunded: Money,
    /// The gateway that has it, or was asked last.
    pub gateway: Option<String>,
    /// The caller's own name for the customer.
    pub customer: Option<String>,
    /// The caller's own name for the payment.
    pub reference: Option<String>,
    /// For people.
    pub description: Option<String>,
    /// The principal who created it, if one did.
    pub created_by: Option<PrincipalId>,
    /// What went wrong last and has not been made good since.
    pub failure_code: Option<String>,
    /// Grows by one with each entry that touches the payment.
    pub version: u64,
    /// When it was written down.
    pub created_at: Timestamp,
    /// When it was last touched.
    pub updated_at: Timestamp,
    /// With what it is paid, as in the API.
    pub method: String,
}

/// An event in a history.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRow {
    /// Its id, the same everywhere.
    pub id: EventId,
    /// The position of its entry.
    pub position: u64,
    /// Its place within the entry.
    pub index: u32,
    /// What happened (`payment.captured`).
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// The payment it happened to.
    pub payment: Option<PaymentId>,
    /// The event's data, see [`crate::event_json`].
    pub data: serde_json::Value,
}
