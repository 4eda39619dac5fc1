//! The magic tokens: a table of what the sandbox does for which payment method's token.

use bezant_kernel::OperationKind;
use bezant_payments::{DeclineCode, Failure, Operation};

use super::{cards, numbers};

/// How the sandbox acts on one operation.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Behaviour {
    /// Done.
    Approve,
    /// Refused by the issuer.
    Decline(DeclineCode, &'static str),
    /// No effect, every time.
    Fail(Failure),
    /// No effect on the payment's first authorization, at its first send; done otherwise.
    FailFirst(Failure),
    /// Done, but the first send gets no answer; inquiry and resend tell.
    AnswerLost,
    /// Done, but the first send gets no answer and no inquiry finds it; a resend gets the first answer.
    AnswerLostAndHidden,
    /// The first send never arrives and gets no answer; the resend is done.
    RequestLost,
    /// Taken to work on; the first inquiry says it was done.
    PendingThenApproved,
    /// Taken to work on; the first inquiry says it was refused.
    PendingThenDeclined(DeclineCode, &'static str),
    /// Done, the answer takes this many milliseconds longer.
    Slow(u64),
    /// Done but not final; an inquiry gives the final word.
    Unsettled { then_fails: bool },
}

/// A token with what it does, per kind of operation.
pub(super) struct Row {
    pub(super) token: &'static str,
    pub(super) does: &'static str,
    /// An authorization that leaves the capture for later.
    reserve: Behaviour,
    /// An authorization that takes the money at once.
    sale: Behaviour,
    capture: Behaviour,
    void: Behaviour,
    refund: Behaviour,
}

use Behaviour::{
    AnswerLost, AnswerLostAndHidden, Approve, Decline, Fail, FailFirst, PendingThenApproved,
    PendingThenDeclined, RequestLost, Slow, Unsettled,
};

/// Everything is approved.
const fn approving(token: &'static str, does: &'static str) -> Row {
    Row {
        token,
        does,
        reserve: Approve,
        sale: Approve,
        capture: Approve,
        void: Approve,
        refund: Approve,
    }
}

/// Authorizations act; what follows them is approved.
const fn authorizing(token: &'static str, does: &'static str, behaviour: Behaviour) -> Row {
    Row {
        reserve: behaviour,
        sale: behaviour,
        ..approving(token, does)
    }
}

/// Whatever takes money acts; a mere authorization is approved.
const fn capturing(token: &'static str, does: &'static str, behaviour: Behaviour) -> Row {
    Row {
        sale: behaviour,
        capture: behaviour,
        ..approving(token, does)
    }
}

const fn voiding(token: &'static str, does: &'static str, behaviour: Behaviour) -> Row {
    Row {
        void: behaviour,
        ..approving(token, does)
    }
}

const fn refunding(token: &'static str, does: &'static str, behaviour: Behaviour) -> Row {
    Row {
        refund: behaviour,
        ..approving(token, does)
    }
}

/// Everything acts.
const fn all(token: &'static str, does: &'static str, behaviour: Behaviour) -> Row {
    Row {
        reserve: behaviour,
        sale: behaviour,
        capture: behaviour,
        void: behaviour,
        refund: behaviour,
        token,
        does,
    }
}

/// `tok_outage_at_<gateway>`: an outage at the gateway with that name.
pub(super) const OUTAGE_AT: &str = "tok_outage_at_";

#[rustfmt::skip]
pub(super) static TABLE: &[Row] = &[
    approving("tok_approved", "everything is approved"),
    authorizing("tok_declined", "the authorization is declined without a reason", Decline(DeclineCode::GenericDecline, "generic_decline")),
    authorizing("tok_insufficient_funds", "declined: not enough money", Decline(DeclineCode::InsufficientFunds, "insufficient_funds")),
    authorizing("tok_expired_card", "declined: the card has expired", Decline(DeclineCode::ExpiredCard, "expired_card")),
    authorizing("tok_incorrect_security_code", "declined: wrong security code", Decline(DeclineCode::IncorrectSecurityCode, "incorrect_cvc")),
    authorizing("tok_lost_or_stolen", "declined: reported lost or stolen", Decline(DeclineCode::LostOrStolenCard, "lost_card")),
    authorizing("tok_suspected_fraud", "declined: looks like fraud", Decline(DeclineCode::SuspectedFraud, "fraudulent")),
    authorizing("tok_authentication_required", "declined: the customer must authenticate first", Decline(DeclineCode::AuthenticationRequired, "authentication_required")),
    authorizing("tok_not_permitted", "declined: the method does not allow this purchase", Decline(DeclineCode::NotPermitted, "card_not_supported")),
    authorizing("tok_outage_once", "the payment's first attempt meets an outage, later ones are approved", FailFirst(Failure::Unavailable)),
    all("tok_outage", "an outage at every sandbox gateway", Fail(Failure::Unavailable)),
    authorizing("tok_rate_limited_once", "the payment's first attempt is told to slow down, later ones are approved", FailFirst(Failure::RateLimited)),
    authorizing("tok_refused", "the gateway refuses the request as wrong", Fail(Failure::Refused)),
    authorizing("tok_timeout_then_approved", "the authorization is done but its answer is lost; an inquiry finds it approved", AnswerLost),
    authorizing("tok_timeout_not_sent", "the authorization is lost on its way; an inquiry finds nothing, sent again it is approved", RequestLost),
    authorizing("tok_duplicate", "the authorization is done, its answer is lost and inquiries don't find it; sent again it gets the first answer and is not done twice", AnswerLostAndHidden),
    authorizing("tok_pending_then_approved", "the authorization is pending until an inquiry finds it approved", PendingThenApproved),
    authorizing("tok_pending_then_declined", "the authorization is pending until an inquiry finds it declined", PendingThenDeclined(DeclineCode::GenericDecline, "generic_decline")),
    all("tok_slow", "every answer takes one second longer", Slow(1_000)),
    capturing("tok_capture_unsettled", "the capture is not final until an inquiry finds it settled", Unsettled { then_fails: false }),
    capturing("tok_capture_unsettled_then_fails", "the capture is not final, and an inquiry finds it failed", Unsettled { then_fails: true }),
    capturing("tok_capture_declined", "taking the money is declined, at once or later", Decline(DeclineCode::GenericDecline, "capture_declined")),
    capturing("tok_capture_timeout_then_approved", "taking the money is done but its answer is lost; an inquiry finds it done", AnswerLost),
    voiding("tok_void_declined", "the release of reserved money is declined", Decline(DeclineCode::GenericDecline, "void_declined")),
    refunding("tok_refund_declined", "the refund is declined", Decline(DeclineCode::GenericDecline, "refund_declined")),
    refunding("tok_refund_pending", "the refund is pending until an inquiry finds it done", PendingThenApproved),
    refunding("tok_refund_timeout_then_approved", "the refund is done but its answer is lost; an inquiry finds it done", AnswerLost),
];

/// What the operation's token makes the sandbox do; a token that is no magic one is not valid here.
pub(super) fn behaviour(operation: &Operation) -> Behaviour {
    if let Some(row) = TABLE.iter().find(|row| row.token == operation.token) {
        return row.behaviour(operation.kind, operation.capture);
    }
    match (operation.token.strip_prefix(OUTAGE_AT), operation.kind) {
        (Some(gateway), _) if gateway == operation.gateway.as_str() => Fail(Failure::Unavailable),
        (Some(_), _) => Approve,
        (None, OperationKind::Authorize) => Decline(DeclineCode::InvalidPaymentMethod, "invalid_token"),
        (None, OperationKind::Capture | OperationKind::Void | OperationKind::Refund) => Approve,
    }
}

impl Row {
    pub(super) fn behaviour(&self, kind: OperationKind, capture: bool) -> Behaviour {
        match (kind, capture) {
            (OperationKind::Authorize, false) => self.reserve,
            (OperationKind::Authorize, true) => self.sale,
            (OperationKind::Capture, _) => self.capture,
            (OperationKind::Void, _) => self.void,
            (OperationKind::Refund, _) => self.refund,
        }
    }
}

/// The tables of magic tokens and test cards in Markdown, for the documentation.
pub fn magic_table() -> String {
    let at = format!("{OUTAGE_AT}<gateway>");
    let special = [
        (
            at.as_str(),
            "an outage at the gateway with that name, approved at every other",
        ),
        (
            "anything else",
            "the authorization is declined: not a valid payment method",
        ),
    ];
    let rows = TABLE.iter().map(|row| (row.token, row.does)).chain(special);
    let mut text = String::from("| Token | What happens |\n|---|---|\n");
    for (token, does) in rows {
        text.push_str("| `");
        text.push_str(token);
        text.push_str("` | ");
        text.push_str(does);
        text.push_str(" |\n");
    }
    text = text.replace("`anything else`", "anything else");
    text.push_str(
        "\nThe tokens of test cards stand for cards that exist nowhere else. They go through the gateway's script, if it has one\n\
         ([docs/sandbox-network.md](sandbox-network.md)), and are approved otherwise:\n\n",
    );
    text.push_str(&cards::table());
    text.push_str(
        "\nA card of the vault ([docs/vault.md](vault.md)) acts like the token whose number it has: the test card with the same first eight\n\
         digits, or one of these. Other numbers are declined:\n\n",
    );
    text.push_str(&numbers::table());
    text
}
