//! Adyen's notifications of disputes (docs.adyen.com/risk-management/disputes-api/dispute-notifications). What happened to
//! the money follows from the event and the amount, which are signed; the rest is for people.

use bezant_kernel::Timestamp;
use bezant_payments::GatewayReference;

use super::reference::{self, Asked};
use super::refusals::short;
use super::webhooks::{Item, Placed};
use crate::disputes::{DisputeNotice, DisputeReason, DisputeReference, DisputeStatus, DisputedFunds};
use crate::notifications::{Notice, NotificationError};

use DisputeReason::{
    CreditNotProcessed, Duplicate, Fraudulent, ProductNotReceived, SubscriptionCancelled, Unrecognized,
};

/// An event, where the dispute then stands as a rule, whether `disputeStatus` may say it better, what it does to the money.
type Row = (&'static str, DisputeStatus, bool, Option<DisputedFunds>);

#[rustfmt::skip]
const EVENTS: &[Row] = &[
    ("REQUEST_FOR_INFORMATION", DisputeStatus::Warning, false, None),
    ("NOTIFICATION_OF_CHARGEBACK", DisputeStatus::NeedsResponse, true, None),
    ("CHARGEBACK", DisputeStatus::NeedsResponse, true, Some(DisputedFunds::Withdrawn)),
    ("CHARGEBACK_REVERSED", DisputeStatus::UnderReview, true, Some(DisputedFunds::Reinstated)),
    ("SECOND_CHARGEBACK", DisputeStatus::Lost, false, Some(DisputedFunds::Withdrawn)),
    // Money follows with the events above.
    ("PREARBITRATION_WON", DisputeStatus::Won, false, None),
    ("PREARBITRATION_LOST", DisputeStatus::Lost, false, None),
];

const STATUSES: &[(&str, DisputeStatus)] = &[
    ("Undefended", DisputeStatus::NeedsResponse),
    ("Unresponded", DisputeStatus::NeedsResponse),
    ("Pending", DisputeStatus::UnderReview),
    ("Responded", DisputeStatus::UnderReview),
    ("Won", DisputeStatus::Won),
    ("Lost", DisputeStatus::Lost),
    ("Accepted", DisputeStatus::Lost),
    ("Expired", DisputeStatus::Lost),
];

/// The card schemes' reason codes (docs.adyen.com/risk-management/understanding-disputes/dispute-reason-codes).
#[rustfmt::skip]
const REASONS: &[(&str, &[&str], DisputeReason)] = &[
    ("visa", &["10.1", "10.2", "10.3", "10.4", "10.5"], Fraudulent),
    ("visa", &["12.6", "12.6.1", "12.6.2"], Duplicate),
    ("visa", &["13.1"], ProductNotReceived),
    ("visa", &["13.2"], SubscriptionCancelled),
    ("visa", &["13.6", "13.7"], CreditNotProcessed),
    ("mc", &["4837", "4840", "4849", "4870", "4871"], Fraudulent),
    ("mc", &["4863"], Unrecognized),
    ("mc", &["4855"], ProductNotReceived),
    ("mc", &["4841"], SubscriptionCancelled),
    ("mc", &["4860"], CreditNotProcessed),
    ("mc", &["4834"], Duplicate),
    ("amex", &["F10", "F14", "F24", "F29", "F30", "F31"], Fraudulent),
    ("amex", &["C08"], ProductNotReceived),
    ("amex", &["C28"], SubscriptionCancelled),
    ("amex", &["C02", "C04", "C05"], CreditNotProcessed),
    ("amex", &["C14", "P08"], Duplicate),
];

/// What an item says of a dispute; nothing where it is about something else.
pub(super) fn notice(placed: &Placed<'_>) -> Result<Option<Notice>, NotificationError> {
    let item = placed.item;
    let Some(&(_, rule, refined, funds)) = EVENTS.iter().find(|row| row.0 == item.event_code) else {
        return Ok(None);
    };
    let amount = placed.amount()?;
    if !amount.is_positive() {
        return Err(placed.malformed("amount.value", "is not positive"));
    }
    let theirs = item.unsigned("disputeStatus").filter(|_| refined);
    let stated = theirs.and_then(|theirs| STATUSES.iter().find(|row| row.0 == theirs));
    let automatic = refined && item.unsigned("autoDefended") == Some("true");
    let status = match stated {
        Some(row) => row.1,
        None if automatic => DisputeStatus::UnderReview,
        None => rule,
    };
    let operation = item
        .merchant_reference
        .as_deref()
        .and_then(reference::read)
        .filter(|read| matches!(read.2, Asked::Sale | Asked::Authorization));
    let (reason, gateway_reason) = reason(item);
    Ok(Some(Notice::Dispute(Box::new(DisputeNotice {
        dispute: DisputeReference(item.psp_reference.clone()),
        authorization: item
            .original_reference
            .clone()
            .filter(|text| !text.is_empty())
            .map(GatewayReference),
        amount,
        reason,
        gateway_reason,
        status,
        funds,
        respond_by: respond_by(placed)?,
        payment: operation.map(|read| read.0),
        operation: operation.map(|read| read.1),
    }))))
}

fn reason(item: &Item) -> (DisputeReason, String) {
    let code = item.unsigned("chargebackReasonCode").unwrap_or_default().trim();
    let scheme = item.unsigned("chargebackSchemeCode").unwrap_or_default().trim();
    let row = REASONS
        .iter()
        .find(|row| row.0 == scheme && row.1.contains(&code));
    (row.map_or(DisputeReason::Other, |row| row.2), short(code))
}

fn respond_by(placed: &Placed<'_>) -> Result<Option<Timestamp>, NotificationError> {
    let Some(text) = placed.item.unsigned("defensePeriodEndsAt") else {
        return Ok(None);
    };
    let time = text.parse::<jiff::Timestamp>().ok();
    let microseconds = time.and_then(|time| u64::try_from(time.as_microsecond()).ok());
    match microseconds {
        Some(microseconds) => Ok(Some(Timestamp::from_microseconds(microseconds))),
        None => Err(placed.malformed("additionalData.defensePeriodEndsAt", "is not a time")),
    }
}
