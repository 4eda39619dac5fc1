//! The operation in Adyen's references: `pay_01h455vb4pex5vsknk084sn02q_opr_01h455vb4pex5vsknk084sn02q_capture`. Adyen
//! repeats a reference in its notifications and signs it there, so that payment, id and kind of the operation can be
//! believed, and an event about one operation is never taken for news of another.

use bezant_kernel::{OperationId, OperationKind, PaymentId};
use bezant_payments::Operation;

/// What an operation asked for.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// An authorization that takes the money at once.
    Sale,
    /// An authorization that only reserves it.
    Authorization,
    Capture,
    Void,
    Refund,
}

const WORDS: &[(Asked, &str)] = &[
    (Asked::Sale, "sale"),
    (Asked::Authorization, "authorization"),
    (Asked::Capture, "capture"),
    (Asked::Void, "void"),
    (Asked::Refund, "refund"),
];

/// The operation's reference at Adyen; 80 characters at most fit there.
pub(super) fn write(operation: &Operation) -> String {
    let asked = match (operation.kind, operation.capture) {
        (OperationKind::Authorize, true) => Asked::Sale,
        (OperationKind::Authorize, false) => Asked::Authorization,
        (OperationKind::Capture, _) => Asked::Capture,
        (OperationKind::Void, _) => Asked::Void,
        (OperationKind::Refund, _) => Asked::Refund,
    };
    let row = WORDS.iter().find(|row| row.0 == asked);
    format!(
        "{}_{}_{}",
        operation.payment,
        operation.id,
        row.expect("WORDS lists everything that is asked").1
    )
}

/// Payment and operation behind a reference, if we wrote it.
pub(super) fn read(reference: &str) -> Option<(PaymentId, OperationId, Asked)> {
    let (ids, word) = reference.rsplit_once('_')?;
    let (payment, operation) = ids.split_once("_opr_")?;
    let row = WORDS.iter().find(|row| row.1 == word)?;
    let operation = OperationId::from_suffix(operation).ok()?;
    Some((payment.parse().ok()?, operation, row.0))
}
