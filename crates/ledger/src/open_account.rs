//! The command that opens an account.

use bezant_kernel::{AccountPath, Currency, Tenant, Timestamp};

use crate::account::account_id;
use crate::event::Event;
use crate::rejection::Rejection;
use crate::state::State;

/// Opens the account at `path` in `currency`. Its type follows from the path, its id from tenant, path and currency.
/// An account that is open is refused; the rejection says whether it has the settings that were asked for.
pub fn open_account(
    state: &State,
    tenant: Tenant,
    now: Timestamp,
    path: &AccountPath,
    currency: Currency,
    allows_overdraft: bool,
) -> Result<Vec<Event>, Rejection> {
    let id = account_id(tenant.id(), path, currency);
    if let Some(open) = state.account(tenant, id) {
        assert!(open.path() == path, "two paths never share an id");
        return Err(Rejection::AccountExists {
            account: id,
            same: open.allows_overdraft() == allows_overdraft,
        });
    }
    Ok(vec![Event::AccountOpened {
        id,
        path: path.clone(),
        currency,
        allows_overdraft,
        opened_at: now,
    }])
}
