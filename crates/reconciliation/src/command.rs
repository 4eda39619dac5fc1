//! What can be asked.

use bezant_kernel::{AccountId, Currency};

use crate::{Actor, ItemId, Match, MatchId, ReconciliationId, Resolution, Rule, Statement};

/// What is reconciled with what, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its name for people.
    pub name: String,
    /// The ledger account.
    pub account: AccountId,
    /// The account outside, as its statements name it. Compared by letters and digits only.
    pub outside_account: String,
    /// The currency of both.
    pub currency: Currency,
    /// The rules.
    pub rules: Vec<Rule>,
}

/// What can be asked about the acting tenant's reconciliations.
#[derive(Clone, Debug)]
pub enum Command {
    /// Make a reconciliation, or change what is given for one. Accounts and currency stay once a statement is imported.
    DefineReconciliation {
        /// Its id.
        id: ReconciliationId,
        /// What it is from now on.
        definition: Definition,
        /// Who asks.
        by: Actor,
    },
    /// Take in a statement; lines that an earlier one brought are passed over. A long one comes in parts, see
    /// [`Statement::into_parts`].
    ImportStatement {
        /// For which reconciliation.
        reconciliation: ReconciliationId,
        /// The statement.
        statement: Statement,
        /// Who asks.
        by: Actor,
    },
    /// Record what [`crate::propose`] found or someone put together. What becomes of it is said by the rules as they
    /// are now; without a rule it waits for being accepted. All are recorded or none.
    RecordMatches {
        /// Of which reconciliation.
        reconciliation: ReconciliationId,
        /// The matches.
        matches: Vec<Match>,
        /// Who asks.
        by: Actor,
    },
    /// A proposed match is right.
    AcceptMatch {
        /// The match.
        id: MatchId,
        /// Who says so.
        by: Actor,
        /// And why.
        note: String,
    },
    /// A proposed match is wrong; its lines are open again and rules do not propose it any more.
    RejectMatch {
        /// The match.
        id: MatchId,
        /// Who says so.
        by: Actor,
        /// And why.
        note: String,
    },
    /// Give an open item to someone, or back to nobody.
    Assign {
        /// The item.
        item: ItemId,
        /// To whom; none gives it back.
        assignee: Option<Actor>,
        /// Who says so.
        by: Actor,
        /// And why.
        note: String,
    },
    /// Write something down about an item that is not closed.
    Note {
        /// The item.
        item: ItemId,
        /// Who writes.
        by: Actor,
        /// What; not empty.
        note: String,
    },
    /// End an item by hand.
    Resolve {
        /// The item.
        item: ItemId,
        /// How.
        resolution: Resolution,
        /// Who says so.
        by: Actor,
        /// And why.
        note: String,
    },
    /// Open a closed item again. Its match is dissolved: the other items of it open too and its transfers are free.
    Reopen {
        /// The item.
        item: ItemId,
        /// Who says so.
        by: Actor,
        /// And why.
        note: String,
    },
}
