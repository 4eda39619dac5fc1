//! What payments mean for the books: which accounts, which transfers, under which ids and codes.
//!
//! | When | Posting | Debit | Credit | Amount |
//! |---|---|---|---|---|
//! | authorized | hold `payment.hold` | `assets:gateway:<gw>` | `liabilities:payments_clearing` | authorized |
//! | captured | post of that hold, `payment.capture`; the rest is released | as held | as held | captured |
//! | completed | `payment.settlement` | `liabilities:payments_clearing` | `liabilities:merchant_payable` | captured |
//! | an operation ended with a fee | `payment.fee` | `expenses:gateway_fees:<gw>` | `assets:gateway:<gw>` | fee |
//! | cancelled, expired | void of the hold, `payment.release` | – | – | – |
//! | captured, then failed | `payment.capture_reversal` | `liabilities:payments_clearing` | `assets:gateway:<gw>` | captured |
//! | refund requested | hold `refund.hold` | `liabilities:merchant_payable` | `assets:gateway:<gw>` | refund |
//! | refund succeeded | post of that hold, `refund.payout` | as held | as held | refund |
//! | refund failed | void of that hold, `refund.release` | – | – | – |
//! | refund returned | `refund.return` | `assets:gateway:<gw>` | `liabilities:merchant_payable` | refund |
//! | taken for a dispute | `dispute.withdrawal` | `assets:disputes:<gw>` | `assets:gateway:<gw>` | disputed |
//! | given back | `dispute.reinstatement` | `assets:gateway:<gw>` | `assets:disputes:<gw>` | disputed |
//! | a dispute lost | `dispute.loss` | `expenses:chargebacks:<gw>` | `assets:disputes:<gw>` | what was taken |
//! | that decision turned round | `dispute.loss_reversal` | `assets:disputes:<gw>` | `expenses:chargebacks:<gw>` | what was lost |
//!
//! A capture that is not final stays in clearing until it is, so that its reversal always finds its money there: the
//! merchant is owed nothing that may still be taken away. Captures that are final at once pass through both rows in
//! one decision. What a gateway took for a dispute is claimed from it until the dispute is lost; who bears a loss is for the
//! owner of the books to post. Only the hold of a refund can be refused by the books, for want of money that is owed to the merchant.

use bezant_kernel::{
    AccountPath, GatewayName, Money, OperationId, Posting, PostingCode, RefundId, TransferId,
};

use crate::dispute::DisputeReference;
use crate::payment::{Authorization, Payment};
use crate::policy::MAX_AMOUNT_MINOR;

/// The account through which payments pass. Nobody else may post to it: then completing a payment always finds its money.
pub const CLEARING_ACCOUNT: &str = "liabilities:payments_clearing";

/// Whether the account at this path is opened by payments, on terms that they rely on.
pub fn is_payments_account(path: &AccountPath) -> bool {
    let path = path.as_str();
    matches!(path, CLEARING_ACCOUNT | "liabilities:merchant_payable")
        || path.starts_with("assets:gateway:")
        || path.starts_with("assets:disputes:")
        || path.starts_with("expenses:chargebacks:")
        || path.starts_with("expenses:gateway_fees:")
}

const HOLD: PostingCode = PostingCode(101);
const CAPTURE: PostingCode = PostingCode(102);
const SETTLEMENT: PostingCode = PostingCode(103);
const FEE: PostingCode = PostingCode(104);
const RELEASE: PostingCode = PostingCode(105);
const CAPTURE_REVERSAL: PostingCode = PostingCode(106);
const REFUND_HOLD: PostingCode = PostingCode(121);
const REFUND_PAYOUT: PostingCode = PostingCode(122);
const REFUND_RELEASE: PostingCode = PostingCode(123);
const REFUND_RETURN: PostingCode = PostingCode(124);
const DISPUTE_WITHDRAWAL: PostingCode = PostingCode(131);
const DISPUTE_REINSTATEMENT: PostingCode = PostingCode(132);
const DISPUTE_LOSS: PostingCode = PostingCode(133);
const DISPUTE_LOSS_REVERSAL: PostingCode = PostingCode(134);

