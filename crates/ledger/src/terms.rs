//! The commands that open an account and change one.

use bezant_kernel::{AccountId, AccountPath, Currency, Tenant, Timestamp};

use crate::account::{Account, AccountChange, Guard, Terms, account_id};
use crate::command::{OpenAccount, Place};
use crate::event::Event;
use crate::metadata::{MAX_KEYS, Metadata};
use crate::rejection::Rejection;
use crate::state::{Number, State};
use crate::sums::MAX_SUM;

/// Opens an account. One that is open already is refused; the rejection says whether it has the settings that were
/// asked for.
pub(crate) fn open(
    state: &State,
    tenant: Tenant,
    now: Timestamp,
    open: OpenAccount,
) -> Result<Vec<Event>, Rejection> {
    let (id, path) = match (open.id, open.place) {
        (Some(id), _) if id.as_u128() == 0 => return Err(Rejection::ReservedAccountId),
        (Some(id), Place::At(path)) => (id, path),
        (Some(id), Place::Below(account_type)) => (id, AccountPath::of_id(account_type, id)),
        (None, Place::At(path)) => (free_id(state, tenant, &path, open.currency), path),
        (None, Place::Below(_)) => return Err(Rejection::ReservedAccountId),
    };
    let metadata = Metadata::new()
        .patched(&open.metadata)
        .expect("a part of metadata fits too");
    let terms = Terms {
        path,
        currency: open.currency,
        guard: open.guard,
        credit_limit: open.credit_limit,
        code: open.code,
        user_data: open.user_data,
        metadata,
        reserved: false,
    };
    check_limit(terms.guard, terms.credit_limit)?;
    if let Some(existing) = state.account(tenant, id) {
        return Err(Rejection::AccountExists {
            account: id,
            same: existing.terms == terms,
        });
    }
    if let Some(there) = state.number_at(tenant, &terms.path, terms.currency) {
        return Err(Rejection::PathTaken {
            account: state.line(there).id,
        });
    }
    Ok(vec![Event::AccountOpened {
        id,
        terms,
        opened_at: now,
    }])
}

/// Changes what is asked for, if anything becomes different.
pub(crate) fn change(
    state: &State,
    tenant: Tenant,
    account: AccountId,
    change: AccountChange,
) -> Result<Vec<Event>, Rejection> {
    let now = state
        .account(tenant, account)
        .ok_or(Rejection::AccountNotFound { account })?;
    if now.terms.reserved {
        return Err(Rejection::AccountReserved { account });
    }
    let extra = change.temporary_limit.map_or(0, |limit| limit.extra);
    check_limit(now.terms.guard, change.credit_limit.unwrap_or(0).max(extra))?;
    if let Some(patch) = &change.metadata {
        let patched = now.terms.metadata.patched(patch);
        patched.map_err(|_| Rejection::MetadataTooLarge { limit: MAX_KEYS })?;
    }
    if is_so_already(&now, &change) {
        return Err(Rejection::NothingToChange);
    }
    Ok(vec![Event::AccountChanged { account, change }])
}

/// The account at `path`, or the id under which it can be opened. That is the derived one unless somebody has opened
/// another account under it by purpose.
pub(crate) fn free_id(state: &State, tenant: Tenant, path: &AccountPath, currency: Currency) -> AccountId {
    let derived = account_id(tenant.id(), path, currency);
    let stands_there =
        |number: Number| state.detail(number).path == *path && state.line(number).currency == currency;
    match state.number_of(tenant, derived) {
        None => match state.number_at(tenant, path, currency) {
            Some(there) => state.line(there).id,
            None => derived,
        },
        Some(number) if stands_there(number) => derived,
        Some(_) => match state.number_at(tenant, path, currency) {
            Some(there) => state.line(there).id,
            None => (0u64..)
                .map(|nth| AccountId::derive(&[&derived.as_u128().to_be_bytes(), &nth.to_be_bytes()]))
                .find(|&id| state.number_of(tenant, id).is_none())
                .expect("not every id is taken"),
        },
    }
}

const fn check_limit(guard: Guard, limit: u128) -> Result<(), Rejection> {
    match guard {
        Guard::None if limit != 0 => Err(Rejection::LimitInvalid),
        _ if limit > MAX_SUM => Err(Rejection::LimitInvalid),
        _ => Ok(()),
    }
}

fn is_so_already(now: &Account, change: &AccountChange) -> bool {
    let AccountChange {
        credit_limit,
        temporary_limit,
        frozen,
        closed,
        code,
        user_data,
        metadata,
    } = change;
    let limit_now = now.temporary_limit.filter(|limit| limit.extra != 0);
    credit_limit.is_none_or(|limit| limit == now.terms.credit_limit)
        && temporary_limit.is_none_or(|limit| Some(limit).filter(|limit| limit.extra != 0) == limit_now)
        && frozen.is_none_or(|frozen| frozen == now.frozen)
        && closed.is_none_or(|closed| closed == now.closed)
        && code.is_none_or(|code| code == now.terms.code)
        && user_data.is_none_or(|data| data == now.terms.user_data)
        && metadata
            .as_ref()
            .is_none_or(|patch| now.terms.metadata.patched(patch).as_ref() == Ok(&now.terms.metadata))
}
