//! An item: a line of a statement on its way from open to matched or resolved, and who did what to it.

use bezant_kernel::{Money, Tenant, Timestamp, TransferId};

use crate::{Actor, ItemId, Line, MatchId, ReconciliationId, StatementId};

/// Where an item stands.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Nobody knows yet what it belongs to.
    Open,
    /// A rule says what it belongs to, and someone has to accept that.
    Proposed,
    /// Someone looks into it.
    UnderInvestigation,
    /// It belongs to transfers.
    Matched,
    /// Someone has ended it without a rule.
    Resolved,
}

/// What can be done with an item.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// It was taken in.
    Import,
    /// A match is proposed.
    Propose,
    /// A rule matches it at once.
    Match,
    /// Someone accepts the proposal.
    Accept,
    /// Someone rejects the proposal.
    Reject,
    /// It is given to someone, or to someone else.
    Assign,
    /// It is given back.
    Release,
    /// Someone writes something down.
    Note,
    /// Someone ends it.
    Resolve,
    /// It is not over after all.
    Reopen,
}

/// All that may happen, as status, step and status after it. Whatever is not here is refused.
pub const TRANSITIONS: &[(Status, Step, Status)] = &[
    (Status::Open, Step::Propose, Status::Proposed),
    (Status::Open, Step::Match, Status::Matched),
    (Status::Open, Step::Assign, Status::UnderInvestigation),
    (Status::Open, Step::Note, Status::Open),
    (Status::Open, Step::Resolve, Status::Resolved),
    (Status::Proposed, Step::Accept, Status::Matched),
    (Status::Proposed, Step::Reject, Status::Open),
    (Status::Proposed, Step::Note, Status::Proposed),
    (
        Status::UnderInvestigation,
        Step::Assign,
        Status::UnderInvestigation,
    ),
    (Status::UnderInvestigation, Step::Release, Status::Open),
    (Status::UnderInvestigation, Step::Note, Status::UnderInvestigation),
    (Status::UnderInvestigation, Step::Resolve, Status::Resolved),
    (Status::Matched, Step::Reopen, Status::Open),
    (Status::Resolved, Step::Reopen, Status::Open),
];

/// The table of [`TRANSITIONS`] for the documentation.
pub fn transitions_table() -> String {
    let mut table = String::from("| Status | Step | Status after it |\n|---|---|---|\n");
    for (before, step, after) in TRANSITIONS {
        table.push_str(&format!(
            "| {} | {} | {} |\n",
            before.as_str(),
            step.as_str(),
            after.as_str()
        ));
    }
    table
}

impl Status {
    /// All of them.
    pub const ALL: [Status; 5] = [
        Status::Open,
        Status::Proposed,
        Status::UnderInvestigation,
        Status::Matched,
        Status::Resolved,
    ];

    /// The word in API and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Proposed => "proposed",
            Status::UnderInvestigation => "under_investigation",
            Status::Matched => "matched",
            Status::Resolved => "resolved",
        }
    }

    /// Whether nothing more is wanted of it.
    pub const fn is_closed(self) -> bool {
        match self {
            Status::Matched | Status::Resolved => true,
            Status::Open | Status::Proposed | Status::UnderInvestigation => false,
        }
    }

    /// Where the step leads from here, if it may be taken.
    pub fn after(self, step: Step) -> Option<Status> {
        TRANSITIONS
            .iter()
            .find(|(before, taken, _)| *before == self && *taken == step)
            .map(|(_, _, after)| *after)
    }

    pub(crate) const fn number(self) -> u32 {
        match self {
            Status::Open => 1,
            Status::Proposed => 2,
            Status::UnderInvestigation => 3,
            Status::Matched => 4,
            Status::Resolved => 5,
        }
    }

    pub(crate) fn from_number(number: u32) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.number() == number)
    }
}

impl Step {
    /// All of them.
    pub const ALL: [Step; 10] = [
        Step::Import,
        Step::Propose,
        Step::Match,
        Step::Accept,
        Step::Reject,
        Step::Assign,
        Step::Release,
        Step::Note,
        Step::Resolve,
        Step::Reopen,
    ];

