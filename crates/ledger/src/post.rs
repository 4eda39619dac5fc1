//! The command by which a domain's postings are made, within the same decision as the domain's own events.

use bezant_kernel::{AccountId, AccountPath, AccountType, Currency, Money, Posting, Tenant, Timestamp};

use crate::account::{Guard, Terms, account_id};
use crate::command::{CallerTransfer, RequestKind};
use crate::draft::Draft;
use crate::event::Event;
use crate::flags::Flags;
use crate::record::Packed;
use crate::rejection::Rejection;
use crate::state::State;

/// Decides `postings` in order, all or none; each sees those before it. Accounts that are missing are opened on the
/// way, those at `reserved_paths` for Bezant's own use. `reference` is what readers find the transfers by, such as the
/// bits of the payment's id. The transfers' ids are derived and unique, so none is looked for.
pub fn post(
    state: &State,
    tenant: Tenant,
    now: Timestamp,
    reference: u128,
    postings: &[Posting],
    reserved_paths: &[&str],
) -> Result<Vec<Event>, Rejection> {
    let mut draft = Draft::new(state, tenant, now, true, postings.len());
    let items: Vec<Packed> = postings
        .iter()
        .map(|posting| pack(&mut draft, reference, posting, reserved_paths))
        .collect::<Result<_, _>>()?;
    draft.resolve(&items);
    for (nth, item) in items.iter().enumerate() {
        draft
            .chain(nth, std::slice::from_ref(item))
            .map_err(|(_, rejection)| rejection)?;
    }
    Ok(draft.into_events())
}

/// What guards accounts that postings open. What is owned, earned or spent is booked as it happened outside; what is
/// owed to someone, merchants and clearing accounts alike, can't be paid out twice.
const fn guard(account_type: AccountType) -> Guard {
    match account_type {
        AccountType::Asset | AccountType::Expense | AccountType::Revenue => Guard::None,
        AccountType::Liability | AccountType::Equity => Guard::NormalSide,
    }
}

fn pack(
    draft: &mut Draft<'_>,
    reference: u128,
    posting: &Posting,
    reserved_paths: &[&str],
) -> Result<Packed, Rejection> {
    let mut account =
        |path: &AccountPath, amount: &Money| account(draft, path, amount.currency(), reserved_paths);
    let mut stated = None;
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
                timeout_seconds: 0,
            };
            (*id, kind, *code)
        }
        Posting::Post {
            id,
            hold,
            amount,
            code,
        } => {
            stated = Some(amount.currency());
            let part = u128::try_from(amount.minor()).map_err(|_| Rejection::AmountMustBePositive)?;
            let kind = RequestKind::Post {
                hold: *hold,
                amount: Some(part),
            };
            (*id, kind, *code)
        }
        Posting::Void { id, hold, code } => (*id, RequestKind::Void { hold: *hold }, *code),
    };
    let transfer = CallerTransfer {
        flags: Flags::INTERNAL,
        reference,
        code,
        ..CallerTransfer::new(id, kind)
    };
    let mut packed = transfer.pack()?;
    if let Some(currency) = stated {
        crate::record::put(
            &mut packed,
            crate::record::offset::CURRENCY,
            currency.number().to_le_bytes(),
        );
    }
    Ok(packed)
}

/// The account at this path, opened if it is not yet.
fn account(
    draft: &mut Draft<'_>,
    path: &AccountPath,
    currency: Currency,
    reserved_paths: &[&str],
) -> AccountId {
    let derived = account_id(draft.tenant.id(), path, currency);
    let (id, is_open) = match draft.number(derived) {
        Some(number) if draft.stands_at(number, path) => (derived, true),
        Some(_) | None => {
            let id = crate::terms::free_id(draft.state, draft.tenant, path, currency);
            (id, draft.number(id).is_some())
        }
    };
    if !is_open {
        let terms = Terms {
            guard: guard(path.account_type()),
            reserved: reserved_paths.contains(&path.as_str()),
            ..Terms::new(path.clone(), currency)
        };
        draft.open(id, terms);
    }
    id
}