/// The codes of all postings that payments make, with their names.
pub const POSTING_CODES: &[(PostingCode, &str)] = &[
    (HOLD, "payment.hold"),
    (CAPTURE, "payment.capture"),
    (SETTLEMENT, "payment.settlement"),
    (FEE, "payment.fee"),
    (RELEASE, "payment.release"),
    (CAPTURE_REVERSAL, "payment.capture_reversal"),
    (REFUND_HOLD, "refund.hold"),
    (REFUND_PAYOUT, "refund.payout"),
    (REFUND_RELEASE, "refund.release"),
    (REFUND_RETURN, "refund.return"),
    (DISPUTE_WITHDRAWAL, "dispute.withdrawal"),
    (DISPUTE_REINSTATEMENT, "dispute.reinstatement"),
    (DISPUTE_LOSS, "dispute.loss"),
    (DISPUTE_LOSS_REVERSAL, "dispute.loss_reversal"),
];

/// The name of a posting code, if it is one of a payment.
pub fn posting_code_name(code: PostingCode) -> Option<&'static str> {
    POSTING_CODES.iter().find(|row| row.0 == code).map(|row| row.1)
}

/// Reserved at the gateway.
pub(crate) fn authorized(
    postings: &mut Vec<Posting>,
    operation: OperationId,
    gateway: &GatewayName,
    amount: Money,
) {
    postings.push(Posting::Hold {
        id: of_operation(operation, "hold"),
        debit: at_gateway(gateway),
        credit: clearing(),
        amount,
        code: HOLD,
    });
}

/// Taken; `operation` is the one that reserved it.
pub(crate) fn captured(postings: &mut Vec<Posting>, operation: OperationId, amount: Money) {
    postings.push(Posting::Post {
        id: of_operation(operation, "capture"),
        hold: of_operation(operation, "hold"),
        amount,
        code: CAPTURE,
    });
}

/// Taken for good; `operation` is the one that reserved it.
pub(crate) fn completed(postings: &mut Vec<Posting>, operation: OperationId, amount: Money) {
    postings.push(Posting::Transfer {
        id: of_operation(operation, "settlement"),
        debit: clearing(),
        credit: payable(),
        amount,
        code: SETTLEMENT,
    });
}

/// Charged by the gateway for `operation`, at most once for each. Nothing for a fee of zero.
pub(crate) fn fee(postings: &mut Vec<Posting>, operation: OperationId, gateway: &GatewayName, fee: Money) {
    if fee.is_zero() {
        return;
    }
    postings.push(Posting::Transfer {
        id: of_operation(operation, "fee"),
        debit: path(&["expenses:gateway_fees:", gateway.as_str()].concat()),
        credit: at_gateway(gateway),
        amount: fee,
        code: FEE,
    });
}

/// What a gateway says it charges, or zero where that is no fee.
pub(crate) fn plausible_fee(fee: Money) -> Money {
    if (0..=MAX_AMOUNT_MINOR).contains(&fee.minor()) {
        fee
    } else {
        Money::zero(fee.currency())
    }
}

/// Given up or run out before it was taken.
pub(crate) fn released(postings: &mut Vec<Posting>, authorization: &Authorization) {
    postings.push(Posting::Void {
        id: of_operation(authorization.operation, "release"),
        hold: of_operation(authorization.operation, "hold"),
        code: RELEASE,
    });
}

/// Taken, but not for good.
pub(crate) fn capture_reversed(postings: &mut Vec<Posting>, authorization: &Authorization, amount: Money) {
    postings.push(Posting::Transfer {
        id: of_operation(authorization.operation, "capture_reversal"),
        debit: clearing(),
        credit: at_gateway(&authorization.gateway),
        amount,
        code: CAPTURE_REVERSAL,
    });
}

/// To be given back.
pub(crate) fn refund_requested(
    postings: &mut Vec<Posting>,
    payment: &Payment,
    refund: RefundId,
    amount: Money,
) {
    postings.push(Posting::Hold {
        id: of_refund(payment, refund, "hold"),
        debit: payable(),
        credit: at_gateway(gateway(payment)),
        amount,
        code: REFUND_HOLD,
    });
}

/// Given back.
pub(crate) fn refund_succeeded(
    postings: &mut Vec<Posting>,
    payment: &Payment,
    refund: RefundId,
    amount: Money,
) {
    postings.push(Posting::Post {
        id: of_refund(payment, refund, "payout"),
        hold: of_refund(payment, refund, "hold"),
        amount,
        code: REFUND_PAYOUT,
    });
}

