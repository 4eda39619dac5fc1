//! Adyen's refusal reasons (docs.adyen.com/development-resources/refusal-reasons) as decline codes. An answer has the number,
//! a notification the text. What is not here is generic: the issuer keeps its reason to itself, or it concerns terminals.

use bezant_payments::{
    Decline,
    DeclineCode::{
        self, AccountClosed, AuthenticationRequired, AuthorizationRevoked, DoNotHonor, ExpiredCard,
        GenericDecline, IncorrectSecurityCode, InsufficientFunds, InvalidPaymentMethod, IssuerUnavailable,
        LimitExceeded, NotPermitted, ProcessingError, SuspectedFraud,
    },
};

#[rustfmt::skip]
const REFUSALS: &[(&str, &str, DeclineCode)] = &[
    ("4", "Acquirer Error", ProcessingError),
    ("5", "Blocked Card", NotPermitted),
    ("6", "Expired Card", ExpiredCard),
    ("7", "Invalid Amount", NotPermitted),
    ("8", "Invalid Card Number", InvalidPaymentMethod),
    ("9", "Issuer Unavailable", IssuerUnavailable),
    ("10", "Not supported", NotPermitted),
    ("11", "3D Not Authenticated", AuthenticationRequired),
    ("12", "Not enough balance", InsufficientFunds),
    ("14", "Acquirer Fraud", SuspectedFraud),
    ("20", "FRAUD", SuspectedFraud),
    ("21", "Not Submitted", ProcessingError),
    ("22", "FRAUD-CANCELLED", SuspectedFraud),
    ("23", "Transaction Not Permitted", NotPermitted),
    ("24", "CVC Declined", IncorrectSecurityCode),
    ("25", "Restricted Card", NotPermitted),
    ("26", "Revocation Of Auth", AuthorizationRevoked),
    ("27", "Declined Non Generic", DoNotHonor),
    ("28", "Withdrawal amount exceeded", LimitExceeded),
    ("29", "Withdrawal count exceeded", LimitExceeded),
    ("31", "Issuer Suspected Fraud", SuspectedFraud),
    ("34", "No checking account available on Card", AccountClosed),
    ("35", "No savings account available on Card", AccountClosed),
    ("38", "Authentication required", AuthenticationRequired),
    ("39", "RReq not received from DS", AuthenticationRequired),
    ("42", "3DS Authentication Error", AuthenticationRequired),
];

/// The longest gateway code that an outcome may carry.
const LONGEST_CODE: usize = 64;

/// The decline behind a number and a text, either of which may be missing.
pub(super) fn decline(number: Option<&str>, text: Option<&str>) -> Decline {
    let row = REFUSALS.iter().find(|row| match number {
        Some(number) => row.0 == number,
        None => text.is_some_and(|text| row.1.eq_ignore_ascii_case(text.trim())),
    });
    let theirs = text.or(number).filter(|word| !word.is_empty());
    Decline {
        code: row.map_or(GenericDecline, |row| row.2),
        gateway_code: short(theirs.unwrap_or("refused")),
    }
}

pub(super) fn short(text: &str) -> String {
    text.chars().take(LONGEST_CODE).collect()
}
