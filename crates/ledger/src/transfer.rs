//! The commands by which a caller moves money itself: one transfer, or a chain of which all or none are made.

use bezant_kernel::{AccountId, Money, PostingCode, Tenant, Timestamp, TransferId};

use crate::draft::Draft;
use crate::event::Event;
use crate::record::NO_TRANSFER;
use crate::rejection::{ChainRejection, Rejection};
use crate::state::State;

/// The longest chain. Each transfer of a chain is looked up in all that stand before it, so the work grows with the
/// square; at this length that is still well below a millisecond.
pub const MAX_CHAIN: usize = 256;

/// A transfer as a caller asks for it, under an id of the caller's choice.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct CallerTransfer {
    /// The transfer's id, never used before and not of the derived form.
    pub id: TransferId,
    /// What to do.
    pub kind: RequestKind,
    /// What the caller wants to find it by; zero for nothing.
    pub reference: u128,
    /// Why money moves.
    pub code: PostingCode,
}

/// What a transfer shall do.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum RequestKind {
    /// Move `amount` at once.
    Transfer {
        /// The account that is debited.
        debit: AccountId,
        /// The account that is credited.
        credit: AccountId,
        /// How much; positive.
        amount: Money,
    },
    /// Reserve `amount` until a post or void.
    Hold {
        /// The account that will be debited.
        debit: AccountId,
        /// The account that will be credited.
        credit: AccountId,
        /// How much; positive.
        amount: Money,
    },
    /// Move a hold's money and release what is left of it.
    Post {
        /// The hold that ends.
        hold: TransferId,
        /// How much, in minor units; all of it where `None`.
        amount: Option<u128>,
    },
    /// Release a hold.
    Void {
        /// The hold that ends.
        hold: TransferId,
    },
}

impl CallerTransfer {
    /// The ids that the decision looks up. Those that [`State::has_transfer`] does not know have to be asked for in
    /// the cold tier first, and what is found there handed to [`State::insert_from_cold`].
    pub fn needed_ids(&self) -> impl Iterator<Item = TransferId> {
        [Some(self.id), self.hold()].into_iter().flatten()
    }

    fn hold(&self) -> Option<TransferId> {
        match self.kind {
            RequestKind::Post { hold, .. } | RequestKind::Void { hold } => Some(hold),
            RequestKind::Transfer { .. } | RequestKind::Hold { .. } => None,
        }
    }
}

/// Decides one transfer.
pub fn transfer(
    state: &State,
    tenant: Tenant,
    now: Timestamp,
    item: &CallerTransfer,
) -> Result<Vec<Event>, Rejection> {
    let mut draft = Draft::new(state, tenant, now, 1);
    add(&mut draft, item)?;
    Ok(draft.into_events())
}

/// Decides a chain of transfers in order: each sees those before it, and one refusal refuses all.
pub fn linked(
    state: &State,
    tenant: Tenant,
    now: Timestamp,
    chain: &[CallerTransfer],
) -> Result<Vec<Event>, ChainRejection> {
    let refuse = |index, rejection| Err(ChainRejection { index, rejection });
    if chain.is_empty() {
        return refuse(0, Rejection::ChainEmpty);
    }
    if chain.len() > MAX_CHAIN {
        return refuse(MAX_CHAIN, Rejection::ChainTooLong { limit: MAX_CHAIN });
    }
    let mut draft = Draft::new(state, tenant, now, chain.len());
    for (index, item) in chain.iter().enumerate() {
        if let Err(rejection) = add(&mut draft, item) {
            return refuse(index, rejection);
        }
    }
    Ok(draft.into_events())
}

/// Derived ids belong to payments: a caller may neither take one nor end a payment's hold behind its back.
fn add(draft: &mut Draft<'_>, item: &CallerTransfer) -> Result<(), Rejection> {
    if item.id.is_derived() || item.id == NO_TRANSFER {
        return Err(Rejection::ReservedId { id: item.id });
    }
    match item.hold() {
        Some(hold) if hold.is_derived() => Err(Rejection::HoldReserved { hold }),
        Some(_) | None => draft.add(item),
    }
}
