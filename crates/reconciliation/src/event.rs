//! What happened. Everything belongs to the tenant of the log entry.

use bezant_kernel::{Money, TransferId};

use crate::{
    Actor, Definition, Header, ItemId, Line, Match, MatchId, ReconciliationId, Resolution, StatementId,
};

/// A line that became an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewItem {
    /// The item.
    pub id: ItemId,
    /// What the statement says.
    pub line: Line,
}

/// A match that was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedMatch {
    /// Its id.
    pub id: MatchId,
    /// The match; its acceptance and difference account are those of the rule at this time.
    pub matched: Match,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A reconciliation was made or changed; this is how it stands now.
    ReconciliationDefined {
        /// Its id.
        id: ReconciliationId,
        /// What it is.
        definition: Definition,
        /// Who asked.
        by: Actor,
    },
    /// A statement was taken in.
    StatementImported {
        /// Its id.
        id: StatementId,
        /// For which reconciliation.
        reconciliation: ReconciliationId,
        /// What it says about itself.
        header: Header,
        /// The lines that no earlier statement brought.
        items: Vec<NewItem>,
        /// How many lines an earlier statement had brought.
        known_lines: u32,
        /// Its opening balance less the closing balance of the statement before, if both are said and differ: lines are
        /// missing in between.
        gap: Option<Money>,
        /// Who asked.
        by: Actor,
    },
    /// Matches were recorded.
    MatchesRecorded {
        /// Of which reconciliation.
        reconciliation: ReconciliationId,
        /// The matches; those accepted automatically are matched now, the others proposed.
        matches: Vec<RecordedMatch>,
        /// Who asked.
        by: Actor,
    },
    /// A proposed match was accepted.
    MatchAccepted {
        /// The match.
        id: MatchId,
        /// Who said so.
        by: Actor,
        /// And why.
        note: String,
    },
    /// A proposed match was rejected.
    MatchRejected {
        /// The match.
        id: MatchId,
        /// Who said so.
        by: Actor,
        /// And why.
        note: String,
    },
    /// An item was given to someone, or back.
    ItemAssigned {
        /// The item.
        item: ItemId,
        /// To whom.
        assignee: Option<Actor>,
        /// Who said so.
        by: Actor,
        /// And why.
        note: String,
    },
    /// Something was written down.
    ItemNoted {
        /// The item.
        item: ItemId,
        /// Who wrote.
        by: Actor,
        /// What.
        note: String,
    },
    /// An item was ended by hand.
    ItemResolved {
        /// The item.
        item: ItemId,
        /// How.
        resolution: Resolution,
        /// Who said so.
        by: Actor,
        /// And why.
        note: String,
    },
    /// Items were opened again.
    ItemsReopened {
        /// The items: the asked one first, then those that were matched with it.
        items: Vec<ItemId>,
        /// The match that was dissolved, and the transfers that are free now.
        dissolved: Option<(MatchId, Vec<TransferId>)>,
        /// Who said so.
        by: Actor,
        /// And why.
        note: String,
    },
}

impl Event {
    /// The event's name, as in the API.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::ReconciliationDefined { .. } => "reconciliation.defined",
            Event::StatementImported { .. } => "reconciliation.statement_imported",
            Event::MatchesRecorded { .. } => "reconciliation.matches_recorded",
            Event::MatchAccepted { .. } => "reconciliation.match_accepted",
            Event::MatchRejected { .. } => "reconciliation.match_rejected",
            Event::ItemAssigned { .. } => "reconciliation.item_assigned",
            Event::ItemNoted { .. } => "reconciliation.item_noted",
            Event::ItemResolved { .. } => "reconciliation.item_resolved",
            Event::ItemsReopened { .. } => "reconciliation.items_reopened",
        }
    }
}
