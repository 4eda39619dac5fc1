//! The classes, and what each may take.

/// What a request is for, those that are refused first at first.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Documentation, new streams of events.
    Stream,
    /// Lists, searches, reports, statistics.
    List,
    /// Single things.
    Read,
    /// Changes whose caller says that they can wait, and bulk.
    Low,
    /// New payments and transfers.
    New,
    /// What there is already: captures, refunds, cancellations, what operators set, what gateways tell.
    Finish,
}

impl Priority {
    /// All of them, from the lowest.
    pub const ALL: [Priority; 6] = [
        Priority::Stream,
        Priority::List,
        Priority::Read,
        Priority::Low,
        Priority::New,
        Priority::Finish,
    ];

    /// The share of all places, in percent, that this class and those below it may take together. Movements of money may take
    /// more than all: the places are as many as keep everybody fast, and being a little slower is better than turning money away.
    /// What they take on top makes the others' places fewer with the next measurement.
    pub const fn share_percent(self) -> u32 {
        match self {
            Priority::Stream => 20,
            Priority::List => 40,
            Priority::Read => 60,
            Priority::Low => 75,
            Priority::New => 150,
            Priority::Finish => 200,
        }
    }

    /// The share of the cap, in percent, that this class and those below it may take together.
    pub const fn cap_percent(self) -> u32 {
        match self {
            Priority::New => 90,
            Priority::Finish => 100,
            Priority::Stream | Priority::List | Priority::Read | Priority::Low => self.share_percent(),
        }
    }

    /// The word in metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Priority::Stream => "stream",
            Priority::List => "list",
            Priority::Read => "read",
            Priority::Low => "low",
            Priority::New => "new",
            Priority::Finish => "finish",
        }
    }
}
