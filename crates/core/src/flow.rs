//! A flow of the posting language, carried out as one chain against the balances of the moment of its decision.

use std::collections::BTreeMap;

use bezant_flows::{Limit, MAX_TRANSFERS, PlannedKind, PlannedTransfer, Program, Standing};
use bezant_kernel::{AccountPath, Currency, Tenant, Timestamp, TransferId};
use bezant_ledger::{Account, CallerTransfer, Guard, Metadata, Records, RequestKind, State};

use crate::Rejection;

/// A flow to carry out.
#[derive(Clone, Debug)]
pub struct Flow {
    /// The id of its first transfer, never used before. The others' ids follow from it.
    pub id: TransferId,
    /// The parsed text.
    pub program: Box<Program>,
    /// The values of its variables, by name.
    pub variables: BTreeMap<String, String>,
}

/// What a flow would do now.
#[derive(Clone, Debug)]
pub struct FlowPlan {
    /// The transfers that it asks for.
    pub planned: Vec<PlannedTransfer>,
    /// The same as the ledger would make them; `None` if nothing moves.
    pub made: Option<Records>,
}

impl Flow {
    /// The id of the nth transfer, from zero.
    pub fn transfer_id(&self, nth: usize) -> TransferId {
        match nth {
            0 => self.id,
            nth => TransferId::derive(&[
                b"flow",
                &self.id.as_u128().to_le_bytes(),
                &(nth as u64).to_le_bytes(),
            ]),
        }
    }

    /// All ids that its transfers may have.
    pub(crate) fn transfer_ids(&self) -> impl Iterator<Item = TransferId> + '_ {
        (0..MAX_TRANSFERS).map(|nth| self.transfer_id(nth))
    }
}

/// The transfers that the flow asks for now, and the chain that makes them.
pub(crate) fn chain(
    ledger: &State,
    tenant: Tenant,
    now: Timestamp,
    flow: &Flow,
) -> Result<(Vec<PlannedTransfer>, Vec<CallerTransfer>), Rejection> {
    let standing = |path: &AccountPath, currency: Currency| {
        let account = ledger.account_at(tenant, path, currency)?;
        Some(standing(&account, now))
    };
    let planned = bezant_flows::plan(&flow.program, &flow.variables, &standing).map_err(Box::new)?;
    let chain = planned
        .iter()
        .enumerate()
        .map(|(nth, one)| caller_transfer(ledger, tenant, flow.transfer_id(nth), one))
        .collect::<Result<_, _>>()?;
    Ok((planned, chain))
}

fn caller_transfer(
    ledger: &State,
    tenant: Tenant,
    id: TransferId,
    planned: &PlannedTransfer,
) -> Result<CallerTransfer, Rejection> {
    let account = |path: &AccountPath| {
        let found = ledger.account_at(tenant, path, planned.amount.currency());
        found.expect("a plan names accounts that there are").id
    };
    let (debit, credit, amount) = (account(&planned.debit), account(&planned.credit), planned.amount);
    let kind = match planned.kind {
        PlannedKind::Transfer => RequestKind::Transfer {
            debit,
            credit,
            amount,
        },
        PlannedKind::Hold { timeout_seconds } => RequestKind::Hold {
            debit,
            credit,
            amount,
            timeout_seconds,
        },
    };
    let refused = || Rejection::FlowText { line: planned.line };
    let mut metadata = Metadata::new();
    for (key, value) in &planned.metadata {
        metadata.insert(key, value).map_err(|_| refused())?;
    }
    let external_reference = match &planned.external_reference {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| refused())?),
    };
    Ok(CallerTransfer {
        effective: planned.effective,
        reference: planned.reference,
        code: planned.code,
        metadata,
        external_reference,
        ..CallerTransfer::new(id, kind)
    })
}

/// How an account stands, as plans see it: only what bounds its balance on its normal side counts. Its other bound, if it
/// has one, the ledger holds when the chain is made.
fn standing(account: &Account, now: Timestamp) -> Standing {
    let is_debit_normal = account.account_type().is_debit_normal();
    let is_bounded = match account.terms.guard {
        Guard::None => false,
        Guard::NormalSide => true,
        Guard::DebitsWithinCredits => !is_debit_normal,
        Guard::CreditsWithinDebits => is_debit_normal,
    };
    let extra = account.temporary_limit.map_or(0, |limit| limit.at(now));
    Standing {
        available: account.available(),
        overdraft: if is_bounded {
            Limit::UpTo(account.terms.credit_limit.saturating_add(extra))
        } else {
            Limit::Unbounded
        },
    }
}