/// Not given back.
pub(crate) fn refund_failed(postings: &mut Vec<Posting>, payment: &Payment, refund: RefundId) {
    postings.push(Posting::Void {
        id: of_refund(payment, refund, "release"),
        hold: of_refund(payment, refund, "hold"),
        code: REFUND_RELEASE,
    });
}

/// Given back, and come back.
pub(crate) fn refund_returned(
    postings: &mut Vec<Posting>,
    payment: &Payment,
    refund: RefundId,
    amount: Money,
) {
    postings.push(Posting::Transfer {
        id: of_refund(payment, refund, "return"),
        debit: at_gateway(gateway(payment)),
        credit: payable(),
        amount,
        code: REFUND_RETURN,
    });
}

/// How money moves for a dispute.
#[derive(Copy, Clone, Debug)]
pub(crate) enum DisputeMove {
    Withdrawal,
    Reinstatement,
    Loss,
    LossReversal,
}

/// Moved for a dispute; each kind once at most in a decision.
pub(crate) fn disputed(
    postings: &mut Vec<Posting>,
    payment: &Payment,
    gateway: &GatewayName,
    dispute: &DisputeReference,
    what: DisputeMove,
    amount: Money,
) {
    let held = path(&["assets:disputes:", gateway.as_str()].concat());
    let lost = || path(&["expenses:chargebacks:", gateway.as_str()].concat());
    let (code, debit, credit) = match what {
        DisputeMove::Withdrawal => (DISPUTE_WITHDRAWAL, held, at_gateway(gateway)),
        DisputeMove::Reinstatement => (DISPUTE_REINSTATEMENT, at_gateway(gateway), held),
        DisputeMove::Loss => (DISPUTE_LOSS, lost(), held),
        DisputeMove::LossReversal => (DISPUTE_LOSS_REVERSAL, held, lost()),
    };
    let numbers = [
        payment.tenant.id().as_u128(),
        payment.id.as_u128(),
        // Money may move for one dispute more than once, but each time for another version of the payment.
        u128::from(payment.version),
        u128::from(code.0),
    ];
    let [tenant, id, version, step] = numbers.map(u128::to_be_bytes);
    let names = [gateway.as_str().as_bytes(), dispute.0.as_bytes()];
    postings.push(Posting::Transfer {
        id: TransferId::derive(&[&tenant, &id, &version, &step, names[0], names[1]]),
        debit,
        credit,
        amount,
        code,
    });
}

/// Operations have ids of Bezant's own making, so these are unique over all tenants.
fn of_operation(operation: OperationId, step: &str) -> TransferId {
    TransferId::derive(&[&operation.as_u128().to_be_bytes(), step.as_bytes()])
}

/// Callers bring their own ids of payments and refunds, so the tenant goes in as well.
fn of_refund(payment: &Payment, refund: RefundId, step: &str) -> TransferId {
    let tenant = payment.tenant.id().as_u128().to_be_bytes();
    let parts = [payment.id.as_u128().to_be_bytes(), refund.as_u128().to_be_bytes()];
    TransferId::derive(&[&tenant, &parts[0], &parts[1], step.as_bytes()])
}

fn gateway(payment: &Payment) -> &GatewayName {
    &payment
        .authorization
        .as_ref()
        .expect("captured money was authorized somewhere")
        .gateway
}

fn at_gateway(gateway: &GatewayName) -> AccountPath {
    path(&["assets:gateway:", gateway.as_str()].concat())
}

fn clearing() -> AccountPath {
    path(CLEARING_ACCOUNT)
}

fn payable() -> AccountPath {
    path("liabilities:merchant_payable")
}

fn path(text: &str) -> AccountPath {
    text.parse()
        .expect("gateway names are clean parts of account paths")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_are_distinct() {
        for (at, (code, name)) in POSTING_CODES.iter().enumerate() {
            assert_eq!(posting_code_name(*code), Some(*name));
            assert!(POSTING_CODES[..at].iter().all(|(_, other)| other != name));
        }
        assert_eq!(posting_code_name(PostingCode(0)), None);
    }

    #[test]
    fn only_plausible_fees_are_booked() {
        let euro = |minor| Money::new(minor, bezant_kernel::Currency::EUR);
        let fees = [0, 25, -1, i128::MAX, i128::MIN].map(|minor| plausible_fee(euro(minor)).minor());
        assert_eq!(fees, [0, 25, 0, 0, 0]);
    }
}
