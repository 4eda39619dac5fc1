//! What a gateway says of a dispute, and what it means for the money.
//!
//! A dispute changes nothing about where the payment stands: no such transition is drawn. The gateway may tell its parts
//! late, twice and out of order, so each is taken by itself: funds move at most as far as the dispute's amount in either
//! direction, and what has ended does not begin again. What the gateway has taken is neither the merchant's nor lost
//! until the dispute is; it is written off then, and put back if the decision is turned round.

use bezant_kernel::{GatewayName, Money};

use crate::dispute::{DisputeChange, DisputeReport, DisputeStatus, DisputedFunds};
use crate::draft::Draft;
use crate::event::EventKind;
use crate::payment::Payment;
use crate::policy::MAX_DISPUTES;
use crate::postings::{self, DisputeMove};
use crate::rejection::Rejection;

/// Pushes what is new; nothing if nothing is.
pub(crate) fn decide(
    payment: &Payment,
    draft: &mut Draft,
    gateway: &GatewayName,
    mut report: DisputeReport,
) -> Result<(), Rejection> {
    crate::guard::part(payment, report.amount)?;
    let known = payment.dispute(gateway, &report.dispute);
    if known.is_none() && payment.disputes.len() >= MAX_DISPUTES {
        return Err(Rejection::TooManyDisputes);
    }
    let zero = Money::zero(payment.amount.currency());
    let (mut withdrawn, lost_before) =
        known.map_or((zero, zero), |known| (known.withdrawn, known.written_off));
    if let Some(known) = known {
        if known.status.is_over() && !report.status.is_over() {
            report.status = known.status;
        }
        report.respond_by = report.respond_by.or(known.respond_by);
    }
    let step = match report.funds {
        None => 0,
        Some(DisputedFunds::Withdrawn) => report.amount.minor(),
        Some(DisputedFunds::Reinstated) => -report.amount.minor(),
    };
    let after = Money::new(withdrawn.minor() + step, withdrawn.currency());
    if after.minor().abs() <= report.amount.minor() {
        withdrawn = after;
    } else {
        // It has been told before.
        report.funds = None;
    }
    let written_off = match report.status {
        DisputeStatus::Lost => Money::new(withdrawn.minor().max(0), withdrawn.currency()),
        _ => zero,
    };
    let is_new = known.is_none_or(|known| {
        report.funds.is_some()
            || (known.status, known.amount, known.reason, known.respond_by)
                != (report.status, report.amount, report.reason, report.respond_by)
    });
    if !is_new {
        return Ok(());
    }
    let mut book = |what, amount: i128| {
        let amount = Money::new(amount, zero.currency());
        postings::disputed(
            &mut draft.postings,
            payment,
            gateway,
            &report.dispute,
            what,
            amount,
        );
    };
    match report.funds {
        Some(DisputedFunds::Withdrawn) => book(DisputeMove::Withdrawal, report.amount.minor()),
        Some(DisputedFunds::Reinstated) => book(DisputeMove::Reinstatement, report.amount.minor()),
        None => {}
    }
    let lost = written_off.minor() - lost_before.minor();
    if lost > 0 {
        book(DisputeMove::Loss, lost);
    } else if lost < 0 {
        book(DisputeMove::LossReversal, -lost);
    }
    let ended = report.status.is_over() && known.is_none_or(|known| known.status != report.status);
    let change = Box::new(DisputeChange {
        gateway: gateway.clone(),
        withdrawn,
        written_off,
        report,
    });
    let end = match change.report.status {
        DisputeStatus::Won if ended => Some(EventKind::DisputeWon(change.clone())),
        DisputeStatus::Lost if ended => Some(EventKind::DisputeLost(change.clone())),
        _ => None,
    };
    match (known, end) {
        (None, end) => {
            draft.push(EventKind::DisputeOpened(change));
            if let Some(end) = end {
                draft.push(end);
            }
        }
        (Some(_), Some(end)) => draft.push(end),
        (Some(_), None) => draft.push(EventKind::DisputeUpdated(change)),
    }
    Ok(())
}

#[cfg(test)]
mod tests;