    /// The word in API and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Step::Import => "import",
            Step::Propose => "propose",
            Step::Match => "match",
            Step::Accept => "accept",
            Step::Reject => "reject",
            Step::Assign => "assign",
            Step::Release => "release",
            Step::Note => "note",
            Step::Resolve => "resolve",
            Step::Reopen => "reopen",
        }
    }

    pub(crate) const fn number(self) -> u32 {
        match self {
            Step::Import => 1,
            Step::Propose => 2,
            Step::Match => 3,
            Step::Accept => 4,
            Step::Reject => 5,
            Step::Assign => 6,
            Step::Release => 7,
            Step::Note => 8,
            Step::Resolve => 9,
            Step::Reopen => 10,
        }
    }

    pub(crate) fn from_number(number: u32) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.number() == number)
    }
}

/// How someone ended an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// It belongs to these transfers.
    MatchedByHand {
        /// The transfers; not empty.
        transfers: Vec<TransferId>,
        /// The line less the sum of the transfers.
        difference: Money,
    },
    /// It is given up; the ledger is adjusted elsewhere.
    WrittenOff,
    /// It is not of this account's business.
    Ignored,
    /// The bank is wrong and will correct it.
    ToBeCorrectedAtBank,
}

impl Resolution {
    /// The word in API and reports.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Resolution::MatchedByHand { .. } => "matched_by_hand",
            Resolution::WrittenOff => "written_off",
            Resolution::Ignored => "ignored",
            Resolution::ToBeCorrectedAtBank => "to_be_corrected_at_bank",
        }
    }
}

/// What was done, when, by whom and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// What.
    pub step: Step,
    /// What they said about it; may be empty.
    pub note: String,
}

/// A line of a statement within a reconciliation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// Whose.
    pub tenant: Tenant,
    /// Of which reconciliation.
    pub reconciliation: ReconciliationId,
    /// The statement that brought it first.
    pub statement: StatementId,
    /// What the statement says.
    pub line: Line,
    /// Where it stands.
    pub status: Status,
    /// Who looks into it; set exactly while it is under investigation.
    pub assignee: Option<Actor>,
    /// The match it is part of; set while proposed, matched or resolved by a match by hand.
    pub match_id: Option<MatchId>,
    /// How it was ended; set exactly while it is resolved.
    pub resolution: Option<Resolution>,
    /// Matches that someone rejected, the latest last.
    pub refused: Vec<MatchId>,
    /// What was done to it, the latest last. The log has all of it, the item only the latest.
    pub history: Vec<HistoryEntry>,
    /// How many older entries of the history are only in the log.
    pub history_dropped: u32,
    /// The position of the record that changed it last.
    pub position: u64,
}

impl Item {
    /// So much is kept of history and refusals, so that an item stays small however long it is handed around.
    pub(crate) const MAXIMUM_HISTORY: usize = 100;
    const MAXIMUM_REFUSED: usize = 100;

    pub(crate) fn remember(&mut self, entry: HistoryEntry) {
        if self.history.len() == Item::MAXIMUM_HISTORY {
            // The first entry says who brought it; the oldest after it goes.
            self.history.remove(1);
            self.history_dropped = self.history_dropped.saturating_add(1);
        }
        self.history.push(entry);
    }

    pub(crate) fn refuse(&mut self, refused: MatchId) {
        self.refused.retain(|one| *one != refused);
        if self.refused.len() == Item::MAXIMUM_REFUSED {
            self.refused.remove(0);
        }
        self.refused.push(refused);
    }

    /// What its fields must say together.
    pub(crate) fn contradiction(&self) -> Option<&'static str> {
        let by_hand = matches!(self.resolution, Some(Resolution::MatchedByHand { .. }));
        let wants_match = match self.status {
            Status::Proposed | Status::Matched => true,
            Status::Resolved => by_hand,
            Status::Open | Status::UnderInvestigation => false,
        };
        if self.assignee.is_some() != (self.status == Status::UnderInvestigation) {
            Some("an item has an assignee exactly while it is under investigation")
        } else if self.resolution.is_some() != (self.status == Status::Resolved) {
            Some("an item has a resolution exactly while it is resolved")
        } else if self.match_id.is_some() != wants_match {
            Some("an item has a match exactly while it is proposed or matched")
        } else if self.history.is_empty() || self.history.len() > Item::MAXIMUM_HISTORY {
            Some("an item's history begins with its import and is bounded")
        } else {
            None
        }
    }
}
