//! The statuses of a payment and the table of its transitions. Code, documentation and tests are made from this table:
//! every change of status is checked against it when it is decided and again when it is applied.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a payment stands.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Written down; no gateway has been asked.
    Initiated,
    /// A gateway is being asked for the money.
    Processing,
    /// The money is reserved.
    Authorized,
    /// The money was taken; the gateway has not yet said that this is final.
    Captured,
    /// The money was taken for good.
    Completed,
    /// Everything that is left of the money is being given back.
    RefundInitiated,
    /// A part of the money was given back.
    PartiallyRefunded,
    /// All of the money was given back.
    Refunded,
    /// No money was taken; may be retried by hand.
    Failed,
    /// Given up before any money was taken.
    Cancelled,
    /// The reservation ran out before any money was taken.
    Expired,
}

/// Where a refund stands.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RefundStatus {
    /// The gateway is being asked.
    RefundInitiated,
    /// The money was given back.
    Refunded,
    /// It was not given back, or came back.
    Failed,
}

/// What a row of the table is about.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// A drawn transition of the payment.
    Payment,
    /// A drawn transition that only the refund, an object of its own, takes. The payment goes the way of
    /// [`Rule::Return`] instead, so that captured money is never reported as failed.
    RefundOnly,
    /// After a failed refund of everything that was left the payment returns to where it stood, with the failure shown.
    Return,
}

/// A row of the table.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// From this status
    pub from: Status,
    /// to this one,
    pub to: Status,
    /// under this rule,
    pub rule: Rule,
    /// for this reason.
    pub when: &'static str,
}

const fn row(from: Status, to: Status, rule: Rule, when: &'static str) -> Transition {
    Transition { from, to, rule, when }
}

use Rule::{Payment, RefundOnly, Return};
use Status::{
    Authorized, Cancelled, Captured, Completed, Expired, Failed, Initiated, PartiallyRefunded, Processing,
    RefundInitiated, Refunded,
};

/// All transitions. Whatever is not here does not happen.
#[rustfmt::skip]
pub static TRANSITIONS: &[Transition] = &[
    row(Initiated, Processing, Payment, "confirmed: a gateway is asked"),
    row(Initiated, Cancelled, Payment, "cancelled before any gateway was asked"),
    row(Initiated, Failed, Payment, "confirmed, but no gateway can take it"),
    row(Processing, Authorized, Payment, "the gateway approved"),
    row(Processing, Failed, Payment, "declined, or no gateway is left"),
    row(Processing, Processing, Payment, "retry at the same gateway, or failover to the next one"),
    row(Authorized, Captured, Payment, "the money was taken"),
    row(Authorized, Cancelled, Payment, "the gateway released the money on request"),
    row(Authorized, Expired, Payment, "the authorization ran out"),
    row(Captured, Completed, Payment, "the gateway said that the capture is final"),
    row(Captured, Failed, Payment, "the gateway said that the capture, not final before, has failed"),
    row(Completed, RefundInitiated, Payment, "a refund of everything was requested"),
    row(Completed, PartiallyRefunded, Payment, "a refund of a part succeeded"),
    row(RefundInitiated, Refunded, Payment, "the refund of everything that was left succeeded"),
    row(RefundInitiated, Failed, RefundOnly, "a refund failed; the payment itself returns, see below"),
    row(PartiallyRefunded, RefundInitiated, Payment, "a refund of everything that was left was requested"),
    row(PartiallyRefunded, Completed, Payment, "the only refund that had succeeded was returned"),
    row(Failed, Initiated, Payment, "manual retry; no money is held or captured"),
    row(RefundInitiated, Completed, Return, "the refund of everything failed; nothing was refunded before"),
    row(RefundInitiated, PartiallyRefunded, Return, "the refund of the rest failed; a part was refunded before"),
];

