//! The command by which a domain's postings are made, within the same decision as the domain's own events.

use bezant_kernel::{AccountPath, AccountType, Money, Posting, Tenant, Timestamp, TransferId};

use crate::draft::Draft;
use crate::event::Event;
use crate::rejection::Rejection;
use crate::state::State;
use crate::transfer::{CallerTransfer, RequestKind};

/// Decides `postings` in order, all or none; each sees those before it. Accounts that are missing are opened on the
/// way. `reference` is what readers find the transfers by, such as the bits of the payment's id.
pub fn post(
    state: &State,
    tenant: Tenant,
    now: Timestamp,
    reference: u128,
    postings: &[Posting],
) -> Result<Vec<Event>, Rejection> {
    let mut draft = Draft::new(state, tenant, now, postings.len());
    for posting in postings {
        let item = resolve(&mut draft, reference, posting)?;
        draft.add(&item)?;
    }
    Ok(draft.into_events())
}

/// Whether accounts that postings open may be overdrawn. What is owned, earned or spent is booked as it happened
/// outside; what is owed to someone, merchants and clearing accounts alike, can't be paid out twice.
const fn allows_overdraft(account_type: AccountType) -> bool {
    match account_type {
        AccountType::Asset | AccountType::Expense | AccountType::Revenue => true,
        AccountType::Liability | AccountType::Equity => false,
    }
}

fn resolve(draft: &mut Draft<'_>, reference: u128, posting: &Posting) -> Result<CallerTransfer, Rejection> {
    let mut account = |path: &AccountPath, amount: &Money| {
        draft.open_if_missing(path, amount.currency(), allows_overdraft(path.account_type()))
    };
    let (id, kind, code) = match posting {
        Posting::Transfer {
            id,
            debit,
            credit,
            amount,
            code,
        } => {
            let kind = RequestKind::Transfer {
                debit: account(debit, amount),
                credit: account(credit, amount),
                amount: *amount,
            };
            (*id, kind, *code)
        }
        Posting::Hold {
            id,
            debit,
            credit,
            amount,
            code,
        } => {
            let kind = RequestKind::Hold {
                debit: account(debit, amount),
                credit: account(credit, amount),
                amount: *amount,
            };
            (*id, kind, *code)
        }
        Posting::Post {
            id,
            hold,
            amount,
            code,
        } => {
            let kind = RequestKind::Post {
                hold: *hold,
                amount: Some(of_hold(draft, *hold, *amount)?),
            };
            (*id, kind, *code)
        }
        Posting::Void { id, hold, code } => (*id, RequestKind::Void { hold: *hold }, *code),
    };
    Ok(CallerTransfer {
        id,
        kind,
        reference,
        code,
    })
}

/// The amount in minor units, once it is sure to be in the hold's currency.
fn of_hold(draft: &Draft<'_>, hold: TransferId, amount: Money) -> Result<u128, Rejection> {
    let open = draft.open_hold(hold)?;
    if open.currency != amount.currency() {
        return Err(Rejection::CurrencyMismatch {
            amount: amount.currency(),
            other: open.currency,
        });
    }
    u128::try_from(amount.minor()).map_err(|_| Rejection::AmountMustBePositive)
}
