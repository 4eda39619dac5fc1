//! Puts a committed event into the state. Cannot fail: what the ledger decided holds, and what does not hold is a
//! defect on which everything stops.

use bezant_kernel::{Tenant, TransferId};

use crate::account::{Account, Line, Side, account_id};
use crate::event::Event;
use crate::record::{HoldOutcome, Transfer, TransferKind};
use crate::state::State;
use crate::sums::{Movement, Sums};

/// Applies `event`, committed for `tenant` at `position` of the log. Positions never go back.
pub fn apply(state: &mut State, tenant: Tenant, position: u64, event: &Event) {
    match event {
        Event::AccountOpened {
            id,
            path,
            currency,
            allows_overdraft,
            opened_at,
        } => {
            assert_eq!(
                *id,
                account_id(tenant.id(), path, *currency),
                "an account's id follows from its terms"
            );
            let account = Account {
                id: *id,
                tenant: tenant.id(),
                path: path.clone(),
                opened_at: *opened_at,
                line: Line {
                    account_type: path.account_type(),
                    currency: *currency,
                    allows_overdraft: *allows_overdraft,
                    debits: Sums::default(),
                    credits: Sums::default(),
                },
            };
            open(state, account);
        }
        Event::Posted(transfer) => record(state, tenant, position, transfer),
    }
}

pub(crate) fn open(state: &mut State, account: Account) {
    let books = state.books.entry(account.tenant).or_default();
    books.accounts.push(account.id);
    books.total_mut(account.line.currency);
    let before = state.accounts.insert(account.id, account);
    assert!(before.is_none(), "an account is opened once");
}

fn record(state: &mut State, tenant: Tenant, position: u64, transfer: &Transfer) {
    assert!(transfer.is_well_formed(), "a decided transfer is well formed");
    assert_eq!(
        transfer.outcome,
        HoldOutcome::Open,
        "only a finished hold has an outcome"
    );
    let held = match transfer.kind {
        TransferKind::Transfer | TransferKind::Hold => 0,
        TransferKind::Post => end_hold(state, position, transfer, HoldOutcome::Posted),
        TransferKind::Void => end_hold(state, position, transfer, HoldOutcome::Voided),
    };
    let movement = Movement::of(transfer, held);
    for (id, side) in [(transfer.debit, Side::Debit), (transfer.credit, Side::Credit)] {
        let account = state
            .accounts
            .get_mut(&id)
            .expect("a decided transfer names open accounts");
        assert_eq!(account.tenant, tenant.id(), "transfers stay with their tenant");
        assert_eq!(account.line.currency, transfer.currency, "currencies never mix");
        account.line = account
            .line
            .after(side, movement)
            .expect("a decided transfer fits");
        assert!(account.line.is_covered(), "the overdraft guard holds");
    }
    let books = state
        .books
        .get_mut(&tenant.id())
        .expect("a tenant with accounts has books");
    let total = books.total_mut(transfer.currency);
    *total = total.after(movement).expect("a decided transfer fits");

    if transfer.kind == TransferKind::Hold {
        let before = state.holds.insert(transfer.id, *transfer);
        assert!(before.is_none(), "a hold opens once");
    } else {
        finish(state, position, *transfer);
    }
}

/// Takes the hold that `transfer` ends out of the open ones and returns its amount.
fn end_hold(state: &mut State, position: u64, transfer: &Transfer, outcome: HoldOutcome) -> u128 {
    let id: TransferId = transfer.hold;
    let hold = state
        .holds
        .remove(&id)
        .expect("a decided post or void ends an open hold");
    assert!(
        (hold.debit, hold.credit, hold.currency) == (transfer.debit, transfer.credit, transfer.currency)
            && transfer.amount <= hold.amount,
        "a post or void stays within its hold"
    );
    finish(state, position, Transfer { outcome, ..hold });
    hold.amount
}

fn finish(state: &mut State, position: u64, transfer: Transfer) {
    if !transfer.id.is_derived() {
        state.finished.finish(position, transfer);
    }
}