impl Status {
    /// All statuses with their words and stored numbers.
    pub const ALL: &'static [(Status, &'static str, u32)] = &[
        (Initiated, "INITIATED", 1),
        (Processing, "PROCESSING", 2),
        (Authorized, "AUTHORIZED", 3),
        (Captured, "CAPTURED", 4),
        (Completed, "COMPLETED", 5),
        (RefundInitiated, "REFUND_INITIATED", 6),
        (PartiallyRefunded, "PARTIALLY_REFUNDED", 7),
        (Refunded, "REFUNDED", 8),
        (Failed, "FAILED", 9),
        (Cancelled, "CANCELLED", 10),
        (Expired, "EXPIRED", 11),
    ];

    /// The word in API and reports.
    pub fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|row| row.0 == self)
            .expect("ALL lists every status")
            .1
    }

    /// The number in stored events.
    pub fn number(self) -> u32 {
        Self::ALL
            .iter()
            .find(|row| row.0 == self)
            .expect("ALL lists every status")
            .2
    }

    /// The status with this number.
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.iter().find(|row| row.2 == number).map(|row| row.0)
    }

    /// The status with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|row| row.1 == word).map(|row| row.0)
    }

    /// Whether a payment may go from here to `to`.
    pub fn may_become(self, to: Status) -> bool {
        TRANSITIONS.iter().any(|row| {
            row.from == self
                && row.to == to
                && match row.rule {
                    Rule::Payment | Rule::Return => true,
                    Rule::RefundOnly => false,
                }
        })
    }
}

impl RefundStatus {
    /// The word in API and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            RefundStatus::RefundInitiated => "REFUND_INITIATED",
            RefundStatus::Refunded => "REFUNDED",
            RefundStatus::Failed => "FAILED",
        }
    }

    /// The number in stored payments.
    pub const fn number(self) -> u32 {
        match self {
            RefundStatus::RefundInitiated => 1,
            RefundStatus::Refunded => 2,
            RefundStatus::Failed => 3,
        }
    }

    /// The status with this number.
    pub const fn from_number(number: u32) -> Option<Self> {
        match number {
            1 => Some(RefundStatus::RefundInitiated),
            2 => Some(RefundStatus::Refunded),
            3 => Some(RefundStatus::Failed),
            _ => None,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for RefundStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The table of transitions in Markdown, for the documentation.
pub fn transitions_table() -> String {
    let mut text = String::from("| From | To | Who | When |\n|---|---|---|---|\n");
    for row in TRANSITIONS {
        let who = match row.rule {
            Rule::Payment => "payment",
            Rule::RefundOnly => "refund only",
            Rule::Return => "payment, return after a failed refund",
        };
        text.push_str(&format!("| {} | {} | {who} | {} |\n", row.from, row.to, row.when));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The drawing as the product's description has it, word by word.
    const DRAWING: &str = "INITIATED→PROCESSING|CANCELLED|FAILED; PROCESSING→AUTHORIZED|FAILED|PROCESSING; \
        AUTHORIZED→CAPTURED|CANCELLED|EXPIRED; CAPTURED→COMPLETED|FAILED; COMPLETED→REFUND_INITIATED|PARTIALLY_REFUNDED; \
        REFUND_INITIATED→REFUNDED|FAILED; PARTIALLY_REFUNDED→REFUND_INITIATED|COMPLETED; FAILED→INITIATED";

    #[test]
    fn the_table_is_the_drawing() {
        let mut drawn = Vec::new();
        for line in DRAWING.split("; ") {
            let (from, all) = line.split_once('→').unwrap();
            drawn.extend(
                all.split('|')
                    .map(|to| (Status::from_word(from).unwrap(), Status::from_word(to).unwrap())),
            );
        }
        let in_table: Vec<_> = TRANSITIONS
            .iter()
            .filter(|row| row.rule != Rule::Return)
            .map(|row| (row.from, row.to))
            .collect();
        assert_eq!(in_table, drawn);
    }

    #[test]
    fn captured_money_is_never_reported_as_failed() {
        for from in [Completed, RefundInitiated, PartiallyRefunded, Refunded] {
            assert!(!from.may_become(Failed), "{from}");
        }
    }

    #[test]
    fn words_and_numbers_round_trip() {
        for &(status, word, number) in Status::ALL {
            assert_eq!(Status::from_number(number), Some(status));
            assert_eq!(Status::from_word(word), Some(status));
        }
        assert_eq!(Status::from_number(0), None);
        for number in 1..=3 {
            assert_eq!(
                RefundStatus::from_number(number).map(RefundStatus::number),
                Some(number)
            );
        }
    }
}
